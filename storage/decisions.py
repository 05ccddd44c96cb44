"""Decisions as they are kept: terms, charter, electorate, result."""

import json
from collections.abc import Sequence
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
    select,
    update,
)

from bot.decisions.languages import languages_facts, languages_of
from bot.decisions.model import (
    FORMAT,
    Decision,
    Designation,
    EndedRound,
    Kind,
    Published,
    Result,
    Secrecy,
    Silence,
    State,
    Terms,
    Visible,
    Voter,
)
from bot.decisions.rules import new_pseudonym
from bot.people.model import Role
from storage.decision_tables import (
    BallotRow,
    DecisionRow,
    ElectorRow,
    PseudonymRow,
    RoundRow,
    VoterRow,
)
from storage.measures import suspended_from
from storage.tables import AccountRow, MembershipRow, PersonRow, RoleRow
from storage.voices import ELECTOR_ROOTS, ROWS_OF_VOICE, VOICE

_decision = DecisionRow.__table__  # type: ignore[attr-defined]
_round = RoundRow.__table__  # type: ignore[attr-defined]
_pseudonym = PseudonymRow.__table__  # type: ignore[attr-defined]
_elector = ElectorRow.__table__  # type: ignore[attr-defined]
_ballot = BallotRow.__table__  # type: ignore[attr-defined]
_voter = VoterRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]
_member = MembershipRow.__table__  # type: ignore[attr-defined]
_account = AccountRow.__table__  # type: ignore[attr-defined]
_role = RoleRow.__table__  # type: ignore[attr-defined]


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


_NEUTRAL = (
    select(_person.c.root)
    .join(_role, _role.c.person == _person.c.id)
    .where(_role.c.role == Role.RAPPORTEUR.value)
)
"""Rapporteurs, by whichever of their accounts: they never vote."""
_BY_ID = select(_decision).where(_decision.c.id == bindparam("number"))
_NUMBERED = select(_decision).where(_decision.c.number == bindparam("number"))
_IS_UNFINISHED = _decision.c.state.in_((State.OPEN.value, State.PROVISIONAL.value))
_UNFINISHED = select(_decision).where(_IS_UNFINISHED).order_by(_decision.c.id)
_VOTER = (
    select(
        _person.c.id,
        _person.c.pseudonym,
        _person.c.root,
        _elector.c.person.is_not(None).label("eligible"),
        func.coalesce(_elector.c.pseudonym, "").label("called"),
        VOICE.c.member,
    )
    .outerjoin(_elector, and_(_elector.c.person == _person.c.id, *in_round(_elector)))
    .outerjoin(VOICE, and_(VOICE.c.person == _person.c.id, *in_round(VOICE)))
    .where(_person.c.id.in_(ROWS_OF_VOICE))
    .order_by(_elector.c.person.is_(None), _person.c.id != _person.c.root, _person.c.id)
)
_ELECTORATE = select(_elector.c.pseudonym).where(*in_round(_elector)).order_by(_elector.c.pseudonym)
_KNOWN_AS = select(_pseudonym.c.person, _pseudonym.c.pseudonym).where(
    _pseudonym.c.decision == bindparam("in_decision")
)
_KNOWN_AS_ONE = _KNOWN_AS.where(_pseudonym.c.person == bindparam("one"))
_ENDED = select(_round).where(*in_round(_round))
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
_SILENT = ELECTOR_ROOTS.where(
    *(ELECTOR_ROOTS.selected_columns.root.not_in(roots) for roots in _SPOKE)
)
_NOT_HEARD = _SILENT.order_by(_SILENT.selected_columns.root)


