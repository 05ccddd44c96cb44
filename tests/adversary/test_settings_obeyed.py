"""A charter carries no setting that nothing obeys: each is changed, and something else happens."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields

import pytest

from bot.decisions.changes import Setting
from bot.decisions.model import Terms
from tests.decision_stage import ADA, BEN, CYD, FAY, SECOND, TRACK, Stage, shown

POLL = f'/poll {TRACK} "Which day?" | Tuesday | Friday'
DAY = 24 * 3600 * SECOND


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as found:
        yield found


def opened(stage: Stage, *changes: str) -> str:
    """What is said when a poll opens."""
    stage.say(FAY, POLL)
    for change in changes:
        stage.say(FAY, f"/charter 1 {change}")
    seen = stage.say(FAY, "/charter 1 show")[-1].wording.buttons[0].says
    return shown(stage.say(FAY, f"/{seen}"))


def closes(stage: Stage, *changes: str) -> str:
    """Until when it is open."""
    return opened(stage, *changes)


def receipt(stage: Stage, *changes: str) -> str:
    """What a voter is told of what keeps the ballot."""
    opened(stage, *changes)
    return (
        "secret" if "The record will show it as" in shown(stage.say(ADA, "/vote D1 1")) else "open"
    )


def counts(stage: Stage, *changes: str) -> str:
    """What is shown to whoever has voted."""
    opened(stage, *changes)
    stage.say(ADA, "/vote D1 1")
    return shown(stage.say(ADA, "/decision D1")).partition("You said")[2].partition("\n")[2]


def few(stage: Stage, *changes: str) -> str:
    """Whether two voices of two groups are enough for consensus."""
    opened(stage, "groups 2", *changes)
    stage.say(BEN, "/vote D1 1")
    stage.say(CYD, "/vote D1 1")
    stage.time += 8 * DAY
    stage.tick()
    return str("is not possible" in shown(stage.say(FAY, "/result D1 consensus It is so.")))


def groups(stage: Stage, *changes: str) -> str:
    """The same, of the groups."""
    return few(stage, "people 2", *changes)


def final(stage: Stage, *changes: str) -> str:
    """Whether a result is final after two days."""
    opened(stage, "groups 0", "people 1", *changes)
    stage.say(BEN, "/vote D1 1")
    stage.time += 8 * DAY
    stage.tick()
    stage.say(FAY, "/result D1 consensus It is so.")
    stage.time += 2 * DAY
    return str("is final" in shown(stage.tick()))


def words(stage: Stage, *changes: str) -> str:
    """What the voters read, and can say."""
    opened(stage, *changes)
    return shown(stage.say(ADA, "/decision D1")) + shown(stage.say(ADA, "/vote D1 Monday"))


def translated(stage: Stage, *changes: str) -> str:
    """Which language is known to have a version, by which versions are asked for."""
    stage.say(FAY, POLL)
    for change in changes:
        stage.say(FAY, f"/charter 1 {change}")
    return shown(stage.say(FAY, '/translate 1 fr "Quel jour ?"'))


def binding(stage: Stage, *changes: str) -> str:
    """Whether it can open while a version is not whole."""
    stage.say(FAY, POLL)
    stage.say(FAY, '/translate 1 fr "Quel jour ?"')
    for change in changes:
        stage.say(FAY, f"/charter 1 {change}")
    seen = stage.say(FAY, "/charter 1 show")[-1].wording.buttons[0].says
    return str("is open until" in shown(stage.say(FAY, f"/{seen}")))


SETTINGS: dict[Setting, tuple[str, Callable[..., str]]] = {
    Setting.OPEN: ("open 14 days", closes),
    Setting.BALLOTS: ("ballots secret", receipt),
    Setting.COUNTS: ("counts at-close", counts),
    Setting.PEOPLE: ("people 3", few),
    Setting.GROUPS: ("groups 3", groups),
    Setting.REVIEW: ("review 24", final),
    Setting.TEXT: ('text "Which evening?"', words),
    Setting.OPTIONS: ("options Monday | Friday", words),
    Setting.LANGUAGE: ("language fr", translated),
    Setting.BINDING: ("binding all", binding),
}
"""How each setting is changed, and what is different then."""
TERMS = {
    "kind": None,
    "text": Setting.TEXT,
    "options": Setting.OPTIONS,
    "hours": Setting.OPEN,
    "secrecy": Setting.BALLOTS,
    "visible": Setting.COUNTS,
    "silence": None,
    "people": Setting.PEOPLE,
    "groups": Setting.GROUPS,
    "review": Setting.REVIEW,
    "languages": Setting.LANGUAGE,
}
"""By which setting each part of the terms is changed. The kind is the command's; silence can't be
set."""


@pytest.mark.parametrize("setting", [one for one in Setting if one is not Setting.SHOW])
def test_each_setting_changes_what_happens(setting: Setting) -> None:
    change, seen = SETTINGS[setting]
    with closing(Stage()) as usual, closing(Stage()) as other:
        assert seen(usual) != seen(other, change)


def test_the_terms_and_the_charter_hold_nothing_else(stage: Stage) -> None:
    assert {one.name for one in fields(Terms)} == set(TERMS)
    opened(stage)
    charter = json.loads(stage.rows("decision")[0]["charter"])
    # Said of the round: what it is, and when; the others are of the terms above.
    of_the_round = {"reference", "round", "track", "kind", "opened", "closes", "electorate",
                    "called_by", "format"}  # fmt: skip
    of_the_terms = {"text", "options", "secrecy", "visible", "quorum", "review_hours"}
    assert set(charter) == of_the_round | of_the_terms | {"silence"}
    # Nobody but a facilitator calls a result; silence is always the same.
    assert (charter["called_by"], charter["silence"]) == ("facilitators", "nothing")
    assert "was not carried out" in shown(stage.say(ADA, "/result D1 consensus It is so."))


@pytest.mark.parametrize("change", ["people 2", "groups 1", "review 48"])
def test_a_sense_check_takes_no_setting_of_a_result(stage: Stage, change: str) -> None:
    stage.say(FAY, f'/sense {TRACK} "Would it suit you?"')
    before = stage.rows("decision")[0]["terms"]
    assert "Nothing was changed" in shown(stage.say(FAY, f"/charter 1 {change}"))
    assert stage.rows("decision")[0]["terms"] == before
