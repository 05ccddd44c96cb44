"""What a room is told carries the address of what it is about, where pages are public."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from adapters.story.letters import in_memory
from adapters.story.playing import Playing, StoryClock
from adapters.story.transcript import read_story
from bot.conversation.addresses import address_of, path_of
from bot.settings import Settings
from storage.store import SqlStore
from tests.pages_stage import AMINA, JO, OLA, ROOM, TRACK, VOTERS, Stage
from tests.test_conversations import FILES, every_story

URL = "https://record.example/igf"


@pytest.fixture
def stage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    settings = Settings(commands_per_minute=1_000_000, public_url=request.param)
    stage = Stage(tmp_path, settings)
    stage.join(AMINA, *VOTERS[:9])
    stage.say(JO, "/start")
    stage.say(OLA, f"/appoint @{JO.handle} facilitator {TRACK}")
    stage.say(JO, f"/bind {TRACK}", ROOM)
    yield stage
    stage.close()


@pytest.mark.parametrize("stage", [URL], indirect=True)
def test_rooms_are_told_where_it_can_be_read(stage: Stage) -> None:
    stage.say(JO, f'/consensus {TRACK} "We meet on Tuesdays." for 7 days')
    assert stage.say(JO, "/open 1").count(f"{URL}/d/1") == 1
    assert stage.say(AMINA, "/decision D1", ROOM).endswith(f"\n{URL}/d/1")
    planned = stage.say(JO, f'/schedule {TRACK} "Call" 2026-06-30 09:00 UTC for 30m')
    assert f"{URL}/m/1" in planned
    assert f"{URL}/m/1" in stage.say(JO, "/cancel M1 The chair is ill.")


@pytest.mark.parametrize("stage", [URL], indirect=True)
def test_what_is_private_or_refused_has_no_address(stage: Stage) -> None:
    stage.say(JO, f'/consensus {TRACK} "We meet on Tuesdays." for 7 days')
    stage.say(JO, "/open 1")
    receipt = stage.say(AMINA, "/vote D1 object: It is late.").split("Receipt")[0]
    assert URL not in receipt.partition("Recorded on D1")[2]
    assert URL not in stage.say(AMINA, "/decision D99", ROOM)
    assert URL not in stage.say(AMINA, "/decisions", ROOM)
    assert URL not in stage.say(AMINA, "/decision D1")


@pytest.mark.parametrize("stage", [""], indirect=True)
def test_nothing_is_said_where_nothing_is_public(stage: Stage) -> None:
    stage.say(JO, f'/consensus {TRACK} "We meet on Tuesdays." for 7 days')
    assert "/d/1" not in stage.say(JO, "/open 1")


@pytest.mark.parametrize(
    ("reference", "path"),
    [("D7", "/d/7"), ("M4", "/m/4"), ("B2", "/b/2"), ("M4.12", "/m/4#M4.12"),
     ("D7.1", "/d/7#D7.1"), ("M4.12/1", "/m/4#M4.12/1")],
)  # fmt: skip
def test_references_have_places(reference: str, path: str) -> None:
    assert path_of(reference) == path
    assert address_of(URL, reference) == URL + path


@pytest.mark.parametrize("reference", ["", "A12", "d7", "D", "D7x", "../D7"])
def test_other_things_have_none(reference: str) -> None:
    assert address_of(URL, reference) == ""
    with pytest.raises(ValueError, match="has no page"):
        path_of(reference)


_REFERENCE = re.compile(r"\b[DMB]\d+\b")
_WITHOUT = re.compile(
    # What a meeting notes while it runs is read on its page once it is over; what waits for the
    # chair is on no page.
    r"M\d+\.\d+ (?:noted|says now|was taken back|waits for the chair)|Now: |"
    # Refusals, which are no news of the thing.
    r"Jo chairs M1|Nobody chairs M1|M1 has begun already|M1 is off the record|There is no item|"
    r"Comments on B1 .* a window is never made shorter|"
    # A list, in which each thing has its own.
    r"Drafts$",
    re.MULTILINE,
)


def _messages(conversation: Iterable[str]) -> Iterator[list[str]]:
    """The messages of a conversation: a line, and those that are indented under it."""
    found: list[str] = []
    for line in "\n".join(conversation).split("\n"):
        if not line.startswith("  ") and found:
            yield found
            found = []
        found.append(line)
    yield found


@every_story
async def test_every_message_in_a_room_says_where_it_is_read(path: Path, tmp_path: Path) -> None:
    """All stories are played with public pages: whatever names a decision, a meeting or a draft in
    a room has an address."""
    clock, story = StoryClock(), read_story(path.read_text(encoding="utf-8"))
    opened = partial(SqlStore, f"sqlite:///{tmp_path / 'story.sqlite'}")
    playing = Playing(
        story, Settings(public_url=URL), clock, in_memory(clock, story), opened, strict=False,
        files=FILES,
    )  # fmt: skip
    await playing.play()
    for message in _messages(playing.conversation):
        who, _, first = message[0].partition(": ")
        words = "\n".join([first, *(one for one in message[1:] if not one.startswith("  ["))])
        if not re.match("Bot (?:edits )?in ", who) or not _REFERENCE.search(words):
            continue
        assert re.search(rf"{URL}/[dmb]/\d+", words) or _WITHOUT.match(words), message
