"""The course of a meeting: its items opened one after another, the floor given, its time kept."""

from dataclasses import replace
from datetime import timedelta

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.conversation.when import take_length
from bot.meetings import course
from bot.meetings.arguments import Running
from bot.meetings.board import queue_lines
from bot.meetings.lengths import minutes
from bot.meetings.minutes import Speech, Tag, Turn
from bot.meetings.model import Item, Meeting
from bot.meetings.results import noted
from bot.meetings.rules import LONGEST_ITEM, WARNING_SHARE
from bot.meetings.store import Agendas, Floor, Meetings
from bot.ports import Tx

_LONGEST_SPEECH = timedelta(minutes=60)
_WORTH_TELLING = timedelta(minutes=5)


@command(
    "topic",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Open the next item, or another topic"),
    example="topic",
)
def topic(ctx: Context, tx: Tx, running: Running, what: Rest | None) -> Reply:
    """Open the next item of the agenda; with a number that one; with words a topic of its own."""
    meeting = running.meeting
    course.check_chair(tx, ctx, meeting)
    items = tx.get(Agendas).items(meeting)
    items = [replace(one, done=one.done or one.number == meeting.item) for one in items]
    item = _wanted(ctx, items, what, meeting)
    if item.number == 0:
        # At the end: the lines of the minutes know their items by number.
        item = replace(item, number=len(items) + 1)
        items.append(item)
    tx.get(Agendas).keep(meeting, items)
    opened = replace(meeting, item=item.number, opened=ctx.now.replace(microsecond=0))
    tx.get(Meetings).change(opened)
    if meeting.off_record:
        course.show_board(ctx, opened)
        return reply(t("Now: {number}. {item}", number=item.number, item=item.title))
    line = course.note(tx, ctx, opened, Tag.TOPIC, item.title, item=item.number)
    if item.minutes:
        ctx.wake(ctx.now + timedelta(minutes=item.minutes * WARNING_SHARE))
        return reply(
            t("Now: {number}. {item} ({length})", number=item.number, item=item.title,
              length=minutes(item.minutes)),
            choices=(Choice(t("Next item"), f"topic {meeting.reference}"),),
        )  # fmt: skip
    return reply(
        t("Now: {number}. {item}", number=item.number, item=item.title),
        noted(line),
        choices=(Choice(t("Next item"), f"topic {meeting.reference}"),),
    )


def _wanted(ctx: Context, items: list[Item], what: str | None, meeting: Meeting) -> Item:
    if what is None:
        following = next((one for one in items if not one.done), None)
        if following is None:
            raise refusal(
                t("There is no further item on the agenda."),
                t(
                    "{topic} opens another topic, {end} ends the meeting.",
                    topic=Typed("topic …"),
                    end=Typed("end"),
                ),
                choices=(Choice(t("End the meeting"), f"end {meeting.reference}"),),
            )
        return following
    if what.isdecimal() and len(what) <= 3:
        found = next((one for one in items if one.number == int(what)), None)
        if found is None:
            raise refusal(
                t(
                    "There is no item {number} on the agenda of {reference}. Nothing was changed.",
                    number=what,
                    reference=meeting.reference,
                )
            )
        return found
    if len(what) > LONGEST_ITEM:
        raise refusal(
            n(
                "A topic has at most one character. Nothing was opened; here it is back:",
                "A topic has at most {count} characters. Nothing was opened; here it is back:",
                LONGEST_ITEM,
            ),
            Quote(what),
            private=True,
        )
    return Item(0, " ".join(what.split()), 0, ctx.speaker.person)


@command(
    "next",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Give the floor to the next who asked"),
    example="next",
)
def next_(ctx: Context, tx: Tx, running: Running) -> Reply:
    """End the turn of who speaks, and give the floor to who waits longest."""
    meeting = running.meeting
    course.check_chair(tx, ctx, meeting)
    floor = tx.get(Floor)
    queue = floor.queue(meeting)
    waiting = [one for one in queue if one.turn is Turn.WAITING]
    for one in queue:
        if one.turn is Turn.SPEAKING:
            floor.end(one)
    course.show_board(ctx, meeting)
    if not waiting:
        if len(queue) > len(waiting):
            return reply(t("Nobody else waits to speak. The floor is free."))
        raise refusal(t("Nobody waits to speak."))
    speaker = waiting[0]
    floor.give(speaker, ctx.now)
    course.attend(tx, meeting, speaker.person)
    if meeting.speaking:
        ctx.wake(ctx.now + timedelta(minutes=meeting.speaking))
    _tell_speaker(ctx, meeting, speaker)
    lines = queue_lines(tuple(floor.queue(meeting)), meeting.speaking)
    return reply(*lines, choices=(Choice(t("Give the floor"), f"next {meeting.reference}"),))


def _tell_speaker(ctx: Context, meeting: Meeting, speaker: Speech) -> None:
    if speaker.person == ctx.speaker.person:
        return
    ctx.tell(
        speaker.person,
        reply(t("You have the floor in {reference}.", reference=meeting.reference)),
        expires=ctx.now + _WORTH_TELLING,
        urgent=True,
    )


@command(
    "time",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("How long each speaker has"),
    example="time 2m",
)
def time_(ctx: Context, tx: Tx, running: Running, length: Rest) -> Reply:
    """Set how long each speaker has, or "off"."""
    meeting = running.meeting
    course.check_chair(tx, ctx, meeting)
    limit = 0
    if length.casefold() != "off":
        found, left = take_length(length, ctx.speaker.language)
        if found is None or left.strip() or not timedelta(minutes=1) <= found <= _LONGEST_SPEECH:
            raise refusal(
                t(
                    "How long does a speaker have? For example {example}, at most an hour; {off} "
                    "for as long as it takes. Nothing was changed.",
                    example=Typed("time 2m"),
                    off=Typed("time off"),
                )
            )
        limit = round(found.total_seconds() / 60)
    changed = replace(meeting, speaking=limit)
    tx.get(Meetings).change(changed)
    course.show_board(ctx, changed)
    if not limit:
        return reply(t("A speaker has as long as it takes."))
    return reply(t("Each speaker has {length}.", length=minutes(limit)))
