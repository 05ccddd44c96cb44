"""A hundred people comment on both networks in a window's last minute; the bot is killed."""

import asyncio
import re
import sqlite3
from asyncio import TaskGroup
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.app import App
from bot.conversation.message import PersonRef, RoomRef
from bot.drafts.model import Draft, Section, State, Window
from bot.drafts.rules import version_hash
from bot.drafts.store import Comments, Drafts
from bot.people.model import Account
from bot.people.store import People
from bot.ports import Tx
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from bot.settings import Settings
from storage import backup
from storage.store import SqlStore
from tests.botapi import BotApi, Person
from tests.decision_crowd import PlainSeat, SecretSeat, on_matrix, settings_of
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.server import Homeserver
from tests.kill.living import seeded
from tests.kill.process import BotProcess
from tests.patience import PATIENCE
from tests.test_decision_servers import Now

ON_TELEGRAM, ON_MATRIX, REAL_CLIENTS = 50, 50, 3
EACH_ON_TELEGRAM, EACH_ON_MATRIX = 5, 2
"""The homeserver of the tests takes its time for each letter: it is the slowest part by far."""
ALL = ON_TELEGRAM * EACH_ON_TELEGRAM + ON_MATRIX * EACH_ON_MATRIX
AT_ONCE = 30
SECTIONS = (Section(1, "Who keeps them", 1, ("Islands are far.", "Operators answer.")),)
_RECEIPT = re.compile(r"Received: (C-B1-\d+) ")
_TOO_EARLY = "I understand commands"
"""What is said to a "1" if the bot died before it could note that it has shown the question."""


@dataclass
class Counted:
    """How many receipts came; enough is set at so many."""

    enough: int
    begun: int = 0
    answered: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def one(self) -> None:
        """One more."""
        self.answered += 1
        if self.answered >= self.enough:
            self.reached.set()


class OnTelegram:
    """Somebody who comments in private on Telegram."""

    comments_in_all = EACH_ON_TELEGRAM

    def __init__(self, api: BotApi, person: Person) -> None:
        self.api, self.person = api, person
        self.ref = PersonRef("telegram", str(person.id))
        self.private = RoomRef("telegram", str(person.id))

    def told(self) -> list[str]:
        """All that the bot has said there."""
        return [message.text for message in self.api.said(self.person)]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for it."""
        await self.api.until(condition, PATIENCE)

    async def comments(self, text: str) -> None:
        """Write a comment, and tap the button under what is shown."""
        self.person.says(f"/comment B1 1.1 {text}")
        await self.until(lambda: any(text in one for one in self.told()))
        shown = [one for one in self.api.said(self.person) if text in one.text][-1]
        self.person.taps(shown, "Submit")


class OnMatrix:
    """Somebody who comments in private on Matrix, in the clear or encrypted."""

    comments_in_all = EACH_ON_MATRIX

    def __init__(self, seat: PlainSeat | SecretSeat) -> None:
        self.seat = seat
        self.ref, self.private = seat.ref, seat.private
        self._files = 0
        self._shown = ""

    def told(self) -> list[str]:
        """All that the bot has said there."""
        return self.seat.told()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for it."""
        await self.seat.until(condition)

    async def comments(self, text: str) -> None:
        """Write a comment, in a message or in a file, and choose the first of what is offered."""
        await self._write(text)
        await self.until(lambda: any(text in one for one in self.told()))
        self._shown = text
        await self.again()

    async def again(self) -> None:
        """Choose (once more) the first of what is offered, in reply to what offers it."""
        if isinstance(self.seat, SecretSeat):
            shown = self.seat.person.shown(self.seat.direct)
            events = [one.event_id for one in shown if self._is_preview(one.sender, one.body)]
        else:
            told = self.seat._told.items()
            events = [one for one, body in told if self._is_preview(self.seat.bot, body)]
        await self._say("1", events[-1])

    def _is_preview(self, sender: str, body: str) -> bool:
        return sender == self.seat.bot and self._shown in body and "not sent yet" in body

    async def _write(self, text: str) -> None:
        self._files += 1
        if isinstance(self.seat, SecretSeat) and self._files % 2:
            await self.seat.person.sends_file(
                self.seat.direct, "comment.txt", text.encode(), caption="!comment B1 1.1"
            )
        else:
            await self._say(f"!comment B1 1.2 {text}")

    async def _say(self, text: str, answers: str = "") -> None:
        if isinstance(self.seat, SecretSeat):
            await self.seat.person.says(self.seat.direct, text, reply_to=answers or None)
            return
        content: dict[str, Any] = {"msgtype": "m.text", "body": text}
        if answers:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": answers}}
        path = f"rooms/{self.seat.direct.replace('!', '%21').replace(':', '%3A')}"
        await self.seat._ask("PUT", f"{path}/send/m.room.message/{uuid4()}", content)


Author = OnTelegram | OnMatrix


def receipts(author: Author) -> list[str]:
    """The receipts that were shown there."""
    return [found[1] for text in author.told() if (found := _RECEIPT.search(text))]


