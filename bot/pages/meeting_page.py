"""The page of a meeting, with long minutes in portions, and the page of its approved summary."""

from dataclasses import replace
from datetime import datetime

from bot.conversation.addresses import path_of, track_path
from bot.conversation.lines import one_line
from bot.conversation.phrases import Elsewhere, Phrase, t, verbatim
from bot.meetings.agenda_views import action_line
from bot.meetings.lengths import minutes
from bot.meetings.model import Meeting, State
from bot.meetings.results import correction_line
from bot.meetings.series_views import repetition
from bot.meetings.views import clock_lines
from bot.pages.blocks import (
    Block,
    Entry,
    Link,
    Listing,
    Markdown,
    Page,
    Section,
    Text,
    Words,
    calendar_feed,
    present,
)
from bot.pages.facts import facts
from bot.pages.meetings import (
    PUBLIC,
    CorrectionShown,
    LineShown,
    MeetingShown,
    Parts,
    meeting_shown,
    parts,
)
from bot.pages.portions import portion_path, portions_by_size
from bot.ports import Tx

_PORTION = 12_000
"""So many letters of minutes stand on one page."""
_LINE = 120


def _size(line: LineShown) -> int:
    corrections = sum(_LINE + len(one.text) + len(one.reason) for one in line.corrections)
    return _LINE + len(line.text) + corrections


def meeting_page(tx: Tx, meeting: Meeting, number: int, now: datetime) -> Page | None:
    """The page of a meeting; long minutes go on at pages 2, 3 and so on. None if there is none of
    this number."""
    found = parts(tx, meeting, now)
    one = found.one
    portions = portions_by_size(one.lines, _size, _PORTION)
    if not 1 <= number <= len(portions):
        return None
    path = path_of(one.reference)
    first = number == 1
    blocks: tuple[Block | Section | None, ...] = (
        *(_opening(found) if first else ()),
        _agenda(one) if first else None,
        _minutes(found, portions[number - 1]),
        _actions_section(found) if first else None,
        _summary_section(one, path) if first else None,
    )
    return Page(
        portion_path(path, number),
        t("{reference}: {title}", reference=one.reference, title=one.title),
        present(*blocks),
        {
            **facts(replace(one, lines=portions[number - 1])),
            "number": number,
            "of": len(portions),
        },
        (t("{when}, {length}", when=one.starts, length=minutes(one.minutes)), _state_line(one)),
        (Link(t("Meetings"), "/calendar"), Link(verbatim(one.track_title), track_path(one.track))),
        (calendar_feed(f"{path}.ics"),),
        before=portion_path(path, number - 1) if number > 1 else "",
        after=portion_path(path, number + 1) if number < len(portions) else "",
    )


def portions_of(tx: Tx, meeting: Meeting, now: datetime) -> int:
    """How many pages a meeting has."""
    return len(portions_by_size(parts(tx, meeting, now).one.lines, _size, _PORTION))


def _state_line(one: MeetingShown) -> Phrase:
    if one.approved:
        return t("It is over; its minutes were approved on {when}.", when=one.approved)
    return t("It is {state}.", state=one.state.label)


def _opening(parts: Parts) -> list[Block]:
    one, card = parts.one, parts.card
    blocks: list[Block] = []
    if card.zones and one.state in PUBLIC:
        blocks.append(Text(t("{times}", times=Elsewhere(one.starts, card.zones))))
        blocks += [Text(line.phrase) for line in clock_lines(card) if hasattr(line, "phrase")]
    if one.link:
        link = one_line(one.link)
        blocks.append(Text(t("Link: {link}", link=link), _web(link)))
    if card.series:
        blocks.append(Text(repetition(card.series.wall.day, card.series.rule)))
    if one.reason:
        blocks += [Text(t("Reason:")), Words(one.reason)]
    if one.chatham:
        blocks.append(Text(t("Under the Chatham House Rule: no names, no attendance.")))
    if one.began and one.chair:
        blocks.append(Text(t("Begun {began}. Chair: {chair}.", began=one.began, chair=one.chair)))
    elif one.began:
        blocks.append(Text(t("Begun {began}.", began=one.began)))
    return blocks


def _web(link: str) -> str:
    """A link that can be followed, or "" for words that only look like one."""
    return link if link.startswith(("https://", "http://")) and " " not in link else ""


def _agenda(one: MeetingShown) -> Section:
    if not one.agenda:
        return Section(t("Agenda"), (Text(t("There is nothing on the agenda yet.")),), "agenda")
    entries = tuple(
        Entry(
            t("{item} ({length})", item=item.title, length=minutes(item.minutes))
            if item.minutes
            else verbatim(item.title)
        )
        for item in one.agenda
    )
    return Section(t("Agenda"), (Listing(entries, ordered=True),), "agenda")


def _minutes(parts: Parts, lines: tuple[LineShown, ...]) -> Section | None:
    one = parts.one
    if one.state is not State.ENDED:
        return None
    blocks: list[Block] = []
    if not one.approved and one.corrections_until:
        blocks.append(
            Text(t("Not approved yet. Corrections until {when}.", when=one.corrections_until))
        )
    if lines:
        blocks.append(Listing(tuple(_line_entry(line, parts) for line in lines)))
    else:
        blocks.append(Text(t("Nothing was noted.")))
    return Section(t("Minutes"), tuple(blocks), "minutes")


def _line_entry(line: LineShown, parts: Parts) -> Entry:
    said = {one.reference: correction_line(one) for one in parts.corrections}
    return Entry(
        t("{reference} {tag}", reference=line.reference, tag=line.tag.label),
        f"#{line.reference}",
        line.text,
        tuple(
            Text(_corrected(one) if one.before else said[one.reference]) for one in line.corrections
        ),
        line.reference,
    )


def _corrected(one: CorrectionShown) -> Phrase:
    return t("Corrected ({reference}). Before: {text}", reference=one.reference, text=one.before)


def _actions_section(parts: Parts) -> Section | None:
    if not parts.actions:
        return None
    entries = tuple(
        Entry(
            t("{action} Done.", action=action_line(action)) if action.done else action_line(action)
        )
        for action in parts.actions
    )
    return Section(t("Actions"), (Listing(entries),), "actions")


def _summary_section(one: MeetingShown, path: str) -> Section | None:
    if not one.summary:
        return None
    return Section(
        t("Summary"),
        (
            Listing(
                (
                    Entry(t("The approved summary"), f"{path}/summary"),
                    Entry(t("The same as a file (Markdown)"), f"{path}/summary.md"),
                )
            ),
        ),
        "summary",
    )


def summary_page(tx: Tx, meeting: Meeting, now: datetime) -> Page | None:
    """The approved summary of a meeting; None while there is none."""
    one = meeting_shown(tx, meeting, now)
    if not one.summary or one.approved is None:
        return None
    path = path_of(one.reference)
    return Page(
        f"{path}/summary",
        t("Summary of {reference}: {title}", reference=one.reference, title=one.title),
        (Markdown(one.summary),),
        {"reference": one.reference, "approved": facts(one.approved), "markdown": one.summary},
        (t("Approved {when}.", when=one.approved),),
        (
            Link(t("Meetings"), "/calendar"),
            Link(t("{reference}: {title}", reference=one.reference, title=one.title), path),
        ),
    )
