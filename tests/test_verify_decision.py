"""An exported decision can be checked by itself, and the smallest change of it is found."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.record import verify
from bot.settings import Settings
from tests.decision_exports import (
    EVENTFUL,
    LATE_MEMBER,
    OWN,
    RANKING,
    STORIES,
    eventful,
    finished,
    forged,
    is_found,
    play,
    played,
)


@pytest.mark.parametrize("text", (STORIES | OWN).values(), ids=STORIES | OWN)
def test_every_decision_is_whole_after_every_step(text: str) -> None:
    exports = played(text)
    assert exports
    for texts in exports.values():
        for one in texts:
            assert verify.check_decision(one) == []


@pytest.mark.parametrize("text", OWN.values(), ids=OWN)
def test_a_decision_is_whole_although_nobody_noticed_its_close(text: str, tmp_path: Path) -> None:
    exports = play(text, Settings(data_dir=tmp_path), asleep=True)
    for one in exports["D1"]:
        assert verify.check_decision(one) == []
    assert '"act":"decision.closed"' in exports["D1"][-1]


def test_what_the_eventful_decision_says() -> None:
    value = eventful()
    first, second = value["rounds"]
    assert value["state"] == "final"
    assert value["result"]["designation"] == "divergence"
    assert len(first["ballots"]) == 2
    assert len(second["ballots"]) == 4
    assert [one["standing"] for one in value["objections"]] == ["answered", "answered", "withdrawn"]
    assert [one["text"] for one in value["minority"]].count("Thursdays are best.") == 1
    assert len(value["minority"]) == 2
    assert value["evaluation"]["counts"] == {"object": 1, "reservations": 1, "support": 1}
    assert value["evaluation"]["groups"] == 1
    assert value["evaluation"]["late_people"] == 1


def test_who_voted_late_and_is_linked_with_a_member_counts() -> None:
    value = json.loads(played(LATE_MEMBER)["D1"][-1])
    (one,) = value["rounds"]
    assert [ballot["eligible"] for ballot in one["ballots"]] == [True, True]
    assert {ballot["voter"] for ballot in one["ballots"]} < set(one["electorate"])
    assert value["state"] == "final"


def test_a_ranking_is_exported_with_its_points() -> None:
    value = json.loads(played(RANKING)["D1"][-1])
    found = value["evaluation"]
    assert value["format"] == "intersession-decision-3"
    assert [one["charter"]["counting"] for one in value["rounds"]] == ["points", "points"]
    assert found["counts"] == {"0": 1, "1": 3 + 2 + 3, "2": 3 + 2}
    assert (found["first"], found["people"], found["late_people"]) == ({"1": 2, "2": 1}, 3, 1)
    assert value["state"] == "final"


OLD_RANKING = (Path(__file__).parent / "records" / "ranking-of-format-1.json").read_text("utf-8")


def test_a_ranking_from_before_there_were_points_is_whole_as_it_was_counted() -> None:
    """The file was written by the program when it counted how many named an option."""
    assert verify.check_decision(OLD_RANKING.removesuffix("\n")) == []
    value = json.loads(OLD_RANKING)
    assert value["evaluation"]["counts"] == {"0": 2, "1": 2, "2": 2}
    value["rounds"][0]["charter"]["counting"] = "points"
    assert any("format" in one for one in is_found(forged(value)))


def test_what_is_open_has_no_ballots_in_it_yet() -> None:
    for text in played(EVENTFUL)["D1"]:
        value = json.loads(text)
        if value["state"] == "open":
            assert value["rounds"][-1]["ballots"] is None
            assert value["evaluation"] is None


# Changes of a file.

Path_ = tuple[str | int, ...]


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The paths to all that stands in a value."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, one in items:
        yield (*path, key)
        yield from places(one, (*path, key))


def at(value: Any, path: Path_) -> Any:
    for key in path:
        value = value[key]
    return value


def other_values(old: Any) -> list[Any]:
    """Other values that could stand in a place."""
    found: list[Any] = [None, True, 1, "", [], {}, [old], verify.canonical(old)]
    match old:
        case bool():
            found += [not old]
        case int():
            found += [old + 1, -old, float(old), str(old)]
        case str():
            found += [f"{old} ", old[:-1], f"{old}\u0301", old[::-1]]
            found += [int(old)] if old.isdecimal() else []
        case list():
            found += [old[::-1], old[1:], old[:-1], old + old[:1], old + old[-1:], [*old, "x"]]
        case dict():
            found += [{**old, "more": None}, {**old, "more": 1}, *_without_one(old)]
    return [one for one in found if verify.canonical(one) != verify.canonical(old)]


def _without_one(old: dict[str, Any]) -> list[dict[str, Any]]:
    return [{key: old[key] for key in old if key != gone} for gone in old]


def changed(value: dict[str, Any], path: Path_, new: Any) -> str:
    """The text of a file with another value in one place."""
    copy = deepcopy(value)
    at(copy, path[:-1])[path[-1]] = new
    return verify.canonical(copy)


def hides_context(path: Path_) -> bool:
    """Whether a change there could leave out what the decision rests on: the journal alone shows
    that nothing is."""
    return path == ("context",)


def test_no_value_of_the_eventful_decision_can_be_changed() -> None:
    value = eventful()
    chance = Random(1)
    for path in [one for one in places(value) if not hides_context(one)]:
        around, key = at(value, path[:-1]), path[-1]
        old = around[key]
        for new in chance.sample(others := other_values(old), min(3, len(others))):
            around[key] = new
            is_found(verify.canonical(value))
        around[key] = old
    assert value == eventful()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_value_of_any_decision_can_be_changed(data: st.DataObject) -> None:
    value = json.loads(data.draw(st.sampled_from(finished())))
    path = data.draw(st.sampled_from([one for one in places(value) if not hides_context(one)]))
    old = at(value, path)
    new = data.draw(
        st.sampled_from(other_values(old))
        | st.text(max_size=20)
        | st.integers()
        | (st.permutations(old) if isinstance(old, list) else st.nothing())
    )
    if verify.canonical(new) != verify.canonical(old):
        is_found(changed(value, path, new))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_list_can_be_reordered_shortened_or_lengthened(data: st.DataObject) -> None:
    value = json.loads(data.draw(st.sampled_from(finished())))
    lists = [
        path
        for path in places(value)
        if at(value, path) and type(at(value, path)) is list and not hides_context(path)
    ]
    path = data.draw(st.sampled_from(lists))
    old = at(value, path)
    new = data.draw(st.permutations(old) | st.lists(st.sampled_from(old), max_size=len(old) + 2))
    if new != old:
        is_found(changed(value, path, new))


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_no_byte_can_be_flipped(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from(finished())).encode() + b"\n")
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    file = tmp_path_factory.getbasetemp() / "flipped.json"
    file.write_bytes(content)
    assert verify.main([str(file)]) != 0


def _other_answer(value: dict[str, Any]) -> None:
    value["objections"][0]["answer"] = "We never asked."


def _other_rationale(value: dict[str, Any]) -> None:
    value["result"]["rationale"] = "So it shall be."


def _larger_electorate(value: dict[str, Any]) -> None:
    value["rounds"][1]["electorate"].append("p-ffffffffffffffff")


def _other_text(value: dict[str, Any]) -> None:
    value["rounds"][1]["charter"]["text"] = "We meet on Thursdays."


def _round_dropped(value: dict[str, Any]) -> None:
    del value["rounds"][0]


def _ballot_dropped(value: dict[str, Any]) -> None:
    del value["rounds"][1]["ballots"][0]


def _ballot_doubled(value: dict[str, Any]) -> None:
    ballots = value["rounds"][1]["ballots"]
    ballots.append(ballots[0])


def _ballot_changed(value: dict[str, Any]) -> None:
    ballots = value["rounds"][1]["ballots"]
    next(one for one in ballots if one["remedy"] == "Not in May.")["choice"] = ["support"]


def _ballots_swapped(value: dict[str, Any]) -> None:
    value["rounds"][1]["ballots"].reverse()


def _entry_dropped(value: dict[str, Any]) -> None:
    del value["entries"][3]


def _entry_changed(value: dict[str, Any]) -> None:
    value["entries"][3]["by"] = "p-ffffffffffffffff"


def _other_minority(value: dict[str, Any]) -> None:
    value["minority"][0]["text"] = "Both days are good."


def _more_groups(value: dict[str, Any]) -> None:
    value["rounds"][1]["stated"]["groups"] = 3


def _other_counts(value: dict[str, Any]) -> None:
    value["evaluation"]["counts"]["support"] = 9


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_other_answer, "objections 1, answer: this is not as recorded"),
        (_other_rationale, "result, rationale: this is not as recorded"),
        (_larger_electorate, "rounds 2, electorate: this is not as recorded"),
        (_other_text, "rounds 2, charter: this is not as recorded"),
        (_round_dropped, "rounds: 1 stand here"),
        (_ballot_dropped, "rounds 2, ballots: this is not as recorded"),
        (_ballot_doubled, "rounds 2, ballots: this is not as recorded"),
        (_ballot_changed, "it is not the last ballot that v-"),
        (_ballots_swapped, "rounds 2, ballots: this is not as recorded"),
        (_entry_dropped, "it does not follow the decision's entry before it"),
        (_entry_changed, "its text was changed after it was recorded"),
        (_other_minority, "minority 1, text: this is not as recorded"),
        (_more_groups, "rounds 2, stated: this is not as recorded"),
        (_other_counts, "evaluation, counts, support: this is not as recorded"),
    ],
)
def test_a_change_is_named_where_it_is(change: Callable[[dict[str, Any]], None], said: str) -> None:
    value = eventful()
    change(value)
    assert any(said in one for one in is_found(verify.canonical(value)))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_stands_in_an_entry_is_answered(data: st.DataObject) -> None:
    value = json.loads(data.draw(st.sampled_from(finished())))
    path = data.draw(st.sampled_from(list(places(value["entries"]))))
    new = data.draw(st.sampled_from(other_values(at(value["entries"], path))))
    at(value["entries"], path[:-1])[path[-1]] = new
    try:
        text = forged(value)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        text = verify.canonical(value)
    verify.check_decision(text)
