"""The tables of decisions: charters, electors, ballots, objections."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import group_column, instant_column, person_column


class DecisionRow(SQLModel, table=True):
    """A decision. terms is JSON; charter is the canonical text that was hashed; entry is the hash
    of its last entry in the journal."""

    __tablename__: ClassVar[Any] = "decision"
    # A dropped draft's number is never given again: its buttons are still in somebody's chat.
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: int | None = Field(default=None, primary_key=True)
    number: int | None = Field(default=None, unique=True)
    track: str = Field(foreign_key="track.code", index=True)
    author: int = person_column("keep")
    state: str = Field(index=True)
    round: int = 1
    terms: str
    opened: datetime | None = instant_column(nullable=True)
    closes: datetime | None = instant_column(nullable=True)
    charter: str = ""
    designation: str = ""
    rationale: str = ""
    called_by: int | None = None
    called_at: datetime | None = instant_column(nullable=True)
    contested: bool = False
    noticed: str = ""
    entry: str = ""


class RoundRow(SQLModel, table=True):
    """A round that is over: its charter, and what was stated of its counts (both JSON)."""

    __tablename__: ClassVar[Any] = "round"
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    charter: str
    stated: str


class ElectorRow(SQLModel, table=True):
    """Somebody who was a participant when a round opened."""

    __tablename__: ClassVar[Any] = "elector"
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    person: int = person_column("keep", key=True)


class BallotRow(SQLModel, table=True):
    """What somebody said in a round. choice: positions or option numbers, with commas."""

    __tablename__: ClassVar[Any] = "ballot"
    __table_args__ = (
        Index("ix_ballot_group", "decision", "round", "eligible", "stakeholder_group"),
    )
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    person: int = person_column("keep", key=True)
    choice: str
    reason: str = ""
    remedy: str = ""
    eligible: bool
    receipt: str
    stakeholder_group: str = group_column()
    at: datetime = instant_column()


class VoterRow(SQLModel, table=True):
    """That somebody has voted secretly; what they said stands elsewhere."""

    __tablename__: ClassVar[Any] = "voter"
    __table_args__ = (
        Index("ix_voter_group", "decision", "round", "eligible", "stakeholder_group"),
    )
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    person: int = person_column("keep", key=True)
    eligible: bool = True
    stakeholder_group: str = group_column()


class SecretBallotRow(SQLModel, table=True):
    """A secret ballot. It has neither a person nor a time, and rows are kept in the order of the
    receipts' hashes, so that not even the order of voting can be read off the file."""

    __tablename__: ClassVar[Any] = "secret_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)
    receipt_hash: str = Field(primary_key=True)
    decision: int = Field(foreign_key="decision.id")
    round: int
    receipt: str
    choice: str
    eligible: bool


class TallyRow(SQLModel, table=True):
    """A running count of a round: of a choice (in a ranking its points), or of people (choice "").
    Its rows are kept in the
    order of their key: the order in which they came would tell who voted secretly for what."""

    __tablename__: ClassVar[Any] = "tally"
    __table_args__ = ({"sqlite_with_rowid": False},)
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    choice: str = Field(primary_key=True)
    eligible: bool = Field(primary_key=True)
    count: int


class ObjectionRow(SQLModel, table=True):
    """An objection; its number counts through all rounds of its decision."""

    __tablename__: ClassVar[Any] = "objection"
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    number: int = Field(primary_key=True)
    round: int
    person: int = person_column("keep")
    reason: str
    remedy: str = ""
    standing: str
    answer: str = ""


class MinorityRow(SQLModel, table=True):
    """A minority view, in its author's words. number is that of its reference, "D7.m1"; it is never
    given again."""

    __tablename__: ClassVar[Any] = "minority"
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    person: int = person_column("keep", key=True)
    text: str
    number: int = 0
