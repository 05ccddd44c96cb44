"""Meetings keep the hour of their place when a country changes its clocks: `chores` asks for it.

What was announced in UTC rests on the table of clocks of that day. When a start finds a newer one,
whatever is still to come is computed anew from the wall time that was agreed, and told.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.conversation import zone_data
from bot.conversation.context import Occasion
from bot.meetings.announcements import clocks_changed
from bot.meetings.life import having_told, record, tell_change
from bot.meetings.model import Meeting, Series, State
from bot.meetings.series import starts
from bot.meetings.store import Meetings
from bot.people.model import Role
from bot.people.store import Roles
from bot.ports import Outbox, Positions, Tx

_KEPT_AS = "zones"
"""Under this name the version of the table is kept that times were computed with."""


def keep_wall_times(tx: Tx, occasion: Occasion) -> None:
    """Compute the times of what is to come anew, once for each newer table of clocks.

    With an older one than before (a restored machine) nothing is moved: what was said stands.
    """
    used, known = zone_data.version(), tx.get(Positions).position(_KEPT_AS)
    if known == used or zone_data.is_newer(known, used):
        return
    changed: dict[object, list[tuple[Meeting, datetime]]] = defaultdict(list)
    for meeting in tx.get(Meetings).unfinished():
        begins = starts(meeting.wall, meeting.wall.day)
        to_come = meeting.state is State.PLANNED and meeting.starts > occasion.now
        if to_come and begins != meeting.starts:
            key = ("series", meeting.series) if meeting.series else ("one", meeting.number)
            moved = _moved(tx, occasion, meeting, begins)
            changed[key].append((moved, meeting.starts))
    for together in changed.values():
        _tell(tx, occasion, together)
    tx.get(Positions).move(_KEPT_AS, used)


def _moved(tx: Tx, occasion: Occasion, meeting: Meeting, begins: datetime) -> Meeting:
    tx.get(Outbox).retract(meeting.keys)
    new = replace(meeting, starts=begins, sequence=meeting.sequence + 1, reminded=None)
    tx.get(Meetings).change(new)
    record(tx, new, "meeting.moved", "installation", occasion.now, sequence=new.sequence)
    return new


def _tell(tx: Tx, occasion: Occasion, moved: list[tuple[Meeting, datetime]]) -> None:
    """Tell the rooms, those who come, and the facilitators; of a series once."""
    first, before = moved[0]
    series = tx.get(Meetings).series(first.series) if first.series else None
    if series:
        tx.get(Meetings).change_series(_renewed(series))
    first = having_told(tx, first, occasion.now)
    say = partial(clocks_changed, before=before, others=len(moved) - 1)
    tell_change(
        tx, occasion, first, say, "clocks", [one for one, _ in moved[1:]],
        until=max(before, first.starts), also=_facilitators(tx, first.track),
    )  # fmt: skip


def _renewed(series: Series) -> Series:
    return replace(series, sequence=series.sequence + 1)


def _facilitators(tx: Tx, track: str) -> set[int]:
    return {one.id for one in tx.get(Roles).holders(Role.FACILITATOR, track)}
