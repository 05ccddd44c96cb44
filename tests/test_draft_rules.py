"""Rules of drafts: places, edges of a window in every zone, what is alike, what is exported."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.message import PersonRef
from bot.conversation.when import instant
from bot.drafts.charts import chart
from bot.drafts.export import COLUMNS, as_csv, as_markdown, facts, harmless
from bot.drafts.life import public_name
from bot.drafts.model import (
    Anchor,
    Answer,
    Author,
    Comment,
    Disposition,
    Draft,
    Kind,
    Section,
    Shown,
    Standing,
    State,
    Version,
    Window,
    Words,
)
from bot.drafts.rules import (
    alike,
    by_place,
    difference,
    extended,
    is_late,
    is_open,
    nearest_places,
    numbered,
    places,
    takes_comments,
    version_hash,
)
from bot.drafts.word_report import as_docx
from bot.people.model import Account, Person
from bot.record.verify import canonical, check_report, main, report_digest
from tests.office import converted, needs_office

PEOPLE = {"group": {"government": 6, "": 5}, "region": {}}
NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
SECTIONS = (Section(1, "One", 1, ("a", "b")), Section(2, "Two", 1, ("c",)))
VERSION = Version(1, SECTIONS, version_hash(SECTIONS), "a.md", NOW)
SECOND = timedelta(seconds=1)
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "\r=1",
    "＝1+1",
    '=HYPERLINK("http://x")',
)


def comment(number: int, text: str = "Islands.", place: str = "1.1", **more: object) -> Comment:
    """A comment that was answered."""
    known = Comment(
        2, number, 1, Anchor(place, "a"), place, False, Words(text),
        Author(number, f"p-{number}", f"Person {number}", group="government", region="african"),
        NOW + timedelta(days=number % 5), False, Standing.SUBMITTED,
        answer=Answer(1, Disposition.NOTED, "Thank you.", "", None, NOW),
    )  # fmt: skip
    return replace(known, **more)  # type: ignore[arg-type]


DRAFT = Draft(
    2, "irpc", "Norms", 1, State.REPORTED, 1, Window(NOW, NOW, NOW + timedelta(days=4))
)  # fmt: skip
HARD = [
    comment(1, '=HYPERLINK("http://evil.example")'),
    comment(2, "a | b\n# c <script>alert(1)</script>", "2", late=True),
    comment(
        3,
        "شكرا على هذه التوصية",
        "",
        words=Words("شكرا", Kind.QUESTION, "+1", shown=Shown.ANONYMOUS),
    ),
    comment(4, "Half a sign \ud800 and \x00 \x0b", "1.2").__class__(
        **{
            **{f: getattr(comment(4), f) for f in comment(4).__slots__},
            "words": Words("A sign \x0b that XML can't hold"),
        }
    ),
    comment(5, standing=Standing.WITHDRAWN),
    comment(6, standing=Standing.HIDDEN),
    *[comment(number) for number in range(7, 12)],
]


def made(comments: list[Comment] = HARD) -> dict[str, object]:
    """The report."""
    return facts(DRAFT, "DC Rights", VERSION, comments, [], NOW, PEOPLE)


# --- numbering ----------------------------------------------------------------------------------


def test_sections_and_paragraphs_are_numbered_in_their_order() -> None:
    blocks = [("paragraph", "before", 0), ("heading", "One", 1), ("item", "a", 0), ("row", "b", 0),
              ("heading", "Two", 2)]  # fmt: skip
    found = numbered(blocks, "The title")
    assert places(found) == {
        "1": "The title", "1.1": "before", "2": "One", "2.1": "a", "2.2": "b", "3": "Two",
    }  # fmt: skip
    assert sorted(places(found), key=by_place) == ["1", "1.1", "2", "2.1", "2.2", "3"]


def test_the_nearest_places_are_of_the_section_that_was_meant() -> None:
    assert nearest_places("1.9", SECTIONS) == ["1", "1.1", "1.2"]
    assert nearest_places("9.9", SECTIONS) == ["1", "2"]


def test_a_hash_is_of_the_text_alone() -> None:
    assert version_hash(SECTIONS) == version_hash(tuple(replace(one, level=3) for one in SECTIONS))
    assert version_hash(SECTIONS) != version_hash(SECTIONS[:1])


def test_a_difference_names_sections_in_words() -> None:
    new = (Section(1, "Two", 1, ("c",)), Section(2, "One", 1, ("a",)), Section(3, "New", 1, ()))
    found = difference(SECTIONS, new)
    assert (found.added, found.removed, found.changed) == (("3 New",), (), ("2 One",))
    assert difference(SECTIONS, SECTIONS[:1]).removed == ("2 Two",)


# --- the window --------------------------------------------------------------------------------


@given(
    st.sampled_from(sorted(available_timezones())),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.times(),
)
def test_the_edges_of_a_window_are_the_same_instants_in_every_zone(
    zone: str, day: date, at: time
) -> None:
    closes, _ = instant(day, at.replace(microsecond=0), zone)
    draft = replace(DRAFT, state=State.PUBLISHED,
                    window=Window(closes - timedelta(days=2), closes, closes))  # fmt: skip
    assert is_open(draft, closes - SECOND)
    assert not is_open(draft, closes)
    assert takes_comments(draft, closes)
    assert is_open(draft, closes - timedelta(days=2))
    assert not takes_comments(draft, closes - timedelta(days=2) - SECOND)


@given(st.integers(-3_000, 3_000), st.integers(-3_000, 3_000), st.integers(0, 60))
def test_who_began_before_the_close_has_the_grace(begun: int, sent: int, minutes: int) -> None:
    closes, grace = NOW, timedelta(minutes=minutes)
    window = Window(NOW - timedelta(days=1), NOW, closes)
    begun_at, sent_at = closes + begun * SECOND, closes + max(begun, sent) * SECOND
    in_time = sent_at < closes or (begun_at < closes and sent_at < closes + grace)
    assert is_late(window, begun_at, sent_at, grace) is not in_time


@given(st.integers(-100_000, 100_000))
def test_a_window_is_never_made_shorter(minutes: int) -> None:
    window = Window(NOW, NOW, NOW + timedelta(days=3))
    longer = extended(window, window.closes + timedelta(minutes=minutes))
    assert (longer is not None) == (minutes > 0)
    assert longer is None or longer.closes > window.closes


# --- what is alike ------------------------------------------------------------------------------


def test_near_duplicates_stand_side_by_side_and_each_is_counted() -> None:
    known = [
        comment(1, "Islands pay most, and are helped last."),
        comment(2, "Who pays?"),
        comment(3, "islands pay most and are helped last"),
        comment(4, "Islands pay most, and are helped last.", "2.1"),
    ]
    groups = [[one.number for one in group] for group in alike(known)]
    assert groups == [[1, 3], [2], [4]]


@given(st.lists(st.text("ab ", max_size=9), max_size=12))
def test_every_comment_is_in_one_group(texts: list[str]) -> None:
    known = [comment(number, text) for number, text in enumerate(texts)]
    found = [one.number for group in alike(known) for one in group]
    assert sorted(found) == list(range(len(texts)))


# --- what leaves the system ----------------------------------------------------------------------


@given(st.text() | st.sampled_from(FORMULAS))
def test_no_cell_is_a_formula(text: str) -> None:
    cell = harmless(text).lstrip(" ")
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    assert harmless(text).removeprefix("'") == text or harmless(text) == text


def test_the_csv_has_every_comment_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(made()).removeprefix("\ufeff"))))
    assert [one["reference"] for one in rows] == [one.reference for one in HARD]
    assert rows[0]["comment"] == "'" + HARD[0].words.text
    assert rows[2]["proposal"] == "'+1"
    assert rows[2]["author"] == "anonymous"
    assert [one["comment"] for one in rows[4:6]] == ["", ""]
    assert tuple(rows[0]) == COLUMNS


def test_markdown_keeps_its_table_whatever_people_write() -> None:
    text = as_markdown(made())
    rows = [line for line in text.splitlines() if line.startswith("| C-B2-")]
    assert len(rows) == len(HARD)
    assert {line.replace("\\|", "").count("|") for line in rows} == {len(COLUMNS) + 1}
    assert "<script>" not in text


def test_who_commented_is_shown_as_it_was_counted() -> None:
    assert made()["by_group"] == PEOPLE["group"]
    assert "- Government: 6\n- Others, or not shown: 5" in as_markdown(made())


def test_a_report_says_when_its_sums_are_not_those_of_its_table(tmp_path: Path) -> None:
    report = made()
    assert check_report(canonical(report)) == []
    for name, value in (("received", 99), ("by_disposition", {"noted": 1}), ("late", [])):
        assert check_report(canonical({**report, name: value})) != []
    unanswered = made([comment(1, answer=None)])
    assert check_report(canonical(unanswered)) == ["C-B2-1 has no answer"]
    (tmp_path / "r.json").write_text(canonical(report), encoding="utf-8")
    assert main([str(tmp_path / "r.json")]) == 0
    (tmp_path / "r.json").write_text(canonical(unanswered), encoding="utf-8")
    assert main([str(tmp_path / "r.json")]) == 1
    assert check_report("[]") == ["this is not a closing report"]


def test_the_hash_of_a_report_outlives_an_erasure_and_a_new_version() -> None:
    before = made()
    erased = [replace(one, author=replace(one.author, name="", group="")) for one in HARD]
    moved = [replace(one, place="2.1") for one in erased]
    after = facts(replace(DRAFT, version=2), "DC Rights", replace(VERSION, number=2), moved, [],
                  NOW + SECOND, PEOPLE)  # fmt: skip
    assert before != after
    assert report_digest(before) == report_digest(after)
    changed = [replace(HARD[0], words=Words("Something else.")), *HARD[1:]]
    assert report_digest(made(changed)) != report_digest(before)


@pytest.mark.parametrize("name", ["@amina:example.org", "123456789", " @a:b.example ", "(4711007)"])
def test_an_id_of_an_account_is_never_a_name(name: str) -> None:
    account = Account(PersonRef("matrix", "@amina:example.org"), name)
    person = Person(1, "p-1", name, (account,))
    assert public_name(person) == "p-1"
    assert public_name(replace(person, name="Amina 2")) == "Amina 2"


def test_the_chart_says_in_words_what_it_shows() -> None:
    picture = chart(made())
    assert picture.content.startswith(b"\x89PNG")
    assert picture.description is not None
    assert "§ 1" in str(picture.description.values)
    assert chart(made([comment(1)])).content.startswith(b"\x89PNG")


def test_the_docx_holds_everything_and_its_chart_has_words() -> None:
    picture = chart(made())
    content = as_docx(made(), picture.content, "Comments by day.")
    document = Document(io.BytesIO(content))
    [table] = document.tables
    assert [row.cells[0].text for row in table.rows[1:]] == [one.reference for one in HARD]
    assert 'descr="Comments by day."' in document.element.xml
    assert document.core_properties.author == ""


@needs_office
def test_the_exports_open_in_libreoffice_and_no_formula_is_one(tmp_path: Path) -> None:
    (tmp_path / "report.csv").write_text(as_csv(made()), encoding="utf-8")
    # Commas (44), quotation marks (34), UTF-8 (76): as the dialogue says that people see.
    sheet = converted(tmp_path / "report.csv", "fods", tmp_path, read="CSV:44,34,76,1")
    text = sheet.read_text(encoding="utf-8")
    assert "table:formula" not in text
    assert "HYPERLINK" in text
    assert "شكرا" in text
    (tmp_path / "report.docx").write_bytes(as_docx(made(), chart(made()).content, "x"))
    read = converted(tmp_path / "report.docx", "txt", tmp_path, "Text (encoded):UTF8")
    words = read.read_text(encoding="utf-8")
    assert all(one.reference in words for one in HARD)
    assert "شكرا" in words


def test_nothing_in_an_export_is_an_account() -> None:
    report = json.dumps(made())
    assert not any(word in report for word in ("telegram", "matrix:", "p-1", "@"))
