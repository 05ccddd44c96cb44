"""What the running program knows of itself: counts and times, never words or names.

The hearing, the delivery and the sharing keep it; /status and the metrics show it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Doubtful


@dataclass(frozen=True, slots=True)
class UnsignedDevice:
    """A device of the bot that its account has not signed, and what it is compared by."""

    name: str
    fingerprint: str


@dataclass(slots=True)
class Pulse:
    """Counts since the start, by platform unless it says otherwise."""

    started: datetime | None = None
    platforms: tuple[str, ...] = ()
    listening: set[str] = field(default_factory=set)
    """Where this process listens now."""
    heard_at: dict[str, datetime] = field(default_factory=dict)
    """When something last came from a platform, by this machine's clock."""
    heard: Counter[str] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)
    """By the command's name."""
    refused: Counter[str] = field(default_factory=Counter)
    """What was not done because it was too much, by what stood in the way."""
    defects: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    given_up: Counter[str] = field(default_factory=Counter)
    not_kept: int = 0
    """How often the database could not be written."""
    clock: Doubtful | None = None
    """The clock, if it knows when it may be wrong."""
    whole: bool | None = None
    """Whether the database was whole when it was last looked at; None: that could not be told."""
    looked_at: datetime | None = None
    """When the database was last looked at."""
    unverified: Callable[[], int] | None = None
    """How many Matrix devices nobody has verified, if Matrix is on."""
    unsigned: Callable[[], UnsignedDevice | None] | None = None
    """The bot's own Matrix device, if its account has not signed it and Matrix is on."""
