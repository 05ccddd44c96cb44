"""The running count of a ranking against a plain model: people vote, change, take it back."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.phrases import t
from bot.conversation.translate import LANGUAGES, text_of
from bot.conversation.wording import plain_text
from bot.decisions.ballot_views import said_phrase
from bot.decisions.export import exported_decision
from bot.decisions.life import evaluation_of, open_round
from bot.decisions.model import (
    EARLIER,
    Ballot,
    Decision,
    Kind,
    Published,
    Secrecy,
    Tally,
    Terms,
    Voter,
)
from bot.decisions.rules import tally
from bot.decisions.store import Ballots, Decisions
from bot.pages.blocks import Section, Table, Text
from bot.pages.decision_page import decision_page
from bot.pages.decisions import decision_shown
from bot.people.model import Account
from bot.people.store import People
from bot.ports import Tx
from bot.tracks.model import Part
from bot.tracks.store import Memberships
from bot.transactions import in_one
from storage.store import SqlStore
from tests.postgres.fixtures import NewDatabase
from tests.support import BEGINNING, Voice, fill

VOTERS = 5
OPTIONS = ("Tuesday", "Wednesday", "Thursday")
rankings = st.lists(st.sampled_from("012"), min_size=1, max_size=3, unique=True).map(tuple)
steps = st.lists(st.tuples(st.integers(0, VOTERS), st.none() | rankings), max_size=12)
"""Who says what; None takes back what they said. The last one joined after the opening."""


@pytest.fixture(scope="module")
def sqlite() -> Iterator[SqlStore]:
    opened = SqlStore("sqlite://")
    yield opened
    opened.close()


@pytest.fixture
def postgresql(new_database: NewDatabase) -> Iterator[SqlStore]:
    opened = SqlStore(new_database())
    yield opened
    opened.close()


def _begin(tx: Tx, secrecy: Secrecy) -> tuple[Decision, list[Voter]]:
    voters = []
    for number in range(VOTERS + 1):
        voice = Voice("telegram", str(number), f"Person {number}")
        known = tx.get(People).meet(
            Account(voice.ref, voice.name, "", voice.private), "", BEGINNING
        )
        member = number < VOTERS
        if member:
            tx.get(Memberships).join(known.id, "irpc", Part.PARTICIPANT)
        voters.append(Voter(known.id, known.id, known.pseudonym, member))
    terms = Terms(Kind.RANKING, "Which day?", OPTIONS, secrecy=secrecy)
    draft = tx.get(Decisions).draft("irpc", voters[0].person, terms)
    return open_round(tx, draft, voters[0].pseudonym, BEGINNING), voters


def _do(
    tx: Tx, decision: Decision, voter: Voter, choice: tuple[str, ...] | None, receipts: list[str]
) -> None:
    """receipts: the last one is new, the others are the voter's old ones."""
    ballots, old = tx.get(Ballots), receipts[-2] if len(receipts) > 1 else ""
    if choice is None:
        ballots.take_back(decision, voter.person)
    elif decision.terms.secrecy is Secrecy.SECRET:
        assert ballots.cast_secretly(
            decision, voter, Ballot(choice, voter.eligible, receipts[-1]), old
        )
    else:
        ballots.cast(decision, voter, Ballot(choice, voter.eligible, receipts[-1]), BEGINNING)


def _model(said: dict[int, tuple[str, ...]]) -> Tally:
    counts, late = Counter[str](), Counter[str]()
    for who, order in said.items():
        for points, option in zip((3, 2, 1), order, strict=False):
            (counts if who < VOTERS else late)[option] += points
    people = sum(who < VOTERS for who in said)
    return Tally(dict(counts), people, dict(late), len(said) - people)


