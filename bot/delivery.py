"""The outbox, carried out: in order in each chat, side by side across chats, within the limits.

`app` runs it. A message leaves the outbox only after the platform has said that it has it.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.errors import GiveUp, MovedAway, TryLater
from bot.conversation.message import PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.translate import word
from bot.conversation.wording import Wording
from bot.memory import Memory
from bot.pace import Bucket
from bot.people.store import People
from bot.ports import Adapter, Clock, OpensRooms, Outbox, Sent, Standing, Store, Tx
from bot.pulse import Pulse
from bot.settings import Settings
from bot.sharing import Sharing
from bot.tracks.store import Rooms
from bot.transactions import in_one
from bot.welcome.views import unreachable

_log = logging.getLogger(__name__)
_AT_ONCE = 100
"""How many chats of one platform are written to at the same time."""
_LONGEST_BACKOFF = timedelta(minutes=5)
_LAST_ANSWERS_SECONDS = 2
_MOST_DEFECTS = 5
_HURRY_PAUSE = timedelta(minutes=1)
_MOST_HURRIED = 500
_SLOW_BEAT = timedelta(seconds=30)
_BEAT_OF_SEVERAL = timedelta(seconds=1)
"""What another process puts into the outbox wakes nobody here."""
_UNSTEADY = timedelta(seconds=1)
_UNTIL_IT_STANDS = timedelta(milliseconds=200)
_MOST_BUCKETS = 20_000


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one attempt to send: the platform's id, or what stood in the way.

    by: the number of the process that claimed the message. room: where it stands, if it was said
    to a person and the platform has a room for that.
    """

    outgoing: Outgoing
    by: int = 0
    sent_id: str = ""
    trouble: Exception | None = None
    room: RoomRef | None = None


@dataclass(slots=True)
class _Line:
    """The state of one platform's sending."""

    adapter: Adapter
    under_way: set[str] = field(default_factory=set)
    buckets: dict[str, Bucket] = field(default_factory=dict)
    paused_until: datetime | None = None
    many: int = 1
    """How many processes share its limits."""
    unreached: set[int] = field(default_factory=set)
    """The numbers of messages that could not be handed over, by nobody's wish."""
    hurried: datetime | None = None
    defects: Counter[int] = field(default_factory=Counter)
    """How often a message met a defect."""


@dataclass(slots=True)
class _Counts:
    """What one try to record outcomes adds to what is counted, once it lasts: by platform, and
    the messages that met a defect. hurried: the platforms whose waiting messages are tried now."""

    sent: Counter[str] = field(default_factory=Counter)
    given_up: Counter[str] = field(default_factory=Counter)
    defects: list[Outgoing] = field(default_factory=list)
    hurried: list[str] = field(default_factory=list)


