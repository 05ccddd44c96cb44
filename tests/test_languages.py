"""A decision in several languages: each reads their own, there is one tally, and what is signed off
is what is opened."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.errors import Refusal
from bot.conversation.phrases import Multilingual, Passage, t, verbatim
from bot.conversation.reply import Choice, Matter, reply
from bot.conversation.translate import LANGUAGES, text_of, word
from bot.conversation.wording import Button, dump, load, plain_text
from bot.decisions.ballot_views import asked_of
from bot.decisions.languages import (
    Binding,
    Languages,
    Translation,
    languages_facts,
    languages_of,
    lost,
    named,
    with_texts,
    without_options,
)
from bot.decisions.model import Decision, Kind, Position, State, Terms
from bot.decisions.reading import Doubt, Said, read_ballot
from bot.decisions.rules import seal
from bot.decisions.store import Decisions
from bot.decisions.terms import with_versions
from bot.letters.rules import chosen
from bot.letters.views import to_list
from bot.people.store import People
from bot.record import verify
from bot.tracks.store import Rooms
from tests.decision_exports import LANGUAGES as STORY
from tests.decision_exports import forged, is_found, played
from tests.decision_stage import ADA, BEN, CYD, FAY, ROOM, TRACK, Stage, shown

FRENCH = Translation("Quel jour ?", ("mardi", "vendredi"))
SPANISH = Translation("", ("", "viernes"))
TERMS = Terms(
    Kind.CHOICE, "Which day?", ("Tuesday", "Friday"),
    languages=Languages("en", versions={"es": SPANISH, "fr": FRENCH}),
)  # fmt: skip


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as stage:
        yield stage


def speaks(stage: Stage, **languages: str) -> None:
    """These people, by the names of their accounts here, read these languages."""
    voices = {"ada": ADA, "ben": BEN, "cyd": CYD}
    with stage.store.begin() as tx:
        for name, language in languages.items():
            person = tx.get(People).behind(voices[name].ref)
            assert person is not None
            tx.get(People).set_language(person.id, language)
        tx.commit()


def terms_of(stage: Stage, number: int = 1) -> Terms:
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).by_id(number)
    assert decision is not None
    return decision.terms


def prepare(stage: Stage, kind: str = "choice") -> None:
    stage.say(FAY, f'/poll {TRACK} {kind} "Which day?" | Tuesday | Friday')
    stage.say(FAY, "/charter 1 groups 0")
    stage.say(FAY, '/translate 1 fr "Quel jour ?" | mardi | vendredi')
    stage.say(FAY, "/translate 1 es option 2 viernes")


def open_it(stage: Stage) -> str:
    return shown(stage.say(FAY, f"/open 1 {seal(terms_of(stage))}"))


def ballots(stage: Stage) -> list[list[str]]:
    """The options (from 0) of each ballot."""
    return [row["choice"].split(",") for row in stage.rows("ballot")]


# One tally.


LETTERS = "abcxyzéßиёعشل中文"
NAMES = st.text(LETTERS, min_size=2, max_size=8).map(str.casefold)


@given(st.data())
def test_whoever_reads_which_version_counts_for_the_same_option(data: st.DataObject) -> None:
    words = data.draw(st.lists(NAMES, min_size=6, max_size=6, unique_by=str.casefold))
    options, french, arabic = words[:2], words[2:4], words[4:6]
    versions = {"fr": Translation("", tuple(french)), "ar": Translation("", ("", arabic[1]))}
    answers = Languages("en", versions=versions).options(tuple(options))
    for place in range(2):
        for said in (options[place], french[place], f"  {french[place].upper()} "):
            if said.strip().casefold() in words:
                assert named(answers, said) == place
    assert named(answers, arabic[1]) == 1
    assert named(answers, arabic[0]) is None
    assert named(answers, "") is None


WAYS = {
    "0": ("1", "Tuesday", "mardi", "MARDI", '"tuesday"'),
    "1": ("2", "Friday", "vendredi", "viernes", "Viernes"),
}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from("01"), min_size=3, max_size=3), st.data())
def test_there_is_one_tally_over_all_languages(votes: list[str], data: st.DataObject) -> None:
    with closing(Stage()) as stage:
        prepare(stage)
        open_it(stage)
        speaks(stage, ada="fr", ben="ar", cyd="es")
        for voice, vote in zip((ADA, BEN, CYD), votes, strict=True):
            said = data.draw(st.sampled_from(WAYS[vote]))
            stage.say(voice, f"/vote D1 {said}")
        assert Counter(one for [one] in ballots(stage)) == Counter(votes)


@pytest.mark.parametrize("kind", ["approval", "ranking"])
def test_several_are_named_in_any_language_with_commas_between(stage: Stage, kind: str) -> None:
    prepare(stage, kind)
    open_it(stage)
    stage.say(ADA, "/vote D1 vendredi, Tuesday")
    stage.say(BEN, "/vote D1 2 1")
    assert "did not understand “lundi”" in shown(stage.say(CYD, "/vote D1 vendredi, lundi"))
    assert ballots(stage) == [["1", "0"]] * 2


def test_a_secret_vote_in_words_is_changed_with_its_receipt(stage: Stage) -> None:
    prepare(stage)
    stage.say(FAY, "/charter 1 ballots secret")
    open_it(stage)
    receipt = shown(stage.votes_secretly(ADA, "/vote D1 mardi")).split("Receipt ")[1][:9]
    assert "without its receipt" in shown(stage.say(ADA, "/vote D1 viernes"))
    changed = shown(stage.votes_secretly(ADA, f"/vote D1 viernes {receipt}"))
    assert "Your vote on D1 is recorded" in changed


def test_a_number_that_is_one_option_and_names_another_is_asked_about(stage: Stage) -> None:
    stage.say(FAY, f'/poll {TRACK} "How many?" | 2 | 1')
    stage.say(FAY, "/open 1")
    assert "can mean several things" in shown(stage.say(ADA, "/vote D1 2"))
    assert ballots(stage) == []
    stage.say(ADA, "/vote D1 #2")
    assert ballots(stage) == [["1"]]


def test_what_is_left_empty_stays_as_it_is(stage: Stage) -> None:
    prepare(stage)
    stage.say(FAY, "/translate 1 fr | mardi matin |")
    assert terms_of(stage).languages.versions["fr"] == Translation(
        "Quel jour ?", ("mardi matin", "vendredi")
    )


def test_two_options_never_have_the_same_words(stage: Stage) -> None:
    prepare(stage)
    for words in ('"?" | friday | viernes', '"?" | lunes | LUNES', "option 1 Vendredi"):
        said = shown(stage.say(FAY, f"/translate 1 ru {words}"))
        assert "would name two options" in said
    assert terms_of(stage).languages.versions == {"es": SPANISH, "fr": FRENCH}


def test_positions_are_said_in_any_language_of_the_bot() -> None:
    asked = asked_of(Decision(1, TRACK, 1, Terms(Kind.CONSENSUS, "We meet."), State.OPEN, number=1))
    for position in Position:
        for language in LANGUAGES:
            label = plain_text(text_of(position.label, language))
            assert read_ballot(label.upper(), asked) == Said((position.value,))
        assert read_ballot(position.value, asked) == Said((position.value,))
    assert isinstance(read_ballot("oui", asked), Doubt)


# Each reads their own.


def test_each_reader_is_told_in_their_language(stage: Stage) -> None:
    prepare(stage)
    with stage.store.begin() as tx:
        room = tx.get(Rooms).room(ROOM)
        assert room is not None
        tx.get(Rooms).set_language(ROOM, room.names, "fr")
        tx.commit()
    opened = open_it(stage)
    assert "Quel jour ?" in opened
    assert "Which day?" not in opened
    speaks(stage, ada="fr", ben="ar", cyd="es")
    assert "vendredi." in shown(stage.say(ADA, "/vote D1 2"))
    assert "viernes" in shown(stage.say(CYD, "/vote D1 2"))
    assert "Friday" in shown(stage.say(BEN, "/vote D1 2"))
    assert "Quel jour ?" in shown(stage.say(ADA, "/decisions"))
    assert "Which day?" in shown(stage.say(BEN, "/decisions"))
    assert "Quel jour ?" in shown(stage.say(ADA, "/list D1"))
    everything = shown(stage.say(BEN, "/translations D1"))
    assert all(one in everything for one in ("Which day?", "Quel jour ?", "viernes", "vendredi"))


def test_reminders_are_in_the_readers_language(stage: Stage) -> None:
    prepare(stage)
    open_it(stage)
    speaks(stage, ada="fr")
    assert stage.rows("decision")[0]["closes"]
    stage.time = stage.time.replace(day=9)
    reminded = {one.to.id: shown([one]) for one in stage.tick() if one.private}
    assert "Quel jour ?" in reminded[ADA.id]
    assert "Which day?" in reminded[BEN.id]


def test_what_is_not_translated_is_marked_as_another_language() -> None:
    words = Multilingual("Which day?", "en", {"fr": "Quel jour ?"})
    assert words.said_in("fr") == "Quel jour ?"
    for language in ("ar", "es"):
        [_, said, _] = text_of(t("D1: {text}.", text=words), language)
        assert isinstance(said, Passage)
        assert said.language == "en"
    assert not isinstance(words.said_in("en"), Passage)
    assert not isinstance(Multilingual("Which day?", "en").said_in("ar"), Passage)
    unknown = Multilingual("Which day?", versions={"fr": "Quel jour ?"}).said_in("es")
    assert isinstance(unknown, Passage)
    assert unknown.language == ""


def test_a_letter_chooses_by_the_words_of_any_version() -> None:
    label = verbatim(Multilingual("Friday", "en", {"fr": "vendredi"}))
    said = reply(choices=(Choice(label, "vote D1/1 2"),))
    for language, others in (("fr", ("Friday",)), ("en", ("vendredi",))):
        wording = load(dump(word(said, language)))
        assert wording.buttons[0].also == others
        for answer in ("Friday", "vendredi", "VENDREDI."):
            assert chosen(wording.buttons, answer, freely=False) == "vote D1/1 2"
    kept = dump(replace(word(said, "en"), buttons=(Button("Friday", "vote D1/1 2"),)))
    assert load(kept).buttons == (Button("Friday", "vote D1/1 2"),)


def test_the_subject_of_a_letter_is_in_the_language_of_its_list() -> None:
    matter = Matter("D1", TERMS.proposal)
    for language, subject in (("fr", "Quel jour ?"), ("ru", "Which day?")):
        letter = to_list(reply(t("Hello")), matter, TRACK, ROOM, language, "UTC")
        assert letter.subject == f"[{TRACK}] D1: {subject}"


# What is signed off is what is opened.


@pytest.mark.parametrize(
    "change",
    [
        '/translate 1 fr "Quelle date ?"',
        "/translate 1 es option 1 martes",
        "/translate 1 fr off",
        "/charter 1 text Which date?",
        "/charter 1 options Tuesday | Monday",
        "/charter 1 language ru",
        "/charter 1 people 3",
    ],
)
def test_a_later_change_clears_the_sign_off(stage: Stage, change: str) -> None:
    prepare(stage)
    seen = seal(terms_of(stage))
    stage.say(FAY, change)
    refused = shown(stage.say(FAY, f"/open 1 {seen}"))
    assert "Nothing is open yet" in refused
    assert stage.rows("decision")[0]["number"] is None
    assert "is open until" in open_it(stage)


def test_a_version_that_is_to_bind_is_whole_before_it_opens(stage: Stage) -> None:
    prepare(stage)
    stage.say(FAY, "/charter 1 binding all")
    assert "some are not whole: Español. Nothing is open yet." in open_it(stage)
    stage.say(FAY, '/translate 1 es "¿Qué día?" | martes | viernes')
    assert "is open until" in open_it(stage)


def test_versions_are_seen_before_they_are_opened(stage: Stage) -> None:
    prepare(stage)
    card = stage.say(FAY, "/open 1")
    assert all(one in shown(card) for one in ("Which day?", "Quel jour ?", "vendredi", "viernes"))
    assert stage.rows("decision")[0]["number"] is None
    [opens] = [one.says for one in card[0].wording.buttons if one.label == "Open now"]
    assert "is open until" in shown(stage.say(FAY, f"/{opens}"))
    charter = json.loads(stage.rows("decision")[0]["charter"])
    assert charter["languages"] == languages_facts(TERMS.languages)


def test_what_is_open_is_translated_no_more(stage: Stage) -> None:
    prepare(stage)
    open_it(stage)
    before = stage.rows("decision")
    for line in ('/translate D1 fr "Quand ?"', '/translate 1 fr "Quand ?"', "/translate 1 fr off"):
        assert "open already" in shown(stage.say(FAY, line))
    assert stage.rows("decision") == before


def test_a_charter_without_versions_is_as_it_always_was(stage: Stage) -> None:
    stage.say(FAY, f"/consensus {TRACK} We meet.")
    stage.say(FAY, "/open 1")
    assert "languages" not in json.loads(stage.rows("decision")[0]["charter"])


def test_terms_that_were_kept_before_have_no_languages(stage: Stage) -> None:
    prepare(stage)
    assert terms_of(stage).languages == TERMS.languages
    kept = json.loads(stage.rows("decision")[0]["terms"])
    del kept["languages"]
    with stage.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE decision SET terms = ?", (json.dumps(kept),))
    assert terms_of(stage).languages == Languages()


# Nothing that somebody wrote is lost in silence.


CODES = ("ar", "es", "fr")
TRANSLATIONS = st.builds(
    Translation, st.sampled_from(["", "eins", "zwei"]),
    st.tuples(*[st.sampled_from(["", "drei", "vier", "sechs"])] * 2),
)  # fmt: skip
SEVERAL = st.dictionaries(st.sampled_from(CODES), TRANSLATIONS).map(
    lambda versions: Languages("en", versions=dict(sorted(versions.items())))
)


def _words(languages: Languages) -> set[tuple[str, str]]:
    return {
        (code, one)
        for code, version in languages.versions.items()
        for one in (version.text, *version.options)
        if one
    }


@given(SEVERAL, st.lists(st.sampled_from("abc"), min_size=2, max_size=3, unique=True))
def test_versions_follow_their_options_or_come_back(languages: Languages, new: list[str]) -> None:
    after = without_options(languages, ("a", "b"), tuple(new))
    assert _words(after) | set(lost(languages, after)) == _words(languages)
    assert not _words(after) & set(lost(languages, after))
    for code, version in after.versions.items():
        before = dict(zip("ab", languages.versions[code].options, strict=True))
        assert version.options == tuple(before.get(one, "") for one in new)


@given(SEVERAL, st.dictionaries(st.sampled_from(CODES), st.just("neun")))
def test_a_new_text_has_new_versions_and_the_old_come_back(
    languages: Languages, texts: dict[str, str]
) -> None:
    after = with_texts(languages, texts, 2)
    assert {code: one.text for code, one in after.versions.items() if one.text} == texts
    options = {code: one.options for code, one in languages.versions.items() if any(one.options)}
    assert {c: one.options for c, one in after.versions.items() if any(one.options)} == options
    back = set(lost(languages, after))
    assert back | _words(after) >= _words(languages)


@given(SEVERAL, st.sampled_from(Binding))
def test_languages_are_kept_as_they_are(languages: Languages, binding: Binding) -> None:
    wanted = replace(languages, binding=binding)
    assert languages_of(json.loads(json.dumps(languages_facts(wanted)))) == wanted


def test_the_sign_of_terms_changes_with_every_version() -> None:
    languages = TERMS.languages
    others = [
        languages.changed("fr", None),
        languages.changed("fr", replace(FRENCH, text="Quand ?")),
        languages.changed("es", replace(SPANISH, options=("martes", "viernes"))),
        languages.changed("ru", Translation("Когда?", ("", ""))),
        replace(languages, original="ru"),
        replace(languages, binding=Binding.ALL),
    ]
    signs = {seal(replace(TERMS, languages=one)) for one in (languages, *others)}
    assert len(signs) == len(others) + 1


@pytest.mark.parametrize(
    ("said", "text", "versions"),
    [
        ('"We meet." fr "Nous." ar "نجتمع"', "We meet.", {"fr": "Nous.", "ar": "نجتمع"}),
        ("“We” FR “Nous”", "We", {"fr": "Nous"}),
        ('We meet fr "Nous"', 'We meet fr "Nous"', {}),
    ],
)
def test_a_text_may_be_followed_by_its_versions(
    said: str, text: str, versions: dict[str, str]
) -> None:
    assert with_versions(said) == (text, versions)


@pytest.mark.parametrize("said", ['"We meet." de "Wir"', '"We say "no" here" fr'])
def test_other_words_behind_a_text_are_refused(said: str) -> None:
    with pytest.raises(Refusal):
        with_versions(said)


# The record.


def test_the_export_carries_all_versions_and_is_whole() -> None:
    text = played(STORY)["D1"][-1]
    assert verify.check_decision(text) == []
    value = json.loads(text)
    first, second = (one["charter"]["languages"]["versions"] for one in value["rounds"])
    assert first["fr"] == {"text": "Quel jour ?", "options": ["mardi", "vendredi"]}
    assert second["fr"] == {"text": "Quel jour convient ?", "options": ["mardi", "vendredi"]}
    assert [ballot["choice"] for ballot in value["rounds"][0]["ballots"]].count(["1"]) == 2
    assert value["evaluation"]["counts"] == {"0": 2, "1": 1}


def test_a_version_of_other_options_is_found_although_the_entries_are_forged() -> None:
    value = json.loads(played(STORY)["D1"][-1])
    value["rounds"][0]["charter"]["languages"]["versions"]["fr"]["options"].append("jeudi")
    said = is_found(forged(value))
    assert "round 1: the version in fr has not the options of the original" in said
