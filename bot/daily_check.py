"""Reads the database through once a day, beside whoever writes, and tells the operators of damage.

`app` calls it at every beat. At a start the store has looked already.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.conversation.errors import NotKept
from bot.conversation.phrases import Typed, t
from bot.conversation.reply import Reply, reply
from bot.pulse import Pulse

_EVERY = timedelta(days=1)
_log = logging.getLogger(__name__)


class DailyCheck:
    """When the database was last read through, and what came of it: it is kept in the pulse."""

    def __init__(
        self,
        is_whole: Callable[[], bool | None],
        pulse: Pulse,
        tell: Callable[[Reply, str], Awaitable[None]],
    ) -> None:
        """is_whole looks, for as long as it takes, on a thread of its own. tell tells the
        operators, once under a key."""
        self._is_whole = is_whole
        self._pulse = pulse
        self._tell = tell
        self._looking: asyncio.Task[None] | None = None

    def look(self, now: datetime) -> None:
        """Look now, if it is time."""
        last = self._pulse.looked_at
        idle = self._looking is None or self._looking.done()
        if idle and (last is None or not timedelta() <= now - last < _EVERY):
            self._pulse.looked_at = now
            self._looking = asyncio.create_task(self._look(now))

    async def finish(self) -> None:
        """Wait until it has looked."""
        if self._looking is not None:
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self, now: datetime) -> None:
        try:
            self._pulse.whole = await asyncio.to_thread(self._is_whole)
            if self._pulse.whole is False:
                _log.error("the database is damaged: restore a backup")
                await self._tell(_damaged(), f"damaged/{now.date()}")
        except NotKept:
            # It is looked at again at the next beat.
            self._pulse.looked_at = None


def _damaged() -> Reply:
    return reply(
        t("The database is damaged. What is kept from now on may be lost."),
        t(
            "Stop me, move the database away and restore the last backup. {command} tells when it "
            "was made.",
            command=Typed("status"),
        ),
    )
