"""Suspensions after the Code of Conduct was broken: for a time, from one track, with an appeal."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.conversation.arguments import Reading, Rest, missing, reads
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, n, t, verbatim
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Items, Line, Quote, Reply, Title, reply
from bot.conversation.when import Doubt, instant, take
from bot.people.model import Grant, Measure, Person, Role, Taken
from bot.people.moderating import check_reason, decline, raise_appeal, undo
from bot.people.store import Measures, Roles
from bot.ports import Tx
from bot.record.store import Journal
from bot.record.verify import digest
from bot.tracks.model import Track
from bot.tracks.rules import meant
from bot.tracks.store import Tracks

LONGEST_DAYS = 90
SUSPENSION = r"su\d{1,6}"
_END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True)
class Sentence:
    """From which track somebody is suspended, until when (UTC), and why."""

    track: Track
    until: datetime
    reason: str


@reads(Sentence)
def read_sentence(reading: Reading) -> Sentence:
    """ "irpc until 2026-04-01 The reason.": a code, a day, and the reason, which is public."""
    words = reading.words
    track, _ = meant(words.peek(), reading.tx.get(Tracks).all())
    if track is None:
        raise missing(reading, t("From which track? Reply with its code, until when, and why."))
    words.take()
    if words.peek().casefold() == "until":
        words.take()
    before = words.unfinished()
    rest = words.take_rest()
    moment, reason = take(rest, reading.ctx.now.date(), reading.ctx.speaker.language)
    if isinstance(moment, Doubt):
        raise refusal(
            moment.question,
            choices=tuple(Choice(verbatim(one), f"{before}{one}") for one in moment.choices),
            asks=before,
        )
    if moment is None:
        raise refusal(t("Until when, and why? Reply with a date and the reason."), asks=before)
    until = instant(moment.date, moment.time or _END_OF_DAY, moment.zone)[0]
    reason = reason.strip()
    if not reason:
        raise refusal(
            t("Why? Reply with the reason; it is public, so leave the name out."),
            asks=f"{before}{rest} ",
        )
    return Sentence(track, until, reason)


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspension that was not ended, by its reference."""

    measure: Measure


@reads(Suspension)
def read_suspension(reading: Reading) -> Suspension:
    """A suspension by its reference: "SU3"."""
    word = reading.words.peek().upper()
    found = reading.tx.get(Measures).standing(word) if word else None
    if found is None or found.taken is not Taken.SUSPENDED:
        if not word:
            raise missing(reading, t("Which suspension? Reply with its reference, such as SU3."))
        raise refusal(t("There is no suspension {word} now. Nothing was changed.", word=word[:40]))
    reading.words.take()
    return Suspension(found)


@command(
    "suspend",
    who=Who.MODERATOR,
    where=Where.PRIVATE,
    help=t("Suspend somebody from a track for a time"),
    example="suspend @jo irpc until 2026-04-01 Insults after two warnings.",
    asks=t("From which track, until when, and why?"),
)
def suspend(ctx: Context, tx: Tx, person: Person, sentence: Sentence) -> Reply:
    """Let somebody take part in nothing new of a track. What is open already stays as it is: a
    ballot, and the electorate."""
    track, until = sentence.track, sentence.until
    _check(ctx, tx, person, sentence)
    measure = tx.get(Measures).take(
        Taken.SUSPENDED,
        "",
        track.code,
        person.id,
        ctx.speaker.person,
        sentence.reason,
        ctx.now,
        until,
    )
    ctx.wake(until)
    tx.get(Journal).add(
        "suspension.begun", ctx.speaker.pseudonym, ctx.now, suspension=measure.reference,
        track=track.code, until=until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        reason=digest(sentence.reason),
    )  # fmt: skip
    ctx.tell(
        person.id,
        reply(
            t("You are suspended from {track} until {when}, because the Code of Conduct was "
              "broken:", track=track.title, when=until),
            Quote(sentence.reason),
            t("Until then you take part in nothing new there. Votes that were open stay yours, and "
              "you can read everything. The rooms are not told your name."),
            t("You can appeal; somebody decides who was not involved: {command}",
              command=Typed(f"appeal {measure.reference} …")),
            choices=(Choice(t("Appeal"), f"appeal {measure.reference}"),),
        ),
        urgent=True,
    )  # fmt: skip
    ctx.announce(
        track.code,
        reply(
            t("Somebody is suspended from {track} until {when} ({reference}):",
              track=track.title, when=until, reference=measure.reference),
            Quote(sentence.reason),
        ),
    )  # fmt: skip
    return reply(
        t("{person} is suspended from {track} until {when}: {reference}. The rooms are not told "
          "the name.",
          person=person.mention, track=track.title, when=until, reference=measure.reference),
        t("{command} ends it before.", command=Typed(f"unsuspend {measure.reference} …")),
    )  # fmt: skip


