"""Texts that leave the system: the block for a mailing list, and the outreach message in the six
languages of the United Nations at once, whoever asks for it.
"""

import textwrap
from datetime import UTC
from typing import Any

from bot.conversation.phrases import t, verbatim
from bot.conversation.reply import Block, Line, Quote
from bot.conversation.translate import LANGUAGES, day_text, language_name, text_of
from bot.conversation.wording import plain_text
from bot.drafts.export import count_lines, english
from bot.drafts.model import Disposition, Draft, Version

COLUMNS = 72
_LONGEST = 40_000


def outreach(draft: Draft, report: dict[str, Any], *, final: bool) -> list[Block]:
    """The message in the six languages, each under the name of its language."""
    known = {"track": report["track"], "title": draft.heading, "received": str(report["received"])}
    message = (
        t(
            "{track} has published its final output “{title}”. {received} comments were received "
            "on the draft, and each has an answer. The closing report is attached.",
            **known,
        )
        if final
        else t(
            "Comments on the draft “{title}” of {track} are closed. {received} were received, and "
            "each has an answer. The closing report is attached.",
            **known,
        )
    )
    blocks: list[Block] = [Line(t("The outreach message, in six languages:"))]
    for language in LANGUAGES:
        text = plain_text(text_of(message, language))
        blocks.append(Quote(f"{language_name(language)}: {text}"))
    return blocks


def mailing_block(
    draft: Draft, version: Version, report: dict[str, Any], address: str
) -> list[Block]:
    """Plain text of 72 columns, ready for the mailing list. address: where the draft is read, or
    ""."""
    title = draft.heading.said_in("en")
    lines = [f"{title} ({draft.reference}), {report['track']}", ""]
    if version.published:
        day = day_text(version.published.astimezone(UTC).date(), "en")
        lines.append(f"Version {version.number}, published on {day}.")
    lines += [
        f"{report['received']} comments were received, {len(report['late'])} of them late; each "
        "that was neither withdrawn nor hidden has an answer.",
        "",
    ]
    for heading, counts in count_lines(report):
        lines += [f"{heading} – " + ", ".join(f"{name}: {count}" for name, count in counts) + "."]
    lines += ["", f"SHA-256 of the text: {version.hash}", *([address] if address else [])]
    folded = [
        piece
        for line in lines
        for piece in (
            textwrap.wrap(line, COLUMNS, break_long_words=False, break_on_hyphens=False) or [""]
        )
    ]
    return [Line(t("For the mailing list:")), Quote("\n".join(folded))]


def answers_block(report: dict[str, Any]) -> list[Block]:
    """Every comment with its answer, to be read in a mail; nothing if that is too long for one."""
    blocks: list[Block] = []
    for one in report["comments"]:
        place = f"{one['reference']} ({one['paragraph']})" if one["paragraph"] else one["reference"]
        who = f"{place}, {one['author']}" if one["author"] else place
        answered = one["disposition"]
        became = english(Disposition(answered).label) if answered else one["standing"]
        became += f", at {one['changed']}" if one["changed"] else ""
        blocks.append(Line(verbatim(f"{who}: {became}. {one['reason']}".rstrip())))
        if one["comment"]:
            blocks.append(Quote(one["comment"]))
    length = sum(len(str(cell)) for one in report["comments"] for cell in one.values())
    return blocks if length <= _LONGEST else []
