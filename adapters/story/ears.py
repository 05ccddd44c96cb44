"""What a story overhears: all that the bot hears and sends on a network. The playing calls it."""

import asyncio

from bot.conversation.message import Heard, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.ports import Adapter, Admits, Hear, Limits, OpensRooms


class Ears:
    """What has been heard, so that a story can wait for it."""

    def __init__(self) -> None:
        self._ids: set[tuple[str, str]] = set()
        self._changed = asyncio.Condition()

    async def add(self, platform: str, heard: "tuple[Heard, ...]") -> None:
        async with self._changed:
            self._ids |= {(platform, one.id) for one in heard}
            self._changed.notify_all()

    async def have(self, platform: str, number: str) -> None:
        """Wait until the message with this id has been heard."""
        async with asyncio.timeout(30), self._changed:
            await self._changed.wait_for(lambda: (platform, number) in self._ids)


class Recorded:
    """An adapter, and what was sent through it."""

    # A story's clock stands still: limits of pace would never let go.
    limits = Limits()

    def __init__(self, adapter: Adapter, sent: list[tuple[Outgoing, str]], heard: "Ears") -> None:
        self._adapter = adapter
        self._sent = sent
        self._heard = heard
        self.platform = adapter.platform

    @property
    def address(self) -> str:
        return self._adapter.address

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        async def remember(heard: "tuple[Heard, ...]", position: str) -> None:
            await hear(heard, position)
            await self._heard.add(self.platform, heard)

        await self._adapter.run(remember, position, admits)  # type: ignore[arg-type]

    async def send(self, outgoing: Outgoing) -> str:
        sent_id = await self._adapter.send(outgoing)
        self._sent.append((outgoing, sent_id))
        return sent_id

    def room_with(self, person: PersonRef) -> RoomRef | None:
        return self._adapter.room_with(person) if isinstance(self._adapter, OpensRooms) else None

    async def stop(self) -> None:
        await self._adapter.stop()
