"""Comments against the Code of Conduct: flagged, hidden with a public reason, appealed.

An appeal is decided by somebody who was not involved.
"""

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Items, Quote, Reply, Title, reply
from bot.drafts.arguments import COMMENT, Received
from bot.drafts.commands.own import own
from bot.drafts.life import record, refused
from bot.drafts.model import Draft, Moderated, Standing, State
from bot.drafts.rules import LONGEST_REASON
from bot.drafts.store import Comments
from bot.people.model import Taken
from bot.people.moderating import decline, flag, raise_appeal, settle_flags, undo
from bot.people.store import Measures
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
    tx.get(Measures).take(
        Taken.HIDDEN,
        comment.reference,
        draft.track,
        comment.author.person,
        ctx.speaker.person,
        reason,
        ctx.now,
    )
    outcome = t("You flagged {reference}. It is hidden:", reference=comment.reference)
    settle_flags(tx, ctx, comment.reference, outcome, reason)
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
    "flag",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Tell the rapporteurs that words are against the Code of Conduct"),
    example="flag C-B2-17 It insults a participant.",
    asks=t("What is wrong with it? Reply with the reason; only the rapporteurs see it."),
)
def flag_comment(ctx: Context, tx: Tx, received: Received, reason: Rest) -> Reply:
    """Put a comment before the rapporteurs."""
    comment = received.comment
    if comment.standing is not Standing.SUBMITTED:
        raise refused(
            t("{reference} was withdrawn or hidden. Nothing was changed.",
              reference=comment.reference),
            reason,
        )  # fmt: skip
    words = Quote(comment.words.text[:1_500])
    track, author = received.draft.track, comment.author.person
    return flag(tx, ctx, comment.reference, track, words, author, reason)


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
    """Put a hidden comment before somebody who was not involved."""
    own(ctx, received, reason)
    comment = received.comment
    measure = tx.get(Measures).standing(comment.reference)
    if comment.standing is not Standing.HIDDEN or measure is None or measure.appeal:
        raise refused(
            t("{reference} is not hidden, or was appealed before. Nothing was changed.",
              reference=comment.reference),
            reason,
        )  # fmt: skip
    words = (Quote(comment.words.text[:1_500]),)
    said = raise_appeal(tx, ctx, measure, reason, words, f"show {comment.reference}")
    comments = tx.get(Comments)
    comments.appeal(comment, reason)
    comments.moderate(comment, "appealed", "", ctx.speaker.person, ctx.now)
    return said


@command(
    "show",
    who=Who.MODERATOR,
    where=Where.ANYWHERE,
    help=t("Show a hidden comment again"),
    example="show C-B2-17 The appeal is right.",
    asks=t("Why is it shown again? Reply with the reason; it is public."),
)
def show(ctx: Context, tx: Tx, received: Received, reason: Rest) -> Reply:
    """Undo a hiding; if it is appealed, somebody does who was not involved."""
    comment = received.comment
    if comment.standing is not Standing.HIDDEN:
        raise refusal(
            t("{reference} is not hidden. Nothing was changed.", reference=comment.reference)
        )
    _check(reason)
    measure = tx.get(Measures).standing(comment.reference)
    if measure:
        undo(tx, ctx, measure, reason)
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
    "decline",
    of=COMMENT,
    who=Who.MODERATOR,
    where=Where.ANYWHERE,
    help=t("Decline the appeal against a hidden comment"),
    example="decline C-B2-17 It names a person.",
    listed=False,
    asks=t("Why is it declined? Reply with the answer; the author is told, and it is public."),
)
def decline_appeal(ctx: Context, tx: Tx, received: Received, answer: Rest) -> Reply:
    """Decline an appeal with an answer; the comment stays hidden."""
    comment = received.comment
    said = decline(tx, ctx, comment.reference, answer)
    tx.get(Comments).moderate(comment, "declined", answer, ctx.speaker.person, ctx.now)
    record(
        tx, received.draft, "comment.appeal-declined", ctx.speaker.pseudonym, ctx.now,
        comment=comment.reference, answer=digest(answer),
    )  # fmt: skip
    return said


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
    if one.act == "declined":
        return t("{when}: the appeal on {reference} was declined: “{reason}”",
                 when=one.at, reference=reference, reason=one.reason)  # fmt: skip
    if one.act == "appealed":
        return t("{when}: the hiding of {reference} was appealed", when=one.at, reference=reference)
    return t("{when}: {reference} is shown again: “{reason}”",
             when=one.at, reference=reference, reason=one.reason)  # fmt: skip
