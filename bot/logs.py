"""How the program logs: plain lines for people, JSON for machines. Never anybody's words.

`bot.program` sets it up once.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

_SILENT = ("httpx", "httpcore", "apscheduler", "alembic", "aiohttp", "asyncio")
_HIDDEN = "(hidden)"


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """A text in which none of these stands any more, nor what holds one of them."""
    known = sorted({one for one in secrets if one}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, known)), _HIDDEN, text) if known else text


class _WithoutSecrets(logging.Filter):
    """Takes out what must never stand in a log, wherever it came from."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        if self._secrets:
            record.msg = without_secrets(record.getMessage(), self._secrets)
            record.args = ()
        return True


class _Json(logging.Formatter):
    """One object a line. Of an error the frames are told, not its words: they may be people's."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["frames"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False)


class _Lines(logging.Formatter):
    """A line for people; of an error the frames, as above."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        frames = "".join(traceback.format_tb(ei[2]))
        return f"{ei[0].__name__}\n{frames}" if ei[0] else ""


def log_to_stderr(*, terminal: bool, quiet: bool, secrets: Iterable[str] = ()) -> None:
    """Log to standard error: plain lines in a terminal, else JSON. quiet: warnings alone."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines("%(levelname)s %(name)s: %(message)s") if terminal else _Json())
    handler.addFilter(_WithoutSecrets(secrets))
    logging.basicConfig(
        level=logging.WARNING if quiet else logging.INFO, handlers=[handler], force=True
    )
    # What a library logs of messages and accounts is not ours to show; its adapter silences more.
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.WARNING)
