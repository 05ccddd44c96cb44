"""The program as it is started: what it says, keeps, writes and refuses, with its exit codes."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.mail.marks import Marks, key_in
from bot.conversation.errors import CannotStart
from bot.conversation.message import RoomRef
from bot.settings import Settings
from storage import backup, restoring
from storage.store import SqlStore
from tests.patience import PATIENCE
from tests.support import ROOT, Talk, Voice, fill, outgoing

AMINA = Voice("console", "Amina", "Amina")
STORY = """# A sign of life
| who | is | on |
|-----|----|----|
| Amina | somebody | Telegram |

```chat
Amina: /ping 1
Bot to Amina: pong 1
Amina: /ping 2
Bot to Amina: pong {second}
Amina: /ping 3
Bot to Amina: pong 3
```
"""


def _environment(folder: Path, **more: str) -> dict[str, str]:
    """Nothing but what the program needs: no setting of whoever runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("INTERSESSION")}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "INTERSESSION_DATA_DIR": str(folder / "data"),
        **{f"INTERSESSION_{key}": value for key, value in more.items()},
    }


def _run(
    folder: Path, *arguments: str, says: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=_environment(folder, **more),
        input=says,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )


def _is_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit code 2, nothing on the standard output, and one plain sentence or two on one line."""
    assert done.stdout == ""
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("intersession: ")
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr


def test_in_the_terminal_it_answers_and_keeps_what_it_was_told(tmp_path: Path) -> None:
    first = _run(tmp_path, "run", says="Amina: /join irpc agree\n\n/ping [b]\n")
    assert first.returncode == 0, first.stderr
    assert first.stderr == ""
    assert "Bot to Amina" in first.stdout
    assert "You are in DC Internet Rights and Principles. You are the first." in first.stdout
    assert "Bot to Amina\n  pong [b]" in first.stdout.replace("\r", "")
    assert "/claim " in first.stdout
    second = _run(tmp_path, "run", says="Amina: /me\nPiotr: /join irpc agree\n")
    assert second.returncode == 0, second.stderr
    assert "Tracks: DC Internet Rights and Principles" in second.stdout
    assert "2 people take part." in second.stdout


def test_with_nothing_to_read_it_ends_well(tmp_path: Path) -> None:
    done = _run(tmp_path, "run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "/start" in done.stdout


def test_the_code_of_the_first_start_makes_an_operator_once(tmp_path: Path) -> None:
    code = next(
        word.strip("│ ") for word in _run(tmp_path, "run").stdout.split() if word.count("-") == 5
    )
    assert "not valid" in _run(tmp_path, "run", says=f"/claim {code}\n").stdout, "the next is new"
    started = _run(tmp_path, "run").stdout
    code = next(word.strip("│ ") for word in started.split() if word.count("-") == 5)
    with closing(sqlite3.connect(tmp_path / "data" / "intersession.sqlite")) as connection:
        assert code not in "".join(connection.iterdump())


def test_it_says_its_version(tmp_path: Path) -> None:
    done = _run(tmp_path, "--version")
    assert done.returncode == 0
    assert done.stdout.strip().replace(".", "").isdigit()


def test_it_says_what_is_set_and_no_secret(tmp_path: Path) -> None:
    token = "123456789:AAE-verysecretverysecretverysecret"
    done = _run(tmp_path, "check-config", TELEGRAM_TOKEN=token, LANGUAGE="fr")
    assert done.returncode == 0
    assert "INTERSESSION_LANGUAGE=fr\n" in done.stdout
    assert "INTERSESSION_COMMANDS_PER_MINUTE=20  (default)" in done.stdout
    assert "Telegram is on." in done.stdout
    assert "Matrix is off." in done.stdout
    assert "verysecret" not in done.stdout + done.stderr


def test_it_says_whether_its_matrix_device_is_signed(tmp_path: Path) -> None:
    on = {"MATRIX_HOMESERVER": "http://127.0.0.1:1", "MATRIX_USER": "@bot:test"}
    assert "At the last start" not in _run(tmp_path, "check-config", **on).stdout
    (tmp_path / "data" / "matrix").mkdir(parents=True)
    file = tmp_path / "data" / "matrix" / "signed.json"
    kept = {"user": "@bot:test", "device": "DEVICE", "fingerprint": "finger", "why": "of that"}
    file.write_text(json.dumps(kept))
    said = _run(tmp_path, "check-config", **on).stdout
    assert "The Matrix session DEVICE is not signed: of that." in said
    assert "its fingerprint is finger" in said
    file.write_text(json.dumps(kept | {"why": ""}))
    assert "DEVICE is signed by its account." in _run(tmp_path, "check-config", **on).stdout
    file.write_text(json.dumps(kept | {"user": "@other:test"}))
    assert "At the last start" not in _run(tmp_path, "check-config", **on).stdout


def test_a_file_of_settings_is_read_and_the_environment_comes_first(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("INTERSESSION_LANGUAGE=es\nINTERSESSION_COMMANDS_PER_MINUTE=9\n")
    done = _run(tmp_path, "check-config", LANGUAGE="fr")
    assert "INTERSESSION_LANGUAGE=fr\n" in done.stdout
    assert "INTERSESSION_COMMANDS_PER_MINUTE=9\n" in done.stdout


def test_a_wrong_setting_is_refused_in_one_sentence(tmp_path: Path) -> None:
    _is_refused(_run(tmp_path, "run", TELEGRAM_TOKN="x"), "INTERSESSION_TELEGRAM_TOKN")
    _is_refused(_run(tmp_path, "run", TELEGRAM_TOKEN="tell"), "INTERSESSION_TELEGRAM_TOKEN")


def test_what_can_not_be_read_or_written_is_refused_in_one_sentence(tmp_path: Path) -> None:
    _is_refused(_run(tmp_path, "export"), "no database")
    _is_refused(_run(tmp_path, "backup", "b.tar.gz"), "no database", "Nothing was written")
    _is_refused(_run(tmp_path, "restore", "b.tar.gz"), "b.tar.gz", "Nothing was changed")
    _is_refused(_run(tmp_path, "play", "absent.md"), "absent.md")
    (tmp_path / "latin.md").write_bytes("Réunion".encode("latin-1"))
    _is_refused(_run(tmp_path, "play", "latin.md"), "latin.md", "utf-8")
    (tmp_path / "note").write_text("a file where the folder should be")
    _is_refused(_run(tmp_path, "run", DATA_DIR="note"), "note")


@pytest.mark.parametrize("second", ["1 2", "2"])
def test_a_story_is_played_to_its_first_difference(tmp_path: Path, second: str) -> None:
    (tmp_path / "story.md").write_text(STORY.format(second=second))
    done = _run(tmp_path, "play", "story.md")
    if second == "2":
        assert (done.returncode, done.stdout) == (0, "story.md: as written\n")
        return
    assert done.returncode == 1
    assert "story.md: line 10: written 'pong 1 2', said 'pong 2'" in done.stdout
    assert "pong 3" not in done.stdout


def test_a_story_can_be_shown_without_comparing(tmp_path: Path) -> None:
    (tmp_path / "story.md").write_text(STORY.format(second="whatever"))
    done = _run(tmp_path, "play", "--show", "story.md")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        line
        for number in (1, 2, 3)
        for line in (f"Amina: /ping {number}", f"Bot to Amina: pong {number}")
    ]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "line",
    ["Bot says nothing", "Nobody: /ping", "Amina: [No such choice]", "Amina in Nowhere: /ping"],
)
def test_a_story_that_can_not_be_played_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "story.md").write_text(STORY.format(second="2").replace("Amina: /ping 2", line))
    _is_refused(_run(tmp_path, "play", "story.md"), "story.md", "line 9")


def test_the_record_is_exported_and_verified(tmp_path: Path) -> None:
    _run(tmp_path, "run", says="Amina: /join irpc agree\n")
    exported = _run(tmp_path, "export")
    assert exported.returncode == 0
    assert "Amina" not in exported.stdout
    assert exported.stdout.count("\n") == 43
    (tmp_path / "record.jsonl").write_text(exported.stdout, "utf-8")
    assert _run(tmp_path, "verify", "record.jsonl").returncode == 0
    changed = exported.stdout.replace("member.joined", "member.parted")
    (tmp_path / "record.jsonl").write_text(changed, "utf-8")
    done = _run(tmp_path, "verify", "record.jsonl")
    assert done.returncode == 1
    assert "line 43" in done.stdout


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The program in its terminal, having answered once, and waiting for more."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env=_environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("Amina: /join irpc agree\nAmina: /ping ready\n")
        process.stdin.flush()
        while "pong ready" not in process.stdout.readline():
            assert process.poll() is None
        yield process
        process.stdin.close()
        process.stdout.read()
    assert process.returncode == 0


def test_a_backup_is_made_while_the_bot_runs_and_brought_back(
    tmp_path: Path, running: subprocess.Popen[str]
) -> None:
    _is_refused(_run(tmp_path, "run"), "Another intersession is running", "Stop it first")
    done = _run(tmp_path, "backup", "b.tar.gz")
    assert done.returncode == 0, done.stderr
    assert "42 entries" in done.stdout
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o777 == 0o600
    assert running.poll() is None
    _is_refused(_run(tmp_path, "backup", "b.tar.gz"), "exists already", "Nothing was written")
    _is_refused(_run(tmp_path, "restore", "b.tar.gz"), "exists", "Nothing was changed")
    elsewhere = {"DATA_DIR": str(tmp_path / "new")}
    done = _run(tmp_path, "restore", "b.tar.gz", **elsewhere)
    assert done.returncode == 0, done.stderr
    assert "42 entries" in done.stdout
    done = _run(tmp_path, "run", says="Amina: /me\n", **elsewhere)
    assert "Tracks: DC Internet Rights and Principles" in done.stdout


def _saved(tmp_path: Path) -> tuple[Settings, Path]:
    """A data folder with something in it, and a backup of it."""
    settings = Settings(data_dir=tmp_path / "data")
    store = SqlStore(settings.database)
    Talk(fill(store)).say(AMINA, "/join irpc agree")
    store.close()
    (settings.data_dir / "matrix").mkdir()
    (settings.data_dir / "matrix" / "keys").write_text("the keys")
    backup.make(settings, tmp_path / "b.tar.gz")
    return settings, tmp_path / "b.tar.gz"


def _dumped(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def test_a_backup_holds_the_keys_and_no_other_files(tmp_path: Path) -> None:
    settings, source = _saved(tmp_path)
    new = Settings(data_dir=tmp_path / "new")
    restoring.restore(new, source)
    assert (new.data_dir / "matrix" / "keys").read_text() == "the keys"
    names = sorted(one.name for one in new.data_dir.iterdir())
    assert names == ["intersession.sqlite", "matrix", "restored"]
    kept = settings.data_dir / "intersession.sqlite"
    assert _dumped(new.data_dir / "intersession.sqlite") == _dumped(kept)
    assert [one.name for one in tmp_path.iterdir() if one.name not in ("data", "new")] == [
        "b.tar.gz"
    ]


def test_a_backup_holds_the_key_by_which_answers_to_mails_are_known(tmp_path: Path) -> None:
    settings, _ = _saved(tmp_path)
    asked = outgoing(RoomRef("mail", "amina@people.example"), "Was it you?", private=True, id=7)
    mark = Marks(key_in(settings.data_dir / "mail"), "example.org").of(asked)
    (settings.data_dir / "mail" / "new").mkdir()
    (settings.data_dir / "mail" / "new" / "letter").write_text("a letter")
    source = tmp_path / "second.tar.gz"
    backup.make(settings, source)
    new = Settings(data_dir=tmp_path / "new")
    restoring.restore(new, source)
    key = new.data_dir / "mail" / "key"
    assert key.stat().st_mode & 0o077 == 0
    assert [one.name for one in key.parent.iterdir()] == ["key"]
    again = Marks(key_in(new.data_dir / "mail"), "example.org")
    assert [one.number for one in again.found(mark, "amina@people.example")] == [7]
    (new.data_dir / "intersession.sqlite").unlink()
    shutil.rmtree(new.data_dir / "matrix")
    with pytest.raises(CannotStart, match=r"key exists\. Nothing was changed"):
        restoring.restore(new, source)
    (settings.data_dir / "mail" / "key").write_bytes(b"half")
    backup.make(settings, tmp_path / "third.tar.gz")
    newer = Settings(data_dir=tmp_path / "newer")
    with pytest.raises(CannotStart, match="key of mails in the backup is damaged"):
        restoring.restore(newer, tmp_path / "third.tar.gz")
    assert list(newer.data_dir.iterdir()) == []


def test_a_damaged_backup_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    settings, source = _saved(tmp_path)
    content, whole = source.read_bytes(), _dumped(settings.data_dir / "intersession.sqlite")
    new = Settings(data_dir=tmp_path / "new")
    damaged = [content[: len(content) * part // 10] for part in range(10)]
    for place in range(10, len(content), len(content) // 60):
        changed = bytearray(content)
        changed[place] ^= 0x10
        damaged.append(bytes(changed))
    refusals: list[str] = []
    for one in damaged:
        source.write_bytes(one)
        try:
            restoring.restore(new, source)
        except CannotStart as refused:
            refusals.append(str(refused))
            assert list(new.data_dir.iterdir()) == []
        else:
            # The damage was in the archive's own name, or in its date.
            assert _dumped(new.data_dir / "intersession.sqlite") == whole
            shutil.rmtree(new.data_dir)
    assert len(refusals) > len(damaged) * 0.9
    assert {"Nothing was changed" in one for one in refusals} == {True}


def test_a_foreign_archive_is_no_backup(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "foreign.sqlite")) as connection:
        connection.execute("CREATE TABLE journal_of_somebody_else (text)")
    (tmp_path / "note.txt").write_text("hello")
    for name, inside in (("foreign.sqlite", "database.sqlite"), ("note.txt", "note.txt")):
        source = tmp_path / f"{name}.tar.gz"
        with tarfile.open(source, "w:gz") as archive:
            archive.add(tmp_path / name, inside)
        with pytest.raises(CannotStart, match="Nothing was changed"):
            restoring.restore(Settings(data_dir=tmp_path / "new"), source)


def test_a_changed_record_is_not_brought_back(tmp_path: Path) -> None:
    settings, _ = _saved(tmp_path)
    path = settings.data_dir / "intersession.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE journal SET text = replace(text, 'irpc', 'dcnn')")
    with pytest.raises(CannotStart, match="record is not whole"):
        backup.make(settings, tmp_path / "second.tar.gz")
    assert not (tmp_path / "second.tar.gz").exists()


def test_a_backup_is_not_mixed_with_what_a_killed_bot_left(tmp_path: Path) -> None:
    """The write-ahead log of another database beside it would be taken for its own."""
    settings, source = _saved(tmp_path)
    path = settings.data_dir / "intersession.sqlite"
    store = SqlStore(settings.database)
    Talk(store).say(AMINA, "/leave irpc")
    left = tmp_path / "killed"
    left.mkdir()
    for one in settings.data_dir.glob("intersession.sqlite-wal"):
        shutil.copy(one, left / one.name)
    store.close()
    assert list(left.iterdir())
    path.unlink()
    shutil.copy(left / "intersession.sqlite-wal", settings.data_dir)
    shutil.rmtree(settings.data_dir / "matrix")
    with pytest.raises(CannotStart, match="Move it away first"):
        restoring.restore(settings, source)


def test_a_backup_can_not_be_written_where_there_is_no_folder(tmp_path: Path) -> None:
    settings, _ = _saved(tmp_path)
    with pytest.raises(CannotStart, match="absent"):
        backup.make(settings, tmp_path / "absent" / "b.tar.gz")