class Delivery:
    """Sends what is due."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        adapters: Mapping[str, Adapter],
        on_writer: Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]],
        sharing: Sharing | None = None,
        pulse: Pulse | None = None,
        unwritten: Memory[int, Wording] | None = None,
    ) -> None:
        """on_writer runs a function on the one thread that speaks to the store. unwritten: the
        words of messages, by their numbers, that are said in place of what is written of them."""
        self._unwritten: Memory[int, Wording] = unwritten or Memory()
        self._store = store
        self._clock = clock
        self._settings = settings
        self._lines = {name: _Line(adapter) for name, adapter in adapters.items()}
        self._on_writer = on_writer
        self._sharing = sharing or Sharing()
        self.pulse = pulse or Pulse()
        self._wake = asyncio.Event()
        self._looked: datetime | None = None
        self._outcomes: list[_Outcome] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._wake.set()

    async def run(self) -> None:
        """Send what is due, for ever."""
        while True:
            # Cleared first: what comes in during the round starts the next one.
            self._wake.clear()
            pause = await self._round()
            try:
                async with asyncio.timeout(pause.total_seconds()):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def all_due(self) -> None:
        """Send what is due now, and return when nothing more is due or under way."""
        while True:
            await self._round()
            if not self._tasks and not self._outcomes:
                return
            if self._tasks:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self) -> None:
        """Let what is under way come to its end, for some seconds, and record it. What a platform
        does not answer in that time is sent again at the next start."""
        if self._tasks:
            _, silent = await asyncio.wait(self._tasks, timeout=_LAST_ANSWERS_SECONDS)
            for task in silent:
                task.cancel()
            await asyncio.gather(*silent, return_exceptions=True)
        outcomes, self._outcomes = self._outcomes, []
        await self._on_writer(lambda: self._record(outcomes))

    async def _round(self) -> timedelta:
        """Record what was sent, begin what is due; how long until more may be due."""
        outcomes, self._outcomes = self._outcomes, []
        standing = self._sharing.standing
        number = standing.number if standing else 0
        try:
            found = await self._on_writer(lambda: self._record_and_look(outcomes, standing))
        except BaseException:
            # What was sent is recorded as soon as the database lets us.
            self._outcomes = outcomes + self._outcomes
            raise
        due: list[Outgoing]
        pause: timedelta
        due, pause = found
        for outgoing in due:
            task = asyncio.create_task(self._send(outgoing, number))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return pause

    async def _send(self, outgoing: Outgoing, by: int) -> None:
        line = self._lines[outgoing.platform]
        try:
            sent_id = await line.adapter.send(outgoing)
            outcome = _Outcome(outgoing, by, sent_id, room=_opened(line.adapter, outgoing.to))
        except Exception as trouble:
            outcome = _Outcome(outgoing, by, trouble=trouble)
        self._outcomes.append(outcome)
        self._wake.set()

    def _record(self, outcomes: list[_Outcome]) -> None:
        if outcomes:
            self._count(in_one(self._store, lambda tx: self._record_all(tx, outcomes)))
            self._set_free(outcomes)

    def _count(self, counts: _Counts) -> None:
        # Only once it lasts: a transaction that another process came between is done again.
        self.pulse.sent += counts.sent
        self.pulse.given_up += counts.given_up
        for outgoing in counts.defects:
            defects = self._lines[outgoing.platform].defects
            defects[outgoing.id] += 1
            if defects[outgoing.id] > _MOST_DEFECTS:
                del defects[outgoing.id]
        for platform in counts.hurried:
            self._lines[platform].hurried = self._clock.now()

    def _set_free(self, outcomes: list[_Outcome]) -> None:
        # Only once it lasts: a chat's next message must not overtake the record of the last one.
        for outcome in outcomes:
            line = self._lines[outcome.outgoing.platform]
            line.under_way.discard(_place(outcome.outgoing.to))
            if not isinstance(outcome.trouble, TryLater):
                line.unreached.discard(outcome.outgoing.id)

    def _record_and_look(
        self, outcomes: list[_Outcome], standing: Standing | None
    ) -> tuple[list[Outgoing], timedelta]:
        """In one transaction: what was sent, and what is to be sent now."""
        now = self._clock.now()
        self._look_at_the_clock(now)
        due: list[Outgoing] = []
        if standing is None:
            self._record(outcomes)
            return due, _UNTIL_IT_STANDS

        def record_and_choose(tx: Tx) -> tuple[timedelta, _Counts]:
            # An attempt that was undone has chosen nothing.
            self._put_back(due)
            counts = self._record_all(tx, outcomes)
            free = {_place(one.outgoing.to) for one in outcomes}
            pause = _SLOW_BEAT if standing.number == 0 else _BEAT_OF_SEVERAL
            for platform, line in self._lines.items():
                if self._sharing.may_send(platform, shared=line.adapter.limits.shared):
                    pause = min(pause, self._look(tx, platform, standing, now, due, free))
            if standing.number and due:
                tx.get(Outbox).claim([one.id for one in due], standing.number)
            return pause, counts

        lasting = bool(outcomes) or standing.number > 0
        try:
            pause, counts = in_one(self._store, record_and_choose, lasting=lasting)
        except BaseException:
            self._put_back(due)
            raise
        self._count(counts)
        self._set_free(outcomes)
        for outgoing in due:
            self._lines[outgoing.platform].under_way.add(_place(outgoing.to))
        return due, max(pause, timedelta(milliseconds=5))

    def _look_at_the_clock(self, now: datetime) -> None:
        """A clock that was set back, now or while nobody looked, holds nothing up."""
        if self._looked is None or now < self._looked - _UNSTEADY:
            with self._store.begin() as tx:
                if tx.get(Outbox).hurry(now):
                    tx.commit()
            for line in self._lines.values():
                line.paused_until = None
        self._looked = now

    def _put_back(self, chosen: list[Outgoing]) -> None:
        for outgoing in chosen:
            line = self._lines[outgoing.platform]
            for bucket in self._buckets(line, outgoing, self._clock.now()):
                bucket.tokens += 1
        chosen.clear()

    def _look(
        self,
        tx: Tx,
        platform: str,
        standing: Standing,
        now: datetime,
        chosen: list[Outgoing],
        free: set[str],
    ) -> timedelta:
        """Choose what may be sent now on a platform; how long until more may be. free: the places
        that will have been written to once this transaction lasts."""
        outbox, line = tx.get(Outbox), self._lines[platform]
        if line.many != standing.many:
            line.many = standing.many
            line.buckets.clear()
        if line.paused_until and now < line.paused_until:
            return line.paused_until - now
        pause = _SLOW_BEAT
        under_way = line.under_way - free
        for outgoing in outbox.due(platform, now, _AT_ONCE + len(under_way), standing.number):
            place = _place(outgoing.to)
            if place in under_way:
                continue
            if len(under_way) >= _AT_ONCE:
                return pause
            wait = self._wait(line, outgoing, now)
            if wait:
                pause = min(pause, wait)
                continue
            under_way.add(place)
            words = self._unwritten.get(outgoing.id, now)
            chosen.append(replace(outgoing, wording=words) if words else outgoing)
        following = outbox.next_due(platform, now)
        if following:
            pause = min(pause, following - now)
        return pause

    def _wait(self, line: _Line, outgoing: Outgoing, now: datetime) -> timedelta:
        """How long the limits make this message wait; it counts as sent if that is zero."""
        if len(line.buckets) > _MOST_BUCKETS:
            line.buckets.clear()
        buckets = self._buckets(line, outgoing, now)
        wait = max((bucket.wait(now) for bucket in buckets), default=timedelta())
        if not wait:
            for bucket in buckets:
                bucket.take(now)
        return wait

    def _buckets(self, line: _Line, outgoing: Outgoing, now: datetime) -> list[Bucket]:
        limits = line.adapter.limits
        here = limits.private if outgoing.private else limits.room
        rates = {"": limits.overall, _place(outgoing.to): here}
        return [
            line.buckets.setdefault(name, Bucket(rate.divided(line.many), now))
            for name, rate in rates.items()
            if rate
        ]

    def _record_all(self, tx: Tx, outcomes: list[_Outcome]) -> _Counts:
        now, counts = self._clock.now(), _Counts()
        ours = [one for one in outcomes if self._is_ours(tx, one)]
        shown = [one for one in ours if one.trouble is None]
        if shown:
            tx.get(Outbox).sent(
                [
                    Sent(one.outgoing.id, one.sent_id, one.outgoing.version, one.room)
                    for one in shown
                ],
                now,
            )
        for one in shown:
            if one.room and isinstance(one.outgoing.to, PersonRef):
                # What is said there next keeps its order, and can be answered there.
                tx.get(People).keep_room(one.outgoing.to, one.room)
        counts.sent.update(one.outgoing.platform for one in shown)
        for one in ours:
            if one.trouble:
                self._record_trouble(tx, one.outgoing, one.trouble, now, counts)
        for platform in counts.sent:
            self._try_again(tx, platform, now, counts)
        return counts

    def _try_again(self, tx: Tx, platform: str, now: datetime, counts: _Counts) -> None:
        """A platform is there: what could not be handed over while it was not need not wait for
        its next try. Not too often, for there is trouble that is one message's alone."""
        line = self._lines[platform]
        if line.unreached and (line.hurried is None or now - line.hurried >= _HURRY_PAUSE):
            counts.hurried.append(platform)
            tx.get(Outbox).again(sorted(line.unreached)[:_MOST_HURRIED], now)

    def _is_ours(self, tx: Tx, outcome: _Outcome) -> bool:
        number = outcome.outgoing.id
        if outcome.by and not tx.get(Outbox).claimed(number, outcome.by):
            # This process was taken for dead; whoever has the message now says what became of it.
            _log.warning("message %d is another process's by now", number)
            return False
        return True

    def _record_trouble(
        self, tx: Tx, outgoing: Outgoing, trouble: Exception, now: datetime, counts: _Counts
    ) -> None:
        outbox, line = tx.get(Outbox), self._lines[outgoing.platform]
        match trouble:
            case TryLater():
                until = now + (trouble.after or _backoff(outgoing.attempts))
                if trouble.whole:
                    line.paused_until = max(until, line.paused_until or until)
                if trouble.after is None:
                    line.unreached.add(outgoing.id)
                # A platform that says when to come again does not make the next outage longer.
                outbox.later(outgoing.id, until, counts=trouble.after is None)
                _log.info("message %d waits: %s", outgoing.id, trouble)
            case MovedAway(new_id=new_id) if new_id != outgoing.to.id:
                old = RoomRef(outgoing.to.platform, outgoing.to.id)
                new = RoomRef(outgoing.to.platform, new_id)
                tx.get(Rooms).moved(old, new)
                outbox.moved(old, new)
            case GiveUp():
                _log.warning("message %d can't be sent: %s", outgoing.id, trouble)
                counts.given_up[outgoing.platform] += 1
                outbox.given_up(outgoing.id)
                if trouble.unreachable and outgoing.pointer:
                    self._point(tx, outgoing, now)
            case _:
                _log.error("message %d: a defect in sending", outgoing.id, exc_info=trouble)
                counts.defects.append(outgoing)
                if line.defects[outgoing.id] + 1 > _MOST_DEFECTS:
                    outbox.given_up(outgoing.id)
                else:
                    outbox.later(outgoing.id, now + _backoff(outgoing.attempts))

    def _point(self, tx: Tx, outgoing: Outgoing, now: datetime) -> None:
        """Tell the room in one line that its member can't be reached in private."""
        if outgoing.pointer is None:
            return
        room = tx.get(Rooms).room(outgoing.pointer)
        language = room.language if room and room.language else self._settings.language
        address = self._lines[outgoing.platform].adapter.address
        line = word(unreachable(address), language)
        tx.get(Outbox).put(
            Outgoing(
                outgoing.pointer,
                line,
                answers=outgoing.answers,
                thread=outgoing.thread,
                once=f"pointer/{outgoing.id}",
            ),
            now,
        )


def _opened(adapter: object, to: RoomRef | PersonRef) -> RoomRef | None:
    """The room in which a person was written to, where that is another place than the person."""
    if isinstance(to, PersonRef) and isinstance(adapter, OpensRooms):
        return adapter.room_with(to)
    return None


def _place(to: RoomRef | PersonRef) -> str:
    return f"{to.platform}:{to.id}"


def _backoff(attempts: int) -> timedelta:
    return min(_LONGEST_BACKOFF, timedelta(seconds=2 ** min(attempts, 10)))
