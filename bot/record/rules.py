"""How an act becomes an entry of the chain."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.record.model import Entry, Key
from bot.record.verify import BEGUN, OFFICE_ACTS, canonical, digest, header

_TIME = "%Y-%m-%dT%H:%M:%SZ"


def entry(
    number: int, previous: str, at: datetime, act: str, by: str, data: Mapping[str, str | int]
) -> Entry:
    """The entry for an act. by and the data carry pseudonyms and codes, never personal data."""
    text = canonical(
        {
            "n": number,
            "prev": previous,
            "at": at.astimezone(UTC).strftime(_TIME),
            "act": act,
            "by": by,
            "data": dict(data),
        }
    )
    return Entry(number, text, digest(text))


def about(act: str, data: Mapping[str, str | int]) -> str:
    """What an entry is found by: the decision or the draft that it is on, or else the first word of
    its act ("role" of "role.given")."""
    # The formats that begin are named by what they are of: a decision is none of those.
    found = "" if act == BEGUN else data.get("decision") or data.get("draft")
    return str(found or act.split(".", maxsplit=1)[0])


def exported(count: int, head: str, entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of an export: the header, then the entries with their hashes."""
    yield header(count, head)
    for one in entries:
        yield canonical({**json.loads(one.text), "hash": one.hash})


RESTS_ON = ("format", "role", "person")
"""What the entries are about from which context() takes its own."""


def context(entries: Iterable[Entry], track: str) -> list[dict[str, Any]]:
    """The entries on which it rests who held an office in a track, whole and in order: that on the
    formats, those on the roles of its facilitators, of rapporteurs and operators, and those that
    tell with whom the holders were one person. entries: those about RESTS_ON."""
    known: set[str] = set()
    whole = [{**json.loads(one.text), "hash": one.hash} for one in entries]
    roles = [one for one in whole if one["act"] in OFFICE_ACTS and "role" in one["data"]]
    roles = [one for one in roles if one["data"].get("track", track) == track]
    persons = [one for one in whole if one["act"] in OFFICE_ACTS and "role" not in one["data"]]
    more = {name for one in roles for name in (one["by"], *_named(one))}
    while not more <= known:
        known |= more
        more = {name for one in persons if known & _named(one) for name in _named(one)}
    found = [one for one in persons if known & _named(one)]
    formats = [one for one in whole if one["act"] == BEGUN]
    return sorted([*formats, *roles, *found], key=lambda one: int(one["n"]))


def _named(entry: dict[str, Any]) -> set[str]:
    return {entry["data"][name] for name in ("person", "other") if name in entry["data"]}


def key_in_force(entries: Iterable[Entry]) -> Key | None:
    """The key that heads are signed with after these entries on keys ("key.begun", …), or None.
    It keeps the name with which the first one was begun: by it witnesses know the journal."""
    found: Key | None = None
    for one in entries:
        data = json.loads(one.text)["data"]
        found = Key(one.number, found.name if found else data["name"], data["key"])
    return found
