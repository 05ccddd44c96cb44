"""What a stranger on Matrix can send to the bot without sharing a room, and to no effect."""

import json
from typing import Any
from uuid import uuid4

from nio.crypto.olm_machine import encode_base64
from nio.crypto.sessions import OlmAccount, OutboundSession

from tests.homeserver.fixtures import NewPerson
from tests.homeserver.person import MatrixPerson
from tests.matrix_stage import Bot, room_with


async def test_a_key_for_a_one_time_key_we_never_had_deafens_nobody(
    bot: Bot, new_person: NewPerson
) -> None:
    amina, stranger = await new_person("Amina"), await new_person("Stranger")
    room = await room_with(bot, amina, encrypted=True)
    await amina.says(room, "!before")
    await bot.until_said("!before")
    await _send_unreadable_key(stranger, bot.user_id)
    await amina.says(room, "!after")
    await bot.until_said("!after")
    await bot.stop()
    await bot.start()
    await amina.says(room, "!anew")
    await bot.until_said("!anew")


async def _send_unreadable_key(sender: MatrixPerson, to: str) -> None:
    """An Olm message that opens a session with a one-time key that the receiver never had."""
    [(device, curve)] = (await _devices(sender, to)).items()
    nobody = OlmAccount()
    nobody.generate_one_time_keys(1)
    never = next(iter(nobody.one_time_keys["curve25519"].values()))
    kind, body = OutboundSession(sender.client.olm.account, curve, never).encrypt("{}").to_parts()
    content = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": sender.client.olm.account.identity_keys["curve25519"],
        "ciphertext": {curve: {"type": kind, "body": encode_base64(body)}},
    }
    await _ask(
        sender,
        "PUT",
        f"/_matrix/client/v3/sendToDevice/m.room.encrypted/{uuid4()}",
        {"messages": {to: {device: content}}},
    )


async def _devices(asker: MatrixPerson, user: str) -> dict[str, str]:
    """A user's devices with their identity keys."""
    wanted: dict[str, dict[str, list[str]]] = {"device_keys": {user: []}}
    answer = await _ask(asker, "POST", "/_matrix/client/v3/keys/query", wanted)
    return {
        device: keys["keys"][f"curve25519:{device}"]
        for device, keys in answer["device_keys"][user].items()
    }


async def _ask(asker: MatrixPerson, method: str, path: str, body: Any) -> dict[str, Any]:
    return await asker._ask(method, path, json.dumps(body).encode(), "application/json")
