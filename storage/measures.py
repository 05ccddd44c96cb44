"""What was hidden and who was suspended, the appeals against it, and what people flag."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from bot.people.model import Appeal, Flag, Measure, Taken
from storage.people import rows_of
from storage.tables import AppealRow, FlagRow, MeasureRow, PersonRow, SuspendedRow

_person = PersonRow.__table__  # type: ignore[attr-defined]
_measure = MeasureRow.__table__  # type: ignore[attr-defined]
_suspended = SuspendedRow.__table__  # type: ignore[attr-defined]
_appeal = AppealRow.__table__  # type: ignore[attr-defined]
_flag = FlagRow.__table__  # type: ignore[attr-defined]

_subject, _taker = _person.alias(), _person.alias()
_APPEALED = ("text", "at", "decision", "answer")
_ALL = (
    select(
        _measure,
        _subject.c.root.label("subject_root"),
        _taker.c.root.label("taker_root"),
        *(_appeal.c[name].label(f"appeal_{name}") for name in _APPEALED),
    )
    .outerjoin(_appeal, _appeal.c.measure == _measure.c.id)
    .outerjoin(_subject, _subject.c.id == _measure.c.person)
    .join(_taker, _taker.c.id == _measure.c.by)
    .where(_measure.c.ended.is_(None))
    .order_by(_measure.c.id)
)


def suspended_from(track: str, at: datetime | None) -> Any:
    """The roots of those who are suspended from a track at an instant (UTC)."""
    return (
        select(_person.c.root)
        .join(_suspended, _suspended.c.person == _person.c.id)
        .join(_measure, _measure.c.id == _suspended.c.measure)
        .where(_measure.c.track == track, _measure.c.until > at, _measure.c.ended.is_(None))
    )


class SqlMeasures:
    """Measures, and the appeals against them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(
        self,
        taken: Taken,
        reference: str,
        track: str,
        person: int | None,
        by: int,
        reason: str,
        now: datetime,
        until: datetime | None = None,
    ) -> Measure:
        """Keep a measure; a suspension is given its reference."""
        result = self._connection.execute(
            insert(_measure).values(
                taken=taken.value,
                reference=reference,
                track=track,
                person=person,
                by=by,
                reason=reason,
                at=now,
                until=until,
            )
        )
        number: int = result.inserted_primary_key[0]  # type: ignore[index]
        if taken is Taken.SUSPENDED and person is not None:
            reference = f"SU{number}"
            self._connection.execute(
                update(_measure).where(_measure.c.id == number).values(reference=reference)
            )
            accounts = select(_person.c.id).where(_person.c.root == person)
            for one in self._connection.execute(accounts).scalars().all():
                self._connection.execute(insert(_suspended).values(measure=number, person=one))
        return Measure(number, taken, reference, track, person, by, reason, now, until)  # fmt: skip

    def standing(self, reference: str) -> Measure | None:
        """The measure of this reference that was not undone."""
        found = self._found(_measure.c.reference == reference)
        return found[-1] if found else None

    def all(self) -> list[Measure]:
        """Those that were not undone, oldest first."""
        return self._found()

    def suspension(self, person: int, track: str, now: datetime) -> Measure | None:
        """The suspension of a person from a track, by any of their accounts."""
        mine = select(_suspended.c.measure).where(_suspended.c.person.in_(rows_of(person)))
        found = self._found(
            _measure.c.track == track, _measure.c.until > now, _measure.c.id.in_(mine)
        )
        return max(found, key=lambda one: one.until or now) if found else None

    def over(self, now: datetime) -> list[Measure]:
        """The suspensions whose time is over, and which were not ended."""
        return self._found(_measure.c.until <= now)

    def next_end(self) -> datetime | None:
        """When the next suspension is over."""
        ends = select(func.min(_measure.c.until)).where(_measure.c.ended.is_(None))
        found: datetime | None = self._connection.execute(ends).scalar()
        return found

    def end(self, measure: Measure, now: datetime) -> None:
        """It is undone, or over."""
        self._connection.execute(
            update(_measure).where(_measure.c.id == measure.id).values(ended=now)
        )

    def appeal(self, measure: Measure, person: int, text: str, now: datetime) -> None:
        """Keep an appeal."""
        self._connection.execute(
            insert(_appeal).values(measure=measure.id, person=person, text=text, at=now)
        )

    def decide(self, measure: Measure, decision: str, answer: str, by: int) -> None:
        """Keep what became of an appeal."""
        self._connection.execute(
            update(_appeal)
            .where(_appeal.c.measure == measure.id)
            .values(decision=decision, answer=answer, decider=by)
        )

    def _found(self, *conditions: Any) -> list[Measure]:
        rows = self._connection.execute(_ALL.where(*conditions)).mappings()
        return [_read(row) for row in rows]


class SqlFlags:
    """What people flag."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, flag: Flag) -> bool:
        """Keep a flag; False if this person has one there that is open."""
        if any(one.person == flag.person for one in self.open(flag.reference)):
            return False
        self._connection.execute(
            insert(_flag).values(
                reference=flag.reference, track=flag.track, person=flag.person,
                author=flag.author, reason=flag.reason, at=flag.at,
            )
        )  # fmt: skip
        return True

    def open(self, reference: str = "") -> list[Flag]:
        """Those that are open, of one thing or of all, oldest first."""
        query = (
            select(_flag, _person.c.root)
            .join(_person, _person.c.id == _flag.c.person)
            .where(_flag.c.settled.is_(None))
            .order_by(_flag.c.id)
        )
        if reference:
            query = query.where(_flag.c.reference == reference)
        return [
            Flag(row.reference, row.track, row.root, row.reason, row.at, row.author)
            for row in self._connection.execute(query)
        ]

    def by(self, reference: str) -> set[int]:
        """Whoever ever flagged a thing."""
        query = (
            select(_person.c.root)
            .join(_flag, _person.c.id == _flag.c.person)
            .where(_flag.c.reference == reference)
        )
        return set(self._connection.execute(query).scalars())

    def settle(self, reference: str, now: datetime) -> None:
        """All flags of a thing were dealt with; why they were raised is forgotten."""
        self._connection.execute(
            update(_flag)
            .where(_flag.c.reference == reference, _flag.c.settled.is_(None))
            .values(settled=now, reason="")
        )


def _read(row: RowMapping) -> Measure:
    appeal = None
    if row["appeal_at"] is not None:
        appeal = Appeal(*(row[f"appeal_{name}"] for name in _APPEALED))
    return Measure(
        row["id"], Taken(row["taken"]), row["reference"], row["track"], row["subject_root"],
        row["taker_root"], row["reason"], row["at"], row["until"], row["ended"], appeal,
    )  # fmt: skip
