"""Persons who are to become one once nothing is in the way."""

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from bot.people.model import WaitingLink
from storage.people import ROWS_OF
from storage.tables import PersonRow, WaitingLinkRow

_link = WaitingLinkRow.__table__  # type: ignore[attr-defined]
_first = PersonRow.__table__.alias("first_person")  # type: ignore[attr-defined]
_second = PersonRow.__table__.alias("second_person")  # type: ignore[attr-defined]

_WAITING = (
    select(_first.c.root.label("first"), _second.c.root.label("second"), _link.c.roles)
    .select_from(_link)
    .join(_first, _first.c.id == _link.c.first)
    .join(_second, _second.c.id == _link.c.second)
    .order_by(_link.c.first, _link.c.second)
)
_KEEP = insert(_link).values(
    first=bindparam("one"), second=bindparam("other"), roles=bindparam("confirmed")
)
_DROP = delete(_link).where(or_(_link.c.first.in_(ROWS_OF), _link.c.second.in_(ROWS_OF)))


class SqlLinks:
    """Links that wait."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, first: int, second: int, roles: str) -> None:
        """Keep that they are to become the first; in place of what waited for either."""
        self.drop(first)
        self.drop(second)
        self._connection.execute(_KEEP, {"one": first, "other": second, "confirmed": roles})

    def waiting(self) -> list[WaitingLink]:
        """All that waits, by the persons as they are linked now."""
        rows = self._connection.execute(_WAITING)
        return [WaitingLink(row.first, row.second, row.roles) for row in rows]

    def drop(self, person: int) -> bool:
        """Forget what waits for a person; False if nothing does."""
        return self._connection.execute(_DROP, {"root": person}).rowcount > 0
