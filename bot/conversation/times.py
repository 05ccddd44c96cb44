"""Reading a time of day at a place in somebody's words: "14:00", "2 pm", "14h30", "noon".

The understanding of moments (when) calls it, and puts the pieces together.
"""

import re
from dataclasses import dataclass

from bot.conversation.phrases import Phrase, t

_HALF = r"(?P<half>[ap])\.?\s?m(?:\.|(?!\w))(?!\w)"
_PERIODS = {
    "morning": r"in the morning|du matin|de la manana",
    "afternoon": r"in the afternoon|de l'apres-midi|de la tarde",
    "evening": r"in the evening|at night|du soir|de la noche",
    "small": r"de la madrugada",
}
_PERIOD = "|".join(f"(?P<{name}>{words})" for name, words in _PERIODS.items())
_TAIL = rf"(?:\s?{_HALF}|\s(?:{_PERIOD})(?!\w))?"
_HOURS = r"(?:h|hs|hrs|heures?|horas?|ч)"
_COLON = re.compile(
    r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?(?!\d|:)"
    rf"(?:\s?(?:h|hs|hrs|hours|uhr)(?!\w))?{_TAIL}(?!\w(?<!z)|z\w)"
)
_LETTER = re.compile(
    rf"(?P<h>\d{{1,2}})\s?{_HOURS}(?:\s?(?P<m>\d\d)(?:\s?(?:min|mn|m))?)?(?![\w:]){_TAIL}"
)
_HALVES = re.compile(rf"(?P<h>\d{{1,2}})(?:[.:](?P<m>\d\d))?\s?{_HALF}")
_PERIODED = re.compile(rf"(?P<h>\d{{1,2}})\s(?:{_PERIOD})(?!\w)")
_AT = re.compile(rf"(?:at|a las?|a|@|في الساعة|в)\s?(?P<h>\d{{1,2}})(?![\w:]|[./-]\d){_TAIL}")
_DOTTED = re.compile(r"(?P<h>\d{1,2})\.(?P<m>\d\d)(?![\w.])")
_BARE = re.compile(r"\d{1,4}(?![\w:/]|[.-]\d)")
_NOON = re.compile(r"(?:12\s)?(?:noon|midday|midi|mediodia|полдень)(?!\w)")
_MIDNIGHT = re.compile(r"(?:12\s)?(?:midnight|minuit|medianoche|полночь)(?!\w)")
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """A time that was read, in minutes from the beginning of its day (1440: the end of it).

    Several options, or none, come with a question. loose: it could also be a length.
    number: the mere number that was read, else -1.
    """

    options: tuple[int, ...]
    question: Phrase | None = None
    loose: bool = False
    number: int = -1

    @property
    def bare(self) -> bool:
        """Whether it is a number without anything that says that it is a time."""
        return self.number >= 0


def read_clock(text: str, at: int, *, bare: bool = False) -> tuple[Clock, int] | None:
    """The time that stands at a place of the folded text, and where it ends; the longest reading.

    bare: a number alone is taken for an hour that is asked about.
    """
    matches = (pattern.match(text, at) for pattern in (_COLON, _HALVES, _PERIODED, _AT))
    found = [(_clock(match), match.end()) for match in matches if match]
    if match := _LETTER.match(text, at):
        found.append((_with_letter(match), match.end()))
    if match := _DOTTED.match(text, at):
        found.append((_dotted(match), match.end()))
    if match := _NOON.match(text, at):
        found.append((Clock((_DAY // 2,)), match.end()))
    if match := _MIDNIGHT.match(text, at):
        question = t("Is it midnight at the beginning of the day, or at its end?")
        found.append((Clock((0, _DAY), question), match.end()))
    if not found and bare and (match := _BARE.match(text, at)):
        found.append((_bare(match[0]), match.end()))
    return max(found, key=lambda one: one[1], default=None)


def _clock(match: re.Match[str]) -> Clock:
    groups, words = match.groupdict(), match.string[match.start("h") : match.end()]
    hour, minutes, seconds = int(match["h"]), groups.get("m"), groups.get("s")
    said = groups.get("half") or next((p for p in _PERIODS if groups.get(p)), "")
    minute = int(minutes or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return Clock((), t("There is no {words} on a clock.", words=words))
    if seconds and int(seconds):
        exact = Clock((hour * 60 + minute,))
        return Clock(exact.options, t("I keep no seconds. Is this what is meant?"))
    if said:
        options, certain = _halved(hour, said)
    elif minutes is None and 1 <= hour <= 12:
        options, certain = (hour % 12, hour % 12 + 12), False
    else:
        options, certain = (hour,), hour < 24
    moments = tuple(option * 60 + minute for option in options)
    return Clock(moments) if certain else Clock(moments, _which(words, moments))


def _which(words: str, options: tuple[int, ...]) -> Phrase:
    if len(options) == 2:
        first, second = (f"{option // 60:02}:{option % 60:02}" for option in options)
        return t("Does {words} mean {first} or {second}?", words=words, first=first, second=second)
    if options:
        return t("Which time is meant by {words}?", words=words)
    return t("There is no {words} on a clock.", words=words)


def _halved(hour: int, said: str) -> tuple[tuple[int, ...], bool]:
    """The hours of the day that an hour with "am", "in the evening" and so on may mean, and
    whether that is certain."""
    if said in ("a", "p"):
        if 1 <= hour <= 12:
            return (hour % 12 + (12 if said == "p" else 0),), True
        return ((hour,), hour == 0) if (said == "a") == (hour == 0) else ((), False)
    if said == "evening" and hour == 12:
        return (0, 24), False
    first, last = {"morning": (0, 11), "afternoon": (12, 19), "evening": (17, 23), "small": (0, 6)}[
        said
    ]
    fitting = tuple(h for h in dict.fromkeys((hour, hour % 12 + 12)) if first <= h <= last)
    if said not in ("morning", "small") and fitting:
        return fitting, len(fitting) == 1
    if fitting == (hour,):
        return fitting, True
    return ((hour % 12, hour % 12 + 12) if hour <= 12 else ()), False


def _with_letter(match: re.Match[str]) -> Clock:
    """ "14h30", "9 h". From 1 h to 6 h without minutes the afternoon is meant as often."""
    hour = int(match["h"])
    if match["m"] or match["half"] or any(match[name] for name in _PERIODS) or hour > 24:
        read = _clock(match)
    elif 1 <= hour <= 6:
        moments = (hour * 60, hour * 60 + _DAY // 2)
        read = Clock(moments, _which(match[0], moments))
    else:
        read = Clock((hour * 60,), _which(match[0], (hour * 60,)) if hour == 24 else None)
    return Clock(read.options, read.question, loose=not match["m"])


def _dotted(match: re.Match[str]) -> Clock:
    """ "14.30" is a time in some countries; "8.12" a day in others."""
    hour, minute = int(match["h"]), int(match["m"])
    if hour > 23 or minute > 59:
        return Clock((), t("I do not understand {words}.", words=match[0]))
    return Clock((hour * 60 + minute,), t("Is {words} a time?", words=match[0]))


def _bare(number: str) -> Clock:
    value = int(number)
    if len(number) <= 2 and value < 24:
        hours = (value % 12, value % 12 + 12) if 1 <= value <= 12 else (value,)
        options = tuple(hour * 60 for hour in hours)
    elif len(number) == 4 and value < 2400 and value % 100 < 60:
        options = (value // 100 * 60 + value % 100,)
    else:
        options = ()
    question = t("I do not understand {words}.", words=number)
    return Clock(options, _which(number, options) if options else question, number=value)
