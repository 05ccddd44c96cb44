"""Drafts for readers: a list, and the numbered paragraphs with the comments beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.conversation.addresses import path_of
from bot.conversation.phrases import n, t
from bot.drafts.cards import shortened
from bot.drafts.model import Draft, State
from bot.drafts.store import Drafts
from bot.drafts.views import sizes, state
from bot.pages.blocks import (
    Entry,
    Link,
    Listing,
    Page,
    Text,
    atom_feed,
    present,
)
from bot.pages.blocks import Section as Part
from bot.pages.draft_text import (
    DRAFTS,
    Passage,
    Whole,
    is_public,
    section_facts,
    text_parts,
    whole,
)
from bot.pages.facts import facts
from bot.pages.portions import Portion, portion, portion_path
from bot.pages.register import titles_of
from bot.pages.versions import version_paths
from bot.ports import Tx


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list; version is 0 once it was withdrawn before any."""

    reference: str
    title: str
    track: str
    track_title: str
    state: State
    version: int
    comments_until: datetime | None
    titles: Mapping[str, str]


def line_of(draft: Draft, titles: dict[str, str]) -> DraftLine:
    """A draft in a list. titles: those of the tracks, by their codes."""
    return DraftLine(
        draft.reference, draft.title, draft.track, titles.get(draft.track, draft.track),
        draft.state, draft.version, draft.window.closes if draft.window else None,
        draft.titles,
    )  # fmt: skip


def entry_of(draft: Draft, now: datetime) -> Entry:
    """A draft in a list."""
    return Entry(
        t("{reference}: {title}", reference=draft.reference, title=draft.heading),
        path_of(draft.reference),
        notes=(Text(state(draft, now)),),
    )


def public_drafts(tx: Tx) -> list[Draft]:
    """The drafts that anybody may read of, newest first."""
    return [one for one in tx.get(Drafts).of(None) if is_public(one)]


def drafts_page(tx: Tx, number: int, now: datetime) -> Page | None:
    """A portion of the drafts, newest first; None if there is none of this number."""
    part = portion(public_drafts(tx), number)
    if part is None:
        return None
    titles = titles_of(tx)
    return Page(
        part.path(DRAFTS),
        t("Drafts"),
        (
            Listing(tuple(entry_of(one, now) for one in part.items))
            if part.items
            else Text(t("No draft was published yet.")),
        ),
        {
            "number": number,
            "of": part.of,
            "drafts": facts([line_of(x, titles) for x in part.items]),
        },
        feeds=(atom_feed(t("Drafts as a feed"), "/drafts.atom"),),
        before=part.before(DRAFTS),
        after=part.after(DRAFTS),
    )


def draft_page(tx: Tx, draft: Draft, number: int, now: datetime) -> Page | None:
    """A portion of a draft's text (from 1), the comments beside it; None if there is none."""
    if draft.state is State.WITHDRAWN and draft.version:
        return _withdrawn(tx, draft) if number == 1 else None
    one = whole(tx, draft)
    if one is None or not 1 <= number <= len(one.portions):
        return None
    part = Portion(one.portions[number - 1], number, len(one.portions))
    first = number == 1
    return Page(
        part.path(one.path),
        t("{reference}: {title}", reference=draft.reference, title=draft.heading),
        present(
            _links(one) if first else None,
            _contents(one) if first and len(one.version.sections) > 1 else None,
            *text_parts(one, part.items),
        ),
        _draft_facts(one, part),
        (
            state(draft, now),
            t("Version {version}, published {when}.", version=str(one.version.number),
              when=one.version.published or now),
            sizes(one.version.sections),
        ),
        one.above,
        before=part.before(one.path),
        after=part.after(one.path),
    )  # fmt: skip


def _withdrawn(tx: Tx, draft: Draft) -> Page:
    return Page(
        path_of(draft.reference),
        t("{reference}: {title}", reference=draft.reference, title=draft.heading),
        (Text(t("{reference} was withdrawn.", reference=draft.reference)),),
        facts(line_of(draft, titles_of(tx))),
        above=(Link(t("Drafts"), DRAFTS),),
    )


def _draft_facts(one: Whole, part: Portion[Passage]) -> dict[str, Any]:
    draft, window = one.draft, one.draft.window
    found: dict[str, Any] = facts(
        {
            "reference": draft.reference,
            "title": draft.title,
            "titles": draft.titles,
            "track": draft.track,
            "state": draft.state,
            "version": one.version.number,
            "published": one.version.published,
            "hash": one.version.hash,
            "comments_open": window.opens if window else None,
            "comments_until": window.closes if window else None,
            "comments": len(one.comments),
            "number": part.number,
            "of": part.of,
            "sections": section_facts(one.version, part.items),
        }
    )
    return found


def _links(one: Whole) -> Listing:
    entries = [
        Entry(n("One comment", "{count} comments", len(one.comments)), f"{one.path}/comments")
    ]
    if one.version.number > 1:
        entries.append(Entry(t("What this version changed"), f"{one.path}/changes"))
    entries.append(Entry(t("All versions"), f"{one.path}/v"))
    if one.draft.report:
        entries.append(Entry(t("The closing report"), f"{one.path}/report"))
    return Listing(tuple(entries))


def _contents(one: Whole) -> Part:
    where = {passage.place: page for page, part in enumerate(one.portions, 1) for passage in part}
    entries = tuple(
        Entry(
            t("{number} {title}", number=str(section.number), title=shortened(section.title, 90)),
            f"{portion_path(one.path, where[str(section.number)])}#p{section.number}",
        )
        for section in one.version.sections
    )
    return Part(t("Contents"), (Listing(entries[:200]),), "contents")


def draft_paths(tx: Tx, draft: Draft) -> Iterator[str]:
    """The paths of all pages of a draft."""
    path = path_of(draft.reference)
    one = whole(tx, draft)
    if one is None:
        if is_public(draft):
            yield path
        return
    yield from (portion_path(path, number) for number in range(1, len(one.portions) + 1))
    yield from (
        portion_path(f"{path}/comments", number) for number in range(1, len(one.answered) + 1)
    )
    yield from version_paths(tx, one)
    if draft.report:
        yield f"{path}/report"
