"""Tables of many comments at once, as rows of cells: CSV and .xlsx."""

import csv
import io
from collections.abc import Iterator
from zipfile import BadZipFile

from bot.drafts.reading.outcome import Trouble, Unreadable

MOST_ROWS = 2_000
_MOST_COLUMNS = 40


def csv_rows(text: str) -> Iterator[tuple[str, ...]]:
    """The rows of a CSV, whatever stands between its cells. Raises Unreadable."""
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            yield tuple(cell.strip() for cell in row[:_MOST_COLUMNS])
    except csv.Error:
        raise Unreadable(Trouble.BROKEN) from None


def xlsx_rows(content: bytes) -> Iterator[tuple[str, ...]]:
    """The rows of the first sheet. Raises Unreadable."""
    from openpyxl import load_workbook  # noqa: PLC0415 - only the child process needs it
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True):
            yield tuple("" if cell is None else str(cell).strip() for cell in row)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, IndexError,
            AttributeError, OSError, SyntaxError):  # fmt: skip
        raise Unreadable(Trouble.BROKEN) from None


def bounded(rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The rows up to the last that has anything in it. Raises Unreadable if there are too many."""
    empty = 0
    for number, row in enumerate(rows):
        if number > MOST_ROWS + empty:
            raise Unreadable(Trouble.TOO_LONG)
        if not any(row):
            # A sheet may be said to have a million rows. Their numbers are kept as far as needed.
            empty += 1
            if empty > MOST_ROWS:
                return
        yield row
