"""A network of its own for a bot, with a cable that can be pulled (Linux namespaces: for root)."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HOST = "10.199.77.1"
_BOT = "10.199.77.2"


def possible() -> bool:
    """Whether this machine lets us make one."""
    if os.geteuid() or shutil.which("ip") is None:
        return False
    made = subprocess.run(["ip", "netns", "add", "it-probe"], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "del", "it-probe"], capture_output=True, check=False)
    return made.returncode == 0


@dataclass
class Cable:
    """The way between the bot's network and ours."""

    name: str

    @property
    def inside(self) -> list[str]:
        """What runs a command behind it."""
        return ["ip", "netns", "exec", self.name]

    def pull(self) -> None:
        """Nothing goes through any more; nobody is told."""
        _ip("link", "set", f"{self.name}-a", "down")

    def plug_in(self) -> None:
        """It works again."""
        _ip("link", "set", f"{self.name}-a", "up")


@contextmanager
def cable(name: str) -> Iterator[Cable]:
    """A network that has only this cable; gone afterwards."""
    _ip("netns", "add", name)
    try:
        _ip("link", "add", f"{name}-a", "type", "veth", "peer", "name", f"{name}-b", "netns", name)
        _ip("addr", "add", f"{HOST}/24", "dev", f"{name}-a")
        _ip("link", "set", f"{name}-a", "up")
        for words in (
            ("addr", "add", f"{_BOT}/24", "dev", f"{name}-b"),
            ("link", "set", f"{name}-b", "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", name, *words)
        yield Cable(name)
    finally:
        _ip("netns", "del", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@dataclass
class Relay:
    """Hands what comes over the cable on to a server of the loopback. The server sees a connection
    that stays, also when the cable is pulled: as behind any router."""

    port: int
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> "Relay":
        self._server = await asyncio.start_server(self._meet, HOST, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.port)
        for one, other in ((reader, inner_writer), (inner_reader, writer)):
            task = asyncio.create_task(_carry(one, other))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    writer.close()
