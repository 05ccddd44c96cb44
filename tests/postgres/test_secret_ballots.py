"""What PostgreSQL's tables tell of secret ballots: not who cast which, nor in which order."""

from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import text

from bot.decisions.life import open_round
from bot.decisions.model import Ballot, Decision, Kind, Secrecy, Terms, Voter
from bot.decisions.store import Ballots, Decisions
from bot.people.model import Account
from bot.people.store import People
from bot.ports import Tx
from bot.tracks.model import Part
from bot.tracks.store import Memberships
from bot.transactions import in_one
from storage import mixing
from storage.store import SqlStore
from tests.postgres.fixtures import NewDatabase
from tests.support import BEGINNING, fill
from tests.support import Voice as Somebody

_TABLES = {
    "secret_ballot": "receipt_hash",
    "uncommitted": "receipt_hash",
    "voter": "person",
    "tally": "choice, eligible",
}


@pytest.fixture
def store(new_database: NewDatabase) -> Iterator[SqlStore]:
    opened = SqlStore(new_database())
    yield fill(opened)
    opened.close()


def _begin(tx: Tx) -> tuple[Decision, list[Voter]]:
    people, voters = tx.get(People), []
    for number in range(20):
        voice = Somebody("telegram", str(number), f"Person {number}")
        known = people.meet(Account(voice.ref, voice.name, "", voice.private), "", BEGINNING)
        tx.get(Memberships).join(known.id, "irpc", Part.PARTICIPANT)
        voters.append(Voter(known.id, known.id, known.pseudonym, True))
    terms = Terms(Kind.CHOICE, "Where?", ("Here", "There"), secrecy=Secrecy.SECRET)
    draft = tx.get(Decisions).draft("irpc", voters[0].person, terms)
    return open_round(tx, draft, voters[0].pseudonym, BEGINNING), voters


def _vote(store: SqlStore, decision: Decision, voter: Voter, receipt: str, choice: str) -> None:
    def vote(tx: Tx) -> None:
        with tx.savepoint():
            ballot = Ballot((choice,), True, receipt, salt="5a" * 16)
            assert tx.get(Ballots).cast_secretly(decision, voter, ballot, "")

    in_one(store, vote)


def _written(store: SqlStore, table: str) -> list[tuple[str, object]]:
    """By which transaction each row of a table was written, in the order of the file."""
    with store.engine.connect() as connection:
        found = connection.execute(
            text(f"SELECT xmin::text AS writer, {_TABLES[table]} FROM {table} ORDER BY ctid")
        )
        return [(row.writer, tuple(row)[1:]) for row in found]


def test_rows_lie_in_the_order_of_their_keys_and_are_of_one_transaction(store: SqlStore) -> None:
    decision, voters = in_one(store, _begin)
    Random(7).shuffle(voters)
    for number, voter in enumerate(voters):
        _vote(store, decision, voter, f"AAAA-{number:04}", "12"[number % 2])
    writers = set()
    for table in _TABLES:
        rows = _written(store, table)
        assert len(rows) >= (1 if table == "tally" else 20)
        keys = [key for _, key in rows]
        assert keys == sorted(keys), table  # type: ignore[type-var]
        writers |= {writer for writer, _ in rows}
    assert len(writers) == 1
    with store.begin() as tx:
        assert tx.get(Ballots).tally(decision).people == 20
        assert len(tx.get(Ballots).all(decision)) == 20


def test_a_vote_among_very_many_is_hidden_among_as_many_as_are_written(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision, voters = in_one(store, _begin)
    for number, voter in enumerate(voters[:-1]):
        _vote(store, decision, voter, f"AAAA-{number:04}", "1")
    monkeypatch.setattr(mixing, "_MOST", 5)
    _vote(store, decision, voters[-1], "BBBB-0001", "1")
    for table, own in (("secret_ballot", None), ("voter", (voters[-1].member,))):
        newest = max(int(writer) for writer, _ in _written(store, table))
        together = [key for writer, key in _written(store, table) if int(writer) == newest]
        assert len(together) >= 5, table
        assert own is None or own in together
