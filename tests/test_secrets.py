"""Secrets that were set are nowhere: not in logs, database, exports, metrics or messages."""

import subprocess
import sys
from pathlib import Path

from aiohttp import ClientSession
from sqlalchemy import make_url

from bot.settings import read
from tests.botapi import BotApi
from tests.kill.process import BotProcess
from tests.postgres.fixtures import NewDatabase
from tests.support import ROOT
from tests.test_telegram_webhook import free_port

TOKEN = "110000001:CANARY-of-Telegram-0000000000000"
MATRIX = "CANARY-of-Matrix"


async def _metrics(port: int) -> str:
    async with ClientSession() as session:
        answers = [
            await (await session.get(f"http://127.0.0.1:{port}/{path}")).text()
            for path in ("metrics", "readyz", "healthz")
        ]
    return "\n".join(answers)


def _said_by(task: list[str], bot: BotProcess) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *task],
        cwd=bot.folder, env=bot._environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


async def test_canaries_are_nowhere(tmp_path: Path, new_database: NewDatabase) -> None:
    database, port = new_database(), free_port()
    canaries = [TOKEN, TOKEN.partition(":")[2], MATRIX, str(make_url(database).password)]
    async with BotApi(token=TOKEN) as api:
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
            "DATABASE_URL": database,
            "HEALTH_LISTEN": f"127.0.0.1:{port}",
            # A homeserver that is not there: its troubles are logged, too.
            "MATRIX_HOMESERVER": "http://127.0.0.1:1",
            "MATRIX_USER": "@bot:example.org",
            "MATRIX_PASSWORD": MATRIX,
        }
        async with BotProcess(tmp_path, settings) as bot:
            await bot.start()
            amina = api.person("Amina")
            for status in (500, 403, 400, 429):
                api.fail("sendMessage", status, retry_after=1)
                amina.says(f"/ping {status}")
            await api.until(lambda: api.said(amina))
            api.down()
            await bot.until_logged("can't be heard")
            api.up()
            amina.says("/privacy export")
            await api.until(lambda: any(one.file_name for one in api.said(amina)))
            seen = {"metrics": await _metrics(port)}
            seen["messages"] = "\n".join(one.text for one in api.said(amina))
            seen["settings"] = _said_by(["check-config"], bot)
            seen["export"] = _said_by(["export"], bot)
            assert await bot.asked_to_end() == 0
            seen["log"] = "\n".join(bot.log)
    assert "homeserver" in seen["log"]
    seen["database"] = _dumped(database)
    assert "Amina" in seen["database"]
    for where, text in seen.items():
        for canary in canaries:
            assert canary not in text, where
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert not any(one.encode() in path.read_bytes() for one in canaries), path


def _dumped(database: str) -> str:
    url = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    return subprocess.run(
        ["pg_dump", "--inserts", f"--dbname={url}"], capture_output=True, text=True, check=True
    ).stdout


def test_secrets_are_shown_by_no_representation() -> None:
    settings = read(
        {
            "INTERSESSION_TELEGRAM_TOKEN": TOKEN,
            "INTERSESSION_MATRIX_HOMESERVER": "https://example.org",
            "INTERSESSION_MATRIX_USER": "@bot:example.org",
            "INTERSESSION_MATRIX_PASSWORD": MATRIX,
            "INTERSESSION_DATABASE_URL": "postgresql+psycopg://bot:CANARY-db@localhost/bot",
        }
    )
    shown = "\n".join(str(one) for one in (settings.described(), settings.telegram_token))
    assert "CANARY" not in shown
    assert {TOKEN, MATRIX, "CANARY-db"} <= set(settings.secret_texts)


def test_a_wheel_that_is_built_twice_is_the_same(tmp_path: Path) -> None:
    wheels = []
    for name in ("one", "two"):
        source = tmp_path / name / "source"
        source.mkdir(parents=True)
        subprocess.run(
            ["cp", "-r", "bot", "adapters", "storage", "pyproject.toml", "README.md", "LICENSE",
             str(source)],
            cwd=ROOT, check=True,
        )  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
             "--disable-pip-version-check", "--wheel-dir", str(tmp_path / name), str(source)],
            env={"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": "1767225600"}, check=True,
        )  # fmt: skip
        [wheel] = (tmp_path / name).glob("*.whl")
        wheels.append(wheel.read_bytes())
    assert wheels[0] == wheels[1]
    assert len(wheels[0]) > 100_000
