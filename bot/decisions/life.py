"""The steps of a decision's life that several commands and chores take: opening, counting, record.

Each step is written into the journal with the hash of the step before it in the same decision, so
that an export of one decision can be checked by itself.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.context import Occasion
from bot.conversation.errors import refusal
from bot.conversation.phrases import n
from bot.conversation.reply import Choice, Reply
from bot.decisions.cells import groups_told
from bot.decisions.languages import languages_of
from bot.decisions.model import (
    FORMAT,
    Charter,
    Decision,
    Kind,
    MinorityView,
    Published,
    Quorum,
    Secrecy,
    Silence,
    State,
    Terms,
    Visible,
)
from bot.decisions.rules import (
    ACTIVE_DAYS,
    Evaluation,
    charter_facts,
    evaluate,
    published_of,
    quorum,
    unpublished,
    without_assent,
)
from bot.decisions.store import Ballots, Decisions, Objections, Voices
from bot.decisions.views import board
from bot.people.model import Grant, Role
from bot.people.store import Measures, Roles
from bot.ports import Tx
from bot.record.store import Journal
from bot.record.verify import DECISION_BY_LIFE, FIRST, POINTS, SECRET_LEAST, canonical, digest
from bot.tracks.counting import count_tracks
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Tracks


def expected_quorum(tx: Tx, decision: Decision, now: datetime) -> Quorum:
    """The quorum that the charter would have if it opened now."""
    active = tx.get(Decisions).active_members(decision.track, now - timedelta(days=ACTIVE_DAYS))
    return quorum(active, decision.terms.people, decision.terms.groups)


def check_secrecy(
    tx: Tx, track: str, terms: Terms, now: datetime, back: tuple[Choice, ...] = ()
) -> None:
    """Raises a Refusal if ballots are to be secret among so few that they can't be. back: what can
    be chosen then."""
    voters = tx.get(Decisions).voters_now(track, now)
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
    check_secrecy(tx, decision.track, terms, now)
    decision = replace(decision, terms=replace(terms, visible=terms.shown))
    number = decision.number or decisions.next_number()
    opened = replace(
        decision,
        terms=without_assent(decision.terms),
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
    count_tracks(tx, (opened.track,), now)
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


def evaluation_of(tx: Tx, decision: Decision) -> Evaluation:
    """Count a decision as it stands, or as it was when its round was over. What is not published
    of it is not in the counts either."""
    charter = replace(charter_of(decision), electorate=electorate_of(tx, decision))
    ended = tx.get(Decisions).ended(decision)
    published = ended.published if ended else published_so(tx, decision)
    if published is Published.NONE:
        found = unpublished(tx.get(Ballots).turnout(decision), charter)
        return _with_groups(tx, decision, found)
    found = evaluate(
        [ballot for _, ballot in tx.get(Ballots).all(decision)],
        tx.get(Objections).of(decision),
        charter,
        0,
    )
    if ended:
        stated = json.loads(ended.stated)
        stated.pop("tables", None)
        return replace(found, **stated)
    return _with_groups(tx, decision, found)


def _with_groups(tx: Tx, decision: Decision, found: Evaluation) -> Evaluation:
    """With as many groups as may be told. Secret ballots know no group; who has voted does."""
    groups = groups_told(tx, decision, found.quorum.groups)
    return replace(found, groups=groups, fewer=groups < found.quorum.groups)


def electorate_of(tx: Tx, decision: Decision) -> int:
    """How many may vote in this round: the participants at the opening, each person once. Of two
    who turned out to be one person since, one can never speak, and would be silent for good."""
    return charter_of(decision).electorate - tx.get(Voices).absorbed(decision)


def published_so(tx: Tx, decision: Decision, *, early: bool = False) -> Published:
    """What would be published of the ballots if the round were over now."""
    return published_of(decision, tx.get(Ballots).turnout(decision).people, early=early)


def show_board(occasion: Occasion, decision: Decision) -> None:
    """Have the decision's message drawn anew in every room of its track."""
    number, now = decision.id, occasion.now
    drawing = _drawing(number, now)
    head = f"{decision.reference}/{decision.round}" if decision.number else ""
    occasion.board(decision.track, decision.reference, drawing, decision.matter, head)


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
            now,
        )

    return draw


def may_still_vote(tx: Tx, decision: Decision, person: int) -> bool:
    """Whether somebody of the electorate is still a participant, and no rapporteur."""
    part = tx.get(Memberships).of(person).get(decision.track)
    neutral = Grant(Role.RAPPORTEUR) in tx.get(Roles).of(person)
    return part is Part.PARTICIPANT and not neutral
