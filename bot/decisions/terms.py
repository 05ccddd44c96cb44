"""The terms of a decision as people type them, checked; the commands on decisions call it."""

import re

from bot.conversation.errors import refusal
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

_FOR = re.compile(r"\s+for\s+(\d{1,3})\s*(days?|hours?|h|d|weeks?)\s*$", re.IGNORECASE)
_QUOTED = '["“”«]([^"“”«»]+)["“”»]'
_VERSION = re.compile(rf"\b({'|'.join(LANGUAGES)})\s+{_QUOTED}", re.IGNORECASE)
_VERSIONS = re.compile(
    rf"(?P<text>{_QUOTED.replace('(', '(?:')})(?P<others>(?:\s+{_VERSION.pattern})+)", re.IGNORECASE
)
QUOTES = '"“”«» '


def with_length(text: str) -> tuple[str, int]:
    """A text without "for 7 days" at its end, and those hours (7 days if nothing is said)."""
    found = _FOR.search(text)
    if not found:
        return text, Terms(Kind.SENSE, "").hours
    hours = int(found[1]) * {"h": 1, "d": 24, "w": 168}[found[2][0].lower()]
    return text[: found.start()], hours


def with_versions(text: str) -> tuple[str, dict[str, str]]:
    """A text and its versions, if several are given: "the text" fr "le texte"."""
    found = _VERSIONS.fullmatch(text.strip())
    if not found:
        return text, {}
    others = {code.lower(): words for code, words in _VERSION.findall(found["others"])}
    return found["text"].strip(QUOTES), others


def checked_text(text: str) -> str:
    """The text that is decided on, without quotation marks around it. Raises a Refusal."""
    text = text.strip(QUOTES)
    if not text:
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
    """The different options that were given. Raises a Refusal if they are too few, many or long."""
    kept = tuple(dict.fromkeys(one for one in (option.strip(QUOTES) for option in options) if one))
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
    return tuple(checked_option(one) for one in kept)


def checked_option(text: str) -> str:
    """An option, without quotation marks around it. Raises a Refusal if it is empty or too long."""
    option = text.strip(QUOTES)
    if not option:
        raise refusal(t("The text is empty. Nothing was kept."))
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
