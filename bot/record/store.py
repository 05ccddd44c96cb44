"""What the record asks of storage."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from bot.record.model import Entry


class Journal(Protocol):
    """The chain of public acts, written in the transaction of the act."""

    def add(self, act: str, by: str, at: datetime, **data: str | int) -> str:
        """Record an act ("track.created"); the hash of its entry. by and data are pseudonyms and
        codes."""
        ...

    def head(self) -> tuple[int, str]:
        """The number and the hash of the last entry."""
        ...

    def entries(self) -> Iterator[Entry]:
        """All entries, in order."""
        ...

    def of(self, what: str) -> Iterator[Entry]:
        """The entries on a decision or a draft ("D7"), or else on a kind of things ("role"), in
        order."""
        ...
