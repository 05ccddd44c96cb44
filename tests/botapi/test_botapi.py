"""The server refuses what Telegram refuses: messages, buttons, files, commands, chats."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from . import BotApi, ImpossibleError, Message
from .conftest import client

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"say {label}") for label in labels]]
    )


async def raw(api: BotApi, method: str, **parameters: object) -> dict[str, object]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.base_url}{api.token}/{method}", json=parameters) as answer,
    ):
        body: dict[str, object] = await answer.json()
        return body


# --- schema ---------------------------------------------------------------------------------


async def test_unknown_method_and_parameter_and_wrong_type_are_refused(api: BotApi) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    assert (await raw(api, "sendMesage", chat_id=1, text="x"))["error_code"] == 404
    unknown = await raw(api, "sendMessage", chat_id=amina.id, text="x", colour="red")
    assert unknown["description"] == "Bad Request: unknown parameter colour of sendMessage"
    wrong = await raw(api, "sendMessage", chat_id=amina.id, text="x", message_thread_id="two")
    assert wrong["description"] == "Bad Request: can't parse message_thread_id: Integer expected"
    missing = await raw(api, "sendMessage", text="x")
    assert missing["description"] == "Bad Request: chat_id is empty"
    nested = await raw(
        api,
        "sendMessage",
        chat_id=amina.id,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": 7}]]},
    )
    assert "inline_keyboard[0][0].callback_data: String expected" in str(nested["description"])
    assert api.sent == []
    assert (await raw(api, "SENDMESSAGE", chat_id=str(amina.id), text="x"))["ok"] is True


async def test_scope_of_commands_is_one_of_the_documented_ones(api: BotApi) -> None:
    commands = [{"command": "help", "description": "Help"}]
    wrong = await raw(api, "setMyCommands", commands=commands, scope={"type": "everybody"})
    assert "unknown type 'everybody' of BotCommandScope" in str(wrong["description"])
    missing = await raw(api, "setMyCommands", commands=commands, scope={"type": "chat"})
    assert "field chat_id of BotCommandScopeChat is missing" in str(missing["description"])


async def test_what_the_server_cannot_do_is_a_defect() -> None:
    async def dice() -> None:
        async with BotApi() as api, client(api) as bot:
            amina = api.person("Amina")
            amina.says("/start")
            with pytest.raises(TelegramError, match="not implemented by the test server"):
                await bot.send_dice(amina.id)

    with pytest.raises(AssertionError, match="sendDice is not implemented"):
        await dice()


async def test_a_wrong_update_of_the_server_is_a_defect() -> None:
    async def shoes() -> None:
        async with BotApi() as api:
            amina = api.person("Amina")
            user = amina.user.json()
            amina.user.json = lambda: {**user, "shoe_size": 38}  # type: ignore[method-assign]
            amina.says("/start")

    with pytest.raises(AssertionError, match="User has no field shoe_size"):
        await shoes()


async def test_wrong_and_revoked_token(api: BotApi, bot: Bot) -> None:
    with pytest.raises(InvalidToken):
        async with client(api, "1:wrong"):
            pass
    api.revoke_token()
    with pytest.raises(InvalidToken):
        await bot.get_me()


# --- text -----------------------------------------------------------------------------------


async def test_text_is_measured_in_utf16_after_parsing(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    await bot.send_message(amina.id, "<b>" + "\N{GRINNING FACE}" * 2048 + "</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(amina.id, "\N{GRINNING FACE}" * 2048 + "x")
    for nothing in ("", "  \n", "<b></b>"):
        with pytest.raises(BadRequest, match="Message text is empty"):
            await bot.send_message(amina.id, nothing, parse_mode="HTML")


async def test_html_becomes_entities(api: BotApi, bot: Bot) -> None:
    amina, jo = api.person("Amina"), api.person("Jo")
    amina.says("/start")
    sent = await bot.send_message(
        amina.id,
        "\N{GRINNING FACE} <b>Agenda <i>now</i></b> &lt;&#233;&gt; "
        f'<a href="tg://user?id={jo.id}">Jo</a> <a href="https://example.org/?a=1&amp;b=2">page</a>\n'
        '<pre><code class="language-python">1 &amp; 2</code></pre>'
        '<blockquote expandable>long</blockquote> <span class="tg-spoiler">x</span> '
        "/vote @someone #tag https://example.org.",
        parse_mode="HTML",
    )
    assert sent.text is not None
    assert sent.text.startswith("\N{GRINNING FACE} Agenda now <é> Jo page\n1 & 2long x /vote")
    assert (sent.entities[0].offset, sent.entities[0].length) == (3, 10)
    [shown] = api.shown(amina)[1:]
    assert shown.styled == [
        ("bold", "Agenda now"),
        ("italic", "now"),
        ("text_mention", "Jo"),
        ("text_link", "page"),
        ("pre", "1 & 2"),
        ("expandable_blockquote", "long"),
        ("spoiler", "x"),
        ("bot_command", "/vote"),
        ("mention", "@someone"),
        ("hashtag", "#tag"),
        ("url", "https://example.org"),
    ]
    mention = sent.entities[2].user
    assert mention is not None
    assert mention.id == jo.id
    assert sent.entities[3].url == "https://example.org/?a=1&b=2"
    assert sent.entities[4].language == "python"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x/>y</a>", "Unexpected end of name token"),
        ("&nbsp;x", 'Unsupported entity "&nbsp;" at byte offset 0'),
        ("Q & A", 'Character "&" at byte offset 2'),
        ("&#0;", 'Invalid entity "&#0;"'),
        ("<tg-time>x</tg-time>", "Invalid Unix time specified"),
        ('<tg-time unix="4294967296">x</tg-time>', "Invalid Unix time specified"),
        ('<tg-time unix="7" format="tw">x</tg-time>', "Invalid date-time format specified"),
    ],
)
async def test_bad_html_is_refused(api: BotApi, bot: Bot, html: str, reason: str) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(amina.id, html, parse_mode="HTML")
    assert f"can't parse entities: {reason}".lower() in str(refused.value).lower()
    assert api.sent == []


async def test_moments(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    html = (
        'At <tg-time unix="1774357200">13:00 #utc</tg-time>, '
        '<tg-time format="wDT" unix="1774357200">then</tg-time>'
    )
    sent = await bot.send_message(amina.id, html, parse_mode="HTML")
    assert sent.text == "At 13:00 #utc, then"
    at = datetime(2026, 3, 24, 13, tzinfo=UTC)
    assert [(one.type, one.unix_time, one.date_time_format) for one in sent.entities] == [
        ("date_time", at, None),
        ("date_time", at, "wDT"),
    ]
    api.becomes_older()
    with pytest.raises(BadRequest, match='unsupported start tag "tg-time" at byte offset 3'):
        await bot.send_message(amina.id, html, parse_mode="HTML")


async def test_code_stays_free_of_other_marks_and_bad_links_vanish(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    html = (
        '<b>see <code>/vote x</code> now</b> <a href="nowhere">a</a> <a href="tg://user?id=9">b</a>'
    )
    await bot.send_message(amina.id, html, parse_mode="HTML")
    assert api.said(amina)[0].styled == [("bold", "see "), ("code", "/vote x"), ("bold", " now")]


# --- buttons --------------------------------------------------------------------------------


async def test_buttons_have_limits(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    button = InlineKeyboardButton

    async def refused(*buttons: InlineKeyboardButton) -> str:
        with pytest.raises(BadRequest) as error:
            await bot.send_message(
                amina.id, "x", reply_markup=InlineKeyboardMarkup.from_column(buttons)
            )
        return str(error.value).lower()

    assert "within 1-64 bytes" in await refused(button("A", callback_data="é" * 32 + "x"))
    assert "too long" in await refused(*[button("A", callback_data="a")] * 101)
    assert "url" in await refused(button("A", url="not a page"))
    assert "text buttons are unallowed" in await refused(button("A"))
    assert "exactly one" in await refused(button("A", url="https://example.org", callback_data="a"))
    assert "non-empty" in await refused(button(" ", callback_data="a"))
    fine = [button("A", callback_data="é" * 32), button("B", url="https://example.org/x")]
    await bot.send_message(amina.id, "x", reply_markup=InlineKeyboardMarkup.from_row(fine))
    assert api.shown(amina)[-1].buttons == [["A", "B"]]


async def test_a_tap_is_answered_once_and_in_time(api: BotApi, bot: Bot) -> None:
    amina, jo = api.person("Amina"), api.person("Jo")
    amina.says("/start")
    await bot.send_message(amina.id, "Sure?", reply_markup=keyboard("Yes", "No"))
    message = api.said(amina)[0]
    with pytest.raises(ImpossibleError, match="no button 'Maybe'"):
        amina.taps(message, "Maybe")
    with pytest.raises(ImpossibleError, match="does not see"):
        jo.taps(message, "Yes")
    tap, late = amina.taps(message, "Yes"), amina.taps(message, "No")
    updates = await bot.get_updates()
    query = updates[1].callback_query
    assert query is not None
    assert query.data == "say Yes"
    assert query.id == tap.id
    assert query.message is not None
    assert query.message.message_id == message.id
    await bot.answer_callback_query(tap.id, "Done", show_alert=True)
    assert (tap.answered, tap.toast, tap.alert) == (True, "Done", True)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(tap.id)
    api.expire_taps()
    for query_id in (late.id, "12345"):
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(query_id)
    assert not late.answered


# --- editing, deleting, answering -----------------------------------------------------------


async def test_edit(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    asked = amina.says("/start")
    sent = await bot.send_message(amina.id, "<b>One</b>", "HTML", reply_markup=keyboard("A"))
    place: dict[str, Any] = {"chat_id": amina.id, "message_id": sent.message_id}
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<b>One</b>", **place, parse_mode="HTML", reply_markup=keyboard("A")
        )
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", amina.id, 9999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", amina.id, asked.id)
    await bot.edit_message_text("One", **place)
    [shown] = api.said(amina)
    assert (shown.text, shown.styled, shown.buttons, shown.edited) == ("One", [], [], True)
    await bot.edit_message_reply_markup(**place, reply_markup=keyboard("B", "C"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(**place, reply_markup=keyboard("B", "C"))
    assert [(sent.method, sent.text, sent.buttons) for sent in api.sent] == [
        ("sendMessage", "One", [["A"]]),
        ("editMessageText", "One", []),
        ("editMessageReplyMarkup", "One", [["B", "C"]]),
    ]


async def test_a_question_asks_for_a_reply_and_cannot_be_edited(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    sent = await bot.send_message(amina.id, "Why?", reply_markup=ForceReply())
    [question] = api.said(amina)
    assert question.asks_reply
    amina.says("Because", reply_to=question)
    answer = (await bot.get_updates())[-1].message
    assert answer is not None
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.message_id == sent.message_id
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("Why not?", amina.id, sent.message_id)


async def test_delete_and_reply(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    group = api.group("Cyber chat", members=[amina])
    asked = amina.says("/tracks", in_=group)
    sent = await bot.send_message(
        group.id, "Here", reply_parameters=ReplyParameters(message_id=asked.id)
    )
    assert api.said(group)[0].reply_to == asked.id
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/tracks"
    await bot.delete_message(group.id, sent.message_id)
    assert [message.text for message in api.shown(group)] == ["/tracks"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(group.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, asked.id)
    gone = ReplyParameters(message_id=sent.message_id)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(group.id, "x", reply_parameters=gone)
    gone = ReplyParameters(message_id=sent.message_id, allow_sending_without_reply=True)
    await bot.send_message(group.id, "alone", reply_parameters=gone)
    assert api.said(group)[-1].reply_to is None


async def test_topics(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    forum = api.group("Forum", forum=True, members=[amina])
    plain = api.group("Plain", members=[amina])
    agenda = api.topic(forum, "Agenda")
    amina.says("/vote", topic=agenda)
    update = (await bot.get_updates())[-1].message
    assert update is not None
    assert update.message_thread_id == agenda.id
    assert update.is_topic_message
    assert update.reply_to_message is not None
    assert update.reply_to_message.forum_topic_created
    await bot.send_message(forum.id, "in", message_thread_id=agenda.id)
    assert [(message.thread_id, message.reply_to) for message in api.shown(forum)] == [
        (agenda.id, None),
        (agenda.id, None),
    ]
    for chat_id, thread_id in ((forum.id, 1), (forum.id, 999), (plain.id, agenda.id)):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(chat_id, "x", message_thread_id=thread_id)
    agenda.closes()
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(forum.id, "x", message_thread_id=agenda.id)
    agenda.deletes()
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "x", message_thread_id=agenda.id)


# --- who may be written to ------------------------------------------------------------------


async def test_private_chats(api: BotApi, bot: Bot) -> None:
    amina, robot = api.person("Amina"), api.person("Robot", is_bot=True)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(amina.id, "x")
    with pytest.raises(Forbidden, match="bot can't send messages to bots"):
        await bot.send_message(robot.id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(424242, "x")
    amina.says("/start")
    amina.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(amina.id, "x")
    with pytest.raises(ImpossibleError, match="must unblock"):
        amina.says("hello")
    amina.unblocks()
    await bot.send_message(amina.id, "welcome back")
    changes = [update.my_chat_member for update in await bot.get_updates()][1:]
    assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]


async def test_groups_that_do_not_want_the_bot(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    group = api.group("Cyber chat", members=[amina])
    basic = api.group("Small", supergroup=False, members=[amina])
    stranger = api.group("Elsewhere", with_bot=False)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(stranger.id, "x")
    group.mute_bot(by=amina)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
        await bot.send_message(group.id, "x")
    group.unmute_bot(by=amina)
    await bot.send_message(group.id, "x")
    group.kick_bot(by=amina)
    basic.kick_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "x")
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(basic.id, "x")
    group.add_bot(by=amina)
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "x")


async def test_upgrade_changes_the_id(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    group = api.group("Cyber chat", supergroup=False, members=[amina])
    await bot.send_message(group.id, "before")
    old = group.id
    group.upgrade()
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(old, "x")
    assert migrated.value.new_chat_id == group.id != old
    await bot.send_message(group.id, "after")
    assert [message.text for message in api.said(group)] == ["before", "after"]
    moves = [update.message for update in await bot.get_updates()]
    assert [(m.chat.id, m.migrate_to_chat_id, m.migrate_from_chat_id) for m in moves if m] == [
        (old, group.id, None),
        (group.id, None, old),
    ]


async def test_chats_and_members(api: BotApi, bot: Bot) -> None:
    amina, jo = api.person("Amina"), api.person("Jo")
    group = api.group("Cyber chat", members=[amina, jo])
    assert (await bot.get_chat(group.id)).title == "Cyber chat"
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(jo.id)
    assert (await bot.get_chat_member(group.id, jo.id)).status == "member"
    group.promote(jo)
    admins = await bot.get_chat_administrators(group.id)
    assert [(one.user.id, one.status) for one in admins] == [
        (amina.id, "creator"),
        (jo.id, "administrator"),
    ]
    jo.leaves(group)
    assert (await bot.get_chat_member(group.id, jo.id)).status == "left"
    with pytest.raises(ImpossibleError, match="Jo is not in Cyber chat"):
        jo.says("x", in_=group)
    assert await bot.send_chat_action(group.id, "typing")
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(group.id, "thinking")


# --- files and settings ---------------------------------------------------------------------


async def test_files_both_ways(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    await bot.send_document(
        amina.id, b"id;vote", caption="<b>Votes</b>", filename="v.csv", parse_mode="HTML"
    )
    await bot.send_photo(amina.id, PIXEL, reply_markup=keyboard("Close"))
    document, photo = api.said(amina)
    assert (document.file_name, document.content, document.text) == ("v.csv", b"id;vote", "Votes")
    assert photo.content == PIXEL
    assert photo.json["photo"][0]["width"] == 1
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_document(amina.id, b"x", caption="x" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(amina.id, b"no picture")
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(amina.id, b"", filename="empty.txt")
    amina.sends_file("draft.txt", "Entwürfe".encode(), caption="/draft")
    amina.sends_file("big.bin", bytes(20 * 1024 * 1024 + 1))
    draft, big = [update.message for update in await bot.get_updates()][-2:]
    assert draft is not None
    assert draft.document is not None
    assert draft.caption == "/draft"
    file = await bot.get_file(draft.document.file_id)
    assert bytes(await file.download_as_bytearray()).decode() == "Entwürfe"
    assert big is not None
    assert big.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(big.document.file_id)


async def test_commands_per_scope_and_language(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("aide", "Aide")], private, "fr")
    await bot.set_my_commands([BotCommand("mine", "Mine")], BotCommandScopeChat(amina.id))
    assert [one.command for one in await bot.get_my_commands(private, "fr")] == ["aide"]
    assert await bot.get_my_commands(private) == ()
    assert api.commands()['{"type": "all_private_chats"}', "fr"][0]["command"] == "aide"
    await bot.delete_my_commands(private, "fr")
    assert await bot.get_my_commands(private, "fr") == ()
    for wrong in (BotCommand("Help", "x"), BotCommand("x" * 33, "x"), BotCommand("x", "x" * 257)):
        with pytest.raises(BadRequest):
            await bot.set_my_commands([wrong])
    with pytest.raises(BadRequest):
        await bot.set_my_commands([BotCommand("x", "x")] * 101)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([BotCommand("x", "x")], BotCommandScopeChat(-77))
    await bot.set_my_description("x" * 512)
    await bot.set_my_short_description("short", "fr")
    assert api.bot.descriptions[""] == "x" * 512
    with pytest.raises(BadRequest):
        await bot.set_my_description("x" * 513)


async def test_message_numbers_are_not_unique_across_supergroups(api: BotApi, bot: Bot) -> None:
    first, second = api.group("First"), api.group("Second")
    one = await bot.send_message(first.id, "x")
    two = await bot.send_message(second.id, "x")
    assert one.message_id == two.message_id


async def test_until_is_woken_by_what_happens(api: BotApi, bot: Bot) -> None:
    amina = api.person("Amina")
    amina.says("/start")
    waiting = asyncio.create_task(api.until(lambda: api.said(amina)))
    await bot.send_message(amina.id, "x")
    await waiting
    with pytest.raises(AssertionError, match="the last sends were"):
        await api.until(lambda: False, within=0.01)
    last: Message = api.said(amina)[-1]
    assert last.text == "x"
