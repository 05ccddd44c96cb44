"""What a handler may use besides the stores: who speaks, where, when, and a voice.

The hearing makes one for each command. What is told or announced through it reaches the outbox
in the command's own transaction, after the command has done its work.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.conversation.message import Message, PersonRef
from bot.conversation.reply import Matter, Reply
from bot.memory import Memory
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
    """A private message to a person, outside their quiet hours unless it is urgent. It is not said
    from the instant on at which it expires. account: on which of theirs, if not on the one they
    used last."""

    person: int
    reply: Reply
    once: str = ""
    expires: datetime | None = None
    urgent: bool = False
    account: PersonRef | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """A message to every room of a track but the one where the command was said. It is not said
    from the instant on at which it expires; what is urgent is said in quiet hours as well. What is
    about no matter is not written to mailing lists."""

    track: str
    reply: Reply
    once: str = ""
    expires: datetime | None = None
    urgent: bool = False
    about: Matter | None = None
    letter: Reply | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A board in every room of a track. draw is called once, when all else has been done, however
    often it was asked for; None draws nothing. Mailing lists get the first drawing of a board that
    is about a matter. head: what its head of the record is found by ("D7/1"), which is taken at the
    first drawing and stays; "" if it bears none."""

    track: str
    key: str
    draw: "Callable[[Tx], Reply | None]"
    about: Matter | None = None
    head: str = ""


@dataclass(slots=True)
class Occasion:
    """Something is done, because somebody said so or because it is time. now is in UTC."""

    now: datetime
    settings: Settings
    said: list[Told | Announced | Drawn] = field(default_factory=list, kw_only=True)
    wakes: list[datetime] = field(default_factory=list, kw_only=True)
    forgotten: list[PersonRef] = field(default_factory=list, kw_only=True)
    """Accounts of whoever was erased: adapters let go of what they keep of them on the disk."""

    def tell(
        self,
        person: int,
        reply: Reply,
        *,
        once: str = "",
        expires: datetime | None = None,
        urgent: bool = False,
        account: PersonRef | None = None,
    ) -> None:
        """Say something to a person in private, on the account they used last or on this one.

        once: a key under which it is never said twice. expires: when it is not worth saying any
        more. urgent: also in the person's quiet hours.
        """
        self.said.append(Told(person, reply, once, expires, urgent, account))

    def announce(
        self,
        track: str,
        reply: Reply,
        *,
        once: str = "",
        expires: datetime | None = None,
        urgent: bool = False,
        about: Matter | None = None,
        letter: Reply | None = None,
    ) -> None:
        """Say something in every room of a track, the room of this command left out.

        once: a key under which it is never said twice in a room. expires: when it is not worth
        saying any more. urgent: also in a room's quiet hours. about: the matter, without which it
        is not written to mailing lists. letter: what they are written in its place.
        """
        said = Announced(track, reply, once, expires, urgent, about, letter)
        self.said.append(said)

    def board(
        self,
        track: str,
        key: str,
        draw: "Callable[[Tx], Reply | None]",
        about: Matter | None = None,
        head: str = "",
    ) -> None:
        """Draw a board anew in every room of a track. about: the matter, without which it is not
        written to mailing lists. head: what its head of the record is found by."""
        self.said.append(Drawn(track, key, draw, about, head))

    def wake(self, at: datetime) -> None:
        """Time has something to do at this instant, and should not be late.

        Only the earliest instant is kept, and only in memory: a chore finds what is due whenever it
        is called, and says each time at which instant it has something to do next.
        """
        self.wakes.append(at)


def next_wake(wakes: Iterable[datetime], now: datetime) -> datetime | None:
    """The earliest instant after now at which time has something to do, or None."""
    return min((at for at in wakes if at > now), default=None)


@dataclass(slots=True)
class Context(Occasion):
    """One command being carried out. memory: what a later command of theirs may need, and no file
    may hold, by a token on a button."""

    speaker: Speaker
    place: Place
    message: Message
    pulse: Pulse = field(default_factory=Pulse)
    memory: Memory[str, object] = field(default_factory=Memory)
