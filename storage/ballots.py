"""Ballots, and their running counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.decisions.model import Ballot, Decision, Tally, Voter
from bot.decisions.rules import weights
from bot.people.model import StakeholderGroup
from storage.decision_tables import BallotRow, SecretBallotRow, TallyRow, VoterRow
from storage.decisions import in_round, round_of, told_by
from storage.mixing import Mixing
from storage.people import ROWS_OF
from storage.tables import PersonRow

_ballot = BallotRow.__table__  # type: ignore[attr-defined]
_secret = SecretBallotRow.__table__  # type: ignore[attr-defined]
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
_CAST_SECRETLY = insert(_secret)
_VOTED = insert(_voter).values(stakeholder_group=_GROUP)
_MINE = (*in_round(_ballot), _ballot.c.person.in_(ROWS_OF))
_FIND_MINE = select(_ballot).where(*_MINE)
_DROP_MINE = delete(_ballot).where(*_MINE)
_HAVE_SPOKEN = [
    select(table.c.person).where(*in_round(table), table.c.person.in_(ROWS_OF)).limit(1)
    for table in (_ballot, _voter)
]
_SECRET_MINE = (*in_round(_secret), _secret.c.receipt_hash == bindparam("hashed"))
_FIND_SECRET = select(_secret).where(*_SECRET_MINE)
_DROP_SECRET = delete(_secret).where(*_SECRET_MINE)
_SECRET_VOTER = (
    select(_person.c.pseudonym)
    .join(_voter, _voter.c.person == _person.c.id)
    .where(*in_round(_voter), _person.c.root == bindparam("root"))
    .order_by(_person.c.id)
    .limit(1)
)
_TALLY = select(_tally).where(*in_round(_tally))
_SPOKEN_FROM = [
    select(table.c.person)
    .where(*in_round(table), table.c.eligible, table.c.stakeholder_group == bindparam("told_group"))
    .limit(1)
    for table in (_ballot, _voter)
]
_VOTERS = [
    select(_person.c.pseudonym).join(table, table.c.person == _person.c.id).where(*in_round(table))
    for table in (_ballot, _voter)
]
_ONE = (*in_round(_ballot), _ballot.c.person == bindparam("one"))
_DROP_ONE = delete(_ballot).where(*_ONE)
_NEWEST_FIRST = _FIND_MINE.order_by(_ballot.c.at.desc(), _ballot.c.person)


class SqlBallots:
    """What people said, with counts that are kept as they vote."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._mixing = Mixing()

    def finish(self) -> None:
        """Before the commit: hide in which order secret ballots came."""
        self._mixing.mix(self._connection)

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
        return any(self._connection.execute(query, mine).first() for query in _HAVE_SPOKEN)

    def cast_secretly(
        self, decision: Decision, voter: Voter, ballot: Ballot, old_receipt: str
    ) -> str:
        """Record a secret ballot, apart from the fact that somebody has voted. One that takes the
        place of another counts if that one did."""
        eligible, known = ballot.eligible, self._secret_voter(decision, voter.person)
        if known:
            old = round_of(decision) | {"hashed": _receipt_hash(decision, old_receipt)}
            row = self._connection.execute(_FIND_SECRET, old).mappings().first()
            if row is None:
                return ""
            eligible = row["eligible"]
            self._connection.execute(_DROP_SECRET, old)
            self._count(decision, row["choice"].split(","), eligible, -1)
        else:
            self._connection.execute(
                _VOTED,
                {
                    "root": voter.person,
                    "decision": decision.id,
                    "round": decision.round,
                    "person": voter.member,
                    "eligible": ballot.eligible,
                },
            )
        new = _receipt_hash(decision, ballot.receipt)
        self._connection.execute(
            _CAST_SECRETLY,
            {
                "receipt_hash": new,
                "decision": decision.id,
                "round": decision.round,
                "receipt": ballot.receipt,
                "choice": ",".join(ballot.choice),
                "eligible": eligible,
            },
        )
        self._count(decision, ballot.choice, eligible, 1)
        self._mixing.add(decision.id, decision.round, new, voter.member)
        return known or voter.pseudonym

    def _secret_voter(self, decision: Decision, person: int) -> str:
        """The pseudonym that a person has voted under, or ""."""
        values = round_of(decision) | {"root": person}
        return self._connection.execute(_SECRET_VOTER, values).scalar() or ""

    def tally(self, decision: Decision) -> Tally:
        """The counts as they stand, without counting the ballots."""
        rows = self._connection.execute(_TALLY, round_of(decision))
        counts: dict[bool, dict[str, int]] = {True: {}, False: {}}
        for row in rows.mappings():
            if row["count"]:
                counts[row["eligible"]][row["choice"]] = row["count"]
        people, late = counts[True].pop(_PEOPLE, 0), counts[False].pop(_PEOPLE, 0)
        return Tally(counts[True], people, counts[False], late)

    def all(self, decision: Decision, round_number: int | None = None) -> list[tuple[str, Ballot]]:
        """All ballots of a round with their voters' pseudonyms, by receipt."""
        wanted = round_number or decision.round
        told = {name: told_by(_person.c.root, name) for name in _TOLD}
        open_ones = self._connection.execute(
            select(
                _ballot, _person.c.pseudonym, *(told[name].label(f"told_{name}") for name in _TOLD)
            )
            .join(_person, _person.c.id == _ballot.c.person)
            .where(_ballot.c.decision == decision.id, _ballot.c.round == wanted)
            .order_by(_ballot.c.receipt)
        ).mappings()
        found = [(row["pseudonym"], _read_ballot(row)) for row in open_ones]
        secret_ones = self._connection.execute(
            select(_secret)
            .where(_secret.c.decision == decision.id, _secret.c.round == wanted)
            .order_by(_secret.c.receipt)
        ).mappings()
        return found + [("", _read_ballot(row)) for row in secret_ones]

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
        late = bool(rows) and voter.eligible and not rows[0]["eligible"]
        if late:
            self._let_count(decision, voter, rows[0])
        return late or len(rows) > 1

    def _let_count(self, decision: Decision, voter: Voter, row: RowMapping) -> None:
        """Who voted late turns out to be a member of the electorate."""
        self._connection.execute(
            update(_ballot).where(*_ONE).values(person=voter.member, eligible=True),
            round_of(decision) | {"one": row["person"]},
        )
        choice = row["choice"].split(",")
        self._count(decision, choice, False, -1)
        self._count(decision, choice, True, 1)


_TOLD = ("stakeholder_group", "region", "organisation")


def _receipt_hash(decision: Decision, receipt: str) -> str:
    text = f"{decision.id}/{decision.round}/{receipt.strip().upper()}"
    return sha256(text.encode()).hexdigest()


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
    )
