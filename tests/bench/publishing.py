"""A large record on pages: what a page, a search and a copy cost beside those of a small one."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from adapters.web.publishing import publish
from tests.bench.figure import Figure
from tests.large_record import large_record
from tests.pages_stage import Stage

_SMALL, _LARGE, _LARGEST = 400, 2_000, 10_000
_COMMENTS = 5_000
_TIMES = 7


def measure_publishing() -> Iterator[Figure]:
    """A file of a copy among many, over one among few (budget: 1.3); a copy in which nothing
    changed, over the first (0.4); pages of a large record, over those of a small one: of the
    register (1.5), of a decision (1.5), of a draft (40); and a search through ten thousand
    decisions, over one through four hundred (30)."""
    with tempfile.TemporaryDirectory() as name:
        few, _ = _published(Path(name), "small", _SMALL)
        many, again = _published(Path(name), "large", _LARGE)
        yield Figure("publish.page", many, few, "ms a file, over a record a fifth as large")
        yield Figure("publish.again", again, many, "ms a file that did not change, over the first")
        yield from _shown(Path(name))


def _published(folder: Path, name: str, decisions: int) -> tuple[float, float]:
    """Milliseconds a file for the first copy, and for the second."""
    (folder / name).mkdir()
    stage = large_record(folder / name, decisions, decisions // 4, sections=2)
    taken = []
    for _ in range(2):
        begun = perf_counter()
        copy = folder / f"{name}-copy"
        publish(stage.reader(), stage.settings, copy, stage.now())
        spent = (perf_counter() - begun) * 1000
        taken.append(spent / sum(1 for one in copy.rglob("*") if one.is_file()))
    stage.close()
    return taken[0], taken[1]


def _shown(folder: Path) -> Iterator[Figure]:
    stages = []
    for name, decisions, comments, sections in (
        ("shown-large", _LARGEST, _COMMENTS, 50), ("shown-small", _SMALL, _SMALL // 4, 1),
    ):  # fmt: skip
        (folder / name).mkdir()
        stages.append(large_record(folder / name, decisions, comments, sections))
    for what, path, query in (
        ("register", "/decisions/8", {}),
        ("decision", "/d/300", {}),
        ("draft", "/b/1", {}),
        ("search", "/decisions", {"q": "tuesday D77"}),
    ):
        large, small = (_milliseconds(stage, path, query) for stage in stages)
        yield Figure(f"pages.large_{what}", large, small, "ms, over a small record")
    for stage in stages:
        stage.close()


def _milliseconds(stage: Stage, path: str, query: dict[str, str]) -> float:
    answers, taken = stage.answers(), []
    for _ in range(_TIMES):
        answers.forget()
        begun = perf_counter()
        assert answers.answer(path, query, "en").status == 200
        taken.append((perf_counter() - begun) * 1000)
    return median(taken)
