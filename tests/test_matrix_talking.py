"""What the Matrix adapter hears and answers: messages, taps, threads, mentions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.matrix.reading import keycap
from bot.conversation.message import Entered, Message, PersonRef, RoomRef
from bot.conversation.phrases import Mention, Typed
from bot.conversation.wording import Paragraph
from tests.homeserver.fixtures import NewPerson
from tests.matrix_stage import ROOMS, Bot, choices, room_with, says


@ROOMS
async def test_a_talk_of_two(bot: Bot, new_person: NewPerson, encrypted: bool) -> None:
    amina = await new_person("Amina")
    room = await amina.open_direct(bot.user_id, encrypted)
    event = await amina.says(room, "!help")
    heard = await bot.until_said("!help")
    assert heard == Message(
        id=event,
        room=RoomRef("matrix", room),
        sender=PersonRef("matrix", amina.user_id),
        name="Amina",
        text="!help",
        private=True,
        at=heard.at,
        handle=amina.user_id[1:].partition(":")[0],
    )
    assert abs(heard.at - datetime.now(UTC)) < timedelta(minutes=1)
    answer = await bot.adapter.send(says(room, "I keep the tracks.", answers=event))
    shown = await amina.until_shown(room, lambda one: one.event_id == answer)
    assert (shown.body, shown.kind, shown.encrypted) == (
        "I keep the tracks.",
        "m.notice",
        encrypted,
    )
    assert shown.in_reply_to is None
    assert not any(isinstance(one, Entered) for one in bot.heard)


@ROOMS
async def test_a_room(bot: Bot, new_person: NewPerson, encrypted: bool) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno, encrypted=encrypted)
    entered = await bot.until_heard(Entered, room)
    assert entered.names.title == "Cyber room"
    event = await bruno.says(room, "!vote D7")
    heard = await bot.until_said("!vote D7")
    assert (heard.private, heard.names.title) == (False, "Cyber room")
    mention = Mention(PersonRef("matrix", bruno.user_id), "Bruno <b>")
    elsewhere = Mention(PersonRef("telegram", "7"), "Chipo")
    line = Paragraph("line", (mention, " and ", elsewhere, " may ", Typed("vote D7")))
    outgoing = says(room, answers=event, buttons=choices("Support", "Object"))
    outgoing = replace(outgoing, wording=replace(outgoing.wording, paragraphs=(line,)))
    answer = await bot.adapter.send(outgoing)
    for person in (amina, bruno):
        shown = await person.until_shown(room, lambda one: len(one.reactions) == 2)
        assert shown.event_id == answer
        assert shown.body == "Bruno <b> and Chipo may !vote D7\n1 Support · 2 Object"
        assert shown.formatted_body == (
            f'<a href="https://matrix.to/#/{bruno.user_id}">Bruno &lt;b&gt;</a> and Chipo may '
            "<code>!vote D7</code><br>1 Support · 2 Object"
        )
        assert shown.mentions == (bruno.user_id,)
        assert shown.in_reply_to == event
        assert [one.key for one in shown.reactions] == [keycap(0), keycap(1)]
    await amina.reacts(room, answer, "👍")
    tap = await amina.reacts(room, answer, "2\ufe0f\u20e3")
    await amina.reacts(room, event, "1\ufe0f\u20e3")
    await amina.says(room, "done")
    await bot.until_said("done")
    tapped = [one for one in bot.messages() if one.tap]
    assert [(one.id, one.text, one.sender.id) for one in tapped] == [(tap, "", amina.user_id)]
    assert tapped[0].tap
    assert (tapped[0].tap.sent, tapped[0].tap.choice) == (answer, 1)


async def test_a_new_member_reads_the_first_message(
    bot: Bot, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, encrypted=True)
    await bot.adapter.send(says(room, "first"))

    async def not_now(*_: Any) -> None:
        return None

    # The round that would fetch the new member's keys did not come to it.
    monkeypatch.setattr("adapters.matrix.listening.tend_keys", not_now)
    await amina.invite(room, bruno.user_id)
    await bruno.join(room)
    await bruno.says(room, "here")
    await bot.until_said("here")
    second = await bot.adapter.send(says(room, "second", number=2))
    shown = await bruno.until_shown(room, lambda one: one.event_id == second)
    assert (shown.body, shown.problem) == ("second", None)


async def test_only_what_people_say_is_heard(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    await bot.stop()
    said = await amina.says(room, "!one")
    taken_back = await amina.says(room, "!two")
    await amina.edits(room, said, "!one more")
    await amina.redacts(room, taken_back)
    await amina.says(room, "!from a bot", kind="m.notice")
    await amina.says(room, "!waves", kind="m.emote")
    await amina.sends_in_clear(
        room, "m.room.message", {"msgtype": "m.file", "body": "!f", "url": "mxc://a/b"}
    )
    await amina.says(room, "!last")
    await bot.start()
    await bot.adapter.send(says(room, "!mine"))
    await amina.says(room, "!after")
    await bot.until_said("!after")
    # The file is heard without words: its name is no command.
    assert bot.texts() == ["!one", "", "!last", "!after"]


async def test_answers_and_threads(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno, encrypted=True)
    ours = await bot.adapter.send(says(room, "Which paragraph?"))
    theirs = await bruno.says(room, "Look at this")
    await amina.until_shown(room, lambda one: one.event_id == theirs)
    await amina.says(room, "2.1", reply_to=ours)
    await amina.says(room, "!thanks", reply_to=theirs)
    await amina.says(room, "in the thread", thread=ours)
    await amina.says(room, "answer in the thread", thread=theirs, reply_to=ours)
    await amina.says(room, "end")
    await bot.until_said("end")
    related = {
        one.text: (one.replies_to, one.replied_author and one.replied_author.id, one.thread)
        for one in bot.messages()
    }
    assert related["2.1"] == (ours, None, "")
    assert related["!thanks"] == ("", bruno.user_id, "")
    assert related["in the thread"] == ("", None, ours)
    assert related["answer in the thread"] == (ours, None, theirs)
    sent = await bot.adapter.send(says(room, "Kept.", number=2, thread=theirs, answers=theirs))
    shown = await amina.until_shown(room, lambda one: one.event_id == sent)
    assert (shown.thread, shown.in_reply_to) == (theirs, None)


async def test_a_number_in_a_thread_stands_below_what_the_bot_said(
    bot: Bot, new_person: NewPerson
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    board = await bot.adapter.send(says(room, "D1", buttons=choices("Support", "Object")))
    await amina.until_shown(room, lambda one: one.event_id == board)
    await amina.says(room, "1", thread=board)
    later = await bot.adapter.send(says(room, "Noted.", number=2, thread=board))
    await amina.until_shown(room, lambda one: one.event_id == later)
    second = await amina.says(room, "2", thread=board)
    await amina.until_shown(room, lambda one: one.event_id == second)
    # Now somebody's own words are the last ones there.
    await amina.says(room, "3", thread=board)
    await amina.says(room, "Good morning to 40 people", thread=board, reply_to=board)
    await amina.says(room, "end")
    await bot.until_said("end")
    below = {one.text: one.under for one in bot.messages()}
    assert below["1"] == (board,)
    assert below["2"] == (later, board)
    assert below["3"] == (board,)
    assert below["Good morning to 40 people"] == ()


async def test_what_is_told_alone_stands_in_no_thread(bot: Bot, new_person: NewPerson) -> None:
    """The homeserver refuses a message that is said to stand in another room's thread."""
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    root = await amina.says(room, "!me")
    await bot.until_said("!me")
    aside = replace(
        says(room, "Only you see this.", thread=root, answers=root),
        to=PersonRef("matrix", amina.user_id),
        pointer=RoomRef("matrix", room),
        private=True,
    )
    sent = await bot.adapter.send(aside)
    opened = bot.adapter.room_with(PersonRef("matrix", amina.user_id))
    assert opened
    await amina.join(opened.id)
    shown = await amina.until_shown(opened.id, lambda one: one.event_id == sent)
    assert (shown.body, shown.thread) == ("Only you see this.", None)


async def test_the_author_of_an_old_message_is_looked_up(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno)
    theirs = await bruno.says(room, "Look at this")
    ours = await bot.adapter.send(says(room, "Which one?"))
    await bot.until_said("Look at this")
    await bot.stop()
    await bot.start()
    await amina.says(room, "!thanks", reply_to=theirs)
    await amina.says(room, "that one", reply_to=ours)
    await amina.reacts(room, ours, "1")
    await bot.until(lambda: any(one.tap for one in bot.messages()))
    thanks, that = await bot.until_said("!thanks"), await bot.until_said("that one")
    assert thanks.replied_author == PersonRef("matrix", bruno.user_id)
    assert that.replies_to == ours


async def test_mentions_become_ids(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno)
    to_bot = f'<a href="https://matrix.to/#/{bot.user_id}">Intersession</a>'
    to_bruno = f'<a href="https://matrix.to/#/{bruno.user_id}">Bruno</a>'
    await amina.says(
        room,
        "Intersession: !appoint Bruno",
        html=f"{to_bot}: !appoint {to_bruno}",
        mentions=[bot.user_id, bruno.user_id],
    )
    await bot.until_said(f"!appoint {bruno.user_id}")
