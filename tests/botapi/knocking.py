"""Brings updates to webhooks, as Telegram does: again until it is told that they were taken."""

from __future__ import annotations

import asyncio
from itertools import cycle
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.patience import PATIENCE

from .inbox import Inbox
from .schema import JSON
from .world import World

# Telegram waits longer; nobody here wants to.
_PAUSE_SECONDS = 0.05
_MOST_CONNECTIONS = 40
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Knocking:
    """What stands between Telegram and the bot is played too: `doors` are the addresses to which
    the operator's own server hands the requests, in turns."""

    def __init__(self, world: World) -> None:
        self.doors: list[str] = []
        self.statuses: list[int] = []
        """What each request was answered with; 0: nobody answered."""
        self._world = world
        self._under_way: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._session = ClientSession(timeout=ClientTimeout(total=PATIENCE))
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        tasks = [*self._tasks, *([self._running] if self._running else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _run(self) -> None:
        turns = cycle(range(1_000_000))
        while True:
            for bot in list(self._world.bots.values()):
                if not bot.inbox.webhook or not self.doors:
                    continue
                for update in bot.inbox.to_bring():
                    number = update["update_id"]
                    if number in self._under_way or len(self._under_way) >= _MOST_CONNECTIONS:
                        continue
                    self._under_way.add(number)
                    door = self.doors[next(turns) % len(self.doors)]
                    task = asyncio.create_task(self._bring(bot.inbox, update, door))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
            try:
                async with asyncio.timeout(_PAUSE_SECONDS):
                    await self._world.next_change()
            except TimeoutError:
                continue

    async def _bring(self, inbox: Inbox, update: JSON, door: str) -> None:
        assert self._session is not None
        address = door + urlsplit(inbox.webhook).path
        headers = {_HEADER: inbox.secret} if inbox.secret else {}
        status = 0
        try:
            async with self._session.post(
                address, json=inbox.given(update), headers=headers
            ) as answer:
                status = answer.status
        except (ClientError, TimeoutError):
            await asyncio.sleep(_PAUSE_SECONDS)
        finally:
            self._under_way.discard(update["update_id"])
        self.statuses.append(status)
        if 200 <= status < 300:
            inbox.brought(update)
        else:
            await asyncio.sleep(_PAUSE_SECONDS)
            self._world.changed()
