"""How comments look: before they are sent, as a receipt, in a list, to editors, and answered."""

from datetime import datetime

from bot.conversation.phrases import Phrase, Typed, Value, n, t, verbatim
from bot.conversation.reply import Block, Choice, Items, Line, Quote, Reply, Title, reply
from bot.drafts.model import (
    Answer,
    Capacity,
    Comment,
    Disposition,
    Draft,
    Kind,
    Shown,
    Standing,
    Unsent,
    Words,
)
from bot.drafts.views import name, where

_LONGEST = 600
_SHORT = 160


def shortened(text: str, most: int = _LONGEST) -> str:
    """A text that is not too long for a card."""
    return text if len(text) <= most else text[: most - 1] + "…"


def author(comment: Comment) -> Phrase:
    """Who a comment is by, as the public may know."""
    if comment.words.shown is Shown.ANONYMOUS:
        return t("anonymous")
    if comment.words.shown is Shown.ORGANISATION:
        return verbatim(comment.author.organisation) if comment.author.organisation else t(
            "former participant")  # fmt: skip
    if not comment.author.name:
        return t("former participant")
    if comment.words.capacity is Capacity.ORGANISATION and comment.author.organisation:
        return t("{name} for {organisation}", name=comment.author.name,
                 organisation=comment.author.organisation)  # fmt: skip
    return verbatim(comment.author.name)


def kept_as(words: Words) -> Phrase:
    """Of which kind a comment is, and how its author is shown."""
    return t(
        "{kind}; {shown}, {capacity}",
        kind=words.kind.label, shown=words.shown.label, capacity=words.capacity.label,
    )  # fmt: skip


def _said(words: Words, most: int = _LONGEST) -> list[Block]:
    blocks: list[Block] = [Quote(shortened(words.text, most))]
    if words.proposal:
        blocks += [Line(t("Proposed wording:")), Quote(shortened(words.proposal, most))]
    return blocks


def preview(draft: Draft, unsent: Unsent) -> Reply:
    """A comment before it is sent; everything that is asked can be left as it is."""
    words = unsent.words
    about: dict[str, Value] = {
        "draft": name(draft), "where": where(unsent.version, unsent.anchor.place),
    }  # fmt: skip
    blocks: list[Block] = [
        Title(
            t("Comment from {name} on {draft}, {where}", name=unsent.sender, **about)
            if unsent.sender
            else t("Your comment on {draft}, {where}", **about)
        )
    ]
    if unsent.anchor.quote:
        blocks.append(
            Line(t("It is about: “{quote}”", quote=shortened(unsent.anchor.quote, _SHORT)))
        )
    blocks += _said(words)
    blocks.append(Line(t("To be kept as: {how}.", how=kept_as(words))))
    blocks.append(Line(t("It is not sent yet.")))
    return reply(*blocks, choices=(*_ways(unsent),), private=True)


_IT_IS = {
    Kind.GENERAL: t("It is general"),
    Kind.SUBSTANTIVE: t("It is substantive"),
    Kind.EDITORIAL: t("It is editorial"),
    Kind.QUESTION: t("It is a question"),
}


def _ways(unsent: Unsent) -> list[Choice]:
    number, words = unsent.id, unsent.words
    choices = [Choice(t("Submit"), f"comment submit {number}")]
    choices += [
        Choice(label, f"comment as {number} {kind.value}")
        for kind, label in _IT_IS.items()
        if kind is not words.kind
    ]
    choices.append(Choice(t("Propose a wording"), f"comment wording {number}"))
    other = Capacity.PERSONAL if words.capacity is Capacity.ORGANISATION else Capacity.ORGANISATION
    choices.append(Choice(t("Comment {capacity}", capacity=other.label),
                          f"comment as {number} {other.value}"))  # fmt: skip
    choices += [
        Choice(t("Show it {shown}", shown=shown.label), f"comment as {number} {shown.value}")
        for shown in Shown
        if shown is not words.shown
    ]
    choices.append(Choice(t("Discard"), f"comment discard {number}"))
    return choices


def receipt(draft: Draft, comment: Comment, now: datetime) -> Reply:
    """What the author is told when a comment was received, or amended."""
    window = draft.window
    closes = window.closes if window else now
    about: dict[str, Value] = {
        "reference": comment.reference,
        "draft": name(draft),
        "where": where(comment.version, comment.anchor.place),
    }
    blocks: list[Block] = [
        Title(
            t("Amended: {reference} on {draft}, {where}.", **about)
            if comment.revision
            else t("Received: {reference} on {draft}, {where}.", **about)
        ),
        *_said(comment.words),
        Line(t("Kept as: {how}.", how=kept_as(comment.words))),
    ]  # fmt: skip
    hear = t("You will hear from the facilitators what became of it.")
    times: dict[str, Value] = {"when": comment.received, "closes": closes}
    if comment.late:
        blocks.append(
            Line(t("{when}; the window closed on {closes}, so it is kept and answered as late.",
                   **times))
        )  # fmt: skip
        blocks.append(Line(hear))
    elif now >= closes:
        blocks.append(
            Line(t("{when}; the window closed on {closes}. It was begun before that, and is in "
                   "time.", **times))
        )  # fmt: skip
        blocks.append(Line(hear))
    else:
        blocks += [
            Line(t("{when}; the window is open until {closes}.", **times)),
            Line(
                t("{hear} Until the close: {amend} or {withdraw}.",
                  hear=hear, amend=Typed(f"amend {comment.reference} …"),
                  withdraw=Typed(f"withdraw {comment.reference}"))
            ),
        ]  # fmt: skip
    return reply(*blocks, private=True)


