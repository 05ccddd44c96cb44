"""Which table of the world's clocks is used: the newer of this machine's and the one we bring.

`zoneinfo` takes the machine's table first, however old it is, and a machine may have one from when
it was set up: in Debian 12 the clocks of Casablanca still change. `bot.program` chooses once,
before anything asks for a zone.
"""

import re
import zoneinfo
from functools import cache
from pathlib import Path

import tzdata

_VERSION = re.compile(r"(?:# version )?(\d{4})([a-z]+)")
"""IANA's releases: 2025b, 2026f; after z comes za."""
_FIRST_LINE = 64


def use_newest() -> str:
    """Have every zone read from the newer of the two tables; its version ("2026f").

    A machine's table that names no version counts as the older one.
    """
    ours, machines = str(tzdata.IANA_VERSION), _of_machine(tuple(zoneinfo.TZPATH))
    if is_newer(machines, ours):
        return machines
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    return ours


def version() -> str:
    """The version of the table that is used."""
    machines = _of_machine(tuple(zoneinfo.TZPATH))
    return machines if zoneinfo.TZPATH and machines else str(tzdata.IANA_VERSION)


def is_newer(one: str, other: str) -> bool:
    """Whether one release came after another. "" is older than any."""
    return _order(one) > _order(other)


def _order(release: str) -> tuple[int, int, str]:
    found = _VERSION.fullmatch(release)
    return (int(found[1]), len(found[2]), found[2]) if found else (0, 0, "")


@cache
def _of_machine(folders: tuple[str, ...]) -> str:
    """The version of the first of these folders that has zones, "" if it does not say."""
    for folder in map(Path, folders):
        if not (folder / "UTC").is_file():
            continue
        for name in ("tzdata.zi", "+VERSION", "version"):
            try:
                with (folder / name).open(encoding="utf-8") as file:
                    found = _VERSION.match(file.readline(_FIRST_LINE))
            except (OSError, UnicodeDecodeError):
                continue
            if found:
                return found[1] + found[2]
        return ""
    return ""
