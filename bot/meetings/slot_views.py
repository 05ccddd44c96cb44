"""How finding a time is shown: the question in the rooms, one's own answers, the result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.phrases import Elsewhere, Phrase, Typed, n, t
from bot.conversation.reply import Block, Choice, Line, Reply, Title, reply
from bot.conversation.translate import place_name
from bot.meetings.fairness import plans
from bot.meetings.lengths import minutes
from bot.meetings.model import Meeting, Unit
from bot.meetings.series import starts
from bot.meetings.series_views import every
from bot.meetings.slots import Answer, Count, Question, Rotation

_MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what all its cards show of it.

    zones: for each slot, the zones whose clocks are shown beside UTC. counts: of each slot.
    """

    question: Question
    track: str
    zones: tuple[tuple[str, ...], ...]
    counts: tuple[Count, ...]
    people: int
    leaders: tuple[int, ...]

    def begins(self, number: int) -> datetime:
        """When a slot begins, in UTC."""
        wall = self.question.slot(number)
        return starts(wall, wall.day)


def _head(one: Asked) -> list[Block]:
    question = one.question
    return [
        Title(
            t("{reference} · When can you? · {track}",
              reference=question.reference, track=one.track)
        ),
        Line(_subject(question)),
    ]  # fmt: skip


def _subject(question: Question) -> Phrase:
    length = minutes(question.minutes)
    if question.rule is None:
        return t("{title}, {length}", title=question.title, length=length)
    return t(
        "{title}, {length}. {every} until {until}.",
        title=question.title,
        length=length,
        every=every(question.rule),
        until=question.rule.until,
    )


def _elsewhere(one: Asked, number: int) -> list[Block]:
    zones = one.zones[number - 1]
    return [Line(t("{times}", times=Elsewhere(one.begins(number), zones)))] if zones else []


def _answered(one: Asked) -> Phrase:
    if not one.people:
        return t("Nobody has answered yet.")
    return n("One person has answered.", "{count} people have answered.", one.people)


def board(one: Asked, meeting: Meeting | None) -> Reply:
    """The one message of a question in a room, drawn anew as people answer. meeting: the first one
    that was planned from it."""
    question = one.question
    if question.settled is not None:
        return reply(*_head(one), *settled_lines(one, meeting))
    blocks = _head(one)
    for count in one.counts:
        blocks.append(Line(_counted(one, count) if one.people else _slot(one, count.number)))
        blocks += _elsewhere(one, count.number)
    blocks.append(Line(_answered(one)))
    if one.leaders:
        blocks.append(Line(t("So far most can come to {slots}.", slots=one.leaders)))
    return reply(
        *blocks,
        choices=(
            Choice(t("Answer"), f"can {question.reference}"),
            Choice(t("Result"), f"slots {question.reference} result"),
        ),
    )


def _slot(one: Asked, number: int) -> Phrase:
    return t("{number}. {when}", number=number, when=one.begins(number))


def _counted(one: Asked, count: Count) -> Phrase:
    return t(
        "{number}. {when}. Yes {yes}, if need be {maybe}, no {no}",
        number=count.number,
        when=one.begins(count.number),
        yes=count.yes,
        maybe=count.maybe,
        no=count.no,
    )


def settled_lines(one: Asked, meeting: Meeting | None) -> list[Block]:
    """What became of a question that is settled: the slots that were chosen, and the meeting."""
    chosen = one.question.chosen
    if not chosen:
        return [Line(t("The question was taken back; nothing was chosen."))]
    heading = t("Chosen:") if len(chosen) == 1 else t("Chosen, in turn:")
    lines: list[Block] = [Line(heading)]
    for number, plan in plans(one.question, chosen):
        begins, zones = starts(plan.wall, plan.wall.day), one.zones[number - 1]
        lines.append(Line(t("{number}. {when}", number=number, when=begins)))
        if zones:
            lines.append(Line(t("{times}", times=Elsewhere(begins, zones))))
    if meeting is not None:
        said = (
            t("The meeting is {reference}.", reference=meeting.reference)
            if one.question.rule is None
            else t("The first meeting is {reference}.", reference=meeting.reference)
        )
        lines.append(Line(said))
    return lines


