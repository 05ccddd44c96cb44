"""From the words for a time zone to its IANA name: a name, a town, a shift, an abbreviation.

The setting of one's zone and the understanding of dates call it, so that both know the same places.
"""

import difflib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from bot.conversation.arguments import nearest
from bot.conversation.spelling import fold
from bot.conversation.translate import country_names, place_name

MOST = 8
"""So many zones are offered at most."""

_LANGUAGES = ("en", "fr", "es")
# Zones that agree at these times are one to whoever plans ahead.
_MOMENTS = (datetime(2026, 1, 1), datetime(2026, 7, 1))  # noqa: DTZ001
_SLIP = 0.8
_SHIFT = re.compile(r"(?:utc|gmt)?\s?([+-])\s?(\d{1,2})(?::?([0-5]\d))?")
_FIXED = re.compile(r"etc/gmt([+-])(\d{1,2})")
_GAPS = re.compile(r"[\s_.'’-]+")
# These stand for others with the same clocks, where a country or a shift has several.
_BEST_KNOWN = (
    "America/Sao_Paulo",
    "America/Vancouver",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/Moscow",
    "Pacific/Tahiti",
)
# What the letters stand for among those who use them; tzdata knows only some of these uses.
# ISO 8601 and the IANA database give the letters no meaning, so nearly all are asked about.
_LETTERS = {
    "acst": "Australia/Adelaide Australia/Darwin",
    "adt": "America/Halifax",
    "aedt": "Australia/Sydney",
    "aest": "Australia/Sydney Australia/Brisbane",
    "ast": "America/Halifax America/Puerto_Rico Asia/Riyadh",
    "atlantic": "America/Halifax",
    "bst": "Europe/London Asia/Dhaka",
    "cat": "Africa/Maputo",
    "cdt": "America/Chicago America/Havana",
    "central": "America/Chicago Australia/Adelaide",
    "cest": "Europe/Paris",
    "cet": "Europe/Paris Africa/Algiers",
    "cst": "America/Chicago America/Mexico_City Asia/Shanghai America/Havana",
    "ct": "America/Chicago",
    "eastern": "America/New_York Australia/Sydney",
    "eat": "Africa/Nairobi",
    "edt": "America/New_York",
    "eest": "Europe/Athens Africa/Cairo Asia/Beirut",
    "eet": "Europe/Athens Africa/Cairo Africa/Tripoli",
    "est": "America/New_York America/Panama Australia/Sydney",
    "et": "America/New_York",
    "gst": "Asia/Dubai Atlantic/South_Georgia",
    "hkt": "Asia/Hong_Kong",
    "hst": "Pacific/Honolulu America/Adak",
    "ist": "Asia/Kolkata Europe/Dublin Asia/Jerusalem",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "mdt": "America/Denver",
    "mountain": "America/Denver",
    "msk": "Europe/Moscow",
    "mst": "America/Denver America/Phoenix",
    "mt": "America/Denver",
    "npt": "Asia/Kathmandu",
    "nzdt": "Pacific/Auckland",
    "nzst": "Pacific/Auckland",
    "pacific": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pkt": "Asia/Karachi",
    "pst": "America/Los_Angeles Asia/Manila",
    "pt": "America/Los_Angeles",
    "sast": "Africa/Johannesburg",
    "sgt": "Asia/Singapore",
    "sst": "Pacific/Pago_Pago Asia/Singapore",
    "wat": "Africa/Lagos",
    "west": "Europe/Lisbon",
    "wet": "Europe/Lisbon",
    "wib": "Asia/Jakarta",
}

# Large towns that the IANA database leaves out, for another in their zone stands for them.
_MORE_TOWNS = {
    "Africa/Casablanca": "marrakech rabat",
    "Africa/Douala": "yaounde",
    "Africa/Johannesburg": "durban pretoria",
    "Africa/Lagos": "abuja",
    "America/Bogota": "medellin",
    "America/Guayaquil": "quito",
    "America/Los_Angeles": "seattle",
    "America/New_York": "boston washington",
    "America/Sao_Paulo": "brasilia",
    "America/Toronto": "ottawa",
    "Asia/Dubai": "abu_dhabi",
    "Asia/Ho_Chi_Minh": "hanoi",
    "Asia/Karachi": "islamabad lahore",
    "Asia/Kolkata": "bangalore bengaluru chennai delhi mumbai new_delhi",
    "Asia/Qatar": "doha",
    "Asia/Riyadh": "jeddah",
    "Asia/Shanghai": "beijing guangzhou pekin shenzhen",
    "Asia/Tokyo": "kyoto osaka",
    "Europe/Amsterdam": "rotterdam the_hague",
    "Europe/Berlin": "bonn frankfurt hamburg munich",
    "Europe/Istanbul": "ankara",
    "Europe/Madrid": "barcelona",
    "Europe/Paris": "lyon marseille strasbourg",
    "Europe/Rome": "milan",
    "Europe/Zurich": "basel bern geneva geneve ginebra",
    "Pacific/Auckland": "wellington",
}
# Places of the IANA database with a namesake that as many people may mean.
_NAMESAKES = {
    "cordoba": "America/Argentina/Cordoba Europe/Madrid",
    "georgia": "Asia/Tbilisi America/New_York",
    "granada": "Europe/Madrid America/Managua America/Grenada",
    "la paz": "America/La_Paz America/Mazatlan",
    "merida": "America/Merida Europe/Madrid America/Caracas",
    "petersburg": "Europe/Moscow America/Indiana/Petersburg",
    "san juan": "America/Puerto_Rico America/Argentina/San_Juan",
    "santiago": "America/Santiago America/Santo_Domingo Europe/Madrid",
    "tripoli": "Africa/Tripoli Asia/Beirut",
    "victoria": "Indian/Mahe America/Vancouver Australia/Melbourne",
    "vincennes": "Europe/Paris America/Indiana/Vincennes",
}


