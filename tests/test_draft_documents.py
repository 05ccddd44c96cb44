"""Real documents, made by a word processor: the outline that is recognised is the one expected."""

from pathlib import Path

import pytest

from bot.drafts.reading.outcome import Outcome, Want
from bot.drafts.reading.process import read_file
from bot.drafts.rules import numbered
from tests.documents.flat import columns, document, heading, items, paragraph, table
from tests.office import converted, needs_office

LONG = (
    "Operators of networks keep more norms than they could name. They answer each other's calls, "
    "they filter forged addresses, and they tell a neighbour when something in the network of that "
    "neighbour is on fire."
)
SHORT = "Islands are far from everything. What reaches them last is help."
OTHER = (
    "A norm that forgets islands is a norm for continents, and should say so in its title, so that "
    "nobody who lives on an island has to read it to the end before finding out."
)
ARABIC = "القاعدة توقع لسلوك يشترك فيه كثيرون، ولا يعاقَب أحد على مخالفتها."

Expected = list[tuple[str, list[str]]]
"""The sections by their titles, each with its paragraphs."""

MAKES: dict[str, tuple[str, Expected]] = {
    "plain": (
        document(heading("What"), paragraph(LONG), heading("Who"), paragraph(SHORT)),
        [("What", [LONG]), ("Who", [SHORT])],
    ),
    "levels": (
        document(
            heading("A norm"), heading("Its origin", 2), paragraph(LONG), heading("Its cost", 2),
            paragraph(SHORT), heading("In money", 3), paragraph(OTHER),
        ),
        [("A norm", []), ("Its origin", [LONG]), ("Its cost", [SHORT]), ("In money", [OTHER])],
    ),
    "nested lists": (
        document(
            heading("Who keeps them"), paragraph(LONG),
            items("operators", ("at night", "by day"), "governments"),
        ),
        [("Who keeps them", [LONG, "operators", "at night", "by day", "governments"])],
    ),
    "two columns": (
        document(
            heading("Norms"),
            columns(heading("First", 2), paragraph(LONG), paragraph(SHORT),
                    heading("Second", 2), paragraph(OTHER), paragraph(LONG)),
        ),
        [("Norms", []), ("First", [LONG, SHORT]), ("Second", [OTHER, LONG])],
    ),
    "no space between paragraphs": (
        document(
            heading("Tight"), paragraph(LONG, "Tight"), paragraph(SHORT, "Tight"),
            paragraph(OTHER, "Tight"),
        ),
        [("Tight", [LONG, SHORT, OTHER])],
    ),
    "several pages": (
        document(
            heading("One"), *[paragraph(LONG)] * 3,
            '<text:p text:style-name="Break"/>',
            heading("Two"), paragraph(SHORT), paragraph(OTHER),
        ),
        [("One", [LONG] * 3), ("Two", [SHORT, OTHER])],
    ),
}  # fmt: skip
ONLY_WORD: dict[str, tuple[str, Expected]] = {
    "tables": (
        document(heading("Costs"), table(("norm", "cost"), ("filters", "small")), paragraph(SHORT)),
        [("Costs", ["norm | cost", "filters | small", SHORT])],
    ),
    "footnotes": (
        document(
            heading("Sources"), paragraph("They are young.[^See the annex.] " + SHORT),
            paragraph(LONG),
        ),
        [("Sources", [f"They are young.[2] {SHORT}", LONG, "[2] See the annex."])],
    ),
    "arabic": (
        document(heading("ما هي القاعدة"), paragraph(ARABIC)),
        [("ما هي القاعدة", [ARABIC])],
    ),
}  # fmt: skip
TEXTS: dict[str, tuple[str, str, Expected]] = {
    "markdown": (
        "a.md",
        f"# What\n\n{LONG[:60]}\n{LONG[60:].strip()}\n\n## Who\n\n- *operators*\n  - at night\n"
        f"- `governments`\n\n| norm | cost |\n|---|---|\n| filters | [small](http://x) |\n\n"
        f"Setext\n======\n\n> {SHORT}\n\n```\ncode  here\n```\n",
        [
            ("What", [" ".join((LONG[:60] + " " + LONG[60:]).split())]),
            ("Who", ["operators", "at night", "governments", "norm | cost", "filters | small"]),
            ("Setext", [SHORT, "code here"]),
        ],
    ),
    "hard wraps": (
        "a.txt",
        "NORMS IN PRACTICE\n\nOperators keep more norms\nthan they could name, and fil-\nter "
        "forged addresses.\n\n1. What a norm is\n\nAn expectation\nthat many share.\n\n2.1 "
        "Costs\n\n- small\n  for the large ones\n- large\n\nSummary\n-------\nShort.\n",
        [
            (
                "NORMS IN PRACTICE",
                ["Operators keep more norms than they could name, and filter forged addresses."],
            ),
            ("What a norm is", ["An expectation that many share."]),
            ("Costs", ["small for the large ones", "large"]),
            ("Summary", ["Short."]),
        ],
    ),
    "no headings": ("a.txt", "One.\n\nTwo.\r\n\r\nThree.", [("Title", ["One.", "Two.", "Three."])]),
}


