"""How the Telegram adapter listens: when it confirms, what it outlasts, how it ends."""

import asyncio
import logging
from typing import Any

import pytest
from telegram import Bot, Update, User

from adapters.telegram import TelegramAdapter, listener
from adapters.telegram.requests import Requests
from adapters.telegram.updates import heard
from bot.conversation import registry
from bot.conversation.context import Context
from bot.conversation.errors import CannotStart
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who
from bot.conversation.reply import Reply, reply
from tests.botapi import BotApi
from tests.patience import PATIENCE
from tests.telegram_stage import (
    Stage,
    admits_nobody,
    methods,
    online,
    outgoing,
    stage,
)

# --- confirmation ---------------------------------------------------------------------------


async def test_nothing_is_confirmed_while_it_is_being_heard() -> None:
    async with online() as (here, _):
        here.core.open.clear()
        here.api.person("Amina").says("/one")
        await here.api.until(lambda: here.core.begun)
        here.api.person("Jo").says("/two")
        assert not here.api.bot.inbox.polled
        assert len(here.api.bot.inbox.waiting) == 2
        here.core.open.set()
        await here.api.idle()
        assert here.core.texts == ["/one", "/two"]
        last = here.api.bot.inbox.next_id
        assert here.core.positions == [str(last - 1), str(last)]


async def test_what_was_not_heard_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    async with online() as (here, _):
        here.core.refusals = 3
        amina = here.api.person("Amina")
        amina.says("/one")
        amina.says("/two")
        await here.api.idle()
        assert here.core.texts == ["/one", "/two"]
        assert [[one.id for one in batch] for batch in here.core.refused][-1] == [
            one.id for one in here.core.heard
        ]
        assert here.core.pauses == [1, 2, 4]
        assert "the disk is full" in caplog.text
        here.core.refusals = 1
        amina.says("/three")
        await here.api.idle()
        assert here.core.pauses == [1, 2, 4, 1]


async def test_a_killed_bot_loses_nothing() -> None:
    async with stage() as here:
        here.core.open.clear()
        here.api.person("Amina").says("/one")
        adapter = here.adapter()
        task = asyncio.create_task(adapter.run(here.core.hear, "", admits_nobody))
        await here.api.until(lambda: here.core.begun)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await adapter.stop()
        assert here.core.texts == []
        here.core.open.set()
        async with here.listening():
            await here.api.idle()
        assert here.core.texts == ["/one"]


async def test_what_was_kept_but_not_confirmed_is_not_heard_again() -> None:
    async with stage() as here:
        amina = here.api.person("Amina")
        first = here.api.bot.inbox.next_id
        for text in ("/one", "/two", "/three"):
            amina.says(text)
        async with here.listening(str(first + 2)):
            await here.api.idle()
        assert here.core.texts == ["/three"]
        async with here.listening(here.core.positions[-1]):
            await here.api.idle()
        assert here.core.texts == ["/three"]


@pytest.mark.parametrize("position", ["", "1", "700000500", "1009", "2147483647"])
async def test_a_position_of_another_numbering_hides_nothing(position: str) -> None:
    async with stage() as here:
        here.api.restart_update_ids(1000)
        here.api.person("Amina").says("/one")
        async with here.listening(position):
            await here.api.idle()
        assert here.core.texts == ["/one"]


async def test_numbers_that_begin_anew_while_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_POLL_SECONDS", 0)
    async with stage() as here, here.listening():
        amina = here.api.person("Amina")
        amina.says("/one")
        await here.api.until(lambda: here.core.texts)
        polls = methods(here.api).count("getUpdates")
        await here.api.until(lambda: methods(here.api).count("getUpdates") > polls + 2)
        # Near enough below the old numbers for Telegram to believe an offset among them.
        here.api.restart_update_ids(here.api.bot.inbox.next_id - 5)
        amina.says("/two")
        await here.api.until(lambda: len(here.core.texts) == 2)
        assert here.core.texts == ["/one", "/two"]


