"""The files that hold everything: closed to others, whole or refused, brought back whatever kills
it, and saved before they are changed."""

import logging
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import alembic.command
import pytest
from alembic.config import Config

from bot.conversation.errors import CannotStart
from bot.people.store import People
from bot.settings import Settings
from storage import backup, restoring, safety, schema
from storage.folder import keep_private
from storage.sqlite import database_file
from storage.store import SqlStore
from tests.adversary.traces import found_in
from tests.patience import PATIENCE
from tests.support import ROOT, Talk, Voice, fill

AMINA = Voice("telegram", "770000123", "Amina Quelltext", "amina_qt")
ALL_OPEN = 0o777


def settings_in(folder: Path) -> Settings:
    return Settings(data_dir=folder)


def modes(folder: Path) -> dict[str, str]:
    """What may be done by whom, of the folder and all in it."""
    return {
        str(one.relative_to(folder.parent)): oct(stat.S_IMODE(one.stat().st_mode))
        for one in (folder, *folder.rglob("*"))
    }


def is_closed(folder: Path) -> bool:
    return all(
        oct_mode == ("0o700" if (folder.parent / name).is_dir() else "0o600")
        for name, oct_mode in modes(folder).items()
    )


# --- closed ---------------------------------------------------------------------------------


def test_what_is_made_is_closed_whatever_the_umask(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    before = os.umask(0)
    try:
        talk = Talk(fill(SqlStore(settings_in(folder).database)))
        talk.say(AMINA, "/join irpc agree")
        backup.make(settings_in(folder), folder / "own-backup")
    finally:
        os.umask(before)
    assert (folder / "intersession.sqlite-wal").exists()
    (folder / backup.LAST).unlink()
    found = modes(folder)
    talk.store.close()
    assert is_closed(folder) or found == {}, found


def test_a_folder_that_was_open_is_closed_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"
    fill(SqlStore(settings_in(folder).database)).close()
    for name in ("matrix/store.db", "mail/new/letter", "mail/key"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("secret")
    foreign = folder / "not-ours.txt"
    foreign.write_text("somebody else's")
    for one in (folder, *folder.rglob("*")):
        one.chmod(0o755 if one.is_dir() else 0o644)
    keep_private(folder, settings_in(folder).database)
    assert oct(foreign.stat().st_mode)[-3:] == "644"
    foreign.unlink()
    assert is_closed(folder), modes(folder)
    assert len(caplog.records) == 1
    keep_private(folder, settings_in(folder).database)
    assert len(caplog.records) == 1


def test_a_mount_that_knows_no_owners_is_said_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    with patch.object(Path, "chmod", side_effect=PermissionError(1, "Operation not permitted")):
        keep_private(folder, settings_in(folder).database)
    with patch.object(Path, "chmod"):
        keep_private(folder, settings_in(folder).database)
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert all("can't be closed to others" in record.getMessage() for record in caplog.records)


# --- whole ----------------------------------------------------------------------------------


def test_a_database_with_any_page_overwritten_is_refused(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'whole.sqlite'}"
    talk = Talk(fill(SqlStore(address)))
    for number in range(40):
        voice = Voice("telegram", f"77{number}", f"Person {number}", f"person_{number}")
        talk.say(voice, "/join irpc agree")
    talk.store.close()
    whole = (tmp_path / "whole.sqlite").read_bytes()
    with closing(sqlite3.connect(tmp_path / "whole.sqlite")) as connection:
        size, pages, free = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_size", "page_count", "freelist_count")
        )
    assert free == 0
    damaged = tmp_path / "damaged.sqlite"
    for page in range(pages):
        damaged.write_bytes(whole[: page * size] + os.urandom(size) + whole[(page + 1) * size :])
        with pytest.raises(CannotStart, match="restore a backup"):
            SqlStore(f"sqlite:///{damaged}").close()


def test_damage_while_it_runs_is_found_beside_whoever_writes(tmp_path: Path) -> None:
    path = tmp_path / "running.sqlite"
    talk = Talk(fill(SqlStore(f"sqlite:///{path}")))
    assert talk.store.is_whole()
    talk.store.close()
    store = SqlStore(f"sqlite:///{path}")
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096))
    assert store.is_whole() is False
    store.close()


# --- brought back ---------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from itertools import count
from pathlib import Path
from bot.settings import Settings
from storage import restoring

source, folder = Path(sys.argv[1]), Path(sys.argv[2])
STEPS = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree")
for moment in count(1):
    data = folder / f"data-{moment}"
    if not (child := os.fork()):
        passed = count(1)
        def die(event, _arguments):
            if event in STEPS and next(passed) == moment:
                os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(die)
        restoring.restore(Settings(data_dir=data), source)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        print(moment)
        break
