"""The catalogues say every sentence of the source, whole, and as their language writes it.

After a sentence has changed: `python -m tests.catalogues`, then translate what stands empty.
"""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import c2py

import pytest
from babel.messages.catalog import Catalog, Message

from bot.conversation.message import PersonRef
from bot.conversation.phrases import Mention, Phrase, Typed, n, t
from bot.conversation.reply import reply
from bot.conversation.translate import text_of, word
from bot.conversation.wording import Moment, dump, load, plain_text
from tests.catalogues import KEYWORDS, LOCALES, ROOT, read, source

LANGUAGES = sorted(path.stem for path in LOCALES.glob("*.po"))
COUNTS = (0, 1, 2, 3, 11, 100)

_GAP = re.compile(r"\{(\w+)\}")
_MARKS = re.compile(r"[!<>*`]")
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FRENCH = re.compile("(?<!\u00a0)[:;?»](?!//)|«(?!\u00a0)|'")
_ARABIC = re.compile("[,;?]")


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read(request.param)


def _sentences(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _english(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _all_forms(catalogue: Catalog) -> Iterator[tuple[Message, str]]:
    return ((message, form) for message in _sentences(catalogue) for form in _forms(message))


def _numbers(catalogue: Catalog, index: int) -> list[int]:
    """The numbers that a plural form is said of."""
    form_of = c2py(catalogue.plural_expr)
    return [number for number in range(200) if form_of(number) == index]


def _plurals() -> list[tuple[str, str]]:
    return [(message.id[0], message.id[1]) for message in source() if message.pluralizable]


def _said(phrase: Phrase, language: str, zone: str = "UTC") -> str:
    return plain_text(text_of(phrase, language, zone))


def test_french_and_arabic_are_there() -> None:
    assert {"ar", "fr"} <= set(LANGUAGES)


def test_it_has_the_sentences_of_the_source_and_no_others(catalogue: Catalog) -> None:
    said = {_english(message) for message in _sentences(source())}
    kept = {_english(message) for message in _sentences(catalogue)}
    assert said - kept == set(), "missing: run python -m tests.catalogues"
    assert kept - said == set(), "not said any more: run python -m tests.catalogues"


def test_everything_is_translated(catalogue: Catalog) -> None:
    empty = [message.id for message, form in _all_forms(catalogue) if not form.strip()]
    assert empty == []
    assert [message.id for message in _sentences(catalogue) if message.fuzzy] == []


def test_every_plural_has_the_forms_of_its_language(catalogue: Catalog) -> None:
    plurals = [message for message in _sentences(catalogue) if message.pluralizable]
    assert {len(_forms(message)) for message in plurals} == {catalogue.num_plurals}
    text = (LOCALES / f"{catalogue.locale}.po").read_text(encoding="utf-8")
    assert text.count("\nmsgstr[") == len(plurals) * catalogue.num_plurals


def test_gaps_are_those_of_the_source(catalogue: Catalog) -> None:
    for message in _sentences(catalogue):
        wanted = {gap for words in _english(message) for gap in _GAP.findall(words)}
        for form in _forms(message):
            gaps = set(_GAP.findall(form))
            optional = {"count"} if message.pluralizable else set()
            assert wanted - optional <= gaps <= wanted, form
            assert "{" not in _GAP.sub("", form), form
            assert "}" not in _GAP.sub("", form), form


def test_a_number_is_left_out_only_where_a_word_says_it(catalogue: Catalog) -> None:
    """A form for several numbers ("0 personne", "1 personne") has to say which of them it is."""
    for message in _sentences(catalogue):
        if not message.pluralizable or "one" not in message.id[0].lower():
            continue
        for index, form in enumerate(_forms(message)):
            if "{count}" not in form:
                assert len(_numbers(catalogue, index)) == 1, form


def test_it_brings_no_marks_that_the_source_lacks(catalogue: Catalog) -> None:
    for message, form in _all_forms(catalogue):
        marks = set(_MARKS.findall(" ".join(_english(message))))
        assert set(_MARKS.findall(form)) <= marks, form
        assert not _BIDI_CONTROLS.search(form), form
        assert form == form.strip(), form


@pytest.mark.parametrize(
    ("language", "wrong"), [("ar", _ARABIC), ("fr", _FRENCH)], ids=["ar", "fr"]
)
def test_punctuation_is_that_of_the_language(language: str, wrong: re.Pattern[str]) -> None:
    assert [form for _, form in _all_forms(read(language)) if wrong.search(form)] == []


def test_its_header_is_filled_in(catalogue: Catalog) -> None:
    text = (LOCALES / f"{catalogue.locale}.po").read_text(encoding="utf-8")
    header = text.partition("\n\n")[0]
    for left_over in ("EMAIL@ADDRESS", "FULL NAME", "YEAR-MO", "VERSION\\n", "LL@li.org", "fuzzy"):
        assert left_over not in header


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", COUNTS)
def test_every_number_can_be_said(language: str, count: int) -> None:
    for one, many in _plurals():
        gaps = dict.fromkeys(set(_GAP.findall(one + many)) - {"count"}, "X")
        said = _said(n(one, many, count, **gaps), language)
        assert "{" not in said
        assert said not in (one, many)
        if count > 2:
            assert str(count) in said


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("fr", 0, "0 personne participe"),
        ("fr", 1, "1 personne participe"),
        ("fr", 2, "2 personnes participent"),
        ("ar", 0, "لا يشارك أحد"),
        ("ar", 1, "يشارك شخص واحد"),
        ("ar", 2, "يشارك شخصان"),
        ("ar", 3, "يشارك 3 أشخاص"),
        ("ar", 11, "يشارك 11 شخصًا"),
        ("ar", 100, "يشارك 100 شخص"),
    ],
)
def test_how_many_take_part(language: str, count: int, said: str) -> None:
    phrase = n("One person takes part", "{count} people take part", count)
    assert _said(phrase, language) == said


