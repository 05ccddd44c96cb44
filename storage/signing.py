"""The key that heads of the journal are signed with: a file of the data folder, readable by its
owner alone. The only file that knows the library of the signatures.
"""

import os
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.conversation.errors import CannotStart

HEAD_KEY = "head-key"
"""The name of the file: 32 bytes, the seed of RFC 8032."""
RESTORED = "restored"
"""The file that a restore leaves until the record says so: how many entries the backup had."""
_SEED_BYTES = 32


class KeyFile:
    """Signs with the key of a data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key: Any = None

    @property
    def _path(self) -> Path:
        return self._folder / HEAD_KEY

    @property
    def _next(self) -> Path:
        return self._folder / f"{HEAD_KEY}.next"

    def public(self) -> str:
        """The public key in base64, or "" if there is no key. Raises CannotStart if the file is
        damaged."""
        if self._key is None:
            self._key = _read(self._path)
        return _public_of(self._key)

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""
        # Loaded here: it takes a tenth of a second, and most processes sign nothing.
        from Crypto.Signature import eddsa  # noqa: PLC0415 # nosec B413 # pycryptodome, which is kept

        if not self.public():
            raise LookupError("there is no key to sign with")
        return bytes(eddsa.new(self._key, "rfc8032").sign(message))

    def make(self) -> str:
        """The public key of the key that is there, or of a new one."""
        if not self.public():
            _write(self._path)
            self._key = None
        return self.public()

    def make_next(self) -> str:
        """Make the key that shall take this one's place; its public key."""
        self._next.unlink(missing_ok=True)
        _write(self._next)
        return _public_of(_read(self._next))

    def settle(self, public: str) -> bool:
        """Make the key with this public key the one to sign with; whether it is one of ours. So a
        change of keys ends, also one that was interrupted."""
        self._key = None
        if self.public() != public and _public_of(_read(self._next)) == public:
            os.replace(self._next, self._path)
            self._key = None
        return self.public() == public

    def restored(self) -> int | None:
        """How many entries the backup had that was brought back into this folder, if one was and
        the record does not say so yet."""
        try:
            return int((self._folder / RESTORED).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def restored_is_recorded(self) -> None:
        """The record says it now."""
        (self._folder / RESTORED).unlink(missing_ok=True)


def _write(path: Path) -> None:
    """Write a new key whole, or leave the one that another process wrote just now."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(os.urandom(_SEED_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(new, path)
    new.unlink()


def _read(path: Path) -> Any:
    from Crypto.PublicKey import ECC  # noqa: PLC0415 # nosec B413 # pycryptodome, which is kept

    try:
        seed = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(seed) != _SEED_BYTES:
        raise CannotStart(
            f"{path} is damaged: it has {len(seed)} bytes, and not {_SEED_BYTES}. Nothing was "
            "changed. Bring it back from a backup, or say that the key is lost: intersession "
            "head-key lost"
        )
    return ECC.construct(curve="Ed25519", seed=seed)


def _public_of(key: Any) -> str:
    return b64encode(key.public_key().export_key(format="raw")).decode() if key else ""
