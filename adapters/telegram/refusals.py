"""Telegram's errors in the words of the core: try later, give up, or moved away.

The post calls it for whatever a call to Telegram raised.
"""

import logging
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.conversation.errors import GiveUp, MovedAway, TryLater

_log = logging.getLogger(__name__)
_UNREACHABLE = (
    "chat not found",
    "have no rights to send a message",
    "not enough rights",
    "chat_write_forbidden",
    "message thread not found",
    "peer_id_invalid",
)


def verdict(error: TelegramError, why: str) -> TryLater | GiveUp | MovedAway:
    """What an error means for the message that was being sent; why is its text for the log."""
    match error:
        case RetryAfter():
            return TryLater(why, retry_after(error))
        case ChatMigrated():
            return MovedAway(str(error.new_chat_id))
        case Forbidden():
            return GiveUp(why, unreachable=True)
        case BadRequest():
            text = str(error).lower()
            return GiveUp(why, unreachable=any(words in text for words in _UNREACHABLE))
        case InvalidToken():
            _log.error("Telegram no longer accepts INTERSESSION_TELEGRAM_TOKEN; nothing is sent")
            return TryLater(why)
        case _ if "too large" in str(error).lower():
            # Status 413, which the library takes for trouble of the network.
            return GiveUp(why)
        case _:
            return TryLater(why)


def retry_after(error: RetryAfter) -> timedelta:
    """How long Telegram wants to be left alone."""
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
