"""The tables of the year's cycle, of drafts and of comments."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Date, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from storage.columns import instant_column, person_column


def _told() -> Any:
    """What tells something of an author; it is blanked when the person is erased."""
    return Field(default="", sa_column=Column(String, nullable=False, info={"on_erase": "blank"}))


class CycleRow(SQLModel, table=True):
    """The year's cycle. told: what was spoken of ahead, with commas."""

    __tablename__: ClassVar[Any] = "cycle"
    year: int = Field(primary_key=True)
    begins: date = Field(sa_column=Column(Date, nullable=False))
    ends: date = Field(sa_column=Column(Date, nullable=False))
    told: str = ""


class MilestoneRow(SQLModel, table=True):
    """A milestone that was set by hand."""

    __tablename__: ClassVar[Any] = "milestone"
    year: int = Field(primary_key=True, foreign_key="cycle.year")
    name: str = Field(primary_key=True)
    day: date = Field(sa_column=Column(Date, nullable=False))


class ReadingRow(SQLModel, table=True):
    """A file whose text is to be taken out. what is JSON: what it was sent for. It is deleted in
    the transaction that takes the text in."""

    __tablename__: ClassVar[Any] = "reading"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: int | None = Field(default=None, primary_key=True)
    person: int = person_column("delete")
    what: str
    name: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received: datetime = instant_column()
    attempts: int = 0


class DraftRow(SQLModel, table=True):
    """A draft output. noticed: what time has done already, with commas; entry is the hash of its
    last entry in the journal, report that of its closing report, closing (JSON) what is kept of
    that. titles is JSON: those in other languages, by their codes."""

    __tablename__: ClassVar[Any] = "draft"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: int | None = Field(default=None, primary_key=True)
    track: str = Field(foreign_key="track.code", index=True)
    title: str
    titles: str = "{}"
    author: int = person_column("keep")
    state: str = Field(index=True)
    opens: datetime | None = instant_column(nullable=True)
    soft: datetime | None = instant_column(nullable=True)
    closes: datetime | None = instant_column(nullable=True)
    noticed: str = ""
    entry: str = ""
    report: str = ""
    closing: str = ""


class VersionRow(SQLModel, table=True):
    """A version of a draft. sections is JSON; hash is that of its canonical text."""

    __tablename__: ClassVar[Any] = "version"
    draft: int = Field(primary_key=True, foreign_key="draft.id")
    number: int = Field(primary_key=True)
    sections: str
    hash: str
    file: str = ""
    published: datetime | None = instant_column(nullable=True)


class UnsentRow(SQLModel, table=True):
    """A comment that its author has not submitted yet."""

    __tablename__: ClassVar[Any] = "unsent"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: int | None = Field(default=None, primary_key=True)
    draft: int = Field(foreign_key="draft.id")
    person: int = person_column("delete")
    version: int
    anchor: str
    quote: str
    kind: str
    text: str
    proposal: str = ""
    capacity: str
    shown: str
    sender: str = ""
    organisation: str = ""
    begun: datetime = instant_column(index=True)


class CommentRow(SQLModel, table=True):
    """A comment that was submitted. author is its name as shown; place is where its quote stands
    in the newest version ("" if nowhere: orphaned), sender somebody without an account here."""

    __tablename__: ClassVar[Any] = "comment"
    __table_args__ = (Index("ix_comment_place", "draft", "place"),)
    draft: int = Field(primary_key=True, foreign_key="draft.id")
    number: int = Field(primary_key=True)
    person: int = person_column("keep")
    version: int
    anchor: str
    quote: str
    place: str
    orphaned: bool = False
    kind: str
    text: str
    proposal: str = ""
    capacity: str
    shown: str
    author: str = _told()
    organisation: str = _told()
    sender: str = ""
    stakeholder_group: str = _told()
    region: str = _told()
    language: str = ""
    received: datetime = instant_column()
    late: bool = False
    state: str = Field(index=True)
    revision: int = 0
    contested: str = ""
    contested_answer: int = 0
    appeal: str = ""
    author_salt: str = _told()
    author_hash: str = ""


class RevisionRow(SQLModel, table=True):
    """What a comment said before it was amended."""

    __tablename__: ClassVar[Any] = "revision"
    draft: int = Field(primary_key=True, foreign_key="draft.id")
    number: int = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    text: str
    proposal: str = ""
    until: datetime = instant_column()


class DispositionRow(SQLModel, table=True):
    """What editors answered to a comment. The last one stands; place names the changed paragraph,
    other the number of the comment that this one repeats."""

    __tablename__: ClassVar[Any] = "disposition"
    draft: int = Field(primary_key=True, foreign_key="draft.id")
    number: int = Field(primary_key=True)
    answer: int = Field(primary_key=True)
    disposition: str
    reason: str = ""
    place: str = ""
    quote: str = ""
    other: int | None = None
    person: int = person_column("keep")
    at: datetime = instant_column()
    standing: bool = True


class ModerationRow(SQLModel, table=True):
    """That a comment was hidden, appealed or shown again, and why."""

    __tablename__: ClassVar[Any] = "moderation"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: int | None = Field(default=None, primary_key=True)
    draft: int = Field(foreign_key="draft.id", index=True)
    number: int
    act: str
    reason: str
    person: int = person_column("keep")
    at: datetime = instant_column()
