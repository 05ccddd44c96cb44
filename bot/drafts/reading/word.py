"""A .docx, as blocks: headings by style, lists, tables, footnotes; what was deleted is left out."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from bot.drafts.reading.outcome import Block, Trouble, Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_SKIPPED = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_GAPS = {f"{_W}tab", f"{_W}br", f"{_W}cr"}
_NOTES = "footnotes"


def docx_blocks(content: bytes) -> Iterator[Block]:
    """The blocks of a document, its footnotes at the end. Raises Unreadable."""
    from docx import Document  # noqa: PLC0415 - only the child process needs it
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    try:
        document = Document(BytesIO(content))
        blocks = list(_body(document.element.body, _Styles(document)))
        notes = list(_notes(document))
    except (PackageNotFoundError, LxmlError, BadZipFile, KeyError, ValueError, AttributeError,
            OSError, EOFError):  # fmt: skip
        raise Unreadable(Trouble.BROKEN) from None
    yield from blocks
    yield from notes


class _Styles:
    """The styles by their id: which is a heading of which level, which belongs to a list."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, int] = {}
        self._lists: set[str] = set()
        for style in document.styles.element.iter(f"{_W}style"):
            key = style.get(f"{_W}styleId")
            name = style.find(f"{_W}name")
            found = _HEADING.fullmatch(name.get(f"{_W}val", "")) if name is not None else None
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if found:
                self._levels[key] = int(found[1])
            elif outline is not None:
                self._levels[key] = int(outline.get(f"{_W}val", "0")) + 1
            elif name is not None and name.get(f"{_W}val", "").casefold() == "title":
                self._levels[key] = 1
            if style.find(f"{_W}pPr/{_W}numPr") is not None:
                self._lists.add(key)

    def level(self, paragraph: Any) -> int:
        """The level of a heading; 0 if it is none."""
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None and int(outline.get(f"{_W}val", "9")) < 9:
            return int(outline.get(f"{_W}val")) + 1
        return self._levels.get(self._style(paragraph), 0)

    def is_item(self, paragraph: Any) -> bool:
        """Whether it belongs to a list."""
        numbering = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if numbering is not None:
            return bool(numbering.get(f"{_W}val") != "0")
        return self._style(paragraph) in self._lists

    @staticmethod
    def _style(paragraph: Any) -> str:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return str(style.get(f"{_W}val")) if style is not None else ""


def _body(parent: Any, styles: _Styles) -> Iterator[Block]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, styles)
        elif child.tag == f"{_W}tbl":
            yield from _table(child)
        elif child.tag == f"{_W}sdt" and not _is_contents(child):
            inside = child.find(f"{_W}sdtContent")
            if inside is not None:
                yield from _body(inside, styles)


def _is_contents(control: Any) -> bool:
    """Whether it is the table of contents, which only repeats the headings."""
    gallery = control.find(f".//{_W}docPartGallery")
    return gallery is not None and "contents" in gallery.get(f"{_W}val", "").casefold()


def _paragraph(paragraph: Any, styles: _Styles) -> Iterator[Block]:
    text = " ".join("".join(_words(paragraph)).split())
    if not text:
        return
    level = styles.level(paragraph)
    if level:
        yield Block("heading", text, level)
    else:
        yield Block("item" if styles.is_item(paragraph) else "paragraph", text)


def _table(table: Any) -> Iterator[Block]:
    for row in table.iter(f"{_W}tr"):
        cells = [" ".join(" ".join(_cell(cell)).split()) for cell in row.findall(f"{_W}tc")]
        if any(cells):
            yield Block("row", " | ".join(cells))


def _cell(cell: Any) -> Iterator[str]:
    for paragraph in cell.iter(f"{_W}p"):
        yield "".join(_words(paragraph))


def _words(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _GAPS:
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag == f"{_W}footnoteReference":
            yield f"[{child.get(f'{_W}id')}]"
        elif child.tag != f"{_W}pPr":
            yield from _words(child)


def _notes(document: Any) -> Iterator[Block]:
    """The footnotes, in the order of their numbers."""
    from docx.oxml.parser import parse_xml  # noqa: PLC0415

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{_NOTES}"):
            for note in parse_xml(relation.target_part.blob).iter(f"{_W}footnote"):
                text = " ".join("".join(_words(note)).split())
                # Others are lines that separate the notes from the text.
                if text and note.get(f"{_W}type") in (None, "normal"):
                    yield Block("note", f"[{note.get(f'{_W}id')}] {text}")
