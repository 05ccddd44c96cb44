"""Puts what the tests use of npm into folders of their own, pinned, once."""

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ("node", "npm")
_WANTED = ("package.json", "package-lock.json", ".npmrc")


class CannotInstallError(RuntimeError):
    """A package could not be installed; the message says why."""


def missing_programs() -> str:
    """Which of Node's programs are not on this machine, or ""."""
    return " and ".join(name for name in PROGRAMS if shutil.which(name) is None)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A package of npm for the tests. here: where its lock file is. name: of the folder that it
    goes into, beside the sources, unless the environment names another one under `elsewhere`."""

    what: str
    here: Path
    name: str
    elsewhere: str

    @property
    def folder(self) -> Path:
        """Where it is, or will be."""
        elsewhere = os.environ.get(self.elsewhere)
        return Path(elsewhere).expanduser().resolve() if elsewhere else ROOT / self.name

    def ensure_installed(self) -> Path:
        """Installs it unless it is there; returns the folder of its modules."""
        place = self.folder
        place.mkdir(parents=True, exist_ok=True)
        with (place / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._is_current():
                self._install()
        return place / "node_modules"

    def _is_current(self) -> bool:
        stamp = self.folder / "installed-lock"
        wanted = (self.here / "package-lock.json").read_bytes()
        return stamp.is_file() and stamp.read_bytes() == wanted

    def _install(self) -> None:
        place = self.folder
        sys.stderr.write(f"Installing {self.what} into {place}; this is done once.\n")
        for name in _WANTED:
            shutil.copy(self.here / name, place / name)
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-update-notifier"],
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise CannotInstallError(f"{self.what} can't be installed:\n{done.stderr.strip()}")
        # Written last, so an installation that was broken off is done again.
        shutil.copy(self.here / "package-lock.json", place / "installed-lock")

    def main(self, without: str) -> None:
        """Install it for the tests, or say what is missing. without: what is skipped then."""
        if missing_programs():
            sys.stderr.write(
                f"Without {missing_programs()} {without} are skipped. "
                "On Debian: apt install nodejs npm\n"
            )
            return
        try:
            self.ensure_installed()
        except CannotInstallError as problem:
            sys.exit(str(problem))
