"""What was done because of a letter, and the questions that wait to be confirmed on a page."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from bot.letters.store import Asked
from storage.tables import ConfirmationRow, LetterRow, OutboxRow, ProofRow

_letter = LetterRow.__table__  # type: ignore[attr-defined]
_proof = ProofRow.__table__  # type: ignore[attr-defined]
_confirmation = ConfirmationRow.__table__  # type: ignore[attr-defined]
_outbox = OutboxRow.__table__  # type: ignore[attr-defined]

_USE = insert_or(_proof).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
_ASKED = select(_confirmation, _proof.c.number.label("proven")).outerjoin(
    _proof, _proof.c.number == _confirmation.c.number
)
_NAMELESS = update(_confirmation).values(name="")


class SqlLetters:
    """What was done because of a letter, and the questions that wait."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def prove(self, number: int, now: datetime) -> bool:
        """Use a letter as a proof; False if it was used before."""
        self._connection.execute(_NAMELESS.where(_confirmation.c.number == number))
        return self._connection.execute(_USE, {"number": number, "at": now}).rowcount > 0

    def note(self, person: int, act: str, verdict: str, now: datetime) -> None:
        """Keep it."""
        new = insert(_letter).values(person=person, act=act, verdict=verdict, at=now)
        self._connection.execute(new)

    def ask(self, token_hash: str, asked: Asked) -> None:
        """Keep a question under the hash of the token in its address."""
        new = insert(_confirmation).values(
            hash=token_hash, number=asked.number, name=asked.name, verdict=asked.verdict,
            until=asked.until,
        )  # fmt: skip
        self._connection.execute(new)

    def asked(self, token_hash: str) -> Asked | None:
        """The question under the hash of a token."""
        row = self._connection.execute(_ASKED.where(_confirmation.c.hash == token_hash)).first()
        if row is None:
            return None
        return Asked(row.number, row.name, row.verdict, row.until, row.proven is not None)

    def forget(self, now: datetime, before: datetime) -> None:
        """Forget the names in questions that are over, and those that were over before a time."""
        named = _confirmation.c.name != ""
        self._connection.execute(_NAMELESS.where(named, _confirmation.c.until <= now))
        self._connection.execute(delete(_confirmation).where(_confirmation.c.until < before))

    def forget_abandoned(self) -> None:
        """Forget the names in questions whose letters are gone."""
        gone = _confirmation.c.number.not_in(select(_outbox.c.id))
        self._connection.execute(_NAMELESS.where(_confirmation.c.name != "", gone))
