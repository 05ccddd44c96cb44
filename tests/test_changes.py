"""What was edited or taken back reaches what rests on it, once; of ordinary talk nothing stays."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.conversation import changes
from bot.conversation.changes import when_edited, when_removed
from bot.conversation.context import Occasion
from bot.conversation.errors import NotKept
from bot.conversation.message import Edited, Removed, RoomNames, RoomRef
from bot.conversation.phrases import verbatim
from bot.conversation.reply import reply
from bot.ports import Tx
from bot.tracks.store import Rooms
from storage.store import SqlStore
from tests.support import BEGINNING, Talk, Voice, fill, kept_text, rows, shown

JO = Voice("matrix", "@jo:example.org", "Jo")
ROOM = RoomRef("matrix", "!cyber:example.org")
OTHER = RoomRef("telegram", "-100")
TRACK = "bpf-cybersecurity"


@dataclass
class Minutes:
    """Something that rests on messages, and says so when one changes."""

    heard: list[Edited | Removed] = field(default_factory=list)
    failure: Exception | None = None

    def note(self, tx: Tx, occasion: Occasion, change: Edited | Removed) -> None:
        self.heard.append(change)
        words = change.text if isinstance(change, Edited) else "taken back"
        occasion.announce(TRACK, reply(verbatim(words)))
        tx.get(Rooms).set_language(OTHER, RoomNames("Cyber chat"), "fr")
        if self.failure:
            raise self.failure


@pytest.fixture
def talk() -> Iterator[Talk]:
    store = fill(SqlStore("sqlite://"))
    with store.begin() as tx:
        for room in (ROOM, OTHER):
            tx.get(Rooms).bind(room, RoomNames("Cyber"), TRACK)
        tx.commit()
    yield Talk(store)
    store.close()


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> Minutes:
    monkeypatch.setattr(changes, "_WHEN_EDITED", [])
    monkeypatch.setattr(changes, "_WHEN_REMOVED", [])
    found = Minutes()
    when_edited(found.note)
    when_removed(found.note)
    return found


def edited(text: str, number: int = 1) -> Edited:
    return Edited(f"edit-{number}", ROOM, "heard-1", JO.ref, text, BEGINNING)


def test_who_rests_on_a_message_hears_of_its_changes_once(talk: Talk, minutes: Minutes) -> None:
    edit, removal = edited("/info We agree"), Removed("gone-1", ROOM, "heard-1", BEGINNING)
    talk.hearing.hear("matrix", [edit, removal], "p1")
    talk.hearing.hear("matrix", [edit, removal], "p1")
    assert minutes.heard == [edit, removal]
    said = talk.deliver()
    assert {one.to for one in said} == {ROOM, OTHER}
    assert shown(said).split("\n") == ["/info We agree"] * 2 + ["taken back"] * 2


def test_an_edit_is_no_new_command(talk: Talk, minutes: Minutes) -> None:
    talk.hearing.hear("matrix", [edited("/tracks")], "p1")
    assert shown(talk.deliver()) == "/tracks\n/tracks"
    assert talk.person(JO) is None


def test_half_a_sign_in_an_edit_can_be_written_down(talk: Talk, minutes: Minutes) -> None:
    talk.hearing.hear("matrix", [edited("a \ud83d b")], "p1")
    assert shown(talk.deliver()) == "a ? b\na ? b"


def test_what_fails_leaves_nothing_and_stops_nobody(
    talk: Talk, minutes: Minutes, caplog: pytest.LogCaptureFixture
) -> None:
    minutes.failure = RuntimeError("secret words")
    talk.hearing.hear("matrix", [edited("secret words"), talk.message(JO, "/tracks")], "p1")
    assert [one.to.id for one in talk.deliver()] == [JO.id]
    assert [row["language"] for row in rows(talk.store, "room")] == ["", ""]
    assert "a change was not honoured: RuntimeError" in caplog.text
    assert "secret words" not in caplog.text + kept_text(talk.store)


def test_what_could_not_be_kept_is_heard_again(talk: Talk, minutes: Minutes) -> None:
    minutes.failure = NotKept("the disk is full")
    with pytest.raises(NotKept):
        talk.hearing.hear("matrix", [edited("/info x")], "p1")
    minutes.failure = None
    talk.hearing.hear("matrix", [edited("/info x")], "p1")
    assert len(minutes.heard) == 2
    assert shown(talk.deliver()) == "/info x\n/info x"


def test_nothing_of_ordinary_talk_stays(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    talk.hearing.hear(
        "matrix",
        [edited("my sister is ill"), Removed("gone-1", ROOM, "heard-1", BEGINNING)],
        "p1",
    )
    assert talk.waiting() == []
    assert talk.person(JO) is None
    for word in ("sister", JO.id, "heard-1", "edit-1", "gone-1"):
        assert word not in kept_text(talk.store) + caplog.text
