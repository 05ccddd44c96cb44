"""A reminder to ten thousand chats at the pace Telegram permits, in time that passes by itself."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adapters.telegram.adapter import TelegramAdapter
from bot.conversation.message import RoomRef
from bot.conversation.outgoing import Outgoing
from bot.delivery import Delivery
from bot.ports import Admits, Hear, Outbox
from bot.settings import Settings
from storage.store import SqlStore
from tests.bench.figure import Figure
from tests.botapi.limits import FloodLimits
from tests.botapi.refusals import RefusedError
from tests.support import BEGINNING, LoopClock, fill, outgoing, quickly

_CHATS = 10_000
_PERMITTED = 30.0


class _Telegram:
    """Counts what comes, and refuses what Telegram refuses."""

    platform = "telegram"
    limits = TelegramAdapter.limits
    address = ""

    def __init__(self) -> None:
        self.sent = 0
        self.refused = 0
        self.all_sent = asyncio.Event()
        self._flood = FloodLimits(lambda: asyncio.get_running_loop().time())

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Nobody speaks."""

    async def send(self, message: Outgoing) -> str:
        """Take a message, as the tests' Bot API server would."""
        try:
            self._flood.count(1, int(message.to.id))
        except RefusedError:
            self.refused += 1
            raise
        self.sent += 1
        if self.sent == _CHATS:
            self.all_sent.set()
        return str(self.sent)

    async def stop(self) -> None:
        """Nothing to stop."""


def measure_fanout() -> Iterator[Figure]:
    """Messages a second over those permitted; memory after over before; how many were refused."""
    with tempfile.TemporaryDirectory() as name:
        store = fill(SqlStore(f"sqlite:///{Path(name)}/fanout.sqlite"))
        with store.begin() as tx:
            for number in range(1, _CHATS + 1):
                room = RoomRef("telegram", f"-{number}")
                tx.get(Outbox).put(outgoing(room, "The call is in an hour."), BEGINNING)
            tx.commit()
        telegram, before = _Telegram(), _kilobytes()
        seconds = _deliver(store, telegram)
        after = _kilobytes()
        store.close()
    yield Figure("fanout.rate", telegram.sent / seconds, _PERMITTED, "a second, over the permitted")
    yield Figure("fanout.refused", telegram.refused, 1.0, "messages that were refused, over one")
    yield Figure("fanout.mb", after / 1024, before / 1024, "MB after, over before")


def _deliver(store: SqlStore, telegram: _Telegram) -> float:
    taken: list[float] = []

    async def scene() -> None:
        async def here(work: Any) -> Any:
            return work()

        delivery = Delivery(store, LoopClock(), Settings(), {"telegram": telegram}, here)
        running = asyncio.create_task(delivery.run())
        await telegram.all_sent.wait()
        taken.append(asyncio.get_running_loop().time())
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    quickly(scene())
    return taken[0]


def _kilobytes() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])
