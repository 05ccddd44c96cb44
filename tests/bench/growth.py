"""What years and crowds cost: a small town beside a large one, on the same machine in one run."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from storage.store import SqlStore
from tests.bench.figure import Figure
from tests.bench.running import percentile
from tests.bench.town import Town

_SMALL = (1_000, 100, 1)
_LARGE = (100_000, 10_000, 1_000_000)
_TIMES = 300
_SAID = {"vote": "/vote D1 support", "decisions": "/decisions bpf-cybersecurity", "todo": "/todo"}


def measure_growth() -> Iterator[Figure]:
    """Milliseconds of a vote, of /decisions and of /todo, and seconds to open the database: with a
    hundred thousand people, ten thousand decisions and a million entries, over a thousandth."""
    with tempfile.TemporaryDirectory() as name:
        small = _measure(Path(name) / "small.sqlite", *_SMALL)
        large = _measure(Path(name) / "large.sqlite", *_LARGE)
    for what in (*(f"{one}_{part}" for one in _SAID for part in ("p50", "p99")), "open"):
        yield Figure(f"growth.{what}", large[what], small[what], "ms in the large, over the small")


def _measure(file: Path, people: int, decisions: int, entries: int) -> dict[str, float]:
    town = Town(f"sqlite:///{file}", people)
    town.grow(decisions, entries)
    found: dict[str, float] = {}
    for name, text in _SAID.items():
        # The first ones fill the caches of the machine.
        for number in range(1, 20):
            town.say(text, range(number, number + 1))
        times = []
        for number in range(20, 20 + _TIMES):
            begun = perf_counter()
            town.say(text, range(number, number + 1))
            times.append((perf_counter() - begun) * 1000)
        found[f"{name}_p50"] = percentile(times, 0.5)
        found[f"{name}_p99"] = percentile(times, 0.99)
    town.store.close()
    begun = perf_counter()
    SqlStore(f"sqlite:///{file}").close()
    found["open"] = (perf_counter() - begun) * 1000
    return found
