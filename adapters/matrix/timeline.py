"""What was said in a room since last time: complete, in order, and readable where it can be."""

import logging
from collections.abc import Mapping
from typing import Any

from nio import AsyncClient, EncryptionError, Event, MegolmEvent, RoomMemberEvent

from adapters.matrix.network import Refused, ask, checked, path_of
from adapters.matrix.rooms import Rooms

_log = logging.getLogger(__name__)
_MOST_WAITING = 500
_MOST_KEPT = 50


def own_step(event: Any, me: str) -> str:
    """How this event changes our own place in the room: "invite", "join", "leave", or ""."""
    if not isinstance(event, RoomMemberEvent) or event.state_key != me:
        return ""
    now = "leave" if event.membership == "ban" else event.membership
    before = "leave" if event.prev_membership in ("ban", None) else event.prev_membership
    return "" if now == before else str(now)


class Timelines:
    """Fills the gaps a sync leaves, and keeps what can't be read until its key comes."""

    def __init__(self, client: AsyncClient, rooms: Rooms) -> None:
        self._client = client
        self._me = str(client.user_id)
        self._rooms = rooms
        self._waiting: dict[str, tuple[str, Any]] = {}
        self._read: list[str] = []
        self.key_came = False
        """Whether there is reason to try again what could not be read."""

    @property
    def unread(self) -> dict[str, str]:
        """The newest messages that wait for their key, each with its room, for the position."""
        newest = list(self._waiting.items())[-_MOST_KEPT:]
        return {event: room for event, (room, _) in newest if event not in self._read}

    async def resume(self, unread: Mapping[str, Any]) -> None:
        """Wait again for the keys of what could not be read in an earlier life."""
        for event_id, room in unread.items():
            try:
                path = path_of("rooms", str(room), "event", event_id)
                event = Event.parse_event(await ask(self._client, "GET", path))
            except Refused as refused:
                if refused.passing:
                    raise
                continue
            if isinstance(event, MegolmEvent):
                event.room_id = str(room)
                self._waiting[event_id] = (str(room), event)
        self.key_came = True

    async def events(self, room: str, timeline: Any, since: str, *, known: bool) -> list[Any]:
        """Everything that happened in a room after since, oldest first.

        known: we were in the room then. If we were not, it begins with our coming.
        """
        events = list(timeline.events)
        if timeline.limited and timeline.prev_batch:
            events = await self._missing(room, timeline.prev_batch, since, events, known) + events
        if not known:
            # A room that is new to us comes with its past, also with what we heard long ago.
            events = events[self._coming(room, events) :]
        return [self._readable(room, event) for event in events]

    def late(self) -> list[tuple[str, Any]]:
        """What can be read now and could not before, each with its room.

        It is given again until settled() is called.
        """
        if not self.key_came:
            return []
        found = []
        for event_id, (room, event) in list(self._waiting.items()):
            try:
                found.append((room, self._client.decrypt_event(event)))
            except EncryptionError:
                continue
            if event_id not in self._read:
                self._read.append(event_id)
        return found

    def settled(self) -> None:
        """What was given has been heard."""
        self.key_came = False
        for event_id in self._read:
            self._waiting.pop(event_id, None)
        self._read.clear()

    def forget(self, room: str) -> None:
        """No key will come any more for a room that was left."""
        self._waiting = {key: one for key, one in self._waiting.items() if one[0] != room}

    def _readable(self, room: str, event: Any) -> Any:
        if not isinstance(event, MegolmEvent):
            return event
        # nio sets the room only where it decrypts: not in rooms that were left.
        event.room_id = room
        try:
            return self._client.decrypt_event(event)
        except EncryptionError:
            if event.event_id not in self._waiting:
                _log.warning("A message in %s can't be read yet: its key is missing.", room)
            self._waiting[event.event_id] = (room, event)
        while len(self._waiting) > _MOST_WAITING:
            self._waiting.pop(next(iter(self._waiting)))
        return event

    def _coming(self, room: str, events: list[Any]) -> int:
        """Where we came in: our last joining, and in a talk of two already the invitation, since
        the first words are often said together with it."""
        steps = [own_step(event, self._me) for event in events]
        if "join" not in steps:
            return 0
        joined = len(steps) - 1 - steps[::-1].index("join")
        if not self._rooms.is_direct(room):
            return joined
        before = steps[:joined]
        return joined - 1 - before[::-1].index("invite") if "invite" in before else 0

    async def _missing(
        self, room: str, before: str, since: str, events: list[Any], known: bool
    ) -> list[Any]:
        """What lies between since and the timeline's beginning."""
        steps = [own_step(event, self._me) for event in events]
        came = not known and "join" in steps
        if came and ("invite" in steps or not self._rooms.is_direct(room)):
            return []
        missing: list[Any] = []
        while True:
            # The invitation to a talk of two may be older than since.
            end = None if came else since
            try:
                page = checked(
                    await self._client.room_messages(room, start=before, end=end, limit=100)
                )
            except Refused as refused:
                if refused.passing:
                    raise
                _log.warning("The past of %s could not be read: %s", room, refused)
                return missing[::-1]
            for event in page.chunk:
                missing.append(event)
                if came and own_step(event, self._me) == "invite":
                    return missing[::-1]
            if not page.chunk or not page.end:
                return missing[::-1]
            before = page.end
