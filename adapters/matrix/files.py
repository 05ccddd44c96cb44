"""Files that people send: the content, deciphered, of those that are meant for the bot.

The translation of events calls it.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from nio import (
    AsyncClient,
    EncryptionError,
    Event,
    MegolmEvent,
    RoomEncryptedFile,
    RoomMessageFile,
)
from nio.crypto.attachments import decrypt_attachment

from adapters.matrix.network import NETWORK, Refused, ask, ask_bytes, path_of
from bot.conversation.files import is_meant
from bot.conversation.message import Attached, Message, NotFetched
from bot.conversation.registry import command_line

FileEvent = RoomMessageFile | RoomEncryptedFile
_log = logging.getLogger(__name__)
_SECONDS = 60.0
_MOST_TRIES = 3
_MOST_COUNTED = 1_000


class Files:
    """Fetches files. It remembers which could not be fetched, so that none is tried for ever."""

    def __init__(self, client: AsyncClient, largest: int) -> None:
        """largest: of how many bytes a file may be."""
        self._client = client
        self._largest = largest
        self._failed: Counter[str] = Counter()

    async def sent_with(self, message: Message, content: Mapping[str, Any]) -> Message:
        """The message with its file. Raises Refused or one of NETWORK if it may be had later."""
        info = _mapping(content.get("info"))
        size = info.get("size")
        name = content.get("filename") or content.get("body")
        file = Attached(
            name if isinstance(name, str) else "",
            str(info.get("mimetype", "")),
            size if isinstance(size, int) and not isinstance(size, bool) else 0,
        )
        if is_meant(message):
            found = await self._content(file.size, content)
            if isinstance(found, NotFetched):
                file = replace(file, why_not=found)
            else:
                file = replace(file, content=found, size=len(found))
        return replace(message, file=file)

    async def replied_to(self, message: Message, event: str) -> Message:
        """A command with the file of the message that it replies to, if there is one."""
        if not event or message.replies_to or not command_line(message.text):
            return message
        content = await self._replied(message.room.id, event)
        return await self.sent_with(message, content) if content else message

    async def _replied(self, room: str, event: str) -> Mapping[str, Any] | None:
        """The content of an event, if it is a file's message that we can read."""
        try:
            answer = await ask(self._client, "GET", path_of("rooms", room, "event", event))
        except Refused as refused:
            if refused.passing:
                raise
            return None
        replied = Event.parse_event(answer)
        if isinstance(replied, MegolmEvent):
            replied.room_id = room
            try:
                replied = self._client.decrypt_event(replied)
            except EncryptionError:
                return None
        return replied.source["content"] if isinstance(replied, FileEvent) else None

    async def _content(self, size: int, content: Mapping[str, Any]) -> bytes | NotFetched:
        if size > self._largest:
            return NotFetched.TOO_LARGE
        secret = _mapping(content.get("file"))
        url = str(secret.get("url") or content.get("url") or "")
        try:
            fetched = await self._fetched(url)
        except (TimeoutError, Refused, *NETWORK) as trouble:
            if self._may_come(url, trouble):
                raise
            _log.warning("a file is left out: %s", type(trouble).__name__)
            return NotFetched.UNAVAILABLE
        self._failed.pop(url, None)
        if fetched is None:
            return NotFetched.TOO_LARGE
        return await _deciphered(fetched, secret) if secret else fetched

    def _may_come(self, url: str, trouble: BaseException) -> bool:
        """Whether it is worth trying again; a file must not hold up for ever what was said."""
        if isinstance(trouble, Refused) and not trouble.passing:
            return False
        self._failed[url] += 1
        if self._failed[url] >= _MOST_TRIES:
            self._failed.pop(url)
            return False
        while len(self._failed) > _MOST_COUNTED:
            self._failed.pop(next(iter(self._failed)))
        return True

    async def _fetched(self, url: str) -> bytes | None:
        server, _, media = url.removeprefix("mxc://").partition("/")
        if not url.startswith("mxc://") or not server or not media:
            raise Refused(404, "M_NOT_FOUND")
        where = f"{quote(server, safe='')}/{quote(media, safe='')}"
        async with asyncio.timeout(_SECONDS):
            try:
                path = f"/_matrix/client/v1/media/download/{where}"
                return await ask_bytes(self._client, path, self._largest, _SECONDS)
            except Refused as refused:
                if refused.code != "M_UNRECOGNIZED":
                    raise
            # Homeservers before Matrix 1.11 know only this one.
            path = f"/_matrix/media/v3/download/{where}"
            return await ask_bytes(self._client, path, self._largest, _SECONDS)


async def _deciphered(content: bytes, secret: Mapping[str, Any]) -> bytes | NotFetched:
    key, hashes = _mapping(secret.get("key")), _mapping(secret.get("hashes"))
    try:
        return await asyncio.to_thread(
            decrypt_attachment, content, str(key["k"]), str(hashes["sha256"]), str(secret["iv"])
        )
    except (KeyError, ValueError, EncryptionError) as trouble:
        _log.warning("a file can't be deciphered: %s", type(trouble).__name__)
        return NotFetched.UNAVAILABLE


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
