"""PostgreSQL's own programs, which write a database into a file and bring it back."""

import os
import shutil
import subprocess  # nosec B404 # that is what this file is for
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.conversation.errors import CannotStart
from storage.postgresql import open_postgresql

_PATIENCE_SECONDS = 3600
_WRITES = "intersession-restore"
"""The name under which the server knows who brings a database back."""
_END = text(
    "SELECT pg_terminate_backend(pid, :wait) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = :name"
)
_END_MILLISECONDS = 30_000


def dump(address: str, target: Path) -> None:
    """Write the database as it is at one moment; it may be in use. Raises CannotStart."""
    _run(address, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def undump(address: str, source: Path) -> None:
    """Bring a database back, all of it or nothing. Raises CannotStart if there is one already."""
    refuse_tables(address)
    _run(
        address, "pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", str(source)
    )


def end_earlier(address: str) -> None:
    """End what a killed restore left running: its program lives on without it. What that has not
    brought back by then is undone. Raises CannotStart if it can't be ended."""
    engine = open_postgresql(address, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            values = {"wait": _END_MILLISECONDS, "name": _WRITES}
            if not all(connection.execute(_END, values).scalars()):
                raise CannotStart(
                    "An earlier restore is under way on this database, and does not end. Nothing "
                    "was changed. Try again later."
                )
    except DBAPIError as error:
        raise CannotStart(
            f"The database can't be used ({error.orig}). Nothing was changed. Is the server "
            "running, and is INTERSESSION_DATABASE_URL right?"
        ) from None
    finally:
        engine.dispose()


def has_tables(address: str) -> bool:
    """Whether a database is not empty."""
    engine = open_postgresql(address)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def refuse_tables(address: str) -> None:
    """Raises CannotStart if a database is not empty."""
    if has_tables(address):
        raise CannotStart(
            "The database is not empty. Nothing was changed. Create a new one and set "
            "INTERSESSION_DATABASE_URL to it, then restore."
        )


def _run(address: str, program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise CannotStart(
            f"{program} is needed and not there. On Debian: apt install postgresql-client"
        )
    url = make_url(address)
    # The library writes a space in an address as "+", which these programs take for a plus.
    _, known = url.get_dialect()().create_connect_args(url)
    # The password goes where no list of processes shows it.
    environment = {**os.environ, "PGPASSWORD": str(known.pop("password", ""))}
    known["application_name"] = _WRITES if program == "pg_restore" else program
    plain = make_conninfo(**known)
    done = subprocess.run(  # noqa: S603 # nosec B603 # the operator's own database
        [found, f"--dbname={plain}", *arguments],
        env=environment, capture_output=True, text=True, check=False, timeout=_PATIENCE_SECONDS,
    )  # fmt: skip
    if done.returncode:
        why = next(iter(done.stderr.strip().splitlines()), "it says nothing")
        raise CannotStart(f"{program} failed: {why}. Nothing was changed.")
