"""What waits is sent: in order in each chat, side by side across chats, within the limits, once."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.conversation.errors import Conflict, GiveUp, MovedAway, TryLater
from bot.conversation.message import PersonRef, RoomNames, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from bot.delivery import Delivery
from bot.pace import Rate
from bot.ports import Admits, Clock, Hear, Limits, Outbox, Tx
from bot.settings import Settings
from bot.tracks.store import Rooms
from storage.store import SqlStore
from tests.support import LoopClock, driver, fill, kept_text, outgoing, quickly

ONE, TWO, THREE = (RoomRef("telegram", name) for name in ("-1", "-2", "-3"))
ELSEWHERE = RoomRef("matrix", "!r:example.org")


@dataclass
class Post:
    """A platform that writes down what it is sent and when, after the troubles a test gives it."""

    platform: str
    limits: Limits = field(default_factory=Limits)
    address: str = "https://t.example/bot"
    clock: Clock = field(default_factory=LoopClock)
    sent: list[tuple[float, str, str]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    troubles: dict[str, list[Exception]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    meanwhile: dict[str, Callable[[], object]] = field(default_factory=dict)

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Nobody speaks here."""

    async def send(self, outgoing: Outgoing) -> str:
        """Write it down."""
        words = plain(outgoing.wording)
        self.tried.append(words)
        if words in self.gates:
            await self.gates[words].wait()
        if words in self.meanwhile:
            self.meanwhile[words]()
        if self.troubles.get(words):
            raise self.troubles[words].pop(0)
        seconds = round(asyncio.get_running_loop().time(), 1)
        self.sent.append((seconds, outgoing.to.id, words))
        return f"sent-{outgoing.id}"

    async def stop(self) -> None:
        """Nothing to stop."""

    @property
    def words(self) -> list[str]:
        """What was sent, in order."""
        return [words for _, _, words in self.sent]


