"""Whether a database is damaged: asked at the start, and once a day beside whoever writes."""

import sqlite3
from contextlib import closing
from urllib.parse import quote

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, DBAPIError

from bot.conversation.errors import NotKept
from storage.postgresql import DIALECT, is_postgresql, open_postgresql
from storage.sqlite import database_file

_CHECK = "PRAGMA quick_check(1)"
_HAS_AMCHECK = text("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")
_INDEXES = text(
    "SELECT bt_index_check(i.indexrelid) FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
    " WHERE c.relnamespace = current_schema()::regnamespace AND a.amname = 'btree'"
    " AND i.indisready AND i.indisvalid"
)
_DAMAGED = ("XX001", "XX002")
"""Data and index corrupted: https://www.postgresql.org/docs/15/errcodes-appendix.html"""


def check_whole(engine: Engine) -> bool | None:
    """True, or None if there is nothing by which it could be told. Raises SQLAlchemy's
    DatabaseError, with what is wrong in words, if the database is damaged.

    SQLite reads all of the file for that (quick_check: every page, without comparing indexes with
    their tables). PostgreSQL is asked if its extension amcheck is there.
    """
    if engine.dialect.name == DIALECT:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return _check_indexes(connection)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(_CHECK).scalar()
    if found != "ok":
        raise DatabaseError(_CHECK, None, sqlite3.DatabaseError(str(found)))
    return True


def is_whole(address: str) -> bool | None:
    """Whether a database is not damaged; None if there is nothing by which that could be told.
    Nobody who writes waits for it. Raises NotKept if it can't be read now."""
    try:
        if is_postgresql(address):
            return _postgresql_is_whole(address)
        return _file_is_whole(address)
    except DBAPIError as error:
        raise NotKept(str(error.orig)) from error


def _file_is_whole(address: str) -> bool:
    path = database_file(address)
    if path is None:
        return True
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            return bool(connection.execute(_CHECK).fetchone()[0] == "ok")
    except sqlite3.OperationalError as error:
        raise NotKept(str(error)) from error
    except sqlite3.DatabaseError:
        return False


def _postgresql_is_whole(address: str) -> bool | None:
    engine = open_postgresql(address, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            return _check_indexes(connection)
    except DatabaseError as error:
        if getattr(error.orig, "sqlstate", None) in _DAMAGED:
            return False
        raise
    finally:
        engine.dispose()


def _check_indexes(connection: Connection) -> bool | None:
    """True if all indexes fit their tables, None if it can't be asked. Raises DatabaseError."""
    if connection.execute(_HAS_AMCHECK).first() is None:
        return None
    try:
        connection.execute(_INDEXES).all()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _DAMAGED:
            raise
        # Without the right to ask, nothing is known.
        return None
    return True
