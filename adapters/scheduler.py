"""The one alarm clock: APScheduler wakes the program for what time does."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

_BEAT_SECONDS = 60


class AlarmClock:
    """Calls the program's tick at a slow beat. Nothing is kept in it: all due times are in the
    database, so a beat that is missed delays and never loses."""

    def __init__(self, tick: Callable[[], Awaitable[None]]) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            tick,
            "interval",
            seconds=_BEAT_SECONDS,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin to wake; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Wake no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
