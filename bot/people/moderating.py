"""Steps that several capabilities take when the Code of Conduct was broken: measures, appeals that
somebody not involved decides, and what people flag.

Commands of drafts, decisions and tracks call it; it knows none of them, only references.
"""

from bot.conversation.context import Context, Occasion
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, t, verbatim
from bot.conversation.reply import Block, Choice, Quote, Reply, reply
from bot.people.model import Flag, Grant, Measure, Person, Role, Taken
from bot.people.store import Flags, Measures, People, Roles
from bot.people.waiting import Waiting, when_asked_what_waits
from bot.ports import Tx
from bot.record.store import Journal
from bot.record.verify import digest

LONGEST_REASON = 1_500
_MOST_SHOWN = 8


def check_suspended(tx: Tx, ctx: Context, track: str) -> None:
    """Raises a Refusal if the speaker is suspended from a track, and so takes part in nothing new
    there."""
    found = tx.get(Measures).suspension(ctx.speaker.person, track, ctx.now)
    if found is None or found.until is None:
        return
    appeal = f"appeal {found.reference}"
    raise refusal(
        t("You are suspended from {track} until {when} ({reference}). Nothing was recorded.",
          track=track, when=found.until, reference=found.reference),
        t("You can read, vote where a vote was open already, and appeal: {command}",
          command=Typed(f"{appeal} …")),
        choices=() if found.appeal else (Choice(t("Appeal"), appeal),),
        private=True,
    )  # fmt: skip


def check_reason(reason: str) -> None:
    """Raises a Refusal that gives a reason back that is too long."""
    if len(reason) > LONGEST_REASON:
        raise refusal(t("That is too long. Nothing was kept; here it is back:"),
                      Quote(reason[:3_000]), private=True)  # fmt: skip


def deciders(tx: Tx, measure: Measure) -> list[Person]:
    """Who may decide an appeal: rapporteurs who are not involved, or else such operators. Involved
    are whoever took the measure, whom it concerns, and whoever flagged it."""
    roles = tx.get(Roles)
    involved = {measure.by, measure.person} | tx.get(Flags).by(measure.reference)
    for role in (Role.RAPPORTEUR, Role.OPERATOR):
        found = [one for one in roles.holders(role) if one.id not in involved]
        if found:
            return found
    return []


def raise_appeal(
    tx: Tx, ctx: Context, measure: Measure, reason: str, words: tuple[Block, ...], undo: str
) -> Reply:
    """Put an appeal before those who may decide it; undo is the command that grants it, words what
    was hidden. If there is nobody, the record says that it waits. Raises a Refusal."""
    if measure.person != ctx.speaker.person or measure.appeal:
        raise refusal(
            t("{reference} does not concern you, or was appealed before. Nothing was changed.",
              reference=measure.reference),
            Quote(reason[:3_000]), private=True,
        )  # fmt: skip
    check_reason(reason)
    tx.get(Measures).appeal(measure, ctx.speaker.person, reason, ctx.now)
    others = deciders(tx, measure)
    act = "appeal.raised" if others else "appeal.waits"
    tx.get(Journal).add(
        act, "somebody", ctx.now,
        reference=measure.reference, track=measure.track, reason=digest(reason),
    )  # fmt: skip
    for one in others:
        ctx.tell(one.id, _asked(measure, reason, words, undo))
    if not others:
        return reply(
            t("Your appeal is kept. Nobody who was not involved can decide it yet; it waits, and "
              "the record says so."),
            private=True,
        )  # fmt: skip
    return reply(
        t("Your appeal is with somebody who was not involved. You are told what is decided."),
        private=True,
    )


def _asked(measure: Measure, reason: str, words: tuple[Block, ...], undo: str) -> Reply:
    reference = measure.reference
    return reply(
        t("There is an appeal on {reference}, and you were not involved.", reference=reference),
        *words,
        t("The reason for it was:"),
        Quote(measure.reason),
        t("The appeal says:"),
        Quote(reason),
        choices=(
            Choice(t("Grant it"), undo),
            Choice(t("Decline it"), f"decline {reference}"),
        ),
        gone_with=(measure.person,) if measure.person else (),
    )


def check_decider(tx: Tx, ctx: Context, measure: Measure) -> None:
    """Raises a Refusal if an appeal waits that somebody else has to decide."""
    if not measure.waits:
        return
    others = deciders(tx, measure)
    if any(one.id == ctx.speaker.person for one in others):
        return
    who = (
        t("You can ask {people}.", people=tuple(one.mention for one in others[:5]))
        if others
        else t(
            "An operator can appoint somebody: {command}",
            command=Typed("appoint PERSON rapporteur"),
        )
    )
    raise refusal(
        t("The appeal on {reference} is decided by somebody who was not involved. Nothing was "
          "changed.", reference=measure.reference),
        who,
        private=True,
    )  # fmt: skip


def undo(tx: Tx, ctx: Context, measure: Measure, answer: str) -> bool:
    """Undo a measure; whether an appeal was granted by it. Raises a Refusal if somebody else
    decides."""
    check_decider(tx, ctx, measure)
    measures = tx.get(Measures)
    granted = measure.waits
    if granted:
        measures.decide(measure, "granted", answer, ctx.speaker.person)
        _record_decision(tx, ctx, measure, "granted", answer)
    measures.end(measure, ctx.now)
    return granted


