"""An entry of the record."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One public act: its number, its canonical text, and the hash that the next one names."""

    number: int
    text: str
    hash: str
