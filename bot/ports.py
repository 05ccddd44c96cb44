"""What the core asks of the world: a clock, a store, and platforms to speak on.

`storage/` and `adapters/` have the implementations; `bot.program` joins them.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar, runtime_checkable

from bot.conversation.message import Heard, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.pace import Rate
from bot.pulse import UnsignedDevice

Port = TypeVar("Port")


class Clock(Protocol):
    """The time, in UTC."""

    def now(self) -> datetime:
        """This instant."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the outbox that a platform has: its number, the platform's id, its version."""

    number: int
    sent_id: str
    version: int = 0
    room: RoomRef | None = None
    """Where it stands, if it was said to a person and the platform has a room for that."""


class Outbox(Protocol):
    """What is to be said, kept until it has been said."""

    def put(self, outgoing: Outgoing, now: datetime, not_before: datetime | None = None) -> int:
        """Keep a message, to be sent now or not before a time; its number, or 0 if its `once`
        key was used before."""
        ...

    def due(self, platform: str, now: datetime, limit: int, by: int = 0) -> list[Outgoing]:
        """The first waiting message of each place whose turn it is, oldest first. by: the number
        of the process that asks, which is given nothing of places that another one writes to."""
        ...

    def claim(self, numbers: Sequence[int], by: int) -> None:
        """These messages are sent by the process of this number, and by no other that lives."""
        ...

    def claimed(self, number: int, by: int) -> bool:
        """Whether a message is claimed by the process of this number, or was sent by it."""
        ...

    def next_due(self, platform: str, now: datetime) -> datetime | None:
        """When more will be due on a platform than is now, or None."""
        ...

    def sent(self, sent: Sequence[Sent], now: datetime) -> None:
        """These were sent. From now on only what its buttons say is kept of each; if there is a
        later version of a board by now, that one waits."""
        ...

    def later(self, number: int, until: datetime, *, counts: bool = True) -> None:
        """It is to be tried again at a time; the place waits with it. counts: as an attempt."""
        ...

    def again(self, numbers: Sequence[int], now: datetime) -> None:
        """These are tried now, if they still wait."""
        ...

    def hurry(self, now: datetime) -> int:
        """The clock was set back: whatever was to be tried again later is tried now; how much."""
        ...

    def given_up(self, number: int) -> None:
        """It can't be sent, now or later."""
        ...

    def answered(self, place: RoomRef | PersonRef, sent_id: str) -> Outgoing | None:
        """The message with this platform id in a place, with its buttons and its question."""
        ...

    def numbered(self, number: int) -> Outgoing | None:
        """The message with this outbox number, with its buttons and its question."""
        ...

    def newest(self, place: RoomRef | PersonRef) -> Outgoing | None:
        """The last message sent to a place, if it has buttons or a question."""
        ...

    def retract(self, once: str, place: RoomRef | PersonRef | None = None) -> None:
        """What waits under a `once` key that begins like this (in a place, or anywhere) is not
        said any more."""
        ...

    def expire(self, now: datetime) -> None:
        """Drop what waits and is not worth saying any more, and letters that can't be answered any
        more."""
        ...

    def moved(self, old: RoomRef, new: RoomRef) -> None:
        """What waits for a room is sent under its new id."""
        ...

    def abandon(self, place: RoomRef | PersonRef) -> None:
        """Forget all that was or will be said in a place."""
        ...

    def forget(self, before: datetime) -> None:
        """Drop what was sent, given up or used as a key before a time."""
        ...

    def waiting(self) -> int:
        """How many messages wait."""
        ...

    def crowded(self, platform: str, most: int) -> bool:
        """Whether more than so many messages wait on a platform."""
        ...

    def oldest(self, now: datetime) -> datetime | None:
        """Since when the first message waits that could have been sent by now, or None."""
        ...


class Seen(Protocol):
    """The ids of what was heard, so that nothing is done twice."""

    def first_time(self, platform: str, message: str, now: datetime) -> bool:
        """Whether this id is new; it is remembered."""
        ...

    def forget(self, before: datetime) -> None:
        """Drop ids older than a time."""
        ...


class Positions(Protocol):
    """How far each platform has been heard."""

    def position(self, platform: str) -> str:
        """The platform's position ("" at first)."""
        ...

    def move(self, platform: str, position: str, by: int = 0) -> None:
        """Remember how far it has been heard, by the process of this number.

        Raises NotOurs if another one listens by now.
        """
        ...


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """A database: kind and version, the version of its tables, its size, who shares it."""

    name: str
    tables: str
    bytes: int
    processes: int


