"""On Matrix: every answer is shown exactly once, in the clear and encrypted, whatever kills it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from adapters.matrix import seeds
from adapters.matrix.signing import public_of
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver
from tests.kill.living import LONG, Lives, seeded
from tests.kill.points import (
    AFTER_KEYS_UPLOAD,
    BEFORE_IDENTITY,
    BEFORE_KEY_KEPT,
    OF_SIGNING,
    POINTS,
)
from tests.kill.process import BotProcess
from tests.kill.talk import TRACKS, Line, Script, check_effects, doubles, script
from tests.patience import PATIENCE
from tests.test_matrix_signing import key_of, seen_by, verified

KILLS = 30
LINES_A_LIFE = 6
LINES = (KILLS + 1) * LINES_A_LIFE


@dataclass
class MatrixChat:
    """A person who speaks with the bot in a room."""

    person: MatrixPerson
    room: str
    script: Script
    bot: str
    shown_before: int = 0
    said: int = 0

    async def says(self, line: Line) -> None:
        """Say a command."""
        await self.person.says(self.room, f"!{line.command}")
        self.said += 1

    def shown(self) -> list[str]:
        """What the bot said there in answer to the script, as the person's client shows it."""
        return self.all_shown()[self.shown_before :]

    def all_shown(self) -> list[str]:
        """What the bot said there, the greeting included."""
        mine = [one for one in self.person.shown(self.room) if one.sender == self.bot]
        return [one.problem or one.body for one in mine]


