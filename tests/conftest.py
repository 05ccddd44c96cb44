"""What all tests share."""

import os
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

from bot.conversation import zone_data
from tests.patience import PATIENCE

# As the program does, before anything asks for a zone.
zone_data.use_newest()

# Before telegram is imported: its durations are then timedeltas, and it warns of nothing.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# How long an example takes says something about the machine only.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

pytest_plugins = [
    "tests.homeserver.fixtures",
    "tests.matrix_stage",
    "tests.pages_stage",
    "tests.postgres.fixtures",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to write the bot's lines of the stories anew."""
    parser.addoption(
        "--rewrite-conversations",
        action="store_true",
        help="write the bot's lines of the stories as it says them now, for review",
    )


@pytest.fixture(scope="session", autouse=True)
def _files_are_read_as_slowly_as_the_machine_is() -> Iterator[None]:
    """The processor time of the child that reads a file stays limited; how long that takes on a
    machine with other things to do says nothing of the file."""
    with patch("bot.drafts.reading.process.WALL_SECONDS", PATIENCE):
        yield
