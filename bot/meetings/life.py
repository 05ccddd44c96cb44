"""The steps of a meeting's life before it begins, for commands and chores: planned, moved, told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from bot.conversation.context import Occasion
from bot.conversation.reply import Reply
from bot.meetings.announcements import cancelled, moved, planned, reminder
from bot.meetings.model import Meeting, Plan, Rule, Series, State, Wall
from bot.meetings.rules import (
    LEAD_MINUTES,
    MATERIAL,
    due_lead,
    expires,
    shown_zones,
)
from bot.meetings.series import days, starts
from bot.meetings.store import Actions, Agendas, Comers, Meetings
from bot.meetings.views import Shown
from bot.people.store import People
from bot.ports import Outbox, Tx
from bot.record.store import Journal
from bot.tracks.store import Tracks

_REMINDER = "in-"
_SOON = timedelta(hours=12)
"""What changes so shortly before a meeting is told in quiet hours as well."""


def plan_meeting(tx: Tx, occasion: Occasion, plan: Plan, by: int, pseudonym: str) -> Meeting:
    """Plan a meeting or a series, and tell the rooms of the track. Returns the (first) meeting.

    by: who plans it; pseudonym: what the record calls them.
    """
    meetings = tx.get(Meetings)
    if plan.rule:
        series = meetings.begin_series(plan)
        plan_ahead(tx, series, by, occasion.now)
        meeting = meetings.of_series(series.id)[0]
    else:
        meeting = meetings.plan(plan, starts(plan.wall, plan.wall.day), by)
    meeting = having_told(tx, meeting, occasion.now)
    occasion.announce(
        plan.track,
        planned(shown(tx, meeting, occasion.now)),
        once=_key(meeting, "planned"),
        expires=meeting.starts,
        about=meeting.matter,
    )
    record(tx, meeting, "meeting.planned", pseudonym, occasion.now)
    return meeting


def record(tx: Tx, meeting: Meeting, act: str, by: str, now: datetime, **data: str | int) -> None:
    """Write a step into the journal: codes, pseudonyms and times alone."""
    tx.get(Journal).add(
        act, by, now, meeting=meeting.reference, track=meeting.track,
        starts=f"{meeting.starts:%Y-%m-%dT%H:%M:%SZ}", **data,
    )  # fmt: skip


def plan_ahead(tx: Tx, series: Series, by: int, now: datetime) -> None:
    """Plan the next meetings of a series one by one: those of the next weeks, and always one.

    Days that have passed while nobody looked are left out.
    """
    meetings = tx.get(Meetings)
    known = meetings.of_series(series.id)
    last = max((one.day for one in known if one.day), default=date.min)
    waiting = any(one.state is State.PLANNED and one.starts > now for one in known)
    for day in days(series.wall.day, series.rule):
        if day <= last:
            continue
        begins = starts(series.wall, day)
        if begins <= now:
            continue
        if begins > now + MATERIAL and waiting:
            return
        meetings.plan_one_of(series, day, begins, by)
        waiting = True


def lead_times(tx: Tx, track: str) -> tuple[int, ...]:
    """How long before a meeting of a track its reminders are said, in minutes, longest first."""
    chosen = tx.get(Meetings).lead_times(track)
    return LEAD_MINUTES if chosen is None else chosen


def shown(tx: Tx, meeting: Meeting, now: datetime) -> Shown:
    """A meeting with all that its cards show of it."""
    meetings = tx.get(Meetings)
    track = tx.get(Tracks).track(meeting.track)
    series = meetings.series(meeting.series) if meeting.series else None
    of_series = meetings.of_series(meeting.series) if meeting.series else []
    before = [one for one in of_series if one.starts < meeting.starts]
    after = [one for one in of_series if one.starts > meeting.starts and one.state is State.PLANNED]
    return Shown(
        meeting,
        track.title if track else meeting.track,
        shown_zones(meetings.zones(meeting.track), meeting.starts, meeting.wall.zone),
        now,
        series,
        before[-1] if before else None,
        after[0] if after else None,
        series is not None and _is_last(series, meeting),
        tuple(tx.get(Agendas).items(meeting)),
        tuple(tx.get(Actions).open_of((meeting.track,))),
        tx.get(Comers).replies(meeting),
    )


def _is_last(series: Series, meeting: Meeting) -> bool:
    """Whether no day of the series comes after the one that a meeting stands for."""
    return meeting.day is not None and all(
        day <= meeting.day for day in days(series.wall.day, series.rule)
    )


def remind(tx: Tx, occasion: Occasion, meeting: Meeting) -> None:
    """Say the reminder of a meeting that is due, if one is: to the rooms, and to those who said
    that they come or may come."""
    leads = lead_times(tx, meeting.track)
    lead = due_lead(meeting, leads, occasion.now)
    if lead is None:
        return
    tx.get(Meetings).change(replace(meeting, reminded=lead))
    one = shown(tx, meeting, occasion.now)
    said = reminder(one, lead)
    until = expires(meeting, lead, leads)
    last = lead == min(leads)
    key = _key(meeting, f"{_REMINDER}{lead}")
    occasion.announce(
        meeting.track, said, once=key, expires=until, urgent=last, about=meeting.matter
    )
    alone = reminder(replace(one, zones=()), lead, alone=True)
    for person in tx.get(Comers).expected(meeting):
        occasion.tell(person, alone, once=key, expires=until, urgent=last)


def spare(tx: Tx, meeting: Meeting, person: int) -> None:
    """Somebody does not come: what waits to remind them is not said."""
    found = tx.get(People).person(person)
    for account in found.accounts if found else ():
        tx.get(Outbox).retract(_key(meeting, _REMINDER), account.room or account.ref)


def _key(meeting: Meeting, what: str) -> str:
    """The key under which something of this start is said once; see `retract`."""
    return f"{meeting.keys}{meeting.starts:%Y%m%dT%H%MZ}/{what}"


def having_told(tx: Tx, meeting: Meeting, now: datetime) -> Meeting:
    """The meeting, whose reminders up to now need not be said: it is being told."""
    lead = due_lead(replace(meeting, reminded=None), lead_times(tx, meeting.track), now)
    told = replace(meeting, reminded=lead)
    tx.get(Meetings).change(told)
    return told


def move_meeting(
    tx: Tx, occasion: Occasion, meeting: Meeting, wall: Wall, minutes: int, link: str, by: str
) -> Meeting:
    """Move one meeting; its old reminders are not said any more. by: a pseudonym."""
    tx.get(Outbox).retract(meeting.keys)
    new = replace(
        meeting,
        wall=wall,
        starts=starts(wall, wall.day),
        minutes=minutes,
        link=link,
        sequence=meeting.sequence + 1,
        reminded=None,
    )
    new = having_told(tx, new, occasion.now)
    before = meeting.starts
    until = max(before, new.starts)
    tell_change(tx, occasion, new, lambda one: moved(one, before), "moved", until=until)
    record(tx, new, "meeting.moved", by, occasion.now, sequence=new.sequence)
    return new


def move_series(
    tx: Tx, occasion: Occasion, meeting: Meeting, wall: Wall, minutes: int, link: str, by: str
) -> Meeting:
    """Move a meeting and all that follow it in its series: they are a new series from here on, and
    the old one ends before it."""
    meetings = tx.get(Meetings)
    series, following = _cut(tx, meeting)
    rule, moved_to = _moved_days(series, meeting, wall.day)
    new = meetings.begin_series(Plan(series.track, series.title, wall, minutes, rule, link))
    first, planned = meeting, [one for one in following if one.state is State.PLANNED]
    for one in following:
        day = moved_to.get(one.day) if one.day else None
        if day is None:
            # It was cancelled with all that followed it: the series did not go on until there.
            continue
        changed = replace(one, uid=new.uid, series=new.id, day=day)
        if one in planned:
            tx.get(Outbox).retract(one.keys)
            changed = replace(
                changed, wall=replace(wall, day=day), starts=starts(wall, day), minutes=minutes,
                link=link, sequence=0, reminded=None,
            )  # fmt: skip
            record(tx, changed, "meeting.moved", by, occasion.now, sequence=changed.sequence)
        meetings.change(changed)
        first = changed if one.number == meeting.number else first
    first = having_told(tx, first, occasion.now)
    before = meeting.starts
    tell_change(tx, occasion, first, lambda one: moved(one, before, all_=True), "moved", planned)
    return first


def _moved_days(series: Series, meeting: Meeting, to: date) -> tuple[Rule, dict[date, date]]:
    """The rule of a series that goes on from another day, with as many meetings as it had left, and
    which day of it each of its days becomes. A day that was cancelled stays so."""
    left = [day for day in days(series.wall.day, series.rule) if meeting.day and day >= meeting.day]
    endless = replace(series.rule, until=date.max)
    new = list(islice(days(to, endless), len(left)))
    return replace(series.rule, until=new[-1]), dict(zip(left, new, strict=True))


def _cut(tx: Tx, meeting: Meeting) -> tuple[Series, list[Meeting]]:
    """End a series before one of its meetings; the series as it was, and its meetings from that
    one on, whatever became of them."""
    meetings = tx.get(Meetings)
    series = meetings.series(meeting.series) if meeting.series else None
    if series is None or meeting.day is None:
        raise ValueError("this meeting is by itself")
    until = meeting.day - timedelta(days=1)
    meetings.change_series(
        replace(series, rule=replace(series.rule, until=until), sequence=series.sequence + 1)
    )
    of_series = meetings.of_series(series.id)
    return series, [one for one in of_series if one.day and one.day >= meeting.day]


def cancel_meeting(tx: Tx, occasion: Occasion, meeting: Meeting, reason: str, by: str) -> Meeting:
    """Cancel one meeting, and tell it at once. by: a pseudonym."""
    gone = _cancelled(tx, occasion, meeting, reason, by)
    tell_change(tx, occasion, gone, cancelled, "cancelled")
    return gone


def cancel_series(tx: Tx, occasion: Occasion, meeting: Meeting, reason: str, by: str) -> Meeting:
    """Cancel a meeting and all that follow it in its series."""
    _, following = _cut(tx, meeting)
    planned = [one for one in following if one.state is State.PLANNED]
    gone = [_cancelled(tx, occasion, one, reason, by) for one in planned]
    first = next(one for one in gone if one.number == meeting.number)
    tell_change(tx, occasion, first, lambda one: cancelled(one, all_=True), "cancelled", gone)
    return first


def _cancelled(tx: Tx, occasion: Occasion, meeting: Meeting, reason: str, by: str) -> Meeting:
    tx.get(Outbox).retract(meeting.keys)
    gone = replace(meeting, state=State.CANCELLED, reason=reason, sequence=meeting.sequence + 1)
    tx.get(Meetings).change(gone)
    record(tx, gone, "meeting.cancelled", by, occasion.now, sequence=gone.sequence)
    return gone


def tell_change(
    tx: Tx,
    occasion: Occasion,
    meeting: Meeting,
    say: Callable[[Shown], Reply],
    what: str,
    with_it: Sequence[Meeting] = (),
    until: datetime | None = None,
    also: Iterable[int] = (),
) -> None:
    """Tell the rooms and those who meant to come at once; shortly before also in quiet hours.

    with_it: the meetings of the series that the change is about as well. until: when it is no news
    any more. also: who else is told, whether they meant to come or not.
    """
    # The time is in it: a meeting can be moved to where it was before, and that is news again.
    key = _key(meeting, f"{what}-{occasion.now:%Y%m%dT%H%M%S.%f}")
    soon = meeting.starts - occasion.now < _SOON
    one = shown(tx, meeting, occasion.now)
    occasion.announce(
        meeting.track, say(one), once=key, expires=until, urgent=soon, about=meeting.matter
    )
    alone = say(replace(one, zones=()))
    comers = tx.get(Comers)
    expected = {person for each in (meeting, *with_it) for person in comers.expected(each)}
    for person in sorted(expected.union(also)):
        occasion.tell(person, replace(alone, private=True), once=key, expires=until, urgent=soon)
