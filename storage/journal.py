"""The chain of public acts."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from bot.record.model import Entry
from bot.record.rules import about, entry
from bot.record.verify import BEGUN, FIRST, IN_FORCE, INSTALLATION, instant
from storage.tables import JournalRow

_journal = JournalRow.__table__  # type: ignore[attr-defined]
_LAST = select(_journal).order_by(_journal.c.number.desc()).limit(1)
_ADD = insert(_journal)
_ALL = select(_journal.c.number, _journal.c.text, _journal.c.hash).order_by(_journal.c.number)
_BETWEEN = _ALL.where(_journal.c.number.between(bindparam("first"), bindparam("last")))
_OF = _ALL.where(_journal.c.about == bindparam("of"))


class SqlJournal:
    """The journal, written in the transaction of each act."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: Entry | None = None

    def time(self, now: datetime) -> datetime:
        """The time that an act of now has: never before that of the last entry."""
        last = self._newest()
        return max(now, instant(json.loads(last.text)["at"])) if last else now

    def forget(self) -> None:
        """A part of the transaction was undone: what was read and added may be no more."""
        self._last = None

    def _newest(self) -> Entry | None:
        """The last entry. It is read once: nobody else adds one while a transaction writes."""
        if self._last is None:
            row = self._connection.execute(_LAST).first()
            self._last = Entry(row.number, row.text, row.hash) if row else None
        return self._last

    def add(self, act: str, by: str, at: datetime, **data: str | int) -> str:
        """Record an act; the hash of its entry. Its time is never before that of the last one. An
        empty journal begins with the formats that are in force."""
        last = self._newest()
        if last is None:
            first = entry(1, FIRST, at, BEGUN, INSTALLATION, IN_FORCE)
            return self._write(first, BEGUN, IN_FORCE) and self.add(act, by, at, **data)
        new = entry(last.number + 1, last.hash, self.time(at), act, by, data)
        return self._write(new, act, data)

    def _write(self, new: Entry, act: str, data: Mapping[str, str | int]) -> str:
        self._connection.execute(
            _ADD,
            {"number": new.number, "text": new.text, "hash": new.hash, "about": about(act, data)},
        )
        self._last = new
        return new.hash

    def head(self) -> tuple[int, str]:
        """The number and the hash of the last entry."""
        last = self._newest()
        return (last.number, last.hash) if last else (0, FIRST)

    def entries(self) -> Iterator[Entry]:
        """All entries, in order."""
        for row in self._connection.execute(_ALL):
            yield Entry(row.number, row.text, row.hash)

    def between(self, first: int, last: int) -> Iterator[Entry]:
        """The entries from a number to another, both included, in order."""
        for row in self._connection.execute(_BETWEEN, {"first": first, "last": last}):
            yield Entry(row.number, row.text, row.hash)

    def of(self, what: str) -> Iterator[Entry]:
        """The entries on a decision or a draft ("D7"), or else on a kind of things ("role")."""
        for row in self._connection.execute(_OF, {"of": what}):
            yield Entry(row.number, row.text, row.hash)
