"""The calendar: the meetings that are to come, those that were, and the actions they left open."""

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.addresses import path_of
from bot.conversation.phrases import Phrase, t, verbatim
from bot.meetings.agenda_views import action_line
from bot.meetings.calendar import MEDIA_TYPE, calendar_file
from bot.meetings.calendar import Entry as Series
from bot.meetings.lengths import minutes
from bot.meetings.model import Meeting, State
from bot.meetings.rules import is_open
from bot.meetings.store import Actions, Meetings
from bot.pages.blocks import (
    Block,
    Download,
    Entry,
    Link,
    Listing,
    Page,
    Section,
    Text,
    atom_feed,
    calendar_feed,
)
from bot.pages.facts import facts
from bot.pages.meetings import ActionShown
from bot.pages.portions import portion
from bot.pages.register import titles_of
from bot.ports import Tx

PATH, PAST = "/calendar", "/meetings"
_MOST_COMING = 100


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list."""

    reference: str
    title: str
    track: str
    track_title: str
    state: State
    starts: datetime
    minutes: int
    approved: datetime | None


def line_of(meeting: Meeting, titles: dict[str, str]) -> MeetingLine:
    """A meeting in a list. titles: those of the tracks, by their codes."""
    return MeetingLine(
        meeting.reference,
        meeting.title,
        meeting.track,
        titles.get(meeting.track, meeting.track),
        meeting.state,
        meeting.starts,
        meeting.minutes,
        meeting.approved,
    )


def entry_of(one: MeetingLine, *, track: bool = True) -> Entry:
    """A meeting in a list."""
    notes = [Text(t("{when}, {length}", when=one.starts, length=minutes(one.minutes)))]
    if track:
        notes.append(Text(verbatim(one.track_title)))
    if one.state is not State.PLANNED:
        notes.append(Text(_standing(one)))
    return Entry(
        t("{reference}: {title}", reference=one.reference, title=one.title),
        path_of(one.reference),
        notes=tuple(notes),
    )


def _standing(one: MeetingLine) -> Phrase:
    if one.approved:
        return t("with approved minutes")
    return one.state.label


def coming(tx: Tx, now: datetime, track: str | None = None) -> list[Meeting]:
    """The meetings that run or are to come, by their start."""
    wanted = None if track is None else (track,)
    return [
        one
        for one in tx.get(Meetings).upcoming(wanted, now)
        if one.state is State.RUNNING or one.starts >= now
    ]


def past(tx: Tx, track: str | None = None) -> list[Meeting]:
    """The meetings that are over, newest first."""
    wanted = None if track is None else (track,)
    over = (State.ENDED, State.CANCELLED, State.NOT_HELD)
    return [one for one in reversed(tx.get(Meetings).of(wanted)) if one.state in over]


def calendar_page(tx: Tx, now: datetime) -> Page:
    """What is to come, in all tracks."""
    titles = titles_of(tx)
    lines = tuple(line_of(one, titles) for one in coming(tx, now)[:_MOST_COMING])
    blocks: list[Block | Section] = [
        Listing(tuple(entry_of(one) for one in lines))
        if lines
        else Text(t("No meeting is planned.")),
        Text(t("All meetings are open to everyone. The calendar file keeps itself up to date where "
               "a program subscribes to its address.")),
        Listing(
            (
                Entry(t("Calendar of the meetings"), "/meetings.ics"),
                Entry(t("Meetings that are over"), PAST),
                Entry(t("Open actions"), "/actions"),
            )
        ),
    ]  # fmt: skip
    return Page(
        PATH, t("Meetings to come"), tuple(blocks), {"meetings": facts(lines)},
        feeds=(calendar_feed("/meetings.ics"),),
    )  # fmt: skip


def past_page(tx: Tx, number: int) -> Page | None:
    """A portion of the meetings that are over, newest first; None if there is none."""
    part = portion(past(tx), number)
    if part is None:
        return None
    titles = titles_of(tx)
    lines = tuple(line_of(one, titles) for one in part.items)
    return Page(
        part.path(PAST),
        t("Meetings that are over"),
        (
            Listing(tuple(entry_of(one) for one in lines))
            if lines
            else Text(t("No meeting was held yet.")),
        ),
        {"number": number, "of": part.of, "meetings": facts(lines)},
        above=(Link(t("Meetings to come"), PATH),),
        feeds=(atom_feed(t("Approved minutes as a feed"), "/minutes.atom"),),
        before=part.before(PAST),
        after=part.after(PAST),
    )


def actions_page(tx: Tx, number: int) -> Page | None:
    """A portion of the open actions of all tracks, by their due days; None if there is none."""
    path = "/actions"
    part = portion(tx.get(Actions).open_of(None), number)
    if part is None:
        return None
    titles = titles_of(tx)
    shown = tuple(
        ActionShown(one.reference, one.text, "" if one.unnamed else one.called, one.due,
                    not is_open(one))
        for one in part.items
    )  # fmt: skip
    entries = tuple(
        Entry(
            action_line(one), path_of(f"M{one.meeting}"),
            notes=(Text(verbatim(titles.get(one.track, one.track))),), anchor=one.reference,
        )
        for one in part.items
    )  # fmt: skip
    return Page(
        part.path(path),
        t("Open actions"),
        (Listing(entries) if entries else Text(t("No action is open.")),),
        {"number": number, "of": part.of, "actions": facts(shown)},
        above=(Link(t("Meetings to come"), PATH),),
        before=part.before(path),
        after=part.after(path),
    )


def calendar_download(
    tx: Tx, meetings: list[Meeting], name: str, now: datetime, language: str
) -> Download:
    """These meetings, with the whole of their series, as a calendar file."""
    titles = titles_of(tx)
    found: list[Series] = []
    seen: set[int] = set()
    for one in meetings:
        title = titles.get(one.track, one.track)
        if one.series is None:
            found.append(Series(None, (one,), title))
        elif one.series not in seen:
            seen.add(one.series)
            store = tx.get(Meetings)
            whole = tuple(store.of_series(one.series))
            found.append(Series(store.series(one.series), whole, title))
    return Download(name, MEDIA_TYPE, calendar_file(found, now, language))


def all_meetings(tx: Tx, track: str | None = None) -> list[Meeting]:
    """What stands in the calendar of a track, or of all: what is over has no place there."""
    over = (State.ENDED, State.NOT_HELD)
    wanted = None if track is None else (track,)
    return [one for one in tx.get(Meetings).of(wanted) if one.state not in over]
