"""What the tests of the core share: a clock, people who speak, and a look at all that is kept."""

import asyncio
import selectors
import sqlite3
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import inspect

import bot.app  # noqa: F401 - it declares the commands
from bot.conversation.message import Message, PersonRef, RoomNames, RoomRef, Tap
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import verbatim
from bot.conversation.reply import Choice, reply
from bot.conversation.translate import word
from bot.conversation.wording import plain
from bot.hearing import Hearing
from bot.people.model import Account, Person
from bot.people.store import People
from bot.ports import Outbox, Sent
from bot.record.store import Journal
from bot.settings import Settings
from bot.tracks.seed import seeds
from bot.tracks.store import Tracks
from storage.store import SqlStore

ROOT = Path(__file__).parent.parent
BEGINNING = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
PATIENT = Settings(commands_per_minute=100_000, room_commands_per_minute=100_000)
NASTY_TEXTS = (
    "<b>bold</b>",
    "</blockquote></div><script>alert(1)</script>",
    "<a href='https://evil.example'>click</a>",
    '" onmouseover="x',
    "&lt;b&gt; &amp; &#60; &unknown;",
    "@room @everyone",
    "<!-- comment --> <![CDATA[x]]> <?php ?> <!DOCTYPE x>",
    "\u202eevil\u202c \u2066x \x00 \x07 \ufeff",
    "tg://user?id=1",
)
TELEGRAM_TAGS = {"b": "", "blockquote": "", "a": "href", "tg-time": "unix"}
MATRIX_TAGS = {
    **dict.fromkeys(("strong", "br", "blockquote", "ol", "ul", "li", "code"), ""),
    "a": "href",
    "div": "dir",
}


@dataclass(slots=True)
class StillClock:
    """A time that stands still until a test moves it."""

    time: datetime = BEGINNING

    def now(self) -> datetime:
        """This instant."""
        return self.time


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody with one account."""

    platform: str
    id: str
    name: str
    handle: str = ""

    @property
    def ref(self) -> PersonRef:
        """The account."""
        return PersonRef(self.platform, self.id)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that gives them away."""
        return self.id, self.name, self.handle

    @property
    def private(self) -> RoomRef:
        """Where they speak with the bot alone."""
        return RoomRef(self.platform, self.id)


@dataclass(slots=True)
class Talk:
    """People who speak with the bot: a real hearing on a real store, nothing sent."""

    store: SqlStore
    clock: StillClock = field(default_factory=StillClock)
    settings: Settings = PATIENT
    hearing: Hearing = field(init=False)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.hearing = Hearing(self.store, self.clock, self.settings)

    def message(self, voice: Voice, text: str, room: RoomRef | None = None, **more: Any) -> Message:
        """What somebody says, with an id nobody used before."""
        return Message(
            f"heard-{next(self._ids)}",
            room or voice.private,
            voice.ref,
            voice.name,
            text,
            room is None,
            self.clock.now(),
            voice.handle,
            names=RoomNames("A room") if room else RoomNames(),
            **more,
        )

    def hear(self, *messages: Message, position: str = "") -> None:
        """One batch."""
        self.hearing.hear(messages[0].room.platform, messages, position)

    def say(
        self, voice: Voice, text: str, room: RoomRef | None = None, tap: Tap | None = None
    ) -> list[Outgoing]:
        """Somebody says something; what waits to be said afterwards, which counts as sent."""
        self.hear(self.message(voice, text, room, tap=tap))
        return self.deliver()

    def deliver(self) -> list[Outgoing]:
        """Say all that waits, at once."""
        said = self.waiting()
        with self.store.begin() as tx:
            for one in said:
                tx.get(Outbox).sent([Sent(one.id, f"sent-{one.id}")], self.clock.now())
            tx.commit()
        return said

    def waiting(self) -> list[Outgoing]:
        """All that waits to be said, oldest first."""
        numbers = [row["id"] for row in rows(self.store, "outbox") if row["state"] == "waiting"]
        with self.store.begin() as tx:
            outbox = tx.get(Outbox)
            found = [outbox.numbered(number) for number in numbers]
        return [one for one in found if one]

    def person(self, voice: Voice) -> Person | None:
        """The person behind a voice, if the bot knows it."""
        with self.store.begin() as tx:
            return tx.get(People).behind(voice.ref)

    def meet(self, *voices: Voice) -> list[int]:
        """Let the bot know them; their numbers."""
        with self.store.begin() as tx:
            people = tx.get(People)
            known = [
                people.meet(
                    Account(one.ref, one.name, one.handle, one.private), "", self.clock.now()
                ).id
                for one in voices
            ]
            tx.commit()
        return known


