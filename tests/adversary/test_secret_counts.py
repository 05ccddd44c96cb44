"""What is published of secret ballots when a round is over: never what tells whose they are."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.record.verify import canonical, check_decision
from tests.adversary.secrecy import LATE, RECEIPT, VOTERS, SecretStage, joins_late
from tests.decision_stage import FAY, shown

_END = ("decision.closed", "decision.withdrawn", "decision.restarted")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[SecretStage]:
    with closing(SecretStage(tmp_path)) as opened:
        yield opened


def _vote(stage: SecretStage, *choices: str) -> set[str]:
    return {
        stage.receipt_of(stage.votes_secretly(voter, f"/vote D1 {choice}"))
        for voter, choice in zip(VOTERS, choices, strict=False)
    }


def _first(stage: SecretStage) -> dict[str, Any]:

    value = stage.exported()
    assert check_decision(canonical(value)) == []
    first: dict[str, Any] = value["rounds"][0]
    return first


@pytest.mark.parametrize("line", ["/withdraw D1 It was overtaken.", '/restart D1 "Who, then?"', ""])
def test_what_ends_early_or_with_few_ballots_tells_how_many_voted(
    stage: SecretStage, line: str
) -> None:
    receipts = _vote(stage, *"121" if not line else "1212121")
    told = shown(stage.say(FAY, line)) if line else shown(stage.goes_over())
    one = _first(stage)
    assert one["published"] == "none"
    assert one["ballots"] is None
    assert one["stated"] is None
    assert len(one["voters"]) == (7 if line else 3)
    text = str(stage.exported())
    assert not any(receipt in text for receipt in receipts)
    [ending] = [entry for entry in stage.entries() if entry["act"] in _END]
    assert ending["data"]["people"] == len(one["voters"])
    for name in ("Quebracho", "Hassan"):
        assert f"{name} 1" not in told
        assert f"{name} 2" not in told
    if not line:
        for result in ("consensus", "full", "divergence", "not-quorate", "strong"):
            said = shown(stage.say(FAY, f"/result D1 {result} We heard everybody."))
            assert "a result was called" not in said
        for what in ("decision", "numbers", "chart", "list"):
            assert "Hassan 1" not in shown(stage.say(FAY, f"/{what} D1"))


def test_a_late_ballot_is_no_fifth(stage: SecretStage) -> None:
    joins_late(stage, LATE)
    _vote(stage, *"1111")
    stage.votes_secretly(LATE, "/vote D1 2")
    stage.goes_over()
    assert _first(stage)["published"] == "none"


def test_unanimity_among_five_is_published(stage: SecretStage) -> None:
    joins_late(stage, LATE)
    receipts = _vote(stage, *"22222")
    late = stage.receipt_of(stage.votes_secretly(LATE, "/vote D1 1"))
    stage.goes_over()
    one = _first(stage)
    assert one["published"] == "all"
    assert {ballot["receipt"] for ballot in one["ballots"] if ballot["eligible"]} == receipts
    [kept] = [ballot for ballot in one["ballots"] if not ballot["eligible"]]
    assert kept.keys() == {"commitment", "eligible"}
    assert late not in str(stage.exported())


def test_rankings_are_published_as_tables(tmp_path: Path) -> None:
    with closing(SecretStage(tmp_path, "ranking", "a | b | c")) as stage:
        _vote(stage, "1 2 3", "1 3", "2 1", "3 2 1", "1", "2 3")
        stage.goes_over()
        one = _first(stage)
        assert one["ballots"] is None
        tables = one["stated"]["tables"]
        assert tables["counted"] == 6
        assert tables["first"] == {"0": 3, "1": 2, "2": 1}
        assert tables["pairs"]["0"] == {"1": 3, "2": 4}
        assert not RECEIPT.search(str(one))
        assert "a result was called" in shown(stage.say(FAY, "/result D1 strong Most want it."))
        _first(stage)


def test_few_options_are_no_fingerprint_and_many_are(tmp_path: Path) -> None:
    for options, published in (("a | b | c", "all"), ("a | b | c | d | e", "tables")):
        folder = tmp_path / published
        folder.mkdir()
        with closing(SecretStage(folder, "approval", options)) as stage:
            _vote(stage, "1,2", "1,3", "2", "3,2,1", "1", "2,3")
            stage.goes_over()
            assert _first(stage)["published"] == published
