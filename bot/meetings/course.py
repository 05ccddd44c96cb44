"""The steps of a meeting in its course, for commands and chores: begun, noted, ended, its board."""

from dataclasses import replace
from datetime import datetime

from bot.conversation.context import Context, Occasion
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import n, t
from bot.conversation.reply import Choice, Quote, Reply
from bot.meetings.board import Floor as Shown
from bot.meetings.board import board
from bot.meetings.life import record, shown
from bot.meetings.minutes import Line, Presence, Source, Tag
from bot.meetings.model import Meeting, State
from bot.meetings.results import over, to_rapporteurs
from bot.meetings.rules import LONGEST_LINE
from bot.meetings.store import Comers, Floor, Meetings, Minutes
from bot.people.model import Grant, Role
from bot.people.moderating import check_suspended
from bot.people.store import People, Roles
from bot.ports import Outbox, Tx
from bot.tracks.model import Part
from bot.tracks.store import Memberships


def begin(tx: Tx, ctx: Context, meeting: Meeting) -> Meeting:
    """Begin a meeting; the speaker chairs it. Its reminders are not said any more."""
    tx.get(Outbox).retract(meeting.keys)
    running = replace(
        meeting,
        state=State.RUNNING,
        began=ctx.now.replace(microsecond=0),
        chair=ctx.speaker.person,
    )
    tx.get(Meetings).change(running)
    attend(tx, running, ctx.speaker.person)
    record(tx, running, "meeting.began", ctx.speaker.pseudonym, ctx.now)
    show_board(ctx, running)
    return running


def attend(tx: Tx, meeting: Meeting, person: int) -> None:
    """Whoever takes part was present, except that the Chatham House Rule keeps no attendance."""
    if not meeting.chatham:
        tx.get(Comers).attend(meeting, person, Presence.PRESENT)


def show_board(occasion: Occasion, meeting: Meeting) -> None:
    """Draw the board of a meeting anew in every room of its track."""
    number = meeting.number

    def draw(tx: Tx) -> Reply | None:
        current = tx.get(Meetings).numbered(number)
        return board(on_board(tx, current, occasion.now)) if current else None

    occasion.board(meeting.track, meeting.reference, draw)


def on_board(tx: Tx, meeting: Meeting, now: datetime) -> Shown:
    """What the board shows of a meeting."""
    chair = tx.get(People).person(meeting.chair) if meeting.chair else None
    return Shown(
        shown(tx, meeting, now),
        chair.name if chair else "",
        tuple(tx.get(Floor).queue(meeting)),
        tuple(tx.get(Minutes).lines(meeting)),
    )


def check_chair(tx: Tx, ctx: Context, meeting: Meeting) -> None:
    """Raises a Refusal unless the speaker chairs the meeting; it says who does."""
    if meeting.chair == ctx.speaker.person:
        return
    chair = tx.get(People).person(meeting.chair) if meeting.chair else None
    if chair is None or chair.id == ctx.speaker.person:
        question = t("Nobody chairs {reference} now.", reference=meeting.reference)
    else:
        question = t(
            "{chair} chairs {reference}.", chair=chair.mention, reference=meeting.reference
        )
    raise refusal(
        question,
        t("Nothing was changed."),
        choices=(Choice(t("Take the chair"), f"chair {meeting.reference}"),),
    )


def note(
    tx: Tx, ctx: Context, meeting: Meeting, tag: Tag, text: str, *, item: int = 0, action: int = 0
) -> Line:
    """Add a line to the minutes, resting on the message that says it. One by somebody who is not
    in the track waits for the chair. Raises a Refusal if the meeting is off the record, or the text
    too long."""
    check_noting(meeting, text)
    attend(tx, meeting, ctx.speaker.person)
    message = ctx.message
    sources = [Source(message.room.platform, message.room.id, message.id)]
    if message.replies_to and message.replied_author is not None:
        sources.append(Source(message.room.platform, message.room.id, message.replies_to, True))
    line = Line(
        meeting.number,
        0,
        tag,
        text,
        None if meeting.chatham else ctx.speaker.person,
        ctx.now.replace(microsecond=0),
        item or meeting.item,
        action,
        waiting=not belongs(tx, ctx, meeting),
    )
    kept = tx.get(Minutes).add(line, sources)
    show_board(ctx, meeting)
    return kept


def belongs(tx: Tx, ctx: Context, meeting: Meeting) -> bool:
    """Whether what the speaker says stands in the minutes at once: of those who take part in the
    track, who chairs, its facilitators, and the rapporteurs."""
    person = ctx.speaker.person
    if meeting.chair == person:
        return True
    if tx.get(Memberships).of(person).get(meeting.track) is Part.PARTICIPANT:
        return True
    mine = tx.get(Roles).of(person)
    return Grant(Role.FACILITATOR, meeting.track) in mine or Grant(Role.RAPPORTEUR) in mine


def check_belongs(tx: Tx, ctx: Context, meeting: Meeting) -> None:
    """Raises a Refusal unless the speaker takes part in the track, or has an office there."""
    check_suspended(tx, ctx, meeting.track)
    if not belongs(tx, ctx, meeting):
        raise refusal(
            t("Only who takes part in the track can do this. Nothing was changed."),
            choices=(Choice(t("Take part"), f"join {meeting.track}"),),
        )


def check_noting(meeting: Meeting, text: str) -> None:
    """Raises a Refusal unless such a line may be noted now."""
    if meeting.off_record:
        raise refusal(
            t("{reference} is off the record: this was not noted.", reference=meeting.reference)
        )
    if not text.strip():
        raise refusal(t("The text is empty. Nothing was noted."))
    if len(text) > LONGEST_LINE:
        raise too_long(text)


def too_long(text: str) -> Refusal:
    """The refusal of a line that is too long; the text comes back."""
    return refusal(
        n(
            "A line has at most one character. Nothing was noted; here it is back:",
            "A line has at most {count} characters. Nothing was noted; here it is back:",
            LONGEST_LINE,
        ),
        Quote(text),
        private=True,
    )


def end(tx: Tx, occasion: Occasion, meeting: Meeting, by: str) -> Reply:
    """End a meeting: the queue is forgotten, corrections are open, the rapporteurs are told.

    by: the pseudonym of who ends it, or "installation". Returns what the rooms are told.
    """
    ended = replace(
        meeting,
        state=State.ENDED,
        ended=occasion.now.replace(microsecond=0),
        item=0,
        opened=None,
        off_record=False,
    )
    tx.get(Meetings).change(ended)
    tx.get(Floor).clear(ended)
    record(tx, ended, "meeting.ended", by, occasion.now)
    show_board(occasion, ended)
    said = over(on_board(tx, ended, occasion.now))
    occasion.announce(ended.track, said, once=f"{ended.keys}over", about=ended.matter)
    for rapporteur in tx.get(Roles).holders(Role.RAPPORTEUR):
        occasion.tell(rapporteur.id, to_rapporteurs(shown(tx, ended, occasion.now)))
    return said
