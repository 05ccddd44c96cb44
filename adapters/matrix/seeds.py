"""The seeds of the bot's cross-signing identity on the disk: apart from the login, readable by
their owner alone, and never written over.
"""

import json
import os
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from adapters.matrix.signing import SEED_BYTES, Seeds
from bot.conversation.errors import CannotStart


def file_of(folder: Path, user: str) -> Path:
    """The file with the seeds of an account. Each account has its own, so that none is lost when
    another is set."""
    return folder / f"signing-{sha256(user.encode()).hexdigest()[:16]}.json"


def read(folder: Path, user: str) -> Seeds | None:
    """The seeds that are kept of an account. Raises CannotStart if they can't be read."""
    file = file_of(folder, user)
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        names = ("master", "self_signing", "user_signing")
        found = [b64decode(kept[name], validate=True) for name in names]
        if kept["user"] != user or any(len(seed) != SEED_BYTES for seed in found):
            raise ValueError
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise CannotStart(
            f"{file} can't be read as the keys that sign the bot's Matrix device. Nothing was "
            "changed. Bring it back from a backup; or move it away, and the bot goes on unsigned."
        ) from trouble
    return Seeds(*found)


def keep(folder: Path, user: str, seeds: Seeds) -> Seeds:
    """Keep new seeds so that no power cut takes them; what is kept then. Those that are there
    already stay."""
    file = file_of(folder, user)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = file.with_suffix(f".{os.getpid()}.new")
    new.unlink(missing_ok=True)
    content = {name: b64encode(seed).decode() for name, seed in asdict(seeds).items()}
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump({"user": user} | content, stream)
        stream.flush()
        os.fsync(stream.fileno())
    with suppress(FileExistsError):
        os.link(new, file)
    new.unlink()
    # The name of a file is kept with its folder, and the folder's with the one around it.
    for place in (folder, folder.parent):
        _fsync(place)
    kept = read(folder, user)
    if kept is None:
        raise CannotStart(f"{file} can't be kept.")
    return kept


def _fsync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
