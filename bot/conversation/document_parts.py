"""The parts of a .docx file that python-docx has no words for: lists, links, directions, a file
without a time. Only the document calls it; what the elements mean is in ECMA-376, part 1."""

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

DEEPEST = 9
"""So deep can lists stand in lists."""
INDENT = 432
"""How far each list stands in from the one around it, in twentieths of a point."""
_FROM_THE_RIGHT = {"ar"}
_TAGS = {
    "ar": "ar-SA",
    "en": "en-GB",
    "es": "es-ES",
    "fr": "fr-FR",
    "ru": "ru-RU",
    "zh": "zh-CN",
}
_PAGE, _MARGIN = (Mm(210), Mm(297)), Mm(25)
_LONGEST_TITLE = 255
# The directions of letters by Unicode's bidirectional class; True is from the right.
_LETTERS = {"L": False, "R": True, "AL": True}
_FENCED = re.compile("(\u2068[^\u2068\u2069]*\u2069)")
_FIRST_FORMAT = 90
# The earliest time that a ZIP file can name.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
# XML has no place for the first; the second would turn what stands around them as well.
_UNWRITABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNING = re.compile("[\u202a-\u202e]")
_BEHIND_DIRECTION = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
    "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
    "w:pPrChange",
)  # fmt: skip


def is_from_the_right(language: str) -> bool:
    """Whether a language is written from the right."""
    return language in _FROM_THE_RIGHT


def writable(text: str) -> str:
    """A text without signs that a document can't hold or that turn the lines around them."""
    return _TURNING.sub("", _UNWRITABLE.sub("", text))


def set_up(document: Document, title: str, language: str) -> None:
    """Page, language and properties; nothing that the template says of itself stays."""
    for section in document.sections:
        section.page_width, section.page_height = _PAGE
        section.left_margin = section.right_margin = _MARGIN
        section.top_margin = section.bottom_margin = _MARGIN
    tag = _TAGS[language]
    for used in document.styles.element.iter(qn("w:lang")):
        for kind in ("w:val", "w:eastAsia") + (("w:bidi",) if language in _FROM_THE_RIGHT else ()):
            used.set(qn(kind), tag)
    properties = document.core_properties
    said = properties._element
    for one in list(said):
        said.remove(one)
    properties.title = writable(title)[:_LONGEST_TITLE]
    properties.language = tag
    package = document.part.package
    if package:
        for key, related in list(package.rels.items()):
            if related.reltype.endswith(("/extended-properties", "/thumbnail")):
                package.rels.pop(key)


def settled(document: Document) -> bytes:
    """The file, its parts without the time at which they were written."""
    written, kept = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as parts, ZipFile(kept, "w") as file:
        for name in parts.namelist():
            file.writestr(ZipInfo(name, _NO_TIME), parts.read(name), ZIP_DEFLATED)
    return kept.getvalue()


class ListFormats:
    """How lists are marked in a document: bullets, or numbers that begin anew in each list."""

    def __init__(self, document: Document) -> None:
        self._numbering = document.part.numbering_part.element
        self._formats = {}
        for place, (kind, mark) in enumerate((("bullet", "•"), ("decimal", "%{}."))):
            number = _FIRST_FORMAT + place
            self._numbering.insert(place, _list_format(number, kind, mark))
            self._formats[kind] = number

    def begin(self, depth: int, start: int | None) -> int:
        """The number of a new list at a depth (from 1). start: its first number; None: bullets."""
        kind = "bullet" if start is None else "decimal"
        numbering = self._numbering.add_num(self._formats[kind])
        numbering.add_lvlOverride(ilvl=depth - 1).add_startOverride(1 if start is None else start)
        number: int = numbering.numId
        return number

    def mark(self, paragraph: Paragraph, numbering: int, depth: int) -> None:
        """Make a paragraph the next item of a list."""
        marks = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        marks.get_or_add_ilvl().val = depth - 1
        marks.get_or_add_numId().val = numbering


def _list_format(number: int, kind: str, mark: str) -> object:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{mark.format(depth + 1)}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{INDENT * (depth + 1)}" w:hanging="{INDENT}"/></w:pPr></w:lvl>'
        for depth in range(DEEPEST)
    )
    return parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
    )


def link(paragraph: Paragraph, runs: list[Run], address: str) -> None:
    """Make the last runs of a paragraph a link to an address."""
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    followed = OxmlElement("w:hyperlink")
    followed.set(qn("r:id"), key)
    for run in runs:
        followed.append(run._r)
    paragraph._p.append(followed)


def from_the_right(paragraph: Paragraph) -> None:
    """Let a paragraph run from the right."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(OxmlElement("w:bidi"), *_BEHIND_DIRECTION)


def columns_from_the_right(table: Table) -> None:
    """Let the first column of a table be the rightmost."""
    properties = table._tbl.tblPr
    properties.insert_element_before(
        OxmlElement("w:bidiVisual"), "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW",
        "w:jc", "w:tblCellSpacing", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout",
        "w:tblCellMar", "w:tblLook",
    )  # fmt: skip


def repeat_first_row(table: Table) -> None:
    """Show the first row of a table again on each page."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def directions(words: str) -> set[bool]:
    """In which directions the letters of a text run; True is from the right."""
    return {_LETTERS[kind] for kind in _kinds(words) if kind in _LETTERS}


def by_direction(text: str, base: bool) -> list[tuple[str, bool]]:
    """The pieces of a text, each in one direction; True is from the right.

    As in Unicode's algorithm what is fenced runs by itself, and a digit runs on from a Latin
    letter. What stands between two signs of the same direction runs with them, all else as its
    base does.
    """
    found: list[bool] = []
    for number, piece in enumerate(_FENCED.split(text)):
        first = next((_LETTERS[kind] for kind in _kinds(piece) if kind in _LETTERS), base)
        found += _ways(piece, first if number % 2 else base)
    pieces = groupby(zip(text, found, strict=True), key=lambda one: one[1])
    return [("".join(sign for sign, _ in signs), way) for way, signs in pieces]


def _kinds(text: str) -> Iterator[str]:
    return map(unicodedata.bidirectional, text)


def _ways(text: str, base: bool) -> list[bool]:
    """The direction of each sign of a text without fences."""
    found: list[bool] = []
    before: bool | None = None
    waiting = 0
    for kind in _kinds(text):
        way = False if kind == "EN" and before is False else _LETTERS.get(kind)
        if way is None:
            waiting += 1
            continue
        found += [way if way == before else base] * waiting + [way]
        before, waiting = way, 0
    return found + [base] * waiting
