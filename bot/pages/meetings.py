"""The page of a meeting: when, its agenda, its minutes line by line, its actions, its summary.

Of people it names the chair and who took an action, as the rooms do; under the Chatham House Rule
nobody. Who noted a line, who came and who did not is not on the page; an approved summary says of
that what the rapporteur published.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.conversation.addresses import path_of, track_path
from bot.conversation.lines import one_line
from bot.conversation.phrases import Elsewhere, Phrase, t, verbatim
from bot.meetings.life import shown
from bot.meetings.minutes import Action, Correction, Line, Standing, Tag, said_now
from bot.meetings.model import Item, Meeting, State
from bot.meetings.results import correction_line
from bot.meetings.rules import corrections_end
from bot.meetings.series import days, place_in_month
from bot.meetings.store import Actions, Minutes
from bot.meetings.views import Shown, action_line, clock_lines, minutes, repetition
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
from bot.pages.portions import portion_path, portions_by_size
from bot.people.store import People
from bot.ports import Tx

_PORTION = 12_000
"""So many letters of minutes stand on one page."""
_LINE = 120
_PUBLIC = (State.PLANNED, State.RUNNING)


@dataclass(frozen=True, slots=True)
class ItemShown:
    """A point of the agenda; minutes: 0 if none were given."""

    number: int
    title: str
    minutes: int
    done: bool


@dataclass(frozen=True, slots=True)
class CorrectionShown:
    """A proposed correction, and what became of it. before: what the line said before, if it was
    accepted."""

    reference: str
    text: str
    standing: Standing
    reason: str
    before: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the minutes, as it was last corrected."""

    reference: str
    tag: Tag
    text: str
    at: datetime
    corrections: tuple[CorrectionShown, ...]


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action; who is "" if nobody took it, or nobody is named."""

    reference: str
    text: str
    who: str
    due: date | None
    done: bool


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """All that a reader may know of a meeting."""

    reference: str
    title: str
    track: str
    track_title: str
    state: State
    starts: datetime
    minutes: int
    link: str
    began: datetime | None
    ended: datetime | None
    chair: str
    chatham: bool
    reason: str
    agenda: tuple[ItemShown, ...]
    lines: tuple[LineShown, ...]
    actions: tuple[ActionShown, ...]
    corrections_until: datetime | None
    approved: datetime | None
    summary: str


@dataclass(frozen=True, slots=True)
class _Parts:
    """A meeting with what its page says in words alone."""

    one: MeetingShown
    card: Shown
    actions: tuple[Action, ...]
    corrections: tuple[Correction, ...]


def meeting_shown(tx: Tx, meeting: Meeting, now: datetime) -> MeetingShown:
    """What a reader may know of a meeting."""
    return _parts(tx, meeting, now).one


def _parts(tx: Tx, meeting: Meeting, now: datetime) -> _Parts:
    card = shown(tx, meeting, now)
    named = not meeting.chatham and meeting.chair is not None
    chair = tx.get(People).person(meeting.chair or 0) if named else None
    corrections = tx.get(Minutes).corrections(meeting)
    actions = tuple(tx.get(Actions).of(meeting))
    over = meeting.state is State.ENDED
    one = MeetingShown(
        meeting.reference,
        meeting.title,
        meeting.track,
        card.track,
        meeting.state,
        meeting.starts,
        meeting.minutes,
        meeting.link if meeting.state in _PUBLIC else "",
        meeting.began,
        meeting.ended,
        chair.name if chair else "",
        meeting.chatham,
        meeting.reason,
        tuple(_item(item) for item in card.items),
        tuple(_line(line, corrections) for line in tx.get(Minutes).lines(meeting)) if over else (),
        tuple(_action(action, meeting) for action in actions),
        corrections_end(meeting) if over else None,
        meeting.approved,
        meeting.summary if meeting.approved else "",
    )
    return _Parts(one, card, actions, tuple(corrections))


def _item(item: Item) -> ItemShown:
    return ItemShown(item.number, item.title, item.minutes, item.done)


def _line(line: Line, corrections: list[Correction]) -> LineShown:
    return LineShown(
        line.reference,
        line.tag,
        said_now(line, corrections),
        line.at,
        tuple(_corrections(line, corrections)),
    )


def _corrections(line: Line, corrections: list[Correction]) -> Iterator[CorrectionShown]:
    said = line.text
    for one in corrections:
        if one.line != line.number:
            continue
        accepted = one.standing is Standing.ACCEPTED
        before = said if accepted else ""
        said = one.text if accepted else said
        yield CorrectionShown(one.reference, one.text, one.standing, one.reason, before)


def _action(action: Action, meeting: Meeting) -> ActionShown:
    who = "" if meeting.chatham or action.unnamed else action.called
    return ActionShown(action.reference, action.text, who, action.due, action.done is not None)


def _size(line: LineShown) -> int:
    corrections = sum(_LINE + len(one.text) + len(one.reason) for one in line.corrections)
    return _LINE + len(line.text) + corrections


def meeting_page(tx: Tx, meeting: Meeting, number: int, now: datetime) -> Page | None:
    """The page of a meeting; long minutes go on at pages 2, 3 and so on. None if there is none of
    this number."""
    parts = _parts(tx, meeting, now)
    one = parts.one
    portions = portions_by_size(one.lines, _size, _PORTION)
    if not 1 <= number <= len(portions):
        return None
    path = path_of(one.reference)
    first = number == 1
    blocks: tuple[Block | Section | None, ...] = (
        *(_opening(parts) if first else ()),
        _agenda(one) if first else None,
        _minutes(parts, portions[number - 1]),
        _actions_section(parts) if first else None,
        _summary_section(one, path) if first else None,
    )
    return Page(
        portion_path(path, number),
        t("{reference}: {title}", reference=one.reference, title=one.title),
        present(*blocks),
        facts(one),
        (t("{when}, {length}", when=one.starts, length=minutes(one.minutes)), _state_line(one)),
        (Link(t("Meetings"), "/calendar"), Link(verbatim(one.track_title), track_path(one.track))),
        (calendar_feed(f"{path}.ics"),),
        before=portion_path(path, number - 1) if number > 1 else "",
        after=portion_path(path, number + 1) if number < len(portions) else "",
    )


def portions_of(tx: Tx, meeting: Meeting, now: datetime) -> int:
    """How many pages a meeting has."""
    return len(portions_by_size(_parts(tx, meeting, now).one.lines, _size, _PORTION))


def _state_line(one: MeetingShown) -> Phrase:
    if one.approved:
        return t("It is over; its minutes were approved on {when}.", when=one.approved)
    return t("It is {state}.", state=one.state.label)


def _opening(parts: _Parts) -> list[Block]:
    one, card = parts.one, parts.card
    blocks: list[Block] = []
    if card.zones and one.state in _PUBLIC:
        blocks.append(Text(t("{times}", times=Elsewhere(one.starts, card.zones))))
        blocks += [Text(line.phrase) for line in clock_lines(card) if hasattr(line, "phrase")]
    if one.link:
        link = one_line(one.link)
        blocks.append(Text(t("Link: {link}", link=link), _web(link)))
    if card.series:
        count = sum(1 for _ in days(card.series.wall.day, card.series.rule))
        place = place_in_month(card.series.wall.day)
        blocks.append(Text(repetition(card.series.rule, place, count)))
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


def _minutes(parts: _Parts, lines: tuple[LineShown, ...]) -> Section | None:
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


def _line_entry(line: LineShown, parts: _Parts) -> Entry:
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


def _actions_section(parts: _Parts) -> Section | None:
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
