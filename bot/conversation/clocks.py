"""From the time that the clocks of a place show to the instant, when they are changed as well.

Quiet hours, meetings and calendar files call it.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

_STEP = timedelta(hours=12)
"""No place changes its clocks twice within so short a time."""


class Clocks(Enum):
    """How often the clocks of a place show a time: once, never (they skip it), or twice."""

    PLAIN = "plain"
    GAP = "gap"
    OVERLAP = "overlap"


def instant(day: date, at: time, zone: str) -> tuple[datetime, Clocks]:
    """The instant (UTC) at which the clocks of a zone show a time, and how often they do.

    A time that they skip is the first instant after the gap; of two, it is the first. zone is an
    IANA name, "" for UTC.
    """
    place = ZoneInfo(zone or "UTC")
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    early = wall.replace(tzinfo=place).astimezone(UTC)
    late = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    if early == late:
        return early, Clocks.PLAIN
    # With fold=0 a skipped time is counted by the offset before the gap, and so comes too late.
    if early > late:
        return _change(late, early, place), Clocks.GAP
    return early, Clocks.OVERLAP


def _change(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """The instant between two at which the clocks of a place are changed (once, to the second)."""
    old = before.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(place).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def changes(zone: str, since: datetime, until: datetime) -> list[datetime]:
    """The instants (UTC) at which the clocks of a zone (IANA name) are changed, from one instant
    to another."""
    place = ZoneInfo(zone)
    found = []
    before = since.astimezone(UTC)
    while before < until:
        after = before + _STEP
        if before.astimezone(place).utcoffset() != after.astimezone(place).utcoffset():
            found.append(_change(before, after, place))
        before = after
    return [one for one in found if one < until]
