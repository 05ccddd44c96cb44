"""Meetings as they are kept: series, meetings, who comes, agendas."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, RowMapping, case, delete, func, insert, select, update

from bot.meetings.model import (
    Clash,
    Meeting,
    Plan,
    Rule,
    Series,
    State,
    Unit,
    Wall,
)
from bot.meetings.rules import overlap
from storage.meeting_tables import (
    LeadTimesRow,
    LineRow,
    MeetingRow,
    SeriesRow,
)
from storage.tables import MembershipRow, PersonRow

_meeting = MeetingRow.__table__  # type: ignore[attr-defined]
_series = SeriesRow.__table__  # type: ignore[attr-defined]
_leads = LeadTimesRow.__table__  # type: ignore[attr-defined]
_line = LineRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]
_member = MembershipRow.__table__  # type: ignore[attr-defined]

_A_DAY = timedelta(days=1)
_UNFINISHED = _meeting.c.state.in_((State.PLANNED.value, State.RUNNING.value))
_root = _person.alias()
# Who chairs does so by any of their accounts.
_MEETINGS = select(_meeting, _root.c.root.label("chairs")).outerjoin(
    _root, _root.c.id == _meeting.c.chair
)
_BY_START = (_meeting.c.starts, _meeting.c.number)


class SqlMeetings:
    """Meetings and their series."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, plan: Plan, starts: datetime, author: int) -> Meeting:
        """Keep a meeting by itself; it gets its number."""
        return self._add(
            {**_written(plan), "starts": starts, "uid": str(uuid4()), "author": author}
        )

    def begin_series(self, plan: Plan) -> Series:
        """Keep a series."""
        if plan.rule is None:
            raise ValueError("a series has a rule")
        values = {
            **_written(plan),
            "every": plan.rule.every,
            "unit": plan.rule.unit.value,
            "until": plan.rule.until.isoformat(),
            "uid": str(uuid4()),
        }
        result = self._connection.execute(insert(_series).values(values))
        found = self.series(result.inserted_primary_key[0])  # type: ignore[index]
        if found is None:
            raise LookupError("the series is gone")
        return found

    def plan_one_of(self, series: Series, day: date, starts: datetime, author: int) -> Meeting:
        """Keep the meeting of a series that stands for one of its days."""
        wall = Wall(day, series.wall.at, series.wall.zone)
        plan = Plan(series.track, series.title, wall, series.minutes, None, series.link)
        return self._add(
            {
                **_written(plan),
                "starts": starts,
                "uid": series.uid,
                "sequence": series.sequence,
                "author": author,
                "series": series.id,
                "series_day": day.isoformat(),
            }
        )

    def _add(self, values: dict[str, Any]) -> Meeting:
        result = self._connection.execute(insert(_meeting).values(values))
        found = self.numbered(result.inserted_primary_key[0])  # type: ignore[index]
        if found is None:
            raise LookupError("the meeting is gone")
        return found

    def numbered(self, number: int) -> Meeting | None:
        """A meeting by its number."""
        found = self._all(_meeting.c.number == number)
        return found[0] if found else None

    def of(self, tracks: tuple[str, ...] | None) -> list[Meeting]:
        """The meetings of these tracks (None: of all), by their start."""
        return self._all(*_in(tracks))

    def upcoming(self, tracks: tuple[str, ...] | None, now: datetime) -> list[Meeting]:
        """Those running, or planned and not long over, by their start."""
        running = _meeting.c.state == State.RUNNING.value
        return self._all(_UNFINISHED, running | (_meeting.c.starts > now - _A_DAY), *_in(tracks))

    def running(self, tracks: tuple[str, ...]) -> list[Meeting]:
        """Those of these tracks that have begun and not ended."""
        return self._all(_meeting.c.state == State.RUNNING.value, *_in(tracks))

    def unfinished(self) -> list[Meeting]:
        """All that are planned or running, by their start."""
        return self._all(_UNFINISHED)

    def not_held_after(self, moment: datetime) -> list[Meeting]:
        """Those set aside as not held that begin after this moment."""
        return self._all(_meeting.c.state == State.NOT_HELD.value, _meeting.c.starts > moment)

    def unapproved(self) -> list[Meeting]:
        """Those that are over, and whose minutes have lines and are not approved."""
        noted = select(_line.c.meeting).where(_line.c.undone.is_(False))
        return self._all(
            _meeting.c.state == State.ENDED.value,
            _meeting.c.approved.is_(None),
            _meeting.c.number.in_(noted),
        )

    def _all(self, *conditions: Any) -> list[Meeting]:
        query = _MEETINGS.where(*conditions).order_by(*_BY_START)
        return [_read(row) for row in self._connection.execute(query).mappings()]

    def series(self, number: int) -> Series | None:
        """A series by its inner number."""
        query = select(_series).where(_series.c.id == number)
        row = self._connection.execute(query).mappings().first()
        return _read_series(row) if row else None

    def series_after(self, day: date) -> list[Series]:
        """The series that have days after this one, oldest first."""
        query = select(_series).where(_series.c.until > day.isoformat()).order_by(_series.c.id)
        rows = self._connection.execute(query).mappings()
        return [_read_series(row) for row in rows]

    def of_series(self, series: int) -> list[Meeting]:
        """The meetings of a series that were planned one by one, by their days."""
        query = _MEETINGS.where(_meeting.c.series == series)
        rows = self._connection.execute(query.order_by(_meeting.c.series_day)).mappings()
        return [_read(row) for row in rows]

    def change(self, meeting: Meeting) -> None:
        """Keep a changed meeting. Who chairs it may do so by another account: the row stays."""
        chairs = select(_person.c.id).where(_person.c.root == meeting.chair)
        self._connection.execute(
            update(_meeting)
            .where(_meeting.c.number == meeting.number)
            .values(
                title=meeting.title,
                uid=meeting.uid,
                series=meeting.series,
                series_day=meeting.day.isoformat() if meeting.day else None,
                **_written_wall(meeting.wall),
                starts=meeting.starts,
                minutes=meeting.minutes,
                link=meeting.link,
                state=meeting.state.value,
                sequence=meeting.sequence,
                reason=meeting.reason,
                reminded=meeting.reminded,
                chair=case(
                    (_meeting.c.chair.in_(chairs), _meeting.c.chair),
                    else_=meeting.chair,
                ),
                began=meeting.began,
                ended=meeting.ended,
                item=meeting.item,
                opened=meeting.opened,
                off_record=meeting.off_record,
                chatham=meeting.chatham,
                speaking=meeting.speaking,
                summary=meeting.summary,
                approved=meeting.approved,
            )
        )

    def change_series(self, series: Series) -> None:
        """Keep a changed series."""
        self._connection.execute(
            update(_series)
            .where(_series.c.id == series.id)
            .values(
                title=series.title,
                **_written_wall(series.wall),
                minutes=series.minutes,
                link=series.link,
                until=series.rule.until.isoformat(),
                sequence=series.sequence,
            )
        )

    def zones(self, track: str) -> Mapping[str, int]:
        """The zones that people of a track declared, and how many of them each."""
        query = (
            select(_person.c.zone, func.count(func.distinct(_person.c.root)))
            .where(_person.c.zone != "", _person.c.root.in_(_roots_of(track)))
            .group_by(_person.c.zone)
        )
        return {row.zone: row[1] for row in self._connection.execute(query)}

    def clashes(self, meeting: Meeting) -> list[Clash]:
        """The meetings of other tracks at the same time that people of this track belong to."""
        near = self._all(
            _UNFINISHED,
            _meeting.c.track != meeting.track,
            _meeting.c.starts > meeting.starts - _A_DAY,
            _meeting.c.starts < meeting.starts + _A_DAY,
        )
        found = [
            Clash(one, self._shared(meeting.track, one.track))
            for one in near
            if overlap(meeting, one)
        ]
        return [clash for clash in found if clash.shared]

    def _shared(self, one: str, other: str) -> int:
        query = select(func.count(func.distinct(_person.c.root))).where(
            _person.c.root.in_(_roots_of(one)), _person.c.root.in_(_roots_of(other))
        )
        return self._connection.execute(query).scalar() or 0

    def lead_times(self, track: str) -> tuple[int, ...] | None:
        """The lead times in minutes that a track chose, longest first."""
        query = select(_leads.c.minutes).where(_leads.c.track == track)
        text = self._connection.execute(query).scalar()
        return None if text is None else tuple(int(one) for one in text.split(",") if one)

    def set_lead_times(self, track: str, leads: tuple[int, ...]) -> None:
        """Keep the lead times of a track."""
        self._connection.execute(delete(_leads).where(_leads.c.track == track))
        text = ",".join(str(one) for one in sorted(set(leads), reverse=True))
        self._connection.execute(insert(_leads).values(track=track, minutes=text))


