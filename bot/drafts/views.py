"""How drafts look: a line, an outline, a section, a paragraph, what a version changed."""

from datetime import datetime

from bot.conversation.phrases import Phrase, Typed, n, t, verbatim
from bot.conversation.reply import Block, Choice, Items, Line, Quote, Reply, Title, reply
from bot.conversation.translate import language_name
from bot.drafts.model import Draft, Section, State, Version
from bot.drafts.rules import Difference, by_place, is_open, places, takes_comments

PAGE = 5
_LONGEST_TITLE = 60
_MOST_SECTIONS = 40


def name(draft: Draft) -> Phrase:
    """A draft in a sentence: B2 “Norms in practice”."""
    return t("{reference} “{title}”", reference=draft.reference, title=draft.heading)


def all_titles(draft: Draft) -> tuple[Block, ...]:
    """The title as it was given first, and in other languages."""
    others = [Quote(f"{language_name(code)}: {title}") for code, title in draft.titles.items()]
    return (Quote(draft.title), *others)


def state(draft: Draft, now: datetime) -> Phrase:
    """Where a draft is."""
    match draft.state:
        case State.PREPARED:
            return t("not published yet")
        case State.WITHDRAWN:
            return t("withdrawn")
        case State.REPORTED:
            return t("comments answered, report published")
        case State.FINAL:
            return t("final")
    if draft.window is None:
        return t("published, comments are not open yet")
    if is_open(draft, now):
        return t("comments open until {when}", when=draft.window.closes)
    return t("comments closed on {when}", when=draft.window.closes)


def why_not_taken(draft: Draft, now: datetime) -> Phrase | None:
    """Why a comment on a draft is not taken, or None if it is."""
    if takes_comments(draft, now):
        return None
    if draft.state is State.WITHDRAWN:
        return t("{draft} was withdrawn. Nothing was kept.", draft=name(draft))
    if draft.state in (State.REPORTED, State.FINAL):
        return t(
            "The comments on {draft} are answered and its report is out. Nothing was kept.",
            draft=name(draft),
        )
    return t("Comments on {draft} are not open yet. Nothing was kept.", draft=name(draft))


def line(draft: Draft, now: datetime) -> Phrase:
    """A draft in a list."""
    return t("{draft}: {state}", draft=name(draft), state=state(draft, now))


def where(version: int, place: str) -> Phrase:
    """Which version and place a comment is about."""
    number = str(version)
    if not place:
        return t("version {version}, the whole draft", version=number)
    if "." not in place:
        return t("version {version}, section {place}", version=number, place=place)
    return t("version {version}, paragraph {place}", version=number, place=place)


def sizes(sections: tuple[Section, ...]) -> Phrase:
    """How many sections and paragraphs."""
    paragraphs = sum(len(one.paragraphs) for one in sections)
    return t(
        "{sections}, {paragraphs}.",
        sections=n("one section", "{count} sections", len(sections)),
        paragraphs=n("one paragraph", "{count} paragraphs", paragraphs),
    )


def _section_line(section: Section) -> Phrase:
    return n(
        "{number} {title} (one paragraph)",
        "{number} {title} ({count} paragraphs)",
        len(section.paragraphs),
        number=str(section.number),
        title=section.title[:_LONGEST_TITLE],
    )


def outline_lines(sections: tuple[Section, ...]) -> list[Block]:
    """The sections with their numbers."""
    blocks: list[Block] = [Items(tuple(_section_line(one) for one in sections[:_MOST_SECTIONS]))]
    if len(sections) > _MOST_SECTIONS:
        blocks.append(
            Line(n("One more section.", "{count} more sections.", len(sections) - _MOST_SECTIONS))
        )
    return blocks


def how_to_read(draft: Draft) -> Line:
    """The commands that show parts of a draft."""
    return Line(
        t(
            "{command} shows a section, {other} a paragraph.",
            command=Typed(f"read {draft.reference} 1"),
            other=Typed(f"read {draft.reference} 1.1"),
        )
    )


def outline(draft: Draft, track: str, version: Version, now: datetime) -> Reply:
    """The sections of a draft, to read and to comment on."""
    blocks: list[Block] = [
        Title(t("{draft} · {track}", draft=name(draft), track=track)),
        Line(
            t("Version {version}, published {when}; {state}.",
              version=str(version.number), when=version.published or now,
              state=state(draft, now))
        ),
        *outline_lines(version.sections),
        how_to_read(draft),
    ]  # fmt: skip
    choices = [
        Choice(verbatim(f"{one.number}"), f"read {draft.reference} {one.number}")
        for one in version.sections[:7]
    ]
    if is_open(draft, now):
        choices.append(Choice(t("Comment"), f"comment {draft.reference}"))
    choices.append(Choice(t("Comments"), f"comments {draft.reference}"))
    return reply(*blocks, choices=tuple(choices))


