"""The page of a decision: how it is decided, what came of it, and how anybody can check that.

Nobody is named on it, whoever voted, objected or called the result: what counts is the reason. What
is secret, and what the rooms do not see yet, is not in these values at all.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from bot.conversation.addresses import path_of, track_path
from bot.conversation.phrases import Phrase, n, t, verbatim
from bot.decisions.life import charter_of, evaluation_of, groups_so_far
from bot.decisions.model import (
    Decision,
    Designation,
    Kind,
    Position,
    Secrecy,
    Silence,
    Standing,
    State,
    Terms,
    Visible,
)
from bot.decisions.rules import Evaluation, is_closed, is_open, review_ends
from bot.decisions.store import Ballots, Objections
from bot.decisions.views import (
    cell_names,
    group_names,
    quorum_line,
    region_names,
    said_names,
    share,
    terms_lines,
)
from bot.pages.blocks import (
    Block,
    Chart,
    Entry,
    Link,
    Listing,
    Page,
    Row,
    Section,
    Table,
    Text,
    Words,
    present,
)
from bot.pages.facts import facts
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
    """What counting says of a closed decision, as fine as may be shown; shares are in sixtieths."""

    counts: Mapping[str, int]
    silent: int
    late: int
    quorum_met: bool
    by_group: Counts
    by_region: Counts
    by_organisation: Mapping[str, int]


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
    until it is closed, and for good if it was withdrawn."""

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
    people: int
    groups: int
    charter: str
    counted: CountsShown | None
    objections: tuple[ObjectionShown, ...]
    reservations: tuple[str, ...]
    minority: tuple[str, ...]
    result: ResultShown | None
    steps: tuple[Step, ...]


def decision_shown(tx: Tx, decision: Decision, now: datetime) -> DecisionShown:
    """What a reader may know of an opened decision."""
    charter = charter_of(decision)
    stage = stage_of(decision, now)
    track = tx.get(Tracks).track(decision.track)
    counted = stage not in (Stage.OPEN, Stage.WITHDRAWN)
    objections = tx.get(Objections)
    return DecisionShown(
        decision.reference,
        decision.round,
        decision.track,
        track.title if track else decision.track,
        stage,
        charter.kind,
        charter.text,
        charter.options,
        charter.secrecy,
        charter.visible,
        charter.silence,
        charter.quorum.people,
        charter.quorum.groups,
        charter.review,
        charter.opened,
        charter.closes,
        charter.electorate,
        tx.get(Ballots).tally(decision).people,
        groups_so_far(tx, decision),
        digest(decision.charter),
        _counted(evaluation_of(tx, decision)) if counted else None,
        tuple(
            ObjectionShown(
                f"{decision.reference}.{one.number}", one.reason, one.remedy, one.standing,
                one.answer,
            )
            for one in objections.of(decision)
        ),
        _reservations(tx, decision) if counted else (),
        tuple(text for _, text in objections.minority(decision)),
        _result(decision),
        tuple(_steps(tx, decision)),
    )  # fmt: skip


