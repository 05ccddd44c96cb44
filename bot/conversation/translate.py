"""From a Reply to its Wording in one language: catalogues, plural forms, dates, direction.

The only user of Babel. The hearing and the chores call it when they put a reply into the outbox.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from babel.units import format_unit

from bot.conversation.phrases import (
    Elsewhere,
    Mention,
    Multilingual,
    Passage,
    PersonName,
    Phrase,
    Typed,
    Value,
    said_in,
    whose,
)
from bot.conversation.reply import Block, Choice, File, Items, Line, Quote, Reply, Title
from bot.conversation.wording import (
    Attachment,
    Button,
    Moment,
    Paragraph,
    Span,
    Text,
    Wording,
    persons_in,
    plain_text,
)

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
"""The languages of the interface: the six of the United Nations."""

_GAP = re.compile(r"\{(\w+)\}")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
# "en" alone would write months first; the field writes "Tue 24 March 2026".
_LOCALES = {"en": "en_GB"}
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_LISTED = "\ue000"
"""A sign of private use, which stands for nothing anywhere: it fences the places of a list."""
_DIGITS = re.compile(r"\s*\d+\s*")
_COUNTS = (1, 2, 3, 11)
_WESTWARDS = str.maketrans("+-", "-+")
_COMMAS = {"ar": "، ", "zh": "，"}
# One letter alone ("narrow"), or two ("short"), are words of other meanings too.
_READABLE = ("wide", "abbreviated")
_SHORTENING = ("en", "es", "fr", "ru")
_ENGLISH_DATE = "EEE d MMMM y"


def language_of(code: str) -> str:
    """The interface language for a platform's code ("pt-br", "fr_FR"), or "" if there is none."""
    language = code.replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else ""


def language_name(code: str) -> str:
    """A language's name in itself."""
    return (Locale(code).get_display_name(code) or code).capitalize()


def place_name(zone: str, language: str = "en") -> str:
    """The town a time zone is called by, in a language; UTC and what is shifted from
    it have no town: "UTC", "UTC+3"."""
    if zone.startswith("Etc/GMT"):
        # POSIX counts the hours west of Greenwich, so the sign is turned around.
        return zone.removeprefix("Etc/GMT").translate(_WESTWARDS).join(("UTC", ""))
    if zone == "UTC":
        return zone
    return get_timezone_location(zone, locale=_locale(language), return_city=True)


def country_names(language: str) -> dict[str, str]:
    """What the countries are called in a language, and their ISO 3166 codes of two letters."""
    names = _locale(language).territories
    return {name: code for code, name in names.items() if code.isalpha() and len(code) == 2}


def month_names(language: str) -> dict[str, int]:
    """What the months are called in a language, in full and as people shorten them."""
    return _shortened(_calendar_names(_locale(language).months), language)


def weekday_names(language: str) -> dict[str, int]:
    """What the weekdays are called in a language, in full and shortened; Monday is 0."""
    return _shortened(_calendar_names(_locale(language).days), language)


def day_text(day: date, language: str) -> str:
    """A day without its weekday: "10 December 2026"."""
    return format_date(day, "long", locale=_locale(language))


def weekday_text(day: date, language: str) -> str:
    """The weekday of a day: "Thursday"."""
    return format_date(day, "EEEE", locale=_locale(language))


def month_text(day: date, language: str) -> str:
    """The month of a day: "December 2026"."""
    return format_skeleton("yMMMM", day, locale=_locale(language))


def month_name(day: date, language: str) -> str:
    """The short name of a day's month alone: "Nov"."""
    return format_date(day, "LLL", locale=_locale(language))


def unit_words(unit: str, language: str) -> frozenset[str]:
    """The words and letters for a unit of time ("hour") behind a number, in a language."""
    widths: tuple[Literal["long", "short", "narrow"], ...] = ("long", "short", "narrow")
    said = (
        format_unit(count, f"duration-{unit}", width, locale=_locale(language))
        for count in _COUNTS
        for width in widths
    )
    words = (_DIGITS.sub("", one) for one in said if _DIGITS.search(one))
    # Where a width is missing, Babel says the name of the unit.
    return frozenset(word for word in words if word and "duration-" not in word)


