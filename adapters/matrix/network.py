"""Requests to the homeserver that nio has no words for, and what can go wrong with any request."""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import ClientError
from nio import AsyncClient, ErrorResponse, LocalProtocolError

from bot.conversation.errors import GiveUp, TryLater

_log = logging.getLogger(__name__)

NETWORK = (ClientError, TimeoutError, OSError)
"""The homeserver can't be reached, or stopped in the middle of an answer."""

Content = dict[str, Any]
_MOST_ERROR = 10_000


class Refused(Exception):  # noqa: N818 - an answer of the homeserver
    """The homeserver answered a request with an error. after: the pause it asks for."""

    def __init__(self, status: int, code: str, after: timedelta | None = None) -> None:
        # Never its own sentence: that may name people.
        super().__init__(f"the homeserver answered {status} {code}".rstrip())
        self.status = status
        self.code = code
        self.after = after

    @property
    def limited(self) -> bool:
        """Whether we spoke too fast."""
        return self.status == 429 or self.code == "M_LIMIT_EXCEEDED"

    @property
    def passing(self) -> bool:
        """Whether the same request may succeed later."""
        return self.limited or self.status >= 500 or self.status in (0, 408)

    @property
    def unauthorized(self) -> bool:
        """Whether our access token is worth nothing any more."""
        return self.status == 401 or self.code == "M_UNKNOWN_TOKEN"


def checked(response: Any) -> Any:
    """A response of nio, if it is not an error. Raises Refused."""
    if not isinstance(response, ErrorResponse):
        return response
    transport = response.transport_response
    status = int(transport.status) if transport is not None else 0
    if status == 200:
        # An answer that makes no sense came from something before the homeserver.
        status = 502
    wait = response.retry_after_ms
    header = transport.headers.get("Retry-After", "") if transport is not None else ""
    raise Refused(status, str(response.status_code or ""), _after(wait, header))


def path_of(*parts: str, **query: str) -> str:
    """A path of the client API; each part is quoted."""
    path = "/".join(quote(part, safe="") for part in parts)
    return f"/_matrix/client/v3/{path}" + (f"?{urlencode(query)}" if query else "")


async def ask(
    client: AsyncClient, method: str, path: str, content: Mapping[str, Any] | None = None
) -> Content:
    """Ask the homeserver; its answer. Raises Refused, or one of NETWORK."""
    body = None if content is None else json.dumps(content).encode()
    return await ask_raw(client, method, path, body, "application/json")


async def ask_raw(
    client: AsyncClient, method: str, path: str, body: bytes | None, media_type: str
) -> Content:
    """As ask(), with a body of any kind."""
    headers = {"Authorization": f"Bearer {client.access_token}", "Content-Type": media_type}
    response = await client.send(method, path, body, headers)
    try:
        answer = json.loads(await response.read())
    except ValueError:
        answer = {}
    if not isinstance(answer, dict):
        answer = {}
    if response.status != 200:
        after = _after(answer.get("retry_after_ms"), response.headers.get("Retry-After", ""))
        raise Refused(int(response.status), str(answer.get("errcode", "")), after)
    return answer


async def ask_bytes(client: AsyncClient, path: str, most: int, seconds: float) -> bytes | None:
    """Ask for the content of a file; None if it has more than so many bytes.

    Raises Refused, or one of NETWORK.
    """
    headers = {"Authorization": f"Bearer {client.access_token}"}
    response = await client.send("GET", path, None, headers, None, seconds)
    try:
        if response.status != 200:
            try:
                code = str(json.loads(await response.content.read(_MOST_ERROR)).get("errcode", ""))
            except (ValueError, AttributeError):
                code = ""
            raise Refused(int(response.status), code)
        content = bytearray()
        async for piece in response.content.iter_any():
            content += piece
            if len(content) > most:
                return None
        return bytes(content)
    finally:
        response.close()


@contextmanager
def as_outcome() -> Iterator[None]:
    """What goes wrong inside becomes TryLater or GiveUp."""
    try:
        yield
    except Refused as refused:
        raise _outcome(refused) from refused
    except NETWORK as trouble:
        raise TryLater(f"the homeserver can't be reached ({type(trouble).__name__})") from trouble
    except LocalProtocolError as trouble:
        # nio's word for a login that ended or a room that was left a moment ago.
        raise TryLater("the client is not ready") from trouble


def _outcome(refused: Refused) -> TryLater | GiveUp:
    why = str(refused)
    if refused.limited:
        return TryLater(why, refused.after or timedelta(seconds=5), whole=True)
    if refused.unauthorized:
        _log.critical("The homeserver does not accept the access token any more.")
        return TryLater(why, timedelta(minutes=1), whole=True)
    if refused.passing or refused.code == "M_RESOURCE_LIMIT_EXCEEDED":
        return TryLater(why)
    return GiveUp(why, unreachable=refused.code in ("M_FORBIDDEN", "M_NOT_FOUND"))


def _after(milliseconds: Any, seconds: str) -> timedelta | None:
    if isinstance(milliseconds, int | float):
        return timedelta(milliseconds=milliseconds)
    return timedelta(seconds=int(seconds)) if seconds.isdigit() else None
