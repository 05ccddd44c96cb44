"""The bot's device is signed by its account, on a real homeserver."""

import logging
import stat
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from vodozemac import Ed25519PublicKey, Ed25519Signature, SignatureException

from adapters.matrix import seeds
from adapters.matrix.identity import last_standing, sign_device
from adapters.matrix.network import Refused, ask
from adapters.matrix.session import close_client
from adapters.matrix.signing import canonical, identity_of, is_signed, new_seeds, public_of, signed
from bot.conversation.errors import CannotStart
from bot.settings import Settings
from storage import backup
from storage.restoring import restore
from storage.store import SqlStore
from tests.homeserver.account import Account
from tests.homeserver.asking import asked
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.server import Homeserver
from tests.matrix_stage import Bot, NewBot
from tests.support import fill


def verified(content: dict[str, Any], user: str, public: str) -> bool:
    """Whether a signature is good, by an implementation that is not the bot's."""
    signature = content.get("signatures", {}).get(user, {}).get(f"ed25519:{public}")
    if signature is None:
        return False
    try:
        Ed25519PublicKey.from_base64(public).verify_signature(
            canonical(content), Ed25519Signature.from_base64(signature)
        )
    except SignatureException:
        return False
    return True


def key_of(content: dict[str, Any]) -> str:
    [public] = content["keys"].values()
    return str(public)


