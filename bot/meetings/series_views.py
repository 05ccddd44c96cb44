"""How a series is shown: how often it meets, until when, and how many meetings that makes."""

from datetime import date

from bot.conversation.phrases import Phrase, n, t
from bot.meetings.model import Rule, Unit
from bot.meetings.series import days, place_in_month

_PLACES = {
    1: t("the first such weekday"),
    2: t("the second such weekday"),
    3: t("the third such weekday"),
    4: t("the fourth such weekday"),
    -1: t("the last such weekday"),
}


def every(rule: Rule) -> Phrase:
    """How often a series meets."""
    return {
        Unit.DAYS: n("Every day", "Every {count} days", rule.every),
        Unit.WEEKS: n("Every week", "Every {count} weeks", rule.every),
        Unit.MONTHS: n("Every month", "Every {count} months", rule.every),
    }[rule.unit]


def repetition(first: date, rule: Rule) -> Phrase:
    """How a series repeats whose first day this is."""
    count = sum(1 for _ in days(first, rule))
    if rule.unit is Unit.MONTHS:
        return n(
            "{every}, on {which}, until {until}: one meeting.",
            "{every}, on {which}, until {until}: {count} meetings.",
            count,
            every=every(rule),
            which=_PLACES[place_in_month(first)],
            until=rule.until,
        )
    return n(
        "{every} until {until}: one meeting.",
        "{every} until {until}: {count} meetings.",
        count,
        every=every(rule),
        until=rule.until,
    )
