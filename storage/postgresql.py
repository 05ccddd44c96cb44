"""A PostgreSQL database: how it is opened, and what makes it mean the same as SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    ExceptionContext,
    Integer,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import make_url

from bot.conversation.errors import CannotStart

DIALECT = "postgresql"
LOCKS = 0x1257
"""The first number of all our advisory locks; the second says for what."""
_FOR_MIGRATION = 0
# Whoever waits longer for a lock or a network is told that nothing was kept. A process that the
# network has cut off must not hold rows of others: the server lets go of it as quickly.
_PATIENCE = (
    "-c lock_timeout=10s -c idle_in_transaction_session_timeout=20s"
    " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
)
_NETWORK = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def is_postgresql(address: str) -> bool:
    """Whether an address is one of PostgreSQL."""
    return address.startswith("postgresql")


def open_postgresql(address: str, **more: Any) -> Engine:
    """The engine of a PostgreSQL address; every transaction is serializable."""
    # Loaded here: with SQLite nobody waits for it.
    from storage.signs import readable_signs  # noqa: PLC0415

    url = make_url(address)
    given = url.query.get("options", "")
    options = f"{given if isinstance(given, str) else ' '.join(given)} {_PATIENCE}".strip()
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={**_NETWORK, "options": options, "application_name": "intersession"},
        **{"isolation_level": "SERIALIZABLE", **more},
    )

    # A number that somebody sends us may be wider than 32 bits, and is then simply not found.
    engine.dialect.colspecs = {**engine.dialect.colspecs, Integer: _Wide}

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        readable_signs(connection)

    @event.listens_for(engine, "handle_error")
    def _without_values(context: ExceptionContext) -> None:
        # The server's details quote what people wrote.
        error = context.original_exception
        primary = getattr(getattr(error, "diag", None), "message_primary", None)
        if primary:
            error.args = (primary,)
            if context.sqlalchemy_exception:
                context.sqlalchemy_exception.args = (f"({type(error).__name__}) {primary}",)

    return engine


class _Wide(BigInteger):
    render_bind_cast = True


def check_encoding(connection: Connection) -> None:
    """Raises CannotStart if not every language can be written."""
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise CannotStart(
            f"The database's encoding is {encoding}, and has to be UTF8. Nothing was changed. "
            "Create it with: createdb --encoding=UTF8 --template=template0 NAME"
        )


@contextmanager
def one_carries_over(engine: Engine) -> Iterator[None]:
    """Only one process at a time carries the tables over; the others wait here."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        key = {"locks": LOCKS, "what": _FOR_MIGRATION}
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:locks, :what)"), key)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:locks, :what)"), key)
            # It goes back to the pool as it came.
            connection.execute(text("RESET lock_timeout"))


_TEXTS = text(
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND data_type IN ('character varying', 'text')"
    " AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'alembic_version'"
)
_NUMBERS = text(
    "SELECT table_name, column_name,"
    " pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence"
    " FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND data_type = 'integer'"
)


def make_alike(connection: Connection) -> None:
    """After a migration: texts sort as they do in SQLite and in Python, whatever the server's
    language; and numbers have 64 bits, as they have in SQLite."""
    quoted = connection.dialect.identifier_preparer.quote
    for row in connection.execute(_TEXTS).all():
        column = f"ALTER COLUMN {quoted(row.column_name)} TYPE VARCHAR"
        connection.execute(text(f'ALTER TABLE {quoted(row.table_name)} {column} COLLATE "C"'))
    for row in connection.execute(_NUMBERS).all():
        column = f"ALTER COLUMN {quoted(row.column_name)} TYPE BIGINT"
        connection.execute(text(f"ALTER TABLE {quoted(row.table_name)} {column}"))
        if row.sequence:
            connection.execute(text(f"ALTER SEQUENCE {row.sequence} AS BIGINT"))
