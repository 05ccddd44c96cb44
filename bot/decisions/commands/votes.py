"""Voting: in private or in the room, by tap or by word; the last before the close counts."""

import re

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.message import MAIL
from bot.conversation.phrases import n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Quote, Reply, reply
from bot.decisions.ballot_views import ballot_choices, position_named, receipt
from bot.decisions.languages import named
from bot.decisions.life import record, record_objection, show_board, voter_of
from bot.decisions.model import (
    Ballot,
    Decision,
    Kind,
    Objection,
    Position,
    Standing,
    Voter,
)
from bot.decisions.rules import LONGEST_REASON, ballot_hash, new_receipt, new_salt
from bot.decisions.store import Ballots, Decisions, Objections
from bot.decisions.voting import (
    begin,
    begin_taking_back,
    check_private,
    finish_step,
    track_of_vote,
)
from bot.ports import Tx
from bot.record.verify import digest

_COMMAS = re.compile(r"\s*[,،，、]\s*")


@command(
    "vote",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Vote on a decision"),
    example="vote D7 support",
    vital=True,
)
def vote(
    ctx: Context, tx: Tx, decision: Decision, choice: Word | None, reason: Rest | None
) -> Reply:
    """Record a ballot in place of an earlier one, and give a receipt."""
    track = track_of_vote(ctx, tx, decision)
    if choice is not None or ctx.message.sender.platform == MAIL:
        check_private(ctx, decision)
    if choice is None:
        raise refusal(
            t("What do you say?"), Quote(decision.terms.proposal),
            choices=ballot_choices(decision), private=True,
        )  # fmt: skip
    words = reason or ""
    said = _choice(decision, choice, words)
    text = words if not decision.terms.options else ""
    if decision.is_secret:
        return begin(ctx, tx, decision, track.title, said, words.split()[-1] if words else "")
    _check_reason(decision, said, text)
    voter = voter_of(tx, decision, ctx.speaker.person, ctx.now)
    salt = new_salt() if decision.has_commitments else ""
    ballot = Ballot(said, voter.eligible, new_receipt(), reason=text, salt=salt)
    _cast(ctx, tx, decision, voter, ballot)
    show_board(ctx, decision)
    answer = receipt(decision, ballot, voter, decision.closes or ctx.now, track.title)
    if not ballot.reason:
        return answer
    return reply(
        *answer.blocks,
        t("What would remove it? Reply to this message, or leave it."),
        private=True,
        asks=f"remedy {decision.reference} ",
    )


def _choice(decision: Decision, word: str, rest: str) -> tuple[str, ...]:
    """What the words say: a position, or numbers of options. Raises a Refusal."""
    if not decision.terms.options:
        position = position_named(word)
        if position is None:
            raise _unknown(decision, word)
        return (position.value,)
    several = decision.terms.kind in (Kind.APPROVAL, Kind.RANKING)
    parts = (f"{word} {rest}" if several else word).replace(",", " ").split()
    if parts and parts[0].isdecimal():
        numbers = [int(one) - 1 for one in parts if one.isdecimal()]
    else:
        numbers = _by_words(decision, f"{word} {rest}".strip(), several=several)
    if not numbers or any(one not in range(len(decision.terms.options)) for one in numbers):
        raise _unknown(decision, word)
    return tuple(dict.fromkeys(str(one) for one in numbers))


def _by_words(decision: Decision, words: str, *, several: bool) -> list[int]:
    """Which options (from 0) are called so in any language, with commas between several; none if
    one part is no option's name."""
    # Behind a secret vote may stand the receipt of the one before.
    for said in (words, words.rpartition(" ")[0]) if decision.is_secret else (words,):
        for parts in ([said], _COMMAS.split(said) if several else []):
            found = [named(decision.terms.answers, one) for one in parts]
            numbers = [one for one in found if one is not None]
            if numbers and len(numbers) == len(parts):
                return numbers
    return []


def _unknown(decision: Decision, word: str) -> Refusal:
    return refusal(
        t("{word} is nothing one can say here. Nothing was recorded.", word=word[:40]),
        choices=ballot_choices(decision), private=True,
    )  # fmt: skip


def _check_reason(decision: Decision, said: tuple[str, ...], reason: str) -> None:
    if decision.terms.options:
        return
    position = Position(said[0])
    if position.needs_reason and not reason:
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
            asks=f"vote {decision.reference}/{decision.round} {position.value} ",
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
        record_objection(tx, decision, "raised", voter.pseudonym, ctx.now, raised.number)
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
    track_of_vote(ctx, tx, decision)
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
