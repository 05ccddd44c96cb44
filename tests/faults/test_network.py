"""The cable of the bot that listens is pulled: the other takes over, and nothing is said twice."""

from pathlib import Path

import pytest

from tests.botapi import BotApi, Person
from tests.faults.network import HOST, Relay, cable, possible
from tests.kill.process import BotProcess
from tests.kill.talk import Line, doubles
from tests.postgres.fixtures import NewDatabase
from tests.postgres.server import Postgres


async def test_a_pulled_cable(
    tmp_path: Path, new_database: NewDatabase, postgres: Postgres
) -> None:
    if not possible():
        pytest.skip("networks of one's own need root and Linux")
    database = new_database()
    async with BotApi() as api:
        settings = {
            "TELEGRAM_TOKEN": api.token,
            "TELEGRAM_API_URL": api.url,
            "DATABASE_URL": database,
        }
        behind = {
            **settings,
            "TELEGRAM_API_URL": api.url.replace("127.0.0.1", HOST),
            "DATABASE_URL": database.replace("127.0.0.1", HOST),
        }
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
        with cable("it-cable") as wire:
            async with (
                Relay(api.listener.port),
                Relay(postgres.port),
                BotProcess(tmp_path / "first", behind, wire.inside) as first,
                BotProcess(tmp_path / "second", settings) as second,
            ):
                await first.start()
                await first.until_logged("telegram is ours")
                second.take_the_key_of(first)
                await second.start()
                await second.until_logged("listening on telegram")
                amina = api.person("Amina")
                amina.says("/ping 0")
                await api.until(lambda: len(api.said(amina)) == 1)
                wire.pull()
                for number in range(1, 6):
                    amina.says(f"/ping {number}")
                await api.until(lambda: len(api.said(amina)) >= 6)
                await first.until_logged("the database is not there")
                wire.plug_in()
                amina.says("/ping 6")
                await api.until(lambda: "pong 6" in _texts(api, amina))
                # It comes back, and stands by.
                assert await second.asked_to_end() == 0
                amina.says("/ping 7")
                await api.until(lambda: "pong 7" in _texts(api, amina))
                lines = [Line(f"ping {number}", f"pong {number}") for number in range(8)]
                assert doubles(_texts(api, amina), lines) <= 1


def _texts(api: BotApi, person: Person) -> list[str]:
    return [one.text for one in api.said(person)]
