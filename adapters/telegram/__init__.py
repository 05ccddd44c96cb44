"""Telegram, through the Bot API. Imported only if Telegram is switched on: the library is heavy."""

from adapters.telegram.adapter import TelegramAdapter

__all__ = ["TelegramAdapter"]
