"""Voices: which persons are one in a round, whoever is linked to whom by now.

Somebody who has voted in a round stays one voice there until the close. The voice is a set of rows
of `person`, each with the one under which its ballot stands; whoever is alone needs none.
"""

from typing import Any

from sqlalchemy import Connection, RowMapping, and_, bindparam, delete, func, insert, select, union

from bot.decisions.model import Decision, Head
from storage.decision_tables import BallotRow, ElectorRow, VoiceRow, VoterRow
from storage.tables import PersonRow

_ballot = BallotRow.__table__  # type: ignore[attr-defined]
_elector = ElectorRow.__table__  # type: ignore[attr-defined]
_voice = VoiceRow.__table__  # type: ignore[attr-defined]
_voter = VoterRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]
_head = _person.alias("head")
_mine = _voice.alias("mine")


def _in_round(table: Any) -> tuple[Any, Any]:
    return table.c.decision == bindparam("in_decision"), table.c.round == bindparam("in_round")


def _same_round(one: Any, other: Any) -> tuple[Any, Any]:
    return one.c.decision == other.c.decision, one.c.round == other.c.round


def rows_of_voice(*where: Any) -> Any:
    """The ids of all rows of the voices of the person that is given as "root", in the rounds for
    which these conditions on `voice` hold; their own rows are among them."""
    return union(
        select(_person.c.id).where(_person.c.root == bindparam("root")),
        select(_voice.c.person)
        .join(_mine, and_(*_same_round(_mine, _voice), _mine.c.member == _voice.c.member))
        .join(_person, _person.c.id == _mine.c.person)
        .where(_person.c.root == bindparam("root"), *where),
    )


ROWS_OF_VOICE = rows_of_voice(*_in_round(_voice))
"""As above, in the round that is given as "in_decision" and "in_round"."""

VOICE = _voice
ELECTOR_ROOTS = (
    select(_head.c.root)
    .distinct()
    .select_from(_elector)
    .outerjoin(_voice, and_(*_same_round(_voice, _elector), _voice.c.person == _elector.c.person))
    .join(_head, _head.c.id == func.coalesce(_voice.c.member, _elector.c.person))
    .where(*_in_round(_elector))
)
"""The persons of the electorate of a round, each voice once: the one under whose row it votes."""

_HEADS = (
    select(
        _person.c.id,
        func.coalesce(
            _elector.c.pseudonym, _ballot.c.pseudonym, _voter.c.pseudonym, _person.c.pseudonym
        ).label("pseudonym"),
        _person.c.root,
        _voice.c.member,
        _elector.c.person.is_not(None).label("eligible"),
        _ballot.c.at,
        _voter.c.person.label("voter"),
    )
    .outerjoin(_voice, and_(_voice.c.person == _person.c.id, *_in_round(_voice)))
    .outerjoin(_elector, and_(_elector.c.person == _person.c.id, *_in_round(_elector)))
    .outerjoin(_ballot, and_(_ballot.c.person == _person.c.id, *_in_round(_ballot)))
    .outerjoin(_voter, and_(_voter.c.person == _person.c.id, *_in_round(_voter)))
    .where(_person.c.id.in_(ROWS_OF_VOICE))
    .order_by(_person.c.id != _person.c.root, _person.c.id)
)
_MY_ROWS = select(_person.c.id).where(_person.c.id.in_(ROWS_OF_VOICE))
_ABSORBED = (
    select(func.count())
    .select_from(_voice)
    .join(_elector, and_(*_same_round(_voice, _elector), _elector.c.person == _voice.c.person))
    .where(*_in_round(_voice), _voice.c.member != _voice.c.person)
)


class SqlVoices:
    """Who is one with whom in a round."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def heads(self, decision: Decision, person: int) -> list[Head]:
        """The voices that a person has in a round: several only before they are joined."""
        rows = self._connection.execute(_HEADS, _of(decision, person)).mappings().all()
        return [_read(row) for row in rows if row["member"] in (None, row["id"])]

    def join(self, decision: Decision, person: int, member: int) -> None:
        """Make all rows behind a person, and those that are one with them in this round, one voice
        that speaks as this member."""
        here = {"decision": decision.id, "round": decision.round}
        mine = list(self._connection.execute(_MY_ROWS, _of(decision, person)).scalars())
        self._connection.execute(
            delete(_voice).where(
                _voice.c.decision == decision.id,
                _voice.c.round == decision.round,
                _voice.c.person.in_(mine),
            )
        )
        self._connection.execute(
            insert(_voice), [here | {"person": one, "member": member} for one in mine]
        )

    def absorbed(self, decision: Decision) -> int:
        """How many of the electorate of this round turned out to be one with another of it."""
        here = {"in_decision": decision.id, "in_round": decision.round}
        return self._connection.execute(_ABSORBED, here).scalar() or 0


def _of(decision: Decision, person: int) -> dict[str, Any]:
    return {"in_decision": decision.id, "in_round": decision.round, "root": person}


def _read(row: RowMapping) -> Head:
    return Head(
        row["id"],
        row["pseudonym"],
        bool(row["eligible"]),
        row["at"],
        voted=row["at"] is not None or row["voter"] is not None,
        held=row["member"] is not None,
    )
