"""What the tests of decisions share: the core without a network, and what can be computed
from numbers that are shown."""

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain, combinations, count, product
from typing import Any, NamedTuple

from adapters.story.cast import give
from bot.app import App
from bot.conversation.message import Claim, Message, PersonRef, RoomNames, RoomRef, Tap
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from bot.people.model import Account, Grant, Role, StakeholderGroup
from bot.people.store import People
from bot.ports import Outbox, Sent, Tx
from bot.settings import Settings
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Rooms
from storage.store import SqlStore

TRACK = "irpc"
ROOM = RoomRef("matrix", "!irpc:home.example")
BEGINNING = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PATIENT = Settings(commands_per_minute=1_000_000, room_commands_per_minute=1_000_000)
_FAR = datetime(2100, 1, 1, tzinfo=UTC)


class Voice(NamedTuple):
    """Somebody with one account, and what they are when a stage begins."""

    platform: str
    id: str
    part: Part | None = Part.PARTICIPANT
    group: StakeholderGroup | None = None
    role: Grant | None = None

    @property
    def ref(self) -> PersonRef:
        """The account."""
        return PersonRef(self.platform, self.id)

    @property
    def private(self) -> RoomRef:
        """Where they speak with the bot alone."""
        return RoomRef(self.platform, self.id)


ADA, ADA_TOO = Voice("telegram", "71"), Voice("matrix", "@ada:a.example")
BEN = Voice("telegram", "72", group=StakeholderGroup.GOVERNMENT)
BEN_TOO = Voice("matrix", "@ben:b.example", None)
CYD = Voice("telegram", "73", Part.PARTICIPANT, StakeholderGroup.CIVIL_SOCIETY)
FAY = Voice("matrix", "@fay:f.example", role=Grant(Role.FACILITATOR, TRACK))
RAY = Voice("matrix", "@ray:r.example", role=Grant(Role.RAPPORTEUR))
CAST = (ADA, ADA_TOO, BEN, BEN_TOO, CYD, FAY, RAY)


