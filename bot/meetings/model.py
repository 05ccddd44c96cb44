"""A meeting: when it is, who comes, what is on its agenda; and how a series repeats."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from bot.conversation.phrases import Phrase, t
from bot.conversation.reply import Matter


class Unit(Enum):
    """What a series counts in. A month keeps the weekday: the second Tuesday, or the last."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a series repeats: every so many days, weeks or months, until a day (included)."""

    every: int
    unit: Unit
    until: date


@dataclass(frozen=True, slots=True)
class Wall:
    """A time as the clocks of a place show it. zone is an IANA name."""

    day: date
    at: time
    zone: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting as it was asked for: nothing of it counts before it is confirmed."""

    track: str
    title: str
    wall: Wall
    minutes: int
    rule: Rule | None = None
    link: str = ""

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.track


class State(Enum):
    """Where a meeting stands."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"
    NOT_HELD = "not-held"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _STATES[self]


_STATES = {
    State.PLANNED: t("planned"),
    State.RUNNING: t("in progress"),
    State.ENDED: t("over"),
    State.CANCELLED: t("cancelled"),
    State.NOT_HELD: t("not held"),
}


class Coming(Enum):
    """What somebody says of coming to a meeting."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _COMING[self]


_COMING = {Coming.YES: t("Yes"), Coming.MAYBE: t("Maybe"), Coming.NO: t("No")}


@dataclass(frozen=True, slots=True)
class Series:
    """Meetings that repeat at a wall time. uid and sequence are those of its calendar entry."""

    id: int
    track: str
    title: str
    wall: Wall
    minutes: int
    rule: Rule
    link: str
    uid: str
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting, "M4"; of a series, one of its days.

    starts is in UTC. day: the day of the series that it stands for, whatever it was moved to.
    reminded: the shortest lead time, in minutes, that was said of this start (None: none).
    began and ended are when it really did. chair: who chairs it. chatham: it is under the Chatham
    House Rule. item: the number of the agenda item that is open (0: none). speaking: minutes a
    speaker has (0: as long as it takes).
    """

    number: int
    track: str
    title: str
    wall: Wall
    starts: datetime
    minutes: int
    link: str
    uid: str
    author: int
    state: State = State.PLANNED
    sequence: int = 0
    series: int | None = None
    day: date | None = None
    reason: str = ""
    reminded: int | None = None
    chair: int | None = None
    began: datetime | None = None
    ended: datetime | None = None
    item: int = 0
    opened: datetime | None = None
    off_record: bool = False
    chatham: bool = False
    speaking: int = 0
    summary: str = ""
    approved: datetime | None = None

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.track

    @property
    def reference(self) -> str:
        """What it is called."""
        return f"M{self.number}"

    @property
    def keys(self) -> str:
        """How all keys begin under which something of it is said once."""
        return f"meeting-{self.number}/"

    @property
    def matter(self) -> Matter:
        """What letters about it are about."""
        return Matter(self.reference, self.title)

    @property
    def ends(self) -> datetime:
        """When it is planned to end, or to end after it began late."""
        return (self.began or self.starts) + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Item:
    """A point of an agenda, by its place (from 1). minutes: 0 if none were given."""

    number: int
    title: str
    minutes: int
    by: int
    done: bool = False


@dataclass(frozen=True, slots=True)
class Replies:
    """How many said what of coming."""

    yes: int = 0
    maybe: int = 0
    no: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """Another meeting at the same time, and how many people belong to both tracks."""

    meeting: Meeting
    shared: int
