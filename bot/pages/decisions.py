"""What a reader may know of a decision: how it is decided, what came of it, what happened when.

Nobody is named on it, whoever voted, objected or called the result: what counts is the reason. What
is secret, and what the rooms do not see yet, is not in these values at all.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from bot.conversation.phrases import Multilingual, Phrase, t
from bot.decisions.languages import Languages
from bot.decisions.life import (
    charter_of,
    electorate_of,
    evaluation_of,
    options_shown,
    views_shown,
)
from bot.decisions.model import (
    Decision,
    Designation,
    Kind,
    Position,
    Published,
    Secrecy,
    Silence,
    Standing,
    State,
    Visible,
)
from bot.decisions.rules import Evaluation, is_closed, is_open, review_ends
from bot.decisions.store import Ballots, Objections
from bot.ports import Tx
from bot.record.store import Journal
from bot.record.verify import digest
from bot.tracks.store import Tracks

Counts = Mapping[str, Mapping[str, int]]


class Stage(Enum):
    """Where a decision stands, as a reader is told."""

    OPEN = "open"
    CLOSED = "closed"
    PROVISIONAL = "provisional"
    CONTESTED = "contested"
    FINAL = "final"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _STAGES[self]


_STAGES = {
    Stage.OPEN: t("Open"),
    Stage.CLOSED: t("Closed, no result yet"),
    Stage.PROVISIONAL: t("Provisional result"),
    Stage.CONTESTED: t("Contested result"),
    Stage.FINAL: t("Final result"),
    Stage.WITHDRAWN: t("Withdrawn"),
}


def stage_of(decision: Decision, now: datetime) -> Stage:
    """Where a decision stands. Its close is its time, whether anything noticed or not."""
    if is_open(decision, now):
        return Stage.OPEN
    if is_closed(decision, now):
        return Stage.CLOSED
    if decision.state is State.DECIDED:
        return Stage.FINAL
    if decision.state is State.PROVISIONAL:
        return Stage.CONTESTED if decision.contested else Stage.PROVISIONAL
    return Stage.WITHDRAWN


@dataclass(frozen=True, slots=True)
class CountsShown:
    """What counting says of a closed decision, as fine as may be shown; shares are in sixtieths.
    Of a ranking that is counted by points counts and shares are of points, the tables of people by
    their first choice, and first is how many ranked an option first."""

    counts: Mapping[str, int]
    silent: int
    late: int
    quorum_met: bool
    by_group: Counts
    by_region: Counts
    by_organisation: Mapping[str, int]
    first: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ObjectionShown:
    """An objection without its author."""

    reference: str
    reason: str
    remedy: str
    standing: Standing
    answer: str


@dataclass(frozen=True, slots=True)
class ResultShown:
    """The result that was called; provisional_until is None once it is final."""

    designation: Designation
    rationale: str
    called: datetime
    provisional_until: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, as it stands in the record."""

    at: datetime
    act: str
    round: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """All that a reader may know of a decision. people is how many have spoken; counted is None
    until it is closed, and for good if it was withdrawn. electorate is as the charter froze it,
    voices are those of it without whoever turned out to be one with another. points: those that
    the first of a ranking gets, 0 where people are counted. few: it is closed with so few secret
    ballots that only the turnout is told. committed: ballots are recorded by commitments."""

    reference: str
    round: int
    track: str
    track_title: str
    stage: Stage
    kind: Kind
    text: str
    options: tuple[str, ...]
    secrecy: Secrecy
    visible: Visible
    silence: Silence
    quorum_people: int
    quorum_groups: int
    review_hours: int
    opened: datetime
    closes: datetime
    electorate: int
    voices: int
    people: int
    charter: str
    counted: CountsShown | None
    few: bool
    objections: tuple[ObjectionShown, ...]
    reservations: tuple[str, ...]
    minority: tuple[str, ...]
    result: ResultShown | None
    steps: tuple[Step, ...]
    languages: Languages
    points: int
    committed: bool


def decision_shown(tx: Tx, decision: Decision, now: datetime) -> DecisionShown:
    """What a reader may know of an opened decision."""
    charter = charter_of(decision)
    stage = stage_of(decision, now)
    track = tx.get(Tracks).track(decision.track)
    counted = stage not in (Stage.OPEN, Stage.WITHDRAWN)
    objections = tx.get(Objections)
    options, hidden = options_shown(tx, decision)
    return DecisionShown(
        decision.reference,
        decision.round,
        decision.track,
        track.title if track else decision.track,
        stage,
        charter.kind,
        charter.text,
        options,
        charter.secrecy,
        charter.visible,
        charter.silence,
        charter.quorum.people,
        charter.quorum.groups,
        charter.review,
        charter.opened,
        charter.closes,
        charter.electorate,
        electorate_of(tx, decision),
        tx.get(Ballots).turnout(decision).people,
        digest(decision.charter),
        _counted(evaluation_of(tx, decision)) if counted else None,
        _few(tx, decision) if counted else False,
        tuple(
            ObjectionShown(
                f"{decision.reference}.{one.number}", one.reason, one.remedy, one.standing,
                one.answer,
            )
            for one in objections.of(decision)
        ),
        _reservations(tx, decision) if counted else (),
        tuple(one.text or "…" for one in views_shown(tx, decision)),
        _result(decision),
        tuple(_steps(tx, decision)),
        decision.terms.languages if hidden else charter.languages,
        charter.points,
        decision.has_commitments,
    )  # fmt: skip


def _few(tx: Tx, decision: Decision) -> bool:
    return evaluation_of(tx, decision).published is Published.NONE


def _counted(found: Evaluation) -> CountsShown | None:
    if found.published is Published.NONE:
        return None
    return CountsShown(
        found.tally.counts,
        found.silent,
        found.tally.late_people,
        found.quorate,
        found.by_group,
        found.by_region,
        found.organisations,
        found.first,
    )


def _reservations(tx: Tx, decision: Decision) -> tuple[str, ...]:
    """The reasons of reservations once the votes are in, where ballots are open."""
    if decision.terms.secrecy is Secrecy.SECRET:
        return ()
    wanted = (Position.RESERVATIONS.value,)
    ballots = tx.get(Ballots).all(decision)
    return tuple(one.reason for _, one in ballots if one.choice == wanted and one.reason)


def _result(decision: Decision) -> ResultShown | None:
    result = decision.result
    if result is None:
        return None
    ends = None if decision.state is State.DECIDED else review_ends(decision)
    return ResultShown(result.designation, result.rationale, result.at, ends)


_TOLD = frozenset(
    [f"decision.{one}" for one in (
        "opened", "extended", "restarted", "reopened", "closed", "called", "contested", "final",
        "withdrawn",
    )]
    + [f"objection.{one}" for one in (
        "raised", "answered", "withdrawn", "accommodated", "sustained", "stands",
    )]
)  # fmt: skip
"""The acts of the record that a timeline tells: all but the ballots."""


def _steps(tx: Tx, decision: Decision) -> list[Step]:
    """What happened to a decision, without the ballots."""
    found = []
    for entry in tx.get(Journal).of(decision.reference):
        body = json.loads(entry.text)
        act, data = body["act"], body["data"]
        if act in _TOLD:
            at = datetime.strptime(body["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            about = f"{decision.reference}.{data['objection']}" if "objection" in data else ""
            found.append(Step(at, act, data["round"], about))
    return found


def shortened(text: str, most: int = 90) -> str:
    """The beginning of a text, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def in_a_list(words: Multilingual) -> Multilingual:
    """The beginning of a text, as a list shows it."""
    return words.each(lambda text: shortened(text, 160))
