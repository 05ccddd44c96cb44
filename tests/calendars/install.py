"""Puts the tests' calendar parser (ical.js) into a folder of its own, and asks it to read.

Run it with `python -m tests.calendars.install`.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ELSEWHERE = "INTERSESSION_TEST_CALENDARS"
PROGRAMS = ("node", "npm")
_WANTED = ("package.json", "package-lock.json", ".npmrc")


class CannotInstallError(RuntimeError):
    """The parser could not be installed; the message says why."""


def missing_programs() -> str:
    """Which of Node's programs are not on this machine, or ""."""
    return " and ".join(name for name in PROGRAMS if shutil.which(name) is None)


def folder() -> Path:
    """Where the parser is, or will be."""
    elsewhere = os.environ.get(ELSEWHERE)
    if elsewhere:
        return Path(elsewhere).expanduser().resolve()
    return HERE.resolve().parents[1] / ".node-calendars"


def ensure_installed() -> Path:
    """Installs the pinned parser unless it is there; returns its module."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_current(place):
            _install(place)
    return place / "node_modules" / "ical.js" / "dist" / "ical.js"


def read(files: Sequence[bytes]) -> list[dict[str, Any]]:
    """What ical.js finds in each of these calendar files; one process for all."""
    done = subprocess.run(
        ["node", HERE / "read.mjs", ensure_installed().as_uri()],
        input=json.dumps([file.decode() for file in files]),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"ical.js could not read it:\n{done.stderr}")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _is_current(place: Path) -> bool:
    stamp = place / "installed-lock"
    wanted = (HERE / "package-lock.json").read_bytes()
    return stamp.is_file() and stamp.read_bytes() == wanted


def _install(place: Path) -> None:
    sys.stderr.write(f"Installing ical.js into {place}; this is done once.\n")
    for name in _WANTED:
        shutil.copy(HERE / name, place / name)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-update-notifier"],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CannotInstallError(f"ical.js could not be installed:\n{done.stderr.strip()}")
    # Written last, so an installation that was broken off is done again.
    shutil.copy(HERE / "package-lock.json", place / "installed-lock")


def main() -> None:
    """Install it for the tests, or say what is missing; they then read with one parser less."""
    if missing_programs():
        sys.stderr.write(
            f"Without {missing_programs()} some tests of calendar files are skipped. "
            "On Debian: apt install nodejs npm\n"
        )
        return
    try:
        ensure_installed()
    except CannotInstallError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
