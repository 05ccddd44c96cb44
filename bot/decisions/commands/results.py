"""Calling a result with a rationale, contesting it, and making it final."""

from dataclasses import replace

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.decisions.ending import close
from bot.decisions.export import final_hash
from bot.decisions.life import evaluation_of, record, show_board
from bot.decisions.model import Decision, Designation, Kind, Result, State
from bot.decisions.rules import LONGEST_REASON, incompatible, is_closed, review_ends
from bot.decisions.store import Decisions
from bot.decisions.views import result_lines
from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.record.verify import digest
from bot.tracks.store import Memberships


@command(
    "result",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Call the result of a closed decision"),
    example='result D7 consensus "All objections were met."',
    asks=t("Why this result? Reply with the rationale; it is shown with your name."),
    lasting=True,
)
def result(
    ctx: Context, tx: Tx, decision: Decision, designation: Designation, rationale: Rest
) -> Reply:
    """Call a result that is compatible with the counts; it is provisional for the review."""
    again = decision.state is State.PROVISIONAL and decision.contested
    if not is_closed(decision, ctx.now) and not again:
        raise _not_now(decision)
    decision = close(tx, decision, ctx.now)
    found = evaluation_of(tx, decision)
    why_not = incompatible(designation, found, decision.terms.kind, decision.reference)
    if why_not:
        raise refusal(
            t("{result} is not possible: {reason}. Nothing was called.",
              result=designation.label, reason=why_not),
            choices=(Choice(t("Show it"), f"decision {decision.reference}"),),
        )  # fmt: skip
    if len(rationale) > LONGEST_REASON:
        raise refusal(
            t("That is too long. Nothing was called; here it is back:"), Quote(rationale[:3000])
        )
    called = replace(
        decision,
        state=State.PROVISIONAL,
        contested=False,
        result=Result(designation, rationale, ctx.speaker.person, ctx.now),
    )
    tx.get(Decisions).change(called)
    record(
        tx, called, "decision.called", ctx.speaker.pseudonym, ctx.now,
        result=designation.value, rationale=digest(rationale), final=final_hash(tx, called),
    )  # fmt: skip
    show_board(ctx, called)
    said = reply(
        t("{reference}: a result was called.", reference=called.reference),
        *result_lines(called),
        with_head=True,
    )
    ctx.announce(called.track, said, about=called.matter)
    return said


def _not_now(decision: Decision) -> Exception:
    show = (Choice(t("Show it"), f"decision {decision.reference}"),)
    if decision.terms.kind is Kind.SENSE:
        return refusal(t("A sense check has no result. Nothing was called."), choices=show)
    if decision.result is not None:
        return refusal(
            t("{reference} has a result already: {result}. Nothing was called.",
              reference=decision.reference, result=decision.result.designation.label),
            choices=show,
        )  # fmt: skip
    return refusal(
        t("{reference} is not closed. Nothing was called.", reference=decision.reference),
        choices=show,
    )


@command(
    "contest",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Contest a provisional result"),
    example="contest D7 The objection of the Pacific was not answered.",
    asks=t("Why do you contest it? Reply with the reason."),
    vital=True,
)
def contest(ctx: Context, tx: Tx, decision: Decision, reason: Rest) -> Reply:
    """Put a result before the other facilitators and the rapporteurs to be looked at again."""
    ends = review_ends(decision)
    if decision.state is not State.PROVISIONAL or ends is None or ctx.now >= ends:
        raise refusal(
            t("The result of {reference} can't be contested now. Nothing was changed.",
              reference=decision.reference),
            private=True,
        )  # fmt: skip
    if decision.track not in tx.get(Memberships).of(ctx.speaker.person):
        raise refusal(
            t("The track's people contest its results. Nothing was changed."), private=True
        )
    contested = replace(decision, contested=True)
    tx.get(Decisions).change(contested)
    voter = tx.get(Decisions).voter(contested, ctx.speaker.person)
    record(tx, contested, "decision.contested", voter.pseudonym, ctx.now,
           reason=digest(reason))  # fmt: skip
    for person in _reviewers(tx, decision):
        ctx.tell(
            person,
            reply(
                t("The result of {reference} was contested:", reference=decision.reference),
                Quote(reason),
                t("{confirm} makes it final; a facilitator may call another with {result}.",
                  confirm=Typed(f"confirm {decision.reference}"),
                  result=Typed(f"result {decision.reference} …")),
                choices=(
                    Choice(t("Show it"), f"decision {decision.reference}"),
                    Choice(t("It stands: make it final"), f"confirm {decision.reference}"),
                ),
            ),
        )  # fmt: skip
    show_board(ctx, contested)
    return reply(
        t("Your reason is kept. {reference} is looked at again before it is final.",
          reference=decision.reference),
        private=True,
    )  # fmt: skip


def _reviewers(tx: Tx, decision: Decision) -> list[int]:
    """The facilitators other than the one who called it, and the rapporteurs."""
    roles, caller = tx.get(Roles), decision.result.by if decision.result else None
    people = [
        *roles.holders(Role.FACILITATOR, decision.track),
        *roles.holders(Role.RAPPORTEUR),
    ]
    return list(dict.fromkeys(one.id for one in people if one.id != caller))


@command(
    "confirm",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Make a contested result final"),
    example="confirm D7",
    listed=False,
    lasting=True,
)
def confirm(ctx: Context, tx: Tx, decision: Decision) -> Reply:
    """A reviewer, who is not the one who called it, lets a contested result stand."""
    mine = tx.get(Roles).of(ctx.speaker.person)
    if Grant(Role.FACILITATOR, decision.track) not in mine and Grant(Role.RAPPORTEUR) not in mine:
        raise refusal(
            t("Another facilitator or a rapporteur looks at it again. Nothing was changed.")
        )
    if decision.result is not None and decision.result.by == ctx.speaker.person:
        raise refusal(t("You called this result: somebody else has to look at it again."))
    if decision.state is not State.PROVISIONAL or not decision.contested:
        raise refusal(t("{reference} is not contested. Nothing was changed.",
                        reference=decision.reference))  # fmt: skip
    return finish(ctx, tx, decision)


def finish(ctx: Context, tx: Tx, decision: Decision) -> Reply:
    """Make a result final, and say so in the rooms."""
    final = replace(decision, state=State.DECIDED, contested=False)
    tx.get(Decisions).change(final)
    record(tx, final, "decision.final", ctx.speaker.pseudonym, ctx.now)
    show_board(ctx, final)
    said = reply(
        t("The result of {reference} is final.", reference=final.reference),
        choices=(Choice(t("Text for the mailing list"), f"list {final.reference}"),),
        with_head=True,
    )
    ctx.announce(final.track, said, about=final.matter)
    return said
