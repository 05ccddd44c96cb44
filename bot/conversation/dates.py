"""Reading a day at a place in somebody's words: "8 Dec", "mardi prochain", "in 3 days".

The understanding of moments (when) calls it, and puts the pieces together.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from bot.conversation.phrases import Phrase, t
from bot.conversation.spelling import fold
from bot.conversation.translate import day_text, month_names, month_text, weekday_names
from bot.conversation.weekdays import Weekday, numbered

LANGUAGES = ("en", "fr", "es")
"""The languages in which dates are understood, besides the speaker's own."""

_YEAR = r"((?:19|20|21)\d\d)(?![\w:/.-])"
_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|re|eme|o|º|ro|do|to|\.)?(?![\w:])"
_OF = r"(?:\s*-\s*|\s*(?:(?:of|de|du|del)\s+)?)"
_THEN_YEAR = rf"(?:\s*[,-]?\s*(?:(?:of|de|del)\s+)?{_YEAR})?"
_NO_HOUR = r"(?![./]\d|\s*(?:h|hs|heures?|horas?|[ap]\.?\s?m\.?)(?!\w))"
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:t(?=\d\d:\d\d)|(?!\w))")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?![\w/]|[.:-]\d)")
_SHORT_NUMBERS = re.compile(r"(\d{1,2})/(\d{1,2})(?![\w/]|[.:-]\d)")
_ORDINAL = re.compile(r"([12]?\d|3[01])(?:st|nd|rd|th|er|º)(?!\w)")
_NEAR = (
    (re.compile(r"(?:today|aujourd'?hui|hoy|сегодня|اليوم)(?!\w)"), 0),
    # "por la mañana" is in the morning.
    (re.compile(r"(?:tomorrow|demain|(?<!la )manana|завтра|غدا)(?!\w)"), 1),
    (
        re.compile(
            r"(?:day after tomorrow|apres[- ]demain|pasado manana|послезавтра|بعد غد)(?!\w)"
        ),
        2,
    ),
)
_IN_DAYS = re.compile(
    r"(?:(?P<en>in)\s(?P<a>\d{1,3}|an?|one)\s(?:(?P<d1>days?)|weeks?)"
    r"|dans\s(?P<b>\d{1,3}|une?)\s(?:(?P<d2>jours?)|semaines?)"
    r"|(?:en|dentro de)\s(?P<c>\d{1,3}|una?)\s(?:(?P<d3>dias?)|semanas?))(?!\w)"
)
_NEXT = r"next|proximo|следующ\w+"
_AFTER_NEXT = r"prochain|proximo|que viene|qui vient|القادم|المقبل"
_LAST, _AFTER_LAST = r"last|past|pasado|ultimo", r"dernier|passe|pasado|الماضي"
_THIS = r"this|ce|este"
_COMING = r"(?:this\s+)?(?:coming|upcoming)"


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was read. Several options, or none, come with a question; rivals are the days
    among which a weekday decides. year: the year as it was typed behind a month."""

    options: tuple[date, ...]
    question: Phrase | None = None
    rivals: tuple[date, ...] = ()
    year: str = ""


@dataclass(frozen=True, slots=True)
class _Patterns:
    months: dict[str, int]
    weekdays: dict[str, int]
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    month_year: re.Pattern[str]
    weekday: re.Pattern[str]


def read_day(text: str, at: int, today: date, language: str) -> tuple[Day | Weekday, int] | None:
    """The day that stands at a place of the folded text, and where it ends; the longest reading."""
    found = [
        (day, match.end()) for match, day in _readings(text, at, today, language) if day is not None
    ]
    return max(found, key=lambda one: one[1], default=None)


def day_of(year: int, month: int, day: int, language: str) -> Day:
    """A day by its numbers; one that does not exist is asked about."""
    if not 1 <= month <= 12:
        return Day((), t("There is no month {number}.", number=str(month)))
    length = monthrange(year, month)[1]
    if 1 <= day <= length:
        return Day((date(year, month, day),))
    last = date(year, month, length)
    name = month_text(last, language)
    options = (last, last + timedelta(days=1)) if day > length else ()
    return Day(options, t("There is no day {day} in {month}.", day=str(day), month=name))


def _readings(
    text: str, at: int, today: date, language: str
) -> Iterable[tuple[re.Match[str], Day | Weekday | None]]:
    patterns = _patterns(language)
    if match := _ISO.match(text, at):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        yield match, day_of(year, month, day, language) if 1900 <= year < 2200 else None
    if match := _NUMBERS.match(text, at):
        yield match, _numbers(match, language)
    if match := _SHORT_NUMBERS.match(text, at):
        yield match, _short_numbers(match, today, language)
    for pattern, days in _NEAR:
        if match := pattern.match(text, at):
            yield match, Day((today + timedelta(days=days),))
    if match := _IN_DAYS.match(text, at):
        yield match, _in_days(match, today)
    if match := patterns.day_month.match(text, at):
        month = patterns.months[match[2]]
        yield match, _dated(match[3], month, int(match[1]), today, language)
    if match := patterns.month_day.match(text, at):
        yield match, _month_first(match, patterns, today, language)
    if match := patterns.month_year.match(text, at):
        name = month_text(date(int(match[2]), patterns.months[match[1]], 1), language)
        yield match, Day((), t("Which day in {month} is meant?", month=name))
    if match := _ORDINAL.match(text, at):
        near = numbered(int(match[1]), today)[:2]
        yield match, Day(near, t("Which day is meant by {words}?", words=match[0]), near)
    if match := patterns.weekday.match(text, at):
        yield match, _weekday(match, patterns)


def _dated(year: str | None, month: int, day: int, today: date, language: str) -> Day:
    """A day and a month; without a year it is this year's, unless that is over."""
    if year:
        return replace(day_of(int(year), month, day, language), year=year)
    this = day_of(today.year, month, day, language)
    if not this.options or this.options[-1] >= today:
        return this
    following = day_of(today.year + 1, month, day, language)
    if this.question:
        return following if following.question else Day(following.options, this.question)
    return Day(
        following.options,
        t("{date} is over. Is next year meant?", date=day_text(this.options[0], language)),
        (*this.options, *following.options),
    )