def _roots_of(track: str) -> Any:
    """Everybody of a track, participants and observers, as the persons they are."""
    return (
        select(_person.c.root)
        .join(_member, _member.c.person == _person.c.id)
        .where(_member.c.track == track)
    )


def _in(tracks: tuple[str, ...] | None) -> Iterable[Any]:
    return () if tracks is None else (_meeting.c.track.in_(tracks),)


def _written(plan: Plan) -> dict[str, Any]:
    return {
        "track": plan.track,
        "title": plan.title,
        **_written_wall(plan.wall),
        "minutes": plan.minutes,
        "link": plan.link,
    }


def _written_wall(wall: Wall) -> dict[str, Any]:
    return {"day": wall.day.isoformat(), "time": f"{wall.at:%H:%M}", "zone": wall.zone}


def _wall(row: RowMapping) -> Wall:
    return Wall(date.fromisoformat(row["day"]), time.fromisoformat(row["time"]), row["zone"])


def _read(row: RowMapping) -> Meeting:
    return Meeting(
        number=row["number"],
        track=row["track"],
        title=row["title"],
        wall=_wall(row),
        starts=row["starts"],
        minutes=row["minutes"],
        link=row["link"],
        uid=row["uid"],
        author=row["author"],
        state=State(row["state"]),
        sequence=row["sequence"],
        series=row["series"],
        day=date.fromisoformat(row["series_day"]) if row["series_day"] else None,
        reason=row["reason"],
        reminded=row["reminded"],
        chair=row["chairs"],
        began=row["began"],
        ended=row["ended"],
        item=row["item"],
        opened=row["opened"],
        off_record=row["off_record"],
        chatham=row["chatham"],
        speaking=row["speaking"],
        summary=row["summary"],
        approved=row["approved"],
    )


def _read_series(row: RowMapping) -> Series:
    return Series(
        id=row["id"],
        track=row["track"],
        title=row["title"],
        wall=_wall(row),
        minutes=row["minutes"],
        rule=Rule(row["every"], Unit(row["unit"]), date.fromisoformat(row["until"])),
        link=row["link"],
        uid=row["uid"],
        sequence=row["sequence"],
    )
