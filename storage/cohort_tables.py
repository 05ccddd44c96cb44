"""The tables of the gate through which numbers by group and region are shown."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from storage.columns import instant_column, person_column


class CohortRow(SQLModel, table=True):
    """People who were counted together, as numbers (cells is JSON); named: the groups that are
    shown apart, with spaces; parent: the cohort of which this is a part."""

    __tablename__: ClassVar[Any] = "cohort"
    attribute: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    parent: int | None = None
    cells: str
    named: str


class PlaceRow(SQLModel, table=True):
    """In which cohort somebody was counted, and under which group. It goes with the person."""

    __tablename__: ClassVar[Any] = "place"
    attribute: str = Field(primary_key=True)
    person: int = person_column("delete", key=True)
    cohort: int
    cell: str


class ShownRow(SQLModel, table=True):
    """The table of a population that is shown (its rows are JSON), when it was made, of which
    cohorts (JSON); earlier: all tables of it before; waiting: how many it did not hold when it was
    last tried. All of it numbers."""

    __tablename__: ClassVar[Any] = "shown"
    attribute: str = Field(primary_key=True)
    population: str = Field(primary_key=True)
    at: datetime | None = instant_column(nullable=True)
    rows: str = "{}"
    cohorts: str = "[]"
    earlier: str = "[]"
    waiting: int = 0
