"""Lets people speak on both platforms while the bot dies again and again, then counts.

`python -m tests.soak [--minutes 30]`. It prints the counts as it goes, and leaves with 1 if
anything was lost, done twice, or shown twice more often than it died.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from time import monotonic
from uuid import uuid4

from tests.botapi import BotApi
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver
from tests.kill.living import Chat, Lives, seeded
from tests.kill.process import BotProcess
from tests.kill.talk import TRACKS, check_effects, doubles, script
from tests.kill.test_kill_matrix import MatrixChat, MatrixNetwork
from tests.kill.test_kill_telegram import TelegramChat, TelegramNetwork

_LINES = 20_000
_LINES_A_LIFE = 40
_LIVES_AT_ONCE = 3


class _Both:
    """Both platforms as one network."""

    def __init__(self, telegram: TelegramNetwork, matrix: MatrixNetwork) -> None:
        self.chats: Sequence[Chat] = [*telegram.chats, *matrix.chats]
        self.progress = {
            **{f"telegram: {name}": count for name, count in telegram.progress.items()},
            **{f"matrix: {name}": count for name, count in matrix.progress.items()},
        }
        self._telegram, self._matrix = telegram, matrix

    async def until(self, condition, within: float) -> None:  # type: ignore[no-untyped-def]
        """Wait until the condition holds, looking whenever something happens on either."""
        looking = [
            asyncio.create_task(one.until(condition, within))
            for one in (self._telegram, self._matrix)
        ]
        try:
            done, _ = await asyncio.wait(looking, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in looking:
                task.cancel()
            await asyncio.gather(*looking, return_exceptions=True)


async def soak(minutes: float, random: Random) -> int:
    """Speak, die and count; how many deaths there were too few of to explain the doubles."""
    until = monotonic() + minutes * 60
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        homeserver = await asyncio.to_thread(Homeserver(folder / "server").__enter__)
        with homeserver:
            async with BotApi() as api:
                account = homeserver.register(f"bot-{uuid4().hex[:8]}")
                settings = {
                    "TELEGRAM_TOKEN": api.token,
                    "TELEGRAM_API_URL": api.url,
                    "MATRIX_HOMESERVER": homeserver.url,
                    "MATRIX_USER": account.user_id,
                    "MATRIX_PASSWORD": account.password,
                    "MATRIX_INVITES": "all",
                }
                api.enforce_limits = False
                async with BotProcess(folder, settings) as bot:
                    return await _live(bot, api, homeserver, account.user_id, random, until)


async def _live(
    bot: BotProcess,
    api: BotApi,
    homeserver: Homeserver,
    user: str,
    random: Random,
    until: float,
) -> int:
    scripts = [
        script(random, who, _LINES, private=True, tracks=[TRACKS[number]])
        for number, who in enumerate(("Amina", "Jo", "Li"))
    ]
    persons = [TelegramChat(api, api.person(one.who), one) for one in scripts[:2]]
    await bot.start()
    li = await MatrixPerson.register(homeserver, "li", name="Li")
    room = await li.open_direct(user, encrypted=True)
    await li.until(lambda: user in li.members(room), 60)
    matrix = MatrixChat(li, room, scripts[2], user)
    begun = _memory(bot)
    await bot.kill()
    network = _Both(TelegramNetwork(api, persons), MatrixNetwork([matrix]))
    lives = Lives(bot, network, random)
    while monotonic() < until:
        await lives.end(_LIVES_AT_ONCE, _LINES_A_LIFE)
        said = sum(len(chat.shown()) for chat in network.chats)
        sys.stdout.write(f"{len(lives.deaths)} deaths, {said} answers shown\n")
        sys.stdout.flush()
    heard = lives.said()
    for chat in network.chats:
        chat.script.cut(heard.get(id(chat), 0))
    await lives.rest()
    shown_twice = [doubles(chat.shown(), chat.script.lines) for chat in network.chats]
    check_effects(bot.database, scripts)
    ended = _memory(bot)
    code = await bot.asked_to_end()
    await li.close()
    commands = sum(heard.values())
    sys.stdout.write(
        f"commands {commands}, effects all once, shown {commands}, doubled on Telegram"
        f" {sum(shown_twice[:2])}, on Matrix {shown_twice[2]}, deaths {len(lives.deaths)},"
        f" memory {begun:.0f} MB at the start and {ended:.0f} MB at the end, left with {code}\n"
    )
    return int(shown_twice[2] > 0 or sum(shown_twice[:2]) > 2 * len(lives.deaths) or code != 0)


def _memory(bot: BotProcess) -> float:
    """The memory of the bot, in MB."""
    assert bot._process is not None
    status = Path(f"/proc/{bot._process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main() -> int:
    """Run it as long as it was told."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=float, default=30.0)
    return asyncio.run(soak(parser.parse_args().minutes, seeded()))


if __name__ == "__main__":
    sys.exit(main())
