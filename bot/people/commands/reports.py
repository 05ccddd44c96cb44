"""A private way to report a concern about conduct; it reaches the rapporteurs and nobody else."""

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Quote, Reply, Title, reply
from bot.people.model import Role
from bot.people.moderating import check_reason, settle_flags
from bot.people.rules import new_reference
from bot.people.store import Flags, Reports, Roles
from bot.people.views import open_concerns
from bot.ports import Tx

_LONGEST = 4000


@command(
    "report",
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("Tell the rapporteurs of a concern about conduct"),
    example='report "In the call of Tuesday somebody was insulted."',
    asks=t("What happened? Reply to this message; only the rapporteurs will read it."),
)
def report(ctx: Context, reports: Reports, roles: Roles, text: Rest) -> Reply:
    """Keep a concern and pass it to every rapporteur in private."""
    if len(text) > _LONGEST:
        raise refusal(
            t("That is longer than I can pass on at once. Nothing was sent; here it is back:"),
            Quote(text),
        )
    reference = new_reference("R")
    reports.add(reference, ctx.speaker.person, text, ctx.now)
    rapporteurs = roles.holders(Role.RAPPORTEUR)
    for rapporteur in rapporteurs:
        ctx.tell(
            rapporteur.id,
            reply(
                Title(t("A concern about conduct: {reference}", reference=reference)),
                Quote(text),
                t("Reported by {person}.", person=ctx.speaker.name),
                t("When it is dealt with: {command}", command=Typed(f"settle {reference}")),
                gone_with=(ctx.speaker.person,),
            ),
        )
    return reply(
        t("Thank you. Your concern is kept under {reference}.", reference=reference),
        t("The rapporteurs have been told, and nobody else.")
        if rapporteurs
        else t("There is no rapporteur yet. The first one will be told, and nobody else."),
    )


@command(
    "reports",
    who=Who.RAPPORTEUR,
    where=Where.PRIVATE,
    help=t("Concerns about conduct that are open"),
    example="reports",
)
def list_reports(ctx: Context, reports: Reports) -> Reply:
    """List the open concerns."""
    return open_concerns(reports.open()) or reply(t("No concern is open."))


@command(
    "settle",
    who=Who.RAPPORTEUR,
    where=Where.PRIVATE,
    help=t("Close a concern that was dealt with"),
    example="settle R-7F3A9C",
)
def settle(ctx: Context, tx: Tx, reports: Reports, reference: Word, answer: Rest | None) -> Reply:
    """Close a concern, its text is deleted; or leave something flagged as it is, with an answer to
    whoever flagged it."""
    if tx.get(Flags).open(reference):
        return _left(ctx, tx, reference, answer)
    if not reports.settle(reference.upper(), ctx.now):
        raise refusal(
            t(
                "There is no open concern {reference}. {command} lists them.",
                reference=reference,
                command=Typed("reports"),
            )
        )
    return reply(t("{reference} is settled. Its text was deleted.", reference=reference.upper()))


def _left(ctx: Context, tx: Tx, reference: str, answer: str | None) -> Reply:
    if answer is None:
        raise refusal(
            t("Why does {reference} stay? Reply with it; whoever flagged it is told.",
              reference=reference),
            asks=f"settle {reference} ",
        )  # fmt: skip
    check_reason(answer)
    author = tx.get(Flags).open(reference)[0].author
    if author:
        told = t("{reference} was flagged. It stays as it is:", reference=reference)
        ctx.tell(author, reply(told, Quote(answer)))
    outcome = t("You flagged {reference}. It stays as it is:", reference=reference)
    settle_flags(tx, ctx, reference, outcome, answer)
    return reply(t("{reference} stays, and whoever flagged it is told.", reference=reference))
