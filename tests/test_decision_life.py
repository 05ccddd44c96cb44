"""Decisions in whatever order people act, by whichever account, against a plain model."""

import re
from datetime import datetime, timedelta
from random import Random

from hypothesis import Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.conversation.outgoing import Outgoing
from bot.decisions.export import exported_decision
from bot.decisions.model import Designation, Position, Standing
from bot.decisions.rules import tally
from bot.decisions.store import Ballots, Decisions, Objections
from bot.people.model import StakeholderGroup
from bot.people.store import People
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check, check_decision
from bot.tracks.model import Part
from tests import linking
from tests.decision_model import CROWD, Box, Community, Doubt, Said, move
from tests.decision_stage import (
    CAST,
    FAY,
    RAY,
    ROOM,
    SECOND,
    TRACK,
    Stage,
    Voice,
    labels,
    shown,
)

LABELS = ("Support", "Reservations", "Abstain", "Object")
NAMES = ("Grace", "Hassan", "Ines")
OPEN, REVIEW = timedelta(days=3), timedelta(hours=72)


class Life(RuleBasedStateMachine):
    """Five people, two of them with two accounts; a call in the open and a secret choice."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage()
        self.them = Community()
        self.boxes: list[Box] = []
        self.heard: list[Outgoing] = []
        self.words = 0
        self.left: list[Box] = []
        self.waiting: list[tuple[int, int]] = []

    @initialize(at_close=st.booleans(), groups=st.integers(0, 2))
    def two_decisions_are_open(self, at_close: bool, groups: int) -> None:
        self.stage.meet(*CROWD)
        with self.stage.store.begin() as tx:
            for voice in (*CAST, *CROWD):
                if person := tx.get(People).behind(voice.ref):
                    group = voice.group.value if voice.group else ""
                    self.them.meet(voice, person.id, voice.part, group)
        self.boxes = [self._opened(one, at_close is one, groups) for one in (False, True)]

    @rule(chance=st.randoms(use_true_random=True))
    def somebody_acts(self, chance: Random) -> None:
        """One rule for all: left to Hypothesis, most examples would be a few moves repeated."""
        name, particulars = move(chance)
        note(f"{name} {particulars}")
        getattr(self, name)(*particulars)

    def _opened(self, secret: bool, at_close: bool, groups: int) -> Box:
        line = f"/poll {TRACK} Who holds the pen? | {' | '.join(NAMES)} for 3 days"
        said = self.say(FAY, line if secret else f"/consensus {TRACK} We meet weekly. for 3 days")
        draft = next(re.findall(r"^open (\d+)", one.says)[0] for one in said[-1].wording.buttons)
        changes = {f"groups {groups}": True, "people 2": True, "counts at-close": at_close,
                   "ballots secret": secret}  # fmt: skip
        for change in (one for one, wanted in changes.items() if wanted):
            self.say(FAY, f"/charter {draft} {change}")
        found = re.search(r"(D\d+) is open", shown(self.say(FAY, f"/open {draft}")))
        assert found
        members = self.them.members()
        times = self.now, self.now + OPEN
        return Box(found[1], int(draft), secret, at_close, groups, *times, members)

    def _in_place_of_what_is_over(self, slot: int) -> Box:
        box = self.boxes[slot]
        forgotten = box.state == "open" and self.now >= box.closes + OPEN / 6
        contested = box.state == "provisional" and self.now >= box.called + 2 * REVIEW
        if box.state in ("decided", "withdrawn") or forgotten or contested:
            self.boxes[slot] = self._opened(box.secret, not box.at_close, (box.groups + 1) % 3)
        return self.boxes[slot]

    def say(self, voice: Voice, line: str, room: bool = False) -> list[Outgoing]:
        """Say something; what is said then."""
        if voice not in self.them.ids:
            self.heard += self.stage.say(voice, "/ping")
            with self.stage.store.begin() as tx:
                person = tx.get(People).behind(voice.ref)
            assert person
            self.them.meet(voice, person.id)
        said = self.stage.say(voice, line, ROOM if room else None)
        self.heard += said
        return said

    @property
    def now(self) -> datetime:
        """The time of what was said last."""
        return self.stage.time

    # What people do.

    def vote_openly(self, voice: Voice, position: Position, reason: bool, room: bool) -> None:
        box = self._in_place_of_what_is_over(0)
        self.words += 1
        words = f"Because of {self.words}." if reason else ""
        said = self.say(voice, f"/vote {box.ref}/{box.round} {position.value}: {words}", room)
        may = self.them.may_vote(box, voice, self.now)
        taken = may and (reason or not position.needs_reason)
        assert ("Recorded on" in shown(said)) is taken
        if not taken:
            return
        root = self.them.root(voice)
        member, counts = self.them.member(box, root)
        self.them.drop(box, root)
        box.said[member] = Said(position.value, counts, self.now, self.them.group(root), words)
        doubt = self.them.doubt(box, root)
        if position is not Position.OBJECT:
            if doubt:
                doubt.standing = Standing.WITHDRAWN
        elif doubt:
            doubt.standing, doubt.reason = Standing.RAISED, words
        else:
            box.raised += 1
            box.doubts.append(Doubt(box.raised, member, words))

    def vote_secretly(self, voice: Voice, choice: int, receipt: int, room: bool) -> None:
        """In two steps; where others see it, nothing is even begun."""
        box = self._in_place_of_what_is_over(1)
        named = [*box.urn, "4Q7K-9XMA", ""][receipt % (len(box.urn) + 2)]
        said = self.say(voice, f"/vote {box.ref} {choice + 1} {named.lower()}", room)
        begun = next((one for one in said if labels(one)[:1] == ["Record it"]), None)
        root = self.them.root(voice)
        head = self.them.head(box, root) if root else 0
        has_voted = head in box.voters
        fits = (
            named in box.urn and box.urn[named].eligible == box.voters[head].eligible
            if has_voted
            else True
        )
        assert bool(begun) is (self.them.may_vote(box, voice, self.now) and fits and not room)
        if not begun:
            return
        before = self._receipts(box)
        self.heard += (said := self.stage.tap(voice, begun))
        if not box.is_open(self.now):
            return
        assert "is recorded" in shown(said)
        assert {one.to.id for one in said if "is recorded" in shown([one])} == {voice.id}
        (new,) = self._receipts(box) - before
        member, counts = self.them.member(box, root)
        if has_voted:
            counts = box.urn.pop(named).eligible
        else:
            box.voters[member] = Said("", counts, self.now, self.them.group(root))
        box.urn[new] = Said(str(choice), counts, self.now)

    def _receipts(self, box: Box) -> set[str]:
        """The receipts of the secret ballots that count."""
        return {
            row["receipt"]
            for row in self.stage.rows("secret_ballot")
            if (row["decision"], row["round"]) == box.place and not row["inner_hash"]
        }

    def take_back(self, voice: Voice, slot: int) -> None:
        box = self.boxes[slot]
        said, root = self.say(voice, f"/unvote {box.ref}"), self.them.root(voice)
        taken = self.them.may_vote(box, voice, self.now) and self.them.drop(box, root)
        assert ("taken back" in shown(said)) is taken
        doubt = self.them.doubt(box, root) if taken else None
        if doubt:
            doubt.standing = Standing.WITHDRAWN

    def link(self, pair: tuple[Voice, Voice]) -> None:
        one, other = pair
        linking.link(self.say, one, other)
        self._link(self.them.ids[one], self.them.ids[other])

    def _link(self, one: int, other: int) -> None:
        root, gone = self.them.rows[one].root, self.them.rows[other].root
        if root == gone:
            return
        self._forget_links(root, gone)
        if any(self.them.waits(box, root, gone) for box in self._open()):
            self.waiting.append((root, gone))
            return
        self.them.link(root, gone)
        for box in self._open():
            self.them.unite(box, root)

    def _open(self) -> list[Box]:
        return [box for box in (*self.boxes, *self.left) if box.is_open(self.now)]

    def _forget_links(self, *roots: int) -> bool:
        mine = [pair for pair in self.waiting if self.them.roots(set(pair)).intersection(roots)]
        self.waiting = [pair for pair in self.waiting if pair not in mine]
        return bool(mine)

    def unlink(self, voice: Voice) -> None:
        self.say(voice, "/unlink")
        if not self._forget_links(self.them.root(voice)):
            self.them.unlink(self.them.ids[voice])

    def take_part(self, voice: Voice, part: Part | None) -> None:
        """Join, observe or leave."""
        root = self.them.root(voice)
        if not root or self.them.part(root) is part:
            return
        verb = {Part.PARTICIPANT: "join", Part.OBSERVER: "observe", None: "leave"}[part]
        self.say(voice, f"/{verb} {TRACK}{' agree' if part else ''}")
        mine = [one for one in self.them.one_with(root) if self.them.rows[one].part]
        for number in mine or [root]:
            self.them.rows[number].part = part

    def tell_group(self, voice: Voice, group: StakeholderGroup) -> None:
        self.say(voice, f"/me group {group.value}")
        for number in self.them.one_with(self.them.root(voice)):
            self.them.rows[number].group = group.value

    def erase(self, voice: Voice, sure: bool) -> None:
        root = self.them.root(voice)
        if sure and root:
            assert "Done" in shown(self.stage.say(voice, "/privacy erase yes"))
            self._forget_links(root)
            self.them.erase(root, [*self.boxes, *self.left], self.now)

    # What time and facilitators do.

    def pass_time(self, hours: int, tick: bool) -> None:
        self.stage.time += timedelta(hours=hours)
        self.heard += self.stage.tick() if tick else []
        for pair in list(self.waiting) if tick else ():
            self._link(*pair)
        for box in self.boxes if tick else ():
            if box.state == "open" and self.now >= box.closes:
                box.stated = box.heard_from()
            if box.state == "provisional" and not box.contested:
                box.state = "decided" if self.now >= box.called + REVIEW else box.state

    def come_near_the_close(self, slot: int, seconds: int) -> None:
        """What is said next is said a second later: just before the close, or at it."""
        if self.boxes[slot].closes - self.now < OPEN / 2:
            self.stage.time = max(self.now, self.boxes[slot].closes - seconds * SECOND)

    def restart_program(self, sure: bool) -> None:
        if sure:
            self.stage.restart()

    def extend(self, slot: int, hours: int) -> None:
        box = self.boxes[slot]
        self.say(FAY, f"/extend {box.ref} {hours} hours")
        closes = box.closes + timedelta(hours=hours)
        if box.is_open(self.now) and hours and closes - box.opened <= timedelta(days=90):
            box.closes = closes

    def begin_anew(self, slot: int, sure: bool) -> None:
        box = self.boxes[slot]
        before = f"/vote {box.ref}/{box.round} {1 if box.secret else 'support'}"
        if sure and box.state == "open":
            self.say(FAY, f"/restart {box.ref} We meet in another rhythm.")
            box.begin_anew(self.now, self.them.members())
            assert "Recorded on" not in shown(self.say(FAY, before))

    def withdraw(self, slot: int, sure: bool) -> None:
        box = self.boxes[slot]
        if sure and box.state == "open":
            self.say(FAY, f"/withdraw {box.ref} It was overtaken.")
            box.state, box.stated = "withdrawn", box.heard_from()

    def _one_of_the_doubts(self, which: int) -> Doubt | None:
        doubts = self.boxes[0].doubts
        return doubts[-1 - which % len(doubts)] if doubts else None

    def answer(self, how: int, which: int) -> None:
        box, doubt = self.boxes[0], self._one_of_the_doubts(which)
        words = {"answer": "answered", "accommodate": "accommodated", "sustain": "sustained"}
        verb = list(words)[how % 3]
        if doubt:
            self.say(FAY, f"/{verb} {box.ref}.{doubt.number} It was thought of.")
            if box.state == "open" and not doubt.over:
                doubt.standing = Standing(words[verb])

    def resolve_or_uphold(self, voice: Voice, resolved: bool, which: int) -> None:
        box, doubt = self.boxes[0], self._one_of_the_doubts(which)
        if not doubt:
            return
        self.say(voice, f"/{'resolved' if resolved else 'stands'} {box.ref}.{doubt.number}")
        own = doubt.row in self.them.voice(box, self.them.root(voice))
        if own and box.state == "open" and not doubt.over:
            if resolved:
                doubt.standing = Standing.WITHDRAWN
            elif doubt.standing is not Standing.RAISED:
                doubt.standing = Standing.ANSWERED

    def call_a_result(self, slot: int, wanted: tuple[Designation, ...], closed: bool) -> None:
        """Try one after the other until one is taken."""
        self.stage.time = max(self.now, self.boxes[slot].closes) if closed else self.now
        any(self._call(self.boxes[slot], designation) for designation in wanted)

    def _call(self, box: Box, designation: Designation) -> bool:
        said = shown(self.say(FAY, f"/result {box.ref} {designation.value} We heard everybody."))
        due = box.state == "open" and self.now >= box.closes
        again = box.state == "provisional" and box.contested
        taken = (due or again) and designation in box.possible()
        assert ("a result was called" in said) is taken
        if taken:
            box.state, box.result, box.called = "provisional", designation, self.now
            box.contested, box.stated = False, box.heard_from()
        return taken or box.is_open(self.now)

    def contest(self, voice: Voice, slot: int) -> None:
        box = self.boxes[slot]
        self.say(voice, f"/contest {box.ref} Some were not heard.")
        if box.state == "provisional" and self.now < box.called + REVIEW:
            box.contested = box.contested or self.them.part(self.them.root(voice)) is not None

    def confirm(self, voice: Voice, slot: int) -> None:
        box = self.boxes[slot]
        self.say(voice, f"/confirm {box.ref}")
        if voice is RAY and box.state == "provisional" and box.contested:
            box.state, box.contested = "decided", False

    def look(self, voice: Voice, slot: int, room: bool, what: str) -> None:
        box = self.boxes[slot]
        said = shown(self.say(voice, f"/{what} {box.ref if ' ' not in what else ''}", room))
        if what == "decision" and box.is_open(self.now):
            mine = any(one in box.said for one in self.them.voice(box, self.them.root(voice)))
            assert ("You said" in said) is (mine and not room)

    # What always holds.

    @invariant()
    def the_program_knows_what_the_model_knows(self) -> None:
        with self.stage.store.begin() as tx:
            for box in self.boxes:
                one = tx.get(Decisions).numbered(box.number)
                assert one
                assert (one.state.value, one.round) == (box.state, box.round)
                assert (one.closes, one.contested) == (box.closes, box.contested)
                assert (one.result and one.result.designation) == box.result
                assert set(tx.get(Decisions).not_heard(one)) == self.them.silent(box)
                ballots = tx.get(Ballots)
                recount = tally(ballot for _, ballot in ballots.all(one))
                assert ballots.tally(one) == recount == box.tally()
                assert recount.people <= len(box.electors)
                assert [(o.number, o.person, o.standing) for o in tx.get(Objections).of(one)] == [
                    (d.number, self.them.rows[d.row].root, d.standing) for d in box.doubts
                ]

    @invariant()
    def each_ballot_stands_where_it_should(self) -> None:
        tables = {name: self.stage.rows(name) for name in ("ballot", "voter", "secret_ballot")}
        for box in self.boxes:
            mine = {
                name: [row for row in rows if (row["decision"], row["round"]) == box.place]
                for name, rows in tables.items()
            }
            kept = {row["person"]: (row["choice"], row["eligible"]) for row in mine["ballot"]}
            assert kept == {who: (one.choice, one.eligible) for who, one in box.said.items()}
            urn = {
                one["receipt"]: (one["choice"], one["eligible"])
                for one in mine["secret_ballot"]
                if not one["inner_hash"]
            }
            assert urn == {name: (one.choice, one.eligible) for name, one in box.urn.items()}
            assert {row["person"] for row in mine["voter"]} == set(box.voters)
            assert {who for who, one in box.said.items() if one.eligible} <= box.electors
            if box.is_open(self.now):
                assert len(box.said) == len(self.them.roots(set(box.said)))
                heads = [box.voices.get(one, one) for one in box.spoke]
                assert sorted(heads) == sorted(box.spoke)

    @invariant()
    def nobody_was_told_what_is_hidden_from_them(self) -> None:
        heard, self.heard = self.heard, []
        for one in heard:
            text = shown([one])
            root = next((self.them.root(voice) for voice in CAST if voice.id == one.to.id), 0)
            for box in self.boxes:
                labels = "|".join(NAMES if box.secret else LABELS)
                counts = re.search(rf"\b{box.ref}\b(?s:.*)\b({labels}):? \d", text)
                if counts and self.now < box.closes:
                    assert not box.at_close
                    assert not box.secret
                    assert box.spoke.intersection(self.them.voice(box, root))
                if text.startswith(f"{box.ref} waits for your vote"):
                    assert root in self.them.silent(box)

    def teardown(self) -> None:
        """The record is whole and can be checked, and no secret is kept beside its voter."""
        with self.stage.store.begin() as tx:
            journal = tx.get(Journal)
            lines = list(exported(*journal.head(), journal.entries()))
            files = [exported_decision(tx, box.number) for box in self.boxes]
        secret = {box.key for box in self.boxes if box.secret}
        kept = " ".join(row["body"] for row in self.stage.rows("outbox"))
        named = {
            row["decision"] for name in ("ballot", "objection") for row in self.stage.rows(name)
        }
        self.stage.close()
        assert check(lines) == []
        assert [check_decision(file or "") for file in files] == [[] for _ in files]
        assert not secret & named
        assert "Recorded on" not in kept
        assert "You said" not in kept


Life.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, phases=[Phase.generate]
)
TestLife = Life.TestCase
