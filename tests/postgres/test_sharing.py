"""Two processes on one database: they share the sending, and who is taken for dead says nothing."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from bot import delivery, sharing
from bot.app import App
from bot.conversation.errors import NotKept, NotOurs
from bot.conversation.message import RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from bot.delivery import Delivery, _Outcome
from bot.pace import Rate
from bot.ports import Admits, Hear, Limits, Outbox, Positions, Standing, Tx
from bot.settings import Settings
from bot.sharing import Sharing
from bot.transactions import in_one
from storage import watch
from storage.store import SqlStore
from storage.watch import PostgresWatch
from tests.patience import PATIENCE
from tests.postgres.fixtures import NewDatabase
from tests.support import Talk, Voice, fill, outgoing

ONE, TWO = RoomRef("telegram", "-1"), RoomRef("telegram", "-2")


class Now:
    """The time of this machine."""

    def now(self) -> datetime:
        """This instant."""
        return datetime.now(UTC)


class Process:
    """One of several: its store, and its number."""

    def __init__(self, address: str) -> None:
        self.store = SqlStore(address)
        watch = self.store.watch()
        assert watch is not None
        self.watch: PostgresWatch = watch
        self.number = self.watch.beat().number

    def due(self) -> list[str]:
        """What it would send now; it claims that."""

        def choose(tx: Tx) -> list[Outgoing]:
            found = tx.get(Outbox).due("telegram", Now().now(), 100, self.number)
            tx.get(Outbox).claim([one.id for one in found], self.number)
            return found

        return [plain(one.wording) for one in in_one(self.store, choose)]

    def put(self, to: RoomRef, words: str) -> int:
        """Put a message into the outbox."""
        return in_one(self.store, lambda tx: tx.get(Outbox).put(outgoing(to, words), Now().now()))

    def is_taken_for_dead(self) -> None:
        """Its lease runs out."""
        with self.store.engine.begin() as connection:
            over = "UPDATE instance SET until = now() - interval '1 s' WHERE number = :number"
            connection.execute(text(over), {"number": self.number})

    def close(self) -> None:
        """Let go of everything."""
        self.watch.close()
        self.store.close()


@pytest.fixture
def two(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Process, Process]]:
    # Who lives is not taken for dead, however slow the machine is: leases run out when a test says.
    monkeypatch.setattr(watch, "_LEASE_SECONDS", 86_400)
    monkeypatch.setattr(watch, "_UNSEAT_MILLISECONDS", int(PATIENCE * 1000))
    monkeypatch.setattr(sharing, "_PATIENCE_SECONDS", PATIENCE)
    address = new_database()
    first, second = Process(address), Process(address)
    fill(first.store)
    # The filling forgot them.
    first.number, second.number = first.watch.beat().number, second.watch.beat().number
    yield first, second
    first.close()
    second.close()


def test_the_waits_before_one_takes_over_are_less_than_fifteen_seconds() -> None:
    # The lock of a dead one is free at the next beat, what it claimed after its lease.
    assert watch._LEASE_SECONDS + delivery._BEAT_OF_SEVERAL.total_seconds() < 15
    assert sharing._BEAT_SECONDS + watch._LEASE_SECONDS + watch._UNSEAT_MILLISECONDS / 1000 < 15
    assert sharing._PATIENCE_SECONDS + sharing._BEAT_SECONDS < watch._LEASE_SECONDS


def test_they_have_numbers_and_know_how_many_they_are(two: tuple[Process, Process]) -> None:
    first, second = two
    assert first.number != second.number
    assert first.watch.beat() == Standing(first.number, 2)
    second.close()
    assert first.watch.beat() == Standing(first.number, 1)


def test_a_chat_that_one_writes_to_is_not_written_to_by_the_other(
    two: tuple[Process, Process],
) -> None:
    first, second = two
    first.put(ONE, "one")
    first.put(ONE, "two")
    assert first.due() == ["one"]
    first.put(TWO, "elsewhere")
    assert second.due() == ["elsewhere"]
    assert first.due() == ["one"]


def test_an_earlier_message_that_becomes_due_does_not_make_the_other_write_there(
    two: tuple[Process, Process],
) -> None:
    first, second = two
    early = first.put(ONE, "early")
    first.put(ONE, "late")
    wait = text("UPDATE outbox SET not_before = now() + interval '1 day' WHERE id = :id")
    with first.store.engine.begin() as connection:
        connection.execute(wait, {"id": early})
    assert first.due() == ["late"]
    with first.store.engine.begin() as connection:
        connection.execute(text("UPDATE outbox SET not_before = now() - interval '1 s'"))
    assert second.due() == []
    assert first.due() == ["early"]


def test_what_a_dead_process_claimed_is_sent_by_another(two: tuple[Process, Process]) -> None:
    first, second = two
    number = first.put(ONE, "one")
    assert first.due() == ["one"]
    first.is_taken_for_dead()
    assert first.due() == []
    assert second.due() == ["one"]
    with first.store.begin() as tx:
        assert not tx.get(Outbox).claimed(number, first.number)
        assert tx.get(Outbox).claimed(number, second.number)
    assert first.watch.beat().number not in (first.number, second.number)


def test_one_listens_and_the_other_as_soon_as_the_connection_is_gone(
    two: tuple[Process, Process],
) -> None:
    first, second = two
    assert first.watch.hold("telegram")
    assert not second.watch.hold("telegram")
    assert second.watch.hold("matrix")
    first.close()
    assert second.watch.hold("telegram")


def test_who_is_paused_is_unseated_and_its_late_position_is_refused(
    two: tuple[Process, Process],
) -> None:
    first, second = two
    assert first.watch.hold("telegram")
    in_one(first.store, lambda tx: tx.get(Positions).move("telegram", "5", first.number))
    first.is_taken_for_dead()
    assert second.watch.hold("telegram")
    with pytest.raises(NotKept):
        first.watch.beat()
    with pytest.raises(NotKept, match="another process listens"):
        in_one(first.store, lambda tx: tx.get(Positions).move("telegram", "6", first.number))
    in_one(second.store, lambda tx: tx.get(Positions).move("telegram", "7", second.number))
    with first.store.begin() as tx:
        assert tx.get(Positions).position("telegram") == "7"
    # It comes back as somebody new, and waits like anybody else.
    assert first.watch.beat().number not in (first.number, second.number)
    assert not first.watch.hold("telegram")


class Post:
    """A platform that writes down who sent what where."""

    def __init__(
        self, who: str, sent: list[tuple[str, str, str]], most: int, all_sent: asyncio.Event
    ) -> None:
        self.platform = "telegram"
        # As fast as a platform lets them: what one may not send yet, the other may.
        self.limits = Limits(overall=Rate(40, 4), shared=True)
        self.address = ""
        self._who = who
        self._sent = sent
        self._all = most
        self.all_sent = all_sent

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Nobody speaks here."""

    async def send(self, outgoing: Outgoing) -> str:
        """Write it down, having let others go first."""
        await asyncio.sleep(0)
        self._sent.append((self._who, outgoing.to.id, plain(outgoing.wording)))
        if len(self._sent) == self._all:
            self.all_sent.set()
        return f"sent-{outgoing.id}"

    async def stop(self) -> None:
        """Nothing to stop."""


