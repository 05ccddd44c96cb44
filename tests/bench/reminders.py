"""One meeting, and the reminder of it in many groups: the whole program and the Bot API server."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

from bot.conversation.message import RoomRef
from tests.bench.figure import Figure
from tests.botapi import BotApi
from tests.kill.child import KEEP_LIMITS
from tests.kill.process import BotProcess
from tests.meeting_crowd import prepare

_GROUPS, _PERMITTED, _PATIENCE = 300, 30.0, 120


async def measure_reminders() -> AsyncIterator[Figure]:
    """Reminders a second over those that Telegram permits; how many requests it refused."""
    with tempfile.TemporaryDirectory() as name:
        async with BotApi() as api:
            api.enforce_limits = True
            groups = [api.group(f"Group {number}") for number in range(_GROUPS)]
            settings = {
                "TELEGRAM_TOKEN": api.token,
                "TELEGRAM_API_URL": api.url,
                KEEP_LIMITS.removeprefix("INTERSESSION_"): "1",
            }
            async with BotProcess(Path(name), settings) as bot:
                rooms = [RoomRef("telegram", str(group.id)) for group in groups]
                prepare(bot.database, rooms, together=True)
                await bot.start()
                await bot.lives_until(api.until(lambda: api.sent, _PATIENCE))
                begun, first = perf_counter(), len(api.sent)
                await bot.lives_until(api.until(lambda: len(api.sent) >= _GROUPS, _PATIENCE))
                rate = (_GROUPS - first) / (perf_counter() - begun)
            refused = sum(one.status == 429 for one in api.answered)
    yield Figure("reminders.rate", rate, _PERMITTED, "reminders a second, over the permitted")
    yield Figure("reminders.refused", refused, 1.0, "requests that were refused, over one")
