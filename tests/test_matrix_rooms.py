"""How the Matrix adapter comes into rooms, leaves them and moves with them."""

import asyncio
from typing import Any

import pytest

from adapters.matrix.listening import Listening
from bot.conversation.errors import GiveUp
from bot.conversation.message import Entered, Heard, Left, Moved, RoomRef
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.server import Homeserver
from tests.matrix_stage import ROOMS, Bot, NewBot, room_with, says


async def test_who_may_bring_the_bot_in(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await amina.create_room("Anywhere", [bot.user_id])

    def turned_down() -> bool:
        return any(
            event["type"] == "m.room.member"
            and event["state_key"] == bot.user_id
            and event["content"]["membership"] == "leave"
            for event in amina.events(room)
        )

    await amina.until(turned_down)
    assert bot.asked == [amina.user_id]
    welcome = await room_with(bot, bruno)
    assert [one.room.id for one in bot.heard if isinstance(one, Entered)] == [welcome]


async def test_a_room_that_pretends_to_be_a_talk_of_two(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await amina.create_room("Crowd", [bruno.user_id])
    await bruno.join(room)
    await amina.until(lambda: bruno.user_id in amina.members(room))
    path = f"rooms/{room}/state/m.room.member/{bot.user_id}"
    await amina._request("PUT", path, {"membership": "invite", "is_direct": True})
    await amina.until(lambda: bot.user_id in amina.members(room))
    await amina.until(lambda: bot.user_id not in amina.members(room))
    assert bot.asked == [amina.user_id]
    await room_with(bot, bruno)
    assert not any(one.room.id == room for one in bot.heard if not isinstance(one, Moved))


@ROOMS
async def test_words_that_came_with_the_invitation(
    homeserver: Homeserver, new_bot: NewBot, new_person: NewPerson, encrypted: bool
) -> None:
    bot, amina = await new_bot(homeserver), await new_person("Amina")
    await bot.start()
    await bot.stop()
    room = await amina.create_room(None, [bot.user_id], encrypted, direct=True)
    await amina.until(lambda: bot.user_id in amina.client.rooms[room].users)
    for number in range(70):
        await amina.says(room, f"!line {number}")
    await bot.start()
    await bot.until_said("!line 69")
    assert bot.texts() == [f"!line {number}" for number in range(70)]


async def test_what_was_said_before_we_came_is_not_heard(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    bot.admitted.add(amina.user_id)
    room = await amina.create_room("Cyber room")
    for number in range(60):
        await amina.says(room, f"!old {number}")
    await amina.invite(room, bot.user_id)
    await bot.until_heard(Entered, room)
    await amina.says(room, "!new")
    await bot.until_said("!new")
    assert bot.texts() == ["!new"]


async def test_more_invitations_than_at_once(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    await bot.stop()
    rooms = [
        await amina.create_room(None, [bot.user_id], direct=number % 2 == 0) for number in range(24)
    ]
    bot.admitted.add(amina.user_id)
    await bot.start()
    talk = await bruno.open_direct(bot.user_id)
    await bruno.says(talk, "!help")
    await bot.until_said("!help")
    for room in rooms:
        await amina.until(lambda room=room: bot.user_id in amina.members(room))  # type: ignore[misc]


async def test_an_invitation_outlives_a_crash(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    bot.unsure = True
    room = await amina.create_room("Cyber room", [bot.user_id])
    await bot.until(lambda: bot.asked)
    await bot.stop()
    bot.unsure = False
    bot.admitted.add(amina.user_id)
    await bot.start()
    await bot.until_heard(Entered, room)


async def test_an_invitation_outlives_a_failed_first_round(
    homeserver: Homeserver,
    new_bot: NewBot,
    new_person: NewPerson,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bot, amina = await new_bot(homeserver), await new_person("Amina")
    opening = asyncio.create_task(amina.open_direct(bot.user_id))
    await amina.until(
        lambda: any(bot.user_id in room.users for room in amina.client.rooms.values())
    )
    gather = Listening._gather
    failures: list[object] = []

    async def fail_once(listening: Listening, response: Any) -> list[Heard]:
        if not failures:
            failures.append(response)
            raise TimeoutError
        return await gather(listening, response)

    monkeypatch.setattr(Listening, "_gather", fail_once)
    await bot.start()
    await opening
    assert failures


async def test_kicked_and_invited_again(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True)
    await bot.stop()
    await amina.says(room, "!before")
    await amina.kick(room, bot.user_id, "a rest")
    await bot.start()
    await bot.until_heard(Left, room)
    with pytest.raises(GiveUp) as gone:
        await bot.adapter.send(says(room, "Anybody?"))
    assert gone.value.unreachable
    await amina.says(room, "!between")
    await amina.invite(room, bot.user_id)
    await bot.until(lambda: sum(isinstance(one, Entered) for one in bot.heard) == 2)
    await amina.until(lambda: bot.user_id in amina.members(room))
    await amina.says(room, "!after")
    await bot.until_said("!after")
    assert [type(one).__name__ for one in bot.heard] == [
        "Entered", "Message", "Left", "Entered", "Message"
    ]  # fmt: skip
    assert bot.texts() == ["!before", "!after"]
    sent = await bot.adapter.send(says(room, "Here.", number=2))
    await amina.until_shown(room, lambda one: one.event_id == sent and one.body == "Here.")


async def test_kicked_while_listening(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    await amina.kick(room, bot.user_id)
    left = await bot.until_heard(Left, room)
    await amina.until(lambda: bot.user_id not in amina.members(room))
    (kick,) = [event for event in amina.events(room) if event["event_id"] == left.id]
    assert (kick["type"], kick["state_key"]) == ("m.room.member", bot.user_id)
    with pytest.raises(GiveUp):
        await bot.adapter.send(says(room, "Anybody?"))


async def test_an_empty_room_is_left(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    await amina.leave(room)
    await bot.until_heard(Left, room)


async def test_an_upgrade_of_an_open_room(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, version="10")
    rule = {"join_rule": "public"}
    await amina._request("PUT", f"rooms/{room}/state/m.room.join_rules/", rule)
    new = await amina.upgrades(room)
    moved = await bot.until_heard(Moved, room)
    assert moved.new == RoomRef("matrix", new)
    sent = await bot.adapter.send(says(new, "Here too."))
    await amina.until_shown(new, lambda one: one.event_id == sent)
    assert not any(isinstance(one, Entered) and one.room.id == new for one in bot.heard)


async def test_an_upgrade_of_a_closed_room(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True, version="10")
    bot.admitted.clear()
    await bot.stop()
    for number in range(60):
        await amina.says(room, f"!line {number}")
    new = await amina.upgrades(room)
    await amina.invite(new, bot.user_id)
    await bot.start()
    moved = await bot.until_heard(Moved, room)
    assert moved.new == RoomRef("matrix", new)
    await amina.until(lambda: bot.user_id in amina.members(new))
    await amina.says(new, "!after")
    await bot.until_said("!after")
    assert [one.text for one in bot.messages()][:60] == [f"!line {number}" for number in range(60)]
    assert [one.room.id for one in bot.heard if isinstance(one, Entered)] == [room]


async def test_a_false_upgrade_is_not_followed(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    trap = await amina.create_room("Trap")
    rule = {"join_rule": "public"}
    await amina._request("PUT", f"rooms/{trap}/state/m.room.join_rules/", rule)
    tombstone = {"body": "moved", "replacement_room": trap}
    await amina._request("PUT", f"rooms/{room}/state/m.room.tombstone/", tombstone)
    await amina.until(lambda: bot.user_id in amina.members(trap))
    await amina.until(lambda: bot.user_id not in amina.members(trap))
    await amina.says(room, "!still here")
    await bot.until_said("!still here")
    assert [type(one).__name__ for one in bot.heard] == ["Entered", "Message"]
