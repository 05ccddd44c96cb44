"""The rules that are pure: what may be shown, which track is meant, when it is quiet, who may."""

import unicodedata
from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversation.arguments import nearest
from bot.conversation.registry import Who
from bot.pace import Bucket, Rate
from bot.people.model import Grant, QuietHours, Role
from bot.people.rules import (
    LONGEST_NAME,
    code_hash,
    matching,
    may,
    new_code,
    new_reference,
    quiet_until,
    shown_name,
)
from bot.tracks.rules import SMALLEST_CELL, disclosable, meant, slug
from bot.tracks.seed import seeds
from tests.support import BEGINNING, NASTY_TEXTS

groups = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "e", "not-said", ""]), st.integers(0, 12)
)


@given(groups)
@example({"a": 5, "b": 4})
@example({"a": 7, "b": 6, "c": 1, "d": 2})
def test_no_small_count_is_shown_and_none_can_be_computed(cells: dict[str, int]) -> None:
    shown = disclosable(cells)
    assert all(cells[name] == count >= SMALLEST_CELL for name, count in shown.items())
    hidden = [count for name, count in cells.items() if count and name not in shown]
    if shown and hidden:
        assert len(hidden) >= 2, "the total would give the only hidden one away"
        assert sum(hidden) >= SMALLEST_CELL, "so few people would be told by difference"


@given(groups)
def test_what_harms_nobody_is_shown(cells: dict[str, int]) -> None:
    present = {name: count for name, count in cells.items() if count}
    if all(count >= SMALLEST_CELL for count in present.values()):
        assert disclosable(cells) == present
    small = [count for count in present.values() if count < SMALLEST_CELL]
    if len(small) >= 2 and sum(small) >= SMALLEST_CELL:
        assert len(disclosable(cells)) == len(present) - len(small)


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"a": 5, "b": 6}, {"a": 5, "b": 6}),
        ({"a": 4}, {}),
        ({"a": 9, "b": 4}, {}),
        ({"a": 9, "b": 8, "c": 4}, {"a": 9}),
        ({"a": 9, "b": 3, "c": 2}, {"a": 9}),
        ({"a": 9, "b": 2, "c": 2}, {}),
        ({"a": 9, "b": 0}, {"a": 9}),
    ],
)
def test_a_small_group_takes_the_next_one_with_it(
    cells: dict[str, int], shown: dict[str, int]
) -> None:
    assert disclosable(cells) == shown


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("bpf-cybersecurity", "bpf-cybersecurity"),
        ("BPF-Cybersecurity", "bpf-cybersecurity"),
        ("cyber", "bpf-cybersecurity"),
        ("BPF Cybersecurity", "bpf-cybersecurity"),
        ("IoT, Big Data, AI", "bpf-data"),
        ("DCCOS", "dc-children"),
        ("dc-isss", "is3c"),
        ("DC ISSS", "is3c"),
        ("pn-ai", "pnai"),
        ("Meaningful Access", "pnma"),
        ("DC Environment", "dce"),
        ("PN Environment", "pne"),
        ("Children's Rights in the Digital Environment", "dc-children"),
        ("  irpc ", "irpc"),
        ("DC-IoT", "dc-iot"),
        ("youth", "ycig"),
    ],
)
def test_a_track_is_known_by_code_former_code_name_or_a_part_of_its_own(
    words: str, code: str
) -> None:
    track, near = meant(words, seeds())
    assert track is not None
    assert track.code == code
    assert near == [track]


@pytest.mark.parametrize(
    ("words", "among"),
    [
        ("environment", ["dce", "pne", "dc-children"]),
        ("access", ["pnma", "dcad", "bpf-gender"]),
        ("dc-jornalism", ["dc-sustainability"]),
        ("bpf-cybersecurty", ["bpf-cybersecurity"]),
        ("gender", ["bpf-gender", "dc-gender"]),
        ("blockchain", ["dc-bas", "dc-blockchain"]),
    ],
)
def test_an_ambiguous_or_misspelt_name_is_asked_about(words: str, among: list[str]) -> None:
    track, near = meant(words, seeds())
    assert track is None
    assert set(among) <= {one.code for one in near}
    assert len(near) <= 8
    assert len(near) == len(set(near))


@pytest.mark.parametrize("words", ["", "   ", "!!!", "quantum", "…", "日本"])
def test_words_that_fit_no_track_mean_none(words: str) -> None:
    assert meant(words, seeds()) == (None, [])


