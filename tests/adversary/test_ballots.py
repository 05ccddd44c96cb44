"""A vote is what was said: all of it is understood, or nothing is recorded."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.conversation.reply import reply
from bot.conversation.translate import word
from bot.conversation.wording import Button
from bot.decisions.ballot_views import ballot_choices
from bot.decisions.model import Decision, Kind, State, Terms
from bot.decisions.store import Ballots, Decisions
from bot.letters.rules import chosen
from bot.people.model import Grant, Role
from bot.people.store import People, Roles
from bot.ports import Tx
from tests.decision_stage import ADA, BEN, CYD, FAY, RAY, SECOND, TRACK, Stage, Voice, opened, shown

DAYS = "Tuesday | Wednesday | Friday"


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as found:
        yield found


def recorded(stage: Stage, voice: Voice) -> str:
    """What somebody's ballot says ("" if there is none), and the reason behind a colon."""
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        person = _person(tx, voice)
        ballot = tx.get(Ballots).of(decision, person)
    return f"{','.join(ballot.choice)}:{ballot.reason}".rstrip(":") if ballot else ""


def _person(tx: Tx, voice: Voice) -> int:
    person = tx.get(People).behind(voice.ref)
    assert person
    return person.id


@pytest.mark.parametrize("said", ["1,3", "2,1,3", "1 3", "Tuesday and Friday", "1 1", "1، 3"])
def test_a_choice_of_one_takes_exactly_one(stage: Stage, said: str) -> None:
    """B1."""
    opened(stage, f'/poll {TRACK} "Which day?" | {DAYS}')
    answer = shown(stage.say(ADA, f"/vote D1 {said}"))
    assert "Nothing was recorded" in answer
    assert recorded(stage, ADA) == ""


CLEAR = [
    ("approval", "1,3", "0,2"),
    ("approval", "3.", "2"),
    ("approval", "1، 3", "0,2"),
    ("approval", "١، ٣", "0,2"),
    ("approval", "１、３", "0,2"),
    ("approval", "1. 3", "0,2"),
    ("approval", "Tuesday and Friday", "0,2"),
    ("approval", "Tuesday, Wednesday et Friday", "0,1,2"),
    ("approval", "Tuesday y Friday", "0,2"),
    ("approval", "Tuesday и Friday", "0,2"),
    ("approval", "1和3", "0,2"),
    ("approval", "1 و3", "0,2"),
    ("ranking", "3 1、2", "2,0,1"),
    ("ranking", "3 > 1 > 2", "2,0,1"),
    ("ranking", "1. Friday, 2. Tuesday", "2,0"),
    ("ranking", "1. Wednesday", "1"),
    ("approval", '"Tuesday", "Friday"', "0,2"),
    ("choice", "2. Wednesday", "1"),
    ("choice", "FRIDAY.", "2"),
    ("choice", "2: it suits Apia", "1:it suits Apia"),
    ("choice", "2 because it suits Apia", "1:it suits Apia"),
    ("choice", "2 parce que c'est bien", "1:c'est bien"),
    ("choice", "2 porque conviene", "1:conviene"),
    ("choice", "2, потому что удобно", "1:удобно"),
    ("choice", "2因为方便", "1:方便"),
    ("choice", "2 لأنه مناسب", "1:لأنه مناسب"),
    ("choice", 'Friday, "it suits Apia"', "2:it suits Apia"),
    ("approval", "1 and 3: they suit Apia", "0,2:they suit Apia"),
]


@pytest.mark.parametrize(("kind", "said", "meant"), CLEAR)
def test_what_is_clear_is_recorded_whole(stage: Stage, kind: str, said: str, meant: str) -> None:
    """B2: six languages' separators and words; a reason with a poll vote is kept."""
    opened(stage, f'/poll {TRACK} {kind} "Which day?" | {DAYS}')
    stage.say(ADA, f"/vote D1 {said}")
    assert recorded(stage, ADA) == meant


NOT_CLEAR = [
    ("approval", "1 and not 3"),
    ("approval", "1 3 x"),
    ("approval", "1 4"),
    ("approval", "Tuesday, Thursday"),
    ("approval", "1 or 3"),
    ("approval", "1-3"),
    ("approval", "1.3"),
    ("approval", "1 1"),
    ("ranking", "3 1 3"),
    ("choice", "2. Friday"),
    ("choice", "2?"),
    ("choice", "Tuesday it suits Apia"),
    ("choice", 'Tuesday "it suits Apia'),
    ("choice", 'Tuesday "it suits Apia" not Friday'),
]


