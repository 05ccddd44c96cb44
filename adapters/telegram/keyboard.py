"""The buttons under a message. The post puts them there."""

import unicodedata
from collections.abc import Iterable, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.conversation.wording import Button

# How wide the widest label of a row may be on a small screen, by the buttons of the row.
_WIDEST = {3: 12, 2: 20}


def keyboard(outgoing: int, buttons: Sequence[Button]) -> InlineKeyboardMarkup:
    """The buttons in rows. A tap says the message's outbox number and the button's place."""
    keys = [
        InlineKeyboardButton(button.label, callback_data=f"{outgoing}:{place}")
        for place, button in enumerate(buttons)
    ]
    return InlineKeyboardMarkup(list(_rows(keys)))


def _rows(keys: list[InlineKeyboardButton]) -> Iterable[list[InlineKeyboardButton]]:
    """Three a row if they are short, else two, else one; four short ones stand two and two."""
    while keys:
        many = next((n for n, widest in _WIDEST.items() if _fit(keys[:n], n, widest)), 1)
        if many == 3 and len(keys) == 4:
            many = 2
        yield keys[:many]
        keys = keys[many:]


def _fit(keys: list[InlineKeyboardButton], many: int, widest: int) -> bool:
    return len(keys) == many and all(_width(key.text) <= widest for key in keys)


def _width(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in label)
