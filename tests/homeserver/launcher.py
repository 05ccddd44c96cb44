"""Runs the homeserver inside its own environment, and ends it with the tests.

This file runs under the homeserver's interpreter, as a script: it imports nothing of ours.
"""

import os
import runpy
import sqlite3
import sys
import threading
from typing import Any


def _end_with_the_tests() -> None:
    # Standard input is a pipe the tests never write to: it closes when they are gone, even when
    # they were killed, and then nobody is left to stop this process.
    os.read(0, 1)
    os._exit(1)


def _wait_for_no_disk() -> None:
    # What the tests lose is a process, never the machine: what the system was given is there again.
    connect = sqlite3.connect

    def connected(*arguments: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **more)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    sqlite3.connect = connected  # type: ignore[assignment]


if __name__ == "__main__":
    _wait_for_no_disk()
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    sys.path.pop(0)
    runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
