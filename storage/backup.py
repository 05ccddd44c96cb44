"""Backups: one file with the database and the keys, made while the bot runs, checked when read.
They are brought back by `restoring`."""

import fcntl
import os
import secrets
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from bot.conversation.errors import CannotStart, NotKept
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from bot.settings import Settings
from storage.dump import dump
from storage.postgresql import is_postgresql
from storage.reading import SqlReader
from storage.signing import HEAD_KEY
from storage.sqlite import database_file
from storage.store import SqlTx

DATABASE, DUMP = "database.sqlite", "database.dump"
MAIL_KEY = "mail/key"
KEYS = ("matrix", MAIL_KEY, HEAD_KEY)
"""What is kept beside the database: the keys of encrypted rooms, the one by which answers to
letters are known, and the one that heads of the record are signed with."""
_HALF = ".intersession-half"
LAST = "last-backup"
"""The file in the data folder whose date is that of the last backup."""


@contextmanager
def reading(address: str) -> Iterator[SqlTx]:
    """A look at the database beside a running bot. Raises CannotStart if there is none."""
    reader = SqlReader(address)
    try:
        with reader.read() as tx:
            yield tx
    except NotKept as error:
        raise CannotStart(f"The database can't be read ({error}).") from None
    finally:
        reader.close()


def make(settings: Settings, target: Path) -> str:
    """Write a backup (readable by its owner alone); a sentence on what it holds.

    Raises CannotStart if there is nothing to save, or the target exists already.
    """
    if target.exists():
        raise CannotStart(f"{target} exists already. Nothing was written. Choose another name.")
    if not target.absolute().parent.is_dir():
        raise CannotStart(f"There is no folder {target.absolute().parent}. Nothing was written.")
    with _workshop(target.absolute()) as folder:
        snapshot, entries = _snapshot(settings.database, folder)
        packed = folder / "backup"
        with tarfile.open(packed, "w:gz") as archive:
            archive.add(snapshot, snapshot.name)
            for name in KEYS:
                if (settings.data_dir / name).exists():
                    archive.add(settings.data_dir / name, name)
        packed.chmod(0o600)
        packed.rename(target)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / LAST).touch()
    return f"{target} holds the database ({entries} entries in the record) and the keys."


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """A folder beside a backup that is made, for us alone. Those that a kill left are removed: what
    lives holds a lock on its own."""
    for left in target.parent.glob(f".*{_HALF}"):
        with suppress(OSError), _locked(left):
            shutil.rmtree(left)
    folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_HALF}")
    folder.mkdir(mode=0o700)
    try:
        with _locked(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder. Raises OSError if another process does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _snapshot(address: str, folder: Path) -> tuple[Path, int]:
    """The database as a file in a folder, and how many entries its record has."""
    if is_postgresql(address):
        entries = checked_record(address)
        dump(address, folder / DUMP)
        return folder / DUMP, entries
    path = database_file(address)
    if path is None or not path.is_file():
        raise CannotStart(f"There is no database at {path}. Nothing was written.")
    snapshot = folder / DATABASE
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(snapshot),))
    return snapshot, checked_file(snapshot)


def checked_file(snapshot: Path) -> int:
    """How many entries the record of a database has. Raises CannotStart if it is damaged."""
    try:
        with closing(sqlite3.connect(snapshot)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        raise CannotStart("The database in the backup is damaged. Nothing was changed.")
    try:
        return checked_record(f"sqlite:///{snapshot}")
    except DatabaseError:
        raise CannotStart("This is another program's database. Nothing was changed.") from None


def checked_record(address: str) -> int:
    with reading(address) as tx:
        journal = tx.get(Journal)
        count, head = journal.head()
        wrong = check(exported(count, head, journal.entries()))
    if wrong:
        raise CannotStart(f"The record is not whole: {wrong[0]}. Nothing was changed.")
    return count
