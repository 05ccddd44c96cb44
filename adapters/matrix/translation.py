"""From an event to the bot's word for it: a message, or a tap on one of its choices."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from nio import AsyncClient, ReactionEvent, RoomMessageText

from adapters.matrix.files import FileEvent, Files
from adapters.matrix.network import Refused, ask, path_of
from adapters.matrix.reading import Relation, captioned, choice, relation, words
from adapters.matrix.rooms import Rooms
from bot.conversation.message import Message, PersonRef, RoomNames, RoomRef, Tap

_MOST_AUTHORS = 20_000
_LATEST = 253_402_300_799_000


def moment(milliseconds: int) -> datetime:
    """A server's timestamp. It is the server's word: anything is possible in it."""
    return datetime.fromtimestamp(min(max(milliseconds, 0), _LATEST) // 1000, UTC)


def localpart(user: str) -> str:
    """The short name in a full one."""
    return user.removeprefix("@").partition(":")[0]


class Authors:
    """Who wrote which event, as far as it was seen or asked for lately."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._known: dict[str, str] = {}

    def note(self, event: str, author: str) -> None:
        """Remember it."""
        self._known[event] = author
        while len(self._known) > _MOST_AUTHORS:
            self._known.pop(next(iter(self._known)))

    async def of(self, room: str, event: str) -> str:
        """The author of an event, or "" if there is none that we may see.

        Raises Refused or one of NETWORK if it may be known later.
        """
        if event not in self._known:
            try:
                answer = await ask(self._client, "GET", path_of("rooms", room, "event", event))
            except Refused as refused:
                if refused.passing:
                    raise
                answer = {}
            self.note(event, str(answer.get("sender", "")))
        return self._known[event]


class Translation:
    """Makes Messages of events."""

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
        text = words(content, self._me, self._my_names(room))
        message = await self._said(room, event, text, related)
        if isinstance(event, FileEvent):
            return await self._files.sent_with(message, event.source["content"])
        return await self._files.replied_to(message, related.answers)

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
            thread=related.thread,
            replies_to=related.answers if ours else "",
            replied_author=PersonRef("matrix", author) if author and not ours else None,
        )

    def _message(
        self,
        room: str,
        event: Any,
        *,
        text: str = "",
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
