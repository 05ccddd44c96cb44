"""What the tests of the pages share: a track's half year, with all that must not be shown in it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from adapters.web.answers import Answers
from bot.app import App
from bot.conversation.message import MAIL, Message, PersonRef, RoomNames, RoomRef, Tap
from bot.conversation.outgoing import Outgoing
from bot.drafts.model import Section
from bot.drafts.rules import version_hash
from bot.drafts.store import Drafts
from bot.people.model import Account, Region, StakeholderGroup
from bot.people.store import People
from bot.ports import Outbox, Sent, Tx
from bot.settings import Settings
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Rooms
from storage.reading import SqlReader
from storage.signing import KeyFile
from storage.store import SqlStore
from tests.postgres.server import Postgres
from tests.support import NASTY_TEXTS, rows, shown

TRACK = "bpf-cybersecurity"
ROOM = RoomRef("matrix", "!cyber-room:secret-server.example")
BASE = "https://record.example/"
BEGINNING = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
HOSTILE = NASTY_TEXTS[1] + ' "><img src=https://evil.example/x.png> ' + NASTY_TEXTS[7][:9]
ARABIC = "نجتمع كل يوم ثلاثاء الساعة 14:00 UTC في غرفة المسار."
WEEK = timedelta(days=7)
GROUPS = (
    StakeholderGroup.CIVIL_SOCIETY,
    StakeholderGroup.GOVERNMENT,
    StakeholderGroup.PRIVATE_SECTOR,
    StakeholderGroup.TECHNICAL_COMMUNITY,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with one account. What is in secrets must stand on no page."""

    platform: str
    id: str
    name: str
    handle: str = ""

    @property
    def ref(self) -> PersonRef:
        """The account."""
        return PersonRef(self.platform, self.id)


JO = Actor("matrix", "@jo:secret-server.example", "Jo Facilitator", "jo_handle")
ROSA = Actor("matrix", "@rosa:secret-server.example", "Rosa Rapporteur", "rosa_handle")
OLA = Actor("matrix", "@ola:secret-server.example", "Ola Operator")
AMINA = Actor("telegram", "770000001", "Amina Takesaction", "amina_handle")
CHATHAM = Actor("telegram", "770000002", "Chatham Unnamed", "chatham_handle")
VOTERS = tuple(
    Actor(
        "telegram", str(880_000_000 + number), f"Voter{number:02}Name", f"voter{number:02}_handle"
    )
    for number in range(48)
)
NEVER = (
    *(one.id for one in (JO, ROSA, OLA, AMINA, CHATHAM, *VOTERS)),
    *(one.handle for one in (JO, ROSA, AMINA, CHATHAM, *VOTERS)),
    *(one.name for one in (CHATHAM, *VOTERS)),
    ROOM.id,
    "secret-server.example",
)
"""What may stand on no page and in no file of the pages."""


