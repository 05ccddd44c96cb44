"""A bot as a child process of the benchmark: ours or a bare one, its time and its memory."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def running(module: str, *arguments: str, **settings: str) -> AsyncIterator[Process]:
    """A Python module as a process, with settings of ours in its environment."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("INTERSESSION_")}
    given = {f"INTERSESSION_{key.upper()}": value for key, value in settings.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments,
        env={**kept, "PYTHONPATH": str(Path(__file__).parents[2]), **given},
        stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL,
    )  # fmt: skip
    try:
        if module == "tests.kill.child" and process.stdin:
            # It is loaded and waits to be told at which point it dies: at none.
            process.stdin.write(b"\n")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def ours(folder: Path, **settings: str) -> Mapping[str, str]:
    """Settings of ours for a new data folder, without limits of pace."""
    return {"data_dir": str(folder), "commands_per_minute": "100000",
            "room_commands_per_minute": "100000", **settings}  # fmt: skip


def cpu_seconds(process: Process) -> float:
    """The processor time a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def megabytes(process: Process) -> float:
    """The memory a process holds."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def percentile(values: list[float], part: float) -> float:
    """The value under which a part of all lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
