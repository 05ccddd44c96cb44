"""Runs the program as it is, in a process of its own that may be told at which point to die.

`nursery` makes the process. The tests write the point to its standard input, or an empty line;
until then it is loaded and waits. The points are laid around the program's
parts from outside, so the program knows nothing of them.
"""

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from unittest.mock import patch

import bot.program
from bot.app import App
from bot.conversation.message import PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.letters.store import Letters
from bot.ports import (
    Adapter,
    Admits,
    Clock,
    Hear,
    KeepsAFolder,
    Limits,
    OpensRooms,
    Outbox,
    Positions,
    Seen,
    Sent,
    Store,
    Tx,
    Watch,
)
from bot.settings import Settings
from tests.kill.points import (
    AFTER_COMMIT,
    AFTER_IDENTITY,
    AFTER_KEYS_UPLOAD,
    AFTER_MARK,
    AFTER_SEND,
    AFTER_SIGNATURE,
    BEFORE_COMMIT,
    BEFORE_IDENTITY,
    BEFORE_KEY_KEPT,
    BEFORE_SEND,
    BEFORE_SIGNATURE,
)

Port = TypeVar("Port")
KEEP_LIMITS = "INTERSESSION_TEST_KEEP_LIMITS"
SHORT_WAITS = "INTERSESSION_TEST_SHORT_WAITS"
ENDLESS_WAITS = "INTERSESSION_TEST_ENDLESS_WAITS"
"""Telegram's answers are waited for without end: who ends without one did not wait for it."""


class Fate:
    """Ends the process when a point is passed for the n-th time, as a power cut would."""

    def __init__(self, die_at: str) -> None:
        """die_at: the point and the number, as in "after-send:3"; "" lets it live."""
        self._point, _, number = die_at.partition(":")
        self._left = int(number or 0)

    def passes(self, point: str) -> None:
        """A point is passed. Each point is passed on one thread only."""
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class WatchedOutbox:
    """An outbox that notes whether something was marked as sent."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.marked = False

    def sent(self, sent: Sequence[Sent], now: datetime) -> None:
        """Mark what the platform has."""
        self.marked = True
        self._outbox.sent(sent, now)

    def __getattr__(self, name: str) -> Any:
        """All else is the outbox's own."""
        return getattr(self._outbox, name)


class WatchedTx:
    """A transaction that passes points at its commit, by what it was used for."""

    def __init__(self, tx: Tx, fate: Fate) -> None:
        self._tx = tx
        self._fate = fate
        self._used: set[type] = set()
        self._outbox: WatchedOutbox | None = None
        self.is_of_time = False
        """Whether it is what time does by itself: no point lies there."""

    def get(self, port: type[Port]) -> Port:
        """The store of a capability."""
        self._used.add(port)
        if port is not Outbox:
            return self._tx.get(port)
        self._outbox = self._outbox or WatchedOutbox(self._tx.get(Outbox))
        return cast(Port, self._outbox)

    def savepoint(self) -> AbstractContextManager[None]:
        """A part that is undone alone."""
        return self._tx.savepoint()

    def commit(self) -> None:
        """Make it last."""
        # Commands were heard; a sync without any moves only the position.
        # So was a button on a page, which is known by its token.
        pressed = Letters in self._used and Seen not in self._used
        heard = not self.is_of_time and (pressed or {Seen, Positions} <= self._used)
        if heard:
            self._fate.passes(BEFORE_COMMIT)
        self._tx.commit()
        if heard:
            self._fate.passes(AFTER_COMMIT)
        # A look at what is due is no mark: it comes while a message is under way.
        if self._outbox and self._outbox.marked:
            self._fate.passes(AFTER_MARK)


class WatchedStore:
    """The store, with watched transactions."""

    def __init__(self, store: Store, fate: Fate) -> None:
        self._store = store
        self._fate = fate

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """Open a transaction."""
        with self._store.begin() as tx:
            yield WatchedTx(tx, self._fate)

    @property
    def whole(self) -> bool | None:
        """Whether it was not damaged when it was opened."""
        return self._store.whole

    def tidy(self) -> None:
        """Wipe what is to be wiped."""
        self._store.tidy()

    def is_whole(self) -> bool | None:
        """Whether it is not damaged."""
        return self._store.is_whole()

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()


