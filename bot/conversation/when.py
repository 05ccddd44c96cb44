"""Understanding the day and time that a person typed, strictly: what is not certain is asked about.

Capabilities call it for every date they take: understand() for words that are nothing but a moment,
take() for a moment at the beginning of longer words, instant() for the point in time it stands for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import product
from typing import Any

from bot.conversation.clocks import Clocks, instant
from bot.conversation.dates import Day, Weekday, read_day
from bot.conversation.lengths import take_length
from bot.conversation.phrases import Phrase, t
from bot.conversation.spelling import folded
from bot.conversation.times import Clock, read_clock
from bot.conversation.translate import day_text, place_name, weekday_text
from bot.conversation.zone_words import Zone, read_zone

__all__ = [
    "Clocks",
    "Doubt",
    "Moment",
    "canonical",
    "instant",
    "take",
    "take_length",
    "understand",
]

_MOST = 8
_MOST_FILLERS = 3
_BETWEEN = re.compile(r"[\s,;()\[\]]*")
_CLOSING = re.compile(r"\s?[)\]]")
_END = re.compile(r"[\s,;.!?()\[\]]*$")
_WORD = re.compile(r"[^\s,;()\[\]]+")
_FILLERS = re.compile(
    r"(?:(?:on|at|the|of|in|le|la|les|el|los|las|de|del|du|en|a|heure d[eu]|hora de|dia|um|в|في)"
    r"(?!\w)|d'|@)[\s,]*"
)
_RANGE = re.compile(r"\s?(?:-|to|until|till|a|jusqu'a|hasta)\s?(?=\d)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and perhaps a time, as the clocks of a zone show it.

    time is None if only a day was given; zone is an IANA name, or "" if none was said.
    """

    date: date
    time: time | None
    zone: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that may be understood in several ways, or in none.

    question is one sentence for the person; choices are the ways, as canonical() writes them.
    """

    question: Phrase
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """The pieces of a moment that were found in some words."""

    days: list[Day] = field(default_factory=list)
    weekdays: list[Weekday] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    end: int = 0


def understand(words: str, today: date, language: str, zone: str = "") -> Moment | Doubt | None:
    """What all of the words mean: a moment, a doubt to be asked about, or None if nothing in them
    looks like a day or a time.

    today is the day at the person's place. zone is theirs; it is never taken for one that was not
    said, but stands first among the choices.
    """
    found = _find(words, today, language, whole=True)
    return _resolved(found, today, language, zone)


def take(words: str, today: date, language: str) -> tuple[Moment | Doubt | None, str]:
    """The moment at the beginning of the words, and the words behind it as they were written; with
    None all the words. The words behind a doubt are those that it is not about."""
    found = _find(words, today, language, whole=False)
    meant = _resolved(found, today, language, "")
    if meant is None:
        return None, words
    return meant, words[found.end :].lstrip(" \t\n,")


def canonical(moment: Moment) -> str:
    """A moment as buttons say it, "2026-12-08 14:00 Europe/Paris"; understand() reads it back."""
    parts = [moment.date.isoformat()]
    if moment.time is not None:
        parts.append(f"{moment.time:%H:%M}")
    if moment.zone:
        fixed = moment.zone.startswith("Etc/GMT")
        parts.append(place_name(moment.zone) if fixed else moment.zone)
    return " ".join(parts)


def _find(words: str, today: date, language: str, *, whole: bool) -> _Found:
    """The pieces in the words; without whole, only those at their beginning."""
    text, places = folded(words)
    typed = "".join(words[place] for place in places[:-1])
    found = _Found()
    at = 0
    while not _END.match(text, at):
        start = _skip(_BETWEEN, text, at)
        read = _piece(text, start, typed, today, language, whole=whole, found=found)
        if read:
            piece, end = read
            _keep(found, piece)
        elif whole:
            unknown = _WORD.match(text, start)
            end = unknown.end() if unknown else start + 1
            found.unknown.append(words[places[start] : places[end]])
        else:
            break
        at = _skip(_CLOSING, text, end)
        found.end = places[at]
    return found


def _piece(
    text: str, at: int, typed: str, today: date, language: str, *, whole: bool, found: _Found
) -> tuple[Day | Weekday | Clock | Zone, int] | None:
    """The piece that stands here, perhaps behind small words, and where it ends; the longest."""
    readings: list[tuple[Day | Weekday | Clock | Zone, int]] = []
    for _ in range(_MOST_FILLERS + 1):
        if day := read_day(text, at, today, language):
            readings.append(day)
        # Behind a time, "2 h" is how long it takes.
        clock = read_clock(text, at, bare=whole)
        if clock and (whole or not (found.clocks and clock[0].loose)):
            readings.append(clock)
        # In longer words a town belongs to the moment only behind a time.
        if whole or found.clocks:
            after_clock = bool(found.clocks) and not found.zones
            zone = read_zone(text, at, typed, language, whole=whole, after_clock=after_clock)
            if zone and (whole or after_clock):
                readings.append(zone)
        filler = _FILLERS.match(text, at)
        if not filler:
            break
        at = filler.end()
    return max(readings, key=lambda one: one[1], default=None)


def _keep(found: _Found, piece: Day | Weekday | Clock | Zone) -> None:
    match piece:
        case Day():
            found.days.append(piece)
        case Weekday():
            found.weekdays.append(piece)
        case Clock():
            found.clocks.append(piece)
        case Zone():
            found.zones.append(piece)


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _resolved(found: _Found, today: date, language: str, own: str) -> Moment | Doubt | None:
    """The one moment that the pieces make, or what is to be asked."""
    if not (found.days or found.weekdays or found.clocks):
        return None
    days, about_days = _days(found, today, language)
    clocks, about_clocks = _several(found.clocks, t("Several times are named. Which one is meant?"))
    zones, about_zones = _several(
        found.zones, t("Several time zones are named. Which one is meant?")
    )
    moments = [
        _moment(day, clock, zone)
        for day, clock, zone in product(
            days,
            clocks if found.clocks else (None,),
            sorted(zones, key=lambda one: one != own) if found.zones else ("",),
        )
    ]
    questions = [q for q in (about_days, about_clocks, about_zones) if q]
    if not found.unknown and not questions:
        return moments[0]
    choices = tuple(dict.fromkeys(canonical(moment) for moment in moments))[:_MOST]
    if found.unknown:
        unknown = " ".join(found.unknown)
        rest = t("I do not understand {words}. Is the rest right?", words=unknown)
        return Doubt(rest if choices else t("I do not understand {words}.", words=unknown), choices)
    return Doubt(questions[0], choices)


def _several(
    pieces: Sequence[Day] | Sequence[Clock] | Sequence[Zone], question: Phrase
) -> tuple[tuple[Any, ...], Phrase | None]:
    """What pieces of one kind mean together: what all of them may mean, if that is one thing."""
    if not pieces:
        return (), None
    if len(pieces) == 1:
        return pieces[0].options, pieces[0].question
    everything = tuple(dict.fromkeys(option for one in pieces for option in one.options))
    shared = [one for one in everything if all(one in piece.options for piece in pieces)]
    return (tuple(shared), None) if len(shared) == 1 else (everything, question)


def _moment(day: date, clock: int | None, zone: str) -> Moment:
    if clock is None:
        return Moment(day, None, zone)
    days, minutes = divmod(clock, 24 * 60)
    return Moment(day + timedelta(days=days), time(minutes // 60, minutes % 60), zone)


def _days(found: _Found, today: date, language: str) -> tuple[tuple[date, ...], Phrase | None]:
    """The days that are meant, and the question if it is not certain which."""
    named = {one.number for one in found.weekdays}
    if not found.days and not named:
        return (today, today + timedelta(days=1)), t("On which day?")
    question: Phrase | None = None
    options: tuple[date, ...] = ()
    if found.days:
        options, question = _several(found.days, t("Several days are named. Which one is meant?"))
    if not named:
        return options, question
    if len(named) > 1:
        ahead = tuple(today + timedelta(days=days) for days in range(7))
        several = options or tuple(day for day in ahead if day.weekday() in named)
        return several, t("Several days are named. Which one is meant?")
    weekday = found.weekdays[0]
    if not found.days:
        return _of_weekday(weekday, today, language)
    if len(found.days) == 1 and question and (rivals := found.days[0].rivals):
        fitting = [day for day in rivals if day.weekday() == weekday.number]
        if len(fitting) == 1 and (len(options) > 1 or fitting[0] >= today):
            return tuple(fitting), None
    if question or len(options) != 1 or options[0].weekday() == weekday.number:
        return options, question
    return _mismatch(options[0], weekday.number, language)


def _of_weekday(
    weekday: Weekday, today: date, language: str
) -> tuple[tuple[date, ...], Phrase | None]:
    """The next day of that name. Where people differ in which one they mean, it is asked about."""
    ahead = (weekday.number - today.weekday()) % 7
    first = today + timedelta(days=ahead)
    week = timedelta(days=7)
    question = t("Which {weekday} is meant?", weekday=weekday_text(first, language))
    if weekday.which == "last":
        return (first - week, first), question
    if ahead == 0:
        return (first, first + week), question
    if weekday.which == "next":
        # In the next week, or the first to come? Weeks begin on Monday, or on Sunday.
        monday = today - timedelta(days=today.weekday())
        sunday = today - timedelta(days=(today.weekday() + 1) % 7)
        same = first - monday >= week and first - sunday >= week
        return ((first,), None) if same else ((first, first + week), question)
    if weekday.which == "this" and first - (today - timedelta(days=today.weekday())) >= week:
        return (first, first - week), question
    return (first,), None


def _mismatch(day: date, weekday: int, language: str) -> tuple[tuple[date, ...], Phrase]:
    """A weekday that does not fit the date: the date, or the nearest days of that name."""
    before = day - timedelta(days=(day.weekday() - weekday) % 7)
    after = before + timedelta(days=7)
    near = sorted((before, after), key=lambda one: abs(one - day))
    return (day, *near), t(
        "{date} is a {weekday}, not a {said}.",
        date=day_text(day, language),
        weekday=weekday_text(day, language),
        said=weekday_text(before, language),
    )
