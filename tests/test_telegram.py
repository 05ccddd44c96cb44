"""What the Telegram adapter tells the core: messages, taps, rooms."""

import logging
from datetime import UTC, datetime

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update, User

from adapters.telegram.updates import heard
from bot.conversation.message import (
    Edited,
    Entered,
    Left,
    Message,
    Moved,
    PersonRef,
    RoomNames,
    RoomRef,
    Tap,
)
from tests.telegram_stage import Stage, methods, online, outgoing, person, room, stage

GRIN = "\N{GRINNING FACE}"


async def only(here: Stage) -> Message:
    """The one message that was heard."""
    await here.api.idle()
    [message] = here.core.heard
    assert isinstance(message, Message)
    return message


# --- messages -------------------------------------------------------------------------------


async def test_a_private_message() -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina", language="fr", username="amina_ngo")
        said = amina.says("/start  now")
        assert await only(here) == Message(
            id=f"{amina.id}/{said.id}",
            room=RoomRef("telegram", str(amina.id)),
            sender=PersonRef("telegram", str(amina.id)),
            name="Amina",
            text="/start  now",
            private=True,
            at=datetime.fromtimestamp(said.json["date"], UTC),
            handle="amina_ngo",
            language="fr",
        )


@pytest.mark.parametrize("supergroup", [True, False])
async def test_a_message_in_a_group(supergroup: bool) -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina")
        group = here.api.group("Cyber chat", supergroup=supergroup, members=[amina])
        said = amina.says("/tracks", in_=group)
        message = await only(here)
        assert message.id == f"{group.id}/{said.id}"
        assert (message.room, message.sender) == (room(group), person(amina))
        assert (message.private, message.names) == (False, RoomNames("Cyber chat"))
        assert (message.handle, message.language) == ("", "")


async def test_a_topic_is_a_room_and_its_first_message_is_not_answered() -> None:
    async with online() as (here, adapter):
        amina = here.api.person("Amina")
        forum = here.api.group("Forum", forum=True, members=[amina])
        agenda = here.api.topic(forum, "Agenda")
        await adapter.send(outgoing(agenda, "Why?", asks="object D7 "))
        [question] = here.api.said(forum)
        amina.says("/tracks", topic=agenda)
        amina.says("because", reply_to=question)
        amina.says("/tracks", in_=forum)
        await here.api.idle()
        plain, answer, general = here.core.heard
        assert isinstance(plain, Message)
        assert isinstance(answer, Message)
        assert isinstance(general, Message)
        assert (plain.room, plain.replies_to, plain.replied_author) == (room(agenda), "", None)
        assert (answer.room, answer.replies_to) == (room(agenda), str(question.id))
        assert general.room == room(forum)


async def test_a_chain_of_replies_is_no_topic() -> None:
    async with online() as (here, adapter):
        amina, jo = here.api.person("Amina"), here.api.person("Jo")
        group = here.api.group("Cyber chat", members=[amina, jo])
        number = await adapter.send(outgoing(group, "Which one?"))
        [question] = here.api.said(group)
        first = amina.says("the first", in_=group, reply_to=question)
        jo.says("/thank", in_=group, reply_to=first)
        await here.api.idle()
        answer, thanks = here.core.heard
        assert isinstance(answer, Message)
        assert isinstance(thanks, Message)
        assert (answer.room, answer.replies_to, answer.replied_author) == (
            room(group),
            number,
            None,
        )
        assert (thanks.room, thanks.replies_to, thanks.replied_author) == (
            room(group),
            "",
            person(amina),
        )


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("/vote@intersession_test_bot D7 yes", "/vote D7 yes"),
        ("/vote@Intersession_TEST_Bot", "/vote"),
        ("/vote@other_bot D7 yes", None),
        ("/vote@intersession_test_bot2 D7", None),
        ("see /vote@other_bot", "see /vote@other_bot"),
        ("/thank @other_bot", "/thank @other_bot"),
    ],
)
async def test_what_is_addressed_to_another_bot_is_not_for_us(typed: str, text: str | None) -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina")
        here.api.bot.privacy = False
        group = here.api.group("Cyber chat", members=[amina])
        amina.says(typed, in_=group)
        await here.api.idle()
        assert here.core.texts == ([] if text is None else [text])