async def test_a_hundred_people_in_the_last_minute_and_a_kill(
    homeserver: Homeserver, new_person: NewPerson, tmp_path: Path
) -> None:
    random = seeded()
    account = await asyncio.to_thread(homeserver.register, f"bot-{uuid4().hex[:8]}")
    clients = [await new_person(name) for name in ("Amina", "Bruno", "Chen")]
    async with (
        BotApi() as api,
        on_matrix(homeserver, clients, account.user_id, ON_MATRIX - REAL_CLIENTS) as (
            secret,
            plain,
        ),
        BotProcess(
            tmp_path,
            settings_of(api, homeserver, account),
        ) as bot,
    ):
        people = [api.person(f"Person {number}") for number in range(ON_TELEGRAM)]
        authors: list[Author] = [
            *(OnTelegram(api, one) for one in people),
            *(OnMatrix(one) for one in secret),
            *(OnMatrix(one) for one in plain),
        ]
        _prepare(bot.database, authors, people)
        await bot.start()
        await bot.lives_until(_all_in(secret, plain))
        closes = Now().now().replace(microsecond=0) + timedelta(minutes=1)
        await _comment_through_a_kill(
            bot, random.sample(authors, len(authors)), random.uniform(0.3, 0.7), closes
        )
        assert await bot.asked_to_end() == 0
        _check(bot.database, authors, closes)
        assert not bot.errors


def _prepare(database: Path, authors: Sequence[Author], people: Sequence[Person]) -> None:
    """Everybody has been here before, and a draft is published."""
    for person in people:
        person.world.private_chat(person.default_bot, person.user).started = True
    database.parent.mkdir()
    settings = Settings()
    store = SqlStore(f"sqlite:///{database}")
    App(store, Now(), settings, [])._prepare()
    now = Now().now()
    with store.begin() as tx:
        known = tx.get(People)
        for number, author in enumerate(authors):
            account = Account(author.ref, f"Author {number}", "", author.private)
            known.acknowledge(known.meet(account, "en", now).id, settings.conduct_version, now)
        drafts = tx.get(Drafts)
        draft = drafts.begin("irpc", "Norms in practice", 1)
        version = drafts.prepare(draft, SECTIONS, version_hash(SECTIONS), "norms.md")
        drafts.publish(draft, version, now)
        _open(tx, draft, now, now + timedelta(minutes=1))
        tx.commit()
    store.close()


def _open(tx: Tx, draft: Draft, now: datetime, closes: datetime) -> None:
    window = Window(now, closes, closes)
    tx.get(Drafts).change(Draft(draft.id, draft.track, draft.title, 1, State.PUBLISHED, 1, window))


async def _all_in(secret: Sequence[SecretSeat], plain: Sequence[PlainSeat]) -> None:
    for one in plain:
        await one.until(lambda one=one: one.joined)  # type: ignore[misc]
    for each in secret:
        await each.until(lambda each=each: each.bot in each.person.members(each.direct))  # type: ignore[misc]


async def _comment_through_a_kill(
    bot: BotProcess, authors: Sequence[Author], share: float, closes: datetime
) -> None:
    """All comment; after a share of the receipts the bot dies, and lives again. The window closes
    while they do."""
    progress = Counted(int(share * ALL))
    room_for = asyncio.Semaphore(AT_ONCE)

    async def comment(number: int, author: Author) -> None:
        async with room_for:
            for turn in range(author.comments_in_all):
                progress.begun += 1
                await author.comments(f"Comment {turn} of author {number}, as it is.")
                await _received(author, turn + 1)
                progress.one()

    await bot.kill()
    with closing(sqlite3.connect(bot.database)) as connection, connection:
        connection.execute("UPDATE draft SET closes = ?", (f"{closes:%Y-%m-%d %H:%M:%S}.000000",))
    await bot.start()
    await bot.load_the_next()
    async with TaskGroup() as commenting:
        for number, author in enumerate(authors):
            commenting.create_task(comment(number, author))
        await progress.reached.wait()
        await bot.kill()
        assert progress.answered < progress.begun, "nothing was under way"
        await bot.start()


async def _received(author: Author, wanted: int) -> None:
    """Wait for a receipt. Whoever answered a question that the bot no longer knows of when it lived
    again was told so, and answers once more."""
    early = 0
    while len(set(receipts(author))) < wanted:
        await author.until(partial(_answered, author, wanted, early))
        before, early = early, _early(author)
        if early > before and len(set(receipts(author))) < wanted:
            assert isinstance(author, OnMatrix)
            await author.again()


def _answered(author: Author, wanted: int, early: int) -> bool:
    return len(set(receipts(author))) >= wanted or _early(author) > early


def _early(author: Author) -> int:
    return sum(_TOO_EARLY in text for text in author.told())


def _check(database: Path, authors: Sequence[Author], closes: datetime) -> None:
    """A receipt and a row for each, none twice; who was in time is not late; the record holds."""
    with backup.reading(f"sqlite:///{database}") as tx:
        draft = tx.get(Drafts).numbered(1)
        assert draft
        known = tx.get(Comments).of(draft)
        journal = tx.get(Journal)
        assert not check(exported(*journal.head(), journal.entries()))
    assert len(known) == ALL
    assert len({(one.author.person, one.words.text) for one in known}) == ALL
    assert not [one.reference for one in known if one.received < closes and one.late]
    assert {one.place for one in known} <= {"1.1", "1.2"}
    shown = [number for author in authors for number in set(receipts(author))]
    assert sorted(shown) == sorted(one.reference for one in known)
    for author in authors:
        # Telegram has no key by which it could know the one message again that was under way.
        more = 1 if isinstance(author, OnTelegram) else 0
        each = author.comments_in_all
        assert each <= len(receipts(author)) <= each + more
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reading:
        left = reading.execute("SELECT count(*) FROM reading").fetchone()
        unsent = reading.execute("SELECT count(*) FROM unsent").fetchone()
    assert (left, unsent) == ((0,), (0,))
