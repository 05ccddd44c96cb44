"""A question "when can you?": the slots it offers, and what people answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.conversation.phrases import Phrase, t
from bot.conversation.reply import Matter
from bot.meetings.model import Rule, Wall


class Answer(Enum):
    """What somebody says of a slot."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _ANSWERS[self]

    @property
    def can(self) -> bool:
        """Whether the person could come."""
        return self is not Answer.NO

    @property
    def next(self) -> "Answer":
        """What the button of a slot says next: yes, if need be, no, and yes again."""
        order = list(Answer)
        return order[(order.index(self) + 1) % len(order)]


_ANSWERS = {Answer.YES: t("Yes"), Answer.MAYBE: t("If need be"), Answer.NO: t("No")}


@dataclass(frozen=True, slots=True)
class Question:
    """A question "when can you?", "S3": for one meeting, or (with a rule) for a series.

    slots are in the order of time and numbered from 1. settled: when it was answered for good, or
    taken back; chosen: the slots that were picked then (none if it was taken back), in their turn;
    meeting: the number of the first meeting that was planned.
    """

    number: int
    track: str
    title: str
    slots: tuple[Wall, ...]
    minutes: int
    author: int
    rule: Rule | None = None
    link: str = ""
    settled: datetime | None = None
    chosen: tuple[int, ...] = ()
    meeting: int | None = None

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.track

    @property
    def reference(self) -> str:
        """What it is called."""
        return f"S{self.number}"

    @property
    def matter(self) -> Matter:
        """What letters about it are about."""
        return Matter(self.reference, self.title)

    def slot(self, number: int) -> Wall:
        """A slot by its number. Raises IndexError if there is none."""
        if number < 1:
            raise IndexError(number)
        return self.slots[number - 1]


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one person answered, by the numbers of the slots."""

    answers: Mapping[int, Answer]


@dataclass(frozen=True, slots=True)
class Count:
    """How many said what of a slot."""

    number: int
    yes: int = 0
    maybe: int = 0
    no: int = 0

    @property
    def can(self) -> int:
        """How many could come."""
        return self.yes + self.maybe


@dataclass(frozen=True, slots=True)
class Rotation:
    """Slots that are taken in turn, so that the hours of the night are shared.

    nights: for each zone, how many of the coming meetings begin at night there. worst: the most
    of them that a zone has borne then, what it bore before included.
    """

    turns: tuple[int, ...]
    meetings: int
    nights: Mapping[str, int]
    worst: int


@dataclass(frozen=True, slots=True)
class Borne:
    """What a zone bears: of the meetings held lately and of those planned, how many at night."""

    zone: str
    held: int
    planned: int
