"""Rules about people: who may do what, when it is quiet, and what a name may look like."""

import secrets
import unicodedata
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from zoneinfo import ZoneInfo

from bot.conversation.registry import Who
from bot.people.model import Grant, Person, QuietHours, Role

LONGEST_NAME = 80
LINK_CODE_MINUTES = 10


def may(who: Who, grants: frozenset[Grant], scope: str) -> bool:
    """Whether somebody with these roles may say a command of a track (scope "": of none).

    The rapporteur is neutral and the operator keeps the machine: neither stands in for a
    facilitator.
    """
    match who:
        case Who.ANYONE:
            return True
        case Who.FACILITATOR:
            if not scope:
                return any(grant.role is Role.FACILITATOR for grant in grants)
            return Grant(Role.FACILITATOR, scope) in grants
        case Who.RAPPORTEUR:
            return Grant(Role.RAPPORTEUR) in grants
        case Who.OPERATOR:
            return Grant(Role.OPERATOR) in grants


def shown_name(name: str) -> str:
    """A name as it may stand in the bot's sentences: one line, no control signs, not too long."""
    kept = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp", "Cs"))
    words = " ".join(kept.split())
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1] + "…"


def new_code() -> str:
    """A one-time code of 130 random bits in groups, without signs that look alike."""
    letters = b32encode(secrets.token_bytes(17)).decode().lower()[:26]
    return "-".join(letters[i : i + 5] for i in range(0, 26, 5))


def code_hash(code: str) -> str:
    """What is kept of a code. Case, spaces and hyphens do not matter."""
    return sha256("".join(c for c in code.lower() if c.isalnum()).encode()).hexdigest()


def matching(code: str, hashes: list[tuple[str, int | None]]) -> tuple[str, int | None] | None:
    """The kept code that this one is, compared in constant time."""
    wanted = code_hash(code)
    found = None
    for kept, person in hashes:
        if compare_digest(kept, wanted):
            found = (kept, person)
    return found


def new_reference(prefix: str) -> str:
    """A short reference that can't be guessed: "R-7F3A9C"."""
    return f"{prefix}-{secrets.token_hex(3).upper()}"


def quiet_until(quiet: QuietHours | None, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours that hold at this instant end (UTC), or None if it is not quiet."""
    if quiet is None or quiet.begin == quiet.end:
        return None
    local = now.astimezone(ZoneInfo(zone or "UTC"))
    for day in (local.date() - timedelta(days=1), local.date()):
        begin = datetime.combine(day, quiet.begin, local.tzinfo)
        end = datetime.combine(day, quiet.end, local.tzinfo)
        if quiet.end < quiet.begin:
            end = datetime.combine(day + timedelta(days=1), quiet.end, local.tzinfo)
        if begin <= local < end:
            return end.astimezone(UTC)
    return None


def has_acknowledged(person: Person, version: str) -> bool:
    """Whether a person acknowledged this version of the code of conduct."""
    return person.conduct_version == version
