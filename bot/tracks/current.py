"""What goes on in a track now, as far as each capability knows: the next call, what is open.

Tracks do not know what is done in them: each capability says at import what it has to tell.
"""

from collections.abc import Callable
from datetime import datetime

from bot.conversation.phrases import Phrase
from bot.ports import Tx
from bot.tracks.model import Track

Teller = Callable[[Tx, Track, datetime], list[Phrase]]
_TELLERS: list[Teller] = []


def when_asked_what_goes_on(teller: Teller) -> Teller:
    """Call this when somebody looks at a track, or joins it."""
    _TELLERS.append(teller)
    return teller


def goes_on(tx: Tx, track: Track, now: datetime) -> list[Phrase]:
    """What goes on in a track, a line each."""
    return [line for teller in _TELLERS for line in teller(tx, track, now)]
