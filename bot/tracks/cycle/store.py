"""What the year's cycle asks of storage."""

from typing import Protocol

from bot.tracks.cycle.model import Cycle


class Cycles(Protocol):
    """The cycles, one a year."""

    def of(self, year: int) -> Cycle | None:
        """The cycle of a year, if its meeting is known."""
        ...

    def all(self) -> list[Cycle]:
        """All cycles, by year."""
        ...

    def keep(self, cycle: Cycle) -> None:
        """Add a cycle, or change the one of this year."""
        ...
