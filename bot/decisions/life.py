"""The steps of a decision's life that several commands and chores take: opening, counting, record.

Each step is written into the journal with the hash of the step before it in the same decision, so
that an export of one decision can be checked by itself.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.context import Occasion
from bot.conversation.reply import Reply
from bot.decisions.languages import languages_of
from bot.decisions.model import (
    Ballot,
    Charter,
    Decision,
    Kind,
    MinorityView,
    Position,
    Quorum,
    Secrecy,
    Silence,
    Standing,
    State,
    Visible,
    Voter,
)
from bot.decisions.rules import (
    ACTIVE_DAYS,
    Evaluation,
    ballot_hash,
    charter_facts,
    evaluate,
    is_closed,
    is_open,
    quorum,
)
from bot.decisions.store import Ballots, Decisions, Objections
from bot.decisions.views import board
from bot.people.linking import when_linked
from bot.people.model import Grant, Role, StakeholderGroup
from bot.people.store import Measures, Roles
from bot.ports import Tx
from bot.record.store import Journal
from bot.record.verify import FIRST, POINTS, canonical, digest
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Tracks


def expected_quorum(tx: Tx, decision: Decision, now: datetime) -> Quorum:
    """The quorum that the charter would have if it opened now."""
    active = tx.get(Decisions).active_members(decision.track, now - timedelta(days=ACTIVE_DAYS))
    return quorum(active, decision.terms.people, decision.terms.groups)


def open_round(tx: Tx, decision: Decision, by: str, now: datetime) -> Decision:
    """Freeze charter and electorate, and begin to count. by: the pseudonym of who opens it."""
    decisions = tx.get(Decisions)
    number = decision.number or decisions.next_number()
    opened = replace(
        decision,
        number=number,
        state=State.OPEN,
        opened=now.replace(microsecond=0),
        closes=now.replace(microsecond=0) + timedelta(hours=decision.terms.hours),
    )
    decisions.change(opened)
    electorate = decisions.freeze_electorate(opened)
    opened = replace(
        opened, charter=canonical(charter_facts(_charter(tx, opened, len(electorate), now)))
    )
    decisions.change(opened)
    record(
        tx, opened, "decision.opened", by, now,
        charter=digest(opened.charter), electorate=digest(canonical(electorate)),
    )  # fmt: skip
    return opened


def _charter(tx: Tx, decision: Decision, electorate: int, now: datetime) -> Charter:
    terms = decision.terms
    if decision.opened is None or decision.closes is None:
        raise ValueError("a charter is made at the opening")
    return Charter(
        decision.reference,
        decision.round,
        decision.track,
        terms.kind,
        terms.text,
        terms.options,
        terms.secrecy,
        terms.visible,
        terms.silence,
        expected_quorum(tx, decision, now),
        terms.review,
        decision.opened,
        decision.closes,
        electorate,
        terms.languages,
        by_points=terms.kind is Kind.RANKING,
    )


def charter_of(decision: Decision) -> Charter:
    """The frozen charter of an opened decision; closes is as it was extended."""
    facts = json.loads(decision.charter)
    if decision.opened is None or decision.closes is None:
        raise ValueError("a decision that was opened has its times")
    return Charter(
        facts["reference"],
        facts["round"],
        facts["track"],
        Kind(facts["kind"]),
        facts["text"],
        tuple(facts["options"]),
        Secrecy(facts["secrecy"]),
        Visible(facts["visible"]),
        Silence(facts["silence"]),
        Quorum(facts["quorum"]["people"], facts["quorum"]["groups"]),
        facts["review_hours"],
        decision.opened,
        decision.closes,
        facts["electorate"],
        languages_of(facts.get("languages")),
        by_points=facts.get("counting") == POINTS,
    )


def record(tx: Tx, decision: Decision, act: str, by: str, now: datetime, **data: str | int) -> None:
    """Write a step into the journal. It names the decision's step before it, so that the steps of
    one decision are a chain of their own."""
    decisions = tx.get(Decisions)
    entry = tx.get(Journal).add(
        act, by, now, decision=decision.reference, round=decision.round, track=decision.track,
        previous=decisions.last_entry(decision) or FIRST, **data,
    )  # fmt: skip
    decisions.add_entry(decision, entry)


def record_objection(
    tx: Tx, decision: Decision, event: str, by: str, now: datetime, number: int
) -> None:
    """Write into the journal what became of an objection, with the hashes of all its texts."""
    one = tx.get(Objections).numbered(decision, number)
    if one is None:
        raise LookupError(f"there is no objection {decision.reference}.{number}")
    record(
        tx, decision, f"objection.{event}", by, now,
        objection=number, author=one.author, standing=one.standing.value,
        reason=digest(one.reason), remedy=digest(one.remedy), answer=digest(one.answer),
    )  # fmt: skip


def close(tx: Tx, decision: Decision, now: datetime) -> Decision:
    """Record that the time of a round is over, once; the decision as it is then."""
    if tx.get(Decisions).ended(decision) or not is_closed(decision, now):
        return decision
    closed = replace(decision, noticed=decision.noticed | {"closed"})
    tx.get(Decisions).change(closed)
    record(tx, closed, "decision.closed", "installation", now, **_end(tx, closed))
    return closed


def end_early(
    tx: Tx, decision: Decision, act: str, by: str, now: datetime, **data: str | int
) -> Decision:
    """Record the act that ends a round, though its time may not be over; the decision as it is
    then."""
    decision = close(tx, decision, now)
    ending = {} if tx.get(Decisions).ended(decision) else _end(tx, decision)
    record(tx, decision, act, by, now, **data, **ending)
    return decision


def _end(tx: Tx, decision: Decision) -> dict[str, str | int]:
    """Keep what a round that is over came to; for the journal, the hashes of that.

    What people told of themselves may change or be erased afterwards: so what was counted by it is
    stated now, once and for all.
    """
    found = evaluation_of(tx, decision)
    stated = canonical(
        {
            "groups": found.groups,
            "organisations": found.organisations,
            "by_group": found.by_group,
            "by_region": found.by_region,
        }
    )
    ballots = exported_ballots(tx, decision)
    tx.get(Decisions).end_round(decision, stated)
    return {
        "ballots": digest(canonical(ballots)),
        "people": len(ballots),
        "stated": digest(stated),
    }


def views_shown(tx: Tx, decision: Decision) -> list[MinorityView]:
    """The minority views as they are shown: of a hidden one only why it is hidden."""
    measures = tx.get(Measures)
    found = []
    for one in tx.get(Objections).views(decision):
        measure = measures.standing(one.reference)
        found.append(replace(one, text="", hidden=measure.reason) if measure else one)
    return found


def options_shown(tx: Tx, decision: Decision) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The options of the charter as they are shown, and the references of the hidden ones, each
    with the reason."""
    frozen = charter_of(decision).options
    shown, hidden = list(frozen), []
    for number in range(1, len(frozen) + 1):
        reference = f"{decision.reference}.o{number}"
        measure = tx.get(Measures).standing(reference)
        if measure:
            shown[number - 1] = f"… ({number})"
            hidden.append((reference, measure.reason))
    return tuple(shown), hidden


