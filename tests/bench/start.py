"""How long from the start to the first answer, and what the bot takes while nobody speaks."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

from tests.bench.figure import Figure
from tests.bench.running import cpu_seconds, megabytes, ours, running
from tests.botapi import BotApi

_IDLE_SECONDS = 15
_MOST_MB, _MOST_SECONDS, _MOST_PERCENT = 90.0, 1.0, 1.0


async def measure_start() -> AsyncIterator[Figure]:
    """Beside what was promised: a second, 90 MB, and next to no processor."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with BotApi() as api:
            settings = ours(folder, telegram_token=api.token, telegram_api_url=api.url)
            # The first start makes the tables; it is the later ones that people wait for.
            amina = api.person("Amina")
            amina.says("/ping first")
            async with running("bot", "run", **settings):
                await api.until(lambda: api.said(amina), 60)
            times = []
            for number in range(3):
                said = len(api.said(amina))
                amina.says(f"/ping {number}")
                begun = perf_counter()
                async with running("bot", "run", **settings) as process:
                    await api.until(lambda said=said: len(api.said(amina)) > said, 60)  # type: ignore[misc]
                    times.append(perf_counter() - begun)
                    if number == 2:
                        await asyncio.sleep(2)
                        used = cpu_seconds(process)
                        await asyncio.sleep(_IDLE_SECONDS)
                        percent = (cpu_seconds(process) - used) / _IDLE_SECONDS * 100
                        held = megabytes(process)
    yield Figure("start.seconds", min(times), _MOST_SECONDS, "s to the first answer, over promised")
    yield Figure("idle.mb", held, _MOST_MB, "MB, over promised")
    yield Figure("idle.cpu", percent, _MOST_PERCENT, "% of a processor, over one")
