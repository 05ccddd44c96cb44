"""The one gate for all numbers of people by stakeholder group or region. Pure; counting calls it.

Whoever sees every table ever shown, and knows who came, who left, who spoke and what each said
openly, can add and subtract tables. So people are counted in cohorts. A cohort is counted once, by
what its people had told then; it can be split, and never mixed anew. Whatever is shown is a sum of
counts of whole cohorts, and every count of every cohort has at least five people: so has every sum
and difference of what was ever shown. (Two tables that are each large enough are not enough: their
difference may be one person, and so may that of a count of last year and one of today.)
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.tracks.rules import SMALLEST_CELL

LEAST_CHANGE = 10
"""A new table needs so many people who came, left or changed since the last one was tried."""
HALF_TIME_CELL = 2 * SMALLEST_CELL
"""At half time a count needs twice as many: it must leave enough for the count at the close."""
UNTOLD = ("", "not-said")

Rows = dict[str, int]
"""People by group (or region); "" are all who are not shown by theirs."""
Table = dict[str, dict[str, int]]
"""The same by what they said as well; "" there is all else, silence included."""


def named_apart(
    parts: Sequence[Mapping[str, int]], names: Iterable[str], smallest: int = SMALLEST_CELL
) -> tuple[str, ...]:
    """The groups that can be shown apart in every one of these parts of a cohort, so that in each
    part each has at least so many people, and so have all others together, or there are no others
    at all. Groups are merged into the others, the smallest first (by name where they are equal),
    before anything is withheld. () if that leaves fewer than two counts."""
    whole: Counter[str] = sum((Counter(part) for part in parts), Counter())
    apart = sorted(
        (name for name in names if all(part.get(name, 0) >= smallest for part in parts)),
        key=lambda name: (whole[name], name),
    )
    while apart:
        others = [sum(part.values()) - sum(part[name] for name in apart) for part in parts]
        if all(count >= smallest for count in others):
            return tuple(apart)
        if not any(others):
            return tuple(apart) if len(apart) > 1 else ()
        del apart[0]
    return ()


@dataclass(frozen=True, slots=True)
class Cohort:
    """People who were counted together. cells: how many of each group ("" for not told); named:
    the groups that are shown apart; parent: the cohort of which this is a part."""

    number: int
    cells: Mapping[str, int]
    named: tuple[str, ...]
    parent: int | None = None

    def rows(self) -> Rows:
        """What is shown of it."""
        shown = {name: self.cells[name] for name in self.named}
        others = sum(self.cells.values()) - sum(shown.values())
        return {**shown, "": others} if others else shown


@dataclass(frozen=True, slots=True)
class Place:
    """Under which group somebody was counted, and in which cohort."""

    cohort: int
    cell: str


@dataclass
class Ledger:
    """All cohorts of an attribute ("group" or "region"), and who stands in which of those that
    were not split; people are numbers. A cohort may hold more people than stand in it: those who
    had themselves erased, and those who are counted anew elsewhere, are numbers alone."""

    cohorts: dict[int, Cohort] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)

    def whole(self) -> list[int]:
        """The cohorts that were not split."""
        split = {one.parent for one in self.cohorts.values()}
        return sorted(number for number in self.cohorts if number not in split)

    def within(self, numbers: Iterable[int]) -> set[int]:
        """The cohorts that were not split among these and the parts of these."""
        wanted = set(numbers)
        return {one for one in self.whole() if wanted.intersection(self._line(one))}

    def joined(self, numbers: Iterable[int]) -> set[int]:
        """The same cohorts, with all parts of one as that one: it is shown in more groups."""
        found = set(numbers)
        parents = {one.parent for one in self.cohorts.values() if one.parent is not None}
        for parent in sorted(parents, reverse=True):
            parts = {one.number for one in self.cohorts.values() if one.parent == parent}
            if parts <= found:
                found = found - parts | {parent}
        return found

    def copied(self) -> "Ledger":
        """The same, to try something on it."""
        return Ledger(dict(self.cohorts), dict(self.places))

    def people(self, number: int) -> dict[int, str]:
        """Who stands in a cohort, and under which group each was counted there."""
        return {who: one.cell for who, one in self.places.items() if one.cohort == number}

    def rows(self, numbers: Iterable[int]) -> Rows:
        """What is shown of several cohorts together; the others last."""
        found: Counter[str] = Counter()
        for number in self.joined(numbers):
            found.update(self.cohorts[number].rows())
        return {name: found[name] for name in sorted(found, key=lambda name: (not name, name))}

    def found(self, people: Mapping[int, str], groups: int = 1) -> int | None:
        """Count people who stand in no cohort, as a new one; None if that would tell of few.
        groups: so many must be shown apart."""
        cells = Counter(people.values())
        named = named_apart([cells], set(cells).difference(UNTOLD))
        if len(named) < groups:
            return None
        number = self._add(Cohort(0, dict(cells), named))
        self.places.update({who: Place(number, cell) for who, cell in people.items()})
        return number

    def parted(
        self, number: int, parts: Mapping[str, Collection[int]], smallest: int = SMALLEST_CELL
    ) -> tuple[dict[str, Rows], tuple[str, ...]]:
        """Into what a cohort would be split: the counts of each part that has people, and the
        groups that could be shown apart in each; () if it can't be split so. "" are all others."""
        own = self.people(number)
        cells = {
            name: Counter(own[who] for who in who_all if who in own)
            for name, who_all in parts.items()
        }
        taken = sum(cells.values(), Counter[str]())
        cells[""] = Counter(self.cohorts[number].cells) - taken
        present = {name: dict(part) for name, part in cells.items() if part}
        if len(present) == 1:
            return present, self.cohorts[number].named
        named = named_apart(list(present.values()), self.cohorts[number].named, smallest)
        return present, named

    def split(
        self,
        number: int,
        parts: Mapping[str, Collection[int]],
        smallest: int = SMALLEST_CELL,
        groups: int = 1,
    ) -> dict[str, int]:
        """Split a cohort; the new cohorts by the names of the parts, "" for all who are in none,
        the cohort itself if all its people are in one, {} if a part would tell of few."""
        present, named = self.parted(number, parts, smallest)
        if len(present) == 1:
            return dict.fromkeys(present, number)
        if len(named) < groups or not named:
            return {}
        own = self.people(number)
        made = {name: self._add(Cohort(0, cells, named, number)) for name, cells in present.items()}
        part_of = {who: name for name, who_all in parts.items() for who in who_all}
        for who, cell in own.items():
            self.places[who] = Place(made[part_of.get(who, "")], cell)
        return made

    def _add(self, cohort: Cohort) -> int:
        number = max(self.cohorts, default=0) + 1
        self.cohorts[number] = Cohort(number, cohort.cells, cohort.named, cohort.parent)
        return number

    def _line(self, number: int) -> list[int]:
        found: list[int] = []
        one: int | None = number
        while one is not None:
            found.append(one)
            one = self.cohorts[one].parent
        return found


