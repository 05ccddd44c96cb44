"""The rules of decisions: floors, quorum, tallies, what result is compatible, what may be shown."""

import json
import math
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction

from bot.conversation.phrases import Phrase, n, t
from bot.decisions.languages import languages_facts
from bot.decisions.model import (
    Ballot,
    Charter,
    Decision,
    Designation,
    Kind,
    Objection,
    Position,
    Published,
    Quorum,
    Secrecy,
    Silence,
    Standing,
    State,
    Tally,
    Terms,
    Visible,
)
from bot.record.verify import DECISION_BY_LIFE, POINTS, SECRET_LEAST, digest, publication

SHORTEST_HOURS = 72
"""A floor: no decision that can be cited is open for less."""
LONGEST_HOURS = 24 * 90
QUORUM_PEOPLE, QUORUM_SHARE = 10, 3
"""The smaller of ten people and a third of the active members."""
ACTIVE_DAYS = 365
MOST_OPTIONS, LEAST_OPTIONS = 12, 2
LONGEST_TEXT, LONGEST_OPTION, LONGEST_REASON = 2000, 120, 1500
_RECEIPT_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def quorum(active: int, people: int | None, groups: int) -> Quorum:
    """The quorum of a charter: what was set, or the default for so many active members."""
    usual = max(1, min(QUORUM_PEOPLE, math.ceil(active / QUORUM_SHARE)))
    return Quorum(usual if people is None else people, groups)


def charter_facts(charter: Charter) -> dict[str, object]:
    """The charter as it is hashed and exported. What it is said in other languages, and how points
    are counted, is said only where it is so: charters from before that keep their hashes."""
    facts = languages_facts(charter.languages)
    return {
        "reference": charter.reference,
        "round": charter.round,
        "track": charter.track,
        "kind": charter.kind.value,
        "text": charter.text,
        "options": list(charter.options),
        "secrecy": charter.secrecy.value,
        "visible": charter.visible.value,
        "silence": charter.silence.value,
        "quorum": {"people": charter.quorum.people, "groups": charter.quorum.groups},
        "review_hours": charter.review,
        "opened": stamp(charter.opened),
        "closes": stamp(charter.closes),
        "electorate": charter.electorate,
        "called_by": "facilitators",
        **({"languages": facts} if charter.languages.versions else {}),
        **({"counting": POINTS} if charter.by_points else {}),
        **({"format": charter.format} if charter.format else {}),
    }


def without_assent(terms: Terms) -> Terms:
    """Terms in which silence means nothing: it could be set once, and no rule has read it."""
    return replace(terms, silence=Silence.NOTHING)


def seal(terms: Terms) -> str:
    """A sign for exactly these terms: who opens a decision with it opens what they have seen."""
    return digest(repr(terms))[:8]


