"""What becomes of a message that Telegram refuses or does not answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from adapters.telegram import TelegramAdapter
from bot.conversation.errors import GiveUp, MovedAway, TryLater
from bot.conversation.message import RoomRef
from bot.conversation.wording import Attachment
from tests.telegram_stage import outgoing, person, room, speaking

CSV = Attachment("votes.csv", "text/csv", b"id;vote")


async def test_retry_after_is_told_to_the_core() -> None:
    async with speaking() as (api, adapter, amina):
        api.fail("sendMessage", 429, retry_after=17)
        with pytest.raises(TryLater) as refused:
            await adapter.send(outgoing(amina, "x"))
        assert (refused.value.after, refused.value.whole) == (timedelta(seconds=17), False)
        assert await adapter.send(outgoing(amina, "x"))


@pytest.mark.parametrize("status", [500, 502, 503, 401, 404, 409])
async def test_trouble_that_passes(status: int) -> None:
    async with speaking() as (api, adapter, amina):
        api.fail("*", status)
        with pytest.raises(TryLater) as refused:
            await adapter.send(outgoing(amina, "x"))
        assert refused.value.after is None
        await adapter.send(outgoing(amina, "x"))
        assert len(api.said(amina)) == 1


async def test_a_lost_or_cut_answer_is_tried_again() -> None:
    async with speaking() as (api, adapter, amina):
        api.lose_answer("sendMessage")
        api.cut_answer("sendMessage")
        for _ in range(2):
            with pytest.raises(TryLater):
                await adapter.send(outgoing(amina, "x"))
        menu = await adapter.send(outgoing(amina, "Sure?", buttons=["Yes"]))
        api.lose_answer("editMessageText")
        with pytest.raises(TryLater):
            await adapter.send(outgoing(amina, "Done.", edits=menu))
        assert await adapter.send(outgoing(amina, "Done.", edits=menu)) == menu
        api.down()
        with pytest.raises(TryLater):
            await adapter.send(outgoing(amina, "x"))
        api.up()


@pytest.mark.parametrize(
    "body", ["", "<html>login</html>", "[]", "7", '{"ok": true}', '{"ok": true, "resu', "\x00\xff"]
)
async def test_an_answer_that_is_none_is_tried_again(
    body: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body.encode("latin-1"))

    application = web.Application()
    application.add_routes([web.post("/{all:.*}", answer)])
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    adapter = TelegramAdapter("1:secret", f"http://127.0.0.1:{runner.addresses[0][1]}")
    with pytest.raises(TryLater, match="Invalid server response"):
        await adapter.send(outgoing(RoomRef("telegram", "5"), "x"))
    await adapter.stop()
    await runner.cleanup()
    assert caplog.text == ""


async def test_who_can_not_be_reached() -> None:
    async with speaking() as (api, adapter, amina):
        stranger = api.person("Stranger")
        kicked, muted = (api.group(name, members=[amina]) for name in ("Kicked", "Muted"))
        forum = api.group("Forum", forum=True, members=[amina])
        gone = api.topic(forum, "Gone")
        amina.blocks()
        kicked.kick_bot()
        muted.mute_bot()
        gone.deletes()
        nowhere = RoomRef("telegram", "-424242")
        for place in (amina, person(stranger), kicked, muted, gone, nowhere):
            with pytest.raises(GiveUp) as refused:
                await adapter.send(outgoing(place, "x"))
            assert refused.value.unreachable, place


async def test_what_can_not_be_sent() -> None:
    async with speaking() as (api, adapter, amina):
        forum = api.group("Forum", forum=True, members=[amina])
        closed = api.topic(forum, "Closed")
        closed.closes()
        huge = Attachment("huge.bin", "application/octet-stream", bytes(50 * 1024 * 1024 + 1))
        hopeless = [
            outgoing(amina, " "),
            outgoing(amina),
            outgoing(amina, files=[replace(CSV, content=b"")]),
            outgoing(amina, files=[huge]),
            outgoing(amina, "x", buttons=["x"] * 101),
            outgoing(closed, "x"),
        ]
        for message in hopeless:
            with pytest.raises(GiveUp) as refused:
                await adapter.send(message)
            assert not refused.value.unreachable
        assert api.said(amina) == []


async def test_a_group_that_became_a_supergroup() -> None:
    async with speaking() as (api, adapter, amina):
        group = api.group("Cyber chat", supergroup=False, members=[amina])
        old = room(group)
        group.upgrade()
        with pytest.raises(MovedAway) as moved:
            await adapter.send(outgoing(old, "x"))
        assert moved.value.new_id == str(group.id)
        with pytest.raises(MovedAway):
            await adapter.send(outgoing(old, "x", edits="1"))


async def test_a_revoked_token_is_said_loudly(caplog: pytest.LogCaptureFixture) -> None:
    async with speaking() as (api, adapter, amina):
        api.revoke_token()
        with pytest.raises(TryLater):
            await adapter.send(outgoing(amina, "x"))
        assert "no longer accepts INTERSESSION_TELEGRAM_TOKEN" in caplog.text
        assert caplog.records[-1].levelname == "ERROR"


def test_the_limits_keep_within_those_of_telegram() -> None:
    limits = TelegramAdapter.limits
    for rate, most, seconds in (
        (limits.overall, 30, 1),
        (limits.room, 20, 60),
        (limits.room, 3, 3),
        (limits.private, 63, 60),
    ):
        assert rate is not None
        assert rate.at_once + rate.a_second * seconds < most + 1
