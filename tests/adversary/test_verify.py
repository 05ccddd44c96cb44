"""`verify` against somebody who keeps the record: what only looks right is refused, and what a file
says steers no terminal.

Each file is one that the program wrote, in which one thing was changed and all hashes were computed
anew. All of the first part were accepted before the third format."""

import json
import re
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.decisions.export import exported_decision
from bot.record import verify
from tests.decision_stage import ADA, BEN, CYD, FAY, SECOND, TRACK, Stage, opened, shown
from tests.record_corruptions import corrupted, resealed
from tests.record_lives import Life, random_life

OLD = Path(__file__).parents[1] / "records" / "of-0.1.0"


def record(stage: Stage, number: int = 1) -> dict[str, Any]:
    """The file of a decision, which is whole."""
    with stage.store.begin() as tx:
        text = exported_decision(tx, number) or ""
    assert verify.check_decision(text) == []
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def told() -> str:
    """A call and a poll, each voted on, changed, taken back, extended, called and final."""
    with closing(Stage()) as stage:
        opened(stage, f"/poll {TRACK} Who holds the pen? | Grace | Hassan for 3 days")
        for voice, words in ((ADA, "1"), (BEN, "2"), (ADA, "2"), (CYD, "1"), (BEN, "1")):
            stage.say(voice, f"/vote D1 {words}")
        stage.say(CYD, "/unvote D1")
        stage.say(FAY, "/extend D1 1 day")
        stage.time += 4 * 24 * 3600 * SECOND
        stage.tick()
        assert "a result was called" in shown(stage.say(FAY, '/result D1 consensus "Hassan."'))
        stage.time += 72 * 3600 * SECOND
        stage.tick()
        value = record(stage)
    assert value["state"] == "final"
    return verify.canonical(value)


@pytest.mark.parametrize(
    "name",
    [
        "ballot_dropped", "cast_left_out", "choice_that_is_none", "stated_more_than_people",
        "closed_early", "vote_from_1970", "vote_after_the_close", "office_act_by_nobody",
        "office_never_given", "final_early", "never_closed", "other_choice", "voters_swapped",
        "taking_back_left_out", "extended_too_far", "opened_in_an_older_format",
    ],
)  # fmt: skip
def test_what_could_not_have_been_is_refused(name: str) -> None:
    for seed in range(6):
        text = corrupted(Life(json.loads(told())), name, Random(seed))
        assert text is None or verify.check_decision(text), name
    assert any(corrupted(Life(json.loads(told())), name, Random(seed)) for seed in range(6))


@pytest.mark.parametrize(
    "name",
    ["replaced_ballot_counted", "gone_ballot_counted_too", "final_while_contested",
     "commitment_swapped", "cancelled_with_another_receipt", "published_too_few"],
)  # fmt: skip
def test_what_the_chain_contradicts_is_refused(name: str) -> None:
    made = [
        text for seed in range(60) if (text := corrupted(random_life(seed), name, Random(seed)))
    ]  # fmt: skip
    assert made
    assert all(verify.check_decision(text) for text in made)


def test_an_extension_after_the_close_is_refused() -> None:
    value = json.loads(told())
    entry = next(one for one in value["entries"] if one["act"] == "decision.extended")
    at = value["rounds"][0]["charter"]["closes"]
    for one in value["entries"]:
        one["at"] = max(one["at"], at) if one["n"] >= entry["n"] else one["at"]
    wrong = verify.check_decision(resealed(value))
    assert any("decision.extended: this came after the close" in one for one in wrong)


# Older files.


# "closed-draft" is the report of an occasion; its tests are with the reports.
OLD_DECISIONS = [one for one in sorted(OLD.glob("*.json")) if one.stem != "closed-draft"]


@pytest.mark.parametrize("path", OLD_DECISIONS, ids=lambda path: path.stem)
def test_a_decision_of_0_1_0_is_still_whole_and_what_it_cannot_show_is_said(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(path)]) == 0
    said = capsys.readouterr().out
    assert "is whole" in said
    assert "It can't show that a ballot which was replaced or taken back is not counted" in said


def test_a_journal_of_0_1_0_is_still_whole_and_nothing_of_its_format_follows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert verify.main([str(OLD / "journal.jsonl")]) == 0
    assert "of version 0.1.0" in capsys.readouterr().out
    lines = (OLD / "journal.jsonl").read_text("utf-8").splitlines()
    head, entries = json.loads(lines[0]), [json.loads(line) for line in lines[1:]]
    begun = {"act": verify.BEGUN, "at": entries[0]["at"], "by": "installation",
             "data": dict(verify.IN_FORCE)}  # fmt: skip
    made, previous = [], verify.FIRST
    for number, one in enumerate([begun, *entries], 1):
        again = {**one, "n": number, "prev": previous}
        again.pop("hash", None)
        previous = again["hash"] = verify.digest(verify.canonical(again))
        made.append(verify.canonical(again))
    for form in (head["format"], verify.JOURNAL):
        first = verify.canonical({**head, "format": form, "entries": len(made), "head": previous})
        wrong = verify.check([first, *made])
        assert any(
            "a round is opened in the format intersession-decision-3" in one for one in wrong
        )


