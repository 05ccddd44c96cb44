"""Telegram: a burst over twenty chats and one command after the other, beside two bare bots."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

from tests.bench.figure import Figure
from tests.bench.running import cpu_seconds, ours, percentile, running
from tests.botapi import BotApi

_CHATS, _EACH, _SEQUENCE = 20, 100, 200
_PATIENCE = 240
_PTB, _LOOP = "tests.bench.bare.ptb", "tests.bench.bare.polling"


async def measure_telegram() -> AsyncIterator[Figure]:
    """Commands a second in a burst, processor time a command, and how long one takes."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        for who in ("ours", "ptb", "loop"):
            found[who] = await _measure(who, Path(name))
    mine, ptb, loop = found["ours"], found["ptb"], found["loop"]
    yield Figure("telegram.burst", mine[0], ptb[0], "commands a second, over a bare PTB bot")
    yield Figure("telegram.burst_loop", mine[0], loop[0], "commands a second, over an aiohttp loop")
    yield Figure("telegram.cpu", mine[1], ptb[1], "ms of processor a command, over PTB")
    yield Figure("telegram.cpu_loop", mine[1], loop[1], "ms of processor a command, over the loop")
    yield Figure("telegram.p50", mine[2], ptb[2], "ms to the answer, over PTB")
    yield Figure("telegram.p99", mine[3], ptb[3], "ms to the answer, over PTB")


async def _measure(who: str, folder: Path) -> tuple[float, float, float, float]:
    async with BotApi() as api:
        api.enforce_limits = False
        match who:
            case "ours":
                settings = ours(folder / who, telegram_token=api.token, telegram_api_url=api.url)
                bot = running("tests.kill.child", **settings)
            case "ptb":
                bot = running(_PTB, api.token, api.url)
            case _:
                bot = running(_LOOP, api.token, api.url, str(folder / "loop.sqlite"))
        people = [api.person(f"Person {number}") for number in range(_CHATS)]
        async with bot as process:
            people[0].says("/ping ready")
            await api.until(lambda: api.said(people[0]), 60)
            begun, used, before = perf_counter(), cpu_seconds(process), len(api.sent)
            for number in range(_EACH):
                for person in people:
                    person.says(f"/ping {number}")
            wanted = before + _CHATS * _EACH
            await api.until(lambda: len(api.sent) >= wanted, _PATIENCE)
            seconds, used = perf_counter() - begun, cpu_seconds(process) - used
            times = []
            for number in range(_SEQUENCE):
                one, said = perf_counter(), len(api.sent)
                people[0].says(f"/ping alone {number}")
                await api.until(lambda said=said: len(api.sent) > said, 30)  # type: ignore[misc]
                times.append((perf_counter() - one) * 1000)
                await asyncio.sleep(0)
        many = _CHATS * _EACH
        return many / seconds, used / many * 1000, percentile(times, 0.5), percentile(times, 0.99)
