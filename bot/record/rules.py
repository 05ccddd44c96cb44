"""How an act becomes an entry of the chain."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from bot.record.model import Entry
from bot.record.verify import canonical, digest, header

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


def time_of(text: str) -> datetime:
    """When an entry was recorded, in UTC to the second, from its canonical text."""
    return datetime.strptime(json.loads(text)["at"], _TIME).replace(tzinfo=UTC)


def about(act: str, data: Mapping[str, str | int]) -> str:
    """What an entry is found by: the decision or the draft that it is on, or else the first word of
    its act ("role" of "role.given")."""
    return str(data.get("decision") or data.get("draft") or act.split(".", maxsplit=1)[0])


def exported(count: int, head: str, entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of an export: the header, then the entries with their hashes."""
    yield header(count, head)
    for one in entries:
        yield canonical({**json.loads(one.text), "hash": one.hash})
