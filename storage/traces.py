"""Wipes from the database's files what deleted rows leave in them. SqlStore calls it after commits
and at every beat, until it is done.

SQLite overwrites what is deleted (secure_delete), and still keeps copies: of every page in its
write-ahead log, and of some cells in pages that were balanced. PostgreSQL keeps dead rows until
they are vacuumed, and their bytes until the table is written anew.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from storage import safety
from storage.erasing import last_words_wait
from storage.postgresql import DIALECT
from storage.tables import TraceRow

_trace = TraceRow.__table__  # type: ignore[attr-defined]
_LAST = select(func.max(_trace.c.id))
_NOT_OF_PEOPLE = ("alembic_version", "journal", "trace", "tally", "secret_ballot")
"""Tables whose rows never tell anything of a person."""
_SEEN_BY_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity, trace WHERE pid <> pg_backend_pid()"
    " AND backend_xmin IS NOT NULL AND age(backend_xmin) >= age(trace.xmin)"
)
_PATIENCE = "PRAGMA busy_timeout=10000"
"""What open_sqlite set."""
_log = logging.getLogger(__name__)


class Traces:
    """What is still to be wiped. It is spoken to by the thread that writes."""

    def __init__(self, engine: Engine, file: Path | None, backups: Path | None) -> None:
        """file: the one of a SQLite database; None if it has none or is PostgreSQL. backups: where
        a database was saved that is no file."""
        self._engine = engine
        self._file = file
        self._backups = backups
        self._rewritten = False
        self._told = False
        self.due: bool | None = None
        """Whether anything is; None until that was looked up."""

    def _last(self) -> int:
        """The number of the last erasure that is to be wiped, 0 if there is none."""
        with self._engine.connect() as connection:
            return connection.execute(_LAST).scalar() or 0

    def erased(self) -> None:
        """Somebody was erased just now."""
        self.due, self._rewritten = True, False

    def wipe(self, *, beat: bool) -> None:
        """Wipe what can be wiped now, if anything is due. beat: time has come to do what takes
        long, where it is not done at once."""
        if self.due is False or (self._shared and not beat):
            # PostgreSQL's tables are locked meanwhile, and other processes wait.
            return
        try:
            last = self._last()
            self.due = last > 0
            if not self.due:
                return
            # Copies of the database know whoever was erased since.
            safety.forget(self._file, self._backups)
            if self._wiped():
                self._finish(last)
            else:
                self._postponed("somebody reads, or last words wait")
        except (DBAPIError, OSError) as error:
            # What was erased is committed: this is done again, and fails nobody's command.
            self._postponed(type(error).__name__)

    def _wiped(self) -> bool:
        """Whether nothing is left."""
        if self._shared:
            return self._wipe_postgresql()
        return self._file is None or self._wipe_sqlite()

    @property
    def _shared(self) -> bool:
        return self._engine.dialect.name == DIALECT

    def _postponed(self, why: str) -> None:
        if not self._told:
            _log.info("what was erased is not wiped from the files yet (%s): tried again", why)
            self._told = True

    def _finish(self, last: int) -> None:
        with self._engine.begin() as connection:
            # Another process may have erased somebody meanwhile.
            connection.execute(delete(_trace).where(_trace.c.id <= last))
        self.due = self._told = False
        _log.info("what was erased is wiped from the database's files")

    def _wipe_sqlite(self) -> bool:
        with self._plain() as connection:
            # What was committed leaves the log at once, whatever else has to wait.
            emptied = _empty_the_log(connection)
            if not emptied or self._last_words_wait():
                return False
            if not self._rewritten:
                connection.execute("VACUUM")
                self._rewritten = True
            return _empty_the_log(connection)

    @contextmanager
    def _plain(self) -> Iterator[Any]:
        """The driver's own connection, which begins no transaction and waits for nobody."""
        connection = self._engine.raw_connection()
        try:
            connection.driver_connection.execute("PRAGMA busy_timeout=0")  # type: ignore[union-attr]
            yield connection.driver_connection
        except sqlite3.Error as error:
            raise DBAPIError(None, None, error) from error
        finally:
            connection.driver_connection.execute(_PATIENCE)  # type: ignore[union-attr]
            connection.close()

    def _last_words_wait(self) -> bool:
        with self._engine.connect() as connection:
            return last_words_wait(connection)

    def _wipe_postgresql(self) -> bool:
        """Whether nothing is left. Rows that an older transaction may still look at would be
        carried over; so that is waited for."""
        if self._last_words_wait():
            return False
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if connection.execute(_SEEN_BY_OTHERS).scalar():
                return False
            quoted = connection.dialect.identifier_preparer.quote
            for table in SQLModel.metadata.sorted_tables:
                if table.name not in _NOT_OF_PEOPLE:
                    connection.execute(text(f"VACUUM (FULL, ANALYZE) {quoted(table.name)}"))
        return True


def _empty_the_log(connection: Any) -> bool:
    """Carry the write-ahead log into the database and cut it; False if a reader still needs it."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
