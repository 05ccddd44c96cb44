"""Reading a length of time at the beginning of somebody's words: "60m", "1h30", "une heure".

Meetings and agendas call it, through when.
"""

import re
from datetime import timedelta

from bot.conversation.spelling import folded

_ONE = r"\d{1,4}|an?|one|une?|una?"
_UNITS = {
    "weeks": r"weeks?|semaines?|semanas?",
    "days": r"days?|jours?|dias?|d|j",
    "hours": r"hours?|heures?|horas?|hrs?|hs?",
    "minutes": r"minutes?|minutos?|mins?|mn|m|'",
}
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
_PIECE = re.compile(rf"(?P<number>{_ONE})\s?(?:{_UNIT})(?!\w)\.?")
_HOURS_MINUTES = re.compile(
    r"(?P<hours>\d{1,3})\s?(?:h|hrs?|heures?|hours?|horas?)\s?(?:(?:and|et|y)\s)?(?P<minutes>\d{1,2})"
    r"\s?(?:m|mn|mins?|minutes?|minutos?)?(?![\w:])"
)
_LEAD = re.compile(r"\s*(?:(?:for|pendant|durante|por)\s+)?")


def take_length(words: str, language: str) -> tuple[timedelta | None, str]:
    """The length of time at the beginning of the words, and the words behind it; None and all the
    words if there is none. Minutes, hours, days and weeks in English, French and Spanish."""
    del language
    text, places = folded(words)
    lead = _LEAD.match(text)
    at = lead.end() if lead else 0
    if match := _HOURS_MINUTES.match(text, at):
        minutes = int(match["minutes"])
        if minutes > 59:
            return None, words
        length = timedelta(hours=int(match["hours"]), minutes=minutes)
        return length, words[places[match.end()] :].lstrip()
    if match := _PIECE.match(text, at):
        number = int(match["number"]) if match["number"].isdecimal() else 1
        unit = next(name for name in _UNITS if match[name])
        return timedelta(**{unit: number}), words[places[match.end()] :].lstrip()
    return None, words