def find_zone(words: str, language: str) -> str | tuple[str, ...]:
    """The IANA name of the zone that the words name without a doubt, else those they may name.

    They may be a name ("Africa/Nairobi"), a town or a country in English, French, Spanish or the
    given language, "UTC", a shift ("UTC+3"), or letters such as EAT that stand for one zone whose
    clocks are never changed. A tuple of one is a zone to ask about; () that nothing was understood.
    """
    wanted = fold(words.strip())
    if wanted in ("utc", "gmt", "z", "etc/utc", "etc/gmt"):
        return "UTC"
    fixed = _FIXED.fullmatch(wanted)
    if fixed:
        # POSIX counts the hours west of Greenwich, so the sign is turned around.
        wanted = f"{'-' if fixed[1] == '+' else '+'}{fixed[2]}"
    shift = _SHIFT.fullmatch(wanted)
    if shift:
        return _shifted(shift)
    if wanted in _LETTERS:
        zones = tuple(_LETTERS[wanted].split())
        return zones[0] if len(zones) == 1 and not _changes(zones[0]) else zones
    exact = _names().get(wanted.replace(" ", "_"))
    if exact:
        return exact
    town = _spaced(wanted.rsplit("/", maxsplit=1)[-1])
    if town in _NAMESAKES:
        return tuple(_NAMESAKES[town].split())
    fitting = _towns(language).get(town, ())
    return fitting[0] if len(fitting) == 1 else fitting[:MOST]


def zones_like(words: str, language: str) -> tuple[str, ...]:
    """Zones with a name much like the words, likeliest first."""
    towns = _towns(language)
    near = nearest(_spaced(fold(words.strip()).rsplit("/", maxsplit=1)[-1]), towns, 6)
    return tuple(dict.fromkeys(zone for town in near for zone in towns[town]))[:MOST]


def misspelt_zones(words: str, language: str) -> tuple[str, ...]:
    """Zones whose names differ from the words by a slip of the finger; () for other words."""
    if not words[-1:].isalpha():
        return ()
    towns = _towns(language)
    wanted = _spaced(fold(words).rsplit("/", maxsplit=1)[-1])
    near = difflib.get_close_matches(wanted, towns, 3, _SLIP)
    return tuple(dict.fromkeys(zone for town in near for zone in towns[town]))[:MOST]


def is_letters(words: str) -> bool:
    """Whether this is an abbreviation such as CET, which could also be a word."""
    return fold(words) in _LETTERS


def longest_town(language: str) -> int:
    """How many words the longest name of a town has."""
    return max(name.count(" ") for name in _towns(language)) + 1


def _shifted(shift: re.Match[str]) -> str | tuple[str, ...]:
    hours, minutes = int(shift[2]), int(shift[3] or 0)
    sign = 1 if shift[1] == "+" else -1
    if not hours and not minutes:
        return "UTC"
    name = f"Etc/GMT{'-' if sign > 0 else '+'}{hours}"
    if not minutes and name in available_timezones():
        return name
    wanted = timedelta(hours=hours, minutes=minutes) * sign
    return _distinct(zone for zone in _listed() if set(_offsets(zone)) == {wanted})[:MOST]


def _changes(zone: str) -> bool:
    return len(set(_offsets(zone))) > 1


@cache
def _offsets(zone: str) -> tuple[timedelta | None, ...]:
    place = ZoneInfo(zone)
    return tuple(place.utcoffset(moment) for moment in _MOMENTS)


def _distinct(zones: Iterable[str]) -> tuple[str, ...]:
    """Of zones with the same clocks one each: the best known, or else the first that is in use."""
    same: dict[object, str] = {}
    for zone in sorted(zones, key=lambda zone: (zone not in _BEST_KNOWN, zone not in _in_use())):
        same.setdefault(_offsets(zone), zone)
    return tuple(same.values())


def _spaced(name: str) -> str:
    return _GAPS.sub(" ", name).strip()


@cache
def _names() -> dict[str, str]:
    names = (name for name in available_timezones() if "/" in name or name == "UTC")
    return {fold(name): name for name in names if not name.startswith(("Etc/", "posix/"))}


@cache
def _listed() -> tuple[str, ...]:
    """All names, those in use before those that were given up (Asia/Kolkata was Asia/Calcutta)."""
    return tuple(sorted(_names().values(), key=lambda name: (name not in _in_use(), name)))


@cache
def _in_use() -> frozenset[str]:
    return frozenset(name for names in _countries().values() for name in names)


@cache
def _countries() -> dict[str, list[str]]:
    """The names in use in each country, by its ISO 3166 code."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    countries: dict[str, list[str]] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            countries.setdefault(code, []).append(zone)
    return countries


@cache
def _towns(language: str) -> dict[str, tuple[str, ...]]:
    """The zones that a town or a country names."""
    towns: dict[str, list[str]] = {}
    for one in dict.fromkeys((*_LANGUAGES, language)):
        for country, code in country_names(one).items():
            if code in _countries():
                towns.setdefault(_spaced(fold(country)), []).extend(_countries()[code])
    for zone, more in _MORE_TOWNS.items():
        for town in more.split():
            towns.setdefault(_spaced(town), []).append(zone)
    for zone in _listed():
        names = [place_name(zone, one) for one in dict.fromkeys((*_LANGUAGES, language))]
        for town in dict.fromkeys([zone.rsplit("/", maxsplit=1)[-1], *names]):
            towns.setdefault(_spaced(fold(town)), []).append(zone)
    return {town: _distinct(zones) for town, zones in towns.items()}
