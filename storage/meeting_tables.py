"""The tables of meetings: series, meetings, agendas, who comes, the floor, minutes, slots."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import day_column, instant_column, person_column


class SeriesRow(SQLModel, table=True):
    """Meetings that repeat at a wall time. rule: how many, of what, until when ("2 weeks DAY")."""

    __tablename__: ClassVar[Any] = "series"
    id: int | None = Field(default=None, primary_key=True)
    track: str = Field(foreign_key="track.code", index=True)
    title: str
    day: str = day_column()
    time: str
    zone: str
    minutes: int
    every: int
    unit: str
    until: str = day_column()
    link: str = ""
    uid: str
    sequence: int = 0


class MeetingRow(SQLModel, table=True):
    """A meeting. day, time and zone are what the clocks show; starts is the instant."""

    __tablename__: ClassVar[Any] = "meeting"
    __table_args__ = (
        Index("ix_meeting_day", "series", "series_day", unique=True),
        {"sqlite_autoincrement": True},
    )
    number: int | None = Field(default=None, primary_key=True)
    track: str = Field(foreign_key="track.code", index=True)
    title: str
    day: str = day_column()
    time: str
    zone: str
    starts: datetime = instant_column(index=True)
    minutes: int
    link: str = ""
    uid: str
    author: int = person_column("keep")
    state: str = Field(default="planned", index=True)
    sequence: int = 0
    series: int | None = Field(default=None, foreign_key="series.id")
    series_day: str | None = day_column(nullable=True)
    reason: str = ""
    reminded: int | None = None
    chair: int | None = person_column("keep", nullable=True)
    began: datetime | None = instant_column(nullable=True)
    ended: datetime | None = instant_column(nullable=True)
    item: int = 0
    opened: datetime | None = instant_column(nullable=True)
    off_record: bool = False
    chatham: bool = False
    speaking: int = 0
    summary: str = ""
    approved: datetime | None = instant_column(nullable=True)


class LeadTimesRow(SQLModel, table=True):
    """The lead times of a track's reminders, in minutes, with commas."""

    __tablename__: ClassVar[Any] = "lead_times"
    track: str = Field(primary_key=True, foreign_key="track.code")
    minutes: str


class ComingRow(SQLModel, table=True):
    """What somebody said of coming."""

    __tablename__: ClassVar[Any] = "coming"
    meeting: int = Field(primary_key=True, foreign_key="meeting.number")
    person: int = person_column("delete", key=True)
    coming: str
    at: datetime = instant_column()


class AttendanceRow(SQLModel, table=True):
    """Somebody who was present, or sent apologies."""

    __tablename__: ClassVar[Any] = "attendance"
    meeting: int = Field(primary_key=True, foreign_key="meeting.number")
    person: int = person_column("delete", key=True)
    presence: str


class ItemRow(SQLModel, table=True):
    """A point of an agenda."""

    __tablename__: ClassVar[Any] = "item"
    meeting: int = Field(primary_key=True, foreign_key="meeting.number")
    number: int = Field(primary_key=True)
    title: str
    minutes: int = 0
    person: int = person_column("keep")
    done: bool = False


class SpeechRow(SQLModel, table=True):
    """Somebody who asked to speak."""

    __tablename__: ClassVar[Any] = "speech"
    id: int | None = Field(default=None, primary_key=True)
    meeting: int = Field(foreign_key="meeting.number", index=True)
    person: int = person_column("delete")
    point: str = ""
    turn: str = "waiting"
    since: datetime | None = instant_column(nullable=True)


class LineRow(SQLModel, table=True):
    """A line of the minutes."""

    __tablename__: ClassVar[Any] = "line"
    meeting: int = Field(primary_key=True, foreign_key="meeting.number")
    number: int = Field(primary_key=True)
    tag: str
    text: str
    person: int | None = person_column("keep", nullable=True)
    at: datetime = instant_column()
    item: int = 0
    action: int = 0
    undone: bool = False
    waiting: bool = False


class SourceRow(SQLModel, table=True):
    """A message that a line of the minutes rests on. answered: one that the line's own answers."""

    __tablename__: ClassVar[Any] = "source"
    __table_args__ = (Index("ix_source_message", "platform", "room", "message"),)
    meeting: int = Field(primary_key=True, foreign_key="meeting.number")
    line: int = Field(primary_key=True)
    platform: str = Field(primary_key=True)
    room: str = Field(primary_key=True)
    message: str = Field(primary_key=True)
    answered: bool = False


class CorrectionRow(SQLModel, table=True):
    """A proposed correction of a line."""

    __tablename__: ClassVar[Any] = "correction"
    meeting: int = Field(primary_key=True, foreign_key="meeting.number")
    line: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    person: int = person_column("keep")
    text: str
    at: datetime = instant_column()
    standing: str = "proposed"
    reason: str = ""


class ActionRow(SQLModel, table=True):
    """Something somebody is to do. called: what somebody is called whom the bot does not know."""

    __tablename__: ClassVar[Any] = "action"
    __table_args__ = ({"sqlite_autoincrement": True},)
    number: int | None = Field(default=None, primary_key=True)
    track: str = Field(foreign_key="track.code", index=True)
    meeting: int = Field(foreign_key="meeting.number", index=True)
    text: str
    person: int | None = person_column("keep", nullable=True)
    called: str = ""
    due: str | None = day_column(nullable=True)
    done: datetime | None = instant_column(nullable=True)
    reminded: str = ""


class QuestionRow(SQLModel, table=True):
    """A question "when can you?". chosen: the numbers of the slots that were picked, with
    commas."""

    __tablename__: ClassVar[Any] = "question"
    __table_args__ = ({"sqlite_autoincrement": True},)
    number: int | None = Field(default=None, primary_key=True)
    track: str = Field(foreign_key="track.code", index=True)
    title: str
    minutes: int
    every: int | None = None
    unit: str = ""
    until: str | None = day_column(nullable=True)
    link: str = ""
    author: int = person_column("keep")
    asked: datetime = instant_column()
    settled: datetime | None = instant_column(nullable=True)
    chosen: str = ""
    meeting: int | None = Field(default=None, foreign_key="meeting.number")


class SlotRow(SQLModel, table=True):
    """A time that a question offers."""

    __tablename__: ClassVar[Any] = "slot"
    question: int = Field(primary_key=True, foreign_key="question.number")
    number: int = Field(primary_key=True)
    day: str = day_column()
    time: str
    zone: str


class SlotAnswerRow(SQLModel, table=True):
    """What somebody said of a slot."""

    __tablename__: ClassVar[Any] = "slot_answer"
    question: int = Field(primary_key=True, foreign_key="question.number")
    slot: int = Field(primary_key=True)
    person: int = person_column("delete", key=True)
    answer: str
    at: datetime = instant_column()
