"""Proposing a decision, settling its charter, and opening it."""

from dataclasses import replace

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Block, Choice, Line, Quote, Reply, reply
from bot.decisions.arguments import Draft
from bot.decisions.changes import Setting, changed
from bot.decisions.charter_views import (
    all_versions,
    draft_card,
    lost_lines,
    settings_menu,
    without_version,
)
from bot.decisions.languages import Languages, lost
from bot.decisions.life import check_secrecy, expected_quorum, open_round, show_board
from bot.decisions.model import Decision, Kind, State, Terms
from bot.decisions.rules import seal
from bot.decisions.store import Decisions
from bot.decisions.templates import TEMPLATES
from bot.decisions.terms import QUOTES, check_hours, checked_options, checked_text, with_length
from bot.ports import Tx
from bot.tracks.model import Track
from bot.tracks.store import Rooms, Tracks


@command(
    "consensus",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Propose something for consensus"),
    example='consensus bpf-cybersecurity "We meet every second Tuesday at 14:00 UTC." for 7 days',
    asks=t("What is proposed? Reply with the exact text."),
)
def consensus(ctx: Context, tx: Tx, track: Track, text: Rest) -> Reply:
    """Draft a consensus call on a text."""
    proposal, hours = with_length(text)
    return _drafted(ctx, tx, track, Terms(Kind.CONSENSUS, checked_text(proposal), hours=hours))


@command(
    "poll",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Ask for a choice among options"),
    example='poll irpc "In which language do we work?" | English | French | both',
    asks=t("Reply with the question and its options, with | between them."),
)
def poll(ctx: Context, tx: Tx, track: Track, text: Rest) -> Reply:
    """Draft a choice of one; "approval" or "ranking" before the question asks for that instead."""
    kind = Kind.CHOICE
    first, _, others = text.partition(" ")
    if first.casefold() in (Kind.APPROVAL.value, Kind.RANKING.value, Kind.CHOICE.value):
        kind, text = Kind(first.casefold()), Rest(others)
    question, *options = (part.strip(QUOTES) for part in text.split("|"))
    *others_, last = options or [""]
    last, hours = with_length(last)
    terms = Terms(kind, checked_text(question), checked_options([*others_, last]), hours=hours)
    return _drafted(ctx, tx, track, terms)


@command(
    "sense",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Sense the mood; never citable as a decision"),
    example='sense irpc "Would a call in the evening suit you?"',
    asks=t("What do you want to sense? Reply with the question."),
)
def sense(ctx: Context, tx: Tx, track: Track, text: Rest) -> Reply:
    """Draft a sense check."""
    question, hours = with_length(text)
    return _drafted(ctx, tx, track, Terms(Kind.SENSE, checked_text(question), hours=hours))


@command(
    "template",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Usual decisions, ready to be filled in"),
    example="template bpf-cybersecurity",
)
def template(ctx: Context, tx: Tx, track: Track, name: Word | None) -> Reply:
    """Offer the templates, or draft one."""
    if name is None or name not in TEMPLATES:
        return reply(
            t("Which one? You can change everything before it opens."),
            choices=tuple(
                Choice(label, f"template {track.code} {key}")
                for key, (label, _) in TEMPLATES.items()
            ),
            private=True,
        )
    terms = replace(TEMPLATES[name][1], languages=Languages("en"))
    return _drafted(ctx, tx, track, terms)


def _drafted(ctx: Context, tx: Tx, track: Track, terms: Terms) -> Reply:
    check_hours(terms.kind, terms.hours)
    if track.closed:
        raise refusal(t("{track} is closed. Nothing is decided there.", track=track.title))
    check_secrecy(tx, track.code, terms)
    if not terms.languages.original:
        terms = replace(terms, languages=Languages(ctx.speaker.language))
    decision = tx.get(Decisions).draft(track.code, ctx.speaker.person, terms)
    return prepared(ctx, tx, decision)


def prepared(ctx: Context, tx: Tx, decision: Decision, *more: Block) -> Reply:
    """A decision that is not open yet, as whoever opens it has to see it."""
    people = expected_quorum(tx, decision, ctx.now).people
    return draft_card(decision, _title(tx, decision), people, _missing(ctx, tx, decision), *more)


