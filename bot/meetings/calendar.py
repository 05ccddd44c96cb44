"""Meetings as a calendar file (RFC 5545) for phones and mail programs; /ics calls it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.conversation.clocks import Clocks, changes, instant
from bot.conversation.lines import one_line
from bot.conversation.phrases import Phrase, Typed, t, verbatim
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.meetings.model import Meeting, Series, State, Unit
from bot.meetings.series import days, place_in_month, starts

if TYPE_CHECKING:
    from icalendar import Event, Timezone, TimezoneDaylight, TimezoneStandard

MEDIA_TYPE = "text/calendar"
_PRODUCT = "-//Intersession//Meetings//EN"
_FREQUENCIES = {Unit.DAYS: "DAILY", Unit.WEEKS: "WEEKLY", Unit.MONTHS: "MONTHLY"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LAST_SECOND = time(23, 59, 59)
_ADDRESS = re.compile(r"https?://[^\s\\\"<>]+")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What goes into a calendar: a series with those of its meetings that were planned one by one,
    or (without a series) meetings that stand by themselves. track is the track's title."""

    series: Series | None
    meetings: tuple[Meeting, ...]
    track: str


def calendar_file(entries: Sequence[Entry], now: datetime, language: str) -> bytes:
    """The calendar file of these entries, its own words in a language.

    A single meeting is written in UTC. A series repeats by the clocks of its place, which are
    written as they are in its years; what was moved or cancelled of it overrides one day. now is
    when the file is made (UTC).
    """
    # Loaded here: few ask for a file.
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for zone, years in sorted(_zones(entries).items()):
        calendar.add_component(_timezone(zone, min(years), max(years)))
    for entry in entries:
        for event in _events(entry, language):
            event.add("dtstamp", now.astimezone(UTC))
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def file_name(of: str) -> str:
    """The name of the file for a meeting ("M4") or a track (its code)."""
    return f"{_UNSAFE.sub('-', of)[:60].strip('-') or 'meetings'}.ics"


def _events(entry: Entry, language: str) -> Iterator["Event"]:
    series = entry.series
    if series is None:
        yield from (_alone(meeting, entry.track, language) for meeting in entry.meetings)
        return
    regular = list(days(series.wall.day, series.rule))
    yield _repeating(series, regular, entry.track, language)
    planned = {meeting.day: meeting for meeting in entry.meetings if meeting.day}
    for day in regular:
        meeting = planned.get(day)
        unsure = _unsure(series, day)
        if meeting and (unsure or _differs(meeting, series, day)):
            # Neither number ever falls, so each change of either is a higher one.
            number = series.sequence + meeting.sequence
            event = _single(meeting, entry.track, series.uid, number, language)
        elif unsure:
            event = _of_series(series, entry.track, language)
            event.add("dtstart", starts(series.wall, day))
        else:
            continue
        event.add("recurrence-id", _wall(series, day))
        yield event
    for meeting in entry.meetings:
        # The series was changed since: it does not meet on this day any more.
        if meeting.day not in regular and meeting.state is not State.CANCELLED:
            yield _alone(meeting, entry.track, language)


def _alone(meeting: Meeting, track: str, language: str) -> "Event":
    """A meeting by itself. One of a series must not pass for the whole of it."""
    uid = meeting.uid if meeting.series is None else f"{meeting.uid}-{meeting.number}"
    return _single(meeting, track, uid, meeting.sequence, language)


def _unsure(series: Series, day: date) -> bool:
    """Whether the clocks skip the time of a day, show it twice, or are changed during the meeting:
    programs then take the same words for different instants."""
    begins, clocks = instant(day, series.wall.at, series.wall.zone)
    place = ZoneInfo(_zone(series))
    ends = begins + timedelta(minutes=series.minutes)
    return clocks is not Clocks.PLAIN or _offset(begins, place) != _offset(ends, place)


def _differs(meeting: Meeting, series: Series, day: date) -> bool:
    """Whether a meeting of a series is, or ever was, another than the series says."""
    return (
        meeting.state is State.CANCELLED
        or meeting.sequence > series.sequence
        or (meeting.starts, meeting.minutes, meeting.title, meeting.link)
        != (starts(series.wall, day), series.minutes, series.title, series.link)
    )


def _single(meeting: Meeting, track: str, uid: str, sequence: int, language: str) -> "Event":
    cancelled = meeting.state is State.CANCELLED
    event = _event(
        uid, meeting.title, track, meeting.minutes, meeting.link, sequence,
        _description(
            track, meeting.link, f"meeting {meeting.reference}", meeting.reason, language,
            cancelled=cancelled,
        ),
        cancelled=cancelled,
    )  # fmt: skip
    event.add("dtstart", meeting.starts.astimezone(UTC))
    return event


