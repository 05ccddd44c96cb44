"""The notation of stories plays what people do besides speaking, on the core and the networks."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

import bot.app
from adapters.story.networks import PLATFORMS, MemoryNetwork, Network
from adapters.story.playing import Playing, StoryClock
from adapters.story.transcript import Change, Unreadable, read_change, read_saying, read_story
from bot.conversation import changes
from bot.conversation.context import Occasion
from bot.conversation.message import Edited, Removed
from bot.conversation.phrases import verbatim
from bot.conversation.reply import reply
from bot.ports import Tx
from bot.settings import Settings
from storage.store import SqlStore
from tests.botapi import BotApi
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.server import Homeserver
from tests.networks import MatrixNetwork, TelegramNetwork

STAGE = """
| who   | is                               | on       |
|-------|----------------------------------|----------|
| Amina | participant of bpf-cybersecurity | Telegram |
| Jo    | participant of bpf-cybersecurity | Matrix   |

| room       | on       | track             |
|------------|----------|-------------------|
| Cyber room | Matrix   | bpf-cybersecurity |
| Cyber chat | Telegram |                   |

```chat
"""

Play = Callable[[str], Awaitable[Playing]]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Plays the lines of a story on the core."""

    async def played(lines: str) -> Playing:
        clock = StoryClock()
        networks: dict[str, Network] = {one: MemoryNetwork(one, clock) for one in PLATFORMS}
        return await _played(lines, tmp_path, clock, networks)

    return played


@pytest.fixture
def play_on_networks(tmp_path: Path, homeserver: Homeserver, new_person: NewPerson) -> Play:
    """Plays the lines of a story through the real adapters."""

    async def played(lines: str) -> Playing:
        async with BotApi() as api:
            networks: dict[str, Network] = {
                "telegram": TelegramNetwork(api),
                "matrix": MatrixNetwork(homeserver, new_person, tmp_path),
            }
            return await _played(lines, tmp_path, StoryClock(), networks)

    return played


async def _played(
    lines: str, folder: Path, clock: StoryClock, networks: dict[str, Network]
) -> Playing:
    story = read_story(f"{STAGE}{lines}\n```\n")
    opened = partial(SqlStore, f"sqlite:///{folder / 'story.sqlite'}")
    playing = Playing(story, Settings(matrix_invites="all"), clock, networks, opened)
    await playing.play()
    return playing


# --- edits and deletions --------------------------------------------------------------------


CHANGES = """
Jo in Cyber room: /xyzzyx
Bot in Cyber room: There is no /xyzzyx.
  [What can I do here?]
Jo edits in Cyber room: /info new words
Bot in Cyber room: /info new words
Amina in Cyber chat: /xyzzyx
Bot in Cyber chat: There is no /xyzzyx.
  [What can I do here?]
Amina edits in Cyber chat: /info newer words
Bot in Cyber room: /info newer words
Jo in Cyber room: /xyzzyx
Bot in Cyber room: There is no /xyzzyx.
  [What can I do here?]
Jo deletes in Cyber room
Bot in Cyber room: taken back
"""


