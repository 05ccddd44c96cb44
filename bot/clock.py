"""The time the program goes by: this machine's clock, as long as nothing speaks against it.

`bot.program` makes one from the clocks of the machine and hands it to all; adapters tell it what
time their platforms say it is. A clock that leaps ahead would close what is open for good: so what
it says then is doubted until a platform agrees or an operator confirms it.
"""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol, runtime_checkable

LEAP = timedelta(minutes=10)
"""So far ahead of what is known otherwise, a clock is doubted."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the clock is doubted: what this machine says, and what time it should be (in UTC). None:
    it was not compared with any platform yet."""

    says: datetime
    should_be: datetime | None


@runtime_checkable
class Doubtful(Protocol):
    """A clock that knows when it may be wrong."""

    def doubt(self) -> Doubt | None:
        """Why nothing that lasts is to be done now, or None."""
        ...

    def confirm(self) -> None:
        """An operator says that this machine is right."""
        ...

    def not_before(self, moment: datetime) -> None:
        """It has been this time already: what is done now agrees with what is recorded."""
        ...


class SteadyClock:
    """This machine's clock, held against the time that passes and against the platforms."""

    def __init__(
        self,
        wall: Callable[[], datetime],
        elapsed: Callable[[], float],
        *,
        compared: Collection[str] = (),
    ) -> None:
        """wall: the machine's clock, in UTC. elapsed: seconds since any instant, on a clock that
        nobody sets and that counts while the machine sleeps. compared: the platforms that may say
        what time it is; until one has, or all have answered without, nothing that lasts is done."""
        self._wall = wall
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._anchor, self._since = wall(), elapsed()
        self._silent = set(compared)
        """The platforms that did not answer yet, as long as none has said what time it is."""
        self._ahead: dict[str, timedelta] = {}
        """By platform, how far this machine was ahead of it when it was last heard."""
        self._accepted = timedelta()
        self._is_confirmed = self._leapt = False
        self._when_trusted: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        """This instant, in UTC; while the clock is doubted, what it would be without its leap."""
        with self._lock:
            return self._now()

    def doubt(self) -> Doubt | None:
        """Why nothing that lasts is to be done now, or None."""
        with self._lock:
            now, wall = self._now(), self._wall()
            if self._leapt:
                return Doubt(wall, now)
            return Doubt(wall, None) if self._silent else None

    def told(self, platform: str, date: str | None) -> None:
        """A platform answered, and said what time it is in the words of HTTP's Date. None: it did
        not say; a Bot API server of one's own never does."""
        if date is None:
            self._answered(platform)
            return
        try:
            said = parsedate_to_datetime(date)
        except (ValueError, OverflowError):
            return
        said = said if said.tzinfo else said.replace(tzinfo=UTC)
        with self._lock:
            self._now()
            was_doubted = self._leapt or bool(self._silent)
            wall = self._wall()
            if self._is_confirmed:
                self._accepted, self._is_confirmed = wall - said, False
            self._ahead[platform] = wall - said - self._accepted
            self._silent.clear()
            if any(ahead <= LEAP for ahead in self._ahead.values()):
                self._trust(wall)
            else:
                self._leapt = True
                self._anchor, self._since = said, self._elapsed()
            is_trusted = not self._leapt
        if was_doubted and is_trusted:
            self._when_trusted()

    def _answered(self, platform: str) -> None:
        """A platform that does not say the time is not waited for."""
        with self._lock:
            waited = bool(self._silent)
            self._silent.discard(platform)
            is_trusted = not (self._silent or self._leapt)
        if waited and is_trusted:
            self._when_trusted()

    def confirm(self) -> None:
        """An operator says that this machine is right, whatever platforms say."""
        with self._lock:
            self._ahead.clear()
            self._is_confirmed = True
            self._silent.clear()
            self._trust(self._wall())
        self._when_trusted()

    def not_before(self, moment: datetime) -> None:
        """It has been this time already: what is done now agrees with what is recorded."""
        with self._lock:
            if self._now() < moment:
                self._anchor, self._since = moment, self._elapsed()

    def when_trusted(self, call: Callable[[], None]) -> None:
        """Call this when the clock is trusted again, on the thread of who made it so."""
        self._when_trusted = call

    def _trust(self, wall: datetime) -> None:
        self._leapt = False
        self._anchor, self._since = wall, self._elapsed()

    def _now(self) -> datetime:
        wall, elapsed = self._wall(), self._elapsed()
        steady = self._anchor + timedelta(seconds=elapsed - self._since)
        if not self._leapt and wall - steady > LEAP:
            self._leapt = True
            # What platforms said before says nothing of now.
            self._ahead.clear()
        if self._leapt:
            return steady
        # A clock is set right by small steps all the time. Where it was set back, time goes on at
        # half its pace until both agree: nothing happens before what has happened.
        slower = self._anchor + timedelta(seconds=(elapsed - self._since) / 2)
        self._anchor, self._since = max(wall, slower), elapsed
        return self._anchor
