"""From the words behind a command to the values a handler asks for.

A capability teaches a kind of argument with @reads(Kind); the registry calls the readers.
"""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.likeness import is_visible
from bot.conversation.phrases import Phrase, Typed, t, verbatim
from bot.conversation.reply import Choice
from bot.ports import Tx

Kind = TypeVar("Kind")

# Telegram and Matrix clients write these in place of the straight quotation mark.
_WORD = re.compile(r'["“”«](?P<quoted>[^"“”»]*)["“”»]|(?P<bare>\S+)')
_CHOICES = 8


class Word(str):
    """One word, or several in quotation marks."""

    __slots__ = ()


class Rest(str):
    """All that is left, as it was written, without the quotation marks around all of it."""

    __slots__ = ()


class Written(str):
    """All that is left, with its quotation marks: what stands in them is text, and what stands
    behind them is not."""

    __slots__ = ()


@dataclass(slots=True)
class Words:
    """The words behind a command, read from the left. line is the whole command, at a position."""

    line: str
    at: int

    @property
    def left(self) -> str:
        """What has not been read."""
        return self.line[self.at :].strip()

    def peek(self) -> str:
        """The next word without reading it, or ""."""
        found = _WORD.search(self.line, self.at)
        return (found["quoted"] or found["bare"] or "").strip() if found else ""

    def take(self) -> str:
        """Read the next word, or ""."""
        word = self.peek()
        found = _WORD.search(self.line, self.at)
        self.at = found.end() if found else len(self.line)
        return word

    def take_as(self, value: str) -> None:
        """Read the next word, and let it stand in the line as this value: what the line goes on
        with in buttons and questions then keeps nobody's name."""
        found = _WORD.search(self.line, self.at)
        if found:
            self.line = f"{self.line[: found.start()]}{value}{self.line[found.end() :]}"
            self.at = found.start() + len(value)

    def take_rest(self) -> str:
        """Read all that is left."""
        rest = self.left
        self.at = len(self.line)
        return rest

    def with_next(self, value: str) -> str:
        """The whole line, the next word replaced by a value (added if there is none)."""
        found = _WORD.search(self.line, self.at)
        if not found:
            return f"{self.line.rstrip()} {value}"
        return f"{self.line[: found.start()]}{value}{self.line[found.end() :]}"

    def unfinished(self) -> str:
        """The line up to here: what a reply in free text will complete."""
        return self.line[: self.at].rstrip() + " "


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader may use."""

    words: Words
    ctx: Context
    tx: Tx
    usage: str
    question: Phrase | None = None


Reader = Callable[[Reading], Any]
_READERS: dict[type, Reader] = {}


def reads(kind: type[Kind]) -> Callable[[Callable[[Reading], Kind]], Callable[[Reading], Kind]]:
    """Teach how an argument of this type is read. The reader raises a Refusal that asks."""

    def teach(reader: Callable[[Reading], Kind]) -> Callable[[Reading], Kind]:
        _READERS[kind] = reader
        return reader

    return teach


def reader_of(kind: type) -> Reader | None:
    """The reader of an argument type, or None if nobody taught it."""
    if kind in _READERS:
        return _READERS[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda reading: _read_option(kind, reading)
    return None


@reads(Word)
def _read_word(reading: Reading) -> Word:
    if not reading.words.left:
        raise missing(reading)
    return Word(reading.words.take())


@reads(Rest)
def _read_rest(reading: Reading) -> Rest:
    if not is_visible(reading.words.left):
        raise missing(reading)
    return Rest(_unquoted(reading.words.take_rest()))


@reads(Written)
def _read_written(reading: Reading) -> Written:
    if not is_visible(reading.words.left):
        raise missing(reading)
    return Written(reading.words.take_rest())


def _unquoted(text: str) -> str:
    """Words without the quotation marks that stand around all of them."""
    found = _WORD.fullmatch(text)
    return found["quoted"].strip() if found and found["quoted"] else text


def missing(reading: Reading, question: Phrase | None = None) -> Refusal:
    """The question for an argument that is not there; a reply to it completes the command."""
    return refusal(
        question or reading.question or t("A word is missing. Reply with what the example shows."),
        t("Example: {example}", example=Typed(reading.usage)),
        asks=reading.words.unfinished(),
    )


def choose(
    reading: Reading,
    question: Phrase,
    options: Iterable[tuple[str, Phrase]],
    *,
    private: bool = False,
) -> Refusal:
    """A question with a button for each option: (the word to be said, its label)."""
    choices = tuple(Choice(label, reading.words.with_next(word)) for word, label in options)
    return refusal(question, choices=choices, asks=reading.words.unfinished(), private=private)


def nearest(word: str, known: Iterable[str], limit: int = _CHOICES) -> list[str]:
    """The known words most like this one, nearest first; those that begin with it come before."""
    word = word.casefold()
    names = list(dict.fromkeys(known))
    inside = sorted(
        (name for name in names if word and word in name.casefold()),
        key=lambda name: (not name.casefold().startswith(word), name),
    )
    similar = difflib.get_close_matches(word, [name.casefold() for name in names], limit, 0.6)
    folded = {name.casefold(): name for name in names}
    return list(dict.fromkeys([*inside, *(folded[name] for name in similar)]))[:limit]


def label_of(option: Enum) -> Phrase:
    """How an option of a closed list is called to people."""
    label = getattr(option, "label", None)
    return label if isinstance(label, Phrase) else verbatim(str(option.value))


def _read_option(kind: type[Enum], reading: Reading) -> Enum:
    word = reading.words.peek().casefold()
    for option in kind:
        if option.value == word:
            reading.words.take()
            return option
    options = [(str(option.value), label_of(option)) for option in kind]
    if not word:
        raise choose(reading, t("Which one?"), options)
    near = nearest(word, [value for value, _ in options]) or [value for value, _ in options]
    raise choose(
        reading,
        t("I do not know {word} here. Which one?", word=word),
        [(value, label) for value, label in options if value in near],
    )
