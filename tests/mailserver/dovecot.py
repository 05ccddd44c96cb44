"""Dovecot from Debian, on a port of its own, with its files in a folder of its own.

It needs no root: as an ordinary user everything runs under that user; as root the mail belongs to
Dovecot's own user, for Dovecot lets nobody read mail as root.
"""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from tests.patience import PATIENCE

_PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PASSWORD = "a-password-of-the-tests"


def why_no_dovecot() -> str:
    """Why it can't be started here, or ""."""
    return "" if _PROGRAM else "needs Dovecot: apt install dovecot-imapd"


class Dovecot:
    """A server with a mailbox for every name."""

    def __init__(self) -> None:
        self.port = _free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self._process: subprocess.Popen[bytes] | None = None
        root = os.geteuid() == 0
        self._owner = pwd.getpwnam("dovecot" if root else pwd.getpwuid(os.geteuid()).pw_name)
        self._login = "dovenull" if root else self._owner.pw_name

    async def __aenter__(self) -> "Dovecot":
        self._folder.chmod(0o755)
        self._configure()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        assert _PROGRAM
        self._process = subprocess.Popen(
            [_PROGRAM, "-F", "-c", str(self._folder / "dovecot.conf")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise RuntimeError(self._log()) from None
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return

    async def stop(self) -> None:
        """End it at once, with all connections."""
        process, self._process = self._process, None
        if process and process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
            await asyncio.to_thread(process.wait, PATIENCE)

    def url(self, name: str) -> str:
        """The address of a mailbox, as the settings take it."""
        return f"imap://{name}:{PASSWORD}@127.0.0.1:{self.port}"

    def deliver(self, name: str, raw: bytes) -> None:
        """Put a letter into a mailbox, as a mail server does: it appears whole."""
        box = self._folder / "mail" / name
        for part in ("tmp", "new", "cur"):
            (box / part).mkdir(parents=True, exist_ok=True)
        new = box / "tmp" / f"{time.time_ns()}.{uuid4().hex}.tests"
        new.write_bytes(raw)
        # Not what else lies there: the server's own files come and go meanwhile.
        self._hand_over(box.parent, box, *(box / part for part in ("tmp", "new", "cur")), new)
        new.rename(box / "new" / new.name)

    def renumber(self, name: str) -> None:
        """Number the letters of a mailbox anew, as after its index was lost."""
        box = self._folder / "mail" / name
        for path in box.glob("dovecot*"):
            path.unlink()

    def letters(self, name: str) -> list[bytes]:
        """All letters in a mailbox."""
        box = self._folder / "mail" / name
        return [path.read_bytes() for part in ("new", "cur") for path in (box / part).glob("*")]

    def _hand_over(self, *paths: Path) -> None:
        if os.geteuid() == 0:
            for path in paths:
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def _configure(self) -> None:
        owner = self._owner
        (self._folder / "mail").mkdir()
        (self._folder / "dovecot.conf").write_text(
            f"""
base_dir = {self._folder}/run
state_dir = {self._folder}/state
log_path = {self._folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {owner.pw_name}
default_internal_group = {_group(owner)}
default_login_user = {self._login}
first_valid_uid = 1
mail_location = maildir:{self._folder}/mail/%u
mailbox_list_index = no
mail_max_userip_connections = 50
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={self._folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
""",
            encoding="utf-8",
        )
        if os.geteuid() == 0:
            os.chown(self._folder / "mail", owner.pw_uid, owner.pw_gid)

    def _log(self) -> str:
        log = self._folder / "log"
        return log.read_text() if log.exists() else "dovecot did not start"


def _group(owner: pwd.struct_passwd) -> str:
    import grp

    return grp.getgrgid(owner.pw_gid).gr_name


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
