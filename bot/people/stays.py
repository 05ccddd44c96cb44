"""What of somebody's stays when they leave a track, only observe it, or become a rapporteur.

People and tracks do not know what is done in tracks: each capability says at import what it has to
tell.
"""

from collections.abc import Callable
from datetime import datetime

from bot.conversation.phrases import Phrase
from bot.ports import Tx

Teller = Callable[[Tx, datetime, int, str], list[Phrase]]
_TELLERS: list[Teller] = []


def when_asked_what_stays(teller: Teller) -> Teller:
    """Call this with a person and the track that they leave, or "" if they become neutral in
    all."""
    _TELLERS.append(teller)
    return teller


def what_stays(tx: Tx, now: datetime, person: int, track: str = "") -> list[Phrase]:
    """What of theirs stays, a line each, to be told to them alone."""
    return [line for teller in _TELLERS for line in teller(tx, now, person, track)]
