"""Who may vote now, and secret votes in their two steps. The commands on votes call it.

First somebody is given the receipt, and nothing is recorded: which option they chose, and the
receipt, are known to this process alone, by a token on the button. The tap that follows records it,
and is answered in words that name neither.
"""

import re
import secrets
from dataclasses import dataclass, replace

from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.message import MAIL
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.reply import Choice, Reply, reply
from bot.decisions.ballot_views import (
    ballot_choices,
    begun,
    not_by_mail,
    not_here,
    secret_receipt,
    taking_back,
)
from bot.decisions.ending import cancel_some, commit_some
from bot.decisions.life import record, show_board
from bot.decisions.model import Ballot, Decision, State
from bot.decisions.rules import is_open, new_receipt, new_salt
from bot.decisions.store import Ballots, Decisions
from bot.decisions.voices import voter_of
from bot.people.model import Grant, Role
from bot.people.moderating import check_suspended
from bot.people.store import Roles
from bot.ports import Tx
from bot.tracks.model import Part, Track
from bot.tracks.store import Memberships, Tracks

_ABOUT_A_BALLOT = re.compile(r"(?:vote|unvote|cast)\s+d?(\d{1,6})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Begun:
    """What a tap will record, for one person: a ballot (None: none any more) in place of the one of
    an old receipt. done: it is recorded."""

    person: int
    place: tuple[int, int]
    ballot: Ballot | None
    old_receipt: str
    done: bool = False


def track_of_vote(ctx: Context, tx: Tx, decision: Decision, *, taking_back: bool = False) -> Track:
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


def check_private(ctx: Context, decision: Decision) -> None:
    """Raises a Refusal where others see what is said of a secret ballot: in a room, whether it is
    typed, tapped or a reaction, and in a mail, which the servers on its way keep."""
    if not decision.is_secret:
        return
    if ctx.message.sender.platform == MAIL:
        raise Refusal(not_by_mail(decision))
    if not ctx.place.private:
        raise Refusal(not_here(decision))


def secret_by_mail(tx: Tx, line: str) -> Reply | None:
    """What is answered to a letter that is about a secret ballot; None to any other."""
    found = _ABOUT_A_BALLOT.match(line)
    decision = tx.get(Decisions).numbered(int(found[1])) if found else None
    return not_by_mail(decision) if decision and decision.is_secret else None


def begin(
    ctx: Context, tx: Tx, decision: Decision, track: str, said: tuple[str, ...], old_receipt: str
) -> Reply:
    """Give somebody who may vote the receipt of a secret vote that is not recorded yet. track: its
    title. Raises a Refusal if they have voted, and this is no receipt of a ballot that they may
    change."""
    voter = tx.get(Decisions).voter(decision, ctx.speaker.person)
    if not voter.eligible:
        # Who stood in the electorate before keeps the vote there.
        check_suspended(tx, ctx, decision.track)
    has_voted = tx.get(Ballots).has_voted(decision, ctx.speaker.person)
    if has_voted and not tx.get(Ballots).holds(decision, voter, old_receipt):
        raise _not_found(decision)
    salt = new_salt() if decision.has_commitments else ""
    ballot = Ballot(said, voter.eligible, new_receipt(), salt=salt)
    token = _remember(ctx, decision, ballot, old_receipt if has_voted else "")
    return begun(decision, secret_receipt(decision, ballot, track, token, changes=has_voted))


def begin_taking_back(ctx: Context, tx: Tx, decision: Decision, receipt: str) -> Reply:
    """Ask whether a secret vote is taken back. Raises a Refusal if this is no receipt of a ballot
    that they may take back."""
    voter = tx.get(Decisions).voter(decision, ctx.speaker.person)
    if not tx.get(Ballots).holds(decision, voter, receipt):
        raise _not_found(decision)
    token = _remember(ctx, decision, None, receipt)
    return begun(decision, taking_back(decision, receipt.strip().upper(), token))


def _remember(ctx: Context, decision: Decision, ballot: Ballot | None, old_receipt: str) -> str:
    token, place = secrets.token_hex(8), (decision.id, decision.round)
    ctx.memory.put(token, _Begun(ctx.speaker.person, place, ballot, old_receipt), ctx.now)
    return token


def _not_found(decision: Decision) -> Refusal:
    return refusal(
        t("There is no secret vote of yours on {reference} that I could find without its receipt. "
          "Nothing was changed.", reference=decision.reference),
        *_with_receipt(decision),
        t("Whoever has lost the receipt can do neither: the vote stands as it was recorded."),
        private=True,
    )  # fmt: skip


def _with_receipt(decision: Decision) -> tuple[Phrase, Phrase]:
    """How a secret vote is changed and taken back."""
    ref = decision.reference
    return (
        t("To change it, add your receipt: {command}", command=Typed(f"vote {ref} 1 4Q7K-9XMA")),
        t("To take it back: {command}", command=Typed(f"unvote {ref} …")),
    )


def finish_step(ctx: Context, tx: Tx, decision: Decision, token: str) -> Reply:
    """Record what somebody began; the answer names neither option nor receipt. Raises a Refusal if
    it is not known any more, or nobody may vote now."""
    found = ctx.memory.get(token, ctx.now)
    back = isinstance(found, _Begun) and found.ballot is None
    track_of_vote(ctx, tx, decision, taking_back=back)
    place = decision.id, decision.round
    mine = isinstance(found, _Begun) and (found.person, found.place) == (ctx.speaker.person, place)
    if not isinstance(found, _Begun) or not mine:
        raise _begin_again(ctx, tx, decision)
    if not found.done:
        _record(ctx, tx, decision, found)
        ctx.memory.put(token, replace(found, done=True), ctx.now)
        show_board(ctx, decision)
    if found.ballot is None:
        return reply(
            t("Your vote on {reference} was taken back.", reference=decision.reference),
            choices=ballot_choices(decision), private=True,
        )  # fmt: skip
    return reply(
        t("Your vote on {reference} is recorded.", reference=decision.reference),
        t("With its receipt you can change it until {when}.", when=decision.closes or ctx.now),
        private=True,
        beside=True,
    )


def _record(ctx: Context, tx: Tx, decision: Decision, begun_one: _Begun) -> None:
    ballots = tx.get(Ballots)
    voter = voter_of(tx, decision, ctx.speaker.person, ctx.now)
    if begun_one.ballot is None:
        by = ballots.take_back_secretly(decision, voter, begun_one.old_receipt)
        if not by:
            raise _not_found(decision)
        record(tx, decision, "ballot.taken-back", by, ctx.now)
    else:
        ballot = replace(begun_one.ballot, eligible=voter.eligible)
        stood = ballots.cast_secretly(decision, voter, ballot, begun_one.old_receipt)
        if stood is None:
            raise _not_found(decision)
        if not decision.has_commitments:
            record(tx, decision, "ballot.cast", stood.pseudonym, ctx.now)
        elif stood.is_first:
            record(tx, decision, "ballot.voted", stood.pseudonym, ctx.now)
    if decision.has_commitments:
        commit_some(tx, decision, ctx.now)
        if begun_one.old_receipt:
            cancel_some(tx, decision, ctx.now)


def _begin_again(ctx: Context, tx: Tx, decision: Decision) -> Refusal:
    if tx.get(Ballots).has_voted(decision, ctx.speaker.person):
        return refusal(
            t("Nothing was recorded now. The vote that you recorded on {reference} stands.",
              reference=decision.reference),
        *_with_receipt(decision),
            private=True,
        )  # fmt: skip
    return refusal(
        t("Nothing is recorded on {reference}: choose again.", reference=decision.reference),
        choices=ballot_choices(decision), private=True,
    )  # fmt: skip
