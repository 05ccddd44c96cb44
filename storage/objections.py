"""Objections, and minority views."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from bot.decisions.model import Decision, Objection, Standing, Voter
from storage.decision_tables import BallotRow, MinorityRow, ObjectionRow
from storage.decisions import in_round, round_of
from storage.people import ROWS_OF
from storage.tables import PersonRow
from storage.voices import ROWS_OF_VOICE, VOICE, rows_of_voice

_ballot = BallotRow.__table__  # type: ignore[attr-defined]
_objection = ObjectionRow.__table__  # type: ignore[attr-defined]
_minority = MinorityRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]


_OBJECTIONS = select(_objection, _person.c.root).join(_person, _person.c.id == _objection.c.person)
_NUMBERED = _OBJECTIONS.where(
    _objection.c.decision == bindparam("in_decision"), _objection.c.number == bindparam("number")
)
_OF_ROUND = _OBJECTIONS.where(*in_round(_objection)).order_by(_objection.c.number)
_BY = _OF_ROUND.where(
    _objection.c.person.in_(ROWS_OF_VOICE), _objection.c.standing != Standing.WITHDRAWN.value
)
_IS_BY = select(_objection.c.number).where(
    _objection.c.decision == bindparam("in_decision"),
    _objection.c.number == bindparam("number"),
    _objection.c.person.in_(
        rows_of_voice(
            VOICE.c.decision == _objection.c.decision, VOICE.c.round == _objection.c.round
        )
    ),
)
_REMEDY = (
    update(_ballot)
    .where(*in_round(_ballot), _ballot.c.person.in_(ROWS_OF_VOICE), _ballot.c.reason != "")
    .values(remedy=bindparam("new_remedy"))
)
_MINE = (
    _minority.c.decision == bindparam("in_decision"),
    _minority.c.person.in_(ROWS_OF),
    _minority.c.pseudonym.like(bindparam("called")),
)
_MY_EARLIER = select(_minority.c.pseudonym).where(*_MINE).order_by(_minority.c.pseudonym)
_DROP_EARLIER = delete(_minority).where(*_MINE)


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
                pseudonym=voter.pseudonym,
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
        values = round_of(decision) | {"root": person, "new_remedy": remedy}
        ballot = self._connection.execute(_REMEDY, values)
        known = self.by(decision, person)
        if known:
            self._connection.execute(
                update(_objection).where(*_number(decision, known.number)).values(remedy=remedy)
            )
        return ballot.rowcount > 0

    def numbered(self, decision: Decision, number: int) -> Objection | None:
        """An objection by its number."""
        values = {"in_decision": decision.id, "number": number}
        row = self._connection.execute(_NUMBERED, values).mappings().first()
        return _read_objection(row) if row else None

    def of(self, decision: Decision) -> list[Objection]:
        """The objections of this round, in order."""
        rows = self._connection.execute(_OF_ROUND, round_of(decision)).mappings()
        return [_read_objection(row) for row in rows]

    def by(self, decision: Decision, person: int) -> Objection | None:
        """A person's objection in this round that is not withdrawn."""
        found = self.all_by(decision, person)
        return found[0] if found else None

    def all_by(self, decision: Decision, person: int) -> list[Objection]:
        """All of a person's objections in this round that are not withdrawn, in order."""
        mine = round_of(decision) | {"root": person}
        rows = self._connection.execute(_BY, mine).mappings()
        return [_read_objection(row) for row in rows]

    def is_by(self, decision: Decision, number: int, person: int) -> bool:
        """Whether an objection, of whichever round, is a person's."""
        values = {"in_decision": decision.id, "number": number, "root": person}
        return self._connection.execute(_IS_BY, values).first() is not None

    def add_minority(self, decision: Decision, voter: Voter, text: str) -> list[str]:
        """Keep a person's minority view, in place of earlier ones."""
        mine = {"in_decision": decision.id, "root": voter.person}
        # What stands under the name that they have everywhere stays: the record must not tell that
        # both are one person's.
        mine["called"] = f"{voter.pseudonym[:2]}%"
        replaced = list(self._connection.execute(_MY_EARLIER, mine).scalars())
        self._connection.execute(_DROP_EARLIER, mine)
        self._connection.execute(
            insert(_minority).values(
                decision=decision.id, person=voter.member, text=text, pseudonym=voter.pseudonym
            )
        )
        return replaced

    def minority(self, decision: Decision) -> list[tuple[str, str]]:
        """The minority views, with their authors' pseudonyms."""
        query = (
            select(_minority.c.pseudonym, _minority.c.text)
            .where(_minority.c.decision == decision.id)
            .order_by(_minority.c.pseudonym)
        )
        return [(row.pseudonym, row.text) for row in self._connection.execute(query)]


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
