"""The rooms the bot is in: which is a talk of two, and how to find or make one with a person."""

import asyncio
import logging
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from nio import AsyncClient

from adapters.matrix.network import NETWORK, Refused, ask, path_of
from bot.conversation.errors import GiveUp, TryLater
from bot.conversation.message import RoomNames

_log = logging.getLogger(__name__)
_PATIENCE = 10.0
_ENCRYPTED = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


class Rooms:
    """What is known of the rooms beyond nio's own picture of them."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._me = str(client.user_id)
        self._directs: dict[str, list[str]] = {}
        self._opening: dict[str, asyncio.Lock] = {}
        self._saving = asyncio.Lock()
        self._synced = asyncio.Event()
        self._expected: dict[str, str] = {}
        self.made: set[str] = set()
        """Rooms we made, as far as it was seen."""
        self.declined: set[str] = set()
        """People who turned our invitation down in this life; they are not asked again."""

    async def load(self) -> None:
        """Learn which rooms are marked as direct."""
        try:
            content = await ask(self._client, "GET", self._marks())
        except Refused as refused:
            if refused.status != 404:
                raise
            content = {}
        self.take_marks(content)

    def take_marks(self, content: dict[str, Any]) -> None:
        """Take over the account's list of direct rooms. What is malformed in it is left out."""
        for user, rooms in content.items():
            for room in rooms if isinstance(rooms, list) else ():
                self.note_direct(user, str(room))

    def note_direct(self, user: str, room: str) -> None:
        """Remember that a room is for talking with a person."""
        rooms = self._directs.setdefault(user, [])
        if room not in rooms:
            rooms.append(room)

    async def mark_direct(self, user: str, room: str) -> None:
        """Remember it on the homeserver too; that it fails is no harm."""
        self.note_direct(user, room)
        async with self._saving:
            try:
                await ask(self._client, "PUT", self._marks(), self._directs)
            except (*NETWORK, Refused) as trouble:
                _log.info("The list of direct rooms was not kept (%s).", type(trouble).__name__)

    def is_direct(self, room: str) -> bool:
        """Whether a room was opened for talking with one person."""
        return bool(self.partners(room))

    def partners(self, room: str) -> list[str]:
        """Whom a room is marked as direct with."""
        return [user for user, rooms in self._directs.items() if room in rooms]

    def is_private(self, room_id: str) -> bool:
        """Whether there are exactly two in the room: a person and us."""
        room = self._client.rooms.get(room_id)
        if room is None or room.canonical_alias or len(room.users) != 2:
            return False
        # A room with a name is meant for more, even while only its founder is in it.
        return self._me in room.users and (self.is_direct(room_id) or not room.name)

    def is_shared(self, room_id: str) -> bool:
        """Whether more than one other is in the room, or invited to it."""
        room = self._client.rooms.get(room_id)
        return room is not None and len(room.users) > 2

    def was_for_two(self, room_id: str) -> bool:
        """Whether a room looks like a talk of two that others came into."""
        room = self._client.rooms.get(room_id)
        nameless = room is not None and not room.canonical_alias and not room.name
        return self.is_shared(room_id) and (self.is_direct(room_id) or nameless)

    def is_empty(self, room_id: str) -> bool:
        """Whether nobody but us is in a room, or invited to it."""
        room = self._client.rooms.get(room_id)
        return room is not None and set(room.users) <= {self._me}

    def names(self, room_id: str) -> RoomNames:
        """How the room calls itself."""
        room = self._client.rooms.get(room_id)
        if room is None:
            return RoomNames()
        alias = room.canonical_alias or ""
        address = f"https://matrix.to/#/{quote(alias, safe='#:')}" if alias else ""
        return RoomNames(str(room.display_name or ""), address)

    def after_sync(self) -> None:
        """A sync was taken in: whoever waits for a room may look again."""
        for room, person in list(self._expected.items()):
            here = self._client.rooms.get(room)
            # A room can show before its invitation does, and is not to be written to till then.
            if here and (not person or person in here.users or person in self.declined):
                del self._expected[room]
        synced, self._synced = self._synced, asyncio.Event()
        synced.set()

    def expect(self, room: str, person: str = "") -> None:
        """We joined or made a room; until a sync shows it, with that person, nothing is sent."""
        if room not in self._client.rooms or person:
            self._expected[room] = person

    def left(self, room: str) -> None:
        """We are in a room no more."""
        # nio keeps it, with members it hears no more of.
        self._client.rooms.pop(room, None)
        self._expected.pop(room, None)

    async def ready(self, room: str) -> None:
        """Return when the room can be written to. Raises TryLater or GiveUp."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while room in self._expected:
                    await self._synced.wait()
        except TimeoutError as late:
            raise TryLater("the room is not there yet", timedelta(seconds=5)) from late
        if room not in self._client.rooms:
            raise GiveUp("the bot is not in the room", unreachable=True)

    async def with_person(self, user: str) -> str:
        """The room for talking with a person; it is made if there is none.

        Raises TryLater, GiveUp or Refused.
        """
        async with self._opening.setdefault(user, asyncio.Lock()):
            room = self._known(user)
            if room:
                return room
            if user in self.declined:
                raise GiveUp("the invitation was declined", unreachable=True)
            return await self._make(user)

    @property
    def making(self) -> bool:
        """Whether a room is being made at this moment."""
        return any(lock.locked() for lock in self._opening.values())

    def _known(self, user: str) -> str:
        pair = {self._me, user}
        here = self._client.rooms
        for room in reversed(self._directs.get(user, [])):
            if room in self._expected or (room in here and set(here[room].users) == pair):
                return room
        # A room whose mark was lost, as in a crash while it was made.
        for room in here:
            if self.is_private(room) and set(here[room].users) == pair:
                return str(room)
        return ""

    async def _make(self, user: str) -> str:
        answer = await ask(
            self._client,
            "POST",
            path_of("createRoom"),
            {
                "preset": "trusted_private_chat",
                "is_direct": True,
                "invite": [user],
                "initial_state": [_ENCRYPTED],
            },
        )
        room = str(answer["room_id"])
        self.made.add(room)
        self.expect(room, user)
        await self.mark_direct(user, room)
        return room

    def _marks(self) -> str:
        return path_of("user", self._me, "account_data", "m.direct")
