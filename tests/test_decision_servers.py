"""A hundred people vote on both networks at once, through the real program, which is killed."""

import asyncio
import json
import sqlite3
from asyncio import TaskGroup
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bot.app import App
from bot.conversation.message import RoomNames, RoomRef
from bot.decisions.model import Standing
from bot.decisions.store import Ballots, Decisions, Objections
from bot.people.model import Account, Grant, Role, StakeholderGroup
from bot.people.store import People, Roles
from bot.ports import Tx
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from bot.settings import Settings
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Rooms
from storage import backup
from storage.store import SqlStore
from tests.botapi import BotApi, Group, Person
from tests.decision_crowd import (
    PlainSeat,
    Progress,
    Seat,
    SecretSeat,
    TelegramSeat,
    Voter,
    boards,
    on_matrix,
    position,
    receipts,
    settings_of,
)
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.server import Homeserver
from tests.kill.living import seeded
from tests.kill.process import BotProcess
from tests.patience import PATIENCE

TRACK = "bpf-cybersecurity"
MEMBERS, ON_BOTH, REAL_CLIENTS = 60, 20, 3
AT_ONCE = 40
PEOPLE = 2 * MEMBERS - ON_BOTH
FINAL = f"{PEOPLE} of {PEOPLE} have spoken."
GROUPS = (
    StakeholderGroup.CIVIL_SOCIETY,
    StakeholderGroup.GOVERNMENT,
    StakeholderGroup.PRIVATE_SECTOR,
    StakeholderGroup.TECHNICAL_COMMUNITY,
)


class Now:
    """The time that it is."""

    def now(self) -> datetime:
        """This instant."""
        return datetime.now(UTC)


async def test_a_hundred_people_on_both_networks_and_a_kill(
    homeserver: Homeserver, new_person: NewPerson, tmp_path: Path
) -> None:
    random = seeded()
    account = await asyncio.to_thread(homeserver.register, f"bot-{uuid4().hex[:8]}")
    clients = [await new_person(name) for name in ("Amina", "Bruno", "Chen")]
    async with (
        BotApi() as api,
        on_matrix(homeserver, clients, account.user_id, MEMBERS - REAL_CLIENTS) as (secret, plain),
        BotProcess(
            tmp_path,
            settings_of(api, homeserver, account),
        ) as bot,
    ):
        people = [api.person(f"Person {number}") for number in range(MEMBERS)]
        group = api.group("Track", members=people)
        on_telegram = [
            TelegramSeat(api, one, group, by_tap=random.random() < 0.5) for one in people
        ]
        voters = _voters(on_telegram, [*plain, *secret])
        for voter in voters:
            voter.plan(random)
        _prepare(bot.database, voters, people, [on_telegram[0], *secret])
        await bot.start()
        await bot.lives_until(_opened(api, people[0], group, secret, plain))
        await _vote_through_a_kill(bot, random.sample(voters, PEOPLE), random.uniform(0.3, 0.7))
        await bot.lives_until(_boards_are_final(api, on_telegram[0], secret[0]))
        assert await bot.asked_to_end() == 0
        _check_what_is_kept(bot.database, voters)
        for voter in voters:
            _check_what_is_shown(voter)
        for told in (on_telegram[0].told_in_group(), *(one.told_in_room() for one in secret)):
            [board] = boards(told)
            assert FINAL in board
        assert not bot.errors


def _voters(telegram: Sequence[TelegramSeat], matrix: Sequence[Seat]) -> list[Voter]:
    """The persons behind all seats: the last of Telegram's and of Matrix's are the same people."""
    both = list(zip(telegram[-ON_BOTH:], matrix[-ON_BOTH:], strict=True))
    seats: list[tuple[Seat, ...]] = [(one,) for one in telegram[:-ON_BOTH]]
    seats += both
    seats += [(one,) for one in matrix[:-ON_BOTH]]
    assert len(seats) == PEOPLE
    return [Voter(f"Voter {number}", each) for number, each in enumerate(seats)]


def _prepare(
    database: Path, voters: Sequence[Voter], people: Sequence[Person], rooms: Sequence[Seat]
) -> None:
    """Everybody has been here before, and takes part in the track."""
    for person in people:
        # They know the bot: else Telegram would not let it write to them.
        person.world.private_chat(person.default_bot, person.user).started = True
    database.parent.mkdir()
    settings = Settings()
    store = SqlStore(f"sqlite:///{database}")
    App(store, Now(), settings, [])._prepare()
    with store.begin() as tx:
        for number, voter in enumerate(voters):
            _settle(tx, voter, GROUPS[number % len(GROUPS)], settings)
        person_behind = tx.get(People).behind(voters[0].seats[0].ref)
        assert person_behind
        tx.get(Roles).give(person_behind.id, Grant(Role.FACILITATOR, TRACK))
        for ref in {_room(seat) for seat in rooms}:
            tx.get(Rooms).bind(ref, RoomNames("Track"), TRACK)
        tx.commit()
    store.close()


def _room(seat: Seat) -> RoomRef:
    if isinstance(seat, TelegramSeat):
        return RoomRef("telegram", str(seat.group.id))
    assert isinstance(seat, SecretSeat)
    return RoomRef("matrix", seat.room)


