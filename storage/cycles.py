"""The year's cycle as it is kept."""

from sqlalchemy import Connection, RowMapping, delete, insert, select

from bot.tracks.cycle.model import Cycle, Milestone
from storage.draft_tables import CycleRow, MilestoneRow

_cycle = CycleRow.__table__  # type: ignore[attr-defined]
_milestone = MilestoneRow.__table__  # type: ignore[attr-defined]


class SqlCycles:
    """The cycles, one a year."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, year: int) -> Cycle | None:
        """The cycle of a year, if its meeting is known."""
        query = select(_cycle).where(_cycle.c.year == year)
        row = self._connection.execute(query).mappings().first()
        return self._read(row) if row else None

    def all(self) -> list[Cycle]:
        """All cycles, by year."""
        rows = self._connection.execute(select(_cycle).order_by(_cycle.c.year)).mappings().all()
        return [self._read(row) for row in rows]

    def keep(self, cycle: Cycle) -> None:
        """Add a cycle, or change the one of this year."""
        self._connection.execute(delete(_milestone).where(_milestone.c.year == cycle.year))
        self._connection.execute(delete(_cycle).where(_cycle.c.year == cycle.year))
        self._connection.execute(
            insert(_cycle).values(
                year=cycle.year,
                begins=cycle.begins,
                ends=cycle.ends,
                told=",".join(sorted(cycle.told)),
            )
        )
        for milestone, day in cycle.by_hand.items():
            self._connection.execute(
                insert(_milestone).values(year=cycle.year, name=milestone.value, day=day)
            )

    def _read(self, row: RowMapping) -> Cycle:
        query = select(_milestone).where(_milestone.c.year == row["year"])
        by_hand = {
            Milestone(one["name"]): one["day"] for one in self._connection.execute(query).mappings()
        }
        told = frozenset(row["told"].split(",")) - {""}
        return Cycle(row["year"], row["begins"], row["ends"], by_hand, told)
