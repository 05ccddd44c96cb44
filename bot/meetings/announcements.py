"""What is told of a meeting before it begins: planned, moved, cancelled, and its reminders."""

from datetime import datetime

from bot.conversation.phrases import Elsewhere, n, t
from bot.conversation.reply import Block, Choice, Line, Quote, Reply, Title, reply
from bot.meetings.agenda_views import agenda_lines, size
from bot.meetings.lengths import ahead
from bot.meetings.model import Meeting
from bot.meetings.rules import ANNOUNCES, BRINGS_AGENDA
from bot.meetings.series import moved_clocks
from bot.meetings.series_views import repetition
from bot.meetings.views import Shown, clock_lines, coming_choices, heading, time_lines


def planned(one: Shown) -> Reply:
    """What the rooms are told of a new meeting."""
    blocks: list[Block] = [Title(t("Planned: {heading}", heading=heading(one))), *time_lines(one)]
    if one.series:
        blocks.append(Line(repetition(one.series.wall.day, one.series.rule)))
    return reply(*blocks, choices=coming_choices(one.meeting))


def moved(one: Shown, before: datetime, *, all_: bool = False) -> Reply:
    """What is told when a meeting was moved."""
    title = t("Moved: {heading}", heading=heading(one))
    blocks: list[Block] = [Title(title), *time_lines(one), Line(t("It was {when}.", when=before))]
    if all_:
        blocks.append(Line(t("All that follow it in its series are moved as well.")))
    return reply(*blocks, choices=coming_choices(one.meeting))


def clocks_changed(one: Shown, before: datetime, others: int) -> Reply:
    """What is told when a country changed its clocks, and the hour in UTC with them. others: how
    many more of the series that concerns."""
    there = Elsewhere(one.meeting.starts, (one.meeting.wall.zone,))
    blocks: list[Block] = [
        Title(t("The clocks changed: {heading}", heading=heading(one))),
        *time_lines(one),
        Line(t("It keeps its hour of the place it was planned for: {there}.", there=there)),
        Line(t("It was announced for {when}.", when=before)),
    ]
    if others:
        blocks.append(
            Line(
                n(
                    "One more of its series moves with it.",
                    "{count} more of its series move with it.",
                    others,
                )
            )
        )
    return reply(*blocks, choices=coming_choices(one.meeting))


def cancelled(one: Shown, *, all_: bool = False) -> Reply:
    """What is told when a meeting was cancelled."""
    blocks: list[Block] = [
        Title(t("Cancelled: {heading}", heading=heading(one))),
        Line(t("It was to be {when}.", when=one.meeting.starts)),
        Quote(one.meeting.reason),
    ]
    if all_:
        blocks.append(Line(t("All that follow it in its series are cancelled as well.")))
    elif one.after:
        blocks.append(_next(one.after))
    return reply(*blocks)


def _next(after: Meeting) -> Line:
    return Line(
        t("The next call is {reference}, {when}.", reference=after.reference, when=after.starts)
    )


def reminder(one: Shown, lead: int, *, alone: bool = False) -> Reply:
    """A reminder: long before it announces, a day before it brings the agenda, then it is short.

    alone: for somebody who said that they come, or may come.
    """
    meeting = one.meeting
    agenda = Choice(t("Agenda"), f"agenda {meeting.reference}")
    choices = coming_choices(meeting)
    if alone:
        choices = (Choice(t("I can't"), f"rsvp {meeting.reference} no"), agenda)
    blocks: list[Block] = [
        Title(
            t(
                "In {ahead}: {reference} · {title} · {track}",
                ahead=ahead(meeting.starts - one.now),
                reference=meeting.reference,
                title=meeting.title,
                track=one.track,
            )
        ),
        *time_lines(one),
        *clock_lines(one),
    ]
    if lead <= ANNOUNCES and one.last:
        blocks.append(Line(t("It is the last one of its series.")))
    if lead > ANNOUNCES:
        return reply(*blocks, choices=choices, private=alone)
    if lead > BRINGS_AGENDA:
        blocks += agenda_lines(one)
        return reply(*blocks, choices=choices, private=alone)
    if one.items:
        blocks.append(Line(size(one.items)))
    blocks += next_clock_lines(one)
    return reply(*blocks, choices=choices if alone else (agenda,), private=alone)


def next_clock_lines(one: Shown) -> list[Block]:
    """What the change of clocks will do to the next meeting of the series."""
    if one.after is None:
        return []
    zones = moved_clocks(one.after.starts, one.meeting.starts, ("UTC", *one.zones))
    if not zones:
        return []
    return [
        Line(
            t(
                "The clocks change before the next call, {next}: then {times}.",
                next=one.after.reference,
                times=Elsewhere(one.after.starts, zones),
            )
        )
    ]
