"""Two hundred rooms on both networks are reminded by the real program, which is killed twice."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from bot.conversation.message import RoomRef
from tests.botapi import BotApi, Group
from tests.homeserver.server import Homeserver
from tests.kill.child import KEEP_LIMITS
from tests.kill.living import seeded
from tests.kill.points import AFTER_SEND
from tests.kill.process import BotProcess
from tests.meeting_crowd import MatrixRooms, matrix_rooms, prepare, reminders
from tests.patience import PATIENCE

EACH = 100


async def test_two_hundred_rooms_are_reminded_through_kills(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    random = seeded()
    account, reader = [
        await asyncio.to_thread(homeserver.register, f"{name}-{uuid4().hex[:8]}")
        for name in ("bot", "reader")
    ]
    settings = {
        "MATRIX_HOMESERVER": homeserver.url,
        "MATRIX_USER": account.user_id,
        "MATRIX_PASSWORD": account.password,
        KEEP_LIMITS.removeprefix("INTERSESSION_"): "1",
    }
    async with BotApi() as api, matrix_rooms(homeserver.url, reader, account, EACH) as matrix:
        api.enforce_limits = True
        settings |= {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API_URL": api.url}
        groups = [api.group(f"Group {number}") for number in range(EACH)]
        places: dict[RoomRef, Group | str] = {
            **{RoomRef("telegram", str(group.id)): group for group in groups},
            **{RoomRef("matrix", room): room for room in matrix.rooms},
        }
        async with BotProcess(tmp_path, settings) as bot:
            called = prepare(bot.database, list(places))
            unmarked = []
            # Once between a platform's answer and its record, then at any moment; and again.
            await bot.start(f"{AFTER_SEND}:{random.randint(20, 50)}")
            await bot.load_the_next()
            await bot.died(PATIENCE)
            unmarked.append(said_and_waiting(bot.database, api, places))
            await bot.start()
            await bot.load_the_next()
            enough = count(api, groups) + random.randint(10, 40)
            await bot.lives_until(api.until(lambda: count(api, groups) >= enough, PATIENCE))
            await bot.kill()
            unmarked.append(said_and_waiting(bot.database, api, places))
            await bot.start()
            await bot.lives_until(everybody_is_told(api, groups, matrix, bot.database))
            assert await bot.asked_to_end() == 0
            assert not bot.errors
        for room, place in places.items():
            told = reminders(texts(api, matrix, place))
            assert set(told) == {called[room]}, room
            # Matrix knows a message again by its number. Telegram does not.
            assert len(told) <= (1 if room.platform == "matrix" else 1 + len(unmarked))
        # Nothing was said twice but what Telegram had taken when the program died, and had not
        # been written down yet.
        assert count(api, groups) == EACH + sum(unmarked)
        # The program keeps below the limits; without, two of three would be refused at first. Where
        # its requests come closer together than they were sent, some are, and it waits as long as
        # it is told: how many says how busy this machine was.
        refused = [one for one in api.answered if one.status == 429]
        assert len(refused) <= EACH // 2


def count(api: BotApi, groups: list[Group]) -> int:
    """How many reminders were said on Telegram."""
    return sum(len(reminders([one.text for one in api.said(group)])) for group in groups)


def texts(api: BotApi, matrix: MatrixRooms, place: Group | str) -> list[str]:
    """What was said in a place."""
    if isinstance(place, str):
        return matrix.texts(place)
    return [one.text for one in api.said(place)]


async def everybody_is_told(
    api: BotApi, groups: list[Group], matrix: MatrixRooms, database: Path
) -> None:
    """Each room has been reminded, and the program has written it down."""
    await api.until(lambda: all(count(api, [one]) for one in groups), PATIENCE)
    await matrix.until(EACH, PATIENCE)
    async with asyncio.timeout(PATIENCE):
        # A database has no way to call us; this is the pause between two looks.
        while waiting(database):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def waiting(database: Path) -> list[tuple[str, str]]:
    """What waits to be said, by platform and place."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reading:
        return reading.execute(
            "SELECT platform, address FROM outbox WHERE state = 'waiting'"
        ).fetchall()


def said_and_waiting(database: Path, api: BotApi, places: dict[RoomRef, Group | str]) -> int:
    """How many reminders Telegram has taken that are not marked as sent."""
    rest = {address for platform, address in waiting(database) if platform == "telegram"}
    groups = [one for one in places.values() if isinstance(one, Group)]
    return sum(bool(count(api, [one])) for one in groups if str(one.id) in rest)
