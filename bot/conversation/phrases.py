"""A sentence that is not yet translated. Everything the bot says is made with t() and n()."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.conversation.message import PersonRef


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a sentence; platforms that can, make a link of it."""

    account: PersonRef | None
    name: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as a person would type it, without its first sign: "join irpc"."""

    line: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An instant as the clocks of several zones (IANA names) show it: "14:00 Paris · 16:00
    Nairobi · +1 Wed 00:00 Sydney"; the shift of the day is the one from UTC."""

    moment: datetime
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """English words with {named} gaps, and what stands in the gaps.

    A str in a gap is data (a name, a code, somebody's words) and is never translated; a tuple
    becomes a list in the reader's language, a date a day of the calendar in no zone. many and
    count are set by n() alone.
    """

    words: str
    values: Mapping[str, "Value"] = field(default_factory=dict)
    many: str = ""
    count: int = 0


Value = str | int | date | datetime | Elsewhere | Mention | Typed | Phrase | tuple["Value", ...]


def t(words: str, /, **values: Value) -> Phrase:
    """A sentence to be said in the reader's language."""
    return Phrase(words, values)


def n(one: str, many: str, count: int, /, **values: Value) -> Phrase:
    """A sentence whose form depends on a number, which stands in its gap {count}."""
    return Phrase(one, {**values, "count": count}, many, count)


def verbatim(text: str) -> Phrase:
    """Words that are the same in every language: a name, a quotation."""
    return Phrase("{text}", {"text": text})
