"""The desk: a file is read once, whatever happens; one that kills is not tried for ever."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import bot.desk
from bot.desk import Desk
from bot.drafts.reading.outcome import Block, Outcome, Want
from bot.drafts.store import Drafts, Readings
from bot.people.model import Account
from bot.people.store import People
from storage.store import SqlStore
from tests.support import BEGINNING, PATIENT, StillClock, Talk, Voice, fill, rows, shown

JO = Voice("telegram", "71", "Jo")
WHAT = {"for": "draft", "track": "irpc", "title": "Norms"}
TEXT = b"# Norms\n\nIslands are far.\n"


@pytest.fixture
def talk() -> Iterator[Talk]:
    """People who speak with the bot."""
    store = SqlStore("sqlite://")
    yield Talk(fill(store))
    store.close()


async def at_once(work: Callable[[], Any]) -> Any:
    """The thread of the store."""
    return work()


def a_desk(talk: Talk) -> Desk:
    """A desk of a new life."""
    return Desk(talk.store, StillClock(), PATIENT, at_once)


def send(talk: Talk, content: bytes = TEXT, name: str = "a.md") -> None:
    """Somebody sent a file."""
    with talk.store.begin() as tx:
        person = tx.get(People).meet(Account(JO.ref, "Jo", "", JO.private), "", BEGINNING)
        tx.get(Readings).put(person.id, WHAT, name, content, BEGINNING)
        tx.commit()


def read_all(desk: Desk) -> int:
    """Read until nothing waits; how many were read."""

    async def scene() -> int:
        count = 0
        while await desk.read_one():
            count += 1
        return count

    return asyncio.run(scene())


def test_files_are_read_in_their_order_and_forgotten(talk: Talk) -> None:
    send(talk)
    send(talk, b"", "b.md")
    assert read_all(a_desk(talk)) == 2
    first, second = talk.deliver()
    assert "B1 “Norms”, version 1" in shown([first])
    assert "b.md was not taken. There is no text in it" in shown([second])
    assert rows(talk.store, "reading") == []
    assert read_all(a_desk(talk)) == 0


def test_a_death_while_reading_loses_nothing_and_does_nothing_twice(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(talk)

    def die(*_arguments: object) -> Outcome:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(bot.desk, "read_file", die)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                read_all(a_desk(talk))
    assert talk.deliver() == []
    assert read_all(a_desk(talk)) == 1
    assert len(talk.deliver()) == 1
    with talk.store.begin() as tx:
        assert [one.reference for one in tx.get(Drafts).of(None)] == ["B1"]


def test_a_file_at_which_the_program_dies_is_given_up(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(talk)
    calls = []

    def die(*_arguments: object) -> Outcome:
        calls.append(1)
        raise KeyboardInterrupt

    monkeypatch.setattr(bot.desk, "read_file", die)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            read_all(a_desk(talk))
    assert read_all(a_desk(talk)) == 1
    assert len(calls) == 3
    assert "a.md was not taken" in shown(talk.deliver())


def test_a_defect_of_ours_is_owned_up_to_and_leaves_nothing(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(talk)

    def wrong(want: Want, name: str, content: bytes) -> Outcome:
        return Outcome((Block("paragraph", "x"), "no block"))  # type: ignore[arg-type]

    monkeypatch.setattr(bot.desk, "read_file", wrong)
    assert read_all(a_desk(talk)) == 1
    assert "Something failed on our side with a.md" in shown(talk.deliver())
    assert rows(talk.store, "draft") == rows(talk.store, "reading") == []


def test_who_is_erased_meanwhile_is_told_nothing(talk: Talk) -> None:
    send(talk)
    person = talk.person(JO)
    assert person
    with talk.store.begin() as tx:
        tx.get(People).erase(person.id, BEGINNING)
        tx.commit()
    assert read_all(a_desk(talk)) == 0
    assert talk.deliver() == []
