"""The year's cycle: which day each milestone is, by the meetings that were, and when it is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tracks.cycle.model import Cycle, Milestone
from bot.tracks.cycle.rules import ahead, due, milestones, out_of_order, told_key

DAYS = st.dates(date(2015, 1, 1), date(2099, 11, 1))


@pytest.mark.parametrize(
    ("begins", "draft"),
    [
        (date(2016, 12, 6), date(2016, 11, 1)),
        (date(2022, 11, 28), date(2022, 10, 24)),
        (date(2023, 10, 8), date(2023, 9, 3)),
        (date(2024, 12, 15), date(2024, 11, 1)),
        (date(2025, 6, 23), date(2025, 5, 19)),
    ],
)
def test_the_first_draft_is_due_a_month_before_the_meeting(begins: date, draft: date) -> None:
    cycle = Cycle(begins.year, begins, begins + timedelta(days=4))
    assert due(cycle, Milestone.FIRST_DRAFT).at == datetime(
        draft.year, draft.month, draft.day, 23, 59, tzinfo=UTC
    )


@given(DAYS, st.integers(0, 30))
def test_by_the_rules_milestones_are_in_their_order(begins: date, length: int) -> None:
    cycle = Cycle(begins.year, begins, begins + timedelta(days=length))
    found = [one.at for one in milestones(cycle)]
    assert found == sorted(found)
    assert found[0].date() <= date(begins.year, 11, 1)
    assert found[0].date() <= begins - timedelta(days=35)
    assert out_of_order(cycle) is None


@given(DAYS, st.sampled_from(Milestone), DAYS)
def test_what_is_set_by_hand_is_so_and_says_so(begins: date, which: Milestone, day: date) -> None:
    cycle = Cycle(begins.year, begins, begins, {which: day})
    found = due(cycle, which)
    assert (found.at.date(), found.rule.words) == (day, "set by hand")
    wrong = out_of_order(cycle)
    days = [one.at for one in milestones(cycle)]
    assert (wrong is None) == (days == sorted(days))


def test_the_window_opens_with_the_first_draft_whenever_that_is() -> None:
    cycle = Cycle(2026, date(2026, 12, 8), date(2026, 12, 12))
    early = replace(cycle, by_hand={Milestone.FIRST_DRAFT: date(2026, 10, 1)})
    assert due(early, Milestone.WINDOW_OPENS).at.date() == date(2026, 10, 1)


@given(st.integers(0, 24 * 60 * 50))
def test_each_step_ahead_is_told_once_and_none_when_it_is_past(minutes: int) -> None:
    one = due(Cycle(2026, date(2026, 12, 8), date(2026, 12, 12)), Milestone.SOFT_CLOSE)
    now = one.at - timedelta(minutes=minutes)
    days = (one.at.date() - now.date()).days
    wanted = 1 if days <= 1 else 7 if days <= 7 else 30 if days <= 30 else None
    assert ahead(one, now) == wanted
    assert ahead(one, one.at + timedelta(seconds=1)) is None
    moved = replace(one, at=one.at + timedelta(days=1))
    assert told_key(one, 7) != told_key(moved, 7)
