"""Voting: in private or in the room, by tap or by word; the last before the close counts."""

import re

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Typed, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.decisions.ballot_views import ballot_choices, position_named, receipt
from bot.decisions.languages import named
from bot.decisions.life import record, record_objection, show_board
from bot.decisions.model import Ballot, Decision, Kind, Position, Secrecy, Standing, State, Voter
from bot.decisions.rules import LONGEST_REASON, ballot_hash, is_open, new_receipt
from bot.decisions.store import Ballots, Decisions, Objections
from bot.people.model import Grant, Role
from bot.people.moderating import check_suspended
from bot.people.store import Roles
from bot.ports import Tx
from bot.record.verify import digest
from bot.tracks.model import Part, Track
from bot.tracks.store import Memberships, Tracks

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
    track = _may_vote(ctx, tx, decision)
    if choice is None:
        raise refusal(
            t("What do you say?"), Quote(decision.terms.proposal),
            choices=ballot_choices(decision), private=True,
        )  # fmt: skip
    words = reason or ""
    said = _choice(decision, choice, words)
    text = words if not decision.terms.options else ""
    old_receipt = words if decision.terms.secrecy is Secrecy.SECRET else ""
    if decision.terms.secrecy is Secrecy.SECRET:
        text = ""
    _check_reason(decision, said, text)
    voter = tx.get(Decisions).voter(decision, ctx.speaker.person)
    if not voter.eligible:
        # Who stood in the electorate before keeps the vote there.
        check_suspended(tx, ctx, decision.track)
    ballot = Ballot(said, voter.eligible, new_receipt(), reason=text)
    if decision.terms.secrecy is Secrecy.SECRET:
        receipt_named = old_receipt.split()[-1] if old_receipt else ""
        _cast_secretly(ctx, tx, decision, voter, ballot, receipt_named)
    else:
        _cast(ctx, tx, decision, voter, ballot)
    show_board(ctx, decision)
    answer = receipt(decision, ballot, decision.closes or ctx.now, track.title)
    if not ballot.reason:
        return answer
    return reply(
        *answer.blocks,
        t("What would remove it? Reply to this message, or leave it."),
        private=True,
        asks=f"remedy {decision.reference} ",
    )


def _may_vote(ctx: Context, tx: Tx, decision: Decision) -> Track:
    """The track, if the speaker may vote there now. Raises a Refusal."""
    track = tx.get(Tracks).track(decision.track)
    if track is None:
        raise LookupError("a decision's track is never deleted")
    show = (Choice(t("Show it"), f"decision {decision.reference}"),)
    if decision.state is State.WITHDRAWN:
        raise refusal(
            t("{reference} was withdrawn. Your vote was not recorded.",
              reference=decision.reference),
            choices=show, private=True,
        )  # fmt: skip
    if not is_open(decision, ctx.now):
        raise refusal(
            t("{reference} closed on {when}. Your vote was not recorded.",
              reference=decision.reference, when=decision.closes or ctx.now),
            choices=show, private=True,
        )  # fmt: skip
    if Grant(Role.RAPPORTEUR) in tx.get(Roles).of(ctx.speaker.person):
        raise refusal(
            t("A rapporteur is neutral and never votes. Nothing was recorded."), private=True
        )
    part = tx.get(Memberships).of(ctx.speaker.person).get(track.code)
    if part is not Part.PARTICIPANT:
        raise refusal(
            t("The participants of {track} vote on this. Your vote was not recorded.",
              track=track.title),
            choices=(Choice(t("Take part"), f"join {track.code}"),), private=True,
        )  # fmt: skip
    return track


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
    secret = decision.terms.secrecy is Secrecy.SECRET
    # Behind a secret vote may stand the receipt of the one before.
    for said in (words, words.rpartition(" ")[0]) if secret else (words,):
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
        _withdraw(ctx, tx, decision, standing.number)


def _withdraw(ctx: Context, tx: Tx, decision: Decision, objection: int) -> None:
    tx.get(Objections).change(decision, objection, Standing.WITHDRAWN)
    record_objection(tx, decision, "withdrawn", ctx.speaker.pseudonym, ctx.now, objection)


def _cast_secretly(
    ctx: Context, tx: Tx, decision: Decision, voter: Voter, ballot: Ballot, old_receipt: str
) -> None:
    pseudonym = tx.get(Ballots).cast_secretly(decision, voter, ballot, old_receipt)
    if not pseudonym:
        raise refusal(
            t("You have voted on {reference}, and it is secret: I can't find your ballot.",
              reference=decision.reference),
            t("To change it, add your receipt: {command}",
              command=Typed(f"vote {decision.reference} 1 4Q7K-9XMA")),
            private=True,
        )  # fmt: skip
    record(tx, decision, "ballot.cast", pseudonym, ctx.now)


@command(
    "unvote",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Take your vote back"),
    example="unvote D7",
    vital=True,
)
def unvote(ctx: Context, tx: Tx, decision: Decision) -> Reply:
    """Take a ballot back, while it is open."""
    _may_vote(ctx, tx, decision)
    if decision.terms.secrecy is Secrecy.SECRET or not tx.get(Ballots).take_back(
        decision, ctx.speaker.person
    ):
        raise refusal(
            t("There is no open vote of yours on {reference}. Nothing was changed.",
              reference=decision.reference),
            private=True,
        )  # fmt: skip
    record(tx, decision, "ballot.taken-back", ctx.speaker.pseudonym, ctx.now)
    standing = tx.get(Objections).by(decision, ctx.speaker.person)
    if standing:
        _withdraw(ctx, tx, decision, standing.number)
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
    _may_vote(ctx, tx, decision)
    objections = tx.get(Objections)
    if len(text) > LONGEST_REASON or not objections.remedy(decision, ctx.speaker.person, text):
        raise refusal(
            t("There is no objection or reservation of yours on {reference}, or this is too long.",
              reference=decision.reference),
            Quote(text[:3000]),
            private=True,
        )  # fmt: skip
    standing = objections.by(decision, ctx.speaker.person)
    if standing:
        record_objection(tx, decision, "remedy", ctx.speaker.pseudonym, ctx.now, standing.number)
    else:
        record(
            tx, decision, "reservation.remedy", ctx.speaker.pseudonym, ctx.now, remedy=digest(text)
        )
    return reply(t("Noted. What would remove it:"), Quote(text), private=True)
