"""The bot as a child process of the tests: started, killed, asked to end, and its log read."""

import asyncio
import os
import re
import shutil
import signal
import sys
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from storage.signing import HEAD_KEY
from tests.kill.nursery import Life, Nursery, shared
from tests.patience import PATIENCE

_ROOT = Path(__file__).parents[2]
_LOG_LINES_SHOWN = 40


class BotProcess:
    """One bot on one data folder, alive or not. Leaving the `with` block ends it for good."""

    def __init__(
        self, folder: Path, settings: Mapping[str, str], inside: Sequence[str] = ()
    ) -> None:
        """folder is its data folder; settings are named as in the environment, less the prefix.
        inside: a command that runs another one, for instance in a network of its own."""
        self._nursery = Nursery(inside) if inside else None
        """One of its own; None: it is born where most are."""
        self.folder = folder
        self.log: list[str] = []
        """What it wrote in all its lives."""
        self._begun = 0
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith("INTERSESSION_")
        }
        given = {
            "DATA_DIR": str(folder / "data"),
            "COMMANDS_PER_MINUTE": "100000",
            "ROOM_COMMANDS_PER_MINUTE": "100000",
            **settings,
        }
        self._environment = {
            **kept,
            "PYTHONPATH": str(_ROOT),
            **{f"INTERSESSION_{key}": value for key, value in given.items()},
        }
        self._life: Life | None = None
        self._next: Life | None = None
        self._reading: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.kill()
        if self._next is not None:
            await self._gone_unborn(self._next)
        if self._nursery is not None:
            self._nursery.end()
        if problem is not None:
            sys.stderr.write("\n".join(["The bot logged:", *self.log[-_LOG_LINES_SHOWN:], ""]))

    def shoot(self) -> None:
        """End it as a power cut would, this very moment; `died` waits for it."""
        assert self._life is not None, "it does not live"
        self._life.signal(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._life is not None, "it does not live"
        return self._life.pid

    @property
    def database(self) -> Path:
        """Its database, if it has one of its own."""
        return self.folder / "data" / "intersession.sqlite"

    @property
    def address(self) -> str:
        """The address of its database, whichever that is."""
        return self._environment.get("INTERSESSION_DATABASE_URL", f"sqlite:///{self.database}")

    @property
    def memory(self) -> float:
        """How much memory it has now, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    @property
    def errors(self) -> list[str]:
        """What the program logged as a defect, or as worse than trouble of the network."""
        ours = r'"level": "(error|critical)", "logger": "(intersession|bot|adapters|storage)\b'
        wrong = re.compile(f"{ours}|Traceback")
        return [line for line in self.log if wrong.search(line)]

    async def start(self, die_at: str = "") -> None:
        """A new life, which may be told at which point it ends (see points.py)."""
        assert self._life is None, "it lives already"
        life, self._next = self._next or await self._loaded(), None
        life.tell(f"{die_at}\n")
        self._begun = len(self.log)
        self._life, self._reading = life, asyncio.create_task(self._read(life))

    def take_the_key_of(self, other: Self) -> None:
        """Copy the key that heads of the record are signed with, as an operator does for another
        instance on the same database."""
        for folder in (self.folder, self.folder / "data"):
            folder.mkdir(exist_ok=True, mode=0o700)
        shutil.copy(other.folder / "data" / HEAD_KEY, self.folder / "data" / HEAD_KEY)

    async def load_the_next(self) -> None:
        """Load the process of the next life while this one lives, so that it starts at once."""
        self._next = self._next or await self._loaded()

    async def kill(self) -> None:
        """End it as a power cut would, if it lives."""
        if self._life is not None:
            self._life.signal(signal.SIGKILL)
            await self._gone(self._life)

    def ask_to_end(self) -> None:
        """Ask it to end, as a service manager does."""
        assert self._life is not None, "it does not live"
        self._life.signal(signal.SIGTERM)

    async def ended(self, within: float = PATIENCE) -> int:
        """Wait until it ended by itself; its exit code."""
        assert self._life is not None, "it does not live"
        try:
            async with asyncio.timeout(within):
                return await self._gone(self._life)
        except TimeoutError:
            raise AssertionError(f"it lives after {within} s") from None

    async def asked_to_end(self, within: float = PATIENCE) -> int:
        """Ask it to end, and wait until it did; its exit code."""
        self.ask_to_end()
        return await self.ended(within)

    async def left_alone(self) -> int:
        """What becomes of it when the tests are gone; its exit code."""
        assert self._life is not None, "it does not live"
        self._life.leave()
        return await self.ended()

    async def died(self, within: float = PATIENCE) -> None:
        """Wait until it died at the point it was told."""
        code = await self.ended(within)
        assert code == -signal.SIGKILL, f"it ended with {code}"

    async def lives_until(self, work: Coroutine[Any, Any, object]) -> None:
        """Wait for something that happens while it lives."""
        assert self._life is not None, "it does not live"
        ended = asyncio.create_task(self._life.ended())
        working = asyncio.create_task(work)
        try:
            await asyncio.wait((ended, working), return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise AssertionError(f"it ended with {ended.result()}")
            working.result()
        finally:
            ended.cancel()
            working.cancel()
            await asyncio.gather(ended, working, return_exceptions=True)

    async def until_logged(self, words: str, within: float = PATIENCE) -> None:
        """Wait until it wrote these words in this life."""

        async def logged() -> None:
            async with asyncio.timeout(within):
                while not any(words in line for line in self.log[self._begun :]):
                    await self._news.wait()

        await self.lives_until(logged())

    async def _loaded(self) -> Life:
        # Not the tests' folder: a file .env that is there is none of ours.
        return await (self._nursery or shared()).life(self._environment, self.folder)

    async def _gone(self, life: Life) -> int:
        """Wait for its end and the end of its log."""
        code = await life.ended()
        if self._reading is not None:
            await self._reading
        life.leave()
        self._life = self._reading = None
        return code

    async def _gone_unborn(self, life: Life) -> None:
        life.signal(signal.SIGKILL)
        await life.ended()
        life.leave()

    async def _read(self, life: Life) -> None:
        while line := await life.log.readline():
            self.log.append(line.decode(errors="replace").rstrip())
            self._news.set()
            self._news = asyncio.Event()
