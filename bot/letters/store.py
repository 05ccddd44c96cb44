"""What letters ask of storage."""

from datetime import datetime
from typing import Protocol


class Letters(Protocol):
    """What was done because of a letter, and what the operator's mail server said of its sender."""

    def prove(self, number: int, now: datetime) -> bool:
        """Use the bot's letter of this outbox number as a proof; False if it was used before."""
        ...

    def note(self, person: int, act: str, verdict: str, now: datetime) -> None:
        """Keep it. act: the command and what it was about, without anybody's words."""
        ...
