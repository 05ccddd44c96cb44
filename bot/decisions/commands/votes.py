"""Voting: in private or in the room, by tap or by word; the last before the close counts."""

from bot.conversation.arguments import Rest, Written
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Typed, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.decisions.ballot_views import (
    asked_of,
    ballot_choices,
    not_understood,
    receipt,
    vote_line,
)
from bot.decisions.life import record, record_objection, show_board
from bot.decisions.model import Ballot, Decision, Position, Secrecy, Standing, State, Voter
from bot.decisions.reading import Doubt, Said, read_ballot
from bot.decisions.rules import LONGEST_REASON, ballot_hash, is_open, new_receipt
from bot.decisions.store import Ballots, Decisions, Objections
from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.record.verify import digest
from bot.tracks.model import Part, Track
from bot.tracks.store import Memberships, Tracks


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
    track = _may_vote(ctx, tx, decision)
    if words is None:
        raise refusal(
            t("What do you say?"), Quote(decision.terms.proposal),
            choices=ballot_choices(decision), private=True, asks=vote_line(decision),
        )  # fmt: skip
    said = _read(decision, words)
    _check_reason(decision, said.choice, said.reason)
    voter = tx.get(Decisions).voter(decision, ctx.speaker.person)
    ballot = Ballot(said.choice, voter.eligible, new_receipt(), reason=said.reason)
    if decision.terms.secrecy is Secrecy.SECRET:
        _cast_secretly(ctx, tx, decision, voter, ballot, said.receipt)
    else:
        _cast(ctx, tx, decision, voter, ballot)
    show_board(ctx, decision)
    answer = receipt(decision, ballot, decision.closes or ctx.now, track.title)
    if decision.terms.options or not Position(said.choice[0]).needs_reason:
        return answer
    return reply(
        *answer.blocks,
        t("What would remove it? Reply to this message, or leave it."),
        private=True,
        asks=f"remedy {decision.reference} ",
    )


def _may_vote(ctx: Context, tx: Tx, decision: Decision, *, taking_back: bool = False) -> Track:
    """The track, if the speaker may vote there now. taking_back: or may take back a vote, which
    who has become a rapporteur may as well. Raises a Refusal."""
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
    ballots = tx.get(Ballots)
    if Grant(Role.RAPPORTEUR) in tx.get(Roles).of(ctx.speaker.person):
        if taking_back and ballots.has_voted(decision, ctx.speaker.person):
            return track
        raise refusal(
            t("A rapporteur is neutral and never votes. Nothing was recorded."), private=True
        )
    part = tx.get(Memberships).of(ctx.speaker.person).get(track.code)
    # Whoever left during the round, or only observes now, has a ballot that stands, and is theirs.
    if part is not Part.PARTICIPANT and not ballots.has_voted(decision, ctx.speaker.person):
        raise refusal(
            t("The participants of {track} vote on this. Your vote was not recorded.",
              track=track.title),
            choices=(Choice(t("Take part"), f"join {track.code}"),), private=True,
        )  # fmt: skip
    return track


def _read(decision: Decision, words: str) -> Said:
    """What the words say, all of them. Raises a Refusal that asks again."""
    said = read_ballot(words, asked_of(decision))
    if isinstance(said, Doubt):
        raise Refusal(not_understood(decision, words, said))
    if said.reason and decision.terms.secrecy is Secrecy.SECRET:
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
    _may_vote(ctx, tx, decision, taking_back=True)
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
