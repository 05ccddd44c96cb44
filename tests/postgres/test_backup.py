"""A backup of PostgreSQL is made while the bot works, and is brought back whole or not at all."""

import subprocess
import threading
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import make_url

from bot.__main__ import main
from bot.conversation.errors import CannotStart
from bot.settings import Settings
from storage import backup, restoring
from storage.store import SqlStore
from tests.postgres.fixtures import NewDatabase
from tests.postgres.server import Postgres
from tests.support import Talk, Voice, fill, rows

AMINA = Voice("telegram", "1", "Amina")


def _settings(folder: Path, database: str) -> Settings:
    return Settings(data_dir=folder, database_url=database)


def test_under_load_and_back_again(
    tmp_path: Path, new_database: NewDatabase, postgres: Postgres
) -> None:
    source = _settings(tmp_path / "old", new_database())
    keys = source.data_dir / "matrix" / "keys"
    keys.mkdir(parents=True)
    (keys / "store.db").write_bytes(b"the keys")
    store = fill(SqlStore(source.database))
    talk, going = Talk(store), threading.Event()

    def work() -> None:
        while not going.is_set():
            talk.say(AMINA, "/join irpc agree")
            talk.say(AMINA, "/leave irpc")

    working = threading.Thread(target=work)
    working.start()
    said = backup.make(source, tmp_path / "backup")
    going.set()
    working.join()
    store.close()
    assert "entries in the record" in said
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600
    assert (source.data_dir / backup.LAST).exists()
    name = postgres.new()
    target = _settings(tmp_path / "new", postgres.address(name))
    assert "all in order" in restoring.restore(target, tmp_path / "backup")
    assert (target.data_dir / "matrix" / "keys" / "store.db").read_bytes() == b"the keys"
    restored = SqlStore(target.database)
    assert len(rows(restored, "track")) == 39
    assert Talk(restored).person(AMINA)
    restored.close()
    with pytest.raises(CannotStart, match=r"exists\. Nothing was changed|not empty"):
        restoring.restore(target, tmp_path / "backup")
    with pytest.raises(CannotStart, match="not empty"):
        restoring.restore(_settings(tmp_path / "third", target.database), tmp_path / "backup")
    postgres.drop(name)


def test_a_backup_of_the_other_kind_is_refused(
    tmp_path: Path, new_database: NewDatabase, postgres: Postgres
) -> None:
    shared, own = _settings(tmp_path, new_database()), _settings(tmp_path / "own", "")
    fill(SqlStore(shared.database)).close()
    backup.make(shared, tmp_path / "backup")
    with pytest.raises(CannotStart, match=r"a backup of PostgreSQL.*Nothing was changed"):
        restoring.restore(own, tmp_path / "backup")
    fill(SqlStore(own.database)).close()
    backup.make(own, tmp_path / "other")
    empty = postgres.new()
    with pytest.raises(CannotStart, match=r"a backup of SQLite.*intersession move"):
        restoring.restore(
            _settings(tmp_path / "third", postgres.address(empty)), tmp_path / "other"
        )
    postgres.drop(empty)


def test_all_that_an_address_says_reaches_the_tools_and_no_list_of_processes(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    plain = make_url(new_database())
    address = plain.set(password=None).update_query_dict(
        {"password": str(plain.password), "options": "-c work_mem=8MB"}
    )
    settings = _settings(tmp_path, address.render_as_string())
    fill(SqlStore(settings.database)).close()
    with patch("storage.dump.subprocess.run", wraps=subprocess.run) as run:
        backup.make(settings, tmp_path / "backup")
    [called] = run.call_args_list
    assert "options='-c work_mem=8MB'" in str(called.args[0])
    assert str(plain.password) not in str(called.args[0])


def test_a_record_is_exported_beside_a_running_bot(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = new_database()
    store = fill(SqlStore(database))
    monkeypatch.setenv("INTERSESSION_DATABASE_URL", database)
    assert main(["export"]) == 0
    assert capsys.readouterr().out.count("track.created") == 39
    monkeypatch.setenv("INTERSESSION_DATABASE_URL", f"{database}_gone")
    assert main(["export"]) == 2
    assert "can't be read" in capsys.readouterr().err
    store.close()
