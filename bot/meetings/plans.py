"""From what a facilitator types to a plan: a title, a moment, and in any order how long, how often,
until when and where. What is not certain is asked about; nothing is guessed."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.arguments import Reading, reads
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Phrase, Typed, n, t, verbatim
from bot.conversation.reply import Choice, Quote
from bot.conversation.translate import place_name
from bot.conversation.when import Doubt, Moment, canonical, take, take_length, understand
from bot.meetings.model import Plan, Rule, Unit, Wall
from bot.meetings.rules import LONGEST_MINUTES, LONGEST_TITLE, USUAL_MINUTES
from bot.meetings.series import MOST_MEETINGS, USUAL_SERIES, days, starts
from bot.meetings.store import Meetings
from bot.tracks.arguments import read_track
from bot.tracks.model import Track
from bot.tracks.store import Tracks

_MARKS = '"“”«»'
_FOR = re.compile(r"(?:for|pour|durante|pendant)\s+(?=\S)", re.IGNORECASE)
_EVERY = re.compile(
    r"(?:every|each|chaque|cada|tous les|toutes les)\s+"
    r"(?:(?P<other>other|deux|dos)\s+|(?P<count>\d{1,5})\s+)?"
    r"(?P<unit>days?|weeks?|months?|jours?|semaines?|mois|d[ií]as?|semanas?|mes(?:es)?)(?!\w)\s*",
    re.IGNORECASE,
)
_EVERY_DAY_OF_WEEK = re.compile(
    r"(?:every|each|chaque|cada|tous les)\s+(?:(?P<other>other)\s+)?(?=[^\W\d])", re.IGNORECASE
)
_UNTIL = re.compile(r"(?:until|till|jusqu['’]au|hasta(?:\s+el)?)\s+(?=\S)", re.IGNORECASE)
_AT = re.compile(r"(?:at|on|à|en)?\s*(?P<link>https?://\S+)\s*", re.IGNORECASE)
_UNITS = {"d": Unit.DAYS, "j": Unit.DAYS, "w": Unit.WEEKS, "s": Unit.WEEKS, "m": Unit.MONTHS}
_MOST_ZONES = 4


@dataclass(slots=True)
class Parts:
    """What was found so far."""

    moment: Moment | None = None
    minutes: int = 0
    rule: tuple[int, Unit] | None = None
    until: date | None = None
    link: str = ""


@reads(Plan)
def read_plan(reading: Reading) -> Plan:
    """A plan: CODE "Title" MOMENT [for LENGTH] [every … [until DAY]] [at LINK].

    Raises a Refusal that asks for what is missing or not certain.
    """
    track = track_named(reading)
    title = read_title(reading)
    before = f'{_command(reading)} {track.code} "{title}"'
    return _plan(reading, track, title, before, reading.words.take_rest())


def _command(reading: Reading) -> str:
    return reading.words.line.split(maxsplit=1)[0].lower()


def track_named(reading: Reading) -> Track:
    """The track; in a room of one it need not be named."""
    here = reading.ctx.place.tracks
    if reading.words.left[:1] in _MARKS and len(here) == 1:
        found = reading.tx.get(Tracks).track(here[0])
        if found:
            return found
    return read_track(reading)


def read_title(reading: Reading) -> str:
    """The title in its quotation marks. Raises a Refusal if it is missing, empty or too long."""
    if reading.words.left[:1] not in tuple(_MARKS):
        raise refusal(
            t("What is the meeting called? Its title stands in quotation marks."),
            t("Example: {example}", example=Typed(reading.usage)),
        )
    title = " ".join(reading.words.take().split())
    if not title:
        raise refusal(t("The title is empty. Nothing was planned."))
    if len(title) > LONGEST_TITLE:
        raise refusal(
            n(
                "A title has at most one character. Nothing was kept; here it is back:",
                "A title has at most {count} characters. Nothing was kept; here it is back:",
                LONGEST_TITLE,
            ),
            Quote(title),
            private=True,
        )
    return title


def read_wall(reading: Reading, before: str, track: str) -> tuple[Wall, int, str]:
    """A moment alone (and how long): the new time of a meeting. before: the command up to here.

    Returns the time, the minutes (0 if none were said) and the link ("" if none).
    """
    parts = _parts(reading, before, reading.words.take_rest())
    if parts.rule or parts.until:
        raise refusal(
            t("How a series repeats stays as it is. A new series can be planned."),
        )
    moment = _certain(reading, parts, before, track)
    return moment, parts.minutes, parts.link


def _plan(reading: Reading, track: Track, title: str, before: str, words: str) -> Plan:
    parts = _parts(reading, before, words)
    wall = _certain(reading, parts, before, track.code)
    now = reading.ctx.now
    if starts(wall, wall.day) <= now:
        raise refusal(
            t("{when} is over. Nothing was planned.", when=starts(wall, wall.day)),
            asks=f"{before} {options_written(parts)}",
        )
    rule = series_rule(parts, wall)
    return Plan(track.code, title, wall, parts.minutes or USUAL_MINUTES, rule, parts.link)


def series_rule(parts: Parts, wall: Wall) -> Rule | None:
    """How the series repeats that begins at a time, None without a series. Raises a Refusal if it
    would end before it begins, or have too many meetings."""
    if parts.rule is None:
        if parts.until:
            raise refusal(
                t(
                    "Until {day}, but how often? For example {example}.",
                    day=parts.until,
                    example="every 2 weeks",
                )
            )
        return None
    every, unit = parts.rule
    until = parts.until or wall.day + USUAL_SERIES
    if until < wall.day:
        raise refusal(
            t(
                "The series would end on {until}, before it begins. Nothing was planned.",
                until=until,
            )
        )
    rule = Rule(every, unit, until)
    count = sum(1 for _, day in zip(range(MOST_MEETINGS + 1), days(wall.day, rule), strict=False))
    if count > MOST_MEETINGS:
        raise refusal(
            n(
                "A series has at most one meeting, and this would have more. Nothing was planned.",
                "A series has at most {count} meetings, and this would have more. "
                "Nothing was planned; let it end earlier, or meet less often.",
                MOST_MEETINGS,
            )
        )
    return rule


def _parts(reading: Reading, before: str, words: str) -> Parts:
    """All that the words say, in whichever order. Raises a Refusal for what is not understood."""
    parts = Parts()
    language = reading.ctx.speaker.language
    today = today_of(reading)
    rest = words.strip()
    while rest:
        so_far = " ".join(one for one in (before, _moment(parts), options_written(parts)) if one)
        left = read_option(parts, rest, today, language, so_far)
        if left is None:
            found, left = take(rest, today, language)
            if isinstance(found, Doubt):
                raise doubt(found, so_far, left)
            if found is not None and _repeats(found, parts.moment):
                rest = left.strip()
                continue
            if found is None or parts.moment is not None:
                raise refusal(
                    t('I do not understand "{words}". Nothing was planned.', words=rest[:80]),
                    t("Example: {example}", example=Typed(reading.usage)),
                )
            parts.moment = found
        rest = left.strip()
    return parts


def _repeats(found: Moment, moment: Moment | None) -> bool:
    """Whether a day only says again which weekday it is: "8 Dec 14:00 UTC every Tuesday"."""
    return (
        moment is not None and found.time is None and found.date.weekday() == moment.date.weekday()
    )


def today_of(reading: Reading) -> date:
    """The day at the speaker's place."""
    return reading.ctx.now.astimezone(ZoneInfo(reading.ctx.speaker.zone)).date()


