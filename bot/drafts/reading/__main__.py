"""The child process: `python -m bot.drafts.reading WANT NAME` reads a file from standard input and
writes what is in it as JSON. It first gives away what it does not need."""

import json
import resource
import sys
from collections.abc import Iterator

from bot.drafts.reading.kinds import kind_of, text_of
from bot.drafts.reading.outcome import Block, Outcome, Trouble, Unreadable, Want
from bot.drafts.reading.pdf import pdf_blocks
from bot.drafts.reading.tables import bounded, csv_rows, xlsx_rows
from bot.drafts.reading.texts import markdown_blocks, plain_blocks
from bot.drafts.reading.word import docx_blocks

MEMORY = 768 * 1024 * 1024
SECONDS = 8
OUTPUT = 16 * 1024 * 1024
MOST_TEXT = 2_000_000
MOST_BLOCKS = 20_000


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def _blocks(name: str, content: bytes) -> Iterator[Block]:
    match kind_of(name, content, Want.DOCUMENT):
        case "markdown":
            yield from markdown_blocks(text_of(content))
        case "plain":
            yield from plain_blocks(text_of(content))
        case "docx":
            yield from docx_blocks(content)
        case _:
            yield from pdf_blocks(content)


def _rows(name: str, content: bytes) -> Iterator[tuple[str, ...]]:
    if kind_of(name, content, Want.TABLE) == "csv":
        yield from bounded(csv_rows(text_of(content)))
    else:
        yield from bounded(xlsx_rows(content))


def outcome(want: Want, name: str, content: bytes) -> Outcome:
    """What is in a file, or the trouble with it."""
    try:
        if want is Want.TABLE:
            rows = tuple(_rows(name, content))
            return Outcome(rows=rows) if any(map(any, rows)) else Outcome(trouble=Trouble.NO_TEXT)
        found = tuple(one for one in _blocks(name, content) if one.text)
    except Unreadable as unreadable:
        return Outcome(trouble=unreadable.trouble)
    except MemoryError:
        return Outcome(trouble=Trouble.BOMB)
    if not found:
        return Outcome(trouble=Trouble.NO_TEXT)
    if len(found) > MOST_BLOCKS or sum(len(one.text) for one in found) > MOST_TEXT:
        return Outcome(trouble=Trouble.TOO_LONG)
    return Outcome(found)


def main() -> None:
    """Read one file."""
    _limit()
    found = outcome(Want(sys.argv[1]), sys.argv[2], sys.stdin.buffer.read())
    text = json.dumps(found.as_json(), ensure_ascii=False)
    # Half a sign can stand in a file, but can't be written down.
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
