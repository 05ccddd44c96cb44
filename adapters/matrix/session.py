"""The client's way in: login, the key store, and the check that both belong together."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nio import AsyncClient, AsyncClientConfig

from adapters.matrix import credentials
from adapters.matrix.credentials import Credentials
from adapters.matrix.identity import Standing, sign_device
from adapters.matrix.keys import keep_keys_whole
from adapters.matrix.network import NETWORK, Refused, ask, path_of
from adapters.matrix.stopping import Stopping
from bot.conversation.errors import CannotStart

_log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0
_DEVICE_NAME = "Intersession"


@dataclass(frozen=True, slots=True)
class Access:
    """How the operator lets us in."""

    homeserver: str
    user: str
    folder: Path
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    device: str = ""

    @property
    def kept(self) -> Path:
        """The file with the login that is kept."""
        return self.folder / "credentials.json"

    @property
    def keys(self) -> Path:
        """The folder with the keys of the encrypted rooms."""
        return self.folder / "keys"


class _Client(AsyncClient):  # type: ignore[misc] # the library has no types
    """The library's client, which says what time the homeserver says it is."""

    told: Callable[[str | None], None]

    async def send(self, *arguments: Any, **named: Any) -> Any:
        """Every request goes through here."""
        response = await super().send(*arguments, **named)
        self.told(response.headers.get("Date"))
        return response


def new_client(access: Access, told: Callable[[str | None], None]) -> AsyncClient:
    """A client that leaves every decision about errors and positions to us. told is called with
    the Date of each answer, None if it has none."""
    access.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    access.keys.chmod(0o700)
    config = AsyncClientConfig(
        max_timeouts=0,
        max_limit_exceeded=0,
        store_sync_tokens=False,
        encryption_enabled=True,
        request_timeout=60,
    )
    client = _Client(access.homeserver, access.user, store_path=str(access.keys), config=config)
    client.told = told
    return client


async def close_client(client: AsyncClient) -> None:
    """Let go of the network and of the key store."""
    await client.close()
    if client.store is not None:
        client.store.database.close()


async def log_in(client: AsyncClient, access: Access, stopping: Stopping) -> Standing:
    """Make the client ours, with its keys, signed if that can be; whether it is. Waits for a
    homeserver that is down.

    Raises CannotStart, or Stopped.
    """
    known = _known(access)
    if known is None:
        known = await _persist(lambda: _new_login(client, access), stopping)
        credentials.keep(access.kept, known)
    if known.user != access.user:
        raise CannotStart(
            f"The kept login is for {known.user}, but INTERSESSION_MATRIX_USER is {access.user}. "
            f"Correct the setting, or delete {access.kept} and set INTERSESSION_MATRIX_PASSWORD."
        )
    await _persist(lambda: _check_token(client, access, known), stopping)
    client.restore_login(known.user, known.device, known.token)
    keep_keys_whole(client)
    await _persist(lambda: _check_keys(client, access), stopping)
    standing: Standing = await _persist(lambda: _sign(client, access), stopping)
    return standing


def revoked(access: Access) -> CannotStart:
    """The homeserver ended our login; what the operator can do."""
    if access.token:
        return CannotStart(
            "The Matrix homeserver does not accept INTERSESSION_MATRIX_ACCESS_TOKEN any more. "
            "Set a new token together with its INTERSESSION_MATRIX_DEVICE_ID."
        )
    return CannotStart(
        "The Matrix homeserver has ended the bot's login. "
        f"Delete {access.kept}, set INTERSESSION_MATRIX_PASSWORD, and start again: "
        "the bot then logs in anew as a new device."
    )


def _known(access: Access) -> Credentials | None:
    if access.token:
        return Credentials(access.user, access.device, access.token)
    kept = credentials.read(access.kept)
    if kept is None and not access.password:
        raise CannotStart(
            "The bot has no Matrix login yet. Set INTERSESSION_MATRIX_PASSWORD for the first "
            "start, or INTERSESSION_MATRIX_ACCESS_TOKEN and INTERSESSION_MATRIX_DEVICE_ID."
        )
    return kept


async def _new_login(client: AsyncClient, access: Access) -> Credentials:
    content = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": access.user},
        "password": access.password,
        "initial_device_display_name": _DEVICE_NAME,
    }
    try:
        answer = await ask(client, "POST", path_of("login"), content)
    except Refused as refused:
        if refused.passing:
            raise
        raise CannotStart(
            f"The Matrix login of {access.user} failed: {refused}. "
            "Check INTERSESSION_MATRIX_USER and INTERSESSION_MATRIX_PASSWORD."
        ) from refused
    return Credentials(
        str(answer["user_id"]), str(answer["device_id"]), str(answer["access_token"])
    )


async def _check_token(client: AsyncClient, access: Access, known: Credentials) -> None:
    client.access_token = known.token
    try:
        answer = await ask(client, "GET", path_of("account", "whoami"))
    except Refused as refused:
        if refused.passing:
            raise
        raise revoked(access) from refused
    if (answer.get("user_id"), answer.get("device_id")) != (known.user, known.device):
        raise CannotStart(
            "The Matrix access token belongs to another user or device: it is for "
            f"{answer.get('user_id')} on {answer.get('device_id')}, and the settings say "
            f"{known.user} on {known.device}. Correct INTERSESSION_MATRIX_USER and "
            "INTERSESSION_MATRIX_DEVICE_ID."
        )


async def _check_keys(client: AsyncClient, access: Access) -> None:
    """A device can't change its keys: with a new store, nobody's messages could be read."""
    user, device = str(client.user_id), str(client.device_id)
    try:
        answer = await ask(
            client, "POST", path_of("keys", "query"), {"device_keys": {user: [device]}}
        )
    except Refused as refused:
        if refused.passing:
            raise
        raise revoked(access) from refused
    published: Any = answer.get("device_keys", {}).get(user, {}).get(device, {}).get("keys", {})
    ours: Any = client.olm.account.identity_keys
    names = ("curve25519", "ed25519")
    if published and any(published.get(f"{name}:{device}") != ours[name] for name in names):
        raise CannotStart(
            f"The keys of the encrypted Matrix rooms in {access.keys} are lost: they are not the "
            f"ones that device {device} has published. Restore that folder from a backup. If "
            f"there is none, delete {access.kept} and {access.keys}, set "
            "INTERSESSION_MATRIX_PASSWORD (and no access token), and start again: "
            "the bot then logs in anew as a new device."
        )


async def _sign(client: AsyncClient, access: Access) -> Standing:
    try:
        return await sign_device(client, access.folder)
    except Refused as refused:
        if refused.passing:
            raise
        raise revoked(access) from refused


async def _persist(attempt: Callable[[], Awaitable[Any]], stopping: Stopping) -> Any:
    pause = _FIRST_PAUSE
    while True:
        try:
            return await stopping.unless(_awaited(attempt))
        except NETWORK as trouble:
            wait, why = pause, type(trouble).__name__
        except Refused as refused:
            if not refused.passing:
                raise
            wait, why = (
                max(pause, refused.after.total_seconds() if refused.after else 0),
                str(refused),
            )
        _log.warning("The Matrix homeserver is not ready (%s); trying again in %.1f s.", why, wait)
        await stopping.pause(wait)
        pause = min(pause * 2, _LONGEST_PAUSE)


async def _awaited(attempt: Callable[[], Awaitable[Any]]) -> Any:
    return await attempt()
