"""A bare Matrix sync loop on aiohttp that fills gaps and keeps nothing. Takes `URL TOKEN USER`."""

import asyncio
import sys
from itertools import count
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession


class Bot:
    """The loop."""

    def __init__(self, session: ClientSession, url: str, user: str) -> None:
        self._session = session
        self._url = f"{url}/_matrix/client/v3"
        self._user = user
        self._numbers = count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._locks: dict[str, asyncio.Lock] = {}

    async def run(self) -> None:
        """Listen for ever."""
        since = ""
        while True:
            asked = {"timeout": "30000" if since else "0"} | ({"since": since} if since else {})
            async with self._session.get(f"{self._url}/sync", params=asked) as answer:
                synced = await answer.json()
            for room in synced.get("rooms", {}).get("invite", {}):
                await self._session.post(f"{self._url}/join/{quote(room)}", json={})
            for room, state in synced.get("rooms", {}).get("join", {}).items():
                timeline = state["timeline"]
                events = timeline["events"]
                if timeline.get("limited") and since:
                    events = await self._gap(room, timeline["prev_batch"], since) + events
                if since:
                    self._answer(room, events)
            since = synced["next_batch"]

    async def _gap(self, room: str, begin: str, end: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            asked = {"dir": "b", "from": begin, "to": end, "limit": "100"}
            address = f"{self._url}/rooms/{quote(room)}/messages"
            async with self._session.get(address, params=asked) as answer:
                page = await answer.json()
            found += page["chunk"]
            if not page["chunk"] or "end" not in page:
                return found[::-1]
            begin = page["end"]

    def _answer(self, room: str, events: list[dict[str, Any]]) -> None:
        texts = [
            event["content"]["body"]
            for event in events
            if event["type"] == "m.room.message"
            and event["sender"] != self._user
            and event["content"].get("msgtype") == "m.text"
        ]
        if texts:
            task = asyncio.create_task(self._say(room, texts))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _say(self, room: str, texts: list[str]) -> None:
        async with self._locks.setdefault(room, asyncio.Lock()):
            for text in texts:
                address = (
                    f"{self._url}/rooms/{quote(room)}/send/m.room.message/{next(self._numbers)}"
                )
                said = {"msgtype": "m.notice", "body": "pong " + text.partition(" ")[2]}
                async with self._session.put(address, json=said) as answer:
                    await answer.read()


async def main() -> None:
    """Run until it is killed."""
    url, token, user = sys.argv[1:]
    async with ClientSession(headers={"Authorization": f"Bearer {token}"}) as session:
        await Bot(session, url, user).run()


if __name__ == "__main__":
    asyncio.run(main())