class Office:
    """A delivery at work: a real store, two platforms, and time that passes by itself."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.store = fill(SqlStore("sqlite://"))
        self.clock = LoopClock()
        self.post = Post("telegram", limits or Limits())
        self.other = Post("matrix")
        adapters = {one.platform: one for one in (self.post, self.other)}
        self.meets_conflicts = False
        self.conflicts = 0
        self.delivery = Delivery(self, self.clock, Settings(), adapters, self._here)

    async def _here(self, work: Callable[[], Any]) -> Any:
        return work()

    whole: bool | None = True

    def tidy(self) -> None:
        """Nothing is to be wiped."""

    def is_whole(self) -> bool | None:
        """It is."""
        return True

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction of the store; with `meets_conflicts` another process comes between at
        every other commit."""
        with self.store.begin() as tx:
            yield _Contested(tx, self) if self.meets_conflicts else tx

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def put(self, message: Outgoing, wait: float = 0) -> int:
        """Into the outbox, not to be sent before some seconds have passed."""
        now = self.clock.now()
        with self.store.begin() as tx:
            later = now + timedelta(seconds=wait) if wait else None
            number = tx.get(Outbox).put(message, now, later)
            tx.commit()
        self.delivery.wake()
        return number

    async def work(self, seconds: float = 3600) -> None:
        """Deliver for some time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.delivery.run()

    def waiting(self) -> int:
        """How many messages wait."""
        with self.store.begin() as tx:
            return tx.get(Outbox).waiting()


class _Contested:
    """A transaction of which every other one is undone at its end, as PostgreSQL may do it."""

    def __init__(self, tx: Tx, office: Office) -> None:
        self.get, self.savepoint = tx.get, tx.savepoint
        self._tx, self._office = tx, office

    def commit(self) -> None:
        """Make it last, or undo it."""
        self._office.conflicts += 1
        if self._office.conflicts % 2:
            raise Conflict("another process came between")
        self._tx.commit()


def _later(seconds: float, *, whole: bool = False) -> TryLater:
    return TryLater("slowly", timedelta(seconds=seconds), whole=whole)


def test_a_chat_keeps_its_order_also_when_the_first_has_to_wait() -> None:
    async def scene() -> None:
        office = Office()
        office.post.troubles["first"] = [_later(7), _later(11)]
        for words in ("first", "second", "third"):
            office.put(outgoing(ONE, words))
        await office.work()
        assert office.post.words == ["first", "second", "third"]
        assert office.post.sent[0][0] >= 18

    quickly(scene())


def test_a_blocked_chat_does_not_stop_the_others() -> None:
    async def scene() -> None:
        office = Office()
        office.post.gates["slow"] = asyncio.Event()
        for to, words in ((ONE, "slow"), (ONE, "behind"), (TWO, "quick"), (TWO, "next")):
            office.put(outgoing(to, words))
        await office.work(60)
        assert office.post.words == ["quick", "next"]
        office.post.gates["slow"].set()
        await office.work(60)
        assert office.post.words == ["quick", "next", "slow", "behind"]
        assert office.post.tried.count("slow") == 1

    quickly(scene())


@pytest.mark.parametrize("behind", [False, True], ids=["alone", "with another behind it"])
def test_a_message_is_tried_again_when_the_platform_said(behind: bool) -> None:
    async def scene() -> None:
        office = Office()
        office.post.troubles["first"] = [_later(7)]
        office.put(outgoing(ONE, "first"))
        if behind:
            office.put(outgoing(ONE, "second"))
        await office.work()
        assert 7 <= office.post.sent[0][0] <= 8

    quickly(scene())


def test_a_slow_chat_does_not_delay_the_second_try_in_another() -> None:
    async def scene() -> None:
        office = Office()
        office.post.gates["slow"] = asyncio.Event()
        office.post.troubles["again"] = [_later(3)]
        office.put(outgoing(ONE, "slow"))
        office.put(outgoing(TWO, "again"))
        await office.work(20)
        assert office.post.sent == [(3.0, TWO.id, "again")]
        office.post.gates["slow"].set()
        await office.work(20)

    quickly(scene())


def test_a_platform_that_asks_for_a_pause_is_left_alone_and_the_other_goes_on() -> None:
    async def scene() -> None:
        office = Office()
        office.post.troubles["flood"] = [_later(60, whole=True)]
        office.put(outgoing(ONE, "flood"))
        await office.work(1)
        office.put(outgoing(TWO, "later"))
        office.put(outgoing(ELSEWHERE, "at once"))
        await office.work()
        assert office.other.words == ["at once"]
        assert office.other.sent[0][0] <= 2
        assert sorted(office.post.words) == ["flood", "later"]
        assert all(60 <= seconds <= 61 for seconds, _, _ in office.post.sent)

    quickly(scene())


@pytest.mark.parametrize("pauses", [(60, 5), (5, 60)])
def test_the_longer_of_two_pauses_holds(pauses: tuple[int, int]) -> None:
    async def scene() -> None:
        office = Office()
        office.post.troubles["a"] = [_later(pauses[0], whole=True)]
        office.post.troubles["b"] = [_later(pauses[1], whole=True)]
        office.put(outgoing(ONE, "a"))
        office.put(outgoing(TWO, "b"))
        await office.work(1)
        office.put(outgoing(THREE, "c"))
        await office.work()
        assert sorted(office.post.words) == ["a", "b", "c"]
        assert all(seconds >= 60 for seconds, _, _ in office.post.sent)

    quickly(scene())


def test_a_room_is_told_once_that_a_member_can_not_be_reached() -> None:
    async def scene() -> None:
        office = Office()
        office.post.troubles["secret"] = [GiveUp("blocked", unreachable=True)]
        person = PersonRef("telegram", "7")
        office.put(outgoing(person, "secret", pointer=ONE, answers="42"))
        await office.work()
        ((_, place, words),) = office.post.sent
        assert place == ONE.id
        assert office.post.address in words
        assert "secret" not in words
        assert office.waiting() == 0

    quickly(scene())


@pytest.mark.parametrize("pointer", [None, ONE])
def test_what_can_not_be_sent_is_given_up_and_the_next_is_sent(pointer: RoomRef | None) -> None:
    async def scene() -> None:
        office = Office()
        office.post.troubles["bad"] = [GiveUp("too long", unreachable=pointer is None)]
        office.put(outgoing(TWO, "bad", pointer=pointer))
        office.put(outgoing(TWO, "good"))
        await office.work()
        assert office.post.words == ["good"]
        assert office.waiting() == 0

    quickly(scene())


def test_a_room_that_moved_is_followed_with_all_that_waits_for_it() -> None:
    async def scene() -> None:
        office = Office()
        with office.store.begin() as tx:
            tx.get(Rooms).bind(ONE, RoomNames("Cyber chat"), "irpc")
            tx.commit()
        office.post.troubles["hello"] = [MovedAway("-1001")]
        for words in ("hello", "again"):
            office.put(outgoing(ONE, words))
        await office.work()
        assert [sent[1:] for sent in office.post.sent] == [("-1001", "hello"), ("-1001", "again")]
        with office.store.begin() as tx:
            assert [room.ref.id for room in tx.get(Rooms).rooms("irpc")] == ["-1001"]
            assert tx.get(Rooms).tracks(RoomRef("telegram", "-1001")) == ("irpc",)
            assert tx.get(Rooms).tracks(ONE) == ()

    quickly(scene())


def test_what_is_said_under_one_key_is_said_once() -> None:
    async def scene() -> None:
        office = Office()
        assert office.put(outgoing(ONE, "a meeting", once="meeting-1/60min"))
        assert not office.put(outgoing(ONE, "a meeting again", once="meeting-1/60min"))
        await office.work()
        assert not office.put(outgoing(ONE, "and again", once="meeting-1/60min"))
        assert office.put(outgoing(ONE, "another", once="meeting-1/10min"))
        await office.work()
        assert office.post.words == ["a meeting", "another"]

    quickly(scene())


def test_what_waits_for_the_end_of_quiet_hours_holds_nothing_up() -> None:
    async def scene() -> None:
        office = Office()
        office.put(outgoing(ONE, "announcement"), wait=600)
        office.put(outgoing(ONE, "answer"))
        await office.work()
        assert [(round(at), words) for at, _, words in office.post.sent] == [
            (0, "answer"),
            (600, "announcement"),
        ]

    quickly(scene())


def test_a_defect_in_sending_is_tried_again_then_given_up_and_the_others_go_on() -> None:
    async def scene() -> None:
        office = Office()
        office.post.troubles["broken"] = [RuntimeError("a defect") for _ in range(50)]
        office.post.troubles["shaky"] = [ValueError("once")]
        for to, words in ((ONE, "broken"), (ONE, "after"), (TWO, "shaky"), (TWO, "fine")):
            office.put(outgoing(to, words))
        await office.work()
        assert sorted(office.post.words) == ["after", "fine", "shaky"]
        assert 2 <= office.post.tried.count("broken") <= 10
        assert office.waiting() == 0

    quickly(scene())


@pytest.mark.parametrize(
    ("limits", "rooms", "instants"),
    [
        (Limits(room=Rate(1 / 3, 1)), (ONE, ONE, ONE), [0, 3, 6]),
        (Limits(room=Rate(1 / 3, 2)), (ONE, ONE, ONE, ONE), [0, 0, 3, 6]),
        (Limits(overall=Rate(0.5, 1)), (ONE, TWO, THREE), [0, 2, 4]),
        (Limits(private=Rate(0.1, 1)), (ONE, ONE, ONE), [0, 0, 0]),
        (Limits(overall=Rate(1, 1), room=Rate(0.25, 1)), (ONE, ONE, TWO), [0, 1, 4]),
    ],
)
def test_the_limits_of_a_platform_are_kept(
    limits: Limits, rooms: tuple[RoomRef, ...], instants: list[int]
) -> None:
    async def scene() -> None:
        office = Office(limits)
        for number, room in enumerate(rooms):
            office.put(outgoing(room, f"message {number}"))
        await office.work(60)
        assert [round(seconds) for seconds, _, _ in office.post.sent] == instants

    quickly(scene())


def test_a_person_in_private_is_written_to_at_a_pace_of_its_own() -> None:
    async def scene() -> None:
        office = Office(Limits(private=Rate(0.1, 1), room=Rate(1, 1)))
        for number in range(3):
            office.put(outgoing(PersonRef("telegram", "7"), f"private {number}", private=True))
            office.put(outgoing(ONE, f"room {number}"))
        await office.work(60)
        instants = {words: round(seconds) for seconds, _, words in office.post.sent}
        assert [instants[f"private {number}"] for number in range(3)] == [0, 10, 20]
        assert [instants[f"room {number}"] for number in range(3)] == [0, 1, 2]

    quickly(scene())


def test_nothing_of_the_words_is_kept_once_they_were_sent() -> None:
    async def scene() -> None:
        office = Office()
        office.put(outgoing(ONE, "plainly said"))
        number = office.put(outgoing(TWO, "said with a choice", "join irpc"))
        assert "plainly said" in kept_text(office.store)
        await office.work()
        kept = kept_text(office.store)
        assert "said" not in kept
        with office.store.begin() as tx:
            there = tx.get(Outbox).answered(TWO, f"sent-{number}")
            assert there
            assert [button.says for button in there.wording.buttons] == ["join irpc"]
            assert tx.get(Outbox).newest(ONE) is None

    quickly(scene())


def test_what_is_forgotten_while_it_is_on_its_way_troubles_nobody() -> None:
    async def scene() -> None:
        office = Office()
        office.post.gates["under way"] = asyncio.Event()
        for words in ("under way", "behind"):
            office.put(outgoing(ONE, words))
        await office.work(1)
        with office.store.begin() as tx:
            tx.get(Outbox).abandon(ONE)
            tx.commit()
        office.put(outgoing(ONE, "anew"))
        office.post.gates["under way"].set()
        await office.work()
        assert office.post.words == ["under way", "anew"]
        assert office.waiting() == 0

    quickly(scene())


def test_what_was_sent_while_the_database_refuses_is_not_sent_again() -> None:
    async def scene() -> None:
        office = Office()
        database = driver(office.store)
        office.post.meanwhile["once"] = lambda: database.execute("PRAGMA query_only = ON")
        office.put(outgoing(ONE, "once"))
        with pytest.raises(Exception, match="readonly"):
            await office.work(60)
        database.execute("PRAGMA query_only = OFF")
        await office.work(60)
        assert office.post.tried == ["once"]
        assert office.waiting() == 0

    quickly(scene())


def test_what_is_recorded_in_the_second_try_is_counted_once() -> None:
    async def scene() -> None:
        office = Office()
        office.post.troubles["bad"] = [GiveUp("blocked")]
        office.post.troubles["late"] = [TryLater("nobody there")]
        # One message after the other, so that each outcome meets a conflict of its own.
        for words in ("good", "bad", "late"):
            office.put(outgoing(ONE, words))
        office.meets_conflicts = True
        await office.work()
        assert office.conflicts > 3
        assert office.post.words == ["good", "late"]
        assert office.delivery.pulse.sent == {"telegram": 2}
        assert office.delivery.pulse.given_up == {"telegram": 1}

    quickly(scene())


def test_conflicts_take_no_try_from_a_message_that_meets_a_defect() -> None:
    async def scene() -> None:
        tried = []
        for conflicts in (False, True):
            office = Office()
            office.meets_conflicts = conflicts
            office.post.troubles["broken"] = [RuntimeError("a defect") for _ in range(50)]
            office.put(outgoing(ONE, "broken"))
            await office.work()
            assert office.waiting() == 0
            tried.append(office.post.tried.count("broken"))
        assert tried[0] == tried[1]

    quickly(scene())
