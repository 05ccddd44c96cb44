"""From an event to the bot's word for it: a message, a tap on one of its choices, or a change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from nio import AsyncClient, MegolmEvent, ReactionEvent, RoomMessageText

from adapters.matrix.files import FileEvent, Files
from adapters.matrix.network import Refused, ask, path_of
from adapters.matrix.reading import (
    Relation,
    captioned,
    choice,
    new_text,
    redacted,
    relation,
    words,
)
from adapters.matrix.rooms import Rooms
from bot.conversation.message import Edited, Message, PersonRef, Removed, RoomNames, RoomRef, Tap

_LONGEST_NUMBERS = 100
_MOST_AUTHORS = 20_000
_SEALED = "m.room.encrypted"
_LATEST = 253_402_300_799_000


def moment(milliseconds: int) -> datetime:
    """A server's timestamp. It is the server's word: anything is possible in it."""
    return datetime.fromtimestamp(min(max(milliseconds, 0), _LATEST) // 1000, UTC)


def localpart(user: str) -> str:
    """The short name in a full one."""
    return user.removeprefix("@").partition(":")[0]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote an event, and its type as the server has it. Both are "" if there is no such event
    that we may see."""

    author: str = ""
    type: str = ""


def origin(event: Any) -> Origin:
    """The origin of an event that came."""
    sealed = isinstance(event, MegolmEvent) or event.decrypted
    return Origin(event.sender, _SEALED if sealed else str(event.source.get("type", "")))


class Authors:
    """Who wrote which event, as far as it was seen or asked for lately."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._known: dict[tuple[str, str], Origin] = {}

    def note(self, room: str, event: str, origin: Origin) -> None:
        """Remember it."""
        self._known[room, event] = origin
        while len(self._known) > _MOST_AUTHORS:
            self._known.pop(next(iter(self._known)))

    async def of(self, room: str, event: str) -> str:
        """The author of an event, or "" if there is none that we may see.

        Raises Refused or one of NETWORK if it may be known later.
        """
        return (await self.origin(room, event)).author

    async def origin(self, room: str, event: str) -> Origin:
        """The origin of an event. Raises as of() does."""
        if (room, event) not in self._known:
            try:
                answer = await ask(self._client, "GET", path_of("rooms", room, "event", event))
            except Refused as refused:
                if refused.passing:
                    raise
                answer = {}
            found = Origin(str(answer.get("sender", "")), str(answer.get("type", "")))
            self.note(room, event, found)
        return self._known[room, event]


class Translation:
    """Makes Messages of events, and changes of what was said."""

    def __init__(self, client: AsyncClient, rooms: Rooms, authors: Authors, files: Files) -> None:
        self._client = client
        self._rooms = rooms
        self._authors = authors
        self._files = files
        self._me = str(client.user_id)

    async def message(self, room: str, event: Any) -> Message | None:
        """The message or tap that an event is, or None if it is neither, or not for us."""
        if event.sender == self._me:
            return None
        if isinstance(event, ReactionEvent):
            return await self._tap(room, event)
        if not isinstance(event, RoomMessageText | FileEvent):
            return None
        content: Mapping[str, Any] = event.source["content"]
        related = relation(content)
        if related.edits:
            return None
        if isinstance(event, FileEvent):
            content = captioned(content)
        text, to_us = words(content, self._me, self._my_names(room))
        message = replace(await self._said(room, event, text, related), addressed=to_us)
        if isinstance(event, FileEvent):
            return await self._files.sent_with(message, event.source["content"])
        return await self._files.replied_to(message, related.answers)

    async def change(self, room: str, event: Any) -> Edited | Removed | None:
        """The edit or the taking back that an event is, or None if it is neither."""
        if event.sender == self._me:
            return None
        if removed := redacted(event.source):
            # The homeserver gives us only redactions whose sender was allowed to make them.
            return Removed(
                str(event.event_id),
                RoomRef("matrix", room),
                removed,
                moment(event.server_timestamp),
            )
        if not isinstance(event, RoomMessageText):
            return None
        content: Mapping[str, Any] = event.source["content"]
        edits, new = relation(content).edits, new_text(content)
        if not edits or new is None or not await self._may_edit(room, event, edits):
            return None
        return Edited(
            str(event.event_id),
            RoomRef("matrix", room),
            edits,
            PersonRef("matrix", str(event.sender)),
            words(new, self._me, self._my_names(room))[0],
            moment(event.server_timestamp),
        )

    async def _may_edit(self, room: str, event: Any, edits: str) -> bool:
        """Whether it comes from where the message came from. The homeserver passes on an edit by
        anybody; and a clear edit of an encrypted message may be the homeserver's own."""
        first, now = await self._authors.origin(room, edits), origin(event)
        return first.author == now.author and first.type in (now.type, "m.room.message")

    async def _tap(self, room: str, event: Any) -> Message | None:
        place = choice(event.key)
        if place is None or await self._authors.of(room, event.reacts_to) != self._me:
            return None
        return self._message(room, event, tap=Tap(event.reacts_to, place))

    async def _said(self, room: str, event: Any, text: str, related: Relation) -> Message:
        author = await self._authors.of(room, related.answers) if related.answers else ""
        ours = author == self._me
        return self._message(
            room,
            event,
            text=text,
            under=() if related.answers else await self._ours_above(room, text, related),
            thread=related.thread,
            replies_to=related.answers if ours else "",
            replied_author=PersonRef("matrix", author) if author and not ours else None,
        )

    async def _ours_above(self, room: str, text: str, related: Relation) -> tuple[str, ...]:
        """The bot's messages above a number in a thread, the nearest first."""
        if len(text) > _LONGEST_NUMBERS or not any(sign.isdecimal() for sign in text):
            # Nobody is asked who wrote what people talk about.
            return ()
        above = [one for one in dict.fromkeys((related.follows, related.thread)) if one]
        return tuple([one for one in above if await self._authors.of(room, one) == self._me])

    def _message(
        self,
        room: str,
        event: Any,
        *,
        text: str = "",
        under: tuple[str, ...] = (),
        thread: str = "",
        replies_to: str = "",
        replied_author: PersonRef | None = None,
        tap: Tap | None = None,
    ) -> Message:
        sender = str(event.sender)
        private = self._rooms.is_private(room)
        return Message(
            id=str(event.event_id),
            room=RoomRef("matrix", room),
            sender=PersonRef("matrix", sender),
            name=self._name(room, sender),
            text=text,
            private=private,
            at=moment(event.server_timestamp),
            handle=localpart(sender),
            names=RoomNames() if private else self._rooms.names(room),
            thread=thread,
            under=under,
            replies_to=replies_to,
            replied_author=replied_author,
            tap=tap,
        )

    def _name(self, room: str, user: str) -> str:
        here = self._client.rooms.get(room)
        member = here.users.get(user) if here else None
        return str(member.display_name or "") if member else ""

    def _my_names(self, room: str) -> tuple[str, ...]:
        return (self._name(room, self._me), localpart(self._me))
