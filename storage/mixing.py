"""Keeps the database from telling in which order secret ballots came. SqlTx calls it at a commit.

PostgreSQL keeps rows in the order in which they came, and with each row the transaction that wrote
it: voter and ballot of one vote would find each other. SQLite keeps rows in the order of their
keys, but inside a page of the file their bytes lie in the order in which they came. So with every
secret vote the rows of its round are written anew together, sorted by keys that say nothing.

What is left of a page when it gets emptier tells of it too: SQLite overwrites a deleted cell with
zeros, but not the offsets of cells and free blocks in what becomes the gap of the page. Where rows
are taken out with a vote, the whole table is written anew, over a page that was overwritten.
"""

from dataclasses import dataclass, field
from secrets import randbelow
from typing import Any

from sqlalchemy import Connection, text

from bot.decisions.model import Decision
from storage.postgresql import DIALECT

_MOST = 1000
"""So many rows of a round PostgreSQL writes anew with one vote, chosen at random, and its own."""
_WINDOW, _MARGIN = 256, 40
"""So many rows around its own, by their keys, SQLite writes anew with one vote: they fill some
pages. It stands anywhere among them but for the margins, which are more than a page holds."""
_FILLING = 100
"""So many rows are more than a page of SQLite holds, at 64 bytes and more."""
_COLUMNS = {
    "secret_ballot": ("receipt", "choice", "eligible", "salt", "inner_hash"),
    "uncommitted": (),
}
"""What the rows of these tables have besides their keys."""


def _anew(table: str, key: str) -> str:
    return (
        f"WITH gone AS (DELETE FROM {table} WHERE decision = :decision AND round = :round"  # noqa: S608 # nosec # our own names
        f" AND ({key} = ANY(:new) OR {key} IN (SELECT {key} FROM {table}"
        " WHERE decision = :decision AND round = :round ORDER BY random() LIMIT :most))"
        f" RETURNING *) INSERT INTO {table} SELECT * FROM gone ORDER BY {key}"
    )


_BALLOTS = text(_anew("secret_ballot", "receipt_hash"))
_WAITING = text(_anew("uncommitted", "receipt_hash"))
_VOTERS = text(_anew("voter", "person"))
_TALLIES = text(
    "WITH gone AS (DELETE FROM tally WHERE decision = :decision AND round = :round RETURNING *)"
    " INSERT INTO tally SELECT * FROM gone ORDER BY choice, eligible"
)
_LOWEST = (
    "SELECT receipt_hash FROM secret_ballot WHERE decision = ? AND round = ?"
    " AND receipt_hash <= ? ORDER BY receipt_hash DESC LIMIT 1 OFFSET ?"
)


@dataclass(slots=True)
class Mixing:
    """The secret votes of one transaction: receipts' hashes and voters, by decision and round."""

    ballots: dict[tuple[int, int], set[str]] = field(default_factory=dict)
    voters: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    emptier: set[str] = field(default_factory=set)
    """The tables that rows were taken out of."""

    def add(self, decision: Decision, receipt_hash: str, voter: int) -> None:
        """Somebody has voted secretly, or has taken a ballot back."""
        here = decision.id, decision.round
        self.ballots.setdefault(here, set()).add(receipt_hash)
        self.voters.setdefault(here, set()).add(voter)

    def mix(self, connection: Connection) -> bool:
        """Write the rows of their rounds anew; whether there were any."""
        for (decision, round_number), hashes in self.ballots.items():
            if connection.dialect.name == DIALECT:
                self._sort(connection, decision, round_number)
            else:
                _lay_in_order(connection, (decision, round_number), sorted(hashes))
        if self.ballots and connection.dialect.name != DIALECT:
            for table in sorted(self.emptier):
                _write_all_anew(connection, table, next(iter(self.ballots)))
        return bool(self.ballots)

    def _sort(self, connection: Connection, decision: int, round_number: int) -> None:
        here = {"decision": decision, "round": round_number, "most": _MOST}
        new = list(self.ballots[decision, round_number])
        connection.execute(_BALLOTS, {**here, "new": new})
        connection.execute(_WAITING, {**here, "new": new})
        connection.execute(_VOTERS, {**here, "new": list(self.voters[decision, round_number])})
        connection.execute(_TALLIES, {"decision": decision, "round": round_number})


def _lay_in_order(connection: Connection, here: tuple[int, int], new: list[str]) -> None:
    """Of SQLite: the rows around the new ones, and those whose commitment waits."""
    done_to = ""
    for key in new:
        if key > done_to:
            before = _MARGIN + randbelow(_WINDOW - 2 * _MARGIN)
            low = connection.exec_driver_sql(_LOWEST, (*here, key, before)).scalar()
            done_to = _write_anew(connection, "secret_ballot", here, low or "", _WINDOW) or key
    _write_anew(connection, "uncommitted", here, "", -1)


def _write_anew(
    connection: Connection, table: str, here: tuple[int, int], low: str, most: int
) -> str:
    """Write so many rows (-1: all) from a key on anew, in order; the key of the last."""
    which = "decision = ? AND round = ? AND receipt_hash"
    rows: list[Any] = [
        tuple(row)
        for row in connection.exec_driver_sql(
            f"SELECT * FROM {table} WHERE {which} >= ? ORDER BY receipt_hash LIMIT ?",  # noqa: S608 # nosec # our own names
            (*here, low, most),
        )
    ]
    if not rows:
        return ""
    # The third column is the key of both tables.
    first, last = rows[0][2], rows[-1][2]
    connection.exec_driver_sql(
        f"DELETE FROM {table} WHERE {which} BETWEEN ? AND ?",  # noqa: S608 # nosec # our own names
        (*here, first, last),
    )
    places = ", ".join("?" * len(rows[0]))
    connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 # nosec # our own names
    return str(last)


def _write_all_anew(connection: Connection, table: str, here: tuple[int, int]) -> None:
    """Write a table of SQLite anew, in order, over pages of which nothing is left."""
    query = f"SELECT * FROM {table} ORDER BY decision, round, receipt_hash"  # noqa: S608 # nosec # our own names
    rows: list[Any] = [tuple(row) for row in connection.exec_driver_sql(query)]
    empty = f"DELETE FROM {table}"  # noqa: S608 # nosec # our own names
    connection.exec_driver_sql(empty)
    # More than a page holds: SQLite then zeroes the first page of the table and begins it anew.
    filling = [(*here, f"{number:064}") for number in range(_FILLING)]
    columns = "".join(f", {one}" for one in _COLUMNS[table])
    nothing = ", 0" * len(_COLUMNS[table])
    fill = f"INSERT INTO {table} (decision, round, receipt_hash{columns}) VALUES (?, ?, ?{nothing})"  # noqa: S608 # nosec # our own names
    connection.exec_driver_sql(fill, filling)
    connection.exec_driver_sql(empty)
    if rows:
        places = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 # nosec # our own names
