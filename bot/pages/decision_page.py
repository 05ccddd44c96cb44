"""The page of a decision: result, counts drawn and as tables, objections, terms, timeline."""

from typing import NamedTuple

from bot.conversation.addresses import path_of, track_path
from bot.conversation.phrases import Phrase, n, t, verbatim
from bot.decisions.ballot_views import said_names
from bot.decisions.charter_views import (
    counting_lines,
    languages_lines,
    quorum_lines,
    terms_lines,
)
from bot.decisions.model import (
    Decision,
    Kind,
    Quorum,
    State,
    Terms,
    Visible,
)
from bot.decisions.views import (
    cell_names,
    few_secret,
    group_names,
    region_names,
    share,
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
from bot.pages.decisions import (
    Counts,
    CountsShown,
    DecisionShown,
    ObjectionShown,
    Stage,
    Step,
    shortened,
)
from bot.pages.facts import facts

_ACTS = {
    "decision.opened": t("It was opened."),
    "decision.extended": t("Its time was extended."),
    "decision.restarted": t("It began anew with a changed text."),
    "decision.closed": t("It was closed."),
    "decision.reopened": t("It was opened again."),
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


def decision_page(one: DecisionShown) -> Page:
    """The page."""
    path = path_of(one.reference)
    return Page(
        path,
        t(
            "{reference}: {text}",
            reference=one.reference,
            text=_terms(one).proposal.each(shortened),
        ),
        present(
            Words(_terms(one).proposal),
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


def _stage_line(one: DecisionShown) -> Phrase:
    if one.stage is Stage.OPEN:
        return t("Open until {when}.", when=one.closes)
    if one.result:
        return t("{stage}: {result}", stage=one.stage.label, result=one.result.designation.label)
    return one.stage.label


def _options(one: DecisionShown) -> Block | None:
    if not one.options:
        return None
    return Listing(tuple(Entry(verbatim(each)) for each in _terms(one).answers), ordered=True)


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
        t("{people} of {electorate} have spoken.", people=one.people, electorate=one.voices)
    )
    if one.counted is None:
        note = (
            few_secret()
            if one.few
            else t("Counts are shown at the close.")
            if _terms(one).shown is Visible.AT_CLOSE
            else t("Counts are shown here once it is closed.")
        )
        return Section(t("Who has spoken"), (spoken, Text(note)), "counts")
    counted, quorum = one.counted, t("The quorum was missed.")
    if counted.quorum_met:
        quorum = t("The quorum was met.")
    blocks: list[Block | Section] = [spoken]
    if one.kind is not Kind.SENSE:
        blocks.append(Text(quorum))
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


class _Captions(NamedTuple):
    """What stands over the tables of a count, and over their amounts."""

    totals: Phrase
    amounts: Phrase
    groups: Phrase
    regions: Phrase
    houses: Phrase
    voices: Phrase


_OF_PEOPLE = _Captions(
    t("What was said, and by how many"),
    t("People"),
    t("By stakeholder group"),
    t("By region"),
    t("With one voice for each organisation"),
    t("Voices"),
)
_OF_POINTS = _Captions(
    t("Points"),
    t("Points"),
    t("By stakeholder group, people by their first choice"),
    t("By region, people by their first choice"),
    t("Points, with one voice for each organisation"),
    t("Points"),
)


def _tally(one: DecisionShown, counted: CountsShown) -> list[Block | Section]:
    names, captions = said_names(_as_decision(one)), _OF_POINTS if one.points else _OF_PEOPLE
    rows = [Row(label, (counted.counts.get(key, 0),)) for key, label in names]
    # Who is silent is no option that gets points: then it stands by itself.
    silent = [] if one.points else [Row(t("Silent"), (counted.silent,))]
    totals = Table(captions.totals, (t("What was said"), captions.amounts), (*rows, *silent))
    blocks: list[Block | Section] = [Chart(totals), totals]
    if one.points:
        blocks.append(Text(t("Silent: {count}", count=counted.silent)))
    by_group, by_region = _rows(counted.by_group), _rows(counted.by_region)
    blocks += _cells(one, captions.groups, t("Stakeholder group"), group_names(by_group))
    blocks += _cells(one, captions.regions, t("Region"), region_names(by_region))
    if not counted.by_organisation:
        few = Text(t("{what}: too few people to show it.", what=captions.houses))
        return blocks if _terms(one).is_secret else [*blocks, few]
    houses = Table(
        captions.houses,
        (t("What was said"), captions.voices),
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
        silence=one.silence, review=one.review_hours, languages=one.languages,
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
        *quorum_lines(one.kind, Quorum(one.quorum_people, one.quorum_groups)),
        *counting_lines(one.points),
        *terms_lines(_terms(one), committed=one.committed),
        *languages_lines(_terms(one)),
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
