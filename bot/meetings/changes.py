"""What becomes of the minutes when a message that a line rests on is edited or taken back."""

from dataclasses import replace
from datetime import date

from bot.conversation.arguments import Words
from bot.conversation.changes import when_edited, when_removed
from bot.conversation.context import Occasion
from bot.conversation.message import Edited, Removed
from bot.conversation.phrases import t
from bot.conversation.registry import command_line
from bot.conversation.reply import reply
from bot.meetings import course
from bot.meetings.minutes import Line, Source, Tag
from bot.meetings.model import Meeting
from bot.meetings.rules import LONGEST_LINE
from bot.meetings.store import Actions, Meetings, Minutes
from bot.meetings.tasks import plain_task
from bot.ports import Tx


def take_back(tx: Tx, line: Line) -> None:
    """Take a line out of the minutes, and the action it made if that is not done."""
    tx.get(Minutes).change(replace(line, undone=True))
    made = tx.get(Actions).numbered(line.action) if line.action else None
    if made is not None and made.done is None:
        tx.get(Actions).drop(made)


def change_text(tx: Tx, line: Line, text: str, due: date | None = None) -> None:
    """Change what a line says, and the action it made. due: the new day, None as it was."""
    tx.get(Minutes).change(replace(line, text=text))
    made = tx.get(Actions).numbered(line.action) if line.action else None
    if made is not None:
        tx.get(Actions).change(replace(made, text=text, due=due or made.due))


@when_edited
def edited(tx: Tx, occasion: Occasion, change: Edited) -> None:
    """A line says what its message says now; if that is no such command any more, the line is
    taken back. What the message answered may be edited: the line has its own words. Approved
    minutes stay as they are."""
    source = Source(change.room.platform, change.room.id, change.message)
    for line, meeting in _resting(tx, source):
        text, due = _said(line, change.text, occasion.now.date())
        if text == line.text and due is None:
            continue
        if text:
            change_text(tx, line, text, due)
        else:
            take_back(tx, line)
        _show(occasion, meeting)


@when_removed
def removed(tx: Tx, occasion: Occasion, change: Removed) -> None:
    """A line whose message was taken back, or the message that it answered, is taken out; who
    chairs is told."""
    source = Source(change.room.platform, change.room.id, change.message)
    answered = replace(source, answered=True)
    for line, meeting in (*_resting(tx, source), *_resting(tx, answered)):
        take_back(tx, line)
        _show(occasion, meeting)
        if meeting.chair:
            occasion.tell(
                meeting.chair,
                reply(
                    t(
                        "{reference} rested on a message that was taken back, and is out of the "
                        "minutes.",
                        reference=line.reference,
                    ),
                ),
            )


def _resting(tx: Tx, source: Source) -> list[tuple[Line, Meeting]]:
    """The lines that rest on a message, of minutes that are not approved."""
    found = []
    for line in tx.get(Minutes).resting_on(source):
        meeting = tx.get(Meetings).numbered(line.meeting)
        if meeting is not None and not line.undone and not meeting.approved:
            found.append((line, meeting))
    return found


def _said(line: Line, text: str, today: date) -> tuple[str, date | None]:
    """What a line says by its edited message, and by when; "" if it is no such command any more."""
    said = command_line(text)
    name, _, rest = said.partition(" ")
    if name.casefold() != line.tag.value:
        return "", None
    words = Words(rest, 0)
    if words.peek().upper() == f"M{line.meeting}":
        words.take()
    if line.tag is Tag.ACTION:
        return plain_task(words.left[:LONGEST_LINE], today, "en")
    return words.left[:LONGEST_LINE], None


def _show(occasion: Occasion, meeting: Meeting) -> None:
    if meeting.ended is None:
        course.show_board(occasion, meeting)
