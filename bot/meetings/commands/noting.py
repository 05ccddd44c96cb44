"""Minutes while they are taken: info, agreed, actions, links; taken back, put right, shown."""

from dataclasses import replace
from enum import Enum

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.meetings import course
from bot.meetings.agenda_views import action_line
from bot.meetings.arguments import Running
from bot.meetings.changes import change_text, take_back
from bot.meetings.life import shown
from bot.meetings.minutes import Line, Tag
from bot.meetings.model import Meeting, State
from bot.meetings.results import minutes_card, noted
from bot.meetings.store import Actions, Meetings, Minutes
from bot.meetings.tasks import Task
from bot.ports import Tx


@command(
    "info",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Note something in the minutes"),
    example="info Forty comments came in.",
    takes_part=True,
    asks=t("What is to be noted? Reply with it."),
)
def info(ctx: Context, tx: Tx, running: Running, text: Rest) -> Reply:
    """Note a piece of information."""
    return _kept(ctx, running.meeting, course.note(tx, ctx, running.meeting, Tag.INFO, text))


def _kept(ctx: Context, meeting: Meeting, line: Line) -> Reply:
    """That a line stands; or that it waits, which who chairs is told."""
    if not line.waiting:
        return reply(noted(line))
    choices = (
        Choice(t("Note it"), f"admit {line.reference}"),
        Choice(t("Leave it out"), f"admit {line.reference} no"),
    )
    if meeting.chair:
        asked = t("{reference} by {name} waits for you: it is in the minutes once you say so.",
                  reference=line.reference, name=ctx.speaker.name)  # fmt: skip
        ctx.tell(meeting.chair, reply(asked, Quote(line.text), choices=choices), urgent=True)
    return reply(
        t("{reference} waits for the chair, since you do not take part in the track.",
          reference=line.reference),
        choices=(Choice(t("Take part"), f"join {meeting.track}"),),
    )  # fmt: skip


class Not(Enum):
    """The word by which a line is left out; the button says it."""

    NO = "no"

    @property
    def label(self) -> Phrase:
        """What the button says."""
        return t("Leave it out")


@command(
    "admit",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Take a guest's line into the minutes you chair"),
    example="admit M4.12",
    listed=False,
)
def admit(ctx: Context, tx: Tx, line: Line, no: Not | None) -> Reply:
    """Let a line stand that waits for the chair, or leave it out; its author is told."""
    meeting = tx.get(Meetings).numbered(line.meeting)
    if meeting is None:
        raise LookupError("a line's meeting is never deleted")
    course.check_chair(tx, ctx, meeting)
    if not line.waiting or meeting.approved:
        raise refusal(
            t("{reference} does not wait. Nothing was changed.", reference=line.reference)
        )
    if no:
        take_back(tx, line)
        told = t("{reference} was left out of the minutes:", reference=line.reference)
    else:
        tx.get(Minutes).change(replace(line, waiting=False))
        told = t("{reference} is in the minutes:", reference=line.reference)
    if meeting.ended is None:
        course.show_board(ctx, meeting)
    if line.author and line.author != ctx.speaker.person:
        ctx.tell(line.author, reply(told, Quote(line.text)))
    return reply(told, Quote(line.text))


@command(
    "agreed",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Note what was agreed"),
    example="agreed The draft is published on 1 November (D7).",
    asks=t("What was agreed? Reply with it."),
)
def agreed(ctx: Context, tx: Tx, running: Running, text: Rest) -> Reply:
    """Note what was agreed; only who chairs says so."""
    course.check_chair(tx, ctx, running.meeting)
    return reply(noted(course.note(tx, ctx, running.meeting, Tag.AGREED, text)))


@command(
    "link",
    of=r"(m\d{1,6}|https?://\S+)",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Note a link in the minutes"),
    example="link https://example.org/draft",
    takes_part=True,
)
def link(ctx: Context, tx: Tx, running: Running, text: Rest) -> Reply:
    """Note an address."""
    return _kept(ctx, running.meeting, course.note(tx, ctx, running.meeting, Tag.LINK, text))


@command(
    "action",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Note who does what by when"),
    example="action @amina by Friday Send the draft round.",
    takes_part=True,
    asks=t("Who does what by when? Reply with: @person by Friday, and what."),
)
def action(ctx: Context, tx: Tx, running: Running, task: Task) -> Reply:
    """Note an action; its owner is reminded before it is due."""
    meeting = running.meeting
    course.check_noting(meeting, task.text)
    course.check_belongs(tx, ctx, meeting)
    new = tx.get(Actions).add(task.action(meeting))
    line = course.note(tx, ctx, meeting, Tag.ACTION, task.text, action=new.number)
    return reply(
        noted(line),
        action_line(new),
        choices=(
            Choice(t("{reference} is done", reference=new.reference), f"done {new.reference}"),
        ),
    )


@command(
    "undo",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Take your last line back"),
    example="undo",
)
def undo(ctx: Context, tx: Tx, running: Running) -> Reply:
    """Take the last line back: who chairs the last of all, others their own last one."""
    line = next(iter(_mine(ctx, tx, running.meeting)), None)
    if line is None:
        raise refusal(t("There is no line of yours to take back."))
    take_back(tx, line)
    course.show_board(ctx, running.meeting)
    return reply(t("{reference} was taken back:", reference=line.reference), Quote(line.text))


def _mine(ctx: Context, tx: Tx, meeting: Meeting) -> list[Line]:
    """The lines that the speaker may change, the last first."""
    chairs = meeting.chair == ctx.speaker.person
    return [
        line
        for line in reversed(tx.get(Minutes).lines(meeting))
        if chairs or line.author == ctx.speaker.person
    ]


@command(
    "fix",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Put words right in your last line"),
    example='fix "Tusday" "Tuesday"',
)
def fix(ctx: Context, tx: Tx, running: Running, old: Word, new: Word) -> Reply:
    """Replace words in the last line that has them."""
    line = next((one for one in _mine(ctx, tx, running.meeting) if old and old in one.text), None)
    if line is None:
        raise refusal(t("No line of yours has these words. Nothing was changed."), Quote(old[:300]))
    text = line.text.replace(old, new)
    course.check_noting(running.meeting, text)
    change_text(tx, line, text)
    course.show_board(ctx, running.meeting)
    return reply(t("{reference} says now:", reference=line.reference), Quote(text))


@command(
    "minutes",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The minutes of a meeting"),
    example="minutes M4",
)
def show_minutes(ctx: Context, tx: Tx, meeting: Meeting) -> Reply:
    """The minutes line by line, with their corrections."""
    if meeting.state not in (State.RUNNING, State.ENDED):
        raise refusal(
            t(
                "{reference} is {state}: there are no minutes.",
                reference=meeting.reference,
                state=meeting.state.label,
            )
        )
    minutes = tx.get(Minutes)
    return minutes_card(
        shown(tx, meeting, ctx.now), minutes.lines(meeting), minutes.corrections(meeting)
    )
