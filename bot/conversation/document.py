"""Markdown as a document for word processors (.docx): summaries, drafts and reports.

Import it where somebody asks for a document: its library takes a while to load.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import RGBColor, Twips
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from markdown_it.tree import SyntaxTreeNode

from bot.conversation.document_parts import (
    DEEPEST,
    INDENT,
    ListFormats,
    by_direction,
    columns_from_the_right,
    directions,
    from_the_right,
    is_from_the_right,
    link,
    repeat_first_row,
    set_up,
    settled,
    writable,
)
from bot.conversation.markdown import read, words_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LINKED = re.compile(r"(?:https?|mailto):\S+", re.IGNORECASE)
_LINK_COLOUR = RGBColor(0x1F, 0x4E, 0x99)
_MONOSPACED = "Courier New"
_ALIGNMENTS = {
    "text-align:left": WD_ALIGN_PARAGRAPH.LEFT,
    "text-align:center": WD_ALIGN_PARAGRAPH.CENTER,
    "text-align:right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def docx_of(markdown: str, title: str, language: str) -> bytes:
    """The document, in a language of the interface (Arabic runs from the right).

    It names no author and no time, and the same Markdown always gives the same bytes. What looks
    like HTML is text in it, pictures are named and not fetched, and only web and mail addresses
    become links.
    """
    document = docx.Document()
    set_up(document, title, language)
    _Writing(document, is_from_the_right(language)).blocks(read(markdown).children, _Place())
    return settled(document)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: how deep in lists and in quotations; for the first paragraph of an
    item, the number of its list and the style."""

    depth: int = 0
    quotes: int = 0
    numbering: int = 0
    style: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """How words look."""

    bold: bool = False
    italic: bool = False
    monospaced: bool = False
    linked: bool = False


_PLAIN = _Look()


class _Writing:
    """Writes the blocks of Markdown into a document. rtl: the document runs from the right."""

    def __init__(self, document: Document, rtl: bool) -> None:
        self._document = document
        self._rtl = rtl
        self._lists = ListFormats(document)

    def blocks(self, nodes: Iterable[SyntaxTreeNode], place: _Place) -> None:
        """Write blocks one after another."""
        for node in nodes:
            match node.type:
                case "heading":
                    heading = self._document.add_heading(level=int(node.tag[1:]))
                    self._write(heading, node, _PLAIN)
                case "paragraph":
                    self._write(self._paragraph(place), node, _PLAIN, in_list=place.depth > 0)
                case "bullet_list" | "ordered_list":
                    self._list(node, place)
                case "blockquote":
                    self.blocks(node.children, replace(place, quotes=place.quotes + 1))
                case "table":
                    self._table(node)
                case "hr":
                    self._document.add_paragraph()
                case _:
                    self._lines(node.content, self._paragraph(place))

    def _paragraph(self, place: _Place) -> Paragraph:
        """A new paragraph in the style of its place."""
        inner = "Quote" if place.quotes else "List Continue" if place.depth else "Normal"
        paragraph = self._document.add_paragraph(style=place.style or inner)
        if place.numbering:
            self._lists.mark(paragraph, place.numbering, place.depth)
        else:
            deep = place.depth + place.quotes
            paragraph.paragraph_format.left_indent = Twips(INDENT * deep) if deep else None
        return paragraph

    def _list(self, node: SyntaxTreeNode, place: _Place) -> None:
        ordered = node.type == "ordered_list"
        inner = _Place(min(place.depth + 1, DEEPEST), place.quotes)
        start = int(node.attrs.get("start", 1)) if ordered else None
        numbering = self._lists.begin(inner.depth, start)
        style = "List Number" if ordered else "List Bullet"
        for item in node.children:
            marked = replace(inner, numbering=numbering, style=style)
            if item.children and item.children[0].type == "paragraph":
                self.blocks(item.children[:1], marked)
                self.blocks(item.children[1:], inner)
            else:
                self._paragraph(marked)
                self.blocks(item.children, inner)

    def _lines(self, text: str, paragraph: Paragraph) -> None:
        """Write a text as it is, line by line."""
        for number, line in enumerate(text.rstrip("\n").split("\n")):
            if number:
                paragraph.add_run().add_break()
            self._run(paragraph, line, _Look(monospaced=True))

    def _table(self, node: SyntaxTreeNode) -> None:
        rows = [one for one in node.walk() if one.type == "tr"]
        table = self._document.add_table(len(rows), len(rows[0].children), style="Table Grid")
        if self._rtl:
            columns_from_the_right(table)
        repeat_first_row(table)
        for row, shown in zip(rows, table.rows, strict=True):
            for cell, place in zip(row.children, shown.cells, strict=True):
                self._cell(cell, place)
        self._document.add_paragraph()

    def _cell(self, node: SyntaxTreeNode, cell: _Cell) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = _ALIGNMENTS.get(str(node.attrs.get("style", "")))
        self._write(paragraph, node, _Look(bold=node.type == "th"))

    def _write(
        self, paragraph: Paragraph, node: SyntaxTreeNode, look: _Look, *, in_list: bool = False
    ) -> None:
        """Write the words of a block. It runs as the document does, but if it stands by itself and
        all its words run in the other direction."""
        ways = directions(words_of(node))
        rtl = next(iter(ways)) if len(ways) == 1 and not in_list else self._rtl
        if rtl:
            from_the_right(paragraph)
        self._words(paragraph, node, look)

    def _words(self, paragraph: Paragraph, node: SyntaxTreeNode, look: _Look) -> None:
        for child in node.children:
            match child.type:
                case "softbreak":
                    self._run(paragraph, " ", look)
                case "hardbreak":
                    paragraph.add_run().add_break()
                case "strong":
                    self._words(paragraph, child, replace(look, bold=True))
                case "em":
                    self._words(paragraph, child, replace(look, italic=True))
                case "code_inline":
                    self._run(paragraph, child.content, replace(look, monospaced=True))
                case "link":
                    self._link(paragraph, child, look)
                case "image":
                    self._run(paragraph, f"{child.content} ({child.attrs.get('src')})", look)
                case _ if child.children:
                    self._words(paragraph, child, look)
                case _:
                    self._run(paragraph, child.content, look)

    def _link(self, paragraph: Paragraph, node: SyntaxTreeNode, look: _Look) -> None:
        """A link that can be followed; for paper its address stands behind the words."""
        address = writable(str(node.attrs.get("href", "")))
        followed = bool(_LINKED.fullmatch(address))
        before = len(paragraph.runs)
        self._words(paragraph, node, replace(look, linked=followed))
        if followed:
            link(paragraph, paragraph.runs[before:], address)
        words = words_of(node)
        if address not in (words, f"mailto:{words}"):
            self._run(paragraph, f" ({address})", look)

    def _run(self, paragraph: Paragraph, text: str, look: _Look) -> None:
        """Write words, a run for each direction."""
        for words, rtl in by_direction(writable(text), self._rtl):
            _dress(paragraph.add_run(words), look, rtl)


def _dress(run: Run, look: _Look, rtl: bool) -> None:
    font = run.font
    font.bold, font.italic = look.bold or None, look.italic or None
    if rtl:
        # What is written from the right has switches of its own.
        font.rtl, font.cs_bold, font.cs_italic = True, look.bold or None, look.italic or None
    if look.monospaced:
        font.name = _MONOSPACED
    if look.linked:
        font.underline, font.color.rgb = True, _LINK_COLOUR
