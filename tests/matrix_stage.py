"""The Matrix adapter on a real homeserver, with a core that only writes down what it heard."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
import pytest_asyncio

from adapters.matrix import MatrixAdapter
from bot.conversation.message import Entered, Heard, Message, Moved, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import Button, Paragraph, Wording
from tests.homeserver.account import Account
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver
from tests.patience import PATIENCE

Found = TypeVar("Found")
ROOMS = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])


class Bot:
    """The adapter through several lives, and what it heard in them."""

    def __init__(self, homeserver: Homeserver, account: Account, folder: Path) -> None:
        self.homeserver = homeserver
        self.account = account
        self.folder = folder
        self.user_id = account.user_id
        self.heard: list[Heard] = []
        self.position = ""
        self.failures = 0
        self.admitted: set[str] = set()
        self.asked: list[str] = []
        self.unsure = False
        self.adapter = self.new_life()
        self._running: asyncio.Task[None] | None = None
        self._batches = 0
        self._changed = asyncio.Event()

    def new_life(self, **access: str) -> MatrixAdapter:
        access = access or {"password": self.account.password}
        return MatrixAdapter(self.homeserver.url, self.user_id, self.folder, **access)  # type: ignore[arg-type]

    async def hear(self, heard: Sequence[Heard], position: str) -> None:
        if heard and self.failures:
            self.failures -= 1
            self._tell()
            raise RuntimeError("the database is locked")
        self.heard += heard
        self.position = position
        self._batches += 1
        self._tell()

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def admits(self, person: PersonRef) -> bool:
        self.asked.append(person.id)
        self._tell()
        if self.unsure:
            raise RuntimeError("the database is locked")
        return person.id in self.admitted

    async def start(self, adapter: MatrixAdapter | None = None) -> None:
        """Begins a life; returns when it is connected."""
        self.adapter = adapter or self.new_life()
        before = self._batches
        self._running = asyncio.create_task(self.adapter.run(self.hear, self.position, self.admits))
        await self.until(lambda: self._batches > before)

    async def stop(self) -> None:
        """Ends a life."""
        await self.adapter.stop()
        if self._running is not None:
            await asyncio.wait_for(self._running, PATIENCE)
            self._running = None

    async def close(self) -> None:
        """Ends it, however it went."""
        await self.adapter.stop()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)

    async def until(self, condition: Callable[[], Found]) -> Found:
        """Listens until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not (found := condition()):
                changed = asyncio.ensure_future(self._changed.wait())
                ends = {changed, *([self._running] if self._running else [])}
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                if self._running and self._running.done():
                    changed.cancel()
                    self._running.result()
        return found

    def messages(self) -> list[Message]:
        return [one for one in self.heard if isinstance(one, Message)]

    def texts(self) -> list[str]:
        return [one.text for one in self.messages()]

    async def until_said(self, text: str) -> Message:
        def said() -> Message | None:
            return next((one for one in self.messages() if one.text == text), None)

        found = await self.until(said)
        assert found
        return found

    async def until_heard(self, kind: type[Found], room: str = "") -> Found:
        def happened() -> Found | None:
            for one in self.heard:
                place = one.old if isinstance(one, Moved) else one.room
                if isinstance(one, kind) and room in ("", place.id):
                    return one
            return None

        found = await self.until(happened)
        assert found
        return found


NewBot = Callable[[Homeserver], Awaitable[Bot]]


@pytest_asyncio.fixture
async def new_bot(tmp_path: Path) -> AsyncIterator[NewBot]:
    bots: list[Bot] = []

    async def make(homeserver: Homeserver) -> Bot:
        name = f"bot-{tmp_path.name.lower().replace('_', '-')}-{len(bots)}"[-40:].lstrip("-")
        name = "".join(letter for letter in name if letter.isalnum() or letter == "-")
        account = await asyncio.to_thread(homeserver.register, name, display_name="Intersession")
        bots.append(Bot(homeserver, account, tmp_path / f"data-{len(bots)}"))
        return bots[-1]

    yield make
    for bot in bots:
        await bot.close()


@pytest_asyncio.fixture
async def bot(homeserver: Homeserver, new_bot: NewBot) -> Bot:
    """A bot that is connected for the first time."""
    made = await new_bot(homeserver)
    await made.start()
    return made


async def room_with(
    bot: Bot, *people: MatrixPerson, encrypted: bool = False, version: str | None = None
) -> str:
    """A room of these people with the bot in it."""
    first, *others = people
    bot.admitted.add(first.user_id)
    invited = [bot.user_id, *(one.user_id for one in others)]
    room = await first.create_room("Cyber room", invited, encrypted, version)
    for one in others:
        await one.join(room)
    await bot.until_heard(Entered, room)
    everybody = {one.user_id for one in people} | {bot.user_id}
    for one in people:
        await one.until(lambda one=one: one.members(room) == everybody)  # type: ignore[misc]
    return room


def says(to: str, *lines: str, number: int = 1, **more: Any) -> Outgoing:
    """A message of the bot to a room."""
    paragraphs = tuple(Paragraph("line", (line,)) for line in lines)
    wording = Wording("en", paragraphs, more.pop("buttons", ()), more.pop("attachments", ()))
    return Outgoing(RoomRef("matrix", to), wording, id=number, **more)


def choices(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, label.lower()) for label in labels)
