"""A .pdf, as blocks: lines in the order in which they were written, which keeps columns apart."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import Any

from bot.drafts.reading.outcome import Block, Trouble, Unreadable
from bot.drafts.reading.texts import joined

MOST_PAGES = 1_000
_LARGER, _GAP, _SHORT = 1.12, 1.4, 0.85
_LONGEST_HEADING = 160
_ITEM = re.compile(r"(?:[•◦▪–●■·\uf000-\uf0ff-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+(?P<text>\S.*)")
_ENDS = (".", "!", "?", ":", "。", "؟", "”", '"', ")")


@dataclass(slots=True)
class _Line:
    """A line of a page, from its left lower corner upwards."""

    page: int
    x: float
    y: float
    size: float
    bold: bool
    text: str


def pdf_blocks(content: bytes) -> Iterator[Block]:
    """The blocks of a document. Raises Unreadable."""
    from pypdf import PdfReader  # noqa: PLC0415 - only the child process needs it
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Unreadable(Trouble.ENCRYPTED)
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable(Trouble.TOO_MANY_PAGES)
        lines = [line for number, page in enumerate(reader.pages) for line in _lines(number, page)]
    except Unreadable:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
            RecursionError, AssertionError):  # fmt: skip
        # The library meets broken files with whatever breaks first.
        raise Unreadable(Trouble.BROKEN) from None
    yield from _blocks(_without_margins(lines))


def _lines(number: int, page: Any) -> list[_Line]:
    lines: list[_Line] = []

    def take(text: str, matrix: Any, at: Any, font: Any, size: float) -> None:
        if not text.strip():
            if lines and text and "\n" not in text:
                lines[-1].text += " "
            return
        x = at[4] * matrix[0] + at[5] * matrix[2] + matrix[4]
        y = at[4] * matrix[1] + at[5] * matrix[3] + matrix[5]
        scale = abs(at[3] * matrix[3]) or abs(at[0] * matrix[0]) or 1.0
        bold = "bold" in str((font or {}).get("/BaseFont", "")).casefold()
        for place, piece in enumerate(text.split("\n")):
            same = lines and abs(lines[-1].y - y) < size * scale / 2 and place == 0
            if same and not text.startswith("\n"):
                lines[-1].text += piece
            elif piece.strip():
                lines.append(_Line(number, x, y, round(size * scale, 1), bold, piece))

    page.extract_text(visitor_text=take)
    for line in lines:
        line.text = " ".join(line.text.split())
    return [line for line in lines if line.text]


def _without_margins(lines: list[_Line]) -> list[_Line]:
    """Without what stands at the head or foot of many pages, and without page numbers."""
    pages = len({line.page for line in lines})
    seen = Counter((round(one.y), re.sub(r"\d+", "0", one.text)) for one in lines)
    edges = {
        place
        for page in {line.page for line in lines}
        for place in _edges([line for line in lines if line.page == page])
    }

    def is_margin(line: _Line) -> bool:
        repeated = seen[round(line.y), re.sub(r"\d+", "0", line.text)]
        if pages > 1 and repeated > max(1, pages // 2):
            return (line.page, line.y) in edges
        return line.text.isdecimal() and (line.page, line.y) in edges

    return [line for line in lines if not is_margin(line)]


def _edges(page: list[_Line]) -> list[tuple[int, float]]:
    heights = [line.y for line in page]
    return [(page[0].page, min(heights)), (page[0].page, max(heights))] if page else []


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    if not lines:
        return
    letters = Counter[float]()
    for line in lines:
        letters[line.size] += len(line.text)
    body = letters.most_common(1)[0][0]
    bold_body = median([line.bold for line in lines if line.size == body]) > 0.5
    sizes = sorted({one.size for one in lines if one.size > body * _LARGER}, reverse=True)
    leading = _leading(lines, body)
    full = _full_length(lines, body)
    piece: list[_Line] = []
    for line in lines:
        if piece and _begins_anew(piece[-1], line, leading, full):
            yield _block(piece, body, sizes, bold_body=bold_body)
            piece = []
        piece.append(line)
    yield _block(piece, body, sizes, bold_body=bold_body)


def _leading(lines: list[_Line], body: float) -> float:
    """The usual distance of two lines of a paragraph."""
    steps = [
        one.y - two.y
        for one, two in pairwise(lines)
        if one.page == two.page and one.size == two.size == body and 0 < one.y - two.y < 3 * body
    ]
    return min(median(steps), body * 1.6) if steps else body * 1.2


def _full_length(lines: list[_Line], body: float) -> float:
    """How many letters a line has that is full."""
    lengths = sorted(len(one.text) for one in lines if one.size == body)
    return lengths[len(lengths) * 3 // 4]


def _begins_anew(last: _Line, line: _Line, leading: float, full: float) -> bool:
    if last.size != line.size or last.bold != line.bold or _ITEM.match(line.text):
        return True
    if last.text.endswith(_ENDS) and len(last.text) < full * _SHORT:
        return True
    down = last.y - line.y
    if last.page == line.page and down >= 0:
        return down > leading * _GAP
    # Another column or page: a sentence goes on there.
    return last.text.endswith(_ENDS)


def _block(piece: list[_Line], body: float, sizes: list[float], *, bold_body: bool) -> Block:
    text = joined([line.text for line in piece])
    first = piece[0]
    if len(text) <= _LONGEST_HEADING:
        if first.size in sizes:
            return Block("heading", text, 1 + sizes.index(first.size))
        is_bold = first.bold and not bold_body and first.size >= body
        if is_bold and not text.endswith((".", ",", ";")):
            return Block("heading", text, 1 + len(sizes))
    item = _ITEM.fullmatch(text)
    return Block("item", item["text"]) if item else Block("paragraph", text)
