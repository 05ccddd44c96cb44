"""Pages a second, and how long a vote takes at worst while readers read: reading delays no vote."""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle, islice
from math import inf
from multiprocessing import Process, Value
from pathlib import Path
from statistics import mean, median, quantiles
from time import perf_counter, sleep
from typing import TYPE_CHECKING

import httpx

from adapters.web.answers import Answers
from adapters.web.beside import PagesBeside
from bot.settings import Settings
from storage.reading import SqlReader
from tests.bench.figure import Figure
from tests.bench.town import Still, Town

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

_VOTED = 9_000
_PATHS = ("/", "/d/1", "/decisions", "/t/bpf-cybersecurity", "/calendar", "/d/1.json")
_DRAWN = 60
_TURNS, _VOTES, _A_SECOND = 5, 300, 50
_READERS = 4
_BUSY = 0.04
"""Seconds between two pages of a reader: a busy day, some seventy pages a second in all."""
_PAUSES = (_BUSY, 0.0, inf)
_GLANCE = 0.05
"""Seconds after which a reader that may not read looks again."""


async def measure_pages() -> AsyncIterator[Figure]:
    """Pages drawn a second, over pages that are given again; pages that readers get a second while
    people vote, over the same while nobody does; how long a vote takes with a busy day's readers,
    and with as many as there can be, over the same without."""
    with tempfile.TemporaryDirectory() as name:
        address = f"sqlite:///{Path(name) / 'town.sqlite'}"
        town = Town(address, _VOTED + len(_PAUSES) * _TURNS * _VOTES)
        town.fill(1, _VOTED)
        yield _drawn(address)
        async with _readers(address) as readers:
            for figure in await asyncio.to_thread(_votes_and_pages, town, readers):
                yield figure
        town.store.close()


def _drawn(address: str) -> Figure:
    """Pages a second that are drawn anew each time, over those that were just drawn."""
    reader = SqlReader(address)
    answers = Answers(reader, Still(), Settings(), "http://127.0.0.1/")

    def rate(*, anew: bool) -> float:
        begun = perf_counter()
        for number in range(_DRAWN):
            if anew:
                answers.forget()
            answers.answer(_PATHS[number % len(_PATHS)], {}, "en")
        return _DRAWN / (perf_counter() - begun)

    drawn, again = rate(anew=True), rate(anew=False)
    reader.close()
    return Figure("pages.drawn", drawn, again, "pages a second, over those given again")


class _Readers:
    """Readers in a process of their own. They stand for other machines, and so have the least
    priority on this one."""

    def __init__(self, site: str) -> None:
        self._got = Value("Q", 0)
        self._pause = Value("d", inf)
        self._process = Process(target=_read, args=(site, self._pause, self._got), daemon=True)

    def start(self) -> None:
        """Be there, and wait to be let."""
        self._process.start()

    @contextmanager
    def reading(self, pause: float) -> Iterator[list[float]]:
        """Let them read, each pausing so many seconds between two pages; at the end, how many
        pages they got a second."""
        a_second: list[float] = []
        before, begun = self._got.value, perf_counter()
        self._pause.value = pause
        yield a_second
        self._pause.value = inf
        if not self._process.is_alive():
            raise AssertionError("the readers are gone: what is measured is not what is done")
        a_second.append((self._got.value - before) / (perf_counter() - begun))

    def stop(self) -> None:
        """Read no more."""
        self._process.kill()
        self._process.join()


def _votes_and_pages(town: Town, readers: _Readers) -> list[Figure]:
    """Votes with readers and without, in turn: neither has only the disk's better minutes."""
    people = iter(range(_VOTED + 1, _VOTED + len(_PAUSES) * _TURNS * _VOTES + 1))
    taken: dict[float, list[float]] = {pause: [] for pause in _PAUSES}
    pages: dict[float, list[float]] = {pause: [] for pause in _PAUSES}
    with readers.reading(0) as undisturbed:
        sleep(_VOTES / _A_SECOND)
    for _ in range(_TURNS):
        for pause in _PAUSES:
            with readers.reading(pause) as a_second:
                taken[pause] += _votes(town, list(islice(people, _VOTES)))
            pages[pause] += a_second
    alone = taken[inf]
    at_most = mean(pages[0])
    busy = f"ms a vote while {mean(pages[_BUSY]):.0f} pages a second are read, over none"
    flood = f"ms a vote while {at_most:.0f} pages a second are read, over none"
    return [
        Figure("pages.read", at_most, undisturbed[0], "pages a second, over nobody voting"),
        Figure("pages.vote_p50", median(taken[_BUSY]), median(alone), busy),
        Figure("pages.vote_p99", _p99(taken[_BUSY]), _p99(alone), busy),
        Figure("pages.flood_p50", median(taken[0]), median(alone), flood),
        Figure("pages.flood_p99", _p99(taken[0]), _p99(alone), flood),
    ]


def _votes(town: Town, people: list[int]) -> list[float]:
    """How many milliseconds votes take that come fifty a second, one by one."""
    taken = []
    begun = perf_counter()
    for number, person in enumerate(people):
        sleep(max(0.0, begun + number / _A_SECOND - perf_counter()))
        before = perf_counter()
        town.vote(range(person, person + 1))
        taken.append((perf_counter() - before) * 1000)
    return taken


def _p99(taken: list[float]) -> float:
    return quantiles(taken, n=100)[98]


@asynccontextmanager
async def _readers(address: str) -> AsyncIterator[_Readers]:
    """Readers of pages that are shown by a process of their own, as beside the bot."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    command = (
        "env", f"INTERSESSION_DATABASE_URL={address}",
        sys.executable, "-m", "bot", "serve", "--until-end-of-input",
    )  # fmt: skip
    beside = PagesBeside(listen, command)
    beside.start()
    readers = _Readers(f"http://{listen}")
    try:
        await _ready(f"http://{listen}/")
        readers.start()
        yield readers
    finally:
        readers.stop()
        await beside.stop()


async def _ready(address: str) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(address)
                return
            except httpx.TransportError:
                await asyncio.sleep(0.1)


def _read(site: str, pause: "Synchronized[float]", got: "Synchronized[int]") -> None:
    async def one(client: httpx.AsyncClient) -> None:
        for path in cycle(_PATHS):
            await asyncio.sleep(min(pause.value, _GLANCE))
            if pause.value != inf:
                (await client.get(site + path)).raise_for_status()
                got.value += 1

    async def all_of_them() -> None:
        # The server ends a connection that says nothing for five seconds.
        limits = httpx.Limits(keepalive_expiry=1)
        async with httpx.AsyncClient(limits=limits) as client:
            await asyncio.gather(*(one(client) for _ in range(_READERS)))

    os.nice(19)
    asyncio.run(all_of_them())
