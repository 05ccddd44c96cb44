"""Before a meeting: who comes, what is on the agenda, when a track is reminded, calendar files."""

import re
from dataclasses import replace

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, reply
from bot.conversation.when import take_length
from bot.meetings.agenda_views import agenda_card
from bot.meetings.course import check_belongs
from bot.meetings.lengths import lead_time
from bot.meetings.life import lead_times, shown, spare
from bot.meetings.model import Coming, Item, Meeting, State
from bot.meetings.rules import (
    LEAD_MINUTES,
    LONGEST_ITEM,
    LONGEST_LEAD,
    LONGEST_MINUTES,
    MOST_ITEMS,
    MOST_LEADS,
)
from bot.meetings.store import Agendas, Comers, Meetings
from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.tracks.model import Track

_MARKS = '"“”«» '
_SEPARATOR = re.compile(r"[\s,;]+")
_ONE_LEAD = re.compile(r"\d{1,5}\s?[^\W\d]+\.?")
_LENGTH = re.compile(r"\s+(\S*\d\S*(?:\s*(?:min|minutes?|h|hours?))?)\s*$", re.IGNORECASE)
_CHANGE = re.compile(r"(remove|first|up)\s+(\d{1,3})\s*", re.IGNORECASE)


@command(
    "rsvp",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Say whether you come to a meeting"),
    example="rsvp M4 yes",
)
def rsvp(ctx: Context, tx: Tx, meeting: Meeting, coming: Coming) -> Reply:
    """Keep whether the speaker comes; whoever may come is reminded in private."""
    if meeting.state is not State.PLANNED:
        raise refusal(
            t(
                "{reference} is {state}. Nothing was recorded.",
                reference=meeting.reference,
                state=meeting.state.label,
            )
        )
    tx.get(Comers).say(meeting, ctx.speaker.person, coming, ctx.now)
    noted = t(
        "Noted for {reference}, {when}: {coming}.",
        reference=meeting.reference,
        when=meeting.starts,
        coming=coming.label,
    )
    if coming is Coming.NO:
        spare(tx, meeting, ctx.speaker.person)
        return reply(noted, private=True)
    return reply(
        noted,
        t("I remind you here. You can change it until it begins."),
        choices=(Choice(t("Calendar file"), f"ics {meeting.reference}"),),
        private=True,
    )


@command(
    "reminders",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("How long before its meetings a track is reminded"),
    example="reminders irpc 7d 24h 1h 10m",
)
def reminders(ctx: Context, tx: Tx, track: Track, leads: Rest | None) -> Reply:
    """Show or set the lead times of a track."""
    if leads is not None:
        tx.get(Meetings).set_lead_times(track.code, _leads(leads, ctx.speaker.language))
    chosen = lead_times(tx, track.code)
    usual = Choice(
        t("As usual: {leads}", leads=tuple(lead_time(one) for one in LEAD_MINUTES)),
        f"reminders {track.code} 7d 24h 1h 10m",
    )
    choices = () if chosen == LEAD_MINUTES else (usual,)
    if not chosen:
        return reply(
            t("{track} is not reminded of its meetings.", track=track.title), choices=choices
        )
    return reply(
        t(
            "{track} is reminded of its meetings {leads} before they begin.",
            track=track.title,
            leads=tuple(lead_time(one) for one in chosen),
        ),
        choices=choices,
    )


def _leads(words: str, language: str) -> tuple[int, ...]:
    if words.casefold().strip() in ("off", "none"):
        return ()
    found: set[int] = set()
    rest = words.strip()
    while rest:
        # "1h 10m" are two lead times here, elsewhere they are one length.
        alone = _ONE_LEAD.match(rest)
        said = alone[0] if alone else rest
        length, left = take_length(said, language)
        left += rest[len(said) :]
        minutes = round(length.total_seconds() / 60) if length else 0
        if not 1 <= minutes <= LONGEST_LEAD or len(found) >= MOST_LEADS:
            raise refusal(
                t(
                    'I do not understand "{words}". At most {most} lead times of up to 28 days, '
                    "for example {example}. Nothing was changed.",
                    words=rest[:40],
                    most=MOST_LEADS,
                    example=Typed("reminders irpc 7d 24h 1h 10m"),
                )
            )
        found.add(minutes)
        rest = _SEPARATOR.sub(" ", left, count=1).strip()
    return tuple(sorted(found, reverse=True))


