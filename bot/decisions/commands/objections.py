"""An objection's life: answered by facilitators, withdrawn or upheld by its author."""

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.decisions.arguments import Raised
from bot.decisions.life import record, record_objection, show_board
from bot.decisions.model import Decision, Standing, State
from bot.decisions.rules import LONGEST_REASON
from bot.decisions.store import Ballots, Decisions, Objections
from bot.ports import Tx
from bot.record.verify import digest
from bot.tracks.store import Memberships


def _reference(raised: Raised) -> str:
    return f"{raised.decision.reference}.{raised.objection.number}"


def _answered(
    ctx: Context, tx: Tx, raised: Raised, standing: Standing, text: str, told: Phrase
) -> Reply:
    """Keep a facilitator's answer, and put it before the author of the objection."""
    if raised.decision.state is not State.OPEN:
        raise refusal(
            t("A result was called on {reference} already.", reference=raised.decision.reference)
        )
    if raised.objection.standing is Standing.WITHDRAWN:
        raise refusal(t("{objection} was withdrawn.", objection=_reference(raised)))
    if len(text) > LONGEST_REASON:
        raise refusal(t("That is too long. Nothing was kept; here it is back:"), Quote(text[:3000]))
    tx.get(Objections).change(raised.decision, raised.objection.number, standing, text)
    record_objection(
        tx, raised.decision, standing.value, ctx.speaker.pseudonym, ctx.now,
        raised.objection.number,
    )  # fmt: skip
    reference = _reference(raised)
    ctx.tell(
        raised.objection.person,
        reply(
            told,
            Quote(text),
            choices=(
                Choice(t("It is resolved"), f"resolved {reference}"),
                Choice(t("It stands"), f"stands {reference}"),
            ),
        ),
    )
    show_board(ctx, raised.decision)
    return reply(
        t("Kept. The author of {objection} has been told.", objection=reference), Quote(text)
    )


@command(
    "answer",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Answer an objection"),
    example="answer D7.1 We can alternate between two hours.",
    asks=t("What is the answer? Reply with it."),
)
def answer(ctx: Context, tx: Tx, objection: Raised, text: Rest) -> Reply:
    """Answer an objection; it stands until its author says otherwise."""
    told = t("Your objection {objection} was answered:", objection=_reference(objection))
    return _answered(ctx, tx, objection, Standing.ANSWERED, text, told)


@command(
    "accommodate",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Say what was changed to meet an objection"),
    example='accommodate D7.1 "We alternate between 06:00 and 18:00 UTC."',
    asks=t("What was changed? Reply with it."),
)
def accommodate(ctx: Context, tx: Tx, objection: Raised, text: Rest) -> Reply:
    """Name the change that meets an objection."""
    told = t("Your objection {objection} was accommodated by this change:",
             objection=_reference(objection))  # fmt: skip
    return _answered(ctx, tx, objection, Standing.ACCOMMODATED, text, told)


@command(
    "sustain",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Say that an objection stands, and why"),
    example="sustain D7.1 No hour suits everybody.",
    asks=t("Why does it stand? Reply with the reason."),
)
def sustain(ctx: Context, tx: Tx, objection: Raised, text: Rest) -> Reply:
    """Let an objection stand, with the reason."""
    told = t("Your objection {objection} was heard, and stands:", objection=_reference(objection))
    return _answered(ctx, tx, objection, Standing.SUSTAINED, text, told)


@command(
    "resolved",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Withdraw your objection: it is resolved"),
    example="resolved D7.1",
)
def resolved(ctx: Context, tx: Tx, objection: Raised) -> Reply:
    """The author withdraws an objection."""
    _own(ctx, tx, objection)
    by, number = objection.objection.author, objection.objection.number
    tx.get(Objections).change(objection.decision, number, Standing.WITHDRAWN)
    record_objection(tx, objection.decision, "withdrawn", by, ctx.now, number)
    show_board(ctx, objection.decision)
    return reply(
        t("{objection} is withdrawn. Your vote stays until you change it.",
          objection=_reference(objection)),
        private=True,
    )  # fmt: skip


@command(
    "stands",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Say that your objection stands"),
    example="stands D7.1",
)
def stands(ctx: Context, tx: Tx, objection: Raised) -> Reply:
    """The author lets an objection stand although it was answered."""
    _own(ctx, tx, objection)
    by, number = objection.objection.author, objection.objection.number
    if objection.objection.standing is Standing.RAISED:
        raise refusal(t("{objection} has no answer yet. It stands.",
                        objection=_reference(objection)), private=True)  # fmt: skip
    tx.get(Objections).change(objection.decision, number, Standing.ANSWERED)
    record_objection(tx, objection.decision, "stands", by, ctx.now, number)
    show_board(ctx, objection.decision)
    return reply(t("Noted: {objection} stands.", objection=_reference(objection)), private=True)


def _own(ctx: Context, tx: Tx, raised: Raised) -> None:
    """Raises a Refusal unless the objection is the speaker's, and may still change."""
    number = raised.objection.number
    if not tx.get(Objections).is_by(raised.decision, number, ctx.speaker.person):
        raise refusal(
            t("{objection} is not yours. Nothing was changed.", objection=_reference(raised)),
            private=True,
        )
    if raised.decision.state is not State.OPEN:
        raise refusal(
            t("A result was called on {reference} already.", reference=raised.decision.reference),
            private=True,
        )
    if raised.objection.standing is Standing.WITHDRAWN:
        raise refusal(t("{objection} was withdrawn.", objection=_reference(raised)), private=True)


@command(
    "minority",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Add a minority view in your own words"),
    example='minority D7 "The hours still leave out the Pacific."',
    takes_part=True,
    asks=t("What is your minority view? Reply with it; nobody else can change it."),
)
def minority(ctx: Context, tx: Tx, decision: Decision, text: Rest) -> Reply:
    """Keep a minority view of somebody who voted or takes part; it replaces their earlier one."""
    if decision.state not in (State.OPEN, State.PROVISIONAL):
        raise refusal(
            t("{reference} is over. Nothing was kept; here it is back:",
              reference=decision.reference),
            Quote(text[:3000]), private=True,
        )  # fmt: skip
    if len(text) > LONGEST_REASON:
        raise refusal(
            t("That is too long. Nothing was kept; here it is back:"), Quote(text[:3000]),
            private=True,
        )  # fmt: skip
    is_member = decision.track in tx.get(Memberships).of(ctx.speaker.person)
    if not is_member and not tx.get(Ballots).has_voted(decision, ctx.speaker.person):
        raise refusal(
            t("Minority views come from the track's people. Nothing was kept; here it is back:"),
            Quote(text[:3000]), private=True,
        )  # fmt: skip
    voter = tx.get(Decisions).voter(decision, ctx.speaker.person)
    replaced = tx.get(Objections).add_minority(decision, voter, text)
    record(
        tx, decision, "minority.added", voter.pseudonym, ctx.now,
        text=digest(text), replaced=",".join(replaced),
    )  # fmt: skip
    return reply(
        t("Kept with {reference}, in your own words:", reference=decision.reference),
        Quote(text), private=True,
    )  # fmt: skip
