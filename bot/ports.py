"""What the core asks of the world: a clock, a store, and platforms to speak on.

`storage/` and `adapters/` have the implementations; `bot.__main__` joins them.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.conversation.message import Heard, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.pace import Rate

Port = TypeVar("Port")


class Clock(Protocol):
    """The time, in UTC."""

    def now(self) -> datetime:
        """This instant."""
        ...


class Outbox(Protocol):
    """What is to be said, kept until it has been said."""

    def put(self, outgoing: Outgoing, now: datetime, not_before: datetime | None = None) -> int:
        """Keep a message, to be sent now or not before a time; its number, or 0 if its `once`
        key was used before."""
        ...

    def due(self, platform: str, now: datetime, limit: int) -> list[Outgoing]:
        """The first waiting message of each place whose turn it is, oldest first."""
        ...

    def next_due(self, platform: str, now: datetime) -> datetime | None:
        """When more will be due on a platform than is now, or None."""
        ...

    def sent(self, number: int, sent_id: str, now: datetime, version: int = 0) -> None:
        """This version was sent. From now on only what its buttons say is kept of it; if there is
        a later version of a board by now, that one waits."""
        ...

    def later(self, number: int, until: datetime) -> None:
        """It is to be tried again at a time; the place waits with it."""
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

    def retract(self, once: str) -> None:
        """What waits under a `once` key that begins like this is not said any more."""
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

    def move(self, platform: str, position: str) -> None:
        """Remember how far it has been heard."""
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

    def begin(self) -> AbstractContextManager[Tx]:
        """Open a transaction that may write."""
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
    """

    overall: Rate | None = None
    private: Rate | None = None
    room: Rate | None = None


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
