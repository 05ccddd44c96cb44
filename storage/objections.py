"""Objections, and minority views."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from bot.decisions.model import Decision, Objection, Standing, Voter
from storage.ballots import rows_of
from storage.decisions import in_round
from storage.tables import BallotRow, MinorityRow, ObjectionRow, PersonRow

_ballot = BallotRow.__table__  # type: ignore[attr-defined]
_objection = ObjectionRow.__table__  # type: ignore[attr-defined]
_minority = MinorityRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]


class SqlObjections:
    """Objections and minority views."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def raise_(self, decision: Decision, voter: Voter, reason: str) -> Objection:
        """Raise an objection, or give a standing one a new reason; then it waits for an answer."""
        known = self.by(decision, voter.person)
        if known:
            self._connection.execute(
                update(_objection)
                .where(*_number(decision, known.number))
                .values(reason=reason, standing=Standing.RAISED.value, answer="")
            )
            return replace(known, reason=reason, standing=Standing.RAISED, answer="")
        last = self._connection.execute(
            select(func.max(_objection.c.number)).where(_objection.c.decision == decision.id)
        ).scalar()
        number = (last or 0) + 1
        self._connection.execute(
            insert(_objection).values(
                decision=decision.id,
                number=number,
                round=decision.round,
                person=voter.member,
                reason=reason,
                standing=Standing.RAISED.value,
            )
        )
        return Objection(number, voter.person, reason, "", Standing.RAISED, author=voter.pseudonym)

    def change(self, decision: Decision, number: int, standing: Standing, answer: str = "") -> None:
        """Keep where an objection is in its life, and what was answered (if anything)."""
        values = {"standing": standing.value} | ({"answer": answer} if answer else {})
        self._connection.execute(
            update(_objection).where(*_number(decision, number)).values(**values)
        )

    def remedy(self, decision: Decision, person: int, remedy: str) -> bool:
        """Keep what would remove a person's objection or reservation."""
        rows = rows_of(person)
        ballot = self._connection.execute(
            update(_ballot)
            .where(*in_round(_ballot, decision), _ballot.c.person.in_(rows), _ballot.c.reason != "")
            .values(remedy=remedy)
        )
        known = self.by(decision, person)
        if known:
            self._connection.execute(
                update(_objection).where(*_number(decision, known.number)).values(remedy=remedy)
            )
        return ballot.rowcount > 0

    def numbered(self, decision: Decision, number: int) -> Objection | None:
        """An objection by its number."""
        query = _OBJECTIONS.where(*_number(decision, number))
        row = self._connection.execute(query).mappings().first()
        return _read_objection(row) if row else None

    def of(self, decision: Decision) -> list[Objection]:
        """The objections of this round, in order."""
        query = _OBJECTIONS.where(*in_round(_objection, decision)).order_by(_objection.c.number)
        return [_read_objection(row) for row in self._connection.execute(query).mappings()]

    def by(self, decision: Decision, person: int) -> Objection | None:
        """A person's objection in this round that is not withdrawn."""
        mine = [one for one in self.of(decision) if one.person == person]
        return next((one for one in mine if one.standing is not Standing.WITHDRAWN), None)

    def add_minority(self, decision: Decision, person: int, text: str) -> list[str]:
        """Keep a person's minority view, in place of earlier ones."""
        mine = (_minority.c.decision == decision.id, _minority.c.person.in_(rows_of(person)))
        earlier = (
            select(_person.c.pseudonym)
            .join(_minority, _minority.c.person == _person.c.id)
            .where(*mine)
            .order_by(_person.c.pseudonym)
        )
        replaced = list(self._connection.execute(earlier).scalars())
        self._connection.execute(delete(_minority).where(*mine))
        self._connection.execute(
            insert(_minority).values(decision=decision.id, person=person, text=text)
        )
        return replaced

    def minority(self, decision: Decision) -> list[tuple[str, str]]:
        """The minority views, with their authors' pseudonyms."""
        query = (
            select(_person.c.pseudonym, _minority.c.text)
            .join(_minority, _minority.c.person == _person.c.id)
            .where(_minority.c.decision == decision.id)
            .order_by(_person.c.pseudonym)
        )
        return [(row.pseudonym, row.text) for row in self._connection.execute(query)]


_OBJECTIONS = select(_objection, _person.c.root, _person.c.pseudonym).join(
    _person, _person.c.id == _objection.c.person
)


def _number(decision: Decision, number: int) -> tuple[Any, Any]:
    return _objection.c.decision == decision.id, _objection.c.number == number


def _read_objection(row: RowMapping) -> Objection:
    return Objection(
        row["number"],
        row["root"],
        row["reason"],
        row["remedy"],
        Standing(row["standing"]),
        row["answer"],
        row["pseudonym"],
    )