def exported_ballots(tx: Tx, decision: Decision) -> list[dict[str, object]]:
    """The ballots of a round as they are published, by receipt: open ones with the voter's
    pseudonym and reason, secret ones with neither.

    What a secret ballot after the cut-off says is not published: it does not count, and who joined
    after the cut-off and voted is known, perhaps one person alone.
    """
    secret = decision.terms.secrecy is Secrecy.SECRET
    return [
        {
            "receipt": ballot.receipt,
            "voter": voter,
            "choice": [] if secret and not ballot.eligible else list(ballot.choice),
            "reason": ballot.reason,
            "remedy": ballot.remedy,
            "eligible": ballot.eligible,
        }
        for voter, ballot in tx.get(Ballots).all(decision)
    ]


def evaluation_of(tx: Tx, decision: Decision) -> Evaluation:
    """Count a decision as it stands, or as it was when its round was over."""
    ballots = [ballot for _, ballot in tx.get(Ballots).all(decision)]
    found = evaluate(
        ballots,
        tx.get(Objections).of(decision),
        charter_of(decision),
        tx.get(Decisions).silent(decision),
    )
    ended = tx.get(Decisions).ended(decision)
    if ended:
        return replace(found, **json.loads(ended.stated))
    # Secret ballots know no group; who has voted does.
    return replace(found, groups=groups_so_far(tx, decision))


