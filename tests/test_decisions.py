"""The rules of decisions: quorum, charter, times, counts, possible results, what may be shown."""

import re
from collections import Counter
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.decisions.languages import Languages, Translation
from bot.decisions.model import (
    Ballot,
    Charter,
    Decision,
    Designation,
    Kind,
    Objection,
    Position,
    Quorum,
    Result,
    Secrecy,
    Silence,
    Standing,
    State,
    Tally,
    Terms,
    Visible,
)
from bot.decisions.rules import (
    Evaluation,
    by_organisation,
    charter_facts,
    evaluate,
    groups_stated,
    incompatible,
    is_closed,
    is_open,
    may_show_counts,
    new_receipt,
    quorum,
    review_ends,
    tally,
)
from bot.people.model import Region, StakeholderGroup
from bot.record.verify import canonical, digest
from bot.tracks.gate import Ledger, Made, recount, said_by
from tests.decision_stage import Cell, Crowd, by_cell, known_of, sums, told_too_much

OPENED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
CLOSES = OPENED + timedelta(days=7)
SECOND = timedelta(seconds=1)
CHARTER = Charter(
    "D7", 1, "irpc", Kind.CONSENSUS, "We meet.", (), Secrecy.OPEN, Visible.AFTER_VOTING,
    Silence.NOTHING, Quorum(10, 3), 72, OPENED, CLOSES, 40,
)  # fmt: skip
OTHERWISE: dict[str, Any] = {
    "reference": "D8",
    "round": 2,
    "track": "dcnn",
    "kind": Kind.SENSE,
    "text": "We meet. ",
    "options": ("We meet.",),
    "secrecy": Secrecy.SECRET,
    "visible": Visible.AT_CLOSE,
    "silence": Silence.ASSENT,
    "quorum": Quorum(10, 2),
    "review": 73,
    "opened": OPENED + SECOND,
    "closes": CLOSES - SECOND,
    "electorate": 41,
    "languages": Languages("en", versions={"fr": Translation("Nous nous réunissons.")}),
    "by_points": True,
    "format": "intersession-decision-3",
}
S, R, A, O = (one.value for one in Position)  # noqa: E741


def decision(state: State = State.OPEN, **more: Any) -> Decision:
    """A consensus call that is open for a week."""
    terms = Terms(Kind.CONSENSUS, "We meet.")
    return Decision(
        1, "irpc", 1, terms, state, 7, **({"opened": OPENED, "closes": CLOSES} | more)
    )  # fmt: skip


def ballot(*choice: str, eligible: bool = True, **more: Any) -> Ballot:
    return Ballot(choice, eligible, "4Q7K-9XMA", **more)


@pytest.mark.parametrize(
    ("active", "needed"),
    [(0, 1), (1, 1), (2, 1), (3, 1), (4, 2), (9, 3), (27, 9), (28, 10), (30, 10), (900, 10)],
)
def test_the_quorum_is_the_smaller_of_ten_and_a_third(active: int, needed: int) -> None:
    assert quorum(active, None, 3) == Quorum(needed, 3)
    assert quorum(active, 4, 0) == Quorum(4, 0)


def charter_hash(charter: Charter) -> str:
    """The hash that stands in the record."""
    return digest(canonical(charter_facts(charter)))


def test_the_hash_of_a_charter_stays_the_same_from_release_to_release() -> None:
    assert charter_hash(CHARTER) == charter_hash(replace(CHARTER))
    known = "2b69be3fda6e4365508541ab46c05109319532165375281617fe6fe1e0c20cd8"
    assert charter_hash(CHARTER) == known


def test_the_hash_of_a_charter_changes_with_every_term() -> None:
    assert set(OTHERWISE) == {one.name for one in fields(Charter)}
    others = [replace(CHARTER, **{name: value}) for name, value in OTHERWISE.items()]
    others.append(replace(CHARTER, quorum=Quorum(9, 3)))
    hashes = {charter_hash(one) for one in (CHARTER, *others)}
    assert len(hashes) == len(others) + 1


@pytest.mark.parametrize(
    ("when", "open_", "closed"),
    [
        (OPENED, True, False),
        (CLOSES - SECOND, True, False),
        (CLOSES - timedelta(microseconds=1), True, False),
        (CLOSES, False, True),
        (CLOSES + timedelta(days=900), False, True),
    ],
)
def test_a_decision_closes_at_its_instant(when: datetime, open_: bool, closed: bool) -> None:
    assert (is_open(decision(), when), is_closed(decision(), when)) == (open_, closed)
    for state in set(State) - {State.OPEN}:
        other = decision(state)
        assert not is_open(other, when)
        assert not is_closed(other, when)
    assert not is_open(decision(closes=None), when)
    assert not is_closed(decision(closes=None), when)


