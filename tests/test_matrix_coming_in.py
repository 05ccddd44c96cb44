"""How the Matrix adapter logs in, and when it cannot start."""

import json

import pytest

from bot.conversation.errors import CannotStart
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.server import Homeserver
from tests.matrix_stage import Bot, NewBot


async def test_an_access_token_of_the_operator(
    homeserver: Homeserver, new_bot: NewBot, new_person: NewPerson
) -> None:
    bot, amina = await new_bot(homeserver), await new_person("Amina")
    access = {"access_token": bot.account.access_token, "device_id": bot.account.device_id}
    await bot.start(bot.new_life(**access))
    await amina.open_direct(bot.user_id, encrypted=True)
    assert not (bot.folder / "matrix" / "credentials.json").exists()
    await bot.stop()
    with pytest.raises(CannotStart, match="another user or device"):
        await bot.start(bot.new_life(**(access | {"device_id": "OTHER"})))


async def test_no_way_in(homeserver: Homeserver, new_bot: NewBot) -> None:
    bot = await new_bot(homeserver)
    with pytest.raises(CannotStart, match="INTERSESSION_MATRIX_PASSWORD"):
        await bot.start(bot.new_life(password=""))
    await bot.close()
    with pytest.raises(CannotStart, match="403 M_FORBIDDEN"):
        await bot.start(bot.new_life(password="wrong"))


async def test_lost_keys(bot: Bot) -> None:
    await bot.stop()
    for file in (bot.folder / "matrix" / "keys").iterdir():
        file.unlink()
    with pytest.raises(CannotStart, match="are lost"):
        await bot.start()
    await bot.close()
    (bot.folder / "matrix" / "credentials.json").unlink()
    await bot.start()


async def test_a_login_that_was_ended(bot: Bot) -> None:
    kept = json.loads((bot.folder / "matrix" / "credentials.json").read_text())
    client = bot.adapter._client
    assert client
    headers = {"Authorization": f"Bearer {kept['token']}"}
    await client.send("POST", "/_matrix/client/v3/logout", b"{}", headers)
    with pytest.raises(CannotStart, match="ended the bot's login"):
        await bot.until(lambda: False)
    await bot.close()
    with pytest.raises(CannotStart, match="ended the bot's login"):
        await bot.start()
