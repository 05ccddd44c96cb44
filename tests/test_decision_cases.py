"""Cases of decisions worth telling one by one: linked accounts, secrets, hidden counts, groups."""

import re
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.conversation.outgoing import Outgoing
from bot.decisions import voting
from bot.decisions.model import Objection, Standing, Tally
from bot.decisions.store import Ballots, Decisions, Objections
from bot.people.model import StakeholderGroup
from storage import decisions
from tests import linking
from tests.decision_stage import (
    ADA,
    ADA_TOO,
    BEN,
    BEN_TOO,
    CYD,
    FAY,
    RAY,
    ROOM,
    SECOND,
    TRACK,
    Crowd,
    Stage,
    Voice,
    by_cell,
    known_of,
    opened,
    shown,
    told_too_much,
    totals,
)

CALL = f"/consensus {TRACK} We meet weekly. for 3 days"
POLL = f"/poll {TRACK} Who holds the pen? | Grace | Hassan for 3 days"
SECRET, HIDDEN = "ballots secret", "counts at-close"


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as found:
        yield found


def found(stage: Stage) -> tuple[Tally, list[Objection]]:
    """The counts of D1, and its objections."""
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        return tx.get(Ballots).tally(decision), tx.get(Objections).of(decision)


def link(stage: Stage, first: Voice, second: Voice, *, waits: bool = False) -> None:
    said = shown(linking.link(stage.say, first, second))
    assert ("Not linked yet" if waits else "one person now") in said


def over(stage: Stage) -> list[Outgoing]:
    """The close comes, and is noticed."""
    stage.time += 72 * 3600 * SECOND
    return stage.tick()


def test_who_voted_by_two_accounts_has_the_later_vote_once_they_are_linked(stage: Stage) -> None:
    opened(stage, CALL)
    stage.say(ADA, "/vote D1 support")
    stage.say(ADA_TOO, "/vote D1 reservations: It is early.")
    assert found(stage)[0].people == 2
    link(stage, ADA, ADA_TOO)
    assert found(stage)[0] == Tally({"reservations": 1}, 1)
    stage.say(ADA, "/vote D1 abstain")
    assert found(stage)[0] == Tally({"abstain": 1}, 1)


def test_of_two_objections_of_one_person_the_one_of_the_later_vote_stays(stage: Stage) -> None:
    opened(stage, CALL)
    stage.say(ADA, "/vote D1 object: It is early.")
    stage.say(ADA_TOO, "/vote D1 object: It is late.")
    link(stage, ADA, ADA_TOO)
    assert [one.standing for one in found(stage)[1]] == [Standing.WITHDRAWN, Standing.RAISED]
    stage.say(ADA, "/vote D1 support")
    assert {one.standing for one in found(stage)[1]} == {Standing.WITHDRAWN}


def test_an_objection_goes_with_the_vote_that_a_later_one_replaces(stage: Stage) -> None:
    opened(stage, CALL)
    stage.say(ADA, "/vote D1 object: It is early.")
    stage.say(ADA_TOO, "/vote D1 support")
    link(stage, ADA, ADA_TOO)
    assert [one.standing for one in found(stage)[1]] == [Standing.WITHDRAWN]


def test_an_objection_of_a_voice_goes_with_its_next_vote(stage: Stage) -> None:
    """The two parted, and are one voice in this round all the same."""
    opened(stage, CALL)
    stage.say(BEN_TOO, f"/join {TRACK} agree")
    stage.say(BEN_TOO, "/vote D1 object: It is early.")
    link(stage, CYD, BEN_TOO)
    stage.say(BEN_TOO, "/unlink")
    assert [one.standing for one in found(stage)[1]] == [Standing.RAISED]
    stage.say(CYD, "/vote D1 abstain")
    assert [one.standing for one in found(stage)[1]] == [Standing.WITHDRAWN]


@pytest.mark.parametrize("secret", [True, False])
@pytest.mark.parametrize("order", [(BEN_TOO, CYD), (CYD, BEN_TOO)])
@pytest.mark.parametrize("votes_as_two", [True, False])
@pytest.mark.parametrize("again", [(BEN_TOO, CYD), (CYD, BEN_TOO)])
def test_linking_and_parting_gives_nobody_a_second_voice(
    stage: Stage,
    secret: bool,
    order: tuple[Voice, Voice],
    votes_as_two: bool,
    again: tuple[Voice, Voice],
) -> None:
    """Ben's second account joins late; Cyd has been there from the beginning."""
    opened(stage, POLL, *([SECRET] if secret else []))
    stage.say(BEN_TOO, f"/join {TRACK} agree")
    for voice in order if votes_as_two else ():
        stage.votes_secretly(voice, "/vote D1 1")
    waits = secret and votes_as_two
    link(stage, *order, waits=waits)
    for voice in () if waits else order:
        said = shown(stage.votes_secretly(voice, "/vote D1 2"))
        assert secret or "Recorded on" in said
    assert found(stage)[0].people == 1
    assert secret or found(stage)[0] == Tally({"1": 1}, 1)
    stage.say(order[1], "/unlink")
    for voice in again:
        stage.votes_secretly(voice, "/vote D1 1")
        assert found(stage)[0].people <= 1