def _numbers(match: re.Match[str], language: str) -> Day:
    """Numbers with the year last; of two digits it may be first as well."""
    a, b, last = int(match[1]), int(match[3]), match[4]
    year = int(last) if len(last) == 4 else 2000 + int(last)
    if not 1900 <= year < 2200:
        return Day((), t("I do not understand the year in {words}.", words=match[0]))
    orders = [(year, b, a), (year, a, b)]
    if len(last) == 2:
        orders.append((2000 + a, b, int(last)))
    return _one_of(match[0], orders, language)


def _short_numbers(match: re.Match[str], today: date, language: str) -> Day:
    a, b = int(match[1]), int(match[2])
    fitting = [day for day in (_valid(today.year, b, a), _valid(today.year, a, b)) if day]
    if len(set(fitting)) == 1:
        only = fitting[0]
        return _dated(None, only.month, only.day, today, language)
    # Both are days: each is the next of its kind.
    years = [today.year + (day < today) for day in fitting]
    return _one_of(
        match[0], [(y, d.month, d.day) for y, d in zip(years, fitting, strict=True)], language
    )


def _one_of(words: str, orders: list[tuple[int, int, int]], language: str) -> Day:
    options = tuple(dict.fromkeys(day for order in orders if (day := _valid(*order))))
    if len(options) == 1:
        return Day(options)
    if not options:
        return Day((), t("There is no day {words}.", words=words))
    return Day(
        options,
        t(
            "Does {words} mean {first} or {second}?",
            words=words,
            first=day_text(options[0], language),
            second=day_text(options[1], language),
        ),
        options,
    )


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_days(match: re.Match[str], today: date) -> Day:
    number = match["a"] or match["b"] or match["c"]
    count = int(number) if number.isdecimal() else 1
    if not (match["d1"] or match["d2"] or match["d3"]):
        return Day((today + timedelta(weeks=count),))
    day = today + timedelta(days=count)
    if count in (8, 15) and not match["en"]:
        # "Dans huit jours", "en quince días": a week and two weeks, counting both ends.
        options = (day - timedelta(days=1), day)
        return Day(options, t("Which day is meant by {words}?", words=match[0]))
    return Day((day,))


def _month_first(match: re.Match[str], patterns: _Patterns, today: date, language: str) -> Day:
    day = _dated(match[3], patterns.months[match[1]], int(match[2]), today, language)
    weekday = patterns.weekdays.get(match[1])
    if weekday is None or match[3]:
        return day
    # "Mar 8": the eighth of March, or Tuesday (martes, mardi) the eighth.
    other = numbered(int(match[2]), today, weekday)
    options = tuple(dict.fromkeys((*day.options, *other[:1])))
    return Day(options, t("Which day is meant by {words}?", words=match[0]))


def _weekday(match: re.Match[str], patterns: _Patterns) -> Weekday:
    if match["last"] or match["after_last"]:
        which = "last"
    elif match["next"] or match["after_next"]:
        which = "next"
    else:
        which = "this" if match["this"] else ""
    return Weekday(patterns.weekdays[match["name"]], which)


@cache
def _patterns(language: str) -> _Patterns:
    known = tuple(dict.fromkeys((*LANGUAGES, language)))
    months = _named(name for one in known for name in month_names(one).items())
    weekdays = _named(name for one in known for name in weekday_names(one).items())
    weekdays |= {"tues": 1, "thur": 3, "thurs": 3}
    month, weekday = _any(months), _any(weekdays)
    return _Patterns(
        months,
        weekdays,
        re.compile(rf"{_DAY}{_OF}({month})(?!\w)\.?{_THEN_YEAR}"),
        re.compile(
            rf"({month})(?!\w)\.?\s+(?:the\s+)?{_DAY}{_NO_HOUR}(?!{_OF}(?:{month})(?!\w)){_THEN_YEAR}"
        ),
        re.compile(rf"({month})(?!\w)\.?\s(?:(?:of|de|del)\s)?{_YEAR}"),
        re.compile(
            rf"(?:(?:(?P<next>{_NEXT})|(?P<last>{_LAST})|{_COMING}|(?P<this>{_THIS}))\s+)?"
            rf"(?P<name>{weekday})(?!\w)\.?"
            rf"(?:\s+(?:(?P<after_next>{_AFTER_NEXT})|(?P<after_last>{_AFTER_LAST}))(?!\w))?"
        ),
    )


def _named(names: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {fold(name): number for name, number in names}


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
