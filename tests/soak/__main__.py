"""Lets people speak on both platforms while the bot dies again and again and the networks have
their troubles; then counts.

`python -m tests.soak [--minutes 30]`. The last fifth of the time is one life without a death, whose
memory is looked at. It prints the counts as it goes, and leaves with 1 if anything was lost, done
twice, shown twice on Matrix, or shown twice on Telegram more often than a death or a broken
connection explains.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from uuid import uuid4

from aiohttp import ClientError

from tests.botapi import BotApi
from tests.homeserver.administration import RefusedError
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver
from tests.kill.living import Chat, Lives, seeded
from tests.kill.process import BotProcess
from tests.kill.talk import TRACKS, Line, Script, check_effects, doubles, script
from tests.kill.test_kill_matrix import MatrixChat, MatrixNetwork, alone_with, in_a_room_with
from tests.kill.test_kill_telegram import TelegramChat, TelegramNetwork
from tests.soak.weather import Weather

_LINES = 10_000
_LINES_A_LIFE = (10, 20, 40, 160)
_CALM = 0.2
"""The share of the time that is one life."""
_PATIENCE = 900.0
"""Seconds; an outage is a minute, and others may follow it at once, on a slow machine."""
_PAUSE = 1.0
_MB_A_LIFE_MAY_GROW = 25.0


@dataclass
class SteadyChat(MatrixChat):
    """Somebody on Matrix who says a thing again until the homeserver has it. What is said meanwhile
    waits behind it, and nobody else does."""

    _unsaid: asyncio.Queue[Line] = field(default_factory=asyncio.Queue)

    async def says(self, line: Line) -> None:
        """Say a command as soon as it can be said."""
        self._unsaid.put_nowait(line)

    async def speak(self) -> None:
        """Say what is to be said, for ever; each once, for a homeserver knows transactions."""
        while True:
            line, transaction = await self._unsaid.get(), uuid4().hex
            # A homeserver that is down does not say when it is back.
            while not await self._said(line, transaction):  # noqa: ASYNC110
                await asyncio.sleep(0.5)
            self.said += 1

    async def _said(self, line: Line, transaction: str) -> bool:
        try:
            await self.person.says(self.room, f"!{line.command}", transaction=transaction)
        except (ClientError, RefusedError, TimeoutError, ConnectionError):
            return False
        return True


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


def _scripts(random: Random) -> list[Script]:
    """Two on Telegram and one in a group there; one alone on Matrix, and one in a room there."""
    whether_alone = {"Amina": True, "Jo": True, "Piotr": False, "Li": True, "Tala": False}
    return [
        script(random, who, _LINES, private=alone, tracks=[TRACKS[number]])
        for number, (who, alone) in enumerate(whether_alone.items())
    ]


@asynccontextmanager
async def _world(random: Random) -> AsyncIterator[tuple[BotProcess, _Both, Weather]]:
    """Both servers with their people, and a bot that knows them and does not live now."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        homeserver = await asyncio.to_thread(Homeserver(folder / "server").__enter__)
        stack.callback(homeserver.remove)
        api = await stack.enter_async_context(BotApi())
        api.enforce_limits = False
        account = await asyncio.to_thread(homeserver.register, f"bot-{uuid4().hex[:8]}")
        settings = {
            "TELEGRAM_TOKEN": api.token,
            "TELEGRAM_API_URL": api.url,
            "MATRIX_HOMESERVER": homeserver.url,
            "MATRIX_USER": account.user_id,
            "MATRIX_PASSWORD": account.password,
            "MATRIX_INVITES": "all",
        }
        bot = await stack.enter_async_context(BotProcess(folder, settings))
        amina, jo, piotr, li, tala = _scripts(random)
        telegram = [TelegramChat(api, api.person(one.who), one) for one in (amina, jo)]
        in_group = api.person(piotr.who)
        in_group.says("/coc agree")
        group = api.group("Group", members=[in_group])
        telegram.append(TelegramChat(api, in_group, piotr, group))
        await bot.start()
        matrix = []
        for one, meets in ((li, alone_with), (tala, in_a_room_with)):
            person = await MatrixPerson.register(homeserver, one.who.lower(), name=one.who)
            stack.push_async_callback(person.close)
            met = await meets(account.user_id, person, one)
            matrix.append(SteadyChat(met.person, met.room, one, met.bot))
        await api.idle(30)
        assert await bot.asked_to_end() == 0
        for chat in matrix:
            chat.shown_before = len(chat.all_shown())
        yield (
            bot,
            _Both(TelegramNetwork(api, telegram), MatrixNetwork(matrix)),
            Weather(api, homeserver, random),
        )


async def soak(minutes: float, random: Random) -> int:
    """Speak, die and count; 0 if all is as it should be."""
    begun = monotonic()
    async with _world(random) as (bot, network, weather):
        lives = Lives(bot, network, random, _PATIENCE, _PAUSE)
        steady = [one for one in network.chats if isinstance(one, SteadyChat)]
        beside = [asyncio.create_task(one.speak()) for one in steady]
        storm = asyncio.create_task(weather.run())
        while monotonic() < begun + minutes * 60 * (1 - _CALM):
            await lives.end(1, random.choice(_LINES_A_LIFE))
            if storm.done():
                storm.result()
            said = sum(len(chat.shown()) for chat in network.chats)
            _tell(f"{monotonic() - begun:5.0f} s: {len(lives.deaths)} deaths, {said} answers shown")
        await lives.rest()
        first, before = bot.memory, sum(lives.said().values())
        await lives.go_on(lambda: monotonic() < begun + minutes * 60)
        storm.cancel()
        await asyncio.gather(storm, return_exceptions=True)
        await weather.clears()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        last = bot.memory
        heard = lives.said()
        for chat in network.chats:
            chat.script.cut(heard.get(id(chat), 0))
        # Nothing is lost, and all in order; else this fails.
        shown_twice = [doubles(chat.shown(), chat.script.lines) for chat in network.chats]
        on_telegram, on_matrix = sum(shown_twice[:3]), sum(shown_twice[3:])
        check_effects(bot.address, [chat.script for chat in network.chats])
        code = await bot.asked_to_end()
        commands, in_last = sum(heard.values()), sum(heard.values()) - before
        _tell(
            f"{commands} commands, {commands} effects, {commands} shown, 0 lost;"
            f" shown twice on Telegram {on_telegram}, on Matrix {on_matrix};"
            f" {len(lives.deaths)} deaths; {dict(weather.counts)};"
            f" memory of the last life {first:.0f} MB at its start and {last:.0f} MB"
            f" after {in_last} commands; left with {code}; {len(bot.errors)} defects logged"
        )
        for line in bot.errors[:10]:
            _tell(line)
        explained = 3 * (len(lives.deaths) + weather.broken_off)
        too_large = last - first > _MB_A_LIFE_MAY_GROW
        return int(on_matrix > 0 or on_telegram > explained or too_large or code != 0)


def _tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    """Run it as long as it was told."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=float, default=30.0)
    return asyncio.run(soak(parser.parse_args().minutes, seeded()))


if __name__ == "__main__":
    sys.exit(main())
