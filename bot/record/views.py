"""How a head of the record is said."""

from bot.conversation.phrases import t
from bot.conversation.reply import Line
from bot.record.model import Head


def head_line(head: Head) -> Line:
    """The line by which whoever keeps it can see later that nothing before it was changed. It has
    no signature: that is on the pages, and a root can't be had for another record."""
    return Line(t("Record {head}", head=head.line))
