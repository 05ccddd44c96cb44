"""What people flagged and what is appealed, for rapporteurs and operators."""

from bot.conversation.arguments import Word
from bot.conversation.context import Context
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply
from bot.people.moderating import appeal_card, flags_card
from bot.ports import Tx


@command(
    "flags",
    who=Who.RAPPORTEUR,
    where=Where.PRIVATE,
    help=t("Why something was flagged"),
    example="flags C-B2-17",
    listed=False,
)
def show_flags(ctx: Context, tx: Tx, reference: Word) -> Reply:
    """Why something was flagged, and what can be done."""
    return flags_card(tx, _written(reference))


@command(
    "appeals",
    who=Who.MODERATOR,
    where=Where.PRIVATE,
    help=t("An appeal that you can decide"),
    example="appeals C-B2-17",
    listed=False,
)
def show_appeal(ctx: Context, tx: Tx, reference: Word) -> Reply:
    """An appeal, as it is put before whoever decides it."""
    return appeal_card(tx, ctx, _written(reference))


def _written(reference: str) -> str:
    """A reference as it is kept: "D7.m1", "C-B2-17"."""
    head, dot, tail = reference.partition(".")
    return f"{head.upper()}{dot}{tail.lower()}"
