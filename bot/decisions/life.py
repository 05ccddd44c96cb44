"""The steps of a decision's life that several commands and chores take: opening, counting, record.

Each step is written into the journal with the hash of the step before it in the same decision, so
that an export of one decision can be checked by itself.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.conversation.context import Occasion
from bot.conversation.errors import refusal
from bot.conversation.phrases import n
from bot.conversation.reply import Choice, Reply
from bot.decisions.languages import languages_of
from bot.decisions.model import (
    FORMAT,
    Ballot,
    Charter,
    Decision,
    Head,
    Kind,
    Position,
    Published,
    Quorum,
    Secrecy,
    Silence,
    Standing,
    State,
    Terms,
    Visible,
    Voter,
)
from bot.decisions.rules import (
    ACTIVE_DAYS,
    Evaluation,
    ballot_hash,
    charter_facts,
    evaluate,
    is_open,
    published_of,
    quorum,
    unpublished,
)
from bot.decisions.store import Ballots, Decisions, Objections, Voices
from bot.decisions.views import board
from bot.people.linking import Wait, when_linked, when_linking
from bot.people.model import Grant, Role, StakeholderGroup
from bot.people.store import Roles
from bot.ports import Tx
from bot.record.store import Journal
from bot.record.verify import DECISION_BY_LIFE, FIRST, POINTS, SECRET_LEAST, canonical, digest
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Tracks


def expected_quorum(tx: Tx, decision: Decision, now: datetime) -> Quorum:
    """The quorum that the charter would have if it opened now."""
    active = tx.get(Decisions).active_members(decision.track, now - timedelta(days=ACTIVE_DAYS))
    return quorum(active, decision.terms.people, decision.terms.groups)


def check_secrecy(tx: Tx, track: str, terms: Terms, back: tuple[Choice, ...] = ()) -> None:
    """Raises a Refusal if ballots are to be secret among so few that they can't be. back: what can
    be chosen then."""
    voters = tx.get(Decisions).voters_now(track)
    if terms.is_secret and voters < SECRET_LEAST:
        raise refusal(
            n(
                "Ballots are secret only among {least} voters or more; here one person may vote. "
                "Nothing was changed.",
                "Ballots are secret only among {least} voters or more; here {count} people may "
                "vote. Nothing was changed.",
                voters,
                least=SECRET_LEAST,
            ),
            choices=back,
            private=True,
        )


def open_round(tx: Tx, decision: Decision, by: str, now: datetime) -> Decision:
    """Freeze charter and electorate, and begin to count. by: the pseudonym of who opens it. Raises
    a Refusal if too few may vote for its ballots to be secret."""
    decisions, terms = tx.get(Decisions), decision.terms
    check_secrecy(tx, decision.track, terms)
    decision = replace(decision, terms=replace(terms, visible=terms.shown))
    number = decision.number or decisions.next_number()
    opened = replace(
        decision,
        number=number,
        state=State.OPEN,
        format=FORMAT,
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
        format=DECISION_BY_LIFE,
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
        format=DECISION_BY_LIFE,
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
        format=facts.get("format", ""),
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


def evaluation_of(tx: Tx, decision: Decision) -> Evaluation:
    """Count a decision as it stands, or as it was when its round was over. What is not published
    of it is not in the counts either."""
    charter = replace(charter_of(decision), electorate=electorate_of(tx, decision))
    ended = tx.get(Decisions).ended(decision)
    published = ended.published if ended else published_so(tx, decision)
    if published is Published.NONE:
        found = unpublished(tx.get(Ballots).turnout(decision), charter)
        return replace(found, groups=groups_so_far(tx, decision))
    found = evaluate(
        [ballot for _, ballot in tx.get(Ballots).all(decision)],
        tx.get(Objections).of(decision),
        charter,
        tx.get(Decisions).silent(decision),
    )
    if ended:
        stated = json.loads(ended.stated)
        stated.pop("tables", None)
        return replace(found, **stated)
    # Secret ballots know no group; who has voted does.
    return replace(found, groups=groups_so_far(tx, decision))


def electorate_of(tx: Tx, decision: Decision) -> int:
    """How many may vote in this round: the participants at the opening, each person once. Of two
    who turned out to be one person since, one can never speak, and would be silent for good."""
    return charter_of(decision).electorate - tx.get(Voices).absorbed(decision)


def published_so(tx: Tx, decision: Decision, *, early: bool = False) -> Published:
    """What would be published of the ballots if the round were over now."""
    return published_of(decision, tx.get(Ballots).turnout(decision).people, early=early)


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
            replace(charter_of(decision), electorate=electorate_of(tx, decision)),
            tx.get(Ballots).turnout(decision),
            groups_so_far(tx, decision),
            now,
        )

    return draw


@when_linked
def unite_ballots(tx: Tx, occasion: Occasion, first: int, _second: int) -> None:
    """Who was two is one voice until the close, in all that is open and where either has voted:
    the later ballot stands, and counts if one of the two is in the electorate."""
    for decision in tx.get(Decisions).unfinished():
        if not is_open(decision, occasion.now):
            continue
        heads = tx.get(Voices).heads(decision, first)
        if any(one.voted or one.held for one in heads) and _join(tx, decision, first, occasion.now):
            show_board(occasion, decision)


def voter_of(tx: Tx, decision: Decision, person: int, now: datetime) -> Voter:
    """Who somebody votes as; from now until the close all their accounts are one voice here,
    though they part."""
    voter = tx.get(Decisions).voter(decision, person)
    if voter.is_one:
        return voter
    _join(tx, decision, person, now)
    return tx.get(Decisions).voter(decision, person)


def _join(tx: Tx, decision: Decision, person: int, now: datetime) -> bool:
    """Make the voices of a person one; whether anything that others see changed.

    Who stays is of the electorate if one of them is: in a secret round who has voted, for their
    ballot can't be found. Each of the others that is of the electorate or has voted is named in the
    record, so that neither the turnout nor the count knows a person twice.
    """
    voices, secret = tx.get(Voices), decision.terms.secrecy is Secrecy.SECRET
    heads = voices.heads(decision, person)
    stays = max(heads, key=lambda one: (secret and one.voted, one.eligible, _since(one, decision)))
    voices.join(decision, person, stays.member)
    voter = tx.get(Decisions).voter(decision, person)
    moved = not secret and tx.get(Ballots).merge(decision, voter)
    kept = tx.get(Ballots).of(decision, person)
    # An account may bring an objection along, and no ballot: it was taken back.
    withdrawn = kept is not None and _unite_objections(tx, decision, voter, kept, now)
    hashed = {} if secret else {"ballot": ballot_hash(kept) if kept else ""}
    gone = [one for one in heads if one is not stays and (one.eligible or one.voted)]
    # The later ballot first: then each entry names the later of its two.
    gone.sort(key=lambda one: _since(one, decision), reverse=True)
    for one in gone:
        record(
            tx, decision, "ballots.united", voter.pseudonym, now,
            absorbed=one.pseudonym, **hashed,
        )  # fmt: skip
    return moved or withdrawn or bool(gone)


def _since(head: Head, decision: Decision) -> datetime:
    return head.at or decision.opened or datetime.min.replace(tzinfo=UTC)


def _unite_objections(
    tx: Tx, decision: Decision, voter: Voter, kept: Ballot, now: datetime
) -> bool:
    """Only the objection of the ballot that stands is left; whether others were withdrawn."""
    objections = tx.get(Objections)
    mine = objections.all_by(decision, voter.person)
    reason = kept.reason if kept.choice == (Position.OBJECT.value,) else None
    stays = next((one for one in reversed(mine) if one.reason == reason), None)
    gone = [one for one in mine if one is not stays]
    for one in gone:
        objections.change(decision, one.number, Standing.WITHDRAWN)
        record_objection(tx, decision, "withdrawn", voter.pseudonym, now, one.number)
    return bool(gone)


@when_linking
def wait_for_secret_votes(tx: Tx, now: datetime, first: int, second: int) -> Wait | None:
    """Two persons can't become one while both have voted secretly on something open: neither
    ballot can be found to be taken out. Nor while the vote of one does not count, which would
    silence the other. The wait ends with the last of these rounds."""
    waits = [
        Wait(decision.closes, decision.reference)
        for decision in tx.get(Decisions).unfinished()
        if decision.closes
        and is_open(decision, now)
        and decision.terms.secrecy is Secrecy.SECRET
        and _in_the_way(tx, decision, first, second)
    ]
    return max(waits, key=lambda one: one.until, default=None)


def _in_the_way(tx: Tx, decision: Decision, first: int, second: int) -> bool:
    decisions, ballots = tx.get(Decisions), tx.get(Ballots)
    one, other = decisions.voter(decision, first), decisions.voter(decision, second)
    voted = [each for each in (one, other) if ballots.has_voted(decision, each.person)]
    if not voted or one.member == other.member:
        return False
    return len(voted) == 2 or ((one.eligible or other.eligible) and not voted[0].eligible)


def may_still_vote(tx: Tx, decision: Decision, person: int) -> bool:
    """Whether somebody of the electorate is still a participant, and no rapporteur."""
    part = tx.get(Memberships).of(person).get(decision.track)
    neutral = Grant(Role.RAPPORTEUR) in tx.get(Roles).of(person)
    return part is Part.PARTICIPANT and not neutral
