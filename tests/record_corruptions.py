"""What somebody could change of a decision's file so that only its meaning is wrong.

Each operator changes one thing so that no life could have been so; afterwards all that can be
computed (hashes, chains, counts, what a result was called on) is computed anew. An operator that
finds nothing to change says so with False. Care was taken that none makes another possible life:
so a file that comes out has to be refused.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

from bot.record import verify
from tests.record_lives import SIGNS, Life, stamp

Facts = dict[str, Any]
Operator = Callable[[Facts, Life, Random], bool]
OPERATORS: dict[str, Operator] = {}
VOTES = ("ballot.cast", "ballot.voted", "ballot.taken-back")
NOBODY = "0123456789abcdef"
NOTHING_OF_TWO: Any = ({}, {})
NOTHING_OF_THREE: Any = ({}, {}, {})
NOTHING_NAMED: Any = ({}, "")


def operator(change: Operator) -> Operator:
    """Add an operator to the list, by its name."""
    OPERATORS[change.__name__.strip("_")] = change
    return change


def corrupted(life: Life, name: str, chance: Random) -> str | None:
    """The text of a file with something wrong in it, whose hashes fit; None if there is nothing."""
    value: Facts = json.loads(json.dumps(life.value))
    before = verify.canonical(value)
    if not OPERATORS[name](value, life, chance):
        return None
    text = resealed(value)
    return text if text != before else None


# Computing anew.


def resealed(value: Facts) -> str:
    """The canonical text of a file whose hashes and counts are those of what stands in it."""
    counts_kept = value.pop("counts kept", False)
    if value["evaluation"] is not None and not counts_kept:
        value["evaluation"] = _counted(value)
    views: dict[str, str] = {}
    last: Facts = {"n": -1}
    previous = verify.FIRST
    own = {id(one) for one in value["entries"]}
    for entry in sorted([*value["entries"], *value["context"]], key=lambda one: int(one["n"])):
        data = entry["data"]
        if id(entry) in own:
            _reseal_data(value, entry, views)
            data["previous"] = previous
        if entry["n"] == last["n"] + 1:
            entry["prev"] = last["hash"]
        entry.pop("hash", None)
        entry["hash"] = verify.digest(verify.canonical(entry))
        last, previous = entry, entry["hash"] if id(entry) in own else previous
    value["head"] = previous
    return verify.canonical(value)


def _reseal_data(value: Facts, entry: Facts, views: dict[str, str]) -> None:
    data, act = entry["data"], entry["act"]
    place = data["round"] - 1
    one = value["rounds"][place] if 0 <= place < len(value["rounds"]) else value["rounds"][-1]
    for name in ("charter", "electorate", "ballots", "stated"):
        if name in data:
            data[name] = verify.digest(verify.canonical(one[name]))
    if act == "minority.added":
        for gone in data.get("replaced", "").split(","):
            views.pop(gone, None)
        views[entry["by"]] = data.get("text", "")
    if act == "decision.called":
        objections = [
            {**told, **{text: verify.digest(told[text]) for text in verify.TEXTS}}
            for told in value["objections"]
        ]
        called_on = {"objections": objections, "minority": views,
                     "evaluation": value["evaluation"]}  # fmt: skip
        data["final"] = verify.digest(verify.canonical(called_on))


def _counted(value: Facts) -> Any:
    last = value["rounds"][-1]
    absorbed = {
        # Another change may have taken the field away.
        one["data"].get("absorbed") for one in value["entries"]
        if one["act"] == "ballots.united" and one["data"]["round"] == len(value["rounds"])
    }  # fmt: skip
    try:
        return verify.evaluation(
            last, value["objections"], len(absorbed.intersection(last["electorate"]))
        )
    except (LookupError, TypeError, ValueError):
        return value["evaluation"]


# Finding a place.


def some(chance: Random, found: Iterator[Any] | list[Any]) -> Any:
    """One of these, or None."""
    items = list(found)
    return chance.choice(items) if items else None


def entries(value: Facts, *acts: str) -> list[Facts]:
    """The entries with one of these acts."""
    return [one for one in value["entries"] if one["act"] in acts]


def part(value: Facts, entry: Facts) -> Facts:
    """The round of an entry."""
    found: Facts = value["rounds"][entry["data"]["round"] - 1]
    return found


def open_ballots(value: Facts) -> list[tuple[Facts, Facts]]:
    """All ballots that are shown, each with its round."""
    return [
        (one, ballot) for one in value["rounds"] for ballot in one["ballots"] or ()
        if "receipt" in ballot
    ]  # fmt: skip


def is_secret(one: Facts) -> bool:
    return bool(one["charter"]["secrecy"] == "secret")


def remove(value: Facts, entry: Facts) -> bool:
    """Take an entry out."""
    value["entries"].remove(entry)
    return True


def move(value: Facts, entry: Facts, at: str) -> bool:
    """Let an entry, and all that come after it, be at this time or later."""
    for one in [*value["entries"], *value["context"]]:
        if one["n"] >= entry["n"]:
            one["at"] = max(one["at"], at)
    entry["at"] = at
    if value["result"]:
        value["result"]["at"] = entries(value, "decision.called")[-1]["at"]
    return True


def later(text: str, **span: float) -> str:
    """An instant so much later (or earlier)."""
    return stamp(verify.instant(text) + timedelta(**span))


def end_of(value: Facts, place: int) -> Facts | None:
    """The entry that ended a round."""
    return next((one for one in value["entries"] if one["data"]["round"] == place
                 and "ballots" in one["data"]), None)  # fmt: skip


def with_people(value: Facts, one: Facts, more: int) -> None:
    """Let the end of a round tell another number of ballots."""
    end = end_of(value, one["charter"]["round"])
    if end:
        end["data"]["people"] += more


def new_receipt(chance: Random) -> str:
    signs = "".join(chance.choice(SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def hash_of(ballot: Facts) -> str:
    return verify.commitment(ballot["receipt"], ballot["salt"], ballot["choice"])


def recommit(value: Facts, one: Facts, ballot: Facts, change: Callable[[], None]) -> None:
    """Change a ballot, and let its commitment be recorded as that of what it says then."""
    old = hash_of(ballot)
    change()
    new = hash_of(ballot)
    for entry in value["entries"]:
        data = entry["data"]
        if data.get("ballot") == old:
            data["ballot"] = new
        if "commitments" in data:
            items = data["commitments"].split(",")
            data["commitments"] = ",".join(sorted(new if one == old else one for one in items))


# Times.


@operator
def vote_after_the_close(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, *VOTES, "reservation.remedy", "decision.extended",
                                 "ballots.united", "objection.raised"))  # fmt: skip
    return bool(entry) and move(value, entry, later(part(value, entry)["closes"], seconds=5))


@operator
def nothing_before_it(value: Facts, life: Life, chance: Random) -> bool:
    """What can be said of it where the entry before it does not stand in the file, or is none."""
    everything = sorted([*value["entries"], *value["context"]], key=lambda one: int(one["n"]))
    numbers = {one["n"] for one in everything}
    entry = some(chance, [one for one in everything if one["n"] - 1 not in numbers])
    if entry:
        entry["prev"] = chance.choice(
            (verify.FIRST, "", "x") if entry["n"] > 1 else ("", "0" * 63 + "1")
        )
    return bool(entry)


@operator
def vote_from_1970(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, value["entries"][1:])
    if entry:
        entry["at"] = f"1970{entry['at'][4:]}"
    return bool(entry)


@operator
def time_goes_back(value: Facts, life: Life, chance: Random) -> bool:
    pairs = [
        (a, b) for a, b in zip(value["entries"], value["entries"][1:], strict=False)
        if b["act"] != "decision.opened"
    ]  # fmt: skip
    found = some(chance, pairs)
    if found:
        found[1]["at"] = later(found[0]["at"], seconds=-1)
    return bool(found)


@operator
def closed_early(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.closed"))
    if not entry:
        return False
    before = max(one["at"] for one in value["entries"] if one["n"] < entry["n"])
    early = max(before, later(part(value, entry)["closes"], days=-1))
    entry["at"] = early
    return bool(early < part(value, entry)["closes"])


@operator
def final_early(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, [one for one in entries(value, "decision.final")
                          if one["by"] == "installation"])  # fmt: skip
    if entry:
        call = entries(value, "decision.called")[-1]
        hours = part(value, call)["charter"]["review_hours"]
        before = max(one["at"] for one in value["entries"] if one["n"] < entry["n"])
        entry["at"] = max(before, later(call["at"], hours=hours, seconds=-1))
    return bool(entry)


@operator
def contested_late(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.contested"))
    return bool(entry) and move(value, entry, later(entry["at"], days=31))


@operator
def opened_at_another_time(value: Facts, life: Life, chance: Random) -> bool:
    one = chance.choice(value["rounds"])
    one["charter"]["opened"] = later(one["charter"]["opened"], seconds=chance.choice((-60, 60)))
    return True


@operator
def open_for_too_short(value: Facts, life: Life, chance: Random) -> bool:
    one = chance.choice(value["rounds"])
    charter = one["charter"]
    hours = 0.5 if charter["kind"] == "sense" else 71.5
    closes = later(charter["opened"], hours=hours)
    if one["closes"] == charter["closes"]:
        one["closes"] = closes
    charter["closes"] = closes
    return True


@operator
def extended_too_far(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.extended"))
    if not entry:
        return False
    one = part(value, entry)
    is_last = one["closes"] == entry["data"]["closes"]
    entry["data"]["closes"] = later(one["charter"]["opened"], days=91)
    if is_last:
        one["closes"] = entry["data"]["closes"]
    return True


@operator
def made_shorter(value: Facts, life: Life, chance: Random) -> bool:
    """An "extension" to an earlier close."""
    entry = some(chance, entries(value, "decision.extended"))
    if not entry:
        return False
    one = part(value, entry)
    is_last = one["closes"] == entry["data"]["closes"]
    entry["data"]["closes"] = later(one["charter"]["closes"], seconds=-1)
    if is_last:
        one["closes"] = entry["data"]["closes"]
    return True


@operator
def review_too_short(value: Facts, life: Life, chance: Random) -> bool:
    chance.choice(value["rounds"])["charter"]["review_hours"] = chance.choice((0, 23, 721))
    return True


@operator
def quorum_of_nobody(value: Facts, life: Life, chance: Random) -> bool:
    quorum = chance.choice(value["rounds"])["charter"]["quorum"]
    name, number = chance.choice((("people", 0), ("people", -1), ("groups", -1), ("groups", 6)))
    quorum[name] = number
    return True


# Offices.

OFFICE_ACTS = ("decision.opened", "decision.extended", "decision.called", "decision.withdrawn",
               "decision.restarted", "decision.reopened", "objection.answered",
               "objection.accommodated", "objection.sustained")  # fmt: skip


def _who_act(value: Facts) -> set[str]:
    return {one["by"] for one in entries(value, *OFFICE_ACTS)}


def _role_of(value: Facts, chance: Random) -> Any:
    """The role of a facilitator who acted, and is nobody else besides."""
    linked = {name for one in value["context"] if one["act"] == "person.linked"
              for name in one["data"].values()}  # fmt: skip
    return some(chance, [one for one in value["context"] if one["act"] == "role.given"
                         and one["data"]["person"] in _who_act(value) - linked])  # fmt: skip


@operator
def office_never_given(value: Facts, life: Life, chance: Random) -> bool:
    role = _role_of(value, chance)
    if role:
        value["context"].remove(role)
    return bool(role)


@operator
def office_of_another_track(value: Facts, life: Life, chance: Random) -> bool:
    role = _role_of(value, chance)
    if role:
        role["data"]["track"] = "dcnn"
    return bool(role)


@operator
def another_office(value: Facts, life: Life, chance: Random) -> bool:
    role = _role_of(value, chance)
    if role:
        role["data"] = {"person": role["data"]["person"], "role": "rapporteur"}
    return bool(role)


@operator
def office_ended_before(value: Facts, life: Life, chance: Random) -> bool:
    """The rapporteur's appointment becomes the end of a facilitator's office."""
    role = _role_of(value, chance)
    first = next((one for one in value["context"] if one["data"].get("role") == "rapporteur"), None)
    if not role or not first:
        return False
    ended = dict(role["data"])
    first["data"], first["act"] = dict(role["data"]), "role.given"
    role["act"], role["data"] = "role.ended", ended
    return True


@operator
def appointed_by_nobody(value: Facts, life: Life, chance: Random) -> bool:
    roles = [one for one in value["context"] if one["act"] == "role.given"
             and one["data"]["role"] != "operator"]  # fmt: skip
    chance.choice(roles)["by"] = f"p-{NOBODY}"
    return True


@operator
def nobody_is_operator(value: Facts, life: Life, chance: Random) -> bool:
    value["context"] = [one for one in value["context"] if one["data"].get("role") != "operator"]
    return True


@operator
def facilitator_erased_before(value: Facts, life: Life, chance: Random) -> bool:
    """The link of two accounts becomes an erasure of who goes on to act."""
    entry = some(chance, [one for one in value["context"] if one["act"] == "person.linked"])
    if not entry:
        return False
    entry["act"], entry["data"] = "person.erased", {"person": entry["data"]["person"]}
    return bool({entry["data"]["person"]} & _who_act(value))


@operator
def link_left_out(value: Facts, life: Life, chance: Random) -> bool:
    """Who acts by another account was never one with the facilitator."""
    entry = some(chance, [one for one in value["context"] if one["act"] == "person.linked"])
    if not entry:
        return False
    value["context"].remove(entry)
    return entry["data"]["other"] in _who_act(value)


@operator
def office_act_by_nobody(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, *OFFICE_ACTS))
    entry["by"] = chance.choice((f"p-{NOBODY}", f"v-{NOBODY}", "installation", "somebody"))
    if value["result"] and entry is entries(value, "decision.called")[-1]:
        value["result"]["called_by"] = entry["by"]
    return True


@operator
def office_act_by_the_rapporteur(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, *OFFICE_ACTS))
    rapporteur = next(one for one in value["context"] if one["data"].get("role") == "rapporteur")
    entry["by"] = rapporteur["data"]["person"]
    if value["result"] and entry is entries(value, "decision.called")[-1]:
        value["result"]["called_by"] = entry["by"]
    return True


@operator
def final_by_who_called(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, [one for one in entries(value, "decision.final")
                          if one["by"] != "installation"])  # fmt: skip
    if entry:
        entry["by"] = entries(value, "decision.called")[-1]["by"]
    return bool(entry)


@operator
def final_by_a_voter(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.final"))
    if entry:
        entry["by"] = chance.choice((f"p-{NOBODY}", f"v-{NOBODY}"))
    return bool(entry)


@operator
def final_while_contested(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, [one for one in entries(value, "decision.final")
                          if one["by"] != "installation"])  # fmt: skip
    if entry:
        entry["by"] = "installation"
        move(value, entry, later(entry["at"], days=40))
    return bool(entry)


@operator
def installation_by_a_person(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.closed", "ballots.committed",
                                 "ballots.cancelled"))  # fmt: skip
    if entry:
        entry["by"] = chance.choice(sorted(_who_act(value)))
    return bool(entry)


# What came after what.


@operator
def never_closed(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.closed"))
    return bool(entry) and remove(value, entry)


@operator
def never_called(value: Facts, life: Life, chance: Random) -> bool:
    if value["state"] not in ("final", "contested"):
        return False
    for entry in entries(value, "decision.called"):
        remove(value, entry)
    value["result"] = None
    return True


@operator
def never_contested(value: Facts, life: Life, chance: Random) -> bool:
    """A result is called twice, or made final by a person, and nobody had contested it."""
    contests = entries(value, "decision.contested")
    calls = entries(value, "decision.called")
    by_person = any(one["by"] != "installation" for one in entries(value, "decision.final"))
    if not contests or (len(calls) < 2 and not by_person):
        return False
    for one in contests:
        remove(value, one)
    return True


@operator
def final_twice(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.final"))
    if entry:
        again = json.loads(json.dumps(entry))
        again["n"] += 100
        value["entries"].append(again)
    return bool(entry)


@operator
def voted_after_it_was_over(value: Facts, life: Life, chance: Random) -> bool:
    """A vote and the end of its round change places, at the times of both."""
    pairs = [
        (a, b) for a, b in zip(value["entries"], value["entries"][1:], strict=False)
        if "ballots" in b["data"] and a["act"] in (*VOTES, "objection.raised", "decision.extended")
    ]  # fmt: skip
    found = some(chance, pairs)
    if not found:
        return False
    vote, end = found
    for name in ("act", "by", "data"):
        vote[name], end[name] = end[name], vote[name]
    return True


@operator
def another_state(value: Facts, life: Life, chance: Random) -> bool:
    states = {"open", "closed", "provisional", "contested", "final", "withdrawn"}
    value["state"] = chance.choice(sorted(states - {value["state"]}))
    return True


@operator
def unknown_act(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "ballot.cast", "minority.added", "decision.extended"))
    if entry:
        entry["act"] = chance.choice(("ballot.counted", "decision.paused", "member.joined"))
    return bool(entry)


@operator
def restarted_with_another_text(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.restarted"))
    if entry:
        value["rounds"][entry["data"]["round"]]["charter"]["text"] += " or not"
    return bool(entry)


@operator
def reopened_with_other_options(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.reopened"))
    if entry:
        value["rounds"][entry["data"]["round"]]["charter"]["options"][0] += " or not"
    return bool(entry)


@operator
def opened_in_an_older_format(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.opened"))
    one = part(value, entry)
    del entry["data"]["format"]
    if chance.random() < 0.5:
        del one["charter"]["format"]
    return True


@operator
def formats_begin_later(value: Facts, life: Life, chance: Random) -> bool:
    begun = value["context"].pop(0)
    if chance.random() < 0.5:
        begun["n"], begun["at"] = value["entries"][0]["n"] + 1_000, value["entries"][-1]["at"]
        value["context"].append(begun)
    return True


@operator
def other_formats_begin(value: Facts, life: Life, chance: Random) -> bool:
    name = chance.choice(sorted(verify.IN_FORCE))
    value["context"][0]["data"] = {**verify.IN_FORCE, name: f"intersession-{name}-1"}
    return True


@operator
def something_else_in_the_context(value: Facts, life: Life, chance: Random) -> bool:
    value["context"][-1]["act"] = chance.choice(("member.joined", "ballot.cast", "track.created"))
    return True


@operator
def another_round_or_track(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, value["entries"])
    name, new = chance.choice((("round", entry["data"]["round"] + 1), ("track", "dcnn"),
                               ("decision", "D8")))  # fmt: skip
    entry["data"][name] = new
    return True


@operator
def charter_of_another(value: Facts, life: Life, chance: Random) -> bool:
    charter = chance.choice(value["rounds"])["charter"]
    name, new = chance.choice((("reference", "D8"), ("track", "dcnn"), ("kind", "lottery"),
                               ("round", charter["round"] + 1), ("secrecy", "half"),
                               ("electorate", charter["electorate"] + 1),
                               ("silence", "assent"), ("called_by", "anyone")))  # fmt: skip
    charter[name] = new
    return True


@operator
def options_that_can_not_be(value: Facts, life: Life, chance: Random) -> bool:
    one = some(chance, [one for one in value["rounds"] if one["charter"]["options"]])
    if one:
        options = one["charter"]["options"]
        one["charter"]["options"] = chance.choice(
            (options[:1], [*options, options[0]], [*options, " "],
             [f"Option {number}" for number in range(13)])
        )  # fmt: skip
    return bool(one)


@operator
def text_of_nothing(value: Facts, life: Life, chance: Random) -> bool:
    one = value["rounds"][0]
    one["charter"]["text"] = chance.choice(("", "  "))
    return True


# Ballots.


@operator
def ballot_dropped(value: Facts, life: Life, chance: Random) -> bool:
    """The file has one ballot less than stood at the end, and all numbers fit."""
    one, ballot = some(chance, open_ballots(value)) or NOTHING_OF_TWO
    if not one:
        return False
    one["ballots"].remove(ballot)
    if chance.random() < 0.5:
        with_people(value, one, -1)
        if is_secret(one):
            one["voters"].pop()
    return True


@operator
def replaced_ballot_counted(value: Facts, life: Life, chance: Random) -> bool:
    """A ballot that was replaced, or whose voice was absorbed, in place of the one that stands."""
    found = [
        (one, ballot, old) for one, ballot in open_ballots(value) for old in life.gone
        if old["voter"] == ballot["voter"] and hash_of(old) != hash_of(ballot)
        and any(hash_of(old) in json.dumps(entry["data"]) for entry in value["entries"]
                if entry["data"]["round"] == one["charter"]["round"])
    ]  # fmt: skip
    one, ballot, old = some(chance, found) or NOTHING_OF_THREE
    if not one:
        return False
    one["ballots"].remove(ballot)
    one["ballots"].append({**old, "eligible": ballot["eligible"]})
    _by_receipt(one)
    return True


@operator
def gone_ballot_counted_too(value: Facts, life: Life, chance: Random) -> bool:
    """A ballot that was taken back or replaced beside all that stand."""
    found = [
        (one, old) for one in value["rounds"] if one["ballots"] for old in life.gone
        if any(hash_of(old) in json.dumps(entry["data"]) for entry in value["entries"]
               if entry["data"]["round"] == one["charter"]["round"])
    ]  # fmt: skip
    one, old = some(chance, found) or NOTHING_OF_TWO
    if not one:
        return False
    one["ballots"].append({**old, "eligible": True if is_secret(one) else old["eligible"]})
    _by_receipt(one)
    with_people(value, one, chance.choice((0, 1)))
    return True


def _by_receipt(one: Facts) -> None:
    one["ballots"].sort(key=lambda ballot: ballot.get("receipt", f"~{ballot.get('commitment')}"))


@operator
def ballot_doubled(value: Facts, life: Life, chance: Random) -> bool:
    one, ballot = some(chance, open_ballots(value)) or NOTHING_OF_TWO
    if not one:
        return False
    again = {**ballot, "receipt": chance.choice((ballot["receipt"], new_receipt(chance)))}
    one["ballots"].append(again)
    _by_receipt(one)
    with_people(value, one, 1)
    return True


@operator
def other_choice(value: Facts, life: Life, chance: Random) -> bool:
    """A ballot says something else than was committed."""
    one, ballot = some(chance, open_ballots(value)) or NOTHING_OF_TWO
    if not one:
        return False
    possible = ["support", "abstain"]
    if one["charter"]["options"]:
        possible = [str(number) for number in range(len(one["charter"]["options"]))]
    ballot["choice"] = [chance.choice([each for each in possible if [each] != ballot["choice"]])]
    return True


@operator
def choice_that_is_none(value: Facts, life: Life, chance: Random) -> bool:
    """A ballot says what nobody can say, and was recorded so."""
    one, ballot = some(chance, open_ballots(value)) or NOTHING_OF_TWO
    if not one:
        return False
    options, kind = one["charter"]["options"], one["charter"]["kind"]
    first = "0" if options else "support"
    wrong: list[list[str]] = [[], [str(len(options))], ["7"] * 2, [first] * 3, ["-1"], ["00"],
                              ["abstained"]]  # fmt: skip
    if kind not in verify.SEVERAL:
        wrong.append(["0", "1"] if options else ["support", "abstain"])
    recommit(value, one, ballot, lambda: ballot.update(choice=chance.choice(wrong)))
    return True


@operator
def position_without_a_reason(value: Facts, life: Life, chance: Random) -> bool:
    found = [each for each in open_ballots(value) if each[1]["reason"]]
    one, ballot = some(chance, found) or NOTHING_OF_TWO
    if one:
        ballot["reason"] = ""
    return bool(one)


@operator
def another_reason_than_the_objection(value: Facts, life: Life, chance: Random) -> bool:
    found = [one for one in open_ballots(value) if one[1]["choice"] == ["object"]]
    _, ballot = some(chance, found) or NOTHING_OF_TWO
    if ballot:
        ballot["reason"] += " Or not."
    return bool(ballot)


@operator
def another_remedy(value: Facts, life: Life, chance: Random) -> bool:
    found = [one for one in open_ballots(value) if not is_secret(one[0])]
    _, ballot = some(chance, found) or NOTHING_OF_TWO
    if ballot:
        ballot["remedy"] = "Another remedy." if not ballot["remedy"] else ""
    return bool(ballot)


@operator
def counts_or_not(value: Facts, life: Life, chance: Random) -> bool:
    _, ballot = some(chance, open_ballots(value)) or NOTHING_OF_TWO
    if ballot:
        ballot["eligible"] = not ballot["eligible"]
    return bool(ballot)


@operator
def voters_swapped(value: Facts, life: Life, chance: Random) -> bool:
    one = some(chance, [one for one in value["rounds"] if one["ballots"] and not is_secret(one)])
    if not one or len(one["ballots"]) < 2:
        return False
    first, second = chance.sample(one["ballots"], 2)
    first["voter"], second["voter"] = second["voter"], first["voter"]
    first["eligible"], second["eligible"] = second["eligible"], first["eligible"]
    return True


@operator
def salt_or_receipt(value: Facts, life: Life, chance: Random) -> bool:
    one, ballot = some(chance, open_ballots(value)) or NOTHING_OF_TWO
    if not one:
        return False
    if chance.random() < 0.5:
        ballot["salt"] = f"{chance.getrandbits(128):032x}"
    else:
        ballot["receipt"] = new_receipt(chance)
        _by_receipt(one)
    return True


@operator
def member_struck_out(value: Facts, life: Life, chance: Random) -> bool:
    """Somebody of the electorate who has a ballot is no longer in it; numbers fit."""
    found = [
        (one, name) for one in value["rounds"] if one["published"] in ("all", "tables")
        for name in one["electorate"]
        if name in one["voters"] or any(b.get("voter") == name for b in one["ballots"] or ())
    ]  # fmt: skip
    one, name = some(chance, found) or NOTHING_NAMED
    if not one:
        return False
    one["electorate"].remove(name)
    one["charter"]["electorate"] -= 1
    return True


@operator
def member_added(value: Facts, life: Life, chance: Random) -> bool:
    """Somebody who voted after the cut-off is in the electorate; numbers fit."""
    found = [
        (one, name) for one in value["rounds"] if one["published"] in ("all", "tables")
        for name in {*one["voters"], *(b.get("voter") for b in one["ballots"] or ())}
        if name and name not in one["electorate"]
    ]  # fmt: skip
    one, name = some(chance, sorted(found, key=lambda each: each[1])) or NOTHING_NAMED
    if not one:
        return False
    one["electorate"] = sorted([*one["electorate"], name])
    one["charter"]["electorate"] += 1
    return True


@operator
def number_of_ballots(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, [one for one in value["entries"] if "people" in one["data"]])
    if entry:
        entry["data"]["people"] += chance.choice((1, 2))
    return bool(entry)


@operator
def published_otherwise(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, [one for one in value["entries"] if "people" in one["data"]])
    if not entry:
        return False
    one = part(value, entry)
    new = chance.choice([each for each in ("all", "none", "tables") if each != one["published"]])
    entry["data"]["published"] = one["published"] = new
    if new != "all":
        one["ballots"] = None
    if new == "none":
        one["stated"] = None
    if one is value["rounds"][-1] and new == "none":
        value["evaluation"] = None
    return True


@operator
def cast_left_out(value: Facts, life: Life, chance: Random) -> bool:
    """A ballot stands in the file, and its vote was never recorded."""
    shown = {hash_of(ballot) for one, ballot in open_ballots(value) if not is_secret(one)}
    entry = some(chance, [one for one in entries(value, "ballot.cast")
                          if one["data"]["ballot"] in shown])  # fmt: skip
    return bool(entry) and remove(value, entry)


@operator
def taking_back_left_out(value: Facts, life: Life, chance: Random) -> bool:
    """A voice whose ballot was taken back has none in the file, and it stands by the entries."""
    found = [
        one for one in entries(value, "ballot.taken-back")
        if part(value, one)["published"]
        and not any(other["by"] == one["by"] and other["act"] in ("ballot.cast", "ballot.voted")
                    and other["n"] > one["n"] for other in value["entries"]
                    if other["data"]["round"] == one["data"]["round"])
        and not any(one["by"] in (other["by"], other["data"]["absorbed"])
                    for other in entries(value, "ballots.united"))
    ]  # fmt: skip
    entry = some(chance, found)
    return bool(entry) and remove(value, entry)


@operator
def taken_back_by_somebody_else(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "ballot.taken-back"))
    if entry:
        entry["by"] = f"v-{NOBODY}"
    return bool(entry)


@operator
def vote_by_nobody(value: Facts, life: Life, chance: Random) -> bool:
    found = [one for one in entries(value, "ballot.cast", "ballot.voted")
             if part(value, one)["published"]]  # fmt: skip
    entry = some(chance, found)
    if entry:
        entry["by"] = chance.choice(("installation", "p-" + NOBODY, "somebody"))
    return bool(entry)


@operator
def the_other_way_of_voting(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "ballot.cast", "ballot.voted"))
    if not entry:
        return False
    if entry["act"] == "ballot.cast":
        entry["act"] = "ballot.voted"
        del entry["data"]["ballot"]
    else:
        entry["act"] = "ballot.cast"
        entry["data"]["ballot"] = verify.digest("a ballot")
    return True


@operator
def commitment_of_another(value: Facts, life: Life, chance: Random) -> bool:
    """Two voices have the same commitment, or one that is none."""
    found = [(a, b) for a in entries(value, "ballot.cast") for b in entries(value, "ballot.cast")
             if a["n"] < b["n"] and a["by"] != b["by"]
             and a["data"]["round"] == b["data"]["round"]
             and part(value, b)["published"]]  # fmt: skip
    pair = some(chance, found)
    if not pair or pair[0]["data"]["ballot"] == pair[1]["data"]["ballot"]:
        return False
    first, second = pair
    shown = {hash_of(ballot) for _, ballot in open_ballots(value)}
    if second["data"]["ballot"] not in shown:
        return False
    second["data"]["ballot"] = first["data"]["ballot"]
    return True


# United voices.


def _unions(value: Facts) -> list[Facts]:
    return list(entries(value, "ballots.united"))


@operator
def united_with_itself(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, _unions(value))
    if entry:
        entry["data"]["absorbed"] = chance.choice((entry["by"], "installation", ""))
    return bool(entry)


@operator
def united_twice(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, _unions(value))
    if not entry:
        return False
    after = [one for one in value["entries"] if one["n"] > entry["n"]
             and one["data"]["round"] == entry["data"]["round"]
             and one["act"] in (*VOTES, "minority.added", "reservation.remedy")]  # fmt: skip
    later_one = some(chance, after)
    if later_one:
        later_one["by"] = entry["data"]["absorbed"]
    return bool(later_one)


@operator
def earlier_of_two_stands(value: Facts, life: Life, chance: Random) -> bool:
    found = [one for one in _unions(value) if one["data"].get("ballot")]
    entry = some(chance, found)
    if entry:
        entry["data"]["ballot"] = chance.choice(("", verify.digest("another")))
    return bool(entry)


@operator
def union_left_out(value: Facts, life: Life, chance: Random) -> bool:
    """Two ballots stand by the entries, and one in the file."""
    found = []
    for one in _unions(value):
        cast = {each["by"] for each in entries(value, "ballot.cast") if each["n"] < one["n"]
                and each["data"]["round"] == one["data"]["round"]}  # fmt: skip
        back = {each["by"] for each in entries(value, "ballot.taken-back")}
        others = [each for each in _unions(value) if each is not one]
        touched = {name for each in others for name in (each["by"], each["data"]["absorbed"])}
        both = {one["by"], one["data"]["absorbed"]}
        if part(value, one)["published"] and both <= cast - back - touched:
            found.append(one)
    entry = some(chance, found)
    return bool(entry) and remove(value, entry)


# Secret rounds.


def _committed(value: Facts, chance: Random) -> Any:
    return some(chance, entries(value, "ballots.committed"))


@operator
def commitment_swapped(value: Facts, life: Life, chance: Random) -> bool:
    """A commitment that was published is another one than that of a ballot in the file."""
    shown = {hash_of(ballot) for one, ballot in open_ballots(value) if is_secret(one)}
    found = [(one, item) for one in entries(value, "ballots.committed")
             for item in one["data"]["commitments"].split(",") if item in shown]  # fmt: skip
    entry, item = some(chance, found) or NOTHING_NAMED
    if not entry:
        return False
    items = [verify.digest(item) if one == item else one
             for one in entry["data"]["commitments"].split(",")]  # fmt: skip
    entry["data"]["commitments"] = ",".join(sorted(items))
    return True


@operator
def commitment_dropped(value: Facts, life: Life, chance: Random) -> bool:
    entry = _committed(value, chance)
    if not entry or not part(value, entry)["published"]:
        return False
    items = entry["data"]["commitments"].split(",")
    items.remove(chance.choice(items))
    entry["data"]["commitments"] = ",".join(items)
    return True


@operator
def commitment_more(value: Facts, life: Life, chance: Random) -> bool:
    entry = _committed(value, chance)
    if not entry or not part(value, entry)["published"]:
        return False
    items = [*entry["data"]["commitments"].split(","), verify.digest("one more")]
    entry["data"]["commitments"] = ",".join(sorted(items))
    return True


@operator
def commitments_in_their_order(value: Facts, life: Life, chance: Random) -> bool:
    """In an order that could tell: the other way round."""
    entry = some(chance, entries(value, "ballots.committed", "ballots.cancelled"))
    if not entry:
        return False
    name = "commitments" if "commitments" in entry["data"] else "cancelled"
    items = entry["data"][name].split(",")
    entry["data"][name] = ",".join([*items[::-1]] if len(items) > 1 else items * 2)
    return True


@operator
def published_too_few(value: Facts, life: Life, chance: Random) -> bool:
    """Five and more were published at once; now one of them stands alone before."""
    found = [one for one in entries(value, "ballots.committed")
             if len(one["data"]["commitments"].split(",")) >= 5]  # fmt: skip
    entry = some(chance, found)
    if not entry:
        return False
    place = value["entries"].index(entry)
    before = value["entries"][place - 1]
    if entry["n"] - before["n"] < 2:
        for one in [*value["entries"], *value["context"]]:
            one["n"] *= 2
    items = entry["data"]["commitments"].split(",")
    alone = {**json.loads(json.dumps(entry)), "n": entry["n"] - 1}
    alone["data"]["commitments"], entry["data"]["commitments"] = items[0], ",".join(items[1:])
    value["entries"].insert(place, alone)
    return True


@operator
def cancelled_with_another_receipt(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "ballots.cancelled"))
    if not entry:
        return False
    first, *rest = entry["data"]["cancelled"].split(",")
    name, receipt, inner = first.split(":")
    changed = chance.choice(((name, new_receipt(chance), inner),
                             (name, receipt, verify.digest(inner)),
                             (name, receipt.lower(), inner),
                             (verify.digest(name), receipt, inner)))  # fmt: skip
    entry["data"]["cancelled"] = ",".join(sorted([":".join(changed), *rest]))
    return True


@operator
def cancelling_left_out(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, [one for one in entries(value, "ballots.cancelled")
                          if part(value, one)["published"]])  # fmt: skip
    return bool(entry) and remove(value, entry)


@operator
def standing_ballot_cancelled(value: Facts, life: Life, chance: Random) -> bool:
    """The ballot of a secret voter is cancelled by who runs the bot, and not in the file."""
    entry = some(chance, entries(value, "ballots.cancelled"))
    if not entry:
        return False
    one = part(value, entry)
    ballot = some(chance, [b for b in one["ballots"] or () if "receipt" in b])
    if not ballot:
        return False
    known = [item for each in entries(value, "ballots.committed") if each["n"] < entry["n"]
             for item in each["data"]["commitments"].split(",")]  # fmt: skip
    if hash_of(ballot) not in known:
        return False
    shown = (
        f"{hash_of(ballot)}:{ballot['receipt']}:{verify.inner(ballot['salt'], ballot['choice'])}"
    )
    items = [*entry["data"]["cancelled"].split(","), shown]
    entry["data"]["cancelled"] = ",".join(sorted(items))
    one["ballots"].remove(ballot)
    return True


@operator
def voter_left_out(value: Facts, life: Life, chance: Random) -> bool:
    """Somebody who voted secretly is not among the voters; the numbers of the file fit."""
    found = [
        one for one in entries(value, "ballot.voted")
        if part(value, one)["published"] and one["by"] in part(value, one)["voters"]
        and not any(one["by"] in (each["by"], each["data"].get("absorbed"))
                    for each in entries(value, "ballots.united", "ballot.taken-back"))
    ]  # fmt: skip
    entry = some(chance, found)
    if not entry:
        return False
    one = part(value, entry)
    one["voters"].remove(entry["by"])
    with_people(value, one, -1)
    return remove(value, entry)


@operator
def voter_more(value: Facts, life: Life, chance: Random) -> bool:
    found = [one for one in value["rounds"] if is_secret(one) and one["voters"]]
    one = some(chance, found)
    if not one:
        return False
    one["voters"] = sorted([*one["voters"], f"v-{NOBODY}"])
    return True


@operator
def voted_twice(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, [one for one in value["entries"] if one["act"] == "ballot.voted"])
    if not entry:
        return False
    after = [one for one in value["entries"] if one["n"] > entry["n"]
             and one["act"] == "ballot.voted" and one["by"] != entry["by"]
             and one["data"]["round"] == entry["data"]["round"]]  # fmt: skip
    other = some(chance, after)
    back = list(entries(value, "ballot.taken-back", "ballots.united"))
    if not other or back:
        return False
    other["by"] = entry["by"]
    return True


@operator
def secret_with_a_name(value: Facts, life: Life, chance: Random) -> bool:
    one, ballot = (
        some(chance, [e for e in open_ballots(value) if is_secret(e[0])]) or NOTHING_OF_TWO
    )
    if not one:
        return False
    name = chance.choice(("voter", "reason", "remedy"))
    ballot[name] = chance.choice(one["voters"])
    return True


@operator
def late_ballot_counted(value: Facts, life: Life, chance: Random) -> bool:
    found = [(one, ballot) for one in value["rounds"] for ballot in one["ballots"] or ()
             if "commitment" in ballot]  # fmt: skip
    _, ballot = some(chance, found) or NOTHING_OF_TWO
    if ballot:
        ballot["eligible"] = True
    return bool(ballot)


@operator
def late_ballot_of_nobody(value: Facts, life: Life, chance: Random) -> bool:
    found = [(one, ballot) for one in value["rounds"] for ballot in one["ballots"] or ()
             if "commitment" in ballot]  # fmt: skip
    _one, ballot = some(chance, found) or NOTHING_OF_TWO
    if ballot:
        ballot["commitment"] = verify.digest("nobody's")
    return bool(ballot)


@operator
def secret_with_few(value: Facts, life: Life, chance: Random) -> bool:
    """A secret round of four."""
    one = some(chance, [one for one in value["rounds"] if is_secret(one)])
    if one:
        one["electorate"] = one["electorate"][:4]
        one["charter"]["electorate"] = 4
    return bool(one)


@operator
def other_tables(value: Facts, life: Life, chance: Random) -> bool:
    one = some(chance, [one for one in value["rounds"] if (one["stated"] or {}).get("tables")])
    if not one:
        return False
    tables = one["stated"]["tables"]
    name = chance.choice([key for key in tables if tables[key]])
    if name == "counted":
        tables[name] += chance.choice((-1, 1))
        return True
    if name == "pairs":
        row = chance.choice(sorted(tables[name]))
        column = chance.choice(sorted(tables[name][row]))
        tables[name][row][column] += chance.choice((-1, 1))
        return True
    option = chance.choice(sorted(tables[name]))
    is_approval = "pairs" not in tables
    tables[name][option] = tables["counted"] + 1 if is_approval else tables[name][option] + 1
    return True


# Objections and views.

ABOUT = tuple(act for act in verify.ACTS if act.startswith("objection."))


@operator
def objection_without_a_ballot(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "objection.raised"))
    if not entry:
        return False
    place = value["entries"].index(entry)
    cast, before = value["entries"][place - 1], value["entries"][place - 2]
    if before["act"] == "ballot.cast" and before["by"] == cast["by"]:
        return False
    return remove(value, cast)


@operator
def objection_of_somebody_else(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, *ABOUT))
    if entry:
        entry["data"]["author"] = f"v-{NOBODY}"
    return bool(entry)


@operator
def objection_withdrawn_by_somebody_else(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "objection.withdrawn", "objection.stands",
                                 "objection.remedy", "objection.raised"))  # fmt: skip
    if entry:
        entry["by"] = chance.choice((f"v-{NOBODY}", *sorted(_who_act(value))))
    return bool(entry)


@operator
def objection_of_another_number(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, *ABOUT))
    if entry:
        entry["data"]["objection"] = len(value["objections"]) + chance.choice((1, 2))
    return bool(entry)


@operator
def another_standing(value: Facts, life: Life, chance: Random) -> bool:
    """The act of an objection leads to another standing than it can."""
    entry = some(chance, entries(value, *ABOUT))
    if not entry or entry["act"] == "objection.remedy":
        return False
    others = {"raised", "answered", "withdrawn", "accommodated", "sustained", "resolved"}
    new = chance.choice(sorted(others - {entry["data"]["standing"]}))
    entry["data"]["standing"] = new
    after = [one for one in entries(value, *ABOUT) if one["n"] > entry["n"]
             and one["data"]["objection"] == entry["data"]["objection"]]  # fmt: skip
    if not after:
        told = next(one for one in value["objections"]
                    if one["number"] == entry["data"]["objection"])  # fmt: skip
        told["standing"] = new
    return True


@operator
def standing_in_the_list(value: Facts, life: Life, chance: Random) -> bool:
    one = some(chance, value["objections"])
    if one:
        one["standing"] = "withdrawn" if one["standing"] != "withdrawn" else "accommodated"
    return bool(one)


@operator
def words_of_an_objection(value: Facts, life: Life, chance: Random) -> bool:
    one = some(chance, value["objections"])
    if one:
        name = chance.choice(verify.TEXTS)
        one[name] = f"{one[name]} Or not."
    return bool(one)


@operator
def objection_left_out(value: Facts, life: Life, chance: Random) -> bool:
    if not value["objections"]:
        return False
    value["objections"].pop()
    return True


@operator
def words_changed_by_an_answer(value: Facts, life: Life, chance: Random) -> bool:
    """With an answer the reason changes as well, and the list has the new one."""
    entry = some(chance, entries(value, "objection.answered", "objection.accommodated",
                                 "objection.sustained", "objection.withdrawn",
                                 "objection.stands"))  # fmt: skip
    if not entry:
        return False
    entry["data"]["reason"] = verify.digest("Another reason.")
    return True


@operator
def answered_although_withdrawn(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "objection.withdrawn"))
    if not entry:
        return False
    before = [one for one in entries(value, *ABOUT) if one["n"] < entry["n"]
              and one["data"]["objection"] == entry["data"]["objection"]
              and one["act"] != "objection.raised"]  # fmt: skip
    other = some(chance, before)
    if not other:
        return False
    for name in ("act", "by", "data"):
        entry[name], other[name] = other[name], entry[name]
    return True


@operator
def view_left_out(value: Facts, life: Life, chance: Random) -> bool:
    if not value["minority"]:
        return False
    value["minority"].remove(chance.choice(value["minority"]))
    return True


@operator
def other_words_of_a_view(value: Facts, life: Life, chance: Random) -> bool:
    one = some(chance, value["minority"])
    if one:
        one["text"] += " Or not."
    return bool(one)


@operator
def view_of_somebody_else_replaced(value: Facts, life: Life, chance: Random) -> bool:
    """A view takes the place of one of a voice that never was one with its author's."""
    united = {name for one in _unions(value) for name in (one["by"], one["data"]["absorbed"])}
    views = entries(value, "minority.added")
    found = [(a, b) for a in views for b in views if a["n"] < b["n"] and a["by"] != b["by"]
             and a["by"] not in united | set(b["data"]["replaced"].split(","))
             and a["by"] in {one["author"] for one in value["minority"]}]  # fmt: skip
    first, second = some(chance, found) or NOTHING_OF_TWO
    if not first:
        return False
    names = [*filter(None, second["data"]["replaced"].split(",")), first["by"]]
    second["data"]["replaced"] = ",".join(sorted(names))
    again = [one for one in views if one["by"] == first["by"] and one["n"] > second["n"]]
    if again:
        return False
    value["minority"] = [one for one in value["minority"] if one["author"] != first["by"]]
    return True


