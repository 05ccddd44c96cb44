"""Plain text and Markdown, as blocks."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.drafts.reading.outcome import Block

if TYPE_CHECKING:
    from markdown_it.token import Token

_UNDERLINE = re.compile(r"(=|-|~){3,}\s*")
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?P<title>\S.{0,78})")
_ITEM = re.compile(r"\s*(?:[-*•–]|\(?[0-9a-z]{1,2}[.)])\s+(?P<text>\S.*)")
_ENDS = (".", "!", "?", ":", ";", ",", "。", "؟", "…")


def plain_blocks(text: str) -> Iterator[Block]:
    """Plain text, hard wraps and all: an empty line ends a paragraph; a line that is underlined,
    numbered or in capitals, and stands alone, is a heading."""
    paragraph: list[str] = []
    lines = [line.rstrip() for line in text.replace("\f", "\n\n").splitlines()]
    for line in [*lines, ""]:
        if line.strip():
            paragraph.append(line)
            continue
        yield from _paragraph(paragraph)
        paragraph = []


def _paragraph(lines: list[str]) -> Iterator[Block]:
    if not lines:
        return
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1].strip()):
        yield Block("heading", lines[0].strip(), 1 if lines[1].strip()[0] == "=" else 2)
        yield from _paragraph(lines[2:])
        return
    heading = _heading(lines[0].strip()) if len(lines) == 1 else None
    if heading:
        yield heading
        return
    piece: list[str] = []
    kind = "paragraph"
    for line in lines:
        item = _ITEM.fullmatch(line)
        if item:
            if piece:
                yield Block(kind, joined(piece))
            piece, kind = [item["text"]], "item"
        else:
            piece.append(line.strip())
    yield Block(kind, joined(piece))


def _heading(line: str) -> Block | None:
    numbered = _NUMBERED.fullmatch(line)
    if numbered and not line.endswith(_ENDS):
        return Block("heading", numbered["title"], 1 + numbered["number"].count("."))
    letters = [c for c in line if c.isalpha()]
    if len(line) < 80 and len(letters) > 2 and line == line.upper() and line != line.lower():
        return Block("heading", line, 1)
    return None


def joined(lines: list[str]) -> str:
    """Lines of one paragraph in one; a word that was broken at the end of a line is whole again."""
    text = ""
    for line in lines:
        broken = text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower()
        text = text[:-1] + line if broken else f"{text} {line}" if text else line
    return " ".join(text.split())


def markdown_blocks(text: str) -> Iterator[Block]:
    """Markdown; its marks are left out, its tables are rows."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only the child process needs it

    heading, kind = 0, "paragraph"
    cells: list[str] | None = None
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        match token.type:
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "list_item_open":
                kind = "item"
            case "tr_open":
                cells = []
            case "tr_close":
                yield Block("row", " | ".join(cells or ()))
                cells = None
            case "fence" | "code_block":
                yield from _code(token.content)
            case "inline":
                words = " ".join("".join(_words(token.children or [])).split())
                if cells is not None:
                    cells.append(words)
                elif heading:
                    yield Block("heading", words, heading)
                elif words:
                    # What follows in the same item is a paragraph of its own.
                    yield Block(kind, words)
                    kind = "paragraph"
            case _:
                continue


def _code(text: str) -> Iterator[Block]:
    words = " ".join(text.split())
    if words:
        yield Block("paragraph", words)


def _words(tokens: "list[Token]") -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield token.content
