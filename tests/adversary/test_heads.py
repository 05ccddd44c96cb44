"""Heads of the journal reach members: said where things are said anyway, alone seldom, on pages."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa
from sqlalchemy import event

from adapters.web.answers import Answers
from adapters.web.publishing import publish
from adapters.web.server import application
from bot.conversation.wording import plain
from bot.record import verify
from bot.record.store import Heads, Journal
from tests.adversary.heads_stage import LIST, HeadsStage, decide, heads_stage
from tests.adversary.test_tree import mth
from tests.pages_stage import JO, ROOM, ROSA, TRACK, VOTERS, WEEK

HEAD = re.compile(r"Record (\d+) ([A-Za-z0-9+/]{43}=)")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[HeadsStage]:
    found = heads_stage(tmp_path)
    yield found
    found.close()


def _fits(stage: HeadsStage, line: str) -> bool:
    """Whether a line that was said is the root of the tree over the journal, computed plainly."""
    found = HEAD.fullmatch(line)
    if not found:
        return False
    with stage.store.begin() as tx:
        texts = [one.text for one in tx.get(Journal).entries()][: int(found[1])]
    assert len(texts) == int(found[1])
    return b64decode(found[2]) == mth([one.encode() for one in texts])


def test_the_last_line_of_what_is_said_anyway_is_the_head(stage: HeadsStage) -> None:
    decide(stage, 1)
    boards = stage.lines(ROOM)
    assert _fits(stage, boards[0][-1])
    assert len({board[-1] for board in boards}) == 1, "the head of an opening stays as it is"
    letters = stage.lines(LIST)
    assert any(_fits(stage, line) for line in letters[0]), letters
    stage.later(WEEK)
    assert _last_of(stage, "D1 is closed")
    stage.say(JO, '/result D1 consensus "Nobody objected."')
    assert _last_of(stage, "a result was called")
    stage.later(WEEK)
    assert _last_of(stage, "The result of D1 is final.")


def _last_of(stage: HeadsStage, words: str) -> bool:
    """Whether the message with these words ends with a head, in the room and on the list."""
    rooms, letters = stage.lines(ROOM), stage.lines(LIST)
    # Boards have the words too, and keep the head of the opening.
    found = [one for one in rooms if any(words in line for line in one)]
    said = max(found, key=lambda one: int((HEAD.search(one[-1]) or ["", "0"])[1]))
    assert any(any(words in line for line in one) for one in letters)
    for one in letters:
        assert any(_fits(stage, line) for line in one)
    return _fits(stage, said[-1])


def test_a_result_that_is_called_in_the_room_is_answered_with_the_head(stage: HeadsStage) -> None:
    decide(stage, 1)
    stage.later(WEEK)
    stage.sent.clear()
    stage.say(JO, '/result D1 consensus "Nobody objected."', ROOM)
    [said] = [one for one in stage.lines(ROOM) if "a result was called" in one[0]]
    assert _fits(stage, said[-1])


def test_what_is_said_in_private_bears_no_head(stage: HeadsStage) -> None:
    decide(stage, 1)
    stage.later(WEEK)
    stage.say(JO, '/result D1 consensus "Nobody objected."')
    private = [one for one in stage.sent if one.to not in (ROOM, LIST)]
    assert private
    assert not any(HEAD.search(plain(one.wording)) for one in private)


def test_approved_minutes_bear_the_head(stage: HeadsStage) -> None:
    stage.say(JO, f'/begin {TRACK} "Comments call"', ROOM)
    stage.say(JO, "/info Forty comments came in.", ROOM)
    stage.say(JO, "/end", ROOM)
    stage.later(WEEK + timedelta(hours=1))
    stage.sent.clear()
    stage.say(ROSA, "/approve M1")
    [said] = [one for one in stage.lines(ROOM) if "are approved" in one[0]]
    assert _fits(stage, said[-1])


def test_a_head_is_said_alone_once_a_week_and_never_on_a_list(stage: HeadsStage) -> None:
    stage.later(timedelta(minutes=1))
    stage.say(VOTERS[40], "/start")
    stage.join(VOTERS[40])
    stage.sent.clear()
    for _ in range(6):
        stage.later(timedelta(days=1))
        stage.say(JO, "/catchup")
    assert not any(HEAD.search(line) for one in stage.lines(ROOM) for line in one)
    _moves_on(stage)
    stage.later(timedelta(days=2))
    [said] = [one for one in stage.lines(ROOM) if any(map(HEAD.search, one))]
    assert _fits(stage, said[-1])
    for _ in range(6):
        _moves_on(stage)
        stage.later(timedelta(days=1))
    assert not any(HEAD.search(line) for one in stage.lines(ROOM) for line in one)
    stage.later(timedelta(days=2))
    assert [one for one in stage.lines(ROOM) if any(map(HEAD.search, one))]
    stage.later(timedelta(days=30))
    assert not stage.lines(ROOM), "nothing came since, so nothing is said"
    assert not stage.lines(LIST)


def _moves_on(stage: HeadsStage) -> None:
    with stage.store.begin() as tx:
        tx.get(Journal).add("track.renamed", "installation", stage.time, track=TRACK)
        tx.commit()


def test_a_week_in_which_a_head_was_said_anyway_needs_none_alone(stage: HeadsStage) -> None:
    stage.later(timedelta(minutes=1))
    stage.later(timedelta(days=5))
    decide(stage, 1)
    stage.sent.clear()
    stage.later(timedelta(days=4))
    assert not any("public record up to now" in line for one in stage.lines(ROOM) for line in one)


def test_a_vote_asks_nothing_of_heads(stage: HeadsStage) -> None:
    decide(stage, 1)
    statements: list[str] = []
    event.listen(
        stage.store.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_: statements.append(statement),
    )
    stage.say(VOTERS[4], "/vote D1 support")
    assert any("ballot" in one for one in statements)
    touched = re.compile(r"\b(tree_node|head|head_about|head_told)\b")
    assert not [one for one in statements if touched.search(one)]


def test_heads_are_signed_so_that_a_witness_can_cosign(stage: HeadsStage) -> None:
    """Read as c2sp.org/signed-note and tlog-checkpoint say, by nothing of ours."""
    decide(stage, 1)
    stage.later(timedelta(minutes=2))
    answer = stage.answers().answer("/checkpoint", {}, "")
    assert (answer.status, answer.media_type) == (200, "text/plain")
    text, _, signed = answer.content.decode().partition("\n\n")
    origin, size, root = text.split("\n")
    head = stage.head()
    assert (int(size), root) == (head.size, head.root)
    assert "+" not in origin
    assert not re.search(r"\s", origin)
    dash, name, written = signed.removesuffix("\n").split(" ")
    raw = b64decode(written, validate=True)
    assert (dash, name, len(raw)) == ("\u2014", origin, 68)
    with stage.store.begin() as tx:
        key = tx.get(Heads).key()
    assert key
    public = b64decode(key.public)
    assert raw[:4] == sha256(origin.encode() + b"\x0a\x01" + public).digest()[:4]
    verifier = eddsa.new(eddsa.import_public_key(public), "rfc8032")
    verifier.verify(f"{text}\n".encode(), raw[4:])
    # A witness adds a line of its own, and the note is still one (its key is unknown to us).
    line = f"\u2014 witness.example/w1 {b64encode(bytes(76)).decode()}\n"
    note = verify.read_note(answer.content.decode() + line)
    assert note
    assert verify.why_unsigned(note, key.name, public) == ""


def test_what_a_witness_is_asked_is_at_an_address(stage: HeadsStage) -> None:
    decide(stage, 1)
    old = stage.head()
    stage.later(WEEK)
    answers = stage.answers()
    text = answers.answer(f"/proof/consistency/{old.size}.txt", {}, "").content.decode()
    proof = verify.read_proof(text)
    assert proof
    assert (proof.old_size, proof.head.size) == (old.size, stage.head().size)
    kept = verify.Head(old.size, b64decode(old.root))
    assert verify.check_proof(kept, proof) == []
    assert verify.check_proof(verify.Head(old.size, bytes(32)), proof)
    assert answers.answer("/proof/consistency/999999.txt", {}, "").status == 404
    assert answers.answer("/proof/inclusion/0.txt", {}, "").status == 404
    one = answers.answer(f"/checkpoints/{old.size}.txt", {}, "")
    assert one.content.decode() == old.checkpoint
    assert answers.answer("/checkpoints/3.txt", {}, "").status == 404


def test_the_pages_have_the_head_and_the_journal(stage: HeadsStage) -> None:
    decide(stage, 1)
    stage.later(timedelta(minutes=2))
    answers, head = stage.answers(), stage.head()
    page = answers.answer("/head", {}, "").content.decode()
    assert head.line in page
    assert f'"root": "{head.root}"' in answers.answer("/head.json", {}, "").content.decode()
    assert "/head" in answers.answer("/", {}, "").content.decode()
    first = answers.answer("/journal/1", {}, "").content.decode()
    assert "decision.opened" in first or "decision.opened" in "".join(
        answers.answer(f"/journal/{number}", {}, "").content.decode() for number in (2, 3)
    )
    assert answers.answer("/journal/99", {}, "").status == 404
    assert _streamed(answers) == stage.export()


def _streamed(answers: Answers) -> str:
    answer = answers.answer("/journal.jsonl", {}, "")
    assert answer.stream
    stream = answer.stream
    return b"".join(answers.piece(stream, one) for one in range(stream.pieces)).decode()


def test_the_whole_journal_is_sent_in_pieces_that_fit(
    stage: HeadsStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes in while it is read does not change what is sent."""
    monkeypatch.setattr("bot.pages.record._IN_A_PIECE", 7)
    answers = stage.answers()
    answer, before = answers.answer("/journal.jsonl", {}, ""), stage.export()
    assert answer.stream
    assert answer.stream.pieces > 4
    pieces = [answers.piece(answer.stream, 0)]
    decide(stage, 1)
    stream = answer.stream
    pieces += [answers.piece(stream, number) for number in range(1, stream.pieces)]
    assert b"".join(pieces).decode() == before
    assert application(answers)