def _settle(tx: Tx, voter: Voter, group: StakeholderGroup, settings: Settings) -> None:
    people, now = tx.get(People), Now().now()
    first, *others = [
        people.meet(Account(seat.ref, voter.name, "", seat.private), "en", now).id
        for seat in voter.seats
    ]
    for other in others:
        people.link(first, other)
    people.acknowledge(first, settings.conduct_version, now)
    people.set_group(first, group)
    tx.get(Memberships).join(first, TRACK, Part.PARTICIPANT)


async def _opened(
    api: BotApi,
    facilitator: Person,
    group: Group,
    secret: Sequence[SecretSeat],
    plain: Sequence[PlainSeat],
) -> None:
    """The bot is in all rooms, and the board in both of the track's."""
    for one in plain:
        await one.until(lambda one=one: one.joined)  # type: ignore[misc]
    for each in secret:
        for place in (each.room, each.direct):
            await each.until(
                lambda each=each, place=place: each.bot in each.person.members(place)  # type: ignore[misc]
            )
    facilitator.says(f'/consensus {TRACK} "We meet on Tuesdays."')
    await api.until(lambda: len(api.said(facilitator)) == 1, PATIENCE)
    facilitator.says("/charter 1 groups 0")
    await api.until(lambda: len(api.said(facilitator)) == 2, PATIENCE)
    facilitator.taps(api.said(facilitator)[-1], "Open now")
    await api.until(lambda: boards([one.text for one in api.said(group)]), PATIENCE)
    await secret[0].until(lambda: bool(boards(secret[0].told_in_room())))


async def _vote_through_a_kill(bot: BotProcess, voters: Sequence[Voter], share: float) -> None:
    """All vote; after a share of the answers the bot dies, and lives again."""
    progress = Progress(int(share * sum(len(voter.turns) for voter in voters)))
    # Telegram answers sooner than Matrix. So that its people have not all finished when the bot
    # dies, they do not all begin at the same moment.
    room_for = asyncio.Semaphore(AT_ONCE)

    async def vote(voter: Voter) -> None:
        async with room_for:
            await voter.vote(progress)

    await bot.load_the_next()
    async with TaskGroup() as voting:
        for voter in voters:
            voting.create_task(vote(voter))
        await progress.enough.wait()
        await bot.kill()
        assert progress.answered < progress.said, "nothing was under way"
        await bot.start()


async def _boards_are_final(api: BotApi, telegram: TelegramSeat, matrix: SecretSeat) -> None:
    await api.until(lambda: FINAL in "".join(boards(telegram.told_in_group())), PATIENCE)
    await matrix.until(lambda: FINAL in "".join(boards(matrix.told_in_room())))


def _check_what_is_kept(database: Path, voters: Sequence[Voter]) -> None:
    """The tally is that of the last votes; each person has one ballot, under the last receipt; and
    every vote was carried out once."""
    _check_nothing_waits(database)
    model = Counter(voter.last for voter in voters)
    with backup.reading(f"sqlite:///{database}") as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        tally = tx.get(Ballots).tally(decision)
        assert (tally.counts, tally.people, tally.late_people) == (dict(model), PEOPLE, 0)
        assert len(tx.get(Ballots).all(decision)) == PEOPLE
        for voter in voters:
            person = tx.get(People).behind(voter.seats[0].ref)
            assert person
            ballot = tx.get(Ballots).of(decision, person.id)
            assert ballot
            last = receipts(voter.turns[-1][0])[-1]
            assert (ballot.choice, ballot.receipt) == ((voter.last,), last.number)
        standing = [
            one for one in tx.get(Objections).of(decision) if one.standing is not Standing.WITHDRAWN
        ]
        assert len(standing) == model["object"]
        journal = tx.get(Journal)
        entries = list(journal.entries())
        assert not check(exported(*journal.head(), entries)), "the record is not whole"
    acts = Counter(json.loads(one.text)["act"] for one in entries)
    assert acts["ballot.cast"] == sum(len(voter.turns) for voter in voters)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reading:
        [(ballots, roots)] = reading.execute(
            "SELECT count(*), count(DISTINCT root) FROM ballot JOIN person ON person.id = person"
        )
    assert ballots == roots == PEOPLE


def _check_nothing_waits(database: Path) -> None:
    """All was said, but perhaps a board that says again what it says: somebody changed their vote
    after everybody had spoken, and a board is drawn every few seconds only."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reading:
        rows = reading.execute("SELECT board, body FROM outbox WHERE state = 'waiting'").fetchall()
    left = [body for board, body in rows if not (board and FINAL in body)]
    assert not left


def _check_what_is_shown(voter: Voter) -> None:
    """Each vote has one receipt, in the order of the votes. Telegram has no key by which it could
    know the message again that was under way when the bot died; Matrix has one."""
    for seat in voter.seats:
        shown = receipts(seat)
        once = list(dict.fromkeys(shown))
        assert [one.said for one in once] == [
            position(vote) for place, vote in voter.turns if place is seat
        ]
        assert len({one.number for one in once}) == len(once)
        most = len(once) + (1 if isinstance(seat, TelegramSeat) else 0)
        assert len(shown) <= most, f"{voter.name} was told {shown}"
