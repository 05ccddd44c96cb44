"""The desk: files that people sent are read here, beside everything else.

A file is kept in the transaction of the command that it came with. The desk has its text taken out
in a process of its own, and takes the result in with a transaction that also forgets the file: so
nothing is lost by a kill and nothing is done twice, and nobody waits while a file is read.
"""

import asyncio
import logging
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

from bot.conversation.context import Occasion
from bot.conversation.errors import NotKept
from bot.conversation.phrases import t
from bot.conversation.reply import reply
from bot.drafts.reading.outcome import Outcome, Trouble
from bot.drafts.reading.process import read_file
from bot.drafts.store import Readings, Waiting
from bot.drafts.taking import take, want_of
from bot.ports import Clock, Store, Tx
from bot.settings import Settings
from bot.transactions import in_one
from bot.voice import Boards, Voice

_log = logging.getLogger(__name__)
_MOST_ATTEMPTS = 3
"""A file at which the program died so often is not tried again."""
_PAUSE_SECONDS = 5.0
_SLOW_BEAT_SECONDS = 60.0


class Desk:
    """Reads one file after the other."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        on_writer: Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]],
    ) -> None:
        """on_writer runs a function on the one thread that speaks to the store."""
        self._store = store
        self._clock = clock
        self._settings = settings
        self._voice = Voice(settings)
        self._on_writer = on_writer
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There may be a new file."""
        self._wake.set()

    async def run(self, told: Callable[[], None]) -> None:
        """Read files for ever; told is called when there is something new to be said."""
        while True:
            self._wake.clear()
            try:
                while await self.read_one():
                    told()
                pause = _SLOW_BEAT_SECONDS
            except Exception as trouble:
                _log.error("the desk waits: %s", type(trouble).__name__)
                pause = _PAUSE_SECONDS
            try:
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def read_one(self) -> bool:
        """Read the oldest file that waits; False if there is none."""
        waiting = await self._on_writer(self._first)
        if waiting is None:
            return False
        if waiting.attempts > _MOST_ATTEMPTS:
            outcome = Outcome(trouble=Trouble.BROKEN)
        else:
            outcome = await asyncio.to_thread(
                read_file, want_of(waiting.what), waiting.name, waiting.content
            )
        await self._on_writer(lambda: self._take(waiting, outcome))
        return True

    def _first(self) -> Waiting | None:
        return in_one(self._store, lambda tx: tx.get(Readings).first())

    def _take(self, waiting: Waiting, outcome: Outcome) -> None:
        in_one(self._store, lambda tx: self._take_in(tx, waiting, outcome))

    def _take_in(self, tx: Tx, waiting: Waiting, outcome: Outcome) -> None:
        """Take in what was read, and forget the file; all of it or nothing."""
        if not tx.get(Readings).done(waiting.id):
            # Another process has read it, too, and was first.
            return
        boards: Boards = {}
        occasion = Occasion(self._clock.now(), self._settings)
        try:
            with tx.savepoint():
                take(tx, occasion, waiting, outcome)
        except NotKept:
            raise
        except Exception as error:
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("a file was not taken: %s\n%s", type(error).__name__, frames)
            occasion.said.clear()
            occasion.tell(
                waiting.person,
                reply(
                    t("Something failed on our side with {file}, and nothing was changed.",
                      file=waiting.name)
                ),
            )  # fmt: skip
        self._voice.say(tx, occasion, boards)
        self._voice.draw(tx, boards, occasion.now)
