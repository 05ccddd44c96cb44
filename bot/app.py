"""The only way through: what was heard goes in here, and what is said comes out here.

All work on the store is done on one thread; platforms are spoken to from the event loop.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import bot.decisions.commands
import bot.drafts.commands
import bot.meetings.commands
import bot.operation.commands
import bot.people.commands
import bot.tracks.commands
import bot.welcome.commands  # noqa: F401 - the commands are declared on import
from bot.clock import Doubt, Doubtful
from bot.conversation.context import Occasion, next_wake
from bot.conversation.errors import NotKept, NotOurs
from bot.conversation.message import Heard, PersonRef
from bot.conversation.reply import Reply
from bot.conversation.wording import Wording
from bot.daily_check import DailyCheck
from bot.decisions.chores import keep_time as decisions_keep_time
from bot.delivery import Delivery
from bot.desk import Desk
from bot.drafts.chores import keep_time as drafts_keep_time
from bot.excuses import Excuses
from bot.hearing import Hearing
from bot.letters.store import Letters
from bot.meetings.chores import keep_time as meetings_keep_time
from bot.memory import Memory
from bot.operation.chores import keep_time as heads_keep_time
from bot.operation.views import clock_card
from bot.people.chores import keep_time as people_keep_time
from bot.people.model import Role
from bot.people.rules import code_hash, new_code
from bot.people.store import Codes, People, Roles
from bot.ports import (
    Adapter,
    Clock,
    DatabaseFacts,
    DatabaseState,
    Hear,
    KeepsAFolder,
    KeepsWords,
    KnowsDevices,
    Outbox,
    Positions,
    Seen,
    Store,
    Tx,
    Watch,
)
from bot.pulse import Pulse
from bot.record.store import Heads, Journal
from bot.settings import Settings
from bot.sharing import NOBODY, Sharing, agree
from bot.tracks.chores import keep_time as tracks_keep_time
from bot.tracks.seed import seeds
from bot.tracks.store import Tracks
from bot.transactions import in_one
from bot.voice import Boards, Voice

_log = logging.getLogger(__name__)
Result = TypeVar("Result")

_CHORES: tuple[Callable[[Tx, Occasion], None], ...] = (
    decisions_keep_time,
    meetings_keep_time,
    tracks_keep_time,
    drafts_keep_time,
    people_keep_time,
    # Last, so that a head that was just said is not said alone.
    heads_keep_time,
)
_KEEP_SEEN = timedelta(days=30)
_KEEP_BUTTONS = timedelta(days=120)
_CLAIM_DAYS = 365
_LAST_WORDS_SECONDS = 4
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class App:
    """The program between its adapters and its store."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        adapters: Sequence[Adapter],
        watch: Watch | None = None,
    ) -> None:
        """watch tells this process from others on the same store; None: there are none."""
        self._store = store
        self._clock = clock
        self._settings = settings
        self._adapters = {adapter.platform: adapter for adapter in adapters}
        self._writer = ThreadPoolExecutor(1, "writer")
        self._voice = Voice(settings)
        self.pulse = Pulse(clock.now(), tuple(self._adapters))
        self.pulse.clock = clock if isinstance(clock, Doubtful) else None
        for adapter in adapters:
            if isinstance(adapter, KnowsDevices):
                self.pulse.unverified = adapter.unverified_devices
                self.pulse.unsigned = adapter.unsigned_device
        self.unwritten: Memory[int, Wording] = Memory()
        """Words that no file has, by the numbers of messages in the outbox."""
        self._hearing = Hearing(store, clock, settings, self.pulse, self.unwritten, self._forget)
        self._ring: Callable[[datetime], None] | None = None
        self.next_wake: datetime | None = None
        """The next instant at which time has something to do, as far as anybody has said."""
        self._sharing = Sharing(watch)
        self._excuses = Excuses(self._adapters, clock, settings)
        self.delivery = Delivery(
            store, clock, settings, self._adapters, self._on_writer, self._sharing, self.pulse,
            self.unwritten,
        )  # fmt: skip
        self._is_doubted = False
        self._desk = Desk(store, clock, settings, self._on_writer)
        # The store has looked when it was opened.
        self.pulse.whole, self.pulse.looked_at = store.whole, clock.now()
        self._health = DailyCheck(store.is_whole, self.pulse, self._tell_operators)

    async def prepare(self) -> str:
        """Fill a new database with the tracks. The code by which somebody becomes operator, or ""
        if there is one already. Raises CannotStart if the record's key is not there."""
        code = await self._on_writer(self._prepare)
        if isinstance(self._clock, Doubtful):
            self._clock.not_before(await self.with_store(_latest))
        return code

    async def hear(self, platform: str, heard: Sequence[Heard], position: str, by: int = 0) -> None:
        """Do all of what was heard and keep the platform's position after it; if this raises,
        nothing was done. by: the number of the process that listens."""
        try:
            standing = self._sharing.standing
            own = standing.number if standing else NOBODY
            wake = await self._on_writer(
                lambda: self._hearing.hear(platform, heard, position, by, own)
            )
        except NotOurs:
            raise
        except NotKept:
            self._excuses.not_kept(platform, heard)
            raise
        self._wake(wake)
        self._excuses.kept()
        self.delivery.wake()
        self._desk.wake()

    async def facts(self) -> tuple[DatabaseFacts, int, datetime | None]:
        """The database, how many messages wait, and since when the first does. Raises NotKept if
        the database is not there."""
        return await self.with_store(
            lambda tx: (
                tx.get(DatabaseState).facts(),
                tx.get(Outbox).waiting(),
                tx.get(Outbox).oldest(self._clock.now()),
            )
        )

    async def deliver(self) -> None:
        """Read the files that wait, and send all that is due now."""
        while await self._desk.read_one():
            continue
        await self.delivery.all_due()

    def when_waking(self, ring: Callable[[datetime], None]) -> None:
        """Call this when time has something to do earlier than was known; at which instant."""
        self._ring = ring

    async def tick(self) -> datetime | None:
        """Do what time does: forget what has been kept long enough, send what has become due.

        The next instant at which it has something to do, or None if nobody has said.
        """
        if self.next_wake and self.next_wake <= self._clock.now():
            self.next_wake = None
        try:
            self._wake(await self._on_writer(self._keep_time))
        except NotKept as trouble:
            # Whatever is due is due at the next beat as well.
            _log.error("what is due can't be done yet: %s", trouble)
        self.delivery.wake()
        await self._on_writer(self._store.tidy)
        self._health.look(self._clock.now())
        return self.next_wake

    async def run(self) -> None:
        """Listen on every platform and deliver, until cancelled or a platform's adapter ends.

        Raises what an adapter raises that can't go on.
        """
        beside = [
            asyncio.create_task(self._deliver_for_ever()),
            asyncio.create_task(self._desk.run(self.delivery.wake)),
        ]
        try:
            await self.listen()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def listen(self) -> None:
        """Listen on every platform, until cancelled or one of the adapters ends."""
        listening = [asyncio.create_task(self._listen(one)) for one in self._adapters.values()]
        beating = asyncio.create_task(self._sharing.run())
        try:
            ended, _ = await asyncio.wait(listening, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            for task in (*listening, beating):
                task.cancel()
            await asyncio.gather(*listening, beating, return_exceptions=True)

    async def with_store(self, work: Callable[[Tx], Result]) -> Result:
        """Do something in one transaction, on the thread of the store."""
        return await self._on_writer(lambda: in_one(self._store, work))

    async def stop(self) -> None:
        """Say what is due, for some seconds, then let go of the platforms and the store."""
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LAST_WORDS_SECONDS):
                    await self.delivery.all_due()
            await self.delivery.finish()
        except NotKept:
            _log.warning("the database is not there: what was said last is said again at the start")
        finally:
            await self._health.finish()
            await self._excuses.finish()
            await asyncio.gather(*(adapter.stop() for adapter in self._adapters.values()))
            await self._sharing.close()
            await self._on_writer(self._store.close)
            self._writer.shutdown()

    async def _listen(self, adapter: Adapter) -> None:
        platform = adapter.platform
        if isinstance(adapter, KeepsAFolder):
            await self._agree_on_folder(platform, adapter)

        async def listen(number: int) -> None:
            position = await self._on_writer(lambda: self._position(platform))
            self.pulse.listening.add(platform)
            try:
                await adapter.run(self._hear_from(platform, number), position, self._admits)
            finally:
                self.pulse.listening.discard(platform)

        await self._sharing.listen(platform, listen, together=adapter.limits.together)

    async def _agree_on_folder(self, platform: str, adapter: KeepsAFolder) -> None:
        """What an adapter keeps on the disk is used by whichever process listens there. Raises
        CannotStart if another process that lives has another folder."""
        while (standing := await self._sharing.stood()).number:
            work = partial(agree, platform=platform, adapter=adapter, many=standing.many)
            with suppress(NotKept):
                await self.with_store(work)
                return
            await asyncio.sleep(_FIRST_PAUSE)

    def _hear_from(self, platform: str, number: int) -> Hear:
        async def hear(heard: Sequence[Heard], position: str) -> None:
            await self.hear(platform, heard, position, number)

        return hear

    async def _deliver_for_ever(self) -> None:
        """A full disk or a locked database stops the sending for a while, not the program."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self.delivery.run()
            except Exception as trouble:
                _log.error("delivery waits %.0f s: %s", pause, type(trouble).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _admits(self, inviter: PersonRef) -> bool:
        """Whether this account may bring the bot into a room."""
        return self._settings.matrix_invites == "all" or await self._on_writer(
            lambda: self._is_trusted(inviter)
        )

    def _is_trusted(self, inviter: PersonRef) -> bool:
        with self._store.begin() as tx:
            person = tx.get(People).behind(inviter)
            return person is not None and bool(tx.get(Roles).of(person.id))

    def _position(self, platform: str) -> str:
        with self._store.begin() as tx:
            return tx.get(Positions).position(platform)

    def _prepare(self) -> str:
        return in_one(self._store, self._fill)

    def _fill(self, tx: Tx) -> str:
        now = self._clock.now()
        tracks, journal = tx.get(Tracks), tx.get(Journal)
        if not journal.head()[0]:
            for track in seeds():
                tracks.keep(track)
                journal.add(
                    "track.created", "installation", now,
                    track=track.code, modality=track.modality.value, name=track.name,
                )  # fmt: skip
        tx.get(Heads).begin(now)
        if tx.get(Roles).holders(Role.OPERATOR):
            return ""
        code = new_code()
        until = now + timedelta(days=_CLAIM_DAYS)
        tx.get(Codes).keep("claim", code_hash(code), None, until)
        return code

    def _forget(self, account: PersonRef) -> None:
        """Let the adapter of an account's platform remove what it keeps of it on the disk."""
        adapter: object = self._adapters.get(account.platform)
        if isinstance(adapter, KeepsWords):
            adapter.forget(account)

    async def _tell_operators(self, said: Reply, once: str) -> None:
        """Tell every operator in private."""

        def tell(tx: Tx) -> None:
            occasion = Occasion(self._clock.now(), self._settings)
            for operator in tx.get(Roles).holders(Role.OPERATOR):
                occasion.tell(operator.id, said, once=once, urgent=True)
            self._voice.say(tx, occasion, {})

        await self.with_store(tell)
        self.delivery.wake()

    def _wake(self, at: datetime | None) -> None:
        if at and (self.next_wake is None or at < self.next_wake):
            self.next_wake = at
            if self._ring:
                self._ring(at)

    def _keep_time(self) -> datetime | None:
        now = self._clock.now()
        doubt = self._clock.doubt() if isinstance(self._clock, Doubtful) else None
        if doubt:
            self._wait_for_clock(doubt, now)
            return None
        self._is_doubted = False
        return next_wake(in_one(self._store, lambda tx: self._do_chores(tx, now)), now)

    def _wait_for_clock(self, doubt: Doubt, now: datetime) -> None:
        """Nothing is closed, opened or said by itself while the clock is doubted; but operators are
        told, once each time."""
        if self._is_doubted or doubt.should_be is None:
            return
        _log.error("the clock says %s and should say %s: nothing is opened or closed by itself",
                   f"{doubt.says:%Y-%m-%d %H:%M}", f"{doubt.should_be:%Y-%m-%d %H:%M}")  # fmt: skip

        def tell(tx: Tx) -> None:
            occasion = Occasion(now, self._settings)
            for operator in tx.get(Roles).holders(Role.OPERATOR):
                occasion.tell(operator.id, clock_card(doubt), urgent=True)
            self._voice.say(tx, occasion, {})

        in_one(self._store, tell)
        self._is_doubted = True

    def _do_chores(self, tx: Tx, now: datetime) -> list[datetime]:
        """Each chore is undone alone if it fails, and tried again at the next beat."""
        boards: Boards = {}
        wakes: list[datetime] = []
        for chore in _CHORES:
            occasion = Occasion(now, self._settings)
            try:
                with tx.savepoint():
                    chore(tx, occasion)
                    self._voice.say(tx, occasion, boards)
                wakes += occasion.wakes
            except NotKept:
                raise
            except Exception:
                _log.exception("the chore %s failed", chore.__module__)
        self._voice.draw(tx, boards, now)
        tx.get(Seen).forget(now - _KEEP_SEEN)
        tx.get(Outbox).expire(now)
        tx.get(Outbox).forget(now - _KEEP_BUTTONS)
        tx.get(Letters).forget(now, now - _KEEP_BUTTONS)
        return wakes

    async def _on_writer(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)


def _latest(tx: Tx) -> datetime:
    """When the last entry was recorded, in UTC."""
    return tx.get(Journal).time(datetime.min.replace(tzinfo=UTC))
