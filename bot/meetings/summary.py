"""The summary of a meeting in the IGF's own form, as Markdown: from the tagged lines alone.

/summary calls it; the rapporteur edits what it writes, and the approved text goes into the record.
"""

from collections.abc import Iterable, Sequence

from bot.conversation.mail import mail_of
from bot.conversation.markdown import escaped
from bot.conversation.phrases import Phrase, n, t, verbatim
from bot.conversation.translate import LANGUAGES, text_of
from bot.conversation.wording import plain_text
from bot.meetings.facts import Facts
from bot.meetings.minutes import Action, Correction, Line, Standing, Tag
from bot.meetings.model import Item, Meeting
from bot.meetings.rules import corrections_end

_Entry = tuple[Phrase, Sequence[Phrase]]
"""Something in a list, with the notes under it."""


def summary_markdown(facts: Facts, language: str) -> str:
    """The summary in a language. People's words stay as they are, and every point keeps the number
    of its line; a corrected one says what it was before."""
    paper = _Paper(language)
    _opening(paper, facts)
    paper.heading(2, t("Agenda"))
    paper.listed(_bare(verbatim(escaped(item.title)) for item in facts.items), 1)
    if not facts.items:
        paper.line(t("There was no agenda."))
    _key_points(paper, facts)
    _decisions(paper, facts)
    _action_items(paper, facts)
    _next_call(paper, facts.following)
    _annexes(paper, facts)
    return paper.text()


def approved_markdown(markdown: str, draft: Meeting, approved: Meeting) -> str:
    """A summary that a rapporteur edited, which says that it is approved where it said that it is a
    draft, in whichever language."""
    for language in LANGUAGES:
        before, after = (
            plain_text(text_of(stage, language))
            for meeting in (draft, approved)
            if (stage := _stage(meeting)) is not None
        )
        markdown = markdown.replace(before, after)
    return markdown


def mailing_text(markdown: str) -> str:
    """A summary as plain text of 72 columns, ready for the mailing list."""
    return mail_of(markdown)


