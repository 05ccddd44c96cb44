"""A PostgreSQL server of the tests' own: its own cluster, on loopback, gone afterwards."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from tests.patience import PATIENCE

_UNPRIVILEGED = "postgres"
# What is tested survives the bot's death, not the machine's.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


def programs() -> Path | None:
    """Where Debian keeps the newest server's programs, or None if there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: one.parts[-3])
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Postgres:
    """One cluster. As root it runs as Debian's user for it, since the server refuses root."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._programs = programs()
        self._folder = folder
        self._settings = _SETTINGS | settings
        self._data = folder / "data"
        self._password = secrets.token_hex(16)
        self._numbers = count(1)
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._own(self._folder)
        secret = self._folder / "password"
        secret.write_text(self._password)
        self._own(secret)
        self._run(
            "initdb", "--pgdata", str(self._data), "--username", "tests", "--auth", "scram-sha-256",
            "--pwfile", str(secret), "--encoding", "UTF8", "--locale", "en_US.UTF-8"
            if _has_locale("en_US.utf8") else "C.UTF-8", "--no-sync",
        )  # fmt: skip
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        settings = self._settings | {"port": str(self._port), "unix_socket_directories": ""}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        self._process = subprocess.Popen(
            self._as_owner("postgres", "-D", str(self._data), *options),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Not ended by an interrupt that is meant for the tests.
            start_new_session=True,
        )
        self._run("pg_isready", "--host", "127.0.0.1", "--port", str(self._port), until=PATIENCE)

    def stop(self) -> None:
        """Stop the server, whoever is connected."""
        if self._process is not None:
            self._signal(signal.SIGINT)
            self._process.wait(PATIENCE)
            self._process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        # What was started may have become the server, or have it as its child.
        pid = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, number)

    @property
    def data(self) -> Path:
        """The folder of all that it keeps."""
        return self._data

    @property
    def port(self) -> int:
        """Where it listens on the loopback."""
        return self._port

    def address(self, database: str) -> str:
        """The setting for a database."""
        return f"postgresql+psycopg://tests:{self._password}@127.0.0.1:{self._port}/{database}"

    def new(self, template: str = "template0") -> str:
        """A new database, as a copy of another; its name."""
        name = f"test_{next(self._numbers)}"
        with self.connected("postgres") as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        if template == "template0":
            with self.connected(name) as connection:
                # It comes with the server on Debian; a database is not asked whether it is whole
                # without it.
                connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        with self.connected("postgres") as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def connected(self, database: str) -> psycopg.Connection:
        """A connection of the tests' own, that commits by itself."""
        return psycopg.connect(
            self.address(database).replace("+psycopg", ""), autocommit=True, connect_timeout=10
        )

    def _run(self, program: str, *arguments: str, until: float = 0) -> None:
        attempts = max(1, int(until * 10))
        for attempt in range(attempts):
            done = subprocess.run(
                self._as_owner(program, *arguments), capture_output=True, text=True, check=False
            )
            if not done.returncode:
                return
            if attempt + 1 < attempts:
                # There is nothing to await: the server says nowhere when it is ready.
                subprocess.run(["sleep", "0.1"], check=True)
        raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")

    def _as_owner(self, program: str, *arguments: str) -> list[str]:
        assert self._programs is not None
        command = [str(self._programs / program), *arguments]
        if os.geteuid():
            return command
        return ["setpriv", f"--reuid={_UNPRIVILEGED}", f"--regid={_UNPRIVILEGED}",
                "--clear-groups", "--", *command]  # fmt: skip

    def _own(self, path: Path) -> None:
        if not os.geteuid():
            owner = pwd.getpwnam(_UNPRIVILEGED)
            os.chown(path, owner.pw_uid, owner.pw_gid)


def a_folder() -> Path:
    """A folder that an unprivileged user can reach: pytest's own can't be."""
    folder = Path(tempfile.mkdtemp(prefix="intersession-postgres-"))
    folder.chmod(0o755)
    return folder


def _has_locale(name: str) -> bool:
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout
    return name in known.split()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
