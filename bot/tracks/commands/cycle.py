"""The year's cycle: everybody sees it, rapporteurs give its dates."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.conversation.arguments import Reading, reads
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Typed, t, verbatim
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Reply
from bot.conversation.when import Doubt, take
from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.record.store import Journal
from bot.tracks.cycle.model import Cycle, Milestone
from bot.tracks.cycle.rules import due, out_of_order
from bot.tracks.cycle.store import Cycles
from bot.tracks.cycle.views import THE_YEAR, card, changed, line, unknown
from bot.tracks.store import Tracks

_YEAR = re.compile(r"20\d\d")
_RANGE = re.compile(r"(\S+?)\s*(?:\.\.|–)\s*(\S+)")
_LONGEST_MEETING = timedelta(days=30)
_MEETING, _BY_RULE = "meeting", "rule"


class Year(int):
    """A year, or 0 if none was given."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is to be set: the days of the meeting, or one milestone; day None: by its rule again."""

    milestone: Milestone | None
    day: date | None
    until: date | None = None


@reads(Year)
def read_year(reading: Reading) -> Year:
    """A year, if the next word is one."""
    return Year(reading.words.take()) if _YEAR.fullmatch(reading.words.peek()) else Year(0)


@reads(Setting)
def read_setting(reading: Reading) -> Setting:
    """ "meeting 2026-12-08..2026-12-12", "soft 2026-12-01", or "soft rule"."""
    word = reading.words.take().casefold()
    names = {one.value: one for one in Milestone}
    if word != _MEETING and word not in names:
        raise refusal(
            t("I do not know {word} here. It is {meeting}, or one of {names}. Nothing was changed.",
              word=word, meeting=_MEETING, names=tuple(names))
        )  # fmt: skip
    rest = reading.words.take_rest()
    if word == _MEETING:
        found = _RANGE.fullmatch(rest)
        begins, ends = (found[1], found[2]) if found else (rest, rest)
        return Setting(None, _day(reading, begins), _day(reading, ends))
    if rest.casefold() == _BY_RULE:
        return Setting(names[word], None)
    return Setting(names[word], _day(reading, rest))


def _day(reading: Reading, words: str) -> date:
    ctx = reading.ctx
    moment, after = take(words, ctx.now.date(), ctx.speaker.language)
    if isinstance(moment, Doubt):
        line_before = reading.words.line.removesuffix(words)
        raise refusal(
            moment.question,
            choices=tuple(
                Choice(verbatim(one[:10]), f"{line_before}{one[:10]}") for one in moment.choices
            ),
        )
    if moment is None or after:
        raise refusal(
            t("I do not understand the date {words}. Write it as {example}. Nothing was changed.",
              words=words[:80], example="2026-12-08")
        )  # fmt: skip
    return moment.date


@command(
    "cycle",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The year's dates, for all tracks alike"),
    example="cycle 2026",
)
def cycle(ctx: Context, tx: Tx, year: Year | None, setting: Setting | None) -> Reply:
    """Show the year's milestones; a rapporteur may set them."""
    may_set = Grant(Role.RAPPORTEUR) in tx.get(Roles).of(ctx.speaker.person)
    known = tx.get(Cycles).of(year) if year else _current(tx, ctx.now.date())
    shown = year or (known.year if known else ctx.now.year)
    if setting is None:
        if known is None:
            return unknown(shown, may_set=may_set)
        return card(known, ctx.now, may_set=may_set)
    if not may_set:
        raise refusal(
            t("The rapporteurs set the cycle's dates. Nothing was changed."),
            choices=(Choice(t("All dates"), f"cycle {shown}"),),
        )
    return _set(ctx, tx, shown, known, setting)


def _current(tx: Tx, today: date) -> Cycle | None:
    """The first cycle whose final output is not past, or else the last one."""
    cycles = tx.get(Cycles).all()
    ahead = [one for one in cycles if due(one, Milestone.FINAL_OUTPUT).at.date() >= today]
    return next(iter(ahead or cycles[-1:]), None)


def _set(ctx: Context, tx: Tx, year: int, known: Cycle | None, setting: Setting) -> Reply:
    new = _with(year, known, setting)
    wrong = out_of_order(new)
    if wrong:
        raise refusal(
            t("Then these would be in the wrong order, and nothing was changed:"),
            line(wrong[0], ctx.now),
            line(wrong[1], ctx.now),
        )
    if new == known:
        return card(new, ctx.now, may_set=True)
    tx.get(Cycles).keep(new)
    facts = {one.value: due(new, one).at.date().isoformat() for one in Milestone}
    tx.get(Journal).add(
        "cycle.set", ctx.speaker.pseudonym, ctx.now, year=year,
        begins=new.begins.isoformat(), ends=new.ends.isoformat(), **facts,
    )  # fmt: skip
    told = changed(known, new, ctx.now)
    if told is None:
        return card(new, ctx.now, may_set=True)
    for track in tx.get(Tracks).all():
        # A room of several tracks hears it once.
        key = f"cycle/{year}/{ctx.now:%Y-%m-%dT%H:%M:%S}"
        ctx.announce(track.code, told, once=key, about=THE_YEAR)
    return card(new, ctx.now, may_set=True)


def _with(year: int, known: Cycle | None, setting: Setting) -> Cycle:
    if setting.milestone is None:
        return _meeting(year, known, setting)
    if known is None:
        raise Refusal(unknown(year, may_set=True))
    by_hand = {key: day for key, day in known.by_hand.items() if key is not setting.milestone}
    if setting.day:
        by_hand[setting.milestone] = setting.day
    return replace(known, by_hand=by_hand)


def _meeting(year: int, known: Cycle | None, setting: Setting) -> Cycle:
    begins, ends = setting.day, setting.until
    if begins is None or ends is None:
        raise ValueError("a meeting has days")
    if not begins <= ends <= begins + _LONGEST_MEETING or begins.year != year:
        raise refusal(
            t("A meeting of {year} begins in that year and ends within 30 days: {example}. "
              "Nothing was changed.",
              year=str(year), example=Typed(f"cycle {year} meeting {year}-12-08..{year}-12-12"))
        )  # fmt: skip
    if known is None:
        return Cycle(year, begins, ends)
    return replace(known, begins=begins, ends=ends)
