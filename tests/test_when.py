"""Days and times as people type them: the table of tests/when.md, and what holds for any words."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.translate import text_of
from bot.conversation.when import (
    Clocks,
    Doubt,
    Moment,
    canonical,
    instant,
    take,
    take_length,
    understand,
)
from bot.conversation.wording import plain_text
from tests.turns import turns

TABLE = Path(__file__).parent / "when.md"
TODAY = date(2026, 11, 25)
ROW = re.compile(r"\| (?P<words>.+?) \| (?P<meant>.+?) \|")
HEADING = re.compile(r"## (?P<language>\w\w)(?:, on \w+ (?P<today>[\d-]+))?")


def rows() -> list[tuple[str, date, str, str]]:
    """Language, today, words, and what is understood."""
    language, today, found = "", TODAY, []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if heading := HEADING.match(line):
            language = heading["language"]
            today = date.fromisoformat(heading["today"]) if heading["today"] else TODAY
        elif (row := ROW.fullmatch(line)) and row["words"] != "words":
            found.append((language, today, row["words"], row["meant"]))
    return found


ROWS = rows()
CERTAIN = [
    (language, words)
    for language, today, words, meant in ROWS
    if today == TODAY and not meant.startswith(("ask", "nothing"))
]


def told(meant: Moment | Doubt | None) -> str:
    """As the table writes it."""
    match meant:
        case None:
            return "nothing"
        case Doubt(_, choices):
            return f"ask {'; '.join(choices)}".rstrip()
        case Moment():
            return canonical(meant)


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 200


@pytest.mark.parametrize(("language", "today", "words", "meant"), ROWS, ids=str)
def test_it_means(language: str, today: date, words: str, meant: str) -> None:
    assert told(understand(words, today, language)) == meant


@pytest.mark.parametrize(("language", "today", "words", "meant"), ROWS, ids=str)
def test_what_is_offered_is_understood_as_it_stands(
    language: str, today: date, words: str, meant: str
) -> None:
    understood = understand(words, today, language)
    for choice in understood.choices if isinstance(understood, Doubt) else (meant,):
        again = understand(choice, today, language)
        assert not isinstance(again, Doubt)
        assert again is None or canonical(again) == choice


@pytest.mark.parametrize(("language", "words"), CERTAIN)
def test_the_spelling_does_not_matter(language: str, words: str) -> None:
    meant = understand(words, TODAY, language)
    wide = words.replace(" ", " \N{NO-BREAK SPACE}\N{EM SPACE}")
    assert understand(wide, TODAY, language) == meant
    assert (
        understand(f"\N{LEFT-TO-RIGHT ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}", TODAY, language)
        == meant
    )
    assert understand(words.upper().replace("’", "'"), TODAY, language) == meant
    eastern = words.translate({ord(str(n)): chr(0x660 + n) for n in range(10)})
    assert understand(eastern, TODAY, language) == meant


@given(
    st.sampled_from(CERTAIN),
    st.integers(0, 20),
    st.sampled_from(
        ["qwx", "not", "sauf", "excepto", "every", "x7", "~", "7th-ish", "14:0", "2026x"]
    ),
)
def test_no_word_is_passed_over(phrase: tuple[str, str], where: int, word: str) -> None:
    language, words = phrase
    parts = words.split(" ")
    parts.insert(min(where, len(parts)), word)
    assert not isinstance(understand(" ".join(parts), TODAY, language), Moment)


@pytest.mark.parametrize(
    ("words", "meant", "rest"),
    [
        (
            "2026-12-08 14:00 Europe/Paris for 60m every 2 weeks",
            "2026-12-08 14:00 Europe/Paris",
            "for 60m every 2 weeks",
        ),
        ("2026-12-08 14:00 (UTC), at https://x", "2026-12-08 14:00 UTC", "at https://x"),
        ("Tuesday 14:00 every Tuesday", "2026-12-01 14:00", "every Tuesday"),
        ("tomorrow 9:30 Rome until 2027", "2026-11-26 09:30 Europe/Rome", "until 2027"),
        ("tomorrow 9:00 EAT", "2026-11-26 09:00 Africa/Nairobi", ""),
        ("tomorrow 9:00 eat lunch", "2026-11-26 09:00", "eat lunch"),
        ("demain 9h Réunion du groupe", "2026-11-26 09:00", "Réunion du groupe"),
        ("le 8 déc. à 14 h Paris pendant 2 h", "2026-12-08 14:00 Europe/Paris", "pendant 2 h"),
        ("2026-12-08 14:00 2h", "2026-12-08 14:00", "2h"),
        ("2026-12-08 Paris agreement", "2026-12-08", "Paris agreement"),
        ("8 Dec 2 reviewers", "2026-12-08", "2 reviewers"),
        ("2026-12-08 sat images", "2026-12-08", "sat images"),
        ("2026-12-08 14:00 UTC - 3 items", "2026-12-08 14:00 UTC", "- 3 items"),
        ("Friday “Draft  Ready”", "2026-11-27", "“Draft  Ready”"),
        ("8/12 14:00 for 2h", "ask 2026-12-08 14:00; 2027-08-12 14:00", "for 2h"),
        ("Thursday 8 December 2026 by mail", "ask 2026-12-08; 2026-12-10; 2026-12-03", "by mail"),
        ("2026-12-08 14:00 Europe/Pariss x", "ask 2026-12-08 14:00 Europe/Paris", "x"),
        ("tomorrow 14:00 to 15:00 x", "ask 2026-11-26 14:00; 2026-11-26 15:00", "x"),
        ("every Tuesday 14:00", "nothing", "every Tuesday 14:00"),
        ("at https://example.org", "nothing", "at https://example.org"),
        ("may I", "nothing", "may I"),
        ("", "nothing", ""),
    ],
)  # fmt: skip
def test_it_is_taken_from_the_beginning(words: str, meant: str, rest: str) -> None:
    read, left = take(words, TODAY, "en")
    assert (told(read), left) == (meant, rest)


@pytest.mark.parametrize(
    ("words", "minutes", "rest"),
    [
        ("60m", 60, ""),
        ("for 60m every 2 weeks", 60, "every 2 weeks"),
        ("1h30", 90, ""),
        ("1 h 30 min", 90, ""),
        ("1 hour 30 minutes", 90, ""),
        ("1 hora y 15 minutos", 75, ""),
        ("90 min", 90, ""),
        ("1 hour", 60, ""),
        ("an hour and a half", 90, ""),
        ("half an hour", 30, ""),
        ("une heure", 60, ""),
        ("1 heure et demie", 90, ""),
        ("pendant deux heures", None, "pendant deux heures"),
        ("3 horas y media", 210, ""),
        ("2 h", 120, ""),
        ("45 minutes", 45, ""),
        ("٤٥ دقيقة", 45, ""),
        ("7 days", 7 * 24 * 60, ""),
        ("2 semaines", 14 * 24 * 60, ""),
        ("10m item", 10, "item"),
        ("1h 5 items", 60, "5 items"),
        ("1h59", 119, ""),
        ("1h60", None, "1h60"),
        ("1h 60m", None, "1h 60m"),
        ("1h 59m", 119, ""),
        ("1h99", None, "1h99"),
        ("60", None, "60"),
        ("60 people", None, "60 people"),
        ("2 meetings", None, "2 meetings"),
        ("1.5h", None, "1.5h"),
        ("2 d'accord", None, "2 d'accord"),
        ("at https://example.org", None, "at https://example.org"),
    ],
)
def test_a_length_is_taken_from_the_beginning(words: str, minutes: int | None, rest: str) -> None:
    length = None if minutes is None else timedelta(minutes=minutes)
    assert take_length(words, "ar") == (length, rest)


def test_ones_own_zone_is_offered_first_and_never_taken() -> None:
    asked = understand("8 Dec 14:00 CST", TODAY, "en", "Asia/Shanghai")
    assert isinstance(asked, Doubt)
    assert asked.choices[0] == "2026-12-08 14:00 Asia/Shanghai"
    assert understand("8 Dec 14:00", TODAY, "en", "Asia/Shanghai") == Moment(
        date(2026, 12, 8), time(14), ""
    )


@pytest.mark.parametrize(
    ("words", "language", "question"),
    [
        ("Tuesday 10 December 2026", "en", "10 December 2026 is a Thursday, not a Tuesday."),
        ("8/12", "en", "Does 8/12 mean 8 December 2026 or 12 August 2027?"),
        ("tomorrow at 2", "en", "Does 2 mean 02:00 or 14:00?"),
        ("31 February 2027", "en", "There is no day 31 in February 2027."),
        ("tomorrow 25:00", "en", "There is no 25:00 on a clock."),
        ("8 Dec 14:00 IST", "en", "Which place is meant by IST?"),
        ("14:00", "en", "On which day?"),
        ("14:00 x" + "x" * 200, "en", "That is too long for a day and a time. Write only those."),
        ("mardi 10 décembre 2026", "fr", "Le 10 décembre 2026 est un jeudi, pas un mardi."),
    ],
)
def test_it_asks(words: str, language: str, question: str) -> None:
    asked = understand(words, TODAY, language)
    assert isinstance(asked, Doubt)
    assert plain_text(text_of(asked.question, language)) == question


ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc"))
SHIFTS = [
    f"Etc/GMT{sign}{hours}" for sign, most in (("+", 12), ("-", 14)) for hours in range(1, most + 1)
]
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
moments = st.builds(
    Moment, days, minutes | st.none(), st.sampled_from(["", "UTC", *ZONES, *SHIFTS])
)
languages = st.sampled_from(["ar", "en", "es", "fr", "ru", "zh"])
todays = st.dates(date(2020, 1, 1), date(2100, 1, 1))


@given(moments, todays, languages)
def test_what_buttons_say_is_understood_exactly(moment: Moment, today: date, language: str) -> None:
    assert understand(canonical(moment), today, language) == moment


VOCABULARY = sorted({word for _, _, words, _ in ROWS for word in words.split()})
phrases = st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join)


@given(phrases | st.text(max_size=40), todays, languages)
def test_whatever_is_written_nothing_breaks_and_nothing_is_lost(
    words: str, today: date, language: str
) -> None:
    meant = understand(words, today, language)
    if isinstance(meant, Doubt):
        assert "{" not in plain_text(text_of(meant.question, language)).replace(words, "")
        assert len(set(meant.choices)) == len(meant.choices) <= 8
    read, rest = take(words, today, language)
    assert words.endswith(rest)
    assert read is not None or rest == words
    length, rest = take_length(words, language)
    assert words.endswith(rest)
    assert length is not None or rest == words


@given(phrases, st.integers(0, 6), todays)
def test_no_foreign_word_is_passed_over(phrase: str, where: int, today: date) -> None:
    words = phrase.split()
    words.insert(min(where, len(words)), "qwx")
    assert not isinstance(understand(" ".join(words), today, "en"), Moment)


@given(phrases | st.text(max_size=40), todays, languages)
def test_what_is_taken_is_what_those_words_mean(words: str, today: date, language: str) -> None:
    """The words that take() reads, read alone, are understood as the same, or asked about."""
    read, rest = take(words, today, language)
    if isinstance(read, Moment):
        alone = understand(words[: len(words) - len(rest)], today, language)
        assert alone == read or isinstance(alone, Doubt)


@cache
def changes() -> list[tuple[str, datetime]]:
    """Every change of clocks from 2025 to 2035, once for all zones that share it."""
    return list({one[1:]: (one.zone, one.at) for one in turns()}.values())


def test_every_time_around_every_change_of_clocks_is_the_right_instant() -> None:
    quarter, reach = timedelta(minutes=15), 24
    seen = set()
    for zone, change in changes():
        place = ZoneInfo(zone)
        shown: dict[datetime, list[datetime]] = {}
        for n in range(-reach, reach + 1):
            moment = change + n * quarter
            shown.setdefault(moment.astimezone(place).replace(tzinfo=None), []).append(moment)
        walls = sorted(shown)
        wall = walls[0] + 8 * quarter
        while wall < walls[-1] - 8 * quarter:
            there = shown.get(wall, [])
            kind = (Clocks.GAP, Clocks.PLAIN, Clocks.OVERLAP)[len(there)]
            expected = there[0] if there else change
            assert instant(wall.date(), wall.time(), zone) == (expected, kind), (zone, wall)
            seen.add(kind)
            wall += quarter
    assert seen == set(Clocks)
    assert len(changes()) > 300


def test_a_day_that_a_place_left_out_ends_when_the_next_begins() -> None:
    """Samoa went from Thursday to Saturday at the end of 2011."""
    at, kind = instant(date(2011, 12, 30), time(12), "Pacific/Apia")
    assert (at, kind) == (datetime(2011, 12, 30, 10, tzinfo=UTC), Clocks.GAP)


def test_without_a_zone_the_instant_is_utc() -> None:
    expected = datetime(2026, 12, 8, 14, tzinfo=UTC)
    assert instant(date(2026, 12, 8), time(14), "") == (expected, Clocks.PLAIN)
