"""A copy of the database before its tables are carried over to a newer version: the way back.

The copies lie beside the database of SQLite, or in the data folder. There are never more than a
few, and they are gone once somebody is erased: they would know them.
"""

import logging
import os
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.conversation.errors import CannotStart
from storage.dump import dump
from storage.sqlite import database_file

_BEFORE = "before"
_MOST = 2
_HALF = ".half"
_LITTLE = 100_000_000
"""With less room than that in bytes, it is taken to be what was missing."""
_log = logging.getLogger(__name__)


def save(address: str, folder: Path | None, found: str, head: str, when: str) -> None:
    """Copy the database as it is, before it is carried from one version to another.

    folder: where a PostgreSQL database is dumped; None: nowhere. when: of now, for the name.
    Raises CannotStart if there is no room for it.
    """
    file = database_file(address)
    if file is not None:
        _save_file(file, found, head, when)
    elif folder is not None and "://" in address and not address.startswith("sqlite"):
        _save_dump(address, folder, found, head, when)


def forget(file: Path | None, folder: Path | None) -> None:
    """Remove all copies: they know somebody who was erased."""
    for one in copies(file, folder):
        one.unlink(missing_ok=True)


def copies(file: Path | None, folder: Path | None) -> list[Path]:
    """The copies that are there, and halves of them that a kill left; the oldest first."""
    home = file.parent if file else folder
    stem = file.name if file else "database"
    if home is None or not home.is_dir():
        return []
    found = [one for one in home.glob(f"{_BEFORE}-*-{stem}*") if one.is_file()]
    return sorted(found, key=lambda one: one.stat().st_mtime_ns)


def _save_file(file: Path, found: str, head: str, when: str) -> None:
    kept = file.with_name(f"{_BEFORE}-{head}-{when}-{file.name}")
    half = _begun(kept, file, None)
    try:
        with closing(sqlite3.connect(file)) as connection:
            needed = int(connection.execute("PRAGMA page_count").fetchone()[0]) * int(
                connection.execute("PRAGMA page_size").fetchone()[0]
            )
            # The copy, and as much again for what the new version writes anew.
            if shutil.disk_usage(file.parent).free < 2 * needed:
                raise _no_room(file.parent, "it is full")
            connection.execute("VACUUM INTO ?", (str(half),))
        _complete(half, kept)
    except (sqlite3.Error, OSError) as error:
        raise _no_room(file.parent, str(error)) from None
    finally:
        half.unlink(missing_ok=True)
    _log.info(
        "the database was saved before its tables were carried from %s to %s. The way back: stop "
        "the bot, install the earlier version, and put %s in the place of %s (without the files "
        "beside it that end in -wal and -shm)", found, head, kept.name, file.name,
    )  # fmt: skip


def _save_dump(address: str, folder: Path, found: str, head: str, when: str) -> None:
    if shutil.which("pg_dump") is None:
        _log.warning(
            "the database was not saved before its tables were carried from %s to %s, for pg_dump "
            "is not there. The way back is your own backup", found, head,
        )  # fmt: skip
        return
    kept = folder / f"{_BEFORE}-{head}-{when}-database.dump"
    half = _begun(kept, None, folder)
    try:
        dump(address, half)
        _complete(half, kept)
    except (CannotStart, OSError) as error:
        if shutil.disk_usage(folder).free < _LITTLE:
            raise _no_room(folder, "it is full") from None
        # pg_dump may be older than the server, which is no reason to stay with an older bot.
        _log.warning(
            "the database was not saved before its tables were carried from %s to %s: %s The way "
            "back is your own backup", found, head, error,
        )  # fmt: skip
        return
    finally:
        half.unlink(missing_ok=True)
    dumped = shlex.quote(str(kept.absolute()))
    _log.info(
        "the database was saved before its tables were carried from %s to %s. The way back: stop "
        "the bot; createdb --encoding=UTF8 --template=template0 NEW; pg_restore --no-owner "
        "--exit-on-error --single-transaction --dbname=NEW %s; install the earlier version, and "
        "start it with NEW in INTERSESSION_DATABASE_URL", found, head, dumped,
    )  # fmt: skip


def _begun(kept: Path, file: Path | None, folder: Path | None) -> Path:
    """An empty file for us alone to be written; what is too many of the earlier ones is removed."""
    earlier = copies(file, folder)
    for one in [one for one in earlier if one.name.endswith(_HALF)] + [
        one for one in earlier if not one.name.endswith(_HALF)
    ][: -(_MOST - 1)]:
        one.unlink(missing_ok=True)
    half = kept.with_name(kept.name + _HALF)
    half.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    return half


def _complete(half: Path, kept: Path) -> None:
    with half.open("rb") as written:
        os.fsync(written.fileno())
    half.chmod(0o600)
    half.replace(kept)


def _no_room(folder: Path, why: str) -> CannotStart:
    return CannotStart(
        f"The database can't be saved in {folder} before its tables are carried over ({why}). "
        "Nothing was changed. Make room there: about twice the size of the database."
    )
