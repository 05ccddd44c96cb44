"""How the Telegram adapter speaks: words, buttons, questions, edits."""

import json
import logging
from base64 import b64decode
from typing import Any

import pytest

from bot.conversation.errors import GiveUp
from bot.conversation.message import PersonRef
from bot.conversation.phrases import Mention, Typed
from bot.conversation.wording import Attachment, Moment, Paragraph
from tests.botapi import BotApi
from tests.telegram_stage import outgoing, person, speaking

CSV = Attachment("votes.csv", "text/csv", b"id;vote")


def calls(api: BotApi, method: str) -> list[dict[str, Any]]:
    """The parameters of all calls of a method."""
    return [one.parameters for one in api.answered if one.method == method]


# --- words ----------------------------------------------------------------------------------


async def test_the_answer_is_the_number_of_the_message_and_previews_are_off() -> None:
    async with speaking() as (api, adapter, amina):
        sent = await adapter.send(outgoing(amina, "See https://example.org"))
        assert sent == str(api.said(amina)[0].id)
        await adapter.send(outgoing(person(amina), "to the person"))
        assert [one.text for one in api.said(amina)] == ["See https://example.org", "to the person"]
        for call in calls(api, "sendMessage"):
            assert json.loads(call["link_preview_options"]) == {"is_disabled": True}


async def test_every_style_and_mention() -> None:
    async with speaking() as (api, adapter, amina):
        jo = Mention(person(amina), "Amina & co")
        elsewhere = Mention(PersonRef("matrix", "@jo:example.org"), "Jo")
        await adapter.send(
            outgoing(
                amina,
                Paragraph("title", ("D7 · Consensus call",)),
                Paragraph("line", ("By ", jo, " and ", elsewhere, ": try ", Typed("join irpc"))),
                Paragraph("item", ("first",), 1),
                Paragraph("item", ("loose",)),
                Paragraph("quote", ("it is\n03:00",)),
            )
        )
        [shown] = api.said(amina)
        assert shown.text == (
            "D7 · Consensus call\nBy Amina & co and Jo: try /join irpc\n"
            "1. first\n- loose\nit is\n03:00"
        )
        assert shown.styled == [
            ("bold", "D7 · Consensus call"),
            ("text_mention", "Amina & co"),
            ("bot_command", "/join"),
            ("blockquote", "it is\n03:00"),
        ]


@pytest.mark.parametrize(
    "words",
    [
        "<b>bold</b> & <a href='https://example.org'>x</a>",
        "&lt;b&gt; &amp;amp; &#64;",
        "</b></blockquote>",
        "@room hello, @channel",
        "\u202eright to left\u202c \u2066isolated\u2069",
        "*stars* _lines_ `ticks` [x](y) ~tilde~ |spoiler|",
        "\"quotes' and <",
        "null <> 1 < 2 > 0 && true",
    ],
)
async def test_hostile_words_are_shown_as_they_are(words: str) -> None:
    async with speaking() as (api, adapter, amina):
        await adapter.send(
            outgoing(
                amina,
                words,
                Paragraph("title", (words,)),
                Paragraph("quote", (words,)),
                Mention(person(amina), words),
            )
        )
        [shown] = api.said(amina)
        assert shown.text == "\n".join([words] * 4)
        found = [one for one in shown.styled if one[0] not in ("mention", "url", "bot_command")]
        assert found == [("bold", words), ("blockquote", words), ("text_mention", words)]


# --- buttons and questions ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (["Yes", "No"], [2]),
        (["Support", "Reservations", "Abstain"], [3]),
        (["Support", "Reservations", "Abstain", "Object"], [2, 2]),
        (["Support", "Reservations", "Abstain", "Object", "How this is decided"], [3, 2]),
        (["Civil Society", "Government", "Private Sector", "Technical Community"], [2, 2]),
        (["Yes", "A label that is far too long to share its row"], [1, 1]),
        (["非政府组织的代表", "政府", "私营部门"], [2, 1]),
    ],
)
async def test_buttons_stand_two_or_three_a_row(labels: list[str], rows: list[int]) -> None:
    async with speaking() as (api, adapter, amina):
        await adapter.send(outgoing(amina, "Choose", buttons=labels, number=2**62))
        [shown] = api.said(amina)
        assert [len(row) for row in shown.buttons] == rows
        assert [
            (button["text"], button["callback_data"]) for row in shown.keyboard for button in row
        ] == [(label, f"{2**62}:{place}") for place, label in enumerate(labels)]


