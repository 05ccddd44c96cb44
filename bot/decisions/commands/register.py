"""The register of decisions, what of them waits for whom, and texts for the mailing list."""

from datetime import datetime

from bot.conversation.addresses import address_of
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, n, t, verbatim
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Block, Choice, Items, Line, Quote, Reply, Title, reply
from bot.decisions.ballot_views import ballot_choices, room_choices, said_phrase
from bot.decisions.charter_views import title
from bot.decisions.life import (
    charter_of,
    evaluation_of,
    may_still_vote,
    options_shown,
    views_shown,
)
from bot.decisions.mailing import mailing_text
from bot.decisions.model import Decision, Published, Standing, State
from bot.decisions.pictures import tally_picture
from bot.decisions.rules import Evaluation, is_closed, is_open, may_show_counts
from bot.decisions.store import Ballots, Decisions, Objections
from bot.decisions.views import (
    by_group,
    card,
    counts,
    evaluation,
    few_secret,
    hidden_lines,
    numbers,
)
from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.people.waiting import Waiting, when_asked_what_waits
from bot.ports import Tx
from bot.tracks.current import when_asked_what_goes_on
from bot.tracks.model import Track
from bot.tracks.store import Memberships, Tracks

_MOST = 15


@command(
    "decisions",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The register of decisions, open ones first"),
    example="decisions bpf-cybersecurity",
)
def list_decisions(ctx: Context, tx: Tx, track: Track | None) -> Reply:
    """The decisions of a track; without one, of the room's tracks or all."""
    wanted = (track.code,) if track else ctx.place.tracks or None
    decisions = tx.get(Decisions)
    running = [one for one in decisions.current(wanted) if is_open(one, ctx.now)]
    # However many there are: no more are read than are shown.
    newest = decisions.some(wanted, 0, _MOST)
    found = [*running, *(one for one in newest if not is_open(one, ctx.now))][:_MOST]
    if not found:
        return reply(t("Nothing has been decided yet."))
    lines: list[Block] = [Title(t("Decisions"))]
    lines.append(Items(tuple(_line(one, ctx) for one in found)))
    others = decisions.count(wanted) - len(found)
    if others:
        lines.append(
            Line(
                n(
                    "One older decision is not shown.",
                    "{count} older decisions are not shown.",
                    others,
                )
            )
        )
    return reply(
        *lines,
        choices=tuple(
            Choice(verbatim(one.reference), f"decision {one.reference}") for one in found[:8]
        ),
    )


def _line(one: Decision, ctx: Context) -> Phrase:
    return t(
        "{reference} {text}: {state}",
        reference=one.reference,
        text=one.terms.proposal.cut(80),
        state=_state(one, ctx),
    )


def _state(one: Decision, ctx: Context) -> Phrase:
    if is_open(one, ctx.now):
        return t("open until {when}", when=one.closes or ctx.now)
    if is_closed(one, ctx.now):
        return t("closed, no result yet")
    if one.state is State.WITHDRAWN or one.result is None:
        return t("withdrawn")
    if one.state is State.DECIDED:
        return one.result.designation.label
    return t("{result} (provisional)", result=one.result.designation.label)


@command(
    "decision",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("One decision: how it is decided, and what came of it"),
    example="decision D7",
    by_link=True,
)
def show_decision(ctx: Context, tx: Tx, decision: Decision) -> Reply:
    """The charter while it is open, the evaluation once it is closed."""
    track = _title(tx, decision)
    if is_closed(decision, ctx.now):
        return evaluation(decision, track, evaluation_of(tx, decision))
    ballots = tx.get(Ballots)
    mine = ballots.of(decision, ctx.speaker.person) if ctx.place.private else None
    shown = may_show_counts(
        decision.terms,
        closed=decision.state in (State.PROVISIONAL, State.DECIDED),
        has_voted=ctx.place.private and ballots.has_voted(decision, ctx.speaker.person),
    )
    extra: list[Block] = []
    if mine:
        extra.append(
            Line(
                t(
                    "You said: {choice}. Receipt {receipt}.",
                    choice=said_phrase(decision, mine.choice),
                    receipt=mine.receipt,
                )
            )
        )
    if mine and mine.reason:
        extra.append(Quote(mine.reason))
    if shown:
        extra += counts(decision, ballots.tally(decision))
    extra += hidden_lines(options_shown(tx, decision)[1])
    offered = ballot_choices if ctx.place.private else room_choices
    choices = offered(decision) if is_open(decision, ctx.now) else ()
    return card(
        decision, track, charter_of(decision), tx.get(Objections).of(decision),
        views_shown(tx, decision), extra, choices,
    )  # fmt: skip


