"""Concerns about conduct, kept until they are settled."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.people.model import Report
from storage.tables import ReportRow

_report = ReportRow.__table__  # type: ignore[attr-defined]


class SqlReports:
    """Concerns about conduct."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reference: str, person: int, text: str, now: datetime) -> None:
        """Keep a concern."""
        self._connection.execute(
            insert(_report).values(reference=reference, person=person, text=text, at=now)
        )

    def open(self) -> list[Report]:
        """Those not settled, oldest first."""
        rows = self._connection.execute(
            select(_report).where(_report.c.settled_at.is_(None)).order_by(_report.c.at)
        )
        return [Report(row.reference, row.text, row.at) for row in rows]

    def settle(self, reference: str, now: datetime) -> bool:
        """It was dealt with."""
        result = self._connection.execute(
            update(_report)
            .where(_report.c.reference == reference, _report.c.settled_at.is_(None))
            .values(settled_at=now, text="")
        )
        return result.rowcount > 0