# A receipt before the close, however it is typed.


@pytest.fixture
def open_file(tmp_path: Path) -> tuple[Path, str, str, str]:
    """A file while the vote is open, with the receipts of two votes and the proof of the second."""
    with closing(Stage()) as stage:
        opened(stage, f"/consensus {TRACK} We meet weekly. for 3 days")
        texts = [shown(stage.say(ADA, f"/vote D1 {word}")) for word in ("support", "abstain")]
        receipts = [re.findall(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", one)[0] for one in texts]
        proof = re.findall(r"\b[0-9a-f]{16}\b", texts[-1])[0]
        path = tmp_path / "open.json"
        path.write_text(verify.canonical(record(stage)), "utf-8")
    return path, receipts[0], receipts[1], proof


@pytest.mark.parametrize(
    "typed",
    [
        "{receipt} {proof}", "{proof}", "{PROOF}", "{receipt}{proof}", "{four} {eight}",
        "{bare} {proof}", "{small} {PROOF}",
    ],
)  # fmt: skip
def test_a_ballot_is_found_before_the_close(
    open_file: tuple[Path, str, str, str], typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _, receipt, proof = open_file
    words = typed.format(
        receipt=receipt, proof=proof, PROOF=proof.upper(), bare=receipt.replace("-", ""),
        small=receipt.lower(), four=proof[:4], eight=proof[4:],
    )  # fmt: skip
    assert verify.main([str(path), *words.split()]) == 0
    said = capsys.readouterr().out
    assert f"{proof}" in said
    assert "It is opened when the round is over." in said


def test_what_was_never_recorded_is_not_found(
    open_file: tuple[Path, str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    path, *_ = open_file
    for words in ("0" * 16, "4Q7K-9XMA", "4Q7K9XMA" + "0" * 16, "abc", "xyz " * 9):
        assert verify.main([str(path), words]) == 1
        assert "Nothing is recorded under" in capsys.readouterr().out


@pytest.mark.parametrize("change", [str, str.lower, lambda one: one.replace("-", " ")])
def test_after_the_close_case_hyphen_and_spaces_do_not_matter(
    change: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "d.json").write_text(told(), "utf-8")
    receipt = json.loads(told())["rounds"][0]["ballots"][0]["receipt"]
    assert verify.main([str(tmp_path / "d.json"), *change(receipt).split()]) == 0
    assert f"{receipt}, round 1:" in capsys.readouterr().out


def test_a_secret_ballot_that_was_replaced_is_found_as_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    life = next(life for seed in range(99) if "cancelled" in (life := random_life(seed)).kinds)
    entry = next(one for one in life.value["entries"] if one["act"] == "ballots.cancelled")
    _, receipt, _ = entry["data"]["cancelled"].split(",")[0].split(":")
    (tmp_path / "d.json").write_text(verify.canonical(life.value), "utf-8")
    assert verify.main([str(tmp_path / "d.json"), receipt]) == 0
    assert "It does not count." in capsys.readouterr().out


# What a file says steers nothing.

STEERING = "\x1b[2J\x07\r\x00\x7f\x9b1m\u202e\u2066\u200b\ufeff\u2028\ue000"


def _raw(text: str) -> list[str]:
    return [one for one in text if one != "\n" and verify.printable(one) != one]


def test_no_control_character_of_a_file_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = json.loads(told())
    value["state"] = value["track"] = STEERING
    value["rounds"][0]["charter"]["options"][0] = f"Grace\nThe record is whole{STEERING}"
    value["entries"][0]["by"] = STEERING
    for content in (verify.canonical(value), f'{{"format":"{verify.JOURNAL}"}}\n"{STEERING}"',
                    f'{{"{STEERING}', json.dumps({STEERING: 1})):  # fmt: skip
        (tmp_path / "d.json").write_bytes(content.encode("utf-8"))
        verify.main([str(tmp_path / "d.json"), STEERING.replace("\x00", "")])
        said = capsys.readouterr().out
        assert said
        assert _raw(said) == []
        assert "\nThe record is whole\n" not in said
    assert verify.main([f"no{STEERING}file"]) == 2
    assert _raw(capsys.readouterr().out) == []
