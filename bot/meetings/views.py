"""What every card of a meeting shows of it: its name, its time, its clocks, who comes."""

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.phrases import Elsewhere, Phrase, t
from bot.conversation.reply import Block, Choice, Line
from bot.meetings.lengths import minutes
from bot.meetings.minutes import Action
from bot.meetings.model import Item, Meeting, Replies, Series
from bot.meetings.series import moved_clocks

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
