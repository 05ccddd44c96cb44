"""How a plan is shown before it counts: what was understood, in full, to be confirmed."""

from datetime import datetime

from bot.conversation.clocks import Clocks
from bot.conversation.phrases import Elsewhere, Phrase, n, t
from bot.conversation.reply import Block, Choice, Line, Reply, Title, reply
from bot.meetings.lengths import minutes
from bot.meetings.model import Clash, Plan, Rule
from bot.meetings.series import clocks, first_change, starts
from bot.meetings.series_views import repetition
from bot.tracks.rules import SMALLEST_CELL


def to_confirm(
    plan: Plan, track: str, zones: tuple[str, ...], clashes: list[Clash], confirm: str, change: str
) -> Reply:
    """What was understood, in full, to be confirmed. Nothing counts before."""
    begins = starts(plan.wall, plan.wall.day)
    blocks: list[Block] = [
        Title(t("To be confirmed: {title} · {track}", title=plan.title, track=track)),
        Line(t("{when}, {length}", when=begins, length=minutes(plan.minutes))),
    ]
    if zones:
        blocks.append(Line(t("{times}", times=Elsewhere(begins, zones))))
    blocks += clock_trouble(plan, begins)
    if plan.rule:
        blocks += _series_lines(plan, plan.rule)
    if plan.link:
        blocks.append(Line(t("{link}", link=plan.link)))
    blocks += [Line(_clash(one)) for one in clashes]
    return reply(
        *blocks,
        choices=(Choice(t("Confirm"), confirm), Choice(t("Change"), change)),
        private=True,
    )


def clock_trouble(plan: Plan, begins: datetime) -> list[Block]:
    """That the clocks skip the time that was said, or show it twice."""
    match clocks(plan.wall):
        case Clocks.GAP:
            return [
                Line(
                    t(
                        "The clocks skip {time} there on that day: it would begin at {times}.",
                        time=f"{plan.wall.at:%H:%M}",
                        times=Elsewhere(begins, (plan.wall.zone,)),
                    )
                )
            ]
        case Clocks.OVERLAP:
            return [
                Line(
                    t(
                        "The clocks show {time} twice there on that day: the first one is meant.",
                        time=f"{plan.wall.at:%H:%M}",
                    )
                )
            ]
        case _:
            return []


def _series_lines(plan: Plan, rule: Rule) -> list[Block]:
    lines: list[Block] = [Line(repetition(plan.wall.day, rule))]
    change = first_change(plan.wall, rule)
    if change:
        day, begins = change
        lines.append(
            Line(
                t(
                    "Always at {time} there. From {day} on the clocks have changed: {times}.",
                    time=f"{plan.wall.at:%H:%M}",
                    day=day,
                    times=Elsewhere(begins, ("UTC", plan.wall.zone)),
                )
            )
        )
    return lines


def _clash(clash: Clash) -> Phrase:
    other = t("{reference} · {title}", reference=clash.meeting.reference, title=clash.meeting.title)
    if clash.shared < SMALLEST_CELL:
        return t("At the same time: {other}. Some people belong to both tracks.", other=other)
    return n(
        "At the same time: {other}. One person belongs to both tracks.",
        "At the same time: {other}. {count} people belong to both tracks.",
        clash.shared,
        other=other,
    )
