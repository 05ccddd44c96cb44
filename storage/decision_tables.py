"""The tables of decisions: charters, electors, ballots, objections."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import group_column, instant_column, person_column


class DecisionRow(SQLModel, table=True):
    """A decision. terms is JSON; charter is the canonical text that was hashed; entry is the hash
    of its last entry in the journal; format that of the record of its round."""

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
    format: int = 3


class RoundRow(SQLModel, table=True):
    """A round that is over: its charter, and what was stated of its counts (both JSON); what
    of its ballots is published."""

    __tablename__: ClassVar[Any] = "round"
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    charter: str
    stated: str
    published: str = "all"


class PseudonymRow(SQLModel, table=True):
    """What the record of a decision calls somebody: at random, and the same in all its rounds."""

    __tablename__: ClassVar[Any] = "decision_pseudonym"
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    person: int = person_column("keep", key=True)
    pseudonym: str = Field(unique=True)


class ElectorRow(SQLModel, table=True):
    """Somebody who was a participant when a round opened. Here and below, pseudonym is what they
    are called in the record of that round."""

    __tablename__: ClassVar[Any] = "elector"
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    person: int = person_column("keep", key=True)
    pseudonym: str = ""


class VoiceRow(SQLModel, table=True):
    """Somebody who is one voice with others in a round until its close, and under whose row that
    voice votes: member is one of them. Who is alone stands here as little as who has not voted."""

    __tablename__: ClassVar[Any] = "voice"
    __table_args__ = (Index("ix_voice_of", "decision", "round", "member"),)
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    person: int = person_column("keep", key=True)
    member: int = person_column("keep")


class BallotRow(SQLModel, table=True):
    """What somebody said in a round. choice: positions or option numbers, with commas; salt: what
    its commitment in the record is made with, "" in the oldest."""

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
    pseudonym: str = ""
    salt: str = ""


class VoterRow(SQLModel, table=True):
    """That somebody has voted secretly; what they said stands elsewhere."""

    __tablename__: ClassVar[Any] = "voter"
    __table_args__ = (
        Index("ix_voter_group", "decision", "round", "eligible", "stakeholder_group"),
        {"sqlite_with_rowid": False},
    )
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    person: int = person_column("keep", key=True)
    eligible: bool = True
    stakeholder_group: str = group_column()
    pseudonym: str = ""


class SecretBallotRow(SQLModel, table=True):
    """A secret ballot. It has neither a person nor a time, and rows are kept in the order of the
    receipts' hashes, so that not even the order of voting can be read off the file. One that was
    changed or taken back has no choice and no salt any more: inner_hash is then the hash that its
    commitment is made with, until the record has it."""

    __tablename__: ClassVar[Any] = "secret_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    receipt_hash: str = Field(primary_key=True)
    receipt: str
    choice: str
    eligible: bool
    salt: str = ""
    inner_hash: str = ""


class UncommittedRow(SQLModel, table=True):
    """A secret ballot whose commitment is not in the record yet."""

    __tablename__: ClassVar[Any] = "uncommitted"
    __table_args__ = ({"sqlite_with_rowid": False},)
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    round: int = Field(primary_key=True)
    receipt_hash: str = Field(primary_key=True)


class TallyRow(SQLModel, table=True):
    """A running count of a round: of a choice (in a ranking its points), or of people (choice "").
    Of a secret round people alone are counted: the row that was written last would tell what the
    last of them said."""

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
    pseudonym: str = ""


class MinorityRow(SQLModel, table=True):
    """A minority view, in its author's words: one under each name that the record has for them. It
    was another one before a decision had names of its own."""

    __tablename__: ClassVar[Any] = "minority"
    decision: int = Field(primary_key=True, foreign_key="decision.id")
    pseudonym: str = Field(primary_key=True)
    person: int = person_column("keep")
    text: str
