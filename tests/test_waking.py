"""Time does what it has to at the instant, not at the next beat; and nothing rests on that."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from apscheduler.events import EVENT_JOB_MODIFIED

import bot.app
from adapters.console import ConsoleAdapter
from adapters.scheduler import AlarmClock
from bot.app import App
from bot.conversation import changes, registry
from bot.conversation.arguments import Rest
from bot.conversation.context import Context, Occasion
from bot.conversation.errors import refusal
from bot.conversation.message import Edited, RoomRef
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who
from bot.conversation.reply import Reply, reply
from bot.ports import Tx
from storage.store import SqlStore
from tests.patience import PATIENCE
from tests.support import BEGINNING, PATIENT, StillClock, Talk, Voice, fill

AMINA = Voice("telegram", "7", "Amina")
A_MINUTE = timedelta(minutes=1)


def after(minutes: int) -> datetime:
    return BEGINNING + minutes * A_MINUTE


def timer(ctx: Context, words: Rest) -> Reply:
    """Asks to be woken after a number of minutes, and may be refused or fail."""
    minutes = int(words)
    ctx.wake(after(minutes))
    if minutes == 2:
        raise refusal(t("No."))
    if minutes == 3:
        raise RuntimeError
    return reply(t("Yes."))


@pytest.fixture
def _timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_COMMANDS", {})
    monkeypatch.setattr(registry, "_OTHERS", {})
    registry.command(
        "timer", who=Who.ANYONE, where=Where.ANYWHERE, help=t("Timer"), example="timer 5"
    )(timer)


@pytest.fixture
def talk() -> Iterator[Talk]:
    store = fill(SqlStore("sqlite://"))
    yield Talk(store)
    store.close()


# --- what is heard --------------------------------------------------------------------------


@pytest.mark.usefixtures("_timer")
@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        (["timer 7", "timer 5", "timer 6"], 5),
        (["timer 2", "timer 3", "timer 8"], 8),
        (["timer 0", "timer 9"], 9),
        (["timer 0"], None),
        (["hello"], None),
    ],
    ids=["the earliest", "not what is refused or fails", "not what is due", "none", "nobody"],
)
def test_a_batch_wakes_at_the_earliest_instant(
    talk: Talk, said: list[str], minutes: int | None
) -> None:
    batch = [talk.message(AMINA, f"/{one}" if "timer" in one else one) for one in said]
    wake = talk.hearing.hear("telegram", batch, "")
    assert wake == (None if minutes is None else after(minutes))
    assert talk.hearing.hear("telegram", batch, "") is None


def test_a_change_wakes_too(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def listener(_tx: Tx, occasion: Occasion, _change: Edited) -> None:
        occasion.wake(after(4))

    monkeypatch.setattr(changes, "_WHEN_EDITED", [listener])
    edit = Edited("e1", RoomRef("telegram", "7"), "m1", AMINA.ref, "x", BEGINNING)
    assert talk.hearing.hear("telegram", [edit], "") == after(4)


# --- the program ----------------------------------------------------------------------------


@dataclass
class Chore:
    """Asks at each tick for the next of its instants."""

    instants: list[datetime]
    done: list[datetime] = field(default_factory=list)
    failure: Exception | None = None

    def __call__(self, _tx: Tx, occasion: Occasion) -> None:
        self.done.append(occasion.now)
        for instant in self.instants:
            occasion.wake(instant)
        if self.failure:
            raise self.failure


@dataclass
class Program:
    """The app on a still clock, and when it asked to be woken."""

    app: App
    clock: StillClock
    adapter: ConsoleAdapter
    rung: list[datetime]


@pytest_asyncio.fixture
async def program() -> AsyncIterator[Program]:
    clock = StillClock()
    adapter = ConsoleAdapter("telegram", clock, lambda _outgoing, _key: None)
    app = App(fill(SqlStore("sqlite://")), clock, PATIENT, [adapter])
    rung: list[datetime] = []
    app.when_waking(rung.append)
    listening = asyncio.create_task(app.listen())
    yield Program(app, clock, adapter, rung)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await app.stop()


@pytest.mark.usefixtures("_timer")
async def test_the_program_knows_the_earliest_instant_of_all(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Chore([after(0), after(30)]), Chore([after(20)])
    monkeypatch.setattr(bot.app, "_CHORES", (first, second))
    app = program.app
    assert await app.tick() == after(20)
    await program.adapter.say("Amina", "", "/timer 25")
    assert app.next_wake == after(20)
    await program.adapter.say("Amina", "", "/timer 5")
    assert app.next_wake == after(5)
    assert program.rung == [after(20), after(5)]
    program.clock.time = after(1)
    assert await app.tick() == after(5)
    program.clock.time = after(5)
    assert await app.tick() == after(20)
    program.clock.time = after(20)
    assert await app.tick() == after(30)
    program.clock.time = after(31)
    assert await app.tick() is None
    assert program.rung == [after(20), after(5), after(20), after(30)]


async def test_a_chore_that_fails_is_not_waited_for(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Chore([after(5)], failure=RuntimeError())
    monkeypatch.setattr(bot.app, "_CHORES", (broken, Chore([after(20)])))
    assert await program.app.tick() == after(20)


# --- the alarm clock ------------------------------------------------------------------------


class Now:
    """The time of this machine: the scheduler has no other."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Ticks:
    """Counts, and gives what it is told to; it works until it is let go."""

    def __init__(self) -> None:
        self.begun = self.ended = 0
        self.gives: list[datetime | None] = []
        self.free = asyncio.Event()
        self.free.set()
        self._changed = asyncio.Condition()

    async def work(self) -> datetime | None:
        async with self._changed:
            self.begun += 1
            self._changed.notify_all()
        await self.free.wait()
        self.ended += 1
        return self.gives.pop(0) if self.gives else None

    async def until(self, begun: int) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: self.begun >= begun)


