"""Puts the tests' calendar parser (ical.js) into a folder of its own, and asks it to read.

Run it with `python -m tests.calendars.install`.
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.npm import CannotInstallError, Parcel, missing_programs

__all__ = ["PARCEL", "CannotInstallError", "missing_programs", "read"]
HERE = Path(__file__).parent
PARCEL = Parcel("ical.js", HERE, ".node-calendars", "INTERSESSION_TEST_CALENDARS")


def read(files: Sequence[bytes]) -> list[dict[str, Any]]:
    """What ical.js finds in each of these calendar files; one process for all."""
    module = PARCEL.ensure_installed() / "ical.js" / "dist" / "ical.js"
    done = subprocess.run(
        ["node", HERE / "read.mjs", module.as_uri()],
        input=json.dumps([file.decode() for file in files]),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"ical.js could not read it:\n{done.stderr}")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    PARCEL.main("some tests of calendar files")
