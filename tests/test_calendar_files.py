"""Calendar files, read back by icalendar and dateutil, and by Node's ical.js, which wrote none."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import tzical
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.conversation.clocks import changes
from bot.meetings.calendar import Entry, calendar_file, file_name
from bot.meetings.model import Meeting, Rule, Series, State, Unit, Wall
from bot.meetings.series import days, starts
from tests.calendars import install

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
TRACK = "BPF Cybersecurity"
EVERY_WEEK = Rule(1, Unit.WEEKS, date(2026, 12, 6))
LINK = "https://meet.example.org/cyber?room=1;a,b"
ALL_ZONES = sorted(available_timezones() - {"localtime", "Factory"})
HOSTILE_TITLES = (
    "Call\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Another",
    "Call\nATTACH:https://evil.example",
    "a; b, c\\n d: e\\;f\\,g\\",
    "x" * 5000,
    "é😀" * 800,
    "\u202eesrever\u202c \u2066inner\u2069",
    "👩‍👩‍👧‍👦 family\x00\x07\x0b\x85\u2028\u2029",
    '"quoted" ^n ^^ %0A &#10;',
    " ",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An occurrence as a calendar program shows it."""

    uid: str
    start: datetime
    minutes: float
    status: str
    sequence: int


def a_series(
    zone: str,
    at: time,
    first: date = date(2026, 3, 1),
    rule: Rule = EVERY_WEEK,
    title: str = "Charter call",
) -> Series:
    """A series of 45 minutes."""
    return Series(1, "irpc", title, Wall(first, at, zone), 45, rule, LINK, "series-uid", 3)


def planned(series: Series, count: int) -> list[Meeting]:
    """The first meetings of a series, planned one by one as the store does it."""
    return [
        Meeting(
            number,
            series.track,
            series.title,
            replace(series.wall, day=day),
            starts(series.wall, day),
            series.minutes,
            series.link,
            series.uid,
            author=1,
            sequence=series.sequence,
            series=series.id,
            day=day,
        )
        for number, day in enumerate(islice(days(series.wall.day, series.rule), count), 1)
    ]


def alone(title: str = "Charter call", **changed: object) -> Meeting:
    """A meeting that stands by itself."""
    wall = Wall(date(2026, 3, 24), time(14), "Europe/Paris")
    begins = datetime(2026, 3, 24, 13, tzinfo=UTC)
    meeting = Meeting(4, "irpc", title, wall, begins, 90, LINK, "meeting-uid", author=1)
    return replace(meeting, **changed)  # type: ignore[arg-type]


def written(*entries: Entry, language: str = "en") -> bytes:
    return calendar_file(entries, NOW, language)


def expected(series: Series, meetings: Sequence[Meeting] = ()) -> list[Shown]:
    """What programs are to show of a series, by the rules of the bot."""
    changed = {one.day: one for one in meetings}
    found = []
    for day in days(series.wall.day, series.rule):
        meeting = changed.get(day)
        begins = meeting.starts if meeting else starts(series.wall, day)
        cancelled = meeting is not None and meeting.state is State.CANCELLED
        minutes = meeting.minutes if meeting else series.minutes
        status = "CANCELLED" if cancelled else "CONFIRMED"
        found.append(Shown(series.uid, begins, minutes, status, 0))
    return sorted(found, key=lambda one: one.start)


def without_sequences(found: Sequence[Shown]) -> list[Shown]:
    return sorted((replace(one, sequence=0) for one in found), key=lambda one: one.start)


def events_of(content: bytes) -> list[Any]:
    """The events of a file as icalendar reads them."""
    return list(Calendar.from_ical(content).walk("VEVENT"))


def by_icalendar(content: bytes) -> list[Shown]:
    """All occurrences: read by icalendar, repeated by dateutil with the file's own clocks."""
    events = events_of(content)
    overrides = {
        (str(one["uid"]), one["recurrence-id"].dt.replace(tzinfo=None)): one
        for one in events
        if "recurrence-id" in one
    }
    found = []
    for event in events:
        if "recurrence-id" in event:
            continue
        for begins in _occurrences(event, content):
            wall = begins.replace(tzinfo=None)
            shown = overrides.pop((str(event["uid"]), wall), None)
            found.append(_shown(shown, shown["dtstart"].dt) if shown else _shown(event, begins))
    assert overrides == {}, "an override stands for no occurrence"
    return found


