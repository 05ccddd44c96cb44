"""What people are told while nothing can be written down: that it is not recorded.

It goes to the platform at once, past the outbox, which is part of what can't be written. `app` says
it after a batch was not kept; the batch itself is heard again later.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from itertools import count

from bot.conversation.errors import TryLater
from bot.conversation.message import Heard, Message, PersonRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import Typed, t
from bot.conversation.registry import command_line
from bot.conversation.reply import reply
from bot.conversation.translate import language_of, word
from bot.ports import Adapter, Clock
from bot.settings import Settings

_log = logging.getLogger(__name__)
_MOST = 100
"""Nobody waits for the sending of more."""


class Excuses:
    """Tells each person once, for as long as it lasts."""

    def __init__(self, adapters: Mapping[str, Adapter], clock: Clock, settings: Settings) -> None:
        self._adapters = adapters
        self._clock = clock
        self._settings = settings
        self._told: set[PersonRef] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        # Numbers of the outbox are positive; a platform must not take ours for theirs.
        self._numbers = count(1)

    def kept(self) -> None:
        """It can be written again."""
        self._told.clear()

    def not_kept(self, platform: str, heard: Sequence[Heard]) -> None:
        """Nothing of this was recorded: begin to tell those who said a command."""
        adapter = self._adapters.get(platform)
        for one in heard:
            if adapter is None or len(self._told) >= _MOST:
                return
            if not isinstance(one, Message) or one.sender in self._told:
                continue
            line = command_line(one.text)
            if line or one.tap:
                self._told.add(one.sender)
                task = asyncio.create_task(self._tell(adapter, one, line))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Drop what is being said."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _tell(self, adapter: Adapter, message: Message, line: str) -> None:
        name = Typed(line.split(maxsplit=1)[0][:32]) if line else t("your choice")
        words = reply(
            t(
                "Not recorded yet: {command}. My memory can't be written at the moment.",
                command=name,
            ),
            t("You need not repeat it. I do it as soon as that is mended, and answer then."),
        )
        language = language_of(message.language) or self._settings.language
        number = -int(self._clock.now().timestamp()) * 1000 - next(self._numbers) % 1000
        outgoing = Outgoing(
            message.room,
            word(words, language),
            number,
            answers="" if message.tap else message.id,
            thread=message.thread,
            private=message.private,
        )
        try:
            await adapter.send(outgoing)
        except TryLater:
            return
        except Exception as trouble:
            _log.info("an excuse could not be said: %s", type(trouble).__name__)