def _missing(ctx: Context, tx: Tx, decision: Decision) -> tuple[str, ...]:
    """The languages of the track's rooms in which there is no version of the text."""
    languages = decision.terms.languages
    if not languages.original:
        return ()
    spoken = {one.language or ctx.settings.language for one in tx.get(Rooms).rooms(decision.track)}
    known = {languages.original, *decision.terms.proposal.versions}
    return tuple(sorted(spoken - known))


def _title(tx: Tx, decision: Decision) -> str:
    track = tx.get(Tracks).track(decision.track)
    return track.title if track else decision.track


@command(
    "charter",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Change a charter before it opens"),
    example="charter 12 open 14d",
    listed=False,
)
def charter(
    ctx: Context, tx: Tx, draft: Draft, setting: Setting | None, value: Rest | None
) -> Reply:
    """Change one setting, or show what can be changed."""
    decision = draft.decision
    if setting is None:
        return settings_menu(decision)
    if setting is not Setting.SHOW:
        before = decision.terms.languages
        decision = replace(decision, terms=changed(decision.terms, setting, value or ""))
        if setting is Setting.BALLOTS:
            back = Choice(t("Back"), f"charter {decision.id} show")
            check_secrecy(tx, decision.track, decision.terms, (back,))
        tx.get(Decisions).change(decision)
        gone = lost_lines(lost(before, decision.terms.languages))
        return prepared(ctx, tx, decision, *gone)
    return prepared(ctx, tx, decision)


@command(
    "open",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Open a decision"),
    example="open 12",
    listed=False,
)
def open_(ctx: Context, tx: Tx, draft: Draft, seen: Word | None) -> Reply:
    """Freeze the charter and the electorate, and begin. seen: the sign of what the one who opens
    it has seen; without it, or if that was changed since, it is shown first."""
    if "…" in draft.decision.terms.text or any("…" in one for one in draft.decision.terms.options):
        raise refusal(
            t("Something is still to be filled in where … stands."),
            t(
                "{text} or {options} does it.",
                text=Typed(f"charter {draft.decision.id} text …"),
                options=Typed(f"charter {draft.decision.id} options … | …"),
            ),
            private=True,
        )
    terms = draft.decision.terms
    if seen != seal(terms) if seen else terms.languages.versions:
        card = prepared(ctx, tx, draft.decision)
        look = Line(t("Nothing is open yet. Look at what would be opened, and then open it:"))
        return replace(card, blocks=(look, *card.blocks))
    decision = open_round(tx, draft.decision, ctx.speaker.pseudonym, ctx.now)
    show_board(ctx, decision)
    return reply(
        t(
            "{reference} is open until {when}.",
            reference=decision.reference,
            when=decision.closes or ctx.now,
        ),
        *((without_version(missing),) if (missing := _missing(ctx, tx, decision)) else ()),
        choices=(Choice(t("Text for the mailing list"), f"list {decision.reference}"),),
        private=True,
    )


@command(
    "discuss",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Have a draft discussed before it opens"),
    example="discuss 12",
    listed=False,
)
def discuss(ctx: Context, tx: Tx, draft: Draft) -> Reply:
    """Show a draft in the track's rooms, so that it is talked about before it opens."""
    decision = replace(draft.decision, state=State.DISCUSSION)
    tx.get(Decisions).change(decision)
    title = t("Proposed for discussion in {track}:", track=_title(tx, decision))
    said = reply(title, Quote(decision.terms.proposal), t("It is not open yet."))
    ctx.announce(decision.track, said, about=decision.matter)
    return reply(
        t(
            "The rooms of {track} have it now. Open it when it has been talked about.",
            track=_title(tx, decision),
        ),
        choices=(Choice(t("Open now"), f"open {decision.id}"),),
        private=True,
    )


@command(
    "drop",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Drop a draft"),
    example="drop 12",
    listed=False,
)
def drop(ctx: Context, tx: Tx, draft: Draft) -> Reply:
    """Drop a draft. What was written comes back."""
    tx.get(Decisions).drop(draft.decision)
    return reply(t("Dropped. Its text was:"), *all_versions(draft.decision.terms), private=True)
