"""What feed readers are told: decisions as they open, close and end, what happened to drafts, and
approved minutes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bot.conversation.addresses import path_of
from bot.conversation.phrases import Phrase, t, verbatim
from bot.decisions.model import Decision
from bot.decisions.store import Decisions
from bot.drafts.model import Draft, State
from bot.drafts.store import Drafts
from bot.meetings.model import Meeting
from bot.meetings.store import Meetings
from bot.pages.decisions import Stage, in_a_list, stage_of
from bot.pages.draft_text import is_public
from bot.pages.register import titles_of
from bot.ports import Tx
from bot.record.store import Journal

_MOST = 50


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One entry of a feed: what it is about, when it changed last, and what there is to know.

    event: what it is called among several on one page, "" if it is the only one.
    """

    path: str
    title: Phrase
    updated: datetime
    lines: tuple[Phrase, ...]
    event: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """A feed. path: its own address; of: the address of the page that it follows."""

    path: str
    of: str
    title: Phrase
    items: tuple[NewsItem, ...]


def decision_news(tx: Tx, path: str, of: str, track: str | None, now: datetime) -> News:
    """The decisions that changed last, of a track or of all."""
    titles = titles_of(tx)
    found = tx.get(Decisions).some(None if track is None else (track,), 0, _MOST)
    items = [_decision(one, titles, now) for one in found]
    title = t("Decisions") if track is None else _of_track(t("Decisions"), titles, track)
    return News(path, of, title, tuple(sorted(items, key=lambda one: one.updated, reverse=True)))


def _of_track(what: Phrase, titles: dict[str, str], track: str) -> Phrase:
    return t("{what} · {track}", what=what, track=titles.get(track, track))


def _decision(one: Decision, titles: dict[str, str], now: datetime) -> NewsItem:
    stage = stage_of(one, now)
    changed = [one.opened or now]
    if stage is not Stage.OPEN and one.closes:
        changed.append(min(one.closes, now))
    if one.result:
        changed.append(one.result.at)
    lines = [verbatim(titles.get(one.track, one.track))]
    if stage is Stage.OPEN and one.closes:
        lines.append(t("Open until {when}.", when=one.closes))
    elif one.result:
        lines.append(t("{stage}: {result}", stage=stage.label, result=one.result.designation.label))
        lines.append(verbatim(one.result.rationale))
    else:
        lines.append(stage.label)
    return NewsItem(
        path_of(one.reference),
        t("{reference}: {text}", reference=one.reference, text=in_a_list(one.terms.proposal)),
        max(changed),
        tuple(lines),
    )


def draft_news(tx: Tx, path: str, of: str, track: str | None, now: datetime) -> News:
    """What happened last to the drafts of a track or of all: versions, windows, reports."""
    titles = titles_of(tx)
    drafts = tx.get(Drafts).of(None if track is None else (track,))
    # Windows of the newest drafts open and close last; of each draft all is read.
    newest = islice((one for one in drafts if is_public(one)), _MOST)
    items = [item for one in newest for item in _draft(tx, one, titles, now)]
    items.sort(key=lambda item: item.updated, reverse=True)
    title = t("Drafts") if track is None else _of_track(t("Drafts"), titles, track)
    return News(path, of, title, tuple(items[:_MOST]))


def _draft(tx: Tx, one: Draft, titles: dict[str, str], now: datetime) -> Iterator[NewsItem]:
    path, withdrawn = path_of(one.reference), one.state is State.WITHDRAWN
    for at, act, data in _steps(tx, one):
        where, what = path, _WHAT.get(act)
        if act == "draft.published":
            where, what = f"{path}/v/{data['version']}", _version(data["version"])
        elif act == "report.closed":
            where = f"{path}/report"
        if what is None:
            continue
        lines = [verbatim(titles.get(one.track, one.track))]
        if "closes" in data:
            lines.append(t("Comments are open until {when}.", when=_instant(data["closes"])))
        # Of a draft that was withdrawn only that is left to read.
        yield _draft_item(one, path if withdrawn else where, what, at, lines, act)
    if one.window and one.window.closes <= now and not withdrawn:
        lines = [verbatim(titles.get(one.track, one.track))]
        closed = t("comments closed")
        yield _draft_item(one, path, closed, one.window.closes, lines, "window.closed")


def _draft_item(
    one: Draft, path: str, what: Phrase, at: datetime, lines: list[Phrase], act: str
) -> NewsItem:
    name = t("{reference}: {title}", reference=one.reference, title=one.heading)
    title = t("{draft} · {what}", draft=name, what=what)
    return NewsItem(path, title, at, tuple(lines), f"{act}-{at:%Y%m%dT%H%M%SZ}")


def _version(number: int) -> Phrase:
    return t("version {version}", version=str(number))


_WHAT = {
    "window.opened": t("comments open"),
    "window.extended": t("open for longer"),
    "report.closed": t("closing report"),
    "draft.final": t("final"),
    "draft.withdrawn": t("withdrawn"),
}


def _steps(tx: Tx, one: Draft) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    """When what was done to a draft, as the record has it, without the comments."""
    for entry in tx.get(Journal).of(one.reference):
        body = json.loads(entry.text)
        yield _instant(body["at"]), body["act"], body["data"]


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def minutes_news(tx: Tx, path: str, of: str, track: str | None) -> News:
    """The minutes that were approved last, of a track or of all."""
    titles = titles_of(tx)
    found = tx.get(Meetings).of(None if track is None else (track,))
    approved = [(one.approved, one) for one in found if one.approved]
    approved.sort(key=lambda pair: pair[0], reverse=True)
    title = t("Approved minutes")
    return News(
        path,
        of,
        title if track is None else _of_track(title, titles, track),
        tuple(_minutes(at, one, titles) for at, one in approved[:_MOST]),
    )


def _minutes(approved: datetime, one: Meeting, titles: dict[str, str]) -> NewsItem:
    return NewsItem(
        path_of(one.reference),
        t("{reference}: {title}", reference=one.reference, title=one.title),
        approved,
        (
            verbatim(titles.get(one.track, one.track)),
            t("Held {when}.", when=one.began or one.starts),
            t("Approved {when}.", when=approved),
        ),
    )