def doubt(found: Doubt, before: str, after: str = "") -> Refusal:
    """The question about a moment that is not certain, with its readings as buttons."""
    return refusal(
        found.question,
        choices=tuple(
            Choice(_reading(one), f"{before} {one} {after}".rstrip()) for one in found.choices
        ),
        asks=f"{before} {after}".rstrip() + " ",
    )


def _reading(choice: str) -> Phrase:
    """One reading of a moment on a button: with its weekday, which the person may have meant."""
    moment = understand(choice, date.min, "en")
    if not isinstance(moment, Moment):
        return verbatim(choice)
    if moment.time is None:
        return t("{day}", day=moment.date)
    clock = f"{moment.time:%H:%M} {moment.zone}".rstrip()
    return t("{day}, {clock}", day=moment.date, clock=clock)


def read_option(parts: Parts, words: str, today: date, language: str, before: str) -> str | None:
    """Read one option at the beginning of the words; what is left, or None if there is none."""
    link = _AT.match(words)
    if link:
        parts.link = link["link"]
        return words[link.end() :]
    asked = _FOR.match(words)
    if asked:
        length, left = take_length(words[asked.end() :], language)
        if length is not None:
            parts.minutes = _minutes(length)
            return left
    until = _UNTIL.match(words)
    if until:
        found, left = take(words[until.end() :], today, language)
        if isinstance(found, Doubt):
            raise doubt(found, f"{before} until", left)
        if found is not None and found.time is None:
            parts.until = found.date
            return left
    return _repetition(parts, words)


