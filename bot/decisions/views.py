"""How decisions look: the board, the counts, the evaluation, the result, the card once open."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.conversation.phrases import Phrase, Typed, n, t
from bot.conversation.reply import Block, Choice, Items, Line, Quote, Reply, Title, reply
from bot.decisions.ballot_views import counted, room_choices, said_names
from bot.decisions.charter_views import (
    counting_lines,
    languages_lines,
    quorum_line,
    quorum_lines,
    subject,
    terms_lines,
    title,
)
from bot.decisions.model import (
    Charter,
    Decision,
    Designation,
    Kind,
    MinorityView,
    Objection,
    Published,
    State,
    Tally,
)
from bot.decisions.rules import Evaluation, incompatible, is_closed, review_ends
from bot.people.model import Region, StakeholderGroup
from bot.record.verify import SECRET_LEAST

_BAR = 20


def board(decision: Decision, track: str, charter: Charter, tally: Tally, now: datetime) -> Reply:
    """The one message of a decision in a room, drawn anew as people vote."""
    how = Choice(t("How this is decided"), f"decision {decision.reference}")
    head = (Title(title(decision, track)), *subject(decision.terms))
    if decision.state is State.WITHDRAWN:
        return reply(*head, t("It was withdrawn."))
    if decision.result is not None:
        return reply(*head, *result_lines(decision), choices=(how,))
    if is_closed(decision, now):
        return reply(
            *head,
            t(
                "Closed {when}. {people} of {electorate} spoke.",
                when=charter.closes,
                people=tally.people,
                electorate=charter.electorate,
            ),
            choices=(how,),
        )
    return reply(
        *head,
        t("Open until {when}.", when=charter.closes),
        _turnout(charter, tally),
        *counting_lines(decision.points),
        *terms_lines(decision.terms, committed=decision.has_commitments)[:-1],
        choices=room_choices(decision) if decision.is_secret else (*room_choices(decision), how),
    )


def _turnout(charter: Charter, tally: Tally) -> Phrase:
    """How many have spoken and how many must. From how many groups is told at the close alone: a
    number that rises as somebody votes tells that person's group."""
    spoken = t(
        "{people} of {electorate} have spoken.",
        people=tally.people,
        electorate=charter.electorate,
    )
    if charter.kind is Kind.SENSE:
        return spoken
    needed = quorum_line(charter.quorum.people, charter.quorum.groups)
    return t("{spoken} {needed}", spoken=spoken, needed=needed)


def counts(decision: Decision, tally: Tally, *, bars: bool = True) -> tuple[Block, ...]:
    """The counts (of a ranking its points) as lines, with bars that read as text."""
    most = max([*tally.counts.values(), 1])
    lines = []
    for key, label in said_names(decision):
        found = tally.counts.get(key, 0)
        count = counted(decision, found)
        bar = "█" * round(_BAR * found / most) if bars else ""
        lines.append(
            t("{name} {count} {bar}", name=label, count=count, bar=bar)
            if bar
            else t("{name} {count}", name=label, count=count)
        )
    return tuple(Line(line) for line in lines)


def evaluation(decision: Decision, track: str, found: Evaluation) -> Reply:
    """All that counting can say, and which results can be called."""
    ref = decision.reference
    if found.published is Published.NONE:
        return _turnout_alone(decision, track, found)
    blocks: list[Block] = [
        Title(title(decision, track)),
        Line(_spoke(decision, found)),
        *counts(decision, found.tally),
        Line(t("Silent: {count}", count=found.silent)),
    ]
    if found.tally.late_people:
        blocks.append(
            Line(
                n(
                    "One vote came from somebody who joined after the opening; it is not counted.",
                    "{count} votes came from people who joined after the opening; not counted.",
                    found.tally.late_people,
                )
            )
        )
    blocks += [Line(objection_line(decision, one)) for one in found.objections]
    if decision.terms.kind is Kind.SENSE:
        blocks.append(Line(t("A sense check has no result; it shows where people stand.")))
        return reply(*blocks, choices=public_choices(decision))
    possible, impossible = [], []
    for one in Designation:
        reason = incompatible(one, found, decision.terms.kind, ref)
        if reason is None:
            possible.append(one)
        else:
            impossible.append(t("{result}: {reason}", result=one.label, reason=reason))
    if impossible:
        blocks += [Line(t("Not possible:")), Items(tuple(impossible))]
    if possible:
        blocks.append(Line(t("Possible: {results}.", results=tuple(one.label for one in possible))))
    waiting = next((one for one in found.objections if not one.answer and one.stands), None)
    choices = list(public_choices(decision))
    if waiting:
        answer = t("Answer {objection}", objection=f"{ref}.{waiting.number}")
        choices.insert(0, Choice(answer, f"answer {ref}.{waiting.number}"))
    choices += [Choice(one.label, f"result {ref} {one.value}") for one in possible]
    return reply(*blocks, choices=tuple(choices))


