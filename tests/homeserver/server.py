"""A Synapse on the loopback interface that tests can start, kill and start again."""

import atexit
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.homeserver.account import Account
from tests.homeserver.administration import Administration
from tests.homeserver.install import ensure_installed
from tests.homeserver.settings import Settings
from tests.patience import PATIENCE

_LAUNCHER = Path(__file__).with_name("launcher.py")
_OPERATOR = "operator-of-the-tests"


class NotReadyError(RuntimeError):
    """The homeserver did not come up; the message ends with its log."""


class Homeserver:
    """One homeserver with its own folder; port and data outlive a stop or a kill.

    The methods block. In a test with clients on the same event loop, start it again with
    `await asyncio.to_thread(homeserver.start)`, so that they see it down.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        name: str = "homeserver.test",
        lenient: bool = True,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self._folder_is_ours = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="homeserver-"))
        self.name = name
        self._lenient = lenient
        self._extra = dict(settings or {})
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._operator: Account | None = None
        atexit.register(self.remove)

    @property
    def url(self) -> str:
        """Its address, known from the first start on."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def log(self) -> Path:
        """The file with all it said, over all its starts."""
        return self.folder / "homeserver.log"

    @property
    def running(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self, patience: float = PATIENCE) -> None:
        """Starts it, and returns when it answers."""
        if self.running:
            return
        python = ensure_installed()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._port = self._port or _free_port()
        configuration = Settings(
            self.folder, self.name, self._port, self._lenient, self._extra
        ).write()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(python), str(_LAUNCHER), "--config-path", str(configuration)],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        self._wait_until_healthy(patience)

    def stop(self) -> None:
        """Asks it to end, and makes sure that it did."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it as a power cut would, without a chance to tidy up."""
        self._end(signal.SIGKILL)

    def remove(self) -> None:
        """Ends it for good and removes its data, when the folder was made here."""
        atexit.unregister(self.remove)
        self.kill()
        if self._folder_is_ours:
            shutil.rmtree(self.folder, ignore_errors=True)

    def register(
        self, name: str, admin: bool = False, *, display_name: str | None = None
    ) -> Account:
        """Creates a user and logs it in, without a browser."""
        password = secrets.token_urlsafe(12)
        return self._administration.register(name, password, admin, display_name)

    def login(self, account: Account, device_id: str | None = None) -> Account:
        """Logs a user in by password: another device, another token."""
        return self._administration.login(account.user_id, account.password, device_id)

    def limit(self, user_id: str, *, per_second: int, burst: int) -> None:
        """Limits one user's messages; zeros mean no limit at all."""
        self._administration.limit(self._operator_token(), user_id, per_second, burst)

    def limit_by_default(self, user_id: str) -> None:
        """Gives one user the server's own limit again."""
        self._administration.limit_by_default(self._operator_token(), user_id)

    def __enter__(self) -> "Homeserver":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()

    @property
    def _administration(self) -> Administration:
        return Administration(self._port)

    def _operator_token(self) -> str:
        if self._operator is None:
            self._operator = self.register(_OPERATOR, admin=True)
        return self._operator.access_token

    def _wait_until_healthy(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while not self._administration.is_healthy():
            if not self.running:
                raise NotReadyError(f"The homeserver ended at its start:\n{self._end_of_log()}")
            if time.monotonic() > deadline:
                self.kill()
                raise NotReadyError(f"No answer within {patience} s:\n{self._end_of_log()}")
            # It has no way to call us when it is ready; this is the pause between two looks.
            time.sleep(0.02)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def _end_of_log(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
