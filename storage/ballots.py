"""Ballots, and their running counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.decisions.model import Ballot, Cancelled, Commitment, Decision, Stood, Tally, Voter
from bot.decisions.rules import tally, weights
from bot.people.model import StakeholderGroup
from storage.decision_tables import BallotRow, TallyRow, VoterRow
from storage.decisions import in_round, round_of, told_by
from storage.mixing import Mixing
from storage.tables import PersonRow
from storage.urn import Urn
from storage.voices import ROWS_OF_VOICE

_ballot = BallotRow.__table__  # type: ignore[attr-defined]
_voter = VoterRow.__table__  # type: ignore[attr-defined]
_tally = TallyRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]

_COUNT = upsert(_tally)
_COUNT = _COUNT.on_conflict_do_update(
    index_elements=["decision", "round", "choice", "eligible"],
    set_={"count": _tally.c.count + _COUNT.excluded.count},
)
_PEOPLE = ""


_GROUP = func.coalesce(told_by(bindparam("root"), "stakeholder_group"), "")
"""The stakeholder group of the person that is given as "root", "" if not told."""

_CAST = insert(_ballot).values(stakeholder_group=_GROUP)
_VOTED = insert(_voter).values(stakeholder_group=_GROUP)
_MINE = (*in_round(_ballot), _ballot.c.person.in_(ROWS_OF_VOICE))
_FIND_MINE = select(_ballot).where(*_MINE)
_DROP_MINE = delete(_ballot).where(*_MINE)
_HAVE_SPOKEN = [
    select(table.c.person).where(*in_round(table), table.c.person.in_(ROWS_OF_VOICE)).limit(1)
    for table in (_ballot, _voter)
]
_I_VOTED = (*in_round(_voter), _voter.c.person.in_(ROWS_OF_VOICE))
_SECRET_VOTER = select(_voter).where(*_I_VOTED).order_by(_voter.c.person).limit(1)
_NO_VOTER = delete(_voter).where(*_I_VOTED)
_TALLY = select(_tally).where(*in_round(_tally))
_TURNOUT = select(_tally.c.eligible, _tally.c.count.label("count_")).where(
    *in_round(_tally), _tally.c.choice == _PEOPLE
)
_SPOKEN_FROM = [
    select(table.c.person)
    .where(*in_round(table), table.c.eligible, table.c.stakeholder_group == bindparam("told_group"))
    .limit(1)
    for table in (_ballot, _voter)
]
_VOTERS = [select(table.c.pseudonym).where(*in_round(table)) for table in (_ballot, _voter)]
_ONE = (*in_round(_ballot), _ballot.c.person == bindparam("one"))
_DROP_ONE = delete(_ballot).where(*_ONE)
_NEWEST_FIRST = _FIND_MINE.order_by(_ballot.c.at.desc(), _ballot.c.person)


class SqlBallots:
    """What people said, with counts that are kept as they vote."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._urn = Urn(connection)
        self._mixing = Mixing()

    def finish(self) -> bool:
        """Before the commit: hide in which order secret ballots came; whether there were any."""
        return self._mixing.mix(self._connection)

    def cast(self, decision: Decision, voter: Voter, ballot: Ballot, now: datetime) -> None:
        """Record what somebody says, in place of what they said before."""
        self.take_back(decision, voter.person)
        self._connection.execute(
            _CAST,
            {
                "root": voter.person,
                "decision": decision.id,
                "round": decision.round,
                "person": voter.member,
                "choice": ",".join(ballot.choice),
                "reason": ballot.reason,
                "remedy": ballot.remedy,
                "eligible": ballot.eligible,
                "receipt": ballot.receipt,
                "at": now,
                "pseudonym": voter.pseudonym,
                "salt": ballot.salt,
            },
        )
        self._count(decision, ballot.choice, ballot.eligible, 1)

    def take_back(self, decision: Decision, person: int) -> bool:
        """Remove what a person said; False if there is nothing."""
        mine = round_of(decision) | {"root": person}
        rows = self._connection.execute(_FIND_MINE, mine).mappings().all()
        if not rows:
            return False
        self._connection.execute(_DROP_MINE, mine)
        for row in rows:
            self._count(decision, row["choice"].split(","), row["eligible"], -1)
        return True

    def _count(self, decision: Decision, choice: Sequence[str], eligible: bool, by: int) -> None:
        """Add a ballot to the running counts (by: 1), or take it out of them (-1)."""
        here = {"decision": decision.id, "round": decision.round, "eligible": eligible}
        added = {**weights(choice, decision.points), _PEOPLE: 1}
        self._connection.execute(
            _COUNT,
            [{**here, "choice": one, "count": by * weight} for one, weight in added.items()],
        )

    def of(self, decision: Decision, person: int) -> Ballot | None:
        """What a person said openly in this round."""
        mine = round_of(decision) | {"root": person}
        row = self._connection.execute(_FIND_MINE, mine).mappings().first()
        return _read_ballot(row) if row else None

    def has_voted(self, decision: Decision, person: int) -> bool:
        """Whether a person has said anything in this round, openly or secretly."""
        mine = round_of(decision) | {"root": person}
        query = _HAVE_SPOKEN[decision.is_secret]
        return self._connection.execute(query, mine).first() is not None

    def cast_secretly(
        self, decision: Decision, voter: Voter, ballot: Ballot, old_receipt: str
    ) -> Stood | None:
        """Record a secret ballot, apart from the fact that somebody has voted. One that takes the
        place of another counts if that one did."""
        eligible, known = ballot.eligible, self._stands(decision, voter)
        if known:
            old = self._held(decision, known, old_receipt)
            if old is None:
                return None
            eligible = old["eligible"]
            self._take_out(decision, old)
            self._mixing.add(decision, old["receipt_hash"], known["person"])
        else:
            self._connection.execute(
                _VOTED,
                {
                    "root": voter.person,
                    "decision": decision.id,
                    "round": decision.round,
                    "person": voter.member,
                    "eligible": ballot.eligible,
                    "pseudonym": voter.pseudonym,
                },
            )
        key = self._urn.put(decision, ballot, eligible=eligible)
        self._count(decision, (), eligible, 1)
        self._mixing.add(decision, key, voter.member)
        return Stood(known["pseudonym"] if known else voter.pseudonym, known is None)

    def take_back_secretly(self, decision: Decision, voter: Voter, receipt: str) -> str:
        """Take a secret ballot back, and that somebody has voted; their pseudonym, or ""."""
        known = self._stands(decision, voter)
        old = self._held(decision, known, receipt) if known else None
        if known is None or old is None:
            return ""
        self._take_out(decision, old)
        self._connection.execute(_NO_VOTER, round_of(decision) | {"root": voter.person})
        self._mixing.add(decision, old["receipt_hash"], known["person"])
        return str(known["pseudonym"])

    def holds(self, decision: Decision, voter: Voter, receipt: str) -> bool:
        """Whether somebody who has voted secretly can change it with this receipt."""
        known = self._stands(decision, voter)
        return known is not None and self._held(decision, known, receipt) is not None

    def _stands(self, decision: Decision, voter: Voter) -> RowMapping | None:
        """That somebody has voted secretly."""
        values = round_of(decision) | {"root": voter.person}
        return self._connection.execute(_SECRET_VOTER, values).mappings().first()

    def _held(self, decision: Decision, known: RowMapping, receipt: str) -> RowMapping | None:
        """The ballot of a receipt. It has to count as a ballot of this voter would: else there were
        more ballots than voters afterwards."""
        row = self._urn.find(decision, receipt)
        return row if row and row["eligible"] == known["eligible"] else None

    def _take_out(self, decision: Decision, row: RowMapping) -> None:
        self._urn.take_out(decision, row)
        self._count(decision, (), row["eligible"], -1)

    def uncommitted(self, decision: Decision) -> list[Commitment]:
        """The commitments of secret ballots that are not in the record yet."""
        return self._urn.uncommitted(decision)

    def committed(self, decision: Decision, commitments: Sequence[Commitment]) -> None:
        """These are in the record now."""
        self._urn.committed(decision, commitments)
        self._mixing.emptier.add("uncommitted")

    def cancelled(self, decision: Decision) -> list[Cancelled]:
        """The secret ballots that were changed or taken back."""
        return self._urn.cancelled(decision)

    def forget_cancelled(self, decision: Decision, cancelled: Sequence[Cancelled]) -> None:
        """That these do not count is in the record now."""
        self._urn.forget_cancelled(decision, cancelled)
        self._mixing.emptier.add("secret_ballot")

    def tally(self, decision: Decision) -> Tally:
        """The counts as they stand: of open ballots those that were kept as they came."""
        if decision.is_secret:
            return tally(map(_read_ballot, self._urn.all(decision)), decision.points)
        rows = self._connection.execute(_TALLY, round_of(decision))
        counts: dict[bool, dict[str, int]] = {True: {}, False: {}}
        for row in rows.mappings():
            if row["count"]:
                counts[row["eligible"]][row["choice"]] = row["count"]
        people, late = counts[True].pop(_PEOPLE, 0), counts[False].pop(_PEOPLE, 0)
        return Tally(counts[True], people, counts[False], late)

    def turnout(self, decision: Decision) -> Tally:
        """How many have voted."""
        rows = self._connection.execute(_TURNOUT, round_of(decision))
        people = {row.eligible: row.count_ for row in rows}
        return Tally(people=people.get(True, 0), late_people=people.get(False, 0))

    def all(self, decision: Decision, round_number: int | None = None) -> list[tuple[str, Ballot]]:
        """All ballots of a round with their voters' pseudonyms, by receipt."""
        here = replace(decision, round=round_number or decision.round)
        told = {name: told_by(_person.c.root, name) for name in _TOLD}
        open_ones = self._connection.execute(
            select(_ballot, *(told[name].label(f"told_{name}") for name in _TOLD))
            .join(_person, _person.c.id == _ballot.c.person)
            .where(*in_round(_ballot))
            .order_by(_ballot.c.receipt),
            round_of(here),
        ).mappings()
        found = [(row["pseudonym"], _read_ballot(row)) for row in open_ones]
        return found + [("", _read_ballot(row)) for row in self._urn.all(here)]

    def first(self, decision: Decision) -> Mapping[int, str]:
        """What each of the electorate said openly, first of several, by who they are now."""
        mine = select(_person.c.root, _ballot.c.choice).join(
            _person, _person.c.id == _ballot.c.person
        )
        rows = self._connection.execute(
            mine.where(*in_round(_ballot), _ballot.c.eligible), round_of(decision)
        )
        return {row.root: row.choice.split(",")[0] for row in rows}

    def groups(self, decision: Decision) -> set[str]:
        """The stakeholder groups of those of the electorate who have spoken in this round."""
        here = round_of(decision)
        return {
            group.value
            for group in StakeholderGroup
            for query in _SPOKEN_FROM
            if self._connection.execute(query, here | {"told_group": group.value}).first()
        }

    def voters(self, decision: Decision) -> list[str]:
        """The pseudonyms of those who have voted in this round, sorted."""
        found: set[str] = set()
        for query in _VOTERS:
            found |= set(self._connection.execute(query, round_of(decision)).scalars())
        return sorted(found)

    def merge(self, decision: Decision, voter: Voter) -> bool:
        """Of several open ballots of a person who was several, keep the latest, as a member's."""
        mine = round_of(decision) | {"root": voter.person}
        rows = self._connection.execute(_NEWEST_FIRST, mine).mappings().all()
        for row in rows[1:]:
            one = round_of(decision) | {"one": row["person"]}
            self._connection.execute(_DROP_ONE, one)
            self._count(decision, row["choice"].split(","), row["eligible"], -1)
        moved = bool(rows) and rows[0]["person"] != voter.member
        if moved:
            self._move(decision, voter, rows[0])
        return moved or len(rows) > 1

    def _move(self, decision: Decision, voter: Voter, row: RowMapping) -> None:
        """A ballot stands under the member as whom its voice speaks: then it counts, though it
        came from an account that joined late."""
        self._connection.execute(
            update(_ballot)
            .where(*_ONE)
            .values(person=voter.member, eligible=voter.eligible, pseudonym=bindparam("called")),
            round_of(decision) | {"one": row["person"], "called": voter.pseudonym},
        )
        choice = row["choice"].split(",")
        self._count(decision, choice, row["eligible"], -1)
        self._count(decision, choice, voter.eligible, 1)


_TOLD = ("stakeholder_group", "region", "organisation")


def _read_ballot(row: RowMapping) -> Ballot:
    return Ballot(
        choice=tuple(row["choice"].split(",")),
        eligible=row["eligible"],
        receipt=row["receipt"],
        group=row.get("told_stakeholder_group") or "",
        region=row.get("told_region") or "",
        organisation=row.get("told_organisation") or "",
        reason=row.get("reason") or "",
        remedy=row.get("remedy") or "",
        salt=row["salt"],
    )
