"""Tables of counts as bars: where each piece stands in a drawing as wide as a small phone."""

from dataclasses import dataclass

from bot.pages.blocks import Chart

WIDTH = 320
_LINE, _BAR, _GAP, _KEY = 18, 20, 10, 18
_ROOM_FOR_NUMBER = 40
_LONGEST_NAME = 42
COLOURS = 6
"""How many colours the style sheet has for pieces; the last column is always in the last one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a bar: from where, how wide, in which colour, and its number if it has room."""

    x: float
    width: float
    colour: int
    count: int
    number_x: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name over it."""

    name: str
    name_y: int
    y: int
    pieces: tuple[Piece, ...]
    after_x: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Key:
    """What a colour means."""

    name: str
    colour: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart; all lengths in the units of its own width. turned: it begins at the right."""

    height: int
    bars: tuple[Bar, ...]
    keys: tuple[Key, ...]
    turned: bool
    bar_height: int = _BAR
    width: int = WIDTH


def drawing(chart: Chart, names: list[str], columns: list[str], *, turned: bool) -> Drawing:
    """The bars of a chart, its rows and columns named in the reader's language."""
    counts = [[cell for cell in row.cells if isinstance(cell, int)] for row in chart.table.rows]
    most = max([sum(row) for row in counts] + [1])
    room = WIDTH if chart.stacked else WIDTH - _ROOM_FOR_NUMBER
    y, bars = 0, []
    for name, row in zip(names, counts, strict=True):
        pieces = _pieces(row, room / most, stacked=chart.stacked, turned=turned)
        length = sum(piece.width for piece in pieces)
        after = None if chart.stacked else (WIDTH - length - 6 if turned else length + 6)
        bars.append(Bar(shortened_name(name), y + _LINE - 5, y + _LINE, pieces, after, sum(row)))
        y += _LINE + _BAR + _GAP
    keys = []
    if chart.stacked:
        for place, name in enumerate(columns):
            keys.append(Key(shortened_name(name), _colour(place, len(columns)), y))
            y += _KEY
    return Drawing(y, tuple(bars), tuple(keys), turned)


def _pieces(row: list[int], unit: float, *, stacked: bool, turned: bool) -> tuple[Piece, ...]:
    found, begin = [], 0.0
    for place, count in enumerate(row):
        width = round(count * unit, 1)
        x = WIDTH - begin - width if turned else begin
        colour = _colour(place, len(row)) if stacked else 0
        found.append(Piece(round(x, 1), width, colour, count, round(x + width / 2, 1)))
        begin += width
    return tuple(found)


def _colour(place: int, of: int) -> int:
    return COLOURS - 1 if place == of - 1 else place % (COLOURS - 1)


def shortened_name(name: str) -> str:
    """A name that has room over a bar."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
