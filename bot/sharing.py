"""This process among others on the same database: how it stands, and where it listens.

`app` keeps it up and listens through it; the delivery asks it before it sends.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from bot.conversation.errors import CannotStart
from bot.ports import KeepsAFolder, Positions, Standing, Tx, Watch

_log = logging.getLogger(__name__)
Result = TypeVar("Result")

NOBODY = -1
"""The number of a process among several that does not know its own now: it has claimed nothing."""
_BEAT_SECONDS = 2
_PATIENCE_SECONDS = 4
"""Well under a lease: who can't say that it lives stops before others begin."""


class Sharing:
    """How this process stands. Without a watch it is the only one there can be."""

    def __init__(self, watch: Watch | None = None) -> None:
        self._watch = watch
        self._thread = ThreadPoolExecutor(1, "watch")
        self._wanted: set[str] = set()
        self._held: dict[str, int] = {}
        self._changed = asyncio.Condition()
        self.standing: Standing | None = None if watch else Standing()
        """None while the database is not there."""

    def may_send(self, platform: str, *, shared: bool) -> bool:
        """Whether this process may send on a platform; shared: several may at the same time."""
        if self._watch is None:
            return True
        return self.standing is not None and (shared or platform in self._held)

    async def listen(
        self,
        platform: str,
        listen: Callable[[int], Coroutine[Any, Any, None]],
        *,
        together: bool = False,
    ) -> None:
        """Listen on a platform whenever this process is the one to do it, or together with the
        others, until that ends by itself. listen is given the number under which it does."""
        if self._watch is None or together:
            await listen(0)
            return
        self._wanted.add(platform)
        while True:
            number = await self._until_held(platform)
            _log.info("%s is ours to listen on", platform)
            if await self._while_held(platform, number, listen(number)):
                return
            _log.warning("%s may be another process's to listen on now", platform)

    async def stood(self) -> Standing:
        """How this process stands, once it does."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.standing is not None)
        return self.standing or Standing()

    async def run(self) -> None:
        """Say again and again that this process lives; for ever."""
        while self._watch is not None:
            await self._beat(self._watch)
            await asyncio.sleep(_BEAT_SECONDS)

    async def close(self) -> None:
        """Let others take over."""
        if self._watch is not None:
            self._held.clear()
            self.standing = None
            await self._on_thread(self._watch.close)
        self._thread.shutdown(wait=False)

    async def _beat(self, watch: Watch) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                standing = await self._on_thread(watch.beat)
                if self.standing and standing.number != self.standing.number:
                    self._held.clear()
                self.standing = standing
                for platform in self._wanted - set(self._held):
                    if await self._on_thread(lambda name=platform: watch.hold(name)):  # type: ignore[misc]
                        self._held[platform] = standing.number
        except Exception as trouble:
            if self.standing is not None:
                _log.error("the database is not there: %s", type(trouble).__name__)
            self._held.clear()
            self.standing = None
        async with self._changed:
            self._changed.notify_all()

    async def _until_held(self, platform: str) -> int:
        async with self._changed:
            await self._changed.wait_for(lambda: platform in self._held)
        return self._held[platform]

    async def _until_lost(self, platform: str, number: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._held.get(platform) != number)

    async def _while_held(
        self, platform: str, number: int, listening: Coroutine[Any, Any, None]
    ) -> bool:
        """Whether the listening ended by itself; it is cancelled at once when another may."""
        task = asyncio.create_task(listening)
        lost = asyncio.create_task(self._until_lost(platform, number))
        try:
            await asyncio.wait((task, lost), return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
                return True
        finally:
            task.cancel()
            lost.cancel()
            await asyncio.gather(task, lost, return_exceptions=True)
        return False

    async def _on_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def agree(tx: Tx, platform: str, adapter: KeepsAFolder, many: int) -> None:
    """Keep which folder an adapter has. many: how many processes live.

    Raises CannotStart if another one lives, and has another folder.
    """
    where, mine = f"{platform}/folder", adapter.folder_name()
    known = tx.get(Positions).position(where)
    if known == mine:
        return
    if known and many > 1:
        raise CannotStart(
            f"Another process on this database has other files for {platform}: keys of its own. "
            "Give all processes the same INTERSESSION_DATA_DIR, on a shared disk. If this folder "
            "is the right one, stop the others, and start this process first."
        )
    tx.get(Positions).move(where, mine)
