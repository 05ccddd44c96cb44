"""Every change of clocks of the world, found by reading the clocks at UTC instants alone; tests of
days and times take it from here."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

_FIRST, _DAYS = datetime(2025, 1, 1, tzinfo=UTC), 11 * 366


class Turn(NamedTuple):
    """A change: its instant, and how far the clocks were from UTC before it and are after it."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta


@cache
def turns() -> tuple[Turn, ...]:
    """Every change of clocks from 2025 to 2035, of every zone of the database."""
    found = []
    days = [_FIRST + timedelta(days=number) for number in range(_DAYS)]
    for zone in sorted(available_timezones()):
        place = ZoneInfo(zone)
        offsets = [day.astimezone(place).utcoffset() or timedelta() for day in days]
        for start, before, after in zip(days, offsets, offsets[1:], strict=False):
            if before == after:
                continue
            low, high = 0, 24 * 60
            while high - low > 1:
                middle = (low + high) // 2
                same = (start + timedelta(minutes=middle)).astimezone(place).utcoffset() == before
                low, high = (middle, high) if same else (low, middle)
            found.append(Turn(zone, start + timedelta(minutes=high), before, after))
    return tuple(found)
