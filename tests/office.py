"""LibreOffice, headless: makes the documents that the tests read, and opens the files we write.

`apt-get install libreoffice-writer libreoffice-calc` on Debian; `.ci/run` installs it. Without it
the tests that need it are skipped, and say so.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = shutil.which("soffice")
needs_office = pytest.mark.skipif(
    PROGRAM is None, reason="LibreOffice is not installed: apt-get install libreoffice-writer "
    "libreoffice-calc"
)  # fmt: skip
_SECONDS = 120


def converted(source: Path, kind: str, folder: Path, filters: str = "", read: str = "") -> Path:
    """A document in another format, made by LibreOffice with a profile of its own. filters: how it
    is written, read: how the source is read, if not as usual."""
    assert PROGRAM is not None
    wanted = f"{kind}:{filters}" if filters else kind
    subprocess.run(
        [
            PROGRAM,
            f"-env:UserInstallation=file://{folder / 'profile'}",
            "--headless",
            *([f"--infilter={read}"] if read else []),
            "--convert-to",
            wanted,
            "--outdir",
            str(folder / "made"),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=_SECONDS,
    )
    made = folder / "made" / f"{source.stem}.{kind}"
    assert made.is_file(), f"LibreOffice made no {made.name}"
    return made
