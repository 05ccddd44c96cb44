"""Documents (.docx) from Markdown: read back by python-docx, and opened in LibreOffice if it is
here."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.document import docx_of
from bot.conversation.document_parts import by_direction
from bot.conversation.markdown import read, words_of
from bot.meetings.summary import summary_markdown
from tests.paper_facts import HOSTILE, hostile_meeting, whole_meeting

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ALL_KINDS = """\
# A *heading* one

Words with **bold**, *slanted*, `code`, [a link](https://example.org/a_b), <https://x.example>,
[no link](javascript:alert(1)), [a page](foo/bar) and <b>no HTML</b>. Hard  \nbreak.

## Two

1. one
2. two

   and more of two
   - a bullet
     1. deep
     2. deeper
   - another
3. three

## Three

7. seven
8. eight

> quoted **words**

| A | B |
|:-:|--:|
| x \\| y | **2** |
| z |  |

```
code <b>
  two
```

---

![A map](https://example.org/map.png)
"""


def opened(content: bytes) -> Document:
    """The document, as python-docx reads it."""
    return docx.Document(BytesIO(content))


def outline(document: Document) -> list[tuple[str, str]]:
    """Each paragraph that says something, by its style; links included."""
    return [
        (one.style.name if one.style else "", one.text) for one in document.paragraphs if one.text
    ]


def part(content: bytes, name: str) -> Element:
    """A part of the file, as XML."""
    with ZipFile(BytesIO(content)) as parts:
        return ElementTree.fromstring(parts.read(name))


def value(element: Element | None) -> str:
    """What an element says in its attribute "val"."""
    assert element is not None
    return element.attrib[f"{W}val"]


def numbers(content: bytes) -> list[tuple[int, int, int]]:
    """Of each item of a list: its level, its list, and the number at which that list begins."""
    begins = {
        num.attrib[f"{W}numId"]: value(num.find(f".//{W}startOverride"))
        for num in part(content, "word/numbering.xml").iter(f"{W}num")
        if num.find(f".//{W}startOverride") is not None
    }
    found = []
    for marks in part(content, "word/document.xml").iter(f"{W}numPr"):
        number = value(marks.find(f"{W}numId"))
        level = value(marks.find(f"{W}ilvl"))
        found.append((int(level), int(number), int(begins[number])))
    return found


def test_every_kind_of_block() -> None:
    document = opened(docx_of(ALL_KINDS, "A title", "en"))
    assert outline(document) == [
        ("Heading 1", "A heading one"),
        (
            "Normal",
            "Words with bold, slanted, code, a link (https://example.org/a_b), https://x.example, "
            "[no link](javascript:alert(1)), a page (foo/bar) and <b>no HTML</b>. Hard\nbreak.",
        ),
        ("Heading 2", "Two"),
        ("List Number", "one"),
        ("List Number", "two"),
        ("List Continue", "and more of two"),
        ("List Bullet", "a bullet"),
        ("List Number", "deep"),
        ("List Number", "deeper"),
        ("List Bullet", "another"),
        ("List Number", "three"),
        ("Heading 2", "Three"),
        ("List Number", "seven"),
        ("List Number", "eight"),
        ("Quote", "quoted words"),
        ("Normal", "code <b>\n  two"),
        ("Normal", "A map (https://example.org/map.png)"),
    ]
    [table] = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["A", "B"],
        ["x | y", "2"],
        ["z", ""],
    ]


def test_lists_begin_anew_and_stand_in_one_another() -> None:
    found = numbers(docx_of(ALL_KINDS, "A title", "en"))
    assert [(level, start) for level, _, start in found] == [
        *[(0, 1), (0, 1), (1, 1), (2, 1), (2, 1), (1, 1), (0, 1)],
        *[(0, 7), (0, 7)],
    ]
    lists = [number for _, number, _ in found]
    assert lists[0] == lists[1] == lists[6] != lists[7] == lists[8]
    assert len(set(lists)) == 4


def test_words_look_as_they_are_marked() -> None:
    document = opened(docx_of(ALL_KINDS, "A title", "en"))
    runs = {run.text: run.font for one in document.paragraphs for run in one.runs}
    assert runs["bold"].bold
    assert runs["slanted"].italic
    assert runs["code"].name == "Courier New"
    assert not runs["Words with "].bold
    [header, _, _] = document.tables[0].rows
    assert all(run.bold for cell in header.cells for run in cell.paragraphs[0].runs)


def test_only_addresses_of_the_web_and_of_mail_are_links() -> None:
    content = docx_of(f"{ALL_KINDS}\n[x](file:///etc/passwd) [y](mailto:a@b.example)", "T", "en")
    related = part(content, "word/_rels/document.xml.rels")
    outside = [one.get("Target") for one in related if one.get("TargetMode") == "External"]
    assert outside == ["https://example.org/a_b", "https://x.example", "mailto:a@b.example"]


def test_the_same_markdown_gives_the_same_file() -> None:
    content = docx_of(ALL_KINDS, "A title", "en")
    assert content == docx_of(ALL_KINDS, "A title", "en")
    with ZipFile(BytesIO(content)) as parts:
        assert {one.date_time[0] for one in parts.infolist()} == {1980}


def test_it_says_nothing_of_people_machines_and_times() -> None:
    content = docx_of("Words", "A title", "fr")
    properties = part(content, "docProps/core.xml")
    assert {one.tag.partition("}")[2]: one.text for one in properties} == {
        "title": "A title",
        "language": "fr-FR",
    }
    with ZipFile(BytesIO(content)) as parts:
        names = parts.namelist()
        everything = b"".join(parts.read(name) for name in names)
    assert [name for name in names if name.startswith("docProps")] == ["docProps/core.xml"]
    for sign in (b"python", b"Macintosh", b"2013-12", b"/home/", b"/tmp/"):
        assert sign not in everything


@pytest.mark.parametrize(
    ("language", "tag"), [("en", "en-GB"), ("fr", "fr-FR"), ("zh", "zh-CN"), ("ar", "ar-SA")]
)
def test_its_language_is_set(language: str, tag: str) -> None:
    content = docx_of("Words", "T", language)
    assert opened(content).core_properties.language == tag
    defaults = part(content, "word/styles.xml").find(f"{W}docDefaults")
    assert defaults is not None
    assert [value(one) for one in defaults.iter(f"{W}lang")] == [tag]


def test_arabic_runs_from_the_right() -> None:
    written = (
        "# محضر Charter call\n\n- **نقطة** أولى D7 (M4.2)\n- English item\n\n"
        "> English words, all of them.\n\n"
        "| ألف | باء |\n|---|---|\n| واحد | two |\n"
    )
    content = docx_of(written, "محضر", "ar")
    body = part(content, "word/document.xml")
    said = {
        "".join(one.itertext()): one.find(f"{W}pPr/{W}bidi") is not None
        for one in body.iter(f"{W}p")
    }
    assert said["محضر Charter call"]
    assert said["نقطة أولى D7 (M4.2)"]
    assert said["English item"], "the items of a list stand under one another"
    assert not said["English words, all of them."]
    assert body.find(f".//{W}tbl/{W}tblPr/{W}bidiVisual") is not None
    runs = {"".join(one.itertext()): one for one in body.iter(f"{W}r")}
    assert runs["نقطة"].find(f"{W}rPr/{W}bCs") is not None
    assert runs["نقطة"].find(f"{W}rPr/{W}rtl") is not None
    assert runs["D7 (M4.2"].find(f"{W}rPr/{W}rtl") is None
    english = docx_of("نقطة واحدة\n\nAn English line with نقطة in it.", "T", "en")
    first, second = part(english, "word/document.xml").iter(f"{W}p")
    assert first.find(f"{W}pPr/{W}bidi") is not None
    assert second.find(f"{W}pPr/{W}bidi") is None


@pytest.mark.parametrize(
    ("text", "base", "pieces"),
    [
        ("plain words", False, [("plain words", False)]),
        ("a نقطة b", False, [("a ", False), ("نقطة", True), (" b", False)]),
        ("نقطة D7 (x, y).", True, [("نقطة ", True), ("D7 (x, y", False), (").", True)]),
        ("نقطة أخرى", False, [("نقطة أخرى", True)]),
        ("نقطة M4.2 في 2026", True, [("نقطة ", True), ("M4.2", False), (" في 2026", True)]),
        ("\u2068One, two.\u2069 (", True, [("\u2068One, two.\u2069", False), (" (", True)]),
        ("\u2068نقطة.\u2069 (", False, [("\u2068نقطة.\u2069", True), (" (", False)]),
        ("2026", True, [("2026", True)]),
        ("", True, []),
    ],
)
def test_words_of_two_directions(text: str, base: bool, pieces: list[tuple[str, bool]]) -> None:
    assert by_direction(text, base) == pieces


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_summary_has_the_same_outline_as_its_markdown(language: str) -> None:
    for facts in (whole_meeting(), hostile_meeting()):
        written = summary_markdown(facts, language)
        found = outline(opened(docx_of(written, facts.meeting.title, language)))
        wanted = [
            (f"Heading {node.tag[1:]}", words_of(node))
            for node in read(written).walk()
            if node.type == "heading"
        ]
        assert [one for one in found if one[0].startswith("Heading")] == wanted
        items = sum(node.type == "list_item" for node in read(written).walk())
        assert sum(style.startswith("List") for style, _ in found) == items


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_makes_a_document(text: str) -> None:
    for markdown in (text, f"- {text}", f"> {text}", f"| {text} |\n|---|\n| {text} |"):
        assert opened(docx_of(markdown, text, "ar"))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.sampled_from(["en", "ar"]))
def test_any_text_makes_a_document(text: str, language: str) -> None:
    assert opened(docx_of(f"# {text}\n\n{text}\n\n1. {text}", text, language))


def test_lists_deeper_than_a_document_knows() -> None:
    deep = "".join(f"{'  ' * depth}- level {depth}\n" for depth in range(12))
    levels = [level for level, _, _ in numbers(docx_of(deep, "T", "en"))]
    assert max(levels) == 8


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    facts = whole_meeting()
    for language in ("en", "ar"):
        written = summary_markdown(facts, language)
        (tmp_path / f"{language}.docx").write_bytes(docx_of(written, "T", language))
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path),
            *(tmp_path / "en.docx", tmp_path / "ar.docx"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for language in ("en", "ar"):
        shown = (tmp_path / f"{language}.txt").read_text(encoding="utf-8-sig")
        lines = [re.sub(r"^\s*(?:\d+\.|[•◦▪])\s+", "", one) for one in shown.splitlines() if one]
        tree = read(summary_markdown(facts, language))
        wanted = [words_of(node) for node in tree.walk() if node.type == "inline"]
        assert lines == wanted