@pytest_asyncio.fixture
async def ticks() -> Ticks:
    return Ticks()


@pytest_asyncio.fixture
async def alarm(ticks: Ticks) -> AsyncIterator[AlarmClock]:
    clock = AlarmClock(Now(), ticks.work)
    yield clock
    await clock.stop()


def job(alarm: AlarmClock) -> Any:
    """The one wake-up job."""
    [only] = alarm._scheduler.get_jobs()
    return only


async def test_it_rings_at_the_start_then_at_a_beat(alarm: AlarmClock, ticks: Ticks) -> None:
    begun = datetime.now(UTC)
    alarm.wake(begun)
    alarm.start()
    await ticks.until(1)
    one = job(alarm)
    assert A_MINUTE <= one.next_run_time - begun <= 2 * A_MINUTE
    assert (one.max_instances, one.coalesce, one.misfire_grace_time) == (1, True, None)


async def test_it_rings_at_an_instant_before_the_beat(alarm: AlarmClock, ticks: Ticks) -> None:
    alarm.start()
    await ticks.until(1)
    beat = job(alarm).next_run_time
    alarm.wake(beat + timedelta(seconds=1))
    assert job(alarm).next_run_time == beat
    sooner = beat - timedelta(seconds=20)
    alarm.wake(sooner)
    alarm.wake(sooner + timedelta(seconds=1))
    assert job(alarm).next_run_time == sooner
    alarm.wake(datetime.now(UTC))
    await ticks.until(2)
    # The beat goes on from there.
    assert job(alarm).next_run_time >= beat


async def test_it_rings_when_the_tick_asks_for_it(alarm: AlarmClock, ticks: Ticks) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=40)
    ticks.gives = [datetime.now(UTC), datetime.now(UTC), soon]
    asked = asyncio.Event()
    alarm._scheduler.add_listener(
        lambda _: asked.set() if job(alarm).next_run_time == soon else None, EVENT_JOB_MODIFIED
    )
    alarm.start()
    async with asyncio.timeout(PATIENCE):
        await asked.wait()
    assert ticks.begun == 3


class Doubted(Now):
    """The program's clock while this machine's has leapt ahead."""

    def now(self) -> datetime:
        return super().now() - timedelta(days=400)


async def test_it_does_not_ring_without_end_while_the_clock_is_doubted(ticks: Ticks) -> None:
    alarm = AlarmClock(Doubted(), ticks.work)
    alarm.start()
    await ticks.until(1)
    beat = job(alarm).next_run_time
    alarm.wake(Doubted().now() + timedelta(days=3))
    assert job(alarm).next_run_time == beat
    alarm.wake(Doubted().now())
    await ticks.until(2)
    await alarm.stop()


async def test_what_becomes_due_while_it_works_is_done_after_that(
    alarm: AlarmClock, ticks: Ticks
) -> None:
    ticks.free.clear()
    ticks.gives = [datetime.now(UTC)]
    alarm.start()
    await ticks.until(1)
    assert ticks.begun == 1
    ticks.free.set()
    await ticks.until(2)


@pytest.mark.parametrize("working", [True, False], ids=["while it works", "just begun"])
async def test_it_stops_when_its_work_is_done(
    alarm: AlarmClock, ticks: Ticks, working: bool, caplog: pytest.LogCaptureFixture
) -> None:
    ticks.free.clear()
    alarm.start()
    if working:
        await ticks.until(1)
    stopping = asyncio.create_task(alarm.stop())
    await ticks.until(1)
    assert not stopping.done()
    ticks.free.set()
    await stopping
    assert (ticks.begun, ticks.ended) == (1, 1)
    assert caplog.messages == []
