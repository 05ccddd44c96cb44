"""The rules of finding a time: which slot suits most, whom it shuts out, and whose turn it is to be
awake at night. Pure functions; the commands about slots call them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from bot.meetings.model import Meeting, Plan, Rule, State, Unit
from bot.meetings.rules import MATERIAL, at_night
from bot.meetings.series import days, starts
from bot.meetings.slots import Answer, Ballot, Borne, Count, Question, Rotation

LEAST_SLOTS, MOST_SLOTS = 2, 8
LONGEST_SLOT = 120
"""Characters of one slot as it is typed."""
LONGEST_ROTATION = 4
ACCOUNT = timedelta(days=365)
"""So long the night hours that a zone bore are remembered."""
MOST_TURNS = 60
"""So many meetings of a series are looked at to find who would bear what."""
_WEEK, _HALF_WEEK = 7, 3


def counts(ballots: Iterable[Ballot], slots: int) -> list[Count]:
    """How many said what of each slot, in their order. No answer is neither yes nor no."""
    said: Counter[tuple[int, Answer]] = Counter()
    for ballot in ballots:
        said.update(ballot.answers.items())
    return [
        Count(number, said[number, Answer.YES], said[number, Answer.MAYBE], said[number, Answer.NO])
        for number in range(1, slots + 1)
    ]


def ranked(found: Iterable[Count]) -> list[Count]:
    """The slots that most people can come to first; then those with more who gladly do; then the
    earlier."""
    return sorted(found, key=lambda one: (-one.can, -one.yes, one.number))


def leaders(found: Iterable[Count]) -> tuple[int, ...]:
    """The slots that nothing but their time ranks behind another; none if nobody can come."""
    best = ranked(found)
    return tuple(
        one.number for one in best if one.can and (one.can, one.yes) == (best[0].can, best[0].yes)
    )


def awake(zones: Mapping[str, int], at: datetime) -> tuple[str, ...]:
    """The zones where it is night (22:00 to 07:00) at an instant: one for each time of the day, the
    one that most people declared; from west to east."""
    by_offset: dict[timedelta, str] = {}
    for zone in sorted(zones, key=lambda zone: (-zones[zone], zone)):
        if at_night(at, zone):
            offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
            by_offset.setdefault(offset, zone)
    return tuple(by_offset[offset] for offset in sorted(by_offset))


def is_open(question: Question, now: datetime) -> bool:
    """Whether an answer counts now: it is not settled, and one of its slots is still to come."""
    coming = (starts(one, one.day) > now for one in question.slots)
    return question.settled is None and any(coming)


def suitable(found: Sequence[Count], answered: int) -> tuple[int, ...]:
    """The slots that at least half of those who answered can come to; all of them if none is."""
    half = tuple(one.number for one in found if answered and 2 * one.can >= answered)
    return half or tuple(one.number for one in found)


def fairest(
    occurrences: Mapping[int, Sequence[datetime]],
    zones: Mapping[str, int],
    account: Mapping[str, int],
    longest: int = LONGEST_ROTATION,
) -> Rotation:
    """The turns that share the night: the slots (by number) to be taken one after the other, over
    and over, so that the zone that has borne most bears least; then so that fewest people are
    awake; then the shortest, and the slot that comes first.

    occurrences: for each slot, when the meetings would begin if it were taken always, equally many.
    zones: how many people declared each. account: the nights that each bore before.
    """
    meetings = len(next(iter(occurrences.values())))
    nights = {
        number: {zone: tuple(at_night(one, zone) for one in begin) for zone in zones}
        for number, begin in occurrences.items()
    }
    groups = _alike(nights, zones, account)
    candidates = (
        turns
        for length in range(1, min(longest, max(meetings, 1)) + 1)
        for turns in product(sorted(occurrences), repeat=length)
    )
    parts = _parts(nights, groups, longest)

    def cost(turns: tuple[int, ...]) -> tuple[int, int, int, tuple[int, ...]]:
        length = len(turns)
        rows = [parts[number, length, place] for place, number in enumerate(turns)]
        borne = [sum(column) for column in zip(*rows, strict=True)]
        worst = max((one + old for one, (_, old, _) in zip(borne, groups, strict=True)), default=0)
        total = sum(one * people for one, (_, _, people) in zip(borne, groups, strict=True))
        return worst, total, length, turns

    turns = min(candidates, key=cost)
    return Rotation(turns, meetings, borne_in_turns(nights, turns, meetings), cost(turns)[0])


def borne_in_turns(
    nights: Mapping[int, Mapping[str, Sequence[bool]]], turns: Sequence[int], meetings: int
) -> dict[str, int]:
    """How many of so many meetings begin at night in each zone, if slots are taken in turn."""
    zones = next(iter(nights.values()))
    return {
        zone: sum(nights[turns[one % len(turns)]][zone][one] for one in range(meetings))
        for zone in zones
    }


def _alike(
    nights: Mapping[int, Mapping[str, tuple[bool, ...]]],
    zones: Mapping[str, int],
    account: Mapping[str, int],
) -> list[tuple[str, int, int]]:
    """Zones that have the same nights at every slot are one: (one of them, the most nights that one
    of them bore before, their people together)."""
    found: dict[object, tuple[str, int, int]] = {}
    for zone in sorted(zones):
        profile = tuple(nights[number][zone] for number in sorted(nights))
        first, most, people = found.get(profile, (zone, 0, 0))
        found[profile] = (first, max(most, account.get(zone, 0)), people + zones[zone])
    return list(found.values())


def _parts(
    nights: Mapping[int, Mapping[str, tuple[bool, ...]]],
    groups: Sequence[tuple[str, int, int]],
    longest: int,
) -> dict[tuple[int, int, int], list[int]]:
    """What each group of zones bears if a slot has one place among so many turns: summed once, so
    that thousands of sequences can be compared."""
    return {
        (number, length, place): [sum(by_zone[zone][place::length]) for zone, _, _ in groups]
        for number, by_zone in nights.items()
        for length in range(1, longest + 1)
        for place in range(length)
    }


def occurrences(question: Question, numbers: Iterable[int]) -> dict[int, list[datetime]]:
    """When the meetings of a series would begin if a slot were taken always; of each slot equally
    many, at least one."""
    rule = question.rule
    if rule is None:
        raise ValueError("this is no series")
    found = {}
    for number in numbers:
        wall = question.slot(number)
        meets = zip(range(MOST_TURNS), days(wall.day, rule), strict=False)
        found[number] = [starts(wall, day) for _, day in meets] or [starts(wall, wall.day)]
    shortest = min(len(one) for one in found.values())
    return {number: begin[:shortest] for number, begin in found.items()}


def plans(question: Question, turns: Sequence[int]) -> list[tuple[int, Plan]]:
    """What is to be planned if these slots are taken in turn, with the number of each slot: for
    several, a series each, which meets every so many times as long and begins when its turn comes.

    A turn that would come only after the end of the series is left out.
    """
    rule, first = question.rule, question.slot(turns[0])
    together = None if rule is None else Rule(rule.every * len(turns), rule.unit, rule.until)
    found = []
    for turn, number in enumerate(turns):
        wall = question.slot(number)
        if rule is not None:
            wall = replace(wall, day=_turn(wall.day, first.day, turn, rule))
        if together is None or not turn or wall.day <= together.until:
            title, minutes = question.title, question.minutes
            plan = Plan(question.track, title, wall, minutes, together, question.link)
            found.append((number, plan))
    return found


def _turn(day: date, first: date, turn: int, rule: Rule) -> date:
    """The day of a turn: in weeks the slot's own weekday, nearest to when the turn comes."""
    if turn == 0:
        return day
    comes = first + timedelta(days=turn * rule.every * (_WEEK if rule.unit is Unit.WEEKS else 1))
    if rule.unit is not Unit.WEEKS:
        return comes
    shift = (day.weekday() - comes.weekday() + _HALF_WEEK) % _WEEK - _HALF_WEEK
    return comes + timedelta(days=shift)


