"""How an act becomes an entry of the chain."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from bot.record.model import Entry, Key
from bot.record.verify import canonical, digest, header


def entry(
    number: int, previous: str, at: datetime, act: str, by: str, data: Mapping[str, str | int]
) -> Entry:
    """The entry for an act. by and the data carry pseudonyms and codes, never personal data."""
    text = canonical(
        {
            "n": number,
            "prev": previous,
            "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "act": act,
            "by": by,
            "data": dict(data),
        }
    )
    return Entry(number, text, digest(text))


def about(act: str, data: Mapping[str, str | int]) -> str:
    """What an entry is found by: the decision or the draft that it is on, or else the first word of
    its act ("role" of "role.given")."""
    return str(data.get("decision") or data.get("draft") or act.split(".", maxsplit=1)[0])


def exported(count: int, head: str, entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of an export: the header, then the entries with their hashes."""
    yield header(count, head)
    for one in entries:
        yield canonical({**json.loads(one.text), "hash": one.hash})


def key_in_force(entries: Iterable[Entry]) -> Key | None:
    """The key that heads are signed with after these entries on keys ("key.begun", …), or None.
    It keeps the name with which the first one was begun: by it witnesses know the journal."""
    found: Key | None = None
    for one in entries:
        data = json.loads(one.text)["data"]
        found = Key(one.number, found.name if found else data["name"], data["key"])
    return found
