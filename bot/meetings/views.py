"""How meetings are shown: the plan to be confirmed, cards, announcements, reminders, agendas."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.clocks import Clocks
from bot.conversation.phrases import Elsewhere, Phrase, Typed, n, t
from bot.conversation.reply import Block, Choice, Items, Line, Quote, Reply, Title, reply
from bot.meetings.minutes import Action
from bot.meetings.model import Clash, Item, Meeting, Plan, Replies, Rule, Series, State, Unit
from bot.meetings.rules import total_minutes
from bot.meetings.series import (
    clocks,
    days,
    first_change,
    moved_clocks,
    place_in_month,
    starts,
)
from bot.tracks.rules import SMALLEST_CELL

_DAYS_AHEAD, _HOURS_AHEAD = timedelta(days=2), timedelta(minutes=90)
_MOST_ACTIONS = 10
_NEARLY = timedelta(minutes=2)
NOBODY_YET = Replies()


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting with all that its cards show of it.

    zones: whose clocks are shown beside UTC. before, after: the meetings of its series next to it;
    last: it is the last of them. actions: the open ones of the track.
    """

    meeting: Meeting
    track: str
    zones: tuple[str, ...]
    now: datetime
    series: Series | None = None
    before: Meeting | None = None
    after: Meeting | None = None
    last: bool = False
    items: tuple[Item, ...] = ()
    actions: tuple[Action, ...] = ()
    replies: Replies = NOBODY_YET


