"""A PostgreSQL database is saved before its tables are carried over, and the way back that the log
names is one that can be gone to the letter."""

import logging
import re
import shlex
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import alembic.command
import pytest
from alembic.config import Config
from sqlalchemy import text

from storage import safety, schema
from storage.postgresql import open_postgresql
from storage.store import SqlStore
from tests.postgres.server import Postgres

_EARLIER = "0001"
_SOMEBODY = (
    "INSERT INTO person (id, root, pseudonym, name, language, zone, quiet, stakeholder_group,"
    " region, organisation, conduct_version)"
    " VALUES (1, 1, 'p-1', 'Amina ☂', 'en', '', '', '', '', '', '')"
)


@pytest.fixture
def databases(postgres: Postgres) -> Iterator[tuple[str, str]]:
    """One of the first version with somebody in it, and the name of another that is not there."""
    name = postgres.new()
    upgrade = alembic.command.upgrade

    def only_the_first(config: Config, _: str) -> None:
        upgrade(config, _EARLIER)

    with patch("alembic.command.upgrade", only_the_first):
        SqlStore(postgres.address(name)).close()
    with postgres.connected(name) as connection:
        connection.execute(_SOMEBODY)
    yield name, f"{name}_back"
    postgres.drop(name)
    postgres.drop(f"{name}_back")


def _version(address: str) -> str | None:
    engine = open_postgresql(address)
    with engine.connect() as connection:
        found = schema.version(connection)
    engine.dispose()
    return found


def _all_of(postgres: Postgres, name: str) -> dict[str, list[tuple[object, ...]]]:
    with postgres.connected(name) as connection:
        tables = connection.execute(
            "SELECT table_name, column_name, data_type, collation_name"
            " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
        ).fetchall()
        names = sorted({row[0] for row in tables})
        return {
            "": tables,
            **{one: connection.execute(f'SELECT * FROM "{one}"').fetchall() for one in names},
        }


def test_the_way_back_is_gone_to_the_letter(
    tmp_path: Path,
    databases: tuple[str, str],
    postgres: Postgres,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, back = databases
    before = _all_of(postgres, name)
    caplog.set_level(logging.INFO)
    SqlStore(postgres.address(name), tmp_path).close()
    assert _version(postgres.address(name)) == schema.HEAD
    (kept,) = safety.copies(None, tmp_path)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    [said] = [record.getMessage() for record in caplog.records if "way back" in record.getMessage()]
    assert f"from {_EARLIER} to {schema.HEAD}" in said
    # Whoever runs the database is known to it, as they are on their machine; so are these words.
    url = open_postgresql(postgres.address(name)).url
    for key, value in (
        ("PGHOST", url.host), ("PGPORT", str(url.port)),
        ("PGUSER", url.username), ("PGPASSWORD", url.password),
    ):  # fmt: skip
        monkeypatch.setenv(key, str(value))
    commands = re.findall(r"(?:createdb|pg_restore) [^;,]*\b(?:dump|NEW)\b", said)
    assert [one.split()[0] for one in commands] == ["createdb", "pg_restore"], said
    for command in commands:
        words = [one.replace("NEW", back) for one in shlex.split(command)]
        # From wherever they are.
        done = subprocess.run(words, cwd="/", capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)
    assert _version(postgres.address(back)) == _EARLIER
    assert _all_of(postgres, back) == before
    # It is a database like the first: one day it is carried over as well.
    store = SqlStore(postgres.address(back), tmp_path)
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM person")).scalar() == "Amina ☂"
    store.close()
    # One that is up to date is not saved again, nor is a new one.
    copies = safety.copies(None, tmp_path)
    SqlStore(postgres.address(name), tmp_path).close()
    assert safety.copies(None, tmp_path) == copies


def test_without_the_program_that_saves_it_says_so_and_goes_on(
    tmp_path: Path,
    databases: tuple[str, str],
    postgres: Postgres,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    SqlStore(postgres.address(databases[0]), tmp_path).close()
    assert _version(postgres.address(databases[0])) == schema.HEAD
    assert safety.copies(None, tmp_path) == []
    assert "was not saved" in caplog.text
    assert "The way back is your own backup" in caplog.text
