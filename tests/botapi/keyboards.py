"""Rules for buttons that the schema does not state."""

from __future__ import annotations

import re

from .refusals import bad_request
from .schema import JSON

MOST_BUTTONS = 100
ACTIONS = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]
BUTTON_URL = re.compile(r"(?i)(https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?|tg://\S+)")


def check_keyboard(markup: JSON | None) -> None:
    """Raise 400 for an inline keyboard that Telegram would not show."""
    if markup is None or "inline_keyboard" not in markup:
        return
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        check_button(button)


def check_button(button: JSON) -> None:
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [action for action in ACTIONS if action in button]
    if not actions:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("inline keyboard button must have exactly one action")
    if "url" in button and BUTTON_URL.fullmatch(button["url"]) is None:
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid")
