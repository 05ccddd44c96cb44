"""A closing report against somebody who changes it afterwards: all it shows is under the hash that
the record has, but what came since and the names of authors, who may be erased."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.drafts.closing import closing, closing_report, read, sealed, written
from bot.drafts.model import Moderated, Standing
from bot.record import verify
from tests.test_draft_rules import DRAFT, HARD, SECOND, VERSION

assert DRAFT.window
NOW = DRAFT.window.closes + 60 * SECOND
LOG = [Moderated(2, 6, "hidden", "It insults.", NOW - SECOND)]
COMMENTS = [
    sealed(replace(one, received=NOW - SECOND if one.late else DRAFT.window.opens)) for one in HARD
]
PEOPLE = {"group": {"civil-society": 6}, "region": {}}
KEPT = closing("DC Rights", VERSION, PEOPLE, NOW)


def report(comments: Any = None, log: Any = None, newest: Any = VERSION) -> dict[str, Any]:
    """The report as it is shown at some time."""
    kept = read(written(KEPT))
    assert kept == KEPT
    return closing_report(DRAFT, KEPT, VERSION, newest, comments or COMMENTS, log or LOG)


RECORDED = verify.report_digest(report())


def said(
    tmp_path: Path, value: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """What verify says of it, asked with the hash that the record has."""
    (tmp_path / "report.json").write_text(verify.canonical(value), "utf-8")
    code = verify.main([str(tmp_path / "report.json"), RECORDED[:16].upper()])
    return code, capsys.readouterr().out


def test_the_report_that_was_made_is_the_recorded_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report()["format"] == "intersession-report-2"
    code, text = said(tmp_path, report(), capsys)
    assert code == 0
    assert RECORDED in text


def _first(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = value["comments"][0]
    return found


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.update(title="Another title"),
        lambda value: value.update(track="Another track"),
        lambda value: value.update(version=2),
        lambda value: value.update(text="0" * 64),
        lambda value: value.update(made="2027-01-01T00:00:00Z"),
        lambda value: value.update(by_group={"government": 9}),
        lambda value: value["moderation"].clear(),
        lambda value: value["moderation"][0].update(reason="It is rude."),
        lambda value: _first(value).update(comment="Something else."),
        lambda value: _first(value).update(quote="Something else."),
        lambda value: _first(value).update(now="2.1"),
        lambda value: _first(value).update(contested="No."),
        lambda value: _first(value).update(author="Somebody else"),
        lambda value: _first(value).update(author="Somebody", author_salt=""),
        lambda value: _first(value).update(author_salt="0" * 32),
        lambda value: value.update(note="More"),
        lambda value: value["since"].update(note="More"),
    ],
)
def test_what_is_changed_is_found(
    change: Callable[[dict[str, Any]], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = json.loads(json.dumps(report()))
    change(value)
    code, text = said(tmp_path, value, capsys)
    assert code == 1
    assert "does NOT fit" in text


def test_an_erasure_a_new_version_and_a_comment_shown_again_leave_the_hash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    comments = [
        replace(
            one, author=replace(one.author, name="", organisation="", group="", region=""),
            author_salt="", place="2.1",
            standing=Standing.SUBMITTED if one.number == 6 else one.standing,
        )
        for one in COMMENTS
    ]  # fmt: skip
    log = [*LOG, Moderated(2, 6, "shown", "The appeal is right.", NOW + SECOND)]
    later = report(comments, log, replace(VERSION, number=2, hash="1" * 64))
    assert {one["author"] for one in later["comments"]} <= {"former participant", "anonymous", ""}
    assert later["since"]["final"] == {"version": 2, "text": "1" * 64}
    assert [one["act"] for one in later["since"]["moderation"]] == ["shown"]
    code, text = said(tmp_path, later, capsys)
    assert (code, verify.report_digest(later)) == (0, RECORDED), text
