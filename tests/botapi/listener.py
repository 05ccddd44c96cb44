"""The port that the server listens on: it can stop listening and never loses its number."""

from __future__ import annotations

import asyncio
import socket

from aiohttp import web


class Listener:
    """Accepts connections for an application on a free port of the loopback."""

    def __init__(self, application: web.Application) -> None:
        # A killed bot's poll must end with its connection, not after its timeout.
        self._runner = web.AppRunner(application, handler_cancellation=True, access_log=None)
        self._server: asyncio.Server | None = None
        self._starting: asyncio.Task[None] | None = None
        self._socket = self._reserve(0)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    async def start(self) -> None:
        await self._runner.setup()
        self.up()
        assert self._starting is not None
        await self._starting

    async def stop(self) -> None:
        self.down()
        self._socket.close()
        await self._runner.cleanup()

    def up(self) -> None:
        """Listen; a connection that comes before the loop's next turn waits for it."""
        if self._starting is None:
            self._socket.listen(128)
            self._starting = asyncio.get_running_loop().create_task(self._serve())

    def down(self) -> None:
        """Drop every connection and refuse new ones."""
        port = self.port
        if self._starting is not None:
            self._starting.cancel()
            self._starting = None
        if self._server is not None:
            self._server.close()
            self._server = None
        self._socket.close()
        self._socket = self._reserve(port)
        if self._runner.server is not None:
            for connection in list(self._runner.server.connections):
                if connection.transport is not None:
                    connection.transport.abort()

    @staticmethod
    def _reserve(port: int) -> socket.socket:
        """Bound but not listening: connections are refused, and nobody else takes the port."""
        reserved = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(("127.0.0.1", port))
        reserved.setblocking(False)
        return reserved

    async def _serve(self) -> None:
        assert self._runner.server is not None
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._runner.server, sock=self._socket)