def decline(tx: Tx, ctx: Context, reference: str, answer: str) -> Reply:
    """Decline an appeal with an answer, which its author is told. Raises a Refusal."""
    measure = tx.get(Measures).standing(reference)
    if measure is None or not measure.waits or measure.appeal is None:
        raise refusal(
            t("There is no appeal on {reference} to be decided. Nothing was changed.",
              reference=reference[:40])
        )  # fmt: skip
    check_decider(tx, ctx, measure)
    check_reason(answer)
    tx.get(Measures).decide(measure, "declined", answer, ctx.speaker.person)
    _record_decision(tx, ctx, measure, "declined", answer)
    if measure.person:
        ctx.tell(
            measure.person,
            reply(
                t("Your appeal on {reference} was declined, by somebody who was not involved:",
                  reference=measure.reference),
                Quote(answer),
            ),
        )  # fmt: skip
    return reply(
        t("The appeal on {reference} is declined, and its author is told.",
          reference=measure.reference)
    )  # fmt: skip


def _record_decision(tx: Tx, ctx: Context, measure: Measure, decision: str, answer: str) -> None:
    tx.get(Journal).add(
        f"appeal.{decision}", ctx.speaker.pseudonym, ctx.now,
        reference=measure.reference, track=measure.track, answer=digest(answer),
    )  # fmt: skip


def flag(
    tx: Tx, ctx: Context, reference: str, track: str, words: Block, author: int | None, reason: str
) -> Reply:
    """Keep that somebody finds words to be against the Code of Conduct; rapporteurs are told."""
    check_reason(reason)
    flags = tx.get(Flags)
    if not flags.add(Flag(reference, track, ctx.speaker.person, reason, ctx.now, author)):
        raise refusal(
            t("You flagged {reference} already. You are told what comes of it.",
              reference=reference),
            private=True,
        )  # fmt: skip
    # However many flag a thing, it is one matter, and stands in what waits for them.
    told = tx.get(Roles).holders(Role.RAPPORTEUR) if len(flags.open(reference)) == 1 else []
    for one in told:
        ctx.tell(
            one.id,
            reply(
                t("{reference} was flagged:", reference=reference),
                words,
                t("Because:"),
                Quote(reason),
                choices=_after_flag(reference),
                gone_with=(ctx.speaker.person,),
            ),
        )
    return reply(
        t("{reference} is flagged. The rapporteurs look at it, and you are told what comes of it.",
          reference=reference),
        private=True,
    )  # fmt: skip


def _after_flag(reference: str) -> tuple[Choice, ...]:
    return (
        Choice(t("Hide it"), f"hide {reference}"),
        Choice(t("Leave it as it is"), f"settle {reference}"),
    )


def settle_flags(tx: Tx, occasion: Occasion, reference: str, outcome: Phrase, answer: str) -> bool:
    """Tell all who flagged something what came of it; False if nobody had."""
    found = tx.get(Flags).open(reference)
    for one in found:
        occasion.tell(one.person, reply(outcome, Quote(answer)))
    tx.get(Flags).settle(reference, occasion.now)
    return bool(found)


@when_asked_what_waits
def moderation_waits(tx: Tx, ctx: Context) -> list[Waiting]:
    """What was flagged, for rapporteurs; and appeals, for those who may decide them."""
    mine = tx.get(Roles).of(ctx.speaker.person)
    found: list[Waiting] = []
    if Grant(Role.RAPPORTEUR) in mine:
        first: dict[str, Flag] = {}
        for one in tx.get(Flags).open():
            first.setdefault(one.reference, one)
        for reference, flagged in list(first.items())[:_MOST_SHOWN]:
            line = t("{reference} was flagged: “{reason}”", reference=reference,
                     reason=flagged.reason[:200])  # fmt: skip
            shown = Choice(verbatim(reference), f"flags {reference}")
            found.append(Waiting(line, shown, flagged.person))
    if Grant(Role.RAPPORTEUR) in mine or Grant(Role.OPERATOR) in mine:
        found += [
            Waiting(
                t("{reference}: decide the appeal", reference=one.reference),
                Choice(
                    t("Appeal {reference}", reference=one.reference), f"appeals {one.reference}"
                ),
            )
            for one in tx.get(Measures).all()
            if one.waits and any(p.id == ctx.speaker.person for p in deciders(tx, one))
        ]
    return found


def flags_card(tx: Tx, reference: str) -> Reply:
    """Why something was flagged, and what can be done. Raises a Refusal if it was not."""
    found = tx.get(Flags).open(reference)
    if not found:
        raise refusal(t("{reference} is not flagged.", reference=reference[:40]))
    return reply(
        t("{reference} was flagged:", reference=reference),
        *(Quote(one.reason) for one in found[:_MOST_SHOWN]),
        choices=_after_flag(reference),
        private=True,
        gone_with=tuple(one.person for one in found[:_MOST_SHOWN]),
    )


def appeal_card(tx: Tx, ctx: Context, reference: str) -> Reply:
    """An appeal as it is put before whoever decides it. Raises a Refusal."""
    measure = tx.get(Measures).standing(reference)
    if measure is None or measure.appeal is None or not measure.waits:
        raise refusal(t("There is no appeal on {reference} to be decided.",
                        reference=reference[:40]))  # fmt: skip
    check_decider(tx, ctx, measure)
    word = "unsuspend" if measure.taken is Taken.SUSPENDED else "show"
    shown = _asked(measure, measure.appeal.text, (), f"{word} {reference}")
    return reply(
        *shown.blocks, choices=shown.choices, private=True, gone_with=shown.gone_with
    )  # fmt: skip


def concerned(tx: Tx, measure: Measure) -> Person | None:
    """Whom a measure concerns, unless they are gone."""
    return tx.get(People).person(measure.person) if measure.person else None
