"""Decisions as they are kept: terms, charter, electorate, result."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from bot.decisions.languages import languages_facts, languages_of
from bot.decisions.model import (
    Decision,
    Designation,
    EndedRound,
    Kind,
    Result,
    Secrecy,
    Silence,
    State,
    Terms,
    Visible,
    Voter,
)
from storage.decision_tables import BallotRow, DecisionRow, ElectorRow, RoundRow, VoterRow
from storage.measures import suspended_from
from storage.tables import AccountRow, MembershipRow, PersonRow

_decision = DecisionRow.__table__  # type: ignore[attr-defined]
_round = RoundRow.__table__  # type: ignore[attr-defined]
_elector = ElectorRow.__table__  # type: ignore[attr-defined]
_ballot = BallotRow.__table__  # type: ignore[attr-defined]
_voter = VoterRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]
_member = MembershipRow.__table__  # type: ignore[attr-defined]
_account = AccountRow.__table__  # type: ignore[attr-defined]


def in_round(table: Any) -> tuple[Any, Any]:
    """The condition that a row is of a decision's round; round_of has the values."""
    return table.c.decision == bindparam("in_decision"), table.c.round == bindparam("in_round")


def round_of(decision: Decision) -> dict[str, Any]:
    """The values for in_round: the round that a decision is in."""
    return {"in_decision": decision.id, "in_round": decision.round}


def told_by(root: Any, column: str) -> Any:
    """What a person told by any of their accounts, the first one before the others."""
    other = _person.alias()
    return (
        select(other.c[column])
        .where(other.c.root == root, other.c[column] != "")
        .order_by(other.c.id != other.c.root, other.c.id)
        .limit(1)
        .scalar_subquery()
    )


_BY_ID = select(_decision).where(_decision.c.id == bindparam("number"))
_NUMBERED = select(_decision).where(_decision.c.number == bindparam("number"))
_IS_UNFINISHED = _decision.c.state.in_((State.OPEN.value, State.PROVISIONAL.value))
_UNFINISHED = select(_decision).where(_IS_UNFINISHED).order_by(_decision.c.id)
_VOTER = (
    select(_person.c.id, _person.c.pseudonym, _elector.c.person.is_not(None))
    .outerjoin(_elector, and_(_elector.c.person == _person.c.id, *in_round(_elector)))
    .where(_person.c.root == bindparam("root"))
    .order_by(_elector.c.person.is_(None), _person.c.id != _person.c.root, _person.c.id)
    .limit(1)
)
_ELECTORATE = (
    select(_person.c.pseudonym)
    .join(_elector, _elector.c.person == _person.c.id)
    .where(*in_round(_elector))
    .order_by(_person.c.pseudonym)
)
_ENDED = select(_round.c.charter, _round.c.stated).where(*in_round(_round))
_LAST_ENTRY = select(_decision.c.entry).where(_decision.c.id == bindparam("number"))
_ADD_ENTRY = (
    update(_decision)
    .where(_decision.c.id == bindparam("this"))
    .values(entry=bindparam("new_entry"))
)
_SPOKE = [
    select(_person.c.root).join(table, table.c.person == _person.c.id).where(*in_round(table))
    for table in (_ballot, _voter)
]
_ELECTORS = (
    select(_person.c.root)
    .distinct()
    .join(_elector, _elector.c.person == _person.c.id)
    .where(*in_round(_elector))
)
_SILENT = _ELECTORS.where(*(_person.c.root.not_in(roots) for roots in _SPOKE))
_NOT_HEARD = _SILENT.order_by(_person.c.root)


