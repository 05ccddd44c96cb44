"""How decisions look: the charter's card, the board, receipts, evaluation, result, the register."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.conversation.phrases import Phrase, Typed, n, t, verbatim
from bot.conversation.reply import Block, Choice, Items, Line, Quote, Reply, Title, reply
from bot.decisions.model import (
    Ballot,
    Charter,
    Decision,
    Designation,
    Kind,
    Objection,
    Position,
    Secrecy,
    Silence,
    State,
    Tally,
    Terms,
    Visible,
)
from bot.decisions.rules import Evaluation, incompatible, is_closed, review_ends, unheard_groups
from bot.people.model import Region, StakeholderGroup

_BAR = 20


def title(decision: Decision, track: str) -> Phrase:
    """The first line of everything about an open decision: "D7 · Consensus call · BPF …"."""
    return t(
        "{reference} · {kind} · {track}",
        reference=decision.reference,
        kind=decision.terms.kind.label,
        track=track,
    )


def subject(terms: Terms) -> tuple[Block, ...]:
    """The exact text that is decided on, and its options."""
    options = (Items(tuple(verbatim(one) for one in terms.options), numbered=True),)
    return (Quote(terms.text), *(options if terms.options else ()))


def terms_lines(terms: Terms) -> tuple[Phrase, ...]:
    """The terms in plain words, as far as they do not depend on the opening."""
    ending = (
        t("A sense check has no result; it shows where people stand.")
        if terms.kind is Kind.SENSE
        else n(
            "A facilitator calls the result, with reasons; it can be contested for one hour.",
            "A facilitator calls the result, with reasons; it can be contested for {count} hours.",
            terms.review,
        )
    )
    return (
        t("Ballots are secret: nobody learns who said what.")
        if terms.secrecy is Secrecy.SECRET
        else t("Ballots are open, with their reasons."),
        t("Counts are shown at the close.")
        if terms.visible is Visible.AT_CLOSE
        else t("Counts are shown once you have voted."),
        t("Silence counts as no objection.")
        if terms.silence is Silence.ASSENT
        else t("Silence means nothing."),
        ending,
    )


def length(hours: int) -> Phrase:
    """A length of time in days, or in hours if it is not whole days."""
    if hours % 24 == 0:
        return n("one day", "{count} days", hours // 24)
    return n("one hour", "{count} hours", hours)


def draft_card(decision: Decision, track: str, people: int) -> Reply:
    """A charter that is not open yet, with what can be done; people: the quorum as it would be."""
    terms = decision.terms
    number = decision.id
    return reply(
        Title(t("{kind} · {track}: not open yet", kind=terms.kind.label, track=track)),
        *subject(terms),
        t("Who votes: the participants of {track} at the opening.", track=track),
        t("Open for {length}.", length=length(terms.hours)),
        quorum_line(people, terms.groups),
        *terms_lines(terms),
        choices=(
            Choice(t("Open now"), f"open {number}"),
            Choice(t("Change a setting"), f"charter {number}"),
            Choice(t("Discuss first"), f"discuss {number}"),
            Choice(t("Drop it"), f"drop {number}"),
        ),
        private=True,
    )


def quorum_line(people: int, groups: int) -> Phrase:
    """How many people are needed, from how many stakeholder groups."""
    return (
        n(
            "Needed: {people} from one stakeholder group.",
            "Needed: {people} from {count} stakeholder groups.",
            groups,
            people=n("one person", "{count} people", people),
        )
        if groups
        else t("Needed: {people}.", people=n("one person", "{count} people", people))
    )


def settings_menu(decision: Decision) -> Reply:
    """What of a charter can be changed, each by a button."""
    terms, number = decision.terms, decision.id
    choices = [
        Choice(t("Open for {length}", length=length(hours)), f"charter {number} open {hours}h")
        for hours in (72, 168, 336)
        if hours != terms.hours
    ]
    if terms.secrecy is Secrecy.OPEN and terms.kind is not Kind.CONSENSUS:
        choices.append(Choice(t("Secret ballots"), f"charter {number} ballots secret"))
    if terms.visible is Visible.AFTER_VOTING:
        choices.append(Choice(t("Counts at the close"), f"charter {number} counts at-close"))
    silent = Silence.NOTHING if terms.silence is Silence.ASSENT else Silence.ASSENT
    label = (
        t("Silence means nothing") if silent is Silence.NOTHING else t("Silence is no objection")
    )
    choices.append(Choice(label, f"charter {number} silence {silent.value}"))
    choices += [
        Choice(
            n("One group needed", "{count} groups needed", groups),
            f"charter {number} groups {groups}",
        )
        for groups in (1, 2, 3)
        if groups != terms.groups
    ]
    choices.append(Choice(t("Back"), f"charter {number} show"))
    return reply(t("What shall be different?"), choices=tuple(choices), private=True)


def ballot_choices(decision: Decision) -> tuple[Choice, ...]:
    """The buttons to vote with."""
    if decision.terms.kind is Kind.CONSENSUS or not decision.terms.options:
        return tuple(
            Choice(one.label, f"vote {decision.reference}/{decision.round} {one.value}")
            for one in Position
        )
    return tuple(
        Choice(verbatim(option), f"vote {decision.reference}/{decision.round} {number}")
        for number, option in enumerate(decision.terms.options, 1)
    )


def board(
    decision: Decision, track: str, charter: Charter, tally: Tally, groups: int, now: datetime
) -> Reply:
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
        _turnout(charter, tally, groups),
        *terms_lines(decision.terms)[:3],
        choices=(*ballot_choices(decision), how),
    )


def _turnout(charter: Charter, tally: Tally, groups: int) -> Phrase:
    spoken = t(
        "{people} of {electorate} have spoken.",
        people=tally.people,
        electorate=charter.electorate,
    )
    needed = quorum_line(charter.quorum.people, charter.quorum.groups)
    if not charter.quorum.groups:
        return t("{spoken} {needed}", spoken=spoken, needed=needed)
    so_far = n("So far from one.", "So far from {count}.", groups)
    return t("{spoken} {needed} {so_far}", spoken=spoken, needed=needed, so_far=so_far)


def said_phrase(decision: Decision, choice: Sequence[str]) -> Phrase:
    """What a ballot says, in words."""
    options = decision.terms.options
    if not options:
        return Position(choice[0]).label
    names = tuple(options[int(one)] for one in choice)
    return verbatim(names[0]) if len(names) == 1 else t("{options}", options=names)


def receipt(decision: Decision, ballot: Ballot, closes: datetime, track: str) -> Reply:
    """What a voter is told, and keeps."""
    what = t(
        "Recorded on {reference}: {choice}.",
        reference=decision.reference,
        choice=said_phrase(decision, ballot.choice),
    )
    blocks: list[Block] = [Line(what)]
    if ballot.reason:
        blocks.append(Quote(ballot.reason))
    if not ballot.eligible:
        blocks.append(
            Line(
                t(
                    "You joined {track} after this opened: your vote is kept and shown apart.",
                    track=track,
                )
            )
        )
    blocks.append(
        Line(
            t(
                "Receipt {receipt}. You can change your vote until {when}.",
                receipt=ballot.receipt,
                when=closes,
            )
        )
    )
    if decision.terms.secrecy is Secrecy.SECRET:
        blocks.append(
            Line(t("Keep the receipt: only with it can this secret vote be changed or found."))
        )
    return reply(*blocks, private=True)


def counts(decision: Decision, tally: Tally, *, bars: bool = True) -> tuple[Block, ...]:
    """The counts as lines, with bars that read as text."""
    most = max([*tally.counts.values(), 1])
    lines = []
    for key, label in said_names(decision):
        count = tally.counts.get(key, 0)
        bar = "█" * round(_BAR * count / most) if bars else ""
        lines.append(
            t("{name} {count} {bar}", name=label, count=count, bar=bar)
            if bar
            else t("{name} {count}", name=label, count=count)
        )
    return tuple(Line(line) for line in lines)


def said_names(decision: Decision) -> list[tuple[str, Phrase]]:
    """What can be said in a decision: the key it is counted by, and its name."""
    if decision.terms.options:
        return [(str(k), verbatim(option)) for k, option in enumerate(decision.terms.options)]
    return [(one.value, one.label) for one in Position]


def evaluation(decision: Decision, track: str, found: Evaluation) -> Reply:
    """All that counting can say, and which results can be called."""
    ref = decision.reference
    blocks: list[Block] = [
        Title(title(decision, track)),
        Line(
            t(
                "{reference} is closed. {people} of {electorate} spoke; {quorum}",
                reference=ref,
                people=found.tally.people,
                electorate=found.electorate,
                quorum=t("the quorum was met.") if found.quorate else t("the quorum was missed."),
            )
        ),
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
        reason = incompatible(one, found, decision.terms.kind)
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
    blocks.append(Line(t("By region:")))
    blocks += _rows(decision, region_names(found.by_region))
    blocks.append(Line(t("With one voice for each organisation:")))
    blocks.append(
        Items(
            tuple(
                t("{name}: {share}", name=label, share=share(found.organisations.get(key, 0)))
                for key, label in said_names(decision)
            )
        )
    )
    return reply(*blocks)


def by_group(decision: Decision, found: Evaluation) -> tuple[Block, ...]:
    """The counts by stakeholder group as lines."""
    heading = Line(t("By stakeholder group:"))
    return (heading, *_rows(decision, group_names(found.by_group)))


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
    return [(labels.get(name, t("All others")), row) for name, row in table.items()]


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


def unheard(
    decision: Decision,
    silent: Mapping[str, Mapping[str, int]],
    spoke: Mapping[str, Mapping[str, int]],
) -> Reply | None:
    """What a facilitator is told at half time: who has not been heard, in numbers, with a text
    ready for outreach. None if everybody has been heard."""
    if not any(sum(cells.values()) for cells in silent.values()):
        return None
    blocks: list[Block] = [Title(t("{reference} is at half time.", reference=decision.reference))]
    for heading, kinds, name in (
        (t("Not heard yet, by stakeholder group:"), StakeholderGroup, "group"),
        (t("Not heard yet, by region:"), Region, "region"),
    ):
        shown = unheard_groups(silent.get(name, {}), spoke.get(name, {}))
        rows = [
            t("{group}: {count}", group=one.label, count=shown[one.value])
            for one in kinds
            if one.value in shown
        ]
        if rows:
            blocks += [Line(heading), Items(tuple(rows))]
    if len(blocks) == 1:
        blocks.append(Line(t("Too few people are silent to show who they are.")))
    blocks += [
        Line(t("A text for outreach:")),
        Quote(decision.terms.text),
        Line(
            t(
                "This is open until {when}. Your group has not been heard on it yet.",
                when=decision.closes or "",
            )
        ),
    ]
    return reply(*blocks)


def card(
    decision: Decision,
    track: str,
    charter: Charter,
    objections: Sequence[Objection],
    minority: Sequence[tuple[str, str]],
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
        Line(quorum_line(charter.quorum.people, charter.quorum.groups)),
        *(Line(line) for line in terms_lines(decision.terms)),
        *extra,
        *(Line(objection_line(decision, one)) for one in objections),
    ]
    for _, text in minority:
        blocks += [Line(t("Minority view:")), Quote(text)]
    return reply(*blocks, *result_lines(decision), choices=choices)


TEMPLATES: dict[str, tuple[Phrase, Terms]] = {
    "rhythm": (
        t("Meeting time and rhythm"),
        Terms(Kind.CONSENSUS, "We meet every … at … UTC."),
    ),
    "language": (
        t("Language of work"),
        Terms(
            Kind.APPROVAL,
            "In which languages do we work?",
            ("English", "French", "Spanish", "Arabic", "Russian", "Chinese"),
        ),
    ),
    "format": (
        t("Format of the output"),
        Terms(
            Kind.CHOICE,
            "Which format shall our output have?",
            ("Report", "Short paper", "Collection of practices"),
        ),
    ),
    "penholder": (
        t("Choice of penholder (secret)"),
        Terms(
            Kind.CHOICE,
            "Who holds the pen?",
            ("…", "… …"),
            secrecy=Secrecy.SECRET,
            visible=Visible.AT_CLOSE,
        ),
    ),
    "adoption": (
        t("Adoption of a draft"),
        Terms(Kind.CONSENSUS, "We adopt the draft “…” of … as our output.", hours=336),
    ),
}
"""The usual decisions on working modalities. The texts are drafts to be changed, in English as the
tracks' texts are."""