def test_the_copy_on_a_disk_has_heads_and_proofs_too(stage: HeadsStage, tmp_path: Path) -> None:
    decide(stage, 1)
    old = stage.head()
    stage.later(WEEK)
    folder = tmp_path / "copy"
    publish(stage.reader(), stage.settings, folder, stage.time)
    assert (folder / "journal.jsonl").read_text(encoding="utf-8") == stage.export()
    assert (folder / "checkpoint").read_text(encoding="utf-8") == stage.head().checkpoint
    assert (folder / "head.html").is_file()
    assert (folder / "head.json").is_file()
    assert (folder / "journal" / "1.html").is_file()
    kept = (folder / "checkpoints" / f"{old.size}.txt").read_text(encoding="utf-8")
    assert kept == old.checkpoint
    proof = (folder / "proof" / "consistency" / f"{old.size}.txt").read_text(encoding="utf-8")
    assert verify.read_proof(proof)


def test_the_key_never_leaves_the_data_folder(stage: HeadsStage, tmp_path: Path) -> None:
    decide(stage, 1)
    seed = (tmp_path / "head-key").read_bytes()
    assert (tmp_path / "head-key").stat().st_mode & 0o777 == 0o600
    assert ECC.construct(curve="Ed25519", seed=seed)
    for path in tmp_path.glob("pages.sqlite*"):
        content = path.read_bytes()
        assert seed not in content
        assert seed.hex().encode() not in content
        assert b64encode(seed) not in content
