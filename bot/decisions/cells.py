"""What is shown of a decision by group and region: at half time and at the close, by the gate."""

from collections import Counter

from bot.decisions.model import Decision, Secrecy
from bot.decisions.rules import groups_stated
from bot.decisions.store import Ballots, Decisions
from bot.ports import Tx
from bot.tracks.counting import ATTRIBUTES, count_said
from bot.tracks.gate import HALF_TIME_CELL, UNTOLD, Table

_SPOKE = "spoke"


def silent_shown(tx: Tx, decision: Decision) -> dict[str, dict[str, int]]:
    """How many of each "group" and "region" were not heard at half time, as far as it may be
    shown."""
    decisions = tx.get(Decisions)
    silent, electors = set(decisions.not_heard(decision)), decisions.electors(decision)
    spoke = {_SPOKE: [who for who in electors if who not in silent]}
    found = count_said(tx, decision.track, spoke, electors, HALF_TIME_CELL)
    return {
        name: {cell: row[""] for cell, row in table.items() if cell}
        for name, table in found.items()
    }


def said_shown(tx: Tx, decision: Decision) -> dict[str, Table]:
    """What was said by "group" and "region" in a round whose time is over, as far as it may be
    shown. Of secret ballots nobody knows who said what, so nothing is."""
    if decision.terms.secrecy is Secrecy.SECRET:
        return {name: {} for name in ATTRIBUTES}
    electors = tx.get(Decisions).electors(decision)
    choices = {who: said for who, said in tx.get(Ballots).first(decision).items() if said}
    said = {
        what: [who for who, one in choices.items() if one == what]
        for what, _ in Counter(choices.values()).most_common()
    }
    return count_said(tx, decision.track, said, electors)


def groups_told(tx: Tx, decision: Decision, needed: int) -> int:
    """From how many stakeholder groups people have spoken, as far as it is told once a round is
    over. needed: by the quorum."""
    ballots = tx.get(Ballots)
    heard = len(ballots.groups(decision).difference(UNTOLD))
    return groups_stated(heard, needed, ballots.turnout(decision).people)
