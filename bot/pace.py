"""How fast something may happen: the platforms' limits, and a person's commands a minute."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second on average, and so many at once."""

    a_second: float
    at_once: float

    def divided(self, by: int) -> "Rate":
        """The part of it that each of several has."""
        return Rate(self.a_second / by, max(1, self.at_once / by))


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
        # A clock that was set back must not take away what was there, nor stop the refilling until
        # it has come as far again.
        self.filled = min(self.filled, now)
        passed = max(0.0, (now - self.filled).total_seconds())
        return min(self.rate.at_once, self.tokens + passed * self.rate.a_second)


class Turns:
    """How many commands each account may still say. What a batch took is given back, unless the
    batch is kept: it will be heard again."""

    def __init__(self, a_minute: int) -> None:
        self._rate = Rate(a_minute / 60, a_minute)
        self._buckets: dict[object, Bucket] = {}
        self._warned: set[object] = set()
        self._before: dict[object, tuple[Bucket | None, bool]] = {}

    def begin(self) -> None:
        """A batch begins; what the last one took is given back, if it was not kept."""
        for who, (bucket, warned) in self._before.items():
            if bucket is None:
                self._buckets.pop(who, None)
            else:
                self._buckets[who] = bucket
            (self._warned.add if warned else self._warned.discard)(who)
        self._before.clear()

    def keep(self) -> None:
        """The batch is kept."""
        self._before.clear()
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.clear()

    def take(self, who: object, now: datetime) -> bool:
        """Whether an account may say one more command, or is to be told that it was too many."""
        bucket = self._buckets.get(who)
        if who not in self._before:
            self._before[who] = (copy(bucket) if bucket else None, who in self._warned)
        bucket = self._buckets.setdefault(who, bucket or Bucket(self._rate, now))
        if bucket.wait(now):
            if who in self._warned:
                return False
            self._warned.add(who)
            return True
        self._warned.discard(who)
        bucket.take(now)
        return True

    def used_up(self, who: object, now: datetime) -> bool:
        """Whether an account said too many, was told so, and still has to wait."""
        bucket = self._buckets.get(who)
        return bucket is not None and who in self._warned and bool(bucket.wait(now))

    def too_many(self, who: object) -> bool:
        """Whether the last command of an account was the first one too many."""
        return who in self._warned