# What is stated, and results.


@operator
def stated_more_than_people(value: Facts, life: Life, chance: Random) -> bool:
    one = some(chance, [one for one in value["rounds"] if one["stated"]])
    if not one:
        return False
    stated, everybody = one["stated"], one["charter"]["electorate"]
    said = "0" if one["charter"]["options"] else "support"
    name, new = chance.choice((
        ("groups", -1), ("groups", 6), ("groups", everybody + 1), ("groups", True),
        ("by_group", {"government": {said: -5}}), ("by_group", {"government": {said: 4}}),
        ("by_group", {"government": {said: everybody + 1}}),
        ("by_region", {"african": {"": 4}}),
        ("by_region", {"african": {said: -1, "": 5}}),
        ("organisations", {said: -60}), ("organisations", {said: 60 * 100 * everybody}),
        ("organisations", {"9": 60}),
    ))  # fmt: skip
    stated[name] = new
    return True


@operator
def impossible_result(value: Facts, life: Life, chance: Random) -> bool:
    entry = some(chance, entries(value, "decision.called"))
    if not entry or not value["evaluation"]["incompatible"]:
        return False
    new = chance.choice([*sorted(value["evaluation"]["incompatible"]), "unanimous"])
    entry["data"]["result"] = new
    if entry is entries(value, "decision.called")[-1]:
        value["result"]["designation"] = new
    return True