@dataclass(slots=True)
class Stage:
    """The program on a database in a file (or at an address), its people, and a clock that is
    set."""

    folder: Path
    settings: Settings = field(default_factory=lambda: Settings(commands_per_minute=1_000_000))
    time: datetime = BEGINNING
    said: list[str] = field(default_factory=list)
    hostile: str = HOSTILE
    database: str = ""
    store: SqlStore = field(init=False)
    app: App = field(init=False)
    _readers: list[SqlReader] = field(default_factory=list)
    _runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.store = SqlStore(self.address, key=KeyFile(self.folder))
        self.app = App(self.store, self, self.settings, ())
        code = self._runner.run(self.app.prepare())
        self.say(OLA, f"/claim {code}")

    @property
    def address(self) -> str:
        """The address of the database."""
        return self.database or f"sqlite:///{self.folder / 'pages.sqlite'}"

    def now(self) -> datetime:
        """This instant."""
        return self.time

    def say(self, actor: Actor, text: str, room: RoomRef | None = None) -> str:
        """Somebody says something, a second after what was before; what is said to it."""
        return shown(self._hear(actor, text, room))

    def votes_secretly(self, actor: Actor, text: str) -> str:
        """Somebody votes in two steps: the words that are given with the receipt, and the tap that
        records it; what is said to the tap."""
        [asked] = [
            one
            for one in self._hear(actor, text)
            if [button.label for button in one.wording.buttons][:1] == ["Record it"]
        ]
        said = shown(self._hear(actor, "", tap=Tap(f"sent-{asked.id}", 0, asked.id)))
        assert "is recorded" in said
        return said

    def _hear(
        self, actor: Actor, text: str, room: RoomRef | None = None, tap: Tap | None = None
    ) -> list[Outgoing]:
        self.time += timedelta(seconds=1)
        message = Message(
            f"heard-{next(self._ids)}", room or RoomRef(actor.platform, actor.id), actor.ref,
            actor.name, text, room is None, self.time, actor.handle, tap=tap,
            names=RoomNames("Cyber room", "#cyber:public.example") if room else RoomNames(),
        )  # fmt: skip
        self._runner.run(self.app.hear(actor.platform, [message], ""))
        found = self._deliver()
        answer = shown(found)
        assert "failed on our side" not in answer
        self.said.append(answer)
        return found

    def later(self, span: timedelta) -> None:
        """Time passes, and does what it does."""
        self.time += span
        self._runner.run(self.app.tick())
        self.said.append(shown(self._deliver()))

    def _deliver(self) -> list[Outgoing]:
        with self.store.begin() as tx:
            due = tx.get(Outbox)
            found = [
                one
                for platform in ("matrix", "telegram")
                for _ in range(60)
                for one in self._sent(due, platform)
            ]
            tx.commit()
        return [self._in_words(one) for one in found]

    def _in_words(self, outgoing: Outgoing) -> Outgoing:
        """A message as it is sent: its words may be in the program's memory alone."""
        words = self.app.unwritten.get(outgoing.id, self.time)
        return replace(outgoing, wording=words) if words else outgoing

    def _sent(self, outbox: Outbox, platform: str) -> list[Outgoing]:
        due = outbox.due(platform, self.time + timedelta(days=30), 100)
        for one in due:
            outbox.sent([Sent(one.id, f"sent-{one.id}")], self.time)
        return due

    def join(self, *actors: Actor, track: str = TRACK) -> None:
        """They take part, and have told their groups and regions."""
        with self.store.begin() as tx:
            for number, actor in enumerate(actors):
                _join(tx, actor, number, track)
            tx.commit()

    def answers(self, settings: Settings | None = None) -> Answers:
        """What readers are answered now."""
        return Answers(self.reader(), self, settings or self.settings, BASE)

    def reader(self) -> SqlReader:
        """A look at the database, closed at the end."""
        self._readers.append(SqlReader(self.address))
        return self._readers[-1]

    def close(self) -> None:
        """Let go of everything."""
        for reader in self._readers:
            reader.close()
        self.store.close()
        self._runner.close()