def minutes(count: int) -> Phrase:
    """A length: minutes, or whole hours."""
    if count % 60 == 0 and count >= 120:
        return n("one hour", "{count} hours", count // 60)
    return n("one minute", "{count} minutes", count)


def ahead(length: timedelta) -> Phrase:
    """How long it is until something: days, hours or minutes."""
    if length >= _DAYS_AHEAD:
        return n("one day", "{count} days", round(length / timedelta(days=1)))
    hours = round(length / timedelta(hours=1))
    if length >= _HOURS_AHEAD or (hours == 1 and abs(length - timedelta(hours=1)) < _NEARLY):
        return n("one hour", "{count} hours", hours)
    return n("one minute", "{count} minutes", max(1, round(length / timedelta(minutes=1))))


def lead_time(count: int) -> Phrase:
    """A lead time as it was chosen: whole days or hours where it is."""
    if count % (24 * 60) == 0:
        return n("one day", "{count} days", count // (24 * 60))
    if count % 60 == 0:
        return n("one hour", "{count} hours", count // 60)
    return n("one minute", "{count} minutes", count)


def heading(one: Shown) -> Phrase:
    """The first line of a card."""
    return t(
        "{reference} · {title} · {track}",
        reference=one.meeting.reference,
        title=one.meeting.title,
        track=one.track,
    )


def time_lines(one: Shown) -> list[Block]:
    """When it is: in UTC, by the clocks of the track's zones, and how long."""
    meeting = one.meeting
    lines: list[Block] = [
        Line(t("{when}, {length}", when=meeting.starts, length=minutes(meeting.minutes)))
    ]
    if one.zones:
        lines.append(Line(t("{times}", times=Elsewhere(meeting.starts, one.zones))))
    if meeting.link:
        lines.append(Line(t("{link}", link=meeting.link)))
    return lines


def clock_lines(one: Shown) -> list[Block]:
    """What the change of clocks did since the last meeting of the series."""
    if one.before is None:
        return []
    zones = moved_clocks(one.meeting.starts, one.before.starts, ("UTC", *one.zones))
    if not zones:
        return []
    return [
        Line(
            t(
                "Other than last time: now {now}, then {before}.",
                now=Elsewhere(one.meeting.starts, zones),
                before=Elsewhere(one.before.starts, zones),
            )
        )
    ]


def coming_choices(meeting: Meeting) -> tuple[Choice, ...]:
    """The buttons by which somebody says whether they come."""
    return (
        Choice(t("I come"), f"rsvp {meeting.reference} yes"),
        Choice(t("Maybe"), f"rsvp {meeting.reference} maybe"),
        Choice(t("I can't"), f"rsvp {meeting.reference} no"),
        Choice(t("Agenda"), f"agenda {meeting.reference}"),
    )


def repetition(rule: Rule, plan_day_place: int, count: int) -> Phrase:
    """How a series repeats. plan_day_place: which weekday of the month its first day is."""
    every = {
        Unit.DAYS: n("Every day", "Every {count} days", rule.every),
        Unit.WEEKS: n("Every week", "Every {count} weeks", rule.every),
        Unit.MONTHS: n("Every month", "Every {count} months", rule.every),
    }[rule.unit]
    if rule.unit is Unit.MONTHS:
        return n(
            "{every}, on {which}, until {until}: one meeting.",
            "{every}, on {which}, until {until}: {count} meetings.",
            count,
            every=every,
            which=_PLACES[plan_day_place],
            until=rule.until,
        )
    return n(
        "{every} until {until}: one meeting.",
        "{every} until {until}: {count} meetings.",
        count,
        every=every,
        until=rule.until,
    )


_PLACES = {
    1: t("the first such weekday"),
    2: t("the second such weekday"),
    3: t("the third such weekday"),
    4: t("the fourth such weekday"),
    -1: t("the last such weekday"),
}


def to_confirm(
    plan: Plan, track: str, zones: tuple[str, ...], clashes: list[Clash], confirm: str, change: str
) -> Reply:
    """What was understood, in full, to be confirmed. Nothing counts before."""
    begins = starts(plan.wall, plan.wall.day)
    blocks: list[Block] = [
        Title(t("To be confirmed: {title} · {track}", title=plan.title, track=track)),
        Line(t("{when}, {length}", when=begins, length=minutes(plan.minutes))),
    ]
    if zones:
        blocks.append(Line(t("{times}", times=Elsewhere(begins, zones))))
    blocks += clock_trouble(plan, begins)
    if plan.rule:
        blocks += _series_lines(plan, plan.rule)
    if plan.link:
        blocks.append(Line(t("{link}", link=plan.link)))
    blocks += [Line(_clash(one)) for one in clashes]
    return reply(
        *blocks,
        choices=(Choice(t("Confirm"), confirm), Choice(t("Change"), change)),
        private=True,
    )


def clock_trouble(plan: Plan, begins: datetime) -> list[Block]:
    """That the clocks skip the time that was said, or show it twice."""
    match clocks(plan.wall):
        case Clocks.GAP:
            return [
                Line(
                    t(
                        "The clocks skip {time} there on that day: it would begin at {times}.",
                        time=f"{plan.wall.at:%H:%M}",
                        times=Elsewhere(begins, (plan.wall.zone,)),
                    )
                )
            ]
        case Clocks.OVERLAP:
            return [
                Line(
                    t(
                        "The clocks show {time} twice there on that day: the first one is meant.",
                        time=f"{plan.wall.at:%H:%M}",
                    )
                )
            ]
        case _:
            return []


def _series_lines(plan: Plan, rule: Rule) -> list[Block]:
    count = sum(1 for _ in days(plan.wall.day, rule))
    lines: list[Block] = [Line(repetition(rule, place_in_month(plan.wall.day), count))]
    change = first_change(plan.wall, rule)
    if change:
        day, begins = change
        lines.append(
            Line(
                t(
                    "Always at {time} there. From {day} on the clocks have changed: {times}.",
                    time=f"{plan.wall.at:%H:%M}",
                    day=day,
                    times=Elsewhere(begins, ("UTC", plan.wall.zone)),
                )
            )
        )
    return lines


def _clash(clash: Clash) -> Phrase:
    other = t("{reference} · {title}", reference=clash.meeting.reference, title=clash.meeting.title)
    if clash.shared < SMALLEST_CELL:
        return t("At the same time: {other}. Some people belong to both tracks.", other=other)
    return n(
        "At the same time: {other}. One person belongs to both tracks.",
        "At the same time: {other}. {count} people belong to both tracks.",
        clash.shared,
        other=other,
    )


def size(items: tuple[Item, ...]) -> Phrase:
    """How many items an agenda has, and how long they take."""
    total = total_minutes(items)
    if not total:
        return n("One item on the agenda.", "{count} items on the agenda.", len(items))
    return n(
        "One item on the agenda, {length}.",
        "{count} items on the agenda, {length}.",
        len(items),
        length=minutes(total),
    )


def agenda_lines(one: Shown) -> list[Block]:
    """The agenda, and the open actions that stand on it by themselves."""
    lines: list[Block] = []
    if one.items:
        lines += [Line(t("Agenda:")), Items(tuple(_item(item) for item in one.items), True)]
        total = total_minutes(one.items)
        if total > one.meeting.minutes:
            lines.append(
                Line(
                    t(
                        "The items take {total}, the call has {length}.",
                        total=minutes(total),
                        length=minutes(one.meeting.minutes),
                    )
                )
            )
    else:
        lines.append(Line(t("There is nothing on the agenda yet.")))
    if one.actions:
        lines += [
            Line(t("Open actions:")),
            Items(tuple(action_line(action) for action in one.actions[:_MOST_ACTIONS])),
        ]
        if len(one.actions) > _MOST_ACTIONS:
            lines.append(Line(t("More: {command}", command=Typed("actions"))))
    return lines


def _item(item: Item) -> Phrase:
    if item.minutes:
        return t("{item} ({length})", item=item.title, length=minutes(item.minutes))
    return t("{item}", item=item.title)


def action_line(action: Action) -> Phrase:
    """An action in one line: who, what, by when."""
    who = action.called or (t("somebody") if action.unnamed else t("nobody yet"))
    if action.due is None:
        return t("{reference} {who}: {text}", reference=action.reference, who=who, text=action.text)
    return t(
        "{reference} {who}: {text} (by {day})",
        reference=action.reference,
        who=who,
        text=action.text,
        day=action.due,
    )


def agenda_card(one: Shown) -> Reply:
    """The agenda of a meeting, with the way to add to it."""
    reference = one.meeting.reference
    return reply(
        Title(t("Agenda of {heading}", heading=heading(one))),
        Line(t("{when}, {length}", when=one.meeting.starts, length=minutes(one.meeting.minutes))),
        *agenda_lines(one),
        choices=(Choice(t("Add an item"), f"agenda {reference} add"),)
        if one.meeting.state is State.PLANNED or one.meeting.state is State.RUNNING
        else (),
    )


def meeting_card(one: Shown) -> Reply:
    """One meeting: when, where, who comes, what is on its agenda, and what can be done."""
    meeting = one.meeting
    blocks: list[Block] = [Title(heading(one)), *time_lines(one)]
    if meeting.state is not State.PLANNED:
        blocks.append(Line(t("It is {state}.", state=meeting.state.label)))
    if meeting.reason:
        blocks.append(Quote(meeting.reason))
    if meeting.chatham:
        blocks.append(Line(t("Under the Chatham House Rule: no names, no attendance.")))
    blocks += clock_lines(one)
    if one.series:
        count = sum(1 for _ in days(one.series.wall.day, one.series.rule))
        place = place_in_month(one.series.wall.day)
        blocks.append(Line(repetition(one.series.rule, place, count)))
    if meeting.state is State.PLANNED:
        blocks.append(
            Line(
                t(
                    "Coming: {yes}. Perhaps: {maybe}. Not: {no}.",
                    yes=one.replies.yes,
                    maybe=one.replies.maybe,
                    no=one.replies.no,
                )
            )
        )
        if one.items:
            blocks.append(Line(size(one.items)))
        return reply(
            *blocks,
            choices=(
                *coming_choices(meeting),
                Choice(t("Calendar file"), f"ics {meeting.reference}"),
            ),
        )
    if meeting.state in (State.CANCELLED, State.NOT_HELD):
        return reply(*blocks)
    return reply(*blocks, choices=(Choice(t("Minutes"), f"minutes {meeting.reference}"),))


def listing(shown: list[Shown], more: int) -> Reply:
    """The next meetings, a line each."""
    if not shown:
        return reply(t("No meeting is planned."))
    lines = tuple(
        t(
            "{reference} · {title} · {track}: {when}",
            reference=one.meeting.reference,
            title=one.meeting.title,
            track=one.track,
            when=one.meeting.starts,
        )
        for one in shown
    )
    blocks: list[Block] = [Title(t("The next meetings")), Items(lines)]
    if more > 0:
        blocks.append(Line(n("One more is not shown.", "{count} more are not shown.", more)))
    return reply(
        *blocks,
        choices=tuple(
            Choice(t("{reference}", reference=one.meeting.reference),
                   f"meeting {one.meeting.reference}")
            for one in shown
        ),
    )  # fmt: skip
