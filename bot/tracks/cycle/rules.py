"""Rules of the year's cycle: which day each milestone is, and when it is spoken of."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from bot.conversation.phrases import Phrase, n, t
from bot.tracks.cycle.model import Cycle, Due, Milestone

DAYS_OF_DRAFT = 35
"""A little more than a month before the annual meeting (the working modalities, point 8)."""
DAYS_OF_SOFT_CLOSE = 7
DAYS_OF_HARD_CLOSE = 14
DAYS_OF_FINAL = 42
AHEAD = (1, 7, 30)
"""How many days ahead a milestone is spoken of."""
_LATEST_DRAFT = (11, 1)
_END_OF_DAY = time(23, 59, tzinfo=UTC)


def end_of(day: date) -> datetime:
    """The instant at which a deadline on a day ends: 23:59 UTC."""
    return datetime.combine(day, _END_OF_DAY)


def milestones(cycle: Cycle) -> tuple[Due, ...]:
    """All milestones in their order, each with the rule that gave its day."""
    return tuple(due(cycle, one) for one in Milestone)


def due(cycle: Cycle, milestone: Milestone) -> Due:
    """One milestone, and the rule that gave its day."""
    day, rule = _by_rule(cycle, milestone)
    if milestone in cycle.by_hand:
        day, rule = cycle.by_hand[milestone], t("set by hand")
    return Due(milestone, end_of(day), rule)


def _by_rule(cycle: Cycle, milestone: Milestone) -> tuple[date, Phrase]:
    match milestone:
        case Milestone.FIRST_DRAFT:
            fixed = date(cycle.year, *_LATEST_DRAFT)
            before = cycle.begins - timedelta(days=DAYS_OF_DRAFT)
            if fixed <= before:
                return fixed, t("1 November, as every year")
            return before, _before(DAYS_OF_DRAFT)
        case Milestone.WINDOW_OPENS:
            return due(cycle, Milestone.FIRST_DRAFT).at.date(), t("with the first draft")
        case Milestone.SOFT_CLOSE:
            day = cycle.begins - timedelta(days=DAYS_OF_SOFT_CLOSE)
            return day, _before(DAYS_OF_SOFT_CLOSE)
        case Milestone.HARD_CLOSE:
            return cycle.ends + timedelta(days=DAYS_OF_HARD_CLOSE), _after(DAYS_OF_HARD_CLOSE)
        case Milestone.FINAL_OUTPUT:
            return cycle.ends + timedelta(days=DAYS_OF_FINAL), _after(DAYS_OF_FINAL)


def _before(days: int) -> Phrase:
    return n("the day before the meeting", "{count} days before the meeting", days)


def _after(days: int) -> Phrase:
    return n("the day after the meeting", "{count} days after the meeting", days)


def out_of_order(cycle: Cycle) -> tuple[Due, Due] | None:
    """Two milestones of which the later one would come first, or None."""
    found = milestones(cycle)
    return next(((one, two) for one, two in pairwise(found) if two.at < one.at), None)


def days_left(at: datetime, now: datetime) -> int:
    """How many days of the calendar (UTC) lie between now and a day; negative once it is past."""
    return (at.date() - now.astimezone(UTC).date()).days


def ahead(one: Due, now: datetime) -> int | None:
    """How many days ahead it is now to be spoken of (1, 7 or 30), or None if not yet or no more.

    After an outage several may be due: only the nearest counts.
    """
    if now > one.at:
        return None
    return next((days for days in AHEAD if days_left(one.at, now) <= days), None)


def told_key(one: Due, days: int) -> str:
    """The key under which a milestone was spoken of: a day that moved is spoken of anew."""
    return f"{one.milestone.value}/{one.at:%Y-%m-%d}/{days}"
