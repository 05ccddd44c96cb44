"""A town of many people in one track, with one decision open, on a database on disk."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.conversation.message import Message, PersonRef, RoomRef
from bot.decisions.life import open_round
from bot.decisions.model import Decision, Kind, Terms
from bot.decisions.store import Decisions
from bot.hearing import Hearing
from bot.settings import Settings
from storage.store import SqlStore

TRACK = "bpf-cybersecurity"
_BEGINNING = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
_SETTINGS = Settings(commands_per_minute=100_000)


class Still:
    """A clock that stands, a second after the opening."""

    def now(self) -> datetime:
        """This instant."""
        return _BEGINNING + timedelta(seconds=1)


class Town:
    """People 1…n of one track, of whom some have voted already."""

    def __init__(self, folder: Path, people: int) -> None:
        self.file = folder / "town.sqlite"
        self.store = SqlStore(f"sqlite:///{self.file}")
        app = App(self.store, Still(), _SETTINGS, [])
        app._prepare()
        self._settle(people)
        self.decision = self._open()
        self.hearing = Hearing(self.store, Still(), _SETTINGS)
        self._said = 0

    def _settle(self, people: int) -> None:
        self.store.engine.dispose()
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.executemany(
                "INSERT INTO person (id, root, pseudonym, name, language, zone, quiet,"
                " stakeholder_group, region, organisation, conduct_version)"
                " VALUES (?, ?, ?, ?, 'en', 'UTC', '', ?, 'other', '', '2023')",
                ((n, n, f"p-{n:016x}", f"Person {n}", _group(n)) for n in range(1, people + 1)),
            )
            connection.executemany(
                "INSERT INTO account (platform, id, person, name, folded_name, handle, room,"
                " used_at) VALUES ('telegram', ?, ?, ?, ?, '', ?, '2026-03-03 09:00:01.000000')",
                ((str(n), n, f"Person {n}", f"person {n}", str(n)) for n in range(1, people + 1)),
            )
            connection.executemany(
                "INSERT INTO membership (person, track, part) VALUES (?, ?, 'participant')",
                ((n, TRACK) for n in range(1, people + 1)),
            )

    def _open(self) -> Decision:
        with self.store.begin() as tx:
            draft = tx.get(Decisions).draft(TRACK, 1, Terms(Kind.CONSENSUS, "We meet on Tuesdays."))
            decision = open_round(tx, draft, "p-0000000000000001", _BEGINNING)
            tx.commit()
        return decision

    def fill(self, first: int, last: int) -> None:
        """Let people vote at once, beside the program but as it would have written it."""
        self.store.engine.dispose()
        key = (self.decision.id, self.decision.round)
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.executemany(
                "INSERT INTO ballot (decision, round, person, choice, reason, remedy, eligible,"
                " receipt, stakeholder_group, at) VALUES (?, ?, ?, 'support', '', '', 1, ?,"
                " 'government', '2026-03-03 09:00:00.000000')",
                ((*key, n, f"FILL-{n}") for n in range(first, last + 1)),
            )
            for choice in ("support", ""):
                connection.execute(
                    "INSERT INTO tally (decision, round, choice, eligible, count)"
                    " VALUES (?, ?, ?, 1, ?) ON CONFLICT DO UPDATE"
                    " SET count = count + excluded.count",
                    (*key, choice, last + 1 - first),
                )

    def vote(self, people: range) -> None:
        """Let these people vote in one batch, as one poll of Telegram would bring it."""
        messages = []
        for n in people:
            self._said += 1
            messages.append(
                Message(
                    f"{n}/{self._said}",
                    RoomRef("telegram", str(n)),
                    PersonRef("telegram", str(n)),
                    f"Person {n}",
                    "/vote D1 support",
                    True,
                    _BEGINNING,
                )
            )
        self.hearing.hear("telegram", messages, str(self._said))

    @contextmanager
    def copied(self, folder: Path) -> Iterator[Path]:
        """A copy of the database as it is now."""
        self.store.engine.dispose()
        copy = folder / "copy.sqlite"
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.file, copy)
        yield copy
        copy.unlink()


def _group(n: int) -> str:
    groups = ("civil-society", "government", "private-sector", "technical-community")
    return groups[n % len(groups)]
