"""The tables' versions. Alembic carries a database from any earlier one to this program's."""

import logging
import re
import sqlite3
from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from bot.conversation.errors import CannotStart
from storage import safety
from storage.postgresql import DIALECT, check_encoding, make_alike, one_carries_over

_log = logging.getLogger(__name__)
HEAD = "0018"
"""The version of the tables that this program knows: the last file in migrations/versions."""


def version(connection: Connection) -> str | None:
    """The version of a database, or None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def bring_up_to_date(engine: Engine, backups: Path | None = None) -> None:
    """Carry the database to this program's version, after it was saved. backups: where a database
    is saved that is no file. Raises CannotStart if it is newer, or can't be saved."""
    if _is_up_to_date(engine):
        return
    shared = engine.dialect.name == DIALECT
    with one_carries_over(engine) if shared else nullcontext():
        # Another process may have done it meanwhile.
        if not _is_up_to_date(engine):
            used = _save(engine, backups)
            _carry_over(engine)
            if used and not shared:
                _write_anew(engine)


def _save(engine: Engine, backups: Path | None) -> bool:
    """Keep a copy of a database, if people have used it; whether they have."""
    with engine.connect() as connection:
        found = version(connection)
        # The clock of the database: a date for the name of a file, and nothing else.
        now = connection.execute(text("SELECT CURRENT_TIMESTAMP")).scalar()
    if found is not None:
        when = re.sub(r"\D", "", str(now))[:14]
        address = engine.url.render_as_string(hide_password=False)
        safety.save(address, backups, found, HEAD, when)
    return found is not None


def _write_anew(engine: Engine) -> None:
    """What earlier versions left in a file of rows that are deleted is left out of it."""
    connection = engine.raw_connection()
    try:
        connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]
    except sqlite3.Error as error:
        _log.warning("the database could not be written anew (%s)", error)
    finally:
        connection.close()


def _is_up_to_date(engine: Engine) -> bool:
    with engine.connect() as connection:
        found = version(connection)
    if found is not None and found > HEAD:
        raise CannotStart(
            f"The database was written by a newer intersession (tables {found}, this program knows "
            f"{HEAD}). Nothing was changed. Install the newer program, or restore an older backup."
        )
    return found == HEAD


def _carry_over(engine: Engine) -> None:
    # Loaded here: an up-to-date database starts without it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        if connection.dialect.name == DIALECT:
            check_encoding(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.dialect.name == DIALECT:
            make_alike(connection)
