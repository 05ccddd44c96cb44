"""The tests' PostgreSQL: one server for all, a new database for each that asks."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from storage.store import SqlStore
from tests.postgres.server import Postgres, a_folder, programs

NewDatabase = Callable[[], str]
"""Makes a database with the tables and nothing in them; its address."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server. Skips where none is installed."""
    if programs() is None:
        pytest.skip("no PostgreSQL server is installed (on Debian: apt install postgresql)")
    folder = a_folder()
    try:
        with Postgres(folder) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _template(postgres: Postgres) -> str:
    """A database with the tables, from which the others are copied."""
    name = postgres.new()
    SqlStore(postgres.address(name)).close()
    return name


@pytest.fixture
def new_database(postgres: Postgres, _template: str) -> Iterator[NewDatabase]:
    """Makes databases, and drops them afterwards."""
    made: list[str] = []

    def new() -> str:
        made.append(postgres.new(_template))
        return postgres.address(made[-1])

    yield new
    for name in made:
        postgres.drop(name)
