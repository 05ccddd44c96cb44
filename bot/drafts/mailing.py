"""What mailing lists are written of a draft: its text, to be read and quoted."""

from datetime import datetime

from bot.conversation.phrases import verbatim
from bot.conversation.reply import Block, Line, Reply, reply
from bot.drafts.model import Draft, Section
from bot.drafts.rules import is_open
from bot.drafts.store import Drafts
from bot.drafts.views import how_to_read, outline_lines
from bot.ports import Tx

_LONGEST = 20_000
"""So long a text may be to stand in a letter; of a longer one the sections are named."""


def letter(tx: Tx, draft: Draft, said: Reply, now: datetime, *, text: bool = False) -> Reply:
    """What a list is written in place of an announcement about a draft, with its text if asked for.
    While comments are open, a reply to it is one."""
    version = tx.get(Drafts).version(draft, draft.version) if text else None
    more = _text(draft, version.sections) if version else []
    asks = f"comment {draft.reference} " if is_open(draft, now) else ""
    return reply(*said.blocks, *more, choices=said.choices, asks=asks)


def _text(draft: Draft, sections: tuple[Section, ...]) -> list[Block]:
    """The paragraphs with their numbers, as people name and quote them."""
    if sum(len(text) for one in sections for text in one.paragraphs) > _LONGEST:
        return [*outline_lines(sections), how_to_read(draft)]
    blocks: list[Block] = []
    for section in sections:
        blocks.append(Line(verbatim(f"{section.number} {section.title}")))
        for number, text in enumerate(section.paragraphs, 1):
            blocks.append(Line(verbatim(f"{section.number}.{number} {text}")))
    return blocks
