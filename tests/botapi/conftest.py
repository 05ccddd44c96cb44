"""A started server and python-telegram-bot's own client, for the tests of the server itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from . import BotApi


@pytest.fixture(autouse=True)
def durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it python-telegram-bot warns whenever `retry_after` is read."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with client(api) as bot:
        yield bot


def client(api: BotApi, token: str | None = None) -> Bot:
    return Bot(token or api.token, base_url=api.base_url, base_file_url=api.base_file_url)
