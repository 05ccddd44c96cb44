"""The tables' versions. Alembic carries a database from any earlier one to this program's."""

from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from bot.conversation.errors import CannotStart
from storage.postgresql import DIALECT, check_encoding, make_alike, one_carries_over

HEAD = "0011"
"""The version of the tables that this program knows: the last file in migrations/versions."""


def version(connection: Connection) -> str | None:
    """The version of a database, or None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def bring_up_to_date(engine: Engine) -> None:
    """Carry the database to this program's version. Raises CannotStart if it is newer."""
    if _is_up_to_date(engine):
        return
    shared = engine.dialect.name == DIALECT
    with one_carries_over(engine) if shared else nullcontext():
        # Another process may have done it meanwhile.
        if not _is_up_to_date(engine):
            _carry_over(engine)


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
