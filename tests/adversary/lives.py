"""Random lives on a real file, and what somebody sees who has a copy of the data folder at any
instant: a community that votes openly and secretly, links, leaves, is suspended and erased, while
the program restarts and the machine's clock is set back or leaps.

The same life can be lived in two worlds that differ in one thing: of some pairs of people who voted
secretly one after the other, each said what the other said in the other world, and has the other's
receipt. All else that is random falls the same way in both.
"""

import hashlib
import json
import re
import sqlite3
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from bot.app import App
from bot.clock import Doubt, SteadyClock
from bot.conversation.message import Message, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.decisions.export import exported_decision
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import TOGETHER, check, check_decision
from bot.settings import Settings
from storage import backup
from storage.store import SqlStore
from tests import linking
from tests.adversary.test_clock import Machine, date
from tests.adversary.traces import forms
from tests.decision_stage import FAY, PATIENT, RAY, TRACK, Stage, Voice, begun, labels, shown

PAIRS = tuple(
    (Voice("telegram", f"4410{number}77"), Voice("matrix", f"@quell{number}:desk.example"))
    for number in range(3)
)
"""Who has said the reverse in the other world."""
VOTERS = tuple(Voice("telegram", f"5520{number}88") for number in range(9))
SECOND_ACCOUNTS = tuple(Voice("matrix", f"@zweig{number}:home.example") for number in range(3))
LATE = tuple(Voice("telegram", f"6630{number}99", None) for number in range(2))
EVERYBODY = (*VOTERS, *SECOND_ACCOUNTS, *LATE)
_ALL = (*(one for pair in PAIRS for one in pair), *EVERYBODY)
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_BALLOTS = ("ballot", "elector", "secret_ballot", "tally", "voter")
_FRAME = 24
"""Bytes before a page in a write-ahead log: its number and the size of the database, then what is
random in each log."""


def name_of(voice: Voice) -> str:
    """What somebody is called."""
    return f"Quelltext {voice.id.strip('@').partition(':')[0]}"


def handle_of(voice: Voice) -> str:
    """By which name they can be mentioned."""
    return f"hdl_{voice.id.strip('@').partition(':')[0]}"


