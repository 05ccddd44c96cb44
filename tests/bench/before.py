"""Votes of this build beside those of the build before the issue on trust, in the same run: the
commit's own files in a temporary folder, the same interpreter, turn by turn."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.figure import Figure

COMMIT = "6cd0a24d18aeabc310f6e3238ea6890482c3321f"
"""The last commit before the votes carried salts and the secret ones two steps."""
ROOT = Path(__file__).parents[2]
_TURNS = 7
KINDS = ("batch50", "single", "secret")


def measure_before() -> Iterator[Figure]:
    """Votes a second over those of the commit before: fifty at once, alone, and secret."""
    with tempfile.TemporaryDirectory() as name:
        before = Path(name) / "before"
        if not _checked_out(before):
            sys.stdout.write(f"core.*.before: not measured, there is no commit {COMMIT} here\n")
            return
        try:
            for kind in KINDS:
                ours, theirs = list[float](), list[float]()
                for turn in range(_TURNS):
                    # Whoever comes first finds a machine that is less warm: they take turns.
                    pairs = [(ROOT, ours), (before, theirs)]
                    for folder, found in pairs if turn % 2 else reversed(pairs):
                        found.append(_rate(folder, kind))
                yield Figure(
                    f"core.{kind}.before", median(ours), median(theirs),
                    f"votes a second, over those of {COMMIT[:7]}",
                )  # fmt: skip
        finally:
            _git("worktree", "remove", "--force", str(before))


def _checked_out(folder: Path) -> bool:
    return _git("worktree", "add", "--detach", str(folder), COMMIT) == 0


def _git(*words: str) -> int:
    """The code that git ends with; 1 where there is no git."""
    try:
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True).returncode  # noqa: PLW1510
    except FileNotFoundError:
        return 1


def _rate(folder: Path, kind: str) -> float:
    """Votes a second of the build in a folder. What is measured is told by this build, and knows
    nothing of either's inside but how somebody speaks."""
    script = ROOT / "tests" / "bench" / "voting.py"
    found = subprocess.run(
        [sys.executable, str(script), str(folder), kind],
        capture_output=True, text=True, check=True, cwd=folder,
    )  # fmt: skip
    return float(found.stdout.split()[-1])
