"""What a handler may use besides the stores: who speaks, where, when, and a voice.

The hearing makes one for each command. What is told or announced through it reaches the outbox
in the command's own transaction, after the command has done its work.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.conversation.message import Message
from bot.conversation.reply import Reply
from bot.pulse import Pulse
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.ports import Tx


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the person behind the account. pseudonym is the one the public record knows."""

    person: int
    pseudonym: str
    name: str
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was said. tracks are the codes of the tracks this room belongs to."""

    private: bool
    language: str
    zone: str
    tracks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A private message to a person, outside their quiet hours."""

    person: int
    reply: Reply
    once: str = ""


@dataclass(frozen=True, slots=True)
class Announced:
    """A message to every room of a track but the one where the command was said."""

    track: str
    reply: Reply
    once: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A board in every room of a track. draw is called once, when all else has been done, however
    often it was asked for; None draws nothing."""

    track: str
    key: str
    draw: "Callable[[Tx], Reply | None]"


@dataclass(slots=True)
class Occasion:
    """Something is done, because somebody said so or because it is time. now is in UTC."""

    now: datetime
    settings: Settings
    said: list[Told | Announced | Drawn] = field(default_factory=list, kw_only=True)

    def tell(self, person: int, reply: Reply, *, once: str = "") -> None:
        """Say something to a person in private, on the account they used last.

        once: a key under which it is never said twice.
        """
        self.said.append(Told(person, reply, once))

    def announce(self, track: str, reply: Reply, *, once: str = "") -> None:
        """Say something in every room of a track, the room of this command left out.

        once: a key under which it is never said twice in a room.
        """
        self.said.append(Announced(track, reply, once))

    def board(self, track: str, key: str, draw: "Callable[[Tx], Reply | None]") -> None:
        """Draw a board anew in every room of a track."""
        self.said.append(Drawn(track, key, draw))


@dataclass(slots=True)
class Context(Occasion):
    """One command being carried out."""

    speaker: Speaker
    place: Place
    message: Message
    pulse: Pulse = field(default_factory=Pulse)