async def test_people_without_a_username_are_named_by_account() -> None:
    async with online() as (here, _):
        amina, jo, li = (here.api.person(name) for name in ("Amina", "Jo", "Li"))
        group = here.api.group("Cyber chat", members=[amina, jo, li])
        text = f"/thank {GRIN} Jo, {GRIN}Li and @some_one"
        amina.says(text, in_=group, mentioning=[jo, li])
        await here.api.idle()
        assert here.core.texts == [
            f"/thank {GRIN} telegram:{jo.id}, {GRIN}telegram:{li.id} and @some_one"
        ]


async def test_who_is_nobody_is_not_heard() -> None:
    async with online() as (here, _):
        amina, robot = here.api.person("Amina"), here.api.person("Robot", is_bot=True)
        group = here.api.group("Cyber chat", members=[amina, robot])
        here.api.bot.privacy = False
        robot.says("/vote D7 yes", in_=group)
        amina.says("/vote D7 yes", in_=group, anonymous=True)
        group.renames("Cyber")
        amina.edits(amina.says("/one", in_=group), "/two")
        await here.api.idle()
        assert here.core.texts == ["/one"]


async def test_an_edit_tells_the_new_text_and_is_no_command() -> None:
    async with online() as (here, _):
        amina, jo = here.api.person("Amina"), here.api.person("Jo")
        group = here.api.group("Cyber chat", members=[amina, jo])
        said = amina.says("/info one", in_=group)
        numbers = [
            amina.edits(said, "/info@intersession_test_bot two"),
            amina.edits(said, "/info three"),
        ]
        amina.edits(amina.says("/info@other_bot one", in_=group), "/info@other_bot two")
        assert jo.edits(jo.says("good morning", in_=group), "good evening") is None
        talk = jo.says("hello")
        jo.edits(talk, "hello again")
        jo.deletes(talk)
        await here.api.idle()
        heard = [one for one in here.core.heard if isinstance(one, Edited)]
        at = datetime.fromtimestamp(said.json["edit_date"], UTC)
        assert heard[1] == Edited(
            f"edit/{numbers[1]}/{at:%Y%m%dT%H%M%S}",
            room(group),
            f"{group.id}/{said.id}",
            person(amina),
            "/info three",
            at,
        )
        assert [one.text for one in heard] == ["/info two", "/info three", "hello again"]
        assert len({one.id for one in heard}) == 3
        assert here.core.texts == ["/info one", "hello"]


def test_a_public_group_has_an_address_and_a_channel_is_not_heard() -> None:
    me = User(1, "Intersession", True, username="intersession_test_bot")
    body = {
        "message_id": 5,
        "date": 1,
        "text": "/tracks",
        "from": {"id": 9, "is_bot": False, "first_name": "Amina", "last_name": "N."},
        "chat": {"id": -7, "type": "supergroup", "title": "Open", "username": "open_chat"},
    }
    told = heard(Update.de_json({"update_id": 1, "message": body}, None), me)
    assert isinstance(told, Message)
    assert told.name == "Amina N."
    assert told.names == RoomNames("Open", "https://t.me/open_chat")
    channel = {"id": -8, "type": "channel", "title": "News"}
    for changed in ({"chat": channel}, {"sender_chat": channel}):
        assert heard(Update.de_json({"update_id": 1, "message": body | changed}, None), me) is None


# --- taps -----------------------------------------------------------------------------------


async def test_a_tap_is_heard_and_answered() -> None:
    async with online() as (here, adapter):
        amina = here.api.person("Amina", language="es")
        forum = here.api.group("Forum", forum=True, members=[amina])
        agenda = here.api.topic(forum, "Agenda")
        sent = await adapter.send(outgoing(agenda, "Sure?", buttons=["Yes", "No"], number=41))
        tap = amina.taps(here.api.said(forum)[0], "No")
        await here.api.until(lambda: tap.answered)
        message = await only(here)
        assert message.tap == Tap(sent, 1, 41)
        assert (message.id, message.text) == (f"tap/{tap.id}", "")
        assert (message.room, message.sender) == (room(agenda), person(amina))
        assert (message.private, message.language) == (False, "es")