def _join(tx: Tx, actor: Actor, number: int, track: str) -> None:
    people = tx.get(People)
    private = RoomRef(actor.platform, actor.id)
    person = people.meet(Account(actor.ref, actor.name, actor.handle, private), "", BEGINNING).id
    people.acknowledge(person, "2023", BEGINNING)
    tx.get(Memberships).join(person, track, Part.PARTICIPANT)
    people.set_group(person, GROUPS[number % 3])
    people.set_region(person, (Region.AFRICAN, Region.ASIA_PACIFIC)[number // 4 % 2])


@pytest.fixture(scope="session")
def half_year_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The half year, played once for all tests that read."""
    stage = half_year(tmp_path_factory.mktemp("half-year"))
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def half_year_on_postgres(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """The same half year on PostgreSQL."""
    address = postgres.address(postgres.new())
    stage = half_year(tmp_path_factory.mktemp("half-year-postgres"), database=address)
    yield stage
    stage.close()


def half_year(
    folder: Path,
    *,
    hostile: bool = True,
    mailing_list: str = "",
    public_url: str = "",
    database: str = "",
) -> Stage:
    """A track that works for half a year: all kinds of decisions and meetings, hostile words.
    mailing_list: the address of its list; what is written to that waits."""
    settings = Settings(commands_per_minute=1_000_000, public_url=public_url)
    words = HOSTILE if hostile else "It is 03:00 in Apia."
    stage = Stage(folder, settings, hostile=words, database=database)
    if mailing_list:
        with stage.store.begin() as tx:
            tx.get(Rooms).bind(RoomRef(MAIL, mailing_list), RoomNames(mailing_list), TRACK)
            tx.commit()
    stage.join(AMINA, CHATHAM, *VOTERS)
    stage.join(*VOTERS[:7], track="irpc")
    for person in (JO, ROSA):
        stage.say(person, "/start")
    stage.say(OLA, f"/appoint @{JO.handle} facilitator {TRACK}")
    stage.say(OLA, f"/appoint @{ROSA.handle} rapporteur")
    stage.say(JO, f"/bind {TRACK}", ROOM)
    stage.say(ROSA, "/cycle 2026 meeting 2026-12-08..2026-12-12")
    stage.say(ROSA, "/cycle 2026 soft 2026-11-30")
    _consensus(stage)
    _secret(stage)
    _meetings(stage)
    _drafts(stage)
    _open_ones(stage)
    return stage


def _consensus(stage: Stage) -> None:
    """D1: objected to, answered, called, final; D2: in Arabic, contested; D3: withdrawn."""
    stage.say(JO, f'/consensus {TRACK} "We meet every second Tuesday at 14:00 UTC." for 7 days')
    stage.say(JO, "/open 1")
    for number, voter in enumerate(VOTERS):
        if number == 5:
            stage.say(voter, f"/vote D1 object: {stage.hostile}")
        elif number % 4 == 1:
            stage.say(voter, "/vote D1 abstain")
        elif number == 8:
            stage.say(voter, "/vote D1 reservations: It is early for some.")
        elif number % 4 != 3:
            stage.say(voter, "/vote D1 support")
    stage.say(VOTERS[5], "/remedy D1 Alternate between two hours.")
    stage.say(JO, "/answer D1.1 The hours alternate now.")
    stage.say(VOTERS[5], "/stands D1.1")
    stage.say(JO, "/sustain D1.1 No hour suits everybody.")
    stage.say(VOTERS[5], '/minority D1 "The Pacific should have been asked first."')
    stage.later(WEEK)
    stage.say(JO, '/result D1 consensus "Most support it, and nobody was left unheard."')
    stage.later(WEEK)
    stage.say(JO, f'/consensus {TRACK} "{ARABIC}" for 7 days')
    stage.say(JO, "/open 2")
    for voter in VOTERS[:20]:
        stage.say(voter, "/vote D2 support")
    stage.later(WEEK)
    stage.say(JO, '/result D2 full "نعم، بلا اعتراض."')
    stage.say(VOTERS[9], "/contest D2 The islands were not asked.")
    stage.say(JO, f"/consensus {TRACK} {stage.hostile} for 7 days")
    stage.say(JO, "/open 3")
    stage.say(JO, "/withdraw D3 It was overtaken by events.")


def _secret(stage: Stage) -> None:
    """D4: a secret choice, closed."""
    stage.say(JO, f'/poll {TRACK} "Who holds the pen?" | Pen Alpha | Pen Beta')
    stage.say(JO, "/charter 4 ballots secret")
    stage.say(JO, "/open 4")
    for number, voter in enumerate(VOTERS[:30]):
        stage.votes_secretly(voter, f"/vote D4 {1 if number % 3 else 2}")
    stage.later(WEEK)


SECTIONS = (
    Section(1, "Islands", 1, ("Islands are far.", "Operators answer.", ARABIC)),
    Section(2, "Money <b>", 1, ("Who pays? " * 40, HOSTILE)),
)


def _drafts(stage: Stage) -> None:
    """B1: published twice, with comments of all kinds, answered and reported; B2: open."""
    prepare(stage, 1, "Norms in practice", SECTIONS)
    stage.say(JO, "/publish B1")
    stage.say(JO, "/window B1 until 2026-04-20")
    _comment(stage, AMINA, "B1", f"1.1 {stage.hostile}", "editorial")
    _comment(stage, CHATHAM, "B1", "1.2 Nobody shall know who wrote this.", "anonymous")
    _comment(stage, VOTERS[7], "B1", "This one is hidden.", "anonymous")
    stage.say(ROSA, "/hide C-B1-3 It insults somebody.")
    changed = (Section(1, "Islands", 1, ("Islands are near.", *SECTIONS[0].paragraphs[1:])),)
    prepare(stage, 1, "Norms in practice", (*changed, *SECTIONS[1:]))
    stage.say(JO, "/publish B1")
    stage.say(JO, '/dispose C-B1-1 changed "The paragraph says it now."')
    stage.say(JO, '/dispose C-B1-2 declined "It is not for this draft."')
    prepare(stage, 2, "Open draft", SECTIONS)
    stage.say(JO, "/publish B2")
    stage.later(timedelta(days=14))
    stage.say(JO, "/report B1")
    stage.say(JO, "/window B2 until 2026-06-01")
    for _ in range(5):
        _comment(stage, AMINA, "B2", "1.1 Islands are far from here too.", "substantive")
    stage.later(timedelta(minutes=1))


def prepare(stage: Stage, number: int, title: str, sections: tuple[Section, ...]) -> None:
    """A version of a draft waits to be published."""
    with stage.store.begin() as tx:
        drafts, author = tx.get(Drafts), tx.get(People).behind(JO.ref)
        assert author is not None
        draft = drafts.numbered(number) or drafts.begin(TRACK, title, author.id)
        drafts.prepare(draft, sections, version_hash(sections), "norms.md")
        tx.commit()


def _comment(stage: Stage, actor: Actor, draft: str, text: str, as_what: str) -> None:
    stage.say(actor, f"/comment {draft} {text}")
    number = max(row["id"] for row in rows(stage.store, "unsent"))
    stage.say(actor, f"/comment as {number} {as_what}")
    stage.say(actor, f"/comment submit {number}")


def _meetings(stage: Stage) -> None:
    """M1: with approved minutes; M2: under the Chatham House Rule; a series to come; a cancelled
    one."""
    title = "<script>alert(1)</script>" if stage.hostile == HOSTILE else "Islands call"
    stage.say(JO, f'/begin {TRACK} "Comments call"', ROOM)
    stage.say(JO, "/topic How comments are answered", ROOM)
    stage.say(VOTERS[3], "/present M1")
    stage.say(JO, f"/info Forty comments came in. {stage.hostile}", ROOM)
    stage.say(JO, f"/info {ARABIC}", ROOM)
    stage.say(JO, "/agreed Every comment gets an answer (D1).", ROOM)
    stage.say(JO, f'/action "{AMINA.name}" by 2026-05-20 Ask the island networks.', ROOM)
    stage.say(JO, "/link https://example.org/draft", ROOM)
    stage.say(JO, "/end", ROOM)
    stage.say(VOTERS[3], '/correct M1.2 "Forty-two comments came in."')
    stage.say(ROSA, "/accept M1.2/1")
    stage.later(WEEK + timedelta(hours=1))
    stage.say(ROSA, "/approve M1")
    stage.say(JO, f'/begin {TRACK} "Frank words"', ROOM)
    stage.say(JO, "/chatham M2", ROOM)
    stage.say(JO, "/info Trust was low last year.", ROOM)
    stage.say(JO, f'/action "{CHATHAM.name}" by 2026-06-20 Write to the hosts.', ROOM)
    stage.say(JO, "/end", ROOM)
    stage.say(
        JO,
        f'/schedule {TRACK} "Charter call" 2026-06-09 14:00 Europe/Paris for 60m every 2 weeks '
        "until 2026-08-30 https://meet.example.org/charter",
    )
    stage.say(JO, f'/schedule {TRACK} "{title}" 2026-06-30 09:00 UTC for 30m')
    stage.say(JO, f'/schedule {TRACK} "Cancelled call" 2026-07-01 09:00 UTC for 30m')
    stage.say(JO, "/cancel M5 The chair is ill.")


def _open_ones(stage: Stage) -> None:
    """Two that are open when the reader comes: counts are not to be seen."""
    stage.say(JO, f'/consensus {TRACK} "The draft is published on 1 November." for 14 days')
    stage.say(JO, "/open 5")
    for voter in VOTERS[:11]:
        stage.say(voter, "/vote D5 support")
    stage.say(VOTERS[11], "/vote D5 object: The islands have no draft in their language.")
    stage.later(timedelta(minutes=1))
