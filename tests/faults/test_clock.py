"""The machine's clock jumps, by an hour or a day, there and back: nothing is lost or said twice."""

import asyncio
from datetime import timedelta

import pytest

from bot.conversation.errors import TryLater
from bot.settings import Settings
from storage.store import SqlStore
from tests.support import (
    BEGINNING,
    LoopClock,
    StillClock,
    Talk,
    Voice,
    fill,
    outgoing,
    quickly,
    shown,
)
from tests.test_delivery import ONE, TWO, Office

AMINA = Voice("telegram", "1", "Amina")
JUMPS = pytest.mark.parametrize("hours", [1, -1, 24, -24])


class Jumping(LoopClock):
    """The loop's time, shifted by a jump."""

    jump = timedelta()

    def now(self):  # type: ignore[no-untyped-def]
        """This instant, as the machine believes."""
        return super().now() + self.jump


@JUMPS
def test_what_is_said_is_done_once_and_answered(hours: int) -> None:
    store = fill(SqlStore("sqlite://"))
    talk = Talk(store, StillClock(), Settings())
    for _ in range(21):
        talk.say(AMINA, "/ping")
    repeated = talk.message(AMINA, "/ping again")
    talk.clock.time = BEGINNING + timedelta(hours=hours)
    talk.hear(repeated)
    talk.hear(repeated)
    assert len(talk.deliver()) <= 1
    # Whoever waited for a turn does not wait for the clock to come back.
    talk.clock.time += timedelta(minutes=5)
    assert shown(talk.say(AMINA, "/ping later")) == "pong later"
    store.close()


@JUMPS
def test_what_waits_is_sent_once_and_in_order(hours: int) -> None:
    async def scene() -> None:
        office = Office()
        clock = Jumping()
        office.clock = clock
        office.delivery._clock = clock
        office.post.troubles["one"] = [TryLater("slowly", timedelta(seconds=5)) for _ in range(3)]
        for to in (ONE, TWO):
            for words in ("one", "two", "three"):
                office.put(outgoing(to, words))
        await office.work(8)
        clock.jump = timedelta(hours=hours)
        office.put(outgoing(ONE, "after"))
        await office.work(60)
        clock.jump = timedelta()
        office.put(outgoing(ONE, "back again"))
        await office.work(60 + 3600 * abs(hours))
        sent = [words for _, place, words in office.post.sent if place == ONE.id]
        assert sent == ["one", "two", "three", "after", "back again"]
        assert office.waiting() == 0

    quickly(scene())


def test_a_storm_of_refusals_delays_and_loses_nothing() -> None:
    async def scene() -> None:
        office = Office()
        for number in range(40):
            words = f"message {number}"
            office.post.troubles[words] = [
                TryLater("too many requests", timedelta(seconds=3), whole=number % 2 == 0)
                for _ in range(3)
            ]
            office.put(outgoing((ONE, TWO)[number % 2], words))
        await office.work(3600)
        for place, first in ((ONE, 0), (TWO, 1)):
            sent = [words for _, where, words in office.post.sent if where == place.id]
            assert sent == [f"message {number}" for number in range(first, 40, 2)]
        await asyncio.sleep(0)

    quickly(scene())
