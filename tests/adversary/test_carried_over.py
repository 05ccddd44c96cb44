"""A data folder of 0.1.0 in which a secret round is open goes on, and ends as it was begun.

`open-secret-round.sql` was dumped from a database that 0.1.0 wrote: D1 is a secret choice on which
six of twelve voters and one who came late have voted, D2 a consensus call with an objection.
`closed-draft.sql` too: twelve people of two groups have commented on B1, one comment is hidden, and
the closing report is made. `closed-draft.json` is the report as that program gave it.
"""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.decisions.export import exported_decision
from bot.decisions.store import Decisions
from bot.drafts.model import Section
from bot.drafts.rules import version_hash
from bot.drafts.store import Drafts
from bot.pages.decision_page import decision_page
from bot.pages.decisions import decision_shown
from bot.record import verify
from bot.record.rules import exported
from bot.record.store import Journal
from storage.store import SqlStore
from tests.adversary.secrecy import LATE, RECEIPT, VOTERS
from tests.decision_stage import FAY, PATIENT, TRACK, Stage, shown
from tests.second_verifier import refusal

OLD = Path(__file__).parent.parent / "records" / "of-0.1.0"
KEPT_RECEIPT = "TUMU-9F2R"
"""That of the first voter, who has said "Hassan"."""


class Carried(Stage):
    """The program of today on the database of 0.1.0."""

    def __init__(self, file: Path, dump: str, at: datetime) -> None:
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript((OLD / dump).read_text("utf-8"))
        self.time = at
        self.store = SqlStore(f"sqlite:///{file}")
        self.app = App(self.store, self, PATIENT, ())
        self._runner = asyncio.Runner()
        self._ids = count(1000)

    def file_of(self, number: int) -> dict[str, Any]:
        """A decision's file, which fits."""
        with self.store.begin() as tx:
            text = exported_decision(tx, number) or ""
            journal = tx.get(Journal)
            lines = list(exported(*journal.head(), journal.entries()))
        assert verify.check_decision(text) == []
        assert verify.check(lines) == []
        value: dict[str, Any] = json.loads(text)
        return value

    def entries(self, number: int) -> list[dict[str, Any]]:
        """The journal's entries on a decision."""
        with self.store.begin() as tx:
            return [json.loads(one.text) for one in tx.get(Journal).of(f"D{number}")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Carried]:
    at = datetime(2026, 3, 3, 9, 1, tzinfo=UTC)
    with closing(Carried(tmp_path / "database.sqlite", "open-secret-round.sql", at)) as carried:
        yield carried


def test_an_open_secret_round_goes_on_and_ends_in_its_format(stage: Carried) -> None:
    assert {row["choice"] for row in stage.rows("tally") if row["decision"] == 1} == {""}
    # What holds for secret rounds of today is not said of it.
    told = shown(stage.say(VOTERS[0], "/decision D1"))
    assert "nobody learns who said what" in told
    assert "only the turnout is told" not in told
    before = len(stage.entries(1))
    assert "is recorded" in shown(stage.votes_secretly(VOTERS[6], "/vote D1 3"))
    assert "without its receipt" in shown(stage.say(VOTERS[0], "/vote D1 1"))
    changed = shown(stage.votes_secretly(VOTERS[0], f"/vote D1 1 {KEPT_RECEIPT}"))
    assert "is recorded" in changed
    # In that format a secret vote could not be taken back.
    receipt = RECEIPT.findall(changed)[0]
    assert "Nothing was changed" in shown(stage.say(VOTERS[0], f"/unvote D1 {receipt}"))
    new = stage.entries(1)[before:]
    assert [one["act"] for one in new] == ["ballot.cast", "ballot.cast"]
    assert all(one["by"].startswith("p-") and "ballot" not in one["data"] for one in new)
    stage.time += timedelta(days=4)
    stage.tick()
    value = stage.file_of(1)
    assert value["format"] == verify.DECISION
    [one] = value["rounds"]
    assert "published" not in one
    assert len(one["ballots"]) == len(one["voters"]) == 8
    assert all(name.startswith("p-") for name in (*one["electorate"], *one["voters"]))
    said = {ballot["receipt"]: ballot["choice"] for ballot in one["ballots"]}
    assert said[receipt] == ["0"]
    assert KEPT_RECEIPT not in said
    assert value["evaluation"]["counts"] == {"0": 3, "1": 3, "2": 1}
    stage.say(FAY, '/result D1 divergence "Nobody has most."')
    assert stage.file_of(1)["result"]["designation"] == "divergence"


