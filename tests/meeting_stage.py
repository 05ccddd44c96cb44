"""What the tests of meetings share: the whole core with its delivery, between two networks that can
be down, and a time that passes as the alarm clock would let it pass."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

from adapters.story.cast import give
from bot.app import App
from bot.conversation.errors import TryLater
from bot.conversation.message import Edited, Heard, Message, PersonRef, Removed, RoomNames, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from bot.meetings.minutes import Action, Line
from bot.meetings.model import Meeting
from bot.meetings.store import Actions, Meetings, Minutes
from bot.people.model import Account, Grant, Role
from bot.people.store import People
from bot.ports import Admits, Hear, Limits, Outbox
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Rooms
from storage.store import SqlStore
from tests import linking
from tests.decision_stage import (
    ADA,
    ADA_TOO,
    BEGINNING,
    BEN,
    CYD,
    FAY,
    PATIENT,
    RAY,
    ROOM,
    SECOND,
    TRACK,
    Voice,
    begun,
    shown,
)
from tests.support import driver, rows

__all__ = [
    "ADA", "ADA_TOO", "BEGINNING", "BEN", "CHAT", "CYD", "FAY", "GUS", "RAY", "ROOM", "SECOND",
    "TRACK", "Said", "Stage", "Voice", "words",
]  # fmt: skip

CHAT = RoomRef("telegram", "-1001")
GUS = Voice("telegram", "74", role=Grant(Role.FACILITATOR, TRACK))
BEAT = timedelta(seconds=60)
"""So often the alarm clock rings at least."""


class Said(NamedTuple):
    """Something the bot said: when, to whom, and the words."""

    at: datetime
    to: RoomRef | PersonRef
    text: str
    outgoing: Outgoing

    @property
    def says(self) -> tuple[str, ...]:
        """What its buttons say."""
        return tuple(button.says for button in self.outgoing.wording.buttons)


def words(said: Sequence[Said]) -> str:
    """All the words."""
    return "\n".join(one.text for one in said)


@dataclass
class Network:
    """A platform that takes everything, unless it is down."""

    platform: str
    stage: "Stage"
    down: bool = False
    limits: Limits = field(default_factory=Limits)
    address: str = "the bot"

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Nobody listens here: the tests hear for it."""

    async def send(self, outgoing: Outgoing) -> str:
        """Take it, and write down when."""
        if self.down:
            raise TryLater("down")
        text = plain(outgoing.wording)
        self.stage.said.append(Said(self.stage.time, outgoing.to, text, outgoing))
        return f"sent-{len(self.stage.said)}"

    async def stop(self) -> None:
        """There is nothing to let go of."""


