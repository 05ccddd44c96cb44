"""One person, two ballots: whoever links, votes, parts and votes again has one voice in a round."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.decisions.export import exported_decision
from bot.decisions.model import Decision, Standing, Tally
from bot.decisions.rules import tally
from bot.decisions.store import Ballots, Decisions, Objections
from bot.people.model import Grant, Role
from bot.people.store import People, Roles
from bot.record.verify import check_decision
from tests import linking
from tests.decision_stage import (
    ADA,
    ADA_TOO,
    BEN,
    BEN_TOO,
    CYD,
    FAY,
    SECOND,
    TRACK,
    Stage,
    Voice,
    opened,
    shown,
)

CALL = f"/consensus {TRACK} We meet weekly. for 3 days"
POLL = f"/poll {TRACK} Who holds the pen? | Grace | Hassan for 3 days"
RECORDED = "Your vote on D1 is recorded"
CROWD = tuple(Voice("telegram", f"8{number}") for number in range(6))


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as found:
        found.meet(*CROWD)
        yield found


def link(stage: Stage, first: Voice, second: Voice) -> str:
    """Link the second to the first, as both confirm; what is then said."""
    return shown(linking.link(stage.say, first, second))


def decision_of(stage: Stage, number: int = 1) -> Decision:
    with stage.store.begin() as tx:
        found = tx.get(Decisions).numbered(number)
    assert found
    return found


def counted(stage: Stage, number: int = 1) -> Tally:
    """The running counts, which are those of a plain recount."""
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(number)
        assert decision
        running = tx.get(Ballots).tally(decision)
        assert running == tally(ballot for _, ballot in tx.get(Ballots).all(decision))
        return running


def one_person(stage: Stage, first: Voice, second: Voice) -> bool:
    with stage.store.begin() as tx:
        found = [tx.get(People).behind(one.ref) for one in (first, second)]
    assert all(found)
    return len({one.id for one in found if one}) == 1


def record(stage: Stage, number: int = 1) -> str:
    """The file of a decision, which is whole."""
    with stage.store.begin() as tx:
        text = exported_decision(tx, number) or ""
    assert check_decision(text) == []
    return text


def close(stage: Stage) -> str:
    """The close comes and is noticed; what is then said."""
    stage.time += 72 * 3600 * SECOND
    return shown(stage.tick())


def test_who_links_votes_and_parts_votes_with_one_voice(stage: Stage) -> None:
    """The second of the two electors replaces the ballot instead of adding one."""
    opened(stage, CALL)
    link(stage, ADA, ADA_TOO)
    stage.say(ADA, "/vote D1 support")
    stage.say(ADA, "/unlink")
    assert not one_person(stage, ADA, ADA_TOO)
    said = shown(stage.say(ADA_TOO, "/vote D1 abstain"))
    assert "Recorded on D1: Abstain." in said
    assert "one voice" in said
    assert counted(stage) == Tally({"abstain": 1}, 1)
    stage.say(ADA, "/vote D1 support")
    assert counted(stage) == Tally({"support": 1}, 1)
    record(stage)


@pytest.mark.parametrize("parted", [ADA, ADA_TOO])
def test_linking_after_the_vote_and_parting_again_leaves_one_voice(
    stage: Stage, parted: Voice
) -> None:
    opened(stage, CALL)
    stage.say(ADA, "/vote D1 support")
    stage.say(ADA_TOO, "/vote D1 abstain")
    link(stage, ADA, ADA_TOO)
    assert counted(stage) == Tally({"abstain": 1}, 1)
    stage.say(parted, "/unlink")
    for voice in (ADA, ADA_TOO):
        stage.say(voice, "/vote D1 support")
        assert counted(stage) == Tally({"support": 1}, 1)
    record(stage)


def test_a_voice_is_kept_through_a_vote_that_was_taken_back(stage: Stage) -> None:
    opened(stage, CALL)
    link(stage, ADA, ADA_TOO)
    stage.say(ADA, "/vote D1 support")
    stage.say(ADA, "/unvote D1")
    stage.say(ADA, "/unlink")
    for voice in (ADA, ADA_TOO):
        stage.say(voice, "/vote D1 support")
    assert counted(stage).people == 1


def test_a_chain_of_links_is_one_voice(stage: Stage) -> None:
    """Parted from one and linked to the next, a person carries the voice along."""
    opened(stage, CALL)
    link(stage, ADA, ADA_TOO)
    stage.say(ADA, "/vote D1 support")
    stage.say(ADA_TOO, "/unlink")
    link(stage, CYD, ADA_TOO)
    stage.say(ADA_TOO, "/unlink")
    link(stage, BEN, ADA_TOO)
    for voice in (ADA, ADA_TOO, BEN, CYD):
        stage.say(voice, "/vote D1 support")
    assert counted(stage) == Tally({"support": 1}, 1)
    record(stage)


def test_who_has_a_second_account_after_the_opening_votes_once_and_counts(stage: Stage) -> None:
    opened(stage, CALL)
    stage.say(BEN_TOO, f"/join {TRACK} agree")
    link(stage, BEN, BEN_TOO)
    stage.say(BEN_TOO, "/vote D1 support")
    stage.say(BEN, "/unlink")
    stage.say(BEN_TOO, "/vote D1 abstain")
    assert counted(stage) == Tally({"abstain": 1}, 1)
    stage.say(BEN, "/vote D1 support")
    assert counted(stage) == Tally({"support": 1}, 1)


def test_either_account_of_a_voice_takes_its_ballot_back(stage: Stage) -> None:
    opened(stage, CALL)
    link(stage, ADA, ADA_TOO)
    stage.say(ADA, "/vote D1 object: It is early.")
    stage.say(ADA, "/unlink")
    assert "taken back" in shown(stage.say(ADA_TOO, "/unvote D1"))
    assert counted(stage) == Tally()
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        (one,) = tx.get(Objections).of(decision)
        assert one.standing is Standing.WITHDRAWN
    record(stage)


def test_an_objection_is_the_voices_whichever_account_answers(stage: Stage) -> None:
    opened(stage, CALL)
    link(stage, ADA, ADA_TOO)
    stage.say(ADA, "/vote D1 object: It is early.")
    stage.say(ADA, "/unlink")
    assert "Noted" in shown(stage.say(ADA_TOO, "/remedy D1 Begin later."))
    assert "is withdrawn" in shown(stage.say(ADA_TOO, "/resolved D1.1"))
    stage.say(ADA_TOO, "/vote D1 support")
    stage.say(ADA, "/vote D1 object: It is late.")
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        raised = [one for one in tx.get(Objections).of(decision) if one.stands]
    assert len(raised) == 1
    record(stage)


@pytest.mark.parametrize("order", [(CYD, BEN_TOO), (BEN_TOO, CYD)])
def test_what_becomes_of_an_objection_is_done_by_the_account_that_raised_it(
    stage: Stage, order: tuple[Voice, Voice]
) -> None:
    """The record knows its author by the name of that account, whoever speaks for the voice."""
    opened(stage, CALL)
    stage.say(BEN_TOO, f"/join {TRACK} agree")
    for voice in order:
        stage.say(voice, f"/vote D1 object: It is late for {voice.id}.")
    link(stage, CYD, BEN_TOO)
    record(stage)
    stage.say(CYD, "/vote D1 object: It is later.")
    record(stage)
    assert "Done" in shown(stage.say(CYD, "/privacy erase yes"))
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        raised = [one.standing for one in tx.get(Objections).of(decision)]
    assert raised == [Standing.WITHDRAWN, Standing.WITHDRAWN]
    record(stage)


@pytest.mark.parametrize("secret", [True, False])
def test_a_voice_that_has_spoken_is_not_asked_to_vote(stage: Stage, secret: bool) -> None:
    opened(stage, POLL, *(["ballots secret"] if secret else []))
    link(stage, ADA, ADA_TOO)
    vote(stage, ADA, 1)
    stage.say(ADA, "/unlink")
    assert "D1" not in shown(stage.say(ADA_TOO, "/todo"))
    stage.time += 40 * 3600 * SECOND
    asked = {one.to.id for one in stage.tick() if "waits for your vote" in shown([one])}
    assert BEN.id in asked
    assert not {ADA.id, ADA_TOO.id} & asked


def test_the_denominator_counts_a_voice_once(stage: Stage) -> None:
    """Two electors who turn out to be one person can't make the turnout unreachable."""
    opened(stage, CALL)
    electors = decision_of(stage).charter
    before = int(re.findall(r'"electorate":(\d+)', electors)[0])
    stage.say(ADA, "/vote D1 support")
    link(stage, ADA, ADA_TOO)
    stage.say(ADA, "/unlink")
    said = close(stage)
    assert f"1 of {before - 1} spoke" in said
    assert f"Silent: {before - 2}" in said
    assert '"absorbed":' in record(stage)