@pytest.fixture
def _announced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every change is announced."""

    def announce(_tx: Tx, occasion: Occasion, change: Edited | Removed) -> None:
        words = change.text if isinstance(change, Edited) else "taken back"
        occasion.announce("bpf-cybersecurity", reply(verbatim(words.replace("!", "/"))))

    monkeypatch.setattr(changes, "_WHEN_EDITED", [announce])
    monkeypatch.setattr(changes, "_WHEN_REMOVED", [announce])


@pytest.mark.usefixtures("_announced")
async def test_changes_on_the_core(play: Play) -> None:
    playing = await play(CHANGES)
    assert playing.difference == ""
    assert "Jo edits in Cyber room: /info new words" in playing.conversation
    assert "Jo deletes in Cyber room" in playing.conversation


@pytest.mark.usefixtures("_announced")
async def test_changes_through_the_adapters(play_on_networks: Play) -> None:
    playing = await play_on_networks(CHANGES)
    assert playing.difference == "", playing.conversation


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("Jo edits in Cyber room: /info", "said nothing there"),
        ("Jo deletes in Cyber room", "said nothing there"),
        (
            "Amina in Cyber chat: hi\nAmina deletes in Cyber chat",
            "Telegram tells bots of no deletion",
        ),
        ("Eve edits: hi", "no such person"),
    ],
)
async def test_what_nobody_could_do(play: Play, lines: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        await play(f"{lines}\n")


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("Jo edits: a: b", Change("Jo", "", "", "a: b")),
        ("Jo edits in Cyber room: /x", Change("Jo", "Cyber room", "", "/x")),
        ("Jo Li edits on Matrix: /x", Change("Jo Li", "", "matrix", "/x")),
        ("Jo deletes", Change("Jo", "", "", None)),
        ("Jo deletes in Cyber room", Change("Jo", "Cyber room", "", None)),
        ("Jo deletes on Telegram", Change("Jo", "", "telegram", None)),
        ("Jo in Cyber room: Li edits: x", None),
        ("Jo: deletes", None),
        ("Jo deletes it: x", None),
    ],
)
def test_the_notation_of_changes(line: str, change: Change | None) -> None:
    assert read_change(line) == change
    assert change or read_saying(line)


# --- time -----------------------------------------------------------------------------------


DUE = [datetime(2026, 3, 3, 9, minute, tzinfo=UTC) for minute in (10, 25, 40)]

TIME = """
later 20 minutes
Bot in Cyber room: Due 09:10, said 09:10.
later 5 minutes
Bot in Cyber room: Due 09:25, said 09:25.
restart
later 1 hour
Bot in Cyber room: Due 09:40, said 09:40.
"""
OUTAGE = """
later 12 minutes
Bot in Cyber room: Due 09:10, said 09:10.
down 3 hours
Bot in Cyber room: Due 09:25, said 12:12.
Bot in Cyber room: Due 09:40, said 12:12.
later 1 day
"""
ALL_AT_ONCE = """
at 2026-03-03 10:00
Bot in Cyber room: Due 09:10, said 09:10.
Bot in Cyber room: Due 09:25, said 09:25.
Bot in Cyber room: Due 09:40, said 09:40.
"""


@pytest.fixture
def _reminders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times are announced when they have come."""

    def remind(_tx: Tx, occasion: Occasion) -> None:
        for due in DUE:
            occasion.wake(due)
            if due <= occasion.now:
                words = f"Due {due:%H:%M}, said {occasion.now:%H:%M}."
                occasion.announce("bpf-cybersecurity", reply(verbatim(words)), once=f"due/{due}")

    monkeypatch.setattr(bot.app, "_CHORES", (remind,))


@pytest.mark.usefixtures("_reminders")
@pytest.mark.parametrize("lines", [TIME, OUTAGE, ALL_AT_ONCE], ids=["time", "outage", "at once"])
async def test_time_on_the_core(play: Play, lines: str) -> None:
    playing = await play(lines)
    assert playing.difference == "", playing.conversation
    said = [line for line in lines.split("\n") if line]
    assert [line.replace("1 hours", "1 hour") for line in playing.conversation] == said


@pytest.mark.usefixtures("_reminders")
@pytest.mark.parametrize("lines", [TIME, OUTAGE], ids=["time", "outage"])
async def test_time_through_the_adapters(play_on_networks: Play, lines: str) -> None:
    playing = await play_on_networks(lines)
    assert playing.difference == "", playing.conversation


async def test_what_is_said_in_between_is_seen_in_between(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(_tx: Tx, occasion: Occasion) -> None:
        for due in DUE:
            occasion.wake(due)
        if occasion.now in DUE:
            words = verbatim(f"It is {occasion.now:%H:%M}.")
            occasion.board("bpf-cybersecurity", "board", lambda _: reply(words))

    monkeypatch.setattr(bot.app, "_CHORES", (draw,))
    playing = await play("""
later 1 hour
Bot in Cyber room: It is 09:10.
Bot in Cyber room: It is 09:25.
Bot in Cyber room: It is 09:40.
""")
    assert playing.difference == "", playing.conversation