async def test_a_question_opens_the_field_for_a_reply() -> None:
    async with speaking() as (api, adapter, amina):
        await adapter.send(outgoing(amina, "Why?", asks="object D7 "))
        await adapter.send(outgoing(amina, "Why?", asks="object D7 ", buttons=["Skip"]))
        question, choice = api.said(amina)
        assert question.asks_reply
        assert not choice.asks_reply
        assert choice.buttons == [["Skip"]]


async def test_a_question_in_a_group_is_for_the_one_it_answers() -> None:
    async with speaking() as (api, adapter, amina):
        group = api.group("Cyber chat", members=[amina])
        said = amina.says("/object D7", in_=group)
        answers = f"{group.id}/{said.id}"
        long = "x" * 4000
        await adapter.send(outgoing(group, *[long] * 3, "Why?", asks="object D7 ", answers=answers))
        first, second, last = api.said(group)
        assert (first.asks_reply, second.asks_reply, last.asks_reply) == (False, False, True)
        assert (first.reply_to, second.reply_to, last.reply_to) == (said.id, None, said.id)
        markup = json.loads(calls(api, "sendMessage")[-1]["reply_markup"])
        assert markup == {"force_reply": True, "selective": True}


async def test_an_answer_stands_under_its_question_in_groups_alone() -> None:
    async with speaking() as (api, adapter, amina):
        group = api.group("Cyber chat", members=[amina])
        in_group, in_private = amina.says("/tracks", in_=group), amina.says("/tracks")
        for answers in (f"{group.id}/{in_group.id}", str(in_group.id)):
            await adapter.send(outgoing(group, "x", answers=answers))
        for answers in ("-77/2", "tap/2", f"{group.id}/999", "$event"):
            await adapter.send(outgoing(group, "x", answers=answers))
        await adapter.send(outgoing(amina, "x", answers=f"{amina.id}/{in_private.id}"))
        assert [one.reply_to for one in api.said(group)] == [in_group.id] * 2 + [None] * 4
        assert [one.reply_to for one in api.said(amina)] == [None]


async def test_a_topic_is_spoken_to() -> None:
    async with speaking() as (api, adapter, amina):
        forum = api.group("Forum", forum=True, members=[amina])
        agenda = api.topic(forum, "Agenda")
        await adapter.send(outgoing(agenda, "in the topic", files=[CSV, CSV]))
        await adapter.send(outgoing(forum, "in General"))
        assert [one.thread_id for one in api.said(forum)] == [agenda.id] * 3 + [None]


# --- moments --------------------------------------------------------------------------------


CLOSES = Moment("Mon 9 March 2026, 23:59 UTC", 1773100740)
LINE = Paragraph("line", ("Open until ", CLOSES, "."))
WORDS = "Open until Mon 9 March 2026, 23:59 UTC."


async def test_a_moment_is_marked_and_its_words_stay() -> None:
    async with speaking() as (api, adapter, amina):
        sent = await adapter.send(outgoing(amina, LINE))
        await adapter.send(outgoing(amina, LINE, files=[CSV]))
        await adapter.send(outgoing(amina, "It is", CLOSES, edits=sent))
        assert [one.text for one in api.said(amina)] == [f"It is\n{CLOSES.text}", WORDS]
        for one in api.said(amina):
            [entity] = one.entities
            assert (entity["type"], entity["unix_time"]) == ("date_time", CLOSES.at)
            assert "date_time_format" not in entity
            assert one.styled == [("date_time", CLOSES.text)]


async def test_an_older_server_is_given_the_words_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with speaking() as (api, adapter, amina):
        sent = await adapter.send(outgoing(amina, LINE, number=1))
        api.becomes_older()
        await adapter.send(outgoing(amina, "Now", CLOSES, edits=sent, number=2))
        await adapter.send(outgoing(amina, LINE, number=3))
        assert [one.text for one in api.said(amina)] == [f"Now\n{CLOSES.text}", WORDS]
        assert [one.styled for one in api.said(amina)] == [[], []]
        assert [one.status for one in api.answered if one.method.startswith("edit")] == [400, 200]
        # It is not tried again in this life.
        assert [one.status for one in api.answered if one.method == "sendMessage"] == [200, 200]
        assert caplog.text.count("does not know moments") == 1


