"""How a ballot looks: the buttons to vote with, what was said in words, the receipt.

The commands and chores of decisions call it, and so do their other views.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from bot.conversation.phrases import Multilingual, Phrase, n, t, verbatim
from bot.conversation.reply import Block, Choice, Line, Quote, Reply, reply
from bot.conversation.translate import LANGUAGES, text_of
from bot.conversation.wording import plain_text
from bot.decisions.model import Ballot, Decision, Kind, Position, Voter
from bot.decisions.rules import ballot_hash


def room_choices(decision: Decision) -> tuple[Choice, ...]:
    """The buttons to vote with where others see what is said: of a secret ballot only the way to
    where nobody does."""
    if not decision.is_secret:
        return ballot_choices(decision)
    here = f"{decision.reference}/{decision.round}"
    return (Choice(t("Vote in private"), f"vote {here}", in_chat=True),)


def not_here(decision: Decision) -> Reply:
    """What is said to whoever votes secretly where others see it; they can vote in the answer."""
    return reply(
        t("Nothing was recorded: {reference} is secret, and others see what is said in a room.",
          reference=decision.reference),
        t("Choose here, where nobody else sees it:"),
        choices=ballot_choices(decision),
        private=True,
    )  # fmt: skip


def not_by_mail(decision: Decision) -> Reply:
    """What is said to whoever votes secretly by mail."""
    return reply(
        t("Nothing was recorded: {reference} is secret, and mail servers keep what a mail says.",
          reference=decision.reference),
        t("Vote in a private chat with me on another network."),
        private=True,
    )  # fmt: skip


def ballot_choices(decision: Decision) -> tuple[Choice, ...]:
    """The buttons to vote with."""
    if decision.terms.kind is Kind.CONSENSUS or not decision.terms.options:
        return tuple(
            Choice(one.label, f"vote {decision.reference}/{decision.round} {one.value}")
            for one in Position
        )
    return tuple(
        Choice(
            verbatim(option),
            f"vote {decision.reference}/{decision.round} {number}",
            in_chat=decision.is_secret,
        )
        for number, option in enumerate(decision.terms.answers, 1)
    )


@cache
def _positions() -> dict[str, Position]:
    named = {
        plain_text(text_of(one.label, code)).casefold(): one
        for one in Position
        for code in LANGUAGES
    }
    return named | {one.value: one for one in Position}


def position_named(word: str) -> Position | None:
    """The position that a word means, in any language of the bot."""
    return _positions().get(word.casefold())


def said_phrase(decision: Decision, choice: Sequence[str]) -> Phrase:
    """What a ballot says, in words; a ranking is numbered, for its order is what was said."""
    options = decision.terms.answers
    if not options:
        return Position(choice[0]).label
    names = tuple(options[int(one)] for one in choice)
    if decision.terms.kind is Kind.RANKING:
        ranks = (_ranked(rank, name) for rank, name in enumerate(names, 1))
        return t("{options}", options=tuple(ranks))
    return verbatim(names[0]) if len(names) == 1 else t("{options}", options=names)


def _ranked(rank: int, name: Multilingual) -> Phrase:
    # The number stands outside the gap: inside, text that is read from the right turns it round.
    return Phrase(f"{rank}. {{name}}", {"name": name})


def said_names(decision: Decision) -> list[tuple[str, Phrase]]:
    """What can be said in a decision: the key it is counted by, and its name."""
    if decision.terms.options:
        return [(str(k), verbatim(option)) for k, option in enumerate(decision.terms.answers)]
    return [(one.value, one.label) for one in Position]


def counted(decision: Decision, count: int) -> Phrase | int:
    """A count of what was said, as it is shown: of people, or in a ranking of points."""
    return n("{count} point", "{count} points", count) if decision.points else count


def proof_line(commitment: str) -> Line:
    """What of a ballot is found in the record before its round is over."""
    return Line(t("In the record: {commitment}.", commitment=commitment[:16]))


def parted_lines(decision: Decision, voter: Voter) -> tuple[Block, ...]:
    """What somebody is told who is one voice with an account that is not linked any more."""
    if not voter.parted:
        return ()
    return (
        Line(
            t(
                "On {reference} this account has one voice with one it was linked to: the last "
                "vote counts.",
                reference=decision.reference,
            )
        ),
    )


def receipt(
    decision: Decision, ballot: Ballot, voter: Voter, closes: datetime, track: str
) -> Reply:
    """What a voter is told, and keeps."""
    what = t(
        "Recorded on {reference}: {choice}.",
        reference=decision.reference,
        choice=said_phrase(decision, ballot.choice),
    )
    blocks: list[Block] = [Line(what)]
    if ballot.reason:
        blocks.append(Quote(ballot.reason))
    blocks += [
        *parted_lines(decision, voter),
        *_late_lines(ballot, track),
        proof_line(ballot_hash(ballot)),
        Line(
            t(
                "Receipt {receipt}. You can change your vote until {when}.",
                receipt=ballot.receipt,
                when=closes,
            )
        ),
    ]
    return reply(*blocks, private=True)


def secret_receipt(
    decision: Decision, ballot: Ballot, track: str, token: str, *, changes: bool
) -> Reply:
    """What somebody is given before a secret vote of theirs is recorded: no file has these words.
    changes: they have voted before."""
    blocks: list[Block] = [
        Line(
            t(
                "Receipt {receipt} for {reference}: {choice}.",
                receipt=ballot.receipt,
                reference=decision.reference,
                choice=said_phrase(decision, ballot.choice),
            )
        ),
        Line(
            t("Nothing is recorded yet: your earlier vote stands.")
            if changes
            else t("Nothing is recorded yet.")
        ),
        *_late_lines(ballot, track),
    ]
    if ballot.salt:
        blocks.append(proof_line(ballot.commitment))
    blocks.append(
        Line(t("Keep the receipt: only with it can this vote be found, changed or taken back."))
    )
    return reply(*blocks, choices=_two_steps(t("Record it"), decision, token), private=True)


def taking_back(decision: Decision, receipt: str, token: str) -> Reply:
    """What is asked before a secret vote is taken back: no file has these words."""
    return reply(
        t("Take back the vote on {reference} with the receipt {receipt}?",
          reference=decision.reference, receipt=receipt),
        t("It stands until you say so."),
        choices=_two_steps(t("Take it back"), decision, token),
        private=True,
    )  # fmt: skip


def _two_steps(label: Phrase, decision: Decision, token: str) -> tuple[Choice, ...]:
    here = f"{decision.reference}/{decision.round}"
    return (
        Choice(label, f"cast {here} {token}"),
        Choice(t("Something else"), f"vote {here}"),
    )


def begun(decision: Decision, unwritten: Reply) -> Reply:
    """What is written of a secret vote that is not recorded yet, and is said if the program has
    ended meanwhile. Its buttons stand where those of the real words do, and record nothing."""
    here = f"{decision.reference}/{decision.round}"
    return reply(
        t("A vote on {reference} was begun, and nothing is recorded.",
          reference=decision.reference),
        choices=(
            Choice(t("Vote again"), f"cast {here}"),
            Choice(t("Something else"), f"vote {here}"),
        ),
        private=True,
        unwritten=unwritten,
    )  # fmt: skip


def _late_lines(ballot: Ballot, track: str) -> list[Block]:
    if ballot.eligible:
        return []
    line = t("You joined {track} after this opened: your vote is kept and shown apart.",
             track=track)  # fmt: skip
    return [Line(line)]
