"""The rules of finding a time: ranking, the turns that share
the night, and the running account of who bore it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.meetings.fairness import (
    account,
    ahead,
    awake,
    borne,
    counts,
    fairest,
    held,
    is_even,
    leaders,
    occurrences,
    plans,
    ranked,
    simplest,
    suitable,
)
from bot.meetings.model import Meeting, Rule, State, Unit, Wall
from bot.meetings.rules import at_night
from bot.meetings.series import days, starts
from bot.meetings.slots import Answer, Ballot, Count, Question

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
TUESDAY = date(2026, 3, 10)
YES, MAYBE, NO = Answer
ZONES = (
    "America/New_York",
    "Europe/Paris",
    "Africa/Nairobi",
    "Asia/Kathmandu",
    "Australia/Sydney",
    "Pacific/Apia",
    "Africa/Accra",
)
REGIONS = ("african", "asia-pacific", "weog", "other", "not-said", "")
LATER = settings(max_examples=60, deadline=None)


def ballot(*answers: Answer | None) -> Ballot:
    """What somebody answers to slots 1, 2, …"""
    said = {number: answer for number, answer in enumerate(answers, 1) if answer}
    return Ballot(said)


def question(*hours: int, every: int = 2, unit: Unit = Unit.WEEKS, until: int = 300) -> Question:
    """A question for a series, with slots on one Tuesday at these hours in UTC."""
    slots = tuple(Wall(TUESDAY, time(hour), "UTC") for hour in hours)
    rule = Rule(every, unit, TUESDAY + timedelta(days=until))
    return Question(1, "irpc", "Call", slots, 60, 1, rule)


def meeting(starts_: datetime, state: State, began: datetime | None = None) -> Meeting:
    wall = Wall(starts_.date(), starts_.time(), "UTC")
    return Meeting(1, "irpc", "Call", wall, starts_, 60, "", "uid", 1, state, began=began)


def test_an_answer_that_was_not_given_is_neither_yes_nor_no() -> None:
    said = [ballot(YES, MAYBE), ballot(NO, None), ballot(YES, YES)]
    assert counts(said, 3) == [Count(1, 2, 0, 1), Count(2, 1, 1, 0), Count(3, 0, 0, 0)]


@pytest.mark.parametrize(
    ("found", "order"),
    [
        ([Count(1, 1, 0, 0), Count(2, 2, 0, 0)], [2, 1]),
        ([Count(1, 1, 2, 0), Count(2, 2, 0, 5)], [1, 2]),
        ([Count(1, 1, 2, 0), Count(2, 2, 1, 5)], [2, 1]),
        ([Count(1, 2, 1, 9), Count(2, 2, 1, 0)], [1, 2]),
        ([Count(1), Count(2), Count(3)], [1, 2, 3]),
    ],
    ids=["more", "if need be counts", "then gladly", "then the earlier", "nobody"],
)
def test_the_ranking(found: list[Count], order: list[int]) -> None:
    assert [one.number for one in ranked(found)] == order


@pytest.mark.parametrize(
    ("found", "first"),
    [
        ([Count(1), Count(2)], ()),
        ([Count(1, no=3), Count(2, no=1)], ()),
        ([Count(1, 2, 1), Count(2, 2, 1), Count(3, 1, 2)], (1, 2)),
        ([Count(1, 2, 1), Count(2, 3, 1)], (2,)),
    ],
)
def test_who_leads(found: list[Count], first: tuple[int, ...]) -> None:
    assert leaders(found) == first


_count = st.builds(
    Count, st.just(0), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)
)  # fmt: skip


@given(st.lists(_count, min_size=1, max_size=8), st.randoms())
def test_the_ranking_does_not_depend_on_the_order_it_is_made_from(found, random) -> None:  # type: ignore[no-untyped-def]
    numbered = [replace(one, number=number) for number, one in enumerate(found, 1)]
    shuffled = random.sample(numbered, len(numbered))
    assert ranked(shuffled) == ranked(numbered)
    for one, other in combinations(ranked(numbered), 2):
        assert (one.can, one.yes) >= (other.can, other.yes)


@pytest.mark.parametrize(
    ("found", "answered", "fit"),
    [
        ([Count(1, 1, 1), Count(2, 1, 0)], 4, (1,)),
        ([Count(1, 2, 0), Count(2, 0, 2)], 4, (1, 2)),
        ([Count(1, 1, 0), Count(2, 0, 0)], 4, (1, 2)),
        ([Count(1), Count(2)], 0, (1, 2)),
    ],
    ids=["half", "if need be", "none fits", "nobody answered"],
)
def test_a_slot_has_to_suit_half_of_those_who_answered(
    found: list[Count], answered: int, fit: tuple[int, ...]
) -> None:
    assert suitable(found, answered) == fit


# The hours


@pytest.mark.parametrize(
    ("hour", "night"),
    [
        (13, ("Australia/Sydney", "Pacific/Apia")),
        (23, ("Africa/Accra", "Europe/Paris", "Africa/Nairobi", "Asia/Kathmandu")),
        (7, ("America/New_York",)),
    ],
)
def test_where_it_is_night(hour: int, night: tuple[str, ...]) -> None:
    at = datetime(2026, 3, 10, hour, tzinfo=UTC)
    assert awake(dict.fromkeys(ZONES, 1), at) == night


def test_of_zones_with_one_time_the_one_of_most_people_is_named() -> None:
    at = datetime(2026, 3, 10, 23, tzinfo=UTC)
    assert awake({"Europe/Paris": 1, "Europe/Berlin": 2}, at) == ("Europe/Berlin",)


def test_the_night_is_shared_by_two_slots_of_opposite_zones() -> None:
    asked = question(13, 1)
    zones = {"Australia/Sydney": 1, "Europe/Paris": 1}
    found = fairest(occurrences(asked, (1, 2)), zones, {})
    # 01:00 UTC is night in Paris, 13:00 UTC in Sydney.
    assert found.turns == (1, 2)
    nights = list(found.nights.values())
    assert abs(nights[0] - nights[1]) <= 1
    assert found.worst == max(nights)


def test_whoever_bore_much_before_is_spared_now() -> None:
    asked = question(13, 1)
    zones = {"Australia/Sydney": 1, "Europe/Paris": 1}
    found = fairest(occurrences(asked, (1, 2)), zones, {"Australia/Sydney": 40})
    assert found.turns == (2,)
    assert found.worst == 40


def test_a_slot_at_which_nobody_is_awake_needs_no_turns() -> None:
    asked = question(1, 10, 13)
    zones = {"Europe/Paris": 5, "Africa/Nairobi": 2}
    assert fairest(occurrences(asked, (1, 2, 3)), zones, {}).turns == (2,)


def test_without_any_zone_the_first_slot_is_taken() -> None:
    found = fairest(occurrences(question(1, 13), (1, 2)), {}, {})
    assert (found.turns, found.worst) == ((1,), 0)


hours = st.lists(st.integers(0, 23), min_size=1, max_size=5, unique=True)
zones_of = st.dictionaries(st.sampled_from(ZONES), st.integers(1, 6), min_size=1)
accounts = st.dictionaries(st.sampled_from(ZONES), st.integers(0, 12))


def _burden(
    found: Mapping[int, Sequence[datetime]], turns: Sequence[int], zone: str, before: int
) -> int:
    """Counted by hand: what a zone has borne after all meetings of a series in turns."""
    count = len(next(iter(found.values())))
    moments = [found[turns[place % len(turns)]][place] for place in range(count)]
    return before + sum(at_night(moment, zone) for moment in moments)


@LATER
@given(hours, zones_of, accounts, st.integers(20, 400))
def test_the_turns_are_never_worse_than_one_slot_for_whoever_is_worst_off(
    at: list[int], zones: dict[str, int], before: dict[str, int], until: int
) -> None:
    found = occurrences(question(*at, until=until), range(1, len(at) + 1))
    rotation = fairest(found, zones, before)
    worst = max(_burden(found, rotation.turns, zone, before.get(zone, 0)) for zone in zones)
    assert rotation.worst == worst
    for number in found:
        alone = max(_burden(found, (number,), zone, before.get(zone, 0)) for zone in zones)
        assert worst <= alone
    for zone in zones:
        assert rotation.nights[zone] == _burden(found, rotation.turns, zone, 0)


@LATER
@given(
    st.lists(st.integers(0, 23), min_size=2, max_size=3, unique=True), zones_of, accounts,
    st.integers(20, 200),
)  # fmt: skip
def test_no_other_turns_are_better(
    at: list[int], zones: dict[str, int], before: dict[str, int], until: int
) -> None:
    """Against all sequences, each counted by hand."""
    found = occurrences(question(*at, until=until), range(1, len(at) + 1))
    count = len(found[1])

    def cost(turns: tuple[int, ...]) -> tuple[int, int, int, tuple[int, ...]]:
        nights = {zone: _burden(found, turns, zone, 0) for zone in zones}
        worst = max(nights[zone] + before.get(zone, 0) for zone in zones)
        return worst, sum(nights[zone] * zones[zone] for zone in zones), len(turns), turns

    every = (
        turns for length in range(1, min(4, count) + 1) for turns in product(found, repeat=length)
    )
    assert fairest(found, zones, before).turns == min(every, key=cost)


def test_the_turns_of_eight_slots_and_many_zones_are_the_same_whatever_the_order() -> None:
    asked = question(0, 3, 6, 9, 12, 15, 18, 21)
    found = occurrences(asked, range(1, 9))
    zones = dict.fromkeys(ZONES, 1)
    backwards = dict(reversed(zones.items()))
    turned = dict(reversed(found.items()))
    assert fairest(found, zones, {}) == fairest(turned, backwards, {})


# From turns to series


def test_one_slot_is_the_series_as_it_was_asked() -> None:
    asked = question(13, 21)
    ((number, plan),) = plans(asked, (2,))
    assert number == 2
    assert (plan.wall, plan.rule) == (asked.slots[1], asked.rule)


def test_one_meeting_is_planned_where_one_was_asked_for() -> None:
    ((_, plan),) = plans(replace(question(13, 21), rule=None), (1,))
    assert plan.rule is None


def test_several_slots_are_as_many_series_that_begin_in_turn() -> None:
    found = plans(question(13, 21), (2, 1, 1))
    assert [(number, plan.wall.day, plan.wall.at) for number, plan in found] == [
        (2, TUESDAY, time(21)),
        (1, TUESDAY + timedelta(weeks=2), time(13)),
        (1, TUESDAY + timedelta(weeks=4), time(13)),
    ]
    assert {plan.rule.every for _, plan in found if plan.rule} == {6}


@pytest.mark.parametrize(
    ("first", "second", "unit", "begins"),
    [
        (0, 1, Unit.WEEKS, 15),
        (1, 0, Unit.WEEKS, 13),
        (5, 6, Unit.WEEKS, 15),
        (0, 9, Unit.WEEKS, 16),
        (0, 0, Unit.DAYS, 2),
        (0, 1, Unit.DAYS, 2),
    ],
)
def test_a_turn_comes_on_the_slots_own_weekday_nearest_to_its_time(
    first: int, second: int, unit: Unit, begins: int
) -> None:
    slots = tuple(
        Wall(TUESDAY + timedelta(days=shift), time(13 + place), "UTC")
        for place, shift in enumerate((first, second))
    )
    asked = replace(question(1, unit=unit), slots=slots)
    (_, one), (_, other) = plans(asked, (1, 2))
    assert (other.wall.day - one.wall.day).days == begins


def test_a_turn_after_the_end_is_left_out() -> None:
    found = plans(question(13, 21, 6, until=20), (1, 2, 3))
    assert [number for number, _ in found] == [1, 2]


@LATER
@given(st.lists(st.integers(1, 3), min_size=1, max_size=4), st.integers(1, 4), st.integers(0, 300))
def test_the_series_of_the_turns_are_the_meetings_in_turn(
    turns: list[int], every: int, until: int
) -> None:
    """Slots of one day: together the series meet when the series of one slot would, at the hours
    of the turns."""
    asked = question(6, 13, 21, every=every, until=until)
    assert asked.rule
    met = sorted(
        starts(plan.wall, day)
        for _, plan in plans(asked, turns)
        if plan.rule
        for day in days(plan.wall.day, plan.rule)
    )
    expected = [
        starts(replace(asked.slot(turns[place % len(turns)]), day=day), day)
        for place, day in enumerate(days(TUESDAY, asked.rule))
    ]
    assert met == expected


@pytest.mark.parametrize(
    ("turns", "same"),
    [
        ((1,), (1,)),
        ((1, 1), (1,)),
        ((1, 3, 1, 3), (1, 3)),
        ((1, 1, 3), (1, 1, 3)),
        ((1, 3, 1), (1, 3, 1)),
        ((2, 2, 2), (2,)),
    ],
)
def test_turns_do_not_repeat_themselves(turns: tuple[int, ...], same: tuple[int, ...]) -> None:
    assert simplest(turns) == same


# The running account


def test_only_what_took_place_in_the_last_twelve_months_is_counted() -> None:
    hour = timedelta(hours=1)
    found = [
        meeting(NOW - hour, State.ENDED),
        meeting(NOW - timedelta(days=365) + hour, State.ENDED),
        meeting(NOW - timedelta(days=365), State.ENDED),
        meeting(NOW - hour, State.CANCELLED),
        meeting(NOW - hour, State.RUNNING),
        meeting(NOW - hour, State.PLANNED),
        meeting(NOW - 2 * hour, State.ENDED, began=NOW - hour),
    ]
    assert held(found, NOW) == [NOW - hour, NOW - timedelta(days=365) + hour, NOW - hour]


def test_what_is_planned_for_the_next_weeks_stands_apart() -> None:
    day = timedelta(days=1)
    found = [
        meeting(NOW + day, State.PLANNED),
        meeting(NOW + day, State.CANCELLED),
        meeting(NOW + 90 * day, State.PLANNED),
        meeting(NOW - day, State.PLANNED),
    ]
    assert ahead(found, NOW) == [NOW + day]


@given(
    st.lists(st.integers(-24 * 364, 24 * 30), max_size=30),
    st.sets(st.sampled_from(ZONES), min_size=1),
)
def test_the_account_is_what_a_recount_finds(shifts: list[int], zones: set[str]) -> None:
    found = [
        meeting(NOW + timedelta(hours=shift), State.ENDED if shift <= 0 else State.PLANNED)
        for shift in shifts
    ]
    rows = borne(zones, held(found, NOW), ahead(found, NOW))
    assert {one.zone for one in rows} == zones
    for one in rows:
        local = [m for m in found if at_night(m.starts, one.zone)]
        assert one.held == sum(m.state is State.ENDED for m in local)
        assert one.planned == sum(m.state is State.PLANNED for m in local)
        assert one.held == account(zones, held(found, NOW))[one.zone]
    assert [one.held for one in rows] == sorted((one.held for one in rows), reverse=True)
    most = max(one.held for one in rows) - min(one.held for one in rows)
    assert is_even(rows) is (most <= 1)
