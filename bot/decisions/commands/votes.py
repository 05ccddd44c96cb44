"""Voting: in private or in the room, by tap or by word; the last before the close counts."""

from bot.conversation.arguments import Rest, Word, Written
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.message import MAIL
from bot.conversation.phrases import n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Quote, Reply, reply
from bot.decisions.ballot_views import (
    asked_of,
    ballot_choices,
    not_understood,
    receipt,
    vote_line,
)
from bot.decisions.life import record, record_objection, show_board
from bot.decisions.model import Ballot, Decision, Objection, Position, Standing, Voter
from bot.decisions.reading import Doubt, Said, read_ballot
from bot.decisions.rules import LONGEST_REASON, ballot_hash, new_receipt, new_salt
from bot.decisions.store import Ballots, Decisions, Objections
from bot.decisions.voices import voter_of
from bot.decisions.voting import (
    begin,
    begin_taking_back,
    check_private,
    finish_step,
    track_of_vote,
)
from bot.people.moderating import check_suspended
from bot.ports import Tx
from bot.record.verify import digest


@command(
    "vote",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Vote on a decision"),
    example="vote D7 support",
    vital=True,
)
def vote(ctx: Context, tx: Tx, decision: Decision, words: Written | None) -> Reply:
    """Record a ballot in place of an earlier one, and give a receipt."""
    track = track_of_vote(ctx, tx, decision)
    if words is not None or ctx.message.sender.platform == MAIL:
        check_private(ctx, decision)
    if words is None:
        raise refusal(
            t("What do you say?"), Quote(decision.terms.proposal),
            choices=ballot_choices(decision), private=True, asks=vote_line(decision),
        )  # fmt: skip
    said = _read(decision, words)
    if decision.is_secret:
        return begin(ctx, tx, decision, track.title, said.choice, said.receipt)
    _check_reason(decision, said.choice, said.reason)
    voter = voter_of(tx, decision, ctx.speaker.person, ctx.now)
    if not voter.eligible:
        # Who stood in the electorate before keeps the vote there.
        check_suspended(tx, ctx, decision.track)
    salt = new_salt() if decision.has_commitments else ""
    ballot = Ballot(said.choice, voter.eligible, new_receipt(), reason=said.reason, salt=salt)
    _cast(ctx, tx, decision, voter, ballot)
    show_board(ctx, decision)
    answer = receipt(decision, ballot, voter, decision.closes or ctx.now, track.title)
    if decision.terms.options or not Position(said.choice[0]).needs_reason:
        return answer
    return reply(
        *answer.blocks,
        t("What would remove it? Reply to this message, or leave it."),
        private=True,
        asks=f"remedy {decision.reference} ",
    )


def _read(decision: Decision, words: str) -> Said:
    """What the words say, all of them. Raises a Refusal that asks again."""
    said = read_ballot(words, asked_of(decision))
    if isinstance(said, Doubt):
        raise Refusal(not_understood(decision, words, said))
    if said.reason and decision.is_secret:
        raise refusal(
            t("Ballots are secret here, and a reason would tell whose it is: none is kept. "
              "Nothing was recorded; vote again without it."),
            choices=ballot_choices(decision), private=True,
        )  # fmt: skip
    return said


def _check_reason(decision: Decision, said: tuple[str, ...], reason: str) -> None:
    position = Position(said[0]) if not decision.terms.options else None
    if position and position.needs_reason and not reason:
        question = (
            t(
                "What is your objection to {reference}? It is recorded with your reply.",
                reference=decision.reference,
            )
            if position is Position.OBJECT
            else t(
                "Which reservations on {reference}? They are recorded with your reply.",
                reference=decision.reference,
            )
        )
        raise refusal(
            question,
            private=True,
            asks=f"{vote_line(decision)}{position.value}: ",
        )
    if len(reason) > LONGEST_REASON:
        raise refusal(
            n(
                "A reason has at most one character. Nothing was recorded; here it is back:",
                "A reason has at most {count} characters. Nothing was recorded; here it is back:",
                LONGEST_REASON,
            ),
            Quote(reason[:3000]),
            private=True,
        )