def section_page(
    draft: Draft, version: Version, section: Section, first: int, now: datetime
) -> Reply:
    """Some paragraphs of a section, from one on."""
    shown = section.paragraphs[first - 1 : first - 1 + PAGE]
    blocks: list[Block] = [
        Title(t("{number} {title}", number=str(section.number), title=section.title))
    ]
    for number, text in enumerate(shown, first):
        blocks.append(Line(verbatim(f"{section.number}.{number}")))
        blocks.append(Quote(text))
    if not section.paragraphs:
        blocks.append(Line(t("This section has no text of its own.")))
    here = f"read {draft.reference} {section.number}"
    choices = []
    if first + PAGE <= len(section.paragraphs):
        choices.append(Choice(t("More"), f"{here} from {first + PAGE}"))
    elif section.number < len(version.sections):
        choices.append(Choice(t("Next section"), f"read {draft.reference} {section.number + 1}"))
    if is_open(draft, now):
        choices.append(Choice(t("Comment"), f"comment {draft.reference} {section.number}"))
    choices.append(Choice(t("Outline"), f"read {draft.reference}"))
    return reply(*blocks, choices=tuple(choices))


def paragraph(draft: Draft, version: Version, place: str, comments: int, now: datetime) -> Reply:
    """One paragraph; a reply to it is a comment on it."""
    here = places(version.sections)
    order = sorted((one for one in here if "." in one), key=by_place)
    at = order.index(place)
    blocks: list[Block] = [
        Title(
            t("{draft}, paragraph {place}", draft=name(draft), place=place)
        ),
        Quote(here[place]),
    ]  # fmt: skip
    if comments:
        blocks.append(
            Line(n("One public comment on it.", "{count} public comments on it.", comments))
        )
    open_now = is_open(draft, now)
    if open_now:
        blocks.append(Line(t("A reply to this message is a comment on it.")))
    steps = [(t("Back"), at - 1), (t("Next"), at + 1)]
    choices = [
        Choice(label, f"read {draft.reference} {order[to]}")
        for label, to in steps
        if 0 <= to < len(order)
    ]
    if comments:
        choices.append(Choice(t("Comments"), f"comments {draft.reference} {place}"))
    asks = f"comment {draft.reference} {place} " if open_now else ""
    return reply(*blocks, choices=tuple(choices), asks=asks)


def difference_lines(found: Difference) -> list[Block]:
    """What a version changed, in words."""
    blocks: list[Block] = []
    for heading, sections in (
        (t("Sections that are new:"), found.added),
        (t("Sections that are gone:"), found.removed),
        (t("Sections that were changed:"), found.changed),
    ):
        if sections:
            blocks.append(Line(heading))
            blocks.append(Items(tuple(verbatim(one[:_LONGEST_TITLE]) for one in sections)))
    return blocks or [Line(t("No section was changed."))]


def recognised(
    draft: Draft, version: Version, found: Difference | None, orphans: list[str]
) -> Reply:
    """What was recognised in a file, before it is published."""
    blocks: list[Block] = [
        Title(t("{draft}, version {version}", draft=name(draft), version=str(version.number))),
        Line(t("Read from {file}: {sizes}", file=version.file, sizes=sizes(version.sections))),
        *outline_lines(version.sections),
    ]
    if found:
        blocks += difference_lines(found)
    if orphans:
        blocks.append(
            Line(
                t("The paragraphs of these comments would be gone: {comments}",
                  comments=tuple(orphans[:50]))
            )
        )  # fmt: skip
    blocks.append(Line(t("It is not published yet. A new file takes its place.")))
    return reply(
        *blocks,
        choices=(
            Choice(t("Publish"), f"publish {draft.reference}"),
            Choice(t("Drop it"), f"drop {draft.reference}"),
        ),
        private=True,
    )


def window_lines(draft: Draft) -> list[Block]:
    """When comments are open."""
    window = draft.window
    if window is None:
        return []
    blocks: list[Block] = [
        Line(t("Comments on {draft} are open until {when}.",
               draft=name(draft), when=window.closes))
    ]  # fmt: skip
    if window.soft < window.closes:
        blocks.append(Line(t("What comes until {when} is used in the session.", when=window.soft)))
    return blocks


def window_choices(draft: Draft) -> tuple[Choice, ...]:
    """What can be done while comments are open."""
    return (
        Choice(t("Comment"), f"comment {draft.reference}"),
        Choice(t("Read"), f"read {draft.reference}"),
    )
