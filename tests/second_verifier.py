"""A second verifier of exported decisions, written from `bot/record/README.md` alone.

It shares nothing with the program: no import, and another plan. `verify.py` hears one entry after
the other; this one takes the file apart by subject (times, offices, steps, voices, objections,
views, ballots, counts) and asks of each whether it could have been. The first fault ends it.
"""

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

Facts = dict[str, Any]
ZEROS = "0" * 64
FORMATS = {
    "decision": "intersession-decision-3",
    "journal": "intersession-journal-2",
    "report": "intersession-report-2",
}
NEW = FORMATS["decision"]
POSITIONS = ["support", "reservations", "abstain", "object"]
ROLE_ACTS = ("role.given", "role.ended")
PERSON_ACTS = ("person.linked", "person.unlinked", "person.erased")
END = {"ballots", "stated", "people", "published"}
OBJECTION = {"objection", "author", "standing", "reason", "remedy", "answer"}
DATA: dict[str, set[str]] = {
    "decision.opened": {"charter", "electorate", "format"},
    "decision.extended": {"closes"},
    "decision.closed": END,
    "decision.withdrawn": {"reason"},
    "decision.reopened": {"reason"},
    "decision.restarted": {"text"},
    "decision.called": {"result", "rationale", "final"},
    "decision.contested": {"reason"},
    "decision.final": set(),
    "ballot.cast": {"ballot"},
    "ballot.voted": set(),
    "ballot.taken-back": set(),
    "ballots.united": {"absorbed"},
    "ballots.committed": {"commitments"},
    "ballots.cancelled": {"cancelled"},
    "reservation.remedy": {"remedy"},
    "minority.added": {"text", "replaced"},
    **{
        f"objection.{event}": OBJECTION
        for event in (
            "raised", "remedy", "withdrawn", "stands", "answered", "accommodated", "sustained",
        )
    },
}  # fmt: skip
BY_VOICES = ("ballot.cast", "ballot.voted", "ballot.taken-back", "ballots.united",
             "reservation.remedy", "minority.added", "decision.contested")  # fmt: skip
BY_AUTHORS = ("objection.raised", "objection.remedy", "objection.withdrawn", "objection.stands")
BY_OFFICES = ("decision.opened", "decision.extended", "decision.withdrawn", "decision.restarted",
              "decision.reopened", "decision.called", "objection.answered",
              "objection.accommodated",
              "objection.sustained")  # fmt: skip
BEFORE_THE_CLOSE = (*BY_VOICES[:5], "objection.raised", "objection.remedy", "decision.extended")
ANEW = ("decision.restarted", "decision.reopened")
COMMON = {"decision", "track", "round", "previous"}


class RefusedError(Exception):
    """Why a file is not accepted."""


def need(fits: object, why: str) -> None:
    """Raise RefusedError unless something holds."""
    if not fits:
        raise RefusedError(why)


def text_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(value: Any) -> str:
    """The hash of a text, or of a value's canonical JSON."""
    return sha256((value if isinstance(value, str) else text_of(value)).encode()).hexdigest()


def value_hash(value: Any) -> str:
    return sha256(text_of(value).encode()).hexdigest()


def number(value: Any, least: int = 0, most: float = float("inf")) -> bool:
    return type(value) is int and least <= value <= most


def when(text: str) -> datetime:
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text), f"{text} is no instant")
    return datetime.fromisoformat(text)


def refusal(text: str) -> str:
    """Why the export of a decision is refused; "" if it is accepted."""
    try:
        value = json.loads(text)
        need(text_of(value) == text, "not canonical")
        need(isinstance(value, dict) and value["format"] == NEW, "not of the third format")
        File(value).check()
    except RefusedError as why:
        return str(why)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as why:
        return f"malformed: {why!r}"
    return ""


class Stretch:
    """A round: its part of the file, the entries that belong to it, and what follows from them."""

    def __init__(self, facts: Facts, entries: list[Facts], place: int) -> None:
        self.facts, self.charter, self.entries, self.place = facts, facts["charter"], entries, place
        self.is_new = entries[0]["data"].get("format") == NEW
        self.secret = self.charter["secrecy"] == "secret"
        ends = [one for one in entries if END & set(one["data"])]
        need(len(ends) < 2, "a round ends once")
        self.end = ends[0] if ends else None
        self.united = [one for one in entries if one["act"] == "ballots.united"]

    def owner(self, voice: str, before: int | None = None) -> str:
        """The voice that this one is, by the unions with a smaller number."""
        for one in self.united:
            if one["data"]["absorbed"] == voice and (before is None or one["n"] < before):
                return self.owner(one["by"], before)
        return voice

    def closes_at(self, n: int) -> str:
        """When the round closes, as it stood at an entry."""
        closes: str = self.charter["closes"]
        for one in self.entries:
            if one["act"] == "decision.extended" and one["n"] < n:
                closes = str(one["data"]["closes"])
        return closes

    def ballots_until(self, n: float) -> dict[str, tuple[str, int]]:
        """The commitment and the number of the cast of each voice's ballot, before an entry."""
        found: dict[str, tuple[str, int]] = {}
        for one in self.entries:
            if one["n"] >= n:
                break
            match one["act"]:
                case "ballot.cast":
                    found[one["by"]] = one["data"]["ballot"], one["n"]
                case "ballot.voted":
                    found[one["by"]] = "", one["n"]
                case "ballot.taken-back":
                    found.pop(one["by"], None)
                case "ballots.united":
                    gone = found.pop(one["data"]["absorbed"], None)
                    mine = found.get(one["by"])
                    if gone and (mine is None or mine[1] < gone[1]):
                        found[one["by"]] = gone
        return found