def _turnout_alone(decision: Decision, track: str, found: Evaluation) -> Reply:
    """What is told of a round with so few secret ballots that they would tell who said what."""
    spoke = t(
        "{reference} is closed. {people} of {electorate} spoke.",
        reference=decision.reference,
        people=found.tally.people,
        electorate=found.electorate,
    )
    again = Choice(t("Open it again"), f"reopen {decision.reference}")
    return reply(Title(title(decision, track)), Line(spoke), Line(few_secret()), choices=(again,))


def few_secret() -> Phrase:
    """Why nothing is told of a round but its turnout."""
    return t(
        "With fewer than {least} secret ballots only the turnout is told, and no result can be "
        "called.",
        least=SECRET_LEAST,
    )


def few_yet(decision: Decision) -> Reply:
    """What a facilitator is told a day before the close of a secret ballot that few have cast."""
    return reply(
        t("{reference} has few secret votes.", reference=decision.reference),
        few_secret(),
        t("{command} gives it more time.", command=Typed(f"extend {decision.reference} 7 days")),
    )


def _spoke(decision: Decision, found: Evaluation) -> Phrase:
    """How many spoke, and whether that was enough; a sense check needs no quorum."""
    spoke = {"people": found.tally.people, "electorate": found.electorate}
    if decision.terms.kind is Kind.SENSE:
        closes = decision.closes or ""
        return t("Closed {when}. {people} of {electorate} spoke.", when=closes, **spoke)
    return t(
        "{reference} is closed. {people} of {electorate} spoke; {quorum}",
        reference=decision.reference,
        quorum=t("the quorum was met.") if found.quorate else t("the quorum was missed."),
        **spoke,
    )


def public_choices(decision: Decision) -> tuple[Choice, ...]:
    """What everybody may look at in a closed decision."""
    return (
        Choice(t("Numbers by group"), f"numbers {decision.reference}"),
        Choice(t("Picture"), f"chart {decision.reference}"),
    )


def objection_line(decision: Decision, one: Objection) -> Phrase:
    """An objection in a line."""
    return t(
        "{reference} “{reason}”: {standing}",
        reference=f"{decision.reference}.{one.number}",
        reason=one.reason[:120],
        standing=one.standing.label,
    )


def numbers(decision: Decision, track: str, found: Evaluation) -> Reply:
    """Counts by group and region as fine as may be shown, and the recount by organisation."""
    blocks: list[Block] = [Title(title(decision, track)), *by_group(decision, found)]
    blocks.append(
        Line(t("By region, people by their first choice:") if found.points else t("By region:"))
    )
    blocks += _rows(decision, region_names(found.by_region))
    if not decision.terms.is_secret or found.organisations:
        blocks += _by_organisation(decision, found)
    return reply(*blocks)


def _by_organisation(decision: Decision, found: Evaluation) -> tuple[Block, ...]:
    heading = Line(
        t("Points, with one voice for each organisation:")
        if found.points
        else t("With one voice for each organisation:")
    )
    if not found.organisations:
        return (heading, Line(t("Too few people to show it.")))
    rows = tuple(
        t("{name}: {share}", name=label, share=share(found.organisations.get(key, 0)))
        for key, label in said_names(decision)
    )
    return (heading, Items(rows))


def by_group(decision: Decision, found: Evaluation) -> tuple[Block, ...]:
    """The counts by stakeholder group as lines."""
    return (Line(group_heading(found)), *_rows(decision, group_names(found.by_group)))


