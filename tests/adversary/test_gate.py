"""The gate alone, through random lives: whoever keeps every count of every cohort, which is more
than is ever shown, has no count of fewer than five by any sum, difference or combination."""

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tracks.gate import (
    HALF_TIME_CELL,
    Cohort,
    Ledger,
    Made,
    Rows,
    Table,
    among,
    named_apart,
    recount,
    said_by,
)
from bot.tracks.rules import SMALLEST_CELL
from tests.decision_stage import rank_of

GROUPS = ("civil-society", "government", "private-sector", "technical-community", "")
TRACKS = ("a", "b")


@dataclass
class Life:
    """A community, and all that its gate ever showed. Who once stood in which cohort, and under
    which group, is kept here from outside: the gate forgets whoever was erased."""

    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    made: dict[str, Made] = field(default_factory=lambda: {one: Made() for one in TRACKS})
    members: dict[str, dict[int, str]] = field(default_factory=lambda: {one: {} for one in TRACKS})
    counted: dict[int, dict[int, str]] = field(default_factory=dict)
    decided: list[Table] = field(default_factory=list)
    reported: list[Rows] = field(default_factory=list)
    _next: int = 0

    def keep(self) -> None:
        """Look at the cohorts that are new."""
        for number in self.ledger.whole():
            self.counted.setdefault(number, self.ledger.people(number))

    def come(self, many: int, favours: str) -> None:
        """So many join one or both tracks."""
        for _ in range(many):
            self._next += 1
            group = self.chance.choice((*GROUPS, favours, favours))
            for track in self.chance.choice((("a",), ("a", "b"), ("a", "b"), ("b",))):
                self.members[track][self._next] = group

    def leave(self, many: int) -> None:
        """So many leave a track."""
        here = self.members[self.chance.choice(TRACKS)]
        for who in self.chance.sample(sorted(here), min(many, len(here))):
            del here[who]

    def change(self, many: int) -> None:
        """So many tell another group."""
        everybody = sorted({who for here in self.members.values() for who in here})
        for who in self.chance.sample(everybody, min(many, len(everybody))):
            group = self.chance.choice(GROUPS)
            for here in self.members.values():
                if who in here:
                    here[who] = group

    def erase(self, many: int) -> None:
        """So many have themselves erased."""
        here = sorted(self.ledger.places)
        for who in self.chance.sample(here, min(many, len(here))):
            del self.ledger.places[who]
            for members in self.members.values():
                members.pop(who, None)

    def monday(self) -> None:
        """All tracks are counted."""
        for track in TRACKS:
            self.ledger, self.made[track] = recount(
                self.ledger, self.made[track], self.members[track]
            )
            self.keep()

    def decide(self, track: str) -> None:
        """A round: its opening, half time and close."""
        self.monday()
        electorate = sorted(self.members[track])
        willing = self.chance.random()
        spoke = [who for who in electorate if self.chance.random() < willing]
        table = said_by(self.ledger, self.made[track], {"spoke": spoke}, electorate, HALF_TIME_CELL)
        self.keep()
        said = {one: self.chance.choice(("yes", "yes", "yes", "no", "rather")) for one in spoke}
        options = [name for name, _ in Counter(said.values()).most_common()]
        found = {one: [who for who in said if said[who] == one] for one in options}
        closed = said_by(self.ledger, self.made[track], found, electorate)
        self.keep()
        self.decided += [one for one in (table, closed) if one]

    def report(self) -> None:
        """A draft is closed on which some commented, who need not take part."""
        everybody = {who: cell for here in self.members.values() for who, cell in here.items()}
        some = {who: cell for who, cell in everybody.items() if self.chance.random() < 0.6}
        for _ in range(self.chance.randrange(12)):
            self._next += 1
            some[self._next] = self.chance.choice(GROUPS)
        self.reported.append(among(self.ledger, some))
        self.keep()


STEPS = st.one_of(
    st.tuples(st.just("come"), st.sampled_from((1, 3, 9, 10, 14, 30)), st.sampled_from(GROUPS)),
    st.tuples(st.sampled_from(("leave", "change", "erase")), st.sampled_from((1, 2, 10, 20))),
    st.tuples(st.just("decide"), st.sampled_from(TRACKS)),
    st.tuples(st.sampled_from(("report", "monday"))),
)


