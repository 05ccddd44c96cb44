"""Mail when servers misbehave: nothing is lost, heard twice or said twice; no address is logged."""

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.mail.receipts import Fate, Receipts
from adapters.mail.spool import Spool
from bot.conversation.message import Heard, PersonRef
from bot.people.model import Role
from tests.mail_stage import LIST, Stage, mail_stage
from tests.mailserver import why_no_dovecot
from tests.mailserver.world import BOT, words
from tests.patience import PATIENCE
from tests.support import BEGINNING
from tests.test_mail import JO, kept, opened

needs_dovecot = pytest.mark.skipif(bool(why_no_dovecot()), reason=why_no_dovecot())


@needs_dovecot
async def test_a_mailbox_that_is_lost_and_numbered_anew_is_heard_on_and_nothing_twice(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina = stage.world.person("Amina")
        await amina.writes(BOT, "Hello", "/ping 1")
        await amina.gets(1)
        await stage.dovecot.stop()
        stage.dovecot.renumber(BOT)
        await amina.writes(BOT, "Hello", "/ping 2")
        await stage.dovecot.start()
        assert "ping 2" in words(await amina.gets(2))
        await stage.stops()
        positions = {row["platform"]: row["position"] for row in kept(stage, "position")}
        assert positions["mail"].endswith(":2")
        await stage.starts()
        await amina.writes(BOT, "Hello", "/ping 3")
        assert "ping 3" in words(await amina.gets(3))


@needs_dovecot
async def test_what_could_not_be_kept_is_heard_again_and_nothing_passed_over(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        await stage.stops()
        batches: list[tuple[Sequence[Heard], str]] = []
        refusals = 2
        twice = asyncio.Event()

        async def hear(heard: Sequence[Heard], position: str) -> None:
            batches.append((heard, position))
            if len(batches) <= refusals:
                raise OSError("the disk is full")
            twice.set()

        async def admits(_: PersonRef) -> bool:
            return False

        adapter = stage.adapter()
        running = asyncio.create_task(adapter.run(hear, "", admits))
        await stage.world.person("Amina").writes(BOT, "Hello", "/ping 1")
        async with asyncio.timeout(PATIENCE):
            await twice.wait()
        await adapter.stop()
        await running
        assert len({batch[1] for batch in batches}) == 1
        assert batches[0][0] == batches[1][0] == batches[2][0]


@needs_dovecot
async def test_a_busy_mail_server_is_tried_again_and_a_refusal_is_given_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "adapters"), caplog.at_level(logging.DEBUG, "bot"):
        async with mail_stage(tmp_path) as stage:
            await stage.becomes(JO, Role.FACILITATOR)
            stage.world.answers = ["451 4.7.1 <cyber@lists.example> greylisted"]
            amina, cyber = await opened(stage)
            assert stage.app
            await stage.app.deliver()
            assert cyber.archive == []
            stage.clock.time += timedelta(seconds=10)
            await stage.app.deliver()
            await amina.gets(1)
            stage.world.answers = ["550 5.7.1 <cyber@lists.example> not you"]
            await stage.says("Jo", "/extend D1 1 day")
            await stage.says("Jo", "/extend D1 1 day")
            await amina.gets(2)
            assert len(cyber.archive) == 2
    assert "mail server: 451" in caplog.text or "451" in caplog.text
    assert "can't be sent" in caplog.text
    for secret in (LIST, amina.address, "every second Tuesday"):
        assert secret not in caplog.text


@needs_dovecot
async def test_a_connection_that_breaks_after_the_letter_was_taken_sends_it_no_second_time(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        broken: list[list[str]] = []

        def break_off(to: list[str]) -> None:
            if LIST in to and not broken:
                broken.append(to)
                raise ConnectionAbortedError

        stage.world.after_data = break_off
        _, cyber = await opened(stage)
        assert stage.app
        await stage.app.deliver()
        stage.clock.time += timedelta(minutes=5)
        await stage.app.deliver()
        await stage.says("Jo", "/extend D1 1 day")
        await stage.app.deliver()
        assert broken
        assert [str(one["Message-ID"]) for one in cyber.archive] == sorted(
            {str(one["Message-ID"]) for one in cyber.archive}
        )
        assert len(cyber.archive) == 2


async def piped(stage: Stage, raw: bytes) -> int:
    """Give a letter to the program by a pipe, as a mail server does; its exit code."""
    environment = {
        **os.environ,
        "INTERSESSION_DATA_DIR": str(stage.folder),
        "INTERSESSION_LARGEST_FILE_MB": "1",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "mail"),
        cwd=stage.folder, stdin=asyncio.subprocess.PIPE,
        env={**environment, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )  # fmt: skip
    await process.communicate(raw)
    assert process.returncode is not None
    return process.returncode


@needs_dovecot
async def test_letters_from_a_pipe_are_heard_by_the_bot_that_runs_or_is_started_next(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina = stage.world.person("Amina")
        first = amina.letter(BOT, "Hello", "/ping 1", {}).as_bytes()
        assert await piped(stage, first) == 0
        assert "ping 1" in words(await amina.gets(1))
        await stage.stops()
        assert await piped(stage, amina.letter(BOT, "Hello", "/ping 2", {}).as_bytes()) == 0
        assert await piped(stage, amina.letter(BOT, "Big", "/ping\n" * 50_000, {}).as_bytes()) == 0
        await stage.starts()
        assert "ping 2" in words(await amina.gets(2))
        assert "too large" in words(await amina.gets(3))
        assert list((tmp_path / "mail" / "new").iterdir()) == []


def test_the_folder_of_the_pipe_has_a_letter_whole_or_not_at_all(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 10)
    spool.lay(b"short")
    spool.lay(b"longer than ten")
    found = spool.laid()
    assert [(one.raw, one.whole) for one in found] == [(b"short", True), (b"longer tha", False)]
    (tmp_path / "new" / ".half").write_bytes(b"x")
    assert len(spool.laid()) == 2
    spool.heard(found)
    assert spool.laid() == []
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_receipts_know_what_became_of_a_letter(tmp_path: Path) -> None:
    receipts = Receipts(tmp_path / "sent")
    receipts.forget(BEGINNING)
    assert receipts.fate("<a@b>") is Fate.NEW
    receipts.sending("<a@b>")
    assert Receipts(tmp_path / "sent").fate("<a@b>") is Fate.UNKNOWN
    receipts.taken("<a@b>")
    assert receipts.fate("<a@b>") is Fate.TAKEN
    receipts.sending("<c@d>")
    receipts.refused("<c@d>")
    assert receipts.fate("<c@d>") is Fate.NEW
    receipts.forget(BEGINNING + timedelta(days=36500))
    assert receipts.fate("<a@b>") is Fate.NEW
