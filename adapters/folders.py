"""Tells one folder from another: adapters that can't do without what they keep on the disk use it,
so that the processes on one database know whether they share it.
"""

import os
import secrets
from pathlib import Path

from bot.conversation.errors import CannotStart

_FILE = "folder"


def name_of(folder: Path) -> str:
    """A name that no other folder has; it is kept in the folder from now on.

    Raises CannotStart if nothing can be kept there.
    """
    path = folder / _FILE
    new = folder / f"{_FILE}.{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            new.write_text(secrets.token_hex(16))
            try:
                # A link, so that two processes that do this at once agree.
                os.link(new, path)
            except FileExistsError:
                pass
            finally:
                new.unlink()
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CannotStart(f"Nothing can be kept in {folder}: {error.strerror}.") from None