class MatrixNetwork:
    """The homeserver with the chats of a test."""

    def __init__(self, chats: Sequence[MatrixChat]) -> None:
        self.chats = chats
        self.progress: Mapping[str, Callable[[], int]] = {
            "command said": lambda: sum(chat.said for chat in chats),
            "message shown": lambda: sum(len(chat.shown()) for chat in chats),
        }

    async def until(self, condition: Callable[[], object], within: float) -> None:
        """Wait until the condition holds. It is looked at whenever one of the people hears."""
        persons = {id(chat.person): chat.person for chat in self.chats}.values()
        looking = [asyncio.create_task(one.until(condition, within)) for one in persons]
        try:
            done, _ = await asyncio.wait(looking, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in looking:
                task.cancel()
            await asyncio.gather(*looking, return_exceptions=True)


async def alone_with(bot: str, person: MatrixPerson, script: Script) -> MatrixChat:
    """An encrypted room of somebody with a bot that lives."""
    return MatrixChat(person, await person.open_direct(bot, encrypted=True), script, bot)


async def in_a_room_with(bot: str, person: MatrixPerson, script: Script) -> MatrixChat:
    """A room in the clear, with somebody who acknowledged the code of conduct in private."""
    room = await person.create_room("Room", invite=[bot])
    direct = await person.open_direct(bot)
    await person.says(direct, "!coc agree")
    # In the room it says hello, and in private it answers.
    for place in (direct, room):
        await person.until_shown(place, lambda message: message.sender == bot)
    return MatrixChat(person, room, script, bot)


@asynccontextmanager
async def matrix(
    homeserver: Homeserver,
    new_person: NewPerson,
    folder: Path,
    *,
    alone: Script,
    in_room: Script | None = None,
    first_death: str = "",
) -> AsyncIterator[tuple[MatrixNetwork, BotProcess]]:
    """Somebody alone with the bot in an encrypted room, perhaps somebody in a room in the clear,
    and a bot that joined them and does not live now.

    first_death is where its very first life ends.
    """
    account = await asyncio.to_thread(homeserver.register, f"bot-{uuid4().hex[:8]}")
    settings = {
        "MATRIX_HOMESERVER": homeserver.url,
        "MATRIX_USER": account.user_id,
        "MATRIX_PASSWORD": account.password,
        "MATRIX_INVITES": "all",
    }
    async with BotProcess(folder, settings) as bot:
        if first_death:
            await bot.start(first_death)
            await bot.died()
        await bot.start()
        chats = [await alone_with(account.user_id, await new_person(alone.who), alone)]
        if in_room:
            chats.append(
                await in_a_room_with(account.user_id, await new_person(in_room.who), in_room)
            )
        assert await bot.asked_to_end() == 0
        for chat in chats:
            chat.shown_before = len(chat.all_shown())
        yield MatrixNetwork(chats), bot
        [jo, *_] = chats
        shown = jo.person.shown(jo.room)
        assert all(one.encrypted for one in shown if one.sender == account.user_id)
        assert not bot.errors


async def live_in_peace(bot: BotProcess, network: MatrixNetwork) -> None:
    """A life that ends when everything is answered."""
    wanted = sum(len(chat.script.lines) for chat in network.chats)
    await bot.start()
    await bot.lives_until(
        network.until(lambda: sum(len(chat.shown()) for chat in network.chats) >= wanted, PATIENCE)
    )
    assert await bot.asked_to_end() == 0
    check_all(bot, network)


def check_all(bot: BotProcess, network: MatrixNetwork) -> None:
    """Every answer was shown once, and everything was done once."""
    for chat in network.chats:
        assert doubles(chat.shown(), chat.script.lines) == 0
    check_effects(bot.address, [chat.script for chat in network.chats])


@pytest.mark.timeout(LONG)
async def test_killed_at_random_moments(
    homeserver: Homeserver, new_person: NewPerson, tmp_path: Path
) -> None:
    random = seeded()
    amina = script(random, "Amina", LINES // 2, private=False, tracks=TRACKS[:3])
    jo = script(random, "Jo", LINES // 2, private=True, tracks=TRACKS[3:])
    async with matrix(homeserver, new_person, tmp_path, alone=jo, in_room=amina) as (network, bot):
        lives = Lives(bot, network, random)
        await lives.end(KILLS, LINES_A_LIFE)
        await lives.one_more()
        check_all(bot, network)


async def test_killed_at_each_point_on_the_way_of_encrypted_answers(
    homeserver: Homeserver, new_person: NewPerson, tmp_path: Path
) -> None:
    jo = script(Random(5), "Jo", 3 * len(POINTS), private=True, tracks=TRACKS)
    async with matrix(homeserver, new_person, tmp_path, alone=jo) as (network, bot):
        [chat] = network.chats
        lines = iter(jo.lines)
        for point in POINTS:
            # All is said before it listens, so that it is one batch.
            for line in islice(lines, 3):
                await chat.says(line)
            await bot.start(f"{point}:1" if "commit" in point else f"{point}:2")
            await bot.load_the_next()
            await bot.died()
        await live_in_peace(bot, network)


async def test_killed_before_it_knows_that_its_new_keys_arrived(
    homeserver: Homeserver, new_person: NewPerson, tmp_path: Path
) -> None:
    jo = script(Random(5), "Jo", 3, private=True, tracks=TRACKS)
    first_death = f"{AFTER_KEYS_UPLOAD}:1"
    async with matrix(homeserver, new_person, tmp_path, alone=jo, first_death=first_death) as (
        network,
        bot,
    ):
        for line in jo.lines:
            await network.chats[0].says(line)
        await live_in_peace(bot, network)


async def test_killed_before_the_key_of_what_was_said_is_kept(
    homeserver: Homeserver, new_person: NewPerson, tmp_path: Path
) -> None:
    jo = script(Random(5), "Jo", 3, private=True, tracks=TRACKS)
    async with matrix(homeserver, new_person, tmp_path, alone=jo) as (network, bot):
        for line in jo.lines:
            await network.chats[0].says(line)
        await bot.start(f"{BEFORE_KEY_KEPT}:1")
        await bot.died()
        await live_in_peace(bot, network)


@pytest.mark.parametrize("point", OF_SIGNING)
async def test_killed_around_the_uploads_that_sign_its_device(
    homeserver: Homeserver, tmp_path: Path, point: str
) -> None:
    """No seeds are lost that the homeserver knows, and the next life signs with them."""
    account = await asyncio.to_thread(homeserver.register, f"bot-{uuid4().hex[:8]}")
    user = account.user_id
    settings = {
        "MATRIX_HOMESERVER": homeserver.url,
        "MATRIX_USER": user,
        "MATRIX_PASSWORD": account.password,
    }
    async with BotProcess(tmp_path, settings) as bot:
        await bot.start(f"{point}:1")
        await bot.died()
        [folder] = tmp_path.rglob("matrix")
        kept = seeds.read(folder, user)
        assert kept
        ours = public_of(kept.master)
        _, keys = await seen_by(account, homeserver, user)
        assert [key_of(one) for name, one in keys.items() if name == "master"] == (
            [] if point == BEFORE_IDENTITY else [ours]
        )
        await bot.start()
        await bot.until_logged("is signed by its account")
        assert await bot.asked_to_end() == 0
        assert not bot.errors
    assert seeds.read(folder, user) == kept
    devices, keys = await seen_by(account, homeserver, user)
    assert key_of(keys["master"]) == ours
    assert verified(keys["self_signing"], user, ours)
    [device] = [one for name, one in devices.items() if name != account.device_id]
    assert verified(device, user, key_of(keys["self_signing"]))


async def test_a_homeserver_that_is_down_at_the_start_is_waited_for(
    own_homeserver: Homeserver, tmp_path: Path
) -> None:
    async with AsyncExitStack() as persons:

        async def new_person(name: str) -> MatrixPerson:
            person = await MatrixPerson.register(own_homeserver, name.lower(), name=name)
            persons.push_async_callback(person.close)
            return person

        jo = script(Random(5), "Jo", 3, private=True, tracks=TRACKS)
        async with matrix(own_homeserver, new_person, tmp_path, alone=jo) as (network, bot):
            for line in jo.lines:
                await network.chats[0].says(line)
            await asyncio.to_thread(own_homeserver.kill)
            await bot.start()
            await bot.until_logged("homeserver is not ready")
            assert await bot.asked_to_end() == 0
            await bot.start()
            await bot.until_logged("homeserver is not ready")
            await asyncio.to_thread(own_homeserver.start)
            await bot.lives_until(
                network.until(lambda: len(network.chats[0].shown()) == len(jo.lines), PATIENCE)
            )
            assert await bot.asked_to_end() == 0
            check_all(bot, network)