def test_a_name_of_the_other_direction_is_fenced() -> None:
    assert "\u2068Amina\u2069" in _said(t("Reported by {person}.", person="Amina"), "ar")
    assert "\u2068أمينة\u2069" in _said(t("Reported by {person}.", person="أمينة"), "fr")


def test_a_name_of_the_same_direction_is_not_fenced() -> None:
    assert not _BIDI_CONTROLS.search(_said(t("Reported by {person}.", person="أمينة"), "ar"))
    assert not _BIDI_CONTROLS.search(_said(t("Reported by {person}.", person="Amina"), "fr"))


def test_a_mention_is_fenced_and_stays_a_mention() -> None:
    account = PersonRef("matrix", "@amina:example.org")
    phrase = t("You can ask {people}.", people=Mention(account, "Amina"))
    assert Mention(account, "\u2068Amina\u2069") in text_of(phrase, "ar")


def test_a_command_reads_from_the_left_in_arabic() -> None:
    phrase = t("I understand commands, such as {command}.", command=Typed("join irpc"))
    before, command, after = text_of(phrase, "ar")
    assert isinstance(before, str)
    assert before.endswith("\u2066")
    assert command == Typed("join irpc")
    assert isinstance(after, str)
    assert after.startswith("\u2069")
    assert not _BIDI_CONTROLS.search(_said(phrase, "fr"))


def test_dates_are_those_of_the_language() -> None:
    phrase = t("{reference}, {when}", reference="R-1", when=datetime(2026, 3, 24, 13, tzinfo=UTC))
    french = _said(phrase, "fr", "Africa/Cairo")
    assert "mar. 24 mars 2026" in french
    assert "13:00 UTC" in french
    assert "15:00 Le Caire" in french
    for language in ("en", "fr", "ar"):
        [moment] = [one for one in text_of(phrase, language) if isinstance(one, Moment)]
        assert moment.at == 1774357200
        assert "13:00 UTC" in moment.text
        wording = word(reply(phrase), language)
        assert load(dump(wording)) == wording
    arabic = _said(phrase, "ar", "Africa/Cairo")
    assert "الثلاثاء، 24 مارس 2026" in arabic
    assert "13:00 UTC" in arabic
    assert "15:00 القاهرة" in arabic


def test_a_list_is_joined_by_the_language() -> None:
    tracks = ("BPF Cybersecurity", "PN Environment")
    phrase = t("You are in: {tracks}.", tracks=tracks)
    assert "BPF Cybersecurity et PN Environment" in _said(phrase, "fr")
    assert "\u2068BPF Cybersecurity\u2069 و\u2068PN Environment\u2069" in _said(phrase, "ar")


def test_no_sentence_is_overlooked_by_the_collecting() -> None:
    """Babel does not look into every call within a call."""
    collected = {one.id[0] if isinstance(one.id, tuple) else one.id for one in source()}
    written = {
        node.args[0].value
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in KEYWORDS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert written - collected == set()
