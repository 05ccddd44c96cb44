"""Many rooms on both networks, each to be reminded of its own meeting, and what is said there."""

import asyncio
import json
import re
from asyncio import Semaphore, TaskGroup
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession, TCPConnector

from bot.app import App
from bot.conversation.message import PersonRef, RoomNames, RoomRef
from bot.meetings.model import Plan, Wall
from bot.meetings.store import Meetings
from bot.people.model import Account as KnownAccount
from bot.people.store import People
from bot.settings import Settings
from bot.tracks.model import Modality, Track
from bot.tracks.store import Rooms, Tracks
from storage.store import SqlStore
from tests.homeserver.account import Account
from tests.homeserver.asking import asked

_AT_ONCE = 6
_REMINDER = re.compile(r"In 24 hours: (M\d+) · Call ")


class Now:
    """The time that it is."""

    def now(self) -> datetime:
        """This instant."""
        return datetime.now(UTC)


def prepare(
    database: Path, rooms: Sequence[RoomRef], *, together: bool = False
) -> dict[RoomRef, str]:
    """A database in which each room has a track of its own (or all have one together) with a
    meeting in 24 hours, of which nobody was reminded yet; what each meeting is called."""
    database.parent.mkdir(parents=True)
    store = SqlStore(f"sqlite:///{database}")
    App(store, Now(), Settings(), [])._prepare()
    # The reminder is due already, so that it is said as soon as the program starts.
    starts = (Now().now() + timedelta(hours=24)).replace(second=0, microsecond=0)
    wall = Wall(starts.date(), starts.time(), "UTC")
    called: dict[RoomRef, str] = {}
    with store.begin() as tx:
        somebody = KnownAccount(PersonRef("telegram", "1"), "Somebody", "", None)
        by = tx.get(People).meet(somebody, "en", Now().now()).id
        for number, room in enumerate(rooms, 1):
            track = Track(f"track-{number}", Modality.DC, f"Track {number}")
            if not (together and called):
                tx.get(Tracks).keep(track)
                plan = Plan(track.code, f"Call {number}", wall, 60)
                meeting = tx.get(Meetings).plan(plan, starts, by)
            tx.get(Rooms).bind(room, RoomNames(track.name), meeting.track)
            called[room] = meeting.reference
        tx.commit()
    store.close()
    return called


def reminders(texts: Sequence[str]) -> list[str]:
    """Which meetings these texts remind of."""
    found = (_REMINDER.match(text) for text in texts)
    return [one[1] for one in found if one]


@dataclass
class MatrixRooms:
    """Rooms with a reader and the bot, and all that the reader sees in them."""

    url: str
    session: ClientSession
    reader: Account
    bot: Account
    rooms: list[str] = field(default_factory=list)
    said: dict[str, Counter[str]] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def open(self, many: int) -> None:
        """Open so many rooms. The bot is in them from the beginning: it was invited long ago."""
        gate = Semaphore(_AT_ONCE)

        async def one(number: int) -> None:
            async with gate:
                wanted = {"name": f"Room {number}", "invite": [self.bot.user_id]}
                room = (await self._ask(self.reader, "POST", "createRoom", wanted))["room_id"]
                await self._ask(self.bot, "POST", f"join/{room}", {})
                self.rooms.append(room)

        async with TaskGroup() as opening:
            for number in range(many):
                opening.create_task(one(number))

    async def listen(self) -> None:
        """Hear what is said in the rooms, until cancelled."""
        none: dict[str, list[str]] = {"types": []}
        timeline = {"types": ["m.room.message"], "limit": 100}
        room = {"timeline": timeline, "state": none, "ephemeral": none, "account_data": none}
        wanted = json.dumps({"room": room, "presence": none, "account_data": none})
        since: dict[str, str] = {}
        while True:
            answer = await self._ask(
                self.reader, "GET", "sync", None, {"filter": wanted, "timeout": "20000", **since}
            )
            since = {"since": answer["next_batch"]}
            async with self._changed:
                for name, one in answer.get("rooms", {}).get("join", {}).items():
                    for event in one["timeline"]["events"]:
                        self.said.setdefault(name, Counter())[event["content"]["body"]] += 1
                self._changed.notify_all()

    def texts(self, room: str) -> list[str]:
        """What was said in a room."""
        return list(self.said.get(room, Counter()).elements())

    async def until(self, many: int, within: float) -> None:
        """Wait until so many reminders were said in all."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: self.count() >= many)

    def count(self) -> int:
        """How many reminders were said in all."""
        return sum(len(reminders(self.texts(room))) for room in self.rooms)

    async def _ask(
        self,
        who: Account,
        method: str,
        path: str,
        content: dict[str, Any] | None,
        query: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        return await asked(self.session, self.url, who, method, quote(path), content, query)


@asynccontextmanager
async def matrix_rooms(
    url: str, reader: Account, bot: Account, many: int
) -> AsyncIterator[MatrixRooms]:
    """So many rooms with a reader, who listens, and the bot."""
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        rooms = MatrixRooms(url, session, reader, bot)
        await rooms.open(many)
        listening = asyncio.create_task(rooms.listen())
        try:
            yield rooms
            if listening.done():
                listening.result()
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
