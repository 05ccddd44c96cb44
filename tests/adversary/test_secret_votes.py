"""Secret votes against somebody who reads every file: the steps of a vote, and what is on the disk.

The adversary has a copy of the data folder, taken at any instant, and the journal. They may learn
who has voted; not who said what.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.wording import load, plain
from bot.memory import KEPT, Memory
from bot.record.verify import canonical, commitment, digest
from storage.sqlite import WriteAheadLog
from tests.adversary.secrecy import LATE, OPTIONS, RECEIPT, VOTERS, SecretStage, joins_late
from tests.decision_stage import BEGINNING, FAY, labels, shown


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[SecretStage]:
    with closing(SecretStage(tmp_path)) as opened:
        yield opened


def _waiting(stage: SecretStage) -> str:
    """All that the outbox holds, sent or not, of what was said in private to a voter."""
    mine = {f"telegram:{one.id}" for one in (*VOTERS, LATE)}
    return "\n".join(row["body"] for row in stage.rows("outbox") if row["place"] in mine)


# Two steps.


def test_the_receipt_comes_first_and_nothing_is_recorded(stage: SecretStage) -> None:
    said = stage.say(VOTERS[0], "/vote D1 2")
    assert RECEIPT.search(shown(said))
    assert "Hassan" in shown(said)
    assert "Nothing is recorded yet" in shown(said)
    assert stage.turnout() == 0
    assert not any(stage.rows(name) for name in ("secret_ballot", "voter"))
    assert [one["act"] for one in stage.entries()] == ["decision.opened"]


def test_the_tap_that_follows_records_it_and_says_neither_option_nor_receipt(
    stage: SecretStage,
) -> None:
    [asked, *_] = stage.say(VOTERS[0], "/vote D1 2")
    assert labels(asked) == ["Record it", "Something else"]
    told = stage.tap(VOTERS[0], asked)
    said = shown(one for one in told if one.to.id == VOTERS[0].id)
    assert "Your vote on D1 is recorded." in said
    assert "Hassan" not in said
    assert not RECEIPT.search(said)
    [ballot] = stage.rows("secret_ballot")
    assert ballot["receipt"] == stage.receipt_of([asked])
    assert ballot["choice"] == "1"
    # Tapped twice, it is one vote.
    assert "is recorded" in shown(stage.tap(VOTERS[0], asked))
    assert len(stage.rows("secret_ballot")) == 1


def test_nobody_else_records_it(stage: SecretStage) -> None:
    [asked, *_] = stage.say(VOTERS[0], "/vote D1 2")
    says = asked.wording.buttons[0].says
    assert "Nothing is recorded" in shown(stage.say(VOTERS[1], f"/{says}"))
    assert stage.turnout() == 0


def test_it_is_changed_and_taken_back_with_its_receipt_alone(stage: SecretStage) -> None:
    one = VOTERS[0]
    old = stage.receipt_of(stage.votes_secretly(one, "/vote D1 2"))
    assert "without its receipt" in shown(stage.say(one, "/vote D1 1"))
    assert "without its receipt" in shown(stage.say(one, "/vote D1 1 4Q7K-9XMA"))
    assert "Whoever has lost the receipt can do neither" in shown(stage.say(one, "/unvote D1"))
    asked = stage.say(one, f"/vote D1 1 {old.lower()}")
    assert "your earlier vote stands" in shown(asked)
    assert [row["receipt"] for row in stage.rows("secret_ballot")] == [old]
    new = stage.receipt_of(asked)
    stage.tap(one, asked[0])
    assert _live(stage) == {new: "0"}
    asked = stage.say(one, f"/unvote D1 {new}")
    assert _live(stage) == {new: "0"}
    assert "taken back" in shown(stage.tap(one, asked[0]))
    assert _live(stage) == {}
    assert stage.turnout() == 0
    acts = [entry["act"] for entry in stage.entries()]
    assert acts == ["decision.opened", "ballot.voted", "ballot.taken-back"]
    stage.votes_secretly(one, "/vote D1 3")
    assert stage.turnout() == 1


def _live(stage: SecretStage) -> dict[str, str]:
    rows = stage.rows("secret_ballot")
    return {row["receipt"]: row["choice"] for row in rows if not row["inner_hash"]}


def test_a_late_voter_does_not_take_back_a_ballot_that_counts(stage: SecretStage) -> None:
    joins_late(stage, LATE)
    receipt = stage.receipt_of(stage.votes_secretly(VOTERS[0], "/vote D1 1"))
    stage.votes_secretly(LATE, "/vote D1 2")
    assert "without its receipt" in shown(stage.say(LATE, f"/unvote D1 {receipt}"))
    assert "without its receipt" in shown(stage.say(LATE, f"/vote D1 3 {receipt}"))
    assert len(_live(stage)) == 2


# What is on the disk.


def test_nothing_that_waits_names_option_or_receipt(stage: SecretStage) -> None:
    one = VOTERS[0]
    stage.undelivered(one, "/vote D1 1")
    assert OPTIONS[0] not in _waiting(stage)
    assert not RECEIPT.search(_waiting(stage))
    # The label stands once, where the decision's options are; in the charter, and on the board.
    before = stage.bytes_of_files().count(OPTIONS[0].encode())
    [asked] = [said for said in stage.tick() if said.to.id == one.id]
    receipt = stage.receipt_of([asked])
    assert receipt.encode() not in stage.bytes_of_files()
    says = asked.wording.buttons[0].says
    stage.undelivered(one, f"/{says}")
    [body] = [row["body"] for row in stage.rows("outbox") if row["state"] == "waiting"
              and row["place"] == f"telegram:{one.id}"]  # fmt: skip
    assert plain(load(body)).startswith("Your vote on D1 is recorded.")
    assert OPTIONS[0] not in _waiting(stage)
    assert not RECEIPT.search(_waiting(stage))
    found = stage.bytes_of_files()
    assert found.count(OPTIONS[0].encode()) <= before
    assert found.count(receipt.encode()) == 1


def test_what_is_sent_after_a_kill_names_neither_and_records_nothing(stage: SecretStage) -> None:
    one = VOTERS[0]
    stage.undelivered(one, "/vote D1 1")
    stage.restart()
    [said] = [said for said in stage.tick() if said.to.id == one.id]
    assert "nothing is recorded" in shown([said])
    assert OPTIONS[0] not in shown([said])
    again = stage.tap(one, said)
    assert "choose again" in shown(again)
    assert labels(again[0]) == list(OPTIONS)
    assert stage.turnout() == 0


def test_a_tap_after_a_restart_records_nothing_and_says_so(stage: SecretStage) -> None:
    one = VOTERS[0]
    [asked, *_] = stage.say(one, "/vote D1 1")
    stage.restart()
    assert "Nothing is recorded on D1: choose again." in shown(stage.tap(one, asked))
    assert stage.turnout() == 0
    stage.votes_secretly(one, "/vote D1 1")
    said = shown(stage.say(one, f"/{asked.wording.buttons[0].says}"))
    assert "The vote that you recorded on D1 stands." in said
    assert stage.turnout() == 1


def test_what_was_begun_is_forgotten_after_half_an_hour(stage: SecretStage) -> None:
    [asked, *_] = stage.say(VOTERS[0], "/vote D1 1")
    stage.time += KEPT
    assert "choose again" in shown(stage.tap(VOTERS[0], asked))


def test_a_backup_has_a_receipt_only_with_its_ballot(stage: SecretStage, tmp_path: Path) -> None:
    receipt = stage.receipt_of(stage.votes_secretly(VOTERS[0], "/vote D1 1"))
    copy = tmp_path / "copy"
    with closing(sqlite3.connect(tmp_path / "database.sqlite")) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    assert copy.read_bytes().count(receipt.encode()) == 1


def test_the_log_of_writes_is_empty_after_a_secret_vote(stage: SecretStage) -> None:
    """It has the pages as they were before and after: voter and ballot come with one commit."""
    log = Path(f"{stage.file}-wal")
    for voter in VOTERS[:3]:
        said = stage.say(voter, "/vote D1 1")
        [asked] = [one for one in said if one.to.id == voter.id]
        says = asked.wording.buttons[0].says
        stage.undelivered(voter, f"/{says}")
        assert log.stat().st_size == 0


def test_while_somebody_reads_the_log_is_emptied_later(stage: SecretStage) -> None:
    log = Path(f"{stage.file}-wal")
    [asked, *_] = stage.say(VOTERS[0], "/vote D1 1")
    with closing(sqlite3.connect(str(stage.file))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM person").fetchone()
        stage.tap(VOTERS[0], asked)
        receipt = stage.receipt_of([asked]).encode()
        assert receipt in log.read_bytes()
        reader.execute("COMMIT")
    stage.say(VOTERS[1], "/ping")
    assert receipt not in log.read_bytes()


def test_a_log_that_can_not_be_emptied_undoes_nothing(stage: SecretStage) -> None:
    log = WriteAheadLog()
    log.is_due()
    with stage.store.engine.connect() as connection:
        # In a transaction it is refused.
        connection.begin()
        log.empty(connection)
    with stage.store.engine.connect() as connection:
        log.empty(connection)
    assert not log._is_due


@pytest.mark.parametrize("changes", [False, True])
def test_the_bytes_of_the_file_do_not_lie_in_the_order_of_voting(
    stage: SecretStage, changes: bool
) -> None:
    """Inside a page SQLite puts what is new before what is there, whatever the order of keys."""
    receipts = {one: stage.receipt_of(stage.votes_secretly(one, "/vote D1 1")) for one in VOTERS}
    if changes:
        for one in VOTERS[:6]:
            said = stage.votes_secretly(one, f"/vote D1 2 {receipts[one]}")
            receipts[one] = stage.receipt_of(said)
    content = stage.bytes_of_files()
    keys = [row["receipt_hash"] for row in stage.rows("secret_ballot")]
    # Five that were replaced are gone at once if chance had put them into the record by then.
    assert len(keys) in ((18, 13) if changes else (12,))
    places = [content.index(key.encode()) for key in keys]
    # The rows of a table are read in the order of their keys.
    assert places in (sorted(places), sorted(places, reverse=True))


def test_no_running_count_tells_what_was_said_last(stage: SecretStage) -> None:
    for voter in VOTERS[:3]:
        stage.votes_secretly(voter, "/vote D1 2")
        counts = {row["choice"] for row in stage.rows("tally") if row["decision"] == 1}
        assert counts == {""}


def test_whose_a_ballot_is_can_be_told_of_fewer_than_five_only_before_five_have_voted(
    stage: SecretStage,
) -> None:
    """The ballots that the journal does not have yet are of some who voted since; the commitments
    that it has, of some who voted before."""
    for count, voter in enumerate(VOTERS, 1):
        stage.votes_secretly(voter, f"/vote D1 {1 + count % 3}")
        entries = stage.entries()
        voted = [entry["by"] for entry in entries if entry["act"] == "ballot.voted"]
        assert len(voted) == count
        known: set[str] = set()
        for entry in entries:
            if entry["act"] == "ballots.committed":
                items = entry["data"]["commitments"].split(",")
                assert len(items) >= 5
                assert items == sorted(items)
                known.update(items)
        waiting = [
            row
            for row in stage.rows("secret_ballot")
            if commitment(row["receipt"], row["salt"], row["choice"].split(",")) not in known
        ]
        assert len(waiting) >= min(count, 5)
    assert known


def test_a_change_is_in_the_journal_with_no_person(stage: SecretStage) -> None:
    receipts = [stage.receipt_of(stage.votes_secretly(one, "/vote D1 1")) for one in VOTERS]
    for voter, receipt in zip(VOTERS, receipts, strict=True):
        stage.votes_secretly(voter, f"/vote D1 2 {receipt}")
    stage.goes_over()
    entries = stage.entries()
    voters = [entry["by"] for entry in entries if entry["act"] == "ballot.voted"]
    assert len(voters) == len(set(voters)) == 12
    shown_receipts: set[str] = set()
    for entry in entries:
        if entry["act"] == "ballots.cancelled":
            assert entry["by"] == "installation"
            for item in entry["data"]["cancelled"].split(","):
                text, receipt, inside = item.split(":")
                assert text == digest(canonical([digest(receipt), inside]))
                shown_receipts.add(receipt)
    assert shown_receipts == set(receipts)
    [one] = stage.exported()["rounds"]
    assert {ballot["choice"][0] for ballot in one["ballots"]} == {"1"}
    assert not shown_receipts & {ballot["receipt"] for ballot in one["ballots"]}
    # What did not count in the end is nowhere any more.
    assert len(stage.rows("secret_ballot")) == 12


# The memory.


def test_the_memory_changes_with_the_batch_alone() -> None:
    memory: Memory[str, int] = Memory()
    memory.begin()
    memory.put("a", 1, BEGINNING)
    assert memory.get("a", BEGINNING) == 1
    memory.begin()
    assert memory.get("a", BEGINNING) is None
    memory.put("a", 1, BEGINNING)
    memory.keep(BEGINNING)
    memory.begin()
    before = memory.state()
    memory.drop("a")
    assert memory.get("a", BEGINNING) is None
    memory.undo(before)
    assert memory.get("a", BEGINNING + KEPT - timedelta(seconds=1)) == 1
    assert memory.get("a", BEGINNING + KEPT) is None


def test_the_memory_holds_no_more_than_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.memory._MOST", 3)
    memory: Memory[int, int] = Memory()
    for number in range(9):
        memory.begin()
        memory.put(number, number, BEGINNING)
        memory.keep(BEGINNING)
    assert [number for number in range(9) if memory.get(number, BEGINNING) is not None] == [6, 7, 8]


def test_words_of_a_command_that_fails_are_said_in_no_other_message(
    stage: SecretStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is undone gives its number in the outbox back: the next message has it."""
    hearing = stage.app._hearing
    said = hearing._voice.say
    answered = iter([True])

    def fails_once(*arguments: object) -> None:
        if next(answered, False):
            raise RuntimeError
        said(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(hearing._voice, "say", fails_once)
    monkeypatch.setattr("tests.decision_stage.shown", lambda _: "")
    found = stage.say(VOTERS[0], "/vote D1 1")
    assert "failed on our side" in shown(found)
    assert OPTIONS[0] not in shown(found)


# Open ballots, and pseudonyms.


def test_a_receipt_is_not_the_salt_of_an_open_ballot(stage: SecretStage) -> None:
    """Its 39 bits can be tried out; 128 can't."""
    stage.say(FAY, "/consensus irpc We meet weekly. for 3 days")
    stage.say(FAY, "/open 2")
    receipt = stage.receipt_of(stage.say(VOTERS[0], "/vote D2 support"))
    with stage.store.begin() as tx:
        from bot.record.store import Journal

        [cast] = [json.loads(one.text) for one in tx.get(Journal).of("D2")
                  if "ballot.cast" in one.text]  # fmt: skip
    positions = ("support", "reservations", "abstain", "object")
    tried = {digest(f"{receipt} {one}") for one in positions}
    tried |= {commitment(receipt, "", [one]) for one in positions}
    assert cast["data"]["ballot"] not in tried
    [ballot] = stage.rows("ballot")
    assert len(bytes.fromhex(ballot["salt"])) * 8 == 128
    assert cast["data"]["ballot"] == commitment(receipt, ballot["salt"], ["support"])
    stage.say(VOTERS[0], "/vote D2 support")
    assert stage.rows("ballot")[0]["salt"] != ballot["salt"]


def test_a_facilitator_acts_and_votes_under_names_that_nothing_joins(stage: SecretStage) -> None:
    for number in (2, 3):
        stage.say(FAY, f"/consensus irpc We meet weekly, {number}. for 3 days")
        stage.say(FAY, f"/charter {number} groups 0")
        stage.say(FAY, f"/open {number}")
        stage.say(FAY, f'/vote D{number} object "It is late."')
        stage.say(FAY, f"/answer D{number}.1 It is.")
        stage.say(FAY, f"/stands D{number}.1")
        stage.say(FAY, f"/minority D{number} It is late.")
    stage.votes_secretly(FAY, "/vote D1 1")
    with stage.store.begin() as tx:
        from bot.record.store import Journal

        entries = [json.loads(one.text) for one in tx.get(Journal).entries()]
    office = {
        name for entry in entries if entry["act"].startswith(("role.", "decision."))
        for name in (entry["by"], entry["data"].get("person", ""))
    }  # fmt: skip
    votes: dict[str, set[str]] = {}
    for entry in entries:
        if entry["act"] in ("ballot.cast", "ballot.voted", "objection.raised", "objection.stands",
                            "minority.added"):  # fmt: skip
            votes.setdefault(entry["data"]["decision"], set()).add(entry["by"])
    assert set(votes) == {"D1", "D2", "D3"}
    assert all(len(names) == 1 for names in votes.values())
    assert len(set().union(*votes.values())) == 3
    assert not office & set().union(*votes.values())


def test_in_a_decision_somebody_is_called_the_same_in_all_its_rounds(stage: SecretStage) -> None:
    first = stage.exported()["rounds"][0]["electorate"]
    stage.say(FAY, '/restart D1 "Who holds it then?"')
    assert stage.exported()["rounds"][1]["electorate"] == first
