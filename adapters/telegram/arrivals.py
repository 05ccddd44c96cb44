"""What Telegram brings, read one by one: an update that can't be read costs no other.

The listener asks for updates with it, the webhook reads what it is brought.
"""

import logging
from collections.abc import Iterable
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError

from adapters.telegram.updates import WANTED

Arrival = tuple[int, dict[str, Any]]
"""An update as it came, with its number."""

_log = logging.getLogger(__name__)


async def ask(bot: Bot, offset: int, seconds: int) -> list[Arrival]:
    """The updates from an offset on, as soon as there is one; [] if there is none for so long.

    Raises TelegramError, also if there is no number in an answer: nobody could go on behind it.
    """
    # Not bot.get_updates(): it reads all of them or none. The Bot API does not mind capitals,
    # and this name is not the library's, which would warn that it has a method for it.
    came = await bot.do_api_request(
        "getupdates",
        {"offset": offset, "timeout": seconds, "allowed_updates": WANTED},
        read_timeout=(bot.request.read_timeout or 0) + seconds,
    )
    arrived = [one for one in map(arrival, came) if one] if isinstance(came, list) else []
    if came != [] and not arrived:
        raise TelegramError("Invalid server response")
    return arrived


def arrival(content: Any) -> Arrival | None:
    """A value as an update with its number, or None if it is none."""
    number = content.get("update_id") if isinstance(content, dict) else None
    return (number, content) if type(number) is int else None


def readable(arrived: Iterable[Arrival], bot: Bot) -> list[Update]:
    """The updates that can be read; the others are left out."""
    updates = []
    for number, content in arrived:
        try:
            updates.append(Update.de_json(content, bot))
        except Exception as error:
            leave_out(number, error)
    return updates


def leave_out(number: int, error: Exception) -> None:
    """Log that an update is passed by. Only the error's type: its words may be a person's."""
    _log.error("update %d is left out: %s", number, type(error).__name__)