def test_an_open_call_goes_on_and_ends_in_its_format(stage: Carried) -> None:
    stage.say(VOTERS[0], "/vote D2 abstain")
    stage.say(VOTERS[2], "/vote D2 support")
    stage.say(VOTERS[1], "/minority D2 Once a month is enough.")
    stage.say(FAY, "/answer D2.1 It is once a week.")
    stage.time += timedelta(days=4)
    stage.tick()
    value = stage.file_of(2)
    assert value["format"] == verify.DECISION
    assert {ballot["voter"][:2] for ballot in value["rounds"][0]["ballots"]} == {"p-"}
    assert all("salt" not in ballot for ballot in value["rounds"][0]["ballots"])
    [view] = value["minority"]
    assert view["author"].startswith("p-")


def test_what_is_opened_after_it_is_of_the_new_format(stage: Carried) -> None:
    stage.say(FAY, '/restart D1 "Who holds it then?"')
    stage.say(FAY, '/restart D2 "We meet twice a month."')
    for voter in VOTERS[:7]:
        stage.votes_secretly(voter, "/vote D1 2")
        stage.say(voter, "/vote D2 support")
    stage.votes_secretly(LATE, "/vote D1 2")
    stage.say(VOTERS[1], "/minority D2 I still think so.")
    stage.time += timedelta(days=4)
    stage.tick()
    for number in (1, 2):
        value = stage.file_of(number)
        assert value["format"] == verify.DECISION_BY_LIFE
        first, second = value["rounds"]
        assert {name[:2] for name in first["electorate"]} == {"p-"}
        assert {name[:2] for name in second["electorate"]} == {"v-"}
        assert "format" not in first["charter"]
        assert second["charter"]["format"] == verify.DECISION_BY_LIFE
    stage.say(FAY, f"/poll {TRACK} Which day? | Tuesday | Friday for 3 days")
    stage.say(FAY, "/charter 3 ballots secret")
    stage.say(FAY, "/open 3")
    stage.votes_secretly(VOTERS[0], "/vote D3 1")
    assert stage.file_of(3)["format"] == verify.DECISION_BY_LIFE
    assert [one["act"] for one in stage.entries(3)][-1] == "ballot.voted"


@pytest.fixture
def reported(tmp_path: Path) -> Iterator[Carried]:
    at = datetime(2026, 3, 12, 9, 1, tzinfo=UTC)
    with closing(Carried(tmp_path / "database.sqlite", "closed-draft.sql", at)) as carried:
        yield carried


def _report(stage: Carried) -> dict[str, Any]:
    """The report on B1 as it is given now, which fits."""
    [text] = [
        file.content.decode()
        for one in stage.say(FAY, "/report B1")
        for file in one.wording.attachments
        if file.media_type == "application/json"
    ]
    assert verify.check_report(text) == []
    value: dict[str, Any] = json.loads(text)
    return value


def test_a_report_that_was_made_keeps_its_format_and_its_hash(reported: Carried) -> None:
    old = json.loads((OLD / "closed-draft.json").read_text("utf-8"))
    assert (old["format"], old["by_group"]) == (
        "intersession-report-1", {"civil-society": 6, "government": 6}
    )  # fmt: skip
    with reported.store.begin() as tx:
        entries = [json.loads(one.text) for one in tx.get(Journal).of("B1")]
    [recorded] = [one["data"] for one in entries if one["act"] == "report.closed"]
    assert recorded["report"] == verify.report_digest(old)
    # In that format it is of the time at which it is asked for.
    assert {**_report(reported), "made": old["made"]} == old
    # Who commented is somebody else now, and one is nobody: its hash does not change.
    first, second = VOTERS[:2]
    reported.say(first, "/me group technical-community")
    reported.say(second, "/privacy erase")
    reported.say(second, "/privacy erase yes")
    assert second.id not in {row["id"] for row in reported.rows("account")}
    reported.say(FAY, "/final B1")
    after = _report(reported)
    assert after["format"] == "intersession-report-1"
    assert verify.report_digest(after) == recorded["report"]
    assert {one["author"] for one in after["comments"]} >= {first.id, "former participant"}
    assert second.id not in {one["author"] for one in after["comments"]}