@given(st.text(max_size=40))
def test_nothing_is_meant_by_guessing(words: str) -> None:
    track, near = meant(words, seeds())
    if track is not None:
        assert slug(words)
        assert near == [track]
        known = (track.code, *track.aliases, slug(track.name), slug(track.title))
        assert any(slug(words) in name for name in known)


def test_every_track_of_the_seed_is_meant_by_its_own_names() -> None:
    tracks = seeds()
    names = [(track, name) for track in tracks for name in (track.code, *track.aliases)]
    names += [(track, track.title) for track in tracks]
    for track, name in names:
        assert meant(name, tracks)[0] is track, name


def test_a_closed_list_is_searched_by_beginnings_first() -> None:
    assert nearest("join", ["enjoin", "join", "joint"]) == ["join", "joint", "enjoin"]
    assert nearest("joni", ["join", "leave"]) == ["join"]
    assert nearest("", ["join"]) == []
    assert nearest("e", [f"e{n}" for n in range(20)], 3) == ["e0", "e1", "e10"]
    assert nearest("JOIN", ["Join"]) == ["Join"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("IoT, Big Data", "iot-big-data"),
        ("  -- x -- ", "x"),
        ("Élan Vital", "élan-vital"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_words_become_a_code(words: str, code: str) -> None:
    assert slug(words) == code


NIGHT = QuietHours(time(22), time(7))
LATE = QuietHours(time(22), time(2, 30))
NOON = QuietHours(time(12), time(13, 30))


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "until"),
    [
        (None, "UTC", "2026-03-03 23:00", ""),
        (NIGHT, "", "2026-03-03 21:59", ""),
        (NIGHT, "", "2026-03-03 22:00", "2026-03-04 07:00"),
        (NIGHT, "UTC", "2026-03-04 00:00", "2026-03-04 07:00"),
        (NIGHT, "UTC", "2026-03-04 06:59", "2026-03-04 07:00"),
        (NIGHT, "UTC", "2026-03-04 07:00", ""),
        (NOON, "UTC", "2026-03-03 12:15", "2026-03-03 13:30"),
        (NOON, "UTC", "2026-03-03 11:59", ""),
        (NIGHT, "Africa/Nairobi", "2026-03-03 19:00", "2026-03-04 04:00"),
        (NIGHT, "Africa/Nairobi", "2026-03-03 18:59", ""),
        (NIGHT, "Asia/Kathmandu", "2026-03-03 16:15", "2026-03-04 01:15"),
        (NIGHT, "America/Los_Angeles", "2026-03-04 06:00", "2026-03-04 15:00"),
        (NIGHT, "Pacific/Kiritimati", "2026-03-03 08:00", "2026-03-03 17:00"),
        (QuietHours(time(9), time(9)), "UTC", "2026-03-03 09:00", ""),
        # The night in which the clocks go forward is an hour shorter, and the other way round.
        (NIGHT, "Europe/Berlin", "2026-03-28 22:00", "2026-03-29 05:00"),
        (NIGHT, "Europe/Berlin", "2026-10-24 21:00", "2026-10-25 06:00"),
        # The end lies in the hour that is left out: the first instant after it.
        (LATE, "Europe/Berlin", "2026-03-29 00:30", "2026-03-29 01:00"),
        # The end comes twice: the first time.
        (LATE, "Europe/Berlin", "2026-10-25 00:10", "2026-10-25 00:30"),
        (LATE, "Europe/Berlin", "2026-10-25 01:10", ""),
    ],
)  # fmt: skip
def test_quiet_hours_end_at_the_right_instant(
    hours: QuietHours | None, zone: str, now: str, until: str
) -> None:
    assert quiet_until(hours, zone, _utc(now)) == (_utc(until) if until else None)


clock_times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(
    ["", "UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata"]
)
transitions = st.sampled_from(
    ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-25", "2026-11-01"]
)