@pytest.mark.parametrize(("kind", "said"), NOT_CLEAR)
def test_what_is_not_clear_is_asked_again_and_not_recorded(
    stage: Stage, kind: str, said: str
) -> None:
    """B2."""
    opened(stage, f'/poll {TRACK} {kind} "Which day?" | {DAYS}')
    assert "Nothing was recorded" in shown(stage.say(ADA, f"/vote D1 {said}"))
    assert recorded(stage, ADA) == ""


def test_what_was_understood_is_said_when_it_is_asked_again(stage: Stage) -> None:
    """B2."""
    opened(stage, f'/poll {TRACK} approval "Which day?" | {DAYS}')
    answer = shown(stage.say(ADA, "/vote D1 1 and not 3"))
    assert "Tuesday" in answer
    assert "not 3" in answer


@pytest.mark.parametrize(
    "said", ["support not", "support or object", "object Too early.", "support with reservations"]
)
def test_a_position_with_words_that_are_no_marked_reason_is_asked_again(
    stage: Stage, said: str
) -> None:
    """B2: in consensus calls as well."""
    opened(stage, f'/consensus {TRACK} "We meet weekly."')
    assert "Nothing was recorded" in shown(stage.say(ADA, f"/vote D1 {said}"))
    assert recorded(stage, ADA) == ""


def test_the_question_for_a_reason_is_answered_by_the_reason(stage: Stage) -> None:
    """The reply to it is all reason, whatever its words."""
    opened(stage, f'/consensus {TRACK} "We meet weekly."')
    asked = stage.say(ADA, "/vote D1 object")
    assert "What is your objection" in shown(asked)
    stage.say(ADA, "1 call a week is too many.")
    assert recorded(stage, ADA) == "object:1 call a week is too many."


@pytest.mark.parametrize("said", ["1", "2", "3"])
def test_options_that_are_numbers_are_asked_about(stage: Stage, said: str) -> None:
    """B2: a label wins over a number; where both fit different options, it is asked."""
    opened(stage, f'/poll {TRACK} "How many?" | 3 | 1 | 2')
    answer = stage.say(ADA, f"/vote D1 {said}")
    assert recorded(stage, ADA) == ""
    label = next(
        one for one in answer[-1].wording.buttons if one.label.startswith(f"{said} ")
        or one.label == said
    )  # fmt: skip
    stage.say(ADA, f"/{label.says}")
    assert recorded(stage, ADA) == str(("3", "1", "2").index(said))


def test_a_label_wins_over_a_number_that_is_no_option(stage: Stage) -> None:
    """B2."""
    opened(stage, f'/poll {TRACK} "How many?" | 12 | 3 | 2 hours')
    stage.say(ADA, "/vote D1 12")
    assert recorded(stage, ADA) == "0"
    stage.say(BEN, "/vote D1 2 hours")
    assert recorded(stage, BEN) == "2"


def letter(labels: tuple[str, ...]) -> tuple[Button, ...]:
    """The choices of a poll as a letter offers them."""
    terms = Terms(Kind.RANKING, "Which?", labels)
    decision = Decision(1, TRACK, 1, terms, State.OPEN, number=1)
    return word(reply(choices=ballot_choices(decision)), "en").buttons


def test_a_ranking_by_mail_keeps_all_of_it(stage: Stage) -> None:
    """B2: labels, numbers, over commas; a letter is read as what is typed is."""
    opened(stage, f'/poll {TRACK} ranking "Which day?" | {DAYS}')
    buttons = letter(("Tuesday", "Wednesday", "Friday"))
    for number, (said, meant) in enumerate(
        [("Friday, Tuesday", "2,0"), ("3, 1, 2", "2,0,1"), ("3 1、2", "2,0,1"), ("Friday", "2")]
    ):
        voice = (ADA, BEN, CYD, FAY)[number]
        stage.say(voice, f"/{chosen(buttons, said, freely=True)}")
        assert recorded(stage, voice) == meant


def test_a_mail_that_says_a_number_is_not_the_option_at_that_place(stage: Stage) -> None:
    """B2: `3 | 1 | 2`, and a mail says 1."""
    opened(stage, f'/poll {TRACK} "How many?" | 3 | 1 | 2')
    stage.say(ADA, f"/{chosen(letter(('3', '1', '2')), '1', freely=True)}")
    assert recorded(stage, ADA) in ("", "1")