def test_a_result_is_looked_at_for_as_long_as_the_charter_says() -> None:
    called = Result(Designation.CONSENSUS, "So it is.", 1, CLOSES)
    assert review_ends(decision()) is None
    assert review_ends(decision(result=called)) == CLOSES + timedelta(hours=72)


ballots = st.lists(
    st.builds(
        Ballot,
        choice=st.lists(st.sampled_from("0123"), min_size=1, max_size=4, unique=True).map(tuple),
        eligible=st.booleans(),
        receipt=st.just("4Q7K-9XMA"),
        organisation=st.sampled_from(("", "KICTANet", " kictanet", "APC")),
    ),
    max_size=30,
)


@given(ballots)
def test_the_tally_is_the_recount_with_latecomers_apart(cast: list[Ballot]) -> None:
    counted = tally(cast)
    for eligible, counts, people in (
        (True, counted.counts, counted.people),
        (False, counted.late, counted.late_people),
    ):
        mine = [one for one in cast if one.eligible is eligible]
        assert people == len(mine)
        assert counts == {
            name: found for name in "0123" if (found := sum(name in one.choice for one in mine))
        }


@given(ballots)
def test_a_ranking_gives_the_first_of_n_options_n_points_and_counts_people(
    cast: list[Ballot],
) -> None:
    """Against a plain model: in each ballot an option gets a point for itself, and for each of the
    others that it stands before."""
    counted = tally(cast, 4)
    for eligible, counts, people in (
        (True, counted.counts, counted.people),
        (False, counted.late, counted.late_people),
    ):
        mine = [one.choice for one in cast if one.eligible is eligible]
        wanted = {
            name: sum(
                1 + sum(other not in one or one.index(other) > one.index(name) for other in "0123"
                        if other != name)
                for one in mine if name in one
            )
            for name in "0123"
        }  # fmt: skip
        assert people == len(mine)
        assert counts == {name: points for name, points in wanted.items() if points}


def ranking(*orders: str, by_points: bool = True) -> Evaluation:
    """The evaluation of a ranking of four options in which people said these orders."""
    charter = replace(
        CHARTER, kind=Kind.RANKING, options=tuple("abcd"), quorum=Quorum(1, 0), by_points=by_points
    )
    return evaluate([ballot(*order) for order in orders], [], charter, 4)


def test_a_ranking_is_won_by_points_and_not_by_mentions() -> None:
    found = ranking("02", "02", "120", "1203")
    assert found.tally.counts == {"0": 12, "1": 8, "2": 12, "3": 1}
    assert (found.first, found.tally.people) == ({"0": 2, "1": 2}, 4)
    old = ranking("02", "02", "120", "1203", by_points=False)
    assert old.tally.counts == {"0": 4, "1": 2, "2": 4, "3": 1}
    assert (old.first, old.tally.people) == ({}, 4)


def test_who_ranks_the_same_first_does_not_oppose() -> None:
    strong = Designation.STRONG_SUPPORT
    assert incompatible(strong, ranking("012", "0", "03"), Kind.RANKING)
    assert incompatible(strong, ranking("012", "10"), Kind.RANKING) is None
    assert incompatible(strong, ranking("012", by_points=False), Kind.RANKING) is None


def test_an_organisation_gives_the_points_of_one_voice() -> None:
    cast = [ballot("0", "1", organisation="APC"), ballot("1", organisation="APC"), ballot("1", "0")]
    assert by_organisation(cast, 4) == {"0": 60 * (2 + 3), "1": 30 * 3 + 30 * 4 + 60 * 4}


@given(st.lists(st.tuples(st.sampled_from((S, O)), st.sampled_from("abcd")), max_size=300))
@example([(S, "a")] * 6 + [(O, "a")])
@example([(S, "a")] * 150 + [(O, "a")])
def test_every_organisation_has_one_voice(said: list[tuple[str, str]]) -> None:
    """In sixtieths: no share is off by more than half a sixtieth for each organisation."""
    found = by_organisation(ballot(choice, organisation=house) for choice, house in said)
    houses = Counter(house for _, house in said)
    for choice in (S, O):
        exact = sum(60 * said.count((choice, house)) / size for house, size in houses.items())
        assert abs(found.get(choice, 0) - exact) <= len(houses) / 2


