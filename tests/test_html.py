"""Words become HTML in one place: nothing that anybody wrote may come through as markup."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.html import matrix_html, matrix_mention, telegram_html, telegram_mention
from bot.conversation.message import PersonRef
from bot.conversation.phrases import Mention, Typed
from bot.conversation.wording import Moment, Paragraph, Style, plain_text
from tests.support import MATRIX_TAGS, NASTY_TEXTS, TELEGRAM_TAGS, StrictHtml

words = st.one_of(st.sampled_from(NASTY_TEXTS), st.text(max_size=60))
accounts = st.builds(PersonRef, st.sampled_from(["telegram", "matrix"]), words)
moments = st.builds(
    Moment, words, st.integers(-(2**40), 2**40) | st.sampled_from([0, 1, 2**31 - 1])
)
spans = st.one_of(
    words, st.builds(Typed, words), st.builds(Mention, st.none() | accounts, words), moments
)
styles: st.SearchStrategy[Style] = st.sampled_from(["title", "line", "item", "quote"])
paragraphs = st.lists(
    st.builds(Paragraph, styles, st.lists(spans, max_size=4).map(tuple), st.integers(0, 3)),
    max_size=6,
)


def _unbroken(text: str) -> str:
    return text.replace("\n", "")


def _marked(paragraph: Paragraph) -> str:
    text = plain_text(paragraph.text, "/")
    if paragraph.style != "item":
        return text
    return f"{paragraph.number}. {text}" if paragraph.number else f"- {text}"


@given(paragraphs, st.booleans())
@example([Paragraph("line", tuple(NASTY_TEXTS))], True)
@example([Paragraph("line", tuple(Moment(one, 1) for one in NASTY_TEXTS))], True)
@example([Paragraph("line", (Moment("x", 2**31 - 1), Moment("y", 2**31)))], True)
def test_telegram_is_given_the_words_and_no_markup_but_ours(
    body: list[Paragraph], times: bool
) -> None:
    read = StrictHtml(TELEGRAM_TAGS).read(telegram_html(body, telegram_mention, times=times))
    assert read.times == [
        span.at
        for one in body
        for span in one.text
        if times and isinstance(span, Moment) and 0 < span.at < 2**31
    ]
    assert read.text == "\n".join(_marked(one) for one in body)
    assert len(read.links) == _mentions(body, "telegram")
    assert all(link.startswith("tg://user?id=") for link in read.links)


@given(paragraphs, st.booleans())
@example([Paragraph("title", tuple(NASTY_TEXTS)), Paragraph("quote", tuple(NASTY_TEXTS))], True)
def test_matrix_is_given_the_words_and_no_markup_but_ours(body: list[Paragraph], rtl: bool) -> None:
    read = StrictHtml(MATRIX_TAGS).read(matrix_html(body, matrix_mention, rtl=rtl))
    said = "".join(plain_text(one.text, "!") for one in body)
    assert _unbroken(read.text) == _unbroken(said)
    assert read.tags.count("li") == sum(one.style == "item" for one in body)
    assert read.tags.count("blockquote") == sum(one.style == "quote" for one in body)
    assert read.tags.count("strong") == sum(one.style == "title" for one in body)
    assert read.tags.count("div") == int(rtl)
    assert len(read.links) == _mentions(body, "matrix")
    assert all(link.startswith("https://matrix.to/#/") for link in read.links)


def _mentions(body: list[Paragraph], platform: str) -> int:
    return sum(
        isinstance(span, Mention) and span.account is not None and span.account.platform == platform
        for one in body
        for span in one.text
    )


@pytest.mark.parametrize(
    ("body", "telegram", "matrix"),
    [
        (
            [Paragraph("title", ("A & B",)), Paragraph("line", ("say ", Typed("join <x>")))],
            "<b>A &amp; B</b>\nsay /join &lt;x&gt;",
            "<strong>A &amp; B</strong><br>say <code>!join &lt;x&gt;</code>",
        ),
        (
            [Paragraph("item", ("one",), 1), Paragraph("item", ("two",), 2)],
            "1. one\n2. two",
            "<ol><li>one</li><li>two</li></ol>",
        ),
        ([Paragraph("item", ("one",))], "- one", "<ul><li>one</li></ul>"),
        (
            [Paragraph("quote", ("a\n<b>",))],
            "<blockquote>a\n&lt;b&gt;</blockquote>",
            "<blockquote>a<br>&lt;b&gt;</blockquote>",
        ),
    ],
)
def test_each_style_has_its_tags(body: list[Paragraph], telegram: str, matrix: str) -> None:
    assert telegram_html(body, telegram_mention) == telegram
    assert matrix_html(body, matrix_mention, rtl=False) == matrix


def test_a_person_is_linked_on_their_own_network_alone() -> None:
    amina = Mention(PersonRef("telegram", "42"), "Amina <3")
    line = [Paragraph("line", (amina,))]
    assert telegram_html(line, telegram_mention) == '<a href="tg://user?id=42">Amina &lt;3</a>'
    assert matrix_html(line, matrix_mention, rtl=False) == "Amina &lt;3"
    piotr = [Paragraph("line", (Mention(PersonRef("matrix", "@piotr:example.org"), "Piotr"),))]
    assert matrix_html(piotr, matrix_mention, rtl=False) == (
        '<a href="https://matrix.to/#/@piotr:example.org">Piotr</a>'
    )
    assert telegram_html(piotr, telegram_mention) == "Piotr"


def test_a_moment_is_marked_on_telegram_if_it_takes_it() -> None:
    line = [Paragraph("title", ("Until ", Moment("Mon 9 March, 23:59 UTC", 1773100740), "."))]
    words = "Until Mon 9 March, 23:59 UTC."
    assert telegram_html(line, telegram_mention, times=True) == (
        '<b>Until <tg-time unix="1773100740">Mon 9 March, 23:59 UTC</tg-time>.</b>'
    )
    assert telegram_html(line, telegram_mention) == f"<b>{words}</b>"
    assert matrix_html(line, matrix_mention, rtl=False) == f"<strong>{words}</strong>"


def test_what_is_written_from_the_right_is_marked_so() -> None:
    assert matrix_html([Paragraph("line", ("سلام",))], matrix_mention, rtl=True) == (
        '<div dir="rtl">سلام</div>'
    )