@operator
def result_in_the_file(value: Facts, life: Life, chance: Random) -> bool:
    if not value["result"]:
        return False
    name, new = chance.choice((("rationale", "Another rationale."), ("called_by", f"p-{NOBODY}"),
                               ("at", "2027-01-01T00:00:00Z")))  # fmt: skip
    value["result"][name] = new
    return True


@operator
def result_on_nothing(value: Facts, life: Life, chance: Random) -> bool:
    """A decision that nobody called has a result."""
    if value["result"]:
        return False
    value["result"] = {"designation": "consensus", "rationale": "So it is.",
                       "called_by": chance.choice(sorted(_who_act(value))),
                       "at": value["entries"][-1]["at"]}  # fmt: skip
    return True


@operator
def counts_changed(value: Facts, life: Life, chance: Random) -> bool:
    """The evaluation has other counts than the ballots, and the result was called on those."""
    found = value["evaluation"]
    if not found:
        return False
    value["counts kept"] = True
    name = chance.choice(("people", "silent", "late_people", "electorate", "counts", "groups"))
    if name == "counts":
        found["counts"] = dict(Counter(found["counts"]) + Counter({"0": 1, "support": 1}))
    else:
        found[name] += 1
    return True


@operator
def not_counted(value: Facts, life: Life, chance: Random) -> bool:
    if not value["evaluation"]:
        return False
    value["evaluation"] = None
    return True


@operator
def a_field_more_or_less(value: Facts, life: Life, chance: Random) -> bool:
    entry = chance.choice(value["entries"])
    if chance.random() < 0.5:
        entry["data"]["note"] = "x"
    else:
        name = chance.choice([key for key in entry["data"] if key not in ("previous", "round")])
        del entry["data"][name]
    return True