def test_who_names_no_organisation_speaks_for_themselves_and_latecomers_do_not_speak() -> None:
    cast = [
        ballot(S, organisation="KICTANet"), ballot(S, organisation=" KICTANET "),
        ballot(O, organisation="KICTANet"), ballot(O), ballot(O),
        ballot(S, organisation="APC", eligible=False), ballot(S, eligible=False),
    ]  # fmt: skip
    assert by_organisation(cast) == {S: 40, O: 20 + 60 + 60}


def test_an_organisation_that_approves_of_two_options_approves_of_both() -> None:
    assert by_organisation([ballot("0", "1"), ballot("1")]) == {"0": 60, "1": 120}


STANDINGS: list[Standing | None] = [None, *Standing]


def _evaluation(quorate: bool, standing: Standing | None, opposed: bool, kind: Kind) -> Evaluation:
    """standing: of the second of two objections; the first was withdrawn."""
    consensus = kind in (Kind.CONSENSUS, Kind.SENSE)
    counts = {S: 9, O: 1} if consensus else {"0": 9, "1": 1}
    if not opposed:
        counts = {S: 10, R: 0, O: 0} if consensus else {"0": 10, "1": 0}
    raised = [Objection(1, 1, "No", "", Standing.WITHDRAWN, "Yes")]
    if standing:
        raised.append(Objection(2, 2, "No", "", standing, "Yes"))
    needed = Quorum(10, 3) if quorate else Quorum(11, 3)
    return Evaluation(Tally(counts, 10), 40, 3, needed, tuple(raised), {}, {}, {})


def _possible(quorate: bool, standing: Standing | None, opposed: bool, kind: Kind) -> set[str]:
    """The table, in words: what a facilitator may call."""
    if kind is Kind.SENSE or standing is Standing.RAISED:
        return set()
    if not quorate:
        return {"divergence", "not-quorate"}
    stands = standing in (Standing.ANSWERED, Standing.SUSTAINED)
    opposed = opposed or (stands and kind is Kind.CONSENSUS)
    full = set() if stands else {"full"}
    return {"consensus", "divergence"} | full | ({"strong"} if opposed else set())


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("quorate", [True, False])
@pytest.mark.parametrize("opposed", [True, False])
def test_which_results_can_be_called(
    quorate: bool, standing: Standing | None, opposed: bool, kind: Kind
) -> None:
    found = _evaluation(quorate, standing, opposed, kind)
    possible = {one.value for one in Designation if incompatible(one, found, kind) is None}
    assert possible == _possible(quorate, standing, opposed, kind)


@pytest.mark.parametrize(
    ("people", "groups", "quorate"), [(10, 3, True), (9, 3, False), (10, 2, False), (11, 4, True)]
)
def test_a_quorum_is_of_people_and_of_groups(people: int, groups: int, quorate: bool) -> None:
    found = Evaluation(Tally({S: people}, people), 40, groups, Quorum(10, 3), (), {}, {}, {})
    assert found.quorate is quorate
    assert found.silent == 40 - people


def test_who_came_after_the_cut_off_is_counted_apart() -> None:
    cast = [ballot(S), ballot(S), ballot(S), ballot(A), ballot(S), ballot(S, eligible=False)]
    found = evaluate(cast, [], replace(CHARTER, electorate=9), 1)
    assert (found.groups, found.tally.people, found.tally.late_people) == (1, 5, 1)
    assert (found.silent, found.tally.counts) == (4, {S: 4, A: 1})


@pytest.mark.parametrize("visible", Visible)
@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("voted", [True, False])
def test_when_counts_are_shown(visible: Visible, closed: bool, voted: bool) -> None:
    wanted = closed or (voted and visible is Visible.AFTER_VOTING)
    terms = Terms(Kind.CONSENSUS, "Tuesday.", visible=visible)
    assert may_show_counts(terms, closed=closed, has_voted=voted) is wanted


def test_a_receipt_has_no_signs_that_look_alike() -> None:
    receipts = {new_receipt() for _ in range(200)}
    assert len(receipts) == 200
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", one) for one in receipts)