def _counted(found: Evaluation) -> CountsShown:
    return CountsShown(
        found.tally.counts,
        found.silent,
        found.tally.late_people,
        found.quorate,
        found.by_group,
        found.by_region,
        found.organisations,
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


_ACTS = {
    "decision.opened": t("It was opened."),
    "decision.extended": t("Its time was extended."),
    "decision.restarted": t("It began anew with a changed text."),
    "decision.closed": t("It was closed."),
    "decision.called": t("A result was called."),
    "decision.contested": t("The result was contested."),
    "decision.final": t("The result became final."),
    "decision.withdrawn": t("It was withdrawn."),
}
_OBJECTION_ACTS = {
    "objection.raised": t("Objection {about} was raised."),
    "objection.answered": t("Objection {about} was answered."),
    "objection.withdrawn": t("Objection {about} was withdrawn."),
    "objection.accommodated": t("Objection {about} was accommodated."),
    "objection.sustained": t("Objection {about} was sustained."),
    "objection.stands": t("Objection {about} stands."),
}


def _steps(tx: Tx, decision: Decision) -> list[Step]:
    """What happened to a decision, without the ballots."""
    mark = f'"decision":"{decision.reference}"'
    found = []
    for entry in tx.get(Journal).telling(mark):
        body = json.loads(entry.text)
        act, data = body["act"], body["data"]
        if data.get("decision") != decision.reference:
            continue
        if act in _ACTS or act in _OBJECTION_ACTS:
            at = datetime.strptime(body["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            about = f"{decision.reference}.{data['objection']}" if act in _OBJECTION_ACTS else ""
            found.append(Step(at, act, data["round"], about))
    return found


def decision_page(one: DecisionShown) -> Page:
    """The page."""
    path = path_of(one.reference)
    return Page(
        path,
        t("{reference}: {text}", reference=one.reference, text=shortened(one.text)),
        present(
            Words(one.text),
            _options(one),
            _result_section(one),
            _counts_section(one),
            _objections_section(one),
            _words_section(t("Reservations"), "reservations", one.reservations),
            _words_section(t("Minority views"), "minority", one.minority),
            _charter_section(one),
            _timeline(one),
            _checking(one, path),
        ),
        facts(one),
        (
            t("{kind} · {track}", kind=one.kind.label, track=one.track_title),
            _stage_line(one),
        ),
        (
            Link(t("Decisions"), "/decisions"),
            Link(verbatim(one.track_title), track_path(one.track)),
        ),
    )


def shortened(text: str, most: int = 90) -> str:
    """The beginning of a text, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _stage_line(one: DecisionShown) -> Phrase:
    if one.stage is Stage.OPEN:
        return t("Open until {when}.", when=one.closes)
    if one.result:
        return t("{stage}: {result}", stage=one.stage.label, result=one.result.designation.label)
    return one.stage.label


def _options(one: DecisionShown) -> Block | None:
    if not one.options:
        return None
    return Listing(tuple(Entry(verbatim(option)) for option in one.options), ordered=True)


def _result_section(one: DecisionShown) -> Section | None:
    if one.result is None:
        return None
    blocks: list[Block] = [
        Text(t("{result}, called on {when}.", result=one.result.designation.label,
               when=one.result.called)),
        Words(one.result.rationale),
    ]  # fmt: skip
    if one.stage is Stage.FINAL:
        blocks.append(Text(t("It is final.")))
    elif one.stage is Stage.CONTESTED:
        blocks.append(Text(t("It was contested, and is looked at again.")))
    elif one.result.provisional_until:
        blocks.append(Text(t("It is provisional until {when}.", when=one.result.provisional_until)))
    return Section(t("Result"), tuple(blocks), "result")


def _counts_section(one: DecisionShown) -> Section | None:
    if one.stage is Stage.WITHDRAWN:
        return None
    spoken = Text(
        t("{people} of {electorate} have spoken.", people=one.people, electorate=one.electorate)
    )
    if one.counted is None:
        note = (
            t("Counts are shown at the close.")
            if one.visible is Visible.AT_CLOSE
            else t("Counts are shown here once it is closed.")
        )
        return Section(t("Who has spoken"), (spoken, Text(note)), "counts")
    counted, quorum = one.counted, t("The quorum was missed.")
    if counted.quorum_met:
        quorum = t("The quorum was met.")
    blocks: list[Block | Section] = [spoken, Text(quorum)]
    if counted.late:
        blocks.append(
            Text(
                n(
                    "One vote came from somebody who joined after the opening; it is not counted.",
                    "{count} votes came from people who joined after the opening; not counted.",
                    counted.late,
                )
            )
        )
    blocks += _tally(one, counted)
    return Section(t("Counts"), tuple(blocks), "counts")


def _tally(one: DecisionShown, counted: CountsShown) -> list[Block | Section]:
    names = said_names(_as_decision(one))
    rows = [Row(label, (counted.counts.get(key, 0),)) for key, label in names]
    totals = Table(
        t("What was said, and by how many"),
        (t("What was said"), t("People")),
        (*rows, Row(t("Silent"), (counted.silent,))),
    )
    blocks: list[Block | Section] = [Chart(totals), totals]
    blocks += _cells(
        one, t("By stakeholder group"), t("Stakeholder group"), group_names(_rows(counted.by_group))
    )
    blocks += _cells(one, t("By region"), t("Region"), region_names(_rows(counted.by_region)))
    houses = Table(
        t("With one voice for each organisation"),
        (t("What was said"), t("Voices")),
        tuple(
            Row(label, (verbatim(share(counted.by_organisation.get(key, 0))),))
            for key, label in names
        ),
    )
    return [*blocks, houses]


def _rows(table: Counts) -> dict[str, dict[str, int]]:
    return {name: dict(row) for name, row in table.items()}


def _cells(
    one: DecisionShown, caption: Phrase, kind: Phrase, rows: list[tuple[Phrase, dict[str, int]]]
) -> list[Block | Section]:
    """A table by group or region. It is a partition of everybody in which no cell is small; where
    there is none, nothing is shown."""
    if not rows:
        return [Text(t("{what}: too few people to show it.", what=caption))]
    names = dict(cell_names(_as_decision(one)))
    keys = [key for key in names if key in rows[0][1]]
    table = Table(
        caption,
        (kind, *(names[key] for key in keys)),
        tuple(Row(name, tuple(row[key] for key in keys)) for name, row in rows),
    )
    return [Chart(table, stacked=True), table]


def _as_decision(one: DecisionShown) -> Decision:
    """As much of the decision as names what can be said in it."""
    return Decision(0, one.track, 0, _terms(one), State.OPEN)


def _terms(one: DecisionShown) -> Terms:
    return Terms(
        one.kind, one.text, one.options, secrecy=one.secrecy, visible=one.visible,
        silence=one.silence, review=one.review_hours,
    )  # fmt: skip


def _objections_section(one: DecisionShown) -> Section | None:
    if not one.objections:
        return None
    entries = tuple(
        Entry(
            t("{reference}: {standing}", reference=each.reference, standing=each.standing.label),
            notes=tuple(_objection(each)),
            anchor=each.reference,
        )
        for each in one.objections
    )
    return Section(t("Objections"), (Listing(entries),), "objections")


def _objection(one: ObjectionShown) -> list[Text | Words]:
    notes: list[Text | Words] = [Words(one.reason)]
    if one.remedy:
        notes += [Text(t("What would remove it:")), Words(one.remedy)]
    if one.answer:
        notes += [Text(t("Answer:")), Words(one.answer)]
    return notes


def _words_section(heading: Phrase, anchor: str, texts: tuple[str, ...]) -> Section | None:
    if not texts:
        return None
    return Section(heading, tuple(Words(text) for text in texts), anchor)


def _charter_section(one: DecisionShown) -> Section:
    lines = (
        t("Who votes: the {electorate} participants at the opening, {when}.",
          electorate=one.electorate, when=one.opened),
        t("Closed {when}.", when=one.closes)
        if one.stage is not Stage.OPEN
        else t("Open until {when}.", when=one.closes),
        quorum_line(one.quorum_people, one.quorum_groups),
        *terms_lines(_terms(one)),
    )  # fmt: skip
    return Section(
        t("How it is decided"), (Listing(tuple(Entry(line) for line in lines)),), "charter"
    )


def _timeline(one: DecisionShown) -> Section | None:
    if not one.steps:
        return None
    return Section(
        t("What happened"),
        (Listing(tuple(Entry(_step(step)) for step in one.steps), ordered=True),),
        "timeline",
    )


def _step(step: Step) -> Phrase:
    what = _ACTS.get(step.act) or _OBJECTION_ACTS[step.act]
    return t("{when}: {what}", when=step.at, what=Phrase(what.words, {"about": step.about}))


def _checking(one: DecisionShown, path: str) -> Section:
    """The file that anybody can check, and how."""
    closed = one.counted is not None
    return Section(
        t("Check it yourself"),
        (
            Text(
                t("The file holds the charter, the electorate, every ballot and the result; people "
                  "stand in it under pseudonyms.")
                if closed
                else t("The file holds the charter and the electorate, and once it is closed every "
                       "ballot; people stand in it under pseudonyms.")
            ),
            Listing(
                (
                    Entry(t("The file of {reference}", reference=one.reference),
                          f"{path}/record.json"),
                    Entry(t("The program that checks it, in one file"), "/verify.py"),
                )
            ),
            Text(t("Keep both in one folder; then Python 3 counts anew: {command}",
                   command=f"python3 verify.py {one.reference}.json")),
            Text(t("With your receipt behind it, it says what was counted for you.")),
            Text(t("The charter has this hash in the record: {hash}", hash=one.charter)),
        ),
        "check",
    )  # fmt: skip