def answer_line(answer: Answer, draft: int) -> Phrase:
    """What was answered, in a line."""
    label: Phrase = answer.disposition.label
    if answer.disposition is Disposition.DUPLICATE and answer.other:
        label = t("duplicate of {other}", other=f"C-B{draft}-{answer.other}")
    if answer.place:
        return t("{disposition}, at {place}", disposition=label, place=answer.place)
    return label


def status(comment: Comment) -> Phrase:
    """Where a comment is."""
    if comment.standing is Standing.WITHDRAWN:
        return t("withdrawn by its author")
    if comment.standing is Standing.HIDDEN:
        return t("hidden")
    if comment.answer is None:
        return t("not answered yet")
    line = answer_line(comment.answer, comment.draft)
    return t("{answer}; contested", answer=line) if comment.waits else line


def _place(comment: Comment) -> Phrase:
    if comment.orphaned:
        return t("paragraph gone")
    if not comment.place:
        return t("the whole draft")
    return verbatim(comment.place)


def entry(comment: Comment) -> Phrase:
    """A comment in a list that everybody may see."""
    one_line = " ".join(comment.words.text.split())
    said = shortened(one_line, _SHORT) if comment.standing is Standing.SUBMITTED else "…"
    late = t(", late") if comment.late else verbatim("")
    return t(
        "{reference} ({place}, {kind}{late}) {author}: “{text}” {status}",
        reference=comment.reference, place=_place(comment), kind=comment.words.kind.label,
        late=late, author=author(comment), text=said, status=status(comment),
    )  # fmt: skip


def listed(
    heading: Phrase,
    comments: list[Comment],
    first: int,
    page: int,
    says: str,
    *,
    filters: str = "",
    empty: Phrase,
) -> Reply:  # fmt: skip
    """A page of comments; says and filters are the command that shows the next one."""
    if not comments:
        return reply(Title(heading), empty)
    shown = comments[first - 1 : first - 1 + page]
    blocks: list[Block] = [Title(heading), Items(tuple(entry(one) for one in shown))]
    choices: list[Choice] = []
    if first - 1 + page < len(comments):
        choices.append(Choice(t("More"), f"{says} from {first + page}{filters}"))
        blocks.append(Line(n("One in all.", "{count} in all.", len(comments))))
    return reply(*blocks, choices=tuple(choices))


def to_editors(draft: Draft, comment: Comment, near: list[Comment], revisions: list[str],
               *, may_answer: bool) -> Reply:  # fmt: skip
    """A comment with all that is needed to answer it."""
    blocks: list[Block] = [
        Title(
            t("{reference} on {draft}, {where}",
              reference=comment.reference, draft=name(draft),
              where=where(comment.version, comment.anchor.place))
        ),
        Line(t("{author}, {when}", author=author(comment), when=comment.received)),
    ]  # fmt: skip
    if comment.late:
        blocks.append(Line(t("It came late.")))
    if comment.anchor.quote:
        blocks += [Line(t("It is about:")), Quote(shortened(comment.anchor.quote, 300))]
    if comment.orphaned:
        blocks.append(Line(t("That paragraph is gone from the newest version.")))
    elif comment.place and comment.place != comment.anchor.place:
        blocks.append(Line(t("It stands at {place} now.", place=comment.place)))
    blocks += [Line(t("{kind}:", kind=comment.words.kind.label)), *_said(comment.words, 2_000)]
    if revisions:
        blocks.append(Line(n("Amended once.", "Amended {count} times.", len(revisions))))
    blocks += _answered(comment)
    if near:
        blocks.append(
            Line(
                t("Much the same is said in {others}. One answer for all: {command}",
                  others=tuple(one.reference for one in near),
                  command=Typed(f"dispose {_together(comment, near)} …"))
            )
        )  # fmt: skip
    return reply(*blocks, choices=_dispositions(comment) if may_answer else ())


def _together(comment: Comment, near: list[Comment]) -> str:
    """Several comments as they are named in one word: C-B2-1,4,9."""
    numbers = sorted(one.number for one in (comment, *near))
    return f"C-B{comment.draft}-{','.join(str(number) for number in numbers)}"


def _answered(comment: Comment) -> list[Block]:
    blocks: list[Block] = [Line(t("Status: {status}", status=status(comment)))]
    if comment.answer and comment.answer.reason:
        blocks.append(Quote(comment.answer.reason))
    if comment.contested:
        blocks += [Line(t("Its author contested the answer:")), Quote(comment.contested)]
    return blocks


def _dispositions(comment: Comment) -> tuple[Choice, ...]:
    if comment.standing is not Standing.SUBMITTED:
        return ()
    # Who has seen an answer may replace it; a button never overwrites one that came meanwhile.
    seen = f"/{comment.answer.number}" if comment.answer else ""
    return tuple(
        Choice(one.label, f"dispose {comment.reference}{seen} {one.value}")
        for one in Disposition
        if one is not Disposition.DUPLICATE
    )


def told_author(comment: Comment, answer: Answer, *, may_contest: bool) -> Reply:
    """What an author is told of the answer."""
    about = (
        t("{reference} (from {name}) was answered: {answer}",
          reference=comment.reference, name=comment.author.sender,
          answer=answer_line(answer, comment.draft))
        if comment.author.sender
        else t("Your comment {reference} was answered: {answer}",
               reference=comment.reference, answer=answer_line(answer, comment.draft))
    )  # fmt: skip
    blocks: list[Block] = [Title(about), Quote(shortened(comment.words.text, _SHORT))]
    if answer.reason:
        blocks += [Line(t("The reason:")), Quote(answer.reason)]
    choices: tuple[Choice, ...] = ()
    if may_contest:
        blocks.append(Line(t("You can contest it once.")))
        choices = (Choice(t("Contest"), f"contest {comment.reference}"),)
    return reply(*blocks, choices=choices)
