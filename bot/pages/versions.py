"""The versions of a draft: a list, the text of each at an address that stays, and what differs."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from bot.conversation.phrases import Phrase, n, t, verbatim
from bot.drafts.model import Draft, Section, Version
from bot.drafts.store import Drafts
from bot.drafts.views import sizes
from bot.pages.blocks import Entry, Link, Listing, Page, Text, Words, present
from bot.pages.draft_text import (
    LINE,
    PORTION,
    Whole,
    as_published,
    section_facts,
    text_parts,
    whole,
)
from bot.pages.facts import facts
from bot.pages.portions import Portion, portion_path, portions_by_size
from bot.ports import Tx

_MOST_BEFORE = 10
"""To so many earlier versions a version is compared on its page; others have addresses too."""


def versions_page(tx: Tx, draft: Draft) -> Page | None:
    """The published versions of a draft, newest first; None if it is not public."""
    one = whole(tx, draft)
    if one is None:
        return None
    published = tx.get(Drafts).published(draft)
    entries = tuple(
        Entry(
            t("Version {version}, published {when}.", version=str(number), when=when),
            f"{one.path}/v/{number}",
        )
        for number, when in reversed(published)
    )
    return Page(
        f"{one.path}/v",
        t("The versions of {reference}", reference=draft.reference),
        (Listing(entries),),
        {
            "reference": draft.reference,
            "versions": [
                {"version": number, "published": facts(when)} for number, when in published
            ],
        },
        above=_above(one),
    )


def _above(one: Whole) -> tuple[Link, ...]:
    return (*one.above, Link(verbatim(one.draft.reference), one.path))


def version_page(tx: Tx, draft: Draft, number: int, page: int) -> Page | None:
    """A portion of the text of a version as it was published; None if there is none."""
    one = as_published(tx, draft, number)
    if one is None or not 1 <= page <= len(one.portions):
        return None
    part = Portion(one.portions[page - 1], page, len(one.portions))
    path = f"{one.path}/v/{number}"
    version = one.version
    return Page(
        part.path(path),
        t("Version {version} of {reference}: {title}", version=str(number),
          reference=draft.reference, title=draft.heading),
        present(_compared(one) if page == 1 else None, *text_parts(one, part.items)),
        {
            "reference": draft.reference,
            "title": draft.title,
            "version": number,
            "newest": draft.version,
            "published": facts(version.published),
            "hash": version.hash,
            "number": page,
            "of": part.of,
            "sections": section_facts(version, part.items),
        },
        (*_standing(draft, version), sizes(version.sections)),
        (*_above(one), Link(t("All versions"), f"{one.path}/v")),
        before=part.before(path),
        after=part.after(path),
    )  # fmt: skip


def _standing(draft: Draft, version: Version) -> tuple[Phrase, ...]:
    lines = []
    if version.published:
        lines.append(t("Published {when}.", when=version.published))
    if version.number < draft.version:
        lines.append(t("It is not the newest: that is version {version}.",
                       version=str(draft.version)))  # fmt: skip
    lines.append(t("Its hash in the public record: {hash}", hash=version.hash))
    return tuple(lines)


def _compared(one: Whole) -> Listing | None:
    number = one.version.number
    entries = tuple(
        Entry(t("What changed since version {version}", version=str(before)),
              f"{one.path}/v/{number}/from/{before}")
        for before in _earlier(number)
    )  # fmt: skip
    return Listing(entries) if entries else None


def _earlier(number: int) -> range:
    return range(number - 1, max(0, number - 1 - _MOST_BEFORE), -1)


def changes_page(
    tx: Tx, draft: Draft, number: int | None = None, since: int | None = None
) -> Page | None:
    """What a version changed since an earlier one, paragraph by paragraph; None if one of them is
    not there. Without numbers: what the newest changed since the one before it."""
    after = as_published(tx, draft, number or draft.version)
    if after is None:
        return None
    newer = after.version.number
    older = as_published(tx, draft, newer - 1 if since is None else since)
    if older is None or older.version.number >= newer:
        return None
    found = list(_changes(older.version.sections, after.version.sections))
    shown = portions_by_size(found, lambda each: LINE + sum(map(len, each[1:])), 2 * PORTION)[0]
    said = {"version": str(newer), "reference": draft.reference}
    return Page(
        f"{after.path}/changes" if number is None
        else f"{after.path}/v/{newer}/from/{older.version.number}",
        t("What version {version} of {reference} changed", **said) if number is None
        else t("What version {version} of {reference} changed since version {before}", **said,
               before=str(older.version.number)),
        present(
            Listing(tuple(_change(*each) for each in shown))
            if shown
            else Text(t("No paragraph was changed.")),
            Text(n("One more change is not shown here.", "{count} more changes are not shown here.",
                   len(found) - len(shown))) if len(found) > len(shown) else None,
            Listing((Entry(t("All versions"), f"{after.path}/v"),)),
        ),
        {
            "reference": draft.reference, "version": newer, "since": older.version.number,
            "changes": [{"place": p, "before": b, "now": a} for p, b, a in shown],
            "not_shown": len(found) - len(shown),
        },
        above=_above(after),
    )  # fmt: skip


def _changes(old: tuple[Section, ...], new: tuple[Section, ...]) -> Iterator[tuple[str, str, str]]:
    """The place in the new version, what stood before and what stands now ("" for nothing)."""
    before = [text for one in old for text in (one.title, *one.paragraphs)]
    after = [
        (place, text)
        for one in new
        for place, text in (
            (str(one.number), one.title),
            *((f"{one.number}.{k}", text) for k, text in enumerate(one.paragraphs, 1)),
        )
    ]
    matcher = SequenceMatcher(None, before, [text for _, text in after], autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            continue
        gone, come = before[a:b], after[c:d]
        for k in range(max(len(gone), len(come))):
            place = come[k][0] if k < len(come) else ""
            yield place, gone[k] if k < len(gone) else "", come[k][1] if k < len(come) else ""


def _change(place: str, before: str, now: str) -> Entry:
    notes: list[Text | Words] = []
    if before:
        notes += [Text(t("Before:")), Words(before)]
    if now:
        notes += [Text(t("Now:")), Words(now)]
    return Entry(verbatim(place) if place else t("Gone"), notes=tuple(notes))


def version_paths(tx: Tx, one: Whole) -> Iterator[str]:
    """The paths of all pages of a draft's versions."""
    if one.version.number > 1:
        yield f"{one.path}/changes"
    yield f"{one.path}/v"
    for number, _ in tx.get(Drafts).published(one.draft):
        found = as_published(tx, one.draft, number)
        portions = len(found.portions) if found else 0
        path = f"{one.path}/v/{number}"
        yield from (portion_path(path, page) for page in range(1, portions + 1))
        yield from (f"{path}/from/{before}" for before in _earlier(number))
