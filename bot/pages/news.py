"""What feed readers are told: decisions as they open, close and end, and approved minutes."""

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.addresses import path_of
from bot.conversation.phrases import Phrase, t, verbatim
from bot.decisions.model import Decision
from bot.decisions.store import Decisions
from bot.meetings.model import Meeting
from bot.meetings.store import Meetings
from bot.pages.decisions import Stage, in_a_list, stage_of
from bot.pages.register import titles_of
from bot.ports import Tx

_MOST = 50


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One entry of a feed: what it is about, when it changed last, and what there is to know."""

    path: str
    title: Phrase
    updated: datetime
    lines: tuple[Phrase, ...]


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
    found = tx.get(Decisions).of(None if track is None else (track,))[:_MOST]
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
