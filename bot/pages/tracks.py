"""The page of a track: what it is, how to join, what goes on and what was done.

Facilitators are named, for they are whom a newcomer writes to; everybody else is a number, and a
group of fewer than five people is not even that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.addresses import track_path
from bot.conversation.phrases import Phrase, n, t, verbatim
from bot.decisions.store import Decisions
from bot.drafts.store import Drafts
from bot.meetings.agenda_views import action_line
from bot.meetings.store import Actions
from bot.pages.blocks import (
    Block,
    Chart,
    Entry,
    Listing,
    Page,
    Row,
    Section,
    Table,
    Text,
    atom_feed,
    calendar_feed,
    present,
)
from bot.pages.calendar import MeetingLine, coming, past
from bot.pages.calendar import entry_of as meeting_entry
from bot.pages.calendar import line_of as meeting_line
from bot.pages.decisions import Stage
from bot.pages.draft_text import is_public
from bot.pages.drafts import entry_of as draft_entry
from bot.pages.facts import facts
from bot.pages.register import DecisionLine, titles_of
from bot.pages.register import entry_of as decision_entry
from bot.pages.register import line_of as decision_line
from bot.pages.timeline import PATH as CYCLE
from bot.pages.timeline import due_section
from bot.people.model import Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.tracks.counting import shown_of_track
from bot.tracks.model import Modality, Shown, Track
from bot.tracks.rules import SMALLEST_CELL
from bot.tracks.store import Memberships, Rooms
from bot.tracks.views import group_rows

_MOST = 10


@dataclass(frozen=True, slots=True)
class RoomShown:
    """A room of a track. address: where anybody can come in, or ""."""

    name: str
    network: str
    address: str


@dataclass(frozen=True, slots=True)
class TrackShown:
    """All that a reader may know of a track. groups: as they were counted last, and when."""

    code: str
    modality: Modality
    title: str
    about: str
    closed: bool
    facilitators: tuple[str, ...]
    participants: int
    observers: int
    groups: Mapping[str, int]
    groups_counted: datetime | None
    rooms: tuple[RoomShown, ...]
    mailing_list: str
    decisions_opened: int
    decisions_with_result: int
    meetings_held: int
    meetings_with_minutes: int
    decisions: tuple[DecisionLine, ...]
    meetings: tuple[MeetingLine, ...]
    past_meetings: tuple[MeetingLine, ...]
    actions_open: int


def track_shown(tx: Tx, track: Track, now: datetime) -> TrackShown:
    """What a reader may know of a track."""
    attendance = tx.get(Memberships).attendance(track.code)
    shown, titles = shown_of_track(tx, track.code), titles_of(tx)
    decisions, mine = tx.get(Decisions), (track.code,)
    over = past(tx, track.code)
    return TrackShown(
        track.code,
        track.modality,
        track.title,
        track.about,
        track.closed,
        tuple(one.name for one in tx.get(Roles).holders(Role.FACILITATOR, track.code)),
        attendance.participants,
        attendance.observers,
        dict(shown.rows) if shown else {},
        shown.at if shown else None,
        tuple(
            RoomShown(one.names.title, one.ref.platform, one.names.address)
            for one in tx.get(Rooms).rooms(track.code)
            if one.present
        ),
        track.mailing_list,
        decisions.count(mine),
        decisions.count(mine, decided=True),
        sum(1 for one in over if one.ended),
        sum(1 for one in over if one.approved),
        tuple(decision_line(one, titles, now) for one in decisions.some(mine, 0, _MOST)),
        tuple(meeting_line(one, titles) for one in coming(tx, now, track.code)[:_MOST]),
        tuple(meeting_line(one, titles) for one in over[:_MOST]),
        len(tx.get(Actions).open_of((track.code,))),
    )


def track_page(tx: Tx, track: Track, now: datetime) -> Page:
    """The page of a track."""
    one = track_shown(tx, track, now)
    path = track_path(one.code)
    return Page(
        path,
        verbatim(one.title),
        present(
            _open_decisions(one),
            _listed(t("The next meetings"), "meetings",
                    [meeting_entry(each, track=False) for each in one.meetings],
                    t("No meeting is planned."), ()),
            due_section(tx, now, f"{path}{CYCLE}"),
            _joining(one),
            _people(one),
            _listed(t("Decisions"), "decisions",
                    [decision_entry(each, track=False) for each in one.decisions],
                    t("Nothing has been decided yet."), ()),
            _listed(t("Meetings that are over"), "past",
                    [meeting_entry(each, track=False) for each in one.past_meetings],
                    t("No meeting was held yet."), ()),
            _drafts(tx, one, now),
            _actions(tx, one),
            _openness(one),
        ),
        facts(one),
        (
            *((t(one.about),) if one.about else ()),
            one.modality.about,
            *((t("This track is closed. It takes nobody in."),) if one.closed else ()),
        ),
        feeds=(
            calendar_feed(f"{path}/meetings.ics"),
            atom_feed(t("Decisions as a feed"), f"{path}/decisions.atom"),
            atom_feed(t("Drafts as a feed"), f"{path}/drafts.atom"),
            atom_feed(t("Approved minutes as a feed"), f"{path}/minutes.atom"),
        ),
    )  # fmt: skip


def _listed(
    heading: Phrase, anchor: str, entries: list[Entry], empty: Phrase, more: tuple[Block, ...]
) -> Section:
    listing: Block = Listing(tuple(entries)) if entries else Text(empty)
    return Section(heading, (listing, *more), anchor)


def _open_decisions(one: TrackShown) -> Section:
    entries = [
        decision_entry(each, track=False) for each in one.decisions if each.stage is Stage.OPEN
    ]
    return _listed(t("Open for votes"), "open", entries, t("Nothing is open now."), ())


def _joining(one: TrackShown) -> Section:
    blocks: list[Block] = []
    if one.rooms:
        blocks.append(Listing(tuple(_room(room) for room in one.rooms)))
    if not one.closed:
        blocks.append(
            Text(
                t(
                    "Anyone can join: write {command} to the bot, on Matrix or on Telegram.",
                    command=f"/join {one.code}",
                )
            )
        )
    if one.mailing_list:
        blocks.append(Text(t("Mailing list: {address}", address=one.mailing_list)))
    if one.facilitators:
        blocks.append(Text(t("Facilitators: {people}.", people=one.facilitators)))
    else:
        blocks.append(Text(t("No facilitator has been appointed yet.")))
    return Section(t("How to join"), tuple(blocks), "join")


def _room(room: RoomShown) -> Entry:
    network = room.network.capitalize()
    name = room.name or network
    address = room.address if room.address.startswith("https://") else ""
    if room.address and not address:
        return Entry(t("{room} on {network}: {address}", room=name, network=network,
                       address=room.address))  # fmt: skip
    return Entry(t("{room} on {network}", room=name, network=network), address)


def _people(one: TrackShown) -> Section:
    if not one.participants and not one.observers:
        return Section(t("Who takes part"), (Text(t("Nobody takes part yet.")),), "people")
    blocks: list[Block] = [
        Text(n("One person takes part.", "{count} people take part.", one.participants))
    ]
    if one.observers:
        blocks.append(Text(n("One person observes.", "{count} people observe.", one.observers)))
    if one.groups_counted is not None:
        shown = Shown(one.groups, one.groups_counted)
        rows = tuple(Row(name, (count,)) for name, count in group_rows(shown))
        caption = t("By stakeholder group, as counted on {day}", day=shown.at.date())
        table = Table(caption, (t("Stakeholder group"), t("People")), rows)
        blocks += [Chart(table), table]
    blocks.append(
        Text(t("Groups of fewer than {smallest} people are not shown.", smallest=SMALLEST_CELL))
    )
    return Section(t("Who takes part"), tuple(blocks), "people")


def _actions(tx: Tx, one: TrackShown) -> Section | None:
    actions = tx.get(Actions).open_of((one.code,))[:_MOST]
    if not actions:
        return None
    entries = tuple(Entry(action_line(each), f"/m/{each.meeting}") for each in actions)
    return Section(t("Open actions"), (Listing(entries),), "actions")


def _drafts(tx: Tx, one: TrackShown, now: datetime) -> Section | None:
    drafts = [each for each in tx.get(Drafts).of((one.code,)) if is_public(each)]
    if not drafts:
        return None
    listing = Listing(tuple(draft_entry(each, now) for each in drafts[:_MOST]))
    return Section(t("Drafts"), (listing,), "drafts")


def _openness(one: TrackShown) -> Section:
    """What of a track's work can be read by anyone."""
    table = Table(
        t("What of this track's work stands in the record"),
        (t("What"), t("How many")),
        (
            Row(t("Decisions that were opened"), (one.decisions_opened,)),
            Row(t("Decisions with a result and its reasons"), (one.decisions_with_result,)),
            Row(t("Meetings that were held"), (one.meetings_held,)),
            Row(t("Meetings with approved minutes"), (one.meetings_with_minutes,)),
            Row(t("Actions that are open"), (one.actions_open,)),
        ),
    )
    return Section(t("Openness"), (table,), "openness")
