"""The card of a meeting, and the list of the next ones."""

from bot.conversation.phrases import n, t
from bot.conversation.reply import Block, Choice, Items, Line, Quote, Reply, Title, reply
from bot.meetings.agenda_views import size
from bot.meetings.model import State
from bot.meetings.series_views import repetition
from bot.meetings.views import Shown, clock_lines, coming_choices, heading, time_lines


def meeting_card(one: Shown) -> Reply:
    """One meeting: when, where, who comes, what is on its agenda, and what can be done."""
    meeting = one.meeting
    blocks: list[Block] = [Title(heading(one)), *time_lines(one)]
    if meeting.state is not State.PLANNED:
        blocks.append(Line(t("It is {state}.", state=meeting.state.label)))
    if meeting.reason:
        blocks.append(Quote(meeting.reason))
    if meeting.chatham:
        blocks.append(Line(t("Under the Chatham House Rule: no names, no attendance.")))
    blocks += clock_lines(one)
    if one.series:
        blocks.append(Line(repetition(one.series.wall.day, one.series.rule)))
    if meeting.state is State.PLANNED:
        blocks.append(
            Line(
                t(
                    "Coming: {yes}. Perhaps: {maybe}. Not: {no}.",
                    yes=one.replies.yes,
                    maybe=one.replies.maybe,
                    no=one.replies.no,
                )
            )
        )
        if one.items:
            blocks.append(Line(size(one.items)))
        return reply(
            *blocks,
            choices=(
                *coming_choices(meeting),
                Choice(t("Calendar file"), f"ics {meeting.reference}"),
            ),
        )
    if meeting.state in (State.CANCELLED, State.NOT_HELD):
        return reply(*blocks)
    return reply(*blocks, choices=(Choice(t("Minutes"), f"minutes {meeting.reference}"),))


def listing(shown: list[Shown], more: int) -> Reply:
    """The next meetings, a line each."""
    if not shown:
        return reply(t("No meeting is planned."))
    lines = tuple(
        t(
            "{reference} · {title} · {track}: {when}",
            reference=one.meeting.reference,
            title=one.meeting.title,
            track=one.track,
            when=one.meeting.starts,
        )
        for one in shown
    )
    blocks: list[Block] = [Title(t("The next meetings")), Items(lines)]
    if more > 0:
        blocks.append(Line(n("One more is not shown.", "{count} more are not shown.", more)))
    return reply(
        *blocks,
        choices=tuple(
            Choice(t("{reference}", reference=one.meeting.reference),
                   f"meeting {one.meeting.reference}")
            for one in shown
        ),
    )  # fmt: skip
