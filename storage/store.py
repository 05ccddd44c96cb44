"""The database: opened, guarded, and spoken to in transactions by one thread."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import StaticPool

from bot.conversation.errors import CannotStart, NotKept
from bot.decisions.store import Ballots, Decisions, Objections
from bot.letters.store import Letters
from bot.meetings.store import Actions, Agendas, Comers, Floor, Meetings, Minutes, Questions
from bot.people.store import Codes, People, Reports, Roles
from bot.ports import Outbox, Positions, Seen
from bot.record.store import Journal
from bot.tracks.store import Memberships, Rooms, Tracks
from storage import schema
from storage.actions import SqlActions
from storage.ballots import SqlBallots
from storage.comers import SqlAgendas, SqlComers
from storage.decisions import SqlDecisions
from storage.hearing import SqlPositions, SqlSeen
from storage.journal import SqlJournal
from storage.letters import SqlLetters
from storage.meetings import SqlMeetings
from storage.minutes import SqlFloor, SqlMinutes
from storage.objections import SqlObjections
from storage.outbox import SqlOutbox
from storage.people import SqlCodes, SqlPeople, SqlReports, SqlRoles
from storage.slots import SqlQuestions
from storage.tracks import SqlMemberships, SqlRooms, SqlTracks

Port = TypeVar("Port")

_STORES: dict[type, Callable[[Connection], Any]] = {
    Actions: SqlActions,
    Agendas: SqlAgendas,
    Ballots: SqlBallots,
    Codes: SqlCodes,
    Comers: SqlComers,
    Decisions: SqlDecisions,
    Floor: SqlFloor,
    Journal: SqlJournal,
    Letters: SqlLetters,
    Meetings: SqlMeetings,
    Memberships: SqlMemberships,
    Minutes: SqlMinutes,
    Objections: SqlObjections,
    Outbox: SqlOutbox,
    People: SqlPeople,
    Positions: SqlPositions,
    Questions: SqlQuestions,
    Reports: SqlReports,
    Roles: SqlRoles,
    Rooms: SqlRooms,
    Seen: SqlSeen,
    Tracks: SqlTracks,
}


class SqlTx:
    """One transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stores: dict[type, Any] = {}

    def get(self, port: type[Port]) -> Port:
        """The store of a capability, by the type of its port."""
        if port not in self._stores:
            self._stores[port] = _STORES[port](self._connection)
        return cast(Port, self._stores[port])

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that is undone alone if it is left by an exception."""
        trouble: OperationalError | None = None
        try:
            with self._connection.begin_nested():
                try:
                    yield
                except OperationalError as error:
                    trouble = error
                    raise
        except OperationalError as error:
            # A full disk undoes the whole transaction, and then there is no savepoint to undo.
            raise NotKept(str((trouble or error).orig)) from error

    def commit(self) -> None:
        """Make it last."""
        self._connection.commit()


class SqlStore:
    """A SQLite database. It is opened for this process alone."""

    def __init__(self, address: str) -> None:
        """Open the database, and bring its tables up to date.

        Raises CannotStart if another process has it, if it is newer than the program, or if it
        is damaged.
        """
        self._lock = _Lock(address)
        try:
            self.engine = _engine(address)
            schema.bring_up_to_date(self.engine)
        except DatabaseError as error:
            self._lock.release()
            raise CannotStart(
                f"The database can't be read ({type(error.orig).__name__}: {error.orig}). "
                "Nothing was changed. Restore a backup: intersession restore FILE"
            ) from None
        except BaseException:
            self._lock.release()
            raise

    @contextmanager
    def begin(self) -> Iterator[SqlTx]:
        """Open a transaction; leaving it without commit undoes everything."""
        with self.engine.connect() as connection:
            connection.begin()
            yield SqlTx(connection)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
        self._lock.release()


def _engine(address: str) -> Engine:
    memory = address in ("sqlite://", "sqlite:///:memory:")
    engine = create_engine(
        address,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": 10, "check_same_thread": False},
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


class _Lock:
    """A file beside the database that one process holds while it has the database open."""

    def __init__(self, address: str) -> None:
        self._file: int | None = None
        path = database_file(address)
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
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


def database_file(address: str) -> Path | None:
    """The file of a SQLite address, or None if it lives in memory."""
    name = address.removeprefix("sqlite:///")
    return None if name in ("", ":memory:", "sqlite://") else Path(name)
