"""What is kept of a meeting: the lines of its minutes, corrections, actions, and its floor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from bot.conversation.phrases import Phrase, t


class Tag(Enum):
    """What a line of the minutes is."""

    TOPIC = "topic"
    INFO = "info"
    AGREED = "agreed"
    ACTION = "action"
    LINK = "link"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _TAGS[self]


_TAGS = {
    Tag.TOPIC: t("Topic"),
    Tag.INFO: t("Info"),
    Tag.AGREED: t("Agreed"),
    Tag.ACTION: t("Action"),
    Tag.LINK: t("Link"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """The message that a line rests on, by its room and its id there. answered: it is not the one
    that said the line, but the one which that one answers."""

    platform: str
    room: str
    message: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the minutes, "M4.12". item: the agenda item it was said under (0: none).

    author is None under the Chatham House Rule, name the author's name as it is now. action: the
    number of the action it makes (0: none). A line that was undone keeps its number and is not
    shown; neither is one that is waiting for the chair, by somebody who is not in the track.
    """

    meeting: int
    number: int
    tag: Tag
    text: str
    author: int | None
    at: datetime
    item: int = 0
    action: int = 0
    undone: bool = False
    name: str = ""
    waiting: bool = False

    @property
    def reference(self) -> str:
        """What it is called."""
        return f"M{self.meeting}.{self.number}"


class Standing(Enum):
    """What became of a proposed correction."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Correction:
    """A proposed correction of a line, "M4.12/1": both texts stay to be seen."""

    meeting: int
    line: int
    number: int
    person: int
    text: str
    at: datetime
    standing: Standing = Standing.PROPOSED
    reason: str = ""
    name: str = ""

    @property
    def reference(self) -> str:
        """What it is called."""
        return f"M{self.meeting}.{self.line}/{self.number}"


def accepted(line: Line, corrections: Sequence[Correction]) -> list[Correction]:
    """The corrections of a line that were accepted, in order."""
    return [
        one for one in corrections if one.line == line.number and one.standing is Standing.ACCEPTED
    ]


def said_now(line: Line, corrections: Sequence[Correction]) -> str:
    """What a line says now: as it was last corrected."""
    found = accepted(line, corrections)
    return found[-1].text if found else line.text


@dataclass(frozen=True, slots=True)
class Action:
    """Something that somebody is to do, "A12". owner is None if the bot does not know them: then
    called is what they were called. due is a day. unnamed: it was made under the Chatham House
    Rule, so its owner is reminded, and not named."""

    number: int
    track: str
    meeting: int
    text: str
    owner: int | None = None
    called: str = ""
    due: date | None = None
    done: datetime | None = None
    reminded: frozenset[str] = frozenset()
    unnamed: bool = False

    @property
    def reference(self) -> str:
        """What it is called."""
        return f"A{self.number}"

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.track


class Presence(Enum):
    """How somebody took part in a meeting."""

    PRESENT = "present"
    APOLOGIES = "apologies"


class Turn(Enum):
    """Where somebody is in the speaking queue."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody who asked to speak, perhaps with the point. since: when they got the floor."""

    id: int
    person: int
    name: str
    point: str
    turn: Turn
    since: datetime | None = None
