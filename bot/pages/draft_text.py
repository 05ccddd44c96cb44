"""A draft with its comments in portions that fit on pages; the pages of drafts are made of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from bot.conversation.addresses import path_of, track_path
from bot.conversation.phrases import Phrase, n, t, verbatim
from bot.drafts.cards import author, shortened, status
from bot.drafts.life import title_of
from bot.drafts.model import Comment, Draft, Standing, State, Version
from bot.drafts.store import Comments, Drafts
from bot.pages.blocks import Block, Entry, Link, Listing, Text
from bot.pages.blocks import Section as Part
from bot.pages.portions import portion_path, portions_by_size
from bot.ports import Tx

DRAFTS = "/drafts"
BESIDE = 3
"""So many comments stand beside a paragraph; the rest is a page away."""
PORTION, LINE, SHORT = 14_000, 250, 160
"""How many letters stand on a page; how many a line costs besides its words; a short text."""


def is_public(draft: Draft) -> bool:
    """Whether anybody may read of a draft: it was published at least once."""
    return draft.version > 0 and draft.state is not State.PREPARED


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with its place ("2.1"), or the heading of a section ("2")."""

    place: str
    text: str
    comments: tuple[Comment, ...] = ()

    @property
    def size(self) -> int:
        beside = sum(LINE + min(len(one.words.text), SHORT) for one in self.comments[:BESIDE])
        return LINE + len(self.text) + beside


def passages_of(version: Version, comments: Sequence[Comment]) -> Iterator[Passage]:
    about: dict[str, list[Comment]] = {}
    for one in comments:
        if not one.orphaned and one.place:
            about.setdefault(one.place, []).append(one)
    for section in version.sections:
        place = str(section.number)
        yield Passage(place, section.title, tuple(about.get(place, ())))
        for number, text in enumerate(section.paragraphs, 1):
            inner = f"{place}.{number}"
            yield Passage(inner, text, tuple(about.get(inner, ())))


@dataclass(frozen=True, slots=True)
class Whole:
    """A draft with all that its pages are made of. pages: on which page each comment stands."""

    draft: Draft
    version: Version
    comments: tuple[Comment, ...]
    portions: tuple[tuple[Passage, ...], ...]
    answered: tuple[tuple[Comment, ...], ...]
    pages: dict[int, int]
    track: str

    @property
    def path(self) -> str:
        return path_of(self.draft.reference)

    @property
    def above(self) -> tuple[Link, ...]:
        return (Link(t("Drafts"), DRAFTS), Link(verbatim(self.track), track_path(self.draft.track)))

    def comment_path(self, comment: Comment) -> str:
        """Where a comment stands in full."""
        page = portion_path(f"{self.path}/comments", self.pages[comment.number])
        return f"{page}#{comment.reference}"


_LAST: WeakKeyDictionary[Tx, tuple[Draft, dict[int, Whole | None]]] = WeakKeyDictionary()
"""The draft that was read last in a look at the database, by its versions: its pages are drawn one
after another, and in one look nothing changes. 0 is the newest version, with the comments."""


def whole(tx: Tx, draft: Draft) -> Whole | None:
    """A draft as it can be read now, with its comments; None if it can't."""
    known = _known(tx, draft)
    if 0 not in known:
        known[0] = _whole(tx, draft)
    return known[0]


def as_published(tx: Tx, draft: Draft, number: int) -> Whole | None:
    """A draft as a version had it, without comments; None if there is none, or not for readers."""
    known = _known(tx, draft)
    if number not in known:
        known[number] = _as_published(tx, draft, number)
    return known[number]


def _known(tx: Tx, draft: Draft) -> dict[int, Whole | None]:
    last = _LAST.get(tx)
    if last is None or last[0] != draft:
        last = _LAST[tx] = (draft, {})
    return last[1]


def _as_published(tx: Tx, draft: Draft, number: int) -> Whole | None:
    version = tx.get(Drafts).version(draft, number)
    if not is_public(draft) or draft.state is State.WITHDRAWN:
        return None
    if version is None or version.published is None:
        return None
    portions = portions_by_size(list(passages_of(version, ())), lambda each: each.size, PORTION)
    return Whole(draft, version, (), tuple(portions), (), {}, title_of(tx, draft))


def _whole(tx: Tx, draft: Draft) -> Whole | None:
    version = tx.get(Drafts).version(draft, draft.version) if is_public(draft) else None
    if version is None or draft.state is State.WITHDRAWN:
        return None
    comments = tuple(tx.get(Comments).of(draft))
    answered = tuple(portions_by_size(comments, _comment_size, PORTION))
    pages = {one.number: page for page, part in enumerate(answered, 1) for one in part}
    passages = list(passages_of(version, comments))
    portions = tuple(portions_by_size(passages, lambda one: one.size, PORTION))
    return Whole(draft, version, comments, portions, answered, pages, title_of(tx, draft))


def _comment_size(one: Comment) -> int:
    reason = one.answer.reason if one.answer else ""
    return 2 * LINE + len(one.words.text) + len(one.words.proposal) + len(reason)


def author_of(one: Comment) -> Phrase:
    return author(one) if one.standing is Standing.SUBMITTED else verbatim("…")


def text_parts(one: Whole, passages: tuple[Passage, ...]) -> list[Part]:
    """Passages under the headings of their sections, with the comments beside them."""
    parts: list[Part] = []
    blocks: list[Block] = []
    heading, anchor = verbatim(""), ""
    for passage in passages:
        if "." not in passage.place:
            if anchor or blocks:
                parts.append(Part(heading, tuple(blocks), anchor))
            heading = t("{number} {title}", number=passage.place, title=passage.text)
            anchor, blocks = f"p{passage.place}", []
            if passage.comments:
                blocks.append(Listing(tuple(_beside(one, passage))))
            continue
        if not anchor and not blocks:
            section = one.version.sections[int(passage.place.split(".")[0]) - 1]
            heading = t("{number} {title}", number=str(section.number), title=section.title)
        blocks.append(
            Listing(
                (
                    Entry(
                        verbatim(passage.place), f"#p{passage.place}", passage.text,
                        tuple(Text(note.phrase, note.path) for note in _beside(one, passage)),
                        f"p{passage.place}",
                    ),
                )
            )
        )  # fmt: skip
    parts.append(Part(heading, tuple(blocks), anchor))
    return parts


def _beside(one: Whole, passage: Passage) -> Iterator[Entry]:
    for comment in passage.comments[:BESIDE]:
        yield Entry(_short(comment), one.comment_path(comment))
    more = len(passage.comments) - BESIDE
    if more > 0:
        yield Entry(
            n("One more comment", "{count} more comments", more),
            one.comment_path(passage.comments[BESIDE]),
        )


def _short(one: Comment) -> Phrase:
    said = " ".join(one.words.text.split()) if one.standing is Standing.SUBMITTED else "…"
    return t(
        "{reference}, {author}: “{text}” {status}", reference=one.reference,
        author=author_of(one), text=shortened(said, SHORT), status=status(one),
    )  # fmt: skip


def section_facts(version: Version, passages: Sequence[Passage]) -> list[dict[str, Any]]:
    """What stands in passages, for programs, by sections."""
    found: dict[int, dict[str, str]] = {}
    for passage in passages:
        number, dot, _ = passage.place.partition(".")
        paragraphs = found.setdefault(int(number), {})
        if dot:
            paragraphs[passage.place] = passage.text
    return [
        {"number": number, "title": version.sections[number - 1].title, "paragraphs": paragraphs}
        for number, paragraphs in found.items()
    ]
