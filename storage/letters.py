"""What was done because of a letter."""

from datetime import datetime

from sqlalchemy import Connection, insert
from sqlalchemy.dialects.postgresql import insert as insert_or

from storage.tables import LetterRow, ProofRow

_letter = LetterRow.__table__  # type: ignore[attr-defined]

_proof = ProofRow.__table__  # type: ignore[attr-defined]
_USE = insert_or(_proof).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


class SqlLetters:
    """What was done because of a letter."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def prove(self, number: int, now: datetime) -> bool:
        """Use a letter as a proof; False if it was used before."""
        return self._connection.execute(_USE, {"number": number, "at": now}).rowcount > 0

    def note(self, person: int, act: str, verdict: str, now: datetime) -> None:
        """Keep it."""
        new = insert(_letter).values(person=person, act=act, verdict=verdict, at=now)
        self._connection.execute(new)
