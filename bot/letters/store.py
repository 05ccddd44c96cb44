"""What letters ask of storage."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whether somebody wrote what came from their address, to be confirmed on a page.

    number: that of the letter in the outbox. name: what the asking letter called them. verdict:
    what the operator's mail server said of it. until: when it can't be confirmed any more (UTC).
    used: whether it was confirmed, on the page or by a reply.
    """

    number: int
    name: str
    verdict: str
    until: datetime
    used: bool = False


class Letters(Protocol):
    """What was done because of a letter, and what the operator's mail server said of its sender."""

    def prove(self, number: int, now: datetime) -> bool:
        """Use the bot's letter of this outbox number as a proof; False if it was used before."""
        ...

    def note(self, person: int, act: str, verdict: str, now: datetime) -> None:
        """Keep it. act: the command and what it was about, without anybody's words."""
        ...

    def ask(self, token_hash: str, asked: Asked) -> None:
        """Keep a question under the hash of the token in its address."""
        ...

    def asked(self, token_hash: str) -> Asked | None:
        """The question under the hash of a token."""
        ...

    def forget(self, now: datetime, before: datetime) -> None:
        """Forget the names in questions that are over, and those that were over before a time."""
        ...
