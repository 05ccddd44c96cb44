"""Proposing a decision, settling its charter, and opening it."""

from dataclasses import replace
from enum import Enum

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.decisions.arguments import Draft
from bot.decisions.charter_views import draft_card, settings_menu
from bot.decisions.life import expected_quorum, open_round, show_board
from bot.decisions.model import Decision, Kind, Secrecy, Silence, State, Terms, Visible
from bot.decisions.store import Decisions
from bot.decisions.templates import TEMPLATES
from bot.decisions.terms import QUOTES, check_hours, checked_options, checked_text, with_length
from bot.ports import Tx
from bot.tracks.model import Track
from bot.tracks.store import Tracks


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
    return _drafted(ctx, tx, track, TEMPLATES[name][1])


def _drafted(ctx: Context, tx: Tx, track: Track, terms: Terms) -> Reply:
    check_hours(terms.kind, terms.hours)
    if track.closed:
        raise refusal(t("{track} is closed. Nothing is decided there.", track=track.title))
    decision = tx.get(Decisions).draft(track.code, ctx.speaker.person, terms)
    return _card(ctx, tx, decision)


def _card(ctx: Context, tx: Tx, decision: Decision) -> Reply:
    people = expected_quorum(tx, decision, ctx.now).people
    return draft_card(decision, _title(tx, decision), people)


def _title(tx: Tx, decision: Decision) -> str:
    track = tx.get(Tracks).track(decision.track)
    return track.title if track else decision.track


class Setting(Enum):
    """What of a charter can be changed before it opens."""

    SHOW = "show"
    OPEN = "open"
    BALLOTS = "ballots"
    COUNTS = "counts"
    SILENCE = "silence"
    PEOPLE = "people"
    GROUPS = "groups"
    REVIEW = "review"
    TEXT = "text"
    OPTIONS = "options"


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
        decision = replace(decision, terms=_changed(decision.terms, setting, value or ""))
        tx.get(Decisions).change(decision)
    return _card(ctx, tx, decision)


def _changed(terms: Terms, setting: Setting, value: str) -> Terms:
    try:
        match setting:
            case Setting.OPEN:
                hours = with_length(f" for {value}")[1] if value else terms.hours
                check_hours(terms.kind, hours)
                return replace(terms, hours=hours)
            case Setting.BALLOTS:
                if not terms.options:
                    raise refusal(
                        t("Here reasons count, so ballots are open. A poll can be secret."),
                        private=True,
                    )
                return replace(terms, secrecy=Secrecy(value))
            case Setting.COUNTS:
                return replace(terms, visible=Visible(value))
            case Setting.SILENCE:
                return replace(terms, silence=Silence(value))
            case Setting.PEOPLE:
                return replace(terms, people=_number(value, 1, 1000))
            case Setting.GROUPS:
                return replace(terms, groups=_number(value, 0, 5))
            case Setting.REVIEW:
                return replace(terms, review=_number(value, 24, 720))
            case Setting.TEXT:
                return replace(terms, text=checked_text(value))
            case _:
                return replace(terms, options=checked_options(value.split("|")))
    except ValueError:
        raise refusal(
            t("{value} is not possible here. Nothing was changed.", value=value[:80] or "?")
        ) from None


def _number(value: str, least: int, most: int) -> int:
    number = int(value)
    if not least <= number <= most:
        raise ValueError(value)
    return number


@command(
    "open",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Open a decision"),
    example="open 12",
    listed=False,
)
def open_(ctx: Context, tx: Tx, draft: Draft) -> Reply:
    """Freeze the charter and the electorate, and begin."""
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
    decision = open_round(tx, draft.decision, ctx.speaker.pseudonym, ctx.now)
    show_board(ctx, decision)
    return reply(
        t(
            "{reference} is open until {when}.",
            reference=decision.reference,
            when=decision.closes or ctx.now,
        ),
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
    said = reply(title, Quote(decision.terms.text), t("It is not open yet."))
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
    return reply(t("Dropped. Its text was:"), Quote(draft.decision.terms.text), private=True)