class File:
    """The export of a decision, taken apart by subject."""

    def __init__(self, value: Facts) -> None:
        self.value = value
        self.entries: list[Facts] = value["entries"]
        self.context: list[Facts] = value["context"]
        self.everything = sorted([*self.entries, *self.context], key=lambda one: one["n"])
        self.begun = 0
        self.stretches: list[Stretch] = []

    def check(self) -> None:
        """Raise RefusedError for the first thing that could not have been."""
        self.links()
        self.times()
        self.take_rounds()
        self.data()
        self.offices()
        self.steps()
        for one in self.stretches:
            self.charter(one)
            if one.is_new:
                self.voices(one)
                self.commitments(one)
            else:
                self.older_round(one)
        self.objections()
        self.views()
        self.contents()
        for one in self.stretches:
            if one.is_new and one.end:
                self.ballots(one)
                self.stated(one)
        self.results()

    # The chain.

    def links(self) -> None:
        need(
            set(self.value) == {
                "format", "reference", "track", "state", "rounds", "objections", "minority",
                "evaluation", "result", "entries", "head", "context",
            },
            "the fields of a decision",
        )  # fmt: skip
        for one in self.everything:
            need(set(one) == {"n", "prev", "at", "act", "by", "data", "hash"}, "an entry's fields")
            need(number(one["n"], 1), "an entry's number")
            need(re.fullmatch("[0-9a-f]{64}", one["prev"]), "a hash before an entry")
            need((one["n"] == 1) is (one["prev"] == ZEROS), "only the first has none before it")
            rest = {key: one[key] for key in one if key != "hash"}
            need(value_hash(rest) == one["hash"], f"the hash of {one['n']}")
            need(
                all(isinstance(cell, str) or number(cell) for cell in one["data"].values()),
                "words and numbers",
            )
        for first, second in pairwise(self.everything):
            need(first["n"] < second["n"], "numbers are different")
            if first["n"] + 1 == second["n"]:
                need(second["prev"] == first["hash"], f"{second['n']} follows {first['n']}")
        for part in (self.entries, self.context):
            need([one["n"] for one in part] == sorted(one["n"] for one in part), "the order")
        hashes = [ZEROS, *(one["hash"] for one in self.entries)]
        need([one["data"]["previous"] for one in self.entries] == hashes[:-1], "the own chain")
        need(len(hashes) > 1 and self.value["head"] == hashes[-1], "the head")
        begun = [one for one in self.context if one["act"] == "format.begun"]
        need(len(begun) == 1, "one format.begun")
        need(begun[0]["by"] == "installation" and begun[0]["data"] == FORMATS, "which formats")
        self.begun = begun[0]["n"]
        allowed = {"format.begun", *ROLE_ACTS, *PERSON_ACTS}
        need({one["act"] for one in self.context} <= allowed, "what a decision rests on")

    def times(self) -> None:
        since = [one for one in self.everything if one["n"] >= self.begun]
        for one in self.everything:
            when(one["at"])
        need(all(a["at"] <= b["at"] for a, b in pairwise(since)), "times go forward")

    def take_rounds(self) -> None:
        """Cut the entries at each opening."""
        starts = [k for k, one in enumerate(self.entries) if one["act"] == "decision.opened"]
        need(starts[:1] == [0] and len(starts) == len(self.value["rounds"]), "openings and rounds")
        for place, (start, stop) in enumerate(pairwise([*starts, len(self.entries)]), 1):
            facts = self.value["rounds"][place - 1]
            self.stretches.append(Stretch(facts, self.entries[start:stop], place))
        for one in self.stretches:
            need(one.is_new == (one.entries[0]["n"] > self.begun), "the format of a round")

    def data(self) -> None:
        for stretch in self.stretches:
            for one in stretch.entries:
                data = one["data"]
                need(one["act"] in DATA, f"{one['act']} is no act")
                need(data["decision"] == self.value["reference"], "of another decision")
                need(data["track"] == self.value["track"], "of another track")
                need(number(data["round"]) and data["round"] == stretch.place, "of another round")
                if stretch.is_new:
                    wanted = COMMON | DATA[one["act"]]
                    if one["act"] in ("decision.withdrawn", "decision.restarted"):
                        wanted |= END & set(data)
                        need(not END & set(data) or set(data) >= END, "a whole end")
                    if one["act"] == "ballots.united" and not stretch.secret:
                        wanted = wanted | {"ballot"}
                    need(set(data) == wanted, f"the data of {one['act']}")
                for name in ("charter", "electorate", "text", "reason", "remedy", "answer",
                             "rationale", "final", "ballots", "stated"):  # fmt: skip
                    if name in data:
                        need(re.fullmatch("[0-9a-f]{64}", data[name]), f"{name} is a hash")

    # Who.

    def offices(self) -> None:
        for stretch in self.stretches:
            for one in stretch.entries:
                self.actor(stretch, one)
        for one in self.context:
            if one["act"] in ROLE_ACTS and one["n"] > self.begun:
                self.appointment(one)

    def actor(self, stretch: Stretch, one: Facts) -> None:
        act, by, n = one["act"], one["by"], one["n"]
        if act in (*BY_VOICES, *BY_AUTHORS):
            if stretch.is_new:
                need(re.fullmatch("v-[0-9a-f]{16}", by), f"{by} is a voice")
                if act in BY_VOICES:
                    need(stretch.owner(by, n) == by, f"{by} is another voice by then")
            return
        if act in BY_OFFICES or (act == "decision.final" and by != "installation"):
            if n < self.begun:
                return
            need(re.fullmatch("p-[0-9a-f]{16}", by), f"{by} is a person")
            fits = self.holds(by, "facilitator", self.value["track"], n)
            if act == "decision.final":
                fits = fits or self.holds(by, "rapporteur", "", n)
            need(fits, f"{by} held no office at {n}")
            return
        need(by == "installation", f"{by} is not the installation")

    def appointment(self, one: Facts) -> None:
        data, n = one["data"], one["n"]
        role, track = data["role"], data.get("track", "")
        need((role == "facilitator") == (track != ""), "no such office")
        if "account" in data:
            if one["act"] == "role.given":
                need(self.holds(data["account"], role, track, n), "what is carried was held")
            return
        claims = one["act"] == "role.given" and role == "operator" and one["by"] == data["person"]
        need(not claims or not self.anybody("operator", n), "claimed while it was nobody's")
        need(claims or self.holds(one["by"], "operator", "", n), "appointed by an operator")
        if one["act"] == "role.ended":
            need(self.holds(data["person"], role, track, n), "what is ended was held")

    def anybody(self, role: str, n: int) -> bool:
        """Whether anybody held an office of no track just before an entry."""
        names = {one["data"]["person"] for one in self.context if "person" in one["data"]}
        return any(self.holds(name, role, "", n) for name in names)

    def holds(self, who: str, role: str, track: str, n: int) -> bool:
        """Whether somebody held an office just before an entry."""
        families: list[set[str]] = []
        holders: set[str] = set()

        def family(name: str) -> set[str]:
            return next((one for one in families if name in one), {name})

        for one in self.context:
            if one["n"] >= n:
                break
            data = one["data"]
            is_this = (data.get("role"), data.get("track", "")) == (role, track)
            match one["act"]:
                case "role.given" if is_this:
                    holders.add(data["person"])
                case "role.ended" if is_this and "account" in data:
                    holders.discard(data["person"])
                case "role.ended" if is_this:
                    holders -= family(data["person"])
                case "person.linked":
                    both = family(data["person"]) | family(data["other"])
                    families = [one for one in families if not one & both] + [both]
                case "person.unlinked":
                    for mine in families:
                        mine.discard(data["person"])
                case "person.erased":
                    gone = family(data["person"])
                    holders -= gone
                    families = [one for one in families if one is not gone]
        return bool(holders & family(who))

    def same_person(self, one: str, other: str, n: int) -> bool:
        """Whether two pseudonyms were one person just before an entry: a role that only the one was
        given is then held by the other."""
        probe = {"n": 0, "act": "role.given", "data": {"person": one, "role": "probe"}}
        before, self.context = self.context, [probe, *self.context]
        try:
            erased = any(
                entry["act"] == "person.erased" and entry["data"]["person"] == one
                for entry in before
            )
            return one == other or (not erased and self.holds(other, "probe", "", n))
        finally:
            self.context = before

    # What came after what.

    def steps(self) -> None:
        state, called = "", self.entries[0]
        for stretch in self.stretches:
            for before, one in zip([None, *stretch.entries], stretch.entries, strict=False):
                anew = before is not None and before["act"] in ANEW
                need(not anew, "opened at once")
                if one["act"] in BEFORE_THE_CLOSE:
                    need(one["at"] < stretch.closes_at(one["n"]), f"{one['act']} after the close")
                state = self.step(state, stretch, one, called)
                called = one if one["act"] == "decision.called" else called
        need(state == self.value["state"], "the state")

    def step(self, state: str, stretch: Stretch, one: Facts, called: Facts) -> str:
        """The state after an entry."""
        act, data, at = one["act"], one["data"], one["at"]
        closes = stretch.closes_at(one["n"])
        match act.split("."):
            case ["decision", "opened"]:
                need(state in ("", "restarted", "reopened"), "opened once")
                return "open"
            case ["decision", "extended"]:
                need(state == "open" and data["closes"] > closes, "longer")
                span = when(data["closes"]) - when(stretch.charter["opened"])
                need(span <= timedelta(days=90), "90 days")
            case ["decision", "closed"]:
                need(state == "open" and at >= closes, "closed in its time")
                return "closed"
            case ["decision", "withdrawn" | "restarted" as event]:
                need(state in ("open", "closed"), f"{event} while {state}")
                need((state == "open") == ("ballots" in data), "the end of a round")
                need(state == "closed" or at < closes, "closed before")
                return str(event)
            case ["decision", "reopened"]:
                need(state == "closed" and stretch.end, "reopened after its close")
                need(stretch.end and stretch.end["data"].get("published") == "none", "no need")
                return "reopened"
            case ["decision", "called" | "contested" | "final"]:
                return self.result_step(state, stretch, one, called)
            case ["minority", _]:
                need(state in ("open", "closed", "provisional", "contested"), "a view in time")
            case ["objection", event] if event not in ("raised", "remedy"):
                need(state in ("open", "closed"), "an objection in time")
            case _:
                need(state == "open", f"{act} while {state}")
        return state

    def result_step(self, state: str, stretch: Stretch, one: Facts, called: Facts) -> str:
        """The state after a result was called, contested or made final."""
        at, review = when(one["at"]), timedelta(hours=stretch.charter["review_hours"])
        if one["act"] == "decision.called":
            need(state in ("closed", "contested"), "called after the close")
            need(stretch.end and stretch.end["act"] == "decision.closed", "called on a round")
            need(stretch.end and stretch.end["data"].get("published") != "none", "no result")
            return "provisional"
        if one["act"] == "decision.contested":
            need(state in ("provisional", "contested"), "contested")
            need(at <= when(called["at"]) + review, "contested in time")
            return "contested"
        if one["by"] == "installation":
            need(state == "provisional", "final by time")
            need(at >= when(called["at"]) + review, "the review is over")
        else:
            need(state == "contested", "final by a person")
            need(not self.same_person(called["by"], one["by"], one["n"]), "somebody else")
        return "final"

    def charter(self, one: Stretch) -> None:
        charter, opening = one.charter, one.entries[0]
        electorate = one.facts["electorate"]
        need(
            (charter["reference"], charter["track"], charter["round"], charter["electorate"])
            == (self.value["reference"], self.value["track"], one.place, len(electorate)),
            "whose charter",
        )
        for version in charter.get("languages", {}).get("versions", {}).values():
            need(len(version["options"]) == len(charter["options"]), "options of a version")
        if one.place > 1:
            earlier = self.stretches[one.place - 2]
            again = earlier.entries[-1]
            need(again["act"] in ANEW, "begun anew")
            if again["act"] == "decision.restarted":
                need(hash_of(charter["text"]) == again["data"]["text"], "the new text")
            else:
                same = ("kind", "text", "options")
                need(all(charter[name] == earlier.charter[name] for name in same), "as it was")
        if one.is_new:
            self.terms(one, opening)

    @staticmethod
    def terms(one: Stretch, opening: Facts) -> None:
        charter, electorate = one.charter, one.facts["electorate"]
        kind, options = charter["kind"], charter["options"]
        need(charter["format"] == NEW and charter["called_by"] == "facilitators", "the terms")
        need(charter["opened"] == opening["at"], "opened then")
        hours = (when(charter["closes"]) - when(charter["opened"])).total_seconds() / 3600
        need((1 if kind == "sense" else 72) <= hours <= 2160, "hours")
        need(charter["secrecy"] in ("open", "secret"), "secrecy")
        if kind in ("consensus", "sense"):
            need(options == [] and not one.secret, "positions")
        else:
            need(kind in ("choice", "approval", "ranking"), "the kind")
            need(2 <= len(options) <= 12 and len(set(options)) == len(options), "options")
        need(all(words.strip() for words in (charter["text"], *options)), "blank words")
        need((charter.get("counting") == "points") == (kind == "ranking"), "points")
        need(number(charter["review_hours"], 24, 720), "the review")
        need(number(charter["quorum"]["people"], 1), "the quorum")
        need(number(charter["quorum"]["groups"], 0, 5), "the quorum's groups")
        need(charter.get("silence", "nothing") == "nothing", "silence")
        need(electorate == sorted(set(electorate)), "the electorate")
        need(all(re.fullmatch("v-[0-9a-f]{16}", name) for name in electorate), "voices")
        need(not one.secret or len(electorate) >= 5, "a secret round of five")

    # Ballots.

    def voices(self, one: Stretch) -> None:
        electorate = set(one.facts["electorate"])
        absorbed: set[str] = set()
        for entry in one.entries:
            act, by, data = entry["act"], entry["by"], entry["data"]
            before = one.ballots_until(entry["n"]) if act in BY_VOICES[:5] else {}
            match act:
                case "ballot.cast":
                    need(not one.secret, "an open ballot")
                    need(re.fullmatch("[0-9a-f]{64}", data["ballot"]), "a commitment")
                    need(data["ballot"] not in {hashed for hashed, _ in before.values()}, "its own")
                case "ballot.voted":
                    need(one.secret and by not in before, "a secret ballot")
                case "ballot.taken-back" | "reservation.remedy":
                    need(by in before, "a ballot of the voice")
                case "ballots.united":
                    gone = data["absorbed"]
                    need(re.fullmatch("v-[0-9a-f]{16}", gone), "a voice")
                    need(gone != by and gone not in absorbed, "two voices")
                    absorbed.add(gone)
                    stays = by in electorate or (one.secret and by in before)
                    need(gone not in electorate or stays, "a member stays")
                    if one.secret:
                        need(gone not in before, "who voted stays")
                    else:
                        both = [before[name] for name in (by, gone) if name in before]
                        latest = max(both, key=lambda cast: cast[1], default=("", 0))
                        need(data["ballot"] == latest[0], "the later ballot")

    def commitments(self, one: Stretch) -> None:
        earlier = {
            hashed
            for other in self.stretches[: one.place - 1]
            for entry in other.entries
            for hashed in entry["data"].get("commitments", "").split(",")
        }
        published: set[str] = set()
        cancelled: set[str] = set()
        for place, entry in enumerate(one.entries):
            name = {"ballots.committed": "commitments", "ballots.cancelled": "cancelled"}.get(
                entry["act"]
            )
            if name is None:
                continue
            need(one.secret, "secret ballots alone are committed")
            items = entry["data"][name].split(",")
            need(items == sorted(set(items)), "sorted")
            rest = one.entries[place + 1 :]
            if name == "commitments" and rest[:1] and rest[0]["act"] == "ballots.cancelled":
                rest = rest[1:]
            is_last = bool(rest) and "ballots" in rest[0]["data"]
            need(len(items) >= 5 or is_last, "five at once")
            for item in items:
                if name == "commitments":
                    need(re.fullmatch("[0-9a-f]{64}", item), "a commitment")
                    need(item not in published | earlier, "published once")
                    published.add(item)
                else:
                    hashed, receipt, inner = item.split(":")
                    need(hashed in published - cancelled, "published before")
                    need(is_receipt(receipt) and re.fullmatch("[0-9a-f]{64}", inner), "shown")
                    need(value_hash([hash_of(receipt), inner]) == hashed, "its receipt")
                    cancelled.add(hashed)
        if one.end and one.secret:
            voted = one.ballots_until(float("inf"))
            need(len(published) - len(cancelled) == len(voted), "commitments and voters")
        one.facts["live"] = published - cancelled

    def ballots(self, one: Stretch) -> None:
        assert one.end
        data, charter, file = one.end["data"], one.charter, one.facts
        voted = one.ballots_until(float("inf"))
        counted = len(set(voted) & set(file["electorate"]))
        wanted = "all"
        if one.secret:
            tells = charter["kind"] == "ranking" or (
                charter["kind"] == "approval" and len(charter["options"]) > 4
            )
            early = one.end["act"] != "decision.closed"
            wanted = "none" if early or counted < 5 else wanted
            wanted = "tables" if wanted == "all" and tells and counted < 50 else wanted
        need(data["published"] == wanted, f"published: {wanted}")
        need(number(data["people"]) and data["people"] == len(voted), "how many voted")
        need((file["ballots"] is None) == (wanted != "all"), "ballots that are published")
        need(wanted != "none" or file["stated"] is None, "nothing stated")
        if wanted != "all":
            return
        opened = [ballot for ballot in file["ballots"] if "commitment" not in ballot]
        closed = file["ballots"][len(opened) :]
        receipts = [ballot["receipt"] for ballot in opened]
        need(receipts == sorted(set(receipts)), "by receipt")
        given = [self.ballot(one, ballot) for ballot in opened]
        if one.secret:
            need(all(set(b) == {"commitment", "eligible"} for b in closed), "unopened")
            need(all(b["eligible"] is False for b in closed), "unopened ones do not count")
            kept = [b["commitment"] for b in closed]
            need(kept == sorted(kept), "unopened ones are sorted")
            need(sorted([*given, *kept]) == sorted(one.facts["live"]), "what was committed")
            need(len(opened) == counted, "as many as have voted")
        else:
            need(not closed, "all are opened")
            mine = {ballot["voter"]: hashed for ballot, hashed in zip(opened, given, strict=True)}
            need(len(mine) == len(opened), "one for each voice")
            need(mine == {name: hashed for name, (hashed, _) in voted.items()}, "the last ones")

    def ballot(self, one: Stretch, ballot: Facts) -> str:
        """The commitment of a ballot that can be."""
        need(
            set(ballot) == {"receipt", "salt", "voter", "choice", "reason", "remedy", "eligible"},
            "a ballot's fields",
        )
        need(is_receipt(ballot["receipt"]), "a receipt")
        need(re.fullmatch("[0-9a-f]{32}", ballot["salt"]), "a salt")
        kind, choice = one.charter["kind"], ballot["choice"]
        many = kind in ("approval", "ranking")
        texts = POSITIONS if kind in ("consensus", "sense") else [
            str(k) for k in range(len(one.charter["options"]))
        ]  # fmt: skip
        need(1 <= len(choice) <= (len(texts) if many else 1), "how many are chosen")
        need(set(choice) <= set(texts) and len(set(choice)) == len(choice), "what is chosen")
        if choice[0] in ("reservations", "object"):
            need(ballot["reason"] != "", "a reason")
        if one.secret:
            need(ballot["voter"] == ballot["reason"] == ballot["remedy"] == "", "it is secret")
            need(ballot["eligible"] is True, "it counts")
        else:
            is_member = ballot["voter"] in one.facts["electorate"]
            need(ballot["eligible"] is is_member, "whether it counts")
            self.remedied(one, ballot)
        return value_hash([hash_of(ballot["receipt"]), value_hash([ballot["salt"], *choice])])

    def remedied(self, one: Stretch, ballot: Facts) -> None:
        """The remedy of a ballot is the last that was recorded for it."""
        since = one.ballots_until(float("inf"))[ballot["voter"]][1]
        caster = next(entry["by"] for entry in one.entries if entry["n"] == since)
        told = hash_of("")
        for entry in one.entries:
            if entry["n"] > since and entry["act"] in ("reservation.remedy", "objection.remedy"):
                same = one.owner(entry["by"], entry["n"]) == one.owner(caster, entry["n"])
                told = entry["data"]["remedy"] if same else told
        need(hash_of(ballot["remedy"]) == told, "the remedy")

    def older_round(self, one: Stretch) -> None:
        """A round of an older format inside the file."""
        file = one.facts
        votes = [entry for entry in one.entries if entry["act"].startswith("ballot")]
        known = {(vote["by"], vote["data"].get("ballot")) for vote in votes}
        ballots = file["ballots"] or []
        for ballot in ballots:
            if one.secret:
                need(ballot["voter"] == ballot["reason"] == ballot["remedy"] == "", "secret")
            else:
                hashed = hash_of(f"{ballot['receipt']} {','.join(ballot['choice'])}")
                need((ballot["voter"], hashed) in known, "an older ballot")
                need(ballot["eligible"] is (ballot["voter"] in file["electorate"]), "counts")
        for name in ("receipt", "voter"):
            named = [ballot[name] for ballot in ballots if ballot[name]]
            need(len(named) == len(set(named)), f"{name} twice")
        if one.secret and file["ballots"] is not None:
            counts = sum(ballot["eligible"] for ballot in ballots)
            need(counts == len(set(file["voters"]) & set(file["electorate"])), "older voters")
            need(len(ballots) == len(file["voters"]), "older voters")

    # Objections and views.

    def objections(self) -> None:
        lives: dict[int, list[tuple[Stretch, Facts, Facts | None]]] = {}
        for one in self.stretches:
            for before, entry in zip([None, *one.entries], one.entries, strict=False):
                if entry["act"].startswith("objection."):
                    found = lives.setdefault(entry["data"]["objection"], [])
                    need(found or len(lives) == entry["data"]["objection"], "numbered in order")
                    found.append((one, entry, before))
        need(all(number(key, 1) for key in lives), "numbers of objections")
        for life in lives.values():
            self.objection(life)
        for one in self.stretches:
            if one.is_new:
                self.one_each(one, lives)

    def objection(self, life: list[tuple[Stretch, Facts, Facts | None]]) -> None:
        first, empty = life[0][1], hash_of("")
        need(first["act"] == "objection.raised", "raised first")
        was = {**first["data"], "standing": "", "remedy": empty, "answer": empty}
        for one, entry, before in life:
            event, now = entry["act"].split(".")[1], entry["data"]
            need(was["standing"] != "withdrawn", "withdrawn is over")
            need(event != "stands" or was["standing"] != "raised", "it has no answer")
            after = {"stands": "answered", "remedy": was["standing"]}.get(event, event)
            need(now["standing"] == after, "the standing")
            need(now["author"] == first["data"]["author"], "the author")
            if one.is_new and f"objection.{event}" in BY_AUTHORS:
                need(entry["by"] == now["author"], "by its author")
            changes = {"raised": "reason", "remedy": "remedy", "withdrawn": "", "stands": ""}.get(
                event, "answer"
            )
            for name in ("reason", "remedy", "answer"):
                stays = empty if (event, name) == ("raised", "answer") else was[name]
                need(name == changes or now[name] == stays, f"the {name} of an objection")
            if event == "raised" and one.is_new:
                need(one is life[0][0], "in its own round")
                voice = one.owner(entry["by"], entry["n"])
                need(before and before["act"] == "ballot.cast", "with a ballot")
                need(before and before["by"] == voice, "with its author's ballot")
            was = now

    def one_each(
        self, one: Stretch, lives: dict[int, list[tuple[Stretch, Facts, Facts | None]]]
    ) -> None:
        """One objection for a voice, and with a ballot that objects."""
        mine = [life for life in lives.values() if life[0][0] is one]
        for life in mine:
            for where, entry, _ in life:
                if entry["act"] != "objection.raised" or where is not one:
                    continue
                n = entry["n"]
                voice = one.owner(entry["by"], n)
                for other in mine:
                    told = [step for _, step, _ in other if step["n"] < n]
                    if other is not life and told and told[-1]["data"]["standing"] != "withdrawn":
                        author = one.owner(told[-1]["data"]["author"], n)
                        need(author != voice, "two objections of a voice")
        if one.end is None or one.facts["ballots"] is None or one.secret:
            return
        end = one.end["n"]
        last = [[step["data"] for _, step, _ in life if step["n"] < end][-1] for life in mine]
        said = {ballot["voter"]: ballot for ballot in one.facts["ballots"]}
        for told in last:
            if told["standing"] != "withdrawn":
                ballot = said.get(one.owner(told["author"]))
                need(ballot and ballot["choice"] == ["object"], "a ballot that objects")
        for voter, ballot in said.items():
            if ballot["choice"] == ["object"]:
                reasons = [told["reason"] for told in last if one.owner(told["author"]) == voter]
                need(hash_of(ballot["reason"]) in reasons, "an objection for a ballot")

    def told_objections(self, n: float) -> list[Facts]:
        """The objections before an entry, with hashes for texts, as the file lists them."""
        found: dict[int, Facts] = {}
        for one in self.stretches:
            for entry in one.entries:
                if entry["act"].startswith("objection.") and entry["n"] < n:
                    data = entry["data"]
                    number_ = data["objection"]
                    place = found[number_]["round"] if number_ in found else one.place
                    found[number_] = {
                        "number": number_,
                        "round": place,
                        **{name: data[name] for name in OBJECTION - {"objection"}},
                    }
        return [found[key] for key in sorted(found)]

    def told_views(self, n: float) -> dict[str, str]:
        """The minority views before an entry: hashes by author."""
        found: dict[str, str] = {}
        for entry in self.entries:
            if entry["act"] == "minority.added" and entry["n"] < n:
                for name in filter(None, entry["data"]["replaced"].split(",")):
                    found.pop(name, None)
                found[entry["by"]] = entry["data"]["text"]
        return found

    def views(self) -> None:
        families: list[set[str]] = []
        for one in self.stretches:
            for entry in one.entries:
                if entry["act"] == "ballots.united" and one.is_new:
                    both = {entry["by"], entry["data"]["absorbed"]}
                    for family in [each for each in families if each & both]:
                        both |= family
                        families.remove(family)
                    families.append(both)
                if entry["act"] == "minority.added":
                    there, by = self.told_views(entry["n"]), entry["by"]
                    gone = [name for name in entry["data"]["replaced"].split(",") if name]
                    need(set(gone) <= set(there), "views that were there")
                    need(by not in there or by in gone, "the own view")
                    mine = next((family for family in families if by in family), {by})
                    need(not one.is_new or set(gone) <= mine, "only own views")

    # What stands in the file.

    def contents(self) -> None:
        value = self.value
        for one in self.stretches:
            file, opening = one.facts, one.entries[0]["data"]
            live = file.pop("live", None)
            need(
                set(file)
                == {
                    "charter", "closes", "electorate", "voters", "ballots", "stated", "published",
                },
                "the fields of a round",
            )  # fmt: skip
            need(value_hash(file["charter"]) == opening["charter"], "the charter")
            need(value_hash(file["electorate"]) == opening["electorate"], "the electorate")
            need(file["closes"] == one.closes_at(10**12), "the close")
            if one.is_new:
                voters = sorted(one.ballots_until(float("inf")))
            else:
                voters = sorted(
                    {each["by"] for each in one.entries if each["act"].startswith("ballot")}
                )
            need(file["voters"] == (voters if one.secret else []), "the voters")
            end = one.end["data"] if one.end else {}
            for name in ("ballots", "stated"):
                need(value_hash(file[name]) == end.get(name, value_hash(None)), f"the {name}")
            published = end.get("published", "all") if one.end else ""
            need(file["published"] == published, "what is published")
            file["live"] = live
        told = [
            {**one, **{name: hash_of(one[name]) for name in ("reason", "remedy", "answer")}}
            for one in value["objections"]
        ]
        need(text_of(told) == text_of(self.told_objections(float("inf"))), "the objections")
        views = self.told_views(float("inf"))
        need(
            text_of([{**one, "text": hash_of(one["text"])} for one in value["minority"]])
            == text_of([{"author": name, "text": views[name]} for name in sorted(views)]),
            "the views",
        )

    def stated(self, one: Stretch) -> None:
        stated, file = one.facts["stated"], one.facts
        if stated is None:
            need(file["published"] == "none", "what is stated")
            return
        need(("tables" in stated) == (file["published"] == "tables"), "tables")
        if "tables" in stated:
            self.tables(one, stated["tables"])
        people, counts, first = self.counts(one)
        need(number(stated["groups"], 0, min(5, people)), "groups")
        needed = one.charter["quorum"]["groups"]
        if "fewer" in stated or one.charter.get("format") == NEW:
            need(stated.get("fewer", False) is (stated["groups"] < needed), "fewer groups")
            need(stated["groups"] <= needed, "no more groups than needed are told")
        for name, share in stated["organisations"].items():
            need(number(share, 0, 60 * counts.get(name, 0)), "organisations")
        for table in (stated["by_group"], stated["by_region"]):
            cells = [(name, cell) for row in table.values() for name, cell in row.items()]
            need(all(number(cell, 5) for _, cell in cells), "five people")
            for name in {name for name, _ in cells if name}:
                told = sum(cell for column, cell in cells if column == name)
                need(told <= first.get(name, 0), "a column")

    def tables(self, one: Stretch, told: Facts) -> None:
        options = [str(k) for k in range(len(one.charter["options"]))]
        people, counts = told["counted"], told["counts"]
        voted = set(one.facts["voters"]) & set(one.facts["electorate"])
        need(number(people) and people == len(voted), "how many are counted")
        need(set(counts) <= set(options), "options of tables")
        if one.charter["kind"] != "ranking":
            need(set(told) == {"counted", "counts"}, "tables of approval")
            need(all(number(cell, 1, people) for cell in counts.values()), "counts of tables")
            need(sum(counts.values()) >= people, "every ballot names one")
            return
        need(set(told) == {"counted", "counts", "first", "named", "pairs"}, "tables of rankings")
        first, named, pairs = told["first"], told["named"], told["pairs"]
        need(sum(first.values()) == people, "firsts")
        need(set(first) <= set(named) and set(named) == set(counts), "named")
        for name, count in counts.items():
            need(number(first.get(name, 1), 1), "a first")
            need(number(named[name], max(1, first.get(name, 0)), people), "named and first")
            ahead = sum(pairs.get(name, {}).values())
            need(number(count, 1) and count == ahead + named[name], "points")
            need(ahead >= first.get(name, 0) * (len(options) - 1), "first before all")
        need(set(pairs) <= set(options), "pairs")
        for name, row in pairs.items():
            for other, cell in row.items():
                need(other in options and other != name, "a pair")
                need(number(cell, 1), "a pair's number")
                need(cell <= min(named.get(name, 0), people - first.get(other, 0)), "a pair's most")
                need(cell + pairs.get(other, {}).get(name, 0) <= people, "both ways")

    # Counting.

    def counts(self, one: Stretch) -> tuple[int, dict[str, int], dict[str, int]]:
        """People, counts, and people by their first."""
        file = one.facts
        if file["ballots"] is None:
            told = file["stated"]["tables"]
            return told["counted"], told["counts"], told.get("first", told["counts"])
        mine = [ballot["choice"] for ballot in file["ballots"] if ballot["eligible"]]
        sums: Counter[str] = Counter()
        most = len(one.charter["options"]) if one.charter.get("counting") == "points" else 0
        for choice in mine:
            sums.update({name: most - place if most else 1 for place, name in enumerate(choice)})
        return len(mine), dict(sums), dict(Counter(choice[0] for choice in mine))

    def evaluation(self) -> Facts | None:
        one = self.stretches[-1]
        if not one.end or one.end["act"] != "decision.closed":
            return None
        if one.facts["published"] == "none":
            return None
        charter, file = one.charter, one.facts
        people, counts, first = self.counts(one)
        everybody = len(file["voters"] if file["ballots"] is None else file["ballots"])
        groups, quorum = file["stated"]["groups"], charter["quorum"]
        absorbed = {entry["data"]["absorbed"] for entry in one.united if one.is_new}
        electorate = charter["electorate"] - len(absorbed & set(file["electorate"]))
        facts = {
            "electorate": electorate,
            "people": people,
            "silent": electorate - people,
            "late_people": everybody - people,
            "counts": counts,
            "groups": groups,
            **({"fewer": True} if file["stated"].get("fewer") else {}),
            "quorate": people >= quorum["people"] and groups >= quorum["groups"],
        }
        if charter.get("counting") == "points":
            facts["first"] = first
        mine = [told for told in self.value["objections"] if told["round"] == one.place]
        names = ("full", "consensus", "strong", "divergence", "not-quorate")
        whys = {name: self.why_not(name, charter, facts, mine) for name in names}
        return {
            **facts,
            "compatible": [name for name in names if not whys[name]],
            "incompatible": {name: why for name, why in whys.items() if why},
        }

    @staticmethod
    def why_not(name: str, charter: Facts, facts: Facts, objections: list[Facts]) -> str:
        """The first reason that holds, of section 9."""
        people, groups, quorum = facts["people"], facts["groups"], charter["quorum"]
        consensus = charter["kind"] == "consensus"
        counts: dict[str, int] = facts["counts"]
        support, object_ = counts.get("support", 0), counts.get("object", 0)
        more = support + counts.get("reservations", 0)
        raised = [one["number"] for one in objections if one["standing"] == "raised"]
        stand = [
            one["number"]
            for one in objections
            if one["standing"] in ("raised", "answered", "sustained")
        ]
        spoke = f"people of {groups:,} groups spoke" if groups != 1 else "people of one group spoke"
        missed = (
            f"{people:,} of {quorum['people']:,} people spoke"
            if people < quorum["people"]
            else f"people of fewer groups spoke than the {quorum['groups']:,} needed"
            if facts.get("fewer")
            else f"{spoke}, of {quorum['groups']:,}"
        )
        opposed = object_ or stand if consensus else len(facts.get("first", counts)) > 1
        positive = name in ("full", "consensus", "strong")
        new = positive and charter.get("format") == NEW
        reasons = [
            (charter["kind"] == "sense", "a sense check is never a decision"),
            (raised, f"objection {raised[0] if raised else ''} has no answer"),
            (positive and not facts["quorate"], f"the quorum was missed: {missed}"),
            (name == "not-quorate" and facts["quorate"], "the quorum was met"),
            (name == "full" and stand, f"objection {stand[0] if stand else ''} stands"),
            (new and consensus and not support, "nobody supports it"),
            (new and consensus and name != "strong" and more <= object_,
             f"there are not more supports than objections: {more:,} to {object_:,}"),
            (new and not consensus and not people, "nobody has voted"),
            (name == "strong" and not opposed, "there is no opposition"),
        ]  # fmt: skip
        return next((why for holds, why in reasons if holds), "")

    def results(self) -> None:
        value, found = self.value, self.evaluation()
        need(text_of(value["evaluation"]) == text_of(found), "the evaluation")
        calls = [one for one in self.entries if one["act"] == "decision.called"]
        for one in calls:
            data = one["data"]
            need(found is not None and data["result"] in found["compatible"], "a possible result")
            called_on = {
                "objections": self.told_objections(one["n"]),
                "minority": self.told_views(one["n"]),
                "evaluation": found,
            }
            need(value_hash(called_on) == data["final"], "what it was called on")
        if not calls:
            need(value["result"] is None, "no result")
            return
        last = calls[-1]
        told = {**value["result"], "rationale": hash_of(value["result"]["rationale"])}
        need(
            text_of(told)
            == text_of(
                {
                    "designation": last["data"]["result"],
                    "rationale": last["data"]["rationale"],
                    "called_by": last["by"],
                    "at": last["at"],
                }
            ),
            "the result",
        )


def is_receipt(text: str) -> bool:
    signs = "[23456789ABCDEFGHJKMNPQRSTUVWXYZ]{4}"
    return re.fullmatch(f"{signs}-{signs}", text) is not None