def simplest(turns: Sequence[int]) -> tuple[int, ...]:
    """The same turns without repeating themselves: 1 3 1 3 is 1 3."""
    for length in range(1, len(turns)):
        if len(turns) % length == 0 and tuple(turns) == tuple(turns[:length]) * (
            len(turns) // length
        ):
            return tuple(turns[:length])
    return tuple(turns)


def held(meetings: Iterable[Meeting], now: datetime) -> list[datetime]:
    """When the meetings of the last twelve months that took place really began."""
    begun = (one.began or one.starts for one in meetings if one.state is State.ENDED)
    return [moment for moment in begun if now - ACCOUNT < moment <= now]


def ahead(meetings: Iterable[Meeting], now: datetime) -> list[datetime]:
    """When the meetings that are planned for the next weeks begin."""
    planned = (one.starts for one in meetings if one.state is State.PLANNED)
    return [moment for moment in planned if now < moment <= now + MATERIAL]


def account(zones: Iterable[str], moments: Sequence[datetime]) -> dict[str, int]:
    """How many of these moments fell at night in each zone."""
    return {zone: sum(at_night(moment, zone) for moment in moments) for zone in zones}


def borne(
    zones: Iterable[str], held_: Sequence[datetime], planned: Sequence[datetime]
) -> list[Borne]:
    """The running account of the zones, those that bore most first."""
    before, after = account(zones, held_), account(zones, planned)
    found = [Borne(zone, before[zone], after[zone]) for zone in before]
    return sorted(found, key=lambda one: (-one.held, -one.planned, one.zone))


def is_even(found: Sequence[Borne]) -> bool:
    """Whether no zone bore more than one night more than another."""
    nights = [one.held for one in found]
    return not nights or max(nights) - min(nights) <= 1
