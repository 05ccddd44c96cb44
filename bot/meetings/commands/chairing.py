"""Chairing a meeting: begun, its items opened, the floor given, off and on the record, ended."""

from dataclasses import replace
from datetime import timedelta

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Block, Choice, Items, Line, Quote, Reply, reply
from bot.conversation.when import take_length
from bot.meetings import course
from bot.meetings.arguments import Running
from bot.meetings.beginnings import Beginning
from bot.meetings.board import queue_lines
from bot.meetings.life import record, shown
from bot.meetings.minutes import Speech, Tag, Turn
from bot.meetings.model import Item, Meeting, Plan, State, Wall
from bot.meetings.results import noted
from bot.meetings.rules import LONGEST_ITEM, LONGEST_TITLE, USUAL_MINUTES, may_begin
from bot.meetings.store import Agendas, Comers, Floor, Meetings, Minutes
from bot.meetings.views import action_line, minutes
from bot.people.store import People
from bot.ports import Tx
from bot.tracks.store import Tracks

_LONGEST_SPEECH = timedelta(minutes=60)
_WORTH_TELLING = timedelta(minutes=5)
_MOST_ACTIONS = 5


@command(
    "begin",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Begin a meeting, and chair it"),
    example="begin M4",
)
def begin(ctx: Context, tx: Tx, beginning: Beginning) -> Reply:
    """Begin a planned meeting, or one without a plan."""
    running = tx.get(Meetings).running((beginning.track,))
    meeting = beginning.meeting
    if meeting is not None and meeting.state is State.RUNNING:
        raise _begun_already(tx, meeting)
    if running:
        raise refusal(
            t(
                "{reference} of this track is in progress. Nothing was begun.",
                reference=running[0].reference,
            ),
            choices=(Choice(t("Show it"), f"meeting {running[0].reference}"),),
        )
    if meeting is None:
        meeting = _unplanned(ctx, tx, beginning)
    elif not may_begin(meeting, ctx.now):
        raise _not_now(meeting)
    new = course.begin(tx, ctx, meeting)
    return _begun(ctx, tx, new)


def _begun_already(tx: Tx, meeting: Meeting) -> Exception:
    chair = tx.get(People).person(meeting.chair) if meeting.chair else None
    began = meeting.began or meeting.starts
    return refusal(
        t("{reference} has begun already, {when}.", reference=meeting.reference, when=began),
        *([t("{chair} chairs it.", chair=chair.mention)] if chair else []),
        choices=(Choice(t("Take the chair"), f"chair {meeting.reference}"),),
    )


def _not_now(meeting: Meeting) -> Exception:
    if meeting.state is not State.PLANNED:
        return refusal(
            t(
                "{reference} is {state}. Nothing was begun.",
                reference=meeting.reference,
                state=meeting.state.label,
            )
        )
    return refusal(
        t(
            "{reference} is planned for {when}. It can begin from two hours before that until "
            "twelve hours after. Nothing was begun.",
            reference=meeting.reference,
            when=meeting.starts,
        ),
        choices=(Choice(t("Begin one without a plan"), f"begin {meeting.track}"),),
    )


def _unplanned(ctx: Context, tx: Tx, beginning: Beginning) -> Meeting:
    track = tx.get(Tracks).track(beginning.track)
    title = (beginning.title or (track.name if track else beginning.track))[:LONGEST_TITLE]
    moment = ctx.now.replace(second=0, microsecond=0)
    wall = Wall(moment.date(), moment.time(), "UTC")
    plan = Plan(beginning.track, title, wall, USUAL_MINUTES)
    return tx.get(Meetings).plan(plan, moment, ctx.speaker.person)


def _begun(ctx: Context, tx: Tx, meeting: Meeting) -> Reply:
    one = shown(tx, meeting, ctx.now)
    blocks: list[Block] = [
        Line(t("{reference} has begun. You chair it.", reference=meeting.reference)),
        Line(
            t(
                "{topic} opens the next item, {next} gives the floor, {info}, {agreed} and "
                "{action} go into the minutes, {end} ends it.",
                topic=Typed("topic"),
                next=Typed("next"),
                info=Typed("info …"),
                agreed=Typed("agreed …"),
                action=Typed("action @person by Friday …"),
                end=Typed("end"),
            )
        ),
    ]
    if one.actions:
        blocks += [
            Line(t("Open actions of earlier calls:")),
            Items(tuple(action_line(action) for action in one.actions[:_MOST_ACTIONS])),
        ]
    return reply(
        *blocks,
        choices=(
            Choice(t("Next item"), f"topic {meeting.reference}"),
            Choice(t("Give the floor"), f"next {meeting.reference}"),
            Choice(t("Off the record"), f"offrecord {meeting.reference}"),
        ),
    )