def vote(stage: Stage, voice: Voice, option: int, receipt: str = "") -> str:
    """Vote secretly, by as many steps as that takes; what is said last."""
    return shown(stage.votes_secretly(voice, f"/vote D1 {option} {receipt}"))


def test_who_links_votes_secretly_and_parts_votes_with_one_voice(stage: Stage) -> None:
    opened(stage, POLL, "ballots secret")
    link(stage, ADA, ADA_TOO)
    assert RECORDED in vote(stage, ADA, 1)
    stage.say(ADA, "/unlink")
    assert RECORDED not in vote(stage, ADA_TOO, 2)
    assert counted(stage).people == 1
    record(stage)


def test_linking_after_a_secret_vote_and_parting_leaves_one_voice(stage: Stage) -> None:
    opened(stage, POLL, "ballots secret")
    vote(stage, ADA, 1)
    assert "one person now" in link(stage, ADA_TOO, ADA)
    assert RECORDED not in vote(stage, ADA_TOO, 2)
    stage.say(ADA, "/unlink")
    assert RECORDED not in vote(stage, ADA_TOO, 2)
    assert counted(stage).people == 1
    for voice in CROWD[:5]:
        vote(stage, voice, 1)
    close(stage)
    record(stage)


def test_two_secret_votes_let_the_link_wait_for_the_close(stage: Stage) -> None:
    """A secret ballot can't be found, so neither can be taken out: the link says that it waits,
    and is carried out by itself."""
    opened(stage, POLL, "ballots secret")
    for voice in (ADA, ADA_TOO, *CROWD[:4]):
        vote(stage, voice, 1)
    said = link(stage, ADA, ADA_TOO)
    assert "D1" in said
    assert "one person now" not in said
    assert not one_person(stage, ADA, ADA_TOO)
    stage.tick()
    assert not one_person(stage, ADA, ADA_TOO)
    stage.time += 72 * 3600 * SECOND
    told = [one.to.id for one in stage.tick() if "one person now" in shown([one])]
    assert sorted(told) == sorted([ADA.id, ADA_TOO.id])
    assert one_person(stage, ADA, ADA_TOO)
    stage.tick()
    record(stage)


