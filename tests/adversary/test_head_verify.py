"""`verify` with heads: a journal that goes on, a decision in it, a line out of a chat; and what
happens to keys: changed, lost, stolen, another's.
"""

import json
import string
from base64 import b64decode, b64encode
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import App
from bot.conversation.errors import CannotStart
from bot.record import verify
from bot.record.rules import exported
from bot.record.store import Heads, Journal
from bot.record.verify import canonical, digest
from bot.settings import Settings
from storage import backup
from storage.restoring import restore
from storage.signing import HEAD_KEY, KeyFile
from storage.store import SqlStore
from tests.adversary.heads_stage import HeadsStage, decide, heads_stage
from tests.pages_stage import BEGINNING, WEEK
from tests.support import StillClock

SIGNS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[HeadsStage]:
    found = heads_stage(tmp_path)
    yield found
    found.close()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _keep(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def _forged(text: str, number: int) -> str:
    """The journal with another entry of that number, and all hashes after it made anew."""
    first, *lines = text.splitlines()
    made, previous = [], verify.FIRST
    last: dict[str, str] = {}
    for line in lines:
        entry = json.loads(line)
        entry.pop("hash")
        data = entry["data"]
        if entry["n"] == number:
            data["forged"] = 1
        entry["prev"] = previous
        thing = data.get("decision") or data.get("draft") or ""
        if "previous" in data:
            data["previous"] = last.get(thing, verify.FIRST)
        previous = last[thing] = digest(canonical(entry))
        made.append(canonical({**entry, "hash": previous}))
    header = canonical({**json.loads(first), "head": previous})
    return "".join(f"{line}\n" for line in (header, *made))


def test_a_journal_that_goes_on_continues_and_a_forged_one_does_not(
    stage: HeadsStage, here: Path, capsys: Capture
) -> None:
    old = _keep(here, "old.jsonl", stage.export())
    decide(stage, 1)
    stage.later(WEEK)
    new = _keep(here, "new.jsonl", stage.export())
    assert main(["verify", old, new]) == 0
    assert "continues the old one" in capsys.readouterr().out
    assert main(["verify", new, old]) == 1, "it is shorter"
    forged = _keep(here, "forged.jsonl", _forged(stage.export(), 3))
    assert main(["verify", forged]) == 0, "by itself it is whole: its chain was made anew"
    assert main(["verify", old, forged]) == 1
    assert "entry 3 is another one" in capsys.readouterr().out


def test_a_signed_head_is_held_against_a_journal_and_a_proof(
    stage: HeadsStage, here: Path, capsys: Capture
) -> None:
    decide(stage, 1)
    head = stage.head()
    old = _keep(here, "checkpoint", head.checkpoint)
    stage.later(WEEK)
    new = _keep(here, "new.jsonl", stage.export())
    assert main(["verify", old, new]) == 0
    assert main(["verify", old, _keep(here, "forged.jsonl", _forged(stage.export(), 3))]) == 1
    address = f"/proof/consistency/{head.size}.txt"
    proof = stage.answers().answer(address, {}, "").content.decode()
    assert main(["verify", old, _keep(here, "proof.txt", proof)]) == 0
    other = _keep(here, "other", head.checkpoint.replace(head.root, "A" * 43 + "="))
    assert main(["verify", other, new]) == 1
    assert main(["verify", other, "proof.txt"]) == 1
    with stage.store.begin() as tx:
        key = tx.get(Heads).key()
    assert key
    named = verify.verifier_key(key.name, b64decode(key.public))
    capsys.readouterr()
    assert main(["verify", old, "--key", named]) == 0
    assert main(["verify", other, "--key", named]) == 1
    assert "signature" in capsys.readouterr().out


def test_a_line_pasted_from_a_chat_is_held_against_the_journal(
    stage: HeadsStage, here: Path
) -> None:
    decide(stage, 1)
    line = stage.head().line
    stage.later(WEEK)
    journal = _keep(here, "journal.jsonl", stage.export())
    for words in (
        f"Record {line}",
        f"\u2068Record {line}\u2069",
        f"[09:14] bot: D1 is open.\nRecord {line.replace(' ', chr(10))}\n",
    ):
        assert main(["verify", "--head", words, journal]) == 0, words
    size, root = line.split()
    assert main(["verify", "--head", f"Record {int(size) - 1} {root}", journal]) == 1
    assert main(["verify", "--head", f"Record 99999 {root}", journal]) == 1
    assert main(["verify", "--head", "no head at all", journal]) == 2
    forged = _keep(here, "forged.jsonl", _forged(stage.export(), 3))
    assert main(["verify", "--head", line, forged]) == 1


def test_a_decision_is_in_the_journal_or_not(
    stage: HeadsStage, here: Path, capsys: Capture
) -> None:
    decide(stage, 1)
    early = _keep(here, "early.json", stage.decision(1))
    stage.later(WEEK)
    decision = _keep(here, "d1.json", stage.decision(1))
    journal = _keep(here, "journal.jsonl", stage.export())
    assert main(["verify", decision, "--journal", journal]) == 0
    capsys.readouterr()
    assert main(["verify", early, "--journal", journal]) == 0
    assert "1 more of it" in capsys.readouterr().out
    opened = next(n for n, act in enumerate(stage.acts(), 1) if act == "decision.opened")
    forged = _keep(here, "forged.jsonl", _forged(stage.export(), opened))
    assert main(["verify", decision, "--journal", forged]) == 1
    closed = len(stage.acts()) - stage.acts()[::-1].index("decision.closed")
    proof = stage.answers().answer(f"/proof/inclusion/{closed}.txt", {}, "").content.decode()
    assert main(["verify", decision, "--journal", _keep(here, "proof.txt", proof)]) == 0
    assert main(["verify", early, "--journal", "proof.txt"]) == 1


def test_nothing_out_of_a_file_reaches_the_terminal_raw(here: Path, capsys: Capture) -> None:
    note = "bad\x1b[2Jname\n1\n" + "A" * 43 + "=\n\n\u2014 x " + "A" * 96 + "\n"
    main(["verify", _keep(here, "note", note)])
    assert "\x1b" not in capsys.readouterr().out


def _started(folder: Path) -> SqlStore:
    store = SqlStore(f"sqlite:///{folder / 'intersession.sqlite'}", key=KeyFile(folder))
    try:
        App(store, StillClock(), Settings(data_dir=folder), [])._prepare()
    except CannotStart:
        store.close()
        raise
    return store


def _acts(store: SqlStore) -> list[str]:
    with store.begin() as tx:
        return [json.loads(one.text)["act"] for one in tx.get(Journal).entries()]


@pytest.mark.parametrize(("how", "act"), [("rotate", "rotated"), ("lost", "lost"),
                                          ("stolen", "stolen")])  # fmt: skip
def test_a_key_is_changed_by_typing_it_out_and_the_record_says_so(
    here: Path, monkeypatch: pytest.MonkeyPatch, how: str, act: str
) -> None:
    _started(here).close()
    before = (here / HEAD_KEY).read_bytes()
    monkeypatch.setenv("INTERSESSION_DATA_DIR", str(here))
    monkeypatch.setattr("sys.stdin", StringIO())
    assert main(["head-key", how]) == 2
    assert (here / HEAD_KEY).read_bytes() == before
    if how == "lost":
        (here / HEAD_KEY).unlink()
        with pytest.raises(CannotStart):
            _started(here)
    monkeypatch.setattr("sys.stdin", StringIO(f"{how}\n"))
    assert main(["head-key", how]) == 0
    assert (here / HEAD_KEY).read_bytes() != before
    assert (here / HEAD_KEY).stat().st_mode & 0o777 == 0o600
    store = _started(here)
    assert _acts(store)[-1] == f"key.{act}"
    with store.begin() as tx:
        head = tx.get(Heads).take(BEGINNING)
        journal = tx.get(Journal)
        text = "\n".join(exported_lines(journal))
    chain, wrong = verify.read_journal(text)
    assert wrong == []
    note = verify.read_note(head.checkpoint if head else "")
    assert note
    assert verify.check_head(note, chain) == []
    store.close()


def exported_lines(journal: Journal) -> list[str]:
    """The journal as it is exported."""
    return list(exported(*journal.head(), journal.entries()))


def test_a_head_that_a_thief_signs_after_the_theft_is_refused(here: Path) -> None:
    store = _started(here)
    stolen = KeyFile(here)
    stolen.public()
    with store.begin() as tx:
        heads = tx.get(Heads)
        key = heads.change_key("stolen", BEGINNING)
        tx.commit()
    KeyFile(here).settle(key.public)
    with store.begin() as tx:
        journal = tx.get(Journal)
        chain, wrong = verify.read_journal("\n".join(exported_lines(journal)))
    assert wrong == []
    size, (_, name, old) = len(chain.leaves), chain.keys[0]
    text = verify.note_text(name, size, chain.root(size))
    line = verify.signature_line(name, b64decode(old), stolen.sign(text.encode()))
    note = verify.read_note(f"{text}\n{line}")
    assert note
    assert verify.check_head(note, chain)
    # What it signed before stays true.
    earlier = verify.note_text(name, size - 1, chain.root(size - 1))
    line = verify.signature_line(name, b64decode(old), stolen.sign(earlier.encode()))
    note = verify.read_note(f"{earlier}\n{line}")
    assert note
    assert verify.check_head(note, chain) == []
    store.close()


def test_a_rotation_that_the_old_key_did_not_sign_is_refused(here: Path) -> None:
    store = _started(here)
    with store.begin() as tx:
        other = KeyFile(here / "thief").make()
        tx.get(Journal).add("key.rotated", "installation", BEGINNING, key=other, signature="AAAA")
        _, wrong = verify.read_journal("\n".join(exported_lines(tx.get(Journal))))
    assert wrong
    store.close()


def test_a_start_with_another_key_is_refused(here: Path) -> None:
    _started(here).close()
    (here / HEAD_KEY).write_bytes(bytes(range(32)))
    with pytest.raises(CannotStart, match="another one"):
        _started(here)


def test_a_change_of_keys_that_was_interrupted_is_ended_by_the_next_start(here: Path) -> None:
    store = _started(here)
    with store.begin() as tx:
        key = tx.get(Heads).change_key("rotated", BEGINNING)
        tx.commit()
    store.close()
    assert KeyFile(here).public() != key.public
    _started(here).close()
    assert KeyFile(here).public() == key.public


def test_a_restore_brings_the_key_back_and_the_record_says_it(here: Path) -> None:
    source, target = here / "source", here / "target"
    source.mkdir()
    store = _started(source)
    settings = Settings(data_dir=source)
    backup.make(settings, here / "backup")
    with store.begin() as tx:
        tx.get(Journal).add("track.renamed", "installation", BEGINNING, track="irpc")
        later = "\n".join(exported_lines(tx.get(Journal)))
        tx.commit()
    store.close()
    restore(Settings(data_dir=target), here / "backup")
    assert (target / HEAD_KEY).read_bytes() == (source / HEAD_KEY).read_bytes()
    for _ in range(3):
        restored = _started(target)
        assert _acts(restored).count("installation.restored") == 1
        with restored.begin() as tx:
            now = "\n".join(exported_lines(tx.get(Journal)))
        restored.close()
    _keep(here, "later.jsonl", later)
    _keep(here, "restored.jsonl", now)
    assert main(["verify", "later.jsonl", "restored.jsonl"]) == 1, "who saw the later head sees it"


def test_a_head_whose_last_sign_is_another_is_none() -> None:
    root = b64encode(bytes(range(32))).decode()
    assert verify.head_in(f"Record 63 {root}")
    place = SIGNS.index(root[-2])
    for sign in SIGNS[place + 1 : place + 4]:
        # It is read as the same bytes, and is not what was said.
        assert b64decode(f"{root[:-2]}{sign}=") == bytes(range(32))
        assert verify.head_in(f"Record 63 {root[:-2]}{sign}=") is None
