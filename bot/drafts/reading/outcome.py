"""What comes of reading a file: blocks of text, rows of a table, or why it can't be read."""

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Want(Enum):
    """What a file is read as."""

    DOCUMENT = "document"
    TABLE = "table"


class Trouble(Enum):
    """Why a file can't be read."""

    OTHER_KIND = "other-kind"
    NOT_ITS_NAME = "not-its-name"
    OLD_WORD = "old-word"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    BOMB = "bomb"
    BROKEN = "broken"
    NO_TEXT = "no-text"
    TOO_MANY_PAGES = "too-many-pages"
    TOO_LONG = "too-long"
    TOO_SLOW = "too-slow"


class Unreadable(Exception):  # noqa: N818 - an outcome
    """A file can't be read; which trouble it is."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level from 1), or a piece of text under one.

    kind: "heading", "paragraph", "item", "row" or "note".
    """

    kind: str
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read, or the trouble."""

    blocks: tuple[Block, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    trouble: Trouble | None = None

    def as_json(self) -> dict[str, Any]:
        """The outcome as the child process writes it."""
        return {
            "blocks": [asdict(one) for one in self.blocks],
            "rows": self.rows,
            "trouble": self.trouble.value if self.trouble else None,
        }

    @classmethod
    def of_json(cls, body: dict[str, Any]) -> "Outcome":
        """What as_json() made. Raises ValueError, KeyError or TypeError if it is something else."""
        trouble = body["trouble"]
        return cls(
            tuple(Block(str(b["kind"]), str(b["text"]), int(b["level"])) for b in body["blocks"]),
            tuple(tuple(str(cell) for cell in row) for row in body["rows"]),
            Trouble(trouble) if trouble else None,
        )
