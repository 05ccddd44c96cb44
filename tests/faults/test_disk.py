"""The disk is full, or the database is locked: nobody is told that anything was recorded."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.conversation.errors import NotKept
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from storage.store import SqlStore
from tests.support import Talk, Voice, driver, fill, kept_text

AMINA = Voice("telegram", "1", "Amina")


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of four megabytes."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)],
        capture_output=True, check=False,
    )  # fmt: skip
    if os.geteuid() or mounted.returncode:
        pytest.skip("a small file system needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _is_whole(store: SqlStore) -> bool:
    with store.begin() as tx:
        journal = tx.get(Journal)
        return check(exported(*journal.head(), journal.entries())) == []


def test_a_disk_that_is_full_keeps_nothing_and_all_of_it_when_there_is_room(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = fill(SqlStore(f"sqlite:///{disk / 'bot.sqlite'}"))
        talk = Talk(store)
        talk.say(AMINA, "/start")
        ballast = disk / "ballast"
        free = os.statvfs(disk)
        ballast.write_bytes(b"x" * (free.f_bavail * free.f_frsize - 8192))
        batch = [talk.message(AMINA, "/join irpc agree")]
        batch += [talk.message(AMINA, f"/report {'x' * 3900}") for _ in range(20)]
        before = kept_text(store)
        for _ in range(3):
            with pytest.raises(NotKept):
                talk.hear(*batch, position="9")
            assert kept_text(store) == before
        ballast.unlink()
        talk.hear(*batch, position="9")
        talk.hear(*batch, position="9")
        assert len(talk.waiting()) == len(batch)
        assert _is_whole(store)
        store.close()


def test_a_database_that_another_program_has_locked_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite"
    store = fill(SqlStore(f"sqlite:///{path}"))
    talk = Talk(store)
    talk.say(AMINA, "/start")
    driver(store).execute("PRAGMA busy_timeout = 50")
    message = talk.message(AMINA, "/join irpc agree")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotKept, match="locked"):
            talk.hear(message, position="9")
        other.execute("ROLLBACK")
    talk.hear(message, position="9")
    assert len(talk.waiting()) == 1
    store.close()
