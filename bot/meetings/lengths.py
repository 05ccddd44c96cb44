"""How lengths of time are shown: of meetings and items, until something, of reminders."""

from datetime import timedelta

from bot.conversation.phrases import Phrase, n

_DAYS_AHEAD, _HOURS_AHEAD = timedelta(days=2), timedelta(minutes=90)
_NEARLY = timedelta(minutes=2)


def minutes(count: int) -> Phrase:
    """A length: minutes, or whole hours."""
    if count % 60 == 0 and count >= 120:
        return n("one hour", "{count} hours", count // 60)
    return n("one minute", "{count} minutes", count)


def ahead(length: timedelta) -> Phrase:
    """How long it is until something: days, hours or minutes."""
    if length >= _DAYS_AHEAD:
        return n("one day", "{count} days", round(length / timedelta(days=1)))
    hours = round(length / timedelta(hours=1))
    if length >= _HOURS_AHEAD or (hours == 1 and abs(length - timedelta(hours=1)) < _NEARLY):
        return n("one hour", "{count} hours", hours)
    return n("one minute", "{count} minutes", max(1, round(length / timedelta(minutes=1))))


def lead_time(count: int) -> Phrase:
    """A lead time as it was chosen: whole days or hours where it is."""
    if count % (24 * 60) == 0:
        return n("one day", "{count} days", count // (24 * 60))
    if count % 60 == 0:
        return n("one hour", "{count} hours", count // 60)
    return n("one minute", "{count} minutes", count)
