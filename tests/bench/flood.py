"""One person says ten thousand commands: what others notice of it, through the whole program."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

from tests.bench.figure import Figure
from tests.bench.running import percentile, running
from tests.botapi import BotApi

_FLOOD, _OTHERS, _TIMES = 10_000, 20, 200
_PATIENCE = 120


async def measure_flood() -> AsyncIterator[Figure]:
    """Milliseconds to the answers of others, beside somebody who never stops and without."""
    with tempfile.TemporaryDirectory() as name:
        beside = await _measure(Path(name) / "flood", _FLOOD // _TIMES)
        alone = await _measure(Path(name) / "quiet", 0)
    for what, part in (("p50", 0.5), ("p99", 0.99)):
        yield Figure(
            f"flood.{what}", percentile(beside, part), percentile(alone, part),
            "ms to the others' answers, over those without the flood",
        )  # fmt: skip


async def _measure(folder: Path, flood: int) -> list[float]:
    """How long each command of the others took; before each, one person says so many at once."""
    async with BotApi() as api:
        api.enforce_limits = False
        eve = api.person("Eve")
        others = [api.person(f"Person {number}") for number in range(_OTHERS)]
        settings = {
            "data_dir": str(folder),
            "telegram_token": api.token,
            "telegram_api_url": api.url,
        }
        async with running("tests.kill.child", **settings):
            others[0].says("/ping ready")
            await api.until(lambda: api.said(others[0]), _PATIENCE)
            times = []
            for number in range(_TIMES):
                one = others[number % _OTHERS]
                for more in range(flood):
                    eve.says(f"/ping {number} {more}")
                begun, before = perf_counter(), len(api.said(one))
                one.says(f"/ping {number}")
                await api.until(lambda one=one, before=before: len(api.said(one)) > before, 30)  # type: ignore[misc]
                times.append((perf_counter() - begun) * 1000)
    return times
