"""The closing report as facts, and as files: JSON, CSV and Markdown. Nothing in it is an account.

The facts are canonical JSON; their hash stands in the public record, and verify.py counts anew.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.conversation.phrases import Phrase, t
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.drafts.cards import author
from bot.drafts.model import Comment, Disposition, Draft, Moderated, Standing, Version
from bot.drafts.rules import section_of
from bot.people.model import Region, StakeholderGroup
from bot.record.verify import REPORT
from bot.tracks.gate import Rows
from bot.tracks.rules import SMALLEST_CELL

COLUMNS = (
    "reference", "version", "paragraph", "now", "quote", "kind", "comment", "proposal", "author",
    "capacity", "received", "late", "standing", "disposition", "reason", "changed", "duplicate_of",
    "contested",
)  # fmt: skip
_DANGEROUS = "=+-@＝＋－＠\t\r"


def facts(
    draft: Draft,
    track: str,
    version: Version,
    comments: list[Comment],
    log: list[Moderated],
    now: datetime,
    people: Mapping[str, Rows],
) -> dict[str, Any]:
    """The report as it is hashed: counts, the table of all comments, the late and hidden ones.
    people: who commented, by "group" and "region", as it was counted when the report was made."""
    table = [row(one) for one in comments]
    answered = [one for one in table if one["standing"] == Standing.SUBMITTED.value]
    window = draft.window
    return {
        "format": REPORT,
        "draft": draft.reference,
        "title": draft.title,
        **({"titles": dict(draft.titles)} if draft.titles else {}),
        "track": track,
        "version": version.number,
        "text": version.hash,
        "opened": _iso(window.opens) if window else "",
        "closed": _iso(window.closes) if window else "",
        "made": _iso(now),
        "received": len(table),
        "by_disposition": _counts(answered, "disposition"),
        "by_standing": _counts(table, "standing"),
        "by_section": _counts(table, "section"),
        "by_group": dict(sorted(people["group"].items())),
        "by_region": dict(sorted(people["region"].items())),
        "late": [one["reference"] for one in table if one["late"]],
        "moderation": [
            {
                "reference": f"C-B{one.draft}-{one.number}",
                "act": one.act,
                "reason": one.reason,
                "at": _iso(one.at),
            }
            for one in log
        ],
        "comments": table,
    }


def _counts(table: list[dict[str, Any]], column: str) -> dict[str, int]:
    return dict(sorted(Counter(str(one[column]) for one in table).items()))


def row(comment: Comment) -> dict[str, Any]:
    """A comment in the table: of a withdrawn or hidden one, only that it was there."""
    shown = comment.standing is Standing.SUBMITTED
    answer = comment.answer if shown else None
    return {
        "reference": comment.reference,
        "version": comment.version,
        "section": section_of(comment.anchor.place) or "whole",
        "paragraph": comment.anchor.place,
        "now": "" if comment.orphaned else comment.place,
        "quote": comment.anchor.quote,
        "kind": comment.words.kind.value,
        "comment": comment.words.text if shown else "",
        "proposal": comment.words.proposal if shown else "",
        "author": english(author(comment)) if shown else "",
        "capacity": comment.words.capacity.value,
        "received": _iso(comment.received),
        "late": comment.late,
        "standing": comment.standing.value,
        "disposition": answer.disposition.value if answer else "",
        "reason": answer.reason if answer else "",
        "changed": answer.place if answer else "",
        "duplicate_of": f"C-B{comment.draft}-{answer.other}" if answer and answer.other else "",
        "contested": comment.contested if shown else "",
    }


def english(phrase: Phrase) -> str:
    """A phrase as it stands in files, which are one for all languages."""
    return plain_text(text_of(phrase, "en"))


def harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" ")[:1] and text.lstrip(" ")[0] in _DANGEROUS else text


def as_csv(report: dict[str, Any]) -> str:
    """The table of all comments, with a mark by which spreadsheets know that it is UTF-8."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in report["comments"]:
        writer.writerow([harmless(one[name]) for name in COLUMNS])
    return "\ufeff" + stream.getvalue()


def count_lines(report: dict[str, Any]) -> list[tuple[str, list[tuple[str, int]]]]:
    """The counts under their headings, in words."""
    others = {"": english(t("Others, or not shown"))}
    groups = {one.value: english(one.label) for one in StakeholderGroup} | others
    regions = {one.value: english(one.label) for one in Region} | others
    labels = {one.value: english(one.label) for one in Disposition}
    found = [
        ("By disposition", [(labels.get(k, k), v) for k, v in report["by_disposition"].items()]),
        ("By section", [(f"Section {k}" if k != "whole" else "The whole draft", v)
                        for k, v in report["by_section"].items()]),
        ("People by stakeholder group", [(groups[k], v) for k, v in _rows(report["by_group"])]),
        ("People by region", [(regions[k], v) for k, v in _rows(report["by_region"])]),
    ]  # fmt: skip
    return [one for one in found if one[1]]


def _rows(cells: Mapping[str, int]) -> list[tuple[str, int]]:
    """The rows of a table by group, the others last."""
    return sorted(cells.items(), key=lambda row: (not row[0], row[0]))


def method_lines(report: dict[str, Any]) -> list[str]:
    """How the report came about, for readers."""
    return [
        f"Comments were open from {report['opened']} to {report['closed']} (UTC). Everyone could "
        "comment, by chat on Matrix and Telegram, by file, or by e-mail.",
        "Every comment that was neither withdrawn nor hidden has an answer by the facilitators of "
        "the track; authors were told, and could contest the answer once.",
        "Comments that came after the close are marked as late, and were answered as well.",
        f"Counts of people by group and region are shown only from {SMALLEST_CELL} people on, and "
        "not so that a smaller count could be had by subtraction.",
        f"The text they are about is version {report['version']}, SHA-256 {report['text']}.",
    ]


def as_markdown(report: dict[str, Any]) -> str:
    """The whole report as Markdown."""
    lines = [f"# Comments on {_md(report['title'])} ({report['draft']})", "",
             f"{_md(report['track'])}. {report['received']} comments were received, "
             f"{len(report['late'])} of them late.", ""]  # fmt: skip
    for heading, counts in count_lines(report):
        lines += [f"## {heading}", "", *(f"- {_md(label)}: {count}" for label, count in counts), ""]
    lines += ["## Method", "", *(f"- {one}" for one in method_lines(report)), "", "## All comments",
              "", "| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]  # fmt: skip
    lines += [
        "| " + " | ".join(_md(one[name]) for name in COLUMNS) + " |" for one in report["comments"]
    ]
    lines += ["", "## Late", "", ", ".join(report["late"]) or "None.", "", "## Moderation", ""]
    lines += [
        f"- {one['at']} {one['reference']} {one['act']}: {_md(one['reason'])}"
        for one in report["moderation"]
    ] or ["No comment was hidden."]
    lines.append("")
    return "\n".join(lines)


def _md(text: object) -> str:
    """Somebody's words in Markdown: one line, nothing of it a mark."""
    words = " ".join(str(text).split())
    for sign in "\\`*_[]<>|#":
        words = words.replace(sign, "\\" + sign)
    return words


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
