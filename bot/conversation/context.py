"""What a handler may use besides the stores: who speaks, where, when, and a voice.

The hearing makes one for each command. What is told or announced through it reaches the outbox
in the command's own transaction, after the command has done its work.
"""

from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation.message import Message
from bot.conversation.reply import Reply
from bot.settings import Settings


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


@dataclass(frozen=True, slots=True)
class Announced:
    """A message to every room of a track but the one where the command was said."""

    track: str
    reply: Reply


@dataclass(slots=True)
class Context:
    """One command being carried out. now is in UTC."""

    speaker: Speaker
    place: Place
    message: Message
    now: datetime
    settings: Settings
    said: list[Told | Announced] = field(default_factory=list)

    def tell(self, person: int, reply: Reply) -> None:
        """Say something to a person in private, on the account they used last."""
        self.said.append(Told(person, reply))

    def announce(self, track: str, reply: Reply) -> None:
        """Say something in every room of a track, the room of this command left out."""
        self.said.append(Announced(track, reply))
