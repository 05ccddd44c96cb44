"""Keeps PostgreSQL from telling in which order secret ballots came. SqlTx calls it at a commit.

PostgreSQL keeps rows in the order in which they came, and with each row the transaction that wrote
it: voter and ballot of one vote would find each other. So with every secret vote the rows of its
round are written anew together, sorted by keys that say nothing. SQLite keeps such tables in the
order of their keys to begin with.
"""

from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from storage.postgresql import DIALECT

_MOST = 1000
"""So many rows of a round are written anew with one vote, chosen at random, and its own."""


def _anew(table: str, key: str) -> str:
    return (
        f"WITH gone AS (DELETE FROM {table} WHERE decision = :decision AND round = :round"  # noqa: S608 # nosec # our own names
        f" AND ({key} = ANY(:new) OR {key} IN (SELECT {key} FROM {table}"
        " WHERE decision = :decision AND round = :round ORDER BY random() LIMIT :most))"
        f" RETURNING *) INSERT INTO {table} SELECT * FROM gone ORDER BY {key}"
    )


_BALLOTS = text(_anew("secret_ballot", "receipt_hash"))
_VOTERS = text(_anew("voter", "person"))
_TALLIES = text(
    "WITH gone AS (DELETE FROM tally WHERE decision = :decision AND round = :round RETURNING *)"
    " INSERT INTO tally SELECT * FROM gone ORDER BY choice, eligible"
)


@dataclass(slots=True)
class Mixing:
    """The secret votes of one transaction: receipts' hashes and voters, by decision and round."""

    ballots: dict[tuple[int, int], set[str]] = field(default_factory=dict)
    voters: dict[tuple[int, int], set[int]] = field(default_factory=dict)

    def add(self, decision: int, round_number: int, receipt_hash: str, voter: int) -> None:
        """Somebody has voted secretly."""
        self.ballots.setdefault((decision, round_number), set()).add(receipt_hash)
        self.voters.setdefault((decision, round_number), set()).add(voter)

    def mix(self, connection: Connection) -> None:
        """Write the rows of their rounds anew, where the database keeps their order."""
        if connection.dialect.name != DIALECT:
            return
        for (decision, round_number), hashes in self.ballots.items():
            here = {"decision": decision, "round": round_number}
            voters = list(self.voters[decision, round_number])
            connection.execute(_BALLOTS, {**here, "new": list(hashes), "most": _MOST})
            connection.execute(_VOTERS, {**here, "new": voters, "most": _MOST})
            connection.execute(_TALLIES, here)