def _play(
    store: SqlStore, secrecy: Secrecy, played: list[tuple[int, tuple[str, ...] | None]]
) -> None:
    decision, voters = in_one(fill(store), lambda tx: _begin(tx, secrecy))
    said: dict[int, tuple[str, ...]] = {}
    receipts: dict[int, list[str]] = {}
    for number, (who, choice) in enumerate(played):
        if choice is None and secrecy is Secrecy.SECRET:
            continue
        if choice is None:
            said.pop(who, None)
        else:
            said[who] = choice
            receipts.setdefault(who, []).append(f"AAAA-{number:04}")
        mine = receipts.get(who, [""])
        in_one(store, lambda tx, w=who, c=choice, r=mine: _do(tx, decision, voters[w], c, r))  # type: ignore[misc]
        with store.begin() as tx:
            assert tx.get(Ballots).tally(decision) == _model(said)
    with store.begin() as tx:
        recount = tally((ballot for _, ballot in tx.get(Ballots).all(decision)), len(OPTIONS))
        assert recount == _model(said)
        found = evaluation_of(tx, decision)
        # Few secret ballots are not counted out.
        shown = found.published is not Published.NONE
        assert found.tally == (recount if shown else replace(recount, counts={}, late={}))


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps, st.sampled_from(Secrecy))
def test_the_running_count_is_the_model_s(
    sqlite: SqlStore, played: list[tuple[int, tuple[str, ...] | None]], secrecy: Secrecy
) -> None:
    _play(sqlite, secrecy, played)


@pytest.mark.parametrize("secrecy", Secrecy)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(played=steps)
def test_the_running_count_is_the_model_s_on_postgresql(
    postgresql: SqlStore, played: list[tuple[int, tuple[str, ...] | None]], secrecy: Secrecy
) -> None:
    _play(postgresql, secrecy, played)


def test_a_ranking_that_was_open_before_there_were_points_is_counted_as_its_charter_says(
    sqlite: SqlStore,
) -> None:
    with fill(sqlite).begin() as tx:
        decision, voters = _begin(tx, Secrecy.OPEN)
        charter = json.loads(decision.charter)
        assert charter.pop("counting") == "points"
        del charter["format"]
        old = replace(decision, charter=json.dumps(charter), format=EARLIER)
        tx.get(Decisions).change(old)
        _do(tx, old, voters[0], ("2", "1"), ["AAAA-0001"])
        _do(tx, old, voters[1], ("1", "2"), ["AAAA-0002"])
        assert tx.get(Ballots).tally(old) == Tally({"1": 2, "2": 2}, 2)
        assert evaluation_of(tx, old).tally.counts == {"1": 2, "2": 2}
        file = json.loads(exported_decision(tx, 1) or "")
    assert file["format"] == "intersession-decision-1"


def test_the_page_of_a_ranking_tells_points_from_people(sqlite: SqlStore) -> None:
    with fill(sqlite).begin() as tx:
        decision, voters = _begin(tx, Secrecy.OPEN)
        _do(tx, decision, voters[0], ("2", "1"), ["AAAA-0001"])
        _do(tx, decision, voters[1], ("1", "2", "0"), ["AAAA-0002"])
        shown = decision_shown(tx, decision, BEGINNING + timedelta(days=8))
    assert shown.counted
    assert shown.counted.by_organisation == {}, "two people, of no organisation"
    told = replace(shown, counted=replace(shown.counted, by_organisation={"1": 300, "2": 300}))
    page = decision_page(told)
    [counts] = [one for one in page.blocks if isinstance(one, Section) and one.anchor == "counts"]
    totals, houses = (one for one in counts.blocks if isinstance(one, Table))
    for table in (totals, houses):
        assert table.columns[1].words == "Points"
    assert [row.cells for row in totals.rows] == [(1,), (5,), (5,)]
    assert Text(t("Silent: {count}", count=VOTERS - 2)) in counts.blocks
    assert page.facts["points"] == 3
    assert page.facts["counted"]["first"] == {"1": 1, "2": 1}


def test_a_ballot_is_told_back_as_an_order_in_every_language(sqlite: SqlStore) -> None:
    with fill(sqlite).begin() as tx:
        decision, _ = _begin(tx, Secrecy.OPEN)
    for language in LANGUAGES:
        told = plain_text(text_of(said_phrase(decision, ("2", "0")), language))
        first, second = (OPTIONS[2], OPTIONS[0])
        assert re.sub("[\u2066-\u2069]", "", told).startswith(f"1. {first}"), told
        assert f"2. {second}" in re.sub("[\u2066-\u2069]", "", told)
    assert plain_text(text_of(said_phrase(decision, ("1",)), "en")) == f"1. {OPTIONS[1]}"