class Stage:
    """The whole program but its adapters, on a database in memory and a clock that is set."""

    def __init__(self, address: str = "sqlite://") -> None:
        self.time = BEGINNING
        self.store = SqlStore(address)
        begun().backup(_driver(self.store))
        self.app = App(self.store, self, PATIENT, ())
        self._runner = asyncio.Runner()
        self._ids = count(1)

    def now(self) -> datetime:
        """This instant."""
        return self.time

    def meet(self, *voices: Voice) -> None:
        """They are known, and what they are."""
        with self.store.begin() as tx:
            _meet(tx, voices)
            tx.commit()

    def say(self, voice: Voice, text: str, room: RoomRef | None = None) -> list[Outgoing]:
        """Somebody says something, a second after what was before; all that is then sent."""
        return self._hear([self._message(voice, text, room)])

    def tap(
        self, voice: Voice, said: Outgoing, place: int = 0, room: RoomRef | None = None
    ) -> list[Outgoing]:
        """Somebody taps a button of a message; all that is then sent."""
        tap = Tap(f"sent-{said.id}", place, said.id)
        return self._hear([replace(self._message(voice, "", room), tap=tap)])

    def write(self, voice: Voice, text: str, claim: Claim) -> list[Outgoing]:
        """Somebody writes a letter; all that is then sent."""
        return self._hear([replace(self._message(voice, text, None), claim=claim)])

    def votes_secretly(
        self, voice: Voice, text: str, room: RoomRef | None = None
    ) -> list[Outgoing]:
        """Somebody chooses, and records it if they may; all that is then sent."""
        said = self.say(voice, text, room)
        asked = next(
            (one for one in said if labels(one)[:1] in (["Record it"], ["Take it back"])), None
        )
        return said + (self.tap(voice, asked) if asked else [])

    def say_all(self, said: list[tuple[Voice, str]]) -> list[Outgoing]:
        """Several people of one platform say something in one batch."""
        return self._hear([self._message(voice, text, None) for voice, text in said])

    def _message(self, voice: Voice, text: str, room: RoomRef | None) -> Message:
        return Message(
            f"heard-{next(self._ids)}", room or voice.private, voice.ref, voice.id, text,
            room is None, self.time + SECOND,
        )  # fmt: skip

    def _hear(self, batch: list[Message]) -> list[Outgoing]:
        self.time += SECOND
        for message in batch[:1]:
            self._runner.run(self.app.hear(message.room.platform, batch, ""))
        said = self._sent()
        assert "failed on our side" not in shown(said)
        return said

    def tick(self) -> list[Outgoing]:
        """Time does what it does; all that is then sent."""
        self._runner.run(self.app.tick())
        return self._sent()

    def restart(self) -> None:
        """The program ends and begins again on the same database."""
        self.app = App(self.store, self, PATIENT, ())

    def close(self) -> None:
        """Let go of everything."""
        self._runner.run(self.app.stop())
        self._runner.close()

    def _sent(self) -> list[Outgoing]:
        """All that waits, in order, which counts as sent now."""
        found: list[Outgoing] = []
        # A letter expires; what waits for the end of quiet hours is said at once.
        until = {"matrix": _FAR, "telegram": _FAR, "mail": self.time}
        with self.store.begin() as tx:
            outbox = tx.get(Outbox)
            while due := [one for name, at in until.items() for one in outbox.due(name, at, 99)]:
                for one in due:
                    outbox.sent([Sent(one.id, f"sent-{one.id}", one.version)], self.time)
                found += map(self.in_words, due)
            tx.commit()
        return found

    def in_words(self, outgoing: Outgoing) -> Outgoing:
        """A message as it is sent: its words may be in the program's memory alone."""
        words = self.app.unwritten.get(outgoing.id, self.time)
        return replace(outgoing, wording=words) if words else outgoing

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, in the order in which they lie in the file."""
        with self.store.engine.connect() as connection:
            found = connection.exec_driver_sql(f'SELECT * FROM "{table}"').mappings()
            return [dict(row) for row in found]

    def tables(self) -> list[str]:
        """The names of all tables."""
        with self.store.engine.connect() as connection:
            return list(
                connection.exec_driver_sql(
                    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
                ).scalars()
            )


def labels(outgoing: Outgoing) -> list[str]:
    """The names of a message's buttons."""
    return [button.label for button in outgoing.wording.buttons]


def shown(said: Iterable[Outgoing]) -> str:
    """The words of messages, and of what pictures show, without the buttons."""
    return "\n".join(
        text
        for one in said
        for text in (plain(one.wording), *(file.description for file in one.wording.attachments))
    )


def opened(stage: Stage, line: str, *changes: str) -> list[Outgoing]:
    """Propose and open the next decision, with no group needed; what is said when it opens."""
    drafted = stage.say(FAY, line)
    draft = next(re.findall(r"^open (\d+)", one.says)[0] for one in drafted[-1].wording.buttons)
    for change in ("groups 0", *changes):
        stage.say(FAY, f"/charter {draft} {change}")
    said = stage.say(FAY, f"/open {draft}")
    assert "is open until" in shown(said)
    return said


@cache
def begun() -> sqlite3.Connection:
    """A database with the tracks, the cast and a room of theirs."""
    store = _store()
    app = App(store, _Still(), PATIENT, ())
    with asyncio.Runner() as runner:
        runner.run(app.prepare())
    with store.begin() as tx:
        tx.get(Rooms).bind(ROOM, RoomNames("The room"), TRACK)
        _meet(tx, [voice for voice in CAST if voice.part])
        tx.commit()
    return _driver(store)


def _meet(tx: Tx, voices: Iterable[Voice]) -> None:
    people = tx.get(People)
    for voice in voices:
        person = people.meet(Account(voice.ref, voice.id, "", voice.private), "", BEGINNING).id
        people.acknowledge(person, PATIENT.conduct_version, BEGINNING)
        if voice.part:
            tx.get(Memberships).join(person, TRACK, voice.part)
        if voice.group:
            people.set_group(person, voice.group)
        if voice.role:
            give(tx, person, voice.role, BEGINNING)


class _Still:
    """A clock that stands at the beginning."""

    def now(self) -> datetime:
        """The beginning."""
        return BEGINNING


def _store() -> SqlStore:
    return SqlStore("sqlite://")


