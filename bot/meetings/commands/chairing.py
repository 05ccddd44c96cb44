"""Chairing a meeting: begun, taken over, off and on the record, ended."""

from dataclasses import replace

from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Block, Choice, Items, Line, Reply, reply
from bot.meetings import course
from bot.meetings.agenda_views import action_line
from bot.meetings.arguments import Running
from bot.meetings.beginnings import Beginning
from bot.meetings.life import record, shown
from bot.meetings.model import Meeting, Plan, State, Wall
from bot.meetings.rules import LONGEST_TITLE, USUAL_MINUTES, may_begin
from bot.meetings.store import Comers, Meetings, Minutes
from bot.people.store import People
from bot.ports import Tx
from bot.tracks.store import Tracks

_MOST_ACTIONS = 5


@command(
    "begin",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Begin a meeting, and chair it"),
    example="begin M4",
    lasting=True,
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
    ctx.announce(meeting.track, said, about=meeting.matter)
    return said


@command(
    "end",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("End a meeting"),
    example="end",
    lasting=True,
)
def end(ctx: Context, tx: Tx, running: Running) -> Reply:
    """End a meeting: what was agreed and who does what is told to all rooms."""
    course.check_chair(tx, ctx, running.meeting)
    return course.end(tx, ctx, running.meeting, ctx.speaker.pseudonym)
