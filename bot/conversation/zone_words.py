"""Reading a time zone at a place in somebody's words, next to a time: "Nairobi", "UTC+3".

The understanding of moments (when) calls it, and puts the pieces together.
"""

import re
from dataclasses import dataclass

from bot.conversation.phrases import Phrase, t
from bot.conversation.zones import find_zone, is_letters, longest_town, misspelt_zones

_SHIFT = re.compile(
    r"(?:(?:utc|gmt)\s?[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d(?::?\d\d)?|\+\d(?::\d\d)?)(?![\w:])"
)
_NAME = re.compile(r"[a-z_]+(?:/[\w+-]+)+")
_TOWN_WORD = re.compile(r"[^\W\d_][^\W\d_'.-]*(?:['.-][^\W\d_]+)*")
_TIME = re.compile(r"\s(?:local\s)?time(?!\w)")
_Z = re.compile(r"z(?!\w)")
_ISO_BEFORE = re.compile(r"\dt\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?$")
_AREAS = re.compile(
    "(?:africa|america|antarctica|arctic|asia|atlantic|australia|brazil|canada|chile|etc|europe"
    "|indian|mexico|pacific|us)/"
)
# Towns of the IANA database that are everyday words in one of the languages.
_WORDS = re.compile(
    "act|center|christmas|easter|general|knox|lhi|midway|navidad|north|nsw|resolute|reunion|south"
    "|troll|west"
)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that was read. Several options, or none, come with a question."""

    options: tuple[str, ...]
    question: Phrase | None = None


def read_zone(
    text: str, at: int, written: str, language: str, *, whole: bool, after_clock: bool
) -> tuple[Zone, int] | None:
    """The zone that stands at a place of the folded text, and where it ends.

    written is the text of the same length as it was typed. In the middle of other words (without
    whole) letters such as EAT are a zone only in capitals, and everyday words never.
    """
    if after_clock and (match := _Z.match(text, at)):
        return Zone(("UTC",)), match.end()
    if match := _SHIFT.match(text, at):
        if text[at] in "+-" and not after_clock:
            return None
        return _shifted(match, text, written, language), match.end()
    if (match := _NAME.match(text, at)) and _AREAS.match(match[0]):
        return _zone(match[0], written[at : match.end()], language), match.end()
    for end in _ends_of_towns(text, at, language):
        words = text[at:end]
        common = bool(_WORDS.fullmatch(words))
        small_letters = is_letters(words) and not written[at:end].isupper()
        if not find_zone(words, language) or (not whole and (common or small_letters)):
            continue
        zone = _zone(words, written[at:end], language)
        if common:
            zone = Zone(zone.options, t("Which place is meant by {words}?", words=written[at:end]))
        after = _TIME.match(text, end)
        return zone, after.end() if after else end
    return None


def _shifted(match: re.Match[str], text: str, written: str, language: str) -> Zone:
    """A shift from UTC; "14:00-15:00" could also be two times."""
    start, words = match.start(), written[match.start() : match.end()]
    zone = _zone(match[0], words, language)
    glued = text[start] == "-" and start > 0 and text[start - 1] != " "
    if glued and not _ISO_BEFORE.search(text[:start]):
        # Without a zone among the choices, "" stands for a time that ends there.
        options = (*zone.options, "") if not zone.question else ("",)
        return Zone(options, t("Is {words} the time zone, or the time it ends?", words=words))
    return zone


def _zone(words: str, written: str, language: str) -> Zone:
    meant = find_zone(words, language)
    if isinstance(meant, str):
        return Zone((meant,))
    if meant:
        return Zone(meant, t("Which place is meant by {words}?", words=written))
    return Zone(
        misspelt_zones(words, language), t("I do not know the time zone {words}.", words=written)
    )


def _ends_of_towns(text: str, at: int, language: str) -> list[int]:
    """Where a name of several words that begins here may end, the longest first."""
    ends: list[int] = []
    for _ in range(longest_town(language)):
        match = _TOWN_WORD.match(text, at)
        if not match:
            break
        ends.append(match.end())
        at = match.end()
        if text[at : at + 2] == ". ":
            at += 1
        if text[at : at + 1] != " ":
            break
        at += 1
    return ends[::-1]
