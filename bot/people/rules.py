"""Rules about people: who may do what, when it is quiet, and what a name may look like."""

import secrets
import unicodedata
from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from zoneinfo import ZoneInfo

from bot.conversation.clocks import instant
from bot.conversation.registry import Who
from bot.people.model import Grant, Person, QuietHours, Role
from bot.record.verify import canonical, digest

LONGEST_NAME = 80
LINK_CODE_MINUTES = 10
LINK_HOURS = 24
"""How long two accounts can confirm that they are one person's."""


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
        case Who.MODERATOR:
            return Grant(Role.RAPPORTEUR) in grants or Grant(Role.OPERATOR) in grants


def shown_name(name: str) -> str:
    """A name as it may stand in the bot's sentences: one line, no control signs, not too long."""
    words = one_line(name)
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1] + "…"


def one_line(text: str) -> str:
    """A text in one line, without signs that can't be seen or that turn the writing around."""
    kept = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp", "Cs"))
    return " ".join(kept.split())


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


def link_facts(sides: Iterable[tuple[Person, frozenset[Grant]]]) -> str:
    """The hash of what both sides are shown before they become one: every account, every role."""
    return digest(
        canonical(
            [
                {
                    "accounts": sorted([one.ref.platform, one.ref.id] for one in person.accounts),
                    "roles": sorted([one.role.value, one.track] for one in grants),
                }
                for person, grants in sides
            ]
        )
    )


def new_reference(prefix: str) -> str:
    """A short reference that can't be guessed: "R-7F3A9C"."""
    return f"{prefix}-{secrets.token_hex(3).upper()}"


def quiet_until(quiet: QuietHours | None, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours that hold at this instant end (UTC), or None if it is not quiet.

    zone is an IANA name, "" for UTC. A time that the clocks skip is the first that they show after
    it; one that they show twice is the first of the two.
    """
    if quiet is None or quiet.begin == quiet.end:
        return None
    place = ZoneInfo(zone or "UTC")
    today = now.astimezone(place).date()
    for day in (today - timedelta(days=1), today):
        until = day + timedelta(days=1) if quiet.end < quiet.begin else day
        begin = instant(day, quiet.begin, zone)[0]
        end = instant(until, quiet.end, zone)[0]
        if begin <= now < end:
            return end
    return None


def has_acknowledged(person: Person, version: str) -> bool:
    """Whether a person acknowledged this version of the code of conduct."""
    return person.conduct_version == version
