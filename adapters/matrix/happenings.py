"""What happened in a room, told in order: who spoke, and whether we came, left or moved on."""

import logging
from typing import Any

from nio import AsyncClient, RoomMemberEvent

from adapters.matrix.network import NETWORK, Refused, ask, path_of
from adapters.matrix.rooms import Rooms
from adapters.matrix.timeline import Timelines, own_step
from adapters.matrix.translation import Authors, Translation, moment, origin
from adapters.matrix.upgrades import Upgrades
from bot.conversation.message import Entered, Heard, Left, Moved, PersonRef, RoomRef, Shared
from bot.ports import Admits

_log = logging.getLogger(__name__)


class Happenings:
    """Walks through the rooms of one sync."""

    def __init__(
        self,
        client: AsyncClient,
        rooms: Rooms,
        upgrades: Upgrades,
        timelines: Timelines,
        authors: Authors,
        translation: Translation,
        admits: Admits,
    ) -> None:
        self._client = client
        self._me = str(client.user_id)
        self._rooms = rooms
        self._upgrades = upgrades
        self._timelines = timelines
        self._authors = authors
        self._translation = translation
        self._admits = admits

    async def late(self) -> list[Heard]:
        """What could not be read before, and can be now."""
        heard: list[Heard] = []
        for room, event in self._timelines.late():
            if room in self._client.rooms:
                heard += await self._spoken(room, event)
        return heard

    async def found(self, room: str, info: Any) -> list[Heard]:
        """A room we were in before our very first sync. What was said in it is past."""
        for event in (*info.state, *info.timeline.events):
            if _is_tombstone(event):
                self._upgrades.note(room, event)
        for event in reversed((*info.state, *info.timeline.events)):
            if isinstance(event, RoomMemberEvent) and event.state_key == self._me:
                return [] if self._rooms.is_direct(room) else [self._entry(room, event)]
        return []

    async def joined(self, room: str, info: Any, since: str, *, known: bool) -> list[Heard]:
        """What happened in a room we are in. known: we were in it at since, as far as we know."""
        if room in self._upgrades.shunned:
            return []
        for event in (*info.state, *info.timeline.events):
            if event_type(event) == "m.room.create" and event.source.get("sender") == self._me:
                self._rooms.made.add(room)
        heard: list[Heard] = []
        events = await self._timelines.events(room, info.timeline, since, known=known)
        for event in info.state:
            if _is_tombstone(event):
                if known:
                    heard += await self._replaced(room, event)
                else:
                    # All the state there is: it was followed when it came, or came too late.
                    self._upgrades.note(room, event)
        heard += await self._walk(room, events)
        await self._leave_if_alone(room, events)
        return heard

    async def left(self, room: str, info: Any, since: str, *, known: bool) -> list[Heard]:
        """What happened in a room until we were out of it."""
        if room in self._upgrades.shunned:
            self._upgrades.shunned.discard(room)
            return []
        events = await self._timelines.events(room, info.timeline, since, known=known)
        heard = await self._walk(room, events)
        if room in self._client.rooms and not any(isinstance(one, Left) for one in heard):
            events = [*info.state, *info.timeline.events]
            own = [one for one in events if getattr(one, "state_key", None) == self._me]
            last = (own or events)[-1:]
            name = last[0].event_id if own else f"left/{room}/{since}"
            at = moment(last[0].server_timestamp if last else 0)
            heard.append(Left(name, RoomRef("matrix", room), at))
        return heard

    async def _walk(self, room: str, events: list[Any]) -> list[Heard]:
        steps = [step for event in events if (step := own_step(event, self._me))]
        inside = not steps or steps[0] == "leave"
        heard: list[Heard] = []
        for event in events:
            match own_step(event, self._me):
                case "invite":
                    inside = self._rooms.is_direct(room)
                case "join":
                    inside = True
                    heard += await self._entered(room, event)
                    if room in self._upgrades.shunned:
                        return []
                case "leave":
                    inside = False
                    if event.prev_membership == "join":
                        heard.append(_left(room, event))
                case _ if inside:
                    heard += self._shared(room, event)
                    heard += await self._spoken(room, event)
        return heard

    def _shared(self, room: str, event: Any) -> list[Heard]:
        came = isinstance(event, RoomMemberEvent) and event.membership in ("invite", "join")
        if not came or not self._rooms.was_for_two(room):
            return []
        at = moment(event.server_timestamp)
        return [Shared(f"shared/{event.event_id}", RoomRef("matrix", room), at)]

    async def _spoken(self, room: str, event: Any) -> list[Heard]:
        """What one event tells. A defect of ours in one must not hold up all that follows."""
        try:
            if _is_tombstone(event):
                return await self._replaced(room, event)
            if not hasattr(event, "event_id"):
                return []
            self._authors.note(room, event.event_id, origin(event))
            self._note_declined(room, event)
            message = await self._translation.message(room, event)
            told = message or await self._translation.change(room, event)
            return [told] if told else []
        except (*NETWORK, Refused):
            raise
        except Exception as defect:
            _log.error("An event in %s was not understood: %s", room, type(defect).__name__)
            return []

    async def _entered(self, room: str, event: Any) -> list[Heard]:
        old = await self._upgrades.predecessor(room)
        if old:
            return [_moved(old, room, event)]
        if self._upgrades.is_replacement(room):
            # It was let in without asking for the sake of a room that it does not replace.
            await self._upgrades.shun(room)
            return []
        if room in self._rooms.made:
            return []
        if not self._rooms.is_direct(room):
            return [self._entry(room, event)]
        members = self._client.rooms[room].users if room in self._client.rooms else {}
        if len(members) <= 2:
            return []
        # Anybody may talk with us alone. This was said to be such a talk, and is a room.
        for inviter in self._rooms.partners(room):
            if await self._admits(PersonRef("matrix", inviter)):
                return [self._entry(room, event)]
        await self._upgrades.shun(room)
        return []

    async def _replaced(self, room: str, tombstone: Any) -> list[Heard]:
        new = await self._upgrades.follow(room, tombstone)
        return [_moved(room, new, tombstone)] if new else []

    def _entry(self, room: str, event: Any) -> Entered:
        return Entered(
            f"entered/{room}/{event.event_id}",
            RoomRef("matrix", room),
            self._rooms.names(room),
            moment(event.server_timestamp),
        )

    def _note_declined(self, room: str, event: Any) -> None:
        if (
            isinstance(event, RoomMemberEvent)
            and (event.membership, event.prev_membership) == ("leave", "invite")
            and event.sender == event.state_key
            and event.sender in self._rooms.partners(room)
        ):
            self._rooms.declined.add(event.sender)

    async def _leave_if_alone(self, room: str, events: list[Any]) -> None:
        """Leave a room that everybody has left."""
        if not self._rooms.is_empty(room):
            return
        gone = any(
            isinstance(event, RoomMemberEvent)
            and event.state_key != self._me
            and event.membership in ("leave", "ban")
            for event in events
        )
        came = any(own_step(event, self._me) == "join" for event in events)
        # A room that we are making is empty until its invitation is sent.
        if not gone and (not came or self._rooms.making or room in self._rooms.made):
            return
        try:
            await ask(self._client, "POST", path_of("rooms", room, "leave"), {})
        except (*NETWORK, Refused) as trouble:
            _log.info("The empty room %s was not left: %s", room, type(trouble).__name__)


def event_type(event: Any) -> str:
    """The type of an event, whatever nio made of it."""
    return str(event.source.get("type", ""))


def _is_tombstone(event: Any) -> bool:
    return event_type(event) == "m.room.tombstone" and "state_key" in event.source


def _left(room: str, event: Any) -> Left:
    return Left(event.event_id, RoomRef("matrix", room), moment(event.server_timestamp))


def _moved(old: str, new: str, event: Any) -> Moved:
    return Moved(
        f"moved/{old}/{new}",
        RoomRef("matrix", old),
        RoomRef("matrix", new),
        moment(event.server_timestamp),
    )