class WatchedAdapter:
    """An adapter that passes points when it sends. It knows no limits unless the tests want them:
    answers come at once."""

    def __init__(self, adapter: Adapter, fate: Fate) -> None:
        self.platform = adapter.platform
        limits = adapter.limits
        without = Limits(shared=limits.shared, together=limits.together)
        self.limits = limits if KEEP_LIMITS in os.environ else without
        self._tried: set[int] = set()
        self._adapter = adapter
        self._fate = fate

    @property
    def address(self) -> str:
        """Where a person writes to the bot in private."""
        return self._adapter.address

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Listen from a position."""
        await self._adapter.run(hear, position, admits)

    async def send(self, outgoing: Outgoing) -> str:
        """Send one message."""
        # An attempt that came too early counts with the one that follows.
        if outgoing.id not in self._tried:
            self._tried.add(outgoing.id)
            self._fate.passes(BEFORE_SEND)
        sent = await self._adapter.send(outgoing)
        self._fate.passes(AFTER_SEND)
        return sent

    def room_with(self, person: PersonRef) -> RoomRef | None:
        """The room where this person was last written to."""
        return self._adapter.room_with(person) if isinstance(self._adapter, OpensRooms) else None

    async def stop(self) -> None:
        """End run()."""
        await self._adapter.stop()


class WatchedKeeper(WatchedAdapter):
    """One that keeps a folder."""

    def __init__(self, adapter: Adapter, keeper: KeepsAFolder, fate: Fate) -> None:
        super().__init__(adapter, fate)
        self._keeper = keeper

    def folder_name(self) -> str:
        """The name of the folder."""
        return self._keeper.folder_name()


def watched_adapter(adapter: Adapter, fate: Fate) -> WatchedAdapter:
    """An adapter that passes points, and can what it could."""
    if isinstance(adapter, KeepsAFolder):
        return WatchedKeeper(adapter, adapter, fate)
    return WatchedAdapter(adapter, fate)


def watched(fate: Fate) -> type[App]:
    """The program between watched parts."""

    class WatchedApp(App):
        def __init__(
            self,
            store: Store,
            clock: Clock,
            settings: Settings,
            adapters: Sequence[Adapter],
            watch: Watch | None = None,
        ) -> None:
            super().__init__(
                WatchedStore(store, fate),
                clock,
                settings,
                [watched_adapter(adapter, fate) for adapter in adapters],
                watch,
            )

        def _do_chores(self, tx: Tx, now: datetime) -> list[datetime]:
            assert isinstance(tx, WatchedTx)
            tx.is_of_time = True
            return super()._do_chores(tx, now)

    return WatchedApp


def lay_points_among_keys(fate: Fate) -> None:
    """Lay the points of Matrix's keys into its library."""
    # It is loaded only where it is used: it takes its time.
    from nio import KeysUploadResponse
    from nio.crypto import Olm

    take_in, keep = Olm.handle_response, Olm.save_inbound_group_session

    def taken_in(olm: Any, response: Any) -> None:
        if isinstance(response, KeysUploadResponse):
            fate.passes(AFTER_KEYS_UPLOAD)
        take_in(olm, response)

    def kept(olm: Any, session: Any) -> None:
        fate.passes(BEFORE_KEY_KEPT)
        keep(olm, session)

    Olm.handle_response, Olm.save_inbound_group_session = taken_in, kept


def lay_points_among_signatures(fate: Fate) -> None:
    """Lay the points around the uploads that sign Matrix's device."""
    from adapters.matrix import identity
    from adapters.matrix.network import ask

    uploads = {
        "device_signing/upload": (BEFORE_IDENTITY, AFTER_IDENTITY),
        "signatures/upload": (BEFORE_SIGNATURE, AFTER_SIGNATURE),
    }

    async def asked(client: Any, method: str, path: str, content: Any = None) -> Any:
        points = [both for end, both in uploads.items() if path.endswith(end)]
        for before, _ in points:
            fate.passes(before)
        answer = await ask(client, method, path, content)
        for _, after in points:
            fate.passes(after)
        return answer

    patch.object(identity, "ask", asked).start()


def wait_less() -> None:
    """Where one dies every second, nobody waits long for what the dead may have done: a lease and
    the beat before it, and looks for the copy of a letter."""
    patch("storage.watch._LEASE_SECONDS", 3).start()
    patch("bot.sharing._BEAT_SECONDS", 0.3).start()
    if "INTERSESSION_SMTP_URL" in os.environ:
        patch("adapters.mail.post._LOOK_AGAIN", timedelta(seconds=0.5)).start()


def _end_with_the_tests() -> None:
    # Standard input is a pipe that closes when the tests are gone, even when they were killed;
    # then nobody is left to stop this process.
    os.read(0, 1)
    os._exit(1)


def main() -> int:
    """Be told where to die, and run the program between watched parts; its exit code."""
    told = os.read(0, 100)
    if not told:
        return 0
    fate = Fate(told.decode().strip())
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    if "INTERSESSION_MATRIX_USER" in os.environ:
        lay_points_among_keys(fate)
        lay_points_among_signatures(fate)
    if SHORT_WAITS in os.environ:
        wait_less()
    if ENDLESS_WAITS in os.environ:
        patch("adapters.telegram.requests._READ_SECONDS", 86_400).start()
    with patch.object(bot.program, "App", watched(fate)):
        return bot.program.main(["run"])