def lived(steps: list[tuple[object, ...]], seed: int) -> Life:
    """A life with these steps, after a first crowd."""
    life = Life(random.Random(seed))
    life.come(35, GROUPS[seed % 5])
    life.monday()
    for name, *how in steps:
        getattr(life, str(name))(*how)
    return life


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=3, max_size=14), st.integers(0, 10_000))
def test_no_count_under_five_follows_from_all_that_was_ever_counted(
    steps: list[tuple[object, ...]], seed: int
) -> None:
    life = lived(steps, seed)
    for root in [one for one in life.ledger.cohorts.values() if one.parent is None]:
        assert not told_of_few(life, root)


def told_of_few(life: Life, root: Cohort) -> list[tuple[frozenset[int], tuple[str, ...], int]]:
    """The sets of people and groups, of a cohort and all its parts, whose count follows from the
    counts of those and is under five. Cohorts that are no part of one another share nobody whom
    they counted at the same time, so nothing follows from several that does not from each.

    The smallest sets that can be named are those that no part divides, with one of their people
    apart: what holds for one of them holds for each.
    """
    mine = [one for one in life.ledger.cohorts.values() if root.number in _line(life, one)]
    people = {one.number: set(life.counted[one.number]) for one in mine}
    # Who was erased before a cohort was split stands in none of its parts: they are atoms as well.
    atoms = _atoms(list(people.values()))
    atoms = list(chain.from_iterable(_one_apart(atom) for atom in atoms))
    groups = sorted({*life.counted[root.number].values()})
    places = {cell: at for at, cell in enumerate((a, g) for a in range(len(atoms)) for g in groups)}

    def vector(who: set[int], which: set[str]) -> list[int]:
        found = [0] * len(places)
        for (atom, group), at in places.items():
            found[at] = int(atoms[atom] <= who and group in which)
        return found

    known = [vector(who, set(groups)) for who in people.values()]
    known += [vector({*atom}, set(groups)) for atom in atoms]
    for one in mine:
        others = set(groups) - set(one.named)
        for shown in (*({name} for name in one.named), others):
            known.append(vector(people[one.number] | _ghosts(life, one), shown))
    spans = rank_of(known)
    told = life.counted[root.number]
    found = []
    for some in _some(range(len(atoms)), 3):
        who = frozenset(chain.from_iterable(atoms[one] for one in some))
        for which in _some(groups, len(groups) - 1):
            count = sum(told[one] in which for one in who)
            if count < SMALLEST_CELL and spans(vector({*who}, set(which))):
                found.append((who, which, count))
    return [one for one in found if not _nobody_at_all(life, root, one)]


def _nobody_at_all(
    life: Life, root: Cohort, found: tuple[frozenset[int], tuple[str, ...], int]
) -> bool:
    """Where everybody of a whole cohort is shown by group, that nobody is of another follows."""
    return found[2] == 0 and not set(found[1]) & set(life.counted[root.number].values())


def _ghosts(life: Life, one: Cohort) -> set[int]:
    """The people of a cohort who were erased before it became one."""
    if one.parent is None:
        return set()
    parts = [other for other in life.ledger.cohorts.values() if other.parent == one.parent]
    stand = set(chain.from_iterable(life.counted[other.number] for other in parts))
    parent = life.ledger.cohorts[one.parent]
    gone = (set(life.counted[one.parent]) | _ghosts(life, parent)) - stand
    size = sum(one.cells.values())
    return gone if size == len(life.counted[one.number]) + len(gone) and gone else set()


def _line(life: Life, one: Cohort) -> list[int]:
    found = [one.number]
    while one.parent is not None:
        one = life.ledger.cohorts[one.parent]
        found.append(one.number)
    return found


def _atoms(sets: list[set[int]]) -> list[frozenset[int]]:
    found: dict[tuple[bool, ...], set[int]] = {}
    for who in set().union(*sets):
        found.setdefault(tuple(who in one for one in sets), set()).add(who)
    return [frozenset(one) for one in found.values()]


def _one_apart(atom: frozenset[int]) -> list[frozenset[int]]:
    first = frozenset([min(atom)])
    return [first, atom - first] if len(atom) > 1 else [first]


def _some(of: object, most: int) -> list[tuple]:  # type: ignore[type-arg]
    found = list(of)  # type: ignore[call-overload]
    return list(chain.from_iterable(combinations(found, size) for size in range(1, most + 1)))


