"""What a page is made of: headings, words, lists and tables, not yet in any language or markup."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.conversation.phrases import Multilingual, Phrase, t
from bot.meetings.calendar import MEDIA_TYPE
from bot.ports import Tx


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of the bot's; with a path it leads somewhere."""

    phrase: Phrase
    path: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's own words, in whichever language they are."""

    text: str | Multilingual


@dataclass(frozen=True, slots=True)
class Entry:
    """A point of a list. path: where it leads. words: somebody's own words in it. notes: what
    stands under it. anchor: the name by which it can be linked to."""

    phrase: Phrase
    path: str = ""
    words: str = ""
    notes: "tuple[Text | Words, ...]" = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    entries: tuple[Entry, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its name, and a cell for each further column. path: where it leads."""

    name: Phrase
    cells: tuple[Phrase | int, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; columns are the headings, that of the rows' names first."""

    caption: Phrase
    columns: tuple[Phrase, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A table of counts, drawn as bars that are as long as the counts; the table stands beside it.

    stacked: each row is one bar in pieces, a piece a column; if not, each has one count.
    """

    table: Table
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with a name. own: of one thing, and not of all."""

    name: Phrase
    begins: datetime
    ends: datetime
    own: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Stretches of time drawn under each other, with a line for now; a table with the same stands
    beside it."""

    caption: Phrase
    spans: tuple[Span, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Markdown:
    """A text with its own headings, as a rapporteur wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a field of a search may be."""

    value: str
    label: Phrase


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a search: free words, or one of the choices."""

    name: str
    label: Phrase
    value: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader can look for; a copy on a disk can't answer, and leaves it out."""

    path: str
    fields: tuple[Field, ...]
    button: Phrase


@dataclass(frozen=True, slots=True)
class Button:
    """What a reader can press; it does what the page says, and nothing is done by reading it."""

    path: str
    label: Phrase


CALENDAR_WORDS = t("Calendar of the meetings")


Block = Text | Words | Listing | Table | Chart | Timeline | Markdown | Search | Button


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a heading."""

    heading: Phrase
    blocks: "tuple[Block | Section, ...]"
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """Where changes of what a page shows can be followed."""

    phrase: Phrase
    path: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page."""

    phrase: Phrase
    path: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page, with all that is on it.

    path: its address, whatever the language. above: the pages that it belongs to. query: what was
    looked for, if that is part of the address. facts: the same as numbers, codes and times, for
    programs. before, after: the paths of its neighbours, if it is one of several.
    """

    path: str
    title: Phrase
    blocks: "tuple[Block | Section, ...]"
    facts: Mapping[str, Any]
    lead: tuple[Phrase, ...] = ()
    above: tuple[Link, ...] = ()
    feeds: tuple[Feed, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A file behind an address. name: what it is called when it is kept."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """A long file behind an address, in pieces counted from 0, each to be read in a look of its own
    at the database: so no reader holds it. mark: what differs when the file does."""

    name: str
    media_type: str
    mark: str
    pieces: int
    piece: "Callable[[Tx, int], bytes]"


def calendar_feed(path: str) -> Feed:
    """The meetings of a page as a calendar."""
    return Feed(CALENDAR_WORDS, path, MEDIA_TYPE)


def atom_feed(phrase: Phrase, path: str) -> Feed:
    """News of a page."""
    return Feed(phrase, path, "application/atom+xml")


def present(*blocks: "Block | Section | None") -> "tuple[Block | Section, ...]":
    """Those that are there."""
    return tuple(one for one in blocks if one is not None)
