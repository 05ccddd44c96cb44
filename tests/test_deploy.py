"""The files for operators fit the program: linted, without building or starting anything."""

import re
import shlex
import shutil
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import PREFIX, Settings
from tests.support import ROOT

DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "intersession.service"
_MOST_EXPOSED = 2.0


def test_every_setting_that_is_named_exists() -> None:
    known = {PREFIX + one.name.upper() for one in fields(Settings) if not one.name.startswith("_")}
    for path in DEPLOY.iterdir():
        named = set(re.findall(r"INTERSESSION_[A-Z_]+(?<!_)", path.read_text(encoding="utf-8")))
        assert named - known == set(), path.name


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not there")
def test_the_unit_is_well_written_and_hardened() -> None:
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(UNIT)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    level = re.search(r"exposure level for \S+: (\d+\.\d+)", judged)
    assert level is not None, judged
    assert float(level[1]) <= _MOST_EXPOSED, judged
    verified = subprocess.run(
        ["systemd-analyze", "verify", str(UNIT)], capture_output=True, text=True, check=False
    ).stderr
    # It is not installed here.
    wrong = [
        line
        for line in verified.splitlines()
        if UNIT.name in line and "is not executable" not in line
    ]
    assert wrong == []


def test_the_unit_starts_the_program_and_waits_for_its_last_words() -> None:
    text = UNIT.read_text(encoding="utf-8")
    script = next(iter(_project()["project"]["scripts"]))
    assert re.search(rf"^ExecStart=\S+/{script} run$", text, re.MULTILINE)
    stop = re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)
    assert stop
    assert int(stop[1]) > 10
    assert "RestartPreventExitStatus=2" in text


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    joined = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", text))
    lines = [line for line in joined.splitlines() if line.strip()]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def test_the_containerfile_copies_what_is_there_and_all_that_is_needed() -> None:
    copied = [
        source
        for name, words in _instructions()
        if name == "COPY" and not words.startswith("--from")
        for source in shlex.split(words)[:-1]
    ]
    assert [one for one in copied if not (ROOT / one).exists()] == []
    packages = _project()["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {one.rstrip("*") for one in packages} <= set(copied)


def test_the_container_runs_as_nobody_and_from_named_versions() -> None:
    instructions = _instructions()
    users = [words for name, words in instructions if name == "USER"]
    assert users
    assert users[-1] not in ("0", "root")
    for name, words in instructions:
        if name == "FROM":
            image = words.split()[0]
            assert ":" in image
            assert not image.endswith(":latest")
    script = next(iter(_project()["project"]["scripts"]))
    assert ("CMD", '["run"]') in instructions
    assert any(
        name == "ENTRYPOINT" and words.endswith(f'/{script}"]') for name, words in instructions
    )
    wanted = _project()["project"]["requires-python"].removeprefix(">=")
    assert all(f"python:{wanted}" in words for name, words in instructions if name == "FROM")


def test_the_compose_file_joins_bots_and_database() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = composed["services"]
    assert set(services) == {"database", "bot", "standby"}
    assert services["standby"] == services["bot"]
    bot = services["bot"]
    address = bot["environment"]["INTERSESSION_DATABASE_URL"]
    found = re.fullmatch(r"postgresql\+psycopg://(\w+):\$\{(\w+)\}@(\w+)/(\w+)", address)
    assert found
    database = services[found[3]]["environment"]
    assert (database["POSTGRES_USER"], database["POSTGRES_DB"]) == (found[1], found[4])
    assert found[2] in database["POSTGRES_PASSWORD"]
    assert (DEPLOY / bot["build"]["context"] / bot["build"]["dockerfile"]).is_file()
    volumes = {one.split(":")[0] for service in services.values() for one in service["volumes"]}
    assert volumes == set(composed["volumes"])
    assert not any("ports" in service for service in services.values())
    assert re.fullmatch(r"\d+s", bot["stop_grace_period"])
    assert int(bot["stop_grace_period"].rstrip("s")) > 10
    assert Path(bot["volumes"][0].split(":")[1]) == Path("/data")
