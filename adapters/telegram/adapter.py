"""The Telegram adapter: joins the connection, the listener and the post for `bot.program`."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from adapters.telegram.connection import Connection
from adapters.telegram.files import Files
from adapters.telegram.listener import Listener, Sleep
from adapters.telegram.post import Post
from adapters.telegram.updates import PLATFORM
from bot.conversation.message import LARGEST_FILE
from bot.conversation.outgoing import Outgoing
from bot.pace import Rate
from bot.ports import Admits, Hear, Limits

_LIMITS = Limits(
    # A bucket lets through `at_once` and a second's worth more within a second: 30 in all. Evenly
    # spread, nearly all of them are used.
    overall=Rate(29.5, 1),
    # One a second; Telegram lets short bursts pass.
    private=Rate(1, 3),
    # 20 a minute, of which 3 are the burst.
    room=Rate(17 / 60, 3),
    shared=True,
)
"""https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"""


class TelegramAdapter:
    """One bot account on Telegram."""

    platform: str = PLATFORM
    limits: Limits = _LIMITS

    def __init__(
        self,
        token: str,
        api_url: str = "https://api.telegram.org",
        *,
        webhook_url: str = "",
        webhook_listen: str = "",
        largest_file: int = LARGEST_FILE,
        sleep: Sleep = asyncio.sleep,
        told: Callable[[str | None], None] = lambda _date: None,
    ) -> None:
        """token is BotFather's; api_url has no slash at its end. webhook_url is where Telegram
        brings updates ("": we ask for them), and webhook_listen HOST:PORT here. Larger files than
        largest_file (bytes) are not fetched. sleep waits between retries. told is called
        with the Date of each answer."""
        self._connection = Connection(token, api_url, told)
        webhook = None
        if webhook_url:
            # Loaded only where it is used: a web server takes its memory.
            from adapters.telegram.webhook import Webhook  # noqa: PLC0415

            webhook = Webhook(token, webhook_url, webhook_listen)
        files = Files(self._connection, largest_file)
        self._listener = Listener(self._connection, files, sleep, webhook)
        self.limits = replace(_LIMITS, together=webhook is not None)
        self._post = Post(self._connection)

    @property
    def address(self) -> str:
        """The link that opens the bot with a start button; "" before Telegram told its name."""
        me = self._listener.me
        return f"https://t.me/{me.username}?start=hello" if me else ""

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Listen from a position until stopped.

        admits is not asked: Telegram lets whoever may add members bring the bot into a group, and
        does not ask the bot. Raises CannotStart if Telegram does not know the token.
        """
        await self._listener.run(hear, position)

    async def send(self, outgoing: Outgoing) -> str:
        """Send or edit one message; the number of it (of its last part) in its chat.

        Raises TryLater, GiveUp or MovedAway.
        """
        if outgoing.pointer:
            # It may come to need our name, which a process that does not listen was not told.
            await self._listener.ask_who_we_are()
        return await self._post.send(outgoing)

    async def stop(self) -> None:
        """End run() once what is being heard has been heard, and let go of the network."""
        await self._listener.stop()
        await self._connection.close()