@command(
    "chair",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Take the chair of a meeting"),
    example="chair M4",
)
def chair(ctx: Context, tx: Tx, running: Running) -> Reply:
    """Chair a meeting from here on, in place of whoever did."""
    meeting = replace(running.meeting, chair=ctx.speaker.person)
    tx.get(Meetings).change(meeting)
    course.attend(tx, meeting, ctx.speaker.person)
    record(tx, meeting, "meeting.chaired", ctx.speaker.pseudonym, ctx.now)
    course.show_board(ctx, meeting)
    return reply(
        t("You chair {reference} now.", reference=meeting.reference),
        choices=(Choice(t("Next item"), f"topic {meeting.reference}"),),
    )


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
        place = (meeting.item or sum(one.done for one in items)) + 1
        items.insert(place - 1, item)
        item = replace(item, number=place)
    tx.get(Agendas).keep(meeting, [replace(one, done=one.done) for one in items])
    opened = replace(
        meeting, item=item.number, opened=ctx.now.replace(microsecond=0), warned=frozenset()
    )
    tx.get(Meetings).change(opened)
    if meeting.off_record:
        course.show_board(ctx, opened)
        return reply(t("Now: {number}. {item}", number=item.number, item=item.title))
    line = course.note(tx, ctx, opened, Tag.TOPIC, item.title, item=item.number)
    if item.minutes:
        ctx.wake(ctx.now + timedelta(minutes=item.minutes * 0.8))
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
    if what.isdecimal():
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
            Quote(what[:3000]),
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


@command(
    "offrecord",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Note nothing for a while"),
    example="offrecord",
)
def offrecord(ctx: Context, tx: Tx, running: Running) -> Reply:
    """Go off the record: nothing is noted until it is on the record again."""
    return _on_record(ctx, tx, running, off=True)


@command(
    "onrecord",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Note things again"),
    example="onrecord",
)
def onrecord(ctx: Context, tx: Tx, running: Running) -> Reply:
    """Be on the record again."""
    return _on_record(ctx, tx, running, off=False)


def _on_record(ctx: Context, tx: Tx, running: Running, *, off: bool) -> Reply:
    meeting = replace(running.meeting, off_record=off)
    course.check_chair(tx, ctx, meeting)
    tx.get(Meetings).change(meeting)
    course.show_board(ctx, meeting)
    if off:
        return reply(
            t("{reference} is off the record: nothing is noted.", reference=meeting.reference),
            choices=(Choice(t("On the record again"), f"onrecord {meeting.reference}"),),
        )
    return reply(t("{reference} is on the record again.", reference=meeting.reference))


@command(
    "chatham",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Hold a meeting under the Chatham House Rule"),
    example="chatham M4",
)
def chatham(ctx: Context, tx: Tx, meeting: Meeting) -> Reply:
    """No names and no attendance in the minutes; once set it stays."""
    if meeting.state not in (State.PLANNED, State.RUNNING):
        raise refusal(
            t(
                "{reference} is {state}. Nothing was changed.",
                reference=meeting.reference,
                state=meeting.state.label,
            )
        )
    tx.get(Meetings).change(replace(meeting, chatham=True))
    tx.get(Comers).forget_attendance(meeting)
    tx.get(Minutes).forget_authors(meeting)
    if meeting.state is State.RUNNING:
        course.show_board(ctx, meeting)
    said = reply(
        t("{reference} is under the Chatham House Rule.", reference=meeting.reference),
        t("Its minutes name nobody, and nobody's attendance is kept. This can't be undone."),
    )
    ctx.announce(meeting.track, said)
    return said


@command(
    "end",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("End a meeting"),
    example="end",
)
def end(ctx: Context, tx: Tx, running: Running) -> Reply:
    """End a meeting: what was agreed and who does what is told to all rooms."""
    course.check_chair(tx, ctx, running.meeting)
    return course.end(tx, ctx, running.meeting, ctx.speaker.pseudonym)
