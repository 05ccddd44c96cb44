"""The operator's look at the running program."""

from datetime import UTC, datetime
from enum import Enum
from importlib.metadata import version
from pathlib import Path

from bot.conversation import zone_data
from bot.conversation.context import Context
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply
from bot.operation.views import State, clock_card, status
from bot.ports import DatabaseState, Outbox
from bot.record.store import Journal

_LAST_BACKUP = "last-backup"


class Right(Enum):
    """The one word behind /clock."""

    RIGHT = "right"


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
        ctx.pulse.clock.doubt() if ctx.pulse.clock else None,
    )
    return status(state, ctx.now)


@command(
    "clock",
    who=Who.OPERATOR,
    where=Where.PRIVATE,
    help=t("Whether my clock is trusted"),
    example="clock",
)
def clock(ctx: Context, journal: Journal, right: Right | None) -> Reply:
    """What the clock says, and that it is right; the latter stands in the record."""
    mine = ctx.pulse.clock
    doubt = mine.doubt() if mine else None
    if mine and doubt and right:
        mine.confirm()
        journal.add("clock.confirmed", ctx.speaker.pseudonym, ctx.now)
        return clock_card(None)
    return clock_card(doubt)


def _last_backup(folder: Path) -> datetime | None:
    """When `intersession backup` was last done: the date of the file it touches."""
    try:
        return datetime.fromtimestamp((folder / _LAST_BACKUP).stat().st_mtime, UTC)
    except OSError:
        return None
