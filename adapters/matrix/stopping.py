"""How the adapter is stopped: what waits for the network gives way at once."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked for it
    """The adapter was asked to stop while it waited."""


class Stopping:
    """Whether somebody asked to stop."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()

    @property
    def asked(self) -> bool:
        """Whether it was asked."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Ask for it."""
        self._asked.set()

    async def pause(self, seconds: float) -> None:
        """Wait so long. Raises Stopped as soon as it is asked to stop."""
        try:
            async with asyncio.timeout(seconds):
                await self._asked.wait()
        except TimeoutError:
            return
        raise Stopped

    async def unless(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do the work and return what it gives. Raises Stopped, and drops the work, if asked."""
        task = asyncio.create_task(work)
        asked = asyncio.create_task(self._asked.wait())
        try:
            await asyncio.wait((task, asked), return_when=asyncio.FIRST_COMPLETED)
            if not self.asked:
                return task.result()
            raise Stopped
        finally:
            task.cancel()
            asked.cancel()
            await asyncio.gather(task, asked, return_exceptions=True)
