"""Two running bots on one PostgreSQL: one dies, is paused or loses the database; they go on."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.signing import HEAD_KEY
from tests.botapi import BotApi, Person
from tests.kill.process import BotProcess
from tests.kill.talk import Line, doubles
from tests.patience import PATIENCE
from tests.postgres.fixtures import NewDatabase
from tests.postgres.server import Postgres
from tests.test_telegram_webhook import free_port


@asynccontextmanager
async def _two_bots(
    folder: Path, database: str, doors: tuple[int, ...] = ()
) -> AsyncIterator[tuple[BotApi, BotProcess, BotProcess]]:
    """A Bot API server, the bot that listens and the one that stands by; or both have a door."""
    async with BotApi() as api:
        settings = {
            "TELEGRAM_TOKEN": api.token,
            "TELEGRAM_API_URL": api.url,
            "DATABASE_URL": database,
        }
        own: list[dict[str, str]] = [
            {
                "TELEGRAM_WEBHOOK_URL": "https://bot.example.org",
                "TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
            }
            for port in doors
        ] or [{}, {}]
        async with (
            BotProcess(folder / "first", settings | own[0]) as first,
            BotProcess(folder / "second", settings | own[1]) as second,
        ):
            for bot in (first, second):
                bot.folder.mkdir()
            await first.start()
            await first.until_logged("listening on telegram" if doors else "telegram is ours")
            second.take_the_key_of(first)
            await second.start()
            await second.until_logged("listening on telegram")
            api.knocking.doors = [f"http://127.0.0.1:{port}" for port in doors]
            yield api, first, second


def _lines(who: str, first: int, last: int) -> list[Line]:
    return [Line(f"ping {n} {who}", f"pong {n} {who}") for n in range(first, last)]


async def _answered(api: BotApi, people: list[Person], last: int, within: float = PATIENCE) -> None:
    await api.until(
        lambda: all(
            any(one.text == f"pong {last - 1} {person.name}" for one in api.said(person))
            for person in people
        ),
        within,
    )


def _say(people: list[Person], first: int, last: int) -> None:
    for number in range(first, last):
        for person in people:
            person.says(f"/ping {number} {person.name}")


def _check(api: BotApi, people: list[Person], last: int) -> int:
    """How many answers are shown twice; none is missing, and all stand in their order. That nothing
    could be recorded for a while is no answer, and may be said in between."""
    shown = {
        person: [one.text for one in api.said(person) if not one.text.startswith("Not recorded")]
        for person in people
    }
    return sum(doubles(shown[person], _lines(person.name, 0, last)) for person in people)


def _people(api: BotApi) -> list[Person]:
    return [api.person(name) for name in ("Amina", "Jo", "Li", "Tala")]


async def test_the_second_takes_over_from_a_first_that_was_killed(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    async with _two_bots(tmp_path, new_database()) as (api, first, second):
        people = _people(api)
        _say(people, 0, 10)
        await _answered(api, people, 10)
        _say(people, 10, 20)
        await first.kill()
        await _answered(api, people, 20)
        assert _check(api, people, 20) <= len(people)
        assert not second.errors
        # And back: the first comes again, and the second leaves in peace.
        await first.start()
        assert await second.asked_to_end() == 0
        _say(people, 20, 25)
        await _answered(api, people, 25)
        assert _check(api, people, 25) <= len(people)


async def test_a_bot_that_was_paused_past_its_lease_says_nothing_late(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    async with _two_bots(tmp_path, new_database()) as (api, first, second):
        people = _people(api)
        _say(people, 0, 5)
        await _answered(api, people, 5)
        os.kill(first.pid, signal.SIGSTOP)
        try:
            _say(people, 5, 10)
            await second.until_logged("telegram is ours")
            await _answered(api, people, 10)
        finally:
            os.kill(first.pid, signal.SIGCONT)
        await first.until_logged("may be another process's")
        _say(people, 10, 15)
        await _answered(api, people, 15)
        assert _check(api, people, 15) <= len(people)


async def test_both_go_on_when_the_server_comes_back(
    tmp_path: Path, new_database: NewDatabase, postgres: Postgres
) -> None:
    async with _two_bots(tmp_path, new_database()) as (api, first, second):
        people = _people(api)
        _say(people, 0, 5)
        await _answered(api, people, 5)
        await asyncio.to_thread(postgres.stop)
        _say(people, 5, 10)
        await first.until_logged("the database is not there")
        await asyncio.to_thread(postgres.start)
        await _answered(api, people, 10)
        assert _check(api, people, 10) <= len(people)
        assert await first.asked_to_end() == 0
        assert await second.asked_to_end() == 0


async def test_asked_to_end_while_the_database_is_away_they_end(
    tmp_path: Path, new_database: NewDatabase, postgres: Postgres
) -> None:
    async with _two_bots(tmp_path, new_database()) as (api, first, second):
        people = _people(api)
        _say(people, 0, 3)
        await _answered(api, people, 3)
        sending = api.hold_answer("sendMessage")
        _say(people, 3, 4)
        await api.until(lambda: sending.struck)
        await asyncio.to_thread(postgres.stop)
        try:
            await first.until_logged("the database is not there")
            sending.release()
            codes = await asyncio.gather(first.asked_to_end(), second.asked_to_end())
        finally:
            await asyncio.to_thread(postgres.start)
        assert list(codes) == [0, 0]
        assert not any("Traceback" in line for line in (*first.log, *second.log))


async def test_one_without_the_key_of_heads_is_refused_and_told_where_it_is(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    async with _two_bots(tmp_path, new_database()) as (api, first, second):
        assert await second.asked_to_end() == 0
        key = second.folder / "data" / HEAD_KEY
        for wrong in (b"", os.urandom(32)):
            key.unlink()
            if wrong:
                key.write_bytes(wrong)
            await second.start()
            assert await second.ended() == 2
            assert "Copy it from the data folder of another instance" in second.log[-1]
            # Nothing is made that would have to be moved away, and nothing is lost.
            assert (key.read_bytes() if key.exists() else b"") == wrong
            key.touch()
        # The first has not noticed, and with the key of both the other stands by again.
        people = _people(api)
        _say(people, 0, 2)
        await _answered(api, people, 2)
        second.take_the_key_of(first)
        await second.start()
        await second.until_logged("listening on telegram")
        await first.kill()
        _say(people, 2, 4)
        await _answered(api, people, 4)
        assert _check(api, people, 4) <= len(people)


async def test_both_receive_in_webhook_mode_and_one_is_enough(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    doors = (free_port(), free_port())
    async with _two_bots(tmp_path, new_database(), doors) as (api, first, second):
        people = [*_people(api), *(api.person(f"Person {number}") for number in range(8))]
        for number in range(10):
            _say(people, number, number + 1)
            await _answered(api, people, number + 1)
        await api.until(lambda: api.knocking.statuses.count(200) >= 10 * len(people))
        await first.kill()
        _say(people, 10, 11)
        await _answered(api, people, 11)
        assert 0 in api.knocking.statuses
        assert _check(api, people, 11) <= len(people)
        assert not second.errors