class DatabaseState(Protocol):
    """What there is to tell of the database itself."""

    def facts(self) -> DatabaseFacts:
        """The database as it is now."""
        ...


class Tx(Protocol):
    """One transaction. Leaving it without commit undoes everything."""

    def get(self, port: type[Port]) -> Port:
        """The store of a capability, by the type of its port."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of the transaction that is undone alone if it is left by an exception."""
        ...

    def commit(self) -> None:
        """Make it last."""
        ...


class Store(Protocol):
    """The database. It is spoken to by one thread."""

    @property
    def whole(self) -> bool | None:
        """Whether it was not damaged when it was opened; None if that could not be told."""
        ...

    def begin(self) -> AbstractContextManager[Tx]:
        """Open a transaction that may write."""
        ...

    def tidy(self) -> None:
        """Wipe from the files what was erased, as far as that was not possible at once."""
        ...

    def is_whole(self) -> bool | None:
        """Whether the database is not damaged; None if that can't be told. From any thread: nobody
        who writes waits for it. Raises NotKept if it can't be read now.
        """
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What a process is among those that share its database.

    number: by which its claims are told from those of others; 0 if there can be no other.
    many: how many live, itself included.
    """

    number: int = 0
    many: int = 1


class Watch(Protocol):
    """Who of several processes does what. It is spoken to by a thread of its own."""

    def beat(self) -> Standing:
        """Say that this process lives; how it stands.

        The number is a new one if it was taken for dead: then nothing is held any more. Raises
        NotKept if the database is not there; then nothing is held either.
        """
        ...

    def hold(self, platform: str) -> bool:
        """Whether this process is the one that listens on a platform, if nobody else is."""
        ...

    def close(self) -> None:
        """Let others take over at once."""


class Reader(Protocol):
    """A look at the database, from a thread or a process of its own: it never writes, and whoever
    writes never waits for it."""

    def read(self) -> AbstractContextManager[Tx]:
        """A transaction that sees the database as it was when it began.

        Raises NotKept if the database can't be read now.
        """
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


Hear = Callable[[Sequence[Heard], str], Awaitable[None]]
"""What an adapter calls with what it heard and the platform's position after it.

When it returns, all of it has been done and kept; if it raises, nothing has.
"""


Admits = Callable[[PersonRef], Awaitable[bool]]
"""Whether this account may bring the bot into a room (not asked for a talk of two)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast a platform lets a bot speak: messages a second, and how many at once.

    overall: in all its rooms together; private, room: in one place of each kind. None: no limit.
    shared: whether several processes may speak at once; if not, only the one that listens does.
    together: whether several may listen at once.
    """

    overall: Rate | None = None
    private: Rate | None = None
    room: Rate | None = None
    shared: bool = False
    together: bool = False


class Adapter(Protocol):
    """A translator between a platform and the bot's words. It decides nothing."""

    @property
    def platform(self) -> str:
        """Its name, as it stands in PersonRef and RoomRef."""
        ...

    @property
    def limits(self) -> Limits:
        """How fast the core may send through it."""
        ...

    @property
    def address(self) -> str:
        """Where a person writes to the bot in private, as they would type or tap it."""
        ...

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Listen from a position until stopped."""
        ...

    async def send(self, outgoing: Outgoing) -> str:
        """Send one message; the platform's id of it.

        Raises TryLater, GiveUp or MovedAway; anything else is a defect.
        """
        ...

    async def stop(self) -> None:
        """End run(), and let go of the network."""
        ...


@runtime_checkable
class KnowsDevices(Protocol):
    """An adapter of a platform with devices that can be verified."""

    def unverified_devices(self) -> int:
        """How many devices in the bot's encrypted rooms nobody has verified."""
        ...

    def unsigned_device(self) -> UnsignedDevice | None:
        """The bot's own device, if its account has not signed it."""
        ...


@runtime_checkable
class KeepsWords(Protocol):
    """An adapter that keeps on the disk what people wrote and the bot has not heard yet."""

    def forget(self, account: PersonRef) -> None:
        """Remove what is kept of an account. From any thread; doing it twice does no harm."""
        ...


@runtime_checkable
class OpensRooms(Protocol):
    """An adapter of a platform where a person is written to in a room with an id of its own."""

    def room_with(self, person: PersonRef) -> RoomRef | None:
        """The room where this person was last written to, if that was in this life."""
        ...


@runtime_checkable
class KeepsAFolder(Protocol):
    """An adapter that can't do without what it keeps on the disk: keys of its platform."""

    def folder_name(self) -> str:
        """A name that no other folder has, and this one keeps. Raises CannotStart if nothing can
        be kept there."""
        ...