def shown(said: list[Outgoing]) -> str:
    """The words of messages, without their buttons."""
    return "\n".join(plain(one.wording) for one in said)


def rows(store: SqlStore, table: str) -> list[dict[str, Any]]:
    """All rows of a table, as they are kept."""
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql(f'SELECT * FROM "{table}" ORDER BY 1')
        return [dict(row) for row in found.mappings()]


def kept_text(store: SqlStore) -> str:
    """Every text in every table."""
    names = inspect(store.engine).get_table_names()
    assert len(names) > 10
    return "\n".join(
        f"{name}.{column}={value}"
        for name in names
        for row in rows(store, name)
        for column, value in row.items()
        if isinstance(value, str)
    )


@cache
def _filled() -> sqlite3.Connection:
    """A database with the tables and the tracks, as it is after the first start."""
    store = SqlStore("sqlite://")
    _plant(store)
    return driver(store)


def _plant(store: SqlStore) -> None:
    with store.begin() as tx:
        for track in seeds():
            tx.get(Tracks).keep(track)
            tx.get(Journal).add("track.created", "installation", BEGINNING, track=track.code)
        tx.commit()


def fill(store: SqlStore) -> SqlStore:
    """Bring a store (back) to the state after the first start."""
    if store.engine.dialect.name == "sqlite":
        _filled().backup(driver(store))
    else:
        names = ", ".join(f'"{one}"' for one in inspect(store.engine).get_table_names())
        with store.engine.begin() as connection:
            tables = names.replace('"alembic_version", ', "")
            connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY")
        _plant(store)
    return store


def driver(store: SqlStore) -> sqlite3.Connection:
    """The connection that a store uses while nothing else is going on."""
    connection = store.engine.raw_connection().driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


def outgoing(to: RoomRef | PersonRef, words: str, *choices: str, **more: Any) -> Outgoing:
    """A message of one line, with a button for each choice."""
    buttons = tuple(Choice(verbatim(one), one) for one in choices)
    return Outgoing(to, word(reply(verbatim(words), choices=buttons), "en"), **more)


class StrictHtml(HTMLParser):
    """Reads HTML, and objects to every tag, attribute and nesting that is not ours."""

    def __init__(self, allowed: dict[str, str]) -> None:
        """allowed: the attribute that each tag may have ("" for none)."""
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.links: list[str] = []
        self.times: list[int] = []
        self.tags: list[str] = []
        self._allowed = allowed
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        assert tag in self._allowed, tag
        assert {name for name, _ in attrs} == ({self._allowed[tag]} - {""}), attrs
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.times += [int(value or "") for name, value in attrs if name == "unix"]
        self.tags.append(tag)
        if tag == "br":
            self.text += "\n"
        else:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """A comment: we write none."""
        raise AssertionError(f"a comment: {data!r}")

    def handle_decl(self, decl: str) -> None:
        """A declaration: we write none."""
        raise AssertionError(f"a declaration: {decl!r}")

    def handle_pi(self, data: str) -> None:
        """A processing instruction: we write none."""
        raise AssertionError(f"an instruction: {data!r}")

    def unknown_decl(self, data: str) -> None:
        """A marked section: we write none."""
        raise AssertionError(f"a section: {data!r}")

    def read(self, html: str) -> "StrictHtml":
        """Read all of it; every tag has to be closed."""
        self.feed(html)
        self.close()
        assert not self._open, self._open
        return self


class _Impatient(selectors.SelectSelector):
    """Waits for no file and no second: while nobody has anything to do, time passes at once."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready, or the next instant at which somebody wants to be woken."""
        ready = super().select(0)
        if not ready and timeout is None:
            raise AssertionError("everybody waits, and nobody will ever be woken")
        if not ready and timeout:
            self.seconds += timeout
        return ready


class QuickLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes as soon as everybody waits for it, and not before."""

    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._impatient.seconds


class LoopClock:
    """The time of a QuickLoop, as a clock."""

    def now(self) -> datetime:
        """This instant."""
        return BEGINNING + timedelta(seconds=asyncio.get_running_loop().time())


def quickly(scene: Coroutine[Any, Any, None]) -> None:
    """Play a scene in time that passes by itself."""
    with asyncio.Runner(loop_factory=QuickLoop) as runner:
        runner.run(scene)
