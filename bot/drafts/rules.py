"""Rules of drafts and comments: numbering, anchors, what differs, and when a comment is in time."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from bot.drafts.model import Anchor, Comment, Draft, Section, Standing, State, Version, Window
from bot.record.verify import canonical, digest

LONGEST_COMMENT = 10_000
LONGEST_FILE_COMMENT = 60_000
LONGEST_REASON = 4_000
MOST_AT_ONCE = 500
WHOLE = "-"
"""What stands for the whole draft where a place is named."""
_ALIKE, _SAME = 72, 88
_PLACE = re.compile(r"(\d{1,4})(?:\.(\d{1,5}))?")
_BEHIND = re.compile(r"(?:^|\s)at\s+§?(\d{1,4}(?:\.\d{1,5})?)\s*$", re.IGNORECASE)
_BEFORE_QUOTED = re.compile(
    r"\s*(?:at\s+)?§?(?:(\d{1,4}\.\d{1,5})|(\d{1,4}))\s*([\"“”«].*[\"“”»])\s*",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE = re.compile(
    r"\s*(?:at\s+§?(\d{1,4}(?:\.\d{1,5})?)|§?(\d{1,4}\.\d{1,5}))\s+(.*)", re.IGNORECASE | re.DOTALL
)


def numbered(blocks: Iterable[tuple[str, str, int]], title: str) -> tuple[Section, ...]:
    """Sections and paragraphs with their numbers, from blocks (kind, text, level). What stands
    before the first heading is a section too, called by the draft's title."""
    sections: list[tuple[str, int, list[str]]] = []
    for kind, text, level in blocks:
        if kind == "heading":
            sections.append((text, level, []))
            continue
        if not sections:
            sections.append((title, 1, []))
        sections[-1][2].append(text)
    return tuple(
        Section(number, heading, level, tuple(paragraphs))
        for number, (heading, level, paragraphs) in enumerate(sections, 1)
    )


def version_hash(sections: tuple[Section, ...]) -> str:
    """The hash of a text: of its sections' titles and paragraphs in canonical JSON."""
    return digest(canonical([[one.title, list(one.paragraphs)] for one in sections]))


def places(sections: tuple[Section, ...]) -> Mapping[str, str]:
    """The text at every place: "3" is a section by its title, "3.2" a paragraph."""
    return _places(sections)


