"""The database: opened, guarded, and spoken to in transactions by one thread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from typing import Any, TypeVar, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, DBAPIError

from bot.conversation.errors import CannotStart
from bot.decisions.store import Ballots, Decisions, Objections, Voices
from bot.drafts.store import Comments, Drafts, Readings
from bot.letters.store import Letters
from bot.meetings.store import Actions, Agendas, Comers, Floor, Meetings, Minutes, Questions
from bot.people.store import (
    Codes,
    Flags,
    LinkRequests,
    Links,
    Measures,
    People,
    Reports,
    Roles,
)
from bot.ports import DatabaseState, Outbox, Positions, Seen
from bot.record.store import Heads, Journal
from bot.tracks.cycle.store import Cycles
from bot.tracks.store import Cohorts, Memberships, Rooms, Tracks
from storage import schema
from storage.actions import SqlActions
from storage.ballots import SqlBallots
from storage.codes import SqlCodes
from storage.cohorts import SqlCohorts
from storage.comers import SqlAgendas, SqlComers
from storage.comments import SqlComments
from storage.cycles import SqlCycles
from storage.decisions import SqlDecisions
from storage.drafts import SqlDrafts, SqlReadings
from storage.facts import SqlDatabaseState
from storage.heads import SqlHeads
from storage.hearing import SqlPositions, SqlSeen
from storage.journal import SqlJournal
from storage.letters import SqlLetters
from storage.link_requests import SqlLinkRequests
from storage.links import SqlLinks
from storage.measures import SqlFlags, SqlMeasures
from storage.meetings import SqlMeetings
from storage.minutes import SqlFloor, SqlMinutes
from storage.objections import SqlObjections
from storage.outbox import SqlOutbox
from storage.people import SqlPeople
from storage.postgresql import is_postgresql, open_postgresql
from storage.reports import SqlReports
from storage.roles import SqlRoles
from storage.signing import KeyFile
from storage.slots import SqlQuestions
from storage.sqlite import FileLock, WriteAheadLog, database_file, open_sqlite
from storage.traces import Traces
from storage.tracks import SqlMemberships, SqlRooms, SqlTracks
from storage.trouble import not_kept
from storage.voices import SqlVoices
from storage.watch import PostgresWatch
from storage.wholeness import check_whole, is_whole

Port = TypeVar("Port")
_LEAST_FREE = 1_000_000
"""With fewer bytes free than this a database is not judged to be damaged."""

_STORES: dict[type, Callable[[Connection], Any]] = {
    Actions: SqlActions,
    Agendas: SqlAgendas,
    Ballots: SqlBallots,
    Codes: SqlCodes,
    DatabaseState: SqlDatabaseState,
    Comers: SqlComers,
    Comments: SqlComments,
    Cohorts: SqlCohorts,
    Cycles: SqlCycles,
    Decisions: SqlDecisions,
    Drafts: SqlDrafts,
    Flags: SqlFlags,
    Floor: SqlFloor,
    Journal: SqlJournal,
    Letters: SqlLetters,
    Links: SqlLinks,
    LinkRequests: SqlLinkRequests,
    Measures: SqlMeasures,
    Meetings: SqlMeetings,
    Memberships: SqlMemberships,
    Minutes: SqlMinutes,
    Objections: SqlObjections,
    Outbox: SqlOutbox,
    People: SqlPeople,
    Positions: SqlPositions,
    Questions: SqlQuestions,
    Reports: SqlReports,
    Readings: SqlReadings,
    Roles: SqlRoles,
    Rooms: SqlRooms,
    Seen: SqlSeen,
    Tracks: SqlTracks,
    Voices: SqlVoices,
}


class SqlTx:
    """One transaction."""

    def __init__(
        self,
        connection: Connection,
        key: KeyFile | None = None,
        log: WriteAheadLog | None = None,
    ) -> None:
        """key: what heads of the journal are signed with. log: that of a SQLite file, emptied after
        a commit that it would tell too much of."""
        self._connection = connection
        self._log = log
        self._stores: dict[type, Any] = {}
        self.erased = False
        """Whether somebody was erased, for good."""
        self._key = key

    def get(self, port: type[Port]) -> Port:
        """The store of a capability, by the type of its port."""
        if port is Heads and port not in self._stores:
            journal = cast(SqlJournal, self.get(Journal))
            self._stores[port] = SqlHeads(self._connection, journal, self._key)
        elif port not in self._stores:
            self._stores[port] = _STORES[port](self._connection)
        return cast(Port, self._stores[port])

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that is undone alone if it is left by an exception."""
        try:
            # Said plainly: every command has one, and the library's own objects for it cost a
            # twentieth of what a command does. Of the same name they nest, the inner one first.
            self._connection.exec_driver_sql("SAVEPOINT part")
            try:
                yield
            except BaseException as trouble:
                self._undo(trouble)
                raise
            self._connection.exec_driver_sql("RELEASE SAVEPOINT part")
        except DBAPIError as error:
            raise not_kept(error) or error from error

    def _undo(self, trouble: BaseException) -> None:
        journal = self._stores.get(Journal)
        if journal:
            journal.forget()
        try:
            self._connection.exec_driver_sql("ROLLBACK TO SAVEPOINT part")
            self._connection.exec_driver_sql("RELEASE SAVEPOINT part")
        except DBAPIError as error:
            # A full disk undoes the whole transaction, and then there is no savepoint to undo.
            first = trouble if isinstance(trouble, DBAPIError) else error
            raise not_kept(first) or error from error

    def commit(self) -> None:
        """Make it last."""
        for store in self._stores.values():
            if isinstance(store, SqlBallots) and store.finish() and self._log:
                self._log.is_due()
        self._connection.commit()
        if self._log:
            self._log.empty(self._connection)
        people = self._stores.get(People)
        self.erased = isinstance(people, SqlPeople) and people.erased