async def test_an_update_that_comes_twice_is_heard_once_or_has_the_same_id() -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina")
        amina.says("/one")
        await here.api.idle()
        here.api.repeat_update(here.api.bot.inbox.next_id - 1)
        amina.says("/two")
        await here.api.until(lambda: "/two" in here.core.texts)
        assert here.core.texts == ["/one", "/two"]
        here.core.batches.clear()
        here.api.repeat_update(here.api.bot.inbox.next_id - 2)
        here.api.repeat_update(here.api.bot.inbox.next_id - 2)
        await here.api.until(lambda: here.core.heard)
        assert {one.id for one in here.core.heard} == {f"{amina.id}/1"}


async def test_an_update_that_we_cannot_read_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def short_sighted(update: Update, me: User) -> object:
        if update.message and update.message.text == "/bad":
            raise KeyError("secret words")
        return heard(update, me)

    monkeypatch.setattr(listener, "heard", short_sighted)
    async with online() as (here, _):
        for text in ("/one", "/bad", "/two"):
            here.api.person("Amina").says(text)
        await here.api.idle()
        assert here.core.texts == ["/one", "/two"]
        assert "is left out: KeyError" in caplog.text
        assert "secret words" not in caplog.text


UNREADABLE = [
    {"message": {"text": "secret words"}},
    {"callback_query": {"id": "1", "data": "secret words"}},
    {"message": "secret words"},
]


