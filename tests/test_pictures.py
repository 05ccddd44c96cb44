"""The picture of a tally: drawn in every language, and saying in words what it shows.

A sign that no font can draw is a warning of the library that draws, and so fails these tests.
"""

from hashlib import sha256

import pytest

from bot.conversation.phrases import verbatim
from bot.conversation.reply import File, reply
from bot.conversation.translate import LANGUAGES, word
from bot.decisions import fonts
from bot.decisions.model import Decision, Kind, Quorum, State, Tally, Terms
from bot.decisions.pictures import tally_picture
from bot.decisions.rules import Evaluation

GROUPS = {"civil-society": {"0": 9, "": 6}, "": {"0": 8, "": 7}}


WORDS = (
    "星期二", "월요일", "火曜日", "मंगलवार", "วันอังคาร", "ማክሰኞ", "মঙ্গলবার", "الأربعاء",
    "Вторник", "Th\u1ee9 ba", "\U0001f5f3 ballot", "\U000e0042\u2067hidden", "\U0001fbff", "\uf8ff",
    r"$\frac{$ and $5", "Tuesday " * 30, "",
)  # fmt: skip
"""What people may call an option: in all scripts, and in none."""


def _picture(
    language: str, options: tuple[str, ...], groups: dict[str, dict[str, int]] | None = None
) -> File:
    terms = Terms(Kind.CHOICE, "Which day?", options)
    decision = Decision(1, "irpc", 1, terms, State.OPEN, number=7)
    tally = Tally({"0": 24, "1": 4}, 28)
    found = Evaluation(tally, 41, 5, Quorum(10, 3), (), {}, groups or {}, {})
    return tally_picture(decision, found, verbatim("D7"), language)


@pytest.mark.parametrize("groups", [{}, GROUPS], ids=["too few", "by group"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_drawn_and_says_the_same(language: str, groups: dict[str, dict[str, int]]) -> None:
    picture = _picture(language, ("Tuesday", "الأربعاء"), groups)
    assert picture.content.startswith(b"\x89PNG")
    [attachment] = word(reply(picture), language).attachments
    assert (attachment.name, attachment.media_type) == ("D7.png", "image/png")
    assert "D7" in attachment.description
    assert "Tuesday" in attachment.description
    assert "24" in attachment.description


@pytest.mark.parametrize("text", WORDS)
def test_any_words_are_drawn_or_numbered(text: str) -> None:
    picture = _picture("zh", (text, "Tuesday"), GROUPS)
    assert picture.content.startswith(b"\x89PNG")
    [attachment] = word(reply(picture), "zh").attachments
    assert "Tuesday" in attachment.description


def test_a_machine_without_fonts_writes_english_and_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "_others", tuple)
    english = _picture("en", ("Tuesday", "2"), GROUPS)
    assert _picture("zh", ("Tuesday", "星期二"), GROUPS).content == english.content
    [attachment] = word(reply(_picture("zh", ("Tuesday", "星期二"))), "zh").attachments
    # The words beside it are whole in any case.
    assert "星期二" in attachment.description


def test_with_a_font_chinese_is_chinese() -> None:
    found = fonts.families("星期二")
    if found is None:
        pytest.skip("no font here has Chinese; apt install fonts-droid-fallback")
    drawn = {sha256(_picture("en", ("Tuesday", one)).content).digest() for one in ("星期二", "2")}
    assert len(drawn) == 2
    assert found[0] == fonts.OWN


def test_two_options_that_begin_alike_are_two_bars() -> None:
    alike = "We meet in the room that we have met in for years, "
    once = _picture("en", (f"{alike}early", f"{alike}late"))
    swapped = _picture("en", (f"{alike}early",))
    assert len(once.content) > len(swapped.content)


def test_signs_without_a_shape_are_not_drawn() -> None:
    assert fonts.drawn("a\u2068b\u2069\n\u202ec\x00") == "ab c"
    assert fonts.families("\U000e0042") == [fonts.OWN]
    assert fonts.families("\uf8ff\U0010fffd") is None
