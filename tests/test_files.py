"""A file that came with a message: what it answers, and what is said if it can't be taken."""

from collections.abc import Iterator

import pytest

from adapters.story.transcript import Saying, read_saying
from bot.conversation.context import Context, Place, Speaker
from bot.conversation.errors import Refusal
from bot.conversation.files import SentFile, sent_file
from bot.conversation.message import Attached, Message, NotFetched, RoomRef
from bot.conversation.translate import word
from bot.conversation.wording import plain
from storage.store import SqlStore
from tests.support import BEGINNING, PATIENT, Talk, Voice, fill, shown

AMINA = Voice("telegram", "71", "Amina")
ROOM = RoomRef("telegram", "-7")
SMALL = Attached("norms.txt", "text/plain", 3, b"yes")


@pytest.fixture
def talk() -> Iterator[Talk]:
    """People who speak with the bot."""
    store = SqlStore("sqlite://")
    yield Talk(fill(store))
    store.close()


def a_context(file: Attached | None) -> Context:
    """A command with this file."""
    message = Message("1", AMINA.private, AMINA.ref, "Amina", "/draft", True, BEGINNING, file=file)
    speaker = Speaker(1, "p-1", "Amina", "en", "UTC")
    return Context(BEGINNING, PATIENT, speaker, Place(True, "en", "UTC"), message)


def said(talk: Talk, text: str, file: Attached, room: RoomRef | None = None, to: str = "") -> str:
    """What is answered to a file."""
    talk.hear(talk.message(AMINA, text, room, file=file, replies_to=to))
    return shown(talk.deliver())


def test_a_file_alone_is_asked_about(talk: Talk) -> None:
    assert said(talk, "", SMALL).startswith("What is norms.txt for?")
    assert said(talk, "look", SMALL, ROOM) == ""


def test_a_file_without_words_answers_a_question(talk: Talk) -> None:
    talk.say(AMINA, "/timezone")
    assert "norms.txt" not in said(talk, "", SMALL)
    [question] = [one for one in talk.say(AMINA, "/timezone", ROOM) if one.wording.asks]
    assert said(talk, "", SMALL, ROOM) == ""
    assert said(talk, "", SMALL, ROOM, f"sent-{question.id}") != ""


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (Attached("a.pdf", "", 9, None, NotFetched.TOO_LARGE), "at most 20 MB"),
        (Attached("a.pdf", "", 9, None, NotFetched.UNAVAILABLE), "could not be fetched"),
        (Attached("a.pdf", "", 0, b""), "is empty"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(file: Attached, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        sent_file(a_context(file))
    answer = plain(word(refused.value.answer, "en"))
    assert "a.pdf" in answer
    assert words in answer


def test_what_is_there_is_taken() -> None:
    assert sent_file(a_context(None)) is None
    assert sent_file(a_context(SMALL)) == SentFile("norms.txt", "text/plain", b"yes")


@pytest.mark.parametrize(
    ("line", "saying"),
    [
        (
            'Amina sends norms.md "/draft irpc "A title""',
            Saying("Amina", "", "", '/draft irpc "A title"', False, 0, "norms.md"),
        ),
        (
            "Jo in Cyber room replies with a.pdf",
            Saying("Jo", "Cyber room", "", "", True, 0, "a.pdf"),
        ),
        (
            "Jo in Cyber room replies to a.pdf: /draft irpc",
            Saying("Jo", "Cyber room", "", "/draft irpc", False, 0, "", "a.pdf"),
        ),
        ("Jo on Matrix sends a.pdf", Saying("Jo", "", "matrix", "", False, 0, "a.pdf")),
        ("Jo replies: sends a.pdf", Saying("Jo", "", "", "sends a.pdf", True)),
    ],
)
def test_how_a_story_sends_files(line: str, saying: Saying) -> None:
    assert read_saying(line) == saying
