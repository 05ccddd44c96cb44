"""A platform is away for a minute or an hour: nothing is lost, nobody else waits, and when it is
back all is said soon and in order. In time that passes by itself."""

import asyncio
from datetime import timedelta

import pytest

from bot.conversation.errors import TryLater
from bot.conversation.message import RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from tests.support import outgoing, quickly
from tests.test_delivery import ELSEWHERE, ONE, Office, Post

_SECOND = timedelta(seconds=1)
CHATS = [RoomRef("telegram", f"-{number}") for number in range(1, 31)]


class Away(Post):
    """A platform that can't be reached for a while, and says so to nobody."""

    begin, end = 10.0, 10.0

    async def send(self, outgoing: Outgoing) -> str:
        """Write it down, if it is there."""
        if self.begin <= asyncio.get_running_loop().time() < self.end:
            self.tried.append(plain(outgoing.wording))
            raise TryLater("not reached")
        return await super().send(outgoing)


def _office(seconds: float) -> Office:
    office = Office()
    away = Away("telegram")
    away.end = away.begin + seconds
    office.post = away
    office.delivery._lines["telegram"].adapter = away
    return office


async def _people_speak(office: Office, seconds: int) -> None:
    """Every ten seconds somebody is answered, on either platform."""
    for second in range(0, seconds, 10):
        for chat in (CHATS[second // 10 % len(CHATS)], ELSEWHERE):
            office.put(outgoing(chat, f"{second:05}"))
        await office.work(10)


@pytest.mark.parametrize("seconds", [60, 3600])
def test_a_platform_that_was_away_is_spoken_to_at_once_when_it_is_back(seconds: int) -> None:
    async def scene() -> None:
        office = _office(seconds)
        back = 10 + seconds
        await _people_speak(office, back + 130)
        shown = {words: at for at, _, words in office.post.sent}
        assert len(shown) == len(office.post.sent) == (back + 130) // 10
        # With the first answer that goes through all others go, too.
        assert max(at for words, at in shown.items() if int(words) < back) <= back + 11
        for chat in CHATS:
            said = [words for _, where, words in office.post.sent if where == chat.id]
            assert said == sorted(said)
        assert all(at - int(words) < 1 for at, _, words in office.other.sent)
        assert len(office.other.sent) == (back + 130) // 10
        # In an outage each chat is tried more and more seldom.
        assert len(office.post.tried) - len(shown) < len(CHATS) * (seconds / 300 + 12)

    quickly(scene())


def test_trouble_of_one_chat_slows_nobody_and_is_not_tried_with_every_other_message() -> None:
    async def scene() -> None:
        office = Office()
        office.post.troubles["bad"] = [TryLater("not reached") for _ in range(100)]
        office.put(outgoing(ONE, "bad"))
        for second in range(600):
            office.put(outgoing(CHATS[1 + second % 29], f"{second}"))
            await office.work(1)
        assert len(office.post.sent) == 600
        assert all(at - int(words) < 1 for at, _, words in office.post.sent)
        assert office.post.tried.count("bad") < 25

    quickly(scene())


def test_a_storm_of_429_before_an_outage_does_not_make_it_longer() -> None:
    async def scene() -> None:
        office = Office()
        slowly = [TryLater("slowly", after) for after in [_SECOND] * 20]
        office.post.troubles["words"] = [*slowly, TryLater("not reached")]
        office.put(outgoing(ONE, "words"))
        await office.work(60)
        assert office.post.words == ["words"]

    quickly(scene())


def test_a_defect_after_an_outage_is_not_the_last_try() -> None:
    async def scene() -> None:
        office = Office()
        away = [TryLater("not reached") for _ in range(8)]
        office.post.troubles["words"] = [*away, RuntimeError("a defect")]
        office.put(outgoing(ONE, "words"))
        await office.work(3600)
        assert office.post.words == ["words"]

    quickly(scene())
