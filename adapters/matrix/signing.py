"""Cross-signing, as the Matrix specification has it: three keys of an account, and the signatures
that say whose a device is. Pure: nothing here is kept or sent.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
SEED_BYTES = 32
_UNSIGNED_PARTS = ("signatures", "unsigned")


@dataclass(frozen=True, slots=True)
class Seeds:
    """The secrets of an account's identity: seeds of Ed25519 (RFC 8032), 32 bytes each."""

    master: bytes = field(repr=False)
    self_signing: bytes = field(repr=False)
    user_signing: bytes = field(repr=False)


def new_seeds() -> Seeds:
    """The seeds of a new identity."""
    return Seeds(*(os.urandom(SEED_BYTES) for _ in range(3)))


def public_of(seed: bytes) -> str:
    """The public key of a seed, in base64 without padding."""
    return unpadded(_key(seed).public_key().export_key(format="raw"))


def unpadded(data: bytes) -> str:
    """Base64 as Matrix writes it."""
    return b64encode(data).decode().rstrip("=")


def canonical(content: Mapping[str, Any]) -> bytes:
    """What is signed of a JSON object: canonical JSON, without its signatures."""
    signed = {key: value for key, value in content.items() if key not in _UNSIGNED_PARTS}
    return json.dumps(
        signed, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    ).encode()


def signed(content: Mapping[str, Any], user: str, seed: bytes) -> Json:
    """The object with this one signature of a user's key, and no other."""
    # Loaded here: it takes a tenth of a second, and most starts sign nothing.
    from Crypto.Signature import eddsa  # noqa: PLC0415 # nosec B413 # pycryptodome, which is kept

    signature = eddsa.new(_key(seed), "rfc8032").sign(canonical(content))
    rest = {key: value for key, value in content.items() if key not in _UNSIGNED_PARTS}
    return rest | {"signatures": {user: {f"ed25519:{public_of(seed)}": unpadded(signature)}}}


def is_signed(content: Mapping[str, Any], user: str, public: str) -> bool:
    """Whether an object has a good signature of a user's key (base64 without padding)."""
    from Crypto.Signature import eddsa  # noqa: PLC0415 # nosec B413 # pycryptodome, which is kept

    try:
        signature = content["signatures"][user][f"ed25519:{public}"]
        key = eddsa.import_public_key(_padded(public))
        eddsa.new(key, "rfc8032").verify(canonical(content), _padded(signature))
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return True


def identity_of(user: str, seeds: Seeds) -> Json:
    """The three public keys, as `keys/device_signing/upload` wants them: the two under the master
    key are signed by it."""
    return {
        "master_key": _public_part(user, "master", seeds.master),
        "self_signing_key": signed(
            _public_part(user, "self_signing", seeds.self_signing), user, seeds.master
        ),
        "user_signing_key": signed(
            _public_part(user, "user_signing", seeds.user_signing), user, seeds.master
        ),
    }


def the_key_in(content: Any) -> str:
    """The public key in a published cross-signing key; "" if there is none."""
    keys = content.get("keys") if isinstance(content, dict) else None
    names = [str(name) for name in keys] if isinstance(keys, dict) else []
    return names[0].removeprefix("ed25519:") if len(names) == 1 else ""


def _public_part(user: str, usage: str, seed: bytes) -> Json:
    public = public_of(seed)
    return {"user_id": user, "usage": [usage], "keys": {f"ed25519:{public}": public}}


def _padded(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4), validate=True)


def _key(seed: bytes) -> Any:
    from Crypto.PublicKey import ECC  # noqa: PLC0415 # nosec B413 # pycryptodome, which is kept

    return ECC.construct(curve="Ed25519", seed=seed)