def stamp(moment: datetime) -> str:
    """An instant as it stands in the record, in UTC to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def is_open(decision: Decision, now: datetime) -> bool:
    """Whether a vote counts now. It does not depend on anything having noticed the close; but what
    was closed stays closed, whatever the clock says later."""
    in_time = decision.closes is not None and now < decision.closes
    return decision.state is State.OPEN and in_time and "closed" not in decision.noticed


def is_closed(decision: Decision, now: datetime) -> bool:
    """Whether it was open and its time is over, with no result called yet."""
    over = decision.closes is not None and now >= decision.closes
    return decision.state is State.OPEN and (over or "closed" in decision.noticed)


def review_ends(decision: Decision) -> datetime | None:
    """When a provisional result becomes final, unless it is contested."""
    if decision.result is None:
        return None
    return decision.result.at + timedelta(hours=decision.terms.review)


def new_receipt() -> str:
    """A receipt of 39 random bits without signs that look alike: "4Q7K-9XMA"."""
    signs = "".join(secrets.choice(_RECEIPT_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def new_salt() -> str:
    """A salt of 128 random bits, in hexadecimal. A receipt alone has 39, which can be tried out."""
    return secrets.token_hex(16)


def new_pseudonym() -> str:
    """What the record of one decision calls somebody: 64 random bits."""
    return f"v-{secrets.token_hex(8)}"


def ballot_hash(ballot: Ballot) -> str:
    """An open ballot as it stands in the record while others still vote."""
    if ballot.salt:
        return ballot.commitment
    return digest(f"{ballot.receipt} {','.join(ballot.choice)}")


def published_of(decision: Decision, counted: int, *, early: bool) -> Published:
    """What is published of the ballots of a round that is over. counted: the ballots that count.
    early: it was withdrawn or begun anew. Few secret ballots would tell who said what; and one that
    orders or combines many options can be made such that it is known again."""
    if not decision.has_commitments:
        return Published.ALL
    return Published(publication(json.loads(decision.charter), counted, early=early))


def tables(ballots: Iterable[Ballot], kind: Kind, points: int) -> dict[str, object]:
    """What is published in place of ballots by which somebody could be known again: of a ranking
    also how many rank an option first, name it, and rank it before another (what is named stands
    before what is not)."""
    counted = [ballot for ballot in ballots if ballot.eligible]
    found = {"counted": len(counted), "counts": tally(counted, points).counts}
    if kind is not Kind.RANKING:
        return found
    named = tally(counted).counts
    return {
        **found,
        "first": tally(_first_choices(counted)).counts,
        "named": named,
        "pairs": {option: _before(option, counted, points) for option in named},
    }


def _before(option: str, ballots: Sequence[Ballot], options: int) -> dict[str, int]:
    """How many rank an option before each other one."""
    found: Counter[str] = Counter()
    others = {str(number) for number in range(options)} - {option}
    for choice in (ballot.choice for ballot in ballots if option in ballot.choice):
        found.update(others.difference(choice[: choice.index(option)]))
    return dict(found)


def weights(choice: Sequence[str], points: int) -> dict[str, int]:
    """What a ballot adds to the counts: one for each option that it names, or in a ranking the
    Borda points: so many for the first, one fewer for each that follows, none for those left out.
    points: those of the first; 0 where people are counted."""
    return {option: points - place if points else 1 for place, option in enumerate(choice)}


def tally(ballots: Iterable[Ballot], points: int = 0) -> Tally:
    """The counts of all ballots, those after the cut-off apart. points: those of the first of a
    ranking; 0 where people are counted."""
    counts: Counter[str] = Counter()
    late: Counter[str] = Counter()
    people = late_people = 0
    for ballot in ballots:
        (counts if ballot.eligible else late).update(weights(ballot.choice, points))
        people += ballot.eligible
        late_people += not ballot.eligible
    return Tally(dict(counts), people, dict(late), late_people)


def by_organisation(ballots: Iterable[Ballot], points: int = 0) -> dict[str, int]:
    """The recount with one voice an organisation: shared among what its people said, whoever names
    none speaking for themselves. The counts are in sixtieths, rounded once. points: as in tally."""
    houses: dict[str, list[tuple[str, ...]]] = {}
    for number, ballot in enumerate(ballots):
        if ballot.eligible and ballot.choice:
            name = ballot.organisation.casefold().strip() or f"\n{number}"
            houses.setdefault(name, []).append(ballot.choice)
    shares: dict[str, Fraction] = {}
    for choices in houses.values():
        added = (one for choice in choices for one in weights(choice, points).items())
        for option, weight in added:
            shares[option] = shares.get(option, Fraction()) + Fraction(60 * weight, len(choices))
    return {option: round(share) for option, share in shares.items()}


_LEAST_OF_HOUSES = 5
"""Beside the counts of people a recount tells how those voted who share an organisation, and who
knows the organisations knows the people: fewer than this of one mind are never told of."""


def organisations_told(
    ballots: Sequence[Ballot], charter: Charter, points: int = 0
) -> dict[str, int]:
    """The recount by organisation, where it may be told: with two organisations or more of several
    people each, and five of these people or more behind whatever it changes; else {}. Of a secret
    round it can't be had: no secret ballot says whose it is."""
    if charter.format != DECISION_BY_LIFE:
        # What was stated of older rounds is under their hash.
        return by_organisation(ballots, points)
    if charter.secrecy is Secrecy.SECRET:
        return {}
    said = [one for one in ballots if one.eligible and one.choice and one.organisation.strip()]
    members = Counter(one.organisation.casefold().strip() for one in said)
    sharing = [one for one in said if members[one.organisation.casefold().strip()] > 1]
    changed = Counter(option for one in sharing for option in one.choice)
    houses = sum(many > 1 for many in members.values())
    if houses < 2 or min(changed.values()) < _LEAST_OF_HOUSES:
        return {}
    return by_organisation(ballots, points)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What can be said of a closed decision by counting. The tables by group and region count
    people, of a ranking by their first choice: points would tell what single people of a group
    said. points: those of the first of a ranking, 0 where people are counted; first: how many
    people ranked each option first, in such a ranking. published: what of the ballots; if none is,
    there are no counts. needs_support: whether results have to be supported, as they have since
    charters name their format. fewer: groups is not how many were heard, who were fewer than the
    quorum needs."""

    tally: Tally
    electorate: int
    groups: int
    quorum: Quorum
    objections: tuple[Objection, ...]
    organisations: dict[str, int]
    by_group: dict[str, dict[str, int]]
    by_region: dict[str, dict[str, int]]
    points: int = 0
    first: dict[str, int] = field(default_factory=dict)
    published: Published = Published.ALL
    needs_support: bool = False
    fewer: bool = False

    @property
    def quorate(self) -> bool:
        """Whether enough people from enough groups have spoken."""
        return self.tally.people >= self.quorum.people and self.groups >= self.quorum.groups

    @property
    def silent(self) -> int:
        """How many of the electorate said nothing; abstaining is saying something."""
        return self.electorate - self.tally.people


def evaluate(
    ballots: Sequence[Ballot], objections: Sequence[Objection], charter: Charter, groups: int
) -> Evaluation:
    """Count a decision. groups: those that are stated to have been heard. What is shown by group
    and region is counted once, at the close."""
    eligible = [ballot for ballot in ballots if ballot.eligible]
    points, ranked = charter.points, charter.kind is Kind.RANKING
    voices = eligible if points or not ranked else _first_choices(eligible)
    return Evaluation(
        tally(ballots, points),
        charter.electorate,
        groups,
        charter.quorum,
        tuple(objections),
        organisations_told(voices, charter, points),
        {},
        {},
        points,
        tally(_first_choices(eligible)).counts if points else {},
        needs_support=charter.format == DECISION_BY_LIFE,
    )


def unpublished(turnout: Tally, charter: Charter) -> Evaluation:
    """What can be said of a decision whose ballots are not published: how many voted."""
    return Evaluation(
        turnout, charter.electorate, 0, charter.quorum, (), {}, {}, {}, charter.points,
        published=Published.NONE,
    )  # fmt: skip


def groups_stated(heard: int, needed: int, people: int) -> int:
    """The number of groups that is stated of a round: as many as its quorum needs, or one fewer if
    fewer were heard. Once it is over people need to know whether the quorum was met; how many
    groups there were would tell the group of whoever came or stayed away. heard: how many there
    were; people: how many spoke."""
    return needed if heard >= needed else min(needed - 1, people)


def _first_choices(ballots: Iterable[Ballot]) -> list[Ballot]:
    """What is counted of a ranking where each ballot names one option."""
    return [replace(ballot, choice=ballot.choice[:1]) for ballot in ballots]


def incompatible(
    designation: Designation, evaluation: Evaluation, kind: Kind, reference: str = ""
) -> Phrase | None:
    """Why this result can't be called, or None if it can. Numbers alone never decide: a person
    calls the result, with a rationale. reference: that of the decision, which objections are called
    by ("D7.1"); the record has their numbers alone."""
    if kind is Kind.SENSE:
        return t("a sense check is never a decision")
    if evaluation.published is Published.NONE:
        return t("no result is called on fewer than {least} secret ballots", least=SECRET_LEAST)
    unanswered = [one for one in evaluation.objections if one.standing is Standing.RAISED]
    if unanswered:
        return t("objection {number} has no answer", number=_called(unanswered[0], reference))
    if not evaluation.quorate and designation not in (
        Designation.DIVERGENCE,
        Designation.NOT_QUORATE,
    ):
        return _quorum_missed(evaluation)
    if designation is Designation.NOT_QUORATE and evaluation.quorate:
        return t("the quorum was met")
    standing = [one for one in evaluation.objections if one.stands]
    if designation is Designation.FULL_CONSENSUS and standing:
        return t("objection {number} stands", number=_called(standing[0], reference))
    if evaluation.needs_support and designation in _SUPPORTED:
        unsupported = _unsupported(designation, evaluation.tally, kind)
        if unsupported:
            return unsupported
    if designation is Designation.STRONG_SUPPORT and not _opposition(evaluation, kind):
        return t("there is no opposition")
    return None


_SUPPORTED = (Designation.FULL_CONSENSUS, Designation.CONSENSUS, Designation.STRONG_SUPPORT)


def _unsupported(designation: Designation, tally: Tally, kind: Kind) -> Phrase | None:
    """Why there is not the support that a result means. A reservation is a support with a
    reservation, as among the votes of a consensus call; but somebody has to support it without."""
    if kind is not Kind.CONSENSUS:
        return None if tally.people else t("nobody has voted")
    support, reservations, against = (
        tally.counts.get(one.value, 0)
        for one in (Position.SUPPORT, Position.RESERVATIONS, Position.OBJECT)
    )
    if not support:
        return t("nobody supports it")
    supports = support + reservations
    if designation is Designation.STRONG_SUPPORT or supports > against:
        return None
    return t(
        "there are not more supports than objections: {supports} to {objections}",
        supports=supports,
        objections=against,
    )


def _called(objection: Objection, reference: str) -> str | int:
    return f"{reference}.{objection.number}" if reference else objection.number


def _opposition(evaluation: Evaluation, kind: Kind) -> bool:
    if kind is not Kind.CONSENSUS:
        said = evaluation.first if evaluation.points else evaluation.tally.counts
        return sum(1 for count in said.values() if count) > 1
    return bool(evaluation.tally.counts.get(Position.OBJECT.value)) or any(
        one.stands for one in evaluation.objections
    )


def _quorum_missed(evaluation: Evaluation) -> Phrase:
    if evaluation.tally.people < evaluation.quorum.people:
        return t(
            "the quorum was missed: {people} of {needed} people spoke",
            people=evaluation.tally.people,
            needed=evaluation.quorum.people,
        )
    if evaluation.fewer:
        return t(
            "the quorum was missed: people of fewer groups spoke than the {needed} needed",
            needed=evaluation.quorum.groups,
        )
    return n(
        "the quorum was missed: people of one group spoke, of {needed}",
        "the quorum was missed: people of {count} groups spoke, of {needed}",
        evaluation.groups,
        needed=evaluation.quorum.groups,
    )


def may_show_counts(terms: Terms, *, closed: bool, has_voted: bool) -> bool:
    """Whether somebody may see the counts. Those of secret ballots nobody before the close: who
    looked before and after each vote would read it."""
    return closed or (terms.shown is Visible.AFTER_VOTING and has_voted)
