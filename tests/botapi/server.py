"""The server: what a test starts, asks and orders faults from, and what a bot talks HTTP to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from itertools import count
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.patience import PATIENCE

from .actors import ImpossibleError, Person
from .faults import Effect, Fault
from .front import Front
from .groups import Group, Topic
from .inbox import Inbox
from .knocking import Knocking
from .listener import Listener
from .records import Answered, Bot, Chat, Member, Message, Sent, User
from .schema import JSON
from .world import World

FIRST_UPDATE_ID = 700_000_001


class BotApi:
    """Telegram for the tests, on a port of the loopback.

    `clock` counts seconds for the limits and the age of taps, `date` gives the messages' dates.
    """

    def __init__(
        self,
        name: str = "Intersession",
        username: str = "intersession_test_bot",
        token: str | None = None,
        clock: Callable[[], float] = time.monotonic,
        date: Callable[[], int] = lambda: int(time.time()),
    ) -> None:
        self.world = World(clock, date)
        self.bot = self.another_bot(name, username, token)
        self._front = Front(self.world)
        self._listener: Listener | None = None
        self.knocking = Knocking(self.world)

    # --- the server itself -----------------------------------------------------------------

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.add_routes(self._front.routes())
        self._listener = Listener(application)
        await self._listener.start()
        await self.knocking.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.world.faults.lift_all()
        await self.knocking.stop()
        await self.listener.stop()
        if error is None and self.defects:
            raise AssertionError("the test server found defects:\n" + "\n".join(self.defects))

    @property
    def listener(self) -> Listener:
        assert self._listener is not None, "the server was not started"
        return self._listener

    def down(self) -> None:
        """Drop every connection and refuse new ones, until `up`."""
        self.listener.down()

    def up(self) -> None:
        """Listen again on the same port; connections are accepted from now on."""
        self.listener.up()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.port}"

    @property
    def base_url(self) -> str:
        """For `telegram.Bot(base_url=...)`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """For `telegram.Bot(base_file_url=...)`."""
        return f"{self.url}/file/bot"

    @property
    def token(self) -> str:
        return self.bot.token

    # --- who is there ----------------------------------------------------------------------

    def another_bot(self, name: str, username: str, token: str | None = None) -> Bot:
        """A further bot with a token of its own."""
        number = 110_000_001 + len(self.world.bots)
        bot = Bot(int(token.split(":")[0]) if token else number, name, True, username)
        bot.token = token or f"{number}:TEST-TOKEN-{number:024d}"
        bot.inbox = Inbox(FIRST_UPDATE_ID, self.world.changed)
        self.world.bots[bot.token] = bot
        self.world.users[bot.id] = bot
        return bot

    def person(
        self,
        name: str,
        language: str | None = None,
        username: str | None = None,
        is_bot: bool = False,
    ) -> Person:
        """Somebody with an account; with `is_bot` a foreign bot that writes into groups."""
        user = User(next(self.world.people_ids), name, is_bot, username, language)
        self.world.users[user.id] = user
        return Person(self.world, user, self.bot)

    def group(
        self,
        title: str,
        forum: bool = False,
        supergroup: bool = True,
        members: Iterable[Person] = (),
        with_bot: bool = True,
    ) -> Group:
        """A group with the bot in it already; the first member owns it."""
        if forum and not supergroup:
            raise ImpossibleError("only a supergroup can be a forum")
        people = [person.user for person in members]
        owner = people[0] if people else self.person("Owner").user
        if supergroup:
            chat = Chat(-next(self.world.supergroup_ids), "supergroup", title, forum)
            # Number 1 says that the group was made, and is the General topic of a forum.
            chat.next_message = count(2)
        else:
            chat = Chat(-next(self.world.group_ids), "group", title)
            chat.next_message = self.world.common_message_ids
        for user in [owner, *people[1:], *([self.bot] if with_bot else [])]:
            chat.members[user.id] = Member(user, "creator" if user is owner else "member")
        self.world.groups[chat.id] = chat
        return Group(self.world, chat, owner, self.bot)

    def topic(self, group: Group, name: str) -> Topic:
        return group.topic(name)

    # --- what can be seen ------------------------------------------------------------------

    def shown(self, chat: Person | Group, bot: Bot | None = None) -> list[Message]:
        """The messages that a person sees there, oldest first, without service messages."""
        if isinstance(chat, Group):
            messages = chat.messages()
        else:
            private = self.world.private_chat(bot or self.bot, chat.user)
            messages = list(private.messages.values())
        return [message for message in messages if not message.deleted and not message.service]

    def said(self, chat: Person | Group, bot: Bot | None = None) -> list[Message]:
        """Of those, what the bot wrote."""
        author = bot or self.bot
        return [message for message in self.shown(chat, author) if message.sender is author]

    @property
    def sent(self) -> list[Sent]:
        """Every send and edit that succeeded, in order."""
        return self.world.sent

    @property
    def answered(self) -> list[Answered]:
        """Every request with its parameters and the status of its answer (0: lost)."""
        return list(self.world.answered)

    @property
    def defects(self) -> list[str]:
        return self.world.defects

    def commands(self, bot: Bot | None = None) -> dict[tuple[str, str], list[JSON]]:
        """Set commands by (scope as JSON, language)."""
        return (bot or self.bot).commands

    # --- waiting ---------------------------------------------------------------------------

    async def until(self, condition: Callable[[], object], within: float = PATIENCE) -> None:
        """Wait until the condition holds; it is looked at whenever something happens here."""
        try:
            async with asyncio.timeout(within):
                while not condition():
                    await self.world.next_change()
        except TimeoutError:
            last = [f"{sent.method} {sent.chat_id}: {sent.text[:80]}" for sent in self.sent[-5:]]
            raise AssertionError(f"not within {within} s; the last sends were {last}") from None

    async def idle(self, within: float = PATIENCE, bot: Bot | None = None) -> None:
        """Wait until the bot confirmed every update, waits for more, and calls nothing else.

        A bot that answers after confirming may still be about to call: then use `until`.
        """
        inbox = (bot or self.bot).inbox
        await self.until(
            lambda: inbox.polled and not inbox.waiting and not self._front.busy, within
        )

    # --- faults ----------------------------------------------------------------------------

    def fail(
        self,
        method: str,
        status: int = 429,
        *,
        retry_after: int = 2,
        times: int | None = 1,
        chat: Person | Group | None = None,
        description: str = "",
    ) -> Fault:
        """Refuse calls without effect; 5xx answers with a page of HTML. times=None: until lift."""
        return self._order(
            "refuse",
            method,
            times,
            chat,
            status=status,
            retry_after=retry_after,
            description=description,
        )

    def lose_answer(
        self, method: str, times: int | None = 1, chat: Person | Group | None = None
    ) -> Fault:
        """The effect happens; the connection is closed without an answer."""
        return self._order("lose", method, times, chat)

    def cut_answer(
        self, method: str, times: int | None = 1, chat: Person | Group | None = None
    ) -> Fault:
        """The effect happens; only the first half of the JSON arrives."""
        return self._order("cut", method, times, chat)

    def hold_answer(
        self, method: str, times: int | None = 1, chat: Person | Group | None = None
    ) -> Fault:
        """The effect happens; the answer waits for `release()`."""
        return self._order("hold", method, times, chat)

    def _order(
        self,
        effect: Effect,
        method: str,
        times: int | None,
        chat: Person | Group | None,
        *,
        status: int = 0,
        retry_after: int = 0,
        description: str = "",
    ) -> Fault:
        # Looked up at each call, as an upgrade changes a group's id.
        chat_id = None if chat is None else lambda: chat.id
        return self.world.faults.order(
            Fault(effect, method, chat_id, status, retry_after, description, times)
        )

    @property
    def enforce_limits(self) -> bool:
        return self.world.enforce_limits

    @enforce_limits.setter
    def enforce_limits(self, enforced: bool) -> None:
        self.world.enforce_limits = enforced

    def becomes_older(self) -> None:
        """Refuse moments from now on, as servers before Bot API 9.5 do."""
        self.world.knows_times = False

    def repeat_update(self, update_id: int, bot: Bot | None = None) -> None:
        """Deliver the same update once more, even if it was confirmed."""
        (bot or self.bot).inbox.repeat(update_id)

    def spoil_update(self, update_id: int, content: Any, bot: Bot | None = None) -> None:
        """Deliver this in place of an update from now on, whatever it is."""
        (bot or self.bot).inbox.spoilt[update_id] = content

    def restart_update_ids(self, first: int, bot: Bot | None = None) -> None:
        """Number the next updates from here, as Telegram does after a week of silence."""
        (bot or self.bot).inbox.next_id = first

    def expire_taps(self) -> None:
        """From now on it is too late to answer the taps made so far."""
        for tap in self.world.taps.values():
            tap.expired = True

    def revoke_token(self, bot: Bot | None = None) -> None:
        (bot or self.bot).revoked = True
