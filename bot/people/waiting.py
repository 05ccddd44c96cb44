"""What waits for a person, as far as each capability knows; `/todo` gathers it.

Capabilities do not know each other: each says at import what it has to tell.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.context import Context
from bot.conversation.phrases import Phrase
from bot.conversation.reply import Choice
from bot.ports import Tx


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: a line, and the button that leads to it. said_by: whose private words
    the line has, by their number; 0 if nobody's."""

    line: Phrase
    choice: Choice | None = None
    said_by: int = 0


Teller = Callable[[Tx, Context], list[Waiting]]
_TELLERS: list[Teller] = []


def when_asked_what_waits(teller: Teller) -> Teller:
    """Call this when somebody asks what waits for them."""
    _TELLERS.append(teller)
    return teller


def waiting_for(tx: Tx, ctx: Context) -> list[Waiting]:
    """All that waits for the speaker."""
    return [one for teller in _TELLERS for one in teller(tx, ctx)]