@lru_cache(maxsize=64)
def _places(sections: tuple[Section, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for section in sections:
        found[str(section.number)] = section.title
        for number, text in enumerate(section.paragraphs, 1):
            found[f"{section.number}.{number}"] = text
    return found


def is_place(word: str) -> bool:
    """Whether a word looks like a place: "3" or "3.2"."""
    return _PLACE.fullmatch(word) is not None


def place_and_reason(written: str, *, needs_place: bool) -> tuple[str, str]:
    """The place and the reason that words of an answer name, "" for each that is not there.

    The place stands after the reason and "at" (‘"It was said." at 3.2’), or before the reason: 3.2
    or 3, if the reason has quotation marks around it; where an answer needs a place, 3.2 and "at 3"
    also before words without them. In the answer to "which paragraph?" it may come alone.
    """
    behind = _BEHIND.search(written)
    before = _BEFORE_QUOTED.fullmatch(written) or (needs_place and _BEFORE.fullmatch(written))
    if behind:
        place, reason = behind[1], written[: behind.start()]
    elif before:
        place, reason = before[1] or before[2], before[3]
    else:
        place, reason = "", written
    reason = reason.strip().strip('"“”«»').strip()
    if needs_place and not place and is_place(reason):
        return reason, ""
    return place, reason


def nearest_places(word: str, sections: tuple[Section, ...]) -> list[str]:
    """The places nearest to one that is not there: in its section, or else the last section."""
    found = _PLACE.fullmatch(word)
    section = int(found[1]) if found else 1
    inside = [place for place in places(sections) if place.split(".")[0] == str(section)]
    return inside[-3:] if inside else [str(one.number) for one in sections[-3:]]


def section_of(place: str) -> str:
    """The section that a place is in."""
    return place.split(".", maxsplit=1)[0]


def by_place(place: str) -> tuple[int, int]:
    """A key that sorts places as they stand in the text; the whole draft comes first."""
    first, _, second = place.partition(".")
    return int(first or 0), int(second or 0)


# --- when comments are open -------------------------------------------------------------------


def is_open(draft: Draft, now: datetime) -> bool:
    """Whether comments are open. The end is exclusive, whatever any job has done; and what was
    closed stays closed, whatever the clock says later."""
    window = draft.window
    if draft.state is not State.PUBLISHED or window is None:
        return False
    return window.opens <= now < window.closes and "closed" not in draft.noticed


def takes_comments(draft: Draft, now: datetime) -> bool:
    """Whether comments are kept: in time, or marked as late."""
    window = draft.window
    return draft.state is State.PUBLISHED and window is not None and window.opens <= now


def is_late(window: Window, begun: datetime, sent: datetime, grace: timedelta) -> bool:
    """Whether a comment that was begun and sent at these times came late: after the close, unless
    it was begun before and sent within the grace."""
    if sent < window.closes:
        return False
    return begun >= window.closes or sent >= window.closes + grace


def extended(window: Window, until: datetime) -> Window | None:
    """The window with a later end, or None: it is never made shorter."""
    return Window(window.opens, window.soft, until) if until > window.closes else None


# --- comments as people write them in mails ----------------------------------------------------

_SIGNS = r"[:.,;)\]\-–—：。，；、）]"
_BEGINS_WITH_PLACE = re.compile(
    rf"\s*(?:§\s*|¶\s*)?(?:(?P<paragraph>\d{{1,4}}\.\d{{1,5}})(?:\s*{_SIGNS}+\s*|\s+)"
    rf"|(?P<section>\d{{1,4}})(?:\s*[:：]\s*|\s*\n\s*))"
)
_NUMBERED = re.compile(r"(\d{1,4}\.\d{1,5})\s+")
_LEAST_QUOTED, _MOST_QUOTED = 40, 24


def placed(text: str, here: Mapping[str, str]) -> tuple[str, str]:
    """The place that a comment begins with ("2.1 …", "§2.1: …", "2: …"), and what is left of it. A
    number that is no place of the draft is part of the comment."""
    found = _BEGINS_WITH_PLACE.match(text)
    place = (found["paragraph"] or found["section"]) if found else ""
    if found is None or place not in here or not text[found.end() :].strip():
        return "", text.strip()
    return place, text[found.end() :].strip()


def quoted_places(text: str, here: Mapping[str, str]) -> list[str]:
    """The paragraphs that are quoted right above somebody's own words, in their order."""
    paragraphs = {place: " ".join(said.split()) for place, said in here.items() if "." in place}
    found: list[str] = []
    above: list[str] = []
    looks = _MOST_QUOTED
    for block in _blocks(text):
        if block.startswith(">"):
            above.append(block)
            continue
        # Whoever answers under a whole letter has not picked the paragraphs in it: it ends with
        # something else.
        for quotation in reversed(above):
            looks -= 1
            place = _quoted_place(quotation, paragraphs) if looks >= 0 else ""
            if not place:
                break
            found.append(place)
        above = []
    return list(dict.fromkeys(found))


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs of a mail, quoted ones on one line each after a single mark."""
    lines: list[str] = []
    for raw in (*text.splitlines(), ""):
        mark = ">" if raw.lstrip().startswith(">") else ""
        line = raw.strip().lstrip("> ").strip()
        if lines and (not line or bool(mark) != lines[0].startswith(">")):
            yield " ".join(lines)
            lines = []
        if line:
            lines.append(f"{mark} {line}".strip() if not lines else line)
    if lines:
        yield " ".join(lines)


def _quoted_place(block: str, paragraphs: Mapping[str, str]) -> str:
    """The paragraph that a quotation is of, or ""."""
    # Loaded here, as below: few comments come by mail, and it takes 3 MB.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    words = " ".join(block.lstrip("> ").split())
    named = _NUMBERED.match(words)
    bare = words[named.end() :] if named else words
    if named and named[1] in paragraphs and fuzz.ratio(bare, paragraphs[named[1]]) >= _ALIKE:
        return named[1]
    best = process.extractOne(bare, paragraphs, scorer=fuzz.ratio, score_cutoff=_SAME)
    if best:
        return str(best[2])
    part = bare if len(bare) >= _LEAST_QUOTED else None
    return next((place for place, text in paragraphs.items() if part and part in text), "")


# --- what differs, and where comments stand ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new version changed, by sections: titles added and removed, and the changed ones with
    their numbers in the new version."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def difference(old: tuple[Section, ...], new: tuple[Section, ...]) -> Difference:
    """The difference of two versions, in words for people."""
    before = {one.title: one for one in old}
    after = {one.title: one for one in new}
    return Difference(
        tuple(f"{one.number} {one.title}" for one in new if one.title not in before),
        tuple(f"{one.number} {one.title}" for one in old if one.title not in after),
        tuple(
            f"{one.number} {one.title}"
            for one in new
            if one.title in before and before[one.title].paragraphs != one.paragraphs
        ),
    )


def where_now(
    anchors: Iterable[Anchor], sections: tuple[Section, ...]
) -> dict[Anchor, tuple[str, bool]]:
    """Where anchors stand in a version, and whether they are orphaned.

    The place where exactly the quoted text stands, the nearest if it is there several times; or
    else the paragraph most like it, if it is like enough.
    """
    found: dict[Anchor, tuple[str, bool]] = {}
    here = places(sections)
    headings = {place: text for place, text in here.items() if "." not in place}
    paragraphs = {place: text for place, text in here.items() if "." in place}
    exact: dict[str, list[str]] = {}
    for place, text in here.items():
        exact.setdefault(text, []).append(place)
    for anchor in anchors:
        if not anchor.place:
            found[anchor] = ("", False)
        elif anchor not in found:
            is_heading = "." not in anchor.place
            same = [one for one in exact.get(anchor.quote, ()) if ("." not in one) == is_heading]
            if same:
                place = min(same, key=lambda one: _distance(one, anchor.place))
            else:
                place = _most_like(anchor.quote, headings if is_heading else paragraphs)
            found[anchor] = (place, not place)
    return found


def _distance(one: str, other: str) -> tuple[int, int]:
    (a, b), (c, d) = by_place(one), by_place(other)
    return abs(a - c), abs(b - d)


def _most_like(quote: str, known: Mapping[str, str]) -> str:
    # Few drafts have a second version.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    best = process.extractOne(quote, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return str(best[2]) if best else ""


def alike(comments: list[Comment]) -> Iterator[list[Comment]]:
    """Comments in groups: near-duplicates about one section side by side, others alone."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415
    from rapidfuzz.utils import default_process  # noqa: PLC0415

    left = list(comments)
    while left:
        first = left.pop(0)
        texts = {
            place: one.words.text
            for place, one in enumerate(left)
            if section_of(one.place) == section_of(first.place)
        }
        found = process.extract(
            first.words.text, texts, scorer=fuzz.token_sort_ratio, score_cutoff=_SAME, limit=None,
            # Capitals and commas make no difference.
            processor=default_process,
        )  # fmt: skip
        near = sorted(place for _, _, place in found)
        yield [first, *(left[place] for place in near)]
        for place in reversed(near):
            del left[place]


# --- counts -------------------------------------------------------------------------------------


def counted(comments: Iterable[Comment]) -> list[Comment]:
    """The comments that the report answers for: all but those that were withdrawn."""
    return [one for one in comments if one.standing is not Standing.WITHDRAWN]


def newest(versions: Iterable[Version]) -> Version | None:
    """The newest published version."""
    published = [one for one in versions if one.published]
    return max(published, key=lambda one: one.number, default=None)
