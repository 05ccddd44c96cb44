"""Files that people send: which there are, and their content if it is meant for the bot.

The listener calls it between an answer to getUpdates and the hearing of it.
"""

import logging
from collections import Counter
from dataclasses import replace

from telegram import Document, Update
from telegram.error import BadRequest, TelegramError

from adapters.telegram.connection import Connection
from bot.conversation.files import is_meant
from bot.conversation.message import Attached, Heard, Message, NotFetched

_log = logging.getLogger(__name__)
_MOST_TRIES = 3
_MOST_COUNTED = 1_000


def document_of(update: Update) -> Document | None:
    """The file of a message, or of the one that it replies to."""
    message = update.message
    if message is None:
        return None
    replied = message.reply_to_message
    return message.document or (replied.document if replied else None)


class Files:
    """Fetches files. It remembers which could not be fetched, so that none is tried for ever."""

    def __init__(self, connection: Connection, largest: int) -> None:
        """largest: of how many bytes a file may be."""
        self._connection = connection
        self._largest = largest
        self._failed: Counter[str] = Counter()

    async def with_file(self, heard: Heard, document: Document | None) -> Heard:
        """What was heard, with its file. Raises what Telegram raises if it may be had later."""
        if document is None or not isinstance(heard, Message):
            return heard
        size = document.file_size or 0
        file = Attached(document.file_name or "", document.mime_type or "", size)
        if is_meant(heard):
            content = await self._content(document)
            why_not = content if isinstance(content, NotFetched) else file.why_not
            known = None if isinstance(content, NotFetched) else content
            file = replace(file, content=known, why_not=why_not)
        return replace(heard, file=file)

    async def _content(self, document: Document) -> bytes | NotFetched:
        if (document.file_size or 0) > self._largest:
            return NotFetched.TOO_LARGE
        key = document.file_unique_id
        try:
            file = await self._connection.bot.get_file(document.file_id)
            if (file.file_size or 0) > self._largest:
                return NotFetched.TOO_LARGE
            content = bytes(await file.download_as_bytearray())
        except BadRequest as error:
            if "too big" in str(error).lower():
                return NotFetched.TOO_LARGE
            _log.warning("a file is left out: %s", self._connection.why(error))
            return NotFetched.UNAVAILABLE
        except TelegramError as error:
            self._failed[key] += 1
            if self._failed[key] < _MOST_TRIES:
                raise
            _log.warning("a file is given up: %s", self._connection.why(error))
            self._failed.pop(key)
            return NotFetched.UNAVAILABLE
        while len(self._failed) > _MOST_COUNTED:
            self._failed.pop(next(iter(self._failed)))
        self._failed.pop(key, None)
        return content
