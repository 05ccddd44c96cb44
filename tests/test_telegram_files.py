"""Files that people send on Telegram: fetched if they are meant for the bot, and bounded."""

import pytest

from adapters.telegram import TelegramAdapter
from bot.conversation.message import Attached, Message, NotFetched
from tests.telegram_stage import Stage, methods, online, outgoing, stage

WORDS = "Les îles sont oubliées.".encode()
KIND = "text/plain"


def heard(here: Stage) -> list[Message]:
    """All messages that were heard."""
    return [one for one in here.core.heard if isinstance(one, Message)]


async def test_a_file_in_private_comes_with_its_content_and_its_caption() -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina")
        amina.sends_file("draft.txt", WORDS, caption="/draft irpc")
        amina.sends_file("more.txt", WORDS)
        await here.api.idle()
        assert [(one.text, one.file) for one in heard(here)] == [
            ("/draft irpc", Attached("draft.txt", KIND, len(WORDS), WORDS)),
            ("", Attached("more.txt", KIND, len(WORDS), WORDS)),
        ]


async def test_in_a_room_only_what_is_meant_for_the_bot_is_fetched() -> None:
    async with online() as (here, adapter):
        amina = here.api.person("Amina")
        group = here.api.group("Cyber chat", members=[amina])
        here.api.bot.privacy = False
        await adapter.send(outgoing(group, "What is your comment?", asks="comment B2 "))
        [question] = here.api.said(group)
        amina.sends_file("talk.txt", WORDS, caption="look", in_=group)
        amina.sends_file("one.txt", WORDS, caption="/draft@intersession_test_bot", in_=group)
        amina.sends_file("two.txt", WORDS, in_=group, reply_to=question)
        amina.sends_file("three.txt", WORDS, caption="/draft@other_bot", in_=group)
        await here.api.idle()
        assert [(one.text, one.file and one.file.content) for one in heard(here)] == [
            ("look", None),
            ("/draft", WORDS),
            ("", WORDS),
        ]
        assert heard(here)[2].replies_to == str(question.id)
        assert methods(here.api).count("getFile") == 2


async def test_a_command_may_be_a_reply_to_a_file() -> None:
    async with online() as (here, _):
        amina, jo = here.api.person("Amina"), here.api.person("Jo")
        group = here.api.group("Cyber chat", members=[amina, jo])
        draft = amina.sends_file("draft.txt", WORDS, in_=group)
        jo.says("/draft irpc", in_=group, reply_to=draft)
        await here.api.idle()
        [message] = heard(here)
        assert message.file == Attached("draft.txt", KIND, len(WORDS), WORDS)


async def test_what_is_too_large_is_not_fetched_and_said_to_be_so() -> None:
    async with stage() as here:
        adapter = TelegramAdapter(here.api.token, here.api.url, largest_file=30)
        here.adapter = lambda: adapter  # type: ignore[method-assign]
        async with here.listening():
            amina = here.api.person("Amina")
            amina.sends_file("small.txt", b"x" * 30, caption="/draft")
            amina.sends_file("large.txt", b"x" * 31, caption="/draft")
            await here.api.idle()
        small, large = (one.file for one in heard(here))
        assert small is not None
        assert large is not None
        assert (small.content, large.content) == (b"x" * 30, None)
        assert large.why_not is NotFetched.TOO_LARGE
        assert methods(here.api).count("getFile") == 1


async def test_what_telegram_finds_too_large_is_said_to_be_so() -> None:
    async with stage() as here:
        adapter = TelegramAdapter(here.api.token, here.api.url, largest_file=10**9)
        here.adapter = lambda: adapter  # type: ignore[method-assign]
        async with here.listening():
            here.api.person("Amina").sends_file("huge.txt", bytes(20 * 1024 * 1024 + 1))
            await here.api.idle()
        [message] = heard(here)
        assert message.file is not None
        assert message.file.why_not is NotFetched.TOO_LARGE


@pytest.mark.parametrize(("failures", "content"), [(2, WORDS), (None, None)])
async def test_a_file_that_can_not_be_had_holds_nobody_up(
    failures: int | None, content: bytes | None
) -> None:
    async with online() as (here, _):
        amina = here.api.person("Amina")
        here.api.fail("getFile", 502, times=failures)
        amina.sends_file("draft.txt", WORDS, caption="/draft")
        amina.says("/tracks")
        await here.api.until(lambda: len(heard(here)) == 2)
        first, second = heard(here)
        assert first.file is not None
        assert (first.file.content, second.text) == (content, "/tracks")
        assert (first.file.why_not is NotFetched.UNAVAILABLE) == (content is None)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\amina\\draft.docx", "draft.docx"),
        ("..", "file"),
        ("a\u202etxt.exe\x00\n", "atxt.exe"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("", "file"),
    ],
)
def test_of_a_name_only_the_last_part_is_kept(name: str, kept: str) -> None:
    assert Attached(name, "", 0).name == kept
