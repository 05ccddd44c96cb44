"""A plain model of people who decide: who is one with whom, who may vote, what was said.

It knows nothing of how the program does it. The stateful test keeps it beside the program, and
takes from here what people do next.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import permutations
from random import Random
from typing import Any

from bot.decisions.model import Designation, Position, Standing, Tally
from bot.people.model import StakeholderGroup
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
    """What somebody said, whether it counts, and from which group it came at that time."""

    choice: str
    eligible: bool
    at: datetime
    group: str = ""
    reason: str = ""


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
    receipt; voters: by account, that they voted secretly; voices: by account, the one as which
    it votes with others until the close."""

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
    voters: dict[int, Said] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    raised: int = 0
    stated: int | None = None
    voices: dict[int, int] = field(default_factory=dict)
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
        return set(self.voters if self.secret else self.said)

    def tally(self) -> Tally:
        """The counts, from nothing but the ballots."""
        counts, late = Counter[str](), Counter[str]()
        for one in (*self.said.values(), *self.urn.values()):
            (counts if one.eligible else late)[one.choice] += 1
        return Tally(dict(counts), counts.total(), dict(late), late.total())

    def heard_from(self) -> int:
        """From how many groups people of the electorate have spoken, as stated at the close."""
        if self.stated is not None:
            return self.stated
        spoke = (self.voters if self.secret else self.said).values()
        return len({one.group for one in spoke if one.eligible} - {"", "not-said"})

    def begin_anew(self, now: datetime, electors: set[int]) -> None:
        """A further round of three days."""
        self.round, self.opened, self.closes = self.round + 1, now, now + timedelta(days=3)
        self.electors, self.stated = electors, None
        self.said, self.urn, self.voters, self.doubts, self.voices = {}, {}, {}, [], {}

    def possible(self) -> set[Designation]:
        """What may be called as its result."""
        counts = self.tally()
        if self.secret and counts.people < 5:
            return set()
        if any(one.standing is Standing.RAISED for one in self.doubts):
            return set()
        if counts.people < self.people or self.heard_from() < self.groups:
            return {Designation.DIVERGENCE, Designation.NOT_QUORATE}
        stands = any(one.standing in (Standing.ANSWERED, Standing.SUSTAINED) for one in self.doubts)
        opposed = len(counts.counts) > 1 if self.secret else stands or "object" in counts.counts
        found = {Designation.DIVERGENCE}
        if self.supported(counts, more=True):
            found |= {Designation.CONSENSUS} | (set() if stands else {Designation.FULL_CONSENSUS})
        if self.supported(counts, more=False) and opposed:
            found.add(Designation.STRONG_SUPPORT)
        return found

    def supported(self, counts: Tally, *, more: bool) -> bool:
        """Whether somebody supports a call without reservations, and (more) more support it than
        object. Of options there is always one that was chosen."""
        support, reservations, against = (
            counts.counts.get(one, 0) for one in ("support", "reservations", "object")
        )
        return self.secret or bool(support and (not more or support + reservations > against))


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
        """The participants but the rapporteur, who never votes."""
        roots = self.roots(set(self.rows)) - {self.root(RAY)}
        return {root for root in roots if self.part(root) is Part.PARTICIPANT}

    def may_vote(self, box: Box, voice: Voice, now: datetime) -> bool:
        """Whether a vote is taken now: who has left since may change theirs."""
        root = self.root(voice)
        has_voted = not box.spoke.isdisjoint(self.voice(box, root))
        member = self.part(root) is Part.PARTICIPANT
        return box.is_open(now) and voice is not RAY and (member or has_voted)

    def voice(self, box: Box, root: int) -> list[int]:
        """The accounts with which a person is one voice in a round, their own first."""
        own = self.one_with(root)
        heads = {box.voices[one] for one in own if one in box.voices}
        others = sorted(one for one, head in box.voices.items() if head in heads)
        return own + [one for one in others if one not in own]

    def member(self, box: Box, root: int) -> tuple[int, bool]:
        """The account that a person's ballot stands under, and whether it counts. From the first
        vote on all accounts of a person are one voice."""
        self.join(box, root)
        mine = self.one_with(root)[0]
        head = box.voices.get(mine, mine)
        return head, head in box.electors

    def doubt(self, box: Box, root: int) -> Doubt | None:
        """A person's objection that is not withdrawn: one at most."""
        voice = self.voice(box, root)
        mine = [one for one in box.doubts if one.row in voice and not one.over]
        assert len(mine) < 2
        return mine[0] if mine else None

    def group(self, root: int) -> str:
        """What a person told by any account, the first one before the others."""
        return next(filter(None, (self.rows[one].group for one in self.one_with(root))), "")

    def silent(self, box: Box) -> set[int]:
        """The persons of the electorate who have said nothing."""
        heads = {box.voices.get(one, one) for one in box.electors}
        return self.roots(heads) - self.roots(box.spoke)

    def drop(self, box: Box, root: int) -> bool:
        """Forget what a person said openly."""
        mine = [number for number in self.voice(box, root) if number in box.said]
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

    def waits(self, box: Box, first: int, second: int) -> bool:
        """Whether two can't become one yet: a secret ballot can't be taken out, nor let count."""
        heads = [self.head(box, one) for one in (first, second)]
        voted = [one for one in heads if one in box.voters]
        if not box.secret or not voted or heads[0] == heads[1]:
            return False
        late = not box.voters[voted[0]].eligible
        return len(voted) == 2 or (late and any(one in box.electors for one in heads))

    def head(self, box: Box, root: int) -> int:
        """As whom a person would vote, if nothing had to be joined."""
        mine = self.voice(box, root)
        held = [one for one in mine if box.voices.get(one) == one]
        return next((one for one in (*held, *mine) if one in box.electors), (*held, *mine)[0])

    def unite(self, box: Box, root: int) -> None:
        """Who was two is one voice in a round in which either has voted."""
        mine = self.voice(box, root)
        if any(one in box.spoke or one in box.voices for one in mine):
            self.join(box, root)

    def join(self, box: Box, root: int) -> None:
        """Who was two has one ballot: the later one, which counts if either is in the electorate.

        Of the objections that one stays which belongs to it.
        """
        mine = self.voice(box, root)
        if len(mine) == 1:
            return
        heads = [one for one in mine if box.voices.get(one, one) == one]
        stays = max(
            heads,
            key=lambda one: (
                one in box.voters,
                one in box.electors,
                box.said[one].at if one in box.said else box.opened,
            ),
        )
        box.voices |= dict.fromkeys(mine, stays)
        said = [box.said.pop(one) for one in mine if one in box.said]
        if not said:
            return
        kept = max(said, key=lambda one: one.at)
        box.said[stays], kept.eligible = kept, stays in box.electors
        for doubt in box.doubts:
            mine_now = kept.choice == "object" and doubt.reason == kept.reason
            if doubt.row in mine and not mine_now:
                doubt.standing = Standing.WITHDRAWN

    def erase(self, root: int, boxes: list[Box], now: datetime) -> None:
        """A person is forgotten, on all accounts. What they said openly where it is still open is
        taken back; all else stays, from no group."""
        mine = self.one_with(root)
        for box in (one for one in boxes if one.is_open(now)):
            voice = self.voice(box, root)
            self.drop(box, root)
            for doubt in (one for one in box.doubts if one.row in voice and not one.over):
                doubt.standing = Standing.WITHDRAWN
        for number in mine:
            self.rows[number] = Row(number)
        for said in (one for box in boxes for one in (box.said, box.voters)):
            for number in said.keys() & set(mine):
                said[number].group = ""
        self.ids = {one: number for one, number in self.ids.items() if number not in mine}