def test_a_numbered_reply_to_options_that_are_numbers_is_asked_about(stage: Stage) -> None:
    """B2: on Matrix a number alone answers the message with the choices."""
    opened(stage, f'/poll {TRACK} "How many?" | 3 | 1 | 2')
    stage.say(FAY, "/vote D1")
    stage.say(FAY, "1")
    assert recorded(stage, FAY) == ""


def test_several_numbers_answer_the_message_with_the_choices(stage: Stage) -> None:
    """B2: as one number does."""
    opened(stage, f'/poll {TRACK} ranking "Which day?" | {DAYS}')
    stage.say(FAY, "/vote D1")
    stage.say(FAY, "3 1、2")
    assert recorded(stage, FAY) == "2,0,1"


def test_a_reason_with_a_secret_vote_is_refused(stage: Stage) -> None:
    """B2: it is never dropped without a word."""
    opened(stage, f'/poll {TRACK} "Who?" | Grace | Hassan', "ballots secret")
    answer = shown(stage.say(ADA, "/vote D1 1: she is kind"))
    assert "Recorded" not in answer
    assert "reason" in answer


def test_a_reason_with_an_open_vote_is_shown_to_its_author(stage: Stage) -> None:
    """B2: on the card of the decision, and in the export."""
    opened(stage, f'/poll {TRACK} "Which day?" | {DAYS}')
    assert "it suits Apia" in shown(stage.say(ADA, '/vote D1 Friday "it suits Apia"'))
    assert "it suits Apia" in shown(stage.say(ADA, "/decision D1"))


def test_a_rapporteur_is_in_no_electorate(stage: Stage) -> None:
    """B4: who never votes is not counted among those who could."""
    opened(stage, f'/poll {TRACK} "Which day?" | {DAYS}')
    voters = [ADA, BEN, CYD, FAY]
    assert RAY not in voters
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        electorate = tx.get(Decisions).electorate(decision)
        heard = tx.get(Decisions).not_heard(decision)
        assert _person(tx, RAY) not in heard
    # ADA, ADA_TOO, CYD, BEN and FAY take part; RAY does not vote.
    assert len(electorate) == 5
    for voice in voters:
        stage.say(voice, "/vote D1 1")
    stage.time += 8 * 24 * 3600 * SECOND
    assert "4 of 5 spoke" in shown(stage.tick())


def test_who_leaves_during_a_round_is_told_and_may_change_or_take_back(stage: Stage) -> None:
    """B4."""
    opened(stage, f'/poll {TRACK} "Which day?" | {DAYS}')
    stage.say(ADA, "/vote D1 1")
    assert "D1" in shown(stage.say(ADA, f"/leave {TRACK}"))
    assert "Recorded on D1" in shown(stage.say(ADA, "/vote D1 2"))
    assert recorded(stage, ADA) == "1"
    assert "taken back" in shown(stage.say(ADA, "/unvote D1"))
    assert recorded(stage, ADA) == ""
    assert "Recorded on" not in shown(stage.say(ADA, "/vote D1 2"))
    stage.say(BEN, "/vote D1 1")
    assert "D1" in shown(stage.say(BEN, f"/observe {TRACK}"))
    assert "Recorded on D1" in shown(stage.say(BEN, "/vote D1 2"))


def test_who_becomes_rapporteur_during_a_round_may_only_take_the_ballot_back(
    stage: Stage,
) -> None:
    """B4: the ballot stands, and is not changed by somebody neutral."""
    opened(stage, f'/poll {TRACK} "Which day?" | {DAYS}')
    with stage.store.begin() as tx:
        tx.get(Roles).give(_person(tx, CYD), Grant(Role.OPERATOR))
        tx.commit()
    stage.say(ADA, "/vote D1 1")
    asked = stage.say(CYD, f"/appoint {ADA.id} rapporteur")
    told = stage.say(CYD, f"/{asked[-1].wording.buttons[0].says}")
    assert "D1" in shown(one for one in told if one.to.id == ADA.id)
    assert "Recorded on" not in shown(stage.say(ADA, "/vote D1 2"))
    assert recorded(stage, ADA) == "0"
    assert "taken back" in shown(stage.say(ADA, "/unvote D1"))