class SqlDecisions:
    """Decisions and their electorates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def draft(self, track: str, author: int, terms: Terms) -> Decision:
        """Begin a decision that is not open yet."""
        result = self._connection.execute(
            insert(_decision).values(
                track=track, author=author, state=State.DRAFT.value, terms=_write_terms(terms)
            )
        )
        number: int = result.inserted_primary_key[0]  # type: ignore[index]
        return Decision(number, track, author, terms, State.DRAFT)

    def by_id(self, number: int) -> Decision | None:
        """A decision by its inner number."""
        return self._one(_BY_ID, number)

    def numbered(self, number: int) -> Decision | None:
        """An opened decision by its reference number."""
        return self._one(_NUMBERED, number)

    def _one(self, query: Any, number: int) -> Decision | None:
        row = self._connection.execute(query, {"number": number}).mappings().first()
        return _read(row) if row else None

    def of(self, tracks: tuple[str, ...] | None) -> list[Decision]:
        """The opened decisions of these tracks (None: of all), newest first."""
        query = _opened(select(_decision), tracks).order_by(_decision.c.number.desc())
        rows = self._connection.execute(query).mappings()
        return [_read(row) for row in rows]

    def some(self, tracks: tuple[str, ...] | None, first: int, most: int) -> list[Decision]:
        """So many of the opened decisions of these tracks, newest first, from the first (0) on."""
        query = _opened(select(_decision), tracks).order_by(_decision.c.number.desc())
        rows = self._connection.execute(query.offset(first).limit(most)).mappings()
        return [_read(row) for row in rows]

    def count(self, tracks: tuple[str, ...] | None, *, decided: bool = False) -> int:
        """How many opened decisions these tracks have. decided: of those with a result alone."""
        query = _opened(select(func.count()).select_from(_decision), tracks)
        if decided:
            query = query.where(_decision.c.designation != "")
        return self._connection.execute(query).scalar() or 0

    def current(self, tracks: tuple[str, ...] | None) -> list[Decision]:
        """Those of these tracks (None: of all) that are open or provisional, newest first."""
        query = _opened(select(_decision).where(_IS_UNFINISHED), tracks)
        rows = self._connection.execute(query.order_by(_decision.c.number.desc())).mappings()
        return [_read(row) for row in rows]

    def unfinished(self) -> list[Decision]:
        """Those that are open or provisional."""
        return [_read(row) for row in self._connection.execute(_UNFINISHED).mappings()]

    def change(self, decision: Decision) -> None:
        """Keep a changed decision."""
        result = decision.result
        self._connection.execute(
            update(_decision)
            .where(_decision.c.id == decision.id)
            .values(
                number=decision.number,
                state=decision.state.value,
                round=decision.round,
                terms=_write_terms(decision.terms),
                opened=decision.opened,
                closes=decision.closes,
                charter=decision.charter,
                designation=result.designation.value if result else "",
                rationale=result.rationale if result else "",
                called_by=result.by if result else None,
                called_at=result.at if result else None,
                contested=decision.contested,
                noticed=",".join(sorted(decision.noticed)),
            )
        )

    def drop(self, decision: Decision) -> None:
        """Drop a draft."""
        self._connection.execute(
            delete(_decision).where(_decision.c.id == decision.id, _decision.c.number.is_(None))
        )

    def next_number(self) -> int:
        """The reference number of the next decision that opens."""
        last = self._connection.execute(select(func.max(_decision.c.number))).scalar()
        return (last or 0) + 1

    def freeze_electorate(self, decision: Decision) -> list[str]:
        """Make the participants of now the electorate of this round; their pseudonyms."""
        participants = (
            select(literal(decision.id), literal(decision.round), _person.c.root)
            .distinct()
            .join(_member, _member.c.person == _person.c.id)
            .where(_member.c.track == decision.track, _member.c.part == "participant")
            .where(_person.c.root.not_in(suspended_from(decision.track, decision.opened)))
        )
        self._connection.execute(
            insert(_elector).from_select(["decision", "round", "person"], participants)
        )
        return self.electorate(decision)

    def active_members(self, track: str, since: datetime) -> int:
        """How many participants of a track were heard since a time."""
        query = (
            select(func.count(func.distinct(_person.c.root)))
            .join(_member, _member.c.person == _person.c.id)
            .where(_member.c.track == track, _member.c.part == "participant")
            .where(
                _person.c.root.in_(
                    select(_person.c.root)
                    .join(_account, _account.c.person == _person.c.id)
                    .where(_account.c.used_at >= since)
                )
            )
        )
        return self._connection.execute(query).scalar() or 0

    def electorate(self, decision: Decision) -> list[str]:
        """The pseudonyms of the electorate of this round, sorted."""
        return list(self._connection.execute(_ELECTORATE, round_of(decision)).scalars())

    def voter(self, decision: Decision, person: int) -> Voter:
        """Who a person is in this round: a member of the electorate by any of their accounts, or
        else themselves."""
        values = round_of(decision) | {"root": person}
        number, pseudonym, eligible = self._connection.execute(_VOTER, values).one()
        return Voter(person, number, pseudonym, bool(eligible))

    def end_round(self, decision: Decision, stated: str) -> None:
        """Keep the charter of a round that is over, and what is stated of its counts."""
        self._connection.execute(
            insert(_round).values(
                decision=decision.id, round=decision.round, charter=decision.charter, stated=stated
            )
        )

    def ended(self, decision: Decision) -> EndedRound | None:
        """What was kept of this round when it was over."""
        row = self._connection.execute(_ENDED, round_of(decision)).first()
        return EndedRound(row.charter, row.stated) if row else None

    def last_entry(self, decision: Decision) -> str:
        """The hash of the decision's last entry in the journal."""
        return self._connection.execute(_LAST_ENTRY, {"number": decision.id}).scalar() or ""

    def add_entry(self, decision: Decision, entry: str) -> None:
        """Keep the hash of the decision's new last entry."""
        self._connection.execute(_ADD_ENTRY, {"this": decision.id, "new_entry": entry})

    def not_heard(self, decision: Decision) -> list[int]:
        """The electorate's members who have said nothing in this round."""
        return list(self._connection.execute(_NOT_HEARD, round_of(decision)).scalars())

    def silent(self, decision: Decision) -> Mapping[str, Mapping[str, int]]:
        """How many of those there are, by "group" and by "region"."""
        return self._by_cell(decision, _SILENT.subquery())

    def spoke(self, decision: Decision) -> Mapping[str, Mapping[str, int]]:
        """How many of the electorate have spoken, by "group" and by "region"."""
        spoke = _ELECTORS.where(_person.c.root.not_in(_SILENT))
        return self._by_cell(decision, spoke.subquery())

    def _by_cell(self, decision: Decision, roots: Any) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Mapping[str, int]] = {}
        for name, column in (("group", "stakeholder_group"), ("region", "region")):
            told = told_by(roots.c.root, column)
            query = select(told.label("cell"), func.count().label("people")).group_by("cell")
            rows = self._connection.execute(query.select_from(roots), round_of(decision))
            found[name] = {row.cell or "": row.people for row in rows}
        return found