"""


def saved(folder: Path) -> Path:
    """A backup with a person, keys and all."""
    source = settings_in(folder / "source")
    talk = Talk(fill(SqlStore(source.database)))
    talk.say(AMINA, "/join irpc agree")
    for name, content in (("matrix/keys.db", b"K" * 50), ("mail/key", b"k" * 32)):
        (source.data_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (source.data_dir / name).write_bytes(content)
    backup.make(source, folder / "backup")
    talk.store.close()
    return folder / "backup"


def test_a_restore_that_is_killed_anywhere_is_done_again_and_just_works(tmp_path: Path) -> None:
    source = saved(tmp_path)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(source), str(tmp_path)],
        cwd=ROOT, check=True, timeout=PATIENCE, capture_output=True, text=True,
    )  # fmt: skip
    moments = int(killed.stdout)
    assert moments > 20
    for moment in range(1, moments):
        target = settings_in(tmp_path / f"data-{moment}")
        assert "all in order" in restoring.restore(target, source), moment
        assert _is_whole_and_nothing_else(target), moment


def _is_whole_and_nothing_else(target: Settings) -> bool:
    names = {str(one.relative_to(target.data_dir)) for one in target.data_dir.rglob("*")}
    assert names - {"intersession.sqlite-wal", "intersession.sqlite-shm"} == {
        "intersession.sqlite", "matrix", "matrix/keys.db", "mail", "mail/key", "restored",
    }  # fmt: skip
    return database_file(target.database) is not None


def test_a_restore_that_did_not_end_is_named_at_a_start_and_never_half_used(
    tmp_path: Path,
) -> None:
    source = saved(tmp_path)
    target = settings_in(tmp_path / "new")
    database = str(database_file(target.database))
    rename = os.rename

    def dies(a: object, b: object) -> None:
        if str(b) == database:
            raise KeyboardInterrupt
        rename(a, b)  # type: ignore[arg-type]

    with patch("os.rename", dies), pytest.raises(KeyboardInterrupt):
        restoring.restore(target, source)
    with pytest.raises(CannotStart, match="intersession restore FILE"):
        restoring.clear_up(target)
    assert "all in order" in restoring.restore(target, source)
    restoring.clear_up(target)
    assert _is_whole_and_nothing_else(target)


def test_a_killed_backup_leaves_nothing_for_long(tmp_path: Path) -> None:
    source = settings_in(tmp_path / "source")
    fill(SqlStore(source.database)).close()
    script = (
        "import os, signal, sys, tarfile\n"
        "from pathlib import Path\n"
        "from bot.settings import Settings\n"
        "from storage import backup\n"
        "tarfile.open = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "backup.make(Settings(data_dir=Path(sys.argv[1])), Path(sys.argv[2]))\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(source.data_dir), str(tmp_path / "first")],
        cwd=ROOT, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert len(list(tmp_path.rglob("database.sqlite"))) == 1
    backup.make(source, tmp_path / "second")
    assert list(tmp_path.rglob("database.sqlite")) == []


# --- saved before it is changed -------------------------------------------------------------


def earlier(path: Path) -> None:
    """A database of the first version, with somebody in it."""
    upgrade = alembic.command.upgrade

    def only_the_first(config: Config, _: str) -> None:
        upgrade(config, "0001")

    with patch("alembic.command.upgrade", only_the_first):
        SqlStore(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO person (id, root, pseudonym, name, language, zone, quiet,"
            " stakeholder_group, region, organisation, conduct_version)"
            f" VALUES (1, 1, 'p-1', '{AMINA.name}', 'en', '', '', '', '', '', '')"
        )
        connection.execute(
            "INSERT INTO account (platform, id, person, name, folded_name, handle, room, used_at)"
            f" VALUES ('telegram', '{AMINA.id}', 1, '{AMINA.name}', '{AMINA.name.casefold()}',"
            f" '{AMINA.handle}', '', '2026-03-03 09:00:00')"
        )


def copies(folder: Path) -> list[Path]:
    return safety.copies(folder / "intersession.sqlite", None)


def test_a_database_is_saved_before_it_is_carried_over_and_the_way_back_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "intersession.sqlite"
    earlier(path)
    before = _dumped(path)
    caplog.set_level(logging.INFO)
    SqlStore(f"sqlite:///{path}").close()
    (kept,) = copies(tmp_path)
    assert schema.HEAD in kept.name
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert _dumped(kept) == before
    said = [record.getMessage() for record in caplog.records if "way back" in record.getMessage()]
    assert len(said) == 1
    assert kept.name in said[0]
    SqlStore(f"sqlite:///{path}").close()
    assert copies(tmp_path) == [kept]


def _dumped(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_a_new_database_is_not_saved(tmp_path: Path) -> None:
    SqlStore(f"sqlite:///{tmp_path / 'intersession.sqlite'}").close()
    assert copies(tmp_path) == []


def test_copies_are_few(tmp_path: Path) -> None:
    path = tmp_path / "intersession.sqlite"
    earlier(path)
    for second in range(5):
        safety.save(f"sqlite:///{path}", None, "0001", "0010", f"2026030309000{second}")
    assert len(copies(tmp_path)) == 2
    assert "20260303090004" in copies(tmp_path)[-1].name


def test_without_room_for_the_copy_nothing_is_carried_over(tmp_path: Path) -> None:
    path = tmp_path / "intersession.sqlite"
    earlier(path)
    before = _dumped(path)
    full = type("Usage", (), {"free": 1000})()
    with (
        patch("shutil.disk_usage", return_value=full),
        pytest.raises(CannotStart, match="Nothing was changed"),
    ):
        SqlStore(f"sqlite:///{path}")
    assert _dumped(path) == before
    assert copies(tmp_path) == []


def test_whoever_is_erased_is_gone_from_the_copies_too(tmp_path: Path) -> None:
    path = tmp_path / "intersession.sqlite"
    earlier(path)
    store = SqlStore(f"sqlite:///{path}")
    assert found_in(tmp_path, [AMINA.name])
    assert copies(tmp_path)
    talk = Talk(store)
    with store.begin() as tx:
        assert tx.get(People).behind(AMINA.ref)
    talk.say(AMINA, "/privacy erase yes")
    assert copies(tmp_path) == []
    assert found_in(tmp_path, [one for one in AMINA.texts if len(one) > 3]) == []
    store.close()
