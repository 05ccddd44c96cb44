"""One decision in one file that anyone can check with `bot/record/verify.py` alone."""

import json
from dataclasses import replace
from typing import Any

from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.decisions.ending import exported_ballots
from bot.decisions.life import evaluation_of
from bot.decisions.model import (
    EARLIER,
    Decision,
    Designation,
    Kind,
    Published,
    Secrecy,
    State,
)
from bot.decisions.rules import Evaluation, incompatible
from bot.decisions.store import Ballots, Decisions, Objections
from bot.ports import Tx
from bot.record.rules import RESTS_ON, context
from bot.record.store import Journal
from bot.record.verify import DECISION_BY_LIFE, canonical, decision_format, digest

Facts = dict[str, Any]


def exported_decision(tx: Tx, number: int) -> str | None:
    """The file of a decision, in one line; None if there is no such decision.

    The ballots of a round stand in it once the round is over. People are named by pseudonym.
    """
    decision = tx.get(Decisions).numbered(number)
    if decision is None:
        return None
    entries = _entries(tx, decision)
    closed = any(
        one["act"] == "decision.closed" and one["data"]["round"] == decision.round
        for one in entries
    )
    rounds = [_round(tx, one, entries) for one in _rounds(decision)]
    form = decision_format(rounds)
    if form != DECISION_BY_LIFE:
        for one in rounds:
            del one["published"]
    return canonical(
        {
            "format": form,
            "reference": decision.reference,
            "track": decision.track,
            "state": _state(decision, closed=closed),
            "rounds": rounds,
            "objections": _objections(tx, decision),
            "minority": [
                {"author": author, "text": text}
                for author, text in tx.get(Objections).minority(decision)
            ],
            "evaluation": _evaluation(tx, decision) if closed else None,
            "result": _result(decision, entries),
            "entries": entries,
            "head": tx.get(Decisions).last_entry(decision),
            **({"context": _context(tx, decision)} if form == DECISION_BY_LIFE else {}),
        }
    )


def final_hash(tx: Tx, decision: Decision) -> str:
    """What a result is called on, in one hash: the objections with their answers, the minority
    views, and the evaluation."""
    hashed = ("reason", "remedy", "answer")
    return digest(
        canonical(
            {
                "objections": [
                    {**one, **{name: digest(one[name]) for name in hashed}}
                    for one in _objections(tx, decision)
                ],
                "minority": {
                    author: digest(text) for author, text in tx.get(Objections).minority(decision)
                },
                "evaluation": _evaluation(tx, decision),
            }
        )
    )


def _entries(tx: Tx, decision: Decision) -> list[Facts]:
    """The entries of the journal on a decision, in order, with their hashes."""
    found = tx.get(Journal).of(decision.reference)
    return [{**json.loads(entry.text), "hash": entry.hash} for entry in found]


def _context(tx: Tx, decision: Decision) -> list[Facts]:
    """The entries on which it rests who could act on the decision, up to now."""
    journal = tx.get(Journal)
    return context((one for what in RESTS_ON for one in journal.of(what)), decision.track)


def _state(decision: Decision, *, closed: bool) -> str:
    match decision.state:
        case State.OPEN:
            return "closed" if closed else "open"
        case State.PROVISIONAL:
            return "contested" if decision.contested else "provisional"
        case State.DECIDED:
            return "final"
        case _:
            return str(decision.state.value)


def _rounds(decision: Decision) -> list[Decision]:
    return [replace(decision, round=number + 1) for number in range(decision.round)]


def _round(tx: Tx, decision: Decision, entries: list[Facts]) -> Facts:
    """A round: its terms, who could vote, and (once it is over) what they said."""
    ended = tx.get(Decisions).ended(decision)
    charter = json.loads(ended.charter if ended else decision.charter)
    if "format" not in charter:
        decision = replace(decision, format=EARLIER)
    mine = [one for one in entries if one["data"]["round"] == decision.round]
    extended = [one["data"]["closes"] for one in mine if one["act"] == "decision.extended"]
    secret = charter["secrecy"] == Secrecy.SECRET.value
    return {
        "charter": charter,
        "closes": [charter["closes"], *extended][-1],
        "electorate": tx.get(Decisions).electorate(decision),
        "voters": tx.get(Ballots).voters(decision) if secret else [],
        "ballots": exported_ballots(tx, decision, ended.published) if ended else None,
        "stated": json.loads(ended.stated) if ended else None,
        "published": ended.published.value if ended else "",
    }


def _objections(tx: Tx, decision: Decision) -> list[Facts]:
    """The objections of all rounds, by number."""
    return [
        {
            "number": one.number,
            "round": each.round,
            "author": one.author,
            "reason": one.reason,
            "remedy": one.remedy,
            "standing": one.standing.value,
            "answer": one.answer,
        }
        for each in _rounds(decision)
        for one in tx.get(Objections).of(each)
    ]


def _evaluation(tx: Tx, decision: Decision) -> Facts | None:
    found = evaluation_of(tx, decision)
    if found.published is Published.NONE:
        return None
    return evaluation_facts(found, decision.terms.kind)


def evaluation_facts(found: Evaluation, kind: Kind) -> Facts:
    """All that can be recomputed from the ballots, the charter and the stated groups."""
    reasons = {one.value: _why_not(one, found, kind) for one in Designation}
    return {
        "electorate": found.electorate,
        "people": found.tally.people,
        "silent": found.silent,
        "late_people": found.tally.late_people,
        "counts": {name: count for name, count in found.tally.counts.items() if count},
        **({"first": found.first} if found.points else {}),
        "groups": found.groups,
        **({"fewer": True} if found.fewer else {}),
        "quorate": found.quorate,
        "compatible": [name for name, reason in reasons.items() if not reason],
        "incompatible": {name: reason for name, reason in reasons.items() if reason},
    }


def _why_not(designation: Designation, found: Evaluation, kind: Kind) -> str:
    reason = incompatible(designation, found, kind)
    return plain_text(text_of(reason, "en")) if reason else ""


def _result(decision: Decision, entries: list[Facts]) -> Facts | None:
    """The result as it was called last, by whom and when."""
    calls = [one for one in entries if one["act"] == "decision.called"]
    if decision.result is None or not calls:
        return None
    return {
        "designation": decision.result.designation.value,
        "rationale": decision.result.rationale,
        "called_by": calls[-1]["by"],
        "at": calls[-1]["at"],
    }