def test_a_secret_vote_that_came_late_stays_late_whoever_changes_it(stage: Stage) -> None:
    opened(stage, POLL, SECRET)
    stage.say(BEN_TOO, f"/join {TRACK} agree")
    said = shown(stage.votes_secretly(BEN_TOO, "/vote D1 1"))
    receipt = re.search(r"Receipt (\S+) for", said)
    assert receipt
    stage.votes_secretly(CYD, "/vote D1 1")
    link(stage, CYD, BEN_TOO, waits=True)
    changed = stage.votes_secretly(BEN_TOO, f"/vote D1 2 {receipt[1]}")
    assert "is recorded" in shown(changed)
    assert found(stage)[0] == Tally({"0": 1}, 1, {"1": 1}, 1)


def test_a_late_vote_counts_once_its_voter_is_known_to_have_been_there(stage: Stage) -> None:
    opened(stage, POLL)
    stage.say(BEN_TOO, f"/join {TRACK} agree")
    assert "shown apart" in shown(stage.say(BEN_TOO, "/vote D1 2"))
    assert found(stage)[0] == Tally({}, 0, {"1": 1}, 1)
    link(stage, CYD, BEN_TOO)
    assert found(stage)[0] == Tally({"1": 1}, 1)
    stage.say(BEN_TOO, "/unlink")
    stage.say(CYD, "/vote D1 1")
    assert found(stage)[0] == Tally({"0": 1}, 1)


def test_who_is_late_observes_left_or_is_neutral_is_in_no_count(stage: Stage) -> None:
    opened(stage, POLL)
    stage.say(CYD, f"/observe {TRACK}")
    stage.say(BEN, f"/leave {TRACK}")
    for voice in (CYD, BEN, RAY, BEN_TOO):
        assert "Recorded on" not in shown(stage.say(voice, "/vote D1 1"))
    assert found(stage)[0] == Tally()


@pytest.mark.parametrize("secret", [True, False])
def test_the_quorum_of_groups_is_of_what_voters_told(stage: Stage, secret: bool) -> None:
    """Whoever is late, erased or told nothing stands for no group; linked accounts are one."""
    opened(stage, POLL, "groups 2", *([SECRET] if secret else []))
    stage.say(BEN_TOO, f"/join {TRACK} agree")
    stage.say(BEN_TOO, "/me group private-sector")
    for voice in (BEN, BEN_TOO, ADA):
        stage.votes_secretly(voice, "/vote D1 1")
    assert "from 2 stakeholder groups." in _last_board(stage)
    stage.say(ADA_TOO, "/me group technical-community")
    link(stage, FAY, ADA_TOO)
    stage.votes_secretly(FAY, "/vote D1 1")
    assert "So far" not in _last_board(stage)
    stage.say(BEN, "/privacy erase yes")
    assert "government" not in str([stage.rows("ballot"), stage.rows("voter")])
    over(stage)
    stage.time += 3 * 3600 * SECOND
    missed = "only the turnout is told" if secret else "the quorum was missed"
    assert missed in shown(stage.tick())


def _last_board(stage: Stage) -> str:
    """The board of D1 in the room, drawn anew."""
    said = stage.say(FAY, "/extend D1 1 hours")
    return shown(one for one in said if one.board)


def test_what_people_tell_after_the_close_changes_no_number(stage: Stage) -> None:
    opened(stage, POLL)
    for voice in (ADA, BEN, CYD):
        stage.say(voice, f"/vote D1 {2 if voice is CYD else 1}")
    over(stage)
    before = shown(stage.say(FAY, "/numbers D1"))
    told = found(stage)
    for voice in (ADA, BEN, CYD):
        stage.say(voice, "/me organisation KICTANet")
        stage.say(voice, "/me region african")
    assert shown(stage.say(FAY, "/numbers D1")) == before
    assert found(stage) == told