def outline(outcome: Outcome) -> Expected:
    """What was recognised."""
    assert outcome.trouble is None
    sections = numbered(((one.kind, one.text, one.level) for one in outcome.blocks), "Title")
    return [(one.title, list(one.paragraphs)) for one in sections]


def read(path: Path) -> Expected:
    """What is recognised in a file."""
    return outline(read_file(Want.DOCUMENT, path.name, path.read_bytes()))


@needs_office
@pytest.mark.parametrize("make", [*MAKES, *ONLY_WORD])
def test_a_docx_of_a_word_processor(make: str, tmp_path: Path) -> None:
    source, expected = {**MAKES, **ONLY_WORD}[make]
    (tmp_path / "draft.fodt").write_text(source, encoding="utf-8")
    assert read(converted(tmp_path / "draft.fodt", "docx", tmp_path)) == expected


@needs_office
@pytest.mark.parametrize("make", MAKES)
def test_a_pdf_of_a_word_processor(make: str, tmp_path: Path) -> None:
    source, expected = MAKES[make]
    (tmp_path / "draft.fodt").write_text(source, encoding="utf-8")
    assert read(converted(tmp_path / "draft.fodt", "pdf", tmp_path)) == expected


@pytest.mark.parametrize("make", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_in_their_encodings(make: str, encoding: str) -> None:
    name, text, expected = TEXTS[make]
    assert outline(read_file(Want.DOCUMENT, name, text.encode(encoding))) == expected


def test_what_was_deleted_in_a_docx_is_not_read_and_what_came_is(tmp_path: Path) -> None:
    from docx import Document
    from docx.oxml import parse_xml

    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    made = Document()
    made.add_heading("Norms", 1)
    paragraph_ = made.add_paragraph("Islands come ")
    for change, kind, words in (("del", "delText", "last."), ("ins", "t", "first.")):
        paragraph_._p.append(
            parse_xml(
                f'<w:{change} xmlns:w="{space}" w:id="1" w:author="x"><w:r><w:{kind}>{words}'
                f"</w:{kind}></w:r></w:{change}>"
            )
        )
    made.save(str(tmp_path / "tracked.docx"))
    assert read(tmp_path / "tracked.docx") == [("Norms", ["Islands come first."])]


@needs_office
def test_tables_of_a_spreadsheet(tmp_path: Path) -> None:
    rows = "paragraph;comment\n2.1;Say who.\n;\n3.2;=1+1\n"
    (tmp_path / "many.csv").write_text(rows, encoding="utf-8")
    made = converted(tmp_path / "many.csv", "xlsx", tmp_path, "Calc MS Excel 2007 XML")
    found = read_file(Want.TABLE, made.name, made.read_bytes())
    assert found.trouble is None
    assert len(found.rows) >= 4
    plain = read_file(Want.TABLE, "many.csv", rows.encode())
    assert plain.rows[:2] == (("paragraph", "comment"), ("2.1", "Say who."))