def _repetition(parts: Parts, words: str) -> str | None:
    rule, left = read_repetition(words)
    if rule is not None:
        parts.rule = rule
        return left
    return None


def read_repetition(words: str) -> tuple[tuple[int, Unit] | None, str]:
    """ "every 2 weeks" at the beginning of the words, and what is left. "every Tuesday" is every
    week, and the day is left."""
    found = _EVERY.match(words)
    if found:
        every = 2 if found["other"] else int(found["count"] or 1)
        unit = _UNITS["m" if found["unit"][:1].lower() == "m" else found["unit"][0].lower()]
        if every < 1:
            return None, words
        return (every, unit), words[found.end() :]
    day = _EVERY_DAY_OF_WEEK.match(words)
    if day:
        return (2 if day["other"] else 1, Unit.WEEKS), words[day.end() :]
    return None, words


def _minutes(length: timedelta) -> int:
    minutes = round(length.total_seconds() / 60)
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise refusal(
            t(
                "A meeting takes between one minute and {hours} hours. Nothing was planned.",
                hours=LONGEST_MINUTES // 60,
            )
        )
    return minutes


def _certain(reading: Reading, parts: Parts, before: str, track: str) -> Wall:
    """The moment with its time and its zone. Raises a Refusal that asks for either."""
    moment = parts.moment
    options = options_written(parts)
    before = f"{before} {options}".rstrip()
    if moment is None:
        raise refusal(
            t("When? Reply with a day, a time and a zone: {example}", example="8 Dec 14:00 UTC"),
            asks=f"{before} ",
        )
    if moment.time is None:
        raise refusal(
            t("At what time on {day}, and in which zone? For example {example}.",
              day=moment.date, example="14:00 Paris"),
            asks=f"{before} {moment.date.isoformat()} ",
        )  # fmt: skip
    if not moment.zone:
        raise refusal(
            t("{time} in which time zone?", time=f"{moment.time:%H:%M}"),
            choices=tuple(
                Choice(
                    _place(zone, reading.ctx.place.language),
                    f"{before} {canonical(replace(moment, zone=zone))}",
                )
                for zone in likely_zones(reading, track)
            ),
            asks=f"{before} {canonical(moment)} ",
        )
    return Wall(moment.date, moment.time, moment.zone)


def _place(zone: str, language: str) -> Phrase:
    return verbatim(place_name(zone, language))


def likely_zones(reading: Reading, track: str) -> tuple[str, ...]:
    """UTC, the speaker's, the room's, and those of most people of the track."""
    people = reading.tx.get(Meetings).zones(track)
    most = sorted(people, key=lambda zone: (-people[zone], zone))
    own = (reading.ctx.speaker.zone, reading.ctx.place.zone)
    return tuple(dict.fromkeys(("UTC", *own, *most)))[:_MOST_ZONES]


def _moment(parts: Parts) -> str:
    return canonical(parts.moment) if parts.moment else ""


def options_written(parts: Parts) -> str:
    """What was understood so far but the moment, as it would be typed."""
    written = []
    if parts.minutes:
        written.append(f"for {parts.minutes}m")
    if parts.rule:
        written.append(f"every {parts.rule[0]} {parts.rule[1].value}")
    if parts.until:
        written.append(f"until {parts.until.isoformat()}")
    if parts.link:
        written.append(f"at {parts.link}")
    return " ".join(written)


def written(plan: Plan) -> str:
    """A plan as it would be typed behind its command."""
    moment = canonical(Moment(plan.wall.day, plan.wall.at, plan.wall.zone))
    rule = (plan.rule.every, plan.rule.unit) if plan.rule else None
    until = plan.rule.until if plan.rule else None
    parts = Parts(None, plan.minutes, rule, until, plan.link)
    return f'{plan.track} "{plan.title}" {moment} {options_written(parts)}'
