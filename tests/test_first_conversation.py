"""Where people and the bot meet for the first time, in threads, and at cards that several use."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.matrix.contents import texts
from bot.conversation.message import RoomRef, Shared, Tap
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import Button
from bot.people.store import People
from bot.ports import Outbox, Sent
from tests.decision_stage import ADA_TOO, BEN_TOO, FAY, ROOM, TRACK, Stage, Voice, opened, shown
from tests.matrix_stage import says

PLACE = f"{ROOM.platform}:{ROOM.id}"
OPENED = RoomRef("matrix", "!opened:home.example")
"""The room that the platform opened to write to somebody."""


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage()
    made.meet(ADA_TOO, BEN_TOO, FAY)
    yield made
    made.close()


def _below(stage: Stage, voice: Voice, text: str, *above: str) -> str:
    """What is said to a message in a thread of the room, below these messages of the bot."""
    message = replace(stage._message(voice, text, ROOM), thread="$root", under=above)
    return shown(stage._hear([message]))


def _board(said: list[Outgoing]) -> str:
    return next(f"sent-{one.id}" for one in said if one.board)


def test_a_number_in_a_thread_below_a_board_votes(stage: Stage) -> None:
    board = _board(opened(stage, f'/consensus {TRACK} "We meet weekly."'))
    assert "Recorded on D1: Support" in _below(stage, ADA_TOO, "1", board)
    # Here a board is said anew. What stands nearer has no buttons: the board is asked next.
    board = next(row["sent_id"] for row in stage.rows("outbox") if row["place"] == PLACE)
    assert "Recorded on D1: Abstain" in _below(stage, ADA_TOO, "3", "sent-999", board)


@pytest.mark.parametrize("talk", ["1st of all, good morning", "yes", "What of 2026?"])
def test_talk_in_a_thread_below_a_board_is_talk(stage: Stage, talk: str) -> None:
    board = _board(opened(stage, f'/consensus {TRACK} "We meet weekly."'))
    assert _below(stage, ADA_TOO, talk, board) == ""
    assert stage.rows("ballot") == []


def test_talk_below_a_question_does_not_answer_it(stage: Stage) -> None:
    opened(stage, f'/consensus {TRACK} "We meet weekly."')
    [question] = [one for one in stage.say(ADA_TOO, "/vote D1 object") if one.wording.asks]
    message = replace(stage._message(BEN_TOO, "So do I", ROOM), under=(f"sent-{question.id}",))
    assert stage._hear([message]) == []


def test_what_was_asked_where_the_platform_opened_a_room_is_answered_there(stage: Stage) -> None:
    """A newcomer has no room with the bot: the message stands in one that the adapter made."""
    newcomer = Voice("matrix", "@new:n.example")
    stage._runner.run(
        stage.app.hear("matrix", [stage._message(newcomer, f"!join {TRACK}", ROOM)], "")
    )
    with stage.store.begin() as tx:
        [asked] = tx.get(Outbox).due("matrix", stage.time, 9)
        assert asked.to == newcomer.ref
        tx.get(Outbox).sent([Sent(asked.id, "$asked", asked.version, OPENED)], stage.time)
        tx.get(People).keep_room(newcomer.ref, OPENED)
        tx.commit()
    answer = replace(stage._message(newcomer, "1", OPENED), private=True)
    said = stage._hear([answer])
    assert "You are in" in shown(said)
    assert said[0].to == OPENED


def test_a_talk_of_two_that_became_a_room_is_no_place_for_what_is_private(stage: Stage) -> None:
    hall, direct = ROOM, ADA_TOO.private
    assert stage.say(ADA_TOO, "/me", hall)[0].to == direct
    stage._runner.run(stage.app.hear("matrix", [Shared("shared-1", direct, stage.time)], ""))
    assert stage.say(ADA_TOO, "/me", hall)[0].to == ADA_TOO.ref


def test_a_card_in_a_room_works_for_everyone(stage: Stage) -> None:
    [card] = stage.say(ADA_TOO, "/tracks", ROOM)
    number = f"sent-{card.id}"
    for voice, place, title in (
        (ADA_TOO, 0, "Best Practice Forums"),
        (BEN_TOO, 1, "Dynamic Coalitions"),
        (ADA_TOO, 2, "Policy Networks"),
    ):
        tapped = replace(stage._message(voice, "", ROOM), tap=Tap(number, place))
        assert title in shown(stage._hear([tapped]))
    assert "Best Practice Forums" in shown(
        stage._hear([replace(stage._message(BEN_TOO, "1", ROOM), replies_to=number)])
    )


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("tracks", "39 tracks are open"),
        ("track irpc", "Internet Rights"),
        ("", "I keep the tracks"),
        ("what is open now?", "I keep the tracks"),
        ("trackside", "I keep the tracks"),
    ],
)
def test_whoever_says_its_name_is_answered(stage: Stage, words: str, answer: str) -> None:
    message = replace(stage._message(ADA_TOO, words, ROOM), addressed=True)
    assert answer in shown(stage._hear([message]))
    assert stage._hear([replace(message, id="not-to-it", addressed=False)]) == []


def test_a_choice_that_is_a_command_has_the_sign_of_the_platform(stage: Stage) -> None:
    [asked] = stage.say(ADA_TOO, "!trakcs")
    [content] = texts(asked, answers="", thread="")
    assert "1 !tracks" in content["body"]
    theirs = says("!room", "Where?", buttons=(Button("/tmp", "vote D1 1"),))
    [answer] = texts(theirs, answers="", thread="")
    assert "1 /tmp" in answer["body"], "an option is somebody's words"


def test_a_board_that_had_to_be_said_anew_is_the_only_one(stage: Stage) -> None:
    """Stage shows every message under an id of its own, as a platform does that can't edit."""
    opened(stage, f'/consensus {TRACK} "We meet weekly."')
    stage.say(ADA_TOO, "/vote D1 support")
    boards = [row for row in stage.rows("outbox") if row["board"]]
    by_place = [(row["place"], row["board"]) for row in boards if row["state"] == "sent"]
    assert by_place
    assert len(by_place) == len(set(by_place))
