"""The tables, declared with SQLModel and spoken to in Core statements. Those of decisions are in
`decision_tables`, those of meetings in `meeting_tables`, those of drafts in `draft_tables`, those
of numbers by group in `cohort_tables`; what kinds of columns there are, and what an erasure does to
them, in `columns`.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, Index, Integer, text
from sqlmodel import Field, SQLModel

from storage.columns import instant_column, person_column, words_column


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
    conduct_at: datetime | None = instant_column(nullable=True)
    erased_at: datetime | None = instant_column(nullable=True)


class AccountRow(SQLModel, table=True):
    """An account of a person on a platform."""

    __tablename__: ClassVar[Any] = "account"
    platform: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person: int = person_column("delete")
    name: str = ""
    folded_name: str = Field(default="", index=True)
    handle: str = Field(default="", index=True)
    room: str = ""
    used_at: datetime = instant_column()


class RoleRow(SQLModel, table=True):
    """A role of a person, for a track or ("") for all."""

    __tablename__: ClassVar[Any] = "role"
    person: int = person_column("delete", key=True)
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
    until: datetime = instant_column()


class WaitingLinkRow(SQLModel, table=True):
    """Two persons who confirmed that they are one, and become so after a close. roles: those that
    both had then."""

    __tablename__: ClassVar[Any] = "waiting_link"
    first: int = person_column("delete", key=True)
    second: int = person_column("delete", key=True)
    roles: str


class LinkRequestRow(SQLModel, table=True):
    """Two persons who may become one, once both have confirmed it. The keys are hashes; shown is
    the hash of the accounts and roles that both were shown."""

    __tablename__: ClassVar[Any] = "link_request"
    first_key: str = Field(primary_key=True)
    second_key: str = Field(unique=True)
    first: int = person_column("delete")
    second: int = person_column("delete")
    shown: str
    first_agreed: bool = False
    second_agreed: bool = False
    until: datetime = instant_column()


class LetterRow(SQLModel, table=True):
    """Something done because of a letter: the command and what it was about, and what the
    operator's mail server said of the sender."""

    __tablename__: ClassVar[Any] = "letter"
    id: int | None = Field(default=None, primary_key=True)
    person: int = person_column("delete")
    act: str
    verdict: str = ""
    at: datetime = instant_column()


class ProofRow(SQLModel, table=True):
    """A letter of the bot's, by its outbox number, whose answer has proven a sender."""

    __tablename__: ClassVar[Any] = "proof"
    number: int = Field(primary_key=True)
    at: datetime = instant_column()


class ConfirmationRow(SQLModel, table=True):
    """A question whether somebody wrote what came from their address, under the hash of the token
    of the page on which they can confirm it. number: of the letter in the outbox that asks. name:
    what they called themselves, until it is used or over."""

    __tablename__: ClassVar[Any] = "confirmation"
    hash: str = Field(primary_key=True)
    number: int = Field(index=True)
    name: str
    verdict: str
    until: datetime = instant_column()


class ReportRow(SQLModel, table=True):
    """A concern about conduct; its text is emptied when it is settled."""

    __tablename__: ClassVar[Any] = "report"
    reference: str = Field(primary_key=True)
    person: int = person_column("keep")
    text: str = words_column()
    at: datetime = instant_column()
    settled_at: datetime | None = instant_column(nullable=True)


class MeasureRow(SQLModel, table=True):
    """Something hidden, or somebody suspended from a track. person is whom it concerns, by who took
    it."""

    __tablename__: ClassVar[Any] = "measure"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: int | None = Field(default=None, primary_key=True)
    taken: str
    reference: str = Field(index=True)
    track: str
    person: int | None = person_column("keep", nullable=True)
    by: int = person_column("keep")
    reason: str
    at: datetime = instant_column()
    until: datetime | None = instant_column(nullable=True)
    ended: datetime | None = instant_column(nullable=True)


class SuspendedRow(SQLModel, table=True):
    """An account that a suspension holds for: also once it is no longer linked to the others."""

    __tablename__: ClassVar[Any] = "suspended"
    measure: int = Field(primary_key=True, foreign_key="measure.id")
    person: int = person_column("delete", key=True)


