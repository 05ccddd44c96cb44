"""On Telegram: nothing is lost or done twice, and at most the answer in flight is shown twice."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from adapters.telegram import listener, webhook
from bot import app, delivery
from tests.botapi import BotApi, Group, Person
from tests.kill.child import ENDLESS_WAITS
from tests.kill.living import LONG, Lives, seeded
from tests.kill.points import AFTER_COMMIT, AFTER_MARK, AFTER_SEND, BEFORE_COMMIT, BEFORE_SEND
from tests.kill.process import BotProcess
from tests.kill.talk import TRACKS, Line, Script, check_effects, doubles, script, waiting
from tests.patience import PATIENCE

KILLS = 45
LINES_A_LIFE = 9
LINES = (KILLS + 1) * LINES_A_LIFE


@dataclass
class TelegramChat:
    """A person who speaks with the bot alone, or in a group."""

    api: BotApi
    person: Person
    script: Script
    group: Group | None = None

    async def says(self, line: Line) -> None:
        """Say a command."""
        self.person.says(f"/{line.command}", self.group)

    def shown(self) -> list[str]:
        """What the bot said there in answer to the script."""
        return [message.text for message in self.api.said(self.group or self.person)]


class TelegramNetwork:
    """The server with the chats of a test."""

    def __init__(self, api: BotApi, chats: Sequence[TelegramChat]) -> None:
        self.api = api
        self.chats = chats
        self.progress: Mapping[str, Callable[[], int]] = {
            "message shown": lambda: len(api.sent),
            "request answered": lambda: len(api.answered),
            "request for updates answered": lambda: sum(
                one.method == "getUpdates" for one in api.answered
            ),
        }

    async def until(self, condition: Callable[[], object], within: float) -> None:
        """Wait until the condition holds."""
        await self.api.until(condition, within)


@asynccontextmanager
async def telegram(
    folder: Path, *scripts: Script, groups: int = 0, more: Mapping[str, str] = {}
) -> AsyncIterator[tuple[TelegramNetwork, BotProcess]]:
    """A server with people, of whom the last so many speak in groups, and a bot that does not
    live yet. more: further settings of the bot."""
    async with BotApi() as api:
        settings = {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API_URL": api.url, **more}
        async with BotProcess(folder, settings) as bot:
            chats = []
            for number, one in enumerate(scripts):
                person, group = api.person(one.who), None
                if number >= len(scripts) - groups:
                    group = api.group(f"Group {number}", members=[person])
                    # It is answered in private.
                    person.says("/coc agree")
                chats.append(TelegramChat(api, person, one, group))
            yield TelegramNetwork(api, chats), bot
            assert not bot.errors


@pytest.mark.timeout(LONG)
async def test_one_chat_killed_at_random_moments(tmp_path: Path) -> None:
    random = seeded()
    amina = script(random, "Amina", LINES, private=True, tracks=TRACKS)
    async with telegram(tmp_path, amina) as (network, bot):
        lives = Lives(bot, network, random)
        await lives.end(KILLS, LINES_A_LIFE)
        await lives.one_more()
        [chat] = network.chats
        assert doubles(chat.shown(), amina.lines) <= KILLS
        check_effects(bot.address, [amina])


@pytest.mark.timeout(LONG)
async def test_several_chats_killed_at_random_moments(tmp_path: Path) -> None:
    random = seeded()
    scripts = [
        script(random, who, LINES // 4, private=who != "Group", tracks=[TRACKS[number]])
        for number, who in enumerate(("Amina", "Jo", "Li", "Group"))
    ]
    async with telegram(tmp_path, *scripts, groups=1) as (network, bot):
        lives = Lives(bot, network, random)
        await lives.end(KILLS, LINES_A_LIFE)
        await lives.one_more()
        for chat in network.chats:
            assert doubles(chat.shown(), chat.script.lines) <= KILLS
        check_effects(bot.address, scripts)


@pytest.mark.parametrize(
    ("point", "heard", "shown", "shown_twice"),
    [
        (f"{BEFORE_COMMIT}:1", False, 0, 0),
        (f"{AFTER_COMMIT}:1", True, 0, 0),
        (f"{BEFORE_SEND}:3", True, 2, 0),
        # Telegram has no key by which it could know a message again.
        (f"{AFTER_SEND}:3", True, 3, 1),
        (f"{AFTER_MARK}:3", True, 3, 0),
    ],
)
async def test_killed_at_a_point(
    tmp_path: Path, point: str, heard: bool, shown: int, shown_twice: int
) -> None:
    amina = script(Random(5), "Amina", 5, private=True, tracks=TRACKS)
    async with telegram(tmp_path, amina) as (network, bot):
        [chat] = network.chats
        # All is said before it listens, so that it is one batch.
        for line in amina.lines:
            await chat.says(line)
        await bot.start(point)
        await bot.died()
        assert len(chat.shown()) == shown
        marked = shown - shown_twice
        assert waiting(bot.address) == (len(amina.lines) - marked if heard else 0)
        await bot.start()
        await bot.lives_until(
            network.until(lambda: len(chat.shown()) == len(amina.lines) + shown_twice, PATIENCE)
        )
        assert await bot.asked_to_end() == 0
        assert doubles(chat.shown(), amina.lines) == shown_twice
        check_effects(bot.address, [amina])


async def test_asked_to_end_it_says_what_is_due_and_keeps_that_it_said_it(tmp_path: Path) -> None:
    amina = script(Random(5), "Amina", 5, private=True, tracks=TRACKS)
    async with telegram(tmp_path, amina) as (network, bot):
        [chat] = network.chats
        sending = network.api.hold_answer("sendMessage")
        for line in amina.lines:
            await chat.says(line)
        await bot.start()
        await bot.lives_until(network.until(lambda: sending.struck, PATIENCE))
        bot.ask_to_end()
        await bot.until_logged("stopping")
        sending.release()
        assert await bot.ended() == 0
        # Another life has nothing to add.
        await bot.start()
        await bot.lives_until(network.api.idle())
        assert await bot.asked_to_end() == 0
        assert doubles(chat.shown(), amina.lines) == 0
        check_effects(bot.address, [amina])


async def test_asked_to_end_it_does_not_wait_for_a_telegram_that_is_silent(tmp_path: Path) -> None:
    amina = script(Random(5), "Amina", 5, private=True, tracks=TRACKS)
    more = {ENDLESS_WAITS.removeprefix("INTERSESSION_"): "1"}
    async with telegram(tmp_path, amina, more=more) as (network, bot):
        sending = network.api.hold_answer("sendMessage", times=None)
        await network.chats[0].says(amina.lines[0])
        await bot.start()
        await bot.lives_until(network.until(lambda: sending.struck, PATIENCE))
        assert await bot.asked_to_end() == 0
        assert waiting(bot.address) == 1


def test_what_it_waits_for_at_its_end_is_less_than_ten_seconds() -> None:
    on_telegram = max(listener._LAST_WORDS_SECONDS, webhook._LAST_REQUESTS_SECONDS)
    assert app._LAST_WORDS_SECONDS + delivery._LAST_ANSWERS_SECONDS + on_telegram < 10


async def test_a_telegram_that_is_down_at_the_start_is_waited_for(tmp_path: Path) -> None:
    amina = script(Random(5), "Amina", 5, private=True, tracks=TRACKS)
    async with telegram(tmp_path, amina) as (network, bot):
        [chat] = network.chats
        network.api.down()
        await bot.start()
        await bot.until_logged("Telegram can't be heard")
        for line in amina.lines:
            await chat.says(line)
        network.api.up()
        await bot.lives_until(
            network.until(lambda: len(chat.shown()) == len(amina.lines), PATIENCE)
        )
        assert await bot.asked_to_end() == 0
        assert doubles(chat.shown(), amina.lines) == 0
        check_effects(bot.address, [amina])


async def test_it_ends_with_the_tests(tmp_path: Path) -> None:
    async with telegram(tmp_path) as (network, bot):
        await bot.start()
        await bot.lives_until(network.api.idle())
        assert await bot.left_alone() == 1
