"""The hints for whoever edits a summary: that they come, and that they do not come too often."""

from dataclasses import replace

import pytest

from bot.conversation.phrases import Phrase
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.meetings.facts import Facts
from bot.meetings.minutes import Tag
from bot.meetings.model import Item
from bot.meetings.summary import summary_markdown
from bot.meetings.wordcheck import remarks
from tests.paper_facts import JO, hostile_meeting, line, meeting, whole_meeting

NOTHING = Facts(meeting(), "IRPC")


def said(phrase: Phrase) -> str:
    return plain_text(text_of(phrase, "en"))


def hints(markdown: str, facts: Facts = NOTHING) -> list[str]:
    """The remarks, in English."""
    return [said(one.phrase) for one in remarks(markdown, facts)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The proposal is obviously ready.", "obviously"),
        ("Unfortunately the room was full.", "Unfortunately"),
        ("Amina claimed that 40 came.", "claimed"),
        ("Jo failed to send the text.", "failed to"),
        ("An excellent report was shown.", "excellent"),
        ("The so-called experts spoke.", "so-called"),
        ("Malheureusement, la salle était pleine.", "Malheureusement"),
        ("Le rapport est naïf.", "naïf"),
        ("Le rapport est nai\u0308f.", "naïf"),
        ("Tala s’est plainte du délai.", "s'est plainte"),
        ("C’est bien sûr prêt.", "bien sûr"),
        ("Lamentablemente no hubo quórum.", "Lamentablemente"),
        ("Los supuestos son absurdos.", "absurdos"),
        ("Amina insistió en el plazo.", "insistió"),
    ],
)
def test_loaded_words(text: str, words: str) -> None:
    assert hints(f"1. {text} (M4.2)") == [f"M4.2: “{words}” judges; say what was said or done."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Some felt that it was too early.", "Some felt"),
        ("Many participants also said no.", "Many participants also said"),
        ("It was said that 40 came.", "It was said"),
        ("It is widely accepted.", "It is widely accepted"),
        ("There was a feeling of haste.", "There was a feeling"),
        ("Others want more time.", "Others want"),
        ("Certains estiment que c’est trop tôt.", "Certains estiment"),
        ("Plusieurs participants ont suggéré une date.", "Plusieurs participants ont suggéré"),
        ("D’aucuns pensent le contraire.", "D'aucuns pensent"),
        ("Il a été dit que non.", "Il a été dit"),
        ("On estime que 40 sont venus.", "On estime"),
        ("Se dijo que no.", "Se dijo"),
        ("Algunos opinan que es pronto.", "Algunos opinan"),
        ("Muchas personas creen que no.", "Muchas personas creen"),
        ("Hay quienes prefieren el martes.", "Hay quienes"),
    ],
)
def test_claims_that_are_nobodys(text: str, words: str) -> None:
    hint = f"M4.2: “{words}” does not say who; name them, or leave it out."
    assert hints(f"1. {text} (M4.2)") == [hint]
    chatham = replace(NOTHING, meeting=replace(meeting(), chatham=True))
    assert hints(f"1. {text} (M4.2)", chatham) == []


@pytest.mark.parametrize(
    "text",
    [
        "Amina said that the text is ready.",
        'Amina said: "Some felt that it is obviously wrong."',
        "Amina: “Unfortunately it was said that many think so.”",
        "Amina : «\u00a0Malheureusement certains pensent cela.\u00a0»",
        "Tala: ‘some felt it, of course’ was her word.",
        "The link is https://example.org/obviously/some-felt",
        "It was agreed to meet on Tuesday.",
        "Somebody said no; the handsome felt was bought.",
        "Mostly say; the awfulness, claimants and refusals of the text.",
        "The claims of the text are in chapter 2. Some chapters are missing.",
        "Many languages are spoken. Several documents were sent.",
        "Certains documents manquent. Plusieurs pays ont répondu.",
        "Se decidió el martes. Algunos documentos faltan.",
        "Le texte est clair. El texto es claro.",
    ],
)
def test_what_gives_no_hint(text: str) -> None:
    assert hints(f"1. {text} (M4.2)") == []


def test_quotations_and_what_was_corrected_stay_as_they_are() -> None:
    assert hints("> Unfortunately some felt so.\n>\n> - obviously\n") == []
    assert hints("1. Ready. (M4.2)\n   - Corrected (M4.2/1). Before: Obviously ready.\n") == []


def test_a_hint_says_where() -> None:
    written = "# Title\n\nText.\n\nAnother\nobviously.\n\n| A |\n|---|\n| sadly |\n"
    assert [one.partition(":")[0] for one in hints(written)] == ["Line 5", "Line 10"]


def test_a_word_is_named_once_a_passage() -> None:
    assert len(hints("Obviously, and obviously. Obviously.")) == 2


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_items_without_a_line_and_decisions_without_a_reference(language: str) -> None:
    facts = whole_meeting()
    assert hints(summary_markdown(facts, language), facts) == [
        "Item 1, Welcome and agenda: nothing was noted under it.",
        "Item 4, Any other business: nothing was noted under it.",
        "M4.11: names neither a decision, such as D7, nor a document.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "As in D7, we meet earlier.",
        "We meet as in https://example.org/hours.",
        "We adopt “Hours of the calls”.",
        "Nous adoptons «\u00a0Heures des appels\u00a0».",
    ],
)
def test_a_decision_with_a_reference(text: str) -> None:
    facts = replace(NOTHING, lines=(line(2, Tag.AGREED, text),))
    assert hints(summary_markdown(facts, "en"), facts) == []


def test_the_edited_text_is_what_counts() -> None:
    facts = replace(NOTHING, lines=(line(2, Tag.AGREED, "We meet earlier."),))
    written = summary_markdown(facts, "en")
    assert hints(written, facts) == ["M4.2: names neither a decision, such as D7, nor a document."]
    assert hints(written.replace("earlier. (", "earlier (D7). ("), facts) == []
    assert hints(written.replace("earlier. (", "[earlier](https://a.example/d) ("), facts) == []
    without = written.replace("1. We meet earlier. (M4.2)\n", "")
    assert hints(without, facts) == ["M4.2 was agreed and is not in the summary."]


def test_an_action_under_an_item_is_a_line() -> None:
    facts = replace(
        NOTHING,
        items=(Item(1, "Hours", 5, JO), Item(2, "Scope", 5, JO)),
        lines=(line(1, Tag.TOPIC, "Hours", 1), line(2, Tag.ACTION, "Ask.", 2, action=1)),
    )
    written = summary_markdown(facts, "en")
    assert hints(written, facts) == ["Item 1, Hours: nothing was noted under it."]


def test_our_own_words_give_no_hint() -> None:
    for language in ("en", "fr", "ar"):
        facts = replace(NOTHING, following=meeting(), present=("Jo",), apologies=("Tala",))
        assert hints(summary_markdown(facts, language), facts) == []


def test_hostile_lines_are_checked_as_any() -> None:
    facts = hostile_meeting()
    found = hints(summary_markdown(facts, "en"), facts)
    assert not [one for one in found if "is not in the summary" in one]