class _Paper:
    """Markdown that grows block by block, in one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._blocks: list[str] = []

    def heading(self, level: int, phrase: Phrase) -> None:
        """A heading."""
        self._blocks.append(f"{'#' * level} {self._said(phrase)}")

    def line(self, phrase: Phrase) -> None:
        """A paragraph of one line."""
        self._blocks.append(self._said(phrase))

    def listed(self, entries: Iterable[_Entry], first: int | None = None) -> None:
        """A list, numbered from its first number on, with the notes under each entry."""
        lines = []
        for place, (phrase, notes) in enumerate(entries):
            mark = "- " if first is None else f"{first + place}. "
            lines.append(mark + self._said(phrase))
            lines += [f"{' ' * len(mark)}- {self._said(note)}" for note in notes]
        if lines:
            self._blocks.append("\n".join(lines))

    def text(self) -> str:
        """All of it."""
        return "\n\n".join(self._blocks) + "\n"

    def _said(self, phrase: Phrase) -> str:
        return plain_text(text_of(phrase, self._language))


def _bare(phrases: Iterable[Phrase]) -> list[_Entry]:
    return [(phrase, ()) for phrase in phrases]


def _opening(paper: _Paper, facts: Facts) -> None:
    """Title and number, date, who chaired, and where the summary stands."""
    meeting = facts.meeting
    paper.heading(
        1,
        t(
            "Summary of {reference}: {title}",
            reference=meeting.reference,
            title=escaped(meeting.title),
        ),
    )
    paper.line(t("{track} · {when}", track=escaped(facts.track), when=meeting.starts))
    stage = _stage(meeting)
    if stage:
        paper.line(stage)
    paper.heading(2, t("Opening"))
    began, chair = meeting.began or meeting.starts, escaped(facts.name(meeting.chair))
    if chair:
        paper.line(t("The meeting began on {when}. {chair} chaired it.", when=began, chair=chair))
    else:
        paper.line(t("The meeting began on {when}.", when=began))
    if meeting.ended:
        paper.line(t("It ended on {when}.", when=meeting.ended))
    if meeting.chatham:
        paper.line(t("It was held under the Chatham House Rule: nobody is named here."))


def _stage(meeting: Meeting) -> Phrase | None:
    ends = corrections_end(meeting)
    if meeting.approved:
        return t("Approved on {when}.", when=meeting.approved)
    return t("Draft. Corrections can be proposed until {when}.", when=ends) if ends else None


def _key_points(paper: _Paper, facts: Facts) -> None:
    """The points under their items, numbered throughout."""
    paper.heading(2, t("Key points"))
    number = 1
    for item in facts.items:
        lines = [one for one in facts.kept(*Tag) if one.item == item.number]
        # Opening an item notes its title; that line is its heading.
        opening = next((one for one in lines if one.tag is Tag.TOPIC), None)
        if opening and opening.text == item.title:
            lines.remove(opening)
            paper.heading(3, _item_heading(facts, item, opening))
            paper.listed(_bare(_notes(facts, opening)))
        else:
            paper.heading(3, _item_heading(facts, item, None))
        number = _points(paper, facts, lines, number)
    known = {item.number for item in facts.items}
    others = [one for one in facts.kept(*Tag) if one.item not in known]
    if others and facts.items:
        paper.heading(3, t("Outside the agenda"))
    if others or not facts.items:
        _points(paper, facts, others, number)


def _item_heading(facts: Facts, item: Item, opening: Line | None) -> Phrase:
    if opening is None:
        return t("Item {number}: {title}", number=item.number, title=escaped(item.title))
    return t(
        "Item {number}: {title} ({reference})",
        number=item.number,
        title=escaped(facts.text(opening)),
        reference=opening.reference,
    )


def _points(paper: _Paper, facts: Facts, lines: Sequence[Line], number: int) -> int:
    """The points of one item, from a number on; the number of the next. What was agreed or is to be
    done stands in its own section and is only pointed at."""
    waiting: list[Line] = []
    for line in lines:
        if line.tag is Tag.TOPIC:
            number = _numbered(paper, facts, waiting, number)
            waiting = []
            paper.heading(4, _point(facts, line))
            paper.listed(_bare(_notes(facts, line)))
        elif line.tag in (Tag.INFO, Tag.LINK):
            waiting.append(line)
    number = _numbered(paper, facts, waiting, number)
    agreed = tuple(one.reference for one in lines if one.tag is Tag.AGREED)
    actions = tuple(f"A{one.action}" for one in lines if one.tag is Tag.ACTION and one.action)
    if agreed:
        paper.line(t("Agreed here: {references}.", references=agreed))
    if actions:
        paper.line(t("Actions from here: {references}.", references=actions))
    if not lines:
        paper.line(t("Nothing was noted."))
    return number


def _numbered(paper: _Paper, facts: Facts, lines: Sequence[Line], number: int) -> int:
    paper.listed([(_point(facts, line), _notes(facts, line)) for line in lines], number)
    return number + len(lines)


def _point(facts: Facts, line: Line) -> Phrase:
    return t("{text} ({reference})", text=escaped(facts.text(line)), reference=line.reference)


def _notes(facts: Facts, line: Line) -> list[Phrase]:
    """For each accepted correction, what stood there before."""
    accepted = facts.accepted(line)
    before = [line.text, *(one.text for one in accepted)]
    return [
        t("Corrected ({reference}). Before: {text}", reference=one.reference, text=escaped(text))
        for one, text in zip(accepted, before, strict=False)
    ]


def _decisions(paper: _Paper, facts: Facts) -> None:
    paper.heading(2, t("Decisions"))
    agreed = facts.kept(Tag.AGREED)
    _numbered(paper, facts, agreed, 1)
    if not agreed:
        paper.line(t("No decision was noted."))


def _action_items(paper: _Paper, facts: Facts) -> None:
    paper.heading(2, t("Action items"))
    lines = {one.action: one for one in facts.kept(Tag.ACTION)}
    entries: list[_Entry] = []
    for action in facts.actions:
        line = lines.get(action.number)
        entries.append((_action(facts, action, line), _notes(facts, line) if line else ()))
    paper.listed(entries)
    if not entries:
        paper.line(t("No action was noted."))


def _action(facts: Facts, action: Action, line: Line | None) -> Phrase:
    """Who does what by when; under the Chatham House Rule not who."""
    text = escaped(facts.text(line) if line and facts.accepted(line) else action.text)
    called = "" if facts.meeting.chatham else action.called or facts.name(action.owner)
    who = escaped(called)
    if who and action.due:
        said = t("{who}, by {day}: {text}", who=who, day=action.due, text=text)
    elif who:
        said = t("{who}: {text}", who=who, text=text)
    elif action.due:
        said = t("By {day}: {text}", day=action.due, text=text)
    else:
        said = verbatim(text)
    reference = line.reference if line else facts.meeting.reference
    return t("{action}. {what} ({reference})", action=action.reference, what=said,
             reference=reference)  # fmt: skip


def _next_call(paper: _Paper, following: Meeting | None) -> None:
    paper.heading(2, t("Next call"))
    if following is None:
        paper.line(t("No next call is planned yet."))
        return
    paper.line(
        t(
            "{reference}: {title}, {when}",
            reference=following.reference,
            title=escaped(following.title),
            when=following.starts,
        )
    )


def _annexes(paper: _Paper, facts: Facts) -> None:
    """The agenda in full, who was there (not under the Chatham House Rule), and the corrections
    that were declined."""
    if facts.items:
        paper.heading(2, t("Annex: agenda"))
        paper.listed(_bare(_agenda_item(facts, item) for item in facts.items), 1)
    if not facts.meeting.chatham:
        paper.heading(2, t("Annex: participants"))
        if facts.present:
            paper.line(t("Present: {people}", people=_names(facts.present)))
        else:
            paper.line(t("Who was present was not noted."))
        if facts.apologies:
            paper.line(t("Apologies: {people}", people=_names(facts.apologies)))
    declined = [one for one in facts.corrections if one.standing is Standing.DECLINED]
    if declined:
        paper.heading(2, t("Annex: declined corrections"))
        paper.listed(_declined(one) for one in declined)


def _declined(one: Correction) -> _Entry:
    proposed = t("{reference} proposed: {text}", reference=one.reference, text=escaped(one.text))
    return proposed, (t("Declined: {reason}", reason=escaped(one.reason)),)


def _names(people: Sequence[str]) -> tuple[str, ...]:
    return tuple(escaped(one) for one in people)


def _agenda_item(facts: Facts, item: Item) -> Phrase:
    title, by = escaped(item.title), escaped(facts.name(item.by))
    length = n("one minute", "{count} minutes", item.minutes)
    if item.minutes and by:
        return t("{title} ({length}; {person})", title=title, length=length, person=by)
    if item.minutes:
        return t("{title} ({length})", title=title, length=length)
    return t("{title} ({person})", title=title, person=by) if by else verbatim(title)
