"""What comes in: the adapters make these values of what a platform tells them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonRef:
    """An account of a person on one platform."""

    platform: str
    id: str


@dataclass(frozen=True, slots=True)
class RoomRef:
    """A place to speak in. A Telegram forum topic is a place of its own; elsewhere topic is ""."""

    platform: str
    id: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class RoomNames:
    """How a room calls itself, and its public address if it has one."""

    title: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """A choice that was tapped: the message of the bot it stood under, and its place there.

    outgoing is the outbox number where the platform can carry it, else 0; choice counts from 0.
    """

    sent: str
    choice: int
    outgoing: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a person said. id is unique on its platform for ever; at is in UTC."""

    id: str
    room: RoomRef
    sender: PersonRef
    name: str
    text: str
    private: bool
    at: datetime
    handle: str = ""
    language: str = ""
    names: RoomNames = RoomNames()
    thread: str = ""
    replies_to: str = ""
    replied_author: PersonRef | None = None
    tap: Tap | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """The bot was let into a room (or back into it)."""

    id: str
    room: RoomRef
    names: RoomNames
    at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """The bot was removed from a room, or may no longer speak there."""

    id: str
    room: RoomRef
    at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """A room goes on under another id (Telegram migration, Matrix room upgrade)."""

    id: str
    old: RoomRef
    new: RoomRef
    at: datetime


Heard = Message | Entered | Left | Moved