def _calendar_names(forms: Mapping[str, Mapping[str, Mapping[int, str]]]) -> dict[str, int]:
    widths = (width for form in forms.values() for name, width in form.items() if name in _READABLE)
    return {name.rstrip("."): number for width in widths for number, name in width.items()}


def _shortened(names: dict[str, int], language: str) -> dict[str, int]:
    """Names, and their first three letters where no other name begins with them."""
    if language not in _SHORTENING:
        return names
    shorter: dict[str, set[int]] = {}
    for name, number in names.items():
        shorter.setdefault(name[:3], set()).add(number)
    single = {name: numbers.pop() for name, numbers in shorter.items() if len(numbers) == 1}
    return {**single, **names}


def word(reply: Reply, language: str, zone: str = "UTC") -> Wording:
    """The reply in a language (one of LANGUAGES), its times also in an IANA zone."""
    return Wording(
        language,
        tuple(_paragraphs(reply.blocks, language, zone)),
        tuple(_button(one, language, zone) for one in reply.choices),
        tuple(_attachment(b, language, zone) for b in reply.blocks if isinstance(b, File)),
        reply.asks,
        gone_with=reply.gone_with,
    )


def _button(choice: Choice, language: str, zone: str) -> Button:
    """A button; also what else it is called, for those who answer in words."""
    text = text_of(choice.label, language, zone)
    label = plain_text(text)
    named = choice.label.values.get("text")
    others = named.words() if isinstance(named, Multilingual) else ()
    also = tuple(one for one in others if one != label)
    return Button(label, choice.says, also, persons_in(text), choice.opens)


def _attachment(file: File, language: str, zone: str) -> Attachment:
    described = text_of(file.description, language, zone) if file.description else ()
    return Attachment(file.name, file.media_type, file.content, plain_text(described))


def text_of(phrase: Phrase, language: str, zone: str = "UTC") -> Text:
    """A phrase in a language, its gaps filled. A gap without a value stays as it was written."""
    catalogue = _catalogue(language)
    if phrase.many:
        template = catalogue.ungettext(phrase.words, phrase.many, phrase.count)
    else:
        template = catalogue.ugettext(phrase.words) if phrase.words else ""
    spans: list[Span] = []
    for index, piece in enumerate(_GAP.split(template)):
        if index % 2 == 0:
            spans.append(piece)
        elif piece in phrase.values:
            spans.extend(_value(phrase.values[piece], language, zone))
        else:
            spans.append("{" + piece + "}")
    return tuple(_joined(spans))


def _paragraphs(blocks: Iterable[Block], language: str, zone: str) -> Iterable[Paragraph]:
    for block in blocks:
        match block:
            case Title(phrase):
                yield Paragraph("title", text_of(phrase, language, zone))
            case Line(phrase):
                yield Paragraph("line", text_of(phrase, language, zone))
            case Items(phrases, numbered):
                for number, phrase in enumerate(phrases, 1):
                    text = text_of(phrase, language, zone)
                    yield Paragraph("item", text, number if numbered else 0)
            case Quote(text):
                yield Paragraph("quote", (str(said_in(text, language)).translate(_TURNING),))
            case File():
                continue


def _value(value: Value, language: str, zone: str) -> Text:
    match value:
        case bool():
            raise TypeError("a gap takes no bool: say it in words")
        case PersonName() if value.person:
            return (Mention(None, _isolated(value, language), value.person),)
        case str():
            return (_isolated(value, language),)
        case Multilingual():
            return (_marked(value.said_in(language), language),)
        case int():
            return (format_decimal(value, locale=_locale(language)),)
        case datetime():
            return (Moment(_moment(value, language, zone), int(value.timestamp())),)
        case date():
            return (_date(value, language),)
        case Elsewhere():
            return (_elsewhere(value, language),)
        case Phrase():
            return text_of(value, language, zone)
        case tuple():
            return _listed([_value(part, language, zone) for part in value], language)
        case Typed():
            # A command stays in one piece and reads from the left, in every script.
            return ("\u2066", value, _END_ISOLATE) if is_rtl(language) else (value,)
        case Mention():
            name = _isolated(value.name, language)
            return (Mention(value.account, name, value.person or whose(value.name)),)


