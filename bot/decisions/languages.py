"""The languages of a decision: versions of its text and options, beside the original.

Votes are counted by the number of an option, so whoever reads which version, there is one tally.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from bot.conversation.phrases import Multilingual


class Binding(Enum):
    """Which version binds, should two of them not say the same."""

    ORIGINAL = "original"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Translation:
    """A version in one language. What is "" is not translated; options are as many as those of
    the original."""

    text: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Languages:
    """original is the code of the language in which the text was proposed, "" if unknown; versions
    are those in other languages, by their codes."""

    original: str = ""
    binding: Binding = Binding.ORIGINAL
    versions: Mapping[str, Translation] = field(default_factory=dict)

    def text(self, original: str) -> Multilingual:
        """The text that is decided on, in all languages."""
        known = {code: one.text for code, one in self.versions.items() if one.text}
        return Multilingual(original, self.original, known)

    def options(self, originals: tuple[str, ...]) -> tuple[Multilingual, ...]:
        """The options, each in all languages."""
        return tuple(
            Multilingual(
                original,
                self.original,
                {
                    code: one.options[place]
                    for code, one in self.versions.items()
                    if one.options[place : place + 1] not in ((), ("",))
                },
            )
            for place, original in enumerate(originals)
        )

    def of(self, code: str, options: int) -> Translation:
        """The version in a language, or an empty one for so many options."""
        return self.versions.get(code) or Translation("", ("",) * options)

    def changed(self, code: str, version: Translation | None) -> "Languages":
        """With another version in a language, or without it (None, or nothing translated)."""
        versions = {known: one for known, one in self.versions.items() if known != code}
        if version and (version.text or any(version.options)):
            versions[code] = version
        return replace(self, versions=dict(sorted(versions.items())))


def languages_facts(languages: Languages) -> dict[str, Any]:
    """The languages as they are kept, hashed and exported."""
    return {
        "original": languages.original,
        "binding": languages.binding.value,
        "versions": {
            code: {"text": one.text, "options": list(one.options)}
            for code, one in languages.versions.items()
        },
    }


def languages_of(facts: Mapping[str, Any] | None) -> Languages:
    """The languages that languages_facts() wrote; None is what was kept before there were any."""
    if facts is None:
        return Languages()
    versions = {
        code: Translation(one["text"], tuple(one["options"]))
        for code, one in facts["versions"].items()
    }
    return Languages(facts["original"], Binding(facts["binding"]), dict(sorted(versions.items())))


def without_options(languages: Languages, old: tuple[str, ...], new: tuple[str, ...]) -> Languages:
    """The languages after the options were changed: versions of those that stayed stay."""
    for code, one in languages.versions.items():
        known = dict(zip(old, one.options, strict=True))
        options = tuple(known.get(option, "") for option in new)
        languages = languages.changed(code, replace(one, options=options))
    return languages


def with_texts(languages: Languages, texts: Mapping[str, str], options: int) -> Languages:
    """The languages after the text was changed: with these versions of it, for the old ones do not
    fit any more. options: how many there are."""
    for code in {*languages.versions, *texts}:
        one = languages.of(code, options)
        if code != languages.original:
            languages = languages.changed(code, replace(one, text=texts.get(code, "")))
    return languages


def lost(before: Languages, after: Languages) -> Iterator[tuple[str, str]]:
    """The words that stood in some version and do not any more, with the codes of languages."""
    for code, one in before.versions.items():
        kept = after.of(code, 0)
        left = (kept.text, *kept.options)
        yield from ((code, words) for words in (one.text, *one.options) if words not in ("", *left))


def missing(languages: Languages, options: int, code: str) -> int | None:
    """What is not translated yet into a language: 0 for the text, or the number of an option (from
    1); None if nothing is."""
    version = languages.of(code, options)
    if not version.text:
        return 0
    return next((number for number, one in enumerate(version.options, 1) if not one), None)


def named(options: tuple[Multilingual, ...], words: str) -> int | None:
    """Which option (from 0) is called by these words in any of its versions; None if none is, or
    more than one."""
    said = _plain(words)
    found = [
        place
        for place, option in enumerate(options)
        if said in (_plain(one) for one in option.words())
    ]
    return found[0] if len(found) == 1 else None


def _plain(words: str) -> str:
    """Words without what does not tell one option from another."""
    return " ".join(words.split()).casefold()


def ambiguous(options: tuple[Multilingual, ...], words: Iterable[str]) -> str:
    """The first of these words that name more than one option, or ""."""
    return next((one for one in words if one and named(options, one) is None), "")