class SqlDecisions:
    """Decisions and their electorates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def draft(self, track: str, author: int, terms: Terms) -> Decision:
        """Begin a decision that is not open yet."""
        result = self._connection.execute(
            insert(_decision).values(
                track=track,
                author=author,
                state=State.DRAFT.value,
                terms=_write_terms(terms),
                format=FORMAT,
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
                format=decision.format,
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
        """Make the participants of now who may vote the electorate of this round; their
        pseudonyms."""
        roots = self._may_vote(decision.track, decision.opened)
        called = self._call(decision, roots)
        here = {"decision": decision.id, "round": decision.round}
        electors = [here | {"person": root, "pseudonym": called[root]} for root in roots]
        if electors:
            self._connection.execute(insert(_elector), electors)
        return sorted(called[root] for root in roots)

    def _may_vote(self, track: str, at: datetime | None) -> Sequence[int]:
        participants = (
            select(_person.c.root)
            .distinct()
            .join(_member, _member.c.person == _person.c.id)
            .where(_member.c.track == track, _member.c.part == "participant")
            .where(_person.c.root.not_in(_NEUTRAL))
            .where(_person.c.root.not_in(suspended_from(track, at)))
        )
        return self._connection.execute(participants).scalars().all()

    def voters_now(self, track: str, now: datetime) -> int:
        """How many may vote in a track if something opened now."""
        return len(self._may_vote(track, now))

    def _call(self, decision: Decision, persons: Sequence[int]) -> dict[int, str]:
        """What the record of a decision calls these people; who has no pseudonym gets one."""
        known = self._connection.execute(_KNOWN_AS, {"in_decision": decision.id})
        called = {row.person: row.pseudonym for row in known}
        new = {one: new_pseudonym() for one in persons if one not in called}
        if new:
            here = {"decision": decision.id}
            rows = [here | {"person": one, "pseudonym": name} for one, name in new.items()]
            self._connection.execute(insert(_pseudonym), rows)
        return called | new

    def active_members(self, track: str, since: datetime) -> int:
        """How many participants of a track were heard since a time."""
        query = (
            select(func.count(func.distinct(_person.c.root)))
            .join(_member, _member.c.person == _person.c.id)
            .where(_member.c.track == track, _member.c.part == "participant")
            .where(_person.c.root.not_in(_NEUTRAL))
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
        """Who a person is in this round: the member that their voice speaks as, or else one of the
        electorate by any of their accounts, or else themselves."""
        values = round_of(decision) | {"root": person}
        rows = self._connection.execute(_VOTER, values).all()
        heads = {row.member for row in rows if row.member is not None}
        mine = next((row for row in rows if row.id in heads), rows[0])
        called = mine.called or self._late(decision, mine.id, mine.pseudonym)
        return Voter(
            person,
            mine.id,
            called,
            bool(mine.eligible),
            is_one=len(rows) == 1 or all(row.member == mine.id for row in rows),
            parted=any(row.root != person for row in rows),
        )

    def _late(self, decision: Decision, person: int, public: str) -> str:
        """What the record calls somebody who is not in the electorate; public: in rounds of old."""
        if not decision.has_commitments:
            return public
        values = {"in_decision": decision.id, "one": person}
        row = self._connection.execute(_KNOWN_AS_ONE, values).first()
        return row.pseudonym if row else self._call(decision, [person])[person]

    def end_round(self, decision: Decision, stated: str, published: Published) -> None:
        """Keep the charter of a round that is over, what is stated of its counts, and what of its
        ballots is published."""
        self._connection.execute(
            insert(_round).values(
                decision=decision.id, round=decision.round, charter=decision.charter, stated=stated,
                published=published.value,
            )
        )  # fmt: skip

    def ended(self, decision: Decision) -> EndedRound | None:
        """What was kept of this round when it was over."""
        row = self._connection.execute(_ENDED, round_of(decision)).first()
        if row is None:
            return None
        return EndedRound(row.charter, row.stated, Published(row.published))

    def last_entry(self, decision: Decision) -> str:
        """The hash of the decision's last entry in the journal."""
        return self._connection.execute(_LAST_ENTRY, {"number": decision.id}).scalar() or ""

    def add_entry(self, decision: Decision, entry: str) -> None:
        """Keep the hash of the decision's new last entry."""
        self._connection.execute(_ADD_ENTRY, {"this": decision.id, "new_entry": entry})

    def not_heard(self, decision: Decision) -> list[int]:
        """The electorate's members who have said nothing in this round."""
        return list(self._connection.execute(_NOT_HEARD, round_of(decision)).scalars())

    def electors(self, decision: Decision) -> list[int]:
        """The electorate's members, by who they are now."""
        return list(self._connection.execute(ELECTOR_ROOTS, round_of(decision)).scalars())


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
        format=row["format"],
    )
