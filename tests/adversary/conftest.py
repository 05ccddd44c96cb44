"""What somebody leaves in a data folder: where it is, and a talk that fills it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import SqlStore
from tests.adversary.erasing_stage import begin
from tests.support import Talk, fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder."""
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def talk(folder: Path) -> Iterator[Talk]:
    """A talk on the database of that folder."""
    store = fill(SqlStore(f"sqlite:///{folder / 'intersession.sqlite'}"))
    talk = Talk(store)
    begin(talk)
    yield talk
    store.close()
