"""Synapse's own interfaces for operators: registration without a browser, and rate limits."""

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from tests.homeserver.account import Account
from tests.homeserver.settings import REGISTRATION_SECRET
from tests.patience import PATIENCE

_REGISTER = "/_synapse/admin/v1/register"


class RefusedError(RuntimeError):
    """The homeserver answered a request with an error."""


class Administration:
    """Asks the homeserver on a loopback port what only its operator may ask."""

    def __init__(self, port: int) -> None:
        self._port = port

    def is_healthy(self) -> bool:
        """Whether it answers its health check."""
        try:
            status, _ = self._ask("GET", "/health", None, None, timeout=10)
        except (OSError, http.client.HTTPException):
            return False
        return status == 200

    def register(self, name: str, password: str, admin: bool, display_name: str | None) -> Account:
        """Creates a user and logs it in."""
        nonce = str(self._done("GET", _REGISTER, None, None)["nonce"])
        role = "admin" if admin else "notadmin"
        proof = "\0".join((nonce, name, password, role)).encode()
        content = {
            "nonce": nonce,
            "username": name,
            "displayname": display_name or name,
            "password": password,
            "admin": admin,
            "mac": hmac.new(REGISTRATION_SECRET.encode(), proof, hashlib.sha1).hexdigest(),
        }
        answer = self._done("POST", _REGISTER, content, None)
        return Account(answer["user_id"], answer["device_id"], answer["access_token"], password)

    def login(self, user_id: str, password: str, device_id: str | None) -> Account:
        """Logs a user in by password, on a new device unless one is named."""
        content = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user_id},
            "password": password,
        }
        if device_id is not None:
            content["device_id"] = device_id
        answer = self._done("POST", "/_matrix/client/v3/login", content, None)
        return Account(answer["user_id"], answer["device_id"], answer["access_token"], password)

    def limit(self, token: str, user_id: str, per_second: int, burst: int) -> None:
        """Overrides one user's limit on messages; zeros lift it."""
        content = {"messages_per_second": per_second, "burst_count": burst}
        self._done("POST", _limit_of(user_id), content, token)

    def limit_by_default(self, token: str, user_id: str) -> None:
        """Takes one user's own limit away again."""
        self._done("DELETE", _limit_of(user_id), None, token)

    def _done(
        self, method: str, path: str, content: Mapping[str, Any] | None, token: str | None
    ) -> dict[str, Any]:
        status, answer = self._ask(method, path, content, token, timeout=PATIENCE)
        if status != 200:
            raise RefusedError(f"{method} {path}: {status} {answer.decode(errors='replace')}")
        parsed: dict[str, Any] = json.loads(answer)
        return parsed

    def _ask(
        self,
        method: str,
        path: str,
        content: Mapping[str, Any] | None,
        token: str | None,
        timeout: float,
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=timeout)
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        body = None if content is None else json.dumps(content)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


def _limit_of(user_id: str) -> str:
    return f"/_synapse/admin/v1/users/{quote(user_id, safe='')}/override_ratelimit"
