"""Series of meetings: around every change of clocks, by days, weeks, months; each is said once."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.clocks import Clocks
from bot.meetings.model import Rule, Unit, Wall
from bot.meetings.series import MOST_MEETINGS, clocks, days, first_change, place_in_month, starts
from bot.meetings.store import Meetings
from tests.meeting_stage import BEGINNING, FAY, ROOM, TRACK, Stage
from tests.turns import Turn, turns

WEEK, MINUTE = timedelta(weeks=1), timedelta(minutes=1)
NOON = time(12)
FIRST_TURN, LAST_TURN = BEGINNING + 2 * WEEK, BEGINNING + 100 * WEEK


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as found:
        yield found


# --- the clocks -----------------------------------------------------------------------------


@cache
def turns_of(zone: str) -> tuple[Turn, ...]:
    return tuple(one for one in turns() if one.zone == zone)


@cache
def offsets_of(zone: str) -> frozenset[timedelta]:
    """How far the clocks of a zone ever are from UTC."""
    return frozenset(offset for one in turns_of(zone) for offset in (one.before, one.after))


def when_shown(zone: str, wall: datetime) -> list[datetime]:
    """All instants at which the clocks of a zone show a time; asked of the instants alone."""
    place = ZoneInfo(zone)
    found = (wall.replace(tzinfo=UTC) - offset for offset in offsets_of(zone))
    return sorted(one for one in found if one.astimezone(place).replace(tzinfo=None) == wall)


def times_near(turn: Turn) -> Iterator[datetime]:
    """Around a change: before it, at both its ends, in the middle, after it, and far from it."""
    before, after = (turn.at.replace(tzinfo=None) + one for one in (turn.before, turn.after))
    low, high = min(before, after), max(before, after)
    middle = low + (high - low) // 2
    yield from (low - MINUTE, low, middle, high - MINUTE, high)
    yield datetime.combine(low.date(), NOON)


def test_around_every_change_of_clocks_a_weekly_series_keeps_its_time() -> None:
    """Every zone, every change, five weeks: the clocks show the series' time, the first one of two,
    and if they skip it the first instant after it."""
    seen: Counter[Clocks] = Counter()
    for turn in turns():
        for moment in times_near(turn):
            first = moment.date() - 2 * WEEK
            wall = Wall(first, moment.time(), turn.zone)
            found = list(days(first, Rule(1, Unit.WEEKS, moment.date() + 2 * WEEK)))
            assert found == [first + number * WEEK for number in range(5)]
            instants = [starts(wall, day) for day in found]
            for day, begins in zip(found, instants, strict=True):
                shown = when_shown(turn.zone, datetime.combine(day, wall.at))
                kind = clocks(Wall(day, wall.at, turn.zone))
                seen[kind] += 1
                if shown:
                    assert begins == shown[0], (turn, day)
                    assert kind is (Clocks.OVERLAP if len(shown) > 1 else Clocks.PLAIN)
                else:
                    assert kind is Clocks.GAP
                    # Nothing else is skipped within a day of a change.
                    assert begins == turn.at, (turn, day)
            assert all(timedelta(days=5) < b - a < timedelta(days=9) for a, b in pairwise(instants))
    assert seen[Clocks.GAP] > 2000
    assert seen[Clocks.OVERLAP] > 2000


def test_where_no_clock_is_changed_a_series_stays_at_its_time_in_utc() -> None:
    still = available_timezones() - {turn.zone for turn in turns()}
    assert len(still) > 200
    first = date(2025, 1, 7)
    rule = Rule(4, Unit.WEEKS, date(2035, 12, 31))
    for zone in sorted(still):
        wall = Wall(first, time(14, 30), zone)
        begins = starts(wall, first)
        there = begins.astimezone(ZoneInfo(zone))
        assert (there.date(), there.time()) == (first, wall.at)
        assert [starts(wall, day) for day in days(first, rule)] == [
            begins + number * 4 * WEEK for number in range(144)
        ], zone
        assert first_change(wall, rule) is None


def test_every_change_of_clocks_in_a_series_is_pointed_out_at_its_first_day() -> None:
    for turn in turns():
        at = (turn.at.replace(tzinfo=None) + turn.before).date()
        wall = Wall(at - 2 * WEEK, NOON, turn.zone)
        rule = Rule(1, Unit.WEEKS, at + 2 * WEEK)
        change = first_change(wall, rule)
        there = [(day, starts(wall, day)) for day in days(wall.day, rule)]
        other = [one for one in there if one[1].time() != there[0][1].time()]
        assert change == (other[0] if other else None)
        # The change lies between the day that is pointed out and the one before it.
        if change:
            previous = there[there.index(change) - 1][1]
            assert any(previous < one.at <= change[1] for one in turns_of(turn.zone)), (
                turn,
                change,
            )


def kinds_of_turns() -> Iterator[list[Turn]]:
    """One change of each kind (by how much, and at which time of the day) from the tests' beginning
    on; those of about the same time together."""
    known: set[object] = set()
    together: list[Turn] = []
    for one in sorted(turns(), key=lambda one: one.at):
        kind = (one.before, one.after, (one.at + one.before).time())
        # "NZ-CHAT" is a name of the database that nobody types.
        if kind in known or "/" not in one.zone or not FIRST_TURN < one.at < LAST_TURN:
            continue
        known.add(kind)
        if together and one.at > together[0].at + timedelta(days=2):
            yield together
            together = []
        together.append(one)
    yield together


def test_each_meeting_of_a_weekly_series_is_said_once_over_a_change_of_clocks() -> None:
    """Through the whole program: at a time that the clocks skip or show twice."""
    planned = 0
    for together in kinds_of_turns():
        with closing(Stage()) as stage:
            stage.jump(together[0].at - timedelta(days=12))
            stage.say(FAY, f"/reminders {TRACK} 30m")
            for turn in together:
                moment = list(times_near(turn))[2]
                first, last = (moment.date() + sign * WEEK for sign in (-1, 1))
                when = f"{first} {moment:%H:%M} {turn.zone} for 30m every week until {last}"
                stage.say(FAY, f'/schedule {TRACK} "Call in {turn.zone}" {when}')
            wanted = Counter((n, begins - timedelta(minutes=30)) for n, begins in meetings(stage))
            assert len(wanted) == 3 * len(together)
            planned += len(wanted)
            said: Counter[tuple[int, datetime]] = Counter()
            for one in stage.pass_until(together[-1].at + timedelta(days=9)):
                if found := re.match(r"In .*: M(\d+) · Call", one.text):
                    assert one.to == ROOM
                    said[int(found[1]), one.at] += 1
            assert said == wanted
    assert planned > 3 * 40


def meetings(stage: Stage) -> list[tuple[int, datetime]]:
    """All that are planned, and when they begin."""
    with stage.store.begin() as tx:
        found = tx.get(Meetings).of(None)
    return [(one.number, one.starts) for one in found]


# --- the days -------------------------------------------------------------------------------

dates = st.dates(date(2025, 1, 1), date(2035, 12, 31))
lengths = st.integers(0, 2 * 366)


def every_day(first: date, until: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((until - first).days + 1)]


@given(dates, st.integers(1, 40), lengths, st.sampled_from([(Unit.DAYS, 1), (Unit.WEEKS, 7)]))
def test_days_and_weeks_are_counted_from_the_first_day(
    first: date, every: int, length: int, unit: tuple[Unit, int]
) -> None:
    until = first + timedelta(days=length)
    assert list(days(first, Rule(every, unit[0], until))) == [
        day for day in every_day(first, until) if (day - first).days % (every * unit[1]) == 0
    ]


def nth(day: date) -> set[int]:
    """Which of its weekday in the month a day is: counted from the beginning, and -1 if no other
    follows."""
    earlier = [one for one in every_day(day.replace(day=1), day) if one.weekday() == day.weekday()]
    return {len(earlier), -1 if (day + WEEK).month != day.month else len(earlier)}


@given(dates, st.integers(1, 12), lengths)
def test_a_month_keeps_the_weekday_and_its_place(first: date, every: int, length: int) -> None:
    until = first + timedelta(days=length)
    place = place_in_month(first)
    assert place in (1, 2, 3, 4, -1)
    assert place in nth(first)
    assert list(days(first, Rule(every, Unit.MONTHS, until))) == [
        day
        for day in every_day(first, until)
        if day.weekday() == first.weekday()
        and place in nth(day)
        and ((day.year - first.year) * 12 + day.month - first.month) % every == 0
    ]


@pytest.mark.parametrize(
    ("first", "rule", "expected"),
    [
        # Every second Tuesday of the month.
        ("2026-03-10", (1, Unit.MONTHS, "2026-05-12"), "2026-03-10 2026-04-14 2026-05-12"),
        # A fifth Friday is the last one: not every month has five.
        ("2026-01-30", (1, Unit.MONTHS, "2026-04-01"), "2026-01-30 2026-02-27 2026-03-27"),
        # A fourth one is the fourth, where a fifth follows as well.
        ("2026-03-24", (1, Unit.MONTHS, "2026-06-20"), "2026-03-24 2026-04-28 2026-05-26"),
        ("2026-12-31", (1, Unit.DAYS, "2027-01-02"), "2026-12-31 2027-01-01 2027-01-02"),
        ("2028-02-15", (2, Unit.WEEKS, "2028-03-14"), "2028-02-15 2028-02-29 2028-03-14"),
        # The last day is included, the day after it is not.
        ("2026-03-10", (1, Unit.WEEKS, "2026-03-16"), "2026-03-10"),
        ("2026-03-10", (1, Unit.WEEKS, "2026-03-17"), "2026-03-10 2026-03-17"),
        ("2026-03-10", (1, Unit.WEEKS, "2026-03-10"), "2026-03-10"),
        ("2026-03-10", (1, Unit.WEEKS, "2026-03-09"), ""),
    ],
)  # fmt: skip
def test_these_are_its_days(first: str, rule: tuple[int, Unit, str], expected: str) -> None:
    every, unit, until = rule
    found = days(date.fromisoformat(first), Rule(every, unit, date.fromisoformat(until)))
    assert [day.isoformat() for day in found] == expected.split()


@pytest.mark.parametrize(("more", "planned"), [(0, True), (1, False)])
def test_a_series_has_so_many_meetings_and_not_one_more(
    stage: Stage, more: int, planned: bool
) -> None:
    first = date(2026, 3, 10)
    until = first + timedelta(days=MOST_MEETINGS - 1 + more)
    line = f'/schedule {TRACK} "Daily call" {first} 10:00 UTC every day until {until}'
    said = stage.say(FAY, line)[-1].text if not planned else "\n".join(
        one.text for one in stage.say(FAY, line)
    )  # fmt: skip
    assert ("M1 is planned" in said) is planned
    assert (f"at most {MOST_MEETINGS} meetings" in said) is not planned
    assert bool(meetings(stage)) is planned
