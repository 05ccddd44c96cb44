"""The bot behind its mail adapter, on real servers: what the tests of mail share."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from adapters.console import ConsoleAdapter
from adapters.mail import MailAdapter
from bot.app import App
from bot.conversation.message import MAIL, PersonRef, RoomNames, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from bot.people.model import Account, Grant, Role
from bot.people.store import People, Roles
from bot.ports import Adapter, Limits, Tx
from bot.settings import Secret, Settings
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Rooms
from storage.store import SqlStore
from tests.mailserver import Dovecot, MailWorld
from tests.mailserver.world import BOT, SERVER_NAME
from tests.support import BEGINNING

LIST = "cyber@lists.example"
TRACK = "bpf-cybersecurity"


SETTINGS = Settings(commands_per_minute=1000, smtp_url=Secret("smtp://127.0.0.1"), mail_from=BOT)


class Clock:
    """The time, moved by hand."""

    def __init__(self) -> None:
        self.time = BEGINNING

    def now(self) -> datetime:
        """This instant."""
        return self.time


class Unhurried(MailAdapter):
    """The adapter without its limits of pace: answers come at once."""

    limits = Limits()


@dataclass
class Stage:
    """A bot that listens to its mailbox."""

    world: MailWorld
    dovecot: Dovecot
    folder: Path
    clock: Clock = field(default_factory=Clock)
    settings: Settings = field(default_factory=lambda: SETTINGS)
    chats: tuple[ConsoleAdapter, ...] = ()
    said: list[Outgoing] = field(default_factory=list)
    app: App | None = None
    _running: asyncio.Task[None] | None = None

    def adapter(self) -> MailAdapter:
        """A new adapter."""
        return Unhurried(
            self.world.url, BOT, self.folder, self.clock.now,
            imap_url=self.dovecot.url(BOT), server_name=SERVER_NAME, largest=200_000,
            public_url=self.settings.public_url,
        )  # fmt: skip

    def open_store(self) -> SqlStore:
        """Its database, while it does not live."""
        return SqlStore(f"sqlite:///{self.folder / 'bot.sqlite'}")

    async def starts(self) -> App:
        """Start the bot."""
        store = self.open_store()
        self.chats = tuple(
            ConsoleAdapter(one, self.clock, lambda outgoing, _: self.said.append(outgoing))
            for one in ("matrix", "telegram")
        )
        adapters: list[Adapter] = [self.adapter(), *self.chats]
        self.app = App(store, self.clock, self.settings, adapters)
        await self.app.prepare()
        self._running = asyncio.create_task(self.app.run())
        return self.app

    async def stops(self) -> None:
        """Stop it."""
        if self._running and self.app:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            await self.app.stop()
        self.app = self._running = None

    def network(self, platform: str) -> ConsoleAdapter:
        """One of the other networks, in memory."""
        return next(one for one in self.chats if one.platform == platform)

    async def says(self, who: str, text: str, platform: str = "matrix") -> str:
        """Somebody says something on another network; what they are told."""
        assert self.app
        before = len(self.said)
        await self.network(platform).say(who, "", text)
        await self.app.deliver()
        return "\n".join(plain(one.wording) for one in self.said[before:] if one.to.id == who)

    async def becomes(
        self, ref: PersonRef, role: Role | None = None, part: Part | None = None
    ) -> None:
        """Somebody is given a role or a part in the track."""
        assert self.app

        def give(tx: Tx) -> None:
            room = RoomRef(ref.platform, ref.id)
            person = tx.get(People).meet(Account(ref, ref.id, room=room), "", self.clock.now())
            if role:
                tx.get(Roles).give(person.id, Grant(role, TRACK))
            if part or role:
                tx.get(Memberships).join(person.id, TRACK, part or Part.PARTICIPANT)

        await self.app.with_store(give)

    async def bind_list(self, address: str = LIST) -> None:
        """Make a list one of the track's, as if it had agreed."""
        assert self.app
        await self.app.with_store(
            lambda tx: tx.get(Rooms).bind(RoomRef(MAIL, address), RoomNames(address), TRACK)
        )


@asynccontextmanager
async def mail_stage(folder: Path) -> AsyncIterator[Stage]:
    """Servers, and a bot that listens."""
    async with Dovecot() as dovecot:
        deliver: Callable[[bytes], None] = lambda raw: dovecot.deliver(BOT, raw)  # noqa: E731
        async with MailWorld(deliver) as world:
            stage = Stage(world, dovecot, folder)
            await stage.starts()
            try:
                yield stage
            finally:
                await stage.stops()
