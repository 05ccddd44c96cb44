"""Answering: the working list of a draft, one comment with its ways, and dispositions."""

import re

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, n, t, verbatim
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Block, Choice, Items, Line, Reply, Title, reply
from bot.drafts.arguments import COMMENT, From, Received, Selected
from bot.drafts.cards import entry, status, to_editors, told_author
from bot.drafts.life import editor, record, refused
from bot.drafts.model import (
    Answer,
    Comment,
    Disposition,
    Draft,
    Standing,
    State,
)
from bot.drafts.rules import (
    LONGEST_REASON,
    alike,
    by_place,
    counted,
    place_and_reason,
    places,
    section_of,
)
from bot.drafts.store import Comments, Drafts
from bot.drafts.views import name
from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.people.waiting import Waiting, when_asked_what_waits
from bot.ports import Tx
from bot.record.verify import digest

_PAGE = 6
_OTHER = re.compile(r"\s*c-?b(\d{1,6})-(\d{1,6})\s*", re.IGNORECASE)
_MOST_NEAR = 20


@command(
    "review",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The comments on a draft that wait for an answer"),
    example="review B2",
    listed=False,
)
def review(ctx: Context, tx: Tx, draft: Draft, first: From | None) -> Reply:
    """Unanswered ones first, by paragraph, near-duplicates side by side."""
    editor(ctx, tx, draft)
    known = sorted(
        counted(tx.get(Comments).of(draft)),
        key=lambda one: (not one.waits, one.orphaned, by_place(one.place), one.number),
    )
    waiting = [one for one in known if one.waits]
    heading = t("{draft}: comments to answer", draft=name(draft))
    if not waiting:
        return reply(
            Title(heading),
            t("Every comment has an answer."),
            choices=(Choice(t("Closing report"), f"report {draft.reference}"),),
        )
    groups = list(alike(waiting))
    start = first.place if first else 1
    shown = groups[start - 1 : start - 1 + _PAGE]
    blocks: list[Block] = [
        Title(heading),
        Line(t("{waiting} of {all} wait.", waiting=len(waiting), all=len(known))),
    ]
    choices = []
    for group in shown:
        blocks += _group(group)
        choices.append(Choice(verbatim(group[0].reference), f"review {group[0].reference}"))
    if start - 1 + _PAGE < len(groups):
        choices.append(Choice(t("More"), f"review {draft.reference} from {start + _PAGE}"))
    return reply(*blocks, choices=tuple(choices))


@when_asked_what_waits
def comments_wait(tx: Tx, ctx: Context) -> list[Waiting]:
    """The drafts of the speaker's tracks whose comments wait for an answer."""
    tracks = [
        grant.track
        for grant in tx.get(Roles).of(ctx.speaker.person)
        if grant.role is Role.FACILITATOR
    ]
    found: list[Waiting] = []
    for draft in tx.get(Drafts).of(tuple(tracks)):
        waiting = sum(one.waits for one in tx.get(Comments).of(draft))
        if draft.state is State.PUBLISHED and waiting:
            line = n("{reference}: answer one comment", "{reference}: answer {count} comments",
                     waiting, reference=draft.reference)  # fmt: skip
            show = Choice(verbatim(draft.reference), f"review {draft.reference}")
            found.append(Waiting(line, show))
    return found


def _group(group: list[Comment]) -> list[Block]:
    if len(group) == 1:
        return [Items((entry(group[0]),))]
    return [
        Line(n("One says much the same:", "{count} say much the same:", len(group))),
        Items(tuple(entry(one) for one in group)),
    ]


@command(
    "review",
    of=COMMENT,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("One comment, with the ways to answer it"),
    example="review C-B2-17",
    listed=False,
)
def review_one(ctx: Context, tx: Tx, received: Received) -> Reply:
    """A comment with its quote, revisions and near-duplicates; facilitators answer by a tap."""
    draft, comment = received.draft, received.comment
    editor(ctx, tx, draft)
    comments = tx.get(Comments)
    others = [
        one
        for one in comments.of(draft)
        if one.number != comment.number
        and one.waits
        and section_of(one.place) == section_of(comment.place)
    ]
    near = next(iter(alike([comment, *others])))[1 : _MOST_NEAR + 1]
    mine = tx.get(Roles).of(ctx.speaker.person)
    may_answer = Grant(Role.FACILITATOR, draft.track) in mine and Grant(Role.RAPPORTEUR) not in mine
    return to_editors(draft, comment, near, comments.revisions(comment), may_answer=may_answer)


