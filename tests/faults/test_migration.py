"""A database that people have used is carried over from the first version; that is killed anywhere,
and the next start makes it good: nothing of it is lost, on SQLite and on PostgreSQL."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from storage import schema
from storage.store import SqlStore
from tests.patience import PATIENCE
from tests.postgres.server import Postgres
from tests.support import BEGINNING, ROOT, rows

PEOPLE = 50
KILLED = """
import os, signal, sys
from itertools import count
import alembic.command, alembic.config
from sqlalchemy import event
from sqlalchemy.engine import Engine
from storage.store import SqlStore

executed = count(1)
@event.listens_for(Engine, "after_cursor_execute")
def _die(*_arguments):
    if next(executed) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
SqlStore(sys.argv[1]).close()
"""
_MOMENTS = (5, 20, 45, 90)


def _lived_in(address: str) -> None:
    """A database of the first version, with people in it."""
    upgrade = alembic.command.upgrade

    def only_the_first(config: Config, _: str) -> None:
        upgrade(config, "0001")

    with patch("alembic.command.upgrade", only_the_first):
        SqlStore(address).close()
    engine = create_engine(address)
    with engine.begin() as connection:
        for number in range(1, PEOPLE + 1):
            connection.execute(
                text(
                    "INSERT INTO person (id, root, pseudonym, name, language, zone, quiet,"
                    " stakeholder_group, region, organisation, conduct_version)"
                    " VALUES (:n, :n, :p, :p, 'en', '', '', '', '', '', '')"
                ),
                {"n": number, "p": f"p-{number}"},
            )
            connection.execute(
                text(
                    "INSERT INTO account (platform, id, person, name, folded_name, handle, room,"
                    " used_at) VALUES ('telegram', :p, :n, :p, :p, '', '', :at)"
                ),
                {"n": number, "p": str(number), "at": BEGINNING},
            )
            connection.execute(
                text("INSERT INTO journal (number, text, hash) VALUES (:n, :p, :p)"),
                {"n": number, "p": f"entry {number}"},
            )
    engine.dispose()


def _kept(address: str) -> dict[str, list[object]]:
    store = SqlStore(address)
    found: dict[str, list[object]] = {
        table: [row[column] for row in rows(store, table)]
        for table, column in (("person", "pseudonym"), ("account", "id"), ("journal", "text"))
    }
    store.close()
    engine = create_engine(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, SQLModel.metadata) == []
        assert schema.version(connection) == schema.HEAD
    engine.dispose()
    return found


def _die_after(address: str, statements: int) -> int:
    return subprocess.run(
        [sys.executable, "-c", KILLED, address, str(statements)],
        cwd=ROOT, check=False, timeout=PATIENCE,
    ).returncode  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bot.sqlite'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.new()
    yield postgres.address(name)
    postgres.drop(name)


def test_a_migration_that_is_killed_again_and_again_loses_nothing(address: str) -> None:
    _lived_in(address)
    # Each time a little further, on the same database.
    assert [_die_after(address, moment) for moment in _MOMENTS] == [-9] * len(_MOMENTS)
    kept = _kept(address)
    numbers = range(1, PEOPLE + 1)
    assert kept["person"] == [f"p-{number}" for number in numbers]
    assert sorted(kept["account"], key=str) == sorted(map(str, numbers))
    *entries, begun = map(str, kept["journal"])
    assert entries == [f"entry {number}" for number in numbers]
    # The formats of this version begin behind them, once.
    assert '"act":"format.begun"' in begun
    assert f'"prev":"{entries[-1]}"' in begun
