"""When a series meets: every day of it is a wall time, computed anew; none is an hour added."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday

from bot.conversation.when import Clocks, instant
from bot.meetings.model import Rule, Unit, Wall

USUAL_SERIES = timedelta(days=365)
"""A series that names no end runs for a year, and says so."""
MOST_MEETINGS = 110
_FREQUENCIES: dict[Unit, Literal[1, 2, 3]] = {
    Unit.DAYS: DAILY,
    Unit.WEEKS: WEEKLY,
    Unit.MONTHS: MONTHLY,
}
_WEEK, _FIFTH = 7, 5


def days(first: date, rule: Rule) -> Iterator[date]:
    """The days of a series, in order. A month keeps the weekday of the first: the second Tuesday;
    a fifth one is the last of its month."""
    keeps = rule.unit is Unit.MONTHS
    found = rrule(
        _FREQUENCIES[rule.unit],
        dtstart=datetime.combine(first, datetime.min.time()),
        interval=rule.every,
        until=datetime.combine(rule.until, datetime.min.time()),
        byweekday=weekday(first.weekday(), place_in_month(first)) if keeps else None,
    )
    return (moment.date() for moment in found)


def place_in_month(day: date) -> int:
    """Which of its weekday in the month a day is, from 1; the fifth is the last: -1."""
    place = (day.day - 1) // _WEEK + 1
    return -1 if place == _FIFTH else place


def starts(wall: Wall, day: date) -> datetime:
    """When the series meets on one of its days, in UTC."""
    return instant(day, wall.at, wall.zone)[0]


def clocks(wall: Wall) -> Clocks:
    """Whether the clocks of the place skip this time, or show it twice."""
    return instant(wall.day, wall.at, wall.zone)[1]


def first_change(wall: Wall, rule: Rule) -> tuple[date, datetime] | None:
    """The first day of a series at which its time in UTC is another than at its beginning, and
    when it then begins; None if it never is."""
    first = starts(wall, wall.day)
    for day in days(wall.day, rule):
        begins = starts(wall, day)
        if begins.time() != first.time():
            return day, begins
    return None


def moved_clocks(now: datetime, before: datetime, zones: tuple[str, ...]) -> tuple[str, ...]:
    """The zones where two meetings of a series are at different hours of the day."""
    return tuple(
        zone
        for zone in zones
        if now.astimezone(ZoneInfo(zone)).timetz().replace(tzinfo=None)
        != before.astimezone(ZoneInfo(zone)).timetz().replace(tzinfo=None)
    )