class AppealRow(SQLModel, table=True):
    """An appeal against a measure, and what was decided; it is forgotten with its author."""

    __tablename__: ClassVar[Any] = "appeal"
    measure: int = Field(primary_key=True, foreign_key="measure.id")
    person: int = person_column("delete")
    text: str
    at: datetime = instant_column()
    decision: str = ""
    answer: str = ""
    decider: int | None = person_column(
        "keep", nullable=True, sees=("measure", "decision", "answer", "decider")
    )


class FlagRow(SQLModel, table=True):
    """Somebody finds words to be against the Code of Conduct; why is emptied once it is settled.
    author: whose words they are, and who is not told by whom they were flagged."""

    __tablename__: ClassVar[Any] = "flag"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(index=True)
    track: str
    person: int = person_column("delete")
    author: int | None = person_column(
        "keep", nullable=True, sees=("reference", "track", "author", "settled")
    )
    reason: str
    at: datetime = instant_column()
    settled: datetime | None = instant_column(nullable=True)


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
    person: int = person_column("delete", key=True)
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
    """An entry of the public record. about is what it is found by: "D7", "B2", "role"."""

    __tablename__: ClassVar[Any] = "journal"
    number: int = Field(primary_key=True)
    text: str
    hash: str
    about: str = Field(default="", index=True)


class TraceRow(SQLModel, table=True):
    """That somebody was erased, and that the files may still hold traces of them: until then."""

    __tablename__: ClassVar[Any] = "trace"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: int | None = Field(default=None, primary_key=True)
    since: datetime = instant_column()


class SeenRow(SQLModel, table=True):
    """The hash of the id of something heard."""

    __tablename__: ClassVar[Any] = "seen"
    hash: str = Field(primary_key=True)
    at: datetime = instant_column(index=True)


class PositionRow(SQLModel, table=True):
    """How far a platform has been heard. holder is the number of the process that listens there,
    0 if there can be only one."""

    __tablename__: ClassVar[Any] = "position"
    platform: str = Field(primary_key=True)
    position: str
    holder: int = 0


class InstanceRow(SQLModel, table=True):
    """A process that shares the database with others (PostgreSQL), and how long it is taken to
    live. Numbers are never given again: claims are told apart by them."""

    __tablename__: ClassVar[Any] = "instance"
    __table_args__ = ({"sqlite_autoincrement": True},)
    number: int | None = Field(default=None, primary_key=True)
    name: str
    until: datetime = instant_column()


class OnceRow(SQLModel, table=True):
    """A key under which something was said once."""

    __tablename__: ClassVar[Any] = "once"
    key: str = Field(primary_key=True)
    at: datetime = instant_column(index=True)


_WAITS = text("state = 'waiting'")


class OutboxRow(SQLModel, table=True):
    """A message to be said, or said and kept for its buttons.

    kind: "room" or "person". state: "waiting", "sent". place is the chat whose order it keeps;
    newest marks the last one sent there; claim is the number of the process that sends it, or has
    sent it. drawn is the hash of a board's words, kept when they are not.
    """

    __tablename__: ClassVar[Any] = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "platform", "state", "place", "id"),
        *(
            Index(name, "platform", column, sqlite_where=_WAITS, postgresql_where=_WAITS)
            for name, column in (
                ("ix_outbox_turn", "id"),
                ("ix_outbox_retry", "retry_at"),
                ("ix_outbox_begin", "not_before"),
            )
        ),
        Index("ix_outbox_sent", "place", "sent_id"),
        Index("ix_outbox_board", "board", "place"),
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
    board: str = ""
    version: int = 0
    addressed: bool = False
    private: bool = False
    attempts: int = 0
    claim: int = 0
    not_before: datetime = instant_column()
    retry_at: datetime = instant_column()
    sent_id: str = ""
    once: str = ""
    expires: datetime | None = instant_column(nullable=True)
    drawn: str = ""
    newest: bool = False
    sent_at: datetime | None = instant_column(nullable=True, index=True)