@settings(max_examples=80, deadline=None)
@given(st.lists(STEPS, min_size=3, max_size=14), st.integers(0, 10_000))
def test_two_tables_of_a_track_differ_in_each_row_by_nothing_or_by_five(
    steps: list[tuple[object, ...]], seed: int
) -> None:
    life = lived(steps, seed)
    for made in life.made.values():
        for one, other in combinations(made.shown, 2):
            for name in {*one, *other}:
                assert abs(one.get(name, 0) - other.get(name, 0)) in (0, *range(5, 999))


@settings(max_examples=80, deadline=None)
@given(st.lists(STEPS, min_size=3, max_size=14), st.integers(0, 10_000))
def test_all_that_is_shown_is_a_sum_of_counts_of_five_or_more(
    steps: list[tuple[object, ...]], seed: int
) -> None:
    life = lived(steps, seed)
    for cohort in life.ledger.cohorts.values():
        assert all(count >= SMALLEST_CELL for count in cohort.rows().values())
        assert len(cohort.rows()) > 1
        assert sum(cohort.rows().values()) == sum(cohort.cells.values())
    cells = [count for table in life.decided for row in table.values() for count in row.values()]
    cells += [count for rows in life.reported for count in rows.values()]
    shown = chain.from_iterable(made.shown for made in life.made.values())
    cells += [count for rows in shown for count in rows.values()]
    assert all(count >= SMALLEST_CELL for count in cells)


def test_lives_are_rich_enough_to_show_something() -> None:
    """The three tests above would hold of a gate that never opens."""
    lives = []
    for seed in range(30):
        life = Life(random.Random(seed))
        for _ in range(4):
            life.come(60, GROUPS[seed % 4])
            life.decide("a")
            life.leave(12)
            life.report()
        lives.append(life)
    assert sum(len(life.made["a"].shown) > 2 for life in lives) > 15
    assert sum(bool(life.decided) for life in lives) > 15
    assert sum(any(life.reported) for life in lives) > 15


def test_a_gate_that_splits_off_too_few_would_be_noticed() -> None:
    life = Life(random.Random(1))
    life.members["a"] = {one: GROUPS[one % 2] for one in range(24)}
    life.monday()
    (number,) = life.ledger.whole()
    life.ledger.split(number, {"in": {0, 1, 2}}, smallest=1)
    life.keep()
    (root,) = [one for one in life.ledger.cohorts.values() if one.parent is None]
    assert told_of_few(life, root)


WEIGHTS = {
    "even": (5, 5, 5, 5, 2),
    "as 12, 8, 6, 4": (12, 8, 6, 4, 1),
    "many told nothing": (3, 2, 2, 2, 4),
}


@pytest.mark.parametrize("weights", WEIGHTS.values(), ids=WEIGHTS)
def test_four_of_five_tracks_of_twenty_to_sixty_show_two_groups(weights: tuple[int, ...]) -> None:
    chance, shown = random.Random(2026), 0
    for _ in range(1000):
        people = chance.choices(GROUPS, weights, k=chance.randint(20, 60))
        ledger, made = recount(Ledger(), Made(), dict(enumerate(people)))
        shown += len(ledger.rows(made.cohorts).keys() - {""}) >= 2
    assert shown >= 800


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"a": 12, "b": 8, "c": 6, "d": 4}, ("b", "a")),
        ({"a": 12, "b": 8, "c": 6, "d": 4, "": 1}, ("c", "b", "a")),
        ({"a": 6, "b": 7}, ("a", "b")),
        ({"a": 5, "b": 5, "": 4}, ("b",)),
        ({"a": 9, "b": 4}, ()),
        ({"a": 4, "b": 4}, ()),
        ({"a": 20}, ()),
        ({"": 20, "a": 5}, ("a",)),
    ],
)
def test_the_smallest_groups_are_merged_first(cells: dict[str, int], named: tuple[str]) -> None:
    assert named_apart([cells], set(cells) - {""}) == named


def test_nothing_is_tried_again_before_ten_more_have_come() -> None:
    """Else the one who made a table possible would be known to be of the smallest group."""
    members = dict(enumerate(["a"] * 9 + ["b"] * 4))
    ledger, made = recount(Ledger(), Made(), members)
    assert not ledger.rows(made.cohorts)
    members[13] = "b"
    ledger, made = recount(ledger, made, members)
    assert not ledger.rows(made.cohorts)
    members |= dict.fromkeys(range(14, 23), "b")
    ledger, made = recount(ledger, made, members)
    assert ledger.rows(made.cohorts) == {"a": 9, "b": 14}
