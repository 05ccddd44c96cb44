"""Comments against the Code of Conduct: hidden with a public reason, and shown again on appeal."""

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Items, Quote, Reply, Title, reply
from bot.drafts.arguments import Received
from bot.drafts.commands.own import own
from bot.drafts.life import record, refused
from bot.drafts.model import Draft, Moderated, Standing, State
from bot.drafts.rules import LONGEST_REASON
from bot.drafts.store import Comments
from bot.people.model import Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.record.verify import digest

_MOST = 20


@command(
    "hide",
    who=Who.RAPPORTEUR,
    where=Where.ANYWHERE,
    help=t("Hide a comment that is against the Code of Conduct"),
    example="hide C-B2-17 It insults a participant.",
    asks=t("Why is it hidden? Reply with the reason; it is public."),
)
def hide(ctx: Context, tx: Tx, received: Received, reason: Rest) -> Reply:
    """Show a comment no longer; why is public, and its author is told."""
    draft, comment = received.draft, received.comment
    if comment.standing is not Standing.SUBMITTED or draft.state in (State.REPORTED, State.FINAL):
        raise refusal(
            t("{reference} can't be hidden now. Nothing was changed.",
              reference=comment.reference)
        )  # fmt: skip
    _check(reason)
    _keep(ctx, tx, received, "hidden", reason, Standing.HIDDEN)
    ctx.tell(
        comment.author.person,
        reply(
            t("Your comment {reference} is hidden, because it is against the Code of Conduct:",
              reference=comment.reference),
            Quote(reason),
            t("It stays counted. You can appeal: {command}",
              command=Typed(f"appeal {comment.reference} …")),
            choices=(Choice(t("Appeal"), f"appeal {comment.reference}"),),
        ),
    )  # fmt: skip
    return reply(
        t("{reference} is hidden, and its author told. The reason is public.",
          reference=comment.reference)
    )  # fmt: skip


def _check(reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        raise refused(t("That is too long. Nothing was kept."), reason)


def _keep(
    ctx: Context, tx: Tx, received: Received, act: str, reason: str, standing: Standing
) -> None:
    comments = tx.get(Comments)
    comments.stand(received.comment, standing)
    comments.moderate(received.comment, act, reason, ctx.speaker.person, ctx.now)
    record(
        tx, received.draft, f"comment.{act}", ctx.speaker.pseudonym, ctx.now,
        comment=received.comment.reference, reason=digest(reason),
    )  # fmt: skip


@command(
    "appeal",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Ask for your hidden comment to be shown again"),
    example="appeal C-B2-17 It names a rule, not a person.",
    listed=False,
    asks=t("Why should it be shown? Reply with the reason; the rapporteurs see it."),
)
def appeal(ctx: Context, tx: Tx, received: Received, reason: Rest) -> Reply:
    """Put a hidden comment before the rapporteurs once more."""
    own(ctx, received, reason)
    comment = received.comment
    if comment.standing is not Standing.HIDDEN or comment.appeal:
        raise refused(
            t("{reference} is not hidden, or was appealed before. Nothing was changed.",
              reference=comment.reference),
            reason,
        )  # fmt: skip
    _check(reason)
    comments = tx.get(Comments)
    comments.appeal(comment, reason)
    comments.moderate(comment, "appealed", "", ctx.speaker.person, ctx.now)
    for person in tx.get(Roles).holders(Role.RAPPORTEUR):
        ctx.tell(
            person.id,
            reply(
                t("The hiding of {reference} is appealed:", reference=comment.reference),
                Quote(comment.words.text[:1_500]),
                t("The author says:"),
                Quote(reason),
                t("{command} shows it again.", command=Typed(f"show {comment.reference} …")),
                choices=(Choice(t("Show it again"), f"show {comment.reference}"),),
            ),
        )
    return reply(
        t("Your appeal is with the rapporteurs. You are told what they decide."), private=True
    )


@command(
    "show",
    who=Who.RAPPORTEUR,
    where=Where.ANYWHERE,
    help=t("Show a hidden comment again"),
    example="show C-B2-17 The appeal is right.",
    asks=t("Why is it shown again? Reply with the reason; it is public."),
)
def show(ctx: Context, tx: Tx, received: Received, reason: Rest) -> Reply:
    """Undo a hiding."""
    comment = received.comment
    if comment.standing is not Standing.HIDDEN:
        raise refusal(
            t("{reference} is not hidden. Nothing was changed.", reference=comment.reference)
        )
    _check(reason)
    _keep(ctx, tx, received, "shown", reason, Standing.SUBMITTED)
    ctx.tell(
        comment.author.person,
        reply(
            t("Your comment {reference} is shown again:", reference=comment.reference),
            Quote(reason),
        ),
    )
    return reply(t("{reference} is shown again, and its author told.", reference=comment.reference))


@command(
    "moderation",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Which comments were hidden, and why"),
    example="moderation B2",
)
def moderation(ctx: Context, comments: Comments, draft: Draft | None) -> Reply:
    """The public log, newest first."""
    found = comments.moderated(draft)[::-1][:_MOST]
    if not found:
        return reply(t("No comment was hidden."))
    return reply(Title(t("Hidden comments")), Items(tuple(_line(one) for one in found)))


def _line(one: Moderated) -> Phrase:
    reference = f"C-B{one.draft}-{one.number}"
    if one.act == "hidden":
        return t("{when}: {reference} was hidden: “{reason}”",
                 when=one.at, reference=reference, reason=one.reason)  # fmt: skip
    if one.act == "appealed":
        return t("{when}: the hiding of {reference} was appealed", when=one.at, reference=reference)
    return t("{when}: {reference} is shown again: “{reason}”",
             when=one.at, reference=reference, reason=one.reason)  # fmt: skip
