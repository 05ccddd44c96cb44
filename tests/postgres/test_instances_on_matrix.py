"""Two running bots on one PostgreSQL and one Matrix account, with the keys in one folder."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from tests.homeserver.fixtures import NewPerson
from tests.homeserver.server import Homeserver
from tests.kill.process import BotProcess
from tests.kill.talk import TRACKS, check_effects, doubles, script, until_nothing_waits
from tests.kill.test_kill_matrix import MatrixNetwork, alone_with, in_a_room_with
from tests.patience import PATIENCE
from tests.postgres.fixtures import NewDatabase

_OURS, _THEIRS = "matrix is ours", "may be another process's"
_LINES = 18


@asynccontextmanager
async def _settings(
    homeserver: Homeserver, database: str
) -> AsyncIterator[tuple[str, dict[str, str]]]:
    account = await asyncio.to_thread(homeserver.register, f"bot-{uuid4().hex[:8]}")
    yield (
        account.user_id,
        {
            "MATRIX_HOMESERVER": homeserver.url,
            "MATRIX_USER": account.user_id,
            "MATRIX_PASSWORD": account.password,
            "MATRIX_INVITES": "all",
            "DATABASE_URL": database,
        },
    )


@asynccontextmanager
async def _two_bots(
    folder: Path,
    homeserver: Homeserver,
    new_person: NewPerson,
    database: str,
) -> AsyncIterator[tuple[MatrixNetwork, BotProcess, BotProcess]]:
    """The bot that listens and the one that stands by; somebody alone with it in an encrypted
    room, and somebody in a room in the clear."""
    async with (
        _settings(homeserver, database) as (user, settings),
        BotProcess(folder, settings) as first,
        BotProcess(folder, settings) as second,
    ):
        await first.start()
        await first.until_logged(_OURS)
        await second.start()
        await second.until_logged("listening on matrix")
        jo = script(Random(5), "Jo", _LINES, private=True, tracks=TRACKS[:3])
        amina = script(Random(6), "Amina", _LINES, private=False, tracks=TRACKS[3:])
        chats = [
            await alone_with(user, await new_person("Jo"), jo),
            await in_a_room_with(user, await new_person("Amina"), amina),
        ]
        network = MatrixNetwork(chats)
        await _quiet(network)
        yield network, first, second
        for chat in chats:
            assert doubles(chat.shown(), chat.script.lines) == 0
        shown = chats[0].person.shown(chats[0].room)
        assert all(one.encrypted for one in shown if one.sender == user)
        await until_nothing_waits(second.address)
        check_effects(second.address, [jo, amina])


async def _quiet(network: MatrixNetwork) -> None:
    """The greetings are there; what comes now answers the scripts."""
    for chat in network.chats:
        await chat.person.says(chat.room, "!ping ready")
        await chat.person.until_shown(chat.room, lambda one: one.body == "pong ready")
        chat.shown_before = len(chat.all_shown())


async def _say(network: MatrixNetwork, first: int, last: int) -> None:
    for number in range(first, last):
        for chat in network.chats:
            await chat.says(chat.script.lines[number])


async def _answered(network: MatrixNetwork, last: int, within: float = PATIENCE) -> None:
    await network.until(lambda: all(len(chat.shown()) >= last for chat in network.chats), within)


async def test_the_second_takes_over_and_reads_what_is_encrypted(
    tmp_path: Path, homeserver: Homeserver, new_person: NewPerson, new_database: NewDatabase
) -> None:
    async with _two_bots(tmp_path, homeserver, new_person, new_database()) as (
        network,
        first,
        second,
    ):
        await _say(network, 0, 4)
        await _answered(network, 4)
        await _say(network, 4, 8)
        # In the middle of the answers.
        await network.until(lambda: any(len(chat.shown()) > 4 for chat in network.chats), PATIENCE)
        await first.kill()
        await _say(network, 8, 10)
        await _answered(network, 10)
        # And back, with all that the second one did to the keys.
        await first.start()
        await first.until_logged("listening on matrix")
        assert await second.asked_to_end() == 0
        await _say(network, 10, 14)
        await _answered(network, 14)
        await second.start()
        await second.until_logged("listening on matrix")
        await first.kill()
        await _say(network, 14, _LINES)
        await _answered(network, _LINES)
        assert not first.errors
        assert not second.errors


async def test_one_that_was_paused_past_its_lease_spoils_neither_keys_nor_rooms(
    tmp_path: Path, homeserver: Homeserver, new_person: NewPerson, new_database: NewDatabase
) -> None:
    async with _two_bots(tmp_path, homeserver, new_person, new_database()) as (
        network,
        first,
        second,
    ):
        await _say(network, 0, 4)
        await _answered(network, 4)
        os.kill(first.pid, signal.SIGSTOP)
        try:
            await _say(network, 4, 8)
            await second.until_logged(_OURS)
            await _answered(network, 8)
        finally:
            os.kill(first.pid, signal.SIGCONT)
        await first.until_logged(_THEIRS)
        await _say(network, 8, 12)
        await _answered(network, 12)
        assert await second.asked_to_end() == 0
        await _say(network, 12, _LINES)
        await _answered(network, _LINES)


async def test_one_with_another_folder_is_refused_while_the_first_lives(
    tmp_path: Path, homeserver: Homeserver, new_person: NewPerson, new_database: NewDatabase
) -> None:
    folders = [tmp_path / name for name in ("first", "second")]
    for one in folders:
        one.mkdir()
    async with (
        _settings(homeserver, new_database()) as (user, settings),
        BotProcess(folders[0], settings) as first,
        BotProcess(folders[1], settings) as second,
    ):
        await first.start()
        await first.until_logged(_OURS)
        jo = script(Random(5), "Jo", 4, private=True, tracks=TRACKS)
        network = MatrixNetwork([await alone_with(user, await new_person("Jo"), jo)])
        second.take_the_key_of(first)
        await second.start()
        assert await second.ended() == 2
        assert "has other files for matrix" in second.log[-1]
        assert "INTERSESSION_DATA_DIR" in second.log[-1]
        assert not (folders[1] / "data" / "matrix" / "credentials.json").exists()
        await _quiet(network)
        await _say(network, 0, 4)
        await _answered(network, 4)
        assert await first.asked_to_end() == 0
        # Alone it may: the keys were lost, and it logs in anew.
        await second.start()
        await second.until_logged(_OURS)
        assert await second.asked_to_end() == 0
        check_effects(first.address, [jo])


def test_a_folder_keeps_its_name(tmp_path: Path) -> None:
    from adapters.folders import name_of
    from bot.conversation.errors import CannotStart

    one, other = tmp_path / "one", tmp_path / "other"
    assert name_of(one) == name_of(one)
    assert len(name_of(one)) == 32
    assert name_of(one) != name_of(other)
    assert [path.name for path in one.iterdir()] == ["folder"]
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="Nothing can be kept"):
        name_of(tmp_path / "file" / "folder")
