"""One-time codes, as hashes."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.tables import CodeRow, PersonRow

_person = PersonRow.__table__  # type: ignore[attr-defined]
_code = CodeRow.__table__  # type: ignore[attr-defined]


class SqlCodes:
    """One-time codes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, purpose: str, code_hash: str, person: int | None, until: datetime) -> None:
        """Keep the hash of a code; an earlier one for the same purpose and person is void."""
        self._connection.execute(
            delete(_code).where(
                _code.c.purpose == purpose, _code.c.person.is_not_distinct_from(person)
            )
        )
        self._connection.execute(
            insert(_code).values(hash=code_hash, purpose=purpose, person=person, until=until)
        )

    def valid(self, purpose: str, now: datetime) -> list[tuple[str, int | None]]:
        """The hashes that are still good, and for whom (as they are linked now)."""
        rows = self._connection.execute(
            select(_code.c.hash, _person.c.root)
            .outerjoin(_person, _person.c.id == _code.c.person)
            .where(_code.c.purpose == purpose, _code.c.until > now)
        )
        return [(row.hash, row.root) for row in rows]

    def meant(self, code_hash: str, now: datetime) -> tuple[str, int | None] | None:
        """The purpose of a code that is still good, and for whom (as they are linked now)."""
        row = self._connection.execute(
            select(_code.c.purpose, _person.c.root)
            .outerjoin(_person, _person.c.id == _code.c.person)
            .where(_code.c.hash == code_hash, _code.c.until > now)
        ).first()
        return (row.purpose, row.root) if row else None

    def use(self, code_hash: str) -> None:
        """The code was used, and is void."""
        self._connection.execute(delete(_code).where(_code.c.hash == code_hash))
