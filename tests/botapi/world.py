"""What exists on this Telegram: people, bots, chats, messages, files, taps."""

from __future__ import annotations

import asyncio
import copy
import time
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any

from .faults import Faults
from .limits import FloodLimits
from .records import Answered, Bot, Chat, Message, Sent, StoredFile, Tap, User
from .schema import JSON, Schema, SchemaError


class World:
    """The state that all calls and actors share; it is changed by one thread only."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        date: Callable[[], int] = lambda: int(time.time()),
    ) -> None:
        self.schema = Schema()
        self.clock = clock
        self.date = date
        self.bots: dict[str, Bot] = {}
        self.users: dict[int, User] = {}
        self.groups: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.taps: dict[str, Tap] = {}
        self.sent: list[Sent] = []
        self.answered: deque[Answered] = deque(maxlen=100_000)
        self.defects: list[str] = []
        self.faults = Faults()
        self.limits = FloodLimits(clock)
        self.enforce_limits = False
        self.knows_times = True
        self.people_ids = count(5_000_001)
        self.group_ids = count(4_000_001)
        self.supergroup_ids = count(1_000_000_000_001)
        self.file_ids = count(1)
        self.tap_ids = count(4_382_017_000_000_000_001)
        # Private chats and basic groups number their messages together, a supergroup alone.
        self.common_message_ids = count(1)
        self._change = asyncio.Event()

    def changed(self) -> None:
        """Wake everyone who waits for something to happen."""
        self._change.set()
        self._change = asyncio.Event()

    async def next_change(self) -> None:
        await self._change.wait()

    def check(self, type_name: str, value: Any) -> None:
        """What this server makes itself must fit the schema too; if not, it is its defect."""
        try:
            self.schema.check(type_name, value)
        except SchemaError as problem:
            self.defects.append(f"the server made a wrong {type_name}: {problem}")

    def update(self, bot: Bot, kind: str, content: JSON) -> None:
        update = bot.inbox.put(kind, content)
        if update is not None:
            self.check("Update", update)

    def bots_in(self, chat: Chat) -> list[Bot]:
        if chat.bot is not None:
            return [chat.bot]
        return [bot for bot in self.bots.values() if chat.has(bot)]

    def private_chat(self, bot: Bot, person: User) -> Chat:
        if person.id not in bot.private_chats:
            bot.private_chats[person.id] = Chat(
                person.id,
                "private",
                person=person,
                bot=bot,
                next_message=self.common_message_ids,
            )
        return bot.private_chats[person.id]

    def find_user(self, user_id: int) -> JSON | None:
        user = self.users.get(user_id)
        return user.json() if user else None

    def store_file(self, name: str, mime_type: str, content: bytes) -> StoredFile:
        number = next(self.file_ids)
        file = StoredFile(f"BQACAgIAAxkBAAI{number:06d}", name, mime_type, content)
        self.files[file.file_id] = file
        return file

    def record(self, method: str, bot: Bot, message: Message) -> None:
        self.sent.append(
            Sent(
                method,
                bot.id,
                message.chat.id,
                message.id,
                message.thread_id,
                message.text,
                copy.deepcopy(message.buttons),
                message.file_name,
                message,
            )
        )
        self.changed()