def _occurrences(event: Any, content: bytes) -> list[datetime]:
    begins = event["dtstart"].dt
    if "rrule" not in event:
        return [begins]
    zone = event["dtstart"].params.get("TZID")
    if zone:
        clocks = tzical(StringIO(content.decode())).get(zone)
        begins = begins.replace(tzinfo=clocks)
    return list(rrulestr(event["rrule"].to_ical().decode(), dtstart=begins))


def _shown(event: Any, begins: datetime) -> Shown:
    minutes = event["duration"].dt / timedelta(minutes=1)
    status, sequence = str(event["status"]), int(event["sequence"])
    return Shown(str(event["uid"]), begins.astimezone(UTC), minutes, status, sequence)


def by_ical_js(*contents: bytes) -> list[list[Shown]]:
    """All occurrences of each file, as ical.js finds them."""
    if install.missing_programs():
        pytest.skip(f"{install.missing_programs()} is not here; apt install nodejs npm")
    return [
        [
            Shown(
                one["uid"],
                datetime.fromtimestamp(one["start"], UTC),
                one["minutes"],
                one["status"],
                one["sequence"],
            )
            for one in file["found"]
        ]
        for file in install.read(contents)
    ]


READERS: list[Callable[[bytes], list[Shown]]] = [by_icalendar, lambda one: by_ical_js(one)[0]]
readers = pytest.mark.parametrize("reader", READERS, ids=["icalendar", "ical.js"])
# Sundays over both changes of clocks of 2026, at the hours that are skipped or shown twice.
AROUND_THE_CHANGES = [
    ("Europe/Paris", time(2, 30)),
    ("Europe/Paris", time(14, 0)),
    ("America/New_York", time(2, 30)),
    ("America/New_York", time(1, 30)),
    ("America/New_York", time(20, 0)),
    ("Africa/Nairobi", time(16, 0)),
    ("Asia/Kathmandu", time(18, 45)),
    ("Australia/Sydney", time(2, 30)),
    ("Australia/Sydney", time(0, 0)),
    ("Australia/Lord_Howe", time(1, 45)),
    ("Australia/Lord_Howe", time(2, 15)),
    ("Africa/Casablanca", time(2, 30)),
    ("Africa/Casablanca", time(3, 30)),
    ("Pacific/Kiritimati", time(0, 15)),
    ("Pacific/Pago_Pago", time(23, 45)),
    ("Etc/GMT+12", time(12, 0)),
    ("UTC", time(12, 0)),
    ("", time(12, 0)),
]


@readers
def test_a_series_over_both_changes_of_clocks(reader: Callable[[bytes], list[Shown]]) -> None:
    many = [a_series(zone, at) for zone, at in AROUND_THE_CHANGES]
    many = [replace(one, uid=f"series-{number}") for number, one in enumerate(many)]
    found = reader(written(*(Entry(one, (), TRACK) for one in many)))
    for series in many:
        own = [one for one in found if one.uid == series.uid]
        assert without_sequences(own) == expected(series), series.wall
        assert len(own) == 41


@readers
@pytest.mark.parametrize(
    ("zone", "at", "day", "utc"),
    [
        ("Europe/Paris", time(2, 30), date(2026, 3, 29), "2026-03-29T01:00"),
        ("Europe/Paris", time(3, 30), date(2026, 3, 29), "2026-03-29T01:30"),
        ("Europe/Paris", time(2, 30), date(2026, 10, 25), "2026-10-25T00:30"),
        ("Europe/Paris", time(3, 0), date(2026, 10, 25), "2026-10-25T02:00"),
        ("America/New_York", time(2, 30), date(2026, 3, 8), "2026-03-08T07:00"),
        ("America/New_York", time(1, 30), date(2026, 11, 1), "2026-11-01T05:30"),
        ("Africa/Nairobi", time(16, 0), date(2026, 3, 29), "2026-03-29T13:00"),
        ("Asia/Kathmandu", time(18, 45), date(2026, 10, 25), "2026-10-25T13:00"),
        ("Australia/Sydney", time(2, 30), date(2026, 10, 4), "2026-10-03T16:00"),
        ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), "2026-10-03T15:30"),
        ("Australia/Lord_Howe", time(2, 45), date(2026, 10, 4), "2026-10-03T15:45"),
        ("Africa/Casablanca", time(12, 0), date(2026, 3, 1), "2026-03-01T12:00"),
        ("Africa/Casablanca", time(12, 0), date(2026, 3, 29), "2026-03-29T11:00"),
    ],
)
def test_the_instants_are_right(
    reader: Callable[[bytes], list[Shown]], zone: str, at: time, day: date, utc: str
) -> None:
    series = a_series(zone, at)
    begins = datetime.fromisoformat(f"{utc}:00+00:00")
    found = [one.start for one in reader(written(Entry(series, (), TRACK)))]
    near = [one for one in found if abs(one - begins) < timedelta(days=1)]
    assert near == [begins]
    assert day in set(days(series.wall.day, series.rule))


