"""Letters from a pipe, and buttons that were pressed on the pages: other processes of this program
lay them into a folder, and the bot that runs (or is started next) hears them from there.
"""

import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path
from uuid import uuid4

_MOST_AT_ONCE = 20
_PRESSED = ".pressed"


@dataclass(frozen=True, slots=True)
class Laid:
    """A letter in the folder. whole: False if raw is only its beginning, for it is too large.
    pressed: it is no letter, but the token of a button."""

    path: Path
    raw: bytes
    whole: bool
    pressed: bool = False


class Spool:
    """The folder. A letter is in it whole or not at all, and until it was heard."""

    def __init__(self, folder: Path, largest: int) -> None:
        self._new = folder / "new"
        self._unread = folder / "unread"
        self._largest = largest
        self._waiting: deque[Path] = deque()

    def lay(self, raw: bytes, *, pressed: bool = False) -> None:
        """Keep a letter; it is on the disk when this returns. Raises OSError if it can't be.

        pressed: it is the token of a button that was pressed.
        """
        self._new.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{uuid4().hex}{_PRESSED if pressed else ''}"
        path = self._new / f".{name}"
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            path.rename(self._new / name)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        folder = os.open(self._new, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def laid(self) -> list[Laid]:
        """Letters that were laid here and not heard yet, the oldest first; as many as are well
        held in memory."""
        if not self._waiting:
            # However many wait, the folder is listed once for all of them.
            self._waiting.extend(self._listed())
        found: list[Laid] = []
        weight = 0
        for path in [path for _, path in zip(range(_MOST_AT_ONCE), self._waiting, strict=False)]:
            if weight > self._largest:
                break
            try:
                with path.open("rb") as file:
                    raw = file.read(self._largest + 1)
            except FileNotFoundError:
                self._waiting.remove(path)
                continue
            whole = len(raw) <= self._largest
            found.append(Laid(path, raw[: self._largest], whole, path.suffix == _PRESSED))
            weight += len(raw)
        return found

    def heard(self, laid: list[Laid]) -> None:
        """They were heard and committed."""
        for one in laid:
            one.path.unlink(missing_ok=True)
            with suppress(ValueError):
                self._waiting.remove(one.path)

    def unreadable(self, laid: Laid) -> None:
        """Put aside what a defect of ours keeps from being read."""
        self._unread.mkdir(exist_ok=True, mode=0o700)
        laid.path.rename(self._unread / laid.path.name)

    def forget(self, address: str) -> None:
        """Remove the letters that an address wrote and nobody has heard, and those put aside in
        which it stands at all."""
        mark = address.casefold().encode()
        for folder, stands_in in ((self._new, _sender), (self._unread, Path.read_bytes)):
            for path in folder.iterdir() if folder.is_dir() else ():
                with suppress(OSError):
                    if mark in stands_in(path).lower():
                        path.unlink()

    def _listed(self) -> list[Path]:
        if not self._new.is_dir():
            return []
        paths = [path for path in self._new.iterdir() if not path.name.startswith(".")]
        return sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name))


def _sender(path: Path) -> bytes:
    """Who says that they wrote a letter; nobody of what is no letter."""
    if path.suffix == _PRESSED:
        return b""
    with path.open("rb") as file:
        headers = BytesHeaderParser().parse(file)
    return str(headers.get("From", "")).encode("utf-8", "replace")
