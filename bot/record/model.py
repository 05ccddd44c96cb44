"""An entry of the record, and a head of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One public act: its number, its canonical text, and the hash that the next one names."""

    number: int
    text: str
    hash: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key that heads are signed with: the entry from which it is in force, the name of the
    installation, the public key in base64."""

    number: int
    name: str
    public: str


@dataclass(frozen=True, slots=True)
class Head:
    """A head of the journal: over how many entries, the root of their tree in base64, when it was
    made (UTC), and the signed note of it ("" if there was no key). Whoever keeps the line of it can
    see later whether what came before it was changed."""

    size: int
    root: str
    at: datetime
    checkpoint: str = ""

    @property
    def line(self) -> str:
        """What is said of it: the number of entries, and the root."""
        return f"{self.size} {self.root}"
