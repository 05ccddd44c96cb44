"""HTTP under the library's bot: as `aiohttp` does it, which takes a quarter of the processor time.

The connection hands it to the library, which asks it for every call of the Bot API.
"""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_READ_SECONDS = 20.0
_CONNECT_SECONDS = 10.0
_FILE_SECONDS = 120.0
_AT_ONCE = 256
_OF_SENT = ("message_id", "date", "chat")


class Requests(BaseRequest):
    """The connections to one Bot API server."""

    def __init__(
        self, server: str, told: Callable[[str | None], None] = lambda _date: None
    ) -> None:
        """server: its address; a proxy that the environment names for it is used. told is called
        with the Date of each answer, None if it has none."""
        self._told = told
        self._proxy = _proxy(server)
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How many seconds an answer may take; a long poll waits its own time longer."""
        return _READ_SECONDS

    async def initialize(self) -> None:
        """Nothing: a session begins with the first call, since it belongs to an event loop."""

    async def shutdown(self) -> None:
        """Let go of the network."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """The status and the content of an answer. Raises TimedOut or NetworkError."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=_AT_ONCE),
                cookie_jar=DummyCookieJar(),
                proxy=self._proxy,
            )
        read = read_timeout if isinstance(read_timeout, int | float) else _READ_SECONDS
        file = method != "POST" or (request_data is not None and request_data.contains_files)
        patience = ClientTimeout(
            total=_CONNECT_SECONDS + max(read, _FILE_SECONDS if file else 0),
            sock_connect=_CONNECT_SECONDS,
            sock_read=None if file else read,
        )
        try:
            async with self._session.request(
                method, url, data=_form(request_data), timeout=patience, allow_redirects=False
            ) as answer:
                self._told(answer.headers.get("Date"))
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except ClientError as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as JSON. The library's own version logs what it can't read (which may be
        people's messages), and takes any JSON for an answer."""
        try:
            answer = json.loads(payload.decode(errors="replace"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or (answer.get("ok") and "result" not in answer):
            raise TelegramError("Invalid server response")
        result = answer.get("result")
        if isinstance(result, dict) and "message_id" in result:
            # Of a message that was sent its number is wanted; to read all of it takes long.
            answer["result"] = {key: result[key] for key in _OF_SENT if key in result}
        return answer


def _form(data: RequestData | None) -> FormData | dict[str, str] | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    # Names of files are written as they are, in UTF-8, as browsers do.
    form = FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, media_type) in data.multipart_data.items():
        # As a file, so that a large one is sent in pieces.
        file = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=file_name, content_type=media_type)
    return form


def _proxy(server: str) -> str | None:
    """The proxy of the environment for an address: looked up once, and not at every call."""
    address = urlsplit(server)
    if proxy_bypass(address.netloc):
        return None
    proxies = getproxies()
    return proxies.get(address.scheme) or proxies.get("all")
