"""How a round ends, and what the record has of its ballots before: commands and chores call it.

Of secret ballots the record has commitments, never one alone: as many as come at once, of more that
wait, and in an order that tells nothing. Whose is whose can be told from no file.
"""

import secrets
from dataclasses import replace
from datetime import datetime

from bot.decisions.cells import said_shown
from bot.decisions.life import evaluation_of, published_so, record
from bot.decisions.model import Ballot, Commitment, Decision, Published
from bot.decisions.rules import is_closed, tables
from bot.decisions.store import Ballots, Decisions
from bot.ports import Tx
from bot.record.verify import INSTALLATION, TOGETHER, canonical, digest


def close(tx: Tx, decision: Decision, now: datetime) -> Decision:
    """Record that the time of a round is over, once; the decision as it is then."""
    if tx.get(Decisions).ended(decision) or not is_closed(decision, now):
        return decision
    closed = replace(decision, noticed=decision.noticed | {"closed"})
    tx.get(Decisions).change(closed)
    ending = _end(tx, closed, now, early=False)
    record(tx, closed, "decision.closed", INSTALLATION, now, **ending)
    return closed


def end_early(
    tx: Tx, decision: Decision, act: str, by: str, now: datetime, **data: str | int
) -> Decision:
    """Record the act that ends a round, though its time may not be over; the decision as it is
    then."""
    decision = close(tx, decision, now)
    over = tx.get(Decisions).ended(decision)
    ending = {} if over else _end(tx, decision, now, early=True)
    record(tx, decision, act, by, now, **data, **ending)
    return decision


def _end(tx: Tx, decision: Decision, now: datetime, *, early: bool) -> dict[str, str | int]:
    """Keep what a round that is over came to; for the journal, the hashes of that.

    What people told of themselves may change or be erased afterwards: so what was counted by it is
    stated now, once and for all.
    """
    if decision.is_secret:
        _commit_the_rest(tx, decision, now)
    published = published_so(tx, decision, early=early)
    stated = canonical(_stated(tx, decision, published, whole=not early))
    tx.get(Decisions).end_round(decision, stated, published)
    ballots = exported_ballots(tx, decision, published)
    turnout = tx.get(Ballots).turnout(decision)
    ending: dict[str, str | int] = {
        "ballots": digest(canonical(ballots)),
        "people": turnout.people + turnout.late_people,
        "stated": digest(stated),
    }
    return ending | ({"published": published.value} if decision.has_commitments else {})


def _stated(
    tx: Tx, decision: Decision, published: Published, *, whole: bool
) -> dict[str, object] | None:
    """What is stated of a round. whole: its time is over; of one that was ended early nothing is
    shown by group."""
    if published is Published.NONE:
        return None
    found = evaluation_of(tx, decision)
    cells = said_shown(tx, decision) if whole else {}
    stated: dict[str, object] = {
        "groups": found.groups,
        **({"fewer": True} if found.fewer else {}),
        "organisations": found.organisations,
        "by_group": cells.get("group", {}),
        "by_region": cells.get("region", {}),
    }
    if published is Published.TABLES:
        ballots = [ballot for _, ballot in tx.get(Ballots).all(decision)]
        stated["tables"] = tables(ballots, decision.terms.kind, found.points)
    return stated


def exported_ballots(
    tx: Tx, decision: Decision, published: Published
) -> list[dict[str, object]] | None:
    """The ballots of a round as they are published, by receipt: open ones with the voter's
    pseudonym and reason, secret ones with neither.

    What a secret ballot after the cut-off says is not published: it does not count, and who joined
    after the cut-off and voted is known, perhaps one person alone.
    """
    if published is not Published.ALL:
        return None
    found = tx.get(Ballots).all(decision)
    sealed = decision.is_secret and decision.has_commitments
    opened = [(voter, ballot) for voter, ballot in found if ballot.eligible or not sealed]
    late = sorted(ballot.commitment for _, ballot in found if sealed and not ballot.eligible)
    return [
        *(_exported(decision, voter, ballot) for voter, ballot in opened),
        *({"commitment": one, "eligible": False} for one in late),
    ]


def _exported(decision: Decision, voter: str, ballot: Ballot) -> dict[str, object]:
    said = [] if decision.is_secret and not ballot.eligible else list(ballot.choice)
    return {
        "receipt": ballot.receipt,
        "voter": voter,
        "choice": said,
        "reason": ballot.reason,
        "remedy": ballot.remedy,
        "eligible": ballot.eligible,
        **({"salt": ballot.salt} if decision.has_commitments else {}),
    }


def commit_some(tx: Tx, decision: Decision, now: datetime) -> None:
    """After a secret vote: write commitments into the record, if enough wait.

    Half of them stay behind, at random: else whoever knows which ballots the record does not have
    yet, and who has voted since, would know the last few by name.
    """
    waiting = tx.get(Ballots).uncommitted(decision)
    if len(waiting) >= 2 * TOGETHER:
        _commit(tx, decision, secrets.SystemRandom().sample(waiting, TOGETHER), now)


def cancel_some(tx: Tx, decision: Decision, now: datetime) -> None:
    """After a secret ballot was changed or taken back: write into the record which do not count,
    if there are enough of them."""
    if len(tx.get(Ballots).cancelled(decision)) >= TOGETHER:
        _cancel(tx, decision, now)


def _commit_the_rest(tx: Tx, decision: Decision, now: datetime) -> None:
    waiting = tx.get(Ballots).uncommitted(decision)
    if waiting:
        _commit(tx, decision, waiting, now)
    if tx.get(Ballots).cancelled(decision):
        _cancel(tx, decision, now)


def _commit(tx: Tx, decision: Decision, waiting: list[Commitment], now: datetime) -> None:
    commitments = ",".join(sorted(one.text for one in waiting))
    record(tx, decision, "ballots.committed", INSTALLATION, now, commitments=commitments)
    tx.get(Ballots).committed(decision, waiting)


def _cancel(tx: Tx, decision: Decision, now: datetime) -> None:
    cancelled = tx.get(Ballots).cancelled(decision)
    shown = ",".join(sorted(one.text for one in cancelled))
    record(tx, decision, "ballots.cancelled", INSTALLATION, now, cancelled=shown)
    tx.get(Ballots).forget_cancelled(decision, cancelled)
