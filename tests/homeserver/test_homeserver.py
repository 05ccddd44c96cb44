"""The homeserver and the persons on it do what the other tests rely on."""

import asyncio
from itertools import count
from pathlib import Path

import pytest
from aiohttp import ClientError

from tests.homeserver.fixtures import NewPerson
from tests.homeserver.message import MALFORMED, UNDECRYPTABLE
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver
from tests.patience import PATIENCE

ROOMS = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])


async def talking(new_person: NewPerson, encrypted: bool) -> tuple[MatrixPerson, MatrixPerson, str]:
    """Two persons who share a direct room."""
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    opening = asyncio.create_task(amina.open_direct(bruno.user_id, encrypted))
    await bruno.until(bruno.invitations)
    await bruno.join(next(iter(bruno.invitations())))
    return amina, bruno, await opening


async def test_registers_and_logs_in_by_password(homeserver: Homeserver) -> None:
    account = homeserver.register("chipo")
    second = homeserver.login(account)
    assert account.user_id == second.user_id == f"@chipo:{homeserver.name}"
    assert account.device_id != second.device_id


@ROOMS
async def test_two_persons_talk(new_person: NewPerson, encrypted: bool) -> None:
    amina, bruno, room = await talking(new_person, encrypted)
    question = await amina.says(room, "Tea?", mentions=[bruno.user_id])
    heard = await bruno.until_shown(room, lambda message: message.body == "Tea?")
    assert (heard.sender, heard.event_id) == (amina.user_id, question)
    assert heard.mentions == (bruno.user_id,)
    assert heard.encrypted is encrypted
    answer = await bruno.says(room, "Yes", reply_to=question)
    in_thread = await bruno.says(room, "With milk", thread=question)
    await amina.until_shown(room, lambda message: message.event_id == in_thread)
    by_id = {message.event_id: message for message in amina.shown(room)}
    assert by_id[answer].in_reply_to == question
    assert by_id[answer].thread is None
    assert by_id[in_thread].thread == question
    assert by_id[in_thread].in_reply_to is None


@ROOMS
async def test_a_burst_while_away_is_read_whole_and_in_order(
    new_person: NewPerson, encrypted: bool
) -> None:
    amina, bruno, room = await talking(new_person, encrypted)
    await bruno.pause()
    spoken = [f"line {number}" for number in range(60)]
    for line in spoken:
        await amina.says(room, line)
    bruno.resume()
    await bruno.until(lambda: [message.body for message in bruno.shown(room)] == spoken)


@ROOMS
async def test_edit_reaction_and_redaction(new_person: NewPerson, encrypted: bool) -> None:
    amina, bruno, room = await talking(new_person, encrypted)
    first = await amina.says(room, "Sunday")
    edit = await amina.edits(room, first, "Monday")
    forged = await bruno.edits(room, first, "Never")
    reaction = await bruno.reacts(room, first, "👍")
    await amina.reacts(room, first, "🎉")
    shown = await bruno.until_shown(room, lambda message: len(message.reactions) == 2)
    assert (shown.event_id, shown.body, shown.edited) == (first, "Monday", True)
    assert shown.reacted("👍") == (bruno.user_id,)
    assert {message.event_id for message in bruno.shown(room)}.isdisjoint((edit, forged))
    await bruno.redacts(room, reaction)
    await amina.redacts(room, edit)
    await bruno.until_shown(room, lambda each: len(each.reactions) == 1 and each.body == "Sunday")
    await amina.redacts(room, first)
    gone = await bruno.until_shown(room, lambda message: message.redacted)
    assert (gone.event_id, gone.body) == (first, "")


@ROOMS
async def test_files_arrive_decrypted(new_person: NewPerson, encrypted: bool) -> None:
    amina, bruno, room = await talking(new_person, encrypted)
    content = b"a,b\n1,2\n" * 1000
    event = await amina.sends_file(room, "table.csv", content, "text/csv")
    shown = await bruno.until_shown(room, lambda message: message.event_id == event)
    (file,) = shown.files
    assert (file.name, file.content, file.mimetype) == ("table.csv", content, "text/csv")
    assert shown.encrypted is encrypted