@dataclass(frozen=True, slots=True)
class Made:
    """What the table of a population was made of. waiting: how many had come, left or changed
    when it was last tried and were not counted by it; shown: all tables of it that were shown."""

    cohorts: frozenset[int] = frozenset()
    waiting: int = 0
    shown: tuple[Rows, ...] = ()


def recount(ledger: Ledger, made: Made, members: Mapping[int, str]) -> tuple[Ledger, Made]:
    """Count the members of a track anew, as far as it may be done.

    members: who takes part now, and the group that each tells. Who came is counted as a new cohort;
    who left (or tells another group now) is split off the old ones; each only if those who came,
    or those who left, are at least five in each of two groups, and no row would differ by fewer
    than five from any table of this track that was ever shown. Nothing is tried before ten more
    have come, left or changed than when it was last tried: which of two attempts succeeds would
    tell of whoever came in between.
    """
    mine = ledger.within(made.cohorts)
    if _waiting(ledger, mine, members) - made.waiting < LEAST_CHANGE:
        return ledger, made
    for come, gone in ((True, True), (True, False), (False, True)):
        tried = ledger.copied()
        kept = _left(tried, mine, members) if gone else set(mine)
        if come:
            kept |= _come(tried, mine | kept, members, groups=2 if made.cohorts else 1)
        rows = tried.rows(kept)
        if kept != mine and rows and all(_far(rows, one) for one in made.shown):
            waiting = _waiting(tried, kept, members)
            return tried, Made(frozenset(tried.joined(kept)), waiting, (*made.shown, rows))
    return ledger, Made(made.cohorts, _waiting(ledger, mine, members), made.shown)