@readers
@pytest.mark.parametrize(
    ("first", "rule"),
    [
        (date(2026, 3, 10), Rule(1, Unit.MONTHS, date(2027, 3, 9))),
        (date(2026, 3, 31), Rule(1, Unit.MONTHS, date(2027, 3, 30))),
        (date(2026, 1, 29), Rule(2, Unit.MONTHS, date(2027, 12, 31))),
        (date(2026, 3, 27), Rule(1, Unit.DAYS, date(2026, 4, 2))),
        (date(2026, 3, 27), Rule(10, Unit.DAYS, date(2026, 12, 1))),
        (date(2026, 3, 29), Rule(2, Unit.WEEKS, date(2027, 3, 28))),
        (date(2026, 3, 29), Rule(1, Unit.WEEKS, date(2026, 3, 29))),
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Paris", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_every_kind_of_rule_meets_on_its_days(
    reader: Callable[[bytes], list[Shown]], first: date, rule: Rule, zone: str
) -> None:
    series = a_series(zone, time(2, 30), first, rule)
    found = reader(written(Entry(series, (), TRACK)))
    assert without_sequences(found) == expected(series)


@readers
def test_what_was_moved_or_cancelled(reader: Callable[[bytes], list[Shown]]) -> None:
    series = a_series("Europe/Paris", time(2, 30))
    meetings = planned(series, 8)
    meetings[0] = replace(meetings[0], state=State.ENDED, ended=NOW)
    meetings[2] = replace(meetings[2], state=State.CANCELLED, reason="No\nroom; sorry", sequence=4)
    meetings[3] = replace(
        meetings[3], starts=meetings[3].starts + timedelta(days=2), minutes=20, sequence=5
    )
    # The one that stands for the day on which 02:30 is skipped is moved as well.
    meetings[4] = replace(meetings[4], starts=datetime(2026, 3, 30, 6, tzinfo=UTC), sequence=4)
    content = written(Entry(series, tuple(meetings), TRACK))
    found = reader(content)
    assert without_sequences(found) == expected(series, meetings)
    by_start = {one.start: one for one in found}
    usual = by_start[starts(series.wall, date(2026, 5, 3))]
    assert usual.sequence == series.sequence
    for meeting in meetings[2:5]:
        assert by_start[meeting.starts].sequence > usual.sequence
    assert by_start[meetings[3].starts].sequence > by_start[meetings[2].starts].sequence


@readers
def test_a_single_meeting(reader: Callable[[bytes], list[Shown]]) -> None:
    content = written(Entry(None, (alone(sequence=2),), TRACK))
    begins = datetime(2026, 3, 24, 13, tzinfo=UTC)
    assert reader(content) == [Shown("meeting-uid", begins, 90, "CONFIRMED", 2)]
    assert b"VTIMEZONE" not in content
    assert b"DTSTART:20260324T130000Z" in content
    cancelled = alone(sequence=3, state=State.CANCELLED, reason="The chair is ill.")
    [found] = reader(written(Entry(None, (cancelled,), TRACK)))
    assert (found.status, found.sequence) == ("CANCELLED", 3)


@pytest.mark.parametrize("title", HOSTILE_TITLES)
def test_a_hostile_title_makes_one_event(title: str) -> None:
    content = written(Entry(None, (alone(title, link=title, reason=title),), title))
    [event] = events_of(content)
    assert set(event) == {
        *("UID", "SEQUENCE", "STATUS", "SUMMARY", "DURATION", "DESCRIPTION", "DTSTART", "DTSTAMP"),
        *(("LOCATION",) if title else ()),
    }
    assert "\n" not in event["summary"]
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert max(len(line) for line in lines) <= 75
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", content)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029\x85]", content.decode())


def test_ical_js_reads_hostile_titles_as_they_are() -> None:
    titles = [title for title in HOSTILE_TITLES if title.strip()]
    contents = [written(Entry(None, (alone(title),), TRACK)) for title in titles]
    assert [len(found) for found in by_ical_js(*contents)] == [1] * len(contents)
    read = install.read(contents)
    assert read[2]["found"][0]["summary"] == f"{titles[2]} · {TRACK}"
    assert read[3]["found"][0]["summary"] == f"{titles[3]} · {TRACK}"
    assert read[4]["found"][0]["summary"] == f"{titles[4]} · {TRACK}"
    assert {one["method"] for one in read} == {"PUBLISH"}


