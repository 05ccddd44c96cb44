"""Stretches of time under each other: where each stands in a drawing as wide as a small phone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from adapters.web.charts import WIDTH, shortened_name
from bot.pages.blocks import Timeline

_TOP, _LINE, _BAR, _GAP = 22, 18, 12, 8
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Month:
    """Where a month begins; name: "" where its name has no room."""

    x: float
    name: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A bar with its name over it. at_end: whether the name ends where the bar ends."""

    name: str
    name_x: float
    at_end: bool
    name_y: int
    x: float
    width: float
    y: int
    own: bool


@dataclass(frozen=True, slots=True)
class Stretches:
    """A timeline; all lengths in the units of its own width. turned: time runs to the left.
    now_x: None where now is not in it."""

    height: int
    months: tuple[Month, ...]
    bars: tuple[Stretch, ...]
    now_x: float | None
    turned: bool
    bar_height: int = _BAR
    width: int = WIDTH


def stretches(
    timeline: Timeline, names: list[str], month_of: Callable[[date], str], *, turned: bool
) -> Stretches:
    """The bars of a timeline, named in the reader's language. month_of: a month's short name."""
    begins = min(span.begins for span in timeline.spans)
    ends = max(span.ends for span in timeline.spans)
    whole = max((ends - begins).total_seconds(), 1.0)

    def at(moment: datetime) -> float:
        """How far from the beginning an instant is drawn."""
        inside = min(max((moment - begins).total_seconds(), 0.0), whole)
        return round(inside / whole * WIDTH, 1)

    def placed(x: float, width: float = 0) -> float:
        return round(WIDTH - x - width, 1) if turned else x

    y, bars = _TOP, []
    for span, name in zip(timeline.spans, names, strict=True):
        x = at(span.begins)
        width = max(round(at(max(span.ends, span.begins)) - x, 1), 2.0)
        at_end = x > WIDTH / 2
        name_x = placed(min(x + width, WIDTH) if at_end else x)
        bars.append(
            Stretch(shortened_name(name), name_x, at_end, y + _LINE - 5, placed(x, width), width,
                    y + _LINE, span.own)
        )  # fmt: skip
        y += _LINE + _BAR + _GAP
    firsts = list(_months(begins, ends))
    step = -(-len(firsts) // _MOST_NAMES)
    months = tuple(
        Month(placed(at(first)), "" if place % step else month_of(first.date()))
        for place, first in enumerate(firsts)
    )
    inside = begins <= timeline.now <= ends
    return Stretches(y, months, tuple(bars), placed(at(timeline.now)) if inside else None, turned)


def _months(begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The first instants of the months that begin in a stretch."""
    year, month = begins.year, begins.month
    while (first := datetime(year, month, 1, tzinfo=UTC)) <= ends:
        if first >= begins:
            yield first
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
