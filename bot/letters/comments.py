"""What a letter says about a draft: a comment, which is sent once its author has confirmed it.

`asking` calls it for answers to letters about an open window, and for "/comment" in a mail.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.message import Message
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import n, t
from bot.conversation.reply import Block, Line, Quote, Reply, reply
from bot.drafts.cards import kept_as, shortened
from bot.drafts.model import Draft, Version, Words
from bot.drafts.rules import (
    LONGEST_FILE_COMMENT,
    WHOLE,
    is_open,
    placed,
    places,
    quoted_places,
)
from bot.drafts.store import Drafts
from bot.drafts.views import name, where, why_not_taken
from bot.letters.rules import unquoted
from bot.ports import Tx

_ASKED = re.compile(r"comment B(\d{1,6}) ")
_TYPED = re.compile(r"[/!／！]comment\s+b?(\d{1,6})(?=\s)", re.IGNORECASE)
_LINE = re.compile(r"comment mailed B(\d{1,6}) (\d{1,4}) (\S+) (.+)", re.DOTALL)
_SHOWN_OF_PARAGRAPH = 160


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as a letter has it. place: "" for the whole draft."""

    draft: Draft
    version: Version
    place: str
    text: str

    @property
    def line(self) -> str:
        """The command that sends it."""
        place = self.place or WHOLE
        return f"comment mailed {self.draft.reference} {self.version.number} {place} {self.text}"

    @property
    def typed(self) -> str:
        """The command that shows it first, with all that can be chosen."""
        return f"comment {self.draft.reference} {self.place or WHOLE} {self.text}"


def remark(
    tx: Tx, message: Message, answered: Outgoing | None, now: datetime
) -> Remark | Reply | None:
    """The comment that a letter is; why it can't be one; or None if it is nothing of the kind."""
    typed = _TYPED.match(message.text)
    asked = _ASKED.fullmatch(answered.wording.asks) if answered and not answered.private else None
    number = int(typed[1]) if typed else int(asked[1]) if asked else 0
    draft = tx.get(Drafts).numbered(number) if number else None
    if draft is None:
        return None
    version = tx.get(Drafts).version(draft, draft.version) if draft.version else None
    why = why_not_taken(draft, now)
    if why or version is None:
        return reply(why or t("{reference} is not published yet.", reference=draft.reference))
    quoting = message.claim.quoting if message.claim and not typed else ""
    text = message.text[typed.end() :] if typed else unquoted(quoting) or message.text
    here = places(version.sections)
    place, text = placed(text, here)
    quoted = quoted_places(quoting, here) if quoting and not place else []
    if len(quoted) > 1:
        # It is about all of them, so what it says of which stays with it.
        text = quoting
    elif quoted:
        place = quoted[0]
    return _checked(Remark(draft, version, place, text))


def _checked(found: Remark) -> Remark | Reply:
    if not found.text:
        return reply(t("There is no comment in your mail. Nothing was kept."))
    if len(found.text) > LONGEST_FILE_COMMENT:
        return reply(
            n(
                "A comment has at most one character; yours has more. Nothing was kept.",
                "A comment has at most {count} characters; yours has more. Nothing was kept.",
                LONGEST_FILE_COMMENT,
            )
        )
    return found


def remark_in(tx: Tx, line: str) -> Remark | None:
    """The comment that a command sends, if it does."""
    found = _LINE.fullmatch(line)
    draft = tx.get(Drafts).numbered(int(found[1])) if found else None
    version = tx.get(Drafts).version(draft, int(found[2])) if found and draft else None
    # What is only prepared is shown to nobody.
    if found is None or draft is None or version is None or not version.published:
        return None
    return Remark(draft, version, "" if found[3] == WHOLE else found[3], found[4])


def remark_blocks(found: Remark, now: datetime, most: int) -> tuple[Block, ...]:
    """A comment as it would be kept; most: how many of its signs are shown."""
    window = found.draft.window
    quote = places(found.version.sections).get(found.place, "")
    blocks: list[Block] = [
        Line(
            t(
                "A mail from your address comments on {draft}, {where}:",
                draft=name(found.draft),
                where=where(found.version.number, found.place),
            )
        )
    ]
    if quote:
        about = shortened(quote, _SHOWN_OF_PARAGRAPH)
        blocks.append(Line(t("It is about: “{quote}”", quote=about)))
    blocks += [
        Quote(shortened(found.text, most)),
        Line(t("To be kept as: {how}.", how=kept_as(Words(found.text)))),
    ]
    if window and is_open(found.draft, now):
        blocks.append(
            Line(
                t(
                    "Comments are open until {when}. What is confirmed later is kept as late.",
                    when=window.closes,
                )
            )
        )
    elif window:
        blocks.append(
            Line(
                t(
                    "Comments were open until {when}. It is kept all the same, as late.",
                    when=window.closes,
                )
            )
        )
    return tuple(blocks)
