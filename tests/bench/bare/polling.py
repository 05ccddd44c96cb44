"""A bare long-polling loop on aiohttp with a durable in- and outbox: the floor of what is promised.

`TOKEN URL FILE` as arguments. A batch and its answers are one transaction; an answer is dropped
when the server has it; chats are written to side by side, each in order.
"""

import asyncio
import sqlite3
import sys
from typing import Any

from aiohttp import ClientSession


class Bot:
    """The loop."""

    def __init__(self, session: ClientSession, address: str, file: str) -> None:
        self._session = session
        self._address = address
        self._kept = sqlite3.connect(file, isolation_level=None)
        self._kept.execute("PRAGMA journal_mode=WAL")
        self._kept.execute("PRAGMA synchronous=FULL")
        self._kept.execute("CREATE TABLE outbox (id INTEGER PRIMARY KEY, chat INTEGER, text TEXT)")
        self._kept.execute("CREATE TABLE seen (id INTEGER PRIMARY KEY)")
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Listen for ever."""
        offset = 0
        while True:
            asked = {"offset": offset, "timeout": 30}
            async with self._session.post(f"{self._address}/getUpdates", json=asked) as answer:
                updates = (await answer.json())["result"]
            if updates:
                self._keep(updates)
                offset = updates[-1]["update_id"] + 1
                self._send_due()

    def _keep(self, updates: list[dict[str, Any]]) -> None:
        self._kept.execute("BEGIN IMMEDIATE")
        for update in updates:
            new = "INSERT OR IGNORE INTO seen VALUES (?)"
            if self._kept.execute(new, (update["update_id"],)).rowcount:
                message = update["message"]
                text = "pong " + message["text"].partition(" ")[2]
                row = (message["chat"]["id"], text)
                self._kept.execute("INSERT INTO outbox (chat, text) VALUES (?, ?)", row)
        self._kept.execute("COMMIT")

    def _send_due(self) -> None:
        first = "SELECT min(id), chat, text FROM outbox GROUP BY chat"
        for number, chat, text in self._kept.execute(first).fetchall():
            if chat not in self._busy:
                self._busy.add(chat)
                task = asyncio.create_task(self._send(number, chat, text))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _send(self, number: int, chat: int, text: str) -> None:
        said = {"chat_id": chat, "text": text}
        async with self._session.post(f"{self._address}/sendMessage", json=said) as answer:
            await answer.read()
        self._kept.execute("DELETE FROM outbox WHERE id = ?", (number,))
        self._busy.discard(chat)
        self._send_due()


async def main() -> None:
    """Run until it is killed."""
    token, url, file = sys.argv[1:]
    async with ClientSession() as session:
        await Bot(session, f"{url}/bot{token}", file).run()


if __name__ == "__main__":
    asyncio.run(main())
