"""Who commented on a draft, by group and region: counted by the gate once, when its report is
made."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from bot.drafts.model import Comment, Draft, State
from bot.drafts.rules import counted
from bot.ports import Tx
from bot.tracks.counting import ATTRIBUTES, count_among, shown_among
from bot.tracks.gate import Rows
from bot.tracks.rules import disclosable


def count_commenters(
    tx: Tx, draft: Draft, comments: list[Comment], now: datetime
) -> Mapping[str, Rows]:
    """Who commented, by "group" and "region", as far as it may be shown: counted now, unless the
    report is made already."""
    if draft.state is not State.PUBLISHED:
        return commenters_shown(tx, draft, comments)
    people = {attribute: _told(comments, attribute) for attribute in ATTRIBUTES}
    return count_among(tx, _population(draft), people, now)


def commenters_shown(tx: Tx, draft: Draft, comments: list[Comment]) -> Mapping[str, Rows]:
    """The same as it was counted when the report was made. A report of 0.1.0 kept no counts: what
    it showed, and what its hash in the record holds, is computed as it was then."""
    shown = shown_among(tx, _population(draft))
    if shown is not None:
        return shown
    old = {name: Counter(_told(comments, name).values()) for name in ATTRIBUTES}
    return {name: disclosable(dict(cells)) for name, cells in old.items()}


def _population(draft: Draft) -> str:
    return f"report {draft.reference}"


def _told(comments: list[Comment], attribute: str) -> dict[int, str]:
    """What each who commented told; each is counted once, and nobody whose words somebody else
    brought."""
    return {
        one.author.person: getattr(one.author, attribute) or "not-said"
        for one in counted(comments)
        if not one.author.sender
    }
