"""A forged decision must still fit, the checker counts as the program does, secrets stay secret."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.__main__
from adapters.story.playing import BEGINNING
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.decisions.export import evaluation_facts
from bot.decisions.model import (
    Ballot,
    Charter,
    Designation,
    Kind,
    Objection,
    Position,
    Quorum,
    Secrecy,
    Silence,
    Standing,
    Visible,
)
from bot.decisions.rules import charter_facts, evaluate, incompatible
from bot.record import verify
from bot.settings import Settings
from tests.decision_exports import (
    LATE,
    LATE_MEMBER,
    MANY,
    RANKING,
    eventful,
    forged,
    is_found,
    play,
    played,
    secretly,
)
from tests.patience import PATIENCE

VERIFY = Path(verify.__file__)

# A file that was made anew, hashes and all: its head is another, and what it says must still fit.


def _not_a_member(value: dict[str, Any]) -> None:
    ballot = next(one for one in value["rounds"][1]["ballots"] if not one["eligible"])
    ballot["eligible"] = True


def _two_ballots(value: dict[str, Any]) -> None:
    first, second = value["rounds"][1]["ballots"][:2]
    second["voter"] = first["voter"]


def _late_vote(value: dict[str, Any]) -> None:
    vote = next(one for one in value["entries"] if one["act"] == "ballot.cast")
    vote["at"] = "2027-01-01T00:00:00Z"


def _impossible(value: dict[str, Any]) -> None:
    call = [one for one in value["entries"] if one["act"] == "decision.called"][-1]
    call["data"]["result"] = value["result"]["designation"] = "full"


def _other_round(value: dict[str, Any]) -> None:
    value["rounds"][1]["charter"]["round"] = 3


def _more_groups(value: dict[str, Any]) -> None:
    value["rounds"][1]["stated"]["groups"] = 3


def _called_on_another(value: dict[str, Any]) -> None:
    call = [one for one in value["entries"] if one["act"] == "decision.called"][-1]
    call["data"]["final"] = "0" * 64


def _other_decision(value: dict[str, Any]) -> None:
    value["entries"][3]["data"]["decision"] = "D2"


def _smaller_electorate(value: dict[str, Any]) -> None:
    value["rounds"][0]["electorate"].pop()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_not_a_member, "it counts exactly if its voter is in the electorate"),
        (_two_ballots, "is here twice"),
        (_late_vote, "its time is before that of an entry before it"),
        (_impossible, "the result full was not possible"),
        (_other_decision, "it is about D2, not D1"),
        (_other_round, "its charter is that of another"),
        (_smaller_electorate, "its charter is that of another"),
        (_more_groups, "more groups are told than the quorum needs"),
        (_called_on_another, "the result was called on something else"),
    ],
)
def test_what_is_forged_throughout_must_still_fit(
    change: Callable[[dict[str, Any]], None], said: str
) -> None:
    value = eventful()
    assert forged(eventful()) == verify.canonical(value)
    change(value)
    wrong = is_found(forged(value))
    assert any(said in one for one in wrong), wrong


def test_a_secret_ballot_that_names_its_voter_is_found() -> None:
    value = json.loads(played(LATE)["D1"][-1])
    value["rounds"][0]["ballots"][0]["voter"] = value["rounds"][0]["voters"][0]
    assert any("it is secret, and says whose it is" in one for one in is_found(forged(value)))
    value = json.loads(played(LATE)["D1"][-1])
    value["rounds"][0]["ballots"].pop()
    assert any("is missing" in one for one in is_found(forged(value)))


@pytest.mark.parametrize("text", ["{}", "[]", "1", "", "nothing", "[" * 100_000, '{"format":NaN}'])
def test_what_is_no_decision_is_answered(text: str) -> None:
    is_found(text)


# The rules of the program, and the rules of the checker.

CHARTER = Charter(
    "D1", 1, "irpc", Kind.CONSENSUS, "We meet.", (), Secrecy.OPEN, Visible.AFTER_VOTING,
    Silence.NOTHING, Quorum(1, 0), 72, BEGINNING, BEGINNING, 5,
)  # fmt: skip
CROWDS = st.sampled_from((0, 1, 2, 3, 1000))


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Charter, list[Ballot], list[Objection], int]:
    """A charter, ballots, objections, and how many groups are stated."""
    kind = draw(st.sampled_from(Kind))
    options = () if kind in (Kind.CONSENSUS, Kind.SENSE) else ("a", "b", "c")
    choices = [one.value for one in Position] if not options else ["0", "1", "2"]
    several = kind in (Kind.APPROVAL, Kind.RANKING)
    said = st.lists(st.sampled_from(choices), min_size=1, max_size=3 if several else 1, unique=True)
    ballots = draw(st.lists(st.builds(Ballot, said.map(tuple), st.booleans(), st.just("r"))))
    objections = draw(st.lists(st.sampled_from(Standing), max_size=3))
    quorum = Quorum(draw(CROWDS), draw(CROWDS))
    by_points = kind is Kind.RANKING and draw(st.booleans())
    charter = replace(CHARTER, kind=kind, options=options, quorum=quorum, by_points=by_points)
    raised = [Objection(n, 1, "No.", "", one) for n, one in enumerate(objections, 1)]
    return charter, ballots, raised, draw(CROWDS)


@settings(max_examples=500, deadline=None)
@given(rounds())
def test_the_checker_and_the_program_always_agree(
    made: tuple[Charter, list[Ballot], list[Objection], int],
) -> None:
    charter, ballots, objections, groups = made
    fewer = groups < charter.quorum.groups and len(ballots) % 2 == 0
    found = replace(evaluate(ballots, objections, charter, groups), fewer=fewer)
    again = {
        "charter": charter_facts(charter),
        "ballots": [{"choice": list(o.choice), "eligible": o.eligible} for o in ballots],
        "stated": {"groups": groups, **({"fewer": True} if fewer else {})},
    }
    told = [{"number": o.number, "standing": o.standing.value, "round": 1} for o in objections]
    counted = verify.evaluation(again, told)
    assert verify.canonical(counted) == verify.canonical(evaluation_facts(found, charter.kind))
    for one in Designation:
        reason = incompatible(one, found, charter.kind)
        said = plain_text(text_of(reason, "en")) if reason else ""
        assert verify.why_not(one.value, again["charter"], counted, told) == said  # type: ignore[arg-type]


def test_the_checker_knows_every_designation() -> None:
    assert tuple(one.value for one in Designation) == verify.DESIGNATIONS


# Secret ballots.

SECRET = f"""{MANY}Jo: /poll bpf-cybersecurity "Who?" | Grace | Hassan
Jo: /charter 1 ballots secret
Jo: /charter 1 groups 0
Jo: /open 1
Noor: /join bpf-cybersecurity agree
{
    secretly(
        "Amina: /vote D1 AMINA",
        "Piotr: /vote D1 PIOTR",
        "Tala: !vote D1 TALA",
        "Noor: /vote D1 NOOR",
        "Uma: /vote D1 1",
        "Vic: /vote D1 2",
    )
}later 8 days
```
"""


def told_by_secret(**said: str) -> str:
    """The export of a secret decision without what is random in it."""
    text = SECRET
    for name, choice in said.items():
        text = text.replace(f"/vote D1 {name}", f"/vote D1 {choice}").replace(
            f"!vote D1 {name}", f"!vote D1 {choice}"
        )
    value = json.loads(played(text)["D1"][-1])
    assert verify.check_decision(verify.canonical(value)) == []
    receipts = [one["receipt"] for one in value["rounds"][0]["ballots"] if one["eligible"]]
    assert receipts == sorted(receipts)
    value["rounds"][0]["ballots"].sort(key=lambda one: one.get("choice", []))
    value["rounds"][0]["electorate"].clear()
    value["rounds"][0]["voters"].clear()
    names: dict[str, str] = {}
    return re.sub(
        r"\b([pv]-[0-9a-f]{16}|[0-9a-f]{64}|[0-9a-f]{32}|[2-9A-Z]{4}-[2-9A-Z]{4})\b",
        lambda word: (
            names.setdefault(word[0], f"<{len(names)}>") if word[0][1] == "-" else "<random>"
        ),
        verify.canonical(value),
    )


def test_a_secret_round_says_nothing_of_who_said_what() -> None:
    first = told_by_secret(AMINA="1", PIOTR="2", TALA="2", NOOR="1")
    assert told_by_secret(AMINA="2", PIOTR="1", TALA="2", NOOR="2") == first
    assert told_by_secret(AMINA="2", PIOTR="2", TALA="1", NOOR="1") == first
    assert told_by_secret(AMINA="1", PIOTR="1", TALA="2", NOOR="1") != first


def test_a_secret_ballot_has_neither_voter_nor_time_nor_the_order_of_voting() -> None:
    value = json.loads(played(LATE)["D1"][-1])
    (one,) = value["rounds"]
    *opened, late = one["ballots"]
    for ballot in opened:
        assert ballot.keys() == {
            "receipt", "salt", "voter", "choice", "reason", "remedy", "eligible",
        }  # fmt: skip
        assert (ballot["voter"], ballot["reason"], ballot["remedy"]) == ("", "", "")
        assert ballot["choice"]
        assert ballot["eligible"]
    assert late.keys() == {"commitment", "eligible"}
    for entry in value["entries"]:
        if entry["act"] == "ballot.voted":
            assert entry["data"].keys() == {"decision", "round", "track", "previous"}


# The checker as a program.


def run(*arguments: str, folder: Path) -> tuple[int, str]:
    """The checker alone, with nothing but Python."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFY), *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_checker_alone_says_what_it_checked_and_finds_a_receipt(tmp_path: Path) -> None:
    value = eventful()
    text = verify.canonical(value)
    (tmp_path / "whole.json").write_text(f"{text}\n", "utf-8")
    (tmp_path / "changed.json").write_text(text.replace("Wednesdays", "Thursdays", 1), "utf-8")
    code, said = run("whole.json", folder=tmp_path)
    assert code == 0
    assert f"The record of D1 is whole: {len(value['entries'])} entries." in said
    assert f"Head: {value['head']}" in said
    ballot = next(one for one in value["rounds"][1]["ballots"] if one["remedy"] == "Not in May.")
    code, said = run("whole.json", ballot["receipt"].lower(), folder=tmp_path)
    assert code == 0
    assert f"{ballot['receipt']}, round 2: reservations.\n> I am away in May.\n> Not in" in said
    assert run("whole.json", "0000-0000", folder=tmp_path)[0] == 1
    code, said = run("changed.json", folder=tmp_path)
    assert code == 1
    assert "rounds 2, charter: this is not as recorded" in said


def test_a_secret_voter_finds_the_ballot() -> None:
    value = json.loads(played(LATE)["D1"][-1])
    *opened, late = value["rounds"][0]["ballots"]
    lines = [line for one in opened for line in verify.receipt_lines(value, one["receipt"])]
    assert any("round 1: Grace." in line for line in lines)
    (line,) = verify.receipt_lines(value, late["commitment"][:12])
    assert f"{late['commitment']}: recorded in entry" in line


def test_a_ranking_is_found_in_its_order() -> None:
    value = json.loads(played(RANKING)["D1"][-1])
    ballots = [one for one in value["rounds"][0]["ballots"] if len(one["choice"]) > 1]
    assert ballots
    for ballot in ballots:
        [line, *_] = verify.receipt_lines(value, ballot["receipt"])
        names = [value["rounds"][0]["charter"]["options"][int(one)] for one in ballot["choice"]]
        assert line.endswith(
            ": " + ", ".join(f"{k}. {one}" for k, one in enumerate(names, 1)) + "."
        )


def test_the_program_exports_one_decision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INTERSESSION_DATA_DIR", str(tmp_path))
    exports = play(LATE_MEMBER, Settings(data_dir=tmp_path))
    assert bot.__main__.main(["export", "--decision", "d1"]) == 0
    text = capsys.readouterr().out
    assert text == f"{exports['D1'][-1]}\n"
    (tmp_path / "d1.json").write_text(text, "utf-8")
    receipt = json.loads(text)["rounds"][0]["ballots"][0]["receipt"]
    assert bot.__main__.main(["verify", "d1.json", receipt]) == 0
    assert f"{receipt}, round 1: support." in capsys.readouterr().out
    for unknown in ("D2", "seven", "9" * 30):
        assert bot.__main__.main(["export", "--decision", unknown]) == 2
        assert f"There is no decision {unknown}." in capsys.readouterr().err
