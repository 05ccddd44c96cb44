"""The parent's side: one file, one child process, bounded in memory, time and what it may write.

The desk calls it on a thread of its own; a file can bring down the child, and nothing else.
"""

import json
import os
import signal
import subprocess  # nosec B404 # that is what this file is for
import sys
import tempfile
from pathlib import Path

from bot.drafts.reading.outcome import Outcome, Trouble, Want

WALL_SECONDS = 9.5
_ROOT = Path(__file__).parents[3]


def read_file(want: Want, name: str, content: bytes) -> Outcome:
    """What is in a file, or the trouble with it; within ten seconds."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as written:
        source.write(content)
        source.seek(0)
        child = subprocess.Popen(  # noqa: S603 # nosec B603 # our module; the name is an argument
            [sys.executable, "-P", "-m", "bot.drafts.reading", want.value, name],
            stdin=source,
            stdout=written,
            stderr=subprocess.DEVNULL,
            # Nothing of the bot's own environment: there are secrets in it.
            env={"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            code = child.wait(WALL_SECONDS)
        except subprocess.TimeoutExpired:
            return Outcome(trouble=Trouble.TOO_SLOW)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        if code:
            return Outcome(trouble=_verdict(code))
        written.seek(0)
        try:
            return Outcome.of_json(json.loads(written.read()))
        except (ValueError, KeyError, TypeError):
            return Outcome(trouble=Trouble.BROKEN)


def _verdict(code: int) -> Trouble:
    """Why the child ended: by its own limits, or because the file broke what reads it."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Trouble.TOO_SLOW
    return Trouble.TOO_LONG if code == -signal.SIGXFSZ else Trouble.BROKEN
