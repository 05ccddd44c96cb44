"""What is asked is what was written, and what a charter says is obeyed."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.decisions.store import Decisions
from tests.decision_stage import ADA, BEN, CYD, FAY, SECOND, TRACK, Stage, opened, shown

ALIKE = [
    "Tuesday | tuesday",
    "Tuesday | Tuesday",
    "Tuesday | Tues\u200bday",
    "Tuesday | Tu\u0435sday",
    "Tuesday | Ｔuesday",
    "AI | Al",
    "Room 0 | Room O",
    "ТОР | TOP",
    "Straße | STRASSE",
    "café | cafe\u0301",
    "كتاب | کتاب",
    "Tuesday | \u200b\u2060",
    "Tuesday | \u2800",
    "Tuesday | Tuesday\u2800",
    "Tuesday | Tuesday\U0001d159",
    "Go home | Go\u2800home",
    "Alice | \u13aalice",
    "alice | \ua4eelice",
    "ok | \u0585k",
    "Tuesday | \u3164 | Friday",
    "1 | ١",
]


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as found:
        yield found


def drafts(stage: Stage) -> int:
    """How many decisions are kept."""
    return len(stage.rows("decision"))


@pytest.mark.parametrize("options", ALIKE)
def test_options_that_look_alike_or_like_nothing_are_refused(stage: Stage, options: str) -> None:
    """B3: when the poll is made, and when its options are changed."""
    assert "Nothing was kept" in shown(stage.say(FAY, f'/poll {TRACK} "Which?" | {options}'))
    assert drafts(stage) == 0
    stage.say(FAY, f'/poll {TRACK} "Which?" | One | Two')
    said = shown(stage.say(FAY, f"/charter 1 options {options}"))
    assert "Nothing was kept" in said or "Nothing was changed" in said


def test_versions_of_options_that_look_alike_are_refused(stage: Stage) -> None:
    """B3: across languages too, because a ballot may name either."""
    stage.say(FAY, f'/poll {TRACK} "Which?" | Tuesday | Friday')
    said = shown(stage.say(FAY, '/translate 1 fr "Lequel ?" | mardi | m\u0430rdi'))
    assert "Nothing was kept" in said
    said = shown(stage.say(FAY, '/translate 1 fr "Lequel ?" | Frid\u0430y | vendredi'))
    assert "Nothing was kept" in said


def test_new_options_are_held_against_the_versions_that_stay(stage: Stage) -> None:
    """B3: /charter N options keeps the versions of what stays."""
    stage.say(FAY, f'/poll {TRACK} "Which?" | Tuesday | Friday')
    stage.say(FAY, '/translate 1 fr "Lequel ?" | mardi | vendredi')
    said = shown(stage.say(FAY, "/charter 1 options Tuesday | MARDI"))
    assert "Nothing was" in said


@pytest.mark.parametrize("text", ["\u200b", '"\u2060\u200b"', "\u3164", '" "', '""', '"\u2800"'])
@pytest.mark.parametrize("command", ["consensus", "sense"])
def test_an_empty_or_invisible_proposal_is_refused(stage: Stage, command: str, text: str) -> None:
    """B3."""
    stage.say(FAY, f"/{command} {TRACK} {text}")
    assert drafts(stage) == 0


def test_an_invisible_text_is_refused_wherever_a_text_is_asked_for(stage: Stage) -> None:
    """B3, the kind: the reason of an objection, of a withdrawal, a changed text."""
    opened(stage, f'/consensus {TRACK} "We meet weekly."')
    stage.say(ADA, "/vote D1 object: \u200b\u2060")
    assert stage.rows("ballot") == []
    stage.say(FAY, "/withdraw D1 \u200b")
    stage.say(FAY, '/restart D1 "\u2060"')
    assert {(row["state"], row["round"]) for row in stage.rows("decision")} == {("open", 1)}


@pytest.mark.parametrize("kind", ["consensus", "sense"])
def test_a_call_takes_no_options(stage: Stage, kind: str) -> None:
    """B3: nothing would ever be counted by them."""
    stage.say(FAY, f'/{kind} {TRACK} "We meet weekly."')
    said = shown(stage.say(FAY, "/charter 1 options Yes | No"))
    assert "Nothing was" in said
    assert '"options": []' in str(stage.rows("decision")[0]["terms"])


SWALLOWED = [
    f'/consensus {TRACK} "We meet weekly." until 9 March',
    f'/consensus {TRACK} "We meet weekly." for 2 minutes',
    f'/consensus {TRACK} "We meet weekly." for 2 weeks 3 days',
    f"/consensus {TRACK} We meet weekly. for 2 minutes",
    f"/consensus {TRACK} We meet weekly. until 9 March",
    f'/consensus {TRACK} "We meet weekly." | yes | no',
    f'/consensus {TRACK} "We meet weekly." fr "Chaque semaine."',
    f'/consensus {TRACK} "We meet weekly.',
    f'/sense {TRACK} "Would it suit you?" until Friday',
    f'/sense {TRACK} "Would it suit you?" | yes | no',
    f'/poll {TRACK} score "Which day?" | Tuesday | Friday',
    f"/poll {TRACK} score Which day? | Tuesday | Friday",
    f"/poll {TRACK} aproval Which day? | Tuesday | Friday",
    f'/poll {TRACK} "Which day?" | Tuesday | Friday until 9 March',
    f'/poll {TRACK} "Which day?" | Tuesday | Friday for 2 minutes',
    f'/poll {TRACK} "Which day?" | "Tuesday" | "Friday" until 9 March',
    f'/poll {TRACK} "Which day?" until 9 March | Tuesday | Friday',
    f'/poll {TRACK} "How long?" | Pause for 7 days | Pause for 14 days',
    f'/poll {TRACK} "Which day?" | Tuesday | "Friday',
    f'/poll {TRACK} "Which day?" | Tuesday | | Friday',
]


@pytest.mark.parametrize("line", SWALLOWED)
def test_what_was_meant_as_a_parameter_is_not_swallowed_into_the_text(
    stage: Stage, line: str
) -> None:
    """B3."""
    assert "Nothing was kept" in shown(stage.say(FAY, line))
    assert drafts(stage) == 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("open 2 minutes", "a length that is none was taken for seven days"),
        ("open 7 days or so", "words behind it"),
        ("open", "nothing to change it to"),
        ('text "New." | a | b', "options behind a text"),
        ('text "New." for 3 days', "a length behind a text"),
        ("show me", "words behind it"),
        ("silence assent", "no rule reads it"),
    ],
)
def test_a_charter_is_not_changed_by_half_of_what_was_said(
    stage: Stage, change: str, why: str
) -> None:
    """B3, the kind."""
    stage.say(FAY, f'/poll {TRACK} "Which?" | One | Two for 9 days')
    before = stage.rows("decision")[0]["terms"]
    said = shown(stage.say(FAY, f"/charter 1 {change}"))
    assert stage.rows("decision")[0]["terms"] == before, why
    assert "not open yet" not in said


RESTARTS = [
    '/restart D1 "Which day then?" | Monday | Sunday',
    '/restart D1 "Which day then?" until 9 March',
    '/restart D1 "Which day then?" for 2 minutes',
    '/restart D1 "Which day then?',
    "/restart D1 Which day then? | Monday | Sunday",
]


@pytest.mark.parametrize("line", RESTARTS)
def test_a_restart_swallows_nothing(stage: Stage, line: str) -> None:
    """B3: the options stay as they are; what is added to the question is asked about."""
    opened(stage, f'/poll {TRACK} "Which day?" | Tuesday | Friday')
    assert "Nothing was kept" in shown(stage.say(FAY, line))
    assert stage.rows("decision")[0]["round"] == 1


@pytest.mark.parametrize(
    "line", ['/translate 1 fr "Le texte." | a | b', '/translate 1 fr "Le texte." for 3 days',
             '/translate 1 fr "Le texte']
)  # fmt: skip
def test_a_version_swallows_nothing(stage: Stage, line: str) -> None:
    """B3, the kind."""
    stage.say(FAY, f'/consensus {TRACK} "We meet weekly."')
    assert "Nothing was kept" in shown(stage.say(FAY, line))


@pytest.mark.parametrize("result", ["consensus", "full"])
@pytest.mark.parametrize(
    "said", [("object: Too early.",), ("abstain",), ("support", "object: Too early."),
             ("reservations: Hm.", "reservations: Hm."),
             ("support", "reservations: Hm.", "object: No.", "object: No.")]
)  # fmt: skip
def test_consensus_needs_more_supports_than_objections_and_one_support(
    stage: Stage, result: str, said: tuple[str, ...]
) -> None:
    """B5."""
    opened(stage, f'/consensus {TRACK} "We meet weekly."', "people 1")
    for voice, words in zip((ADA, BEN, CYD, FAY), said, strict=False):
        stage.say(voice, f"/vote D1 {words}")
    stage.time += 8 * 24 * 3600 * SECOND
    stage.tick()
    for number in range(1, 3):
        stage.say(FAY, f"/answer D1.{number} It was looked at.")
    assert "is not possible" in shown(stage.say(FAY, f"/result D1 {result} It is so."))


def test_consensus_is_possible_with_more_supports_than_objections(stage: Stage) -> None:
    """B5: a reservation is a support, with one support beside it."""
    opened(stage, f'/consensus {TRACK} "We meet weekly."', "people 1")
    for voice, words in ((ADA, "support"), (BEN, "reservations: Hm."), (CYD, "object: No.")):
        stage.say(voice, f"/vote D1 {words}")
    stage.time += 8 * 24 * 3600 * SECOND
    stage.tick()
    stage.say(FAY, "/answer D1.1 It was looked at.")
    assert "a result was called" in shown(stage.say(FAY, "/result D1 consensus It is so."))


def test_silence_can_not_be_set_and_a_frozen_charter_says_that_nothing_reads_it(
    stage: Stage,
) -> None:
    """B5."""
    said = stage.say(FAY, f'/consensus {TRACK} "We meet weekly."')
    menu = stage.say(FAY, "/charter 1")
    assert not [one for one in menu[-1].wording.buttons if "silence" in one.says]
    assert "Silence means nothing" in shown(said)
    opened_terms(stage)
    card = shown(stage.say(ADA, "/decision D1"))
    assert "no objection" in card
    assert "no rule reads" in card


def opened_terms(stage: Stage) -> None:
    """The first decision, opened by a program that let silence be set."""
    stage.say(FAY, "/open 1")
    with stage.store.engine.begin() as connection:
        for column in ("terms", "charter"):
            connection.exec_driver_sql(
                f"UPDATE decision SET {column} = replace(replace({column}, "
                """'"silence": "nothing"', '"silence": "assent"'), """
                """'"silence":"nothing"', '"silence":"assent"')"""
            )
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        assert decision.terms.silence.value == "assent"


def test_a_draft_from_before_does_not_open_with_what_silence_means(stage: Stage) -> None:
    """B5: only what was frozen keeps it."""
    stage.say(FAY, f'/consensus {TRACK} "We meet weekly."')
    with stage.store.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE decision SET terms = "
            """replace(terms, '"silence": "nothing"', '"silence": "assent"')"""
        )
    assert "no objection" not in shown(stage.say(FAY, "/charter 1 show"))
    stage.say(FAY, "/open 1")
    assert '"silence":"nothing"' in stage.rows("decision")[0]["charter"]
