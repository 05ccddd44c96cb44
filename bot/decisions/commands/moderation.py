"""Minority views and options against the Code of Conduct: flagged, hidden, appealed.

What is hidden stays under the hash of the charter or of the record; it is only not shown.
"""

import json
import re
from dataclasses import dataclass, replace

from bot.conversation.arguments import Reading, Rest, missing, reads
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.decisions.languages import without_options
from bot.decisions.life import show_board
from bot.decisions.model import Decision
from bot.decisions.store import Decisions, Objections
from bot.people.model import Measure, Taken
from bot.people.moderating import (
    check_reason,
    decline,
    flag,
    raise_appeal,
    settle_flags,
    undo,
)
from bot.people.store import Measures
from bot.ports import Tx
from bot.record.store import Journal
from bot.record.verify import digest

PART = r"d\d{1,6}\.[mo]\d{1,4}"
_PART = re.compile(r"d(\d{1,6})\.([mo])(\d{1,4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A minority view ("D7.m1") or an option ("D7.o2"), in somebody's words. option is its place
    from 0, None for a minority view; person is whose words they are."""

    decision: Decision
    reference: str
    text: str
    person: int | None
    option: int | None

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.decision.track


@reads(Said)
def read_said(reading: Reading) -> Said:
    """A minority view or an option by its reference."""
    word = reading.words.peek()
    found = _PART.fullmatch(word)
    decision = reading.tx.get(Decisions).numbered(int(found[1])) if found else None
    said = (
        _said(reading.tx, decision, found[2].lower(), int(found[3])) if decision and found else None
    )
    if said is None:
        if not word:
            raise missing(reading, t("Which one? Reply with its reference, such as D7.m1."))
        raise refusal(t("There is no {word}. Nothing was changed.", word=word[:40]))
    reading.words.take()
    return said


def _said(tx: Tx, decision: Decision, kind: str, number: int) -> Said | None:
    reference = f"{decision.reference}.{kind}{number}"
    if kind == "m":
        views = tx.get(Objections).views(decision)
        view = next((one for one in views if one.reference == reference), None)
        return Said(decision, reference, view.text, view.person, None) if view else None
    options = _frozen(decision)
    if not 1 <= number <= len(options):
        return None
    return Said(decision, reference, options[number - 1], decision.author, number - 1)


def _frozen(decision: Decision) -> tuple[str, ...]:
    """The options as the charter has them."""
    return tuple(json.loads(decision.charter)["options"]) if decision.charter else ()


@command(
    "flag",
    of=PART,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Flag a minority view or an option"),
    example="flag D7.m1 It insults a participant.",
    listed=False,
    asks=t("What is wrong with it? Reply with the reason; only the rapporteurs see it."),
)
def flag_part(ctx: Context, tx: Tx, said: Said, reason: Rest) -> Reply:
    """Put a minority view or an option before the rapporteurs."""
    if tx.get(Measures).standing(said.reference):
        raise refusal(t("{reference} is hidden already.", reference=said.reference), private=True)
    words = Quote(said.text[:1_500])
    return flag(tx, ctx, said.reference, said.decision.track, words, said.person, reason)


@command(
    "hide",
    of=PART,
    who=Who.RAPPORTEUR,
    where=Where.ANYWHERE,
    help=t("Hide a minority view or an option"),
    example="hide D7.m1 It insults a participant.",
    listed=False,
    asks=t("Why is it hidden? Reply with the reason; it is public."),
)
def hide_part(ctx: Context, tx: Tx, said: Said, reason: Rest) -> Reply:
    """Show words no longer. An option keeps its number, and can be voted for; nothing that was
    frozen changes."""
    if tx.get(Measures).standing(said.reference):
        raise refusal(t("{reference} is hidden already.", reference=said.reference))
    check_reason(reason)
    tx.get(Measures).take(
        Taken.HIDDEN,
        said.reference,
        said.decision.track,
        said.person,
        ctx.speaker.person,
        reason,
        ctx.now,
    )
    _record(ctx, tx, said, "hidden", reason)
    _let_see(ctx, tx, said, hidden=True)
    outcome = t("You flagged {reference}. It is hidden:", reference=said.reference)
    settle_flags(tx, ctx, said.reference, outcome, reason)
    if said.person:
        ctx.tell(
            said.person,
            reply(
                t("Your words in {reference} are hidden, because they are against the Code of "
                  "Conduct:", reference=said.reference),
                Quote(reason),
                choices=(Choice(t("Appeal"), f"appeal {said.reference}"),),
            ),
        )  # fmt: skip
    return reply(
        t("{reference} is hidden, and its author told. The reason is public.",
          reference=said.reference)
    )  # fmt: skip


def _record(ctx: Context, tx: Tx, said: Said, act: str, reason: str) -> None:
    tx.get(Journal).add(
        f"words.{act}", ctx.speaker.pseudonym, ctx.now, reference=said.reference,
        track=said.decision.track, words=digest(said.text), reason=digest(reason),
    )  # fmt: skip


def _let_see(ctx: Context, tx: Tx, said: Said, *, hidden: bool) -> None:
    """Show an option's words, or only its number; the charter keeps its words."""
    decision = said.decision
    if said.option is None:
        return
    old = decision.terms.options
    new = list(old)
    new[said.option] = f"… ({said.option + 1})" if hidden else said.text
    languages = without_options(decision.terms.languages, old, tuple(new))
    terms = replace(decision.terms, options=tuple(new), languages=languages)
    changed = replace(decision, terms=terms)
    tx.get(Decisions).change(changed)
    show_board(ctx, changed)


def _measure(tx: Tx, said: Said) -> Measure:
    found = tx.get(Measures).standing(said.reference)
    if found is None:
        raise refusal(
            t("{reference} is not hidden. Nothing was changed.", reference=said.reference)
        )
    return found


@command(
    "show",
    of=PART,
    who=Who.MODERATOR,
    where=Where.ANYWHERE,
    help=t("Show a hidden minority view or option again"),
    example="show D7.m1 The appeal is right.",
    listed=False,
    asks=t("Why is it shown again? Reply with the reason; it is public."),
)
def show_part(ctx: Context, tx: Tx, said: Said, reason: Rest) -> Reply:
    """Undo a hiding; if it is appealed, somebody does who was not involved."""
    measure = _measure(tx, said)
    check_reason(reason)
    undo(tx, ctx, measure, reason)
    _record(ctx, tx, said, "shown", reason)
    _let_see(ctx, tx, said, hidden=False)
    if said.person:
        told = t("Your words in {reference} are shown again:", reference=said.reference)
        ctx.tell(said.person, reply(told, Quote(reason)))
    return reply(t("{reference} is shown again, and its author told.", reference=said.reference))


@command(
    "appeal",
    of=PART,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Appeal against the hiding of your words"),
    example="appeal D7.m1 It names a rule, not a person.",
    listed=False,
    asks=t("Why should it be shown? Reply with the reason; somebody decides who was not involved."),
)
def appeal_part(ctx: Context, tx: Tx, said: Said, reason: Rest) -> Reply:
    """Put a hiding before somebody who was not involved."""
    words = (Quote(said.text[:1_500]),)
    return raise_appeal(tx, ctx, _measure(tx, said), reason, words, f"show {said.reference}")


@command(
    "decline",
    of=PART,
    who=Who.MODERATOR,
    where=Where.ANYWHERE,
    help=t("Decline the appeal against hidden words"),
    example="decline D7.m1 It names a person.",
    listed=False,
    asks=t("Why is it declined? Reply with the answer; the author is told."),
)
def decline_part(ctx: Context, tx: Tx, said: Said, answer: Rest) -> Reply:
    """Decline an appeal with an answer; the words stay hidden."""
    return decline(tx, ctx, said.reference, answer)