def test_a_waiting_link_waits_on_when_the_round_is_extended(stage: Stage) -> None:
    opened(stage, POLL, "ballots secret")
    for voice in (ADA, ADA_TOO):
        vote(stage, voice, 1)
    link(stage, ADA, ADA_TOO)
    stage.say(FAY, "/extend D1 1 day")
    stage.time += 72 * 3600 * SECOND
    stage.tick()
    assert not one_person(stage, ADA, ADA_TOO)
    stage.time += 24 * 3600 * SECOND
    stage.tick()
    assert one_person(stage, ADA, ADA_TOO)


def test_a_late_secret_vote_lets_the_link_wait_when_the_other_may_still_vote(stage: Stage) -> None:
    """Linked now, the vote that does not count would silence the one who is in the electorate."""
    opened(stage, POLL, "ballots secret")
    stage.say(BEN_TOO, f"/join {TRACK} agree")
    vote(stage, BEN_TOO, 1)
    link(stage, BEN, BEN_TOO)
    assert not one_person(stage, BEN, BEN_TOO)
    assert RECORDED in vote(stage, BEN, 2)
    assert counted(stage) == Tally({"1": 1}, 1, {"0": 1}, 1)


def test_a_waiting_link_is_dropped_by_unlink(stage: Stage) -> None:
    opened(stage, POLL, "ballots secret")
    for voice in (ADA, ADA_TOO):
        vote(stage, voice, 1)
    link(stage, ADA, ADA_TOO)
    assert "will not be linked" in shown(stage.say(ADA_TOO, "/unlink"))
    stage.time += 72 * 3600 * SECOND
    stage.tick()
    assert not one_person(stage, ADA, ADA_TOO)


def test_a_waiting_link_carries_no_role_that_came_meanwhile(stage: Stage) -> None:
    """What was confirmed is what is done: with other roles by then, it is asked anew."""
    opened(stage, POLL, "ballots secret")
    for voice in (ADA, CYD):
        vote(stage, voice, 1)
    link(stage, ADA, CYD)
    with stage.store.begin() as tx:
        person = tx.get(People).behind(CYD.ref)
        assert person
        tx.get(Roles).give(person.id, Grant(Role.FACILITATOR, TRACK))
        tx.commit()
    stage.time += 72 * 3600 * SECOND
    told = shown(stage.tick())
    assert not one_person(stage, ADA, CYD)
    assert "roles changed" in told
    stage.tick()
    assert not one_person(stage, ADA, CYD)