class World(Stage):
    """A stage on a file, whose program goes by the clock of a machine that anybody may set."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.file = folder / "intersession.sqlite"
        with closing(sqlite3.connect(self.file)) as made:
            begun().backup(made)
        self.machine = Machine()
        self.steady: SteadyClock | None = None
        self.random = Random(seed)
        self.ballot = ""
        """Which ballot is filled in next: its receipt and its salt are those of the ballot."""
        self.pending: set[str] = set()
        self.shots: list[dict[str, str]] = []
        super().__init__(f"sqlite:///{self.file}")
        self.machine.wall = self.time
        self.steady = self.machine.clock()

    def now(self) -> datetime:
        """What the program takes for this instant."""
        return self.steady.now() if self.steady else self.time

    def doubt(self) -> Doubt | None:
        """Why the clock is doubted."""
        return self.steady.doubt() if self.steady else None

    def confirm(self) -> None:
        """It is right."""
        assert self.steady
        self.steady.confirm()

    def not_before(self, moment: datetime) -> None:
        """It has been this time already."""
        if self.steady:
            self.steady.not_before(moment)

    def goes_on(self, time: timedelta) -> None:
        """Time passes."""
        self.time += time
        self.machine.wall += time
        self.machine.passed += time.total_seconds()

    def restart(self) -> None:
        """The program ends, and another one begins on the same files; a platform says the time."""
        self.store.close()
        self.store = SqlStore(f"sqlite:///{self.file}")
        self.steady = self.machine.clock(compared=True)
        self.app = App(self.store, self, PATIENT, ())
        self._runner.run(self.app.prepare())
        self.steady.told("telegram", date(self.time))

    def _message(self, voice: Voice, text: str, room: RoomRef | None) -> Message:
        made = super()._message(voice, text, room)
        return replace(made, name=name_of(voice), handle=handle_of(voice))

    def _hear(self, batch: list[Message]) -> list[Outgoing]:
        self.goes_on(timedelta(seconds=1))
        # The stage counts this second as well.
        self.time -= timedelta(seconds=1)
        return super()._hear(batch)

    def _sent(self) -> list[Outgoing]:
        """What was heard is committed, and nothing of it is said yet; then it is."""
        self.look()
        found = super()._sent()
        self.look()
        return found

    def look(self) -> None:
        """Somebody copies the data folder."""
        contents = {one.name: one.read_bytes() for one in sorted(self.folder.iterdir())}
        self.shots.append({name: _mark(name, content) for name, content in contents.items()})
        everything = b"".join(contents.values())
        for receipt in self.pending:
            assert receipt.encode() not in everything, "what is not recorded is on the disk"

    def backup(self, target: Path) -> bytes:
        """The database in a backup that is made now."""
        backup.make(Settings(data_dir=self.folder), target)
        with tarfile.open(target) as archive:
            found = archive.extractfile(backup.DATABASE)
            assert found
            content = found.read()
        target.unlink()
        self.shots.append({"backup": _mark("backup", content)})
        return content

    @contextmanager
    def chance(self) -> Iterator[None]:
        """What is random falls as it does in this world."""
        drawn = self.random

        class Drawn:
            """The random numbers of the system."""

            sample = staticmethod(drawn.sample)

        def of_ballot(what: str) -> bytes:
            return hashlib.sha256(f"{what} {self.ballot}".encode()).digest()

        def receipt() -> str:
            signs = "".join(_SIGNS[one % len(_SIGNS)] for one in of_ballot("receipt")[:8])
            return f"{signs[:4]}-{signs[4:]}"

        with ExitStack() as stack:
            for name, value in {
                "secrets.token_hex": lambda size: drawn.randbytes(size).hex(),
                "secrets.token_bytes": drawn.randbytes,
                "secrets.choice": drawn.choice,
                "secrets.SystemRandom": Drawn,
                "storage.mixing.randbelow": drawn.randrange,
                "bot.decisions.voting.new_receipt": receipt,
                "bot.decisions.voting.new_salt": lambda: of_ballot("salt").hex()[:32],
            }.items():
                stack.enter_context(patch(name, value))
            yield


def _mark(name: str, content: bytes) -> str:
    """A digest of what a file tells: of SQLite's log without what is random in it."""
    if name.endswith("-wal") and content:
        size = int.from_bytes(content[8:12], "big") + _FRAME
        frames = (content[at : at + size] for at in range(32, len(content), size))
        content = b"".join(one[:8] + one[_FRAME:] for one in frames)
    elif name.endswith("-shm"):
        content = b""
    return hashlib.sha256(content).hexdigest()


