"""The server in a thread of its own, for tests that are not asynchronous themselves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.patience import PATIENCE

from .server import BotApi

Result = TypeVar("Result")


class BotApiThread:
    """Runs a server; everything that touches it goes through `do` or `until`."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="botapi", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._wait(self.api.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._wait(self.api.__aexit__(kind, error, traceback))
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def do(self, act: Callable[[], Result]) -> Result:
        """Run an act of the people, or a look at what is shown, in the server's thread."""

        async def acting() -> Result:
            return act()

        return self._wait(acting())

    def until(self, condition: Callable[[], object], within: float = PATIENCE) -> None:
        self._wait(self.api.until(condition, within))

    def _wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
