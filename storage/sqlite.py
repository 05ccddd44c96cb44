"""A SQLite database: how it is opened, and kept for one process alone."""

import fcntl
import os
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from bot.conversation.errors import CannotStart

_PATIENCE = 10
"""Seconds to wait for others who write."""
_SHORT_PATIENCE = 20
"""Milliseconds to wait for those who read, until the log can be emptied."""


def open_sqlite(address: str) -> Engine:
    """The engine of a SQLite address, set up to lose nothing."""
    memory = address in ("sqlite://", "sqlite:///:memory:")
    engine = create_engine(
        address,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": _PATIENCE, "check_same_thread": False},
        # A database in memory lives as long as its one connection.
        **({"poolclass": StaticPool} if memory else {}),
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # The driver's own deferred BEGIN loses updates when two transactions meet.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


class WriteAheadLog:
    """The log beside a SQLite file. It has the pages as they were after each commit: whoever
    compares them sees which ballot came with which voter. So it is emptied after such a commit."""

    def __init__(self) -> None:
        self._is_due = False

    def is_due(self) -> None:
        """The next commit writes what is not to be told from what was there before."""
        self._is_due = True

    def empty(self, connection: Connection) -> None:
        """Empty it if that is due. While somebody reads the database it can't be: then it is tried
        again after the next commit."""
        if not self._is_due:
            return
        driver = connection.connection.driver_connection
        if driver is None:
            return
        driver.execute(f"PRAGMA busy_timeout = {_SHORT_PATIENCE}")
        try:
            busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except OperationalError:
            # The disk is full, or fails: what was committed is kept nevertheless.
            busy = 1
        finally:
            driver.execute(f"PRAGMA busy_timeout = {1000 * _PATIENCE}")
        self._is_due = bool(busy)


class FileLock:
    """A file beside the database that one process holds while it has the database open."""

    def __init__(self, address: str) -> None:
        self._file: int | None = None
        path = database_file(address)
        if path is None:
            return
        try:
            _make_private(path)
            self._file = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CannotStart(
                f"The database can't be kept in {path.parent}: {error.strerror}. Set "
                "INTERSESSION_DATA_DIR to a folder that can be written."
            ) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise CannotStart(
                f"Another intersession is running on {path}. Stop it first, or set another "
                "INTERSESSION_DATA_DIR."
            ) from None

    def release(self) -> None:
        """Let another process have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _make_private(file: Path) -> None:
    """Make the folder and the file, where they are not there, for their owner alone. SQLite gives
    what it lays beside the file the file's own mode. Raises OSError if that is not possible."""
    if not file.parent.exists():
        file.parent.mkdir(parents=True, mode=0o700)
    if not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def database_file(address: str) -> Path | None:
    """The file of a SQLite address, or None if it lives in memory or is no SQLite."""
    name = address.removeprefix("sqlite:///")
    return None if "://" in name or name in ("", ":memory:") else Path(name)
