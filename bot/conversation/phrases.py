"""A sentence that is not yet translated. Everything the bot says is made with t() and n()."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.conversation.message import PersonRef


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a sentence; platforms that can, make a link of it."""

    account: PersonRef | None
    name: str
    person: int = 0
    """Whose name it is, by which what waits to be said is made nameless when they are erased."""


class PersonName(str):
    """The name of a person the bot knows, as storage gives it: it goes through sentences, lists and
    buttons and still knows whose it is. person: their number; 0 is nobody's."""

    person: int = 0


def name_of(name: str, person: int) -> PersonName:
    """The name of a person with this number."""
    named = PersonName(name)
    named.person = person
    return named


def whose(name: str) -> int:
    """Whose name it is, by their number; 0 if that is not known."""
    return name.person if isinstance(name, PersonName) else 0


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


class Passage(str):
    """Words in another language than those around them; language is its code, "" if unknown."""

    language: str = ""


@dataclass(frozen=True, slots=True)
class Multilingual:
    """Somebody's words, with versions by language: each reader sees their own, or else the
    original. language: that of the original, "" if unknown."""

    original: str
    language: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    def said_in(self, language: str) -> str:
        """The words for a reader of a language. Where others are in that language and these are
        not, they are a Passage."""
        if language in self.versions or language == self.language or not self.versions:
            return self.versions.get(language, self.original)
        passage = Passage(self.original)
        passage.language = self.language
        return passage

    def each(self, change: Callable[[str], str]) -> "Multilingual":
        """The same with all words changed: shortened, say."""
        versions = {language: change(words) for language, words in self.versions.items()}
        return Multilingual(change(self.original), self.language, versions)

    def cut(self, most: int) -> "Multilingual":
        """The same with at most so many signs in each language."""
        return self.each(lambda words: words[:most])

    def words(self) -> tuple[str, ...]:
        """The words of all versions, the original first."""
        return (self.original, *self.versions.values())


def said_in(words: str | Multilingual, language: str) -> str:
    """Somebody's words for a reader of a language."""
    return words.said_in(language) if isinstance(words, Multilingual) else words


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


Value = (
    str
    | int
    | date
    | datetime
    | Elsewhere
    | Mention
    | Typed
    | Multilingual
    | Phrase
    | tuple["Value", ...]
)


def t(words: str, /, **values: Value) -> Phrase:
    """A sentence to be said in the reader's language."""
    return Phrase(words, values)


def n(one: str, many: str, count: int, /, **values: Value) -> Phrase:
    """A sentence whose form depends on a number, which stands in its gap {count}."""
    return Phrase(one, {**values, "count": count}, many, count)


def verbatim(text: str | Multilingual) -> Phrase:
    """Words that are not the bot's to translate: a name, a quotation."""
    return Phrase("{text}", {"text": text})