def test_only_an_address_is_an_address() -> None:
    for link in ("Room 5", "javascript:alert(1)", "https://a.example/ b", "https://a\\n.example"):
        [event] = events_of(written(Entry(None, (alone(link=link),), TRACK)))
        assert "URL" not in event
        assert event["location"] == link
    [event] = events_of(written(Entry(None, (alone(),), TRACK)))
    assert event["url"] == LINK


def test_the_entry_says_where_more_is() -> None:
    [event] = events_of(written(Entry(None, (alone(),), TRACK)))
    assert event["summary"] == "Charter call · BPF Cybersecurity"
    assert event["description"].split("\n") == [
        "BPF Cybersecurity",
        f"Link: {LINK}",
        "Agenda, and to say whether you come: write /meeting M4 to the bot.",
    ]
    cancelled = alone(state=State.CANCELLED, reason="No\nquorum")
    [event] = events_of(written(Entry(None, (cancelled,), TRACK)))
    assert event["description"].split("\n")[1] == "Cancelled: No quorum"
    french = written(Entry(None, (alone(),), TRACK), language="fr")
    [event] = events_of(french)
    assert "/meeting M4" in event["description"]
    assert "Ordre du jour" in event["description"]


def test_a_series_that_was_shortened_keeps_what_was() -> None:
    """Its first days are no longer its own; meetings that took place on them stay."""
    before = a_series("Europe/Paris", time(14))
    meetings = planned(before, 4)
    meetings[0] = replace(meetings[0], state=State.ENDED, ended=NOW)
    meetings[1] = replace(meetings[1], state=State.CANCELLED)
    later = Wall(meetings[3].day or before.wall.day, time(16), "Europe/Paris")
    after = replace(before, wall=later, sequence=4)
    meetings[3] = replace(meetings[3], wall=later, starts=starts(later, later.day), sequence=4)
    found = by_icalendar(written(Entry(after, tuple(meetings), TRACK)))
    own = [one for one in found if one.uid == after.uid]
    assert without_sequences(own) == expected(after)
    others = {one.uid: one.start for one in found if one.uid != after.uid}
    assert others == {f"{after.uid}-{one.number}": one.starts for one in (meetings[0], meetings[2])}


def test_a_series_without_a_day_is_cancelled() -> None:
    series = a_series("Europe/Paris", time(14), rule=Rule(1, Unit.WEEKS, date(2026, 2, 1)))
    [found] = by_icalendar(written(Entry(series, (), TRACK)))
    assert found.status == "CANCELLED"


def test_one_of_a_series_does_not_pass_for_the_series() -> None:
    [meeting] = planned(a_series("Europe/Paris", time(14)), 1)
    [found] = by_icalendar(written(Entry(None, (meeting,), TRACK)))
    assert found.uid == f"{meeting.uid}-{meeting.number}"


def test_a_zone_is_written_once() -> None:
    first = a_series("Europe/Paris", time(14))
    later = a_series(
        "Europe/Paris", time(9), date(2027, 1, 10), Rule(1, Unit.WEEKS, date(2027, 9, 5))
    )
    later = replace(later, uid="later")
    content = written(Entry(first, (), TRACK), Entry(later, (), TRACK))
    assert content.count(b"BEGIN:VTIMEZONE") == 1
    found = by_icalendar(content)
    assert without_sequences([one for one in found if one.uid == "later"]) == expected(later)


def test_the_same_is_written_as_the_same() -> None:
    entry = Entry(a_series("Europe/Paris", time(14)), (), TRACK)
    assert written(entry) == written(entry)


@pytest.mark.parametrize(
    ("of", "name"),
    [
        ("M4", "M4.ics"),
        ("bpf-cybersecurity", "bpf-cybersecurity.ics"),
        ("../../etc/passwd\x00", "etc-passwd.ics"),
        ("اختبار", "meetings.ics"),
        ("a" * 300, f"{'a' * 60}.ics"),
    ],
)
def test_the_name_of_the_file_is_safe(of: str, name: str) -> None:
    assert file_name(of) == name


titles = st.one_of(st.sampled_from(HOSTILE_TITLES), st.text(max_size=200))