# What people do, in whatever order: a weight, what it is, and what each of its particulars may be.

PEOPLE = tuple(one for one in CAST if one not in (FAY, RAY))
CROWD = tuple(Voice("telegram", f"8{number}") for number in range(5))
"""Who is there so that ballots can be secret."""
_VOTERS = (*PEOPLE, *CAST)
_POSITIONS = (*Position, Position.OBJECT)
_SLOTS, _NUMBERS = (0, 1), range(100)
_OFTEN, _RARELY = (True, True, False), (False, False, True)
_ORDERS = tuple(permutations(Designation))
_WORDS = ("decision", "list", "numbers", "chart", "todo", "decisions", "track irpc")
MOVES: tuple[tuple[int, str, tuple[Sequence[Any], ...]], ...] = (
    (8, "vote_openly", (_VOTERS, _POSITIONS, _OFTEN, _RARELY)),
    (8, "vote_secretly", ((*_VOTERS, *CROWD), range(3), _NUMBERS, _RARELY)),
    (3, "link", (tuple(permutations(PEOPLE, 2)),)),
    (2, "answer", (_NUMBERS, _NUMBERS)),
    (2, "call_a_result", (_SLOTS, _ORDERS, _OFTEN)),
    (2, "pass_time", ((1, 1, 12, 37, 72), _OFTEN)),
    (1, "come_near_the_close", (_SLOTS, (2, 1, 0))),
    (2, "unlink", (PEOPLE,)),
    (1, "take_back", (_VOTERS, _SLOTS)),
    (2, "take_part", (PEOPLE, (*Part, None))),
    (1, "tell_group", (PEOPLE, tuple(StakeholderGroup))),
    (1, "erase", (PEOPLE, _RARELY)),
    (1, "restart_program", (_RARELY,)),
    (1, "extend", (_SLOTS, (0, 1, 48, 2200))),
    (1, "begin_anew", (_SLOTS, _RARELY)),
    (1, "withdraw", (_SLOTS, _RARELY)),
    (1, "resolve_or_uphold", (_VOTERS, _RARELY, _NUMBERS)),
    (1, "contest", (_VOTERS, _SLOTS)),
    (1, "confirm", ((RAY, RAY, FAY, CAST[0]), _SLOTS)),
    (1, "look", (_VOTERS, _SLOTS, _RARELY, _WORDS)),
)


def move(chance: Random) -> tuple[str, list[Any]]:
    """What somebody does next, and its particulars."""
    ((_, name, particulars),) = chance.choices(MOVES, [weight for weight, _, _ in MOVES])
    return name, [chance.choice(options) for options in particulars]
