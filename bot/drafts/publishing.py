"""Making a version the newest: comments move with their quotes, and their authors are told."""

from collections import defaultdict
from dataclasses import replace

from bot.conversation.context import Context
from bot.conversation.phrases import t
from bot.conversation.reply import Block, Line, Quote, Title, reply
from bot.drafts.cards import shortened
from bot.drafts.life import record
from bot.drafts.model import Anchor, Comment, Draft, Standing, State, Version
from bot.drafts.rules import places, where_now
from bot.drafts.store import Comments, Drafts
from bot.drafts.views import name
from bot.ports import Tx
from bot.record.verify import canonical

_LONGEST = 700


def make_newest(ctx: Context, tx: Tx, draft: Draft, version: Version) -> tuple[Draft, list[str]]:
    """Publish a version; the draft as it is then, and the comments whose paragraph is gone."""
    drafts, comments = tx.get(Drafts), tx.get(Comments)
    drafts.publish(draft, version, ctx.now)
    titles = {"titles": canonical(dict(draft.titles))} if draft.titles else {}
    if draft.state is State.PREPARED:
        draft = replace(draft, state=State.PUBLISHED)
        drafts.change(draft)
    draft = replace(draft, version=version.number)
    record(
        tx, draft, "draft.published", ctx.speaker.pseudonym, ctx.now,
        version=version.number, text=version.hash, title=draft.title, **titles,
    )  # fmt: skip
    orphans: list[str] = []
    if version.number > 1:
        known = comments.of(draft)
        comments.move(draft, where_now({one.anchor for one in known}, version.sections))
        known = comments.of(draft)
        orphans = [one.reference for one in known if one.orphaned and _counts(one)]
        _tell_authors(ctx, tx, draft, version, known)
    return draft, orphans


def would_orphan(tx: Tx, draft: Draft, version: Version) -> list[str]:
    """The comments whose paragraph would be gone with a version."""
    known = [one for one in tx.get(Comments).of(draft) if _counts(one)]
    found = where_now({one.anchor for one in known}, version.sections)
    return [one.reference for one in known if found[one.anchor][1]]


def _counts(comment: Comment) -> bool:
    return comment.standing is not Standing.WITHDRAWN


def _tell_authors(
    ctx: Context, tx: Tx, draft: Draft, version: Version, known: list[Comment]
) -> None:
    """Show those whose comments were accepted the paragraph that was changed for them."""
    here = places(version.sections)
    told: defaultdict[int, list[Block]] = defaultdict(list)
    for one in known:
        answer = one.answer
        if not _counts(one) or answer is None or not answer.disposition.needs_place:
            continue
        anchor = Anchor(answer.place, answer.quote)
        place, is_gone = where_now([anchor], version.sections)[anchor]
        if is_gone:
            told[one.author.person].append(
                Line(t("{comment}: its paragraph is gone or written anew", comment=one.reference))
            )
            continue
        tx.get(Comments).move_answer(one, place, here[place])
        told[one.author.person] += [
            Line(t("{comment}: {place} reads now", comment=one.reference, place=place)),
            Quote(shortened(here[place], _LONGEST)),
        ]
    for person, blocks in told.items():
        heading = t("Version {version} of {draft} is out, with what you proposed:",
                    version=str(version.number), draft=name(draft))  # fmt: skip
        ctx.tell(person, reply(Title(heading), *blocks))