def group_heading(found: Evaluation) -> Phrase:
    """What stands over the counts by stakeholder group: they are of people in a ranking as well."""
    if found.points:
        return t("By stakeholder group, people by their first choice:")
    return t("By stakeholder group:")


def group_names(table: Mapping[str, dict[str, int]]) -> list[tuple[Phrase, dict[str, int]]]:
    """The rows of a table by stakeholder group, with the groups' names."""
    return _labelled(table, StakeholderGroup)


def region_names(table: Mapping[str, dict[str, int]]) -> list[tuple[Phrase, dict[str, int]]]:
    """The rows of a table by region, with the regions' names."""
    return _labelled(table, Region)


def _labelled(
    table: Mapping[str, dict[str, int]], kinds: type[StakeholderGroup] | type[Region]
) -> list[tuple[Phrase, dict[str, int]]]:
    labels = {one.value: one.label for one in kinds}
    return [(labels.get(name, t("Others, or not shown")), row) for name, row in table.items()]


def _rows(decision: Decision, table: list[tuple[Phrase, dict[str, int]]]) -> tuple[Block, ...]:
    if not table:
        return (Line(t("Too few people to show it.")),)
    names = dict(cell_names(decision))
    rows = [
        t(
            "{group}: {counts}",
            group=group,
            counts=tuple(
                t("{name} {count}", name=names[key], count=count) for key, count in row.items()
            ),
        )
        for group, row in table
    ]
    return (Items(tuple(rows)),)


def cell_names(decision: Decision) -> list[tuple[str, Phrase]]:
    """What stands in a row by group: what was said, and "" for all else."""
    return [*said_names(decision), ("", t("all else, silence included"))]


def share(sixtieths: int) -> str:
    """A count with one voice for each organisation, as it is shown."""
    return f"{sixtieths / 60:.4g}"


def result_lines(decision: Decision) -> tuple[Block, ...]:
    """The result that was called, with its rationale, and whether it is final."""
    result, ends = decision.result, review_ends(decision)
    if result is None or ends is None:
        return ()
    final = decision.state is State.DECIDED
    return (
        Line(t("Result: {result}.", result=result.designation.label)),
        Quote(result.rationale),
        Line(
            t("It is final.")
            if final
            else t("It was contested, and is looked at again.")
            if decision.contested
            else t(
                "It is provisional until {when}. {command} contests it.",
                when=ends,
                command=Typed(f"contest {decision.reference} …"),
            )
        ),
    )


def card(
    decision: Decision,
    track: str,
    charter: Charter,
    objections: Sequence[Objection],
    minority: Sequence[MinorityView],
    extra: Sequence[Block],
    choices: tuple[Choice, ...],
) -> Reply:
    """An opened decision: its charter in plain words, its objections, what may be seen of it."""
    blocks: list[Block] = [
        Title(title(decision, track)),
        *subject(decision.terms),
        Line(
            t(
                "Who votes: the {electorate} participants at the opening, {when}.",
                electorate=charter.electorate,
                when=charter.opened,
            )
        ),
        Line(t("Open until {when}.", when=charter.closes)),
        *(Line(line) for line in quorum_lines(charter.kind, charter.quorum)),
        *(Line(line) for line in counting_lines(decision.points)),
        *(Line(line) for line in terms_lines(decision.terms, committed=decision.has_commitments)),
        *(Line(line) for line in languages_lines(decision.terms)),
        *extra,
        *(Line(objection_line(decision, one)) for one in objections),
    ]
    return reply(*blocks, *views_lines(minority), *result_lines(decision), choices=choices)


def views_lines(minority: Sequence[MinorityView]) -> list[Block]:
    """The minority views under their references; of a hidden one, why it is hidden."""
    blocks: list[Block] = []
    for one in minority:
        if one.hidden:
            blocks.append(
                Line(t("Minority view {reference} is hidden: “{reason}”",
                       reference=one.reference, reason=one.hidden))
            )  # fmt: skip
        else:
            shown = t("Minority view {reference}:", reference=one.reference)
            blocks += [Line(shown), Quote(one.text)]
    return blocks


def hidden_lines(hidden: Sequence[tuple[str, str]]) -> list[Line]:
    """Which options are hidden, and why."""
    return [
        Line(t("Option {reference} is hidden: “{reason}”", reference=reference, reason=reason))
        for reference, reason in hidden
    ]
