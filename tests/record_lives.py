"""Random lives of decisions, written as `bot/record/README.md` says, for the two verifiers.

A life is the export of a decision, and what its voters know beside: the ballots that were replaced
or taken back. It is made without the program, so that a life of any kind costs a few milliseconds;
lives that the program itself wrote are checked beside these.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bot.record import verify

Facts = dict[str, Any]
TRACK = "irpc"
BEGINNING = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
NOTHING = verify.digest("")
GROUPS = ("civil-society", "government", "private-sector", "technical-community")
KINDS = ("consensus", "consensus", "sense", "choice", "approval", "ranking")


def stamp(moment: datetime) -> str:
    """An instant as the record writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Life:
    """The export of a decision, and the ballots that do not stand in it any more."""

    value: Facts
    gone: list[Facts] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)


class Writer:
    """Writes the life of one decision."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.now = BEGINNING
        self.number, self.head, self.last = 0, verify.FIRST, verify.FIRST
        self.entries: list[Facts] = []
        self.context: list[Facts] = []
        self.rounds: list[Facts] = []
        self.objections: dict[int, Facts] = {}
        self.minority: dict[str, str] = {}
        self.words: dict[str, str] = {NOTHING: ""}
        self.facilitators: list[str] = []
        self.rapporteur, self.operator = self.name("p"), self.name("p")
        self.voices = [self.name("v") for _ in range(self.chance.choice((6, 8, 11, 14)))]
        self.life = Life({})
        self.round = 0
        self.result: Facts | None = None
        self.evaluation: Facts | None = None
        self.state = "open"
        self.families: list[set[str]] = []

    # The journal.

    def name(self, kind: str) -> str:
        return f"{kind}-{self.chance.getrandbits(64):016x}"

    def pass_time(self, most: int = 3600) -> None:
        self.now += timedelta(seconds=self.chance.choice((0, 0, 1, self.chance.randint(1, most))))

    def entry(self, act: str, by: str, data: Facts) -> Facts:
        self.number += 1
        one: Facts = {"n": self.number, "prev": self.head, "at": stamp(self.now), "act": act,
                      "by": by, "data": data}  # fmt: skip
        self.head = one["hash"] = verify.digest(verify.canonical(one))
        return one

    def elsewhere(self) -> None:
        """Other things are recorded meanwhile."""
        for _ in range(self.chance.choice((0, 0, 1, 2))):
            self.entry("member.joined", self.name("p"), {"track": TRACK})

    def add(self, act: str, by: str, **data: Any) -> None:
        self.pass_time()
        self.elsewhere()
        common = {"decision": "D7", "round": self.round, "track": TRACK, "previous": self.last}
        self.entries.append(self.entry(act, by, {**common, **data}))
        self.last = self.head

    def office(self, act: str, by: str, **data: Any) -> None:
        self.elsewhere()
        self.context.append(self.entry(act, by, data))

    def appoint(self) -> None:
        """Who holds which office, before anything is opened."""
        self.context.append(self.entry(verify.BEGUN, verify.INSTALLATION, dict(verify.IN_FORCE)))
        self.office("role.given", self.operator, person=self.operator, role="operator")
        self.office("role.given", self.operator, person=self.rapporteur, role="rapporteur")
        for _ in range(self.chance.choice((1, 2, 3))):
            person = self.name("p")
            self.facilitators.append(person)
            self.office("role.given", self.operator, person=person, role="facilitator", track=TRACK)
        if self.chance.random() < 0.3:
            other = self.name("p")
            self.office("person.linked", self.facilitators[0], person=self.facilitators[0],
                        other=other)  # fmt: skip
            self.facilitators.append(other)
            self.life.kinds.add("linked")

    def one(self) -> str:
        return self.chance.choice(self.facilitators)

    def said(self, text: str) -> str:
        """The hash of words, which are remembered."""
        found = verify.digest(text)
        self.words[found] = text
        return found

    # A round.

    def open_round(self, charter: Facts | None = None) -> None:
        self.round += 1
        kind = charter["kind"] if charter else self.chance.choice(KINDS)
        options = [] if kind in ("consensus", "sense") else [
            f"Option {k}" for k in range(self.chance.choice((2, 3, 4, 5, 7)))
        ]  # fmt: skip
        options = charter["options"] if charter else options
        secret = (
            charter["secrecy"] == "secret"
            if charter
            else bool(options) and (self.chance.random() < 0.6)
        )
        electorate = sorted(self.chance.sample(self.voices, len(self.voices) - 1))
        if kind == "ranking" and secret and charter is None and self.chance.random() < 0.25:
            self.voices += [self.name("v") for _ in range(60)]
            electorate = sorted(self.voices)
        self.pass_time()
        self.elsewhere()
        hours = self.chance.choice((72, 100, 2160))
        facts: Facts = {
            "format": verify.DECISION_BY_LIFE,
            "reference": "D7", "round": self.round, "track": TRACK, "kind": kind,
            "text": f"Text {self.round}" if not charter else charter["text"],
            "options": options, "secrecy": "secret" if secret else "open",
            "visible": "at-close" if secret else "after-voting", "silence": "nothing",
            "quorum": {"people": self.chance.choice((1, 2)),
                       "groups": self.chance.choice((0, 1, 2))},
            "review_hours": self.chance.choice((24, 72)), "opened": stamp(self.now),
            "closes": stamp(self.now + timedelta(hours=hours)), "electorate": len(electorate),
            "called_by": "facilitators",
            **({"counting": "points"} if kind == "ranking" else {}),
        }  # fmt: skip
        self.charter, self.electorate, self.secret = facts, electorate, secret
        self.ballots: dict[str, Facts] = {}
        self.waiting: list[str] = []
        self.cancel: list[str] = []
        self.into: dict[str, str] = {}
        self.closes = self.now + timedelta(hours=hours)
        self.opened = self.now
        self.life.kinds.add(f"{kind} {'secret' if secret else 'open'}")
        self.rounds.append({"charter": facts, "closes": facts["closes"], "electorate": electorate,
                            "voters": [], "ballots": None, "stated": None,
                            "published": ""})  # fmt: skip
        common = {"decision": "D7", "round": self.round, "track": TRACK, "previous": self.last}
        data = {**common, "charter": verify.digest(verify.canonical(facts)),
                "electorate": verify.digest(verify.canonical(electorate)),
                "format": verify.DECISION_BY_LIFE}  # fmt: skip
        self.entries.append(self.entry("decision.opened", self.one(), data))
        self.last, self.state = self.head, "open"

    def free(self) -> list[str]:
        return [name for name in self.voices if name not in self.into]

    def choice(self) -> list[str]:
        options = [str(k) for k in range(len(self.charter["options"]))]
        kind = self.charter["kind"]
        if not options:
            return [self.chance.choice(("support", "support", "support", "reservations", "abstain",
                                        "object"))]  # fmt: skip
        most = len(options) if kind in ("approval", "ranking") else 1
        return self.chance.sample(options, self.chance.randint(1, most))

    def vote(self) -> None:
        voice, choice = self.chance.choice(self.free()), self.choice()
        old = self.ballots.get(voice)
        receipt = "".join(self.chance.choice(SIGNS) for _ in range(8))
        ballot: Facts = {
            "receipt": f"{receipt[:4]}-{receipt[4:]}",
            "salt": f"{self.chance.getrandbits(128):032x}",
            "voter": "" if self.secret else voice, "choice": choice,
            "reason": f"Because of {self.number}." if choice[0] in verify.NEED_REASON else "",
            "remedy": "", "eligible": voice in self.electorate,
        }  # fmt: skip
        hashed = self.hash_of(ballot)
        if old:
            self.life.gone.append(old)
            self.life.kinds.add("replaced")
        self.ballots[voice] = ballot
        if self.secret:
            self.waiting.append(hashed)
            if old:
                self.cancel.append(self.shown(old))
            else:
                self.add("ballot.voted", voice)
            self.publish()
            return
        self.add("ballot.cast", voice, ballot=hashed)
        if not self.charter["options"]:
            self.object(voice, ballot)

    def hash_of(self, ballot: Facts) -> str:
        return verify.commitment(ballot["receipt"], ballot["salt"], ballot["choice"])

    def shown(self, ballot: Facts) -> str:
        inner = verify.inner(ballot["salt"], ballot["choice"])
        return f"{self.hash_of(ballot)}:{ballot['receipt']}:{inner}"

    def publish(self, least: int = 5) -> None:
        if len(self.waiting) >= least:
            self.add("ballots.committed", "installation",
                     commitments=",".join(sorted(self.waiting)))  # fmt: skip
            self.waiting = []
        public = [one for one in self.cancel if one.split(":")[0] not in self.waiting]
        if len(public) >= least:
            self.add("ballots.cancelled", "installation", cancelled=",".join(sorted(public)))
            self.cancel = [one for one in self.cancel if one not in public]
            self.life.kinds.add("cancelled")

    def take_back(self) -> None:
        if not self.ballots:
            return
        voice = self.chance.choice(sorted(self.ballots))
        old = self.ballots.pop(voice)
        self.life.gone.append(old)
        self.life.kinds.add("taken back")
        self.add("ballot.taken-back", voice)
        if self.secret:
            self.cancel.append(self.shown(old))
            self.publish()
        self.withdraw(voice)

    def unite(self) -> None:
        if len(self.free()) < 4:
            return
        stays, gone = self.chance.sample(self.free(), 2)
        if self.secret and gone in self.ballots:
            stays, gone = gone, stays
        if self.secret and gone in self.ballots:
            return
        if gone in self.electorate and stays not in self.electorate:
            if not self.secret:
                stays, gone = gone, stays
            elif stays not in self.ballots:
                return
        both = [self.ballots[one] for one in (stays, gone) if one in self.ballots]
        latest = max(both, key=self.cast_at, default=None)
        data = {} if self.secret else {"ballot": self.hash_of(latest) if latest else ""}
        self.add("ballots.united", stays, absorbed=gone, **data)
        self.life.kinds.add("united")
        self.life.gone += [one for one in both if one is not latest]
        self.into[gone] = stays
        family = {stays, gone}
        for other in [one for one in self.families if one & family]:
            family |= other
            self.families.remove(other)
        self.families.append(family)
        self.ballots.pop(gone, None)
        if latest is not None and not self.secret:
            latest.update(voter=stays, eligible=stays in self.electorate)
            self.ballots[stays] = latest
        mine = [one for one in self.standing() if self.voice(one["author"]) == stays]
        for one in mine:
            kept = latest is not None and latest["choice"] == ["object"]
            if not kept or one["reason"] != verify.digest(latest["reason"] if latest else ""):
                self.change(one, "withdrawn", one["author"], standing="withdrawn")

    def cast_at(self, ballot: Facts) -> int:
        hashed = self.hash_of(ballot)
        return max((one["n"] for one in self.entries if one["data"].get("ballot") == hashed
                    and one["act"] == "ballot.cast"), default=0)  # fmt: skip

    def voice(self, name: str) -> str:
        while name in self.into:
            name = self.into[name]
        return name

    # Objections and views.

    def standing(self) -> list[Facts]:
        """The objections of this round that are not withdrawn."""
        return [
            one for one in self.objections.values()
            if one["round"] == self.round and one["standing"] != "withdrawn"
        ]  # fmt: skip

    def object(self, voice: str, ballot: Facts) -> None:
        mine = next((one for one in self.standing() if self.voice(one["author"]) == voice), None)
        if ballot["choice"] != ["object"]:
            self.withdraw(voice)
            return
        if mine is None:
            number = len(self.objections) + 1
            mine = {"number": number, "round": self.round, "author": voice, "remedy": NOTHING}
            self.objections[number] = mine
        self.change(mine, "raised", mine["author"], standing="raised", answer=NOTHING,
                    reason=self.said(ballot["reason"]))  # fmt: skip

    def withdraw(self, voice: str) -> None:
        for one in self.standing():
            if self.voice(one["author"]) == voice:
                self.change(one, "withdrawn", one["author"], standing="withdrawn")

    def change(self, one: Facts, event: str, by: str, **new: str) -> None:
        one.update(new)
        told = {name: one[name] for name in ("author", "standing", "reason", "remedy", "answer")}
        self.add(f"objection.{event}", by, objection=one["number"], **told)
        self.life.kinds.add(f"objection {event}")

    def remedy(self) -> None:
        with_reason = [name for name, one in self.ballots.items() if one["reason"]]
        if self.secret or not with_reason:
            return
        voice = self.chance.choice(sorted(with_reason))
        text = f"A remedy of {self.number}."
        self.ballots[voice]["remedy"] = text
        mine = next((one for one in self.standing() if self.voice(one["author"]) == voice), None)
        if mine:
            self.change(mine, "remedy", mine["author"], remedy=self.said(text))
        else:
            self.add("reservation.remedy", voice, remedy=self.said(text))

    def answer(self, *, all_of_them: bool = False) -> None:
        waiting = [one for one in self.objections.values() if one["standing"] != "withdrawn"]
        if all_of_them:
            waiting = [one for one in self.standing() if one["standing"] == "raised"]
        for one in waiting if all_of_them else waiting[:1]:
            event = self.chance.choice(("answered", "accommodated", "sustained"))
            answer = self.said(f"An answer of {self.number}.")
            self.change(one, event, self.one(), standing=event, answer=answer)

    def uphold(self) -> None:
        mine = [one for one in self.objections.values()
                if one["standing"] not in ("withdrawn", "raised")]  # fmt: skip
        if mine:
            one = self.chance.choice(mine)
            resolved = self.chance.random() < 0.5
            event, status = ("withdrawn", "withdrawn") if resolved else ("stands", "answered")
            self.change(one, event, one["author"], standing=status)

    def view(self) -> None:
        by = self.chance.choice(self.free())
        family = next((one for one in self.families if by in one), {by})
        replaced = sorted(name for name in self.minority if name in family)
        text = self.said(f"A view of {self.number}.")
        self.add("minority.added", by, text=text, replaced=",".join(replaced))
        for name in replaced:
            del self.minority[name]
        self.minority[by] = text
        self.life.kinds.add("minority")

    def extend(self) -> None:
        closes = self.closes + timedelta(hours=self.chance.choice((1, 24)))
        if closes - self.opened <= timedelta(days=90):
            self.pass_time()
            self.closes = closes
            self.add("decision.extended", self.one(), closes=stamp(closes))
            self.rounds[-1]["closes"] = stamp(closes)
            self.life.kinds.add("extended")

    # The end.

    def ending(self, *, early: bool) -> Facts:
        self.publish(1)
        facts = self.rounds[-1]
        counted = [one for one in self.ballots.values() if one["eligible"]]
        published = verify.publication(self.charter, len(counted), early=early)
        facts["published"] = published
        if self.secret:
            facts["voters"] = sorted(self.ballots)
        if published == "all":
            opened = [one for one in self.ballots.values() if one["eligible"] or not self.secret]
            kept = [self.hash_of(one) for one in self.ballots.values() if one not in opened]
            facts["ballots"] = [
                *sorted((dict(one) for one in opened), key=lambda one: str(one["receipt"])),
                *({"commitment": one, "eligible": False} for one in sorted(kept)),
            ]
        facts["stated"] = None if published == "none" else self.stated(counted, published)
        self.life.kinds.add(f"{self.charter['secrecy']} {published}")
        return {
            "ballots": verify.digest(verify.canonical(facts["ballots"])),
            "stated": verify.digest(verify.canonical(facts["stated"])),
            "people": len(self.ballots), "published": published,
        }  # fmt: skip

    def stated(self, counted: list[Facts], published: str) -> Facts:
        choices = [one["choice"] for one in counted]
        options = len(self.charter["options"]) if "counting" in self.charter else 0
        counts: Counter[str] = Counter()
        for choice in choices:
            counts.update({one: options - k if options else 1 for k, one in enumerate(choice)})
        first = Counter(choice[0] for choice in choices)
        big = {name: cell for name, cell in first.items() if cell >= 5}
        table = {self.chance.choice(GROUPS): dict(big)} if big else {}
        needed: int = self.charter["quorum"]["groups"]
        groups = min(len(choices), needed, self.chance.choice((0, needed, needed)))
        return {
            "groups": groups,
            **({"fewer": True} if groups < needed else {}),
            "organisations": {name: self.chance.randint(0, 60 * cell) for name, cell in
                              counts.items()},
            "by_group": table, "by_region": {},
            **({"tables": self.tables(choices, counts, first)} if published == "tables" else {}),
        }  # fmt: skip

    def tables(self, choices: list[list[str]], counts: Counter[str], first: Counter[str]) -> Facts:
        found: Facts = {"counted": len(choices), "counts": dict(counts)}
        if "counting" not in self.charter:
            return found
        pairs: dict[str, Counter[str]] = {}
        for choice in choices:
            for k, one in enumerate(choice):
                behind = [str(o) for o in range(len(self.charter["options"]))]
                after = [o for o in behind if o not in choice[: k + 1]]
                pairs.setdefault(one, Counter()).update(after)
        named = Counter(one for choice in choices for one in choice)
        return {**found, "first": dict(first), "named": dict(named),
                "pairs": {name: dict(row) for name, row in pairs.items() if row}}  # fmt: skip

    def call(self) -> bool:
        """Call a result that is possible; whether there is one."""
        objections = [self.objections[key] for key in sorted(self.objections)]
        self.evaluation = verify.evaluation(
            self.rounds[-1], objections, len(set(self.into) & set(self.electorate))
        )
        possible = self.evaluation["compatible"]
        if not possible:
            return False
        designation, by = self.chance.choice(possible), self.one()
        final = {"objections": objections, "minority": self.minority, "evaluation": self.evaluation}
        text = f"A rationale of {self.number}."
        self.add("decision.called", by, result=designation, rationale=self.said(text),
                 final=verify.digest(verify.canonical(final)))  # fmt: skip
        self.result = {"designation": designation, "rationale": text, "called_by": by,
                       "at": self.entries[-1]["at"]}  # fmt: skip
        self.state = "provisional"
        self.life.kinds.add("called")
        return True

    def finish(self) -> None:
        """Contest, call again, make it final, in some order or not at all."""
        caller = str(self.result["called_by"]) if self.result else ""
        review = timedelta(hours=self.charter["review_hours"])
        called = self.now
        if self.chance.random() < 0.4:
            self.add("decision.contested", self.chance.choice(self.free()),
                     reason=self.said("No."))  # fmt: skip
            self.state = "contested"
            self.life.kinds.add("contested")
            if self.chance.random() < 0.5:
                self.view()
                self.call()
                called = self.now
            else:
                others = [self.rapporteur, *(one for one in self.facilitators
                                             if not self.same(one, caller))]  # fmt: skip
                self.add("decision.final", self.chance.choice(others))
                self.state = "final"
                self.life.kinds.add("confirmed")
                return
        if self.chance.random() < 0.7:
            self.now = max(self.now, called + review)
            self.add("decision.final", "installation")
            self.state = "final"
            self.life.kinds.add("final")

    def same(self, one: str, other: str) -> bool:
        linked = [row["data"] for row in self.context if row["act"] == "person.linked"]
        return one == other or any({one, other} == {row["person"], row["other"]} for row in linked)

    # A life.

    def write(self) -> Life:
        self.appoint()
        self.open_round()
        while self.live_round():
            pass
        known = {name: {**one, **{text: self.words[one[text]] for text in verify.TEXTS}}
                 for name, one in self.objections.items()}  # fmt: skip
        over = self.rounds[-1]["published"]
        closed = any(one["act"] == "decision.closed" and one["data"]["round"] == self.round
                     for one in self.entries)  # fmt: skip
        if closed and over != "none" and self.evaluation is None:
            objections = [self.objections[key] for key in sorted(self.objections)]
            self.evaluation = verify.evaluation(
                self.rounds[-1], objections, len(set(self.into) & set(self.electorate))
            )
        if not self.rounds[-1]["published"] and self.secret:
            self.rounds[-1]["voters"] = sorted(self.ballots)
        self.life.value = {
            "format": verify.DECISION_BY_LIFE, "reference": "D7", "track": TRACK,
            "state": self.state, "rounds": self.rounds,
            "objections": [known[key] for key in sorted(known)],
            "minority": [{"author": k, "text": self.words[self.minority[k]]}
                         for k in sorted(self.minority)],
            "evaluation": self.evaluation, "result": self.result, "entries": self.entries,
            "head": self.last, "context": self.context,
        }  # fmt: skip
        return self.life

    def live_round(self) -> bool:
        """What happens in a round; whether another one follows."""
        doings = [self.vote] * 12 + [self.take_back, self.take_back, self.unite, self.remedy,
                                     self.answer, self.uphold, self.view, self.extend]  # fmt: skip
        for _ in range(self.chance.randint(8, 34) + 4 * (len(self.voices) > 60) * 16):
            self.chance.choice(doings)()
        how = self.chance.random()
        if how < 0.08:
            return False
        if how < 0.3:
            act = self.chance.choice(("decision.withdrawn", "decision.restarted"))
            return self.leave(act, self.ending(early=True))
        self.now = max(self.now, self.closes)
        self.add("decision.closed", "installation", **self.ending(early=False))
        self.state = "closed"
        self.uphold()
        if self.rounds[-1]["published"] == "none" and self.chance.random() < 0.5:
            if self.round > 2:
                return False
            self.add("decision.reopened", self.one(), reason=self.said("Few spoke."))
            self.life.kinds.add("reopened")
            self.open_round(self.charter)
            return True
        if self.chance.random() < 0.15:
            act = self.chance.choice(("decision.withdrawn", "decision.restarted"))
            return self.leave(act, {})
        if self.rounds[-1]["published"] != "none" and self.charter["kind"] != "sense":
            self.answer(all_of_them=True)
            if self.chance.random() < 0.9 and self.call():
                self.finish()
        return False

    def leave(self, act: str, end: Facts) -> bool:
        """Withdraw or begin anew."""
        if act == "decision.withdrawn" or self.round > 2:
            self.add("decision.withdrawn", self.one(), reason=self.said("Overtaken."), **end)
            self.state = "withdrawn"
            self.life.kinds.add("withdrawn")
            return False
        text = f"Text {self.round + 1} anew"
        self.add("decision.restarted", self.one(), text=verify.digest(text), **end)
        self.life.kinds.add("restarted")
        self.open_round({**self.charter, "text": text})
        return True


def random_life(seed: int) -> Life:
    """A life that could have been, the same for the same seed."""
    return Writer(seed).write()
