"""A plain model of people who decide: who is one with whom, who may vote, what was said.

It knows nothing of how the program does it. The stateful test keeps it beside the program, and
takes from here what people may do next.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

from hypothesis import strategies as st

from bot.decisions.model import Designation, Position, Standing, Tally
from bot.tracks.model import Part
from tests.decision_stage import BEGINNING, CAST, FAY, RAY, Voice


@dataclass(slots=True)
class Row:
    """An account: who it is one with, and what it brought along."""

    root: int
    part: Part | None = None
    group: str = ""


@dataclass(slots=True)
class Said:
    """What somebody said, and whether it counts."""

    choice: str
    eligible: bool
    reason: str
    at: datetime


@dataclass(slots=True)
class Doubt:
    """An objection, and whose account raised it."""

    number: int
    row: int
    reason: str
    standing: Standing = Standing.RAISED

    @property
    def over(self) -> bool:
        """Whether its author withdrew it."""
        return self.standing is Standing.WITHDRAWN


@dataclass(slots=True)
class Box:
    """A decision as a plain model. key: its inner number; said: by account; urn: by
    receipt."""

    ref: str
    key: int
    secret: bool
    at_close: bool
    groups: int
    opened: datetime
    closes: datetime
    electors: set[int]
    people: int = 2
    round: int = 1
    state: str = "open"
    said: dict[int, Said] = field(default_factory=dict)
    urn: dict[str, Said] = field(default_factory=dict)
    voters: set[int] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)
    raised: int = 0
    stated: int | None = None
    result: Designation | None = None
    called: datetime = BEGINNING
    contested: bool = False

    @property
    def number(self) -> int:
        """7 of "D7"."""
        return int(self.ref[1:])

    @property
    def place(self) -> tuple[int, int]:
        """The decision and its round, as they are kept."""
        return self.key, self.round

    def is_open(self, now: datetime) -> bool:
        """Whether a vote counts now."""
        return self.state == "open" and now < self.closes

    @property
    def spoke(self) -> set[int]:
        """The accounts under which somebody has voted."""
        return self.voters if self.secret else set(self.said)

    def tally(self) -> Tally:
        """The counts, from nothing but the ballots."""
        counts, late = Counter[str](), Counter[str]()
        for one in (*self.said.values(), *self.urn.values()):
            (counts if one.eligible else late)[one.choice] += 1
        return Tally(dict(counts), counts.total(), dict(late), late.total())

    def begin_anew(self, now: datetime, electors: set[int]) -> None:
        """A further round of three days."""
        self.round, self.opened, self.closes = self.round + 1, now, now + timedelta(days=3)
        self.electors, self.stated = electors, None
        self.said, self.urn, self.voters, self.doubts = {}, {}, set(), []

    def possible(self, groups: int) -> set[Designation]:
        """What may be called as its result."""
        counts = self.tally()
        if any(one.standing is Standing.RAISED for one in self.doubts):
            return set()
        if counts.people < self.people or groups < self.groups:
            return {Designation.DIVERGENCE, Designation.NOT_QUORATE}
        stands = any(one.standing in (Standing.ANSWERED, Standing.SUSTAINED) for one in self.doubts)
        opposed = len(counts.counts) > 1 if self.secret else stands or "object" in counts.counts
        return (
            {Designation.CONSENSUS, Designation.DIVERGENCE}
            | (set() if stands else {Designation.FULL_CONSENSUS})
            | ({Designation.STRONG_SUPPORT} if opposed else set())
        )


class Community:
    """Everybody, by the accounts they have; the numbers are those of the accounts."""

    def __init__(self) -> None:
        self.ids: dict[Voice, int] = {}
        self.rows: dict[int, Row] = {}

    def meet(self, voice: Voice, number: int, part: Part | None = None, group: str = "") -> None:
        """An account becomes known."""
        self.ids[voice] = number
        self.rows[number] = Row(number, part, group)

    def root(self, voice: Voice) -> int:
        """The person behind an account; 0 if it is not known."""
        return self.rows[self.ids[voice]].root if voice in self.ids else 0

    def one_with(self, root: int) -> list[int]:
        """All accounts of a person, the first one first."""
        found = [number for number, row in self.rows.items() if row.root == root]
        return sorted(found, key=lambda number: (number != root, number))

    def roots(self, numbers: set[int]) -> set[int]:
        """The persons behind these accounts."""
        return {self.rows[number].root for number in numbers}

    def part(self, root: int) -> Part | None:
        """What a person is in the track."""
        parts = {self.rows[number].part for number in self.one_with(root)}
        return next((one for one in (Part.PARTICIPANT, Part.OBSERVER) if one in parts), None)

    def members(self) -> set[int]:
        """The participants."""
        roots = self.roots(set(self.rows))
        return {root for root in roots if self.part(root) is Part.PARTICIPANT}

    def may_vote(self, box: Box, voice: Voice, now: datetime) -> bool:
        """Whether a vote is taken now."""
        member = self.part(self.root(voice)) is Part.PARTICIPANT
        return box.is_open(now) and voice is not RAY and member

    def member(self, box: Box, root: int) -> tuple[int, bool]:
        """The account that a person's ballot stands under, and whether it counts."""
        mine = self.one_with(root)
        elector = next((one for one in mine if one in box.electors), None)
        return elector or mine[0], elector is not None

    def doubt(self, box: Box, root: int) -> Doubt | None:
        """A person's objection that is not withdrawn: one at most."""
        mine = [one for one in box.doubts if self.rows[one.row].root == root and not one.over]
        assert len(mine) < 2
        return mine[0] if mine else None

    def groups(self, box: Box) -> int:
        """From how many groups people of the electorate have spoken, as stated at the close."""
        if box.stated is not None:
            return box.stated
        roots = self.roots(box.spoke & box.electors)
        told = ((self.rows[one].group for one in self.one_with(root)) for root in roots)
        return len({next(filter(None, groups), "") for groups in told} - {""})

    def silent(self, box: Box) -> set[int]:
        """The persons of the electorate who have said nothing."""
        return self.roots(box.electors) - self.roots(box.spoke)

    def drop(self, box: Box, root: int) -> bool:
        """Forget what a person said openly."""
        mine = [number for number in self.one_with(root) if number in box.said]
        for number in mine:
            del box.said[number]
        return bool(mine)

    def link(self, root: int, gone: int) -> None:
        """Two persons become the first."""
        for row in self.rows.values():
            row.root = root if row.root == gone else row.root

    def unlink(self, mine: int) -> None:
        """An account stands for itself again."""
        root = self.rows[mine].root
        rest = [number for number in self.one_with(root) if number != mine]
        self.rows[mine].root = mine
        for number in rest if root == mine else ():
            self.rows[number].root = min(rest)

    def unite(self, box: Box, root: int) -> None:
        """Who was two has one ballot: the later one, which counts if either is in the electorate.

        Of the objections that one stays which belongs to it.
        """
        mine = [number for number in self.one_with(root) if number in box.said]
        if not mine:
            return
        last = max(mine, key=lambda number: box.said[number].at)
        kept = box.said[last]
        self.drop(box, root)
        member, counts = self.member(box, root)
        place = member if counts and not kept.eligible else last
        box.said[place], kept.eligible = kept, counts
        for doubt in box.doubts:
            mine_now = kept.choice == "object" and doubt.reason == kept.reason
            if self.rows[doubt.row].root == root and not mine_now:
                doubt.standing = Standing.WITHDRAWN

    def erase(self, root: int) -> None:
        """A person is forgotten, on all accounts; what they said stays."""
        mine = self.one_with(root)
        for number in mine:
            self.rows[number] = Row(number)
        self.ids = {one: number for one, number in self.ids.items() if number not in mine}


