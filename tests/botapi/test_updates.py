"""Updates: confirmed by a later offset, given to one poller, and only what a bot may hear."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys

import pytest
from telegram import Bot, Update
from telegram.error import Conflict

from tests.patience import PATIENCE

from . import BotApi, BotApiThread
from .conftest import client

EVERYTHING = ["message", "edited_message", "callback_query", "chat_member", "message_reaction"]


def text_of(update: Update) -> str | None:
    return update.effective_message.text if update.effective_message else None


async def texts(bot: Bot, offset: int | None = None, **options: int) -> list[str | None]:
    updates = await bot.get_updates(offset, **options)  # type: ignore[arg-type]
    return [text_of(update) for update in updates]


async def test_only_a_later_offset_confirms(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    for text in ("one", "two", "three"):
        amina.says(text)
    first = (await bot.get_updates())[0].update_id
    assert await texts(bot) == ["one", "two", "three"]
    assert await texts(bot, limit=2) == ["one", "two"]
    assert await texts(bot, first) == ["one", "two", "three"]
    assert await texts(bot, first + 1) == ["two", "three"]
    assert await texts(bot) == ["two", "three"]
    assert await texts(bot, -1) == ["three"]
    assert await texts(bot) == ["three"]
    assert await texts(bot, first + 3) == []
    assert await texts(bot, 0) == []


async def test_an_offset_of_another_numbering_confirms_nothing(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    api.restart_update_ids(1000)
    amina.says("after the silence")
    assert await texts(bot, 700_000_001) == ["after the silence"]
    assert await texts(bot) == ["after the silence"]


async def test_a_long_poll_ends_when_something_arrives(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await api.until(lambda: api.bot.inbox.polled)
    amina.says("hello")
    async with asyncio.timeout(PATIENCE):
        [update] = await poll
    assert update.message is not None
    assert update.message.text == "hello"


async def test_a_long_poll_ends_empty(api: BotApi, bot: Bot) -> None:
    async with asyncio.timeout(PATIENCE):
        assert await bot.get_updates(timeout=1) == ()


async def test_the_older_of_two_pollers_is_ended(api: BotApi, bot: Bot) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await api.until(lambda: api.bot.inbox.polled)
    async with client(api) as second:
        newer = asyncio.create_task(second.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await older
        api.person("Amina").says("for the newer")
        assert len(await newer) == 1


async def test_two_bots_do_not_disturb_each_other(api: BotApi, bot: Bot) -> None:
    other = api.another_bot("Other", "other_test_bot")
    amina = api.person("Amina")
    async with client(api, other.token) as second:
        polls = asyncio.gather(bot.get_updates(timeout=30), second.get_updates(timeout=30))
        await api.until(lambda: api.bot.inbox.polled and other.inbox.polled)
        amina.says("to one")
        amina.says("to the other", bot=other)
        [one], [two] = await polls
    assert (text_of(one), text_of(two)) == ("to one", "to the other")


async def test_polling_and_webhook_exclude_each_other(api: BotApi, bot: Bot) -> None:
    await bot.set_webhook("https://example.org/hook")
    assert (await bot.get_webhook_info()).url == "https://example.org/hook"
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    api.person("Amina").says("lost")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_some_kinds_come_only_when_named(api: BotApi, bot: Bot) -> None:
    amina, jo = api.person("Amina"), api.person("Jo")
    group = api.group("Cyber chat", members=[amina])
    group.promote_bot(by=amina)
    message = amina.says("hello", in_=group)

    def happen() -> None:
        jo.joins(group)
        amina.reacts(message, "\N{THUMBS UP SIGN}")
        jo.leaves(group)

    def kinds(updates: tuple[object, ...]) -> list[str]:
        names = [*EVERYTHING, "my_chat_member"]
        return [name for one in updates for name in names if getattr(one, name)]

    async def confirm() -> None:
        for update in await bot.get_updates():
            await bot.get_updates(update.update_id + 1)

    happen()
    assert kinds(await bot.get_updates()) == ["my_chat_member", "message", "message", "message"]
    await confirm()
    await bot.get_updates(allowed_updates=EVERYTHING)
    happen()
    assert kinds(await bot.get_updates()) == [
        "chat_member",
        "message",
        "message_reaction",
        "chat_member",
        "message",
    ]
    await confirm()
    group.demote_bot()
    happen()
    assert kinds(await bot.get_updates()) == ["message", "message"]
    await bot.get_updates(allowed_updates=["message"])
    await confirm()
    amina.edits(amina.says("/one", in_=group), "/two")
    assert await texts(bot) == ["/one"]


async def test_privacy_mode(api: BotApi, bot: Bot) -> None:
    amina, robot = api.person("Amina"), api.person("Robot", is_bot=True)
    group = api.group("Cyber chat", members=[amina, robot])
    sent = await bot.send_message(group.id, "Which one?")
    asked = api.shown(group)[0]

    def speak() -> None:
        for text in (
            "just talk",
            "/tracks",
            f"/vote@{str(api.bot.username).upper()} yes",
            "/vote@other_bot yes",
            f"@{api.bot.username} look",
            "see /tracks",
        ):
            amina.says(text, in_=group)
        answer = amina.says("the first", in_=group, reply_to=asked)
        amina.says("aha", in_=group, reply_to=answer)
        robot.says("/spam", in_=group)

    speak()
    heard = [
        "/tracks",
        f"/vote@{str(api.bot.username).upper()} yes",
        "the first",
        "/spam",
    ]
    assert await texts(bot) == heard
    reply = (await bot.get_updates())[2].message
    assert reply is not None
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.message_id == sent.message_id
    await bot.get_updates(-1)
    last = (await bot.get_updates())[-1]
    await bot.get_updates(last.update_id + 1)
    api.bot.privacy = False
    speak()
    assert len(await bot.get_updates()) == 9
    assert (await bot.get_me()).can_read_all_group_messages


async def test_mentions_and_edits_and_anonymous_admins(api: BotApi, bot: Bot) -> None:
    amina, jo = api.person("Amina", language="fr", username="amina_ngo"), api.person("Jo")
    group = api.group("Cyber chat", members=[amina, jo])
    message = amina.says("/thank \N{PARTY POPPER} Jo and @amina_ngo", in_=group, mentioning=[jo])
    amina.edits(message, "/thank nobody")
    amina.says("/close", in_=group, anonymous=True)
    first, second, third = await bot.get_updates()
    assert first.message is not None
    assert second.edited_message is not None
    assert first.message.from_user is not None
    assert first.message.from_user.language_code == "fr"
    command, named, mention = first.message.entities
    assert (command.type, mention.type) == ("bot_command", "mention")
    assert (named.type, named.offset, named.length) == ("text_mention", 10, 2)
    assert named.user is not None
    assert named.user.id == jo.id
    assert second.edited_message.text == "/thank nobody"
    assert third.message is not None
    assert third.message.sender_chat is not None
    assert third.message.sender_chat.id == group.id


async def test_a_killed_poller_leaves_no_conflict(api: BotApi) -> None:
    program = (
        "import sys, urllib.request; print(flush=True); urllib.request.urlopen(sys.argv[1]).read()"
    )
    address = f"{api.base_url}{api.token}/getUpdates?timeout=50"
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, address, stdout=subprocess.PIPE
    )
    await api.until(lambda: api.bot.inbox.polled)
    child.send_signal(signal.SIGKILL)
    await child.wait()
    await api.until(lambda: not api.bot.inbox.polled)
    async with client(api) as bot:
        api.person("Amina").says("hello")
        assert len(await bot.get_updates(timeout=30)) == 1
    assert [one.status for one in api.answered if one.method == "getUpdates"] == [200]


async def test_idle_waits_for_the_confirmation(api: BotApi, bot: Bot) -> None:
    api.person("Amina").says("hello")
    idle = asyncio.create_task(api.idle())
    [update] = await bot.get_updates(timeout=30)
    assert not idle.done()
    poll = asyncio.create_task(bot.get_updates(update.update_id + 1, timeout=30))
    await idle
    api.person("Jo").says("end")
    await poll


def test_in_a_thread() -> None:
    with BotApiThread(BotApi()) as running:
        api = running.api

        async def bot_answers() -> None:
            async with client(api) as bot:
                [update] = await bot.get_updates(timeout=30)
                assert update.message is not None
                await bot.send_message(update.message.chat.id, "hello")

        amina = running.do(lambda: api.person("Amina"))
        running.do(lambda: amina.says("/start"))
        asyncio.run(bot_answers())
        running.until(lambda: api.said(amina))
