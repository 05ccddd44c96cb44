"""Listens to the mailbox and to the pipe: has letters heard, and only then goes on to the next."""

import asyncio
import logging
import re
import traceback
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from imapclient.exceptions import LoginError

from adapters.mail.mailbox import Fetched, Mailbox
from adapters.mail.reading import Reader
from adapters.mail.spool import Laid, Spool
from bot.conversation.message import MAIL, Confirmed, Heard, RoomRef
from bot.ports import Hear

Result = TypeVar("Result")
Sleep = Callable[[float], Coroutine[None, None, None]]
_log = logging.getLogger(__name__)
_REREAD_DAYS = 14
"""How far back letters are read at the first start, and when the server has numbered them anew.
What was heard before is known by its id and not heard again."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_LOOK_SECONDS = 1.0
_TOKEN = re.compile(r"[a-z2-7]{26}")


class Listener:
    """The way in."""

    def __init__(
        self,
        open_mailbox: Callable[[], Mailbox] | None,
        spool: Spool,
        reader: Reader,
        now: Callable[[], datetime],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """open_mailbox: makes a new connection; None if letters come by the pipe alone."""
        self._open_mailbox = open_mailbox
        self._spool = spool
        self._reader = reader
        self._now = now
        self._sleep = sleep
        self._mailbox: Mailbox | None = None
        self._position = ""
        self._pause = _FIRST_PAUSE
        self._threads = ThreadPoolExecutor(1, "mailbox")
        self._tasks: list[asyncio.Task[None]] = []
        self._stopped = asyncio.Event()

    async def run(self, hear: Hear, position: str) -> None:
        """Listen until stopped. position: "UIDVALIDITY:UID" of the last letter that was heard."""
        self._position = position
        self._tasks = [asyncio.create_task(self._listen_to_spool(hear))]
        if self._open_mailbox:
            self._tasks.append(asyncio.create_task(self._listen_to_mailbox(hear)))
        try:
            await asyncio.gather(*self._tasks)
        except asyncio.CancelledError:
            if not self._stopped.is_set():
                raise
        finally:
            self._let_go()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        """End run(). What is being heard is heard to its end, or heard again at the next start."""
        self._stopped.set()
        self._let_go()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._threads.shutdown(wait=False)

    async def _listen_to_mailbox(self, hear: Hear) -> None:
        while True:
            try:
                await self._follow(hear)
            except Exception as error:
                _tell("the mailbox can't be heard", self._pause, error)
                self._let_go()
                await self._sleep(self._pause)
                self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    async def _follow(self, hear: Hear) -> None:
        """Follow the mailbox on one connection, until that is lost."""
        if self._open_mailbox is None:
            return
        mailbox = self._mailbox = self._open_mailbox()
        validity = await self._in_thread(mailbox.open)
        last = await self._in_thread(lambda: self._last(mailbox, validity))
        while True:
            found = await self._in_thread(partial(mailbox.newer, last))
            self._pause = _FIRST_PAUSE
            if not found:
                await self._in_thread(mailbox.wait)
                continue
            heard = await self._in_thread(partial(self._all_understood, found))
            position = f"{validity}:{found[-1].uid}"
            await hear(heard, position)
            last, self._position = found[-1].uid, position

    def _last(self, mailbox: Mailbox, validity: int) -> int:
        """The number of the last letter that was heard, in the numbering of the server."""
        known, _, uid = self._position.partition(":")
        if known == str(validity):
            return int(uid)
        return mailbox.since((self._now() - timedelta(days=_REREAD_DAYS)).date())

    async def _listen_to_spool(self, hear: Hear) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                found = await asyncio.to_thread(self._spool.laid)
                if found:
                    heard = await asyncio.to_thread(self._all_understood, found)
                    await hear(heard, "")
                    await asyncio.to_thread(self._spool.heard, found)
                pause = _FIRST_PAUSE
                if not found:
                    await self._sleep(_LOOK_SECONDS)
            except Exception as error:
                _tell("letters from the pipe can't be heard", pause, error)
                await self._sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _all_understood(self, found: Sequence[Fetched | Laid]) -> list[Heard]:
        """What letters say. Hostile ones take their time, so a thread reads them."""
        return [one for letter in found if (one := self._understood(letter))]

    def _understood(self, letter: Fetched | Laid) -> Heard | None:
        """What a letter says. One that we can't read must not keep the others from being heard."""
        if isinstance(letter, Laid) and letter.pressed:
            return self._pressed(letter)
        try:
            return self._reader.heard(letter.raw, whole=letter.whole) if letter.raw else None
        except Exception as error:
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("a letter is left out: %s\n%s", type(error).__name__, frames)
            if isinstance(letter, Laid):
                self._spool.unreadable(letter)
            return None

    def _pressed(self, laid: Laid) -> Heard | None:
        token = laid.raw.decode("ascii", "replace")
        if not _TOKEN.fullmatch(token):
            return None
        return Confirmed(f"pressed-{laid.path.stem}", RoomRef(MAIL, ""), token, self._now())

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _let_go(self) -> None:
        mailbox, self._mailbox = self._mailbox, None
        if mailbox:
            mailbox.close()


def _tell(what: str, pause: float, error: Exception) -> None:
    """Say what happened, without the words of a server: there may be addresses in them."""
    if isinstance(error, LoginError):
        _log.error("the mail server does not accept the name or password of IMAP_URL")
        return
    _log.warning("%s, again in %.0f s: %s", what, pause, type(error).__name__)
