"""A track, the ways of taking part in it, and a room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.conversation.message import RoomNames, RoomRef
from bot.conversation.phrases import Phrase, t
from bot.people.model import QuietHours


class Modality(Enum):
    """The kinds of thematic intersessional work."""

    BPF = "bpf"
    DC = "dc"
    PN = "pn"

    @property
    def label(self) -> Phrase:
        """Its name, of many."""
        return _MODALITIES[self][0]

    @property
    def about(self) -> Phrase:
        """What such a track does, in a sentence."""
        return _MODALITIES[self][1]

    @property
    def short(self) -> str:
        """Its usual abbreviation."""
        return self.value.upper()


_MODALITIES = {
    Modality.BPF: (
        t("Best Practice Forums"),
        t("A Best Practice Forum collects good practice during one yearly cycle."),
    ),
    Modality.DC: (
        t("Dynamic Coalitions"),
        t("A Dynamic Coalition is self-formed, open to all, and works from year to year."),
    ),
    Modality.PN: (
        t("Policy Networks"),
        t("A Policy Network looks in depth at one policy question, led by experts."),
    ),
}


class Part(Enum):
    """How a person belongs to a track. An observer reads and is reminded, but does not decide."""

    PARTICIPANT = "participant"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class Track:
    """A track. aliases are former codes; closed ones stay in the record and take nobody in."""

    code: str
    modality: Modality
    name: str
    about: str = ""
    mailing_list: str = ""
    aliases: tuple[str, ...] = ()
    closed: bool = False

    @property
    def scope(self) -> str:
        """The track that roles are looked up for: this one."""
        return self.code

    @property
    def title(self) -> str:
        """What it is called in a sentence: "BPF Cybersecurity"."""
        return f"{self.modality.short} {self.name}"


@dataclass(frozen=True, slots=True)
class Room:
    """A room that was bound to a track, or set up. pseudonym is its name in the record.

    present: whether the bot may speak there now.
    """

    ref: RoomRef
    pseudonym: str
    names: RoomNames
    language: str = ""
    zone: str = ""
    quiet: QuietHours | None = None
    present: bool = True


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many take part in a track."""

    participants: int
    observers: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of people by group (or region) that is shown, and when it was counted. rows: "" are
    all who are not shown by theirs."""

    rows: Mapping[str, int]
    at: datetime
