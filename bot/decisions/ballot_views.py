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
from bot.decisions.model import Ballot, Decision, Kind, Position, Secrecy, Voter


def ballot_choices(decision: Decision) -> tuple[Choice, ...]:
    """The buttons to vote with."""
    if decision.terms.kind is Kind.CONSENSUS or not decision.terms.options:
        return tuple(
            Choice(one.label, f"vote {decision.reference}/{decision.round} {one.value}")
            for one in Position
        )
    return tuple(
        Choice(verbatim(option), f"vote {decision.reference}/{decision.round} {number}")
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
    if voter.parted:
        blocks.append(
            Line(
                t(
                    "On {reference} this account has one voice with one it was linked to: the last "
                    "vote counts.",
                    reference=decision.reference,
                )
            )
        )
    if not ballot.eligible:
        blocks.append(
            Line(
                t(
                    "You joined {track} after this opened: your vote is kept and shown apart.",
                    track=track,
                )
            )
        )
    blocks.append(
        Line(
            t(
                "Receipt {receipt}. You can change your vote until {when}.",
                receipt=ballot.receipt,
                when=closes,
            )
        )
    )
    if decision.terms.secrecy is Secrecy.SECRET:
        blocks.append(
            Line(t("Keep the receipt: only with it can this secret vote be changed or found."))
        )
    return reply(*blocks, private=True)
