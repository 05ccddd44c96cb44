"""Numbers by group and region, read by somebody who keeps everything that was ever shown and knows
who came, who left and what each said openly: nothing tells of fewer than five."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from bot.decisions.export import exported_decision
from bot.people.model import Grant, Role, StakeholderGroup
from bot.tracks.model import Part
from bot.tracks.store import Memberships
from tests.decision_stage import FAY, ROOM, TRACK, Stage, Voice, shown

CIVIL, STATE = StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.GOVERNMENT
TRADE, TECHNICAL = StakeholderGroup.PRIVATE_SECTOR, StakeholderGroup.TECHNICAL_COMMUNITY
WEEK = timedelta(days=7)
OTHER = "dcnn"
SAID = ("Support", "all else, silence included")
CALL = f'!consensus {TRACK} "We meet weekly." for 7 days'


@pytest.fixture
def stage() -> Iterator[Stage]:
    """The core, on a new database."""
    with closing(Stage()) as found:
        yield found


def crowd(group: StakeholderGroup | None, count: int, first: int = 0) -> list[Voice]:
    """So many people of a group."""
    name = group.value if group else "untold"
    return [Voice("telegram", f"{name}-{one}", group=group) for one in range(first, first + count)]


def a_week_later(stage: Stage) -> str:
    """The next Monday passes; what was said then."""
    stage.time += WEEK
    return shown(stage.tick())


def groups_of(stage: Stage, track: str = TRACK) -> list[str]:
    """What the card of a track says of groups: the lines of the list, and what stands around it."""
    lines = shown(stage.say(FAY, f"!track {track}")).splitlines()
    return [one for one in lines if "group" in one.lower() or re.match(r"- .+: \d+$", one)]


def counts(lines: list[str]) -> dict[str, int]:
    """The same as numbers."""
    found = (re.match(r"- (.+): (\d+)$", one) for one in lines)
    return {one[1]: int(one[2]) for one in found if one}


def table(stage: Stage, reference: str) -> dict[str, dict[str, int]]:
    """What `/numbers` says by group."""
    text = shown(stage.say(FAY, f"!numbers {reference}"))
    listed = text.partition("By stakeholder group:")[2].partition("By region:")[0]
    return {
        group: {name: int(count) for name, count in re.findall(rf"({'|'.join(SAID)}) (\d+)", row)}
        for group, row in re.findall(r"^- (.+?): (.+)$", listed, re.MULTILINE)
    }


def even(stage: Stage) -> tuple[list[Voice], list[Voice], list[Voice]]:
    """A track in which half of each group may support something: with the cast, 13 of civil
    society, 13 of government, 10 who told no group."""
    found = crowd(CIVIL, 12), crowd(STATE, 12), crowd(None, 6)
    stage.meet(*found[0], *found[1], *found[2])
    return found


def decide(stage: Stage, number: int, spoke: list[Voice], more: list[Voice]) -> str:
    """A call that some support before half time and more after; what facilitators read at half
    time."""
    stage.say(FAY, CALL)
    stage.say(FAY, f"!open {number}")
    stage.say_all([(one, f"/vote D{number} support") for one in spoke])
    stage.time += timedelta(hours=90)
    half = shown(one for one in stage.tick() if one.to.id == FAY.id)
    stage.say_all([(one, f"/vote D{number} support") for one in more])
    a_week_later(stage)
    return half


def test_a_newcomer_is_in_no_table_that_is_shown_anew(stage: Stage) -> None:
    stage.meet(*crowd(CIVIL, 6), *crowd(STATE, 6))
    a_week_later(stage)
    before = groups_of(stage)
    assert sum(count >= 5 for count in counts(before).values()) >= 2
    (newcomer,) = crowd(STATE, 1, 100)
    stage.meet(newcomer)
    assert groups_of(stage) == before
    a_week_later(stage)
    assert groups_of(stage) == before
    stage.say(newcomer, f"/leave {TRACK}")
    stage.say(crowd(CIVIL, 1)[0], f"/leave {TRACK}")
    a_week_later(stage)
    assert groups_of(stage) == before


def test_ten_who_come_from_two_groups_are_shown_and_ten_of_one_are_not(stage: Stage) -> None:
    stage.meet(*crowd(CIVIL, 6), *crowd(STATE, 6))
    a_week_later(stage)
    first = groups_of(stage)
    stage.meet(*crowd(TRADE, 10))
    a_week_later(stage)
    assert groups_of(stage) == first, "that all who came are of one group would be told"
    stage.meet(*crowd(TRADE, 5, 50), *crowd(CIVIL, 5, 50))
    a_week_later(stage)
    found = counts(groups_of(stage))
    was = counts(first)
    assert found["Private Sector"] == 15
    assert found["Civil Society"] == was.get("Civil Society", 0) + 5
    assert groups_of(stage) != first


def test_a_change_of_profile_moves_nothing_by_one(stage: Stage) -> None:
    stage.meet(*crowd(CIVIL, 7), *crowd(STATE, 7))
    a_week_later(stage)
    before = groups_of(stage)
    stage.say(crowd(CIVIL, 1)[0], "/me group government")
    a_week_later(stage)
    assert groups_of(stage) == before


def test_groups_are_merged_before_anything_is_withheld(stage: Stage) -> None:
    sizes = {CIVIL: 11, STATE: 7, TRADE: 6, TECHNICAL: 4}  # Cyd and Ben are one more each
    stage.meet(*(one for group, count in sizes.items() for one in crowd(group, count)))
    with stage.store.begin() as tx:
        for number in (1, 2, 6, 7):
            tx.get(Memberships).leave(number, TRACK)
        tx.commit()
    a_week_later(stage)
    found = counts(groups_of(stage))
    assert sum(count >= 5 for count in found.values()) >= 2
    assert all(count >= 5 for count in found.values())


def test_two_tracks_that_share_all_but_one_show_no_difference_of_one(stage: Stage) -> None:
    people = [*crowd(CIVIL, 9), *crowd(STATE, 9)]
    stage.meet(*people)
    for one in people[1:]:
        stage.say(one, f"/join {OTHER}")
    a_week_later(stage)
    first, second = (counts(groups_of(stage, track)) for track in (TRACK, OTHER))
    for name in first.keys() & second.keys() - {"Others"}:
        assert abs(first[name] - second[name]) in (0, *range(5, 99))


def test_half_time_and_close_are_not_one_person_apart(stage: Stage) -> None:
    civil, state, untold = even(stage)
    half = decide(stage, 1, [*civil[:6], *state[:6], *untold[:5]], [state[6]])
    silent = {
        name: int(count)
        for name, count in re.findall(r"^- (.+): (\d+)$", half.partition("by region")[0], re.M)
    }
    closed = table(stage, "D1")
    for name in silent.keys() & closed.keys():
        still = sum(count for what, count in closed[name].items() if what != "Support")
        assert abs(silent[name] - still) in (0, *range(5, 99))
    assert silent or closed, "one of the two is shown"
    assert all(count >= 5 for row in closed.values() for count in row.values())


def test_the_close_of_a_decision_shows_a_table(stage: Stage) -> None:
    civil, state, untold = even(stage)
    decide(stage, 1, [*civil[:6], *state[:6], *untold[:5]], [])
    found = table(stage, "D1")
    assert found["Civil Society"]["Support"] == found["Government"]["Support"] == 6


def test_two_decisions_whose_supporters_differ_by_one_show_no_difference(stage: Stage) -> None:
    civil, state, untold = even(stage)
    decide(stage, 1, [*civil[:6], *state[:6], *untold[:5]], [])
    stage.meet(*crowd(TRADE, 1))
    decide(stage, 2, [*civil[:6], *state[:7], *untold[:5]], [])
    first, second = table(stage, "D1"), table(stage, "D2")
    assert first
    for name in first.keys() & second.keys():
        assert abs(first[name]["Support"] - second[name]["Support"]) in (0, *range(5, 99))
        assert abs(sum(first[name].values()) - sum(second[name].values())) in (0, *range(5, 99))


def test_the_board_does_not_tell_from_how_many_groups_people_have_spoken(stage: Stage) -> None:
    civil, state, _ = even(stage)
    stage.say(FAY, CALL)
    stage.say(FAY, "!open 1")
    boards = []
    for voter in (civil[0], civil[1], state[0]):
        said = stage.say(voter, "/vote D1 support")
        text = shown(one for one in said if one.to == ROOM)
        boards.append(re.sub(r"\d+ of \d+ have spoken", "some have spoken", text))
    assert len(set(boards)) == 1, "the board changed with the group of whoever voted"


def test_what_is_withheld_is_not_in_the_export_either(stage: Stage) -> None:
    civil, state, untold = even(stage)
    decide(stage, 1, [*civil[:6], *state[:6], *untold[:5]], [])
    decide(stage, 2, [*civil[:6], *state[:7], *untold[:5]], [])
    with stage.store.begin() as tx:
        stated = []
        for number in (1, 2):
            text = exported_decision(tx, number)
            assert text
            stated.append(json.loads(text)["rounds"][-1]["stated"])
    assert stated[0]["by_group"]["government"] == {"support": 6, "": 6 + 1}, "Ben is silent"
    if "government" in stated[1]["by_group"]:
        changed = stated[1]["by_group"]["government"]["support"] - 6
        assert changed in (0, *range(5, 99))
    assert all(one["groups"] in (2, 3) for one in stated), "as many as were needed, or one fewer"


def test_an_erased_person_is_in_no_memory_of_the_tables(stage: Stage) -> None:
    civil = crowd(CIVIL, 8)
    stage.meet(*civil, *crowd(STATE, 8))
    a_week_later(stage)
    before = groups_of(stage)
    places = len(stage.rows("place"))
    stage.say(civil[0], "/privacy erase")
    stage.say(civil[0], "/privacy erase yes")
    assert len(stage.rows("place")) < places
    a_week_later(stage)
    assert groups_of(stage) == before


def test_rapporteurs_and_observers_change_no_table(stage: Stage) -> None:
    stage.meet(*crowd(CIVIL, 6), *crowd(STATE, 6))
    a_week_later(stage)
    before = groups_of(stage)
    stage.meet(Voice("telegram", "observer", Part.OBSERVER, STATE))
    stage.meet(Voice("telegram", "neutral", None, STATE, Grant(Role.RAPPORTEUR)))
    a_week_later(stage)
    assert counts(groups_of(stage)) == counts(before)


def _of_houses(stage: Stage, houses: dict[str, dict[str, int]], *, secret: bool = False) -> str:
    """What is said by organisation of a closed poll. houses: by organisation, how many of its
    people chose each option; "" are those who name none."""
    said: list[list[tuple[Voice, str]]] = []
    for house, choices in houses.items():
        people = crowd(CIVIL, sum(choices.values()), first=100 * len(said))
        stage.meet(*people)
        for one in people if house else ():
            stage.say(one, f"/me organisation {house}")
        chosen = [option for option, many in choices.items() for _ in range(many)]
        said.append([*zip(people, chosen, strict=True)])
    stage.say(FAY, f'!poll {TRACK} "Pen?" | Grace | Hassan for 3 days')
    if secret:
        stage.say(FAY, "!charter 1 ballots secret")
    stage.say(FAY, "!open 1")
    for voice, option in (one for of_house in said for one in of_house):
        if secret:
            stage.votes_secretly(voice, f"/vote D1 {option}")
        else:
            stage.say(voice, f"/vote D1 {option}")
    stage.time += timedelta(days=4)
    stage.tick()
    text = shown(stage.say(FAY, "!numbers D1"))
    return text.partition("With one voice for each organisation:")[2]


@pytest.mark.parametrize(
    "houses",
    [
        pytest.param(
            {"ACME": {"Grace": 1, "Hassan": 1}, "": {"Grace": 5}}, id="a colleague's vote"
        ),
        pytest.param({"ACME": {"Hassan": 2}, "": {"Grace": 5}}, id="two of one organisation"),
        pytest.param({"ACME": {"Grace": 1, "Hassan": 1}, "": {"Hassan": 1}}, id="three in all"),
        pytest.param({"ACME": {"Grace": 9, "Hassan": 6}, "": {"Grace": 2}}, id="one organisation"),
        pytest.param({"ACME": {"Grace": 5}, "Beta": {"Hassan": 4}}, id="four of one mind"),
        pytest.param({"": {"Grace": 9, "Hassan": 9}}, id="nobody names one"),
    ],
)
def test_the_recount_by_organisation_tells_of_no_few(
    stage: Stage, houses: dict[str, dict[str, int]]
) -> None:
    assert _of_houses(stage, houses).split("\n")[1] == "Too few people to show it."
    with stage.store.begin() as tx:
        text = exported_decision(tx, 1)
    assert text
    [stretch] = json.loads(text)["rounds"]
    assert stretch["stated"]["organisations"] == {}


def test_the_recount_by_organisation_is_told_of_many(stage: Stage) -> None:
    houses = {"ACME": {"Grace": 5}, "Beta": {"Grace": 3, "Hassan": 6}, "": {"Hassan": 1}}
    told = _of_houses(stage, houses)
    assert "Grace: 1.333" in told
    assert "Hassan: 1.667" in told
    # What people tell of themselves after the close changes nothing of it.
    for one in crowd(CIVIL, 5):
        stage.say(one, "/me organisation Beta")
    assert shown(stage.say(FAY, "!numbers D1")).endswith(told)


def test_of_a_secret_round_there_is_no_recount_by_organisation(stage: Stage) -> None:
    """No secret ballot says whose it is: what was said was a count of ballots, and false."""
    houses = {"ACME": {"Grace": 5}, "Beta": {"Grace": 5, "Hassan": 5}}
    assert _of_houses(stage, houses, secret=True) == ""
