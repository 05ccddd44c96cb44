"""Files and long texts on Telegram: in as few messages as it takes, each whole by itself."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.parts import parts
from bot.conversation.errors import TryLater
from bot.conversation.message import PersonRef
from bot.conversation.phrases import Mention, Typed
from bot.conversation.wording import Attachment, Paragraph, Wording, plain_text
from tests.botapi.markup import parse_html
from tests.botapi.schema import utf16_length
from tests.telegram_stage import outgoing, person, speaking

GRIN = "\N{GRINNING FACE}"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f466"
CSV = Attachment("votes.csv", "text/csv", b"id;vote")


async def test_a_file_has_the_text_as_its_caption_if_it_is_short() -> None:
    async with speaking() as (api, adapter, amina):
        short, long = "\N{PARTY POPPER}" * 512, "\N{PARTY POPPER}" * 513
        sent = await adapter.send(outgoing(amina, short, files=[CSV], buttons=["Close"]))
        await adapter.send(outgoing(amina, long, files=[CSV], buttons=["Close"]))
        await adapter.send(outgoing(amina, "two", files=[CSV, replace(CSV, name="b.csv")]))
        await adapter.send(outgoing(amina, files=[CSV]))
        said = [(one.file_name, one.text, one.buttons) for one in api.said(amina)]
        assert said == [
            ("votes.csv", short, [["Close"]]),
            (None, long, []),
            ("votes.csv", "", [["Close"]]),
            (None, "two", []),
            ("votes.csv", "", []),
            ("b.csv", "", []),
            ("votes.csv", "", []),
        ]
        assert sent == str(api.said(amina)[0].id)
        assert api.said(amina)[0].content == b"id;vote"


async def test_a_text_is_cut_at_4096_units() -> None:
    async with speaking() as (api, adapter, amina):
        # Escaped and marked it is far longer: only what is shown counts.
        await adapter.send(outgoing(amina, Paragraph("title", ("&" * 4094 + GRIN,))))
        assert [len(one.text) for one in api.said(amina)] == [4095]
        await adapter.send(outgoing(amina, "&" * 4095 + GRIN))
        assert [one.text for one in api.said(amina)[1:]] == ["&" * 4095, GRIN]
        await adapter.send(outgoing(amina, "&" * 2047, "&" * 2048))
        assert len(api.said(amina)) == 4


async def test_a_long_message_is_cut_between_its_paragraphs() -> None:
    async with speaking() as (api, adapter, amina):
        jo = Mention(person(amina), "Amina")
        lines = [Paragraph("item", (f"{GRIN * 500} ", jo), number) for number in range(1, 10)]
        last = await adapter.send(outgoing(amina, *lines, buttons=["More"]))
        said = api.said(amina)
        assert "\n".join(one.text for one in said) == "\n".join(
            f"{number}. {GRIN * 500} Amina" for number in range(1, 10)
        )
        assert [one.text.count("Amina") for one in said] == [4, 4, 1]
        assert [one.styled for one in said] == [[("text_mention", "Amina")] * n for n in (4, 4, 1)]
        assert [one.buttons for one in said] == [[], [], [["More"]]]
        assert last == str(said[-1].id)


async def test_a_paragraph_that_is_too_long_is_cut_between_words_and_keeps_its_style() -> None:
    async with speaking() as (api, adapter, amina):
        words = " ".join(f"word{number}" for number in range(1500))
        await adapter.send(outgoing(amina, Paragraph("quote", (words,))))
        said = api.said(amina)
        assert len(said) == 4
        assert " ".join(one.text for one in said) == words
        assert [one.styled for one in said] == [[("blockquote", one.text)] for one in said]
        await adapter.send(outgoing(amina, Paragraph("item", (words,), 3)))
        item = api.said(amina)[4:]
        assert " ".join(one.text for one in item) == f"3. {words}"


async def test_mentions_and_what_is_seen_as_one_sign_are_not_cut() -> None:
    async with speaking() as (api, adapter, amina):
        jo = Mention(person(amina), "Amina Njoroge")
        await adapter.send(outgoing(amina, Paragraph("line", ("x" * 4090, jo, " end"))))
        await adapter.send(outgoing(amina, "x" * 4092 + FAMILY + "end"))
        said = [one.text for one in api.said(amina)]
        assert said == ["x" * 4090, "Amina Njoroge end", "x" * 4092, FAMILY + "end"]
        assert api.said(amina)[1].styled == [("text_mention", "Amina Njoroge")]


SPANS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    st.sampled_from(["x" * 5000, GRIN * 2100, "word " * 900, "<b>&amp;" * 600, " " * 4200, "\n"]),
    st.builds(Mention, st.just(PersonRef("telegram", "5")), st.sampled_from(["Jo", "J" * 4200])),
    st.builds(Typed, st.just("join irpc")),
)
PARAGRAPHS = st.builds(
    Paragraph,
    st.sampled_from(["title", "line", "item", "quote"]),
    st.lists(SPANS, max_size=5).map(tuple),
    st.integers(0, 3),
)


@given(st.lists(PARAGRAPHS, max_size=5))
def test_every_part_is_whole_and_nothing_is_lost(paragraphs: list[Paragraph]) -> None:
    def inked(text: str) -> str:
        return "".join(text.split())

    shown = ""
    plan = parts(Wording("en", tuple(paragraphs)))
    for part in plan:
        text, _ = parse_html(part.html, lambda number: {"id": number})
        assert utf16_length(text) <= 4096
        assert text.strip() or len(plan) == 1
        shown += inked(text)
    marks = {"item": lambda one: f"{one.number}." if one.number else "-"}
    assert shown == "".join(
        inked(marks.get(one.style, lambda _one: "")(one) + plain_text(one.text))
        for one in paragraphs
    )


async def test_a_message_in_parts_goes_on_where_it_stopped() -> None:
    async with speaking() as (api, adapter, amina):
        message = outgoing(amina, "1" * 4000, "2" * 4000, "3" * 4000, files=[CSV])
        held = api.hold_answer("sendMessage")
        held.release()
        api.fail("sendDocument", 429, retry_after=3)
        with pytest.raises(TryLater):
            await adapter.send(message)
        sent = await adapter.send(replace(message, attempts=1))
        said = api.said(amina)
        assert [(one.text[:1], one.file_name) for one in said] == [
            *(("1", None), ("2", None), ("3", None)),
            ("", "votes.csv"),
        ]
        assert sent == str(said[-1].id)
        await adapter.send(message)
        assert len(api.said(amina)) == 8
