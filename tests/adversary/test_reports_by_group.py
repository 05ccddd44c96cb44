"""Who commented, by group: of two closing reports no newcomer is had by subtraction, and a report
stays as it was made."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from bot.drafts.model import Section
from bot.drafts.rules import version_hash
from bot.drafts.store import Drafts
from bot.people.model import StakeholderGroup
from bot.record import verify
from tests.decision_stage import FAY, RAY, TRACK, Stage, Voice
from tests.test_draft_cases import tap, words

SECTIONS = (Section(1, "One", 1, ("Islands are far.",)),)
CIVIL, GOVERNMENT = StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.GOVERNMENT
CROWD = [Voice("telegram", str(900 + n), group=(CIVIL, GOVERNMENT)[n % 2]) for n in range(40)]
Counts = dict[str, dict[str, int]]


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as made:
        made.meet(*CROWD)
        yield made


def comments_open(stage: Stage, number: int) -> None:
    """The next draft is published, and can be commented on for a week."""
    with stage.store.begin() as tx:
        draft = tx.get(Drafts).begin(TRACK, f"Draft {number}", 1)
        tx.get(Drafts).prepare(draft, SECTIONS, version_hash(SECTIONS), "a.md")
        tx.commit()
    stage.say(FAY, f"/publish B{number}")
    until = stage.time + timedelta(days=7)
    stage.say(FAY, f"/window B{number} until {until:%Y-%m-%d}")


def comment(stage: Stage, number: int, people: Iterable[Voice]) -> None:
    """Each of them comments on a draft, and is answered."""
    for place, voice in enumerate(people, 1):
        said = stage.say(voice, f"/comment B{number} 1.1 Words of {voice.id}.")
        assert f"Received: C-B{number}-{place}" in words(tap(stage, voice, said, "Submit"))
        stage.say(FAY, f'/dispose C-B{number}-{place} noted "Thank you."')


def asked(stage: Stage, number: int) -> dict[str, Any]:
    """The closing report, which fits, as it is given to somebody now."""
    said = stage.say(RAY, f"/report B{number}")
    [text] = [
        file.content.decode()
        for one in said
        for file in one.wording.attachments
        if file.name == f"report-B{number}.json"
    ]
    assert verify.check_report(text) == []
    found: dict[str, Any] = json.loads(text)
    return found


def counts(report: dict[str, Any]) -> Counts:
    """Its numbers by group and region."""
    return {name: report[name] for name in ("by_group", "by_region")}


def reported(stage: Stage, number: int, people: Iterable[Voice]) -> Counts:
    """A draft from its publication to its report."""
    comments_open(stage, number)
    comment(stage, number, people)
    stage.time += timedelta(days=9)
    return counts(asked(stage, number))


def test_a_newcomer_is_not_had_from_two_reports(stage: Stage) -> None:
    first = reported(stage, 1, CROWD[:12])
    assert first["by_group"] == {"civil-society": 6, "government": 6}
    second = reported(stage, 2, CROWD[:13])
    assert second["by_group"] in ({}, first["by_group"])
    # Many came since: those in the change are no few.
    third = reported(stage, 3, CROWD[:24])
    assert third["by_group"] == {"civil-society": 12, "government": 12}


def test_who_tells_another_group_is_not_had_from_two_reports(stage: Stage) -> None:
    first = reported(stage, 1, CROWD[:14])
    assert first["by_group"] == {"civil-society": 7, "government": 7}
    stage.say(CROWD[0], "/me group government")
    assert reported(stage, 2, CROWD[:14])["by_group"] in ({}, first["by_group"])


def test_a_report_that_was_made_stays_as_it_was(stage: Stage) -> None:
    comments_open(stage, 1)
    comment(stage, 1, CROWD[:12])
    stage.time += timedelta(days=9)
    before = asked(stage, 1)
    [row] = stage.rows("draft")
    assert row["report"] == verify.report_digest(before)
    stage.say(CROWD[1], "/me group technical-community")
    said = stage.say(CROWD[0], "/privacy erase")
    tap(stage, CROWD[0], said, said[-1].wording.buttons[0].label)
    assert not any(row["id"] == CROWD[0].id for row in stage.rows("account"))
    reported(stage, 2, CROWD[2:34])
    after = asked(stage, 1)
    assert counts(after) == counts(before)
    assert verify.report_digest(after) == verify.report_digest(before)
    assert CROWD[0].id in str(before)
    assert f"'{CROWD[0].id}'" not in str(after)
