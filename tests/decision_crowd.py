"""Many people on real networks who vote, each from one place or from two, and keep what they are
told."""

import asyncio
import json
import re
from asyncio import TaskGroup
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Protocol
from urllib.parse import quote
from uuid import uuid4

from aiohttp import ClientSession, TCPConnector

from bot.conversation.message import PersonRef, RoomRef
from tests.botapi import BotApi, Group, Person
from tests.homeserver.account import Account
from tests.homeserver.asking import asked
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver
from tests.patience import PATIENCE

_RECEIPT = re.compile(
    r"^Recorded on D1: (\w+)\..*^Receipt (\w{4}-\w{4})\.", re.DOTALL | re.MULTILINE
)
_TAPPED = ("support", "abstain")
_KEYCAPS = {"support": "1\ufe0f\u20e3", "abstain": "3\ufe0f\u20e3"}


@dataclass(frozen=True)
class Receipt:
    """What a voter was told: the position, and the receipt's number."""

    said: str
    number: str


class Seat(Protocol):
    """An account, from where somebody votes."""

    @property
    def ref(self) -> PersonRef:
        """The account."""
        ...

    @property
    def private(self) -> RoomRef:
        """Where the bot speaks with it alone."""
        ...

    async def votes(self, vote: str) -> None:
        """Vote, in the words of the command: a position, and a reason if it needs one."""
        ...

    def told(self) -> list[str]:
        """All that the bot has said there in private."""
        ...

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition on what was told holds."""
        ...


@dataclass
class TelegramSeat:
    """An account on the tests' Bot API server; by_tap: it votes on the board where it can."""

    api: BotApi
    person: Person
    group: Group
    by_tap: bool

    @property
    def ref(self) -> PersonRef:
        """The account."""
        return PersonRef("telegram", str(self.person.id))

    @property
    def private(self) -> RoomRef:
        """Where the bot speaks with it alone."""
        return RoomRef("telegram", str(self.person.id))

    async def votes(self, vote: str) -> None:
        """Vote by the board's button, or in private."""
        if self.by_tap and vote in _TAPPED:
            [board] = boards(self.told_in_group())
            message = next(one for one in self.api.said(self.group) if one.text == board)
            self.person.taps(message, vote.capitalize())
        else:
            self.person.says(f"/vote D1 {vote}")

    def told(self) -> list[str]:
        """All that the bot has said there in private."""
        return [message.text for message in self.api.said(self.person)]

    def told_in_group(self) -> list[str]:
        """All that the bot has said in the group, as it stands now."""
        return [message.text for message in self.api.said(self.group)]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition on what was told holds."""
        await self.api.until(condition, PATIENCE)


@dataclass
class SecretSeat:
    """An account with a client that reads and writes encrypted rooms.

    It votes each time in another way: by a reaction to the board where it can, in the room, in
    private; way is the first of these.
    """

    person: MatrixPerson
    bot: str
    room: str
    direct: str
    way: int

    @property
    def ref(self) -> PersonRef:
        """The account."""
        return PersonRef("matrix", self.person.user_id)

    @property
    def private(self) -> RoomRef:
        """Where the bot speaks with it alone."""
        return RoomRef("matrix", self.direct)

    async def votes(self, vote: str) -> None:
        """Vote, each time in another way."""
        way, self.way = self.way % 3, self.way + 1
        if way == 0 and vote in _TAPPED:
            shown = await self.person.until_shown(self.room, lambda one: bool(boards([one.body])))
            await self.person.reacts(self.room, shown.event_id, _KEYCAPS[vote])
        else:
            place = self.direct if way == 2 else self.room
            await self.person.says(place, f"!vote D1 {vote}")

    def told(self) -> list[str]:
        """All that the bot has said there in private."""
        return self._said_in(self.direct)

    def told_in_room(self) -> list[str]:
        """All that the bot has said in the room, as it stands now."""
        return self._said_in(self.room)

    def _said_in(self, room: str) -> list[str]:
        mine = [one for one in self.person.shown(room) if one.sender == self.bot]
        assert all(one.encrypted for one in mine)
        return [one.problem or one.body for one in mine]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition on what was told holds."""
        await self.person.until(condition, PATIENCE)


