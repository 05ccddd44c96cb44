"""The rules of meetings: what may be planned, which reminder is due, which clocks are shown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.meetings.minutes import Action, Correction, Standing
from bot.meetings.model import Item, Meeting, State

USUAL_MINUTES, LONGEST_MINUTES = 60, 12 * 60
LONGEST_TITLE, LONGEST_ITEM, LONGEST_LINE, LONGEST_POINT = 120, 200, 1500, 200
MOST_ITEMS = 40
FARTHEST = timedelta(days=2 * 366)
"""No meeting is planned further ahead."""
LEAD_MINUTES = (7 * 24 * 60, 24 * 60, 60, 10)
"""A track's lead times if it did not choose its own: a week, a day, an hour, ten minutes ahead."""
LONGEST_LEAD, MOST_LEADS = 28 * 24 * 60, 8
ANNOUNCES, BRINGS_AGENDA = 24 * 60, 3 * 60
"""A reminder with a longer lead than the first announces the meeting; with a longer one than the
second it brings the agenda."""
MATERIAL = timedelta(days=40)
"""So far ahead the meetings of a series are planned one by one; one is always there."""
EARLY, LATE = timedelta(hours=2), timedelta(hours=12)
"""A meeting may begin this long before its time, and this long after it."""
FORGOTTEN = timedelta(hours=3)
"""A meeting that nobody ended ends by itself this long after its planned end or its last line."""
CORRECTION_DAYS = 7
WARNING_SHARE = 0.8
"""Of an agenda item's minutes; the chair is warned then, and at their end."""
MOST_ZONES = 6
_NIGHT_BEGINS, _NIGHT_ENDS = 22, 7


def due_lead(meeting: Meeting, leads: Iterable[int], now: datetime) -> int | None:
    """The reminder that is due: of the lead times that have come the shortest, if it was not said.

    So after an outage one is said and not all, and none once the meeting has begun.
    """
    if meeting.state is not State.PLANNED or now >= meeting.starts:
        return None
    come = [lead for lead in leads if meeting.starts - timedelta(minutes=lead) <= now]
    if not come:
        return None
    shortest = min(come)
    if meeting.reminded is not None and meeting.reminded <= shortest:
        return None
    return shortest


def next_lead(meeting: Meeting, leads: Iterable[int], now: datetime) -> datetime | None:
    """When the next reminder of a planned meeting is due; None if none is to come."""
    moments = (meeting.starts - timedelta(minutes=lead) for lead in leads)
    return min((moment for moment in moments if moment > now), default=None)


def expires(meeting: Meeting, lead: int, leads: Iterable[int]) -> datetime:
    """Until when a reminder is worth saying: until the next one is due, or the meeting begins."""
    shorter = max((one for one in leads if one < lead), default=0)
    return meeting.starts - timedelta(minutes=shorter)


def shown_zones(people: Mapping[str, int], at: datetime, own: str) -> tuple[str, ...]:
    """The zones whose clocks are shown beside UTC: those of most people, one for each time of day,
    with the meeting's own; from west to east."""
    best: dict[timedelta, str] = {}
    for zone in sorted(people, key=lambda zone: (zone != own, -people[zone], zone)):
        best.setdefault(_offset(zone, at), zone)
    if own != "UTC":
        best[_offset(own, at)] = own
    best.pop(timedelta(), None)
    ranked = sorted(best.values(), key=lambda zone: (zone != own, -people.get(zone, 0), zone))
    return tuple(sorted(ranked[:MOST_ZONES], key=lambda zone: (_offset(zone, at), zone)))


def _offset(zone: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def at_night(at: datetime, zone: str) -> bool:
    """Whether the clocks of a place show a time between 22:00 and 07:00."""
    hour = at.astimezone(ZoneInfo(zone)).hour
    return hour >= _NIGHT_BEGINS or hour < _NIGHT_ENDS


def overlap(one: Meeting, other: Meeting) -> bool:
    """Whether two meetings are planned at the same time."""
    ends = one.starts + timedelta(minutes=one.minutes)
    return one.starts < other.starts + timedelta(minutes=other.minutes) and other.starts < ends


def may_begin(meeting: Meeting, now: datetime) -> bool:
    """Whether a planned meeting may begin now: from two hours before its time, even late."""
    return meeting.state is State.PLANNED and meeting.starts - EARLY <= now <= meeting.starts + LATE


def total_minutes(items: Sequence[Item]) -> int:
    """What the items of an agenda take together."""
    return sum(item.minutes for item in items)


def corrections_end(meeting: Meeting) -> datetime | None:
    """Until when the minutes may be corrected: seven days after the meeting ended."""
    return meeting.ended + timedelta(days=CORRECTION_DAYS) if meeting.ended else None


def undecided(corrections: Iterable[Correction]) -> list[Correction]:
    """The proposed corrections that nobody has accepted or declined."""
    return [one for one in corrections if one.standing is Standing.PROPOSED]


def is_open(action: Action) -> bool:
    """Whether an action is still to be done."""
    return action.done is None
