"""Changing the course of an open decision: more time, a new text, or an end without a result."""

from dataclasses import replace
from datetime import timedelta

from bot.conversation.arguments import Rest, Written
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.decisions.arguments import Hours
from bot.decisions.ballot_views import ballot_choices
from bot.decisions.charter_views import length, lost_lines
from bot.decisions.ending import close, end_early
from bot.decisions.languages import lost, with_texts
from bot.decisions.life import evaluation_of, open_round, record, show_board
from bot.decisions.model import Decision, Published, State
from bot.decisions.rules import LONGEST_HOURS, is_closed, is_open
from bot.decisions.store import Decisions
from bot.decisions.terms import checked_text, with_versions
from bot.ports import Tx
from bot.record.verify import digest


@command(
    "extend",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Keep a decision open for longer"),
    example="extend D7 2 days",
    lasting=True,
)
def extend(ctx: Context, tx: Tx, decision: Decision, hours: Hours) -> Reply:
    """Move the close to a later time; never to an earlier one."""
    if not is_open(decision, ctx.now) or decision.closes is None or decision.opened is None:
        raise _not_open(decision)
    closes = decision.closes + timedelta(hours=hours.hours)
    if hours.hours < 1 or closes - decision.opened > timedelta(hours=LONGEST_HOURS):
        raise refusal(
            t(
                "A decision is open for at most {longest}. Nothing was changed.",
                longest=length(LONGEST_HOURS),
            )
        )
    extended = replace(decision, closes=closes)
    tx.get(Decisions).change(extended)
    record(
        tx,
        extended,
        "decision.extended",
        ctx.speaker.pseudonym,
        ctx.now,
        closes=f"{closes:%Y-%m-%dT%H:%M:%SZ}",
    )
    said = reply(
        t(
            "{reference} stays open for longer: until {when}.",
            reference=decision.reference,
            when=closes,
        )
    )
    show_board(ctx, extended)
    _tell_rooms(ctx, extended, said)
    return said


@command(
    "restart",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Begin anew with a changed text"),
    example='restart D7 "We meet every second Wednesday at 14:00 UTC."',
    asks=t("What is the new text? Reply with it."),
    lasting=True,
)
def restart(ctx: Context, tx: Tx, decision: Decision, text: Written) -> Reply:
    """Clock and ballots begin anew; the old text and ballots stay in the record. The new text may
    be followed by its versions: "text" fr "texte"."""
    if decision.state is not State.OPEN:
        raise _not_open(decision)
    before = decision.terms.languages
    words, versions = with_versions(text)
    texts = {code: checked_text(one) for code, one in versions.items()}
    languages = with_texts(before, texts, len(decision.terms.options))
    terms = replace(decision.terms, text=checked_text(words), languages=languages)
    end_early(
        tx, decision, "decision.restarted", ctx.speaker.pseudonym, ctx.now, text=digest(terms.text)
    )
    again = replace(decision, terms=terms, round=decision.round + 1, noticed=frozenset())
    opened = open_round(tx, again, ctx.speaker.pseudonym, ctx.now)
    show_board(ctx, opened)
    said = reply(
        t(
            "{reference} begins anew with a changed text. Earlier votes do not count: vote again.",
            reference=decision.reference,
        ),
        Quote(terms.proposal),
    )
    _tell_rooms(ctx, opened, said)
    gone = lost_lines(lost(before, terms.languages))
    if gone:
        ctx.tell(ctx.speaker.person, reply(*gone))
    return said


@command(
    "reopen",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Open a decision again that has no possible result"),
    example='reopen D7 "Too few have voted."',
    asks=t("Why is it opened again? Reply with the reason."),
)
def reopen(ctx: Context, tx: Tx, decision: Decision, reason: Rest) -> Reply:
    """A new round with the same text and options, among the participants of now: after one with so
    few secret ballots that no result can be called on it."""
    if not is_closed(decision, ctx.now):
        raise _not_closed(decision)
    decision = close(tx, decision, ctx.now)
    if evaluation_of(tx, decision).published is not Published.NONE:
        raise _not_closed(decision)
    record(tx, decision, "decision.reopened", ctx.speaker.pseudonym, ctx.now, reason=digest(reason))
    again = replace(decision, round=decision.round + 1, noticed=frozenset())
    opened = open_round(tx, again, ctx.speaker.pseudonym, ctx.now)
    show_board(ctx, opened)
    said = reply(
        t("{reference} is open again until {when}. Earlier votes do not count: vote again.",
          reference=decision.reference, when=opened.closes or ctx.now),
        Quote(reason),
    )  # fmt: skip
    _tell_rooms(ctx, opened, said)
    return said


def _not_closed(decision: Decision) -> Refusal:
    return refusal(
        t("{reference} is opened again only if it closed with too few secret ballots for a result. "
          "Nothing was changed.", reference=decision.reference),
        choices=(Choice(t("Show it"), f"decision {decision.reference}"),),
    )  # fmt: skip


def _tell_rooms(ctx: Context, decision: Decision, said: Reply) -> None:
    """Tell the rooms what became of an open decision. A list has no board: it can vote on this."""
    letter = replace(said, choices=ballot_choices(decision))
    ctx.announce(decision.track, said, about=decision.matter, letter=letter)


@command(
    "withdraw",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Withdraw a decision"),
    example="withdraw D7 It was overtaken by events.",
    asks=t("Why is it withdrawn? Reply with the reason."),
    lasting=True,
)
def withdraw(ctx: Context, tx: Tx, decision: Decision, reason: Rest) -> Reply:
    """End a decision without a result, for a reason that is shown."""
    if decision.state is not State.OPEN:
        raise _not_open(decision)
    ended = end_early(
        tx, decision, "decision.withdrawn", ctx.speaker.pseudonym, ctx.now, reason=digest(reason)
    )
    gone = replace(ended, state=State.WITHDRAWN)
    tx.get(Decisions).change(gone)
    show_board(ctx, gone)
    said = reply(
        t("{reference} was withdrawn. Reason:", reference=decision.reference),
        Quote(reason),
        with_head=True,
    )
    ctx.announce(decision.track, said, about=decision.matter)
    return said


def _not_open(decision: Decision) -> Refusal:
    return refusal(
        t("{reference} is not open. Nothing was changed.", reference=decision.reference),
        choices=(Choice(t("Show it"), f"decision {decision.reference}"),),
    )
