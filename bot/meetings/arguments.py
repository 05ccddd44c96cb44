"""Arguments about meetings: a meeting by its reference, the one that runs here, lines, actions."""

import re
from dataclasses import dataclass

from bot.conversation.arguments import Reading, Words, missing, reads
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.reply import Choice
from bot.meetings.minutes import Action, Correction, Line
from bot.meetings.model import Meeting
from bot.meetings.store import Actions, Meetings, Minutes
from bot.tracks.store import Memberships

MEETING = r"m\d{1,6}"
LINE = r"m\d{1,6}\.\d{1,4}"
ACTION = r"a\d{1,6}"
_MEETING = re.compile(r"m?(\d{1,6})", re.IGNORECASE)
_NAMED = re.compile(MEETING, re.IGNORECASE)
_LINE = re.compile(r"m?(\d{1,6})\.(\d{1,4})(?:/(\d{1,4}))?", re.IGNORECASE)
_ACTION = re.compile(r"a?(\d{1,6})", re.IGNORECASE)
_MOST = 8


@reads(Meeting)
def read_meeting(reading: Reading) -> Meeting:
    """A meeting by its reference: "M4", or 4. Which one is asked with the next ones as buttons."""
    meetings = reading.tx.get(Meetings)
    word = reading.words.peek()
    found = _MEETING.fullmatch(word)
    meeting = meetings.numbered(int(found[1])) if found else None
    if meeting:
        reading.words.take()
        return meeting
    question = t("There is no meeting {word}.", word=word) if word else t("Which meeting?")
    near = meetings.upcoming(_tracks(reading), reading.ctx.now)[:_MOST]
    if not near:
        raise refusal(question, t("{command} lists them.", command=Typed("meetings")))
    raise _which(reading, question, near)


def _tracks(reading: Reading) -> tuple[str, ...]:
    """The tracks that are meant where none is named: those of the room, or the speaker's own."""
    mine = tuple(reading.tx.get(Memberships).of(reading.ctx.speaker.person))
    return reading.ctx.place.tracks or mine


def _which(reading: Reading, question: Phrase, meetings: list[Meeting]) -> Refusal:
    words = Words(reading.words.line, reading.words.at)
    return refusal(
        question,
        choices=tuple(
            Choice(
                t("{reference} {title}", reference=one.reference, title=one.title[:40]),
                words.with_next(one.reference),
            )
            for one in meetings
        ),
    )


@dataclass(frozen=True, slots=True)
class Running:
    """A meeting that has begun: named, or else the one of this room, or of the speaker's tracks."""

    meeting: Meeting

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.meeting.track


@reads(Running)
def read_running(reading: Reading) -> Running:
    """The meeting that runs: it need not be named in a room of its track."""
    meetings = reading.tx.get(Meetings)
    word = reading.words.peek()
    if _NAMED.fullmatch(word):
        meeting = meetings.numbered(int(word[1:]))
        if meeting is not None and meeting.began and not meeting.ended:
            reading.words.take()
            return Running(meeting)
        if meeting is not None:
            raise refusal(
                t("{reference} is not in progress. Nothing was recorded.", reference=word.upper()),
                choices=(Choice(t("Show it"), f"meeting {word.upper()}"),),
            )
    found = meetings.running(_tracks(reading))
    if len(found) == 1:
        return Running(found[0])
    if not found:
        raise refusal(
            t("No meeting is in progress here. Nothing was recorded."),
            t("A facilitator begins one: {command}", command=Typed("begin")),
        )
    words = Words(reading.words.line, reading.words.at)
    rest = words.left
    raise refusal(
        t("Several meetings are in progress: which one?"),
        choices=tuple(
            Choice(
                t("{reference} {title}", reference=one.reference, title=one.title[:40]),
                f"{words.unfinished()}{one.reference} {rest}".rstrip(),
            )
            for one in found
        ),
    )


@reads(Line)
def read_line(reading: Reading) -> Line:
    """A line of the minutes by its reference: "M4.12"."""
    word = reading.words.peek()
    found = _LINE.fullmatch(word)
    line = reading.tx.get(Minutes).line(int(found[1]), int(found[2])) if found else None
    if line is None or line.undone:
        if not word:
            raise missing(reading, t("Which line? Reply with its number, such as M4.12."))
        raise refusal(
            t("There is no line {word} in the minutes. Nothing was changed.", word=word[:40])
        )
    reading.words.take()
    return line


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposed correction, and the meeting whose minutes it is about."""

    meeting: Meeting
    correction: Correction

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.meeting.track


@reads(Proposed)
def read_proposed(reading: Reading) -> Proposed:
    """A proposed correction by its reference: "M4.12/1"; the number may be left out if it is 1."""
    word = reading.words.peek()
    found = _LINE.fullmatch(word)
    meeting = reading.tx.get(Meetings).numbered(int(found[1])) if found else None
    correction = (
        reading.tx.get(Minutes).correction(int(found[1]), int(found[2]), int(found[3] or 1))
        if found
        else None
    )
    if meeting is None or correction is None:
        if not word:
            raise missing(reading, t("Which correction? Reply with its number, such as M4.12/1."))
        raise refusal(t("There is no correction {word}. Nothing was changed.", word=word[:40]))
    reading.words.take()
    return Proposed(meeting, correction)


@reads(Action)
def read_action(reading: Reading) -> Action:
    """An action by its reference: "A12"."""
    actions = reading.tx.get(Actions)
    word = reading.words.peek()
    found = _ACTION.fullmatch(word)
    action = actions.numbered(int(found[1])) if found else None
    if action is not None:
        reading.words.take()
        return action
    mine = actions.open_for(reading.ctx.speaker.person)[:_MOST]
    question = t("There is no action {word}.", word=word[:40]) if word else t("Which action?")
    if not mine:
        raise refusal(question, t("{command} lists them.", command=Typed("actions")))
    raise refusal(
        question,
        choices=tuple(
            Choice(
                t("{reference} {title}", reference=one.reference, title=one.text[:40]),
                reading.words.with_next(one.reference),
            )
            for one in mine
        ),
    )
