"""The picture of a tally: drawn in every language, and saying in words what it shows."""

import pytest

from bot.conversation.phrases import verbatim
from bot.conversation.reply import reply
from bot.conversation.translate import word
from bot.decisions.model import Decision, Kind, Quorum, State, Tally, Terms
from bot.decisions.pictures import tally_picture
from bot.decisions.rules import Evaluation

GROUPS = {"civil-society": {"0": 9, "": 6}, "": {"0": 8, "": 7}}


@pytest.mark.parametrize("groups", [{}, GROUPS], ids=["too few", "by group"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_it_is_drawn_and_says_the_same(language: str, groups: dict[str, dict[str, int]]) -> None:
    terms = Terms(Kind.CHOICE, "Which day?", ("Tuesday", "الأربعاء"))
    decision = Decision(1, "irpc", 1, terms, State.OPEN, number=7)
    tally = Tally({"0": 24, "1": 4}, 28)
    found = Evaluation(tally, 41, 5, Quorum(10, 3), (), {}, groups, {})
    picture = tally_picture(decision, found, verbatim("D7"), language)
    assert picture.content.startswith(b"\x89PNG")
    [attachment] = word(reply(picture), language).attachments
    assert (attachment.name, attachment.media_type) == ("D7.png", "image/png")
    assert "D7" in attachment.description
    assert "Tuesday" in attachment.description
    assert "24" in attachment.description
