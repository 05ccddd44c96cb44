"""The login that is kept: who we are, on which device, and the token that proves it."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.conversation.errors import CannotStart


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client needs to go on as the same device."""

    user: str
    device: str
    token: str = field(repr=False)


def read(file: Path) -> Credentials | None:
    """The credentials kept in a file, or None. Raises CannotStart if it can't be read."""
    if not file.exists():
        return None
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return Credentials(str(kept["user"]), str(kept["device"]), str(kept["token"]))
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise CannotStart(
            f"{file} can't be read as the bot's Matrix login. Restore it from a backup, or delete "
            "it and set INTERSESSION_MATRIX_PASSWORD to log in anew."
        ) from trouble


def keep(file: Path, credentials: Credentials) -> None:
    """Write the credentials so that a crash leaves the old file or the new one, for us alone."""
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(asdict(credentials), stream)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)