def _far(rows: Rows, other: Rows) -> bool:
    """Whether two tables differ in each row by nothing, or by at least five."""
    changes = (rows.get(name, 0) - other.get(name, 0) for name in {*rows, *other})
    return all(not change or abs(change) >= SMALLEST_CELL for change in changes)


def _left(ledger: Ledger, mine: Collection[int], members: Mapping[int, str]) -> set[int]:
    """What is left of cohorts once those are split off who left or tell another group; all of one
    if that can't be done, nothing of it if all of them have gone."""
    kept: set[int] = set()
    for number in sorted(mine):
        if still := _still(ledger, number, members):
            parts = ledger.split(number, {"in": still}, groups=2)
            kept.add(parts.get("in", number))
    return kept


def _come(
    ledger: Ledger, mine: Collection[int], members: Mapping[int, str], groups: int
) -> set[int]:
    """The cohorts of those who came: who was counted elsewhere stays as counted there."""
    found: set[int] = set()
    for number in ledger.whole():
        inside = _still(ledger, number, members) if number not in mine else set()
        parts = ledger.split(number, {"in": inside}, groups=2) if inside else {}
        found |= {parts["in"]} if "in" in parts else set()
    # Who tells another group now is counted anew once the old count is not shown here any more.
    come = {
        who: cell
        for who, cell in members.items()
        if (place := ledger.places.get(who)) is None
        or (place.cell != cell and place.cohort not in {*mine, *found})
    }
    new = ledger.found(come, groups)
    return found | ({new} if new is not None else set())


def _still(ledger: Ledger, number: int, members: Mapping[int, str]) -> set[int]:
    return {who for who, cell in ledger.people(number).items() if members.get(who) == cell}


def _waiting(ledger: Ledger, mine: Collection[int], members: Mapping[int, str]) -> int:
    """How many came, left or changed since the cohorts were counted."""
    counted = {who: one.cell for who, one in ledger.places.items() if one.cohort in mine}
    still = sum(members.get(who) == cell for who, cell in counted.items())
    total = sum(sum(ledger.cohorts[number].cells.values()) for number in mine)
    return len(members.keys() - counted.keys()) + total - still


def said_by(
    ledger: Ledger,
    made: Made,
    said: Mapping[str, Collection[int]],
    electorate: Collection[int],
    smallest: int = SMALLEST_CELL,
) -> Table:
    """Count what the people of a track's table said, as far as it may be shown, with less and less
    apart until it may. said: who said what, what most said first; all others are in "".

    A cohort that can't be split by it is left out of the table, as one of which nobody was asked;
    so is who stands in none. Who stands in a cohort and was not asked (a rapporteur, or who left
    before) is in "" too: taking them out would tell of them alone.
    """
    mine = [
        number
        for number in sorted(ledger.within(made.cohorts))
        if not ledger.people(number).keys().isdisjoint(electorate)
    ]
    for many in range(len(said), 0, -1):
        parts = {name: said[name] for name in list(said)[:many]}
        able = [number for number in mine if ledger.parted(number, parts, smallest)[1]]
        table = _table(ledger, able, parts, smallest)
        if len(table) > 1 and all(
            count >= smallest for row in table.values() for count in row.values()
        ):
            for number in able:
                ledger.split(number, parts, smallest)
            return table
    return {}


def _table(
    ledger: Ledger, able: Iterable[int], parts: Mapping[str, Collection[int]], smallest: int
) -> Table:
    columns = [*parts, ""]
    found: dict[str, Counter[str]] = {}
    for number in able:
        present, named = ledger.parted(number, parts, smallest)
        for column, cells in present.items():
            for cell, count in Cohort(0, cells, named).rows().items():
                found.setdefault(cell, Counter())[column] += count
    return {
        cell: {column: found[cell][column] for column in columns}
        for cell in sorted(found, key=lambda cell: (not cell, cell))
    }


def among(ledger: Ledger, people: Mapping[int, str]) -> Rows:
    """Count some people of whatever tracks, as far as it may be shown. people: who, and the group
    each told; who stands in a cohort is counted as there."""
    shown: set[int] = set()
    for number in ledger.whole():
        inside = ledger.people(number).keys() & people.keys()
        parts = ledger.split(number, {"in": inside}) if inside else {}
        shown |= {parts["in"]} if "in" in parts else set()
    new = ledger.found({who: cell for who, cell in people.items() if who not in ledger.places})
    shown |= {new} if new is not None else set()
    return ledger.rows(shown)
