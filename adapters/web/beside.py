"""The pages in a process of their own beside the bot, so that reading never delays a vote.

Python runs one thread at a time: readers in the bot's own process would make its commands wait.
Where processors are few, theirs is the lower priority. The process ends with the bot, however that
ends: it listens to a pipe that the bot holds.
"""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

_log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_SECONDS_TO_STOP = 5
_NICE = 10
"""How much its priority is lower than the bot's: on one processor, about a tenth of the time."""
CANNOT_START = 2
"""What the process ends with when it would be no use to start it again."""


class PagesBeside:
    """Keeps the process of the pages alive while the bot runs."""

    def __init__(self, listen: str, command: Sequence[str] = ()) -> None:
        """listen: where the pages are shown. command: what is run, if not this program's own."""
        self._listen = listen
        self._command = tuple(command) or (
            sys.executable, "-m", "bot", "serve", "--until-end-of-input",
        )  # fmt: skip
        self._keeping: asyncio.Task[None] | None = None
        self._process: Process | None = None

    def start(self) -> None:
        """Begin to show them."""
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Show them no longer."""
        if self._keeping:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(_SECONDS_TO_STOP):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _keep(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            environment = {**os.environ, "INTERSESSION_WEB_LISTEN": self._listen}
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=DEVNULL, env=environment
            )
            _give_way(self._process.pid)
            code = await self._process.wait()
            if code == CANNOT_START:
                # It has said why itself.
                return
            _log.error("the pages ended with %d, and are started again in %.0f s", code, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


def _give_way(pid: int) -> None:
    # It may have ended already, and what it ended with tells more.
    with suppress(ProcessLookupError):
        os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, 0) + _NICE)