@pytest.mark.parametrize("content", UNREADABLE)
async def test_an_update_that_the_library_cannot_read_does_not_stop_the_others(
    content: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    async with online() as (here, _):
        here.core.open.clear()
        amina = here.api.person("Amina")
        amina.says("/zero")
        await here.api.until(lambda: here.core.begun)
        for text in ("/one", "/bad", "/two"):
            amina.says(text)
        bad = here.api.bot.inbox.next_id - 2
        here.api.spoil_update(bad, {"update_id": bad, **content})
        here.core.open.set()
        await here.api.idle()
        assert here.core.texts == ["/zero", "/one", "/two"]
        assert here.core.positions[-1] == str(bad + 2)
        assert here.core.pauses == []
        assert f"update {bad} is left out: " in caplog.text
        assert "secret words" not in caplog.text


async def test_an_unreadable_update_alone_or_last_is_passed_by(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina")
        here.api.spoil_update(
            first := here.api.bot.inbox.next_id, {"update_id": first, "message": {"text": "x"}}
        )
        amina.says("/bad")
        await here.api.idle()
        assert here.core.positions == [str(first + 1)]
        amina.says("/one")
        await here.api.idle()
        assert here.core.texts == ["/one"]
        assert here.core.pauses == []
        assert caplog.text.count("is left out") == 1


@pytest.mark.parametrize("odd", [{}, {"update_id": "7"}, {"update_id": True}, [], None, "7"])
async def test_what_has_no_number_in_a_list_of_updates_stops_nobody(odd: object) -> None:
    async with stage() as here:
        amina = here.api.person("Amina")
        for text in ("/one", "/bad", "/two"):
            amina.says(text)
        here.api.spoil_update(here.api.bot.inbox.next_id - 2, odd)
        async with here.listening():
            await here.api.idle()
            assert here.core.texts == ["/one", "/two"]
            assert here.core.pauses == []


async def test_an_answer_without_any_number_is_asked_for_again_after_a_pause() -> None:
    async with online() as (here, _):
        number = here.api.bot.inbox.next_id
        here.api.spoil_update(number, {"message": "x"})
        amina = here.api.person("Amina")
        here.core.patient.clear()
        amina.says("/bad")
        await here.api.until(lambda: here.core.pauses)
        amina.says("/one")
        here.core.patient.set()
        await here.api.idle()
        assert here.core.texts == ["/one"]
        assert here.core.pauses == [1]


async def test_a_long_poll_may_take_its_time_and_that_of_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patience: dict[str, object] = {}
    ask = Requests.do_request

    async def asked(self: Requests, url: str, *args: Any, **timeouts: Any) -> tuple[int, bytes]:
        patience[url.rpartition("/")[2]] = timeouts.get("read_timeout")
        return await ask(self, url, *args, **timeouts)

    monkeypatch.setattr(Requests, "do_request", asked)
    async with online() as (here, _):
        assert patience["getupdates"] == 30 + 20
        here.api.person("Amina").says("/one")
        await here.api.until(lambda: here.core.texts)
        [poll] = [one for one in here.api.answered if one.method == "getUpdates"]
        assert poll.parameters["timeout"] == "30"


# --- trouble --------------------------------------------------------------------------------


async def test_it_waits_longer_each_time_until_telegram_is_back() -> None:
    async with online() as (here, _):
        here.api.down()
        await here.api.until(lambda: len(here.core.pauses) >= 7)
        assert here.core.pauses[:7] == [1, 2, 4, 8, 16, 30, 30]
        here.api.person("Amina").says("/one")
        here.api.up()
        await here.api.idle()
        assert here.core.texts == ["/one"]
        here.core.pauses.clear()
        here.api.down()
        await here.api.until(lambda: here.core.pauses)
        assert here.core.pauses[0] == 1
        here.api.up()


@pytest.mark.parametrize(
    ("status", "seconds"),
    [(500, 1), (502, 1), (429, 17), (409, 1), (401, 1), (403, 1), (400, 1)],
)
async def test_it_listens_on_after_every_error(status: int, seconds: int) -> None:
    async with stage() as here:
        here.api.fail("getUpdates", status, retry_after=17)
        here.api.person("Amina").says("/one")
        async with here.listening():
            await here.api.idle()
            assert here.core.texts == ["/one"]
            assert here.core.pauses == [seconds]


async def test_a_cut_or_lost_answer_is_asked_for_again(caplog: pytest.LogCaptureFixture) -> None:
    async with stage() as here:
        here.api.cut_answer("getUpdates")
        here.api.lose_answer("getUpdates")
        here.api.person("Amina").says("/confidential")
        async with here.listening():
            await here.api.idle()
            assert here.core.texts == ["/confidential"]
            assert here.core.pauses == [1, 2]
        assert "confidential" not in caplog.text


async def test_another_program_with_the_same_token(caplog: pytest.LogCaptureFixture) -> None:
    async with online() as (here, _):
        async with Bot(here.api.token, base_url=here.api.base_url) as second:
            here.core.patient.clear()
            poll = asyncio.create_task(second.get_updates(timeout=30))
            await here.api.until(lambda: here.core.pauses)
            here.api.person("Amina").says("/one")
            assert len(await poll) == 1
        here.core.patient.set()
        await here.api.idle()
        assert here.core.texts == ["/one"]
        assert "another program uses the token" in caplog.text


async def test_a_token_that_telegram_does_not_know() -> None:
    async with BotApi() as api:
        adapter = TelegramAdapter("1:wrong-secret", api.url)
        core = Stage(api).core
        with pytest.raises(CannotStart, match="INTERSESSION_TELEGRAM_TOKEN") as refused:
            await adapter.run(core.hear, "", admits_nobody)
        assert "wrong-secret" not in str(refused.value)
        assert refused.value.__suppress_context__
        await adapter.stop()


async def test_it_starts_when_telegram_comes_back() -> None:
    async with stage() as here:
        here.api.down()
        async with here.listening() as adapter:
            await here.api.until(lambda: here.core.pauses)
            assert adapter.address == ""
            here.api.up()
            here.api.person("Amina").says("/one")
            await here.api.idle()
            assert here.core.texts == ["/one"]
            assert adapter.address == "https://t.me/intersession_test_bot?start=hello"


async def test_a_webhook_is_taken_away() -> None:
    async with stage() as here:
        here.api.bot.inbox.webhook = "https://example.org/hook"
        async with here.listening():
            here.api.person("Amina").says("/one")
            await here.api.idle()
            assert here.core.texts == ["/one"]
            assert here.api.bot.inbox.webhook == ""


# --- menus ----------------------------------------------------------------------------------


def nothing(_ctx: Context) -> Reply:
    """What the commands of these tests do."""
    return reply()


@pytest.fixture
def four_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_COMMANDS", {})
    monkeypatch.setattr(registry, "_OTHERS", {})
    for name, who, where in (
        ("help", Who.ANYONE, Where.ANYWHERE),
        ("me", Who.ANYONE, Where.PRIVATE),
        ("window", Who.FACILITATOR, Where.ROOM),
        ("close", Who.OPERATOR, Where.ROOM),
    ):
        registry.command(name, who=who, where=where, help=t("Help"), example=name)(nothing)


@pytest.mark.usefixtures("four_commands")
async def test_menus_by_place_and_language() -> None:
    async with online() as (here, _):
        await here.api.until(lambda: len(here.api.commands()) == 21)
        shown = {
            (scope.split('"')[3], language): [one["command"] for one in menu]
            for (scope, language), menu in here.api.commands().items()
        }
        for language in ("", "ar", "en", "es", "fr", "ru", "zh"):
            assert shown["all_private_chats", language] == ["help", "me"]
            assert shown["all_group_chats", language] == ["help"]
            assert shown["all_chat_administrators", language] == ["help", "window"]
        assert methods(here.api).count("setMyCommands") == 21
        async with here.listening():
            await here.api.until(lambda: methods(here.api).count("getMyCommands") == 42)
            await here.api.idle()
        assert methods(here.api).count("setMyCommands") == 21


@pytest.mark.usefixtures("four_commands")
async def test_menus_neither_delay_nor_stop_the_listening(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with stage() as here:
        held = here.api.hold_answer("getMyCommands")
        here.api.fail("setMyCommands", 400, description="BOT_COMMAND_INVALID")
        here.api.person("Amina").says("/one")
        async with here.listening():
            await here.api.until(lambda: here.core.texts)
            held.release()
            await here.api.until(lambda: "setMyCommands" in methods(here.api))
            await here.api.idle()
            here.api.person("Amina").says("/two")
            await here.api.idle()
            assert here.core.texts == ["/one", "/two"]
        assert "menus are not set" in caplog.text


# --- the end --------------------------------------------------------------------------------


async def test_stop_ends_a_long_poll_at_once() -> None:
    async with stage() as here:
        adapter = here.adapter()
        task = asyncio.create_task(adapter.run(here.core.hear, "", admits_nobody))
        await here.api.idle()
        async with asyncio.timeout(PATIENCE):
            await adapter.stop()
            await task
        await here.api.until(lambda: not here.api.bot.inbox.polled)
        # It was dropped, and not answered in the end.
        assert "getUpdates" not in methods(here.api)


async def test_stop_ends_a_pause_and_the_start() -> None:
    async with stage() as here:
        here.api.down()
        here.core.patient.clear()
        adapter = here.adapter()
        task = asyncio.create_task(adapter.run(here.core.hear, "", admits_nobody))
        await here.api.until(lambda: here.core.pauses)
        # The pause would never end.
        async with asyncio.timeout(PATIENCE):
            await adapter.stop()
            await task


async def test_stop_lets_what_is_being_heard_be_heard() -> None:
    async with stage() as here:
        here.core.open.clear()
        here.api.person("Amina").says("/one")
        adapter = here.adapter()
        task = asyncio.create_task(adapter.run(here.core.hear, "", admits_nobody))
        await here.api.until(lambda: here.core.begun)
        heard_at_the_end: list[str] = []
        asked = asyncio.Event()

        async def stop() -> None:
            asked.set()
            await adapter.stop()
            heard_at_the_end.extend(here.core.texts)

        stopping = asyncio.create_task(stop())
        await asked.wait()
        here.core.open.set()
        await stopping
        await task
        assert heard_at_the_end == ["/one"]


async def test_the_token_is_never_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with online() as (here, adapter):
        secret = here.api.token.partition(":")[2]
        here.api.fail("sendMessage", 502)
        with pytest.raises(Exception, match="502") as failed:
            await adapter.send(outgoing(here.api.person("Amina"), "x"))
        assert secret not in repr(failed.value)
        assert failed.value.__context__ is None
        here.api.fail("getUpdates", 400, description=f"bad address /bot{here.api.token}/getUpdates")
        here.api.down()
        await here.api.until(lambda: len(here.core.pauses) >= 2)
        here.api.up()
        await here.api.until(lambda: "Bad address" in caplog.text)
        await here.api.idle()
    assert "Telegram can't be heard" in caplog.text
    # The library makes small letters of what Telegram answers.
    assert secret.lower() not in caplog.text.lower()
    assert "110000001:" in caplog.text
