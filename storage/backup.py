"""Backups: one file with the database and the keys, made while the bot runs, checked when read."""

import gzip
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DatabaseError

from bot.conversation.errors import CannotStart
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from bot.settings import Settings
from storage.sqlite import database_file
from storage.store import SqlTx

_DATABASE, _KEYS = "database.sqlite", "matrix"


@contextmanager
def reading(address: str) -> Iterator[SqlTx]:
    """A look at the database beside a running bot. Raises CannotStart if there is none."""
    path = database_file(address)
    if path is None or not path.is_file():
        raise CannotStart(
            f"There is no database at {path}. Start the bot once, or set INTERSESSION_DATA_DIR."
        )
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _one_view(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN")  # type: ignore[attr-defined]

    try:
        with engine.connect() as connection:
            connection.begin()
            yield SqlTx(connection)
    finally:
        engine.dispose()


def make(settings: Settings, target: Path) -> str:
    """Write a backup (readable by its owner alone); a sentence on what it holds.

    Raises CannotStart if there is nothing to save, or the target exists already.
    """
    path = database_file(settings.database)
    if path is None or not path.is_file():
        raise CannotStart(f"There is no database at {path}. Nothing was written.")
    if target.exists():
        raise CannotStart(f"{target} exists already. Nothing was written. Choose another name.")
    if not target.absolute().parent.is_dir():
        raise CannotStart(f"There is no folder {target.absolute().parent}. Nothing was written.")
    with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
        snapshot = Path(folder) / _DATABASE
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(snapshot),))
        entries = _checked(snapshot)
        packed = Path(folder) / "backup"
        with tarfile.open(packed, "w:gz") as archive:
            archive.add(snapshot, _DATABASE)
            keys = settings.data_dir / _KEYS
            if keys.is_dir():
                archive.add(keys, _KEYS)
        packed.chmod(0o600)
        packed.rename(target)
    return f"{target} holds the database ({entries} entries in the record) and the keys."


def restore(settings: Settings, source: Path) -> str:
    """Bring a backup back where no database is; a sentence on what was restored.

    Raises CannotStart if the backup is damaged, or a database is there already.
    """
    path = database_file(settings.database)
    if path is None:
        raise CannotStart("A database in memory can't be restored.")
    for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        if one.exists():
            raise CannotStart(
                f"{one} exists. Nothing was changed. Move it away first, then restore."
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        try:
            _unpack(source, Path(folder))
        except (OSError, tarfile.TarError, EOFError, zlib.error) as error:
            raise CannotStart(f"{source} can't be read: {error}. Nothing was changed.") from None
        snapshot = Path(folder) / _DATABASE
        if not snapshot.is_file():
            raise CannotStart(f"{source} is not a backup. Nothing was changed.")
        entries = _checked(snapshot)
        keys = Path(folder) / _KEYS
        if keys.is_dir():
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            if (settings.data_dir / _KEYS).exists():
                raise CannotStart(
                    f"{settings.data_dir / _KEYS} exists. Nothing was changed. "
                    "Move it away first, then restore."
                )
            os.rename(keys, settings.data_dir / _KEYS)
        os.rename(snapshot, path)
    return f"Restored {path}: {entries} entries in the record, all in order."


def _unpack(source: Path, folder: Path) -> None:
    """Unpack a backup. It is read to its very end first: there its checksum stands."""
    unpacked = folder / "unpacked"
    with gzip.open(source) as stream, unpacked.open("wb") as archive:
        shutil.copyfileobj(stream, archive)
    with tarfile.open(unpacked, "r:") as archive_file:
        archive_file.extractall(folder, filter="data")
    unpacked.unlink()


def _checked(snapshot: Path) -> int:
    """How many entries the record of a database has. Raises CannotStart if it is damaged."""
    try:
        with closing(sqlite3.connect(snapshot)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        raise CannotStart("The database in the backup is damaged. Nothing was changed.")
    try:
        with reading(f"sqlite:///{snapshot}") as tx:
            journal = tx.get(Journal)
            count, head = journal.head()
            wrong = check(exported(count, head, journal.entries()))
    except DatabaseError:
        raise CannotStart("This is another program's database. Nothing was changed.") from None
    if wrong:
        raise CannotStart(f"The record is not whole: {wrong[0]}. Nothing was changed.")
    return count
