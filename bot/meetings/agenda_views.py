"""How an agenda is shown: its items, and the open actions that stand on it by themselves."""

from bot.conversation.phrases import Phrase, Typed, n, t
from bot.conversation.reply import Block, Choice, Items, Line, Reply, Title, reply
from bot.meetings.lengths import minutes
from bot.meetings.minutes import Action
from bot.meetings.model import Item, State
from bot.meetings.rules import total_minutes
from bot.meetings.views import Shown, heading

_MOST_ACTIONS = 10


def size(items: tuple[Item, ...]) -> Phrase:
    """How many items an agenda has, and how long they take."""
    total = total_minutes(items)
    if not total:
        return n("One item on the agenda.", "{count} items on the agenda.", len(items))
    return n(
        "One item on the agenda, {length}.",
        "{count} items on the agenda, {length}.",
        len(items),
        length=minutes(total),
    )


def agenda_lines(one: Shown) -> list[Block]:
    """The agenda, and the open actions that stand on it by themselves."""
    lines: list[Block] = []
    if one.items:
        lines += [Line(t("Agenda:")), Items(tuple(_item(item) for item in one.items), True)]
        total = total_minutes(one.items)
        if total > one.meeting.minutes:
            lines.append(
                Line(
                    t(
                        "The items take {total}, the call has {length}.",
                        total=minutes(total),
                        length=minutes(one.meeting.minutes),
                    )
                )
            )
    else:
        lines.append(Line(t("There is nothing on the agenda yet.")))
    if one.actions:
        lines += [
            Line(t("Open actions:")),
            Items(tuple(action_line(action) for action in one.actions[:_MOST_ACTIONS])),
        ]
        if len(one.actions) > _MOST_ACTIONS:
            lines.append(Line(t("More: {command}", command=Typed("actions"))))
    return lines


def _item(item: Item) -> Phrase:
    if item.minutes:
        return t("{item} ({length})", item=item.title, length=minutes(item.minutes))
    return t("{item}", item=item.title)


def action_line(action: Action) -> Phrase:
    """An action in one line: who, what, by when."""
    who = action.called or (t("somebody") if action.unnamed else t("nobody yet"))
    if action.due is None:
        return t("{reference} {who}: {text}", reference=action.reference, who=who, text=action.text)
    return t(
        "{reference} {who}: {text} (by {day})",
        reference=action.reference,
        who=who,
        text=action.text,
        day=action.due,
    )


def agenda_card(one: Shown) -> Reply:
    """The agenda of a meeting, with the way to add to it."""
    reference = one.meeting.reference
    return reply(
        Title(t("Agenda of {heading}", heading=heading(one))),
        Line(t("{when}, {length}", when=one.meeting.starts, length=minutes(one.meeting.minutes))),
        *agenda_lines(one),
        choices=(Choice(t("Add an item"), f"agenda {reference} add"),)
        if one.meeting.state is State.PLANNED or one.meeting.state is State.RUNNING
        else (),
    )