def groups_so_far(tx: Tx, decision: Decision) -> int:
    """From how many stakeholder groups people have spoken."""
    untold = ("", StakeholderGroup.NOT_SAID.value)
    return len(tx.get(Ballots).groups(decision).difference(untold))


def show_board(occasion: Occasion, decision: Decision) -> None:
    """Have the decision's message drawn anew in every room of its track."""
    number, now = decision.id, occasion.now
    drawing = _drawing(number, now)
    occasion.board(decision.track, decision.reference, drawing, decision.matter)


def _drawing(number: int, now: datetime) -> Callable[[Tx], Reply | None]:
    def draw(tx: Tx) -> Reply | None:
        decision = tx.get(Decisions).by_id(number)
        track = tx.get(Tracks).track(decision.track) if decision else None
        if decision is None or track is None or not decision.charter:
            return None
        return board(
            decision,
            track.title,
            charter_of(decision),
            tx.get(Ballots).tally(decision),
            groups_so_far(tx, decision),
            now,
        )

    return draw


@when_linked
def unite_ballots(tx: Tx, occasion: Occasion, first: int, _second: int) -> None:
    """Somebody who voted as two is one: in what is open, the later ballot stands, and counts if
    one of the two is in the electorate."""
    for decision in tx.get(Decisions).unfinished():
        if not is_open(decision, occasion.now):
            continue
        voter = tx.get(Decisions).voter(decision, first)
        united = tx.get(Ballots).merge(decision, voter)
        kept = tx.get(Ballots).of(decision, first)
        # An account may bring an objection along, and no ballot: once the two had parted.
        withdrawn = kept is not None and _unite_objections(tx, occasion, decision, voter, kept)
        if united:
            hashed = ballot_hash(kept) if kept else ""
            record(tx, decision, "ballots.united", voter.pseudonym, occasion.now, ballot=hashed)
        if united or withdrawn:
            show_board(occasion, decision)


def _unite_objections(
    tx: Tx, occasion: Occasion, decision: Decision, voter: Voter, kept: Ballot
) -> bool:
    """Only the objection of the ballot that stands is left; whether others were withdrawn."""
    objections = tx.get(Objections)
    mine = [
        one
        for one in objections.of(decision)
        if one.person == voter.person and one.standing is not Standing.WITHDRAWN
    ]
    reason = kept.reason if kept.choice == (Position.OBJECT.value,) else None
    stays = next((one for one in reversed(mine) if one.reason == reason), None)
    gone = [one for one in mine if one is not stays]
    for one in gone:
        objections.change(decision, one.number, Standing.WITHDRAWN)
        record_objection(tx, decision, "withdrawn", voter.pseudonym, occasion.now, one.number)
    return bool(gone)


def may_still_vote(tx: Tx, decision: Decision, person: int) -> bool:
    """Whether somebody of the electorate is still a participant, and no rapporteur."""
    part = tx.get(Memberships).of(person).get(decision.track)
    neutral = Grant(Role.RAPPORTEUR) in tx.get(Roles).of(person)
    return part is Part.PARTICIPANT and not neutral
