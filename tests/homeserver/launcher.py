"""Runs the homeserver inside its own environment, and ends it with the tests.

This file runs under the homeserver's interpreter, as a script: it imports nothing of ours.
"""

import os
import runpy
import sys
import threading


def _end_with_the_tests() -> None:
    # Standard input is a pipe the tests never write to: it closes when they are gone, even when
    # they were killed, and then nobody is left to stop this process.
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    sys.path.pop(0)
    runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
