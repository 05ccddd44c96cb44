"""Who of several processes on one PostgreSQL database does what: leases, numbers and locks.

A process that lives says so again and again; who is silent for longer than a lease is taken for
dead, and what it had claimed is sent by others. To listen on a platform is an advisory lock of a
connection that is kept for nothing else: it ends with the connection.
"""

import os
import socket
from zlib import crc32

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.conversation.errors import NotKept
from bot.ports import Standing
from storage.postgresql import LOCKS, open_postgresql

_LEASE_SECONDS = 10
_KEEP_DEAD = "1 day"

_RENEW = text(
    "UPDATE instance SET until = clock_timestamp() + make_interval(secs => :lease)"
    " WHERE number = :number AND until > clock_timestamp() RETURNING number"
)
_ENLIST = text(
    "INSERT INTO instance (name, until)"
    " VALUES (:name, clock_timestamp() + make_interval(secs => :lease)) RETURNING number"
)
_BURY = text("DELETE FROM instance WHERE until < clock_timestamp() - CAST(:age AS interval)")
_LEAVE = text("DELETE FROM instance WHERE number = :number")
_LIVING = text("SELECT count(*) FROM instance WHERE until > clock_timestamp()")
_LET_GO = text("SELECT pg_advisory_unlock_all()")
_LOCK = text("SELECT pg_try_advisory_lock(:locks, :what)")
_HOLD = text(
    "INSERT INTO position (platform, position, holder) VALUES (:platform, '', :number)"
    " ON CONFLICT (platform) DO UPDATE SET holder = excluded.holder"
)
_UNSEAT_MILLISECONDS = 1000
# A process that was paused keeps its connection, and so its lock, and does nothing. The lock is
# free once the connection has ended, not when that was asked for: hence the wait.
_UNSEAT = text(
    "SELECT pg_terminate_backend(pg_locks.pid, :wait) FROM pg_locks"
    " JOIN position ON position.platform = :platform"
    " LEFT JOIN instance ON instance.number = position.holder"
    " WHERE locktype = 'advisory' AND granted AND pg_locks.database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid::bigint = :locks AND objid::bigint = :unsigned AND objsubid = 2"
    " AND (instance.number IS NULL OR instance.until < clock_timestamp())"
)


class PostgresWatch:
    """This process among the others on its database."""

    def __init__(self, address: str) -> None:
        self._engine = open_postgresql(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._name = f"{socket.gethostname()}/{os.getpid()}"
        self._connection: Connection | None = None
        self._number = 0

    def beat(self) -> Standing:
        """Say that this process lives; how it stands.

        The number is a new one if its lease or its connection had ended: then nothing is held.
        Raises NotKept if the database is not there; then nothing is held either.
        """
        try:
            if self._connection is None:
                self._connection, self._number = self._engine.connect(), 0
            lease = {"lease": _LEASE_SECONDS}
            renewed = self._connection.execute(_RENEW, {**lease, "number": self._number})
            if renewed.scalar() is None:
                self._connection.execute(_LET_GO)
                self._connection.execute(_BURY, {"age": _KEEP_DEAD})
                enlisted = self._connection.execute(_ENLIST, {**lease, "name": self._name})
                self._number = enlisted.scalar_one()
            return Standing(self._number, self._connection.execute(_LIVING).scalar_one())
        except DBAPIError as error:
            raise self._lost(error) from error

    def hold(self, platform: str) -> bool:
        """Whether this process is the one that listens on a platform: nobody else is.

        One that is taken for dead, and still holds it, loses its connection; that is waited for,
        one second at most. Raises NotKept if the database is not there.
        """
        if self._connection is None:
            return False
        unsigned = crc32(platform.encode())
        what = {"locks": LOCKS, "what": unsigned - 2**32 if unsigned >= 2**31 else unsigned}
        dead = {"platform": platform, "locks": LOCKS, "unsigned": unsigned}
        try:
            held = self._connection.execute(_LOCK, what).scalar()
            if not held:
                self._connection.execute(_UNSEAT, {**dead, "wait": _UNSEAT_MILLISECONDS})
                held = self._connection.execute(_LOCK, what).scalar()
            if held:
                self._connection.execute(_HOLD, {"platform": platform, "number": self._number})
        except DBAPIError as error:
            raise self._lost(error) from error
        return bool(held)

    def close(self) -> None:
        """Let others take over at once."""
        if self._connection is not None:
            try:
                self._connection.execute(_LET_GO)
                self._connection.execute(_LEAVE, {"number": self._number})
                self._connection.close()
                self._connection = None
            except DBAPIError as error:
                self._lost(error)
        self._engine.dispose()

    def _lost(self, error: DBAPIError) -> NotKept:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
        return NotKept(str(error.orig))
