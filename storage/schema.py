"""The tables' versions. Alembic carries a database from any earlier one to this program's."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from bot.conversation.errors import CannotStart

HEAD = "0006"
"""The version of the tables that this program knows: the last file in migrations/versions."""


def version(connection: Connection) -> str | None:
    """The version of a database, or None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def bring_up_to_date(engine: Engine) -> None:
    """Carry the database to this program's version. Raises CannotStart if it is newer."""
    with engine.connect() as connection:
        found = version(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise CannotStart(
            f"The database was written by a newer intersession (tables {found}, this program knows "
            f"{HEAD}). Nothing was changed. Install the newer program, or restore an older backup."
        )
    # Loaded here: an up-to-date database starts without it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
