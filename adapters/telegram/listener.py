"""Listens to Telegram: asks for updates, has them heard, and confirms only what was heard."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from telegram import Update, User
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from adapters.telegram.arrivals import Arrival, ask, leave_out, readable
from adapters.telegram.connection import Connection
from adapters.telegram.files import Files, document_of
from adapters.telegram.menus import set_menus
from adapters.telegram.refusals import retry_after
from adapters.telegram.updates import WANTED, heard
from bot.conversation.errors import CannotStart
from bot.conversation.message import Heard
from bot.ports import Hear

if TYPE_CHECKING:
    from adapters.telegram.webhook import Webhook

Sleep = Callable[[float], Coroutine[Any, Any, None]]
Result = TypeVar("Result")

_log = logging.getLogger(__name__)
_POLL_SECONDS = 30
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_LAST_WORDS_SECONDS = 2.0


class _Stopped(Exception):  # noqa: N818 - not an error
    """stop() was called."""


class Listener:
    """The way in. me is the bot as Telegram knows it, once it told us."""

    def __init__(
        self,
        connection: Connection,
        files: Files,
        sleep: Sleep,
        webhook: "Webhook | None" = None,
    ) -> None:
        """webhook: the door at which Telegram knocks; without one we ask it for updates."""
        self._webhook = webhook
        self.me: User | None = None
        self._files = files
        self._connection = connection
        self._bot = connection.bot
        self._sleep = sleep
        self._pause = _FIRST_PAUSE
        self._stopped = False
        self._waiting: set[asyncio.Task[Any]] = set()
        self._menus: asyncio.Task[None] | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()
        self._ended.set()

    async def run(self, hear: Hear, position: str) -> None:
        """Listen until stopped; position is the number of the first update not yet heard."""
        self._ended.clear()
        try:
            me = await self._introduced()
            # Beside the listening: nobody waits for an answer because of the menus.
            self._menus = asyncio.create_task(set_menus(self._connection))
            if self._webhook:
                await self._receive(self._webhook, me, hear)
            else:
                await self._listen(me, hear, int(position or 0))
        except _Stopped:
            return
        finally:
            self._ended.set()

    async def ask_who_we_are(self) -> None:
        """Ask Telegram for the bot's name, unless it is known; without an answer it stays so."""
        if self.me is None:
            with suppress(TelegramError):
                self.me = await self._bot.get_me()

    async def stop(self) -> None:
        """End run(). What is being heard is heard to its end; what waits is told again."""
        self._stopped = True
        for waiting in self._waiting:
            waiting.cancel()
        await self._ended.wait()
        if self._answering:
            await asyncio.wait(self._answering, timeout=_LAST_WORDS_SECONDS)
        aside = [*self._answering, *([self._menus] if self._menus else [])]
        for task in aside:
            task.cancel()
        await asyncio.gather(*aside, return_exceptions=True)

    async def _introduced(self) -> User:
        """The bot as Telegram knows it, and nothing in the way of asking for updates."""
        while True:
            try:
                me = await self._unless_stopped(self._bot.get_me())
                webhook = await self._unless_stopped(self._bot.get_webhook_info())
                if webhook.url and not self._webhook:
                    _log.warning("the bot had a webhook, which is now deleted")
                    await self._unless_stopped(self._bot.delete_webhook())
            except InvalidToken:
                raise CannotStart(
                    "Telegram does not know the token in INTERSESSION_TELEGRAM_TOKEN: "
                    "set it to the one that BotFather shows for your bot."
                ) from None
            except TelegramError as error:
                await self._back_off(error)
            else:
                self.me, self._pause = me, _FIRST_PAUSE
                return me

    async def _receive(self, webhook: "Webhook", me: User, hear: Hear) -> None:
        """Let Telegram bring the updates. It keeps no position: what it brings twice is known."""

        async def take(updates: Sequence[Update]) -> None:
            await self._have_heard(updates, me, hear, "")

        async with webhook.open(self._bot, take):
            while not await self._invited(webhook):
                pass
            await self._unless_stopped(asyncio.Event().wait())

    async def _invited(self, webhook: "Webhook") -> bool:
        try:
            await self._unless_stopped(
                self._bot.set_webhook(
                    webhook.url, secret_token=webhook.secret, allowed_updates=WANTED
                )
            )
        except TelegramError as error:
            await self._back_off(error)
            return False
        return True

    async def _listen(self, me: User, hear: Hear, position: int) -> None:
        # The offset confirms all updates before it. It is 0, which confirms nothing, whenever it
        # could be wrong: at the start, and after an empty answer, when there is nothing left to
        # confirm. For after a quiet week Telegram numbers its updates anew, at random, and an
        # offset of the old numbering might confirm what nobody has heard.
        offset = 0
        while True:
            try:
                arrived = await self._unless_stopped(ask(self._bot, offset, _POLL_SECONDS))
                if not arrived:
                    offset = 0
                else:
                    after = max(number for number, _ in arrived) + 1
                    if new := _from(position, arrived):
                        await self._have_heard(readable(new, self._bot), me, hear, str(after))
                    position = offset = after
            except _Stopped:
                raise
            except Exception as error:
                # Whatever happened, the bot listens on, and nothing of this batch is confirmed.
                await self._back_off(error)
            else:
                self._pause = _FIRST_PAUSE

    async def _have_heard(
        self, updates: Sequence[Update], me: User, hear: Hear, position: str
    ) -> None:
        heard = [
            await self._unless_stopped(self._files.with_file(one, document_of(update)))
            for update, one in _understood(updates, me)
        ]
        await hear(heard, position)
        taps = [one.callback_query.id for one in updates if one.callback_query]
        if taps:
            # Beside the listening: an answer only ends the waiting sign on the button.
            task = asyncio.create_task(self._answer(taps))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer(self, taps: list[str]) -> None:
        answers = (self._bot.answer_callback_query(tap) for tap in taps)
        for outcome in await asyncio.gather(*answers, return_exceptions=True):
            # "Query is too old" after an outage; what was tapped has been done all the same.
            if isinstance(outcome, Exception):
                _log.info("a tap is not answered: %s", self._connection.why(outcome))

    async def _back_off(self, error: Exception) -> None:
        """Wait, longer each time. Telegram and the database come back, so the bot never ends."""
        seconds = self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        why = self._connection.why(error)
        match error:
            case RetryAfter():
                seconds = retry_after(error).total_seconds()
                _log.warning("Telegram asks for a pause of %.0f s", seconds)
            case Conflict():
                _log.warning("another program uses the token, again in %.0f s: %s", seconds, why)
            case InvalidToken():
                _log.error("Telegram no longer accepts INTERSESSION_TELEGRAM_TOKEN: %s", why)
            case TelegramError():
                _log.warning("Telegram can't be heard, again in %.0f s: %s", seconds, why)
            case _:
                frames = "".join(traceback.format_tb(error.__traceback__))
                _log.error("updates were not heard, again in %.0f s: %s\n%s", seconds, why, frames)
        await self._unless_stopped(self._sleep(seconds))

    async def _unless_stopped(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Wait for something that stop() may interrupt."""
        waiting: asyncio.Task[Result] = asyncio.create_task(work)
        self._waiting.add(waiting)
        if self._stopped:
            waiting.cancel()
        try:
            return await waiting
        except asyncio.CancelledError:
            if self._stopped:
                raise _Stopped from None
            raise
        finally:
            self._waiting.discard(waiting)


def _from(position: int, arrived: Sequence[Arrival]) -> Sequence[Arrival]:
    """The updates not heard before. A position far from their numbers is of another numbering."""
    numbers = [number for number, _ in arrived]
    if min(numbers) <= position <= max(numbers) + 1:
        return [one for one in arrived if one[0] >= position]
    return arrived


def _understood(updates: Sequence[Update], me: User) -> list[tuple[Update, Heard]]:
    """The updates and what they say. One that we can't read must not keep the others from being
    heard."""
    understood = []
    for update in updates:
        try:
            one = heard(update, me)
        except Exception as error:
            leave_out(update.update_id, error)
            continue
        if one:
            understood.append((update, one))
    return understood
