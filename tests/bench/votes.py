"""Votes through the whole core with their durable commit, beside the same statements in sqlite3."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import event

from bot.decisions.life import evaluation_of
from tests.bench.figure import Figure
from tests.bench.town import Town

_PEOPLE = 101_000
_BATCHES, _BATCH, _ALONE = 20, 50, 200


def measure_votes() -> Iterator[Figure]:
    """Votes alone and fifty at once; the cost of a late ballot; counting a hundred thousand."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        town = Town(folder, _PEOPLE)
        yield _rate(town, folder, "votes.batch50", _BATCHES, _BATCH, 1)
        yield _rate(town, folder, "votes.single", _ALONE, 1, 2_000)
        early = _cost(town, 3_000)
        town.fill(4_001, 13_900)
        yield Figure("growth.vote_10000", _cost(town, 14_000), early, "ms a vote, over the 100th")
        town.fill(15_001, 100_000)
        yield Figure("growth.vote_100000", _cost(town, 100_001), early, "ms a vote, over the 100th")
        yield _evaluation(town)
        town.store.close()


def _rate(town: Town, folder: Path, name: str, batches: int, size: int, first: int) -> Figure:
    """Votes a second of ours, and of the statements that ours made, said again to a copy."""
    with town.copied(folder) as copy:
        with _listening(town) as statements:
            begun = perf_counter()
            for number in range(batches):
                town.vote(range(first + number * size, first + (number + 1) * size))
            ours = batches * size / (perf_counter() - begun)
        plain = batches * size / _said_again(copy, statements)
    return Figure(name, ours, plain, "votes a second, over the same statements in sqlite3")


@contextmanager
def _listening(town: Town) -> Iterator[list[tuple[str, Any]]]:
    """The statements that the store makes, with their values."""
    statements: list[tuple[str, Any]] = []

    def heard(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        statements.append((statement, values))

    def committed(_connection: Any) -> None:
        statements.append(("COMMIT", ()))

    event.listen(town.store.engine, "before_cursor_execute", heard)
    event.listen(town.store.engine, "commit", committed)
    try:
        yield statements
    finally:
        event.remove(town.store.engine, "before_cursor_execute", heard)
        event.remove(town.store.engine, "commit", committed)


def _said_again(copy: Path, statements: list[tuple[str, Any]]) -> float:
    """How many seconds the same statements take in a plain loop with the same durability."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        begun = perf_counter()
        for statement, values in statements:
            many = isinstance(values, list)
            say = connection.executemany if many else connection.execute
            cursor = say(statement, values)
            if statement.lstrip().startswith("SELECT"):
                cursor.fetchall()
        return perf_counter() - begun


def _cost(town: Town, first: int) -> float:
    """Milliseconds of one vote among a hundred in batches of ten."""
    begun = perf_counter()
    for number in range(10):
        town.vote(range(first + number * 10, first + (number + 1) * 10))
    return (perf_counter() - begun) * 10


def _evaluation(town: Town) -> Figure:
    """Seconds to evaluate a hundred thousand ballots, over reading them plainly."""
    with town.store.begin() as tx:
        begun = perf_counter()
        found = evaluation_of(tx, town.decision)
        ours = perf_counter() - begun
    if found.tally.people < 90_000:
        raise AssertionError("the ballots are not all there")
    with closing(sqlite3.connect(town.file)) as connection:
        begun = perf_counter()
        connection.execute("SELECT * FROM ballot JOIN person ON person.id = person").fetchall()
        plain = perf_counter() - begun
    return Figure("evaluate.100000", ours * 1000, plain * 1000, "ms, over reading the ballots")
