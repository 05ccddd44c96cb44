"""What the gate keeps: cohorts, who stands in which, and the tables that are shown."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.tracks.gate import Cohort, Ledger, Made, Place
from bot.tracks.model import Part, Shown
from storage.cohort_tables import CohortRow, PlaceRow, ShownRow
from storage.decisions import told_by
from storage.tables import MembershipRow, PersonRow

_cohort = CohortRow.__table__  # type: ignore[attr-defined]
_place = PlaceRow.__table__  # type: ignore[attr-defined]
_shown = ShownRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]
_member = MembershipRow.__table__  # type: ignore[attr-defined]
_COLUMNS = {"group": "stakeholder_group", "region": "region"}


class SqlCohorts:
    """What the gate keeps. An attribute is "group" or "region"."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def members(self, track: str, attribute: str) -> Mapping[int, str]:
        """The participants of a track, by who they are, and what each told."""
        roots = (
            select(_person.c.root)
            .join(_member, _member.c.person == _person.c.id)
            .where(_member.c.track == track, _member.c.part == Part.PARTICIPANT.value)
            .distinct()
            .subquery()
        )
        told = told_by(roots.c.root, _COLUMNS[attribute]).label("told")
        rows = self._connection.execute(select(roots.c.root, told))
        return {row.root: row.told or "" for row in rows}

    def counted(self, attribute: str) -> tuple[Ledger, Mapping[int, list[int]]]:
        """All cohorts, and who stands in which; and of those who do, by who they are now, the
        numbers under which they stand there: of whoever was linked since there may be several."""
        ledger, numbers = Ledger(), dict[int, list[int]]()
        where = _cohort.c.attribute == attribute
        for row in self._connection.execute(select(_cohort).where(where)):
            ledger.cohorts[row.number] = Cohort(
                row.number, json.loads(row.cells), tuple(row.named.split()), row.parent
            )
        query = (
            select(_place.c.person, _place.c.cohort, _place.c.cell, _person.c.root)
            .join(_person, _person.c.id == _place.c.person)
            .where(_place.c.attribute == attribute)
            .order_by(_place.c.person)
        )
        for row in self._connection.execute(query):
            ledger.places[row.person] = Place(row.cohort, row.cell)
            numbers.setdefault(row.root, []).append(row.person)
        return ledger, numbers

    def keep(self, attribute: str, before: Ledger, after: Ledger) -> None:
        """Keep what has become of the cohorts. No place is ever taken from anybody but by erasing
        them, and no cohort changes."""
        cohorts = [one for number, one in after.cohorts.items() if number not in before.cohorts]
        self._insert(
            _cohort,
            (
                {
                    "attribute": attribute, "number": one.number, "parent": one.parent,
                    "cells": json.dumps(one.cells, sort_keys=True), "named": " ".join(one.named),
                }
                for one in cohorts
            ),
        )  # fmt: skip
        moved = [who for who, one in after.places.items() if before.places.get(who) != one]
        for first in range(0, len(moved), 500):
            some = moved[first : first + 500]
            here = (_place.c.attribute == attribute, _place.c.person.in_(some))
            self._connection.execute(delete(_place).where(*here))
        # In the order of their numbers: in which order they came to a cohort is nobody's matter.
        self._insert(
            _place,
            (
                {
                    "attribute": attribute, "person": who,
                    "cohort": after.places[who].cohort, "cell": after.places[who].cell,
                }
                for who in sorted(moved)
            ),
        )  # fmt: skip

    def _insert(self, table: Any, rows: Iterable[dict[str, Any]]) -> None:
        if found := list(rows):
            self._connection.execute(insert(table), found)

    def shown(self, attribute: str, population: str) -> Shown | None:
        """The table of a population, if one is shown."""
        row = self._row(attribute, population)
        return Shown(json.loads(row.rows), row.at) if row and row.at else None

    def made(self, attribute: str, population: str) -> Made:
        """What it was made of."""
        row = self._row(attribute, population)
        if row is None:
            return Made()
        tables = tuple(json.loads(row.earlier))
        return Made(frozenset(json.loads(row.cohorts)), row.waiting, tables)

    def show(self, attribute: str, population: str, table: Shown | None, made: Made) -> None:
        """Keep the table of a population; None: the one that is shown stays."""
        here = (_shown.c.attribute == attribute, _shown.c.population == population)
        values: dict[str, Any] = {
            "cohorts": json.dumps(sorted(made.cohorts)),
            "earlier": json.dumps(made.shown),
            "waiting": made.waiting,
        }
        if table is not None:
            values |= {"rows": json.dumps(table.rows), "at": table.at}
        if not self._connection.execute(update(_shown).where(*here).values(**values)).rowcount:
            new = {"rows": "{}", **values, "attribute": attribute, "population": population}
            self._connection.execute(insert(_shown).values(**new))

    def _row(self, attribute: str, population: str) -> Any:
        here = (_shown.c.attribute == attribute, _shown.c.population == population)
        return self._connection.execute(select(_shown).where(*here)).first()
