"""Pages a second, and how long a vote takes at worst while readers read: reading delays no vote."""

import asyncio
import socket
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing import Process
from pathlib import Path
from time import perf_counter, sleep

import httpx

from adapters.web.answers import Answers
from adapters.web.beside import PagesBeside
from bot.settings import Settings
from storage.reading import SqlReader
from tests.bench.figure import Figure
from tests.bench.town import Still, Town

_PEOPLE = 12_000
_PATHS = ("/", "/d/1", "/decisions", "/t/bpf-cybersecurity", "/calendar", "/d/1.json")
_DRAWN = 60
_SECONDS, _A_SECOND = 12, 50
_READERS = 4


def measure_pages() -> Iterator[Figure]:
    """Pages drawn a second, over pages that are given again; the vote's 99th percentile with
    readers, over the same without."""
    with tempfile.TemporaryDirectory() as name:
        address = f"sqlite:///{Path(name) / 'town.sqlite'}"
        town = Town(address, _PEOPLE)
        town.fill(1, 9_000)
        yield _drawn(address)
        without = _votes(town, 9_001)
        with_readers = asyncio.run(
            _votes_beside_readers(town, address, 9_001 + _SECONDS * _A_SECOND)
        )
        yield Figure("pages.vote_p99", with_readers, without, "ms a vote at p99, over no readers")
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


def _votes(town: Town, first: int) -> float:
    """The 99th percentile, in milliseconds, of votes that come fifty a second, one by one."""
    taken = []
    begun = perf_counter()
    for number in range(_SECONDS * _A_SECOND):
        due = begun + number / _A_SECOND
        sleep(max(0.0, due - perf_counter()))
        before = perf_counter()
        town.vote(range(first + number, first + number + 1))
        taken.append((perf_counter() - before) * 1000)
    return sorted(taken)[len(taken) * 99 // 100]


async def _votes_beside_readers(town: Town, address: str, first: int) -> float:
    """The same while readers in a process of their own ask for pages without a pause."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (
        "env", f"INTERSESSION_DATABASE_URL={address}",
        sys.executable, "-m", "bot", "serve", "--until-end-of-input",
    )  # fmt: skip
    beside = PagesBeside(f"127.0.0.1:{port}", command)
    beside.start()
    await _ready(f"http://127.0.0.1:{port}/")
    readers = Process(target=_read_for_ever, args=(f"http://127.0.0.1:{port}",), daemon=True)
    readers.start()
    try:
        return await asyncio.to_thread(_votes, town, first)
    finally:
        readers.terminate()
        readers.join()
        await beside.stop()


async def _ready(address: str) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(address)
                return
            except httpx.TransportError:
                await asyncio.sleep(0.1)


def _read_for_ever(site: str) -> None:
    async def one(client: httpx.AsyncClient) -> None:
        while True:
            for path in _PATHS:
                await client.get(site + path)

    async def all_of_them() -> None:
        async with httpx.AsyncClient() as client:
            await asyncio.gather(*(one(client) for _ in range(_READERS)))

    asyncio.run(all_of_them())
