"""Puts the tests' homeserver into a virtual environment of its own.

Run it with `python -m tests.homeserver.install`.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONSTRAINTS = Path(__file__).with_name("constraints.txt")
PACKAGE = "matrix-synapse"
ELSEWHERE = "INTERSESSION_TEST_SYNAPSE_VENV"


class CannotInstallError(RuntimeError):
    """The homeserver could not be installed; the message says why."""


def environment_folder() -> Path:
    """Where the homeserver's virtual environment is, or will be."""
    elsewhere = os.environ.get(ELSEWHERE)
    if elsewhere:
        return Path(elsewhere).expanduser().resolve()
    return Path(__file__).resolve().parents[2] / ".venv-synapse"


def environment_python() -> Path:
    """The interpreter the homeserver runs under."""
    return environment_folder() / "bin" / "python"


def ensure_installed() -> Path:
    """Installs the pinned homeserver unless it is there; returns its interpreter."""
    folder = environment_folder()
    if not _is_current(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _only_one_installer(folder):
            if not _is_current(folder):
                _install(folder)
    return environment_python()


def _is_current(folder: Path) -> bool:
    stamp = _stamp(folder)
    return (
        stamp.is_file()
        and stamp.read_text(encoding="utf-8") == _wanted()
        and environment_python().exists()
    )


def _stamp(folder: Path) -> Path:
    return folder / "installed-constraints"


def _wanted() -> str:
    # The interpreter counts too: compiled wheels of one version are no use to another.
    constraints = hashlib.sha256(CONSTRAINTS.read_bytes()).hexdigest()
    return f"{constraints} python{sys.version_info.major}.{sys.version_info.minor}\n"


@contextmanager
def _only_one_installer(folder: Path) -> Iterator[None]:
    # Not inside the folder, which a new installation empties.
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"install-homeserver-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(folder: Path) -> None:
    sys.stderr.write(f"Installing {PACKAGE} into {folder}; this is done once.\n")
    venv.EnvBuilder(with_pip=True, clear=True).create(folder)
    command = [
        str(environment_python()),
        *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--constraint", str(CONSTRAINTS), PACKAGE),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotInstallError(f"{PACKAGE} could not be installed:\n{done.stderr.strip()}")
    # Written last, so an installation that was broken off is done again.
    _stamp(folder).write_text(_wanted(), encoding="utf-8")


if __name__ == "__main__":
    try:
        ensure_installed()
    except CannotInstallError as problem:
        sys.exit(str(problem))
