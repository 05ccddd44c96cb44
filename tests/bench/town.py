"""A town of many people in one track, with one decision open, on a database on disk."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, update

from bot.app import App
from bot.conversation.message import Message, PersonRef, RoomRef
from bot.decisions.life import open_round
from bot.decisions.model import Decision, Kind, State, Terms
from bot.decisions.store import Decisions
from bot.hearing import Hearing
from bot.record.rules import entry
from bot.record.store import Journal
from bot.settings import Settings
from storage.decision_tables import BallotRow, DecisionRow, TallyRow
from storage.store import SqlStore
from storage.tables import AccountRow, JournalRow, MembershipRow, PersonRow

TRACK = "bpf-cybersecurity"
_BEGINNING = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
_SETTINGS = Settings(commands_per_minute=100_000, room_commands_per_minute=100_000)


class Still:
    """A clock that stands, a second after the opening."""

    def now(self) -> datetime:
        """This instant."""
        return _BEGINNING + timedelta(seconds=1)


class Town:
    """People 1…n of one track, of whom some have voted already."""

    def __init__(self, address: str, people: int) -> None:
        self.store = SqlStore(address)
        app = App(self.store, Still(), _SETTINGS, [])
        app._prepare()
        self._settle(people)
        self.decision = self._open()
        self.hearing = Hearing(self.store, Still(), _SETTINGS)
        self._said = 0

    def _settle(self, people: int) -> None:
        now = Still().now()
        self._insert(
            PersonRow,
            (
                {
                    "id": n, "root": n, "pseudonym": f"p-{n:016x}", "name": f"Person {n}",
                    "language": "en", "zone": "UTC", "stakeholder_group": _group(n),
                    "region": "other", "conduct_version": "2023",
                }
                for n in range(1, people + 1)
            ),
        )  # fmt: skip
        self._insert(
            AccountRow,
            (
                {
                    "platform": "telegram", "id": str(n), "person": n, "name": f"Person {n}",
                    "folded_name": f"person {n}", "room": str(n), "used_at": now,
                }
                for n in range(1, people + 1)
            ),
        )  # fmt: skip
        self._insert(
            MembershipRow,
            ({"person": n, "track": TRACK, "part": "participant"} for n in range(1, people + 1)),
        )

    def _insert(self, table: Any, rows: Iterable[dict[str, Any]]) -> None:
        waiting = iter(rows)
        with self.store.engine.begin() as connection:
            while part := list(islice(waiting, 5_000)):
                connection.execute(insert(table.__table__), part)

    def _open(self) -> Decision:
        with self.store.begin() as tx:
            draft = tx.get(Decisions).draft(TRACK, 1, Terms(Kind.CONSENSUS, "We meet on Tuesdays."))
            decision = open_round(tx, draft, "p-0000000000000001", _BEGINNING)
            tx.commit()
        return decision

    def fill(self, first: int, last: int) -> None:
        """Let people vote at once, beside the program but as it would have written it."""
        key = {"decision": self.decision.id, "round": self.decision.round}
        voted = {**key, "choice": "support", "eligible": True, "stakeholder_group": "government"}
        self._insert(
            BallotRow,
            (
                {**voted, "person": n, "receipt": f"FILL-{n}", "at": _BEGINNING}
                for n in range(first, last + 1)
            ),
        )
        tally = TallyRow.__table__  # type: ignore[attr-defined]
        with self.store.engine.begin() as connection:
            counted = update(tally).where(
                tally.c.decision == key["decision"], tally.c.choice.in_(("support", ""))
            )
            connection.execute(counted.values(count=tally.c.count + last + 1 - first))

    def grow(self, decisions: int, entries: int) -> None:
        """Closed decisions of the track, and entries in the record, as after many years."""
        first, terms = self.decision.id + 1, self._terms()
        self._insert(
            DecisionRow,
            (
                {
                    "id": n, "number": n, "track": TRACK, "author": 1,
                    "state": State.WITHDRAWN.value,
                    "terms": terms, "charter": "{}", "opened": _BEGINNING,
                    "closes": _BEGINNING,
                }
                for n in range(first, first + decisions)
            ),
        )  # fmt: skip
        with self.store.begin() as tx:
            count, head = tx.get(Journal).head()
        self._insert(JournalRow, _chain(count, head, entries))

    def _terms(self) -> str:
        with self.store.engine.connect() as connection:
            row = DecisionRow.__table__  # type: ignore[attr-defined]
            return str(connection.execute(select(row.c.terms).limit(1)).scalar())

    def vote(self, people: range) -> None:
        """Let these people vote in one batch, as one poll of Telegram would bring it."""
        self.say("/vote D1 support", people)

    def say(self, text: str, people: range) -> None:
        """Let these people say the same in one batch."""
        messages = []
        for n in people:
            self._said += 1
            messages.append(
                Message(
                    f"{n}/{self._said}",
                    RoomRef("telegram", str(n)),
                    PersonRef("telegram", str(n)),
                    f"Person {n}",
                    text,
                    True,
                    _BEGINNING,
                )
            )
        self.hearing.hear("telegram", messages, str(self._said))
        if self.hearing.pulse.defects:
            raise AssertionError(f"{text} failed: what is measured is not what is done")


def _chain(count: int, head: str, entries: int) -> Iterator[dict[str, Any]]:
    for number in range(count + 1, count + entries + 1):
        new = entry(number, head, _BEGINNING, "track.changed", "installation", {"track": TRACK})
        head = new.hash
        yield {"number": number, "text": new.text, "hash": new.hash}


def _group(n: int) -> str:
    groups = ("civil-society", "government", "private-sector", "technical-community")
    return groups[n % len(groups)]
