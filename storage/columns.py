"""The kinds of columns that the tables share.

Every column that names a person says in its info what happens to the row when the person is
erased: "delete" it, or "keep" it, because it names nobody but by a pseudonym. A column that tells
something of the person says "blank".
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, ForeignKey, Integer, String, TypeDecorator
from sqlmodel import Field


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


def person_column(
    on_erase: str,
    *,
    key: bool = False,
    index: bool = True,
    nullable: bool = False,
    sees: tuple[str, ...] | None = None,
) -> Any:
    """A person, and what becomes of the row when the person is erased. sees: what they are handed
    of it when they ask for all that concerns them, if the row is another's; None: all of it."""
    return Field(
        default=None if nullable else ...,
        sa_column=Column(
            Integer,
            ForeignKey("person.id", ondelete="CASCADE"),
            primary_key=key,
            nullable=nullable,
            index=index and not key,
            info={"on_erase": on_erase, "sees": sees},
        ),
    )


def group_column() -> Any:
    """The group of a voter at the time, so that a board need not look through all of them; it is
    blanked when the person is erased."""
    return Field(default="", sa_column=Column(String, nullable=False, info={"on_erase": "blank"}))


def words_column() -> Any:
    """What somebody wrote for a few alone; it is blanked when the person is erased."""
    return Field(sa_column=Column(String, nullable=False, info={"on_erase": "blank"}))


def instant_column(*, nullable: bool = False, index: bool = False) -> Any:
    """An instant."""
    return Field(
        default=None if nullable else ...,
        sa_column=Column(Instant, nullable=nullable, index=index),
    )


def day_column(*, nullable: bool = False) -> Any:
    """A day of a calendar, in whichever zone, as "2026-12-08"."""
    return Field(default=None if nullable else ..., sa_column=Column(String, nullable=nullable))