def test_who_called_a_result_does_not_confirm_it_and_time_does_not_either(stage: Stage) -> None:
    opened(stage, CALL)
    for voice in (ADA, BEN):
        stage.say(voice, "/vote D1 support")
    over(stage)
    stage.say(FAY, "/result D1 consensus Nearly all agree.")
    stage.say(CYD, "/contest D1 I was not heard.")
    assert "final" not in shown(stage.say(FAY, "/confirm D1"))
    assert "is final" not in shown(over(stage))
    assert "is final" in shown(stage.say(RAY, "/confirm D1"))


def test_after_its_review_a_result_is_not_contested_though_nothing_noticed(stage: Stage) -> None:
    opened(stage, CALL)
    for voice in (ADA, BEN):
        stage.say(voice, "/vote D1 support")
    over(stage)
    stage.say(FAY, "/result D1 consensus Nearly all agree.")
    stage.time += 72 * 3600 * SECOND - SECOND
    stage.say(CYD, "/contest D1 I was not heard.")
    assert "is final" in shown(stage.tick())


@pytest.mark.parametrize("secret", [True, False])
def test_what_is_closed_stays_as_it_was_whoever_is_linked_then(stage: Stage, secret: bool) -> None:
    opened(stage, POLL, *([SECRET] if secret else []))
    for voice, choice in ((ADA, 1), (ADA_TOO, 2), (BEN, 2)):
        stage.votes_secretly(voice, f"/vote D1 {choice}")
    before = found(stage)
    stage.time += 72 * 3600 * SECOND
    link(stage, ADA, ADA_TOO)
    assert "Recorded on" not in shown(stage.say(CYD, "/vote D1 1"))
    stage.tick()
    stage.say(BEN, "/privacy erase yes")
    assert found(stage) == before