@command(
    "agenda",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The agenda of a meeting"),
    example="agenda M4",
)
def agenda(ctx: Context, tx: Tx, meeting: Meeting, change: Rest | None) -> Reply:
    """Show the agenda, or change it: anybody adds, facilitators remove and order."""
    if change is None:
        return agenda_card(shown(tx, meeting, ctx.now))
    _check_open(meeting)
    items = tx.get(Agendas).items(meeting)
    asked = _CHANGE.fullmatch(change)
    if asked:
        return _ordered(ctx, tx, meeting, items, asked[1].lower(), int(asked[2]))
    first, _, words = change.partition(" ")
    if first.casefold() != "add":
        raise refusal(
            t(
                "{add} adds an item, {remove} takes it away, {up} moves it up. "
                "Nothing was changed.",
                add=Typed(f'agenda {meeting.reference} add "item" 10m'),
                remove=Typed(f"agenda {meeting.reference} remove 2"),
                up=Typed(f"agenda {meeting.reference} up 2"),
            )
        )
    if not words.strip():
        raise refusal(
            t('What is the item, and how long does it take? Reply with: "item" 10m'),
            asks=f"agenda {meeting.reference} add ",
        )
    check_belongs(tx, ctx, meeting)
    item = _item(words, ctx)
    if len(items) >= MOST_ITEMS:
        raise refusal(
            n(
                "An agenda has at most one item. Nothing was added.",
                "An agenda has at most {count} items. Nothing was added.",
                MOST_ITEMS,
            )
        )
    tx.get(Agendas).keep(meeting, [*items, item])
    return agenda_card(shown(tx, meeting, ctx.now))


def _check_open(meeting: Meeting) -> None:
    if meeting.state not in (State.PLANNED, State.RUNNING):
        raise refusal(
            t(
                "{reference} is {state}. Its agenda stays as it is.",
                reference=meeting.reference,
                state=meeting.state.label,
            )
        )


def _item(words: str, ctx: Context) -> Item:
    """An item and its length: "item" 10m; the quotation marks may be left out."""
    text, minutes = words.strip(), 0
    found = _LENGTH.search(text)
    if found:
        length, left = take_length(found[1], ctx.speaker.language)
        if length is not None and not left.strip():
            minutes = round(length.total_seconds() / 60)
            text = text[: found.start()]
    text = " ".join(text.strip(_MARKS).split())
    if not text:
        raise refusal(t("The item is empty. Nothing was added."))
    if len(text) > LONGEST_ITEM:
        raise refusal(
            n(
                "An item has at most one character. Nothing was added; here it is back:",
                "An item has at most {count} characters. Nothing was added; here it is back:",
                LONGEST_ITEM,
            ),
            Quote(text),
            private=True,
        )
    if minutes > LONGEST_MINUTES:
        raise refusal(
            n(
                "An item takes at most one minute. Nothing was added.",
                "An item takes at most {count} minutes. Nothing was added.",
                LONGEST_MINUTES,
            )
        )
    return Item(0, text, minutes, ctx.speaker.person)


def _ordered(
    ctx: Context, tx: Tx, meeting: Meeting, items: list[Item], how: str, number: int
) -> Reply:
    if not 1 <= number <= len(items):
        raise refusal(
            t(
                "There is no item {number} on the agenda of {reference}. Nothing was changed.",
                number=number,
                reference=meeting.reference,
            )
        )
    item = items[number - 1]
    facilitates = Grant(Role.FACILITATOR, meeting.track) in tx.get(Roles).of(ctx.speaker.person)
    if not facilitates and not (how == "remove" and item.by == ctx.speaker.person):
        raise refusal(
            t("A facilitator of the track, or whoever added an item, takes it away."),
            t("Only facilitators change the order. Nothing was changed."),
        )
    if meeting.state is State.RUNNING:
        # The lines of the minutes know their items by number.
        raise refusal(
            t("{reference} is in progress: its items keep their places.",
              reference=meeting.reference),
            t("{command} opens one out of turn.", command=Typed(f"topic {number}")),
        )  # fmt: skip
    others = items[: number - 1] + items[number:]
    place = {"remove": None, "first": 0, "up": max(0, number - 2)}[how]
    if place is not None:
        others.insert(place, item)
    tx.get(Agendas).keep(meeting, [replace(one, number=0) for one in others])
    return agenda_card(shown(tx, meeting, ctx.now))
