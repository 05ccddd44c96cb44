"""The urn of a round: secret ballots without their voters. `SqlBallots` keeps it.

A ballot that is changed or taken back loses its choice and its salt at once; what is left of it,
its receipt and the inner hash of its commitment, stays until the record has that it does not count.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from bot.decisions.model import Ballot, Cancelled, Commitment, Decision
from bot.record.verify import commitment, commitment_to, inner
from storage.decision_tables import SecretBallotRow, UncommittedRow
from storage.decisions import in_round, round_of

_ballot = SecretBallotRow.__table__  # type: ignore[attr-defined]
_waiting = UncommittedRow.__table__  # type: ignore[attr-defined]

_IS_CANCELLED = _ballot.c.inner_hash != ""
_ALL = select(_ballot).where(*in_round(_ballot), ~_IS_CANCELLED).order_by(_ballot.c.receipt)
_THIS = (*in_round(_ballot), _ballot.c.receipt_hash == bindparam("hashed"))
_FIND = select(_ballot).where(*_THIS, ~_IS_CANCELLED)
_DROP = delete(_ballot).where(*_THIS)
_CANCEL = update(_ballot).where(*_THIS).values(choice="", salt="", inner_hash=bindparam("left"))
_PUT = insert(_ballot)
_WAIT = insert(_waiting)
_WAITING = (
    select(_ballot)
    .join(
        _waiting,
        (_waiting.c.decision == _ballot.c.decision)
        & (_waiting.c.round == _ballot.c.round)
        & (_waiting.c.receipt_hash == _ballot.c.receipt_hash),
    )
    .where(*in_round(_waiting))
)
_WAIT_NO_MORE = delete(_waiting).where(
    *in_round(_waiting), _waiting.c.receipt_hash.in_(bindparam("hashes", expanding=True))
)
_CANCELLED = (
    select(_ballot)
    .where(
        *in_round(_ballot),
        _IS_CANCELLED,
        _ballot.c.receipt_hash.not_in(select(_waiting.c.receipt_hash).where(*in_round(_waiting))),
    )
    .order_by(_ballot.c.receipt_hash)
)
_FORGET = delete(_ballot).where(
    *in_round(_ballot), _ballot.c.receipt_hash.in_(bindparam("hashes", expanding=True))
)


def receipt_hash(decision: Decision, receipt: str) -> str:
    """The key of a secret ballot."""
    text = f"{decision.id}/{decision.round}/{receipt.strip().upper()}"
    return sha256(text.encode()).hexdigest()


class Urn:
    """The secret ballots."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, decision: Decision, receipt: str) -> RowMapping | None:
        """The ballot of a receipt, if it counts still."""
        values = round_of(decision) | {"hashed": receipt_hash(decision, receipt)}
        return self._connection.execute(_FIND, values).mappings().first()

    def put(self, decision: Decision, ballot: Ballot, *, eligible: bool) -> str:
        """Put a ballot in; its key."""
        here = {"decision": decision.id, "round": decision.round}
        key = here | {"receipt_hash": receipt_hash(decision, ballot.receipt)}
        self._connection.execute(
            _PUT,
            key
            | {
                "receipt": ballot.receipt,
                "choice": ",".join(ballot.choice),
                "eligible": eligible,
                "salt": ballot.salt,
            },
        )
        if ballot.salt:
            self._connection.execute(_WAIT, key)
        return str(key["receipt_hash"])

    def take_out(self, decision: Decision, row: RowMapping) -> None:
        """A ballot does not count any more, and nobody knows any more what it said."""
        values = round_of(decision) | {"hashed": row["receipt_hash"]}
        if row["salt"]:
            left = inner(row["salt"], row["choice"].split(","))
            self._connection.execute(_CANCEL, values | {"left": left})
        else:
            self._connection.execute(_DROP, values)

    def all(self, decision: Decision) -> Iterator[RowMapping]:
        """The ballots that count, by receipt."""
        yield from self._connection.execute(_ALL, round_of(decision)).mappings()

    def uncommitted(self, decision: Decision) -> list[Commitment]:
        """The commitments that are not in the record yet."""
        rows = self._connection.execute(_WAITING, round_of(decision)).mappings()
        return [Commitment(row["receipt_hash"], _commitment(row)) for row in rows]

    def committed(self, decision: Decision, commitments: Sequence[Commitment]) -> None:
        """These are in the record now."""
        hashes = [one.key for one in commitments]
        self._connection.execute(_WAIT_NO_MORE, round_of(decision) | {"hashes": hashes})

    def cancelled(self, decision: Decision) -> list[Cancelled]:
        """What was taken out after its commitment had come into the record."""
        rows = self._connection.execute(_CANCELLED, round_of(decision)).mappings()
        return [
            Cancelled(row["receipt_hash"], _commitment(row), row["receipt"], row["inner_hash"])
            for row in rows
        ]

    def forget_cancelled(self, decision: Decision, cancelled: Sequence[Cancelled]) -> None:
        """The record has what there was to say of these."""
        hashes = [one.key for one in cancelled]
        self._connection.execute(_FORGET, round_of(decision) | {"hashes": hashes})


def _commitment(row: RowMapping) -> str:
    if row["inner_hash"]:
        return commitment_to(row["receipt"], row["inner_hash"])
    return commitment(row["receipt"], row["salt"], row["choice"].split(","))