def _cast(ctx: Context, tx: Tx, decision: Decision, voter: Voter, ballot: Ballot) -> None:
    objections = tx.get(Objections)
    tx.get(Ballots).cast(decision, voter, ballot, ctx.now)
    record(tx, decision, "ballot.cast", voter.pseudonym, ctx.now, ballot=ballot_hash(ballot))
    if decision.terms.options:
        return
    standing = objections.by(decision, ctx.speaker.person)
    if ballot.choice == (Position.OBJECT.value,):
        raised = objections.raise_(decision, voter, ballot.reason)
        # The account that raised it first is its author, whoever speaks for the voice now.
        record_objection(tx, decision, "raised", raised.author, ctx.now, raised.number)
    elif standing:
        _withdraw(ctx, tx, decision, standing)


def _withdraw(ctx: Context, tx: Tx, decision: Decision, objection: Objection) -> None:
    tx.get(Objections).change(decision, objection.number, Standing.WITHDRAWN)
    record_objection(tx, decision, "withdrawn", objection.author, ctx.now, objection.number)


@command(
    "cast",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Record a secret vote that you began"),
    example="cast D7",
    listed=False,
    vital=True,
)
def cast(ctx: Context, tx: Tx, decision: Decision, token: Word | None) -> Reply:
    """Record what was chosen before, by the token on the button."""
    check_private(ctx, decision)
    return finish_step(ctx, tx, decision, token or "")


@command(
    "unvote",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Take your vote back"),
    example="unvote D7",
    vital=True,
)
def unvote(ctx: Context, tx: Tx, decision: Decision, receipt: Word | None) -> Reply:
    """Take a ballot back, while it is open; a secret one by its receipt."""
    track_of_vote(ctx, tx, decision, taking_back=True)
    check_private(ctx, decision)
    if decision.is_secret and decision.has_commitments:
        return begin_taking_back(ctx, tx, decision, receipt or "")
    if decision.is_secret or not tx.get(Ballots).take_back(decision, ctx.speaker.person):
        raise refusal(
            t("There is no open vote of yours on {reference}. Nothing was changed.",
              reference=decision.reference),
            private=True,
        )  # fmt: skip
    voter = tx.get(Decisions).voter(decision, ctx.speaker.person)
    record(tx, decision, "ballot.taken-back", voter.pseudonym, ctx.now)
    standing = tx.get(Objections).by(decision, ctx.speaker.person)
    if standing:
        _withdraw(ctx, tx, decision, standing)
    show_board(ctx, decision)
    return reply(
        t("Your vote on {reference} was taken back.", reference=decision.reference),
        choices=ballot_choices(decision),
        private=True,
    )


@command(
    "remedy",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Say what would remove your objection"),
    example="remedy D7 Alternate between two hours.",
    asks=t("What would remove it? Reply with the change."),
    listed=False,
)
def remedy(ctx: Context, tx: Tx, decision: Decision, text: Rest) -> Reply:
    """Keep what would remove the speaker's objection or reservation."""
    track_of_vote(ctx, tx, decision)
    objections = tx.get(Objections)
    if len(text) > LONGEST_REASON or not objections.remedy(decision, ctx.speaker.person, text):
        raise refusal(
            t("There is no objection or reservation of yours on {reference}, or this is too long.",
              reference=decision.reference),
            Quote(text[:3000]),
            private=True,
        )  # fmt: skip
    standing = objections.by(decision, ctx.speaker.person)
    voter = tx.get(Decisions).voter(decision, ctx.speaker.person)
    if standing:
        record_objection(tx, decision, "remedy", standing.author, ctx.now, standing.number)
    else:
        voter = tx.get(Decisions).voter(decision, ctx.speaker.person)
        record(tx, decision, "reservation.remedy", voter.pseudonym, ctx.now, remedy=digest(text))
    return reply(t("Noted. What would remove it:"), Quote(text), private=True)