@dataclass(slots=True)
class Living:
    """A life in one world, and what has to hold in it. ballots: by voice, the ballot it filled in
    last. gone: what no file may hold any more."""

    world: World
    turned: bool
    receipts: dict[Voice, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    words: dict[Voice, set[str]] = field(default_factory=dict)
    told: int = 0
    late: set[Voice] = field(default_factory=set)
    touched: set[Voice] = field(default_factory=set)
    measures: list[str] = field(default_factory=list)
    suspended: dict[Voice, datetime] = field(default_factory=dict)
    closes: dict[int, datetime] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """A secret choice, D1, for a month, and a call in the open, D2, for three days."""
        world = self.world
        world.meet(*(one for one in _ALL if one.part))
        for voice in _ALL:
            self._say(voice, "/start")
        for number, (line, changes) in enumerate(
            (
                (f"/poll {TRACK} Who holds the pen? | Grace | Hassan for 30 days",
                 ("ballots secret", "groups 0", "people 1")),
                (f"/consensus {TRACK} We meet weekly. for 3 days", ("groups 0", "people 1")),
            ), 1,
        ):  # fmt: skip
            self._say(FAY, line)
            for change in changes:
                self._say(FAY, f"/charter {number} {change}")
            assert f"D{number} is open" in shown(self._say(FAY, f"/open {number}"))
            self.closes[number] = world.time + timedelta(days=30 if number == 1 else 3)

    def _say(self, voice: Voice, text: str) -> list[Outgoing]:
        """Somebody says something: who was erased is known again."""
        self.gone -= {*_texts(voice)}
        return self.world.say(voice, text)

    def is_open(self, number: int) -> bool:
        """Whether a vote counts, by the time that it really is."""
        return self.world.time + timedelta(seconds=1) < self.closes[number]

    # What people do.

    def vote_secretly(self, voice: Voice, ballot: str, records: bool) -> bool:
        """Choose, and record it; whether that was done. ballot: "1 …" or "2 …"."""
        before = self.receipts.get(voice, "")
        return self._step(voice, f"/vote D1 {ballot[0]} {before}", ballot, records)

    def take_back(self, voice: Voice) -> bool:
        """Take a secret ballot back; whether that was done."""
        return self._step(voice, f"/unvote D1 {self.receipts.get(voice, '')}", "", True)

    def _step(self, voice: Voice, line: str, ballot: str, records: bool) -> bool:
        self.world.ballot = ballot
        with patch.object(self.world, "look", lambda: None):
            said = self._say(voice, line)
        asked = (one for one in said if labels(one)[:1] in (["Record it"], ["Take it back"]))
        begun_one = next(asked, None)
        if begun_one is None:
            return False
        found = re.search(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b", shown([begun_one]))
        assert found
        if ballot:
            self.world.pending.add(found[0])
        self.world.look()
        if not records:
            return False
        self.world.pending.discard(found[0])
        told = shown(self.world.tap(voice, begun_one))
        assert found[0] not in told
        done = "is recorded" in told or "was taken back" in told
        if done and ballot:
            self.receipts[voice] = found[0]
        elif done:
            self.receipts.pop(voice)
        self.done["secret"] += done
        return done

    def pair(self, number: int, chosen: tuple[str, str], between: tuple[str, list[Any]]) -> None:
        """Two people vote, one after the other, and something happens between. In the other world
        each says what the other says here."""
        said = chosen[::-1] if self.turned else chosen
        first, second = PAIRS[number]
        if len(self.world.rows("uncommitted")) == 2 * TOGETHER - 1:
            # The first of them would let commitments into the record, before the second has voted:
            # then one that is there is not the second one's.
            return
        done = self.vote_secretly(first, f"{said[0]} of pair {number}, {said[0]}", True)
        getattr(self, between[0])(*between[1])
        assert done is self.vote_secretly(second, f"{said[1]} of pair {number}, {said[1]}", True)
        # Until the second vote is committed the worlds differ by nature: two copies are made then,
        # one before it is said.
        del self.world.shots[:-2]
        self.done["pair"] += done

    def vote_openly(self, voice: Voice, position: str, number: int) -> None:
        """Vote on the call. Who is suspended votes where they stood in the electorate."""
        said = shown(self._say(voice, f"/vote D2 {position}: Because of {number}."))
        taken = "Recorded on D2" in said
        assert not (taken and not self.is_open(2) and self.world.doubt() is None)
        if voice not in self.touched and self.is_open(2) and voice in VOTERS:
            assert taken
            self.done["voted while suspended"] += voice in self.suspended
        if voice in self.suspended and voice in LATE and voice not in self.touched:
            assert not taken
            self.done["not while suspended"] += 1

    def link(self, first: Voice, second: Voice) -> None:
        """Link two accounts."""
        if first is not second:
            for one in (first, second):
                self._say(one, "/ping")
            linking.link(self._say, first, second)
            self.touched |= {first, second}

    def unlink(self, voice: Voice) -> None:
        """Part from the others."""
        self._say(voice, "/unlink")

    def take_part(self, voice: Voice, how: str) -> None:
        """Join, observe or leave."""
        self._say(voice, f"/{how} {TRACK}{'' if how == 'leave' else ' agree'}")
        if voice not in LATE:
            self.touched.add(voice)

    def tell(self, voice: Voice) -> None:
        """Tell something of oneself, and something in confidence."""
        self.told += 1
        organisation, private = f"Verein Xylograph {self.told}", f"zanzibarically {self.told} mean"
        self._say(voice, f"/me organisation {organisation}")
        self._say(voice, f"/report {private}")
        self.words.setdefault(voice, set()).update((organisation, private))

    def erase(self, voice: Voice) -> None:
        """Be erased, on all accounts that are linked."""
        mine = self._linked(voice)
        assert "Done" in shown(self._say(voice, "/privacy erase yes"))
        for one in mine:
            self.gone |= {*_texts(one), *self.words.pop(one, ())}
            self.touched.add(one)
            self.receipts.pop(one, None)
        self.done["erased"] += 1

    def _linked(self, voice: Voice) -> list[Voice]:
        """All accounts of somebody."""
        rows = {row["id"]: row["person"] for row in self.world.rows("account")}
        roots = {row["id"]: row["root"] for row in self.world.rows("person")}
        root = roots.get(rows.get(voice.id, 0))
        return [voice] if root is None else [
            one for one in _ALL if one.id in rows and roots[rows[one.id]] == root
        ]  # fmt: skip

    def suspend(self, voice: Voice, days: int) -> None:
        """A rapporteur suspends somebody. What was voted, and the electorates, stay."""
        if handle_of(voice) in self.gone:
            # What others type stays theirs.
            return
        before = {name: self.world.rows(name) for name in _BALLOTS}
        until = self.world.now() + timedelta(days=days)
        said = shown(
            self._say(RAY, f"/suspend @{handle_of(voice)} {TRACK} until {until:%Y-%m-%d} Twice.")
        )
        found = re.search(r"suspended from .* until .*: (SU\d+)\.", said)
        if found:
            self.measures.append(found[1])
            for one in self._linked(voice):
                self.suspended[one] = until
            self.done["suspended"] += 1
        assert before == {name: self.world.rows(name) for name in _BALLOTS}

    def unsuspend(self) -> None:
        """All suspensions end."""
        for one in self.measures:
            self._say(RAY, f"/unsuspend {one} It is over.")
        self.measures, self.suspended = [], {}

    # What the machine does.

    def restart(self) -> None:
        """The program begins anew."""
        # What was begun is forgotten.
        self.world.restart()

    def pass_time(self, hours: int) -> None:
        """Time passes, and is noticed."""
        self.world.goes_on(timedelta(hours=hours))
        self.world.tick()

    def set_clock(self, hours: int) -> None:
        """Somebody sets the machine's clock, ahead or back, and it is noticed."""
        self.world.machine.wall = self.world.time + timedelta(hours=hours)
        self.world.tick()
        self.done["leapt" if hours > 0 else "set back"] += 1

    def set_right(self) -> None:
        """The machine's clock is right again, and a platform says so."""
        world = self.world
        world.machine.wall = world.time
        assert world.steady
        world.steady.told("telegram", date(world.time))
        world.tick()

    def save(self) -> None:
        """A backup is made."""
        content = self.world.backup(self.world.folder.parent / f"{self.world.folder.name}.backup")
        assert not [one for one in self.world.pending if one.encode() in content]
        assert self._left(content) == []
        self.done["backup"] += 1

    # What always holds.

    def check(self) -> None:
        """Nothing of who was erased in any file; one ballot for one person; nothing before its
        time."""
        if not self.turned:
            # In the other world the files are the same.
            content = b"".join(one.read_bytes() for one in self.world.folder.iterdir())
            assert self._left(content) == []
        self._check_ballots()
        assert self.world.now() <= self.world.time + timedelta(seconds=1)
        for row in self.world.rows("decision"):
            if "closed" in row["noticed"]:
                assert self.world.time + timedelta(seconds=1) >= self.closes[row["number"]]

    def _left(self, content: bytes) -> list[str]:
        return [word for word in sorted(self.gone) if any(one in content for one in forms(word))]

    def _check_ballots(self) -> None:
        rows = {name: self.world.rows(name) for name in ("voice", "person", "voter", "ballot")}
        urn = [one for one in self.world.rows("secret_ballot") if not one["inner_hash"]]
        assert len(urn) == len(rows["voter"])
        roots = {one["id"]: one["root"] for one in rows["person"]}
        for name, number in (("voter", 1), ("ballot", 2)):
            heads = {one["person"]: one["member"] for one in rows["voice"]
                     if one["decision"] == number}  # fmt: skip
            voted = [heads.get(one["person"], one["person"]) for one in rows[name]]
            assert len(voted) == len(set(voted)), "a voice has two ballots"
            if self.is_open(number):
                people = [roots[one] for one in voted]
                assert len(people) == len(set(people)), "a person has two ballots"
        kept = " ".join(row["body"] for row in self.world.rows("outbox"))
        for ballot in urn:
            assert ballot["receipt"] not in kept

    def end(self) -> None:
        """All is over: the record is whole, and its times never went back."""
        self.set_right()
        self.pass_time(24 * 31)
        self.check()
        with self.world.store.begin() as tx:
            journal = tx.get(Journal)
            lines = list(exported(*journal.head(), journal.entries()))
            files = [exported_decision(tx, number) or "" for number in (1, 2)]
        assert check(lines) == []
        assert [check_decision(one) for one in files] == [[], []]
        times = [json.loads(line)["at"] for line in lines[1:]]
        assert times == sorted(times)


def _texts(voice: Voice) -> Sequence[str]:
    return (voice.id, name_of(voice), handle_of(voice))


_HARMLESS: tuple[tuple[int, str, tuple[Sequence[Any], ...]], ...] = (
    (4, "vote_openly", (EVERYBODY, ("support", "object", "abstain", "reservations"), range(99))),
    (3, "link", (EVERYBODY, (*SECOND_ACCOUNTS, *EVERYBODY))),
    (1, "unlink", (EVERYBODY,)),
    (2, "take_part", (EVERYBODY, ("join", "join", "observe", "leave"))),
    (3, "take_part", (LATE, ("join",))),
    (2, "tell", (EVERYBODY,)),
    (2, "erase", (EVERYBODY,)),
    (2, "suspend", ((*VOTERS, *LATE, *LATE), (1, 9))),
    (1, "unsuspend", ()),
    (1, "pass_time", ((1, 5, 20),)),
    (1, "set_clock", ((-30, -2, 3, 900),)),
    (1, "set_right", ()),
    (1, "restart", ()),
    (1, "save", ()),
)
"""What people do: a weight, what it is, and what each of its particulars may be."""


def script(chance: Random, length: int) -> list[tuple[str, list[Any]]]:
    """A life: what is done, one after the other. Ballots have names; the pairs vote in between."""
    found = []
    for number in range(length):
        if chance.random() < 0.6:
            found.append(_move(chance))
            continue
        ballot = f"{chance.choice('12')} of move {number}"
        found.append(
            ("take_back", [chance.choice(VOTERS)])
            if chance.random() < 0.1
            else ("vote_secretly", [chance.choice(EVERYBODY), ballot, chance.random() < 0.85])
        )
    for pair in range(len(PAIRS)):
        at = chance.randrange(len(found) + 1)
        found.insert(at, ("pair", [pair, chance.choice((("1", "2"), ("2", "1"))), _move(chance)]))
    return found


def _move(chance: Random) -> tuple[str, list[Any]]:
    ((_, name, particulars),) = chance.choices(_HARMLESS, [weight for weight, _, _ in _HARMLESS])
    return name, [chance.choice(options) for options in particulars]


def differing(one: World, other: World) -> list[str]:
    """In which files two worlds differ, at an instant at which they may not."""
    found = []
    for first, second in zip(one.shots, other.shots, strict=True):
        found += [name for name in first | second if first.get(name) != second.get(name)]
    one.shots.clear()
    other.shots.clear()
    return found


def rows_that_differ(one: World, other: World) -> list[str]:
    """The tables in which they do, to be told with a failure."""
    return [name for name in one.tables() if one.rows(name) != other.rows(name)]
