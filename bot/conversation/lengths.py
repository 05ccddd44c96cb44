"""Reading a length of time at the beginning of somebody's words: "60m", "1h30", "une heure".

Meetings and agendas call it, through when.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from bot.conversation.spelling import fold, folded
from bot.conversation.translate import unit_words

_LANGUAGES = ("en", "fr", "es")
_MINUTES = {"week": 7 * 24 * 60, "day": 24 * 60, "hour": 60, "minute": 1}
# How people write them besides.
_ALSO = {
    "week": "w|wk|wks|sem",
    "day": "d|j",
    "hour": "h|hr|hrs|hs",
    "minute": "m|mn|min|mins|'",
}
_LEAD = re.compile(r"\s*(?:(?:for|pendant|durante|por)\s+)?")
# "1h30", "1 h 30": minutes without a word for them.
_COMPACT = re.compile(r"(?P<hours>\d{1,3})(?P<gap>\s?)h(?P=gap)(?P<minutes>\d\d)(?![\w:'/-])")
_HALF_HOUR = re.compile(r"(?:half an hour|(?:une\s)?demi[- ]heure|(?:una\s)?media hora)(?!\w)")
_AND_A_HALF = r"(?P<half>\s(?:and a half|et demie?|y media)(?!\w))?"


@dataclass(frozen=True, slots=True)
class _Patterns:
    piece: re.Pattern[str]
    hours_minutes: re.Pattern[str]


def take_length(words: str, language: str) -> tuple[timedelta | None, str]:
    """The length of time at the beginning of the words, and the words behind it as they were
    written; None and all the words if there is none.

    Minutes, hours, days and weeks in English, French, Spanish and the given language.
    """
    text, places = folded(words)
    lead = _LEAD.match(text)
    at = lead.end() if lead else 0
    patterns = _patterns(language)
    if match := _HALF_HOUR.match(text, at):
        minutes = 30
    elif match := patterns.hours_minutes.match(text, at) or _COMPACT.match(text, at):
        minutes = _number(match["hours"]) * 60 + int(match["minutes"])
        if int(match["minutes"]) > 59:
            return None, words
    elif match := patterns.piece.match(text, at):
        unit = next(name for name in _MINUTES if match[name])
        minutes = _number(match["number"]) * _MINUTES[unit]
        minutes += _MINUTES[unit] // 2 if match["half"] else 0
    else:
        return None, words
    return timedelta(minutes=minutes), words[places[match.end()] :].lstrip()


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else 1


@cache
def _patterns(language: str) -> _Patterns:
    known = tuple(dict.fromkeys((*_LANGUAGES, language)))
    words = {
        unit: {fold(word) for one in known for word in unit_words(unit, one)} for unit in _MINUTES
    }
    named = {unit: f"{_any(words[unit])}|{_ALSO[unit]}" for unit in _MINUTES}
    unit = "|".join(f"(?P<{name}>{said})" for name, said in named.items())
    number = r"\d{1,4}|an?|one|une?|una"
    return _Patterns(
        re.compile(rf"(?P<number>{number})\s?(?:{unit})(?![\w'])\.?{_AND_A_HALF}"),
        re.compile(
            rf"(?P<hours>{number})\s?(?:{named['hour']})\s?(?:(?:and|et|y)\s)?"
            rf"(?P<minutes>\d{{1,2}})\s?(?:{named['minute']})(?![\w'])\.?"
        ),
    )


def _any(words: set[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
