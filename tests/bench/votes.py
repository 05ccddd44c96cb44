"""The core: votes through the whole of it with their durable commit, beside the same statements in
plain sqlite3 and psycopg."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import psycopg
from sqlalchemy import event, make_url

from bot.decisions.life import evaluation_of
from tests.bench.figure import Figure
from tests.bench.town import Town
from tests.postgres.server import Postgres, a_folder, programs

_PEOPLE = 101_000
_FEWER = 6_000
_BATCHES, _BATCH, _ALONE = 20, 50, 200

Statements = list[tuple[str, Any]]


def measure_votes() -> Iterator[Figure]:
    """Votes alone and fifty at once, on both databases; counting a hundred thousand."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "town.sqlite"
        town = Town(f"sqlite:///{file}", _PEOPLE)

        def again(statements: Statements) -> float:
            return _in_sqlite(file.with_name("copy.sqlite"), statements)

        @contextmanager
        def copied() -> Iterator[None]:
            town.store.engine.dispose()
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(file, file.with_name("copy.sqlite"))
            yield
            file.with_name("copy.sqlite").unlink()

        what = "the same statements in sqlite3"
        yield from _rate(town, copied, again, "core.batch50", (_BATCHES, _BATCH, 1), what)
        yield from _rate(town, copied, again, "core.single", (_ALONE, 1, 2_000), what)
        town.fill(15_001, 100_000)
        yield _evaluation(town, file)
        town.store.close()
    if programs() is not None:
        yield from _on_postgresql()


def _on_postgresql() -> Iterator[Figure]:
    folder = a_folder()
    # What a commit costs is a part of what is measured.
    with Postgres(folder, fsync="on") as server:
        name = server.new()
        town = Town(server.address(name), _FEWER)
        copies: list[str] = []

        @contextmanager
        def copied() -> Iterator[None]:
            town.store.engine.dispose()
            copies.append(server.new(name))
            yield
            server.drop(copies[-1])

        def again(statements: Statements) -> float:
            return _in_psycopg(server.address(copies[-1]), statements)

        what = "the same statements in psycopg"
        yield from _rate(town, copied, again, "core.pg.batch50", (_BATCHES, _BATCH, 1), what)
        yield from _rate(town, copied, again, "core.pg.single", (_ALONE, 1, 2_000), what)
        town.store.close()
    shutil.rmtree(folder, ignore_errors=True)


def _rate(
    town: Town,
    copied: Any,
    again: Callable[[Statements], float],
    name: str,
    sizes: tuple[int, int, int],
    what: str,
) -> Iterator[Figure]:
    """Votes a second of ours, and of the statements that ours made, said again to a copy."""
    batches, size, first = sizes
    with copied():
        with _listening(town) as statements:
            begun, used = perf_counter(), process_time()
            for number in range(batches):
                town.vote(range(first + number * size, first + (number + 1) * size))
            ours = batches * size / (perf_counter() - begun)
            used = (process_time() - used) / (batches * size) * 1000
        used_again = process_time()
        plain = batches * size / again(statements)
        used_again = (process_time() - used_again) / (batches * size) * 1000
    yield Figure(name, ours, plain, f"votes a second, over {what}")
    yield Figure(f"{name}.cpu", used, used_again, f"ms of processor a vote, over {what}")


@contextmanager
def _listening(town: Town) -> Iterator[Statements]:
    """The statements that the store makes, with their values."""
    statements: Statements = []

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


def _in_sqlite(copy: Path, statements: Statements) -> float:
    """How many seconds the same statements take in a plain loop with the same durability."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        begun = perf_counter()
        for statement, values in statements:
            many = isinstance(values, list)
            cursor = (connection.executemany if many else connection.execute)(statement, values)
            if statement.lstrip().startswith("SELECT"):
                cursor.fetchall()
        return perf_counter() - begun


def _in_psycopg(address: str, statements: Statements) -> float:
    """The same in psycopg, serializable as ours."""
    url = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
        cursor = connection.cursor()
        begun = perf_counter()
        for statement, values in statements:
            if statement == "COMMIT":
                connection.commit()
            elif isinstance(values, list):
                cursor.executemany(statement, values)
            else:
                cursor.execute(statement, values)
                if cursor.description:
                    cursor.fetchall()
        return perf_counter() - begun


def _evaluation(town: Town, file: Path) -> Figure:
    """Seconds to evaluate a hundred thousand ballots, over reading them plainly."""
    with town.store.begin() as tx:
        begun = perf_counter()
        found = evaluation_of(tx, town.decision)
        ours = perf_counter() - begun
    if found.tally.people < 80_000:
        raise AssertionError("the ballots are not all there")
    with closing(sqlite3.connect(file)) as connection:
        begun = perf_counter()
        connection.execute("SELECT * FROM ballot JOIN person ON person.id = person").fetchall()
        plain = perf_counter() - begun
    return Figure("evaluate.100000", ours * 1000, plain * 1000, "ms, over reading the ballots")
