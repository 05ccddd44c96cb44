"""The pages in their own process beside the bot: they come, see every vote, and go with it."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from adapters.web.beside import PagesBeside
from adapters.web.server import listening_socket
from bot.conversation.errors import CannotStart
from bot.decisions.store import Ballots, Decisions
from bot.record import verify
from bot.record.rules import exported
from bot.record.store import Journal
from storage.reading import SqlReader
from tests.pages_stage import AMINA, JO, OLA, TRACK, VOTERS, Stage
from tests.patience import PATIENCE
from tests.support import ROOT


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "INTERSESSION_" not in name}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "INTERSESSION_DATABASE_URL": f"sqlite:///{folder / 'pages.sqlite'}",
        "INTERSESSION_WEB_LISTEN": f"127.0.0.1:{port}",
    }


async def _answered(address: str) -> httpx.Response:
    """The answer, once there is one."""
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient(timeout=PATIENCE) as client:
        while True:
            try:
                return await client.get(address)
            except httpx.TransportError:
                await asyncio.sleep(0.1)


async def _gone(address: str) -> None:
    """Nobody answers any more."""
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient(timeout=PATIENCE) as client:
        while True:
            try:
                await client.get(address)
            except httpx.TransportError:
                return
            await asyncio.sleep(0.1)


def test_readers_see_what_was_committed_and_hold_nobody_up(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.join(AMINA, *VOTERS[:9])
    stage.say(JO, "/start")
    stage.say(OLA, f"/appoint @{JO.handle} facilitator {TRACK}")
    stage.say(JO, f'/consensus {TRACK} "We meet on Tuesdays." for 7 days')
    stage.say(JO, "/open 1")
    reader = SqlReader(stage.address)
    with reader.read() as tx:
        assert stage.answers().answer("/d/1", {}, "").status == 200
        # A vote is recorded while somebody reads; who reads sees what was there at first.
        stage.say(AMINA, "/vote D1 support")
        decision = tx.get(Decisions).numbered(1)
        assert decision is not None
        assert tx.get(Ballots).tally(decision).people == 0
    with reader.read() as tx:
        assert tx.get(Ballots).tally(decision).people == 1
    with reader.read() as tx, pytest.raises(OperationalError, match="readonly"):
        tx.get(Decisions).change(decision)
    reader.close()
    stage.close()


@pytest.fixture
async def beside(
    half_year_stage: Stage, port: int, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[PagesBeside]:
    """The process of the pages, as it is started by the bot."""
    for name, value in _environment(half_year_stage.folder, port).items():
        monkeypatch.setenv(name, value)
    pages = PagesBeside(f"127.0.0.1:{port}")
    pages.start()
    yield pages
    await pages.stop()


async def test_the_process_comes_and_goes_with_the_bot(beside: PagesBeside, port: int) -> None:
    page = await _answered(f"http://127.0.0.1:{port}/d/1")
    assert page.status_code == 200
    assert "We meet every second Tuesday" in page.text
    assert "server" not in page.headers
    await beside.stop()
    await _gone(f"http://127.0.0.1:{port}/d/1")


async def test_the_whole_journal_is_sent_by_the_running_process(
    beside: PagesBeside, half_year_stage: Stage, port: int
) -> None:
    """In pieces, packed or not, to several at once; and not again to who has it."""
    await _answered(f"http://127.0.0.1:{port}/")
    with half_year_stage.reader().read() as tx:
        journal = tx.get(Journal)
        lines = [*exported(*journal.head(), journal.entries())]
    address, expected = f"http://127.0.0.1:{port}/journal.jsonl", "".join(f"{x}\n" for x in lines)
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        packed, plain, page = await asyncio.gather(
            client.get(address),
            client.get(address, headers={"Accept-Encoding": "identity"}),
            client.get(f"http://127.0.0.1:{port}/journal"),
        )
        assert (packed.text, plain.text) == (expected, expected)
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert page.status_code == 200
        assert verify.check(packed.text.splitlines()) == []
        for one in (packed, plain):
            assert one.headers["content-type"].startswith("application/jsonl")
            assert one.headers["content-disposition"] == 'attachment; filename="journal.jsonl"'
            assert one.headers["x-content-type-options"] == "nosniff"
        mark = {"If-None-Match": plain.headers["etag"]}
        again = await client.get(address, headers=mark)
        assert (again.status_code, again.content) == (304, b"")
        head = await client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        # Who goes away in the middle takes nobody else's pages away.
        async with client.stream("GET", address):
            pass
        assert (await client.get(f"http://127.0.0.1:{port}/head")).status_code == 200


async def test_it_ends_when_the_bot_is_killed(half_year_stage: Stage, port: int) -> None:
    """The bot holds a pipe to it; nobody else has to tell it."""
    script = (
        "import asyncio\n"
        "from adapters.web.beside import PagesBeside\n"
        "async def main():\n"
        f"    PagesBeside('127.0.0.1:{port}').start()\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, env=_environment(half_year_stage.folder, port)
    )
    assert (await _answered(f"http://127.0.0.1:{port}/")).status_code == 200
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    await _gone(f"http://127.0.0.1:{port}/")


def test_a_connection_sends_the_head_and_the_page_without_waiting(port: int) -> None:
    with (
        listening_socket(f"127.0.0.1:{port}") as here,
        socket.create_connection(("127.0.0.1", port)),
    ):
        connection, _ = here.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_the_pages_give_way_to_the_bot(beside: PagesBeside, port: int) -> None:
    await _answered(f"http://127.0.0.1:{port}/")
    assert beside._process is not None
    theirs = os.getpriority(os.PRIO_PROCESS, beside._process.pid)
    assert theirs == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)


def test_a_port_that_is_taken_is_said(port: int) -> None:
    taken = socket.create_server(("127.0.0.1", port))
    with taken, pytest.raises(CannotStart, match="Set INTERSESSION_WEB_LISTEN"):
        listening_socket(f"127.0.0.1:{port}")
