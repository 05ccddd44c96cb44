"""The board of a meeting that runs: one message in every room of its track, edited as it goes."""

from dataclasses import dataclass

from bot.conversation.phrases import Phrase, n, t
from bot.conversation.reply import Block, Choice, Line, Reply, Title, reply
from bot.meetings.lengths import minutes
from bot.meetings.minutes import Line as Noted
from bot.meetings.minutes import Speech, Tag, Turn
from bot.meetings.model import State
from bot.meetings.views import Shown, heading

_MOST_WAITING = 8


@dataclass(frozen=True, slots=True)
class Floor:
    """What is shown of a meeting that runs: its chair, who speaks and waits, what was noted."""

    one: Shown
    chair: str
    queue: tuple[Speech, ...]
    lines: tuple[Noted, ...]


def board(floor: Floor) -> Reply:
    """The board."""
    meeting = floor.one.meeting
    if meeting.state is not State.RUNNING:
        return _over(floor)
    blocks: list[Block] = [Title(t("In progress: {heading}", heading=heading(floor.one)))]
    began = meeting.began or meeting.starts
    if floor.chair:
        blocks.append(Line(t("Since {began}. Chair: {chair}.", began=began, chair=floor.chair)))
    else:
        blocks.append(Line(t("Since {began}. Nobody chairs it now.", began=began)))
    if meeting.link:
        blocks.append(Line(t("{link}", link=meeting.link)))
    if meeting.chatham:
        blocks.append(Line(t("Under the Chatham House Rule: no names, no attendance.")))
    if meeting.off_record:
        blocks.append(Line(t("Off the record: nothing is noted now.")))
    blocks += _agenda(floor)
    blocks += [Line(one) for one in queue_lines(floor.queue, meeting.speaking)]
    blocks.append(Line(_noted(floor.lines)))
    choices = [Choice(t("Ask to speak"), f"speak {meeting.reference}")]
    if not meeting.chatham:
        choices.append(Choice(t("I am present"), f"present {meeting.reference}"))
    choices.append(Choice(t("Agenda"), f"agenda {meeting.reference}"))
    return reply(*blocks, choices=tuple(choices))


def _agenda(floor: Floor) -> list[Block]:
    meeting, items = floor.one.meeting, floor.one.items
    lines: list[Block] = []
    now = next((item for item in items if item.number == meeting.item), None)
    if now and now.minutes and meeting.opened:
        lines.append(
            Line(
                t(
                    "Now: {number}. {item} ({length}, since {clock} UTC)",
                    number=now.number,
                    item=now.title,
                    length=minutes(now.minutes),
                    clock=f"{meeting.opened:%H:%M}",
                )
            )
        )
    elif now:
        lines.append(Line(t("Now: {number}. {item}", number=now.number, item=now.title)))
    after = next((item for item in items if not item.done and item.number != meeting.item), None)
    if after:
        lines.append(Line(t("Next: {number}. {item}", number=after.number, item=after.title)))
    return lines


def queue_lines(queue: tuple[Speech, ...], limit: int) -> list[Phrase]:
    """Who has the floor and who waits. limit: minutes a speaker has, 0 for as many as it takes."""
    lines: list[Phrase] = []
    speaking = next((one for one in queue if one.turn is Turn.SPEAKING), None)
    if speaking:
        has = t("{name} has the floor", name=speaking.name)
        if speaking.point:
            has = t("{name} has the floor: {point}", name=speaking.name, point=speaking.point)
        lines.append(t("{has} ({length})", has=has, length=minutes(limit)) if limit else has)
    waiting = [one for one in queue if one.turn is Turn.WAITING]
    if waiting:
        names = tuple(one.name for one in waiting[:_MOST_WAITING])
        lines.append(t("Waiting: {names}", names=names))
    if len(waiting) > _MOST_WAITING:
        lines.append(n("One more waits.", "{count} more wait.", len(waiting) - _MOST_WAITING))
    return lines


def _noted(lines: tuple[Noted, ...]) -> Phrase:
    return t(
        "Minutes: {lines}, {agreed}, {actions}.",
        lines=n("one line", "{count} lines", len(lines)),
        agreed=n("{count} agreed", "{count} agreed", _count(lines, Tag.AGREED)),
        actions=n("one action", "{count} actions", _count(lines, Tag.ACTION)),
    )


def _count(lines: tuple[Noted, ...], tag: Tag) -> int:
    return sum(1 for line in lines if line.tag is tag)


def _over(floor: Floor) -> Reply:
    meeting = floor.one.meeting
    blocks: list[Block] = [Title(t("Over: {heading}", heading=heading(floor.one)))]
    if meeting.began and meeting.ended:
        blocks.append(Line(t("From {began} to {ended}.", began=meeting.began, ended=meeting.ended)))
    blocks.append(Line(_noted(floor.lines)))
    return reply(*blocks, choices=(Choice(t("Minutes"), f"minutes {meeting.reference}"),))
