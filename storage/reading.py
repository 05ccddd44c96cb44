"""A look at the database beside whoever writes into it: for backups, exports and pages."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from bot.conversation.errors import CannotStart, NotKept
from storage.postgresql import is_postgresql, open_postgresql
from storage.sqlite import database_file
from storage.store import SqlTx


class SqlReader:
    """Reads a database that another process, or another thread, may be writing into."""

    def __init__(self, address: str) -> None:
        """Raises CannotStart if there is no database at this address."""
        self._engine = (
            open_postgresql(address, isolation_level="REPEATABLE READ")
            if is_postgresql(address)
            else _only_read(address)
        )

    @contextmanager
    def read(self) -> Iterator[SqlTx]:
        """A transaction that sees the database as it was when it began; it can't write.

        Raises NotKept if the database can't be read now.
        """
        with self._begun() as connection:
            yield SqlTx(connection)

    def _begun(self) -> Connection:
        try:
            connection = self._engine.connect()
            connection.begin()
        except OperationalError as error:
            raise NotKept(str(error.orig)) from error
        return connection

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _only_read(address: str) -> Engine:
    path = database_file(address)
    if path is None or not path.is_file():
        raise CannotStart(
            f"There is no database at {path}. Start the bot once, or set INTERSESSION_DATA_DIR."
        )
    engine = create_engine(
        f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true",
        hide_parameters=True,
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _one_view(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Of its own, so that all it reads is of one instant; in WAL mode nobody waits for it.
        connection.exec_driver_sql("BEGIN")
        # It begins to see with the first thing that it reads.
        connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").all()

    return engine
