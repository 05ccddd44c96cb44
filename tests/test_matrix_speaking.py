"""How the Matrix adapter speaks: once, in parts, with keys, to a person, within limits."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nio import ShareGroupSessionResponse

from bot.conversation.errors import GiveUp, TryLater
from bot.conversation.message import Entered, Left, PersonRef, RoomRef, Shared
from bot.conversation.wording import Attachment
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver
from tests.matrix_stage import ROOMS, Bot, NewBot, choices, room_with, says
from tests.patience import PATIENCE


@ROOMS
async def test_the_same_message_is_shown_once(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    table = Attachment("table.csv", "text/csv", b"a,b\n1,2\n")
    outgoing = says(room, "Recorded.", attachments=(table,))
    first = await bot.adapter.send(outgoing)
    assert await bot.adapter.send(outgoing) == first
    await bot.stop()
    await bot.start()
    assert await bot.adapter.send(outgoing) == first
    last = await bot.adapter.send(says(room, "Another with the same number."))
    assert last != first
    await amina.until_shown(room, lambda one: one.event_id == last)
    shown = amina.shown(room)
    assert [one.body for one in shown] == [
        "Recorded.", "table.csv", "Another with the same number."
    ]  # fmt: skip
    assert [one.problem for one in shown] == [None, None, None]
    (file,) = shown[1].files
    assert (file.content, file.mimetype, shown[1].encrypted) == (
        table.content,
        "text/csv",
        encrypted,
    )


@ROOMS
async def test_a_long_message_comes_in_parts(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    lines = [f"{number} " + "مرحبا " * 400 for number in range(30)]
    endless = "word " * 20_000
    sent = await bot.adapter.send(says(room, *lines, endless, buttons=choices("Yes")))
    shown = await amina.until_shown(room, lambda one: one.event_id == sent)
    assert shown.body.endswith("1 Yes")
    heard = "\n".join(one.body for one in amina.shown(room))
    assert heard.split() == " ".join([*lines, endless, "1 Yes"]).split()
    assert len(amina.shown(room)) > 2


async def test_a_failed_exchange_of_keys_is_tried_again(
    bot: Bot, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True)
    client = bot.adapter._client
    assert client
    send, failures = client._send, [0, 0]

    async def fail_once(kind: type, *rest: Any, **more: Any) -> Any:
        if kind.__name__ == "KeysClaimResponse" and not failures[0]:
            failures[0] += 1
            raise TimeoutError
        if kind is ShareGroupSessionResponse and not failures[1]:
            failures[1] += 1
            raise TimeoutError
        return await send(kind, *rest, **more)

    monkeypatch.setattr(client, "_send", fail_once)
    for _ in range(2):
        with pytest.raises(TryLater):
            await bot.adapter.send(says(room, "Readable?"))
    async with asyncio.timeout(PATIENCE):
        sent = await bot.adapter.send(says(room, "Readable?"))
    assert failures == [1, 1]
    shown = await amina.until_shown(room, lambda one: one.event_id == sent)
    assert (shown.body, shown.problem) == ("Readable?", None)
    assert len(amina.shown(room)) == 1


async def test_a_device_without_keys_holds_nobody_up(
    bot: Bot, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno, encrypted=True)
    await bruno.pause()
    query = {"one_time_keys": {bruno.user_id: {bruno.account.device_id: "signed_curve25519"}}}
    async with asyncio.timeout(PATIENCE):
        while (await amina._request("POST", "keys/claim", query))["one_time_keys"].get(
            bruno.user_id
        ):
            pass
    client = bot.adapter._client
    assert client
    send, claims = client._send, []

    async def fail_once(kind: type, *rest: Any, **more: Any) -> Any:
        if kind.__name__ == "KeysClaimResponse":
            claims.append(kind)
            if len(claims) == 2:
                raise TimeoutError
        return await send(kind, *rest, **more)

    monkeypatch.setattr(client, "_send", fail_once)
    with pytest.raises(TryLater):
        await bot.adapter.send(says(room, "For those who can read."))
    async with asyncio.timeout(PATIENCE):
        sent = await bot.adapter.send(says(room, "For those who can read."))
    await amina.until_shown(room, lambda one: one.event_id == sent and one.problem is None)


async def test_writing_to_a_person(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    to = PersonRef("matrix", amina.user_id)
    first = await bot.adapter.send(replace(says("", "Hello."), to=to))
    (room,) = amina.invitations()
    await amina.join(room)
    await amina.until_shown(room, lambda one: one.event_id == first)
    second = await bot.adapter.send(replace(says("", "And again.", number=2), to=to))
    shown = await amina.until_shown(room, lambda one: one.event_id == second)
    assert (shown.body, shown.encrypted) == ("And again.", True)
    await amina.says(room, "!help")
    assert (await bot.until_said("!help")).private
    await bot.stop()
    await bot.start()
    third = await bot.adapter.send(replace(says("", "Still here.", number=3), to=to))
    await amina.until_shown(room, lambda one: one.event_id == third)
    await amina.leave(room)
    await bot.until_heard(Left, room)
    await bot.adapter.send(replace(says("", "Come back.", number=4), to=to))
    (new,) = await amina.until(lambda: set(amina.invitations()) - {room})
    assert new != room
    await amina.until(lambda: new in amina.invitations())
    await amina.leave(new)
    await bot.until_heard(Left, new)
    with pytest.raises(GiveUp) as declined:
        await bot.adapter.send(replace(says("", "Please.", number=5), to=to))
    assert declined.value.unreachable
    assert not any(isinstance(one, Entered) for one in bot.heard)


async def test_what_is_for_one_alone_is_not_said_where_another_came_in(
    bot: Bot, new_person: NewPerson
) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await amina.open_direct(bot.user_id)
    await amina.says(room, "!me")
    assert (await bot.until_said("!me")).private
    await amina.invite(room, bruno.user_id)
    shared = await bot.until_heard(Shared, room)
    assert shared.room == RoomRef("matrix", room)
    # What waited for that room is said to her all the same, and elsewhere.
    sent = await bot.adapter.send(replace(says(room, "Your receipt."), private=True))
    (new,) = await amina.until(amina.invitations)
    await amina.join(new)
    await amina.until_shown(new, lambda one: one.event_id == sent)
    await bruno.join(room)
    await bruno.says(room, "end")
    await amina.until_shown(room, lambda one: one.body == "end")
    assert not [one for one in amina.shown(room) if one.sender == bot.user_id]


async def test_many_to_one_person_make_one_room(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    to = PersonRef("matrix", amina.user_id)
    await asyncio.gather(
        *(bot.adapter.send(replace(says("", f"{n}", number=n), to=to)) for n in range(1, 4))
    )
    await amina.until(amina.invitations)
    assert len(amina.invitations()) == 1


async def test_the_limits_of_a_homeserver(tmp_path: Path, new_bot: NewBot) -> None:
    with Homeserver(tmp_path / "strict", lenient=False) as strict:
        bot = await new_bot(strict)
        await bot.start()
        amina = await MatrixPerson.register(strict, "amina", name="Amina")
        room = await room_with(bot, amina)

        async def chatter() -> None:
            for number in range(30):
                await bot.adapter.send(says(room, "x", number=number, buttons=choices("A", "B")))

        with pytest.raises(TryLater) as limited:
            await chatter()
        assert limited.value.whole
        assert limited.value.after
        assert limited.value.after > timedelta()
        await bot.stop()
        await amina.close()
