"""Which day a weekday means: the next of its name, unless people differ about that.

The understanding of moments (when) calls it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.conversation.phrases import Phrase, t
from bot.conversation.translate import day_text, weekday_text

_WEEK = timedelta(days=7)
_YEAR_AHEAD = 366


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday that was read (Monday is 0), and what was said of it: next, this, last or ""."""

    number: int
    which: str = ""


def of_weekday(
    weekday: Weekday, today: date, language: str
) -> tuple[tuple[date, ...], Phrase | None]:
    """The days that a weekday may mean, the likeliest first, and the question if it is not one."""
    first = today + timedelta(days=(weekday.number - today.weekday()) % 7)
    question = t("Which {weekday} is meant?", weekday=weekday_text(first, language))
    monday = today - timedelta(days=today.weekday())
    match weekday.which:
        case "last":
            return (first - _WEEK, first), question
        case "next" if first == today:
            return (first + _WEEK, first), question
        case "next":
            # The first to come, or the one in the next week, which begins on Monday or on Sunday?
            sunday = today - timedelta(days=(today.weekday() + 1) % 7)
            if first - monday >= _WEEK and first - sunday >= _WEEK:
                return (first,), None
        case "this" if first - monday >= _WEEK:
            return (first, first - _WEEK), question
        case _ if first > today:
            return (first,), None
    return (first, first + _WEEK), question


def mismatch(day: date, weekday: int, language: str) -> tuple[tuple[date, ...], Phrase]:
    """A weekday that does not fit the date: the date, or the nearest days of that name."""
    before = day - timedelta(days=(day.weekday() - weekday) % 7)
    near = sorted((before, before + _WEEK), key=lambda one: abs(one - day))
    return (day, *near), t(
        "{date} is a {weekday}, not a {said}.",
        date=day_text(day, language),
        weekday=weekday_text(day, language),
        said=weekday_text(before, language),
    )


def numbered(number: int, today: date, weekday: int | None = None) -> tuple[date, ...]:
    """The days of the coming year that are the number-th of a month, and of that weekday."""
    ahead = (today + timedelta(days=days) for days in range(_YEAR_AHEAD))
    return tuple(day for day in ahead if day.day == number and weekday in (None, day.weekday()))
