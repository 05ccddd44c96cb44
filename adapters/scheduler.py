"""The one alarm clock: APScheduler wakes the program for what time does."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.ports import Clock

_BEAT_SECONDS = 60
_JOB = "tick"
_TOGETHER = timedelta(seconds=1)
"""So little apart, the program's clock is this machine's."""


class AlarmClock:
    """Calls the program's tick at the start, at a slow beat, and at the instants it asks for.

    Nothing is kept in it: all due times are in the database, so a ring that is missed delays and
    never loses.
    """

    def __init__(self, clock: Clock, tick: Callable[[], Awaitable[datetime | None]]) -> None:
        """tick gives the next instant at which it has something to do, or None."""
        self._clock = clock
        self._tick = tick
        self._idle = asyncio.Event()
        self._idle.set()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        # Not before the tick is done: a ring while it works would be dropped.
        self._scheduler.add_listener(self._done, EVENT_JOB_EXECUTED)

    def start(self) -> None:
        """Begin to wake, at once for what became due meanwhile; needs a running event loop."""
        self._scheduler.add_job(
            self._ring,
            "interval",
            seconds=_BEAT_SECONDS,
            id=_JOB,
            next_run_time=self._clock.now(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def wake(self, at: datetime) -> None:
        """Wake at this instant, unless there is a beat before it."""
        # The scheduler goes by this machine's clock, and while that is doubted the program's is
        # behind it: an instant ahead would be long past for it, and it would ring without end.
        behind = datetime.now(UTC) - self._clock.now()  # noqa: TID251
        at = at + behind if behind > _TOGETHER else at
        job = self._scheduler.get_job(_JOB)
        if job and at < job.next_run_time:
            job.modify(next_run_time=at)

    async def stop(self) -> None:
        """Wake no more. What is being done is done to its end."""
        if self._scheduler.running:
            self._scheduler.pause()
            # A ring that was due just now begins here.
            await asyncio.sleep(0)
            await self._idle.wait()
            self._scheduler.shutdown(wait=False)

    async def _ring(self) -> datetime | None:
        self._idle.clear()
        try:
            return await self._tick()
        finally:
            self._idle.set()

    def _done(self, event: Any) -> None:
        if event.retval:
            self.wake(event.retval)