def _of_series(series: Series, track: str, language: str) -> "Event":
    description = _description(track, series.link, f"meetings {series.track}", "", language)
    return _event(
        series.uid, series.title, track, series.minutes, series.link, series.sequence, description
    )


def _repeating(series: Series, regular: Sequence[date], track: str, language: str) -> "Event":
    """The series itself, with its rule. One that has no day left is cancelled."""
    event = _of_series(series, track, language)
    event.add("dtstart", _wall(series, series.wall.day))
    if not regular:
        event["status"] = "CANCELLED"
        return event
    rule = series.rule
    # The last second of the last day: whatever a program makes of a time that is skipped or
    # shown twice, that day's meeting is not lost, and none comes after it.
    until = instant(rule.until, _LAST_SECOND, series.wall.zone)[0]
    parts: dict[str, object] = {"freq": _FREQUENCIES[rule.unit], "interval": rule.every}
    if rule.unit is Unit.MONTHS:
        first = series.wall.day
        parts["byday"] = f"{place_in_month(first)}{_WEEKDAYS[first.weekday()]}"
    event.add("rrule", {**parts, "until": until})
    return event


def _wall(series: Series, day: date) -> datetime:
    """A day of a series as its own clocks show it, whether they really do or not."""
    return datetime.combine(day, series.wall.at, ZoneInfo(_zone(series)))


def _zone(series: Series) -> str:
    return series.wall.zone or "UTC"


def _event(
    uid: str,
    title: str,
    track: str,
    minutes: int,
    link: str,
    sequence: int,
    description: str,
    *,
    cancelled: bool = False,
) -> "Event":
    """Everything of an event but when it begins."""
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("summary", one_line(f"{title} · {track}"))
    event.add("duration", timedelta(minutes=minutes))
    event.add("description", description)
    if link:
        event.add("location", one_line(link))
    if _ADDRESS.fullmatch(link) and one_line(link) == link:
        event.add("url", link)
    return event


def _description(
    track: str, link: str, command: str, reason: str, language: str, *, cancelled: bool = False
) -> str:
    """What stands in the entry when it is opened, a line each."""
    lines: list[Phrase] = [verbatim(one_line(track))]
    if cancelled and reason:
        lines.append(t("Cancelled: {reason}", reason=one_line(reason)))
    elif cancelled:
        lines.append(t("Cancelled."))
    if link:
        lines.append(t("Link: {link}", link=one_line(link)))
    lines.append(
        t(
            "Agenda, and to say whether you come: write {command} to the bot.",
            command=Typed(command),
        )
    )
    return "\n".join(plain_text(text_of(line, language)) for line in lines)


def _zones(entries: Iterable[Entry]) -> dict[str, set[int]]:
    """The zones by whose clocks series repeat, and from which to which year they do."""
    found: dict[str, set[int]] = {}
    for entry in entries:
        if entry.series and _zone(entry.series) != "UTC":
            years = {entry.series.wall.day.year, entry.series.rule.until.year}
            found.setdefault(_zone(entry.series), set()).update(years)
    return found


def _timezone(zone: str, first: int, last: int) -> "Timezone":
    """How the clocks of a zone go from the first year to the last (both included).

    Each change is written by itself, at the time that the clocks showed before it (RFC 5545,
    3.6.5); icalendar's own way writes the time after it.
    """
    from icalendar import Timezone  # noqa: PLC0415

    since = datetime(first, 1, 1, tzinfo=UTC) - timedelta(days=1)
    found = Timezone()
    found.add("tzid", zone)
    place = ZoneInfo(zone)
    before = _offset(since, place)
    for change in [since, *changes(zone, since, datetime(last + 1, 1, 2, tzinfo=UTC))]:
        after = _offset(change, place)
        found.add_component(_clocks_from(change, before, after, place))
        before = after
    return found


def _clocks_from(
    change: datetime, before: timedelta, after: timedelta, place: ZoneInfo
) -> "TimezoneDaylight | TimezoneStandard":
    from icalendar import TimezoneDaylight, TimezoneStandard  # noqa: PLC0415

    local = change.astimezone(place)
    piece = TimezoneDaylight() if local.dst() else TimezoneStandard()
    piece.add("dtstart", change.replace(tzinfo=None) + before)
    piece.add("tzoffsetfrom", before)
    piece.add("tzoffsetto", after)
    piece.add("tzname", local.tzname())
    return piece


def _offset(moment: datetime, place: ZoneInfo) -> timedelta:
    return moment.astimezone(place).utcoffset() or timedelta()