@pytest.mark.parametrize(
    ("heard", "needed", "people", "stated"),
    [
        (3, 3, 9, 3),
        (5, 3, 9, 3),
        (2, 3, 9, 2),
        (0, 3, 9, 2),
        (0, 3, 1, 1),
        (0, 0, 0, 0),
        (0, 3, 0, 0),
    ],
)
def test_how_many_groups_were_heard_is_told_as_far_as_the_quorum_needs(
    heard: int, needed: int, people: int, stated: int
) -> None:
    assert groups_stated(heard, needed, people) == stated
    assert (groups_stated(heard, needed, people) >= needed) == (heard >= needed)


# What may be shown of groups and regions. A crowd is who said what: (group, said), "" for silence.

GROUPS = ("government", "civil-society", "private-sector", "")
SAID = (S, O, A, "")


def shown_of(crowd: Crowd) -> dict[str, dict[str, int]]:
    """The table that is shown of a crowd."""
    people = dict(enumerate(crowd))
    members = {who: group for who, (group, _) in people.items()}
    ledger, made = recount(Ledger(), Made(), members)
    counted = Counter(said for _, said in crowd if said)
    said = {
        what: [who for who, (_, one) in people.items() if one == what]
        for what, _ in counted.most_common()
    }
    return said_by(ledger, made, said, members)


def crowds(groups: tuple[str, ...], said: tuple[str, ...]) -> st.SearchStrategy[Crowd]:
    """Sizes near five and ten are where it matters; a few people more or less anywhere."""
    sizes = st.one_of(st.integers(0, 12), st.sampled_from((0, 4, 5, 6, 9, 10, 11)))
    cells = [st.tuples(st.just(cell), sizes) for cell in product(groups, said)]
    return st.tuples(*cells).map(lambda found: [one for one, size in found for _ in range(size)])


@given(crowds(GROUPS, SAID))
def test_the_table_shown_is_a_partition_into_cells_of_five_or_more(crowd: Crowd) -> None:
    table = shown_of(crowd)
    if not table:
        return
    columns = next(iter(table.values())).keys()
    assert all(row.keys() == columns for row in table.values())
    assert min(count for row in table.values() for count in row.values()) >= 5
    assert sum(count for row in table.values() for count in row.values()) == len(crowd)
    for name in set(table) - {""}:
        assert sum(table[name].values()) == sum(group == name for group, _ in crowd)
    for name in set(columns) - {""}:
        assert sum(row[name] for row in table.values()) == sum(said == name for _, said in crowd)


@settings(deadline=None)
@given(crowds(GROUPS, SAID))
def test_no_small_cell_can_be_computed_from_what_is_shown_and_known(crowd: Crowd) -> None:
    assert not told_too_much(crowd, known_of(crowd, shown_of(crowd)))


@settings(max_examples=40, deadline=None)
@given(crowds(GROUPS[1:3], (S, O, "")) | crowds(GROUPS[1:], (S, "")))
def test_no_sum_or_difference_of_what_is_shown_is_a_small_cell(crowd: Crowd) -> None:
    table = shown_of(crowd)
    known = list(known_of(crowd, table)) if table else []
    by_hand: set[Cell] = {frozenset([cell]) for cell in product(GROUPS, SAID)}
    assert all(by_cell(crowd, cell) >= 5 for cell in sums(known) & by_hand)


def test_a_table_that_shows_too_much_would_be_noticed() -> None:
    crowd = [("government", S)] * 9 + [("government", "")] * 9 + [("civil-society", S)] * 9
    crowd += [("civil-society", "")] * 3
    table = {"government": {S: 9, "": 9}, "": {S: 9, "": 3}}
    for shown in (table, {"government": table["government"]}):
        known = list(known_of(crowd, shown))
        assert told_too_much(crowd, known)
        assert frozenset([("civil-society", "")]) in sums(known)


@pytest.mark.parametrize("heading", [StakeholderGroup, Region])
def test_what_can_be_shown_is_shown(heading: type[StakeholderGroup] | type[Region]) -> None:
    one, other = (kind.value for kind in list(heading)[:2])
    large = [(name, said) for name in (one, other) for said in (S, O, "") for _ in range(5)]
    cells = {S: 5, O: 5, "": 5}
    assert shown_of(large) == {one: cells, other: cells}
    few = [*large, (one, A), (other, A)]
    assert shown_of(few) == {one: {**cells, "": 6}, other: {**cells, "": 6}}
    assert set(shown_of([*few, ("not-said", S)])) == {max(one, other), ""}
    assert shown_of([*few, *[("not-said", S), ("", O), ("", "")] * 5]) == {
        one: {**cells, "": 6}, other: {**cells, "": 6}, "": cells,
    }  # fmt: skip
