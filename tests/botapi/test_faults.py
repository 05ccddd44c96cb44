"""Faults that a test orders, and the limits that Telegram keeps."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from . import BotApi
from .conftest import client


async def test_refusals_by_method_and_chat(api: BotApi, bot: Bot) -> None:
    amina, jo = api.person("Amina"), api.person("Jo")
    amina.says("/start")
    jo.says("/start")
    api.fail("sendMessage", retry_after=7, chat=jo)
    await bot.send_message(amina.id, "x")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(jo.id, "x")
    assert refused.value.retry_after == timedelta(seconds=7)
    await bot.send_message(jo.id, "x")
    lasting = api.fail("*", 400, description="PEER_FLOOD", times=None)
    for _ in range(3):
        with pytest.raises(BadRequest, match=r"(?i)peer_flood"):
            await bot.get_me()
    lasting.lift()
    await bot.get_me()
    assert lasting.struck == 3
    assert len(api.sent) == 2


async def test_server_errors_have_no_json(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    for status in (500, 502):
        api.fail("sendMessage", status)
        with pytest.raises(NetworkError):
            await bot.send_message(amina.id, "x")
    assert api.sent == []
    assert [one.status for one in api.answered if one.method == "sendMessage"] == [500, 502]


async def test_lost_and_cut_answers_had_their_effect(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    api.lose_answer("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(amina.id, "lost")
    api.cut_answer("sendMessage")
    with pytest.raises(TelegramError):
        await bot.send_message(amina.id, "cut")
    await bot.send_message(amina.id, "whole")
    assert [message.text for message in api.said(amina)] == ["lost", "cut", "whole"]


async def test_a_held_answer_waits_for_its_release(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    held = api.hold_answer("sendMessage")
    sending = asyncio.create_task(bot.send_message(amina.id, "x"))
    await api.until(lambda: api.said(amina))
    assert "sendMessage" not in [one.method for one in api.answered]
    held.release()
    await sending


async def test_down_and_up_on_the_same_port(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await api.until(lambda: api.bot.inbox.polled)
    address = api.url
    api.down()
    with pytest.raises(NetworkError):
        await poll
    with pytest.raises(NetworkError, match="ConnectError"):
        await bot.get_me()
    amina.says("meanwhile")
    api.up()
    assert api.url == address
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "meanwhile"
    api.down()
    api.down()
    api.up()
    api.up()
    await bot.get_me()


async def test_an_update_comes_twice(api: BotApi, bot: Bot) -> None:
    api.person("Amina").says("again")
    [first] = await bot.get_updates()
    assert await bot.get_updates(first.update_id + 1) == ()
    poll = asyncio.create_task(bot.get_updates(first.update_id + 1, timeout=30))
    await api.until(lambda: api.bot.inbox.polled)
    api.repeat_update(first.update_id)
    [second] = await poll
    assert second.to_dict() == first.to_dict()
    assert await bot.get_updates(first.update_id + 1) == ()


async def test_limits() -> None:
    now = 0.0
    async with BotApi(clock=lambda: now) as api, client(api) as bot:
        api.enforce_limits = True
        group = api.group("Cyber chat")

        async def send(times: int, chat_id: int = group.id) -> None:
            for number in range(times):
                await bot.send_message(chat_id, f"{number}")

        await send(3)
        with pytest.raises(RetryAfter) as refused:
            await send(1)
        assert refused.value.retry_after == timedelta(seconds=3)
        now += 3
        for _ in range(17):
            now += 1.5
            await send(1)
        now += 3
        with pytest.raises(RetryAfter) as refused:
            await send(1)
        assert refused.value.retry_after == timedelta(seconds=29)  # 60 s after the first three
        now += 60
        people = [api.person(f"Person {number}") for number in range(31)]
        for person in people:
            person.says("/start")
        for person in people[:30]:
            await send(1, person.id)
        with pytest.raises(RetryAfter) as refused:
            await send(1, people[30].id)
        assert refused.value.retry_after == timedelta(seconds=1)
        now += 1
        await send(1, people[30].id)
