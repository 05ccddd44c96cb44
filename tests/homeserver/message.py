"""What a person sees in a room: a message with its edits, reactions and files applied."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

UNDECRYPTABLE = "undecryptable"
MALFORMED = "malformed"


@dataclass(frozen=True)
class Reaction:
    """One person's reaction that was not taken back."""

    key: str
    sender: str
    event_id: str


@dataclass(frozen=True)
class File:
    """A file of a message; its content is decrypted, and None if it could not be had."""

    name: str
    content: bytes | None = field(repr=False)
    mimetype: str | None
    problem: str | None = None


@dataclass(frozen=True)
class Message:
    """A message as a person's client shows it."""

    event_id: str
    sender: str
    kind: str
    """The msgtype, or the event's type if it is no `m.room.message`."""
    body: str
    formatted_body: str | None
    mentions: tuple[str, ...]
    mentions_room: bool
    thread: str | None
    in_reply_to: str | None
    edited: bool
    redacted: bool
    encrypted: bool
    problem: str | None
    """UNDECRYPTABLE, MALFORMED, or None."""
    reactions: tuple[Reaction, ...]
    files: tuple[File, ...]
    content: Mapping[str, Any] = field(repr=False)
    """The content as it was last edited, for what has no field of its own here."""

    def reacted(self, key: str) -> tuple[str, ...]:
        """Who reacted with this key."""
        return tuple(reaction.sender for reaction in self.reactions if reaction.key == key)