async def seen_by(
    who: Account, homeserver: Homeserver, user: str
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The published devices of a user, and their cross-signing keys."""
    async with ClientSession() as session:
        query: dict[str, Any] = {"device_keys": {user: []}}
        answer = await asked(session, homeserver.url, who, "POST", "keys/query", query, None)
    names = ("master", "self_signing", "user_signing")
    keys = {name: answer.get(f"{name}_keys", {}).get(user) for name in names}
    return answer["device_keys"][user], {name: key for name, key in keys.items() if key}


async def is_signed_for(who: Account, bot: Bot) -> bool:
    """Whether somebody sees that the bot's device of now is signed, down from the master key."""
    devices, keys = await seen_by(who, bot.homeserver, bot.user_id)
    assert bot.adapter._client
    device = devices[bot.adapter._client.device_id]
    if set(keys) < {"master", "self_signing"}:
        return False
    self_signing = key_of(keys["self_signing"])
    return verified(keys["self_signing"], bot.user_id, key_of(keys["master"])) and verified(
        device, bot.user_id, self_signing
    )


def folder_of(bot: Bot) -> Path:
    return bot.folder / "matrix"


async def upload(bot: Bot, who: Account, path: str, content: dict[str, Any]) -> dict[str, Any]:
    async with ClientSession() as session:
        return await asked(session, bot.homeserver.url, who, "POST", path, content, None)


async def test_a_first_start_signs_and_a_restart_changes_nothing(
    bot: Bot, new_person: NewPerson
) -> None:
    amina = await new_person("Amina")
    assert await is_signed_for(amina.account, bot)
    assert bot.adapter.unsigned_device() is None
    before = await seen_by(bot.account, bot.homeserver, bot.user_id)
    assert set(before[1]) == {"master", "self_signing", "user_signing"}
    assert verified(before[1]["user_signing"], bot.user_id, key_of(before[1]["master"]))
    file = seeds.file_of(folder_of(bot), bot.user_id)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = file.read_bytes()
    await bot.stop()
    await bot.start()
    assert await seen_by(bot.account, bot.homeserver, bot.user_id) == before
    assert file.read_bytes() == kept
    assert {one.name for one in folder_of(bot).iterdir()} >= {file.name, "credentials.json"}
    assert not list(folder_of(bot).glob("*.new"))


async def test_a_lost_login_is_signed_with_the_kept_seeds(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    _, before = await seen_by(amina.account, bot.homeserver, bot.user_id)
    assert bot.adapter._client
    old = bot.adapter._client.device_id
    await bot.stop()
    # What the bot says is to be deleted to log in anew.
    (folder_of(bot) / "credentials.json").unlink()
    for file in (folder_of(bot) / "keys").iterdir():
        file.unlink()
    await bot.start()
    assert bot.adapter._client.device_id != old
    assert await is_signed_for(amina.account, bot)
    assert (await seen_by(amina.account, bot.homeserver, bot.user_id))[1] == before


async def test_an_identity_of_somebody_else_is_left_alone(
    homeserver: Homeserver,
    new_bot: NewBot,
    new_person: NewPerson,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot, amina = await new_bot(homeserver), await new_person("Amina")
    theirs = new_seeds()
    path = "keys/device_signing/upload"
    await upload(bot, bot.account, path, identity_of(bot.user_id, theirs))
    with caplog.at_level(logging.WARNING):
        await bot.start()
    assert "is not signed: the account has another identity" in caplog.text
    unsigned = bot.adapter.unsigned_device()
    assert unsigned
    assert bot.adapter._client
    assert unsigned.name == bot.adapter._client.device_id
    assert not await is_signed_for(amina.account, bot)
    assert not seeds.file_of(folder_of(bot), bot.user_id).exists()
    standing = last_standing(folder_of(bot), bot.user_id)
    assert standing
    assert not standing.signed
    assert unsigned.fingerprint in standing.sentence
    # It goes on, and whoever made that identity can sign it.
    await bot.stop()
    devices, keys = await seen_by(bot.account, homeserver, bot.user_id)
    assert key_of(keys["master"]) == public_of(theirs.master)
    device = signed(devices[unsigned.name], bot.user_id, theirs.self_signing)
    content = {bot.user_id: {unsigned.name: device}}
    assert not (await upload(bot, bot.account, "keys/signatures/upload", content))["failures"]
    await bot.start()
    assert bot.adapter.unsigned_device() is None
    assert await is_signed_for(amina.account, bot)


async def test_seeds_of_ours_are_kept_where_the_account_has_another_identity(
    homeserver: Homeserver, new_bot: NewBot
) -> None:
    bot = await new_bot(homeserver)
    ours = seeds.keep(folder_of(bot), bot.user_id, new_seeds())
    path = "keys/device_signing/upload"
    await upload(bot, bot.account, path, identity_of(bot.user_id, new_seeds()))
    await bot.start()
    assert bot.adapter.unsigned_device()
    assert seeds.read(folder_of(bot), bot.user_id) == ours


async def test_a_signature_that_the_homeserver_did_not_take_is_not_believed(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers 200, and says in the answer that it took nothing."""
    await bot.stop()
    (folder_of(bot) / "credentials.json").unlink()
    for file in (folder_of(bot) / "keys").iterdir():
        file.unlink()

    def spoilt(content: dict[str, Any], user: str, seed: bytes) -> dict[str, Any]:
        result = signed(content, user, seed)
        [name] = result["signatures"][user]
        result["signatures"][user][name] = "A" * 86
        return result

    monkeypatch.setattr("adapters.matrix.identity.signed", spoilt)
    await bot.start()
    assert bot.adapter.unsigned_device()
    standing = last_standing(folder_of(bot), bot.user_id)
    assert standing
    assert "did not take the signature (M_" in standing.why
    await bot.stop()
    monkeypatch.undo()
    await bot.start()
    assert bot.adapter.unsigned_device() is None


async def test_a_device_with_keys_that_are_not_ours_is_not_signed(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A homeserver that shows other keys for our device gets no signature on them."""
    client = bot.adapter._client
    assert client

    async def lying(client: Any, method: str, path: str, content: Any = None) -> dict[str, Any]:
        assert "signatures/upload" not in path
        answer = await ask(client, method, path, content)
        device = answer["device_keys"][client.user_id][client.device_id]
        device["keys"][f"ed25519:{client.device_id}"] = public_of(new_seeds().master)
        return answer

    monkeypatch.setattr("adapters.matrix.identity.ask", lying)
    standing = await sign_device(client, folder_of(bot))
    assert "others than ours" in standing.why


async def test_damaged_seeds_are_not_made_anew(bot: Bot) -> None:
    await bot.stop()
    file = seeds.file_of(folder_of(bot), bot.user_id)
    file.write_bytes(file.read_bytes()[:40])
    damaged = file.read_bytes()
    with pytest.raises(CannotStart, match="Bring it back from a backup"):
        await bot.start()
    assert file.read_bytes() == damaged


async def test_a_login_that_ended_before_it_is_signed(bot: Bot) -> None:
    client = bot.adapter._client
    assert client
    client.access_token = "nobody's"
    with pytest.raises(Refused) as refused:
        await sign_device(client, folder_of(bot))
    assert refused.value.unauthorized
    await close_client(client)


def test_signatures_are_those_of_another_implementation() -> None:
    content = {"b": 1, "a": {"ü": "é\u2028", "A": None}, "unsigned": {"x": 1}}
    made = new_seeds()
    once = signed(content, "@bot:test", made.master)
    public = public_of(made.master)
    assert canonical(once) == '{"a":{"A":null,"ü":"é\u2028"},"b":1}'.encode()
    assert verified(once, "@bot:test", public)
    assert is_signed(once, "@bot:test", public)
    for spoilt in (
        once | {"b": 2},
        content,
        {"signatures": {"@bot:test": {f"ed25519:{public}": "?"}}},
    ):
        assert not is_signed(spoilt, "@bot:test", public)
        assert not is_signed(spoilt, "@bot:test", "")


def test_the_first_seeds_that_are_kept_stay(tmp_path: Path) -> None:
    folder = tmp_path / "matrix"
    first = seeds.keep(folder, "@bot:test", new_seeds())
    assert seeds.keep(folder, "@bot:test", new_seeds()) == first
    assert seeds.read(folder, "@bot:test") == first
    assert seeds.read(folder, "@other:test") is None
    assert repr(first).find(public_of(first.master)) == -1
    assert "master" not in repr(first)


def test_a_backup_brings_the_seeds_back(tmp_path: Path) -> None:
    def at(name: str) -> Settings:
        folder = tmp_path / name
        return Settings(data_dir=folder, database_url=f"sqlite:///{folder / 'intersession.sqlite'}")

    before, after = at("before"), at("after")
    kept = seeds.keep(before.data_dir / "matrix", "@bot:test", new_seeds())
    fill(SqlStore(before.database, before.data_dir)).close()
    backup.make(before, tmp_path / "backup")
    restore(after, tmp_path / "backup")
    assert seeds.read(after.data_dir / "matrix", "@bot:test") == kept
    file = seeds.file_of(after.data_dir / "matrix", "@bot:test")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
