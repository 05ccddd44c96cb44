"""Understanding the day and time that a person typed, strictly: what is not certain is asked about.

Capabilities call it for every date they take: understand() for words that are nothing but a moment,
take() for a moment at the beginning of longer words, instant() for the point in time it stands for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import product
from typing import Any

from bot.conversation.clocks import Clocks, instant
from bot.conversation.dates import Day
from bot.conversation.lengths import take_length
from bot.conversation.phrases import Phrase, t
from bot.conversation.pieces import Found, find
from bot.conversation.times import Clock
from bot.conversation.translate import place_name
from bot.conversation.weekdays import mismatch, numbered, of_weekday
from bot.conversation.zone_words import Zone
from bot.conversation.zones import misspelt_zones

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
_LONGEST = 200
_LARGEST_DAY = 31
_SOON = timedelta(days=14)


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


def understand(words: str, today: date, language: str, zone: str = "") -> Moment | Doubt | None:
    """What all of the words mean: a moment, a doubt to be asked about, or None if nothing in them
    looks like a day or a time.

    today is the day at the person's place. zone is theirs; it is never taken for one that was not
    said, but stands first among the choices.
    """
    if len(words) > _LONGEST:
        return Doubt(t("That is too long for a day and a time. Write only those."))
    found = find(words, today, language, whole=True)
    return _resolved(found, today, language, zone)


def take(words: str, today: date, language: str) -> tuple[Moment | Doubt | None, str]:
    """The moment at the beginning of the words, and the words behind it as they were written; with
    None all the words. The words behind a doubt are those that it is not about."""
    found = find(words, today, language, whole=False)
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


def _resolved(found: Found, today: date, language: str, own: str) -> Moment | Doubt | None:
    """The one moment that the pieces make, or what is to be asked."""
    if not (found.days or found.weekdays) and _mere_numbers(found):
        return None
    _number_of_weekday(found, today)
    _one_instant(found)
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
            sorted(zones, key=lambda one: bool(own) and one != own) if found.zones else ("",),
        )
    ]
    if found.unknown:
        return _unknown(found, moments, language)
    if hour := _hour_or_year(found, today):
        question = t("Is {words} the year, or a time?", words=found.days[0].year)
        return Doubt(question, _choices([*moments, *hour]))
    if day := _hour_or_day(found, today):
        question = t("Is {words} the day, or a time?", words=str(found.clocks[0].number))
        return Doubt(question, _choices([*day, *moments]))
    kinds = ((days, about_days), (clocks, about_clocks), (zones, about_zones))
    # What has no answer among the choices is said first.
    questions = [(bool(options), asked) for options, asked in kinds if asked]
    if not questions:
        return moments[0]
    _, first = min(questions, key=lambda one: one[0])
    return Doubt(first, _choices(moments))


def _choices(moments: Sequence[Moment]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(canonical(moment) for moment in moments))[:_MOST]


def _unknown(found: Found, moments: Sequence[Moment], language: str) -> Doubt:
    """Some words were not understood: perhaps they are a misspelt zone, perhaps the rest is all."""
    words = " ".join(found.unknown)
    if len(moments) != 1:
        return Doubt(t("I do not understand {words}.", words=words))
    likely: list[Moment] = []
    if found.clocks and not found.zones:
        likely = [replace(moments[0], zone=zone) for zone in misspelt_zones(words, language)]
    if likely:
        return Doubt(
            t("I do not know the time zone {words}.", words=words), _choices([*likely, *moments])
        )
    return Doubt(
        t("I do not understand {words}. Is the rest right?", words=words), _choices(moments)
    )


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


def _mere_numbers(found: Found) -> bool:
    """Whether there is nothing but numbers that nobody would call a day or a time."""
    bare = all(clock.bare for clock in found.clocks)
    large = any(clock.number > _LARGEST_DAY for clock in found.clocks)
    return bare and (bool(found.unknown) or large or not found.clocks)


def _number_of_weekday(found: Found, today: date) -> None:
    """In "mardi 8 à 14 h" the mere number is a day of the month."""
    bare = [clock for clock in found.clocks if clock.bare]
    if len(bare) != 1 or len(found.clocks) != 2 or len(found.weekdays) != 1 or found.days:
        return
    days = numbered(bare[0].number, today, found.weekdays[0].number)[:1]
    found.clocks.remove(bare[0])
    found.days.append(Day(days, t("Which day is meant by {words}?", words=str(bare[0].number))))


def _one_instant(found: Found) -> None:
    """In "13:00 UTC (14:00 Paris)" the second time says the first one again."""
    pieces: tuple[Day | Clock | Zone, ...] = (*found.days, *found.clocks, *found.zones)
    if any(len(piece.options) != 1 for piece in pieces) or len(found.days) != 1:
        return
    if not 1 < len(found.clocks) == len(found.zones):
        return
    instants = {
        instant(moment.date, moment.time, moment.zone)[0]
        for clock, zone in zip(found.clocks, found.zones, strict=True)
        if (moment := _moment(found.days[0].options[0], clock.options[0], zone.options[0])).time
    }
    if len(instants) == 1:
        del found.clocks[1:], found.zones[1:]


def _hour_or_year(found: Found, today: date) -> list[Moment]:
    """In "8 Dec 2030 UTC" the number may be a time, for what else would the zone be said."""
    if found.clocks or not found.zones or len(found.days) != 1 or not found.days[0].year:
        return []
    hour, minute = divmod(int(found.days[0].year), 100)
    if hour > 23 or minute > 59 or len(found.days[0].options) != 1:
        return []
    day = found.days[0].options[0].replace(year=today.year)
    return [Moment(day, time(hour, minute), zone) for zone in found.zones[0].options]


def _hour_or_day(found: Found, today: date) -> list[Moment]:
    """In "le 13" and "mardi 8" the number may be a day of the month."""
    if found.days or len(found.clocks) != 1 or not 1 <= found.clocks[0].number <= _LARGEST_DAY:
        return []
    weekday = found.weekdays[0].number if found.weekdays else None
    return [Moment(day, None, "") for day in numbered(found.clocks[0].number, today, weekday)[:1]]


def _days(found: Found, today: date, language: str) -> tuple[tuple[date, ...], Phrase | None]:
    """The days that are meant, and the question if it is not certain which."""
    several = t("Several days are named. Which one is meant?")
    named = {one.number for one in found.weekdays}
    if not found.days and not named:
        return (today, today + timedelta(days=1)), t("On which day?")
    options, question = _several(found.days, several)
    if not named:
        return options, question
    if len(named) > 1:
        ahead = (today + timedelta(days=days) for days in range(7))
        return options or tuple(day for day in ahead if day.weekday() in named), several
    weekday = found.weekdays[0]
    if not found.days:
        return of_weekday(weekday, today, language)
    fitting = [day for day in found.days[0].rivals if day.weekday() == weekday.number]
    if len(found.days) == len(fitting) == 1 and fitting[0] >= today:
        return tuple(fitting), None
    if question or len(options) != 1:
        return options, question
    if options[0].weekday() != weekday.number:
        return mismatch(options[0], weekday.number, language)
    likely, which = of_weekday(weekday, today, language)
    soon = timedelta(days=0) < options[0] - today <= _SOON
    if weekday.which == "last" or (weekday.which and options[0] not in likely and not soon):
        return (*options, *likely), which or several
    return options, None
