"""From somebody's words to a ballot: all of them are understood, or none are.

Whatever network they came by, and in whichever of the six languages. The answers are called by
their names or their numbers, with separators, "and" or spaces between several; a reason follows a
colon, a word for "because", or stands in quotation marks; behind a secret vote may stand the
receipt of the one before. Where the words can be read in two ways, neither is taken. The command to
vote calls it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.conversation.likeness import is_visible, plain_sign, plain_words

_AND = ("and", "et", "y", "e", "и", "和", "与", "與", "及", "以及", "و", "&", "+")
_THEN = ("then", "puis", "luego", "después", "затем", "потом", "然后", "再", "ثم", ">")
"""What stands between the answers of a ranking."""
_BECAUSE = (
    "because of", "because", "parce que", "parce qu'", "parce qu’", "car", "porque", "потому что",
    "так как", "поскольку", "из-за", "因为", "因為", "由于", "由於", "بسبب",
)  # fmt: skip
_BECAUSE_HE = ("لأن", "لان")
"""In Arabic the word goes on: "because it" is one word, which stays with the reason."""
_SEPARATORS = ",;،؛、·|"
_ENDS = ".!。۔"
_COLONS = ":"
_QUOTES = {
    '"': '"', "“": "”", "”": "”", "„": "“”", "«": "»", "‹": "›", "‘": "’", "「": "」", "『": "』",
}  # fmt: skip
"""What a quotation can begin with, and the marks that can end it then."""
_RECEIPT = re.compile(r"[2-9a-hj-np-z]{4}(-?)[2-9a-hj-np-z]{4}")
_FRACTION = re.compile(r"\d[.,]\d")
_NUMBER = re.compile(r"#?(\d{1,4})(?!\d)")
_ENUMERATED = re.compile(r"[.)]? ?")
_MOST_MENTIONS = 40
_MOST_READINGS = 4
_MOST_SIGNS = 4000


@dataclass(frozen=True, slots=True)
class Asked:
    """What can be answered: plain names by the key of each answer, in the order of their numbers.

    several: any of them, not one; ranked: best first; receipts: a receipt may stand at the end;
    options: they are options, not positions, so what follows a colon may name more of them.
    """

    names: Mapping[str, frozenset[str]]
    several: bool = False
    ranked: bool = False
    receipts: bool = False
    options: bool = True

    @property
    def has_numbers_for_names(self) -> bool:
        """Whether something is called by a number: then a number alone may be its name."""
        return any(name.isdecimal() for names in self.names.values() for name in names)


def names_of(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    """The names of answers as they are compared, by their keys."""
    return {key: frozenset(plain_words(one) for one in names) - {""} for key, names in named}


@dataclass(frozen=True, slots=True)
class Said:
    """What was understood, whole: the keys of the answers, the reason, an old receipt ("" if
    none)."""

    choice: tuple[str, ...]
    reason: str = ""
    receipt: str = ""


class Why(Enum):
    """Why words are no ballot."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    SEVERAL = "several"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that are no ballot: choice is what was understood (of SEVERAL all, of TWICE what is
    named twice), left the words that were not; readings what AMBIGUOUS words can mean."""

    why: Why
    choice: tuple[str, ...] = ()
    left: str = ""
    readings: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    """An answer as it is named: key is "" for a number that is none of them; rank is the number
    that stands before a name, as in a list, and 0 where there is none."""

    key: str
    rank: int = 0


@dataclass(slots=True)
class _Text:
    """Words, and beside them how their signs are compared: starts[i] is where the plain sign i
    comes from."""

    words: str
    plain: str = ""
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        signs: list[str] = []
        for place, sign in enumerate(self.words):
            for plain in plain_sign(sign):
                if plain == " " and signs[-1:] in ([], [" "]):
                    continue
                signs.append(plain)
                self.starts.append(place)
        self.plain = "".join(signs).rstrip()
        self.starts = [*self.starts[: len(self.plain)], len(self.words)]

    def behind(self, place: int) -> str:
        """The words as they were written, from a plain sign on."""
        return self.words[self.starts[min(place, len(self.plain))] :].strip()

    def ends_word(self, place: int) -> bool:
        """Whether a word may end before this plain sign. Chinese has no spaces between words."""
        if not 0 < place < len(self.plain):
            return True
        before, after = self.plain[place - 1], self.plain[place]
        return not (_is_letter(before) and _is_letter(after)) or _stands_alone(before, after)


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign)[0] == "M"


def _stands_alone(*signs: str) -> bool:
    return any("\u2e80" <= sign <= "\u9fff" or sign >= "\U00020000" for sign in signs)


class _Reader:
    """Finds every way in which the words are a ballot, or some of them: then is_lost.

    by_name: a number that is a name is that name, and not the number of an answer.
    """

    def __init__(self, text: _Text, asked: Asked, *, by_name: bool) -> None:
        self.text, self.asked, self.by_name, self.is_lost = text, asked, by_name, False
        self.keys = tuple(asked.names)
        self.names = sorted(
            ((name, key) for key in self.keys for name in asked.names[key]),
            key=lambda one: (-len(one[0]), one),
        )
        self.glue = (*_AND, *_THEN) if asked.ranked else _AND
        self.farthest: tuple[int, tuple[_Item, ...]] = (0, ())
        self._known: dict[int, list[tuple[tuple[_Item, ...], str, str]]] = {}

    def readings(
        self, place: int, before: tuple[_Item, ...] = ()
    ) -> list[tuple[tuple[_Item, ...], str, str]]:
        """All readings from a place on at which an answer has to stand: answers, reason,
        receipt."""
        if place in self._known:
            return self._known[place]
        found: list[tuple[tuple[_Item, ...], str, str]] = []
        if len(before) < _MOST_MENTIONS:
            for end, item in self._items(place):
                so_far = (*before, item)
                self.farthest = max(self.farthest, (end, so_far), key=lambda one: one[0])
                found += [((item,), *ending) for ending in self._endings(end)]
                for start in self._next(end):
                    found += [
                        ((item, *items), reason, receipt)
                        for items, reason, receipt in self.readings(start, so_far)
                    ]
        readings = list(dict.fromkeys(found))
        self.is_lost = self.is_lost or len(readings) > _MOST_READINGS
        self._known[place] = readings[:_MOST_READINGS]
        return self._known[place]

    def _items(self, place: int) -> Iterator[tuple[int, _Item]]:
        """The answers that can be named here, each with where its name ends."""
        plain = self.text.plain
        closing = _QUOTES.get(plain[place : place + 1])
        if closing:
            for end, key in self._named(place + 1):
                if plain[end : end + 1] in tuple(closing):
                    yield end + 1, _Item(key)
            return
        named = list(self._named(place))
        number = _NUMBER.match(plain, place)
        if number and self.text.ends_word(number.end()):
            longer = [one for one in named if one[0] > number.end()]
            listed = list(self._listed(number)) if not longer else []
            yield from listed
            if not self.by_name or not named:
                named = longer
                one = int(number[1])
                if not longer and not listed and 1 <= one <= len(self.keys):
                    yield number.end(), _Item(self.keys[one - 1])
        for end, key in named:
            yield end, _Item(key)

    def _named(self, place: int) -> Iterator[tuple[int, str]]:
        for name, key in self.names:
            end = place + len(name)
            if name and self.text.plain.startswith(name, place) and self.text.ends_word(end):
                yield end, key

    def _listed(self, number: re.Match[str]) -> Iterator[tuple[int, _Item]]:
        """A name with a number before it, as in a list: "2. Wednesday"."""
        between = _ENUMERATED.match(self.text.plain, number.end())
        if between and between.group() and not number.group().startswith("#"):
            for end, key in self._named(between.end()):
                if not self.text.plain[between.end() : end].isdecimal():
                    yield end, _Item(key, int(number[1]))

    def _next(self, place: int) -> Iterator[int]:
        """Where the next answer can stand: behind separators, or a word for "and"."""
        plain, starts = self.text.plain, set[int]()
        gap = self._gap(place)
        if gap > place and not self._is_point_in_number(place):
            starts.add(gap)
        for word in self.glue:
            if plain.startswith(word, gap) and self._is_word(word, gap, place):
                starts.add(self._gap(gap + len(word)))
        yield from sorted(starts)

    def _gap(self, place: int) -> int:
        """Behind the spaces and separators from here on."""
        plain = self.text.plain
        while place < len(plain) and plain[place] in f" {_ENDS}{_SEPARATORS}":
            place += 1
        return place

    def _is_point_in_number(self, place: int) -> bool:
        """Whether the "." here stands between two digits: "1.3" is one number. So is "1,3" where
        an option is such a number."""
        around = self.text.plain[max(place - 1, 0) : place + 2]
        signs = ".," if any(_FRACTION.search(name) for name, _ in self.names) else "."
        return re.fullmatch(rf"\d[{signs}]\d", around) is not None

    def _is_word(self, word: str, start: int, place: int) -> bool:
        """Whether a word for "and" stands by itself. The Arabic one begins the word behind it."""
        if not _is_letter(word[0]):
            return True
        begins = start > place or self.text.ends_word(start)
        return begins and (word == "و" or self.text.ends_word(start + len(word)))

    def _endings(self, place: int) -> Iterator[tuple[str, str]]:
        """How the words can end behind an answer: (reason, receipt)."""
        plain = self.text.plain
        if not plain[place:].strip(f" {_ENDS}{_SEPARATORS}"):
            yield "", ""
            return
        colon = re.compile(rf" ?[{_COLONS}]").match(plain, place)
        if colon:
            reason = _unquoted(self.text.behind(colon.end()))
            if not self.asked.options or self._is_reason(place, colon.end(), reason):
                yield (reason if is_visible(reason) else ""), ""
            return
        gap = self._gap(place)
        while plain[gap : gap + 1] in ("-", "–", "—", " ") and plain[gap : gap + 1]:
            gap += 1
        yield from self._reasons(gap, place)
        receipt = _RECEIPT.match(plain, gap) if self.asked.receipts and gap > place else None
        if receipt and not plain[receipt.end() :].strip(f" {_ENDS}"):
            code = receipt.group()
            if receipt[1] or any(sign.isdecimal() for sign in code):
                code = code.replace("-", "").upper()
                yield "", f"{code[:4]}-{code[4:]}"

    def _is_reason(self, place: int, begins: int, reason: str) -> bool:
        """Whether words behind a colon are a reason, and not a time of day ("2:00"), a list
        ("1: Friday, 2: Tuesday") or part of a name."""
        plain = self.text.plain
        in_number = plain[max(place - 1, 0) : place].isdecimal() and plain[begins : begins + 1]
        if in_number and in_number.isdecimal():
            return False
        longer = (name.partition(":")[0].rstrip() for name, _ in self.names if ":" in name)
        if any(plain[:place].endswith(name) for name in longer) or self._is_answer(reason):
            return False
        begins += len(plain[begins:]) - len(plain[begins:].lstrip(" "))
        for end, _ in self._items(begins):
            gap = self._gap(end)
            more = gap == len(plain) or plain[gap] in _COLONS or next(self._items(gap), None)
            if more or plain[end:gap].strip():
                return False
        return True

    def _is_answer(self, words: str) -> bool:
        """Whether words are the name or the number of an option."""
        said = plain_words(words)
        return bool(_NUMBER.fullmatch(said)) or any(said == name for name, _ in self.names)

    def _reasons(self, gap: int, place: int) -> Iterator[tuple[str, str]]:
        plain = self.text.plain
        stands = gap > place or self.text.ends_word(gap)
        for word in _BECAUSE:
            if any(name.startswith(word) for name, _ in self.names):
                continue
            end = gap + len(word)
            ends = self.text.ends_word(end) or not _is_letter(word[-1])
            if plain.startswith(word, gap) and stands and ends:
                reason = _unquoted(self.text.behind(end).lstrip(" :：,，"))
                if is_visible(reason):
                    yield reason, ""
                return
        if any(plain.startswith(word, gap) for word in _BECAUSE_HE) and stands:
            yield self.text.behind(gap), ""
            return
        quoted = _quoted(self.text.behind(gap)) if plain[gap : gap + 1] in _QUOTES else ""
        is_name = any(plain_words(quoted) == name for name, _ in self.names)
        if quoted and not is_name and not (self.asked.options and self._is_answer(quoted)):
            yield quoted, ""


def _quoted(words: str) -> str:
    """The words between quotation marks, if all of them are; "" if not."""
    inner = words.rstrip(f" {_ENDS}！")
    closing = _QUOTES.get(inner[:1], "")
    if len(inner) < 3 or inner[-1] not in tuple(closing):
        return ""
    between = inner[1:-1]
    marks = {inner[0], *closing} - {"’"}
    if any(mark in between for mark in marks) or not is_visible(between):
        return ""
    return between.strip()


def _unquoted(words: str) -> str:
    return _quoted(words) or words.strip()


def read_ballot(words: str, asked: Asked) -> Said | Doubt:
    """The ballot that the words are, or why they are none."""
    if len(words) > _MOST_SIGNS:
        return Doubt(Why.UNKNOWN, left=words)
    text = _Text(unicodedata.normalize("NFC", words.strip()))
    whole = plain_words(words).strip(f" {_ENDS}")
    exact = {key for key, names in asked.names.items() if whole in names}
    if len(exact) == 1 and not whole.isdecimal():
        return Said((*exact,))
    readers = [_Reader(text, asked, by_name=True)]
    if asked.has_numbers_for_names:
        readers.append(_Reader(text, asked, by_name=False))
    read = [one for reader in readers for one in reader.readings(0)]
    found = list(
        dict.fromkeys(
            Said(choice, reason, receipt)
            for items, reason, receipt in read
            for choice in _choices(items, asked)
        )
    )
    if not found:
        end, items = max((one.farthest for one in readers), key=lambda one: one[0])
        # Numbers before names that are neither those of the options nor places: nothing of it is.
        return Doubt(Why.UNKNOWN, left=words) if read else _so_far(text, end, items)
    fitting = [one for one in found if not _wrong(one, asked)]
    if len(fitting) > 1 or any(one.is_lost for one in readers):
        return Doubt(Why.AMBIGUOUS, readings=tuple(fitting)[:_MOST_READINGS])
    return fitting[0] if fitting else _wrong(found[0], asked) or Doubt(Why.UNKNOWN)


def _so_far(text: _Text, place: int, items: tuple[_Item, ...]) -> Doubt:
    left = text.behind(place).lstrip(f" {_ENDS}{_SEPARATORS}，；！")
    return Doubt(Why.UNKNOWN, tuple(one.key for one in items), left)


def _choices(items: tuple[_Item, ...], asked: Asked) -> list[tuple[str, ...]]:
    """What answers that are named mean. Numbers before names, as in a list, are either those of
    the options or the places in a ranking: where both are possible, both are given."""
    keys = tuple(one.key for one in items)
    ranks = [one.rank for one in items]
    if not any(ranks):
        return [keys]
    own = all(not rank or tuple(asked.names)[rank - 1 : rank] == (key,)
              for rank, key in zip(ranks, keys, strict=True))  # fmt: skip
    in_turn = ranks == list(range(1, len(ranks) + 1))
    if asked.ranked and in_turn:
        return [keys]
    placed = asked.ranked and sorted(ranks) == list(range(1, len(ranks) + 1))
    by_place = tuple(key for _, key in sorted(zip(ranks, keys, strict=True)))
    return [*([keys] if own else []), *([by_place] if placed else [])]


def _wrong(said: Said, asked: Asked) -> Doubt | None:
    """Why this can't be said here: one answer too many, or one twice."""
    twice = next((key for key in said.choice if said.choice.count(key) > 1), None)
    if twice is not None:
        return Doubt(Why.TWICE, (twice,))
    if len(said.choice) > 1 and not asked.several:
        return Doubt(Why.SEVERAL, said.choice)
    return None
