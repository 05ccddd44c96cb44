"""The Telegram adapter against the tests' own Bot API server, with a core that only writes down."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from adapters.telegram import TelegramAdapter
from bot.conversation.message import Heard, Message, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import Attachment, Button, Paragraph, Span, Wording
from tests.botapi import BotApi, Group, Person, Topic
from tests.patience import PATIENCE


class Core:
    """What the adapter told, batch by batch. refusals: how many more batches it refuses."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.batches: list[list[Heard]] = []
        self.positions: list[str] = []
        self.begun = 0
        self.refusals = 0
        self.refused: list[list[Heard]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.pauses: list[float] = []
        self.patient = asyncio.Event()
        self.patient.set()
        self._changed = changed

    @property
    def heard(self) -> list[Heard]:
        """All that was heard."""
        return [one for batch in self.batches for one in batch]

    @property
    def texts(self) -> list[str]:
        """The words of all messages that were heard."""
        return [one.text for one in self.heard if isinstance(one, Message)]

    async def hear(self, batch: Sequence[Heard], position: str) -> None:
        """Write a batch down, once `open` is set."""
        if self.refusals:
            self.refusals -= 1
            self.refused.append(list(batch))
            raise OSError("the disk is full")
        self.begun += 1
        self._changed()
        await self.open.wait()
        self.batches.append(list(batch))
        self.positions.append(position)
        self._changed()

    async def sleep(self, seconds: float) -> None:
        """Instead of time: write down how long it would be, and go on once `patient` is set."""
        self.pauses.append(seconds)
        self._changed()
        await self.patient.wait()
        await asyncio.sleep(0)


class Stage:
    """A server, and one bot after the other against it."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.core = Core(api.world.changed)

    def adapter(self) -> TelegramAdapter:
        """A new adapter that does not listen yet."""
        return TelegramAdapter(self.api.token, self.api.url, sleep=self.core.sleep)

    @asynccontextmanager
    async def listening(self, position: str = "") -> AsyncIterator[TelegramAdapter]:
        """A new adapter that listens from a position."""
        adapter = self.adapter()
        task = asyncio.create_task(adapter.run(self.core.hear, position, admits_nobody))
        try:
            yield adapter
        finally:
            self.core.open.set()
            await adapter.stop()
            async with asyncio.timeout(PATIENCE):
                await task


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """A server without a bot listening."""
    async with BotApi() as api:
        yield Stage(api)


@asynccontextmanager
async def online() -> AsyncIterator[tuple[Stage, TelegramAdapter]]:
    """A server and a bot that listens and has nothing else to do."""
    async with stage() as here, here.listening() as adapter:
        await here.api.idle()
        yield here, adapter


async def admits_nobody(_inviter: PersonRef) -> bool:
    """Telegram's adapter never asks."""
    return False


def room(place: Person | Group | Topic) -> RoomRef:
    """A place of the server in the core's words."""
    if isinstance(place, Topic):
        return RoomRef("telegram", str(place.group.id), str(place.id))
    return RoomRef("telegram", str(place.id))


def person(who: Person) -> PersonRef:
    """A person of the server in the core's words."""
    return PersonRef("telegram", str(who.id))


def outgoing(
    to: Person | Group | Topic | RoomRef | PersonRef,
    *lines: Span | Paragraph,
    buttons: Sequence[str] = (),
    files: Sequence[Attachment] = (),
    asks: str = "",
    number: int = 7,
    answers: str = "",
    edits: str = "",
) -> Outgoing:
    """A message of these lines, as the outbox would have it."""
    paragraphs = tuple(
        line if isinstance(line, Paragraph) else Paragraph("line", (line,)) for line in lines
    )
    labels = tuple(Button(label, f"say {label}") for label in buttons)
    return Outgoing(
        to if isinstance(to, RoomRef | PersonRef) else room(to),
        Wording("en", paragraphs, labels, tuple(files), asks),
        id=number,
        answers=answers,
        edits=edits,
    )


def methods(api: BotApi) -> list[str]:
    """The methods that were called, in order."""
    return [one.method for one in api.answered]


@asynccontextmanager
async def speaking() -> AsyncIterator[tuple[BotApi, TelegramAdapter, Person]]:
    """A bot that does not listen, and a person who has started it."""
    async with stage() as here:
        amina = here.api.person("Amina")
        amina.says("/start")
        adapter = here.adapter()
        try:
            yield here.api, adapter, amina
        finally:
            await adapter.stop()
