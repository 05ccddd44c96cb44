"""The front page: the tracks, and what is open now."""

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.addresses import track_path
from bot.conversation.phrases import n, t, verbatim
from bot.decisions.rules import is_open
from bot.decisions.store import Decisions
from bot.pages.blocks import (
    Entry,
    Listing,
    Page,
    Section,
    Text,
    atom_feed,
    calendar_feed,
)
from bot.pages.calendar import MeetingLine, coming
from bot.pages.calendar import entry_of as meeting_entry
from bot.pages.calendar import line_of as meeting_line
from bot.pages.facts import facts
from bot.pages.register import DecisionLine, titles_of
from bot.pages.register import entry_of as decision_entry
from bot.pages.register import line_of as decision_line
from bot.pages.timeline import PATH as CYCLE
from bot.pages.timeline import due_section
from bot.ports import Tx
from bot.tracks.model import Modality
from bot.tracks.store import Memberships, Tracks

_MOST = 10


@dataclass(frozen=True, slots=True)
class TrackLine:
    """A track in a list, with what is open in it: how many decisions and the references of the
    first, the next meeting."""

    code: str
    modality: Modality
    title: str
    people: int
    open_count: int
    open_decisions: tuple[str, ...]
    next_meeting: datetime | None


@dataclass(frozen=True, slots=True)
class FrontShown:
    """The tracks, and what is open now."""

    tracks: tuple[TrackLine, ...]
    decisions: tuple[DecisionLine, ...]
    meetings: tuple[MeetingLine, ...]


def front_page(tx: Tx, now: datetime) -> Page:
    """The tracks with what is open now."""
    titles, sizes = titles_of(tx), tx.get(Memberships).sizes()
    unfinished = [one for one in tx.get(Decisions).unfinished() if is_open(one, now)]
    meetings = coming(tx, now)
    following = {one.track: one.starts for one in reversed(meetings)}
    open_in: dict[str, list[str]] = {}
    for one in unfinished:
        open_in.setdefault(one.track, []).append(one.reference)
    tracks = tuple(
        TrackLine(
            each.code, each.modality, each.title, sizes.get(each.code, 0),
            len(open_in.get(each.code, ())), tuple(open_in.get(each.code, ())[:_MOST]),
            following.get(each.code),
        )
        for each in tx.get(Tracks).all()
    )  # fmt: skip
    shown = FrontShown(
        tracks,
        tuple(decision_line(one, titles, now) for one in unfinished[:_MOST]),
        tuple(meeting_line(one, titles) for one in meetings[:_MOST]),
    )
    return Page(
        "/",
        t("What the tracks do, in the open"),
        (
            _open_now(shown),
            _next_meetings(shown),
            due_section(tx, now, CYCLE),
            *(_modality(modality, tracks) for modality in Modality),
        ),
        facts(shown),
        (
            t("Everything here can be read by anyone, and every meeting is open to everyone."),
            n("One track is open to everyone. Joining needs no approval.",
              "{count} tracks are open to everyone. Joining needs no approval.", len(tracks)),
        ),
        feeds=(
            calendar_feed("/meetings.ics"),
            atom_feed(t("Decisions as a feed"), "/decisions.atom"),
            atom_feed(t("Drafts as a feed"), "/drafts.atom"),
        ),
    )  # fmt: skip


def _open_now(shown: FrontShown) -> Section:
    if not shown.decisions:
        return Section(t("Open for votes"), (Text(t("Nothing is open now.")),), "open")
    listing = Listing(tuple(decision_entry(one) for one in shown.decisions))
    return Section(t("Open for votes"), (listing,), "open")


def _next_meetings(shown: FrontShown) -> Section:
    if not shown.meetings:
        return Section(t("The next meetings"), (Text(t("No meeting is planned.")),), "meetings")
    listing = Listing(tuple(meeting_entry(one) for one in shown.meetings))
    return Section(t("The next meetings"), (listing,), "meetings")


def _modality(modality: Modality, tracks: tuple[TrackLine, ...]) -> Section:
    entries = tuple(
        Entry(verbatim(one.title), track_path(one.code), notes=tuple(_now(one)))
        for one in tracks
        if one.modality is modality
    )
    return Section(modality.label, (Text(modality.about), Listing(entries)), modality.value)


def _now(one: TrackLine) -> list[Text]:
    notes: list[Text] = []
    if one.open_decisions:
        rest = ("…",) if one.open_count > len(one.open_decisions) else ()
        notes.append(
            Text(t("Open for votes: {references}.", references=(*one.open_decisions, *rest)))
        )
    if one.next_meeting:
        notes.append(Text(t("Next meeting: {when}", when=one.next_meeting)))
    return notes
