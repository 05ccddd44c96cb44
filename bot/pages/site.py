"""Every address of the public record, and what stands there. Web server and `publish` ask it."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.resources import files

from bot.conversation.addresses import path_of, track_path
from bot.decisions.export import exported_decision
from bot.decisions.store import Decisions
from bot.drafts.store import Drafts
from bot.meetings.calendar import file_name
from bot.meetings.store import Actions, Meetings
from bot.pages.blocks import Download, Page, Stream
from bot.pages.calendar import (
    actions_page,
    all_meetings,
    calendar_download,
    calendar_page,
    past,
    past_page,
)
from bot.pages.comments import comments_page, report_download, report_page
from bot.pages.decision_page import decision_page
from bot.pages.decisions import decision_shown
from bot.pages.drafts import draft_page, draft_paths, drafts_page, public_drafts
from bot.pages.front import front_page
from bot.pages.meeting_page import meeting_page, portions_of, summary_page
from bot.pages.news import News, decision_news, draft_news, minutes_news
from bot.pages.portions import portion_paths
from bot.pages.record import (
    CHECKPOINT,
    HEAD,
    JOURNAL,
    WHOLE,
    checkpoint,
    consistency,
    head_page,
    inclusion,
    journal_page,
    journal_part,
    record_files,
    record_pages,
    whole_journal,
)
from bot.pages.register import register_page
from bot.pages.roles import role_entries, roles_page
from bot.pages.timeline import cycle_page, cycle_paths
from bot.pages.tracks import track_page
from bot.pages.versions import changes_page, version_page, versions_page
from bot.ports import Tx
from bot.tracks.store import Tracks

Found = Page | Download | Stream | News
"""What stands at an address."""
_ADDRESS = re.compile(
    r"/(?:"
    r"(?P<list>decisions|meetings|actions|roles|drafts)(?:/(?P<portion>[1-9]\d{0,5}))?"
    r"|d/(?P<decision>[1-9]\d{0,8})(?P<record>/record\.json)?"
    r"|m/(?P<meeting>[1-9]\d{0,8})(?P<part>/summary|/summary\.md|\.ics|/[1-9]\d{0,5})?"
    r"|b/(?P<draft>[1-9]\d{0,8})(?P<side>/comments|/changes|/report|/record\.json"
    r"|/v(?:/(?P<version>[1-9]\d{0,3})(?:/from/(?P<since>[1-9]\d{0,3}))?)?)?"
    r"(?:/(?P<page>[1-9]\d{0,5}))?"
    r"|t/(?P<track>[\w-]{1,60})(?P<feed>/meetings\.ics"
    r"|/(?:decisions|drafts|minutes)\.atom)?"
    r"(?P<cycle>/cycle(?:/(?P<year>\d{4}))?)?"
    r"|cycle/(?P<all>\d{4})"
    r"|journal/(?P<entries>[1-9]\d{0,6})"
    r"|checkpoints/(?P<head>[1-9]\d{0,11})\.txt"
    r"|proof/(?P<proof>consistency|inclusion)/(?P<what>0|[1-9]\d{0,11})"
    r"(?:/(?P<under>[1-9]\d{0,11}))?\.txt"
    r")",
    re.ASCII,
)


def at(tx: Tx, path: str, query: Mapping[str, str], now: datetime, language: str) -> Found | None:
    """What stands at a path, or None. language: that of a file's own words."""
    if path in _ALONE:
        return _ALONE[path](tx, now, language)
    found = _ADDRESS.fullmatch(path)
    if found is None:
        return None
    if found["entries"]:
        return journal_part(tx, int(found["entries"]))
    if found["head"] or found["proof"]:
        return _of_heads(tx, found)
    if found["all"]:
        return cycle_page(tx, now, int(found["all"]))
    if found["list"]:
        return _list(tx, found["list"], int(found["portion"] or 1), query, now)
    if found["decision"]:
        return _decision(tx, int(found["decision"]), now, record=bool(found["record"]))
    if found["meeting"]:
        return _meeting(tx, int(found["meeting"]), found["part"] or "", now, language)
    if found["draft"]:
        return _draft(tx, found, now)
    if found["cycle"]:
        track = tx.get(Tracks).track(found["track"])
        year = int(found["year"]) if found["year"] else None
        return cycle_page(tx, now, year, track) if track and not found["feed"] else None
    return _track(tx, found["track"], found["feed"] or "", now, language)


_ALONE: Mapping[str, Callable[[Tx, datetime, str], Found | None]] = {
    "/": lambda tx, now, _: front_page(tx, now),
    "/calendar": lambda tx, now, _: calendar_page(tx, now),
    "/cycle": lambda tx, now, _: cycle_page(tx, now),
    HEAD: lambda tx, _now, _: head_page(tx),
    JOURNAL: lambda tx, _now, _: journal_page(tx),
    WHOLE: lambda tx, _now, _: whole_journal(tx),
    CHECKPOINT: lambda tx, _now, _: checkpoint(tx),
    "/meetings.ics": lambda tx, now, language: calendar_download(
        tx, all_meetings(tx), file_name("meetings"), now, language
    ),
    "/decisions.atom": lambda tx, now, _: decision_news(
        tx, "/decisions.atom", "/decisions", None, now
    ),
    "/drafts.atom": lambda tx, now, _: draft_news(tx, "/drafts.atom", "/drafts", None, now),
    "/minutes.atom": lambda tx, _now, _: minutes_news(tx, "/minutes.atom", "/meetings", None),
    "/verify.py": lambda _tx, _now, _: Download(
        "verify.py", "text/x-python", (files("bot.record") / "verify.py").read_bytes()
    ),
}


