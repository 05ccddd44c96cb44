"""The tables, declared with SQLModel and spoken to in Core statements.

Every column that names a person says in its info what happens to the row when the person is
erased: "delete" it, or "keep" it, because it names nobody but by a pseudonym.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import Column, DateTime, Dialect, ForeignKey, Index, Integer, TypeDecorator
from sqlmodel import Field, SQLModel


class Instant(TypeDecorator[datetime]):
    """An instant in UTC, aware in Python whatever the database gives back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _person(on_erase: str, *, key: bool = False, index: bool = True) -> Any:
    return Field(
        sa_column=Column(
            Integer,
            ForeignKey("person.id", ondelete="CASCADE"),
            primary_key=key,
            nullable=False,
            index=index and not key,
            info={"on_erase": on_erase},
        )
    )


def _instant(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(
        default=None if nullable else ...,
        sa_column=Column(Instant, nullable=nullable, index=index),
    )


class PersonRow(SQLModel, table=True):
    """A person. root is the person they are linked to, their own id if to nobody."""

    __tablename__: ClassVar[Any] = "person"
    id: int | None = Field(default=None, primary_key=True)
    root: int = Field(index=True)
    pseudonym: str = Field(unique=True)
    name: str = ""
    language: str = ""
    zone: str = ""
    quiet: str = ""
    stakeholder_group: str = ""
    region: str = ""
    organisation: str = ""
    conduct_version: str = ""
    conduct_at: datetime | None = _instant(nullable=True)
    erased_at: datetime | None = _instant(nullable=True)


class AccountRow(SQLModel, table=True):
    """An account of a person on a platform."""

    __tablename__: ClassVar[Any] = "account"
    platform: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person: int = _person("delete")
    name: str = ""
    folded_name: str = Field(default="", index=True)
    handle: str = Field(default="", index=True)
    room: str = ""
    used_at: datetime = _instant()


class RoleRow(SQLModel, table=True):
    """A role of a person, for a track or ("") for all."""

    __tablename__: ClassVar[Any] = "role"
    person: int = _person("delete", key=True)
    role: str = Field(primary_key=True)
    track: str = Field(primary_key=True, index=True)


class CodeRow(SQLModel, table=True):
    """The hash of a one-time code, for a person or for whoever knows it."""

    __tablename__: ClassVar[Any] = "code"
    hash: str = Field(primary_key=True)
    purpose: str = Field(index=True)
    person: int | None = Field(
        default=None,
        sa_column=Column(
            Integer, ForeignKey("person.id", ondelete="CASCADE"), info={"on_erase": "delete"}
        ),
    )
    until: datetime = _instant()


class ReportRow(SQLModel, table=True):
    """A concern about conduct; its text is emptied when it is settled."""

    __tablename__: ClassVar[Any] = "report"
    reference: str = Field(primary_key=True)
    person: int = _person("keep")
    text: str
    at: datetime = _instant()
    settled_at: datetime | None = _instant(nullable=True)


class TrackRow(SQLModel, table=True):
    """A track of the catalogue. place keeps the order of the catalogue."""

    __tablename__: ClassVar[Any] = "track"
    code: str = Field(primary_key=True)
    place: int
    modality: str
    name: str
    about: str = ""
    mailing_list: str = ""
    closed: bool = False


class AliasRow(SQLModel, table=True):
    """A former code of a track."""

    __tablename__: ClassVar[Any] = "alias"
    alias: str = Field(primary_key=True)
    track: str = Field(foreign_key="track.code")


class MembershipRow(SQLModel, table=True):
    """A person's part in a track."""

    __tablename__: ClassVar[Any] = "membership"
    person: int = _person("delete", key=True)
    track: str = Field(primary_key=True, foreign_key="track.code", index=True)
    part: str


class RoomRow(SQLModel, table=True):
    """A room that is known."""

    __tablename__: ClassVar[Any] = "room"
    platform: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    pseudonym: str = Field(unique=True)
    title: str = ""
    address: str = ""
    language: str = ""
    zone: str = ""
    quiet: str = ""
    present: bool = True


class BindingRow(SQLModel, table=True):
    """A room that belongs to a track. place keeps the order in which they were bound."""

    __tablename__: ClassVar[Any] = "binding"
    platform: str = Field(primary_key=True)
    room: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    track: str = Field(primary_key=True, foreign_key="track.code", index=True)
    place: int


class JournalRow(SQLModel, table=True):
    """An entry of the public record."""

    __tablename__: ClassVar[Any] = "journal"
    number: int = Field(primary_key=True)
    text: str
    hash: str


class SeenRow(SQLModel, table=True):
    """The hash of the id of something heard."""

    __tablename__: ClassVar[Any] = "seen"
    hash: str = Field(primary_key=True)
    at: datetime = _instant(index=True)


class PositionRow(SQLModel, table=True):
    """How far a platform has been heard."""

    __tablename__: ClassVar[Any] = "position"
    platform: str = Field(primary_key=True)
    position: str


class OnceRow(SQLModel, table=True):
    """A key under which something was said once."""

    __tablename__: ClassVar[Any] = "once"
    key: str = Field(primary_key=True)
    at: datetime = _instant(index=True)


class OutboxRow(SQLModel, table=True):
    """A message to be said, or said and kept for its buttons.

    kind: "room" or "person". state: "waiting", "sent". place is the chat whose order it keeps;
    newest marks the last one sent there.
    """

    __tablename__: ClassVar[Any] = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "platform", "state", "place", "id"),
        Index("ix_outbox_sent", "place", "sent_id"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    place: str
    kind: str
    address: str
    topic: str = ""
    state: str = "waiting"
    body: str
    answers: str = ""
    thread: str = ""
    edits: str = ""
    pointer: str = ""
    addressed: bool = False
    private: bool = False
    attempts: int = 0
    not_before: datetime = _instant()
    retry_at: datetime = _instant()
    sent_id: str = ""
    newest: bool = False
    sent_at: datetime | None = _instant(nullable=True, index=True)
