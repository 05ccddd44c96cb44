"""In webhook mode Telegram brings the updates: only it is let in, nothing is confirmed early."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from aiohttp import ClientSession

from adapters.telegram import TelegramAdapter
from adapters.telegram.webhook import Webhook
from bot.conversation.errors import CannotStart
from tests.patience import PATIENCE
from tests.telegram_stage import Stage, admits_nobody, methods, stage

PUBLIC = "https://bot.example.org/telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def _receiving(here: Stage) -> AsyncIterator[tuple[TelegramAdapter, str]]:
    """A bot in webhook mode; the address of its door on this machine."""
    port = free_port()
    adapter = TelegramAdapter(
        here.api.token, here.api.url, webhook_url=PUBLIC, webhook_listen=f"127.0.0.1:{port}",
        sleep=here.core.sleep,
    )  # fmt: skip
    task = asyncio.create_task(adapter.run(here.core.hear, "", admits_nobody))
    await here.api.until(lambda: here.api.bot.inbox.webhook)
    here.api.knocking.doors = [f"http://127.0.0.1:{port}"]
    try:
        yield adapter, f"http://127.0.0.1:{port}"
    finally:
        here.core.open.set()
        await adapter.stop()
        async with asyncio.timeout(PATIENCE):
            await task


def _door(here: Stage, door: str) -> str:
    return door + Webhook(here.api.token, "", "127.0.0.1:1").url


async def test_updates_are_brought_and_heard() -> None:
    async with stage() as here, _receiving(here) as (adapter, _):
        amina = here.api.person("Amina")
        for number in range(20):
            amina.says(f"/ping {number}")
        await here.api.until(lambda: len(here.core.texts) == 20)
        await here.api.until(lambda: not here.api.bot.inbox.waiting)
        assert sorted(here.core.texts) == sorted(f"/ping {number}" for number in range(20))
        assert set(here.core.positions) == {""}
        assert "getUpdates" not in methods(here.api)
        assert adapter.limits.together
        assert here.api.bot.inbox.webhook.startswith(f"{PUBLIC}/")


async def test_nothing_is_confirmed_before_it_is_kept() -> None:
    async with stage() as here, _receiving(here):
        here.core.open.clear()
        here.api.person("Amina").says("/one")
        await here.api.until(lambda: here.core.begun)
        assert here.api.knocking.statuses == []
        here.core.open.set()
        await here.api.until(lambda: here.api.knocking.statuses)
        assert here.api.knocking.statuses == [200]
        here.core.refusals = 2
        here.api.person("Jo").says("/two")
        await here.api.until(lambda: "/two" in here.core.texts)
        await here.api.until(lambda: not here.api.bot.inbox.waiting)
        assert here.api.knocking.statuses == [200, 503, 503, 200]


async def test_what_comes_twice_and_in_the_wrong_order_is_told_as_it_comes() -> None:
    async with stage() as here, _receiving(here):
        here.core.open.clear()
        amina = here.api.person("Amina")
        amina.says("/held")
        await here.api.until(lambda: here.core.begun)
        for text in ("/one", "/two", "/three"):
            amina.says(text)
        here.core.open.set()
        await here.api.until(lambda: len(here.core.texts) == 4)
        # What is on its way to the bot is not brought beside itself.
        await here.api.until(lambda: not here.api.bot.inbox.waiting)
        update = next(iter(here.api.bot.inbox.made))
        here.api.repeat_update(update)
        await here.api.until(lambda: len(here.core.texts) == 5)
        ids = [one.id for one in here.core.heard]
        # The core knows it by its id, as it does when polling.
        assert len(set(ids)) == 4
        for batch in here.core.batches:
            assert [one.id for one in batch] == sorted(one.id for one in batch)


async def test_an_update_that_the_library_cannot_read_is_taken_and_passed_by(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with stage() as here, _receiving(here):
        amina = here.api.person("Amina")
        bad = here.api.bot.inbox.next_id + 1
        here.api.spoil_update(bad, {"update_id": bad, "message": {"text": "secret words"}})
        for text in ("/one", "/bad", "/two"):
            amina.says(text)
        await here.api.until(lambda: not here.api.bot.inbox.waiting)
        assert sorted(here.core.texts) == ["/one", "/two"]
        assert here.api.knocking.statuses == [200] * 3
        assert f"update {bad} is left out: " in caplog.text
        assert "secret words" not in caplog.text


@pytest.mark.parametrize(
    ("path", "secret", "body", "status"),
    [
        ("", "right", b'{"update_id": "x"}', 400),
        ("", "right", b"no JSON", 400),
        ("", "right", b"[]", 400),
        ("", "right", b'{"update_id": true}', 400),
        ("", "right", b"[" * 100_000, 400),
        ("", "right", b'{"update_id": 5}', 200),
        ("", "right", b'{"update_id": 5, "message": "x"}', 200),
        ("", "right", b"x" * 2_000_000, 413),
        ("", "wrong", b'{"update_id": 5}', 403),
        ("", "", b'{"update_id": 5}', 403),
        ("", "w\u00e4g", b'{"update_id": 5}', 403),
        ("x", "right", b'{"update_id": 5}', 404),
    ],
)
async def test_only_telegram_is_let_in(path: str, secret: str, body: bytes, status: int) -> None:
    async with stage() as here, _receiving(here) as (_, door), ClientSession() as session:
        known = Webhook(here.api.token, "", "127.0.0.1:1").secret
        headers = {HEADER: known if secret == "right" else secret} if secret else {}
        address = _door(here, door) + path
        async with session.post(address, data=BytesIO(body), headers=headers) as answer:
            assert answer.status == status
        async with session.get(_door(here, door), headers=headers) as answer:
            assert answer.status in (404, 405)
        assert here.core.texts == []


async def test_more_than_it_holds_stays_with_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.telegram.webhook._MOST_WAITING", 3)
    async with stage() as here, _receiving(here):
        here.core.open.clear()
        amina = here.api.person("Amina")
        for number in range(20):
            amina.says(f"/ping {number}")
        await here.api.until(lambda: 429 in here.api.knocking.statuses)
        assert 200 not in here.api.knocking.statuses
        here.core.open.set()
        await here.api.until(lambda: not here.api.bot.inbox.waiting)
        assert sorted(here.core.texts) == sorted(f"/ping {number}" for number in range(20))


async def test_path_and_secret_are_the_same_in_every_process_and_say_nothing_of_the_token() -> None:
    one, two = (Webhook("123:abc", PUBLIC, "127.0.0.1:1") for _ in range(2))
    other = Webhook("123:abd", PUBLIC, "127.0.0.1:1")
    assert (one.url, one.secret) == (two.url, two.secret)
    assert one.url != other.url
    assert one.secret != other.secret
    assert one.secret not in one.url
    assert "abc" not in one.url + one.secret


async def test_a_port_that_is_taken_is_said_plainly() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with stage() as here:
            adapter = TelegramAdapter(
                here.api.token, here.api.url, webhook_url=PUBLIC,
                webhook_listen=f"127.0.0.1:{taken.getsockname()[1]}",
            )  # fmt: skip
            with pytest.raises(CannotStart, match="TELEGRAM_WEBHOOK_LISTEN"):
                await adapter.run(here.core.hear, "", admits_nobody)
            await adapter.stop()


async def test_who_polls_takes_the_webhook_away_and_who_does_not_gives_it_back() -> None:
    async with stage() as here:
        async with _receiving(here):
            assert here.api.bot.inbox.webhook
        async with here.listening():
            await here.api.idle()
            assert here.api.bot.inbox.webhook == ""
        async with _receiving(here):
            assert here.api.bot.inbox.webhook