def _of_heads(tx: Tx, found: re.Match[str]) -> Found | None:
    if found["head"]:
        return checkpoint(tx, int(found["head"]))
    under = int(found["under"]) if found["under"] else None
    proof = consistency if found["proof"] == "consistency" else inclusion
    return proof(tx, int(found["what"]), under)


def _list(tx: Tx, which: str, number: int, query: Mapping[str, str], now: datetime) -> Found | None:
    match which:
        case "decisions":
            return register_page(tx, query, number, now)
        case "meetings":
            return past_page(tx, number)
        case "drafts":
            return drafts_page(tx, number, now)
        case "actions":
            return actions_page(tx, number)
        case _:
            return roles_page(tx, number)


def _decision(tx: Tx, number: int, now: datetime, *, record: bool) -> Found | None:
    decision = tx.get(Decisions).numbered(number)
    if decision is None:
        return None
    if not record:
        return decision_page(decision_shown(tx, decision, now))
    text = exported_decision(tx, number) or ""
    # As `export --decision` writes it, with the end of its line.
    return Download(f"{decision.reference}.json", "application/json", f"{text}\n".encode())


def _draft(tx: Tx, found: re.Match[str], now: datetime) -> Found | None:
    draft, page = tx.get(Drafts).numbered(int(found["draft"])), int(found["page"] or 1)
    if draft is None:
        return None
    if found["since"]:
        both = int(found["version"]), int(found["since"])
        return changes_page(tx, draft, *both) if page == 1 else None
    if found["version"]:
        return version_page(tx, draft, int(found["version"]), page)
    match found["side"] or "":
        case "":
            return draft_page(tx, draft, page, now)
        case "/comments":
            return comments_page(tx, draft, page)
        case "/changes":
            return changes_page(tx, draft) if page == 1 else None
        case "/v":
            return versions_page(tx, draft) if page == 1 else None
        case "/report":
            return report_page(tx, draft) if page == 1 else None
        case _:
            return report_download(tx, draft) if page == 1 else None


def _meeting(tx: Tx, number: int, part: str, now: datetime, language: str) -> Found | None:
    meeting = tx.get(Meetings).numbered(number)
    if meeting is None:
        return None
    match part:
        case "/summary":
            return summary_page(tx, meeting, now)
        case "/summary.md":
            text = meeting.summary if meeting.approved else ""
            name = f"{meeting.reference}-summary.md"
            return Download(name, "text/markdown", text.encode()) if text else None
        case ".ics":
            name = file_name(meeting.reference)
            return calendar_download(tx, [meeting], name, now, language)
        case "" | "/1":
            return meeting_page(tx, meeting, 1, now) if part == "" else None
        case _:
            return meeting_page(tx, meeting, int(part[1:]), now)


def _track(tx: Tx, code: str, feed: str, now: datetime, language: str) -> Found | None:
    track = tx.get(Tracks).track(code)
    if track is None:
        return None
    path = track_path(track.code)
    match feed:
        case "/meetings.ics":
            meetings = all_meetings(tx, track.code)
            return calendar_download(tx, meetings, file_name(track.code), now, language)
        case "/decisions.atom":
            return decision_news(tx, f"{path}{feed}", path, track.code, now)
        case "/drafts.atom":
            return draft_news(tx, f"{path}{feed}", path, track.code, now)
        case "/minutes.atom":
            return minutes_news(tx, f"{path}{feed}", path, track.code)
        case _:
            return track_page(tx, track, now)


def pages(tx: Tx, now: datetime) -> Iterator[str]:
    """The paths of all pages for people."""
    yield from ("/", "/calendar")
    for name, length in _LENGTHS.items():
        yield from portion_paths(f"/{name}", length(tx))
    yield from record_pages(tx)
    codes = [track.code for track in tx.get(Tracks).all(closed=True)]
    yield from cycle_paths(tx, codes)
    yield from (track_path(code) for code in codes)
    for decision in tx.get(Decisions).of(None):
        yield path_of(decision.reference)
    for draft in tx.get(Drafts).of(None):
        yield from draft_paths(tx, draft)
    for meeting in tx.get(Meetings).of(None):
        path = path_of(meeting.reference)
        yield path
        yield from (f"{path}/{number}" for number in range(2, portions_of(tx, meeting, now) + 1))
        if meeting.approved and meeting.summary:
            yield f"{path}/summary"


def downloads(tx: Tx) -> Iterator[str]:
    """The paths of all files and feeds."""
    yield from (*_FEEDS, "/verify.py")
    yield from record_files(tx)
    for track in tx.get(Tracks).all(closed=True):
        yield from (f"{track_path(track.code)}{feed}" for feed in _FEEDS)
    for decision in tx.get(Decisions).of(None):
        yield f"{path_of(decision.reference)}/record.json"
    for draft in tx.get(Drafts).of(None):
        if report_download(tx, draft):
            yield f"{path_of(draft.reference)}/record.json"
    for meeting in tx.get(Meetings).of(None):
        path = path_of(meeting.reference)
        yield f"{path}.ics"
        if meeting.approved and meeting.summary:
            yield f"{path}/summary.md"


_FEEDS = ("/meetings.ics", "/decisions.atom", "/drafts.atom", "/minutes.atom")
"""What there is for all, and for each track."""
_LENGTHS: Mapping[str, Callable[[Tx], int]] = {
    "decisions": lambda tx: tx.get(Decisions).count(None),
    "meetings": lambda tx: len(past(tx)),
    "actions": lambda tx: len(tx.get(Actions).open_of(None)),
    "roles": lambda tx: len(role_entries(tx)),
    "drafts": lambda tx: len(public_drafts(tx)),
}
"""How long each list is."""
