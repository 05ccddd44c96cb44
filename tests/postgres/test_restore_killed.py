"""A restore into PostgreSQL that is killed anywhere on its way: no bot starts on what is halfway,
nothing private lies about, and it is done again."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest

from bot.conversation.errors import CannotStart
from bot.record.store import Heads, Journal
from bot.settings import Settings
from storage import backup, dump, restoring
from storage.signing import KeyFile
from storage.store import SqlStore
from tests.patience import PATIENCE
from tests.postgres.fixtures import NewDatabase
from tests.postgres.server import Postgres
from tests.support import BEGINNING, ROOT, Talk, Voice, fill, rows

AMINA = Voice("telegram", "1", "Amina")
_DIES_AT = """
import os, signal, sys, tempfile
from itertools import count
from pathlib import Path
from bot.settings import Settings
from storage import restoring

source, data, address, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
STEPS = ("open", "os.rename", "os.remove", "shutil.rmtree", "subprocess.Popen")
FILES = ("whole", "plan.half", "restored")
passed = count(1)
def die(event, arguments):
    # What Python loads and what is only read is none of the steps.
    if event == "open" and not str(arguments[0]).endswith(FILES):
        return
    if event in STEPS and next(passed) == moment:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(die)
restoring.restore(Settings(data_dir=data, database_url=address), source)
"""
_WAITING = (
    "SELECT pid FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    " AND query LIKE 'CREATE TABLE%%'"
)


@pytest.fixture
def saved(tmp_path: Path, new_database: NewDatabase) -> Path:
    """A backup with a person, keys and all."""
    source = Settings(data_dir=tmp_path / "source", database_url=new_database())
    store = fill(SqlStore(source.database))
    Talk(store).say(AMINA, "/join irpc agree")
    store.close()
    for name, content in (("matrix/keys.db", b"K" * 50), ("mail/key", b"k" * 32)):
        (source.data_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (source.data_dir / name).write_bytes(content)
    backup.make(source, tmp_path / "backup")
    return tmp_path / "backup"


@contextmanager
def _an_empty_database(postgres: Postgres) -> Iterator[str]:
    name = postgres.new()
    try:
        yield name
    finally:
        postgres.drop(name)


def _restoring(target: Settings, source: Path, moment: int) -> "subprocess.Popen[bytes]":
    arguments = [str(source), str(target.data_dir), target.database, str(moment)]
    return subprocess.Popen([sys.executable, "-c", _DIES_AT, *arguments], cwd=ROOT)


def _is_whole_and_nothing_else(target: Settings) -> bool:
    names = {str(one.relative_to(target.data_dir)) for one in target.data_dir.rglob("*")}
    assert names == {"matrix", "matrix/keys.db", "mail", "mail/key", "restored"}
    assert (target.data_dir / "mail" / "key").read_bytes() == b"k" * 32
    store = SqlStore(target.database)
    assert len(rows(store, "track")) == 39
    assert Talk(store).person(AMINA)
    store.close()
    return True


@pytest.mark.timeout(900)
def test_killed_at_any_step_it_is_done_again_and_just_works(
    tmp_path: Path, saved: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    refused = 0
    for moment in count(1):
        with _an_empty_database(postgres) as name:
            folder = tmp_path / f"data-{moment}"
            target = Settings(data_dir=folder, database_url=postgres.address(name))
            code = _restoring(target, saved, moment).wait(PATIENCE)
            assert not list((tmp_path / "temporary").iterdir())
            if code == 0:
                break
            assert code == -signal.SIGKILL
            # A bot that is started now has all of it, or nothing; halfway it does not start.
            halfway = restoring._Restoring(target).is_halfway()
            if halfway:
                with pytest.raises(CannotStart, match="intersession restore FILE"):
                    restoring.clear_up(target)
                assert not dump.has_tables(target.database)
                refused += 1
            else:
                restoring.clear_up(target)
                assert not (folder / ".restoring").exists()
                if dump.has_tables(target.database):
                    assert _is_whole_and_nothing_else(target), moment
                    continue
                assert not [one for one in folder.rglob("*") if one.is_file()]
            assert "all in order" in restoring.restore(target, saved), moment
            assert _is_whole_and_nothing_else(target), moment
    assert moment > 10
    assert refused > 2


def test_what_a_killed_one_left_running_is_ended_before_it_is_done_again(
    tmp_path: Path, saved: Path, postgres: Postgres
) -> None:
    with _an_empty_database(postgres) as name, ThreadPoolExecutor(1) as beside:
        target = Settings(data_dir=tmp_path / "new", database_url=postgres.address(name))
        with postgres.connected(name) as blocking:
            # Whoever makes this table as well has to wait for what becomes of this one.
            blocking.execute("BEGIN")
            blocking.execute("CREATE TABLE account (id integer)")
            first = _restoring(target, saved, 0)
            [left] = _until_it_waits(postgres, name, ())
            first.kill()
            first.wait(PATIENCE)
            with pytest.raises(CannotStart, match="intersession restore FILE"):
                restoring.clear_up(target)
            again = beside.submit(restoring.restore, target, saved)
            [now] = _until_it_waits(postgres, name, (left,))
            assert now != left
            blocking.execute("ROLLBACK")
        assert "all in order" in again.result(PATIENCE)
        assert _is_whole_and_nothing_else(target)


def _until_it_waits(postgres: Postgres, name: str, gone: tuple[int, ...]) -> list[int]:
    """Which sessions wait, once one does that is not among these, and none of these does."""
    with postgres.connected("postgres") as looking:
        while True:
            found = [row[0] for row in looking.execute(_WAITING, (name,)).fetchall()]
            if found and not set(found) & set(gone):
                return found


def test_a_start_after_a_kill_records_that_a_backup_was_brought_back(
    tmp_path: Path, saved: Path, postgres: Postgres
) -> None:
    with _an_empty_database(postgres) as name:
        target = Settings(data_dir=tmp_path / "new", database_url=postgres.address(name))
        with (
            patch.object(restoring._Restoring, "entries", side_effect=KeyboardInterrupt),
            pytest.raises(KeyboardInterrupt),
        ):
            restoring.restore(target, saved)
        restoring.clear_up(target)
        assert _is_whole_and_nothing_else(target)
        store = SqlStore(target.database, None, KeyFile(target.data_dir))
        with store.begin() as tx:
            before = tx.get(Journal).head()[0]
            tx.get(Heads).begin(BEGINNING)
            assert f'"entries":{before}' in [one.text for one in tx.get(Journal).entries()][-1]
        store.close()