class Stage:
    """A track with a room on each network, and the whole program; nothing is sent to nowhere."""

    def __init__(self) -> None:
        self.time = BEGINNING
        self.store = SqlStore("sqlite://")
        begun().backup(driver(self.store))
        self.said: list[Said] = []
        self.networks = {name: Network(name, self) for name in ("matrix", "telegram")}
        self.app = self._program()
        self._runner = asyncio.Runner()
        self._ids = count(1)
        self.last_id = ""
        self.meet(GUS)

    def _program(self) -> App:
        return App(self.store, self, PATIENT, tuple(self.networks.values()))

    def now(self) -> datetime:
        """This instant."""
        return self.time

    # --- who is there --------------------------------------------------------------------------

    def meet(self, voice: Voice) -> None:
        """They are known, and what they are."""
        with self.store.begin() as tx:
            account = Account(voice.ref, voice.id, "", voice.private)
            person = tx.get(People).meet(account, "", BEGINNING).id
            tx.get(People).acknowledge(person, PATIENT.conduct_version, BEGINNING)
            tx.get(Memberships).join(person, TRACK, voice.part or Part.PARTICIPANT)
            if voice.role:
                give(tx, person, voice.role, BEGINNING)
            tx.commit()

    def bind(self, room: RoomRef, *, bound: bool = True) -> None:
        """Make a room one of the track's, or not."""
        with self.store.begin() as tx:
            if bound:
                tx.get(Rooms).bind(room, RoomNames("A room"), TRACK)
            else:
                tx.get(Rooms).unbind(room, TRACK)
            tx.commit()

    def link(self, first: Voice, second: Voice) -> None:
        """Make two accounts one person."""
        said = linking.link(lambda voice, text: [one.outgoing for one in self.say(voice, text)],
                            first, second)  # fmt: skip
        assert "one person now" in shown(said)

    # --- what is heard -------------------------------------------------------------------------

    def say(self, voice: Voice, text: str, room: RoomRef | None = None, **more: Any) -> list[Said]:
        """Somebody says something, a second after what was before; what is said then."""
        return self.hear(self.message(voice, text, room, **more))

    def message(self, voice: Voice, text: str, room: RoomRef | None = None, **more: Any) -> Message:
        """What somebody says, with an id nobody used before."""
        self.last_id = f"heard-{next(self._ids)}"
        return Message(
            self.last_id, room or voice.private, voice.ref, voice.id, text, room is None,
            self.time + SECOND, **more,
        )  # fmt: skip

    def edit(self, voice: Voice, message: str, text: str, room: RoomRef) -> list[Said]:
        """Somebody edits a message; what is said then."""
        number = f"edit-{next(self._ids)}"
        return self.hear(Edited(number, room, message, voice.ref, text, self.time))

    def remove(self, message: str, room: RoomRef) -> list[Said]:
        """A message is taken back, by whomever; what is said then."""
        return self.hear(Removed(f"removal-{next(self._ids)}", room, message, self.time))

    def hear(self, *batch: Heard) -> list[Said]:
        """One batch of one platform; what is said then."""
        self.time += SECOND
        (platform,) = {one.room.platform for one in batch if not hasattr(one, "old")}
        return self._while(self.app.hear(platform, batch, ""))

    # --- time ----------------------------------------------------------------------------------

    def tick(self) -> list[Said]:
        """Time does what it does now; what is said then."""
        return self._while(self.app.tick())

    def pass_until(self, moment: datetime) -> list[Said]:
        """Time passes: the alarm clock rings a minute later, then at each instant at which the
        program said it has something to do, and at last at this moment. What is said then."""
        before = len(self.said)
        self.time = min(self.time + BEAT, moment)
        self.tick()
        while self.time < moment:
            self.time = min([moment, *self.next_instants()])
            self.tick()
        return self.said[before:]

    def next_instants(self) -> list[datetime]:
        """The instants after this one at which something is to be done or sent."""
        with self.store.begin() as tx:
            due = [tx.get(Outbox).next_due(name, self.time) for name in self.networks]
        return [one for one in (self.app.next_wake, *due) if one and one > self.time]

    def jump(self, moment: datetime) -> list[Said]:
        """It is suddenly another time, or the program was away until then; what is said then."""
        self.time = moment
        return self.tick()

    def restart(self) -> None:
        """The program ends and begins again on the same database."""
        self.app._writer.shutdown()
        self.app = self._program()

    def _while(self, work: Any) -> list[Said]:
        before = len(self.said)

        async def do() -> None:
            await work
            await self.app.deliver()

        self._runner.run(do())
        said = self.said[before:]
        assert "failed on our side" not in words(said)
        return said

    def close(self) -> None:
        """Let go of everything."""
        self._runner.run(self.app.stop())
        self._runner.close()

    # --- what is kept --------------------------------------------------------------------------

    def meeting(self, number: int) -> Meeting:
        """A meeting as it is kept."""
        with self.store.begin() as tx:
            found = tx.get(Meetings).numbered(number)
        assert found
        return found

    def lines(self, number: int) -> list[Line]:
        """The lines of its minutes."""
        meeting = self.meeting(number)
        with self.store.begin() as tx:
            return tx.get(Minutes).lines(meeting)

    def actions(self) -> list[Action]:
        """All open actions."""
        with self.store.begin() as tx:
            return tx.get(Actions).open_of(None)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table."""
        return rows(self.store, table)
