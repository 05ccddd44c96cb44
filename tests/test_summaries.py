"""The summary of a meeting: its form, that nothing is lost or made up, and the mail from it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversation.lines import COLUMNS, one_line
from bot.conversation.mail import mail_of
from bot.conversation.markdown import escaped, read, words_of
from bot.meetings.facts import Facts
from bot.meetings.minutes import Tag
from bot.meetings.summary import mailing_text, summary_markdown
from tests.paper_facts import (
    AMINA,
    HOSTILE,
    hostile_meeting,
    line,
    meeting,
    whole_meeting,
)

PAPERS = Path(__file__).parent / "papers"


def headings(markdown: str) -> list[tuple[str, str]]:
    """The outline: each heading with its level."""
    found = read(markdown).walk()
    return [(one.tag, words_of(one)) for one in found if one.type == "heading"]


def test_a_whole_meeting() -> None:
    """The form of the IGF's summaries; a change of it is reviewed as a text."""
    written = summary_markdown(whole_meeting(), "en")
    assert written == (PAPERS / "charter-call.md").read_text(encoding="utf-8")


def test_a_whole_meeting_as_a_mail() -> None:
    written = mailing_text(summary_markdown(whole_meeting(), "en"))
    assert written == (PAPERS / "charter-call.txt").read_text(encoding="utf-8")
    assert max(len(one) for one in written.splitlines()) <= COLUMNS


def test_every_line_stands_in_it_once_under_its_number() -> None:
    facts = whole_meeting()
    written = summary_markdown(facts, "en")
    for one in facts.lines:
        assert written.count(f"({one.reference})") == (0 if one.undone else 1), one.reference
        if not one.undone and not facts.accepted(one) and one.tag is not Tag.LINK:
            assert one.text in written
    assert "A slip of the pen" not in written
    points = re.findall(r"^(\d+)\. .*\(M4\.\d+\)$", written.partition("## Decisions")[0], re.M)
    assert points == ["1", "2", "3", "4", "5"]


def test_a_corrected_line_says_what_it_was() -> None:
    facts = whole_meeting()
    twice = replace(facts.corrections[0], number=2, text="Norms of 2015 apply to all.")
    written = summary_markdown(replace(facts, corrections=(*facts.corrections, twice)), "en")
    assert (
        "1. Norms of 2015 apply to all. (M4.3)\n"
        "   - Corrected (M4.3/1). Before: Norms of 2015 apply to providers.\n"
        "   - Corrected (M4.3/2). Before: Norms of 2015 apply to access providers as well.\n"
    ) in written


def test_a_corrected_topic_is_the_heading() -> None:
    facts = whole_meeting()
    corrected = replace(facts.corrections[0], line=2, text="Scope")
    written = summary_markdown(replace(facts, corrections=(corrected,)), "en")
    assert "### Item 2: Scope (M4.2)\n\n- Corrected (M4.2/1). Before: Scope of the" in written


def test_under_the_chatham_house_rule_nobody_is_named() -> None:
    facts = whole_meeting()
    lines = tuple(
        replace(
            one, author=None, name="", text=one.text.replace("Amina: ", "").replace("Tala: ", "")
        )
        for one in facts.lines
    )
    written = summary_markdown(
        replace(
            facts,
            meeting=replace(facts.meeting, chatham=True),
            lines=lines,
            corrections=(facts.corrections[0],),
        ),
        "en",
    )
    for name in ("Jo", "Amina", "Tala", "Piotr", "secretariat"):
        assert name not in written
    assert "Chatham House Rule" in written
    assert "participants" not in written
    assert "By Tue 7 April 2026: Ask the islands" in written


def test_a_meeting_with_nothing_in_it() -> None:
    written = summary_markdown(Facts(replace(meeting(), chair=None), "IRPC"), "en")
    assert [text for _, text in headings(written)] == [
        "Summary of M4: Charter call",
        *("Opening", "Agenda", "Key points", "Decisions", "Action items", "Next call"),
        "Annex: participants",
    ]
    for said in (
        "There was no agenda.",
        "Nothing was noted.",
        "No decision was noted.",
        "No action was noted.",
        "No next call is planned yet.",
        "Who was present was not noted.",
    ):
        assert written.count(said) == 1


def test_without_an_agenda_topics_are_headings() -> None:
    lines = (
        line(1, Tag.INFO, "Before anything."),
        line(2, Tag.TOPIC, "Hours"),
        line(3, Tag.INFO, "Too late for Apia."),
    )
    written = summary_markdown(Facts(meeting(), "IRPC", lines=lines), "en")
    assert (
        "## Key points\n\n1. Before anything. (M4.1)\n\n#### Hours (M4.2)\n\n"
        "2. Too late for Apia. (M4.3)\n"
    ) in written


