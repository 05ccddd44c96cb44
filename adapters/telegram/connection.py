"""The HTTP behind the Bot API: patient, silent about secrets, and strict about what is an answer.

The listener and the post call Telegram through it.
"""

import json
import logging
import os
import re
from typing import Any

from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

_READ_SECONDS = 20.0
_CONNECT_SECONDS = 10.0
_UPLOAD_SECONDS = 120.0
_LONGEST_REASON = 200


class Connection:
    """The library's bot, and its connections to one Bot API server."""

    def __init__(self, token: str, api_url: str) -> None:
        _keep_quiet()
        # Without it the library warns at every "retry after", which is then an int.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self._secret = re.compile(re.escape(token.partition(":")[2] or token), re.IGNORECASE)
        self._requests = (_Request(pool=2), _Request(pool=256))
        self.bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )

    def why(self, error: BaseException) -> str:
        """What went wrong, in one line for the log. An error page may repeat the address that was
        asked for, and the address holds the token; the library changes capitals."""
        text = self._secret.sub("(hidden)", f"{type(error).__name__}: {error}")
        return text[:_LONGEST_REASON]

    async def close(self) -> None:
        """Let go of the network."""
        for request in self._requests:
            await request.shutdown()


class _Request(HTTPXRequest):
    def __init__(self, pool: int) -> None:
        super().__init__(
            connection_pool_size=pool,
            read_timeout=_READ_SECONDS,
            write_timeout=_READ_SECONDS,
            connect_timeout=_CONNECT_SECONDS,
            media_write_timeout=_UPLOAD_SECONDS,
        )

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as JSON. The library's own version logs what it can't read (which may be
        people's messages), and takes any JSON for an answer."""
        try:
            answer = json.loads(payload.decode(errors="replace"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or (answer.get("ok") and "result" not in answer):
            raise TelegramError("Invalid server response")
        return answer


def _keep_quiet() -> None:
    """httpx logs the address of each request, and so the token; the library logs whole updates
    that it can't read. Everything that goes wrong is logged by us."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
