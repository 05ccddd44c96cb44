"""The part of a person's client that listens: keys, rooms, gaps and files."""

import asyncio
from collections.abc import Iterable
from typing import Any

from aiohttp import ClientError
from nio import (
    AsyncClient,
    BadEvent,
    DownloadError,
    EncryptionError,
    Event,
    ForwardedRoomKeyEvent,
    MegolmEvent,
    RoomKeyEvent,
    RoomMessagesError,
    SyncError,
    SyncResponse,
    UnknownBadEvent,
    UnknownEncryptedEvent,
)
from nio.crypto.attachments import decrypt_attachment

from tests.homeserver.message import MALFORMED, UNDECRYPTABLE, File
from tests.homeserver.timeline import Heard, Source, Timeline

_POLL_MILLISECONDS = 20_000
_FILE_KINDS = frozenset(("m.file", "m.image", "m.audio", "m.video"))


class Listener:
    """Keeps what one person has heard complete and in order."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._since: str | None = None
        self._changed = asyncio.Event()
        self._waiting_for_keys: dict[str, tuple[str, MegolmEvent]] = {}
        self.timelines: dict[str, Timeline] = {}
        self.files: dict[str, File] = {}
        self.invited: dict[str, str] = {}
        """Rooms this person is invited to, with the inviter."""
        self.failure: BaseException | None = None

    async def run(self) -> None:
        """Listens until it is cancelled; a homeserver that is down is waited for."""
        try:
            while True:
                try:
                    await self.listen(_POLL_MILLISECONDS)
                except (ClientError, TimeoutError, ConnectionError):
                    # A homeserver that is down does not say when it is back; do not spin meanwhile.
                    await asyncio.sleep(0.1)
        except Exception as failure:
            self.failure = failure
            self._tell()
            raise

    async def listen(self, milliseconds: int) -> None:
        """One round: keys, then news, then what was missing between."""
        await self.tidy_keys()
        response = await self._client.sync(timeout=milliseconds, since=self._since)
        if isinstance(response, SyncError):
            raise ConnectionError(str(response))
        await self._take(response)
        self._since = response.next_batch
        await self.tidy_keys()
        self._tell()

    async def next_change(self) -> None:
        """Returns after the next round."""
        await self._changed.wait()

    async def tidy_keys(self) -> None:
        """Sends and fetches whatever keys are due."""
        client = self._client
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await client.keys_query()
        if client.should_claim_keys:
            await client.keys_claim(client.get_users_for_key_claiming())
        await client.send_to_device_messages()

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _take(self, response: SyncResponse) -> None:
        rooms, keys = response.rooms, response.to_device_events
        for room, invitation in rooms.invite.items():
            inviters = [event.sender for event in invitation.invite_state if _invites(event)]
            self.invited[room] = inviters[-1] if inviters else ""
        for room, news in [*rooms.join.items(), *rooms.leave.items()]:
            self.invited.pop(room, None)
            await self._take_room(room, news.timeline)
        for room in rooms.leave:
            # nio keeps a room that was left, with members it hears no more of.
            self._client.rooms.pop(room, None)
        if any(isinstance(event, RoomKeyEvent | ForwardedRoomKeyEvent) for event in keys):
            await self._decrypt_late()

    async def _take_room(self, room: str, news: Any) -> None:
        events = list(news.events)
        if news.limited and news.prev_batch:
            # A room that is new to us has no last time: then all of its past is missing.
            last_time = self._since if room in self.timelines else None
            events = await self._missing(room, news.prev_batch, last_time) + events
        await self._add(room, events)

    async def _missing(self, room: str, before: str, after: str | None) -> list[Any]:
        missing: list[Any] = []
        while True:
            page = await self._client.room_messages(room, start=before, end=after, limit=100)
            if isinstance(page, RoomMessagesError):
                raise ConnectionError(str(page))
            missing.extend(page.chunk)
            if not page.chunk or not page.end:
                return missing[::-1]
            before = page.end

    async def _add(self, room: str, events: Iterable[Any]) -> None:
        heard = [self._decrypted(room, event) for event in events]
        for event in heard:
            await self._fetch_file(event)
        self.timelines.setdefault(room, Timeline()).add(heard)

    def _decrypted(self, room: str, event: Any) -> Heard:
        # nio decrypts no events of a room that was left, and keeps none that wait for a key.
        if not isinstance(event, MegolmEvent):
            return _heard(event)
        event.room_id = room
        try:
            decrypted = self._client.decrypt_event(event)
        except EncryptionError:
            self._waiting_for_keys[event.event_id] = (room, event)
            return _heard(event)
        self._waiting_for_keys.pop(event.event_id, None)
        return _heard(decrypted)

    async def _decrypt_late(self) -> None:
        for room, event in list(self._waiting_for_keys.values()):
            heard = self._decrypted(room, event)
            await self._fetch_file(heard)
            self.timelines[room].replace(heard)

    async def _fetch_file(self, event: Heard) -> None:
        content = event.content
        if content.get("msgtype") not in _FILE_KINDS or event.event_id in self.files:
            return
        self.files[event.event_id] = await self._file(content)

    async def _file(self, content: Source) -> File:
        encrypted = content.get("file")
        name = str(content.get("filename") or content.get("body"))
        mimetype = (content.get("info") or {}).get("mimetype")
        address = encrypted.get("url") if encrypted else content.get("url")
        response = await self._client.download(mxc=str(address))
        if isinstance(response, DownloadError):
            return File(name, None, mimetype, str(response))
        if not encrypted:
            return File(name, response.body, mimetype)
        key, checksum = encrypted["key"]["k"], encrypted["hashes"]["sha256"]
        try:
            plain = decrypt_attachment(response.body, key, checksum, encrypted["iv"])
        except EncryptionError as problem:
            return File(name, None, mimetype, str(problem))
        return File(name, plain, mimetype)


def _heard(event: Any) -> Heard:
    source: Source = event.source
    if isinstance(event, MegolmEvent | UnknownEncryptedEvent):
        return Heard(source, encrypted=True, problem=UNDECRYPTABLE)
    bad = isinstance(event, BadEvent | UnknownBadEvent)
    encrypted = bool(event.decrypted) or source.get("type") == "m.room.encrypted"
    return Heard(source, encrypted=encrypted, problem=MALFORMED if bad else None)


def _invites(event: Event) -> bool:
    return getattr(event, "membership", None) == "invite"
