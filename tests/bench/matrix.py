"""Matrix: commands in sequence and in a burst on a real Synapse, beside a bare sync loop."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

from tests.bench.figure import Figure
from tests.bench.running import ours, percentile, running
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver

_SEQUENCE, _BURST, _PEOPLE = 200, 500, 5
_PATIENCE = 240.0
_LOOP = "tests.bench.bare.syncing"


async def measure_matrix() -> AsyncIterator[Figure]:
    """How long one answer takes, how long a burst, and what of it was lost or doubled."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        for who in ("loop", "ours"):
            folder = Path(name) / who
            folder.mkdir()
            with await asyncio.to_thread(Homeserver(folder / "server").__enter__) as homeserver:
                found[who] = await _measure(who, homeserver, folder)
    mine, bare = found["ours"], found["loop"]
    yield Figure("matrix.p50", mine[0], bare[0], "ms to the answer, over a bare loop")
    yield Figure("matrix.p99", mine[1], bare[1], "ms to the answer, over a bare loop")
    yield Figure("matrix.burst", mine[2], bare[2], "s for 500 commands of 5 people, over the loop")
    yield Figure("matrix.lost", mine[3], 1.0, "answers that are missing, over one")
    yield Figure("matrix.doubled", mine[4], 1.0, "answers that are there twice, over one")


async def _measure(
    who: str, homeserver: Homeserver, folder: Path
) -> tuple[float, float, float, float, float]:
    account = homeserver.register(f"bot-{who}")
    people = [
        await MatrixPerson.register(homeserver, f"{who}-{number}", name=f"Person {number}")
        for number in range(_PEOPLE)
    ]
    settings = ours(
        folder / "data",
        matrix_homeserver=homeserver.url,
        matrix_user=account.user_id,
        matrix_access_token=account.access_token,
        matrix_device_id=account.device_id,
    )
    bare = (homeserver.url, account.access_token, account.user_id)
    bot = running("tests.kill.child", **settings) if who == "ours" else running(_LOOP, *bare)
    async with bot:
        rooms = [await one.open_direct(account.user_id) for one in people]
        for one, room in zip(people, rooms, strict=True):
            await _joined(one, room, account.user_id)
            await one.says(room, "!ping ready")
            await _answered(one, room, "pong ready")
        times = []
        for number in range(_SEQUENCE):
            begun = perf_counter()
            await people[0].says(rooms[0], f"!ping alone {number}")
            await _answered(people[0], rooms[0], f"pong alone {number}")
            times.append((perf_counter() - begun) * 1000)
        begun = perf_counter()
        each = range(_BURST // _PEOPLE)
        await asyncio.gather(*(_says_all(o, r, each) for o, r in zip(people, rooms, strict=True)))
        for one, room in zip(people, rooms, strict=True):
            await _answered(one, room, f"pong burst {each[-1]}")
        seconds = perf_counter() - begun
        shown = [
            message.body
            for one, room in zip(people, rooms, strict=True)
            for message in one.shown(room)
            if message.body.startswith("pong burst")
        ]
    for one in people:
        await one.close()
    wanted = {f"pong burst {number}" for number in each}
    lost = sum(max(0, _PEOPLE - shown.count(words)) for words in wanted)
    doubled = sum(max(0, shown.count(words) - _PEOPLE) for words in wanted)
    return percentile(times, 0.5), percentile(times, 0.99), seconds, lost, doubled


async def _says_all(one: MatrixPerson, room: str, numbers: range) -> None:
    for number in numbers:
        await one.says(room, f"!ping burst {number}")


async def _answered(one: MatrixPerson, room: str, words: str) -> None:
    await one.until_shown(room, lambda message: message.body == words, patience=_PATIENCE)


async def _joined(one: MatrixPerson, room: str, user: str) -> None:
    await one.until(lambda: user in one.members(room), patience=60)
