"""What one process knows and writes nowhere: secret votes that are not recorded yet, and words that
no file may hold. It is lost with the process.

The hearing keeps it, and the delivery says from it what it has the words of; both on the one thread
that speaks to the store.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

KEPT = timedelta(minutes=30)
"""How long something is known."""
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class _Known(Generic[Value]):
    value: Value
    until: datetime


State = dict[Key, _Known[Value] | None]
"""What a batch has put in, and (None) taken out."""


class Memory(Generic[Key, Value]):
    """Values by their keys. What a batch puts in or takes out is so only once the batch is kept:
    its transaction may be undone, or done again."""

    def __init__(self) -> None:
        self._known: dict[Key, _Known[Value]] = {}
        self._new: State[Key, Value] = {}

    def begin(self) -> None:
        """A batch begins; what the last one did is undone, if it was not kept."""
        self._new = {}

    def keep(self, now: datetime) -> None:
        """The batch is kept. What is too old, or too much, is forgotten."""
        if not self._new:
            return
        for key, known in self._new.items():
            # The newest stands last.
            self._known.pop(key, None)
            if known is not None:
                self._known[key] = known
        self._new = {}
        gone = [key for key, known in self._known.items() if known.until <= now]
        for key in gone or [*self._known][: max(0, len(self._known) - _MOST)]:
            del self._known[key]

    def state(self) -> State[Key, Value]:
        """What the batch has done so far, for undo()."""
        return dict(self._new)

    def undo(self, state: State[Key, Value]) -> None:
        """A part of the batch is undone: it has done no more than it had then."""
        self._new = state

    def put(self, key: Key, value: Value, now: datetime) -> None:
        """Know something for a while."""
        self._new[key] = _Known(value, now + KEPT)

    def get(self, key: Key, now: datetime) -> Value | None:
        """What is known under a key, or None."""
        known = self._new[key] if key in self._new else self._known.get(key)
        return known.value if known and now < known.until else None

    def drop(self, key: Key) -> None:
        """Know it no more."""
        self._new[key] = None