def _listed(parts: list[Text], language: str) -> Text:
    """A list in a language. Names of persons stay apart from the words around them."""
    named = dict(enumerate(parts))
    marks = [f"{_LISTED}{number}{_LISTED}" for number in named]
    spans: list[Span] = []
    for index, piece in enumerate(format_list(marks, locale=_locale(language)).split(_LISTED)):
        if index % 2 == 0:
            spans.append(piece)
        elif any(isinstance(span, Mention) and span.person for span in named[int(piece)]):
            # Who is named in a list is not called: it is a name, and no link.
            spans += [
                replace(span, account=None) if isinstance(span, Mention) else span
                for span in named[int(piece)]
            ]
        else:
            spans.append(plain_text(named[int(piece)]))
    return tuple(spans)


def _moment(moment: datetime, language: str, zone: str) -> str:
    """Weekday, date and time in UTC, then the reader's own time: "… 13:00 UTC (16:00 Nairobi)"."""
    utc = moment.astimezone(UTC)
    comma = _COMMAS.get(language, ", ")
    text = f"{_date(utc, language)}{comma}{_clock(utc, language)} UTC"
    if zone != "UTC":
        local = moment.astimezone(ZoneInfo(zone))
        shift = _shift(local, utc, language)
        text += f" ({shift}{_clock(local, language)} {place_name(zone, language)})"
    return text


def _shift(local: datetime, utc: datetime, language: str) -> str:
    """The days by which a local date is another than in UTC, or ""."""
    days = (local.date() - utc.date()).days
    # Fenced, for the sign must stay before its number in every script.
    sign = f"\u2066{days:+d}{_END_ISOLATE}" if is_rtl(language) else f"{days:+d}"
    return f"{sign} " if days else ""


def _elsewhere(value: Elsewhere, language: str) -> str:
    """The local times of several zones, with the weekday where it is another day than in UTC."""
    utc = value.moment.astimezone(UTC)
    shown = []
    for zone in value.zones:
        local = value.moment.astimezone(ZoneInfo(zone))
        shift = _shift(local, utc, language)
        weekday = f"{format_date(local, 'EEE', locale=_locale(language))} " if shift else ""
        shown.append(f"{shift}{weekday}{_clock(local, language)} {place_name(zone, language)}")
    return " · ".join(shown)


def _date(moment: date, language: str) -> str:
    if language == "en":
        return format_date(moment, _ENGLISH_DATE, locale=_locale(language))
    return format_skeleton("yMMMEd", moment, locale=_locale(language))


def _clock(moment: datetime, language: str) -> str:
    return format_time(moment, "HH:mm", locale=_locale(language))


def _marked(text: str, language: str) -> str:
    """Words as they stand in a sentence; those of another language stay marked as such."""
    isolated = _isolated(text, language)
    if not isinstance(text, Passage):
        return isolated
    passage = Passage(isolated)
    passage.language = text.language
    return passage


def _isolated(text: str, language: str) -> str:
    """Data of the other direction, fenced so that it can't turn the sentence around it; signs that
    turn the writing by themselves are left out."""
    text = text.translate(_TURNING)
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            if (kind != "L") != is_rtl(language):
                return f"{_ISOLATE}{text}{_END_ISOLATE}"
            return text
    return text


def _joined(spans: list[Span]) -> Iterable[Span]:
    run = ""
    for span in spans:
        if isinstance(span, str) and not isinstance(span, Passage):
            run += span
            continue
        if run:
            yield run
        run = ""
        yield span
    if run:
        yield run


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


@cache
def is_rtl(language: str) -> bool:
    """Whether a language is written from the right."""
    return _locale(language).text_direction == "rtl"


@cache
def _catalogue(language: str) -> NullTranslations:
    source = files("bot") / "locales" / f"{language}.po"
    if language == "en" or not source.is_file():
        return NullTranslations()
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
