"""The sending: one message of the outbox becomes one or more events, however often it is tried."""

import asyncio
import hashlib
from collections import defaultdict
from typing import Any

from nio import AsyncClient
from nio.crypto.attachments import encrypt_attachment

from adapters.matrix import contents
from adapters.matrix.keys import share_keys, unlock
from adapters.matrix.network import NETWORK, Refused, as_outcome, ask, ask_raw, checked, path_of
from adapters.matrix.reading import keycap
from adapters.matrix.rooms import Rooms
from adapters.matrix.translation import Authors, Origin
from bot.conversation.errors import GiveUp
from bot.conversation.message import PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import Attachment, Wording, dump

_MOST_REACTIONS = 10
_NO_REACTIONS_SECONDS = 3600.0


class Speaking:
    """Says things in rooms and to people."""

    def __init__(self, client: AsyncClient, rooms: Rooms, authors: Authors) -> None:
        self._client = client
        self._rooms = rooms
        self._authors = authors
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._reacting: set[asyncio.Task[None]] = set()
        self._no_reactions_until = 0.0
        self._written_in: dict[str, str] = {}

    def room_with(self, person: PersonRef) -> RoomRef | None:
        """The room where this person was last written to, if that was in this life."""
        room = self._written_in.get(person.id)
        return RoomRef(person.platform, room) if room else None

    async def send(self, outgoing: Outgoing) -> str:
        """Send a message; the id of the event that has its buttons. Raises TryLater or GiveUp."""
        with as_outcome():
            try:
                room = await self._place(self._addressee(outgoing))
                async with self._turns[room]:
                    return await self._say(room, outgoing)
            except Refused as refused:
                if refused.limited:
                    self._spare_reactions()
                raise

    async def stop(self) -> None:
        """Drop the reactions that are still being set."""
        tasks = list(self._reacting)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _addressee(self, outgoing: Outgoing) -> RoomRef | PersonRef:
        """Whom or where to say it. What is for one person is not said in a room that has become
        others' as well, but to that person."""
        to = outgoing.to
        if isinstance(to, PersonRef) or not outgoing.private or not self._rooms.is_shared(to.id):
            return to
        for partner in self._rooms.partners(to.id):
            return PersonRef(to.platform, partner)
        raise GiveUp("others are in the room", unreachable=True)

    async def _place(self, to: RoomRef | PersonRef) -> str:
        room = await self._rooms.with_person(to.id) if isinstance(to, PersonRef) else to.id
        if isinstance(to, PersonRef):
            self._written_in[to.id] = room
        await self._rooms.ready(room)
        if self._rooms.is_empty(room):
            raise GiveUp("nobody is in the room", unreachable=True)
        return room

    async def _say(self, room: str, outgoing: Outgoing) -> str:
        key = _transaction(outgoing)
        # Between two people an answer needs no pointer to its question; and what stands in another
        # room can't be pointed to at all: the homeserver refuses it.
        private = outgoing.private or self._rooms.is_private(room)
        thread = "" if outgoing.pointer else outgoing.thread
        texts = contents.texts(outgoing, answers="" if private else outgoing.answers, thread=thread)
        if outgoing.board and outgoing.edits:
            # A board stays one message. A menu is said anew: an edit far up is not seen.
            await self._put(room, contents.edit(texts[0], outgoing.edits), key)
            return outgoing.edits
        event = ""
        for place, content in enumerate(texts):
            event = await self._put(room, content, f"{key}-p{place}" if place else key)
        for place, attachment in enumerate(outgoing.wording.attachments):
            where = await self._upload(room, attachment)
            content = contents.file(attachment, where, thread)
            sent = await self._put(room, content, f"{key}-f{place}")
            event = event or sent
        self._react(room, event, key, outgoing.wording)
        return event

    async def _put(self, room: str, content: dict[str, Any], transaction: str) -> str:
        try:
            if self._is_encrypted(room):
                await share_keys(self._client, room)
            response = checked(
                await self._client.room_send(
                    room, "m.room.message", content, transaction, ignore_unverified_devices=True
                )
            )
        except BaseException:
            unlock(self._client, room)
            raise
        event = str(response.event_id)
        self._authors.note(room, event, Origin(str(self._client.user_id)))
        return event

    async def _upload(self, room: str, attachment: Attachment) -> dict[str, Any]:
        path = "/_matrix/media/v3/upload"
        if not self._is_encrypted(room):
            answer = await ask_raw(
                self._client, "POST", path, attachment.content, attachment.media_type
            )
            return {"url": str(answer["content_uri"])}
        secret, keys = await asyncio.to_thread(encrypt_attachment, attachment.content)
        answer = await ask_raw(self._client, "POST", path, secret, "application/octet-stream")
        return {"file": {**keys, "url": str(answer["content_uri"])}}

    def _is_encrypted(self, room: str) -> bool:
        if room not in self._client.rooms:
            raise GiveUp("the bot is not in the room any more", unreachable=True)
        return bool(self._client.rooms[room].encrypted)

    def _react(self, room: str, event: str, key: str, wording: Wording) -> None:
        """Set the numbers to be tapped under a message; beside the sending, without a promise."""
        count = len(wording.buttons)
        if not 1 <= count <= _MOST_REACTIONS or self._spared:
            return
        task = asyncio.create_task(self._set_reactions(room, event, key, count))
        self._reacting.add(task)
        task.add_done_callback(self._reacting.discard)

    async def _set_reactions(self, room: str, event: str, key: str, count: int) -> None:
        for place in range(count):
            if self._spared:
                return
            relation = {"rel_type": "m.annotation", "event_id": event, "key": keycap(place)}
            path = path_of("rooms", room, "send", "m.reaction", f"{key}-r{place}")
            try:
                await ask(self._client, "PUT", path, {"m.relates_to": relation})
            except Refused as refused:
                if refused.limited:
                    self._spare_reactions()
                return
            except NETWORK:
                return

    @property
    def _spared(self) -> bool:
        return asyncio.get_running_loop().time() < self._no_reactions_until

    def _spare_reactions(self) -> None:
        """This homeserver counts every event: its patience is kept for what has to be said."""
        self._no_reactions_until = asyncio.get_running_loop().time() + _NO_REACTIONS_SECONDS


def _transaction(outgoing: Outgoing) -> str:
    """The key under which the homeserver shows a message once, however often it is sent.

    The words are part of it: a new database counts from 1 again, and its first messages must not
    be taken for those of the old one.
    """
    words = hashlib.sha256(dump(outgoing.wording).encode()).hexdigest()[:12]
    return f"intersession-{outgoing.id}-{words}"