def menu(one: Asked, mine: Mapping[int, Answer], now: datetime, *first: Phrase) -> Reply:
    """What one person answered so far, each slot in their own time, with a button for what it says
    next. first: what is to be said in place of what is asked."""
    question = one.question
    blocks: list[Block] = [Line(phrase) for phrase in first] or _head(one)
    choices = []
    for count in one.counts:
        number = count.number
        answer = mine.get(number)
        said = answer.label if answer else t("no answer yet")
        if one.begins(number) <= now:
            said = t("over")
        blocks.append(
            Line(t("{number}. {when}: {answer}",
                   number=number, when=one.begins(number), answer=said))
        )  # fmt: skip
        if one.begins(number) > now:
            next_ = answer.next if answer else Answer.YES
            choices.append(
                Choice(
                    t("{number} → {answer}", number=number, answer=next_.label),
                    f"can {question.reference} {number} {next_.value}",
                )
            )
    blocks.append(Line(t("A slot without an answer counts neither as yes nor as no.")))
    blocks.append(
        Line(t("In one line: {command}", command=Typed(f"can {question.reference} 1 yes 2 maybe")))
    )
    choices += [
        Choice(t("All of them"), f"can {question.reference} all yes"),
        Choice(t("None of them"), f"can {question.reference} all no"),
    ]
    return reply(*blocks, choices=tuple(choices), private=True)


def recorded(question: Question, answers: Mapping[int, Answer]) -> Phrase:
    """What was recorded, in a line."""
    said = tuple(
        t("{number} {answer}", number=number, answer=answer.label)
        for number, answer in sorted(answers.items())
    )
    return t("Recorded on {reference}: {answers}.", reference=question.reference, answers=said)


def result(
    one: Asked,
    ranking: Sequence[Count],
    at_night: Mapping[int, Sequence[str]],
    rotation: Rotation | None,
    language: str,
    *,
    picks: bool,
) -> Reply:
    """The slots, those that suit most people first, with whom each shuts out, in a language.
    picks: with the buttons by which a facilitator chooses."""
    question = one.question
    blocks = [*_head(one), Line(_answered(one))]
    for count in ranking:
        said = _counted(one, count) if one.people else _slot(one, count.number)
        blocks += [Line(said), *_night_lines(one, count.number, at_night[count.number])]
    choices = []
    if rotation is not None:
        blocks += rotation_lines(one, rotation, language)
    if picks:
        choices += [
            Choice(
                t("Take {number}", number=count.number), f"pick {question.reference} {count.number}"
            )
            for count in ranking
        ]
        if rotation is not None and len(rotation.turns) > 1:
            words = " ".join(str(number) for number in rotation.turns)
            label = t("Take turns: {slots}", slots=words.replace(" ", ", "))
            choices.append(Choice(label, f"pick {question.reference} {words}"))
    choices.append(Choice(t("Answer"), f"can {question.reference}"))
    return reply(*blocks, choices=tuple(choices))


def _night_lines(one: Asked, number: int, zones: Sequence[str]) -> list[Block]:
    """Where a slot is at night. From which regions people can't come is not counted: it would be
    counted anew with each answer."""
    if not zones:
        return []
    return [Line(t("At night: {times}", times=Elsewhere(one.begins(number), tuple(zones))))]


def rotation_lines(one: Asked, rotation: Rotation, language: str) -> list[Block]:
    """What the fairest turns are, and what the zone that is worst off bears with them."""
    rule = one.question.rule
    if len(rotation.turns) > 1:
        slots = ", ".join(str(number) for number in rotation.turns)
        lines: list[Block] = [Line(t("Fair hours: {slots}, in turn.", slots=slots))]
    elif rule is not None and rule.unit is Unit.MONTHS:
        lines = [
            Line(t("Fair hours: {number}, each time. A series in months can't take turns.",
                   number=rotation.turns[0]))
        ]  # fmt: skip
    else:
        lines = [Line(t("Fair hours: {number}, each time.", number=rotation.turns[0]))]
    most = max(rotation.nights.values(), default=0)
    if not most:
        lines.append(Line(t("Then no meeting falls at night in a zone of the track.")))
    else:
        worst = [zone for zone, nights in rotation.nights.items() if nights == most]
        lines.append(
            Line(
                n(
                    "Then at most {most} of one meeting is at night in one zone: {places}.",
                    "Then at most {most} of {count} meetings are at night in one zone: {places}.",
                    rotation.meetings,
                    most=most,
                    places=tuple(place_name(zone, language) for zone in worst[:_MOST_PLACES]),
                )
            )
        )
    if rotation.worst > most:
        lines.append(Line(t("The nights of the last twelve months are counted in.")))
    return lines
