"""The library's bot at one Bot API server, silent about secrets.

The listener and the post call Telegram through it.
"""

import logging
import os
import re
from collections.abc import Callable

from telegram import Bot

from adapters.telegram.requests import Requests

_LONGEST_REASON = 200


class Connection:
    """The library's bot, and its connections to one Bot API server."""

    def __init__(
        self, token: str, api_url: str, told: Callable[[str | None], None] = lambda _date: None
    ) -> None:
        """told is called with the Date of each answer."""
        _keep_quiet()
        # Without it the library warns at every "retry after", which is then an int.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self._secret = re.compile(re.escape(token.partition(":")[2] or token), re.IGNORECASE)
        self._requests = Requests(api_url, told)
        self.bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            get_updates_request=self._requests,
            request=self._requests,
        )

    def why(self, error: BaseException) -> str:
        """What went wrong, in one line for the log. An error page may repeat the address that was
        asked for, and the address holds the token; the library changes capitals."""
        text = self._secret.sub("(hidden)", f"{type(error).__name__}: {error}")
        return text[:_LONGEST_REASON]

    async def close(self) -> None:
        """Let go of the network."""
        await self._requests.shutdown()


def _keep_quiet() -> None:
    """The library logs whole updates that it can't read. Everything that goes wrong is logged by
    us."""
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
