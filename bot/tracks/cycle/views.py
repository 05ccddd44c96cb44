"""How the year's cycle looks."""

from datetime import datetime

from bot.conversation.phrases import Phrase, Typed, n, t
from bot.conversation.reply import Block, Choice, Items, Line, Matter, Reply, Title, reply
from bot.tracks.cycle.model import Cycle, Due
from bot.tracks.cycle.rules import days_left, milestones

THE_YEAR = Matter("", "")
"""What letters about the dates are about: nothing with a reference, so their first line says it."""


def left(at: datetime, now: datetime) -> Phrase:
    """How long it is until a day."""
    days = days_left(at, now)
    if days < 0:
        return t("past")
    if days == 0:
        return t("today")
    return n("one day left", "{count} days left", days)


def line(one: Due, now: datetime) -> Phrase:
    """A milestone, its day, how long it is, and why then."""
    return t(
        "{milestone}: {when} ({left}; {rule})",
        milestone=one.milestone.label,
        when=one.at,
        left=left(one.at, now),
        rule=one.rule,
    )


def card(cycle: Cycle, now: datetime, *, may_set: bool) -> Reply:
    """The year's milestones."""
    year = str(cycle.year)
    blocks: list[Block] = [
        Title(t("The cycle of {year}, for all tracks", year=year)),
        Line(
            t("The annual meeting: {begins} to {ends}",
              begins=cycle.begins.isoformat(), ends=cycle.ends.isoformat())
        ),
        Items(tuple(line(one, now) for one in milestones(cycle))),
    ]  # fmt: skip
    if may_set:
        blocks.append(
            Line(t("{command} sets one by hand.", command=Typed(f"cycle {year} soft 2026-12-01")))
        )
    return reply(*blocks)


def unknown(year: int, *, may_set: bool) -> Reply:
    """What is said of a year whose meeting is not known yet."""
    lines = [t("The dates of {year} are not known yet.", year=str(year))]
    if may_set:
        lines.append(
            t("Give the days of the annual meeting: {command}",
              command=Typed(f"cycle {year} meeting {year}-12-08..{year}-12-12"))
        )  # fmt: skip
    else:
        lines.append(t("A rapporteur gives them."))
    return reply(*lines)


def changed(before: Cycle | None, after: Cycle, now: datetime) -> Reply | None:
    """What the tracks hear when dates were given or changed; None if no day is another."""
    old = {one.milestone: one.at for one in milestones(before)} if before else {}
    moved = [one for one in milestones(after) if old.get(one.milestone) != one.at]
    lines = [
        t("{milestone}: {when} (before: {old})",
          milestone=one.milestone.label, when=one.at, old=old[one.milestone])
        if one.milestone in old
        else line(one, now)
        for one in moved
    ]  # fmt: skip
    year = str(after.year)
    if not moved:
        return None
    return reply(
        Title(
            t("Dates of the cycle of {year} were changed", year=year)
            if before
            else t("The dates of the cycle of {year}", year=year)
        ),
        Items(tuple(lines)),
        choices=(Choice(t("All dates"), f"cycle {year}"),),
    )


def reminder(near: list[Due], now: datetime, year: int) -> Reply:
    """What the tracks hear ahead of milestones."""
    return reply(
        *(
            t("{milestone}: {when} ({left}).",
              milestone=one.milestone.label, when=one.at, left=left(one.at, now))
            for one in near
        ),
        choices=(Choice(t("All dates"), f"cycle {year}"),),
    )  # fmt: skip
