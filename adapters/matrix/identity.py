"""Says to the homeserver whose the bot's device is: cross-signing, which nio does not have.

Clients that admit only signed devices (MSC4153) give an unsigned one no keys, and do not show what
it says. The first upload of an identity needs no more proof than the token; what is there already
can be replaced only with the account's password, and is never replaced here.
"""

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nio import AsyncClient

from adapters.matrix import seeds as kept_seeds
from adapters.matrix.network import Refused, ask, checked, path_of
from adapters.matrix.signing import (
    Json,
    Seeds,
    identity_of,
    is_signed,
    new_seeds,
    signed,
    the_key_in,
)

_log = logging.getLogger(__name__)
_LAST = "signed.json"
FOREIGN = "the account has another identity, which another client made"
"""Why a device is not signed, and the homeserver has nothing against it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether our device is signed by the account it belongs to; if not, why."""

    device: str
    fingerprint: str
    why: str = ""

    @property
    def signed(self) -> bool:
        """Whether it is."""
        return not self.why

    @property
    def sentence(self) -> str:
        """For the log and the console."""
        if self.signed:
            return f"The Matrix session {self.device} is signed by its account."
        return (
            f"The Matrix session {self.device} is not signed: {self.why}. Clients that admit only "
            "signed devices neither hear the bot nor are heard by it. To sign it, log in as the "
            "bot with a client that is verified, and verify this session there; its fingerprint "
            f"is {self.fingerprint}"
        )


async def sign_device(client: AsyncClient, folder: Path) -> Standing:
    """See to it that our device is signed, with the identity kept in a folder or a new one.

    What the homeserver refuses for good leaves the device unsigned. Raises Refused if it may do it
    later or does not know us, one of NETWORK, or CannotStart if what is kept can't be read.
    """
    try:
        if not client.olm.account.shared:
            checked(await client.keys_upload())
        why = await _signed_by_us(client, folder)
    except Refused as refused:
        if refused.passing or refused.code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"):
            raise
        why = str(refused)
    standing = Standing(client.device_id, client.olm.account.identity_keys["ed25519"], why)
    _log.log(logging.INFO if standing.signed else logging.WARNING, "%s", standing.sentence)
    _note(folder, client.user_id, standing)
    return standing


def last_standing(folder: Path, user: str) -> Standing | None:
    """How it was at the last start, if anything is known of it."""
    try:
        kept = json.loads((folder / _LAST).read_text(encoding="utf-8"))
        standing = Standing(str(kept["device"]), str(kept["fingerprint"]), str(kept["why"]))
        return standing if kept["user"] == user else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


async def _signed_by_us(client: AsyncClient, folder: Path) -> str:
    """Make the identity and the signature that are missing; why the device is not signed after
    that."""
    user = client.user_id
    published = await _Published.of(client)
    seeds = kept_seeds.read(folder, user)
    if seeds is None and not published.master:
        # On the disk first: what the homeserver knows and we lost could never be replaced.
        seeds = kept_seeds.keep(folder, user, new_seeds())
    if seeds is None:
        return "" if published.is_signed else FOREIGN
    ours = identity_of(user, seeds)
    if not published.master or (published.has(ours, "master") and not published.is_whole(ours)):
        published = await _published_anew(client, ours)
    if not (published.has(ours, "master") and published.has(ours, "self_signing")):
        return "" if published.is_signed else FOREIGN
    if published.is_signed:
        return ""
    return await _sign(client, published, seeds)


async def _published_anew(client: AsyncClient, ours: Json) -> "_Published":
    """Upload all three keys at once, for one that is added later is refused; what is there then."""
    refusal: Refused | None = None
    try:
        await ask(client, "POST", path_of("keys", "device_signing", "upload"), ours)
    except Refused as refused:
        if refused.status != 401 or refused.code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"):
            raise
        # It wants a password. Somebody else was first, or a key is missing that is not needed.
        refusal = refused
    published = await _Published.of(client)
    if refusal and not published.master:
        raise refusal
    return published


async def _sign(client: AsyncClient, published: "_Published", seeds: Seeds) -> str:
    user, device = client.user_id, client.device_id
    if not published.device:
        # Never sign what only the homeserver says is ours.
        return "the homeserver shows no keys for it, or others than ours"
    ours = signed(published.device, user, seeds.self_signing)
    path = path_of("keys", "signatures", "upload")
    answer = await ask(client, "POST", path, {user: {device: ours}})
    # It answers 200 as well when it took nothing.
    failures = answer.get("failures")
    if failures:
        failure: Any = failures.get(user) if isinstance(failures, dict) else None
        failure = failure.get(device) if isinstance(failure, dict) else None
        code = failure.get("errcode") if isinstance(failure, dict) else None
        return f"the homeserver did not take the signature ({str(code or 'no reason given')[:80]})"
    if not (await _Published.of(client)).is_signed:
        return "the homeserver does not show the signature"
    return ""


@dataclass(frozen=True, slots=True)
class _Published:
    """What the homeserver tells everybody of our account. device: ours, {} if it has other keys."""

    user: str
    device: Json
    keys: dict[str, Json]

    @classmethod
    async def of(cls, client: AsyncClient) -> "_Published":
        user, device = client.user_id, client.device_id
        query: Json = {"device_keys": {user: []}}
        answer = await ask(client, "POST", path_of("keys", "query"), query)

        def part(name: str) -> Json:
            found: Any = answer.get(name)
            found = found.get(user) if isinstance(found, dict) else None
            return found if isinstance(found, dict) else {}

        found: Any = part("device_keys").get(device)
        ours = found if isinstance(found, dict) and _is_ours(client, found) else {}
        keys = {name: part(f"{name}_keys") for name in ("master", "self_signing", "user_signing")}
        return cls(user, ours, keys)

    @property
    def master(self) -> str:
        """The public master key, or ""."""
        return the_key_in(self.keys["master"])

    @property
    def is_signed(self) -> bool:
        """Whether the account's own keys, whoever made them, sign our device."""
        self_signing = self.keys["self_signing"]
        return is_signed(self_signing, self.user, self.master) and is_signed(
            self.device, self.user, the_key_in(self_signing)
        )

    def has(self, ours: Json, name: str) -> bool:
        """Whether it has this key of ours."""
        return the_key_in(self.keys[name]) == the_key_in(ours[f"{name}_key"])

    def is_whole(self, ours: Json) -> bool:
        """Whether it has all three."""
        return all(self.has(ours, name) for name in self.keys)


def _is_ours(client: AsyncClient, device: Json) -> bool:
    ours: Any = client.olm.account.identity_keys
    names = ("curve25519", "ed25519")
    return (device.get("user_id"), device.get("device_id"), device.get("keys")) == (
        client.user_id,
        client.device_id,
        {f"{name}:{client.device_id}": ours[name] for name in names},
    )


def _note(folder: Path, user: str, standing: Standing) -> None:
    """For `check-config`, which asks no homeserver."""
    new = folder / f"{_LAST}.new"
    content = {
        "user": user, "device": standing.device, "fingerprint": standing.fingerprint,
        "why": standing.why,
    }  # fmt: skip
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
    new.replace(folder / _LAST)