class SqlStore:
    """A database: SQLite for this process alone, or PostgreSQL."""

    def __init__(
        self, address: str, backups: Path | None = None, key: KeyFile | None = None
    ) -> None:
        """Open the database, and bring its tables up to date.

        backups: where it is saved before that; None: beside the file, if it is one. key: what heads
        of the journal are signed with; without one they are not signed. Raises
        CannotStart if another process has it, if it is newer than the program, or if it is damaged
        or not there.
        """
        self._address = address
        self._key = key
        self._lock = None if is_postgresql(address) else FileLock(address)
        self.engine = open_sqlite(address) if self._lock else open_postgresql(address)
        self._log = WriteAheadLog() if self._lock else None
        if self._log:
            # Whoever was killed has left it.
            self._log.is_due()
        self.whole: bool | None = None
        try:
            self.whole = check_whole(self.engine)
            schema.bring_up_to_date(self.engine, backups)
            self._traces = Traces(
                self.engine, database_file(address) if self._lock else None, backups
            )
        except DatabaseError as error:
            self.close()
            raise _cannot_start(error, address) from None
        except BaseException:
            self.close()
            raise

    @contextmanager
    def begin(self) -> Iterator[SqlTx]:
        """Open a transaction; leaving it without commit undoes everything.

        Raises NotKept if the database can't be written, Conflict if another process came between.
        """
        try:
            with self.engine.connect() as connection:
                connection.begin()
                tx = SqlTx(connection, self._key, self._log)
                yield tx
        except DBAPIError as error:
            raise not_kept(error) or error from error
        if tx.erased:
            self._traces.erased()
        self._traces.wipe(beat=False)

    def tidy(self) -> None:
        """Wipe from the files what was erased, as far as that was not possible at once. It may
        take as long as writing the whole database anew."""
        self._traces.wipe(beat=True)

    def is_whole(self) -> bool | None:
        """Whether the database is not damaged; None if that can't be told. From any thread."""
        return is_whole(self._address)

    def watch(self) -> PostgresWatch | None:
        """What tells this process from others on the database, or None if it is the only one."""
        return None if self._lock else PostgresWatch(self._address)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
        if self._lock:
            self._lock.release()


def _cannot_start(error: DatabaseError, address: str) -> CannotStart:
    what = f"({type(error.orig).__name__}: {error.orig})"
    if is_postgresql(address):
        return CannotStart(
            f"The database can't be used {what}. Nothing was changed. Is the server running, and "
            "is INTERSESSION_DATABASE_URL right?"
        )
    path = database_file(address)
    # SQLite says "disk I/O error" where the file beside the database can't be made.
    if path and disk_usage(path.parent).free < _LEAST_FREE:
        return CannotStart(
            f"The disk is full {what}. Nothing was changed. Make room where {path} is, and start "
            "again."
        )
    return CannotStart(
        f"The database can't be read {what}. Nothing was changed. Move {database_file(address)} "
        "away, with the files beside it whose names begin like that, and restore a backup: "
        "intersession restore FILE"
    )