@given(st.builds(QuietHours, clock_times, clock_times), zones, transitions, st.integers(0, 2880))
@example(LATE, "Europe/Berlin", "2026-10-25", 1515)
@example(LATE, "Europe/Berlin", "2026-03-29", 1500)
def test_quiet_hours_end_later_than_now_and_hold_until_then(
    hours: QuietHours, zone: str, day: str, minutes: int
) -> None:
    beginning = datetime.combine(date.fromisoformat(day), time(), UTC) - timedelta(days=1)
    now = beginning + timedelta(minutes=minutes)
    until = quiet_until(hours, zone, now)
    if until is None:
        return
    assert now < until <= now + timedelta(hours=25)
    assert quiet_until(hours, zone, until - timedelta(minutes=1)) == until
    local = until.astimezone(ZoneInfo(zone or "UTC"))
    assert local.time() >= hours.end
    following = quiet_until(hours, zone, until)
    assert following is None or following - until > timedelta(hours=20)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Amina", "Amina"),
        ("  Amina \t  W ", "Amina W"),
        ("Amina\u202egro.live", "Aminagro.live"),
        ("\u2066Amina\u2069\u200b\ufeff", "Amina"),
        ("Amina\x00\x1b[31m", "Amina[31m"),
        ("أمينة", "أمينة"),
        ("\u2028\u2029", ""),
        ("", ""),
        ("\ud800Amina", "Amina"),
        ("<b>Amina</b>", "<b>Amina</b>"),
    ],
)
def test_a_name_is_shown_without_signs_that_turn_a_sentence(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@given(st.text(st.characters()) | st.sampled_from(NASTY_TEXTS))
@example("x" * 500)
def test_a_shown_name_is_one_line_of_visible_signs(name: str) -> None:
    shown = shown_name(name)
    assert len(shown) <= LONGEST_NAME
    assert shown == " ".join(shown.split())
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert shown_name(shown) == shown


def test_codes_are_long_and_never_alike() -> None:
    codes = [new_code() for _ in range(500)]
    letters = [code.replace("-", "") for code in codes]
    assert len(set(codes)) == 500
    assert {len(one) for one in letters} == {26}
    assert {len({one[place] for one in letters}) > 20 for place in range(26)} == {True}
    assert set("".join(letters)) == set("abcdefghijklmnopqrstuvwxyz234567")
    assert len({new_reference("R") for _ in range(50)}) > 45


def test_a_code_may_be_typed_in_capitals_and_without_hyphens() -> None:
    code = new_code()
    kept: list[tuple[str, int | None]] = [(code_hash(new_code()), 1), (code_hash(code), 7)]
    for typed in (code, code.upper(), code.replace("-", ""), code.replace("-", " "), f" {code} "):
        assert matching(typed, kept) == (code_hash(code), 7)
    wrong = ("b" if code[0] == "a" else "a") + code[1:]
    for typed in (wrong, code[:-1], code + "a", "", "-"):
        assert matching(typed, kept) is None
    assert code.replace("-", "") not in code_hash(code)


JO = frozenset({Grant(Role.FACILITATOR, "irpc")})
SAM = frozenset({Grant(Role.RAPPORTEUR)})
OLGA = frozenset({Grant(Role.OPERATOR)})


@pytest.mark.parametrize(
    ("who", "scope", "allowed"),
    [
        (Who.ANYONE, "", {"jo", "sam", "olga", "nobody"}),
        (Who.FACILITATOR, "irpc", {"jo"}),
        (Who.FACILITATOR, "dcnn", set()),
        (Who.FACILITATOR, "", {"jo"}),
        (Who.RAPPORTEUR, "", {"sam"}),
        (Who.OPERATOR, "", {"olga"}),
    ],
)
def test_no_role_stands_in_for_another(who: Who, scope: str, allowed: set[str]) -> None:
    people = {"jo": JO, "sam": SAM, "olga": OLGA, "nobody": frozenset[Grant]()}
    assert {name for name, grants in people.items() if may(who, grants, scope)} == allowed


@given(st.lists(st.integers(0, 90), max_size=40), st.integers(1, 20))
def test_a_bucket_never_lets_more_through_than_its_rate(pauses: list[int], at_once: int) -> None:
    bucket, now, taken = Bucket(Rate(0.5, at_once), BEGINNING), BEGINNING, list[datetime]()
    for seconds in pauses:
        now += timedelta(seconds=seconds)
        if not bucket.wait(now):
            bucket.take(now)
            taken.append(now)
        else:
            assert not copy(bucket).wait(now + bucket.wait(now))
    for index, begin in enumerate(taken):
        for number, end in enumerate(taken[index:], 1):
            assert number <= at_once + 0.5 * (end - begin).total_seconds()


def test_a_clock_that_is_set_back_takes_nothing_away() -> None:
    bucket = Bucket(Rate(1, 2), BEGINNING)
    assert not bucket.wait(BEGINNING - timedelta(hours=1))
    bucket.take(BEGINNING - timedelta(hours=1))
    assert not bucket.wait(BEGINNING - timedelta(hours=1))
