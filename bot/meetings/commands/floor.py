"""Taking part in a meeting: asking to speak, being present, sending apologies."""

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.meetings import course
from bot.meetings.arguments import Running
from bot.meetings.board import queue_lines
from bot.meetings.minutes import Presence, Speech, Turn
from bot.meetings.model import Meeting, State
from bot.meetings.rules import LONGEST_POINT
from bot.meetings.store import Comers, Floor
from bot.people.model import Person
from bot.ports import Tx


@command(
    "speak",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Ask to speak in a meeting"),
    example="speak The hours of the islands.",
    takes_part=True,
)
def speak(ctx: Context, tx: Tx, running: Running, point: Rest | None) -> Reply:
    """Join the queue, perhaps with the point; both networks share it."""
    meeting = running.meeting
    said = " ".join((point or "").split())
    if len(said) > LONGEST_POINT:
        raise refusal(
            n(
                "A point has at most one character. You are not in the queue; here it is back:",
                "A point has at most {count} characters. You are not in the queue; "
                "here it is back:",
                LONGEST_POINT,
            ),
            Quote(said),
            private=True,
        )
    floor = tx.get(Floor)
    floor.ask(meeting, ctx.speaker.person, said, ctx.now)
    course.attend(tx, meeting, ctx.speaker.person)
    course.show_board(ctx, meeting)
    waiting = [one for one in floor.queue(meeting) if one.turn is Turn.WAITING]
    place = [one.person for one in waiting].index(ctx.speaker.person)
    return reply(
        t("You are the next to speak.")
        if place == 0
        else n("One person is before you.", "{count} people are before you.", place),
        choices=(Choice(t("Leave the queue"), f"unspeak {meeting.reference}"),),
        private=True,
    )


@command(
    "unspeak",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Leave the queue of a meeting"),
    example="unspeak",
    listed=False,
)
def unspeak(ctx: Context, tx: Tx, running: Running) -> Reply:
    """Leave the queue, or give the floor back."""
    floor = tx.get(Floor)
    mine = _mine(floor.queue(running.meeting), ctx.speaker.person)
    if not mine:
        raise refusal(t("You are not in the queue."), private=True)
    for one in mine:
        floor.end(one)
    course.show_board(ctx, running.meeting)
    return reply(t("You have left the queue."), private=True)


def _mine(queue: list[Speech], person: int) -> list[Speech]:
    return [one for one in queue if one.person == person]


@command(
    "queue",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Who speaks, and who waits to"),
    example="queue",
)
def queue(ctx: Context, tx: Tx, running: Running) -> Reply:
    """Who has the floor, and who waits."""
    meeting = running.meeting
    lines = queue_lines(tuple(tx.get(Floor).queue(meeting)), meeting.speaking)
    ask = (Choice(t("Ask to speak"), f"speak {meeting.reference}"),)
    if not lines:
        return reply(t("Nobody waits to speak."), choices=ask)
    return reply(*lines, choices=ask)


@command(
    "present",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Say that you are in a meeting"),
    example="present",
)
def present(ctx: Context, tx: Tx, running: Running, person: Person | None) -> Reply:
    """Keep that the speaker is present; the chair may say it of others."""
    meeting = running.meeting
    _check_attendance(meeting)
    if person is not None and person.id != ctx.speaker.person:
        course.check_chair(tx, ctx, meeting)
        course.attend(tx, meeting, person.id)
        return reply(
            t("{person} is present in {reference}.",
              person=person.mention, reference=meeting.reference)
        )  # fmt: skip
    course.attend(tx, meeting, ctx.speaker.person)
    return reply(t("You are present in {reference}.", reference=meeting.reference), private=True)


@command(
    "apologies",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Send apologies for a meeting"),
    example="apologies M4",
)
def apologies(ctx: Context, tx: Tx, meeting: Meeting) -> Reply:
    """Keep that the speaker can't come."""
    _check_attendance(meeting)
    if meeting.state not in (State.PLANNED, State.RUNNING):
        raise refusal(
            t(
                "{reference} is {state}. Nothing was recorded.",
                reference=meeting.reference,
                state=meeting.state.label,
            )
        )
    tx.get(Comers).attend(meeting, ctx.speaker.person, Presence.APOLOGIES)
    return reply(
        t("Your apologies for {reference} are noted.", reference=meeting.reference), private=True
    )


def _check_attendance(meeting: Meeting) -> None:
    if meeting.chatham:
        raise refusal(
            t(
                "{reference} is under the Chatham House Rule: no attendance is kept.",
                reference=meeting.reference,
            ),
            private=True,
        )