def test_a_draft_whose_report_comes_after_it_has_the_new_format(reported: Carried) -> None:
    """In the same data folder, and the whole journal is still accepted."""
    sections = (Section(1, "One", 1, ("Islands are far.",)),)
    with reported.store.begin() as tx:
        draft = tx.get(Drafts).begin(TRACK, "Another", 1)
        tx.get(Drafts).prepare(draft, sections, version_hash(sections), "a.md")
        tx.commit()
    reported.say(FAY, "/publish B2")
    reported.say(FAY, "/window B2 until 2026-03-20")
    reported.time += timedelta(days=9)
    reported.say(FAY, "/report B2")
    with reported.store.begin() as tx:
        [entry] = [
            one.text for one in tx.get(Journal).of("B2") if '"act":"report.closed"' in one.text
        ]
        journal = tx.get(Journal)
        assert verify.check(list(exported(*journal.head(), journal.entries()))) == []
    assert json.loads(entry)["data"]["format"] == verify.REPORT_WHOLE


def test_a_decision_of_both_formats_is_one_for_every_checker_and_reader(
    stage: Carried, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Its first round keeps what was promised then, its second what is promised now."""
    old = {row["receipt"]: int(row["choice"]) for row in stage.rows("secret_ballot")}
    stage.say(FAY, '/restart D1 "Who holds it then?"')
    stage.say(FAY, '/restart D2 "We meet twice a month."')
    receipts = set()
    for voter in VOTERS[:7]:
        receipts |= set(RECEIPT.findall(shown(stage.votes_secretly(voter, "/vote D1 2"))))
        stage.say(voter, "/vote D2 support")
    for number in (1, 2):
        assert refusal(_text(stage, number)) == ""
    before = stage.file_of(1)
    # Of the open round nothing is said; of the one that is over what its charter had promised.
    assert before["rounds"][1]["ballots"] is None
    assert not receipts & set(RECEIPT.findall(json.dumps(before)))
    stage.time += timedelta(days=4)
    stage.tick()
    for number in (1, 2):
        assert refusal(_text(stage, number)) == ""
    value = stage.file_of(1)
    first, second = value["rounds"]
    assert first == before["rounds"][0]
    assert {one["receipt"] for one in first["ballots"]} == set(old)
    counted = [one for one in first["ballots"] if one["eligible"]]
    assert all(one["choice"] == [str(old[one["receipt"]])] for one in counted)
    # Who came late would stand alone with what they said.
    assert [one["choice"] for one in first["ballots"] if not one["eligible"]] == [[]]
    assert {one["receipt"] for one in second["ballots"]} == receipts
    # Each receipt is found in its own round, by the program that anybody can run.
    file = tmp_path / "D1.json"
    file.write_text(_text(stage, 1), "utf-8")
    for receipt, said in (
        (KEPT_RECEIPT, f"{KEPT_RECEIPT}, round 1: Hassan."),
        (min(receipts), f"{min(receipts)}, round 2: Hassan."),
    ):
        assert verify.main([str(file), receipt]) == 0
        told = capsys.readouterr().out
        assert said in told
        assert "Round 1 was opened in a format of version 0.1.0." in told
        assert "7 of 18 spoke" in told
    # A ballot of the first round is none of the second, nor the other way round.
    for one, other in ((first, second), (second, first)):
        wrong = json.loads(json.dumps(value))
        rounds = wrong["rounds"]
        place = value["rounds"].index(one)
        rounds[place]["ballots"][0] = other["ballots"][0]
        text = verify.canonical(wrong)
        assert verify.check_decision(text)
        assert refusal(text)
    # The page and the rooms count the second round alone.
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        page = str(decision_page(decision_shown(tx, decision, stage.time)))
    assert "Who holds it then?" in page
    everything = page + shown(stage.say(VOTERS[2], "/decision D1"))
    assert not {*old, *receipts} & set(RECEIPT.findall(everything))


def _text(stage: Carried, number: int) -> str:
    with stage.store.begin() as tx:
        return exported_decision(tx, number) or ""