# What people do, in whatever order.

PEOPLE = tuple(one for one in CAST if one not in (FAY, RAY))

voters, people = st.sampled_from((*PEOPLE, *CAST)), st.sampled_from(PEOPLE)
slots, numbers = st.sampled_from((0, 1)), st.integers(0, 99)
often, rarely = st.sampled_from((True, True, False)), st.sampled_from((False, False, True))
looks = ("decision", "list", "numbers", "chart", "todo", "decisions", "track irpc")

Move = tuple[Any, ...]
"""The name of what somebody does, and the particulars."""


def _move(name: str, *drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Move]:
    return st.tuples(st.just(name), *drawn)


_VOTE = _move("vote_openly", voters, st.sampled_from([*Position, Position.OBJECT]), often, rarely)
_VOTE_SECRETLY = _move("vote_secretly", voters, st.integers(0, 2), numbers, rarely)
_LINK = _move("link", st.sampled_from(list(permutations(PEOPLE, 2))))
_ANSWER = _move("answer", numbers, numbers)
_CALL = _move("call_a_result", slots, st.permutations(list(Designation)), often)
_PASS_TIME = _move("pass_time", st.sampled_from((1, 12, 37, 72)), often)
MOVES = st.one_of(
    *[_VOTE] * 6,
    *[_VOTE_SECRETLY] * 4,
    *[_LINK, _ANSWER, _CALL, _PASS_TIME] * 2,
    _move("come_near_the_close", slots, st.sampled_from((2, 1, 0))),
    _move("unlink", people),
    _move("take_back", voters, slots),
    _move("take_part", people, st.sampled_from([*Part, None])),
    _move("erase", people, rarely),
    _move("restart_program", rarely),
    _move("extend", slots, st.sampled_from((0, 1, 48, 2200))),
    _move("begin_anew", slots, rarely),
    _move("withdraw", slots, rarely),
    _move("resolve_or_uphold", voters, st.booleans(), numbers),
    _move("contest", voters, slots),
    _move("confirm", st.sampled_from((RAY, RAY, FAY, CAST[0])), slots),
    _move("look", voters, slots, rarely, st.sampled_from(looks)),
)
"""One strategy for all moves: rules of their own would be left out of most examples."""
