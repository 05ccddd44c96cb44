"""A secret vote that is begun through one process and meets another: its words are in the memory of
the first alone. Nothing is recorded that its voter was not shown, and nobody is told otherwise."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app import App
from bot.conversation.message import Message, Tap
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from bot.pace import Rate
from bot.ports import Admits, Hear, Limits
from storage import watch
from storage.move import move
from storage.store import SqlStore
from tests.adversary.secrecy import OPTIONS, RECEIPT, VOTERS, SecretStage
from tests.decision_stage import PATIENT, Voice, labels, shown
from tests.postgres.fixtures import NewDatabase
from tests.support import StillClock, rows

_NUMBERS: Iterator[int] = count(1)
ONE = VOTERS[0]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands in a chat: the platform's number of it, and the message."""

    sent_id: str
    outgoing: Outgoing


class _Chats:
    """A platform that several processes hear at the same time, each what it is brought."""

    def __init__(self) -> None:
        self.platform = "telegram"
        self.limits = Limits(overall=Rate(1000, 1000), shared=True, together=True)
        self.address = ""
        self.shown: list[_Shown] = []

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Here the tests say who hears what."""

    async def send(self, outgoing: Outgoing) -> str:
        """Show it."""
        number = outgoing.edits or f"shown-{next(_NUMBERS)}"
        self.shown.append(_Shown(number, outgoing))
        return number

    async def stop(self) -> None:
        """Nothing to stop."""


class _Process:
    """One of several, with the whole program in it."""

    def __init__(self, address: str, now: datetime, chats: _Chats) -> None:
        self.store = SqlStore(address)
        self._chats = chats
        self.app = App(self.store, StillClock(now), PATIENT, [chats], self.store.watch())
        self._beating = asyncio.create_task(self.app._sharing.run())

    async def hears(self, voice: Voice, words: str = "", tapped: _Shown | None = None) -> None:
        """This process is the one that is brought what somebody says or taps: the first button."""
        tap = Tap(tapped.sent_id, 0, tapped.outgoing.id) if tapped else None
        number = f"heard-{next(_NUMBERS)}"
        now = self.app._clock.now()
        said = Message(
            number, voice.private, voice.ref, voice.id, words, True, now, "", tap=tap
        )  # fmt: skip
        await self.app.hear("telegram", [said], "")

    async def delivers(self) -> list[_Shown]:
        """It sends what is due to it; what it has shown."""
        before = len(self._chats.shown)
        await self.app._sharing.stood()
        await self.app.delivery.all_due()
        return self._chats.shown[before:]

    async def answers(self, voice: Voice, words: str = "", tapped: _Shown | None = None) -> _Shown:
        """It hears something, and sends the answer."""
        await self.hears(voice, words, tapped)
        [answer] = [one for one in await self.delivers() if one.outgoing.to.id == voice.id]
        return answer

    def is_taken_for_dead(self) -> None:
        """Its lease is over; it does not know that yet."""
        standing = self.app._sharing.standing
        assert standing
        over = text("UPDATE instance SET until = now() - interval '1 s' WHERE number = :number")
        with self.store.engine.begin() as connection:
            connection.execute(over, {"number": standing.number})

    async def ends(self) -> None:
        """It lets go of everything."""
        self._beating.cancel()
        await asyncio.gather(self._beating, return_exceptions=True)
        await self.app.stop()


@pytest.fixture
async def two(
    tmp_path: Path, new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[_Process, _Process]]:
    # Who lives is not taken for dead, however slow the machine is: leases run out when a test says.
    monkeypatch.setattr(watch, "_LEASE_SECONDS", 86_400)
    address = new_database()
    now = await asyncio.to_thread(_a_secret_choice_is_open, tmp_path, address)
    chats = _Chats()
    first, second = _Process(address, now, chats), _Process(address, now, chats)
    for one in (first, second):
        await one.app._sharing.stood()
        await one.delivers()
    yield first, second
    await first.ends()
    await second.ends()


def _a_secret_choice_is_open(folder: Path, address: str) -> datetime:
    with closing(SecretStage(folder)) as stage:
        now = stage.time
    move(f"sqlite:///{stage.file}", address)
    return now


def _words(one: _Shown) -> str:
    return plain(one.outgoing.wording)


def _recorded(process: _Process) -> list[tuple[str, str]]:
    """Receipt and choice of all ballots that stand."""
    return [
        (row["receipt"], row["choice"])
        for row in rows(process.store, "secret_ballot")
        if not row["inner_hash"]
    ]


def _receipt(one: _Shown) -> str:
    found = RECEIPT.search(_words(one))
    assert found, _words(one)
    return found[0]


async def test_who_heard_it_shows_the_receipt_whoever_looks_first(
    two: tuple[_Process, _Process],
) -> None:
    first, second = two
    await first.hears(ONE, "/vote D1 2")
    assert await second.delivers() == []
    [asked] = await first.delivers()
    assert OPTIONS[1] in _words(asked)
    assert labels(asked.outgoing)[0] == "Record it"
    receipt = _receipt(asked)
    done = await first.answers(ONE, tapped=asked)
    assert "Your vote on D1 is recorded." in _words(done)
    assert _recorded(second) == [(receipt, "1")]


async def test_the_other_records_nothing_says_so_and_takes_it_from_the_beginning(
    two: tuple[_Process, _Process],
) -> None:
    first, second = two
    asked = await first.answers(ONE, "/vote D1 2")
    again = await second.answers(ONE, tapped=asked)
    assert "Nothing is recorded on D1: choose again." in _words(again)
    assert labels(again.outgoing) == list(OPTIONS)
    assert _recorded(first) == []
    # They choose something else there, and it is recorded there.
    other = await second.answers(ONE, tapped=again)
    assert OPTIONS[0] in _words(other)
    assert "Your vote on D1 is recorded." in _words(await second.answers(ONE, tapped=other))
    # What the first knows of an earlier choice replaces nothing, though it knows it still.
    button = asked.outgoing.wording.buttons[0].says
    late = await first.answers(ONE, f"/{button}")
    assert "Nothing was changed" in _words(late)
    assert "is recorded." not in _words(late)
    assert _recorded(first) == [(_receipt(other), "0")]


async def test_what_another_has_said_in_its_place_is_what_a_tap_means(
    two: tuple[_Process, _Process],
) -> None:
    first, second = two
    await first.hears(ONE, "/vote D1 2")
    # The first is taken for dead, and lives: it is brought what people tap all the same.
    first.is_taken_for_dead()
    [said] = await second.delivers()
    assert "A vote on D1 was begun, and nothing is recorded." in _words(said)
    assert labels(said.outgoing)[0] == "Vote again"
    assert not RECEIPT.search(_words(said))
    await first.hears(ONE, tapped=said)
    assert _recorded(second) == []
    [answer] = [one for one in await second.delivers() if one.outgoing.to.id == ONE.id]
    assert "choose again" in _words(answer)


async def test_a_change_that_meets_the_other_changes_nothing_and_says_what_stands(
    two: tuple[_Process, _Process],
) -> None:
    first, second = two
    asked = await first.answers(ONE, "/vote D1 2")
    receipt = _receipt(asked)
    await first.answers(ONE, tapped=asked)
    for line in (f"/vote D1 1 {receipt}", f"/unvote D1 {receipt}"):
        begun = await first.answers(ONE, line)
        said = _words(await second.answers(ONE, tapped=begun))
        assert "Nothing was recorded now. The vote that you recorded on D1 stands." in said
        assert _recorded(first) == [(receipt, "1")]
    # Tapped once more there, what was recorded here stands, too.
    twice = _words(await second.answers(ONE, tapped=asked))
    assert "The vote that you recorded on D1 stands." in twice
    assert _recorded(first) == [(receipt, "1")]


async def test_two_choices_recorded_at_once_through_both_are_one_ballot(
    two: tuple[_Process, _Process],
) -> None:
    for voice in VOTERS[:6]:
        asked = [await one.answers(voice, f"/vote D1 {n}") for n, one in enumerate(two, 1)]
        await asyncio.gather(
            *(one.hears(voice, tapped=begun) for one, begun in zip(two, asked, strict=True))
        )
        answers = [
            one.outgoing
            for process in two
            for one in await process.delivers()
            if one.outgoing.to.id == voice.id
        ]
        told = [shown([one]) for one in answers]
        assert sum("Your vote on D1 is recorded." in one for one in told) == 1, told
        assert sum("Nothing was changed" in one for one in told) == 1, told
    assert len(_recorded(two[0])) == 6
    assert len(rows(two[0].store, "voter")) == 6
