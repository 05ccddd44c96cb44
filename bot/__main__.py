"""Starts the program. From its first line on it can be ended, also while the rest is loaded."""

import signal
import sys
from collections.abc import Sequence
from types import FrameType


def main(arguments: Sequence[str] | None = None) -> int:
    """The program. 0: done; 1: a story or a record does not fit; 2: it can't start."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        # Loaded here: it takes most of a second, and nothing is lost by ending before it is done.
        from bot.program import main as run  # noqa: PLC0415

        return run(arguments)
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(_signal: int, _frame: FrameType | None) -> None:
    """Nothing has been begun that would have to be ended: transactions that are open are undone."""
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