def test_an_approved_summary_says_so() -> None:
    facts = whole_meeting()
    facts = replace(facts, meeting=replace(facts.meeting, approved=facts.meeting.ended))
    written = summary_markdown(facts, "en")
    assert "Approved on Wed 25 March 2026, 00:07 UTC." in written
    assert "Draft" not in written


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh"])
def test_whatever_people_write_the_form_is_the_same(language: str) -> None:
    facts = hostile_meeting()
    written = summary_markdown(facts, language)
    tree = read(written)
    assert {node.type for node in tree.walk()} <= {
        *("root", "heading", "paragraph", "inline", "text", "link"),
        *("ordered_list", "bullet_list", "list_item"),
    }
    assert [tag for tag, _ in headings(written)].count("h1") == 1
    assert [tag for tag, _ in headings(written)].count("h2") == 9
    for node in tree.walk():
        if node.type == "link":
            assert words_of(node) == node.attrs["href"], "only addresses that are written out"
    decisions = [one for one in tree.walk() if one.type == "ordered_list"][-2]
    agreed = [one for one in facts.lines if one.tag is Tag.AGREED]
    assert len(decisions.children) == len(agreed)
    for item, one in zip(decisions.children, agreed, strict=True):
        said = words_of(item.children[0]).replace("\u2068", "").replace("\u2069", "")
        assert said == f"{one_line(facts.text(one))} ({one.reference})"
    assert "(M4.99)" not in written


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_hostile_mail_stays_in_its_columns(language: str) -> None:
    written = mail_of(summary_markdown(hostile_meeting(), language))
    for one in written.splitlines():
        longest = max((len(word) for word in one.split(" ")), default=0)
        assert len(one) <= COLUMNS or longest > COLUMNS - 12, one


texts = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="#*_`[]()<>!|\\~-+=.&;: \n\tab1", max_size=30),
    st.sampled_from(HOSTILE),
)


@given(texts)
@example("#")
@example("a #")
@example("a \\#")
@example("1. ")
@example("_a_b_")
@example("*\u00a0a*")
@example("0\u00a0")
def test_escaped_words_are_words(text: str) -> None:
    """In an item of a list, in a heading, in a cell of a table."""
    said = one_line(text).strip()
    shown = escaped(text)
    item = read(f"1. {shown} (M4.1)")
    assert [node.type for node in item.walk() if node.type != "link"][:5] == [
        *("root", "ordered_list", "list_item", "paragraph", "inline"),
    ]
    heading = read(f"# {shown}")
    cell = read(f"| {shown} |\n|---|\n| x |")
    assert [node.type for node in heading.children] == ["heading"]
    assert [node.type for node in cell.children] == ["table"]
    if "http" not in text.lower():
        found = words_of(item).strip()
        assert found.endswith("(M4.1)")
        assert found.removesuffix("(M4.1)").strip() == said
        assert words_of(heading).strip() == said
        [[first], _] = [[one] for one in cell.walk() if one.type in ("th", "td")]
        assert words_of(first).strip() == said


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see https://example.org/a_b, or not", "see <https://example.org/a_b>, or not"),
        ("(https://example.org/x)", "(<https://example.org/x>)"),
        ("https://example.org/a*b*", "<https://example.org/a*b*>"),
        ("https://", "https://"),
        ("a snake_case_word", "a snake_case_word"),
        ("AT&T, 5 < 6", "AT&T, 5 \\< 6"),
        ("C’est prêt\u00a0: oui", "C’est prêt\u00a0: oui"),
    ],
)
def test_words_stay_readable(text: str, written: str) -> None:
    assert escaped(text) == written


def test_a_mail_from_all_kinds_of_markdown() -> None:
    written = mail_of(
        "# Report\n\nA *word* and [a link](https://example.org/x) and <https://example.org>.\n"
        "Hard  \nbreak.\n\n"
        "- one\n  - two, "
        + "long " * 20
        + "\n\n> quoted "
        + "words " * 15
        + "\n>\n> - and more\n\n"
        "9. nine\n10. ten\n\n    after ten\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
        "```\n<b>code</b>\n```\n\n---\n\n![A map](https://example.org/map.png)\n"
    )
    assert written == (PAPERS / "all-kinds.txt").read_text(encoding="utf-8")


def test_names_are_those_of_now() -> None:
    facts = replace(whole_meeting(), names={AMINA: "Amina Njeri"})
    written = summary_markdown(facts, "en")
    assert "3. Hours of the next calls (15 minutes; Amina Njeri)" in written
    assert "chaired" not in written


def test_what_looks_like_html_is_text() -> None:
    tree = read("<div>\n*a*\n</div>\n\n<!-- b -->\n\nc <b>d</b>")
    assert not [node.type for node in tree.walk() if "html" in node.type]
    assert [words_of(one) for one in tree.children] == [
        "<div> a </div>",
        "<!-- b -->",
        "c <b>d</b>",
    ]
