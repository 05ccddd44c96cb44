"""How fast something may happen: the platforms' limits, and a person's commands a minute."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second on average, and so many at once."""

    a_second: float
    at_once: float


@dataclass(slots=True)
class Bucket:
    """A token bucket: full at first, refilled at its rate, emptied by what happens."""

    rate: Rate
    filled: datetime
    tokens: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = self.rate.at_once

    def wait(self, now: datetime) -> timedelta:
        """How long until the next may happen; zero if it may now."""
        return timedelta(seconds=max(0.0, (1 - self._at(now)) / self.rate.a_second))

    def take(self, now: datetime) -> None:
        """One happens."""
        self.tokens = self._at(now) - 1
        self.filled = now

    def _at(self, now: datetime) -> float:
        # A clock that was set back must not take away what was there.
        passed = max(0.0, (now - self.filled).total_seconds())
        return min(self.rate.at_once, self.tokens + passed * self.rate.a_second)
