"""On PostgreSQL: one process that is killed again and again, and two that share and die in turn."""

from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import pytest

from tests.botapi import BotApi
from tests.kill.child import SHORT_WAITS
from tests.kill.living import LONG, Lives, answers, interleaved, seeded
from tests.kill.points import POINTS
from tests.kill.process import BotProcess
from tests.kill.talk import TRACKS, Script, check_effects, doubles, script, until_nothing_waits
from tests.kill.test_kill_telegram import TelegramChat, telegram
from tests.patience import PATIENCE
from tests.postgres.fixtures import NewDatabase

KILLS = 30
KILLS_OF_TWO = 30
_LINES_A_LIFE = 8
_MOST_AT_ONCE = 2 * _LINES_A_LIFE
_WHO = ("Amina", "Jo", "Li", "Tala")
_SHORT_WAITS = {SHORT_WAITS.removeprefix("INTERSESSION_"): "1"}


def _scripts(random: Random, many: int) -> list[Script]:
    return [
        script(random, who, many // len(_WHO), private=True, tracks=[TRACKS[number]])
        for number, who in enumerate(_WHO)
    ]


@pytest.mark.timeout(LONG)
async def test_killed_at_random_moments(tmp_path: Path, new_database: NewDatabase) -> None:
    random = seeded()
    scripts = _scripts(random, (KILLS + 1) * _LINES_A_LIFE)
    more = {"DATABASE_URL": new_database(), **_SHORT_WAITS}
    async with telegram(tmp_path, *scripts, more=more) as (network, bot):
        lives = Lives(bot, network, random)
        await lives.end(KILLS, _LINES_A_LIFE)
        await lives.one_more()
        for chat in network.chats:
            assert doubles(chat.shown(), chat.script.lines) <= KILLS
        check_effects(bot.address, scripts)


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_a_point(tmp_path: Path, new_database: NewDatabase, point: str) -> None:
    amina = script(Random(5), "Amina", 5, private=True, tracks=TRACKS)
    more = {"DATABASE_URL": new_database(), **_SHORT_WAITS}
    async with telegram(tmp_path, amina, more=more) as (network, bot):
        [chat] = network.chats
        for line in amina.lines:
            await chat.says(line)
        await bot.start(f"{point}:1" if "commit" in point else f"{point}:3")
        await bot.load_the_next()
        await bot.died()
        await bot.start()
        await bot.lives_until(network.until(lambda: answers([chat]) == len(amina.lines), PATIENCE))
        await bot.lives_until(until_nothing_waits(bot.address))
        assert await bot.asked_to_end() == 0
        assert doubles(chat.shown(), amina.lines) <= (point == "after-send")
        check_effects(bot.address, [amina])


@pytest.mark.timeout(LONG)
async def test_two_that_share_the_work_die_in_turn(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    random = seeded()
    scripts = _scripts(random, (KILLS_OF_TWO + 1) * _LINES_A_LIFE)
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi())
        settings = {
            "TELEGRAM_TOKEN": api.token,
            "TELEGRAM_API_URL": api.url,
            "DATABASE_URL": new_database(),
            **_SHORT_WAITS,
        }
        bots = []
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            bots.append(await stack.enter_async_context(BotProcess(tmp_path / name, settings)))
            if bots[1:]:
                bots[1].take_the_key_of(bots[0])
            await bots[-1].start()
            await bots[-1].until_logged("listening on telegram")
        chats = [TelegramChat(api, api.person(one.who), one) for one in scripts]
        lines = interleaved(random, chats)
        for _ in range(KILLS_OF_TWO):
            victim = random.choice(bots)
            await victim.load_the_next()
            now = [
                lines.popleft() for _ in range(min(len(lines), random.randint(1, _MOST_AT_ONCE)))
            ]
            for chat, line in now:
                await chat.says(line)
            enough = len(api.sent) + random.randint(0, len(now))
            await api.until(lambda enough=enough: len(api.sent) >= enough)  # type: ignore[misc]
            await victim.kill()
            await victim.start()
        for chat, line in lines:
            await chat.says(line)
        total = sum(len(one.lines) for one in scripts)
        await api.until(lambda: answers(chats) >= total)
        await until_nothing_waits(bots[0].address)
        for bot in bots:
            assert await bot.asked_to_end() == 0
            assert not bot.errors
        for chat in chats:
            assert doubles(chat.shown(), chat.script.lines) <= KILLS_OF_TWO
        check_effects(bots[0].address, scripts)
