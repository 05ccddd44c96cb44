"""PostgreSQL's own programs, which write a database into a file and bring it back."""

import os
import shutil
import subprocess  # nosec B404 # that is what this file is for
from pathlib import Path

from sqlalchemy import URL, inspect, make_url

from bot.conversation.errors import CannotStart
from storage.postgresql import open_postgresql

_PATIENCE_SECONDS = 3600


def dump(address: str, target: Path) -> None:
    """Write the database as it is at one moment; it may be in use. Raises CannotStart."""
    _run(address, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def undump(address: str, source: Path) -> None:
    """Bring a database back, all of it or nothing. Raises CannotStart if there is one already."""
    refuse_tables(address)
    _run(
        address, "pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", str(source)
    )


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
    # The password goes where no list of processes shows it.
    environment = {**os.environ, "PGPASSWORD": url.password or ""}
    plain = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    ).render_as_string()
    done = subprocess.run(  # noqa: S603 # nosec B603 # the operator's own database
        [found, f"--dbname={plain}", *arguments],
        env=environment, capture_output=True, text=True, check=False, timeout=_PATIENCE_SECONDS,
    )  # fmt: skip
    if done.returncode:
        why = next(iter(done.stderr.strip().splitlines()), "it says nothing")
        raise CannotStart(f"{program} failed: {why}. Nothing was changed.")
