"""What the capabilities do when a message they rest on is edited or taken back.

They say at import what they want to do; the hearing tells them of every change. A change of
ordinary talk concerns nobody, and nothing of it may be kept.
"""

from collections.abc import Callable

from bot.conversation.context import Occasion
from bot.conversation.message import Edited, Removed
from bot.ports import Tx

EditListener = Callable[[Tx, Occasion, Edited], None]
RemovalListener = Callable[[Tx, Occasion, Removed], None]
_WHEN_EDITED: list[EditListener] = []
_WHEN_REMOVED: list[RemovalListener] = []


def when_edited(listener: EditListener) -> EditListener:
    """Call this with every edit, in a transaction; what it says through the occasion is said."""
    _WHEN_EDITED.append(listener)
    return listener


def when_removed(listener: RemovalListener) -> RemovalListener:
    """Call this with everything taken back, in a transaction; what it says is said."""
    _WHEN_REMOVED.append(listener)
    return listener


def changed(tx: Tx, occasion: Occasion, change: Edited | Removed) -> None:
    """Tell everybody who wants to know of a change."""
    if isinstance(change, Edited):
        for when_edited_listener in _WHEN_EDITED:
            when_edited_listener(tx, occasion, change)
    else:
        for when_removed_listener in _WHEN_REMOVED:
            when_removed_listener(tx, occasion, change)
