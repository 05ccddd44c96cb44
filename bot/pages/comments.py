"""The comments on a draft with their answers, what a version changed, and the closing report.

An author of a comment is shown as the author chose: by name, by organisation, or not at all. Of a
comment that was withdrawn or hidden only that it was there is shown.
"""

import json
from datetime import UTC, datetime
from typing import Any

from bot.conversation.phrases import Phrase, t, verbatim
from bot.drafts.cards import status
from bot.drafts.export import row
from bot.drafts.model import Comment, Disposition, Draft, Standing, State
from bot.drafts.reported import report_of
from bot.drafts.store import Comments, Drafts
from bot.pages.blocks import (
    Block,
    Chart,
    Download,
    Entry,
    Link,
    Listing,
    Page,
    Row,
    Table,
    Text,
    Words,
    present,
)
from bot.pages.blocks import Section as Part
from bot.pages.draft_text import (
    author_of,
    is_public,
    whole,
)
from bot.pages.facts import facts
from bot.pages.portions import Portion
from bot.people.model import Region, StakeholderGroup
from bot.ports import Tx
from bot.record.store import Journal
from bot.record.verify import canonical


def comments_page(tx: Tx, draft: Draft, number: int) -> Page | None:
    """A portion of the comments on a draft, in full, with their answers; None if there is none."""
    one = whole(tx, draft)
    if one is None or not 1 <= number <= len(one.answered):
        return None
    path = f"{one.path}/comments"
    part = Portion(one.answered[number - 1], number, len(one.answered))
    log = tx.get(Comments).moderated(draft) if number == part.of else []
    return Page(
        part.path(path),
        t("Comments on {reference}: {title}", reference=draft.reference, title=draft.heading),
        present(
            Listing(tuple(_comment(comment) for comment in part.items))
            if part.items
            else Text(t("There are no comments yet.")),
            Part(
                t("Log of moderation"),
                (
                    Listing(
                        tuple(
                            Entry(
                                t("{when}: {what}", when=each.at, what=_MODERATED[each.act]),
                                notes=(
                                    Text(verbatim(f"C-B{each.draft}-{each.number}")),
                                    *((Words(each.reason),) if each.reason else ()),
                                ),
                            )
                            for each in log
                        )
                    ),
                ),
                "moderation",
            )
            if log
            else None,
        ),
        {
            "reference": draft.reference, "number": number, "of": part.of,
            "comments": [_comment_facts(comment) for comment in part.items],
        },
        above=(*one.above, Link(verbatim(draft.reference), one.path)),
        before=part.before(path),
        after=part.after(path),
    )  # fmt: skip


_MODERATED = {
    "hidden": t("A comment was hidden."),
    "appealed": t("Its author asked to have it shown."),
    "declined": t("Somebody who was not involved declined to have it shown."),
    "shown": t("A comment is shown again."),
}


def _comment_facts(comment: Comment) -> dict[str, Any]:
    found: dict[str, Any] = facts(row(comment))
    return found


def _comment(one: Comment) -> Entry:
    place = verbatim(one.place) if one.place else t("the whole draft")
    if one.orphaned:
        place = t("paragraph gone")
    heading = t(
        "{reference} ({place}, {kind}) {author}", reference=one.reference, place=place,
        kind=one.words.kind.label, author=author_of(one),
    )  # fmt: skip
    if one.standing is not Standing.SUBMITTED:
        return Entry(heading, notes=(Text(status(one)),), anchor=one.reference)
    notes: list[Text | Words] = []
    if one.words.proposal:
        notes += [Text(t("Proposed wording:")), Words(one.words.proposal)]
    if one.late:
        notes.append(Text(t("It came late.")))
    notes.append(Text(status(one)))
    if one.answer and one.answer.reason:
        notes.append(Words(one.answer.reason))
    return Entry(heading, f"#{one.reference}", one.words.text, tuple(notes), one.reference)


_OTHERS = {"": t("Others, or not shown")}


def report_page(tx: Tx, draft: Draft) -> Page | None:
    """The closing report in numbers, with its file; None while there is none."""
    report, one = _report(tx, draft), whole(tx, draft)
    if report is None or one is None:
        return None
    dispositions = {each.value: each.label for each in Disposition} | {"": t("not answered yet")}
    return Page(
        f"{one.path}/report",
        t("The closing report on {reference}: {title}", reference=draft.reference,
          title=draft.heading),
        present(
            Text(
                t("{received} received, {late} late.",
                  received=report["received"], late=len(report["late"]))
            ),
            *_counts(t("By answer"), t("Answer"), report["by_disposition"], dispositions),
            *_counts(t("By section"), t("Section"), report["by_section"],
                     {"whole": t("the whole draft")}),
            *_counts(t("Who commented, by stakeholder group"), t("Stakeholder group"),
                     report["by_group"], {g.value: g.label for g in StakeholderGroup} | _OTHERS),
            *_counts(t("Who commented, by region"), t("Region"), report["by_region"],
                     {g.value: g.label for g in Region} | _OTHERS),
            Listing(
                (
                    Entry(t("All comments with their answers"), f"{one.path}/comments"),
                    Entry(t("The report as a file that can be checked"), f"{one.path}/record.json"),
                    Entry(t("The program that checks it, in one file"), "/verify.py"),
                )
            ),
            Text(t("Its hash in the public record: {hash}", hash=draft.report)),
        ),
        {name: value for name, value in report.items() if name != "comments"},
        above=(*one.above, Link(verbatim(draft.reference), one.path)),
    )  # fmt: skip


def _counts(
    caption: Phrase, kind: Phrase, counts: dict[str, int], names: dict[str, Phrase]
) -> list[Block]:
    if not counts:
        return []
    rows = tuple(Row(names.get(name, verbatim(name)), (count,)) for name, count in counts.items())
    table = Table(caption, (kind, t("How many")), rows[:60])
    return [Chart(table), table]


def report_download(tx: Tx, draft: Draft) -> Download | None:
    """The report as it was hashed into the record; None while there is none."""
    report = _report(tx, draft)
    if report is None:
        return None
    text = canonical(report)
    return Download(f"report-{draft.reference}.json", "application/json", text.encode())


def _report(tx: Tx, draft: Draft) -> dict[str, Any] | None:
    version = tx.get(Drafts).version(draft, draft.version) if draft.report else None
    if version is None or not is_public(draft) or draft.state is State.WITHDRAWN:
        return None
    made = None
    for entry in tx.get(Journal).of(draft.reference):
        body = json.loads(entry.text)
        if body["act"] == "report.closed":
            made = datetime.strptime(body["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return report_of(tx, draft, version, made) if made else None
