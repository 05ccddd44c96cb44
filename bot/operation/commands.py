"""The operator's look at the running program."""

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bot.conversation import zone_data
from bot.conversation.context import Context
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply
from bot.operation.views import State, status
from bot.ports import DatabaseState, Outbox

_LAST_BACKUP = "last-backup"


@command(
    "status",
    who=Who.OPERATOR,
    where=Where.PRIVATE,
    help=t("How the program does"),
    example="status",
)
def status_(ctx: Context, outbox: Outbox, database: DatabaseState) -> Reply:
    """Versions, platforms, what waits, the database and the last backup."""
    state = State(
        version("intersession"),
        ctx.pulse,
        database.facts(),
        outbox.waiting(),
        outbox.oldest(ctx.now),
        _last_backup(ctx.settings.data_dir),
        zone_data.version(),
    )
    return status(state, ctx.now)


def _last_backup(folder: Path) -> datetime | None:
    """When `intersession backup` was last done: the date of the file it touches."""
    try:
        return datetime.fromtimestamp((folder / _LAST_BACKUP).stat().st_mtime, UTC)
    except OSError:
        return None
