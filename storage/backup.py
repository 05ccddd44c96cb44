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

from sqlalchemy.exc import DatabaseError

from bot.conversation.errors import CannotStart, NotKept
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from bot.settings import Settings
from storage.dump import dump, undump
from storage.postgresql import is_postgresql
from storage.reading import SqlReader
from storage.signing import HEAD_KEY, RESTORED
from storage.sqlite import database_file
from storage.store import SqlTx

_DATABASE, _DUMP = "database.sqlite", "database.dump"
_MAIL_KEY = "mail/key"
_KEYS = ("matrix", _MAIL_KEY, HEAD_KEY)
"""What is kept beside the database: the keys of encrypted rooms, the one by which answers to
letters are known, and the one that heads of the record are signed with."""
_MAIL_KEY_BYTES = 32
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
    with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
        snapshot, entries = _snapshot(settings.database, Path(folder))
        packed = Path(folder) / "backup"
        with tarfile.open(packed, "w:gz") as archive:
            archive.add(snapshot, snapshot.name)
            for name in _KEYS:
                if (settings.data_dir / name).exists():
                    archive.add(settings.data_dir / name, name)
        packed.chmod(0o600)
        packed.rename(target)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / LAST).touch()
    return f"{target} holds the database ({entries} entries in the record) and the keys."


def _snapshot(address: str, folder: Path) -> tuple[Path, int]:
    """The database as a file in a folder, and how many entries its record has."""
    if is_postgresql(address):
        entries = _checked_record(address)
        dump(address, folder / _DUMP)
        return folder / _DUMP, entries
    path = database_file(address)
    if path is None or not path.is_file():
        raise CannotStart(f"There is no database at {path}. Nothing was written.")
    snapshot = folder / _DATABASE
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(snapshot),))
    return snapshot, _checked(snapshot)


def restore(settings: Settings, source: Path) -> str:
    """Bring a backup back where no database is; a sentence on what was restored.

    Raises CannotStart if the backup is damaged, or a database is there already.
    """
    path = database_file(settings.database)
    shared = is_postgresql(settings.database)
    if path is None and not shared:
        raise CannotStart("A database in memory can't be restored.")
    if path:
        _refuse_what_is_there(path)
    home = path.parent if path else settings.data_dir
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        try:
            _unpack(source, Path(folder))
        except (OSError, tarfile.TarError, EOFError, zlib.error) as error:
            raise CannotStart(f"{source} can't be read: {error}. Nothing was changed.") from None
        snapshot = _found(Path(folder), source, shared=shared)
        keys = _found_keys(Path(folder), settings.data_dir)
        entries = 0 if shared else _checked(snapshot)
        if shared:
            undump(settings.database, snapshot)
            entries = _checked_record(settings.database)
        for key, kept in keys:
            kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.rename(key, kept)
        if path:
            os.rename(snapshot, path)
    # The next start puts it into the record: who saw a later head can tell then what became of it.
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / RESTORED).write_text(str(entries), encoding="utf-8")
    what = path or "the database"
    return f"Restored {what}: {entries} entries in the record, all in order."


def _refuse_what_is_there(path: Path) -> None:
    for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        if one.exists():
            raise CannotStart(
                f"{one} exists. Nothing was changed. Move it away first, then restore."
            )


def _found_keys(folder: Path, data_dir: Path) -> list[tuple[Path, Path]]:
    """The keys in an unpacked backup, and where they belong. Raises CannotStart if there are others
    already, or one is damaged."""
    found = [(folder / name, data_dir / name) for name in _KEYS if (folder / name).exists()]
    for key, kept in found:
        if kept.exists():
            raise CannotStart(
                f"{kept} exists. Nothing was changed. Move it away first, then restore."
            )
        if key == folder / _MAIL_KEY and key.stat().st_size != _MAIL_KEY_BYTES:
            raise CannotStart("The key of mails in the backup is damaged. Nothing was changed.")
    return found


def _found(folder: Path, source: Path, *, shared: bool) -> Path:
    """The database in an unpacked backup. Raises CannotStart if it is of another kind."""
    wanted, other = (_DUMP, _DATABASE) if shared else (_DATABASE, _DUMP)
    if (folder / other).is_file():
        raise CannotStart(
            f"{source} is a backup of {'SQLite' if shared else 'PostgreSQL'}, and "
            "INTERSESSION_DATABASE_URL names the other. Nothing was changed. Restore it there; "
            "`intersession move` carries SQLite over to PostgreSQL."
        )
    if not (folder / wanted).is_file():
        raise CannotStart(f"{source} is not a backup. Nothing was changed.")
    return folder / wanted


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
        return _checked_record(f"sqlite:///{snapshot}")
    except DatabaseError:
        raise CannotStart("This is another program's database. Nothing was changed.") from None


def _checked_record(address: str) -> int:
    with reading(address) as tx:
        journal = tx.get(Journal)
        count, head = journal.head()
        wrong = check(exported(count, head, journal.entries()))
    if wrong:
        raise CannotStart(f"The record is not whole: {wrong[0]}. Nothing was changed.")
    return count
