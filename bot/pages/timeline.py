"""The timeline of a year's cycle, for all tracks or for one: its phases, and what is due now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.conversation.addresses import path_of, track_path
from bot.conversation.phrases import Phrase, n, t, verbatim
from bot.drafts.model import Draft
from bot.drafts.rules import is_open
from bot.drafts.store import Drafts
from bot.pages.blocks import (
    Block,
    Entry,
    Link,
    Listing,
    Page,
    Row,
    Section,
    Span,
    Table,
    Text,
    Timeline,
    present,
)
from bot.pages.draft_text import is_public
from bot.pages.facts import facts
from bot.ports import Tx
from bot.tracks.cycle.model import Cycle, Due, Milestone
from bot.tracks.cycle.rules import days_left, end_of, milestones
from bot.tracks.cycle.store import Cycles
from bot.tracks.cycle.views import left, line
from bot.tracks.model import Track

PATH = "/cycle"
_MOST_DRAFTS = 30


@dataclass(frozen=True, slots=True)
class PhaseShown:
    """A part of the year: its code, from when until when."""

    phase: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class MilestoneShown:
    """A milestone, and until when it is due."""

    milestone: Milestone
    due: datetime
    by_hand: bool


@dataclass(frozen=True, slots=True)
class WindowShown:
    """When comments on a draft are open."""

    draft: str
    title: str
    track: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class CycleShown:
    """A year for all tracks, or for one (track: its code, or ""). due: what is the next to be
    done, by its code. phases and milestones are empty while the days of the annual meeting are not
    known; meeting is then None."""

    year: int
    track: str
    meeting: tuple[date, date] | None
    phases: tuple[PhaseShown, ...]
    milestones: tuple[MilestoneShown, ...]
    due: str
    windows: tuple[WindowShown, ...]


_PHASES = {
    "drafts": t("Work on the first drafts"),
    "session": t("Comments for the session"),
    "meeting": t("Annual meeting"),
    "text": t("Comments for the final text"),
    "final": t("Work on the final texts"),
}


def current_year(tx: Tx, now: datetime) -> int:
    """The year whose cycle goes on: the first whose final outputs are still due, or this one."""
    running = [one for one in tx.get(Cycles).all() if _ends(one) >= now]
    return running[0].year if running else now.astimezone(UTC).year


def _ends(cycle: Cycle) -> datetime:
    return max(one.at for one in milestones(cycle))


def cycle_shown(tx: Tx, year: int, track: str, now: datetime) -> CycleShown:
    """What a reader may know of a year, for all tracks or for one."""
    cycle = tx.get(Cycles).of(year)
    if cycle is None:
        return CycleShown(year, track, None, (), (), "", ())
    due = milestones(cycle)
    upcoming = next((one.milestone.value for one in due if one.at >= now), "")
    phases = tuple(_phases(cycle, {one.milestone: one.at for one in due}))
    drafts = tx.get(Drafts).of((track,) if track else None)
    return CycleShown(
        year,
        track,
        (cycle.begins, cycle.ends),
        phases,
        tuple(MilestoneShown(one.milestone, one.at, one.milestone in cycle.by_hand) for one in due),
        upcoming,
        tuple(_windows(drafts, phases[0].begins, _ends(cycle))),
    )


def _phases(cycle: Cycle, days: dict[Milestone, datetime]) -> Iterator[PhaseShown]:
    draft = days[Milestone.FIRST_DRAFT]
    yield PhaseShown("drafts", datetime(draft.year, 1, 1, tzinfo=UTC), draft)
    soft, hard = days[Milestone.SOFT_CLOSE], days[Milestone.HARD_CLOSE]
    yield PhaseShown("session", days[Milestone.WINDOW_OPENS], soft)
    meeting = datetime.combine(cycle.begins, time(0, tzinfo=UTC))
    yield PhaseShown("meeting", meeting, end_of(cycle.ends))
    yield PhaseShown("text", soft, hard)
    yield PhaseShown("final", hard, days[Milestone.FINAL_OUTPUT])


def _windows(drafts: list[Draft], begins: datetime, ends: datetime) -> Iterator[WindowShown]:
    """The windows that touch a year, by their opening."""
    found = [(one.window, one) for one in drafts if one.window and is_public(one)]
    for window, one in sorted(found, key=lambda pair: (pair[0].opens, pair[1].id)):
        if window.opens <= ends and window.closes >= begins:
            yield WindowShown(one.reference, one.title, one.track, window.opens, window.closes)


def cycle_page(
    tx: Tx, now: datetime, year: int | None = None, track: Track | None = None
) -> Page | None:
    """The timeline of a year, or of the one that goes on (None); None where a year is not known."""
    cycles = {one.year: one for one in tx.get(Cycles).all()}
    if year is not None and year not in cycles:
        return None
    shown_year = year or current_year(tx, now)
    one = cycle_shown(tx, shown_year, track.code if track else "", now)
    cycle = cycles.get(shown_year)
    path = f"{track_path(track.code) if track else ''}{PATH}"
    others = tuple(
        Entry(_name(each, track), f"{path}/{each}") for each in sorted(cycles, reverse=True)
    )
    return Page(
        f"{path}/{year}" if year else path,
        _name(shown_year, track),
        present(
            *(_known(tx, one, cycle, now) if cycle else _unknown(shown_year)),
            Section(t("Years"), (Listing(others),), "years") if others else None,
        ),
        facts(one),
        _lead(cycle) if cycle else (),
        (
            *((Link(verbatim(track.title), track_path(track.code)),) if track else ()),
            *((Link(t("What is due now"), path),) if year else ()),
        ),
    )


def _name(year: int, track: Track | None) -> Phrase:
    if track is None:
        return t("The cycle of {year}, for all tracks", year=str(year))
    return t("The cycle of {year} in {track}", year=str(year), track=track.title)


def _lead(cycle: Cycle) -> tuple[Phrase, ...]:
    return (
        t("The annual meeting: {begins} to {ends}",
          begins=cycle.begins, ends=cycle.ends),
    )  # fmt: skip


def _unknown(year: int) -> list[Block]:
    return [
        Text(t("The dates of {year} are not known yet.", year=str(year))),
        Text(t("A rapporteur gives them.")),
    ]


def _known(tx: Tx, one: CycleShown, cycle: Cycle, now: datetime) -> list[Block | Section]:
    table = _table(one, now)
    spans = (
        *(Span(_PHASES[each.phase], each.begins, each.ends) for each in one.phases),
        *(
            Span(_window_name(each), each.begins, each.ends, own=True)
            for each in one.windows[:_MOST_DRAFTS]
        ),
    )
    days = Listing(tuple(Entry(line(each, now)) for each in milestones(cycle)))
    more = len(one.windows) - _MOST_DRAFTS
    return [
        _due_now(tx, one, cycle, now),
        Timeline(table.caption, spans, now),
        table,
        *((Text(n("One more draft is not shown here.", "{count} more drafts are not shown here.",
                  more)),) if more > 0 else ()),
        Section(t("The dates, and where each comes from"), (days,), "dates"),
    ]  # fmt: skip


def _window_name(one: WindowShown) -> Phrase:
    return t("{reference}: {title}", reference=one.draft, title=one.title)


def _table(one: CycleShown, now: datetime) -> Table:
    rows = [
        Row(_PHASES[each.phase], (*_from_to(each.begins, each.ends), _standing(each, now)))
        for each in one.phases
    ]
    rows += [
        Row(
            t("{draft}: comments", draft=_window_name(each)),
            (*_from_to(each.begins, each.ends), _standing(each, now)),
            path_of(each.draft),
        )
        for each in one.windows[:_MOST_DRAFTS]
    ]
    columns = (t("Phase"), t("From"), t("Until"), t("Where it stands"))
    return Table(t("The phases of {year}", year=str(one.year)), columns, tuple(rows))


def _from_to(begins: datetime, ends: datetime) -> tuple[Phrase, Phrase]:
    return t("{when}", when=begins), t("{when}", when=ends)


def _standing(one: PhaseShown | WindowShown, now: datetime) -> Phrase:
    if now > one.ends:
        return t("past")
    if now >= one.begins:
        return left(one.ends, now)
    return n("begins in one day", "begins in {count} days", days_left(one.begins, now))


def due_lines(cycle: Cycle, now: datetime) -> list[Phrase]:
    """The milestones that come next: all that are due at the same instant."""
    coming = [one for one in milestones(cycle) if one.at >= now]
    return [_due_line(one, now) for one in coming if one.at == coming[0].at]


def _due_line(one: Due, now: datetime) -> Phrase:
    return t(
        "{milestone}: {when} ({left}).",
        milestone=one.milestone.label, when=one.at, left=left(one.at, now),
    )  # fmt: skip


def _due_now(tx: Tx, one: CycleShown, cycle: Cycle, now: datetime) -> Section:
    entries = [Entry(phrase) for phrase in due_lines(cycle, now)]
    wanted = {each.draft for each in one.windows}
    for draft in tx.get(Drafts).unfinished():
        if draft.reference in wanted and draft.window and is_open(draft, now):
            name = t("{reference}: {title}", reference=draft.reference, title=draft.heading)
            until = Text(t("comments open until {when}", when=draft.window.closes))
            entries.append(Entry(name, path_of(draft.reference), notes=(until,)))
    listing: Block = (
        Listing(tuple(entries[:_MOST_DRAFTS]))
        if entries
        else Text(t("Nothing is due any more this year."))
    )
    return Section(t("What is due now"), (listing,), "due")


def due_section(tx: Tx, now: datetime, path: str) -> Section:
    """What is due next in the cycle that goes on, with the way to its timeline (at a path)."""
    cycle = tx.get(Cycles).of(current_year(tx, now))
    lines = due_lines(cycle, now) if cycle else []
    entries = (*(Entry(one) for one in lines), Entry(t("The year's timeline"), path))
    return Section(t("What is due now"), (Listing(entries),), "due")


def cycle_paths(tx: Tx, codes: list[str]) -> Iterator[str]:
    """The paths of all timelines, of the tracks with these codes and of all."""
    years = [one.year for one in tx.get(Cycles).all()]
    for path in (PATH, *(f"{track_path(code)}{PATH}" for code in codes)):
        yield path
        yield from (f"{path}/{year}" for year in years)
