"""The machine: secrets in complaints, a full disk under the console."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.logs import without_secrets
from bot.settings import read
from tests.faults.test_disk import small_disk
from tests.support import ROOT

PASSWORD = "p%40ss%2Fw%C3%B6rd"
SHOWN = ("p@ss/wörd", PASSWORD, "p%40ss%2Fw%C3%B6rd")


@pytest.mark.parametrize(
    "settings",
    [
        {"SMTP_URL": f"smtps://bot:{PASSWORD}@mail.example.org", "MAIL_FROM": "bot@example.org"},
        {
            "SMTP_URL": "smtp://mail.example.org",
            "IMAP_URL": f"imaps://bot:{PASSWORD}@mail.example.org",
            "MAIL_FROM": "bot@example.org",
        },
        {"DATABASE_URL": f"postgresql+psycopg://bot:{PASSWORD}@localhost/bot"},
        {"DATABASE_URL": f"postgresql+psycopg://localhost/bot?user=bot&password={PASSWORD}"},
        {"DATABASE_URL": f"postgresql+psycopg://localhost/bot?password={PASSWORD}&user=bot"},
    ],
)
def test_passwords_of_every_address_are_taken_out(settings: dict[str, str]) -> None:
    found = read({f"INTERSESSION_{key}": value for key, value in settings.items()})
    for one in SHOWN:
        text = without_secrets(f"login with {one} failed", found.secret_texts)
        assert text == "login with (hidden) failed"


def test_an_address_without_a_password_hides_nothing() -> None:
    found = read({"INTERSESSION_DATABASE_URL": "postgresql+psycopg://localhost/bot"})
    assert found.secret_texts == ()
    assert without_secrets("all of it", found.secret_texts) == "all of it"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes."""
    with small_disk(tmp_path / "disk") as folder:
        yield folder


def test_the_console_does_what_was_said_once_there_is_room(disk: Path, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("INTERSESSION")}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "INTERSESSION_DATA_DIR": str(disk / "data"),
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path, env=environment, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as console:  # fmt: skip
        try:
            complaints = _fill_and_free(console, disk)
        finally:
            console.kill()
    assert console.returncode == 0
    assert "Traceback" not in complaints
    assert "File " not in complaints


def _fill_and_free(console: subprocess.Popen[str], disk: Path) -> str:
    """What the console complains of, while the disk is full for a while."""

    def say(line: str) -> None:
        assert console.stdin
        console.stdin.write(f"{line}\n")
        console.stdin.flush()

    def until(words: str) -> None:
        said = ""
        assert console.stdout
        while words not in said:
            line = console.stdout.readline()
            assert line, said + (console.stderr.read() if console.stderr else "")
            said += line

    say("Amina: /ping 1")
    until("pong 1")
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    # The program writes a little meanwhile: whatever fits of it.
    with suppress(OSError):
        ballast.write_bytes(b"x" * (free.f_bavail * free.f_frsize - 8192))
    for _ in range(10):
        say(f"Amina: /report {'x' * 3900}")
    until("can't be written at the moment")
    ballast.unlink()
    for _ in range(10):
        until("kept under R-")
    say("Amina: /ping 2")
    until("pong 2")
    return console.communicate()[1]


def test_a_disk_that_is_full_at_the_start_is_said_in_a_sentence(disk: Path, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("INTERSESSION")}
    environment |= {"PYTHONPATH": str(ROOT), "INTERSESSION_DATA_DIR": str(disk / "data")}
    free = os.statvfs(disk)
    (disk / "ballast").write_bytes(b"x" * (free.f_bavail * free.f_frsize - 16384))
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"], cwd=tmp_path, env=environment, input="",
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Make room" in done.stderr
    assert done.stderr.startswith("intersession: ")
    assert done.stderr.count("\n") == 1


ENDED_AT = """
import os, runpy, signal, sys

WHEN, HOW = sys.argv[1:]

class Ending:
    def find_spec(self, name, path=None, target=None):
        if name == WHEN:
            os.kill(os.getpid(), signal.SIGTERM)
        return None

sys.meta_path.insert(0, Ending())
sys.argv = ["intersession", "run"]
if HOW == "module":
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
else:
    from bot.__main__ import main
    sys.exit(main())
"""


@pytest.mark.parametrize("how", ["module", "script"])
@pytest.mark.parametrize("name", ["bot.program", "sqlmodel", "babel.core", "storage.store"])
def test_who_is_ended_while_it_is_loaded_ends_well(tmp_path: Path, name: str, how: str) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("INTERSESSION")}
    environment |= {"PYTHONPATH": str(ROOT), "INTERSESSION_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-c", ENDED_AT, name, how], cwd=tmp_path, env=environment, input="",
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ""
