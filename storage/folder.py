"""Keeps the data folder for its owner alone: what is in it is for nobody else on the machine.

`bot.program` calls it at the start. Whatever is made later is closed by the process's umask, and
SQLite gives the files beside a database the database's own mode.
"""

import logging
import stat
from collections.abc import Iterable
from pathlib import Path

from storage.safety import copies
from storage.sqlite import database_file

_FOLDER, _FILE = 0o700, 0o600
_OURS = ("matrix", "mail", ".restoring", "head-key", "head-key.next", "restored")
"""The folders of ours in the data folder. Whatever else lies there may be somebody else's."""
_BESIDE = ("", "-wal", "-shm", "-journal", ".lock")
_log = logging.getLogger(__name__)


def keep_private(data_dir: Path, address: str) -> None:
    """Close the data folder, and all of ours in it, to everybody but the owner: folders 700, files
    600. Says in the log that something was open, or that it can't be closed."""
    opened, refused = 0, ""
    for path in _ours(data_dir, database_file(address)):
        try:
            opened += _close(path)
        except OSError as error:
            refused = refused or f"{path}: {error.strerror}"
    if opened:
        _log.warning(
            "the data folder %s could be read by others on this machine (%d of its files and "
            "folders); it can't any more", data_dir, opened,
        )  # fmt: skip
    if refused:
        _log.warning(
            "the data folder can't be closed to others on this machine (%s). Whoever can read it "
            "there, reads what is kept; keep it on a disk that knows owners", refused,
        )  # fmt: skip


def _ours(data_dir: Path, file: Path | None) -> Iterable[Path]:
    if data_dir.is_dir():
        yield data_dir
        yield from data_dir.glob("last-backup")
        yield from copies(None, data_dir)
        for name in _OURS:
            yield from _within(data_dir / name)
    if file is not None:
        yield from copies(file, None)
        yield from (file.with_name(file.name + end) for end in _BESIDE)


def _within(folder: Path) -> Iterable[Path]:
    if folder.is_dir() and not folder.is_symlink():
        yield folder
        yield from folder.rglob("*")


def _close(path: Path) -> bool:
    """Close one to others; whether it was open. Raises OSError if that is not possible."""
    if path.is_symlink() or not path.exists():
        return False
    mode = stat.S_IMODE(path.stat().st_mode)
    wanted = _FOLDER if path.is_dir() else _FILE
    if not mode & 0o077:
        return False
    path.chmod(mode & wanted)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        # Some mounts take the change and keep nothing of it.
        raise OSError(0, "its disk keeps no owners")
    return True
