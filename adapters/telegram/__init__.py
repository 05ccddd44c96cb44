"""Telegram, through the Bot API. Imported only if Telegram is switched on: the library is heavy."""

import sys

# httpx, which the library loads and we do not use, brings a command line along, and with it rich,
# pygments and click: 4 MB and 30 ms. As without them, it goes on without its command line.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
# cryptography, 7 MB, which it takes for passports if it is there; the bot asks nobody for one.
_found = sys.modules.get("cryptography")
sys.modules["cryptography"] = None  # type: ignore[assignment]

from adapters.telegram.adapter import TelegramAdapter  # noqa: E402

# Who reads a PDF needs it.
del sys.modules["cryptography"]
if _found:
    sys.modules["cryptography"] = _found

__all__ = ["TelegramAdapter"]
