"""Arguments about decisions: a decision by its reference, a draft, an objection, a length."""

import re
from dataclasses import dataclass, replace

from bot.conversation.arguments import Reading, missing, reads
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, t
from bot.conversation.reply import Choice
from bot.decisions.model import Decision, Objection
from bot.decisions.rules import without_assent
from bot.decisions.store import Decisions, Objections
from bot.tracks.store import Memberships

_REFERENCE = re.compile(r"d?(\d{1,6})(?:/(\d{1,3}))?", re.IGNORECASE)
_OBJECTION = re.compile(r"d?(\d{1,6})\.(\d{1,4})", re.IGNORECASE)
_LENGTH = re.compile(r"(?:for\s+)?(\d{1,4})\s*(h|hours?|d|days?|weeks?)?", re.IGNORECASE)
_MOST = 8
_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision that is not open yet."""

    decision: Decision

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.decision.track


@dataclass(frozen=True, slots=True)
class Raised:
    """An objection, and the decision it was raised in."""

    decision: Decision
    objection: Objection

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.decision.track


@dataclass(frozen=True, slots=True)
class Hours:
    """A length of time in hours: "7 days", "72h", "for 2 weeks"."""

    hours: int


@reads(Decision)
def read_decision(reading: Reading) -> Decision:
    """A decision by its reference: "D7", or 7. A button says its round too, "D7/1": the text may
    have changed since it was shown."""
    decisions = reading.tx.get(Decisions)
    word = reading.words.peek()
    found = _REFERENCE.fullmatch(word)
    decision = decisions.numbered(int(found[1])) if found else None
    if decision and found and found[2] and int(found[2]) != decision.round:
        raise refusal(
            t(
                "{reference} began anew with a changed text. Nothing was recorded.",
                reference=decision.reference,
            ),
            choices=(Choice(t("Show it"), f"decision {decision.reference}"),),
            private=True,
        )
    if decision:
        reading.words.take()
        return decision
    mine = tuple(reading.tx.get(Memberships).of(reading.ctx.speaker.person))
    known = decisions.some(reading.ctx.place.tracks or mine, 0, _MOST)
    question = t("There is no decision {word}.", word=word) if word else t("Which decision?")
    if not known:
        raise refusal(question, t("{command} lists them.", command=Typed("decisions")))
    raise refusal(
        question,
        choices=tuple(
            Choice(
                t(
                    "{reference} {text}",
                    reference=one.reference,
                    text=one.terms.proposal.cut(40),
                ),
                reading.words.with_next(one.reference),
            )
            for one in known
        ),
    )


@reads(Draft)
def read_draft(reading: Reading) -> Draft:
    """A decision that is not open yet, by the number on its buttons."""
    word = reading.words.peek()
    number = int(word) if word.isdecimal() and len(word) <= _LONGEST_NUMBER else 0
    decision = reading.tx.get(Decisions).by_id(number)
    if decision is None or decision.number is not None:
        raise refusal(
            t("There is no draft {word}: it is open already, or was dropped.", word=word or "?"),
            t("{command} lists the open ones.", command=Typed("decisions")),
        )
    reading.words.take()
    return Draft(replace(decision, terms=without_assent(decision.terms)))


@reads(Raised)
def read_raised(reading: Reading) -> Raised:
    """An objection by its reference: "D7.1"."""
    word = reading.words.peek()
    found = _OBJECTION.fullmatch(word)
    decision = reading.tx.get(Decisions).numbered(int(found[1])) if found else None
    objection = (
        reading.tx.get(Objections).numbered(decision, int(found[2])) if found and decision else None
    )
    if decision is None or objection is None:
        if not word:
            raise missing(reading, t("Which objection? Reply with its number, such as D7.1."))
        raise refusal(t("There is no objection {word}. Nothing was changed.", word=word))
    reading.words.take()
    return Raised(decision, objection)


@reads(Hours)
def read_hours(reading: Reading) -> Hours:
    """A length of time: a number, and hours, days (if nothing is said) or weeks."""
    words = reading.words.take_rest()
    found = _LENGTH.fullmatch(words.strip())
    if not found:
        raise refusal(
            t(
                "How long? Write it as {days} or {hours}. Nothing was changed.",
                days="7 days",
                hours="72 hours",
            )
        )
    unit = (found[2] or "d").lower()[0]
    return Hours(int(found[1]) * {"h": 1, "d": 24, "w": 168}[unit])