async def test_a_tap_is_answered_only_after_it_was_heard() -> None:
    async with online() as (here, adapter):
        amina = here.api.person("Amina")
        amina.says("/start")
        await here.api.idle()
        await adapter.send(outgoing(amina, "Sure?", buttons=["Yes"]))
        here.core.refusals = 1
        here.core.patient.clear()
        tap = amina.taps(here.api.said(amina)[0], "Yes")
        await here.api.until(lambda: here.core.pauses)
        assert not tap.answered
        here.core.patient.set()
        await here.api.until(lambda: tap.answered)


async def test_a_tap_that_is_too_old_to_answer_is_heard_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with stage() as here:
        amina = here.api.person("Amina")
        amina.says("/start")
        adapter = here.adapter()
        await adapter.send(outgoing(amina, "Sure?", buttons=["Yes"]))
        await adapter.stop()
        tap = amina.taps(here.api.said(amina)[0], "Yes")
        here.api.expire_taps()
        async with here.listening():
            await here.api.until(lambda: "answerCallbackQuery" in methods(here.api))
            amina.says("/next")
            await here.api.idle()
        assert [one.id for one in here.core.heard][1] == f"tap/{tap.id}"
        assert here.core.texts == ["/start", "", "/next"]
        assert not tap.answered
        assert "a tap is not answered: BadRequest: Query is too old" in caplog.text


@pytest.mark.parametrize("data", ["yes", "7:x", "7", ":1", "7:1:1", "\N{ARABIC-INDIC DIGIT ONE}:1"])
async def test_a_button_that_is_not_ours_is_answered_and_not_heard(data: str) -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina")
        amina.says("/start")
        await here.api.idle()
        async with Bot(here.api.token, base_url=here.api.base_url) as bot:
            button = InlineKeyboardButton("Yes", callback_data=data)
            await bot.send_message(amina.id, "x", reply_markup=InlineKeyboardMarkup([[button]]))
        tap = amina.taps(here.api.said(amina)[0], "Yes")
        await here.api.until(lambda: tap.answered)
        await here.api.idle()
        assert here.core.texts == ["/start"]


# --- rooms ----------------------------------------------------------------------------------


async def test_the_bot_comes_and_goes() -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina")
        group = here.api.group("Cyber chat", members=[amina], with_bot=False)
        told: list[tuple[str, type]] = []

        async def after(what: str) -> None:
            await here.api.idle()
            told.extend((what, type(one)) for one in here.core.heard)
            assert {one.room for one in here.core.heard if not isinstance(one, Moved)} <= {
                room(group)
            }
            here.core.batches.clear()

        group.add_bot(by=amina)
        await after("added")
        group.promote_bot(by=amina)
        await after("promoted")
        group.mute_bot(by=amina)
        await after("muted")
        group.unmute_bot(by=amina)
        await after("unmuted")
        group.kick_bot(by=amina)
        await after("kicked")
        assert told == [
            ("added", Entered),
            ("muted", Left),
            ("unmuted", Entered),
            ("kicked", Left),
        ]


async def test_entered_says_how_the_room_is_called_and_ids_differ() -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina")
        group = here.api.group("Cyber chat", members=[amina], with_bot=False)
        group.add_bot(by=amina)
        group.kick_bot(by=amina)
        await here.api.idle()
        entered, left = here.core.heard
        assert isinstance(entered, Entered)
        assert isinstance(left, Left)
        assert entered.names == RoomNames("Cyber chat")
        assert entered.at.tzinfo is UTC
        assert entered.id != left.id


async def test_a_person_who_blocks_the_bot_left_their_private_room() -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina")
        amina.blocks()
        amina.unblocks()
        await here.api.idle()
        [left] = here.core.heard
        assert isinstance(left, Left)
        assert left.room == room(amina)


async def test_a_group_becomes_a_supergroup() -> None:
    async with online() as (here, _):
        group = here.api.group("Cyber chat", supergroup=False)
        old = room(group)
        group.upgrade()
        await here.api.idle()
        moves = [one for one in here.core.heard if isinstance(one, Moved)]
        assert [(one.old, one.new) for one in moves] == [(old, room(group))] * 2
        assert len({one.id for one in moves}) == 2
