"""Runs all measurements (or those named) and prints them; they are kept in build/bench.json."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

from tests.bench.before import measure_before
from tests.bench.fanout import measure_fanout
from tests.bench.figure import Figure
from tests.bench.flood import measure_flood
from tests.bench.growth import measure_growth
from tests.bench.matrix import measure_matrix
from tests.bench.pages import measure_pages
from tests.bench.publishing import measure_publishing
from tests.bench.reminders import measure_reminders
from tests.bench.start import measure_start
from tests.bench.telegram import measure_telegram
from tests.bench.votes import measure_votes

BUILD = Path(__file__).parent.parent.parent / "build"
_PARTS: dict[str, Callable[[], Iterator[Figure] | AsyncIterator[Figure]]] = {
    "core": measure_votes,
    "before": measure_before,
    "telegram": measure_telegram,
    "matrix": measure_matrix,
    "fanout": measure_fanout,
    "reminders": measure_reminders,
    "flood": measure_flood,
    "growth": measure_growth,
    "pages": measure_pages,
    "publishing": measure_publishing,
    "start": measure_start,
}


def main(wanted: list[str]) -> None:
    """Measure, print, keep."""
    say = sys.stdout.write
    say(f"{'':24} {'ours':>12} {'reference':>12} {'ratio':>8}  unit\n")
    results: dict[str, Figure] = {}
    for name, measure in _PARTS.items():
        if wanted and name not in wanted:
            continue
        for one in _all(measure()):
            results[one.name] = one
            figures = f"{one.ours:12.2f} {one.reference:12.2f} {one.ratio:8.3f}"
            say(f"{one.name:24} {figures}  {one.unit}\n")
            sys.stdout.flush()
    BUILD.mkdir(exist_ok=True)
    table = {
        name: {"ours": one.ours, "reference": one.reference, "ratio": one.ratio, "unit": one.unit}
        for name, one in results.items()
    }
    (BUILD / "bench.json").write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


def _all(figures: Iterator[Figure] | AsyncIterator[Figure]) -> list[Figure]:
    if isinstance(figures, AsyncIterator):
        return asyncio.run(_gathered(figures))
    return list(figures)


async def _gathered(figures: AsyncIterator[Figure]) -> list[Figure]:
    return [one async for one in figures]


if __name__ == "__main__":
    main(sys.argv[1:])
