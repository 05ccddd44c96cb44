"""What all tests share."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import alembic.command
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from bot.conversation import zone_data
from storage import schema
from tests.patience import PATIENCE

# As the program does, before anything asks for a zone.
zone_data.use_newest()

# Before telegram is imported: its durations are then timedeltas, and it warns of nothing.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# How long an example takes says something about the machine only.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

pytest_plugins = [
    "tests.homeserver.fixtures",
    "tests.matrix_stage",
    "tests.pages_stage",
    "tests.postgres.fixtures",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to write the bot's lines of the stories anew."""
    parser.addoption(
        "--rewrite-conversations",
        action="store_true",
        help="write the bot's lines of the stories as it says them now, for review",
    )


@pytest.fixture(scope="session", autouse=True)
def _files_are_read_as_slowly_as_the_machine_is() -> Iterator[None]:
    """The processor time of the child that reads a file stays limited; how long that takes on a
    machine with other things to do says nothing of the file."""
    with patch("bot.drafts.reading.process.WALL_SECONDS", PATIENCE):
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_migrations_make_of_an_empty_file_is_made_once() -> Iterator[None]:
    """All steps from the first version take half a second, and thousands of tests begin with them:
    the first does them, the others get every page as it was left then. Whatever is not an empty
    SQLite database, or is to stop on the way, takes the real way each time."""
    whole_way = alembic.command.upgrade
    carry_over, made = schema._carry_over, sqlite3.connect(":memory:", check_same_thread=False)

    def carried(engine: Engine) -> None:
        with engine.connect() as connection:
            is_new = engine.dialect.name == "sqlite" and schema.version(connection) is None
        is_new = is_new and alembic.command.upgrade is whole_way
        if is_new and made.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            _copy(made, engine)
            return
        carry_over(engine)
        if is_new:
            _copy(engine, made)

    with patch("storage.schema._carry_over", carried):
        yield
    made.close()


def _copy(source: Engine | sqlite3.Connection, target: Engine | sqlite3.Connection) -> None:
    with ExitStack() as stack:
        here, there = (stack.enter_context(_driver(one)) for one in (source, target))
        here.backup(there)


@contextmanager
def _driver(of: Engine | sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    if isinstance(of, sqlite3.Connection):
        yield of
        return
    connection = of.raw_connection()
    driver = connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    yield driver
    connection.close()
