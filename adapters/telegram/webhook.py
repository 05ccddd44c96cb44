"""The door that Telegram knocks at: an HTTP server behind the operator's own, for webhook mode.

The listener opens it. Every process may have one: path and secret come from the token.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot, Update

from adapters.telegram.arrivals import Arrival, arrival, readable
from bot.conversation.errors import CannotStart

Take = Callable[[Sequence[Update]], Awaitable[None]]
"""What is called with updates; it returns when they are kept for good."""

_log = logging.getLogger(__name__)
_LARGEST_BODY = 1024 * 1024
_LAST_REQUESTS_SECONDS = 3.0
_MOST_AT_ONCE = 100
_MOST_WAITING = 1000
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 # nosec B105 # a name


class Webhook:
    """One door. Nobody who does not know the token can guess its path or its secret."""

    def __init__(self, token: str, url: str, listen: str) -> None:
        """url is where Telegram finds us, listen is HOST:PORT of this machine."""
        self._path = f"/{_derived(token, 'path')}"
        self.url = url + self._path
        self.secret = _derived(token, "secret")
        host, _, port = listen.rpartition(":")
        self._host, self._port = host, int(port)
        self._waiting: list[tuple[Update, asyncio.Future[None]]] = []
        self._news = asyncio.Event()

    @asynccontextmanager
    async def open(self, bot: Bot, take: Take) -> AsyncIterator[None]:
        """Let Telegram in; what it brings is confirmed when take has returned.

        Raises CannotStart if the address can't be listened on.
        """
        application = web.Application(client_max_size=_LARGEST_BODY)
        # The operator's own server may take the first part of the path away, or leave it.
        for path in {self._path, urlsplit(self.url).path}:
            application.router.add_post(path, partial(self._receive, bot))
        runner = web.AppRunner(
            application, access_log=None, shutdown_timeout=_LAST_REQUESTS_SECONDS
        )
        await runner.setup()
        taking = asyncio.create_task(self._take_for_ever(take))
        try:
            await self._listen(runner)
            yield
        finally:
            await runner.cleanup()
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            raise CannotStart(
                f"INTERSESSION_TELEGRAM_WEBHOOK_LISTEN can't be listened on: {error.strerror}. "
                "A good value: 127.0.0.1:8081"
            ) from None

    async def _receive(self, bot: Bot, request: web.Request) -> web.Response:
        given = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.secret.encode()):
            return web.Response(status=403)
        arrived = _read(await request.read())
        if arrived is None:
            return web.Response(status=400)
        updates = readable([arrived], bot)
        if not updates:
            # Taken all the same: it would be brought again and again, and never be readable.
            return web.Response()
        if len(self._waiting) >= _MOST_WAITING:
            # It stays with Telegram until there is room.
            return web.Response(status=429, headers={"Retry-After": "1"})
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((updates[0], kept))
        self._news.set()
        try:
            await kept
        except Exception as trouble:
            # Telegram brings it again.
            _log.warning("an update was not heard: %s", type(trouble).__name__)
            return web.Response(status=503)
        return web.Response()

    async def _take_for_ever(self, take: Take) -> None:
        """All that came meanwhile is one batch, in the order in which it happened."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
                batch.sort(key=lambda one: one[0].update_id)
                try:
                    await take([update for update, _ in batch])
                except Exception as trouble:
                    _settle(batch, trouble)
                else:
                    _settle(batch, None)


def _settle(batch: list[tuple[Update, asyncio.Future[None]]], trouble: Exception | None) -> None:
    for _, kept in batch:
        # Whoever brought it may have gone away.
        with suppress(asyncio.InvalidStateError):
            kept.set_exception(trouble) if trouble else kept.set_result(None)


def _read(body: bytes) -> Arrival | None:
    """An update as it came, or None if the body is none."""
    try:
        return arrival(json.loads(body))
    except (ValueError, RecursionError):
        return None


def _derived(token: str, what: str) -> str:
    return hmac.digest(token.encode(), f"webhook {what}".encode(), "sha256").hex()[:48]
