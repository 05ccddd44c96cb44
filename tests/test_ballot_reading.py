"""Ballots as people write them, in six languages: understood whole, or not at all."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.likeness import is_visible, look_alike, plain_words
from bot.conversation.translate import LANGUAGES, text_of
from bot.conversation.wording import plain_text
from bot.decisions.ballot_views import asked_of
from bot.decisions.model import Decision, Kind, Position, Secrecy, State, Terms
from bot.decisions.reading import Asked, Doubt, Said, Why, names_of, read_ballot

DAYS = {
    "0": ("Tuesday", "mardi", "martes", "вторник", "星期二", "الثلاثاء"),
    "1": ("Wednesday", "mercredi", "miércoles", "среда", "星期三", "الأربعاء"),
    "2": ("Friday", "vendredi", "viernes", "пятница", "星期五", "الجمعة"),
}


def days(kind: str = "approval", *, receipts: bool = False) -> Asked:
    """What can be answered about three days."""
    return Asked(names_of(DAYS.items()), kind != "choice", kind == "ranking", receipts)


def options(*names: str, ranked: bool = False) -> Asked:
    """Options of these names, any of which can be chosen."""
    return Asked(names_of((str(k), (name,)) for k, name in enumerate(names)), True, ranked)


@pytest.mark.parametrize(
    ("words", "choice", "reason"),
    [
        ("Tuesday", "0", ""),
        ("  tuesday !", "0", ""),
        ("ＴＵＥＳＤＡＹ。", "0", ""),
        ("Tues\u200bday", "0", ""),
        ("1", "0", ""),
        ("#1", "0", ""),
        ("३", "2", ""),
        ("1; 2", "0 1", ""),
        ("1 & 3", "0 2", ""),
        ("1 + 3", "0 2", ""),
        ("mardi et vendredi", "0 2", ""),
        ("mardi, mercredi et vendredi.", "0 1 2", ""),
        ("martes y viernes", "0 2", ""),
        ("вторник, среда и пятница", "0 1 2", ""),
        ("星期二和星期五", "0 2", ""),
        ("星期二、星期三以及星期五。", "0 1 2", ""),
        ("الثلاثاء والجمعة", "0 2", ""),
        ("الثلاثاء، الأربعاء و الجمعة", "0 1 2", ""),
        ("١ و٣", "0 2", ""),
        ("1:", "0", ""),
        ("1: because it is early", "0", "because it is early"),
        ("1：太早", "0", "太早"),
        ("1 because of the hour", "0", "the hour"),
        ("1, BECAUSE it is early", "0", "it is early"),
        ("mardi, parce qu'il est tôt", "0", "il est tôt"),
        ("mardi car il est tôt", "0", "il est tôt"),
        ("martes porque es temprano", "0", "es temprano"),
        ("вторник, потому что рано", "0", "рано"),
        ("вторник, так как рано", "0", "рано"),
        ("星期二，因为太早", "0", "太早"),
        ("星期二因為太早", "0", "太早"),
        ("الثلاثاء لأنه مبكر", "0", "لأنه مبكر"),
        ("الثلاثاء بسبب الوقت", "0", "الوقت"),
        ('1 "it is early"', "0", "it is early"),
        ("1 « il est tôt »", "0", "il est tôt"),
        ("1「太早」", "0", "太早"),
        ("1 — “it is early”.", "0", "it is early"),
        ('1, because "it is early"', "0", "it is early"),
        ("1: Friday is worse, and not 3", "0", "Friday is worse, and not 3"),
        ('"Tuesday" and "Friday"', "0 2", ""),
        ("1. Tuesday 3. Friday", "0 2", ""),
        ("1 Tuesday · 3 Friday", "0 2", ""),
    ],
)
def test_what_is_clear_is_understood(words: str, choice: str, reason: str) -> None:
    assert read_ballot(words, days()) == Said(tuple(choice.split()), reason)


@pytest.mark.parametrize(
    ("words", "understood", "left"),
    [
        ("", "", ""),
        ("perhaps", "", "perhaps"),
        ("not 1", "", "not 1"),
        ("1 and not 3", "0", "and not 3"),
        ("1 but not 3", "0", "but not 3"),
        ("1 ou 3", "0", "ou 3"),
        ("1 4", "0", "4"),
        ("0", "", "0"),
        ("1st", "", "1st"),
        ("1/3", "0", "/3"),
        ("1–3", "0", "–3"),
        ("1.3", "0", "3"),
        ("1²", "", "1²"),
        ("½", "", "½"),
        ("Tuesdays", "", "Tuesdays"),
        ("Tuesday?", "0", "?"),
        ("Tuesday (mornings)", "0", "(mornings)"),
        ("1 because", "0", "because"),
        ("1 becauseof", "0", "becauseof"),
        ("1 4Q7K-9XMA", "0", "4Q7K-9XMA"),
        ("1 ? because of it", "0", "? because of it"),
    ],
)
def test_what_is_not_clear_says_what_was_understood(words: str, understood: str, left: str) -> None:
    doubt = Doubt(Why.UNKNOWN, tuple(understood.split()), left)
    assert read_ballot(words, days()) == doubt


def test_one_of_several_is_one() -> None:
    one = days("choice")
    assert read_ballot("1, 3", one) == Doubt(Why.SEVERAL, ("0", "2"))
    assert read_ballot("1, Tuesday", one) == Doubt(Why.TWICE, ("0",))
    assert read_ballot("1. Friday", one) == Doubt(Why.UNKNOWN, left="1. Friday")
    assert read_ballot("1. Tuesday", one) == Said(("0",))


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ("3 1、2", "2 0 1"),
        ("3 > 1 > 2", "2 0 1"),
        ("Friday, then Tuesday", "2 0"),
        ("vendredi puis mardi", "2 0"),
        ("пятница, затем вторник", "2 0"),
        ("星期五，然后星期二", "2 0"),
        ("الجمعة ثم الثلاثاء", "2 0"),
        ("1. Friday, 2. Tuesday, 3. Wednesday", "2 0 1"),
        ("1) Friday 2) Tuesday", "2 0"),
        ("2. Tuesday, 1. Friday", "2 0"),
    ],
)
def test_a_ranking_keeps_its_order(words: str, choice: str) -> None:
    assert read_ballot(words, days("ranking")) == Said(tuple(choice.split()))


def test_a_ranking_whose_numbers_can_be_places_or_options_is_asked_about() -> None:
    found = read_ballot("3. Friday, 2. Wednesday, 1. Tuesday", days("ranking"))
    assert isinstance(found, Doubt)
    assert {one.choice for one in found.readings} == {("2", "1", "0"), ("0", "1", "2")}
    assert read_ballot("2 1 2", days("ranking")) == Doubt(Why.TWICE, ("1",))


def test_names_that_are_numbers() -> None:
    turned = options("3", "1", "2")
    for word, meant in (("1", {"0", "1"}), ("2", {"1", "2"}), ("3", {"2", "0"})):
        found = read_ballot(word, turned)
        assert isinstance(found, Doubt)
        assert {one.choice[0] for one in found.readings} == meant
        assert read_ballot(f"#{word}", turned) == Said((str(int(word) - 1),))
    assert read_ballot("2", options("1", "2", "3")) == Said(("1",))
    assert read_ballot("2026", options("2025", "2026")) == Said(("1",))
    assert read_ballot("9:00", options(*(f"{hour}:00" for hour in range(8, 20)))) == Said(("1",))
    assert read_ballot("3 days", options("3 days", "5 days", "a week")) == Said(("0",))


def test_a_name_that_holds_others() -> None:
    asked = options("Tuesday", "Friday", "Tuesday and Friday", "Friday: mornings")
    assert read_ballot("Tuesday and Friday", asked) == Said(("2",))
    assert read_ballot("Friday: mornings", asked) == Said(("3",))
    assert isinstance(read_ballot("Tuesday and Friday: it suits", asked), Doubt)
    found = read_ballot("Tuesday and Friday: it suits", options(*list("AB"), "Tuesday", "Friday",
                                                                "Tuesday and Friday"))  # fmt: skip
    assert isinstance(found, Doubt)
    assert found.why is Why.AMBIGUOUS


def test_a_receipt_stands_at_the_end_of_a_secret_vote_alone() -> None:
    secret = days("choice", receipts=True)
    assert read_ballot("1 4q7k-9xma", secret) == Said(("0",), receipt="4Q7K-9XMA")
    assert read_ballot("Friday 4Q7K9XMA.", secret) == Said(("2",), receipt="4Q7K-9XMA")
    for words in ("1 4Q7K-9XM", "1 4Q7K-9XMA x", "1 0OIL-9XMA", "1 FRIDAYSS", "4Q7K-9XMA"):
        assert isinstance(read_ballot(words, secret), Doubt), words


def test_positions_are_understood_in_all_languages() -> None:
    call = Decision(1, "irpc", 1, Terms(Kind.CONSENSUS, "We meet."), State.OPEN, number=1)
    for position in Position:
        for language in LANGUAGES:
            label = plain_text(text_of(position.label, language))
            assert read_ballot(label.upper(), asked_of(call)) == Said((position.value,))
            reasoned = Said((position.value,), "x")
            assert read_ballot(f"{label}: x", asked_of(call)) == reasoned
    for words in ("support or object", "support not", "support with reservations", "oui"):
        assert isinstance(read_ballot(words, asked_of(call)), Doubt), words


NAMES = st.lists(
    st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Zs", "Po", "Sm"]), max_size=8)
    .map(str.strip)
    .filter(is_visible),
    min_size=2, max_size=6, unique_by=plain_words,
)  # fmt: skip


@given(NAMES, st.data())
def test_whatever_options_are_called_nobody_is_taken_to_say_another(
    names: list[str], data: st.DataObject
) -> None:
    """A name alone is that option or a question; a certain number is never anything else."""
    asked = options(*names)
    place = data.draw(st.integers(0, len(names) - 1))
    found = read_ballot(names[place], asked)
    assert isinstance(found, Doubt) or found == Said((str(place),)) or names[place][0] == "#"
    if not any("#" in name for name in names):
        assert read_ballot(f"#{place + 1}", asked) == Said((str(place),))


@given(
    st.permutations([1, 2, 3, 4, 5]), st.sampled_from([" ", ", ", "،", "、", "; ", " and ", "，"])
)
def test_any_order_is_kept(order: list[int], between: str) -> None:
    asked = options("Ada", "Ben", "Cyd", "Dee", "Eve", ranked=True)
    words = between.join(str(one) for one in order)
    assert read_ballot(words, asked) == Said(tuple(str(one - 1) for one in order))


@given(st.text(max_size=200))
def test_a_ballot_of_any_words_is_read_or_doubted(words: str) -> None:
    found = read_ballot(words, days("ranking", receipts=True))
    if isinstance(found, Said):
        assert len(set(found.choice)) == len(found.choice) > 0
        # Nothing but names, numbers, separators and what is kept was there.
        assert any(sign.isalnum() for sign in words)


WORDS = ["1", "2", "3", "not", "and", ",", "or", "Tuesday", "Friday", ":", "because", "x", '"', "?"]


@given(st.lists(st.sampled_from(WORDS), max_size=7))
def test_a_word_that_is_none_is_recorded_in_a_reason_or_not_at_all(words: list[str]) -> None:
    found = read_ballot(" ".join(words), days())
    for word in ("not", "or", "x", "?"):
        if isinstance(found, Said) and word in words:
            assert word in found.reason


@pytest.mark.parametrize("words", ["1 and " * 2000, "Tuesday " * 500, '"' * 3000, "1 " * 39 + "x"])
def test_long_words_are_no_burden(words: str) -> None:
    asked = options("1 1", "1", "1 1 1", "Tuesday", "Tuesday Tuesday", "x")
    assert isinstance(read_ballot(words, asked), Doubt)


def test_drawings_that_look_alike() -> None:
    alike = [
        ("Grace", "Gr\u0430ce"),
        ("AI", "Al"),
        ("0", "O"),
        ("modern", "modem"),
        ("a b", "A  B"),
    ]
    unlike = [
        ("mail", "mall"),
        ("Fall", "Fail"),
        ("Monday", "Sunday"),
        ("дом", "том"),
        ("10", "12"),
    ]
    assert all(look_alike(one, other) for one, other in alike)
    assert not any(look_alike(one, other) for one, other in unlike)
    for label in (plain_text(text_of(one.label, code)) for one in Position for code in LANGUAGES):
        assert look_alike(label, label.upper())
    names = [plain_text(text_of(one.label, "ar")) for one in Position]
    assert not any(look_alike(one, other) for one, other in permutations(names, 2))


def test_a_secret_poll_knows_receipts() -> None:
    terms = Terms(Kind.CHOICE, "Who?", ("Grace", "Hassan"), secrecy=Secrecy.SECRET)
    assert asked_of(Decision(1, "irpc", 1, terms, State.OPEN, number=1)).receipts


@pytest.mark.parametrize(
    ("words", "names", "kind"),
    [
        ("1: Friday, 2: Tuesday, 3: Wednesday", "Tuesday|Wednesday|Friday", "ranking"),
        ("1: C\n2: B\n3: A", "A|B|C", "ranking"),
        ("1:C 2:B 3:A", "A|B|C", "ranking"),
        ("A:1 B:3 C:2", "A|B|C", "ranking"),
        ("1: Friday", "Tuesday|Wednesday|Friday", "choice"),
        ("1:3", "Tuesday|Wednesday|Friday", "approval"),
        ("1: 3, 2", "Tuesday|Wednesday|Friday", "approval"),
        ("1：3，2", "Tuesday|Wednesday|Friday", "approval"),
        ("2:00", "12:00|14:00", "choice"),
        ("1:30", "12:30|13:30", "choice"),
        ("12:30", "12|13|14", "choice"),
        ("1:00, 3:00", "10:00|12:00|14:00", "approval"),
        ("1 ‘3’", "Tuesday|Wednesday|Friday", "choice"),
        ("A: B d", "A|A: B", "choice"),
        ("2,5", "2.5|3|5", "approval"),
        ("no because of it", "no|because of it", "choice"),
    ],
)
def test_what_may_be_a_list_a_time_or_a_name_is_no_reason(
    words: str, names: str, kind: str
) -> None:
    named = names_of((str(k), (name,)) for k, name in enumerate(names.split("|")))
    said = read_ballot(words, Asked(named, kind != "choice", kind == "ranking"))
    assert isinstance(said, Doubt)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Tuesday: Friday is taken", "Friday is taken"),
        ("1: 2 of us are away", "2 of us are away"),
        ('Tuesday "Friday is taken"', "Friday is taken"),
    ],
)
def test_a_reason_may_begin_with_an_option(words: str, reason: str) -> None:
    named = names_of((str(k), (name,)) for k, name in enumerate(("Tuesday", "Friday")))
    assert read_ballot(words, Asked(named)) == Said(("0",), reason)
