"""Puts axe-core into a folder of its own: `python -m tests.browser.install`.

Chromium and its driver come from the system; who has none skips these tests.
"""

import shutil
import sys
from pathlib import Path

from tests.npm import Parcel, missing_programs

PARCEL = Parcel("axe-core", Path(__file__).parent, ".node-browser", "INTERSESSION_TEST_BROWSER")
_PROGRAMS = ("chromium", "chromedriver")


def missing() -> str:
    """What is not on this machine, or ""."""
    programs = [name for name in _PROGRAMS if shutil.which(name) is None]
    return " and ".join([*programs, *([missing_programs()] if missing_programs() else [])])


def axe() -> str:
    """The script that looks for what not everybody can use."""
    return (PARCEL.ensure_installed() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


if __name__ == "__main__":
    if missing():
        sys.stderr.write(
            f"Without {missing()} the tests in a browser are skipped. "
            "On Debian: apt install chromium chromium-driver nodejs npm\n"
        )
    PARCEL.main("the tests in a browser")
