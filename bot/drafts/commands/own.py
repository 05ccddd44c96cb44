"""One's own comments: listed, amended, withdrawn, and the answer to them contested."""

from dataclasses import replace

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.drafts.arguments import COMMENT, From, Received
from bot.drafts.cards import listed, receipt
from bot.drafts.commands.commenting import check_length
from bot.drafts.life import facilitators, record_comment, refused
from bot.drafts.model import Draft, Standing, State
from bot.drafts.rules import LONGEST_REASON, is_open
from bot.drafts.store import Comments
from bot.ports import Tx

_PAGE = 8


@command(
    "mycomments",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Your comments, and what became of them"),
    example="mycomments",
)
def my_comments(ctx: Context, comments: Comments, first: From | None) -> Reply:
    """A person's comments on all drafts, newest first."""
    mine = comments.by(ctx.speaker.person)
    shown = listed(
        t("Your comments"), mine, first.place if first else 1, _PAGE, "mycomments",
        empty=t("You have sent no comment yet. {command} lists what is open.",
                command=Typed("drafts")),
    )  # fmt: skip
    return replace(shown, private=True)


def own(ctx: Context, received: Received, written: str = "") -> None:
    """Raises a Refusal unless the comment is the speaker's."""
    if received.comment.author.person != ctx.speaker.person:
        raise refused(
            t("{reference} is not yours. Nothing was changed.",
              reference=received.comment.reference),
            written,
        )  # fmt: skip


def _changeable(ctx: Context, received: Received, written: str = "") -> None:
    """Raises a Refusal if an author can't change the comment any more."""
    own(ctx, received, written)
    reference = received.comment.reference
    why: Phrase | None = None
    if received.comment.standing is not Standing.SUBMITTED:
        why = t("{reference} was withdrawn or hidden. Nothing was changed.", reference=reference)
    elif received.comment.answer:
        why = t("{reference} was answered already. Nothing was changed.", reference=reference)
    if why:
        raise refused(why, written, choices=(Choice(t("My comments"), "mycomments"),))


@command(
    "amend",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Change your comment while the window is open"),
    example="amend C-B2-17 Islands are forgotten in this paragraph.",
    takes_part=True,
    asks=t("How should it read? Reply with the new text."),
)
def amend(ctx: Context, tx: Tx, received: Received, text: Rest) -> Reply:
    """Give a comment other words; the earlier ones stay with it."""
    _changeable(ctx, received, text)
    draft, comment = received.draft, received.comment
    if not is_open(draft, ctx.now):
        raise refused(
            t("The window of {reference} is closed. The comment stays as it is.",
              reference=comment.reference),
            text,
        )  # fmt: skip
    check_length(text)
    comments = tx.get(Comments)
    comments.amend(comment, replace(comment.words, text=text), ctx.now)
    changed = comments.numbered(draft.id, comment.number)
    if changed is None:
        raise LookupError("a comment that was amended is there")
    record_comment(tx, draft, changed, "amended", ctx.now)
    return receipt(draft, changed, ctx.now)


@command(
    "withdraw",
    of=COMMENT,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Withdraw your comment"),
    example="withdraw C-B2-17",
)
def withdraw(ctx: Context, tx: Tx, received: Received) -> Reply:
    """Take a comment back; its number stays taken, its words are not shown any more."""
    _changeable(ctx, received)
    if received.draft.state in (State.REPORTED, State.FINAL):
        raise refusal(t("The report is out. Nothing was changed."), private=True)
    tx.get(Comments).stand(received.comment, Standing.WITHDRAWN)
    record_comment(tx, received.draft, received.comment, "withdrawn", ctx.now)
    return reply(
        t("{reference} is withdrawn. Its words are not shown any more.",
          reference=received.comment.reference),
        private=True,
    )  # fmt: skip


@command(
    "contest",
    of=COMMENT,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Contest the answer to your comment, once"),
    example="contest C-B2-17 The new wording still leaves islands out.",
    listed=False,
    asks=t("Why do you contest it? Reply with the reason."),
)
def contest(ctx: Context, tx: Tx, received: Received, reason: Rest) -> Reply:
    """Have the facilitators look at an answer once more."""
    own(ctx, received, reason)
    draft, comment = received.draft, received.comment
    why = _why_not(draft, received)
    if why:
        raise refused(why, reason)
    if len(reason) > LONGEST_REASON:
        raise refused(t("That is too long. Nothing was kept."), reason)
    tx.get(Comments).contest(comment, reason)
    record_comment(tx, draft, comment, "contested", ctx.now)
    for person in facilitators(tx, draft):
        ctx.tell(
            person.id,
            reply(
                t("The answer to {reference} was contested:", reference=comment.reference),
                Quote(reason),
                choices=(Choice(t("Look at it again"), f"review {comment.reference}"),),
            ),
        )
    return reply(
        t("Your reason is kept. {reference} is looked at once more, and you are told.",
          reference=comment.reference),
        private=True,
    )  # fmt: skip


def _why_not(draft: Draft, received: Received) -> Phrase | None:
    reference = received.comment.reference
    if received.comment.answer is None:
        return t("{reference} has no answer yet. Nothing was changed.", reference=reference)
    if received.comment.contested:
        return t("{reference} was contested before. Nothing was changed.", reference=reference)
    if draft.state in (State.REPORTED, State.FINAL, State.WITHDRAWN):
        return t("The report is out. Nothing was changed.")
    return None
