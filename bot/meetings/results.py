"""How the outcome of a meeting is shown: its end, its minutes, corrections, actions."""

from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.reply import Block, Choice, Items, Line, Reply, Title, reply
from bot.meetings.agenda_views import action_line
from bot.meetings.board import Floor
from bot.meetings.minutes import Action, Correction, Standing, Tag
from bot.meetings.minutes import Line as Noted
from bot.meetings.model import Meeting, State
from bot.meetings.rules import corrections_end
from bot.meetings.views import Shown, heading

_MOST = 20


def over(floor: Floor) -> Reply:
    """What the rooms are told when a meeting has ended: what was agreed, and who does what."""
    meeting = floor.one.meeting
    blocks: list[Block] = [Title(t("Over: {heading}", heading=heading(floor.one)))]
    agreed = [line for line in floor.lines if line.tag is Tag.AGREED]
    if agreed:
        blocks += [Line(t("Agreed:")), Items(tuple(_said(line) for line in agreed[:_MOST]))]
    if floor.one.actions:
        blocks += [
            Line(t("Open actions:")),
            Items(tuple(action_line(one) for one in floor.one.actions[:_MOST])),
        ]
    ends = corrections_end(meeting)
    if floor.lines and ends:
        blocks.append(
            Line(
                t(
                    "Corrections until {when}: {command}",
                    when=ends,
                    command=Typed(f'correct {floor.lines[-1].reference} "text"'),
                )
            )
        )
    if floor.one.last:
        blocks.append(Line(t("It was the last one of its series.")))
    if floor.one.after:
        after = floor.one.after
        blocks.append(
            Line(
                t(
                    "The next call is {reference}, {when}.",
                    reference=after.reference,
                    when=after.starts,
                )
            )
        )
    return reply(*blocks, choices=(Choice(t("Minutes"), f"minutes {meeting.reference}"),))


def _said(line: Noted) -> Phrase:
    return t("{reference} {text}", reference=line.reference, text=line.text)


def to_rapporteurs(one: Shown) -> Reply:
    """What the rapporteurs are told when a meeting has ended."""
    reference = one.meeting.reference
    return reply(
        t("Over: {heading}", heading=heading(one)),
        t("Its summary can be drafted."),
        choices=(Choice(t("Draft the summary"), f"summary {reference}"),),
    )


def noted(line: Noted) -> Phrase:
    """That a line was noted."""
    return t("{reference} noted: {tag}.", reference=line.reference, tag=line.tag.label)


def minutes_card(one: Shown, lines: list[Noted], corrections: list[Correction]) -> Reply:
    """The minutes, line by line, with what was proposed to correct them."""
    meeting = one.meeting
    blocks: list[Block] = [Title(t("Minutes of {heading}", heading=heading(one)))]
    if meeting.began:
        blocks.append(Line(t("Begun {began}.", began=meeting.began)))
    if not lines:
        blocks.append(Line(t("Nothing was noted.")))
    for line in lines:
        blocks.append(Line(_full(line)))
        about = [one for one in corrections if one.line == line.number]
        if about:
            blocks.append(Items(tuple(correction_line(one) for one in about)))
    blocks.append(Line(_stage(meeting)))
    return reply(*blocks)


def _full(line: Noted) -> Phrase:
    if line.name and line.tag is not Tag.TOPIC:
        return t(
            "{reference} {tag} ({name}): {text}",
            reference=line.reference,
            tag=line.tag.label,
            name=line.name,
            text=line.text,
        )
    return t(
        "{reference} {tag}: {text}", reference=line.reference, tag=line.tag.label, text=line.text
    )


def correction_line(one: Correction) -> Phrase:
    """A proposed correction in one line, and what became of it."""
    match one.standing:
        case Standing.PROPOSED:
            return t("{reference} proposed: {text}", reference=one.reference, text=one.text)
        case Standing.ACCEPTED:
            return t("{reference} corrected to: {text}", reference=one.reference, text=one.text)
        case Standing.DECLINED:
            return t(
                "{reference} declined: {text} Reason: {reason}",
                reference=one.reference,
                text=one.text,
                reason=one.reason,
            )


def _stage(meeting: Meeting) -> Phrase:
    if meeting.approved:
        return t("Approved {when}.", when=meeting.approved)
    ends = corrections_end(meeting)
    if meeting.state is State.ENDED and ends:
        return t(
            "Not approved yet. Corrections until {when}: {command}",
            when=ends,
            command=Typed(f'correct {meeting.reference}.1 "text"'),
        )
    return t("The meeting is in progress.")


def actions_card(actions: list[Action], title: Phrase) -> Reply:
    """Open actions, a line each."""
    if not actions:
        return reply(t("No action is open."))
    blocks: list[Block] = [Title(title), Items(tuple(action_line(a) for a in actions[:_MOST]))]
    return reply(
        *blocks,
        choices=tuple(
            Choice(t("{reference} is done", reference=one.reference), f"done {one.reference}")
            for one in actions[:6]
        ),
    )
