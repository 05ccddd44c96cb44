"""The timeline of a year's cycle: its phases, what is due now, and the windows of the drafts."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.web.answers import Answers
from adapters.web.charts import WIDTH
from adapters.web.drawing import stretched
from bot.conversation.phrases import verbatim
from bot.pages.blocks import Span, Timeline
from tests.pages_reading import read
from tests.pages_stage import OLA, ROSA, TRACK, Stage


@pytest.fixture(scope="module")
def answers(half_year_stage: Stage) -> Answers:
    return half_year_stage.answers()


def _facts(answers: Answers, path: str) -> Any:
    answer = answers.answer(f"{path}.json", {}, "")
    assert answer.status == 200
    return json.loads(answer.content)


def test_a_year_has_its_phases_and_what_is_due(answers: Answers) -> None:
    facts = _facts(answers, "/cycle")
    assert facts["meeting"] == ["2026-12-08", "2026-12-12"]
    assert [(one["phase"], one["begins"][:10], one["ends"][:10]) for one in facts["phases"]] == [
        ("drafts", "2026-01-01", "2026-11-01"),
        ("session", "2026-11-01", "2026-11-30"),
        ("meeting", "2026-12-08", "2026-12-12"),
        ("text", "2026-11-30", "2026-12-26"),
        ("final", "2026-12-26", "2027-01-23"),
    ]
    assert facts["due"] == "draft"
    assert [one["milestone"] for one in facts["milestones"] if one["by_hand"]] == ["soft"]
    assert [one["draft"] for one in facts["windows"]] == ["B1", "B2"]


def test_the_page_says_the_same(answers: Answers) -> None:
    page = read(answers.answer("/cycle", {}, "").content)
    assert "First draft: Sun 1 November 2026, 23:59 UTC" in page.text
    assert "B2: Open draft" in page.text
    [table] = page.tables
    assert table[0] == ["Phase", "From", "Until", "Where it stands"]
    stands = {row[0]: row[3] for row in table[1:]}
    assert stands["B1: Norms in practice: comments"] == "past"
    assert "days left" in stands["Work on the first drafts"]
    assert stands["Annual meeting"].startswith("begins in")
    assert [one for one in page.drawn if one == "Annual meeting"]


def test_a_track_has_its_own_windows(answers: Answers) -> None:
    assert _facts(answers, "/t/irpc/cycle")["windows"] == []
    mine = _facts(answers, f"/t/{TRACK}/cycle/2026")
    assert [one["draft"] for one in mine["windows"]] == ["B1", "B2"]


@pytest.mark.parametrize(
    "path", ["/cycle/2031", "/cycle/0000", "/t/nowhere/cycle", f"/t/{TRACK}/meetings.ics/cycle"]
)
def test_a_year_that_nobody_knows_has_no_page(answers: Answers, path: str) -> None:
    assert answers.answer(path, {}, "").status == 404


def test_the_way_leads_there_from_the_front_and_from_a_track(answers: Answers) -> None:
    assert "cycle" in read(answers.answer("/", {}, "").content).links
    assert f"{TRACK}/cycle" in read(answers.answer(f"/t/{TRACK}", {}, "").content).links


def test_the_year_that_goes_on_is_shown_until_its_last_day(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    answers = stage.answers()
    empty = read(answers.answer("/cycle", {}, "").content)
    assert "The dates of 2026 are not known yet." in empty.text
    stage.say(ROSA, "/start")
    stage.say(OLA, f"/appoint @{ROSA.handle} rapporteur")
    stage.say(ROSA, "/cycle 2026 meeting 2026-12-08..2026-12-12")
    stage.say(ROSA, "/cycle 2027 meeting 2027-12-07..2027-12-11")
    assert _facts(answers, "/cycle")["year"] == 2026
    stage.time = datetime(2027, 1, 23, 12, tzinfo=UTC)
    assert _facts(answers, "/cycle")["year"] == 2026
    stage.time = datetime(2027, 1, 24, 12, tzinfo=UTC)
    assert _facts(answers, "/cycle")["year"] == 2027
    over = read(answers.answer("/cycle/2026", {}, "").content)
    assert "Nothing is due any more this year." in over.text
    stage.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_comes_first_is_drawn_first(language: str) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    spans = tuple(
        Span(verbatim(f"{day}"), begin + timedelta(days=day), begin + timedelta(days=day + 50))
        for day in (0, 100, 250, 310)
    )
    found = stretched(Timeline(verbatim("x"), spans, begin + timedelta(days=180)), language)
    middles = [one.x + one.width / 2 for one in found.bars]
    assert middles == sorted(middles, reverse=language == "ar")
    assert found.now_x == WIDTH / 2
    for one in found.bars:
        assert one.x >= 0
        assert one.x + one.width <= WIDTH
    named = [one.name for one in found.months if one.name]
    assert 2 <= len(named) <= 5
    assert len(found.months) == 12
