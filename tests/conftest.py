"""What all tests share."""

import os

import pytest
from hypothesis import HealthCheck, settings

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
