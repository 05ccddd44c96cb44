"""Rooms that go on under another id: a tombstone is believed if the new room points back."""

import logging
from typing import Any

from nio import AsyncClient

from adapters.matrix.network import Refused, ask, path_of
from adapters.matrix.rooms import Rooms

_log = logging.getLogger(__name__)


class Upgrades:
    """Which room replaces which, as far as the old ones say."""

    def __init__(self, client: AsyncClient, rooms: Rooms) -> None:
        self._client = client
        self._rooms = rooms
        self._replaced: dict[str, set[str]] = {}
        self.shunned: set[str] = set()
        """Rooms we were lured into and left at once; nothing of them is heard."""

    def note(self, old: str, tombstone: Any) -> str:
        """Remember what a tombstone says; the new room, or "" if it names none."""
        new = (tombstone.source.get("content") or {}).get("replacement_room")
        if not isinstance(new, str) or not new.startswith("!") or new == old:
            return ""
        self._replaced.setdefault(new, set()).add(old)
        return new

    def is_replacement(self, room: str) -> bool:
        """Whether a room we are in says that this one takes its place."""
        return any(old in self._client.rooms for old in self._replaced.get(room, ()))

    async def follow(self, old: str, tombstone: Any) -> str:
        """Go where a tombstone points; the new room, or "" if we can't, or should not.

        Raises Refused or one of NETWORK if it may work later.
        """
        new = self.note(old, tombstone)
        if not new:
            return ""
        joined = new in self._client.rooms
        if not joined and not await self._join(new, str(tombstone.sender)):
            _log.info("The room that replaces %s waits for an invitation.", old)
            return ""
        if await self._points_back(new, old):
            await self._take_over(old, new)
            return new
        _log.warning("%s says that it is replaced by a room that does not agree.", old)
        if not joined:
            await self.shun(new)
        return ""

    async def predecessor(self, new: str) -> str:
        """The room we are in that this new room takes the place of, both agreeing, or ""."""
        for old in self._replaced.get(new, ()):
            if old in self._client.rooms and await self._points_back(new, old):
                await self._take_over(old, new)
                return old
        return ""

    async def shun(self, room: str) -> None:
        """Leave a room, and hear nothing more of it."""
        self.shunned.add(room)
        self._rooms.left(room)
        try:
            await ask(self._client, "POST", path_of("rooms", room, "leave"), {})
        except Refused as refused:
            if refused.passing:
                raise

    async def _take_over(self, old: str, new: str) -> None:
        for user in self._rooms.partners(old):
            await self._rooms.mark_direct(user, new)

    async def _join(self, room: str, sender: str) -> bool:
        server = sender.partition(":")[2]
        try:
            await ask(
                self._client, "POST", path_of("join", room, server_name=server, via=server), {}
            )
        except Refused as refused:
            if refused.passing:
                raise
            return False
        self._rooms.expect(room)
        return True

    async def _points_back(self, new: str, old: str) -> bool:
        path = path_of("rooms", new, "state", "m.room.create", "")
        try:
            create = await ask(self._client, "GET", path)
        except Refused as refused:
            if refused.passing:
                raise
            return False
        predecessor = create.get("predecessor")
        return isinstance(predecessor, dict) and predecessor.get("room_id") == old
