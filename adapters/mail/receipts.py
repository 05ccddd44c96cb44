"""What became of letters that were handed to the mail server: SMTP takes no key, so a letter whose
fate nobody recorded must not go out again unseen.

For each letter to a list a small file says that it is being sent, and then that it was taken.
"""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from pathlib import Path

_KEEP = timedelta(days=30)


class Fate(Enum):
    """What is known of a letter."""

    NEW = "new"
    UNKNOWN = "unknown"
    TAKEN = "taken"


class Receipts:
    """The files of letters on their way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fate(self, mark: str) -> Fate:
        """What became of the letter with this Message-ID."""
        try:
            return Fate.TAKEN if self._path(mark).read_bytes() == b"taken" else Fate.UNKNOWN
        except FileNotFoundError:
            return Fate.NEW

    def sending(self, mark: str) -> None:
        """It is handed over now; kept before a byte of it leaves."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._write(mark, b"sending")

    def taken(self, mark: str) -> None:
        """The mail server has taken it."""
        self._write(mark, b"taken")

    def refused(self, mark: str) -> None:
        """The mail server has not taken it, for certain."""
        self._path(mark).unlink(missing_ok=True)

    def forget(self, now: datetime) -> None:
        """Drop what is old: the outbox has recorded it long ago."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < (now - _KEEP).timestamp():
                    path.unlink()

    def _path(self, mark: str) -> Path:
        return self._folder / sha256(mark.encode()).hexdigest()[:40]

    def _write(self, mark: str, state: bytes) -> None:
        path = self._path(mark)
        new = path.with_suffix(".new")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(state)
            file.flush()
            os.fsync(file.fileno())
        new.rename(path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
