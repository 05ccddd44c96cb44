"""The terms of a decision as people type them, checked; the commands on decisions call it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from bot.conversation.errors import Refusal, refusal
from bot.conversation.likeness import is_visible, look_alike, plain_words
from bot.conversation.phrases import n, t
from bot.conversation.reply import Quote
from bot.conversation.translate import LANGUAGES
from bot.decisions.charter_views import length
from bot.decisions.model import Kind, Terms
from bot.decisions.rules import (
    LEAST_OPTIONS,
    LONGEST_HOURS,
    LONGEST_OPTION,
    LONGEST_TEXT,
    MOST_OPTIONS,
    SHORTEST_HOURS,
)

_FOR = re.compile(r"(?:^|\s+)for\s+(\d{1,3})\s*(days?|hours?|h|d|weeks?)\s*$", re.IGNORECASE)
_LIKE_A_TIME = re.compile(
    r"(?:^|\s)((?:until|till)\s+\S(?:.{0,40}[^.!?。？！])?|for\s+\d+\s*\S(?:.{0,40}[^.!?。？！])?)$",
    re.IGNORECASE,
)
"""What at the end of a text is perhaps meant for how long it is open, and is not understood."""
_QUOTED = '["“”«]([^"“”«»]+)["“”»]'
_VERSION = re.compile(rf"\b({'|'.join(LANGUAGES)})\s+{_QUOTED}", re.IGNORECASE)
_VERSIONS = re.compile(
    rf"(?P<text>{_QUOTED.replace('(', '(?:')})(?P<others>(?:\s+{_VERSION.pattern})+)", re.IGNORECASE
)
_BY_NUMBER = re.compile(r"#\d{1,4}")
_OPENING, _CLOSING, _EITHER = "“«", "”»", '"'
QUOTES = '"“”«» '


@dataclass(frozen=True, slots=True)
class Parted:
    """A text without the quotation marks around it, and the words behind them."""

    text: str
    behind: str = ""
    quoted: bool = False


def parted(words: str) -> Parted:
    """A text, and what stands behind it where it is in quotation marks. Raises a Refusal if one of
    the marks is missing: then nobody knows where the text ends."""
    words = words.strip()
    if words[:1] not in (*_OPENING, *_CLOSING, _EITHER):
        return Parted(words)
    depth = 1
    for place, sign in enumerate(words[1:], 1):
        if sign in (*_OPENING, *_CLOSING, _EITHER):
            depth += 1 if _opens(words, place) else -1
        if not depth:
            return Parted(words[1:place].strip(), words[place + 1 :].strip(), quoted=True)
    raise refusal(
        t("The quotation mark at the end is missing. Nothing was kept; here it is back:"),
        Quote(words[:3000]), private=True,
    )  # fmt: skip


def _opens(words: str, place: int) -> bool:
    """Whether the quotation mark here begins a quotation within the text."""
    if words[place] != _EITHER:
        return words[place] in _OPENING
    before, after = words[place - 1], words[place + 1 : place + 2]
    return (before.isspace() or before in _OPENING) and bool(after) and not after.isspace()


def only_text(words: str) -> str:
    """The text that the words are. Raises a Refusal if others stand behind it, or options."""
    found = parted(words)
    bar = found.text.find("|") if not found.quoted else -1
    if found.behind or bar >= 0:
        raise not_text(found.behind or found.text[bar:])
    return found.text


def not_text(words: str, *, has_length: bool = False) -> Refusal:
    """What is said of words behind a text, which are neither it nor understood. has_length:
    whether for how long it is open may stand there."""
    how = t("How long it is open stands behind the text: {example}", example="“…” for 7 days")
    return refusal(
        t("I do not understand “{words}” behind the text. Nothing was kept. If it belongs to the "
          "text, put quotation marks around all of it.", words=words[:80]),
        *((how,) if has_length else ()),
        private=True,
    )  # fmt: skip


def _not_length(words: str) -> Refusal:
    return not_text(words, has_length=True)


def with_length(words: str) -> tuple[str, int]:
    """A text, and for how many hours it is open by the "for 7 days" at its end (7 days if nothing
    is said). Raises a Refusal if something else stands there that may be meant so, or options."""
    found = parted(words)
    text, behind = found.text, found.behind
    if not found.quoted:
        length_ = _FOR.search(text)
        if length_:
            return text[: length_.start()], hours_of(length_)
        like = _LIKE_A_TIME.search(text)
        if like or "|" in text:
            raise _not_length(like[1] if like else text[text.index("|") :])
        return text, Terms(Kind.SENSE, "").hours
    if not behind:
        return text, Terms(Kind.SENSE, "").hours
    length_ = _FOR.fullmatch(behind)
    if not length_:
        raise _not_length(behind)
    return text, hours_of(length_)


def hours_of(found: re.Match[str]) -> int:
    """The hours of "for 7 days"."""
    return int(found[1]) * {"h": 1, "d": 24, "w": 168}[found[2][0].lower()]


def hours_written(words: str) -> int:
    """The hours of "7 days", "72h". Raises ValueError."""
    found = _FOR.fullmatch(f"for {words}")
    if not found:
        raise ValueError(words)
    return hours_of(found)


def read_poll(words: str) -> tuple[str, tuple[str, ...], int]:
    """The question of a poll, its options, and for how many hours it is open: "question" | option
    | option for 7 days. Raises a Refusal if anything of it is not certain."""
    first, *options = words.split("|")
    question, *others = (parted(one) for one in (first, *options))
    hours = None
    if question.behind:
        hours = _length_behind(question.behind)
    if others:
        others[-1], behind = _last_option(others[-1], others[:-1])
        hours = behind or hours
    for one in others:
        if one.behind:
            raise _not_length(one.behind)
    options_ = checked_options([one.text for one in others])
    return question.text, options_, hours or Terms(Kind.SENSE, "").hours


def _length_behind(words: str) -> int:
    found = _FOR.fullmatch(words)
    if not found:
        raise _not_length(words)
    return hours_of(found)


def _last_option(last: Parted, others: Sequence[Parted]) -> tuple[Parted, int | None]:
    """The last option without the length behind it, and its hours. Raises a Refusal if it is not
    certain whether that is a length, or belongs to the option as it does to others."""
    if last.quoted:
        return replace(last, behind=""), _length_behind(last.behind) if last.behind else None
    found, like = _FOR.search(last.text), _LIKE_A_TIME.search(last.text)
    if not found and not like:
        return last, None
    if not found or not found.start() or any(_FOR.search(one.text) for one in others):
        raise _not_length(found.group().strip() if found else like[1] if like else "")
    return Parted(last.text[: found.start()]), hours_of(found)


def with_versions(text: str) -> tuple[str, dict[str, str]]:
    """A text and its versions, if several are given: "the text" fr "le texte". Raises a Refusal if
    other words stand behind it."""
    found = _VERSIONS.fullmatch(text.strip())
    if not found:
        return only_text(text), {}
    others = {code.lower(): words for code, words in _VERSION.findall(found["others"])}
    return found["text"].strip(QUOTES), others


def checked_text(text: str) -> str:
    """The text that is decided on. Raises a Refusal if it is too long, or nothing can be seen."""
    text = text.strip()
    if not is_visible(text):
        raise refusal(t("The text is empty. Nothing was kept."))
    if len(text) > LONGEST_TEXT:
        raise refusal(
            n(
                "A text has at most one character. Nothing was kept; here it is back:",
                "A text has at most {count} characters. Nothing was kept; here it is back:",
                LONGEST_TEXT,
            ),
            Quote(text[:3000]),
            private=True,
        )
    return text


def checked_options(options: list[str]) -> tuple[str, ...]:
    """The options that were given. Raises a Refusal if they are too few, many or long, if nothing
    can be seen of one, or if two of them look alike."""
    kept = tuple(checked_option(one) for one in options)
    if not LEAST_OPTIONS <= len(kept) <= MOST_OPTIONS:
        raise refusal(
            t(
                "A poll has {least} to {most} different options, with | between them; "
                "this has {count}. Nothing was kept.",
                least=LEAST_OPTIONS,
                most=MOST_OPTIONS,
                count=len(kept),
            )
        )
    check_unlike([(one,) for one in kept])
    return kept


def check_unlike(options: Sequence[tuple[str, ...]]) -> None:
    """Raises a Refusal if two options look alike in any of their versions: who votes for one could
    be taken to vote for the other."""
    for first, second in combinations(options, 2):
        for one, other in product(first, second):
            if look_alike(one, other):
                raise refusal(
                    t("“{one}” and “{other}” look alike: a vote for one could be taken for the "
                      "other. Nothing was kept.", one=one, other=other),
                    private=True,
                )  # fmt: skip


def checked_option(text: str) -> str:
    """An option. Raises a Refusal if nothing of it can be seen, or if it is too long or a number
    that means another option ("#2")."""
    option = text.strip()
    if not is_visible(option):
        raise refusal(t("An option is empty. Nothing was kept."))
    if _BY_NUMBER.fullmatch(plain_words(option)):
        raise refusal(
            t("“{option}” names an option by its number, and can't be what one is called. Nothing "
              "was kept.", option=option)
        )  # fmt: skip
    if len(option) > LONGEST_OPTION:
        raise refusal(
            n(
                "An option has at most one character. Nothing was kept.",
                "An option has at most {count} characters. Nothing was kept.",
                LONGEST_OPTION,
            )
        )
    return option


def check_hours(kind: Kind, hours: int) -> None:
    """Raises a Refusal unless a decision of this kind may be open for so long."""
    shortest = 1 if kind is Kind.SENSE else SHORTEST_HOURS
    if not shortest <= hours <= LONGEST_HOURS:
        raise refusal(
            t(
                "It has to be open for {shortest} to {longest}. Nothing was changed.",
                shortest=length(shortest),
                longest=length(LONGEST_HOURS),
            )
        )
