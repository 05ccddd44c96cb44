"""What a page shows, as numbers, codes and times for programs: from the same value as the page."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any


def facts(value: Any) -> Any:
    """A value of the pages as JSON can hold it: times in UTC (ISO 8601), kinds by their codes."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: facts(getattr(value, one.name)) for one in fields(value)}
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case Mapping():
            return {str(name): facts(one) for name, one in value.items()}
        case tuple() | list():
            return [facts(one) for one in value]
        case None | str() | int() | bool():
            return value
        case _:
            raise TypeError(f"{type(value).__name__} does not stand on a page")