@dataclass
class PlainSeat:
    """An account that speaks with the bot in the clear, with as much of a client as that needs."""

    url: str
    session: ClientSession
    account: Account
    bot: str
    direct: str = ""
    joined: bool = False
    _told: dict[str, str] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def ref(self) -> PersonRef:
        """The account."""
        return PersonRef("matrix", self.account.user_id)

    @property
    def private(self) -> RoomRef:
        """Where the bot speaks with it alone."""
        return RoomRef("matrix", self.direct)

    async def enter(self, room: str) -> None:
        """Go into the track's room, and invite the bot into one for two."""
        await self._ask("POST", f"join/{_part(room)}", {})
        made = await self._ask(
            "POST",
            "createRoom",
            {"preset": "trusted_private_chat", "is_direct": True, "invite": [self.bot]},
        )
        self.direct = made["room_id"]

    async def votes(self, vote: str) -> None:
        """Vote in private."""
        path = f"rooms/{_part(self.direct)}/send/m.room.message/{uuid4()}"
        await self._ask("PUT", path, {"msgtype": "m.text", "body": f"!vote D1 {vote}"})

    def told(self) -> list[str]:
        """All that the bot has said there in private."""
        return list(self._told.values())

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition on what was told holds."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(condition)

    async def listen(self) -> None:
        """Hear what is said in private, until cancelled."""
        wanted = {"room": {"rooms": [self.direct], "timeline": {"limit": 100}}}
        since: dict[str, str] = {}
        while True:
            answer = await self._ask(
                "GET", "sync", None, {"filter": json.dumps(wanted), "timeout": "20000", **since}
            )
            since = {"since": answer["next_batch"]}
            room = answer.get("rooms", {}).get("join", {}).get(self.direct, {})
            async with self._changed:
                for part in ("state", "timeline"):
                    for event in room.get(part, {}).get("events", []):
                        self._take(event)
                self._changed.notify_all()

    def _take(self, event: dict[str, Any]) -> None:
        content = event["content"]
        if event["type"] == "m.room.message" and event["sender"] == self.bot:
            self._told[event["event_id"]] = content["body"]
        if event["type"] == "m.room.member" and event["state_key"] == self.bot:
            self.joined = content["membership"] == "join"

    async def _ask(
        self,
        method: str,
        path: str,
        content: dict[str, Any] | None,
        query: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        return await asked(self.session, self.url, self.account, method, path, content, query)


def settings_of(api: BotApi, homeserver: Homeserver, account: Account) -> dict[str, str]:
    """The settings of a bot that speaks on both platforms."""
    return {
        "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "MATRIX_HOMESERVER": homeserver.url,
        "MATRIX_USER": account.user_id,
        "MATRIX_PASSWORD": account.password,
        "MATRIX_INVITES": "all",
    }


class Progress:
    """How many votes were said and answered; enough is set at so many answers."""

    def __init__(self, enough: int) -> None:
        self.said = 0
        self.answered = 0
        self.enough = asyncio.Event()
        self._enough = enough

    def count(self, answers: int) -> None:
        """There are more answers."""
        self.answered += answers
        if self.answered >= self._enough:
            self.enough.set()


@dataclass
class Voter:
    """A person with a place or two, and what they say from where, one after the other.

    hasty: they do not wait for an answer before they change their mind.
    """

    name: str
    seats: Sequence[Seat]
    turns: list[tuple[Seat, str]] = field(default_factory=list)
    hasty: bool = False

    @property
    def last(self) -> str:
        """The position that they end with."""
        return position(self.turns[-1][1])

    def plan(self, random: Random) -> None:
        """Decide what to say. Those on two networks change their mind on the other one. Only who
        speaks in one chat may be hasty: between chats nothing has an order."""
        seats = list(self.seats)
        random.shuffle(seats)
        changes = random.randint(1 if len(seats) > 1 else 0, 2)
        before = ""
        for number in range(changes + 1):
            vote = random.choice([one for one in _votes(self.name, number) if one[:4] != before])
            before = vote[:4]
            self.turns.append((seats[number % len(seats)], vote))
        self.hasty = len(seats) == 1 and random.random() < 0.5

    async def vote(self, progress: Progress) -> None:
        """Say it all, and see every answer."""
        wanted = {id(seat): 0 for seat in self.seats}
        waiting = 0
        for number, (seat, vote) in enumerate(self.turns, 1):
            progress.said += 1
            await seat.votes(vote)
            wanted[id(seat)] += 1
            waiting += 1
            if self.hasty and number < len(self.turns):
                continue
            await seat.until(partial(_has, seat, wanted[id(seat)]))
            progress.count(waiting)
            waiting = 0


def _has(seat: Seat, many: int) -> bool:
    return len(set(receipts(seat))) >= many


def receipts(seat: Seat) -> list[Receipt]:
    """The receipts shown there, in order."""
    found = [_RECEIPT.search(text) for text in seat.told()]
    return [Receipt(one[1].lower(), one[2]) for one in found if one]


def boards(texts: Sequence[str]) -> list[str]:
    """Those of the texts that are the decision's board."""
    return [one for one in texts if one.startswith("D1 · ")]


@asynccontextmanager
async def listening(seats: Sequence[PlainSeat]) -> AsyncIterator[None]:
    """Let all of them listen."""
    tasks = [asyncio.create_task(one.listen()) for one in seats]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def on_matrix(
    homeserver: Homeserver, clients: Sequence[MatrixPerson], bot: str, plain: int
) -> AsyncIterator[tuple[list[SecretSeat], list[PlainSeat]]]:
    """An encrypted room with all of them, to which the bot is invited, as to a room with each.

    Real clients of many people would take longer to write their keys to each other than to vote.
    """
    accounts = await asyncio.gather(
        *(asyncio.to_thread(homeserver.register, f"plain-{uuid4().hex[:8]}") for _ in range(plain))
    )
    first, *others = clients
    room = await first.create_room(
        "Track",
        invite=[*(one.user_id for one in others), *(one.user_id for one in accounts), bot],
        encrypted=True,
    )
    for other in others:
        await other.join(room)
    secret = [
        SecretSeat(
            one, bot, room, await one.create_room(None, [bot], encrypted=True, direct=True), way
        )
        for way, one in enumerate(clients)
    ]
    # A connection for each: a request that waits for news holds one.
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        seats = [PlainSeat(homeserver.url, session, one, bot) for one in accounts]
        async with TaskGroup() as entering:
            for seat in seats:
                entering.create_task(seat.enter(room))
        async with listening(seats):
            yield secret, seats


def position(vote: str) -> str:
    """What a vote says, without its reason."""
    return vote.partition(":")[0]


def _votes(name: str, number: int) -> list[str]:
    return [
        "support",
        "abstain",
        f"reservations: {name} is not sure, {number}.",
        f"object: {name} says no, {number}.",
    ]


def _part(value: str) -> str:
    return quote(value, safe="")