def _driver(store: SqlStore) -> sqlite3.Connection:
    connection = store.engine.raw_connection().driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


# What can be computed from the numbers that are shown. A crowd is a list of (group, said).

Crowd = list[tuple[str, str]]
Cell = frozenset[tuple[str, str]]
Known = tuple[Cell, int]
"""Some of the (group, said), and how many people are there together."""
_PRIME = 2**61 - 1


def by_cell(crowd: Crowd, cell: Cell) -> int:
    """How many people are in a cell."""
    return sum(one in cell for one in crowd)


def totals(crowd: Crowd) -> Iterator[Known]:
    """What is known without any table: how often each thing was said, each group's size, all."""
    groups, said = ({one[place] for one in crowd} for place in (0, 1))
    everything = frozenset(product(groups, said))
    for part in [
        *({one for one in everything if one[0] == group} for group in groups),
        *({one for one in everything if one[1] == what} for what in said),
        everything,
    ]:
        yield frozenset(part), by_cell(crowd, frozenset(part))


def known_of(crowd: Crowd, table: dict[str, dict[str, int]]) -> Iterator[Known]:
    """What everybody knows who is shown a table: row "" is all other groups, column "" all else."""
    apart = {name for row in table.values() for name in row if name}
    for name, row in table.items():
        groups = {name} if name else {group for group, _ in crowd} - (set(table) - {""})
        for column, people in row.items():
            said = {column} if column else {said for _, said in crowd} - apart
            yield frozenset(product(groups, said)), people
    yield from totals(crowd)


def told_too_much(crowd: Crowd, known: Iterable[Known]) -> list[Cell]:
    """The cells of under five people that follow from what is known, by any linear combination.

    A cell is some (not all) of the groups by some (not all) of what was said.
    """
    groups, said = (sorted({one[place] for one in crowd}) for place in (0, 1))
    places = {cell: place for place, cell in enumerate(product(groups, said))}
    pivots: dict[int, list[int]] = {}
    for cell, _ in known:
        _reduce(_vector(cell, places), pivots, keep=True)
    cells = (frozenset(product(g, s)) for g, s in product(_parts(groups), _parts(said)))
    return [
        cell
        for cell in cells
        if by_cell(crowd, cell) < 5 and not _reduce(_vector(cell, places), pivots, keep=False)
    ]


def _parts(names: list[str]) -> list[tuple[str, ...]]:
    sizes = range(1, len(names))
    return list(chain.from_iterable(combinations(names, size) for size in sizes))


def _vector(cell: Cell, places: dict[tuple[str, str], int]) -> list[int]:
    vector = [0] * len(places)
    for one in cell:
        if one in places:
            vector[places[one]] = 1
    return vector


def _reduce(vector: list[int], pivots: dict[int, list[int]], *, keep: bool) -> bool:
    """Take from a vector what the others span (modulo a prime); whether anything is left."""
    for place in range(len(vector)):
        if not vector[place]:
            continue
        if place not in pivots:
            if keep:
                inverse = pow(vector[place], -1, _PRIME)
                pivots[place] = [one * inverse % _PRIME for one in vector]
            return True
        factor, other = vector[place], pivots[place]
        vector = [(one - factor * two) % _PRIME for one, two in zip(vector, other, strict=True)]
    return False


def rank_of(known: Iterable[list[int]]) -> Callable[[list[int]], bool]:
    """Whether a vector follows from those that are known, by any linear combination."""
    pivots: dict[int, list[int]] = {}
    for one in known:
        _reduce(one, pivots, keep=True)
    return lambda vector: not _reduce(vector, pivots, keep=False)


def sums(known: Iterable[Known]) -> set[Cell]:
    """The single cells that are a sum of known numbers, each added, taken away or left out."""
    shapes = [cell for cell, _ in known]
    cells = sorted(set().union(*shapes))
    signs = {cell: 1 << (6 * place) for place, cell in enumerate(cells)}
    found = {0}
    for shape in shapes:
        number = sum(signs[cell] for cell in shape)
        found |= {one + number for one in found} | {one - number for one in found}
    return {frozenset([cell]) for cell in cells if signs[cell] in found}
