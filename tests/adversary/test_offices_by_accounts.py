"""Offices that are held by another account, and installations that are claimed twice."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.decisions.export import exported_decision
from bot.record.verify import check_decision
from tests import linking
from tests.decision_exports import forged
from tests.decision_stage import ADA, ADA_TOO, BEN, CYD, FAY, TRACK, Stage, Voice, shown
from tests.second_verifier import refusal


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as found:
        yield found


def file_of(stage: Stage) -> str:
    """What is exported of the first decision."""
    with stage.store.begin() as tx:
        text = exported_decision(tx, 1)
    assert text
    return text


def test_who_acts_by_another_account_than_was_appointed_is_in_office(stage: Stage) -> None:
    other = Voice("telegram" if FAY.ref.platform == "matrix" else "matrix", "fay-too")
    stage.say(other, f"/join {TRACK} agree")
    assert "one person now" in shown(linking.link(stage.say, other, FAY))
    stage.say(other, f'/consensus {TRACK} "We meet on Tuesdays."')
    stage.say(other, "/charter 1 groups 0")
    assert "is open until" in shown(stage.say(other, "/open 1"))
    for voice in (ADA, BEN, CYD):
        stage.say(voice, "/vote D1 support")
    text = file_of(stage)
    assert check_decision(text) == []
    assert not refusal(text)
    stage.say(other, "/unlink")
    assert check_decision(file_of(stage)) == []
    assert "account" in text


def test_an_installation_that_is_somebodys_is_claimed_by_nobody(stage: Stage) -> None:
    stage.say(FAY, f'/consensus {TRACK} "We meet on Tuesdays."')
    stage.say(FAY, "/charter 1 groups 0")
    stage.say(FAY, "/open 1")
    value = json.loads(file_of(stage))
    last = max(one["n"] for one in value["context"])
    thief = "p-aaaaaaaaaaaaaaaa"
    example = next(one for one in value["context"] if one["act"] == "role.given")
    value["context"].append(
        {**example, "n": last + 1, "by": thief, "data": {"person": thief, "role": "operator"}}
    )
    for entry in value["entries"]:
        entry["n"] += 1
    assert any("claimed" in one for one in check_decision(forged(value)))


def test_linked_accounts_are_known_to_the_second_verifier_too(stage: Stage) -> None:
    assert "one person now" in shown(linking.link(stage.say, ADA, ADA_TOO))
    stage.say(FAY, f'/consensus {TRACK} "We meet on Tuesdays."')
    stage.say(FAY, "/charter 1 groups 0")
    stage.say(FAY, "/open 1")
    stage.say(ADA, "/vote D1 support")
    assert not refusal(file_of(stage))