def _opened(query: Select[Any], tracks: tuple[str, ...] | None) -> Select[Any]:
    query = query.where(_decision.c.number.is_not(None))
    return query if tracks is None else query.where(_decision.c.track.in_(tracks))


def _write_terms(terms: Terms) -> str:
    return json.dumps(
        {
            "kind": terms.kind.value,
            "text": terms.text,
            "options": list(terms.options),
            "hours": terms.hours,
            "secrecy": terms.secrecy.value,
            "visible": terms.visible.value,
            "silence": terms.silence.value,
            "people": terms.people,
            "groups": terms.groups,
            "review": terms.review,
            "languages": languages_facts(terms.languages),
        },
        ensure_ascii=False,
    )


def _read_terms(text: str) -> Terms:
    body = json.loads(text)
    return Terms(
        Kind(body["kind"]),
        body["text"],
        tuple(body["options"]),
        body["hours"],
        Secrecy(body["secrecy"]),
        Visible(body["visible"]),
        Silence(body["silence"]),
        body["people"],
        body["groups"],
        body["review"],
        languages_of(body.get("languages")),
    )


def _read(row: RowMapping) -> Decision:
    result = None
    if row["designation"]:
        result = Result(
            Designation(row["designation"]), row["rationale"], row["called_by"], row["called_at"]
        )
    return Decision(
        id=row["id"],
        track=row["track"],
        author=row["author"],
        terms=_read_terms(row["terms"]),
        state=State(row["state"]),
        number=row["number"],
        round=row["round"],
        opened=row["opened"],
        closes=row["closes"],
        charter=row["charter"],
        result=result,
        contested=row["contested"],
        noticed=frozenset(row["noticed"].split(",")) - {""},
    )
