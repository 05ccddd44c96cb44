"""Looks after the tests of this folder whether every bot that they started is gone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="package", autouse=True)
def _nothing_left_over() -> Iterator[None]:
    yield
    assert not _living_bots()


def _living_bots() -> list[str]:
    """The process numbers of the bots that were born of ours."""
    ours: dict[str, str] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text()
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            # It ended while we looked.
            continue
        if "tests.kill.nursery" in command:
            ours[process.name] = parent
    nurseries = {process for process, parent in ours.items() if parent == str(os.getpid())}
    return [process for process, parent in ours.items() if parent in nurseries]
