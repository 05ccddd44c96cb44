"""What comes in: the adapters make these values of what a platform tells them."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

MAIL = "mail"
"""The platform of letters: nothing said there can be changed, it comes hours later, and its senders
are only claimed."""
LARGEST_FILE = 20 * 1024 * 1024
"""How many bytes of a file are taken at most, if nothing else is set; Telegram gives no more."""
_LONGEST_FILE_NAME = 120


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


class NotFetched(Enum):
    """Why the content of a file is not there."""

    NOT_ASKED = "not-asked"
    TOO_LARGE = "too-large"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a person sent. size is in bytes, as the platform says.

    content is None unless the message is meant for the bot, the file is small enough and the
    platform gave it; why_not says which. Of a name with a path in it only the last part is kept.
    """

    name: str
    media_type: str
    size: int
    content: bytes | None = field(default=None, repr=False)
    why_not: NotFetched = NotFetched.NOT_ASKED

    def __post_init__(self) -> None:
        name = self.name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
        kept = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(". ")
        if len(kept) > _LONGEST_FILE_NAME:
            # The end says of which kind it is.
            kept = kept[-_LONGEST_FILE_NAME:]
        object.__setattr__(self, "name", kept or "file")


class Unread(Enum):
    """Why a letter has no words that can be read."""

    ONLY_HTML = "only-html"
    TOO_LARGE = "too-large"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sender who is only claimed: anybody can write any name on a letter.

    answers: the outbox numbers of the bot's letters that it answers, the nearest first.
    proof: the number of the one that only the claimed sender was sent and nobody could guess; 0 if
        it answers none. It proves something once.
    direct: it was written to the bot, and not only to a mailing list.
    straight: it answers the bot's letter itself, and not somebody's answer to that.
    quoting: its words with what is quoted above them, "" if nothing is.
    files: whether files came with it, which are not taken.
    verdict: what the operator's own mail server says of the sender ("dkim=pass spf=none"), or "".
    begun: when what it confirms was first written, if it confirms something.
    """

    answers: tuple[int, ...] = ()
    proof: int = 0
    direct: bool = True
    straight: bool = True
    quoting: str = ""
    files: bool = False
    verdict: str = ""
    begun: datetime | None = None
    unread: Unread | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a person said. id is unique on its platform for ever; at is in UTC.

    file is what was sent with it (text is then the caption), or what the message carries that a
    command replies to. claim is there where the sender is only claimed. under: the bot's messages
    below which it was said in a thread, the nearest first: a number answers one of them, talk does
    not. addressed: it was said to the bot by name, which is no part of the text.
    """

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
    under: tuple[str, ...] = ()
    addressed: bool = False
    replies_to: str = ""
    replied_author: PersonRef | None = None
    tap: Tap | None = None
    file: Attached | None = None
    claim: Claim | None = None


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
class Shared:
    """Somebody else was let into a room where the bot spoke with one person alone: what is for that
    person is not said there any more."""

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


@dataclass(frozen=True, slots=True)
class Edited:
    """A person gave something they had said a new text. It is no new command.

    message: the id of what was said, as its Message had it. text: as a Message has it. at: when it
    was edited; an edit that could be read only late may be older than the last one heard.
    In groups Telegram keeps from most bots what is edited into ordinary talk.
    """

    id: str
    room: RoomRef
    message: str
    sender: PersonRef
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Removed:
    """Something said was taken back, by whoever said it or by a moderator.

    message: the id of what was said, or of an edit of it. Telegram tells bots nothing of this.
    """

    id: str
    room: RoomRef
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """A letter to a mailing list came back through the list, from the bot or with an answer to it:
    so the list takes what the bot writes."""

    id: str
    room: RoomRef
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody pressed the button of the page that a letter of the bot's led to. room names the
    platform alone: the token is all that is known of them."""

    id: str
    room: RoomRef
    token: str = field(repr=False)
    at: datetime


Heard = Message | Edited | Removed | Entered | Left | Shared | Moved | Returned | Confirmed