def test_the_file_would_be_the_same_had_two_secret_voters_said_the_reverse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A receipt goes with a choice, not with a person: so nothing else may tell them apart."""
    files = []
    monkeypatch.setattr(voting, "new_salt", lambda: "0" * 32)
    for order in ((1, 2), (2, 1)):
        names = (f"v-{number:016}" for number in count())
        monkeypatch.setattr(decisions, "new_pseudonym", partial(next, names))
        with closing(Stage()) as stage:
            opened(stage, POLL, SECRET, HIDDEN)
            for voice, choice in zip((ADA, BEN), order, strict=True):
                monkeypatch.setattr(voting, "new_receipt", lambda which=choice: f"AAAA-AAA{which}")
                said = shown(stage.votes_secretly(voice, f"/vote D1 {choice}"))
                assert "is recorded" in said
            over(stage)
            files.append({name: stage.rows(name) for name in stage.tables()})
    for name, rows in files[0].items():
        assert rows == files[1][name], name
    assert len(files[0]["secret_ballot"]) == 2


@pytest.mark.parametrize("line", [CALL, f"/sense {TRACK} Would an evening suit you? for 3 days"])
def test_what_can_be_asked_in_secret_can_be_answered_in_secret(stage: Stage, line: str) -> None:
    opened(stage, line, SECRET)
    if any(row["terms"].count('"secret"') for row in stage.rows("decision")):
        for voice, position in ((ADA, "support"), (BEN, "reservations I fear."), (CYD, "abstain"),
                                (ADA_TOO, "object I do not want it.")):  # fmt: skip
            assert "Recorded on" in shown(stage.say(voice, f"/vote D1 {position}")), position
        assert "not want it" not in shown(over(stage))


def test_only_who_can_vote_is_asked_to_vote(stage: Stage) -> None:
    opened(stage, CALL)
    stage.say(CYD, f"/leave {TRACK}")
    stage.say(ADA, f"/observe {TRACK}")
    stage.say(BEN, "/vote D1 support")
    stage.time += 60 * 3600 * SECOND
    asked = {one.to.id for one in stage.tick() if "waits for your vote" in shown([one])}
    assert "vote until" not in shown(stage.say(RAY, "/todo"))
    assert asked == {ADA_TOO.id, FAY.id}


def test_the_register_begins_with_what_is_open_however_much_is_newer(stage: Stage) -> None:
    for number in range(1, 18):
        opened(stage, CALL)
        stage.time += 180 * SECOND
        if number > 1:
            stage.say(FAY, f"/withdraw D{number} It was overtaken.")
    lines = re.findall(r"(D\d+) We meet weekly\.: (\w+)", shown(stage.say(ADA, "/decisions")))
    newest = [(f"D{number}", "withdrawn") for number in range(17, 3, -1)]
    assert lines == [("D1", "open"), *newest]
    assert "2 older decisions are not shown." in shown(stage.say(ADA, "/decisions"))


@pytest.mark.parametrize("what", ["decision", "list", "numbers", "chart"])
@pytest.mark.parametrize("withdrawn", [True, False])
def test_hidden_counts_are_not_shown_before_the_close(
    stage: Stage, what: str, withdrawn: bool
) -> None:
    opened(stage, CALL, HIDDEN)
    stage.say(ADA, "/vote D1 support")
    if withdrawn:
        stage.say(FAY, "/withdraw D1 It was overtaken.")
    for voice, room in ((ADA, None), (FAY, None), (BEN, ROOM)):
        assert not re.search(r"Support:? \d", shown(stage.say(voice, f"/{what} D1", room)))


def test_a_room_is_not_shown_what_one_of_those_in_it_may_see(stage: Stage) -> None:
    opened(stage, CALL)
    stage.say(ADA, "/vote D1 support")
    assert "Support 1" in shown(stage.say(ADA, "/decision D1"))
    assert "Support 1" not in shown(stage.say(ADA, "/decision D1", ROOM))


# The numbers of groups that are shown in the course of a decision.

GROUPS = (*list(StakeholderGroup)[:3], None)
SAID = ("support", "object Not so.", "")
LABELS = {"Support": "support", "Object": "object", "Reservations": "reservations",
          "Abstain": "abstain", "all else, silence included": ""}  # fmt: skip
SILENT_CAST = [("", ""), ("", ""), ("government", ""), ("civil-society", ""), ("", ""), ("", "")]
sizes = st.one_of(st.integers(0, 9), st.sampled_from((0, 5, 6, 7)))


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(st.tuples(*(sizes for _ in range(12))), st.sampled_from((1, 2, 100)))
def test_what_is_shown_of_groups_tells_of_no_few(counts: tuple[int, ...], step: int) -> None:
    """At half time, when every step-th of those has spoken who will, and at the close."""
    kinds = [(group, said) for group in GROUPS for said in SAID]
    voices = {
        Voice("telegram", f"9{number}{place:03}", group=group): said
        for number, ((group, said), size) in enumerate(zip(kinds, counts, strict=True))
        for place in range(size)
    }
    early = [one for one in list(voices)[::step] if voices[one]]
    with closing(Stage()) as stage:
        stage.meet(*voices)
        opened(stage, CALL)
        stage.say_all([(one, f"/vote D1 {voices[one]}") for one in early])
        stage.time += 40 * 3600 * SECOND
        half_time = shown(one for one in stage.tick() if one.to.id == FAY.id)
        stage.say_all([(one, f"/vote D1 {said}") for one, said in voices.items() if said])
        over(stage)
        table = _table(shown(stage.say(FAY, "/numbers D1")))
    spoke = [(_of(one), "spoke" if one in early else "") for one in voices]
    _check_half_time(half_time, SILENT_CAST + spoke)
    crowd = SILENT_CAST + [(_of(one), said.partition(" ")[0]) for one, said in voices.items()]
    assert not told_too_much(crowd, known_of(crowd, table))


def _check_half_time(text: str, crowd: Crowd) -> None:
    """That nobody of a group was heard may be said: it is why there is a half time."""
    listed = text.partition("by stakeholder group:")[2].partition("by region:")[0]
    names = {_name(one): one.value for one in StakeholderGroup}
    found = re.findall(r"^- (.+): (\d+)$", listed, re.MULTILINE)
    known = [(frozenset([(names[name], "")]), int(count)) for name, count in found]
    assert all(by_cell(crowd, cell) == count for cell, count in known)
    single = [cell for cell in told_too_much(crowd, [*known, *totals(crowd)]) if len(cell) == 1]
    assert [cell for cell in single if by_cell(crowd, cell)] == []


def _table(text: str) -> dict[str, dict[str, int]]:
    """The table by group, as it is read."""
    listed = text.partition("By stakeholder group:")[2].partition("By region:")[0]
    names = {_name(one): one.value for one in StakeholderGroup} | {"Others, or not shown": ""}
    return {
        names[group]: {
            LABELS[name]: int(count)
            for name, count in re.findall(rf"({'|'.join(LABELS)}) (\d+)", row)
        }
        for group, row in re.findall(r"^- (.+): (.+)$", listed, re.MULTILINE)
    }


def _of(voice: Voice) -> str:
    return voice.group.value if voice.group else ""


def _name(group: StakeholderGroup) -> str:
    return group.label.words
