"""Zones by their names, towns, countries, shifts and letters; the same for /timezone and dates."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.conversation import zones
from bot.conversation.translate import place_name
from bot.conversation.zones import find_zone, misspelt_zones, zones_like


@pytest.mark.parametrize(
    ("words", "language", "zone"),
    [
        ("Africa/Nairobi", "en", "Africa/Nairobi"),
        ("africa/nairobi", "en", "Africa/Nairobi"),
        ("America/Argentina/Buenos_Aires", "en", "America/Argentina/Buenos_Aires"),
        ("buenos aires", "en", "America/Argentina/Buenos_Aires"),
        ("Le Caire", "en", "Africa/Cairo"),
        ("El Cairo", "ar", "Africa/Cairo"),
        ("القاهرة", "ar", "Africa/Cairo"),
        ("Москва", "ru", "Europe/Moscow"),
        ("St. John’s", "en", "America/St_Johns"),
        ("Port-au-Prince", "fr", "America/Port-au-Prince"),
        ("Kolkata", "en", "Asia/Kolkata"),
        ("Kathmandu", "en", "Asia/Kathmandu"),
        ("Kenya", "fr", "Africa/Nairobi"),
        ("Suisse", "en", "Europe/Zurich"),
        ("Reino Unido", "en", "Europe/London"),
        ("utc", "en", "UTC"),
        ("GMT", "en", "UTC"),
        ("UTC+3", "en", "Etc/GMT-3"),
        ("GMT-5", "en", "Etc/GMT+5"),
        ("+03:00", "en", "Etc/GMT-3"),
        ("UTC+00:00", "en", "UTC"),
        ("Etc/GMT+5", "en", "Etc/GMT+5"),
        ("EAT", "en", "Africa/Nairobi"),
        ("UTC+5:45", "en", ("Asia/Kathmandu",)),
        ("CET", "en", ("Europe/Paris", "Africa/Algiers")),
        ("CEST", "en", ("Europe/Paris",)),
        ("Spain", "en", ("Europe/Madrid", "Atlantic/Canary")),
        ("San Juan", "en", ("America/Puerto_Rico", "America/Argentina/San_Juan")),
        ("UTC+15", "en", ()),
        ("UTC+25:00", "en", ()),
        ("Nairobbi", "en", ()),
        ("", "en", ()),
        ("/", "en", ()),
    ],
)
def test_a_zone_is_found(words: str, language: str, zone: str | tuple[str, ...]) -> None:
    assert find_zone(words, language) == zone


def test_a_slip_of_the_finger_is_told_from_another_word() -> None:
    assert misspelt_zones("Nairobbi", "en") == ("Africa/Nairobi",)
    assert misspelt_zones("Europe/Pariss", "en") == ("Europe/Paris",)
    assert misspelt_zones("sharp", "en") == ()
    assert zones_like("nairo", "en")[0] == "Africa/Nairobi"


@pytest.mark.parametrize("zone", [f"Etc/GMT{sign}{n}" for sign in "+-" for n in range(1, 13)])
def test_a_shift_is_shown_as_people_count_it(zone: str) -> None:
    """UTC+3 is ahead of UTC, whatever the sign in the IANA name."""
    shift = ZoneInfo(zone).utcoffset(datetime(2026, 1, 1))  # noqa: DTZ001
    assert shift is not None
    assert place_name(zone) == f"UTC{shift // timedelta(hours=1):+d}"
    assert find_zone(place_name(zone), "en") == zone


def test_every_zone_that_is_offered_exists() -> None:
    offered = [
        zone
        for table in (zones._LETTERS, zones._NAMESAKES)
        for names in table.values()
        for zone in names.split()
    ]
    assert {*offered, *zones._BEST_KNOWN, *zones._MORE_TOWNS} <= available_timezones()


@pytest.mark.parametrize("letters", sorted(zones._LETTERS))
def test_letters_that_are_not_asked_about_are_those_of_clocks_that_never_change(
    letters: str,
) -> None:
    zone = find_zone(letters, "en")
    if isinstance(zone, str):
        place = ZoneInfo(zone)
        days = (datetime(2025, 1, 1) + timedelta(days=n) for n in range(11 * 365))  # noqa: DTZ001
        assert len({place.utcoffset(day) for day in days}) == 1


def test_a_town_that_was_added_is_not_one_that_was_known() -> None:
    for zone, towns in zones._MORE_TOWNS.items():
        for town in towns.split():
            assert find_zone(town.replace("_", " "), "en") == zone
