"""The page on which somebody confirms what came by mail from their address.

Reading it does nothing, for programs read mails too; only its button does.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.conversation.addresses import confirmation_path
from bot.conversation.phrases import Phrase, t
from bot.conversation.reply import Block as Said
from bot.conversation.reply import Line, Quote
from bot.letters.asking import asked_blocks
from bot.letters.store import Letters
from bot.letters.views import CONFIRM, NOTHING_YET, PLEASE_CONFIRM
from bot.pages.blocks import Block, Button, Page, Text, Words
from bot.people.rules import code_hash
from bot.ports import Outbox, Tx

_LONGEST = 100_000


class Standing(Enum):
    """How it stands with what can be confirmed on a page."""

    OPEN = "open"
    USED = "used"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A page on which something is, was or could have been confirmed."""

    standing: Standing
    page: Page


def confirmation(tx: Tx, token: str, now: datetime) -> Confirmation:
    """The page that a token leads to. It is found by its hash, so how long that takes tells nothing
    of it."""
    asked = tx.get(Letters).asked(code_hash(token))
    if asked is None:
        return Confirmation(Standing.UNKNOWN, _page(_UNKNOWN_TITLE, _UNKNOWN, _FROM_THE_MAIL))
    if asked.used:
        return Confirmation(Standing.USED, _page(_USED_TITLE, _USED))
    letter = tx.get(Outbox).numbered(asked.number)
    if asked.until <= now or letter is None or not letter.wording.buttons:
        return Confirmation(Standing.OVER, _page(_OVER_TITLE, _OVER, _FROM_THE_MAIL))
    said = asked_blocks(tx, letter.wording.buttons[0].says, now, _LONGEST)
    blocks = (
        *(shown for one in said if (shown := _shown(one))),
        Text(NOTHING_YET),
        Text(t("Press this button if you wrote it. If it was not you, close this page.")),
        Button(confirmation_path(token), CONFIRM),
    )
    page = Page("/confirm", PLEASE_CONFIRM, blocks, {"confirmed": False})
    return Confirmation(Standing.OPEN, page)


def _shown(block: Said) -> Block | None:
    match block:
        case Line(phrase):
            return Text(phrase)
        case Quote(text):
            return Words(text)
        case _:
            return None


def taken() -> Page:
    """What is shown once the button was pressed."""
    return _page(
        t("Your confirmation was taken"), t("What comes of it is written to you by mail, soon.")
    )


def not_here() -> Page:
    """What is shown where the button can't be pressed."""
    return _page(
        t("This can't be confirmed here now"),
        t(
            "Nothing was done, and nothing is lost. Reply to the mail with {word} at its top.",
            word=CONFIRM,
        ),
    )


def too_often() -> Page:
    """What is shown to whoever tries addresses."""
    return _page(
        t("Too many addresses that lead nowhere were asked for"),
        t("Nothing was done. Please try again in a minute."),
    )


def _page(title: Phrase, *lines: Phrase) -> Page:
    return Page("/confirm", title, tuple(Text(line) for line in lines), {"confirmed": False})


_UNKNOWN_TITLE = t("There is nothing to confirm at this address")
_UNKNOWN = t("It may be mistyped or cut off. Nothing was done.")
_FROM_THE_MAIL = t("Write to the bot again, and it asks you again.")
_USED_TITLE = t("This was confirmed already")
_USED = t("It counts once. What came of it was written to you by mail.")
_OVER_TITLE = t("This can't be confirmed any more")
_OVER = t("Too much time has passed. Nothing was done.")