def _check(ctx: Context, tx: Tx, person: Person, sentence: Sentence) -> None:
    track = sentence.track
    if person.id == ctx.speaker.person:
        raise refusal(t("Nobody suspends themselves. {command} leaves a track.",
                        command=Typed(f"leave {track.code}")))  # fmt: skip
    offices = tx.get(Roles).of(person.id)
    for grant in (
        Grant(Role.FACILITATOR, track.code),
        Grant(Role.RAPPORTEUR),
        Grant(Role.OPERATOR),
    ):
        if grant in offices:
            office = " ".join((grant.role.value, grant.track)).strip()
            raise refusal(
                t("{person} has an office there. An operator ends that first: {command}",
                  person=person.mention,
                  command=Typed(f"dismiss {person.pseudonym} {office}")),
                t("Nothing was changed."),
            )  # fmt: skip
    if not ctx.now < sentence.until <= ctx.now + timedelta(days=LONGEST_DAYS):
        raise refusal(
            n("A suspension ends within one day from now. Nothing was changed.",
              "A suspension ends within {count} days from now. Nothing was changed.", LONGEST_DAYS)
        )  # fmt: skip
    there = tx.get(Measures).suspension(person.id, track.code, ctx.now)
    if there and there.until:
        raise refusal(
            t("{person} is suspended there until {when} ({reference}). End that first.",
              person=person.mention, when=there.until, reference=there.reference)
        )  # fmt: skip
    check_reason(sentence.reason)


@command(
    "unsuspend",
    who=Who.MODERATOR,
    where=Where.PRIVATE,
    help=t("End a suspension"),
    example="unsuspend SU3 The appeal is right.",
    asks=t("Why does it end? Reply with the reason; it is told to whom it concerns."),
)
def unsuspend(ctx: Context, tx: Tx, suspension: Suspension, reason: Rest) -> Reply:
    """End a suspension; if it is appealed, somebody does who was not involved."""
    measure = suspension.measure
    check_reason(reason)
    undo(tx, ctx, measure, reason)
    record_end(tx, measure, ctx.speaker.pseudonym, ctx.now)
    if measure.person:
        ctx.tell(
            measure.person,
            reply(t("Your suspension {reference} is over:", reference=measure.reference),
                  Quote(reason)),
        )  # fmt: skip
    return reply(t("{reference} is over, and whom it concerns is told.",
                   reference=measure.reference))  # fmt: skip


def record_end(tx: Tx, measure: Measure, by: str, now: datetime) -> None:
    """Write into the record that a suspension is over."""
    tx.get(Journal).add(
        "suspension.ended", by, now, suspension=measure.reference, track=measure.track
    )


@command(
    "suspensions",
    who=Who.MODERATOR,
    where=Where.PRIVATE,
    help=t("The suspensions that are not over"),
    example="suspensions",
    listed=False,
)
def suspensions(ctx: Context, tx: Tx) -> Reply:
    """Who is suspended from what, for those who can end it."""
    found = [one for one in tx.get(Measures).all() if one.taken is Taken.SUSPENDED]
    if not found:
        return reply(t("Nobody is suspended."))
    return reply(
        Title(t("Suspensions")),
        Items(
            tuple(
                t("{reference}: {track} until {when}", reference=one.reference, track=one.track,
                  when=one.until or one.at)
                for one in found
            )
        ),
        Line(t("{command} ends one.", command=Typed("unsuspend SU3 …"))),
    )  # fmt: skip


@command(
    "appeal",
    of=SUSPENSION,
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("Appeal against your suspension"),
    example="appeal SU3 I was quoting the draft.",
    listed=False,
    asks=t("Why should it end? Reply with the reason; somebody decides who was not involved."),
)
def appeal_suspension(ctx: Context, tx: Tx, suspension: Suspension, reason: Rest) -> Reply:
    """Put a suspension before somebody who was not involved."""
    measure = suspension.measure
    return raise_appeal(tx, ctx, measure, reason, (), f"unsuspend {measure.reference}")


@command(
    "decline",
    of=SUSPENSION,
    who=Who.MODERATOR,
    where=Where.PRIVATE,
    help=t("Decline the appeal against a suspension"),
    example="decline SU3 Two warnings were given.",
    listed=False,
    asks=t("Why is it declined? Reply with the answer; whoever appealed is told."),
)
def decline_suspension(ctx: Context, tx: Tx, suspension: Suspension, answer: Rest) -> Reply:
    """Decline an appeal with an answer; the suspension stays."""
    return decline(tx, ctx, suspension.measure.reference, answer)