@command(
    "dispose",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Answer comments: accepted, changed, addressed, noted, declined …"),
    example='dispose C-B2-17 declined "It is outside our mandate."',
)
def dispose(
    ctx: Context, tx: Tx, selected: Selected, disposition: Disposition, words: Rest | None
) -> Reply:
    """Answer one comment or several; each author is told at once, with the reason."""
    draft, written = selected.draft, words or ""
    _may_dispose(ctx, tx, draft, written)
    says = _says(selected, disposition)
    place, reason, other = _read(tx, draft, disposition, written)
    waiting = _answerable(selected, written)
    if disposition is Disposition.DUPLICATE and other is None:
        raise refusal(
            t("Of which comment is it a duplicate? Reply with its reference and the reason."),
            asks=says,
        )
    if any(one.number == other for one in waiting):
        raise refused(t("A comment is no duplicate of itself. Nothing was changed."), written)
    if disposition.needs_reason and not reason:
        raise refusal(
            t("“{disposition}” needs a reason. Reply with it; the author is told.",
              disposition=disposition.label),
            asks=says + (f"C-B{draft.id}-{other} " if other else f"at {place} " if place else ""),
        )  # fmt: skip
    if len(reason) > LONGEST_REASON:
        raise refused(t("That is too long. Nothing was kept."), written)
    if disposition.needs_place and not place and not all(_place_of(one) for one in waiting):
        raise refusal(
            t("Which paragraph changes? Reply with its number, such as {example}.",
              example="3.2"),
            asks=says + (f'"{reason}" ' if reason else "") + "at ",
        )  # fmt: skip
    for comment in waiting:
        changed = place or (_place_of(comment) if disposition.needs_place else "")
        quote = _text_at(tx, draft, changed) if changed else ""
        number = (comment.answer.number if comment.answer else 0) + 1
        at = ctx.now.replace(microsecond=0)
        _answer(
            ctx, tx, draft, comment,
            Answer(number, disposition, reason, changed, other, at, quote),
        )  # fmt: skip
    return _done(selected, waiting)


def _says(selected: Selected, disposition: Disposition) -> str:
    return f"dispose {selected.word} {disposition.value} "


def _may_dispose(ctx: Context, tx: Tx, draft: Draft, written: str) -> None:
    if Grant(Role.RAPPORTEUR) in tx.get(Roles).of(ctx.speaker.person):
        raise refused(
            t("A rapporteur is neutral and never answers a comment. Nothing was changed."),
            written,
        )
    if draft.state is not State.PUBLISHED:
        raise refused(
            t("The comments on {draft} are closed. Nothing was changed.", draft=name(draft)),
            written,
        )


def _read(
    tx: Tx, draft: Draft, disposition: Disposition, written: str
) -> tuple[str, str, int | None]:
    """The changed place, the reason and the other comment that the words name."""
    other = None
    if disposition is Disposition.DUPLICATE:
        found = _OTHER.match(written)
        known = tx.get(Comments).numbered(int(found[1]), int(found[2])) if found else None
        if found and (known is None or known.draft != draft.id
                      or known.standing is Standing.WITHDRAWN):  # fmt: skip
            raise refused(
                t("There is no comment {word}. Nothing was changed.", word=found[0].strip()),
                written,
            )
        if found:
            other, written = int(found[2]), written[found.end() :]
    place, reason = place_and_reason(written, needs_place=disposition.needs_place)
    if place:
        _check_place(tx, draft, place, written)
    return place, reason, other


def _check_place(tx: Tx, draft: Draft, place: str, written: str) -> None:
    if not _text_at(tx, draft, place):
        raise refused(
            t("There is no paragraph {place} in {draft}. Nothing was changed.",
              place=place, draft=name(draft)),
            written,
        )  # fmt: skip


def _text_at(tx: Tx, draft: Draft, place: str) -> str:
    """What stands at a place: of the version that is prepared, where the change is, or else of the
    published one."""
    drafts = tx.get(Drafts)
    for version in (drafts.prepared(draft), drafts.version(draft, draft.version)):
        if version and place in places(version.sections):
            return places(version.sections)[place]
    return ""


def _place_of(comment: Comment) -> str:
    return "" if comment.orphaned else comment.place


def _answerable(selected: Selected, written: str) -> list[Comment]:
    """The comments that can be answered now. Raises a Refusal if there is none: who disposes at
    the same time as somebody else is told what stands."""
    ready = [
        one
        for one in selected.comments
        if one.waits
        or (
            one.standing is Standing.SUBMITTED
            and one.answer is not None
            and one.answer.number == selected.seen
            and not one.contested
        )
    ]
    if not ready:
        first = selected.comments[0]
        raise refused(
            t("{reference}: {status}. Nothing was changed.",
              reference=first.reference, status=status(first)),
            written,
            choices=(Choice(t("Show it"), f"review {first.reference}"),),
        )  # fmt: skip
    return ready


def _answer(ctx: Context, tx: Tx, draft: Draft, comment: Comment, answer: Answer) -> None:
    tx.get(Comments).answer(comment, answer, ctx.speaker.person)
    other = f"C-B{draft.id}-{answer.other}" if answer.other else ""
    record(
        tx, draft, "comment.disposed", ctx.speaker.pseudonym, ctx.now,
        comment=comment.reference, answer=answer.number, disposition=answer.disposition.value,
        place=answer.place, other=other, reason=digest(answer.reason),
    )  # fmt: skip
    told = told_author(
        comment, answer, may_contest=not comment.contested and not comment.author.sender
    )
    ctx.tell(comment.author.person, told)


def _done(selected: Selected, answered: list[Comment]) -> Reply:
    draft = selected.draft
    left = len(selected.comments) - len(answered)
    references = tuple(one.reference for one in answered)
    said: list[Phrase] = [
        t("Answered: {references}. The author is told.", references=references)
        if len(answered) == 1
        else t("Answered: {references}. The authors are told.", references=references)
    ]
    if left:
        said.append(
            n("One other was answered before, withdrawn or hidden.",
              "{count} others were answered before, withdrawn or hidden.", left)
        )  # fmt: skip
    return reply(*said, choices=(Choice(t("What else waits"), f"review {draft.reference}"),))
