"""Runs all measurements, prints them as a table, and keeps them in build/bench.json."""

import json
import sys
from itertools import chain
from pathlib import Path

from tests.bench.pages import measure_pages
from tests.bench.votes import measure_votes

BUILD = Path(__file__).parent.parent.parent / "build"


def main() -> None:
    """Measure, print, keep."""
    results = {figure.name: figure for figure in chain(measure_votes(), measure_pages())}
    say = sys.stdout.write
    say(f"{'':28} {'ours':>12} {'reference':>12} {'ratio':>8}  unit\n")
    for name, one in results.items():
        say(f"{name:28} {one.ours:12.1f} {one.reference:12.1f} {one.ratio:8.3f}  {one.unit}\n")
    BUILD.mkdir(exist_ok=True)
    table = {
        name: {"ours": one.ours, "reference": one.reference, "ratio": one.ratio, "unit": one.unit}
        for name, one in results.items()
    }
    (BUILD / "bench.json").write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
