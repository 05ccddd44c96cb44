"""A secret ballot is cast in private only, shows no count before the close, and is told of few."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from bot.conversation.message import Claim, RoomNames, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import Button
from bot.decisions.export import exported_decision
from bot.decisions.model import Visible
from bot.decisions.store import Ballots, Decisions
from bot.pages.decision_page import decision_page
from bot.pages.decisions import decision_shown
from bot.pages.facts import facts
from bot.ports import Outbox, Sent
from bot.record.verify import check_decision
from bot.tracks.store import Rooms
from tests import decision_stage
from tests.decision_stage import ADA, BEN, CYD, FAY, ROOM, SECOND, TRACK, Stage, Voice, shown

POLL = f"/poll {TRACK} Who holds the pen? | Grace | Hassan for 3 days"
RANKING = f"/poll {TRACK} ranking Who holds the pen? | Grace | Hassan | Ines for 3 days"
APPROVAL = f"/poll {TRACK} approval Which days? | Mo | Tu | We | Th | Fr for 3 days"
CROWD = tuple(Voice("telegram", f"8{number}") for number in range(6))
LIST = RoomRef("mail", "irpc@lists.example")
WRITER = Voice("mail", "tala@b.example")
RECORDED = "Your vote on D1 is recorded"


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as found:
        found.meet(*CROWD, WRITER)
        yield found


def opened(stage: Stage, line: str = POLL) -> list[Outgoing]:
    """Propose and open a secret decision; the first one is D1. What is then said."""
    return decision_stage.opened(stage, line, "ballots secret")


def vote(stage: Stage, voice: Voice, option: str = "1", reference: str = "D1") -> str:
    """Vote secretly, by its two steps; what is said last."""
    return shown(stage.votes_secretly(voice, f"/vote {reference} {option}"))


def people(stage: Stage) -> int:
    """How many votes are recorded on D1."""
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        found = tx.get(Ballots).turnout(decision)
    return found.people + found.late_people


def says(said: list[Outgoing]) -> list[str]:
    return [button.says for one in said for button in one.wording.buttons]


def labels(said: list[Outgoing]) -> list[str]:
    return [button.label for one in said for button in one.wording.buttons]


def page(stage: Stage, number: int = 1) -> str:
    """All that the page of a decision and its JSON hold."""
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(number)
        assert decision
        found = decision_page(decision_shown(tx, decision, stage.time))
    return f"{found} {facts(found.facts)}"


def closes(stage: Stage) -> list[Outgoing]:
    """The close comes and is noticed; what is then said."""
    stage.time += 72 * 3600 * SECOND
    return stage.tick()


def record(stage: Stage) -> dict[str, Any]:
    """The file of D1, which is whole."""
    with stage.store.begin() as tx:
        text = exported_decision(tx, 1) or ""
    assert check_decision(text) == []
    found: dict[str, Any] = json.loads(text)
    return found


# C1: in private only.


def test_the_board_of_a_secret_poll_offers_the_way_to_private_and_nothing_else(
    stage: Stage,
) -> None:
    board = [one for one in opened(stage) if one.board]
    assert labels(board) == ["Vote in private"]
    assert says(board) == ["vote D1/1"]
    in_private = stage.tap(CYD, board[0], room=ROOM)
    assert [one.to.id for one in in_private] == [CYD.id]
    assert labels(in_private) == ["Grace", "Hassan"]
    assert labels(stage.say(ADA, "/decision D1", ROOM)) == ["Vote in private"]


@pytest.mark.parametrize("line", ["/vote D1 Hassan", "/vote D1/1 2", "/vote D1 2 4Q7K-9XMA"])
def test_a_vote_that_is_typed_in_a_room_records_nothing_and_says_why_in_private(
    stage: Stage, line: str
) -> None:
    opened(stage)
    said = stage.say(CYD, line, ROOM)
    assert people(stage) == 0
    assert [one.to.id for one in said if not one.board] == [CYD.id]
    assert "others see" in shown(said)
    assert "Hassan" not in shown(said)
    assert "Receipt" not in shown(said)
    assert labels(said) == ["Grace", "Hassan"]


def test_a_secret_vote_is_not_taken_back_in_a_room(stage: Stage) -> None:
    opened(stage)
    vote(stage, CYD)
    said = stage.say(CYD, "/unvote D1 4Q7K-9XMA", ROOM)
    assert [one.to.id for one in said] == [CYD.id]
    assert "others see" in shown(said)


def test_ballot_buttons_of_an_old_board_and_reactions_record_nothing(stage: Stage) -> None:
    """A reaction and a numbered reply reach the core as the button they stand for."""
    (board,) = (one for one in opened(stage) if one.board)
    old = tuple(Button(name, f"vote D1/1 {place}") for place, name in enumerate("GH", 1))
    with stage.store.begin() as tx:
        before = replace(board, wording=replace(board.wording, buttons=old), board="")
        number = tx.get(Outbox).put(before, stage.time)
        tx.get(Outbox).sent([Sent(number, "sent-old")], stage.time)
        tx.commit()
    board = replace(board, id=number)
    said = stage.tap(CYD, board, 1, room=ROOM)
    assert people(stage) == 0
    assert [one.to.id for one in said] == [CYD.id]
    assert "others see" in shown(said)


def test_no_letter_carries_ballots_that_are_secret(stage: Stage) -> None:
    with stage.store.begin() as tx:
        tx.get(Rooms).bind(LIST, RoomNames("The list"), TRACK)
        tx.commit()
    said = opened(stage)
    stage.time += 50 * 3600 * SECOND
    said += stage.tick()
    letters = [one for one in said if one.to.platform == "mail"]
    assert {one.to.id for one in letters} == {LIST.id, WRITER.id}
    assert not [one for one in says(letters) if one.startswith(("vote", "cast"))]
    assert "not by mail" in shown(letters)


@pytest.mark.parametrize("proven", [True, False])
def test_a_letter_records_no_secret_vote_and_its_words_are_asked_back_from_nobody(
    stage: Stage, proven: bool
) -> None:
    """A mail is kept by the servers on its way: to the bot alone as well."""
    opened(stage)
    claim = Claim()
    if proven:
        (asked,) = stage.write(WRITER, "/decision D1", Claim())
        claim = Claim((asked.id,), asked.id)
    said = stage.write(WRITER, "/vote D1 Hassan", claim)
    assert people(stage) == 0
    assert "mail servers keep" in shown(said)
    assert "Hassan" not in shown(said)
    assert not [one for one in says(said) if "vote" in one]


# C3: no count before the close.


def test_no_count_of_a_secret_poll_is_shown_before_its_close(stage: Stage) -> None:
    """Neither to who has voted nor anywhere else; and what is withdrawn shows none either."""
    opened(stage, POLL)
    for voice in (ADA, *CROWD):
        vote(stage, voice)
        for what in ("decision", "list", "numbers", "chart", "todo", "decisions"):
            line = f"/{what}" if what in ("todo", "decisions") else f"/{what} D1"
            for room in (None, ROOM):
                assert not re.search(r"Grace:? \d|Hassan:? \d", shown(stage.say(voice, line, room)))
        assert "Counts are shown at the close." in page(stage)
    assert record(stage)["rounds"][0]["ballots"] is None
    stage.say(FAY, "/withdraw D1 It was overtaken.")
    assert not re.search(r"Grace:? \d", shown(stage.say(ADA, "/decision D1")))


def test_a_secret_charter_can_t_show_counts_after_voting(stage: Stage) -> None:
    (said,) = stage.say(FAY, POLL)
    assert "Counts are shown once you have voted." in shown([said])
    assert "at the close" in shown(stage.say(FAY, "/charter 1 ballots secret"))
    refused = shown(stage.say(FAY, "/charter 1 counts after-voting"))
    assert "Nothing was changed" in refused
    with stage.store.begin() as tx:
        draft = tx.get(Decisions).by_id(1)
    assert draft
    assert draft.terms.visible is Visible.AT_CLOSE


def test_a_charter_frozen_before_shows_its_counts_at_the_close_all_the_same(stage: Stage) -> None:
    opened(stage, POLL)
    with stage.store.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE decision SET terms = replace(terms, 'at-close', 'after-voting')"
        )
    vote(stage, ADA)
    said = shown(stage.say(ADA, "/decision D1"))
    assert not re.search(r"Grace:? \d", said)
    assert "they are not" in said


# C2: few, early, and fingerprints.


def test_a_secret_charter_is_refused_for_fewer_than_five_voters() -> None:
    with closing(Stage()) as stage:
        for voice in (ADA, BEN, CYD):
            stage.say(voice, f"/leave {TRACK}")
        stage.say(FAY, POLL)
        assert "5 voters or more" in shown(stage.say(FAY, "/charter 1 ballots secret"))
        assert "secret" not in str(stage.rows("decision")[0]["terms"]).replace("secrecy", "")


def test_a_secret_charter_is_refused_again_when_it_is_opened(stage: Stage) -> None:
    stage.say(FAY, POLL)
    stage.say(FAY, "/charter 1 ballots secret")
    for voice in (ADA, BEN, CYD, *CROWD):
        stage.say(voice, f"/leave {TRACK}")
    assert "5 voters or more" in shown(stage.say(FAY, "/open 1"))


@pytest.mark.parametrize("votes", [0, 1, 4])
def test_of_few_secret_ballots_the_turnout_alone_is_told_everywhere(
    stage: Stage, votes: int
) -> None:
    opened(stage)
    for voice in CROWD[:votes]:
        vote(stage, voice, "2")
    told = shown(closes(stage))
    for line in ("/decision D1", "/numbers D1", "/chart D1", "/list D1", "/todo"):
        told += "\n" + shown(stage.say(FAY, line))
    told += page(stage)
    assert not re.search(r"Hassan:? \d", told)
    assert "only the turnout is told" in told
    for result in ("full", "consensus", "strong", "divergence", "not-quorate"):
        said = shown(stage.say(FAY, f'/result D1 {result} "So it is."'))
        assert "a result was called" not in said
    (one,) = record(stage)["rounds"]
    assert one["ballots"] is None
    assert one["published"] == "none"


def test_unanimity_among_five_is_published(stage: Stage) -> None:
    """The charter says beforehand that the count can tell it."""
    said = opened(stage)
    assert "If all say the same, the count tells it." in shown(said)
    for voice in CROWD[:5]:
        vote(stage, voice, "2")
    assert "Hassan 5" in shown(closes(stage))
    record(stage)


def test_an_extension_is_no_early_end(stage: Stage) -> None:
    opened(stage)
    for voice in CROWD[:4]:
        vote(stage, voice, "2")
    stage.time += 50 * 3600 * SECOND
    told = shown([one for one in stage.tick() if one.to.id == FAY.id])
    assert "/extend D1" in told.replace("!extend", "/extend")
    stage.say(FAY, "/extend D1 2 days")
    vote(stage, CROWD[4], "2")
    stage.time += 22 * 3600 * SECOND
    stage.tick()
    stage.time += 48 * 3600 * SECOND
    assert "Hassan 5" in shown(stage.tick())


@pytest.mark.parametrize("how", ['/restart D1 "Who holds the pen, then?"', "/withdraw D1 Enough."])
def test_what_ends_early_publishes_no_secret_ballot(stage: Stage, how: str) -> None:
    opened(stage)
    for voice in (*CROWD, ADA):
        vote(stage, voice, "2")
    told = shown(stage.say(FAY, how))
    assert not re.search(r"Hassan:? \d", told + page(stage))
    first = record(stage)["rounds"][0]
    assert first["ballots"] is None
    assert first["stated"] is None


def test_what_closed_with_few_is_opened_again_with_the_same_text(stage: Stage) -> None:
    opened(stage)
    vote(stage, ADA)
    assert "reopen D1" in says(closes(stage))
    stage.meet(Voice("telegram", "91"))
    said = stage.say(FAY, '/reopen D1 "Too few have voted."')
    assert "open again" in shown(said)
    for voice in CROWD[:5]:
        vote(stage, voice, "1")
    assert "Grace 5" in shown(closes(stage))
    assert "a result was called" in shown(stage.say(FAY, '/result D1 consensus "All agree."'))
    first, second = record(stage)["rounds"]
    assert first["charter"]["text"] == second["charter"]["text"]
    assert len(second["electorate"]) == len(first["electorate"]) + 1


@pytest.mark.parametrize("votes", [5, 6])
def test_what_can_have_a_result_is_not_opened_again(stage: Stage, votes: int) -> None:
    opened(stage)
    for voice in CROWD[:votes]:
        vote(stage, voice, "1")
    assert "open again" not in shown(stage.say(FAY, '/reopen D1 "Once more."'))
    closes(stage)
    assert "Nothing was changed" in shown(stage.say(FAY, '/reopen D1 "Once more."'))


@pytest.mark.parametrize(("line", "said"), [(RANKING, "3 1 2"), (APPROVAL, "1 3 5")])
def test_ballots_that_are_fingerprints_are_published_as_tables_alone(
    stage: Stage, line: str, said: str
) -> None:
    opened(stage, line)
    for voice in CROWD:
        vote(stage, voice, said)
    closes(stage)
    (one,) = record(stage)["rounds"]
    assert one["ballots"] is None
    assert one["published"] == "tables"
    assert one["stated"]["tables"]
