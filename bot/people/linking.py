"""What the other capabilities do when two persons become one.

They know people, people do not know them: so they say at import what they want to do.
"""

from collections.abc import Callable

from bot.conversation.context import Occasion
from bot.ports import Tx

Listener = Callable[[Tx, Occasion, int, int], None]
_LISTENERS: list[Listener] = []


def when_linked(listener: Listener) -> Listener:
    """Call this, in the transaction of the linking, with the two persons who become the first."""
    _LISTENERS.append(listener)
    return listener


def linked(tx: Tx, occasion: Occasion, first: int, second: int) -> None:
    """Tell everybody who wants to know that the second person is the first one now."""
    for listener in _LISTENERS:
        listener(tx, occasion, first, second)
