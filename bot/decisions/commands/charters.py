"""Proposing a decision, settling its charter, opening it, and changing its course."""

import re
from dataclasses import replace
from datetime import timedelta
from enum import Enum

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Typed, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.decisions.arguments import Draft, Hours
from bot.decisions.life import end_early, expected_quorum, open_round, record, show_board
from bot.decisions.model import Decision, Kind, Secrecy, Silence, State, Terms, Visible
from bot.decisions.rules import (
    LEAST_OPTIONS,
    LONGEST_HOURS,
    LONGEST_OPTION,
    LONGEST_TEXT,
    MOST_OPTIONS,
    SHORTEST_HOURS,
    is_open,
)
from bot.decisions.store import Decisions
from bot.decisions.views import TEMPLATES, ballot_choices, draft_card, length, settings_menu
from bot.ports import Tx
from bot.record.verify import digest
from bot.tracks.model import Track
from bot.tracks.store import Tracks

_FOR = re.compile(r"\s+for\s+(\d{1,3})\s*(days?|hours?|h|d|weeks?)\s*$", re.IGNORECASE)
_QUOTES = '"“”«» '


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
    proposal, hours = _with_length(text)
    return _drafted(ctx, tx, track, Terms(Kind.CONSENSUS, _text(proposal), hours=hours))


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
    question, *options = (part.strip(_QUOTES) for part in text.split("|"))
    *others_, last = options or [""]
    last, hours = _with_length(last)
    terms = Terms(kind, _text(question), _options([*others_, last]), hours=hours)
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
    question, hours = _with_length(text)
    return _drafted(ctx, tx, track, Terms(Kind.SENSE, _text(question), hours=hours))


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
    _check_hours(terms.kind, terms.hours)
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


def _with_length(text: str) -> tuple[str, int]:
    """A text without "for 7 days" at its end, and those hours (7 days if nothing is said)."""
    found = _FOR.search(text)
    if not found:
        return text, Terms(Kind.SENSE, "").hours
    hours = int(found[1]) * {"h": 1, "d": 24, "w": 168}[found[2][0].lower()]
    return text[: found.start()], hours


def _text(text: str) -> str:
    text = text.strip(_QUOTES)
    if not text:
        raise refusal(t("The text is empty. Nothing was kept."))
    if len(text) > LONGEST_TEXT:
        raise refusal(
            n(
                "A text has at most one character. Nothing was kept; here it is back:",
                "A text has at most {count} characters. Nothing was kept; here it is back:",
                LONGEST_TEXT,
            ),
            Quote(text[:3000]),
            private=True,
        )
    return text


def _options(options: list[str]) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(one for one in (option.strip(_QUOTES) for option in options) if one))
    if not LEAST_OPTIONS <= len(kept) <= MOST_OPTIONS:
        raise refusal(
            t(
                "A poll has {least} to {most} different options, with | between them; "
                "this has {count}. Nothing was kept.",
                least=LEAST_OPTIONS,
                most=MOST_OPTIONS,
                count=len(kept),
            )
        )
    longest = max(len(one) for one in kept)
    if longest > LONGEST_OPTION:
        raise refusal(
            n(
                "An option has at most one character. Nothing was kept.",
                "An option has at most {count} characters. Nothing was kept.",
                LONGEST_OPTION,
            )
        )
    return kept


def _check_hours(kind: Kind, hours: int) -> None:
    shortest = 1 if kind is Kind.SENSE else SHORTEST_HOURS
    if not shortest <= hours <= LONGEST_HOURS:
        raise refusal(
            t(
                "It has to be open for {shortest} to {longest}. Nothing was changed.",
                shortest=length(shortest),
                longest=length(LONGEST_HOURS),
            )
        )


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
                hours = _with_length(f" for {value}")[1] if value else terms.hours
                _check_hours(terms.kind, hours)
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
                return replace(terms, text=_text(value))
            case _:
                return replace(terms, options=_options(value.split("|")))
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


@command(
    "extend",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Keep a decision open for longer"),
    example="extend D7 2 days",
)
def extend(ctx: Context, tx: Tx, decision: Decision, hours: Hours) -> Reply:
    """Move the close to a later time; never to an earlier one."""
    if not is_open(decision, ctx.now) or decision.closes is None or decision.opened is None:
        raise _not_open(decision)
    closes = decision.closes + timedelta(hours=hours.hours)
    if hours.hours < 1 or closes - decision.opened > timedelta(hours=LONGEST_HOURS):
        raise refusal(
            t(
                "A decision is open for at most {longest}. Nothing was changed.",
                longest=length(LONGEST_HOURS),
            )
        )
    extended = replace(decision, closes=closes)
    tx.get(Decisions).change(extended)
    record(
        tx,
        extended,
        "decision.extended",
        ctx.speaker.pseudonym,
        ctx.now,
        closes=f"{closes:%Y-%m-%dT%H:%M:%SZ}",
    )
    said = reply(
        t(
            "{reference} stays open for longer: until {when}.",
            reference=decision.reference,
            when=closes,
        )
    )
    show_board(ctx, extended)
    _tell_rooms(ctx, extended, said)
    return said


@command(
    "restart",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Begin anew with a changed text"),
    example='restart D7 "We meet every second Wednesday at 14:00 UTC."',
    asks=t("What is the new text? Reply with it."),
)
def restart(ctx: Context, tx: Tx, decision: Decision, text: Rest) -> Reply:
    """Clock and ballots begin anew; the old text and ballots stay in the record."""
    if decision.state is not State.OPEN:
        raise _not_open(decision)
    terms = replace(decision.terms, text=_text(text))
    end_early(
        tx, decision, "decision.restarted", ctx.speaker.pseudonym, ctx.now, text=digest(terms.text)
    )
    again = replace(decision, terms=terms, round=decision.round + 1, noticed=frozenset())
    opened = open_round(tx, again, ctx.speaker.pseudonym, ctx.now)
    show_board(ctx, opened)
    said = reply(
        t(
            "{reference} begins anew with a changed text. Earlier votes do not count: vote again.",
            reference=decision.reference,
        ),
        Quote(terms.text),
    )
    _tell_rooms(ctx, opened, said)
    return said


def _tell_rooms(ctx: Context, decision: Decision, said: Reply) -> None:
    """Tell the rooms what became of an open decision. A list has no board: it can vote on this."""
    letter = replace(said, choices=ballot_choices(decision))
    ctx.announce(decision.track, said, about=decision.matter, letter=letter)


@command(
    "withdraw",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Withdraw a decision"),
    example="withdraw D7 It was overtaken by events.",
    asks=t("Why is it withdrawn? Reply with the reason."),
)
def withdraw(ctx: Context, tx: Tx, decision: Decision, reason: Rest) -> Reply:
    """End a decision without a result, for a reason that is shown."""
    if decision.state is not State.OPEN:
        raise _not_open(decision)
    ended = end_early(
        tx, decision, "decision.withdrawn", ctx.speaker.pseudonym, ctx.now, reason=digest(reason)
    )
    gone = replace(ended, state=State.WITHDRAWN)
    tx.get(Decisions).change(gone)
    show_board(ctx, gone)
    said = reply(
        t("{reference} was withdrawn. Reason:", reference=decision.reference), Quote(reason)
    )
    ctx.announce(decision.track, said, about=decision.matter)
    return said


def _not_open(decision: Decision) -> Refusal:
    return refusal(
        t("{reference} is not open. Nothing was changed.", reference=decision.reference),
        choices=(Choice(t("Show it"), f"decision {decision.reference}"),),
    )
