"""What the record asks of storage."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from bot.record.model import Entry, Head, Key


class Journal(Protocol):
    """The chain of public acts, written in the transaction of the act."""

    def add(self, act: str, by: str, at: datetime, **data: str | int) -> str:
        """Record an act ("track.created"); the hash of its entry. by and data are pseudonyms and
        codes."""
        ...

    def time(self, now: datetime) -> datetime:
        """The time that an act of now has: never before that of the last entry."""
        ...

    def head(self) -> tuple[int, str]:
        """The number and the hash of the last entry."""
        ...

    def entries(self) -> Iterator[Entry]:
        """All entries, in order."""
        ...

    def between(self, first: int, last: int) -> Iterator[Entry]:
        """The entries from a number to another, both included, in order."""
        ...

    def of(self, what: str) -> Iterator[Entry]:
        """The entries on a decision or a draft ("D7"), or else on a kind of things ("role"), in
        order."""
        ...


class Heads(Protocol):
    """Heads of the journal, which is a Merkle tree as well: taken when somebody asks, never on the
    way of a vote."""

    def begin(self, at: datetime) -> None:
        """See at a start that there is a key and that it is the record's own; record the first one,
        and that a backup was brought back. Raises CannotStart if the key is another one or gone."""
        ...

    def key(self) -> Key | None:
        """The key that heads are signed with, or None if there is none yet."""
        ...

    def change_key(self, how: str, at: datetime) -> Key:
        """Record that a new key is in force: how is "rotated" (the old one signs it), "lost" or
        "stolen". Raises CannotStart if there is none yet, or the old one can't sign."""
        ...

    def take(self, at: datetime, about: str = "") -> Head | None:
        """The head over all entries, kept because it is said; None of an empty journal. about: what
        it can be found by afterwards ("D7/1")."""
        ...

    def keep(self, at: datetime) -> None:
        """Keep the head over all entries for the pages, in place of the last that was not said."""
        ...

    def last(self) -> Head | None:
        """The newest head that is kept."""
        ...

    def of_size(self, size: int) -> Head | None:
        """The head over so many entries, if it is kept."""
        ...

    def about(self, what: str) -> Head | None:
        """The head that was taken for this ("D7/1")."""
        ...

    def said(self, most: int) -> list[Head]:
        """The last heads that were said, newest first."""
        ...

    def consistency(self, old: int, size: int) -> list[bytes]:
        """The proof that the first entries of a head are those of an older one."""
        ...

    def inclusion(self, number: int, size: int) -> list[bytes]:
        """The proof that the entry of this number (from 1) is under a head."""
        ...

    def told(self, room: str, size: int, at: datetime) -> None:
        """Remember that a room (by its pseudonym) has a head over so many entries."""
        ...

    def last_told(self, room: str) -> tuple[int, datetime] | None:
        """Over how many entries the last head was that a room has, and since when."""
        ...

    def untold(self, before: datetime) -> bool:
        """Whether a room of a track has had no head since before this instant, though entries came
        since its last."""
        ...
