"""Arguments about drafts: a draft by its reference, a place in it, comments, a deadline."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from bot.conversation.arguments import Reading, missing, reads
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, t, verbatim
from bot.conversation.reply import Choice
from bot.conversation.when import Doubt, instant, take
from bot.drafts.model import Comment, Draft, State
from bot.drafts.rules import WHOLE, is_place
from bot.drafts.store import Comments, Drafts
from bot.tracks.store import Memberships

DRAFT, COMMENT = r"b\d{1,6}", r"c-?b\d{1,6}-\d{1,6}(?:/\d{1,4}|\.\.\S*|,\S*)?"
_DRAFT = re.compile(r"b?(\d{1,6})", re.IGNORECASE)
_COMMENT = re.compile(r"c-?b(\d{1,6})-(\d{1,6})(?:/(\d{1,4}))?", re.IGNORECASE)
_SEVERAL = re.compile(r"c-?b(\d{1,6})-((?:\d{1,6}|[.]{2}|,)+)", re.IGNORECASE)
_PART = re.compile(r"(\d{1,6})(?:\.\.(\d{1,6}))?")
_MOST = 8
_MOST_SELECTED = 200
_END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a draft as it was said ("3.2"), or "" if none was."""

    word: str


@dataclass(frozen=True, slots=True)
class Received:
    """A comment and its draft. seen is the number of the answer that whoever speaks has seen."""

    draft: Draft
    comment: Comment
    seen: int | None = None

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.draft.track


@dataclass(frozen=True, slots=True)
class Selected:
    """One comment, or several of one draft. word is how they were named."""

    draft: Draft
    comments: tuple[Comment, ...]
    word: str
    seen: int | None = None

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.draft.track


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant (UTC) until which something is; 23:59 UTC if only a day was said."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Number:
    """A number, such as that of a comment that is not sent."""

    value: int


@dataclass(frozen=True, slots=True)
class From:
    """From which entry of a list on: "from 11"."""

    place: int


@reads(Draft)
def read_draft(reading: Reading) -> Draft:
    """A draft by its reference: "B2", or 2."""
    drafts = reading.tx.get(Drafts)
    word = reading.words.peek()
    found = _DRAFT.fullmatch(word)
    draft = drafts.numbered(int(found[1])) if found else None
    if draft:
        reading.words.take()
        return draft
    question = t("There is no draft {word}.", word=word) if word else t("Which draft?")
    mine = tuple(reading.tx.get(Memberships).of(reading.ctx.speaker.person))
    known = drafts.of(reading.ctx.place.tracks or mine or None) or drafts.of(None)
    open_ones = [one for one in known if one.state is not State.WITHDRAWN][:_MOST]
    if not open_ones:
        raise refusal(question, t("{command} lists them.", command=Typed("drafts")))
    raise refusal(
        question,
        choices=tuple(
            Choice(
                t("{reference} {title}", reference=one.reference, title=one.heading.cut(40)),
                reading.words.with_next(one.reference),
            )
            for one in open_ones
        ),
    )


@reads(Place)
def read_place(reading: Reading) -> Place:
    """A place, if the next word looks like one; with a sign before it, or a colon behind it. A dash
    says that it is the whole draft, whatever comes next."""
    word = reading.words.peek().removeprefix("§").rstrip(":：")
    if word != WHOLE and not is_place(word):
        return Place("")
    reading.words.take()
    return Place("" if word == WHOLE else word)


@reads(Received)
def read_received(reading: Reading) -> Received:
    """A comment by its reference: "C-B2-17"."""
    word = reading.words.peek()
    found = _COMMENT.fullmatch(word)
    draft = reading.tx.get(Drafts).numbered(int(found[1])) if found else None
    comment = (
        reading.tx.get(Comments).numbered(int(found[1]), int(found[2])) if found and draft else None
    )
    if found is None or draft is None or comment is None:
        if not word:
            raise missing(reading, t("Which comment? Reply with its reference, such as C-B2-17."))
        raise refusal(t("There is no comment {word}. Nothing was changed.", word=word))
    reading.words.take()
    return Received(draft, comment, int(found[3]) if found[3] else None)


@reads(Selected)
def read_selected(reading: Reading) -> Selected:
    """One comment, or several: "C-B2-17..23", "C-B2-1,4,9"."""
    word = reading.words.peek()
    # The reference may be repeated at the end of a range: C-B2-17..C-B2-23.
    found = _SEVERAL.fullmatch(re.sub(r"(?<=[.,])c-?b\d{1,6}-", "", word, flags=re.IGNORECASE))
    if not found or found[2].isdecimal():
        one = read_received(reading)
        return Selected(one.draft, (one.comment,), word, one.seen)
    numbers: set[int] = set()
    for part in found[2].split(","):
        ends = _PART.fullmatch(part)
        if ends:
            numbers |= set(range(int(ends[1]), int(ends[2] or ends[1]) + 1))
    draft = reading.tx.get(Drafts).numbered(int(found[1]))
    known = reading.tx.get(Comments).of(draft) if draft else []
    comments = tuple(one for one in known if one.number in numbers)
    if draft is None or not comments or len(comments) > _MOST_SELECTED:
        raise refusal(t("There are no comments {word}. Nothing was changed.", word=word[:80]))
    reading.words.take()
    return Selected(draft, comments, word)


@reads(Deadline)
def read_deadline(reading: Reading) -> Deadline:
    """A day, or a day and a time: "until 2026-12-01"."""
    ctx, words = reading.ctx, reading.words
    if words.peek().casefold() in ("until", "to"):
        words.take()
    before = words.unfinished()
    rest = words.take_rest()
    moment, after = take(rest, ctx.now.date(), ctx.speaker.language)
    if isinstance(moment, Doubt):
        raise refusal(
            moment.question,
            choices=tuple(Choice(verbatim(one), f"{before}{one}") for one in moment.choices),
            asks=before,
        )
    if moment is None or after:
        question = (
            t("I do not understand the date {words}.", words=rest[:80])
            if rest
            else t("Until when?")
        )
        raise refusal(
            question,
            t(
                "Reply with a date such as {example}; it ends at {time} UTC.",
                example="2026-12-01",
                time="23:59",
            ),
            asks=before,
        )
    return Deadline(instant(moment.date, moment.time or _END_OF_DAY, moment.zone)[0])


@reads(Number)
def read_number(reading: Reading) -> Number:
    """A number on a button."""
    word = reading.words.take()
    return Number(int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else 0)


@reads(From)
def read_from(reading: Reading) -> From:
    """The word "from" and a number; 1 if it is not there."""
    words = reading.words
    if words.peek().casefold() != "from":
        return From(1)
    words.take()
    word = words.take()
    return From(max(1, int(word)) if word.isascii() and word.isdecimal() and len(word) < 7 else 1)
