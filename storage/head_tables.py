"""The tables of the journal's heads: nodes of its tree, the heads that were taken, and which room
has which.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from storage.columns import instant_column


class TreeNodeRow(SQLModel, table=True):
    """The hash of a complete subtree of 2 ** height entries, the so-manieth of its height from 0.
    Only every eighth height is kept: one row for 256 entries."""

    __tablename__: ClassVar[Any] = "tree_node"
    height: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    hash: str


class HeadRow(SQLModel, table=True):
    """A head of the journal. checkpoint: the signed note of it, "" if there was no key. said: it
    was said, or waits to be."""

    __tablename__: ClassVar[Any] = "head"
    size: int = Field(primary_key=True)
    root: str
    at: datetime = instant_column()
    checkpoint: str = ""
    said: bool = False


class HeadAboutRow(SQLModel, table=True):
    """The head that was taken for something ("D7/1", the opening of a round)."""

    __tablename__: ClassVar[Any] = "head_about"
    about: str = Field(primary_key=True)
    size: int


class HeadToldRow(SQLModel, table=True):
    """The last head that a room has, by the room's pseudonym."""

    __tablename__: ClassVar[Any] = "head_told"
    room: str = Field(primary_key=True)
    size: int
    at: datetime = instant_column()
