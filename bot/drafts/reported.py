"""The closing report as it is given, whenever somebody asks: by the commands, and on the pages."""

from datetime import datetime
from typing import Any

from bot.drafts.cells import commenters_shown
from bot.drafts.closing import closing_report, read
from bot.drafts.export import facts
from bot.drafts.life import title_of
from bot.drafts.model import Draft, Version
from bot.drafts.store import Comments, Drafts
from bot.ports import Tx


def report_of(tx: Tx, draft: Draft, newest: Version, made: datetime) -> dict[str, Any]:
    """The report on a draft that is reported, in the format in which it was made. newest: the
    version that is published now; made: what a report of 0.1.0 says of when it was made."""
    comments, log = tx.get(Comments).of(draft), tx.get(Comments).moderated(draft)
    kept = read(draft.closing)
    if kept is None:
        people = commenters_shown(tx, draft, comments)
        return facts(draft, title_of(tx, draft), newest, comments, log, made, people)
    version = tx.get(Drafts).version(draft, kept.version)
    if version is None:
        raise LookupError("a version that was reported on is never deleted")
    return closing_report(draft, kept, version, newest, comments, log)
