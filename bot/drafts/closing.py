"""What of a closing report stays as it was when it was made; the commands on reports call it.

Everything in the report is under its hash but the names of authors, whose salted hashes are: an
erasure takes name and salt. What came since, moderation and the final version, stands apart.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.drafts.cards import author
from bot.drafts.export import english, facts
from bot.drafts.model import Comment, Draft, Moderated, Standing, Version
from bot.drafts.rules import where_now
from bot.record.verify import REPORT_WHOLE, author_hash, canonical
from bot.tracks.gate import Rows


@dataclass(frozen=True, slots=True)
class Closing:
    """What was so when a report was made: when, on which version, how the track was called, and
    the counts of people, who may be erased since."""

    made: datetime
    version: int
    track: str
    by_group: dict[str, int]
    by_region: dict[str, int]


def closing(track: str, version: Version, people: Mapping[str, Rows], now: datetime) -> Closing:
    """What is kept of a report that is made now. people: who commented, by "group" and "region"."""
    by_group, by_region = (dict(sorted(people[name].items())) for name in ("group", "region"))
    return Closing(now, version.number, track, by_group, by_region)


def written(one: Closing) -> str:
    """As it is kept with the draft."""
    return canonical(
        {
            "made": one.made.isoformat(),
            "version": one.version,
            "track": one.track,
            "by_group": one.by_group,
            "by_region": one.by_region,
        }
    )


def read(text: str) -> Closing | None:
    """As it was kept; None for a report of an older format, or none."""
    if not text:
        return None
    found = json.loads(text)
    return Closing(**{**found, "made": datetime.fromisoformat(found["made"])})


def sealed(comment: Comment) -> Comment:
    """A comment with the hash of its author's name, as the report will show it."""
    salt = secrets.token_hex(16)
    name = english(author(comment)) if comment.standing is Standing.SUBMITTED else ""
    return replace(comment, author_salt=salt, author_hash=author_hash(salt, name))


def closing_report(
    draft: Draft,
    one: Closing,
    version: Version,
    newest: Version,
    comments: list[Comment],
    log: list[Moderated],
) -> dict[str, Any]:
    """The report of the second format. version: that on which it was made; newest: what is
    published now; comments: with their sealed authors; log: all of the moderation."""
    then = [_as_then(comment, one, version, log) for comment in comments]
    until = [act for act in log if act.at <= one.made]
    people = {"group": one.by_group, "region": one.by_region}
    report = facts(draft, one.track, version, then, until, one.made, people)
    seals = {
        comment.reference: {"author_salt": comment.author_salt, "author_hash": comment.author_hash}
        for comment in comments
    }
    later = [act for act in log if act.at > one.made]
    moderation = facts(draft, one.track, version, [], later, one.made, people)["moderation"]
    final = {"version": newest.number, "text": newest.hash}
    return {
        **report,
        "format": REPORT_WHOLE,
        "comments": [{**row, **seals[row["reference"]]} for row in report["comments"]],
        "since": {
            **({"moderation": moderation} if moderation else {}),
            **({"final": final} if newest.number > version.number else {}),
        },
    }


def _as_then(comment: Comment, one: Closing, version: Version, log: list[Moderated]) -> Comment:
    """A comment as it was when the report was made: after it, hidden ones alone may be shown."""
    place, orphaned = where_now([comment.anchor], version.sections)[comment.anchor]
    if comment.version == version.number:
        place, orphaned = comment.anchor.place, False
    shown_since = any(
        act.number == comment.number and act.act == "shown" and act.at > one.made for act in log
    )
    standing = Standing.HIDDEN if shown_since else comment.standing
    return replace(comment, place=place, orphaned=orphaned, standing=standing)
