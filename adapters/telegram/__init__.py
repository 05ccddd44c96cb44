"""Telegram, through the Bot API. Imported only if Telegram is switched on: the library is heavy."""

import sys

# httpx, which the library loads and we do not use, brings a command line along, and with it rich,
# pygments and click: 4 MB and 30 ms. As without them, it goes on without its command line.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

from adapters.telegram.adapter import TelegramAdapter  # noqa: E402

__all__ = ["TelegramAdapter"]
