"""Carries everything from a SQLite database into an empty PostgreSQL, and checks what arrived."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, func, insert, inspect, select, text
from sqlmodel import SQLModel

from bot.conversation.errors import CannotStart
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from storage.postgresql import is_postgresql
from storage.sqlite import database_file
from storage.store import SqlStore, SqlTx

_AT_ONCE = 1000
# What is only true of the processes that wrote it.
_LEFT_BEHIND = {"instance"}
_BEGUN_ANEW = {"outbox": {"claim": 0}, "position": {"holder": 0}}


def move(source: str, target: str) -> str:
    """Copy all rows; a sentence on what was moved. The source stays as it is.

    Raises CannotStart if the source is in use or not there, if the target is not empty, or if
    what arrived is not what was there; then the target is left empty.
    """
    path = database_file(source)
    if path is None or not is_postgresql(target):
        raise CannotStart(
            "Move from sqlite:///FILE to postgresql+psycopg://USER:PASSWORD@HOST/NAME."
        )
    if not path.is_file():
        raise CannotStart(f"There is no database at {path}. Nothing was moved.")
    old = SqlStore(source)
    try:
        new = SqlStore(target)
        try:
            return _carry(old, new)
        finally:
            new.close()
    finally:
        old.close()


def _carry(old: SqlStore, new: SqlStore) -> str:
    tables = [one for one in SQLModel.metadata.sorted_tables if one.name not in _LEFT_BEHIND]
    with old.engine.connect() as here, new.engine.begin() as there:
        for table in tables:
            if _count(there, table):
                raise CannotStart(
                    f"The database is not empty: there are rows in {table.name}. Nothing was "
                    "moved. Move into a new database."
                )
        for table in tables:
            for rows in _rows(here, table):
                there.execute(insert(table), rows)
            _number_on(here, there, table)
        moved = sum(_check_count(here, there, table) for table in tables)
        entries = _check_record(here, there)
    return (
        f"Moved {moved} rows of {len(tables)} tables, {entries} entries in the record, all in "
        "order. Set INTERSESSION_DATABASE_URL to the new database; the old file was left as it is."
    )


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """All rows, in the order of their keys: the order in which they came may be secret."""
    anew = _BEGUN_ANEW.get(table.name, {})
    found = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
    for part in found.partitions(_AT_ONCE):
        yield [{**row, **anew} for row in part]


def _number_on(here: Connection, there: Connection, table: Table) -> None:
    """Numbers go on after the last one that was ever given, also if its row is gone."""
    column = table.autoincrement_column
    if column is None:
        return
    last = here.execute(select(func.max(column))).scalar() or 0
    if inspect(here).has_table("sqlite_sequence"):
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = max(last, here.execute(given, {"name": table.name}).scalar() or 0)
    if last:
        there.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"),
            {"table": f'"{table.name}"', "column": column.name, "last": last},
        )


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _check_count(here: Connection, there: Connection, table: Table) -> int:
    wanted, arrived = _count(here, table), _count(there, table)
    if wanted != arrived:
        raise CannotStart(
            f"Of {wanted} rows in {table.name} only {arrived} arrived. Nothing was moved."
        )
    return arrived


def _check_record(here: Connection, there: Connection) -> int:
    journal = SqlTx(there).get(Journal)
    number, head = journal.head()
    wrong = check(exported(number, head, journal.entries()))
    if wrong or (number, head) != SqlTx(here).get(Journal).head():
        raise CannotStart(f"The record did not arrive whole: {wrong[:1]}. Nothing was moved.")
    return number