class Sender:
    """The delivery of one process, on a thread of its own as in the program."""

    def __init__(
        self, process: Process, who: str, sent: list[tuple[str, str, str]], most: int = 0
    ) -> None:
        self._thread = ThreadPoolExecutor(1)
        self.sharing = Sharing(process.watch)
        self.sharing.standing = process.watch.beat()
        self.all_sent = asyncio.Event()
        post = Post(who, sent, most, self.all_sent)
        self.delivery = Delivery(
            process.store, Now(), Settings(), {"telegram": post}, self._on_thread, self.sharing
        )

    async def for_ever(self) -> None:
        """Deliver; the other may come between more often than a transaction is tried again."""
        while True:
            with suppress(NotKept):
                await self.delivery.run()

    async def _on_thread(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def test_a_late_mark_is_refused(two: tuple[Process, Process]) -> None:
    first, second = two
    number = first.put(ONE, "one")
    assert first.due() == ["one"]
    with first.store.begin() as tx:
        message = tx.get(Outbox).numbered(number)
    assert message is not None
    first.is_taken_for_dead()
    assert second.due() == ["one"]
    late = Sender(first, "A", [])
    late.delivery._record([_Outcome(message, first.number, "shown by the first")])
    with first.store.begin() as tx:
        assert tx.get(Outbox).waiting() == 1
    in_time = Sender(second, "B", [])
    in_time.delivery._record([_Outcome(message, second.number, "shown by the second")])
    with first.store.begin() as tx:
        assert tx.get(Outbox).waiting() == 0


async def test_who_was_taken_for_dead_tells_nobody_that_nothing_is_recorded(
    two: tuple[Process, Process],
) -> None:
    first, second = two
    assert first.watch.hold("telegram")
    sent: list[tuple[str, str, str]] = []
    app = App(first.store, Now(), Settings(), [Post("A", sent, 0, asyncio.Event())])
    first.is_taken_for_dead()
    assert second.watch.hold("telegram")
    said = Talk(first.store).message(Voice("telegram", "1", "Amina"), "/join irpc agree")
    with pytest.raises(NotOurs):
        await app.hear("telegram", [said], "9", first.number)
    # Nobody has begun to tell: what is begun is said even while the program goes on.
    assert not app._excuses._tasks
    assert sent == []
    await app._excuses.finish()


async def test_both_send_and_every_chat_keeps_its_order(two: tuple[Process, Process]) -> None:
    chats = [RoomRef("telegram", f"-{number}") for number in range(1, 21)]

    def fill_outbox(tx: Tx) -> None:
        for number in range(10):
            for chat in chats:
                tx.get(Outbox).put(outgoing(chat, f"{number:02}"), Now().now())

    in_one(two[0].store, fill_outbox)
    sent: list[tuple[str, str, str]] = []
    most = 10 * len(chats)
    senders = [Sender(process, who, sent, most) for process, who in zip(two, "AB", strict=True)]
    running = [asyncio.create_task(one.for_ever()) for one in senders]
    running += [asyncio.create_task(one.sharing.run()) for one in senders]
    async with asyncio.timeout(PATIENCE):
        last = [asyncio.create_task(one.all_sent.wait()) for one in senders]
        await asyncio.wait(last, return_when=asyncio.FIRST_COMPLETED)
    for task in (*running, *last):
        task.cancel()
    await asyncio.gather(*running, *last, return_exceptions=True)
    await asyncio.gather(*(one.delivery.finish() for one in senders))
    by_chat: dict[str, list[str]] = defaultdict(list)
    for _, chat, words in sent:
        by_chat[chat].append(words)
    assert all(words == [f"{number:02}" for number in range(10)] for words in by_chat.values())
    assert min(sum(who == one for who, _, _ in sent) for one in "AB") > 20
    with two[0].store.begin() as tx:
        assert tx.get(Outbox).waiting() == 0
