"""A year's cycle and its milestones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from bot.conversation.phrases import Phrase, t


class Milestone(Enum):
    """What all tracks do by a day. The value is the word by which a rapporteur sets it."""

    FIRST_DRAFT = "draft"
    WINDOW_OPENS = "opens"
    SOFT_CLOSE = "soft"
    HARD_CLOSE = "hard"
    FINAL_OUTPUT = "final"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _MILESTONES[self]


_MILESTONES = {
    Milestone.FIRST_DRAFT: t("First draft"),
    Milestone.WINDOW_OPENS: t("Comments open"),
    Milestone.SOFT_CLOSE: t("Comments for the session close"),
    Milestone.HARD_CLOSE: t("Comments for the final text close"),
    Milestone.FINAL_OUTPUT: t("Final output"),
}


@dataclass(frozen=True, slots=True)
class Cycle:
    """The year's cycle: the days of the annual meeting, and the milestones set by hand.

    told: what was said ahead already, as "soft/2026-12-01/7".
    """

    year: int
    begins: date
    ends: date
    by_hand: Mapping[Milestone, date] = field(default_factory=dict)
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Due:
    """A milestone, the instant until which it is due (23:59 UTC of its day), and why then."""

    milestone: Milestone
    at: datetime
    rule: Phrase
