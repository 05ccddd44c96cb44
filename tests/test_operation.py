"""What the operator and machines see of the running program: its state, no words, no secrets."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from adapters.health import Health
from bot.app import App
from bot.conversation.errors import CannotStart
from bot.conversation.translate import word
from bot.conversation.wording import plain
from bot.logs import log_to_stderr
from bot.operation.views import State, status
from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.ports import DatabaseFacts
from bot.pulse import Pulse, UnsignedDevice
from bot.settings import Settings
from storage.store import SqlStore
from tests.support import BEGINNING, StillClock, Talk, Voice, fill, shown
from tests.test_telegram_webhook import free_port

AMINA = Voice("telegram", "4711", "Amina Secret")


@asynccontextmanager
async def _running(clock: StillClock) -> AsyncIterator[tuple[App, str]]:
    store = fill(SqlStore("sqlite://"))
    app = App(store, clock, Settings(), ())
    app.pulse.platforms = ("telegram", "matrix")
    app.pulse.listening.add("telegram")
    port = free_port()
    async with Health(app, clock, f"127.0.0.1:{port}").open():
        yield app, f"http://127.0.0.1:{port}"
    await app.stop()


async def _get(address: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


async def test_alive_ready_and_counted() -> None:
    clock = StillClock()
    async with _running(clock) as (app, address):
        talk = Talk(app._store, clock)  # type: ignore[arg-type]
        talk.hearing.pulse = app.pulse
        talk.hear(talk.message(AMINA, "/ping my secret words"), talk.message(AMINA, "/start"))
        clock.time += timedelta(seconds=40)
        assert await _get(f"{address}/healthz") == (200, "alive\n")
        assert await _get(f"{address}/readyz") == (200, "ready; standing by on matrix\n")
        status, text = await _get(f"{address}/metrics")
    assert status == 200
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["intersession_heard_total", "telegram"] == 2
    assert found["intersession_commands_total", "ping"] == 1
    assert found["intersession_waiting",] == 2
    assert found["intersession_oldest_waiting_seconds",] == 40
    assert found["intersession_silence_seconds", "telegram"] == 40
    assert found["intersession_listening", "matrix"] == 0
    assert found["intersession_database_up",] == 1
    for secret in ("secret", "Amina", "4711"):
        assert secret not in text


async def test_a_database_that_is_gone_is_told_and_the_counts_go_on() -> None:
    async with _running(StillClock()) as (app, address):

        def gone(*_arguments: object) -> None:
            raise OSError

        begin = app._store.begin
        app._store.begin = gone  # type: ignore[method-assign, assignment]
        assert await _get(f"{address}/readyz") == (503, "the database is not there\n")
        assert "intersession_database_up 0.0" in (await _get(f"{address}/metrics"))[1]
        assert (await _get(f"{address}/healthz"))[0] == 200
        app._store.begin = begin  # type: ignore[method-assign]


async def test_a_port_that_is_taken_is_said_plainly() -> None:
    clock = StillClock()
    async with _running(clock) as (app, address):
        taken = address.removeprefix("http://")
        with pytest.raises(CannotStart, match="HEALTH_LISTEN"):
            async with Health(app, clock, taken).open():
                await asyncio.sleep(0)


def test_the_last_backup_is_told(tmp_path: Path) -> None:
    talk = Talk(fill(SqlStore("sqlite://")), settings=Settings(data_dir=tmp_path))
    [number] = talk.meet(AMINA)
    with talk.store.begin() as tx:
        tx.get(Roles).give(number, Grant(Role.OPERATOR))
        tx.commit()
    assert "No backup was made on this machine yet" in shown(talk.say(AMINA, "/status"))
    (tmp_path / "last-backup").touch()
    os.utime(tmp_path / "last-backup", (BEGINNING.timestamp(),) * 2)
    assert "Last backup on this machine: Tue 3 March 2026" in shown(talk.say(AMINA, "/status"))


def test_a_device_that_is_not_signed_is_told() -> None:
    pulse = Pulse(BEGINNING)
    facts = DatabaseFacts("SQLite", "1", 0, 1)
    state = State("1", pulse, facts, 0, None, None, "2026a")

    def told() -> str:
        return plain(word(status(state, BEGINNING), "en"))

    pulse.unsigned = lambda: None
    assert "signed" not in told()
    pulse.unsigned = lambda: UnsignedDevice("DEVICE", "finger")
    assert "my device DEVICE is not signed by its account." in told()
    assert "Its fingerprint: finger" in told()


@pytest.fixture
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = before, level


@pytest.mark.usefixtures("_logging_as_it_was")
@pytest.mark.parametrize("terminal", [True, False])
def test_secrets_and_words_of_errors_are_not_logged(
    terminal: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to_stderr(terminal=terminal, quiet=False, secrets=("CANARY-TOKEN", "", "CANARY"))
    log = logging.getLogger("bot.somewhere")
    log.info("asked https://api.example.org/bot%s/getMe", "CANARY-TOKEN")
    words = "what Amina wrote"
    try:
        raise ValueError(words)
    except ValueError:
        log.exception("a defect")
    shown = capsys.readouterr().err
    assert "CANARY" not in shown
    assert "(hidden)" in shown
    assert "what Amina wrote" not in shown
    assert "ValueError" in shown
    assert "test_operation.py" in shown
    if not terminal:
        lines = [json.loads(line) for line in shown.splitlines()]
        assert [line["level"] for line in lines] == ["info", "error"]
        assert lines[1]["error"] == "ValueError"
