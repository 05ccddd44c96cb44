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
from bot.decisions.reading import Asked, Doubt, Said, Why, names_of
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
    opens = vote_line(decision)
    if decision.terms.kind is Kind.CONSENSUS or not decision.terms.options:
        return tuple(Choice(one.label, opens + one.value, opens=opens) for one in Position)
    # Where an option is called "2", a number alone may be its name.
    sign = "#" if asked_of(decision).has_numbers_for_names else ""
    return tuple(
        Choice(
            verbatim(option),
            f"{opens}{sign}{number}",
            in_chat=decision.is_secret,
            opens=opens,
        )
        for number, option in enumerate(decision.terms.answers, 1)
    )


def vote_line(decision: Decision) -> str:
    """The beginning of a vote in this round, which the ballot in people's own words completes."""
    return f"vote {decision.reference}/{decision.round} "


def asked_of(decision: Decision) -> Asked:
    """What can be said in a decision, in all languages."""
    terms = decision.terms
    if not terms.options:
        return _positions()
    return Asked(
        names_of((str(place), option.words()) for place, option in enumerate(terms.answers)),
        several=terms.kind in (Kind.APPROVAL, Kind.RANKING),
        ranked=terms.kind is Kind.RANKING,
        receipts=terms.secrecy is Secrecy.SECRET,
    )


@cache
def _positions() -> Asked:
    return Asked(
        names_of(
            (one.value, [one.value, *(plain_text(text_of(one.label, code)) for code in LANGUAGES)])
            for one in Position
        ),
        options=False,
    )


def not_understood(decision: Decision, words: str, doubt: Doubt) -> Reply:
    """The question once more, with what was understood of the words. Nothing was recorded."""
    said = said_phrase(decision, doubt.choice) if doubt.choice else None
    blocks: list[Phrase] = []
    choices = ballot_choices(decision)
    if doubt.why is Why.AMBIGUOUS:
        blocks.append(
            t("“{words}” can mean several things here. Nothing was recorded. Which is meant?",
              words=words[:80])
        )  # fmt: skip
        choices = tuple(_reading(decision, one) for one in doubt.readings)
    elif doubt.why is Why.TWICE and said:
        twice = _names(decision, doubt.choice)
        blocks.append(t("{choice} is named twice. Nothing was recorded.", choice=twice))
    elif doubt.why is Why.SEVERAL and said:
        blocks.append(
            t("Only one can be chosen here, and I understood {choice}. Nothing was recorded.",
              choice=said)
        )  # fmt: skip
    elif said:
        blocks.append(
            t("I understood {choice}, and did not understand “{words}”. Nothing was recorded.",
              choice=said, words=doubt.left[:80])
        )  # fmt: skip
        if decision.terms.secrecy is Secrecy.OPEN:
            blocks.append(t("A reason follows a colon, or stands in quotation marks."))
        if not decision.terms.options and len(doubt.choice) == 1:
            with_reason = t("{choice}, with these words as the reason", choice=said)
            line = f"{vote_line(decision)}{doubt.choice[0]}: {doubt.left}"
            choices = (*choices, Choice(with_reason, line))
    else:
        blocks.append(
            t("{word} is nothing one can say here. Nothing was recorded.",
              word=(doubt.left or words)[:40])
        )  # fmt: skip
    return reply(*blocks, choices=choices, private=True, asks=vote_line(decision))


def _names(decision: Decision, choice: Sequence[str]) -> Phrase:
    options = decision.terms.answers
    return verbatim(options[int(choice[0])]) if options else Position(choice[0]).label


def _reading(decision: Decision, said: Said) -> Choice:
    """One of several things that words can mean, so that it is certain."""
    named = said.choice
    if decision.terms.options:
        named = tuple(f"#{int(one) + 1}" for one in said.choice)
    line = vote_line(decision) + ", ".join(named) + (f": {said.reason}" if said.reason else "")
    line += f" {said.receipt}" if said.receipt else ""
    return Choice(said_phrase(decision, said.choice), line, opens=vote_line(decision))


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
    # First what matters: whoever stops reading here must not think that this was all.
    blocks: list[Block] = [
        Line(
            t("Nothing is recorded yet: your earlier vote stands.")
            if changes
            else t("Nothing is recorded yet.")
        ),
        Line(
            t(
                "Receipt {receipt} for {reference}: {choice}.",
                receipt=ballot.receipt,
                reference=decision.reference,
                choice=said_phrase(decision, ballot.choice),
            )
        ),
        *_late_lines(ballot, track),
    ]
    if ballot.salt:
        proof = ballot.commitment[:16]
        blocks.append(Line(t("The record will show it as {commitment}.", commitment=proof)))
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
        choices=_two_steps(t("Take the vote back"), decision, token),
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
