"""Finding the pieces of a moment in somebody's words: days, weekdays, times and zones.

The understanding of moments (when) calls it, and decides what they mean together.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from bot.conversation.dates import Day, read_day
from bot.conversation.spelling import folded
from bot.conversation.times import Clock, read_clock
from bot.conversation.weekdays import Weekday
from bot.conversation.zone_words import Zone, read_zone

Piece = Day | Weekday | Clock | Zone

_BETWEEN = re.compile(r"(?:\s-(?=\s)|[\s,;()\[\]·])*")
_CLOSING = re.compile(r"\s?[)\]]")
_END = re.compile(r"[\s,;.!?()\[\]]*$")
_WORD = re.compile(r"[^\s,;()\[\]]+")
_SMALL_WORDS = re.compile(
    r"(?:(?:on|at|the|of|in|le|la|les|el|los|las|de|del|du|en|a|heure d[eu]|hora de|al|dia|в|في)"
    r"(?!\w)"
    r"|heure d'|d'|@)[\s,]*"
)
_UNTIL = re.compile(r"(?:-|to|until|till|a|jusqu'a|hasta)\s*(?=\d|noon|mid)")
_MOST_SMALL_WORDS = 3
_SHORT = 4


@dataclass(slots=True)
class Found:
    """The pieces that were found, the words between them that are none, and where they end."""

    days: list[Day] = field(default_factory=list)
    weekdays: list[Weekday] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    last: Piece | None = None
    end: int = 0

    def keep(self, piece: Piece) -> None:
        """Add a piece."""
        self.last = piece
        match piece:
            case Day():
                self.days.append(piece)
            case Weekday():
                self.weekdays.append(piece)
            case Clock():
                self.clocks.append(piece)
            case Zone():
                self.zones.append(piece)


@dataclass(frozen=True, slots=True)
class _Words:
    """Words as they were typed, and in one spelling of the same length. whole: they should be
    nothing but a moment; else one stands at their beginning."""

    text: str
    typed: str
    today: date
    language: str
    whole: bool


def find(words: str, today: date, language: str, *, whole: bool) -> Found:
    """The pieces in the words; without whole, only those at their beginning."""
    text, places = folded(words)
    typed = "".join(words[place] for place in places[:-1])
    within = _Words(text, typed, today, language, whole)
    found = Found()
    at = 0
    while not _END.match(text, start := _skip(_BETWEEN, text, at)):
        read = _piece(within, start, found)
        if read:
            piece, at = read
            found.keep(piece)
        elif whole:
            unknown = _WORD.match(text, start)
            at = unknown.end() if unknown else start + 1
            found.unknown.append(words[places[start] : places[at]])
            continue
        else:
            break
        at = _skip(_CLOSING, text, at)
        found.end = places[at]
    return found


def _piece(words: _Words, at: int, found: Found) -> tuple[Piece, int] | None:
    """The piece that stands here, perhaps behind small words, and where it ends; the longest."""
    readings: list[tuple[Piece, int]] = []
    start = at
    for _ in range(_MOST_SMALL_WORDS + 1):
        readings += _readings(words, at, found, first=at == start)
        small = _SMALL_WORDS.match(words.text, at)
        if isinstance(found.last, Clock) and (until := _UNTIL.match(words.text, at)):
            small = until
        if not small:
            break
        at = small.end()
    return max(readings, key=lambda one: one[1], default=None)


def _readings(words: _Words, at: int, found: Found, *, first: bool) -> list[tuple[Piece, int]]:
    """What may stand here. In longer words what follows is not the moment's by mere likeness."""
    text, language, whole = words.text, words.language, words.whole
    readings: list[tuple[Piece, int]] = []
    if day := read_day(text, at, words.today, language):
        # "sat", "mon", "vie" are everyday words too.
        word = isinstance(day[0], Weekday) and day[1] - at <= _SHORT
        if whole or not (word and found.last):
            readings.append(day)
    if clock := read_clock(text, at, bare=whole):
        # Behind a time, "2 h" is how long it takes.
        length = clock[0].loose and found.clocks and first
        if whole or not length:
            readings.append(clock)
    after_clock = isinstance(found.last, Clock)
    if whole or after_clock:
        zone = read_zone(text, at, words.typed, language, whole=whole, after_clock=after_clock)
        if zone:
            readings.append(zone)
    return readings


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
