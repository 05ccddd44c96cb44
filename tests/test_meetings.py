"""The rules of meetings, and that every value of theirs is kept as it is."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.meetings.minutes import (
    Action,
    Correction,
    Line,
    Presence,
    Source,
    Speech,
    Standing,
    Tag,
    Turn,
)
from bot.meetings.model import (
    Coming,
    Item,
    Meeting,
    Plan,
    Replies,
    Rule,
    Series,
    State,
    Unit,
    Wall,
)
from bot.meetings.rules import (
    LATE,
    LEAD_MINUTES,
    at_night,
    corrections_end,
    due_lead,
    expires,
    may_begin,
    next_lead,
    overlap,
    shown_zones,
)
from bot.meetings.store import Actions, Agendas, Comers, Floor, Meetings, Minutes
from bot.people.store import People
from bot.ports import Tx
from tests.meeting_stage import ADA, BEN, TRACK, Stage

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STARTS = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
WALL = Wall(date(2026, 3, 10), time(14), "UTC")
MEETING = Meeting(4, TRACK, "Charter call", WALL, STARTS, 60, "", "uid", 1)
WEEK_AHEAD, DAY_AHEAD, HOUR_AHEAD, TEN = LEAD_MINUTES


# --- reminders ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "reminded", "due"),
    [
        (8 * DAY, None, None),
        (7 * DAY, None, WEEK_AHEAD),
        (7 * DAY + timedelta(seconds=1), None, None),
        (7 * DAY, WEEK_AHEAD, None),
        # After an outage only the last of those that have come.
        (2 * DAY, None, WEEK_AHEAD),
        (23 * HOUR, None, DAY_AHEAD),
        (23 * HOUR, WEEK_AHEAD, DAY_AHEAD),
        (30 * MINUTE, WEEK_AHEAD, HOUR_AHEAD),
        (5 * MINUTE, None, TEN),
        (timedelta(seconds=1), HOUR_AHEAD, TEN),
        (5 * MINUTE, TEN, None),
        # The clock was set back: a longer one is not said after a shorter one.
        (2 * DAY, TEN, None),
        (7 * DAY, DAY_AHEAD, None),
        # Not when it begins, nor after that.
        (timedelta(), None, None),
        (-MINUTE, HOUR_AHEAD, None),
    ],
)
def test_the_reminder_that_is_due(before: timedelta, reminded: int | None, due: int | None) -> None:
    meeting = replace(MEETING, reminded=reminded)
    assert due_lead(meeting, LEAD_MINUTES, STARTS - before) == due
    assert due_lead(meeting, reversed(LEAD_MINUTES), STARTS - before) == due


@pytest.mark.parametrize("state", [one for one in State if one is not State.PLANNED])
def test_only_a_planned_meeting_is_reminded_of(state: State) -> None:
    assert due_lead(MEETING, LEAD_MINUTES, STARTS - HOUR) == HOUR_AHEAD
    assert due_lead(replace(MEETING, state=state), LEAD_MINUTES, STARTS - HOUR) is None


def test_a_track_without_lead_times_is_not_reminded() -> None:
    assert due_lead(MEETING, (), STARTS - HOUR) is None
    assert next_lead(MEETING, (), STARTS - HOUR) is None


@pytest.mark.parametrize(
    ("before", "following"),
    [
        (8 * DAY, 7 * DAY),
        (7 * DAY, 1 * DAY),
        (2 * HOUR, HOUR),
        (HOUR, 10 * MINUTE),
        (10 * MINUTE, None),
        (-MINUTE, None),
    ],
)
def test_when_the_next_reminder_is_due(before: timedelta, following: timedelta | None) -> None:
    found = next_lead(MEETING, LEAD_MINUTES, STARTS - before)
    assert found == (STARTS - following if following else None)


@pytest.mark.parametrize(
    ("lead", "leads", "before"),
    [
        (WEEK_AHEAD, LEAD_MINUTES, DAY),
        (DAY_AHEAD, LEAD_MINUTES, HOUR),
        (HOUR_AHEAD, LEAD_MINUTES, 10 * MINUTE),
        (TEN, LEAD_MINUTES, timedelta()),
        (HOUR_AHEAD, (HOUR_AHEAD,), timedelta()),
        # The track has other lead times by now.
        (DAY_AHEAD, (30, 2880), 30 * MINUTE),
    ],
)
def test_until_when_a_reminder_is_worth_saying(
    lead: int, leads: tuple[int, ...], before: timedelta
) -> None:
    assert expires(MEETING, lead, leads) == STARTS - before


leads_and_looks = given(
    st.sets(st.integers(1, 28 * 24 * 60), max_size=8),
    st.lists(st.integers(-100, 30 * 24 * 60), min_size=1, max_size=40),
)


def said_in(leads: set[int], looks: list[int]) -> list[int]:
    """What is said if the program looks so many minutes before the start, one after the other."""
    meeting, said = MEETING, []
    for before in looks:
        now = STARTS - before * MINUTE
        lead = due_lead(meeting, leads, now)
        if lead is not None:
            said.append(lead)
            assert STARTS - lead * MINUTE <= now < expires(meeting, lead, leads) <= STARTS
            meeting = replace(meeting, reminded=lead)
        assert due_lead(meeting, leads, now) is None
    return said


@leads_and_looks
def test_each_reminder_is_said_once_if_the_program_looks_in_its_time(
    leads: set[int], looks: list[int]
) -> None:
    said = said_in(leads, sorted(looks, reverse=True))
    shorter = dict(zip(sorted(leads), [0, *sorted(leads)], strict=False))
    in_time = {lead for lead in leads if any(shorter[lead] < one <= lead for one in looks)}
    assert said == sorted(in_time, reverse=True)


@leads_and_looks
def test_a_clock_that_is_set_repeats_nothing(leads: set[int], looks: list[int]) -> None:
    said = said_in(leads, looks)
    assert said == sorted(set(said), reverse=True)


# --- other rules ----------------------------------------------------------------------------

WINTER, SUMMER = datetime(2026, 1, 13, 14, 0, tzinfo=UTC), datetime(2026, 7, 14, 14, 0, tzinfo=UTC)
NEW_YORK, NAIROBI, KATHMANDU = "America/New_York", "Africa/Nairobi", "Asia/Kathmandu"


@pytest.mark.parametrize(
    ("people", "at", "own", "shown"),
    [
        ({}, WINTER, "UTC", ()),
        ({}, WINTER, "Europe/Paris", ("Europe/Paris",)),
        # From west to east.
        ({KATHMANDU: 1, NEW_YORK: 9}, WINTER, "UTC", (NEW_YORK, KATHMANDU)),
        # Whose clocks show UTC needs no line; London does in summer.
        ({"Europe/London": 5}, WINTER, "UTC", ()),
        ({"Europe/London": 5}, SUMMER, "UTC", ("Europe/London",)),
        # Of those with the same time, the meeting's own, or the one of most people.
        ({"Europe/Berlin": 9}, WINTER, "Europe/Paris", ("Europe/Paris",)),
        ({"Europe/Berlin": 2, "Europe/Paris": 1}, WINTER, "UTC", ("Europe/Berlin",)),
        ({"Africa/Lagos": 2, "Europe/Paris": 2}, WINTER, "UTC", ("Africa/Lagos",)),
        ({"Africa/Lagos": 2, "Europe/Paris": 1}, SUMMER, "UTC", ("Africa/Lagos", "Europe/Paris")),
        # Six at most: the meeting's own, and those of most people.
        (
            {NEW_YORK: 1, NAIROBI: 2, KATHMANDU: 3, "Asia/Tokyo": 4, "Asia/Dubai": 5,
             "Asia/Kolkata": 6, "Australia/Sydney": 7},
            WINTER, "America/Bogota",
            ("America/Bogota", "Asia/Dubai", "Asia/Kolkata", KATHMANDU, "Asia/Tokyo",
             "Australia/Sydney"),
        ),
    ],
)  # fmt: skip
def test_whose_clocks_are_shown(
    people: dict[str, int], at: datetime, own: str, shown: tuple[str, ...]
) -> None:
    assert shown_zones(people, at, own) == shown


@pytest.mark.parametrize(
    ("before", "may"),
    [
        (2 * HOUR + timedelta(seconds=1), False),
        (2 * HOUR, True),
        (timedelta(), True),
        (-LATE, True),
        (-LATE - timedelta(seconds=1), False),
    ],
)
def test_when_a_meeting_may_begin(before: timedelta, may: bool) -> None:
    assert may_begin(MEETING, STARTS - before) is may
    for state in set(State) - {State.PLANNED}:
        assert not may_begin(replace(MEETING, state=state), STARTS)


@pytest.mark.parametrize(
    ("shift", "meets"),
    [(60, False), (59, True), (0, True), (-29, True), (-30, False), (24 * 60, False)],
)
def test_when_two_meetings_are_at_the_same_time(shift: int, meets: bool) -> None:
    other = replace(MEETING, starts=STARTS + shift * MINUTE, minutes=30)
    assert overlap(MEETING, other) is overlap(other, MEETING) is meets


@pytest.mark.parametrize(
    ("hour", "night"),
    [(21, False), (22, True), (23, True), (0, True), (6, True), (7, False), (12, False)],
)
def test_when_it_is_night(hour: int, night: bool) -> None:
    at = datetime(2026, 7, 14, hour, 30, tzinfo=UTC)
    assert at_night(at, "UTC") is night
    assert at_night(at - 3 * HOUR, NAIROBI) is night


def test_corrections_end_a_week_after_the_meeting_ended() -> None:
    assert corrections_end(MEETING) is None
    assert corrections_end(replace(MEETING, ended=STARTS)) == STARTS + 7 * DAY


# --- what is kept ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with closing(Stage()) as found:
        yield found


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
instants = st.builds(
    lambda seconds: STARTS + timedelta(seconds=seconds), st.integers(-(10**8), 10**8)
)
zones = st.sampled_from(["UTC", "Europe/Paris", KATHMANDU, "Antarctica/Troll"])
days = st.dates(date(2026, 1, 1), date(2035, 12, 31))
walls = st.builds(Wall, days, st.builds(time, st.integers(0, 23), st.integers(0, 59)), zones)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def person(tx: Tx, voice: Any = ADA) -> int:
    found = tx.get(People).behind(voice.ref)
    assert found
    return found.id


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_meeting_is_kept_as_it_is(stage: Stage, data: st.DataObject) -> None:
    with stage.store.begin() as tx:
        meetings = tx.get(Meetings)
        plan = Plan(TRACK, data.draw(texts), data.draw(walls), data.draw(st.integers(1, 720)),
                    None, data.draw(texts))  # fmt: skip
        begins = data.draw(instants)
        new = meetings.plan(plan, begins, person(tx))
        assert (new.track, new.title, new.wall, new.minutes, new.link, new.starts, new.author) == (
            plan.track, plan.title, plan.wall, plan.minutes, plan.link, begins, person(tx),
        )  # fmt: skip
        assert replace(new, uid="") == Meeting(
            new.number, plan.track, plan.title, plan.wall, begins, plan.minutes, plan.link, "",
            person(tx),
        )  # fmt: skip
        values = {
            "title": texts, "wall": walls, "starts": instants, "minutes": st.integers(1, 720),
            "link": texts, "uid": texts, "state": st.sampled_from(State),
            "sequence": st.integers(0, 99), "reason": texts,
            "reminded": maybe(st.integers(1, 9999)), "chair": maybe(st.just(person(tx, BEN))),
            "began": maybe(instants), "ended": maybe(instants), "item": st.integers(0, 40),
            "opened": maybe(instants), "off_record": st.booleans(), "chatham": st.booleans(),
            "speaking": st.integers(0, 60), "summary": texts, "approved": maybe(instants),
        }  # fmt: skip
        kept = {"number", "track", "author", "series", "day"}
        assert {one.name for one in fields(Meeting)} == kept | set(values)
        changed = replace(new, **{name: data.draw(values[name]) for name in values})
        meetings.change(changed)
        assert meetings.numbered(new.number) == changed


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_series_is_kept_as_it_is(stage: Stage, data: st.DataObject) -> None:
    with stage.store.begin() as tx:
        meetings = tx.get(Meetings)
        wall, until = data.draw(walls), data.draw(days)
        rule = Rule(data.draw(st.integers(1, 99)), data.draw(st.sampled_from(Unit)), until)
        plan = Plan(TRACK, data.draw(texts), wall, data.draw(st.integers(1, 720)), rule, "a link")
        series = meetings.begin_series(plan)
        assert replace(series, uid="", id=0) == Series(
            0, TRACK, plan.title, wall, plan.minutes, rule, "a link", ""
        )
        changed = replace(
            series, title="Another", wall=data.draw(walls), minutes=5, link="",
            rule=replace(rule, until=data.draw(days)), sequence=7,
        )  # fmt: skip
        meetings.change_series(changed)
        assert meetings.series(series.id) == changed
        one = meetings.plan_one_of(changed, until, STARTS, person(tx))
        assert (one.series, one.day, one.uid, one.sequence) == (series.id, until, series.uid, 7)
        assert (one.wall, one.title) == (replace(changed.wall, day=until), "Another")
        assert meetings.of_series(series.id) == [one]


def test_what_belongs_to_a_meeting_is_kept_as_it_is(stage: Stage) -> None:
    with stage.store.begin() as tx:
        ada, ben = person(tx), person(tx, BEN)
        meeting = tx.get(Meetings).plan(Plan(TRACK, "Call", WALL, 60), STARTS, ada)
        number = meeting.number
        items = [Item(1, "One", 5, ada), Item(2, "Two", 0, ben, True)]
        tx.get(Agendas).keep(meeting, items)
        assert tx.get(Agendas).items(meeting) == items
        tx.get(Agendas).keep(meeting, items[::-1])
        assert [one.title for one in tx.get(Agendas).items(meeting)] == ["Two", "One"]
        comers = tx.get(Comers)
        for coming in Coming:
            comers.say(meeting, ada, coming, STARTS)
            assert comers.said(meeting, ada) is coming
        comers.say(meeting, ben, Coming.MAYBE, STARTS)
        assert comers.replies(meeting) == Replies(0, 1, 1)
        assert comers.expected(meeting) == [ben]
        for presence in Presence:
            comers.attend(meeting, ada, presence)
            assert comers.attendance(meeting) == [(ada, ADA.id, presence)]
        floor = tx.get(Floor)
        assert floor.ask(meeting, ada, "My point", STARTS)
        [speech] = floor.queue(meeting)
        assert speech == Speech(speech.id, ada, ADA.id, "My point", Turn.WAITING)
        floor.give(speech, STARTS)
        [speech] = floor.queue(meeting)
        assert (speech.turn, speech.since) == (Turn.SPEAKING, STARTS)
        tx.get(Meetings).set_lead_times(TRACK, (10, 60))
        assert tx.get(Meetings).lead_times(TRACK) == (60, 10)
        tx.get(Meetings).set_lead_times(TRACK, ())
        assert tx.get(Meetings).lead_times(TRACK) == ()
        minutes = tx.get(Minutes)
        for tag in Tag:
            line = Line(number, 0, tag, f"{tag} <b>", ada, STARTS, 2, 0, False, ADA.id)
            said = Source("matrix", "!r", f"${tag.value}")
            answered = Source("matrix", "!r", "$before", answered=True)
            kept = minutes.add(line, [said, answered])
            assert replace(kept, number=0) == line
            changed = replace(kept, text="Other", action=3, undone=tag is Tag.LINK)
            minutes.change(changed)
            assert minutes.line(number, kept.number) == changed
            assert minutes.resting_on(said) == [changed]
            assert minutes.resting_on(answered)[-1] == changed
            assert minutes.resting_on(replace(answered, answered=False)) == []
        assert [one.number for one in minutes.lines(meeting)] == [1, 2, 3, 4]
        for n, standing in enumerate(Standing, 1):
            one = minutes.propose(line, ben, "Better", STARTS)
            wanted = Correction(number, line.number, n, ben, "Better", STARTS)
            assert one == wanted
            minutes.decide(one, standing, "Why")
            decided = replace(wanted, standing=standing, reason="Why", name=BEN.id)
            assert minutes.correction(number, line.number, n) == decided
        assert len(minutes.corrections(meeting)) == 3


@pytest.mark.parametrize("owned", [True, False])
def test_an_action_is_kept_as_it_is(stage: Stage, owned: bool) -> None:
    with stage.store.begin() as tx:
        ada = person(tx)
        meeting = tx.get(Meetings).plan(Plan(TRACK, "Call", WALL, 60), STARTS, ada)
        new = Action(0, TRACK, meeting.number, "Do it", ada if owned else None,
                     ADA.id if owned else "somebody", date(2026, 3, 20))  # fmt: skip
        actions = tx.get(Actions)
        kept = actions.add(new)
        assert replace(kept, number=0) == new
        changed = replace(kept, text="Do that", due=None, reminded=frozenset({"soon", "due"}))
        actions.change(changed)
        assert actions.numbered(kept.number) == changed
        assert actions.open_for(ada) == ([changed] if owned else [])
        assert changed in actions.open_of((TRACK,))
        assert actions.of(meeting) == [changed]
        actions.change(replace(changed, done=STARTS))
        assert actions.open_for(ada) == []
        assert changed not in actions.open_of(None)
        actions.drop(kept)
        assert actions.numbered(kept.number) is None
