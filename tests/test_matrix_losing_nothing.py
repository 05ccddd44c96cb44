"""What the Matrix adapter outlasts: absences, crashes, homeservers that go, keys that come late."""

import asyncio
import json
import stat
from typing import Any

import pytest
from nio import ShareGroupSessionResponse

from bot.conversation.errors import TryLater
from bot.conversation.message import Entered
from tests.homeserver import contents
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver
from tests.matrix_stage import ROOMS, Bot, NewBot, room_with, says
from tests.patience import PATIENCE


@ROOMS
async def test_all_that_was_said_while_away(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    await amina.says(room, "!0")
    await bot.until_said("!0")
    await bot.stop()
    spoken = [f"!{number}" for number in range(1, 131)]
    for line in spoken:
        await amina.says(room, line)
    await bot.start()
    await bot.until_said("!130")
    await amina.says(room, "!end")
    await bot.until_said("!end")
    assert bot.texts() == ["!0", *spoken, "!end"]
    assert (bot.folder / "matrix" / "credentials.json").stat().st_mode & 0o777 == 0o600
    assert stat.S_IMODE((bot.folder / "matrix" / "keys").stat().st_mode) == 0o700


async def test_the_first_start_does_not_act_on_the_past(
    homeserver: Homeserver, new_bot: NewBot, new_person: NewPerson
) -> None:
    bot, amina = await new_bot(homeserver), await new_person("Amina")
    elsewhere = await MatrixPerson.log_in(homeserver, homeserver.login(bot.account))
    room = await amina.create_room("Cyber room", [bot.user_id])
    await elsewhere.join(room)
    await amina.says(room, "!old")
    await elsewhere.close()
    await bot.start()
    assert (await bot.until_heard(Entered)).room.id == room
    await amina.says(room, "!new")
    await bot.until_said("!new")
    assert bot.texts() == ["!new"]


@ROOMS
async def test_what_is_not_taken_in_is_told_again(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    bot.failures = 2
    await amina.says(room, "!vote")
    await amina.says(room, "!again")
    await bot.until_said("!again")
    assert bot.failures == 0
    assert bot.texts() == ["!vote", "!again"]


@ROOMS
async def test_a_crash_before_it_was_taken_in(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    bot.failures = 1_000
    await amina.says(room, "!vote")
    await bot.until(lambda: bot.failures < 1_000)
    await bot.stop()
    bot.failures = 0
    await bot.start()
    await bot.until_said("!vote")
    assert bot.texts() == ["!vote"]


async def test_a_homeserver_that_goes_and_comes_back(
    own_homeserver: Homeserver, new_bot: NewBot
) -> None:
    bot = await new_bot(own_homeserver)
    amina = await MatrixPerson.register(own_homeserver, "amina", name="Amina")
    await bot.start()
    room = await room_with(bot, amina, encrypted=True)
    await amina.says(room, "!before")
    await bot.until_said("!before")
    own_homeserver.kill()
    with pytest.raises(TryLater):
        await bot.adapter.send(says(room, "lost?"))
    await asyncio.to_thread(own_homeserver.start)
    await amina.says(room, "!after")
    await bot.until_said("!after")
    sent = await bot.adapter.send(says(room, "lost?"))
    await amina.until_shown(room, lambda one: one.event_id == sent and one.body == "lost?")
    assert bot.texts() == ["!before", "!after"]
    await amina.close()


async def test_a_homeserver_that_is_down_at_the_start(
    own_homeserver: Homeserver, new_bot: NewBot
) -> None:
    bot = await new_bot(own_homeserver)
    own_homeserver.stop()
    starting = asyncio.create_task(bot.start())
    await asyncio.to_thread(own_homeserver.start)
    await starting
    assert bot.position


async def test_stopping_while_the_homeserver_is_down(
    own_homeserver: Homeserver, new_bot: NewBot
) -> None:
    bot = await new_bot(own_homeserver)
    await bot.start()
    own_homeserver.kill()
    async with asyncio.timeout(PATIENCE):
        await bot.stop()
    with pytest.raises(TryLater):
        await bot.adapter.send(says("!anywhere", "x"))


async def test_a_key_that_comes_late(
    bot: Bot, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True)
    send, held = amina.client._send, []

    async def hold_keys(kind: type, *rest: Any, **more: Any) -> Any:
        if kind is ShareGroupSessionResponse:
            held.append((kind, rest, more))
            return ShareGroupSessionResponse(*more["response_data"])
        return await send(kind, *rest, **more)

    monkeypatch.setattr(amina.client, "_send", hold_keys)
    await amina.says(room, "!sealed")
    await amina.sends_in_clear(room, "m.room.message", contents.text("!clear"))
    await bot.until_said("!clear")
    assert bot.texts() == ["!clear"]
    assert json.loads(bot.position)["unread"]
    await bot.stop()
    await bot.start()
    kind, rest, more = held[0]
    await send(kind, *rest, **more)
    await bot.until_said("!sealed")
    await amina.says(room, "!end")
    await bot.until_said("!end")
    assert bot.texts() == ["!clear", "!sealed", "!end"]
    assert not bot.position.startswith("{")


async def test_one_time_keys_do_not_run_out(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True)
    device = json.loads((bot.folder / "matrix" / "credentials.json").read_text())["device"]
    query = {"one_time_keys": {bot.user_id: {device: "signed_curve25519"}}}

    async def claim() -> bool:
        answer = await amina._request("POST", "keys/claim", query)
        return bool(answer["one_time_keys"].get(bot.user_id, {}).get(device))

    await bot.stop()
    async with asyncio.timeout(PATIENCE):
        while await claim():
            pass
    await bot.start()
    await amina.says(room, "!wake")
    await bot.until_said("!wake")
    assert await claim()