@st.composite
def stories(draw: st.DrawFn) -> tuple[Series, list[Meeting]]:
    """A series somewhere, some meetings of which were moved or cancelled."""
    zone = draw(st.sampled_from(ALL_ZONES))
    first = draw(st.dates(date(2025, 1, 1), date(2034, 1, 1)))
    at = time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 15, 30, 45, 59])))
    around = changes(zone, datetime(2025, 1, 1, tzinfo=UTC), datetime(2034, 1, 1, tzinfo=UTC))
    near = draw(st.booleans())
    if around and near:
        # On the very day of a change of clocks, near its hour.
        moment = draw(st.sampled_from(around)) + timedelta(minutes=draw(st.integers(-90, 90)))
        local = moment.astimezone(ZoneInfo(zone))
        first, at = local.date(), local.time().replace(tzinfo=None, second=0, fold=0)
    unit = draw(st.sampled_from(list(Unit)))
    length = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 31}[unit] * draw(st.integers(0, 12))
    until = first + timedelta(days=length)
    series = a_series(zone, at, first, Rule(draw(st.integers(1, 3)), unit, until), draw(titles))
    meetings = planned(series, draw(st.integers(0, 4)))
    for place, meeting in enumerate(meetings):
        fate = draw(st.sampled_from(["kept", "moved", "cancelled"]))
        if fate == "moved":
            by = timedelta(minutes=draw(st.integers(-3000, 3000)))
            meetings[place] = replace(meeting, starts=meeting.starts + by, sequence=4)
        elif fate == "cancelled":
            meetings[place] = replace(meeting, state=State.CANCELLED, sequence=4)
    return series, meetings


@settings(deadline=None, max_examples=150)
@given(stories())
def test_wherever_and_whenever(story: tuple[Series, list[Meeting]]) -> None:
    series, meetings = story
    content = written(Entry(series, tuple(meetings), series.title))
    assert without_sequences(by_icalendar(content)) == expected(series, meetings)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    count = sum(1 for _ in days(series.wall.day, series.rule))
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") <= 1 + count


@settings(deadline=None, max_examples=200)
@given(titles)
@example("\r")
def test_whatever_it_is_called(title: str) -> None:
    content = written(Entry(None, (alone(title, link=title),), title))
    [event] = events_of(content)
    assert event["uid"] == "meeting-uid"
    assert content.count(b"\r\nBEGIN:") == 1


def test_ical_js_agrees_over_many_zones() -> None:
    """Every twentieth zone, on the Sundays around the turn of its clocks, in one process."""
    many = []
    for number, zone in enumerate(ALL_ZONES[::20]):
        around = changes(zone, datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
        moment = (around or [datetime(2026, 5, 3, 2, tzinfo=UTC)])[0].astimezone(ZoneInfo(zone))
        first = moment.date() - timedelta(weeks=2)
        rule = Rule(1, Unit.WEEKS, first + timedelta(weeks=40))
        many.append(a_series(zone, time(moment.hour, 30 * (number % 2)), first, rule))
    found = by_ical_js(*(written(Entry(one, (), TRACK)) for one in many))
    for series, shown in zip(many, found, strict=True):
        assert without_sequences(shown) == expected(series), series.wall


def test_every_change_of_clocks_is_found() -> None:
    """Against a search by single hours."""
    for zone in ("Europe/Paris", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Kathmandu"):
        place = ZoneInfo(zone)
        since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
        hours = [since + timedelta(minutes=30 * step) for step in range(2 * 24 * 730)]
        offsets = [moment.astimezone(place).utcoffset() for moment in hours]
        wanted = [
            moment
            for before, after, moment in zip(offsets, offsets[1:], hours[1:], strict=False)
            if before != after
        ]
        assert changes(zone, since, until) == wanted


@pytest.mark.parametrize("zone", ["Europe/Paris", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_the_clocks_are_written_as_the_standard_says(zone: str) -> None:
    """A change begins at its local time by the offset from before it (RFC 5545, 3.6.5)."""
    content = written(Entry(a_series(zone, time(14)), (), TRACK))
    [clocks] = Calendar.from_ical(content).walk("VTIMEZONE")
    pieces: list[Any] = clocks.subcomponents
    onsets = [(one["dtstart"].dt - one["tzoffsetfrom"].td).replace(tzinfo=UTC) for one in pieces]
    since = datetime(2025, 12, 31, tzinfo=UTC)
    assert onsets == [since, *changes(zone, since, datetime(2027, 1, 2, tzinfo=UTC))]
    for onset, piece in zip(onsets, pieces, strict=True):
        assert piece["tzoffsetto"].td == onset.astimezone(ZoneInfo(zone)).utcoffset()