async def test_a_message_begun_with_moments_goes_on_without() -> None:
    async with speaking() as (api, adapter, amina):
        await adapter.send(outgoing(amina, "7" * 4000, "8" * 4000, LINE, number=4))
        api.becomes_older()
        # Its first part has no moment, its second has: only the second is sent again.
        await adapter.send(outgoing(amina, "7" * 4000, "8" * 4000, LINE, number=5))
        said = api.said(amina)
        assert [one.text[:10] for one in said] == ["7" * 10, "8" * 10] * 2
        assert said[1].text == said[3].text
        assert [one.styled for one in said] == [[], [("date_time", CLOSES.text)], [], []]


async def test_another_refusal_says_nothing_about_moments() -> None:
    async with speaking() as (api, adapter, amina):
        for times, description in ((1, "chat not found"), (2, "can't parse entities: no")):
            api.fail("sendMessage", 400, times=times, description=description)
            with pytest.raises(GiveUp):
                await adapter.send(outgoing(amina, LINE))
        await adapter.send(outgoing(amina, LINE))
        assert api.said(amina)[0].styled == [("date_time", CLOSES.text)]
        refused = len(api.answered)
        api.fail("sendMessage", 400, description="can't parse entities: no")
        with pytest.raises(GiveUp):
            await adapter.send(outgoing(amina, "no moment"))
        assert len(api.answered) == refused + 1


# --- edits ----------------------------------------------------------------------------------


async def test_a_message_is_edited_in_place() -> None:
    async with speaking() as (api, adapter, amina):
        sent = await adapter.send(outgoing(amina, "Sure?", buttons=["Yes", "No"], number=7))
        edited = outgoing(amina, "Done.", buttons=["More"], number=8, edits=sent)
        assert await adapter.send(edited) == sent
        [shown] = api.said(amina)
        assert (shown.text, shown.buttons) == ("Done.", [["More"]])
        assert shown.keyboard[0][0]["callback_data"] == "8:0"
        # The same again, as after a kill: "message is not modified".
        assert await adapter.send(edited) == sent
        assert await adapter.send(outgoing(amina, "Over.", edits=sent)) == sent
        assert (shown.text, shown.buttons) == ("Over.", [])


async def test_what_can_not_be_edited_is_sent_anew() -> None:
    async with speaking() as (api, adapter, amina):
        question = await adapter.send(outgoing(amina, "Why?", asks="object D7 "))
        file = await adapter.send(outgoing(amina, "Votes", files=[CSV]))
        menu = await adapter.send(outgoing(amina, "Sure?", buttons=["Yes"]))
        new = [
            await adapter.send(outgoing(amina, "one", edits=question)),
            await adapter.send(outgoing(amina, "two", edits=file)),
            await adapter.send(outgoing(amina, "three", edits="999")),
            await adapter.send(outgoing(amina, "four", edits="$event:matrix")),
            await adapter.send(outgoing(amina, "five", asks="object D7 ", edits=menu)),
            await adapter.send(outgoing(amina, "six", files=[CSV], edits=menu)),
            await adapter.send(outgoing(amina, "7" * 4000, "8" * 4000, edits=menu)),
        ]
        said = api.said(amina)
        assert [one.text for one in said[:3]] == ["Why?", "Votes", "Sure?"]
        assert [one.text[:5] for one in said[3:]] == [
            *("one", "two", "three", "four", "five", "six", "77777", "88888")
        ]
        assert set(new).isdisjoint({question, file, menu})


async def test_a_picture_is_a_photo_whose_caption_says_what_it_shows() -> None:
    dot = b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
        "awAAAABJRU5ErkJggg=="
    )
    picture = Attachment("D1.png", "image/png", dot, "D1: Support 2")
    async with speaking() as (api, adapter, amina):
        await adapter.send(outgoing(amina, "D1", "Support 2", files=(picture,)))
        [call] = calls(api, "sendPhoto")
        assert call["caption"] == "D1\nSupport 2"
        assert not calls(api, "sendDocument")