async def test_what_cannot_be_read_is_shown_as_such(new_person: NewPerson) -> None:
    amina, bruno, room = await talking(new_person, encrypted=True)
    lost = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "AwgAEnB",
        "sender_key": "x" * 43,
        "session_id": "y" * 43,
        "device_id": "NOWHERE",
    }
    undecryptable = await amina.sends_in_clear(room, "m.room.encrypted", lost)
    # Synapse refuses a message without a text, but it cannot look into an encrypted one.
    malformed = await amina.sends(room, "m.room.message", {"msgtype": "m.text", "body": 7})
    await bruno.until_shown(room, lambda message: message.event_id == malformed)
    problems = {message.event_id: message.problem for message in bruno.shown(room)}
    assert problems == {undecryptable: UNDECRYPTABLE, malformed: MALFORMED}


@ROOMS
async def test_the_same_transaction_is_the_same_event_after_a_kill(
    own_homeserver: Homeserver, encrypted: bool
) -> None:
    amina = await MatrixPerson.register(own_homeserver, "amina")
    bruno = await MatrixPerson.register(own_homeserver, "bruno")
    room = await amina.create_room("Kitchen", invite=[bruno.user_id], encrypted=encrypted)
    await bruno.join(room)
    first = await amina.says(room, "once", transaction="t1")
    own_homeserver.kill()
    with pytest.raises(ClientError):
        await amina.says(room, "lost", transaction="t2")
    port = own_homeserver.url
    await asyncio.to_thread(own_homeserver.start)
    assert own_homeserver.url == port
    assert await amina.says(room, "once", transaction="t1") == first
    await amina.says(room, "lost", transaction="t2")
    await amina.says(room, "after")
    await bruno.until_shown(room, lambda message: message.body == "after")
    assert [message.body for message in bruno.shown(room)] == ["once", "lost", "after"]
    await amina.close()
    await bruno.close()


@ROOMS
async def test_a_room_is_upgraded(new_person: NewPerson, encrypted: bool) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    old = await amina.create_room("Hall", [bruno.user_id], encrypted, version="10")
    await bruno.join(old)
    new = await amina.upgrades(old)
    assert ":" not in new
    await bruno.until(lambda: any(_names(event, new) for event in bruno.events(old)))
    await amina.invite(new, bruno.user_id)
    await bruno.join(new)
    await amina.says(new, "Here now")
    await bruno.until_shown(new, lambda message: message.body == "Here now")
    (create,) = [event for event in amina.events(new) if event["type"] == "m.room.create"]
    assert create["content"]["predecessor"]["room_id"] == old


async def test_kick_and_invitation_are_noticed(new_person: NewPerson) -> None:
    # Not a direct room: there both are its creators, and nobody can kick a creator.
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await amina.create_room("Hall", [bruno.user_id], encrypted=True)
    await bruno.join(room)
    await amina.until(lambda: bruno.user_id in amina.members(room))
    await bruno.pause()
    await amina.says(room, "See you")
    await amina.kick(room, bruno.user_id, "a rest")
    bruno.resume()
    await bruno.until(lambda: not bruno.is_in(room))
    assert [message.body for message in bruno.shown(room)] == ["See you"]
    assert bruno.events(room)[-1]["content"]["reason"] == "a rest"
    await amina.invite(room, bruno.user_id)
    await bruno.join(room)
    assert bruno.is_in(room)
    assert bruno.invitations() == {}


async def test_limits_can_be_strict(tmp_path: Path) -> None:
    with Homeserver(tmp_path / "strict", lenient=False) as strict:
        amina = await MatrixPerson.register(strict, "amina")
        room = await amina.create_room("Hall")
        strict.limit(amina.user_id, per_second=0, burst=0)
        for number in range(30):
            await amina.says(room, f"line {number}")
        strict.limit_by_default(amina.user_id)
        # More than ten at once and one in five seconds, however slow this machine is.
        numbers = count()
        async with asyncio.timeout(PATIENCE):
            while await _sends_raw(amina, room, str(next(numbers))) != 429:
                pass
        await amina.close()


async def _sends_raw(person: MatrixPerson, room: str, transaction: str) -> int:
    path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/{transaction}"
    headers = {"Authorization": f"Bearer {person.account.access_token}"}
    body = b'{"msgtype": "m.text", "body": "x"}'
    response = await person.client.send("PUT", path, body, headers)
    return int(response.status)


def _names(event: object, room: str) -> bool:
    return isinstance(event, dict) and event.get("content", {}).get("replacement_room") == room