@command(
    "numbers",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("A closed decision by group and region"),
    example="numbers D7",
)
def show_numbers(ctx: Context, tx: Tx, decision: Decision) -> Reply:
    """Counts by group and region, as fine as may be shown."""
    if is_open(decision, ctx.now) or decision.state is State.WITHDRAWN:
        raise refusal(
            t(
                "Numbers by group are shown once {reference} is closed.",
                reference=decision.reference,
            )
        )
    return numbers(decision, _title(tx, decision), _published(tx, decision))


@command(
    "chart",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("A closed decision as a picture"),
    example="chart D7",
)
def chart(ctx: Context, tx: Tx, decision: Decision) -> Reply:
    """The tally as a bar chart; the text beside it says the same."""
    if is_open(decision, ctx.now) or decision.state is State.WITHDRAWN:
        raise refusal(
            t("The picture is drawn once {reference} is closed.", reference=decision.reference)
        )
    found = _published(tx, decision)
    heading = title(decision, _title(tx, decision))
    return reply(
        Title(heading),
        *counts(decision, found.tally, bars=False),
        *(by_group(decision, found) if found.by_group else ()),
        tally_picture(decision, found, heading, ctx.place.language),
    )


def _published(tx: Tx, decision: Decision) -> Evaluation:
    """What was counted. Raises a Refusal if only the turnout may be told."""
    found = evaluation_of(tx, decision)
    if found.published is Published.NONE:
        raise refusal(few_secret())
    return found


def _title(tx: Tx, decision: Decision) -> str:
    track = tx.get(Tracks).track(decision.track)
    return track.title if track else decision.track


@command(
    "list",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("A text about a decision, ready for the mailing list"),
    example="list D7",
)
def list_text(ctx: Context, tx: Tx, decision: Decision) -> Reply:
    """Plain text of 72 columns: of the opening, the close, or the result, as it stands."""
    counted = not is_open(decision, ctx.now) and decision.state is not State.WITHDRAWN
    found = evaluation_of(tx, decision) if counted else None
    return mailing_text(
        decision,
        _title(tx, decision),
        charter_of(decision),
        found,
        views_shown(tx, decision),
        ctx.place.language,
        address_of(ctx.settings.public_url, decision.reference),
    )


@when_asked_what_waits
def votes_and_answers(tx: Tx, ctx: Context) -> list[Waiting]:
    """Votes not given, objections to answer, results to call: everywhere."""
    parts = tx.get(Memberships).of(ctx.speaker.person)
    grants = tx.get(Roles).of(ctx.speaker.person)
    found: list[Waiting] = []
    for one in tx.get(Decisions).current(tuple(parts)):
        votes = is_open(one, ctx.now) and may_still_vote(tx, one, ctx.speaker.person)
        if votes and not tx.get(Ballots).has_voted(one, ctx.speaker.person):
            line = t(
                "{reference}: vote until {when}",
                reference=one.reference,
                when=one.closes or ctx.now,
            )
            show = Choice(verbatim(one.reference), f"decision {one.reference}")
            found.append(Waiting(line, show))
        if one.state is State.OPEN and Grant(Role.FACILITATOR, one.track) in grants:
            found += [
                Waiting(t("{objection}: answer it", objection=f"{one.reference}.{raised.number}"))
                for raised in tx.get(Objections).of(one)
                if raised.standing is Standing.RAISED
            ]
            if is_closed(one, ctx.now):
                found.append(_to_end(tx, one))
    return found


def _to_end(tx: Tx, one: Decision) -> Waiting:
    """What a facilitator does with what is closed: call its result, if there can be one."""
    if evaluation_of(tx, one).published is Published.NONE:
        again = Choice(verbatim(one.reference), f"reopen {one.reference}")
        return Waiting(t("{reference}: open it again", reference=one.reference), again)
    return Waiting(t("{reference}: call the result", reference=one.reference))


@when_asked_what_goes_on
def open_decisions(tx: Tx, track: Track, now: datetime) -> list[Phrase]:
    """The decisions of a track that are open."""
    current = tx.get(Decisions).current((track.code,))
    found = [one.reference for one in current if is_open(one, now)]
    return [t("Open for votes: {references}.", references=tuple(found))] if found else []
