"""Checks an exported record: `python verify.py FILE [RECEIPT]`. One file, standard library only.

The program keeps its journal with the functions of this file, so there is one definition of the
chain; a reader needs this file, the export, and nothing else of the program.

The export of the journal is JSON Lines: a header, then one entry a line. An entry's hash is the
SHA-256 of its canonical JSON (keys sorted, no spaces, UTF-8) without the field "hash"; "prev" is
the hash of the entry before it, 64 zeros for the first.

The export of one decision is one line of canonical JSON, with the entries of that decision: each
names the decision's entry before it in its data ("previous"), and hashes of what was recorded with
it. Everything else in the file is held against these entries, or computed from what was. A ranking
whose charter says "counting": "points" is counted so: of n options the first of a ballot gets n
points, the next one fewer, and so on, and those left out none; the file has the second format. In
older rankings it was counted how many named an option.

The closing report of a draft is one line of canonical JSON; its sums are counted anew.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FORMAT = "intersession-journal-1"
DECISION = "intersession-decision-1"
DECISION_BY_POINTS = "intersession-decision-2"
POINTS = "points"
REPORT = "intersession-report-1"
FIRST = "0" * 64


def canonical(value: Any) -> str:
    """The one JSON text of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _digest_of(value: dict[str, Any]) -> str:
    """The hash of an entry, or "" if half a sign in it can't be written down."""
    try:
        return digest(canonical(value))
    except UnicodeEncodeError:
        return ""


def header(entries: int, head: str) -> str:
    """The first line of an export."""
    return canonical({"format": FORMAT, "entries": entries, "head": head})


def check(lines: Iterable[str]) -> list[str]:
    """What does not fit, in plain sentences with line numbers; empty if all does."""
    wrong: list[str] = []
    head: dict[str, Any] | None = None
    previous, number, line_number = FIRST, 0, 0
    for line_number, line in enumerate(lines, 1):
        text = line.removesuffix("\n")
        try:
            value = json.loads(text)
            text.encode()
            is_canonical = canonical(value) == text
        except (ValueError, RecursionError):
            return [*wrong, f"line {line_number}: this is not JSON"]
        if not isinstance(value, dict):
            return [*wrong, f"line {line_number}: this is not an entry"]
        if not is_canonical:
            wrong.append(f"line {line_number}: this is not in canonical form")
        if line_number == 1:
            if value.get("format") != FORMAT:
                return [f"line 1: this is not an export of the format {FORMAT} or {DECISION}"]
            head = value
            continue
        number += 1
        if value.get("n") != number:
            wrong.append(f"line {line_number}: entry {number} should stand here")
            number = value["n"] if isinstance(value.get("n"), int) else number
        if value.get("prev") != previous:
            wrong.append(f"line {line_number}: it does not follow the entry before it")
        kept = value.pop("hash", "")
        if _digest_of(value) != kept:
            wrong.append(f"line {line_number}: its text was changed after it was recorded")
        previous = str(kept)
    if head is None:
        return ["the file is empty"]
    if head.get("entries") != line_number - 1:
        wrong.append(f"the header says {head.get('entries')} entries, there are {line_number - 1}")
    if head.get("head") != previous:
        wrong.append("the last entry is not the one that the header names")
    return wrong


def report_digest(report: dict[str, Any]) -> str:
    """The hash of a closing report, as it stands in the journal ("report.closed"). What may change
    afterwards is not in it: names and counts of people, who may be erased, the version that came
    out since, and where the paragraphs are in it."""
    stays = ("format", "draft", "opened", "closed", "received", "late",
             "by_disposition", "by_standing", "by_section")  # fmt: skip
    rows = [
        {key: cell for key, cell in one.items() if key not in ("author", "now")}
        for one in report["comments"]
    ]
    return _digest_of({**{key: report[key] for key in stays}, "comments": rows})


def check_report(text: str) -> list[str]:
    """What does not fit in a closing report: its sums have to be those of its table."""
    try:
        report = json.loads(text)
        table = report["comments"]
        answered = [one for one in table if one["standing"] == "submitted"]
        sums = {
            "received": len(table),
            "late": [one["reference"] for one in table if one["late"]],
            "by_disposition": dict(Counter(one["disposition"] for one in answered)),
            "by_standing": dict(Counter(one["standing"] for one in table)),
            "by_section": dict(Counter(one["section"] for one in table)),
        }
        wrong = [f"{name} is not what the table says" for name in sums
                 if report[name] != sums[name]]  # fmt: skip
        references = [one["reference"] for one in table]
        wrong += ["a comment stands there twice"] * (len(set(references)) != len(references))
        wrong += [f"{one['reference']} has no answer" for one in answered if not one["disposition"]]
        return wrong if report_digest(report) else ["half a sign in it can't be written down"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ["this is not a closing report"]


class _Told:
    """What the entries of a decision say, if they are true."""

    def __init__(self) -> None:
        self.state, self.is_closed = "", False
        self.opened: list[dict[str, Any]] = []
        self.ended: list[dict[str, Any]] = []
        self.closes: list[str] = []
        self.votes: list[list[dict[str, Any]]] = []
        self.objections: dict[int, dict[str, Any]] = {}
        self.minority: dict[str, str] = {}
        self.calls: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def hear(self, entry: dict[str, Any]) -> None:
        """Take the next entry to be true."""
        data, (subject, _, event) = entry["data"], entry["act"].partition(".")
        if subject == "decision":
            self.state = STATES.get(event, self.state)
            self._hear_step(event, entry)
        elif subject == "objection":
            known = self.objections.get(data["objection"], {"round": data["round"]})
            told = {name: data[name] for name in ("author", "standing", *TEXTS)}
            self.objections[data["objection"]] = {**known, "number": data["objection"], **told}
        elif subject == "minority":
            for author in data["replaced"].split(","):
                self.minority.pop(author, None)
            self.minority[entry["by"]] = data["text"]
        elif subject in ("ballot", "ballots"):
            self.votes[-1].append(entry)

    def _hear_step(self, event: str, entry: dict[str, Any]) -> None:
        data = entry["data"]
        if event == "opened":
            self.opened.append(entry)
            self.ended.append({})
            self.closes.append("")
            self.votes.append([])
            self.is_closed = False
        elif event == "extended":
            self.closes[-1] = data["closes"]
        elif event == "called":
            self.calls.append((entry, self.known()))
        if "ballots" in data:
            self.ended[-1] = data
            self.is_closed = event == "closed"

    def known(self) -> dict[str, Any]:
        """The objections by number, and the minority views by author, with hashes for texts."""
        objections = [dict(self.objections[number]) for number in sorted(self.objections)]
        return {"objections": objections, "minority": dict(self.minority)}


TEXTS = ("reason", "remedy", "answer")
STATES = {
    "opened": "open",
    "closed": "closed",
    "called": "provisional",
    "contested": "contested",
    "final": "final",
    "withdrawn": "withdrawn",
}


def check_decision(text: str) -> list[str]:
    """What does not fit in the export of a decision, in plain sentences; empty if all does."""
    try:
        value = json.loads(text)
        if canonical(value) != text:
            return ["the file: this is not in canonical form"]
    except (ValueError, RecursionError) as error:
        return [f"the file: this is not JSON ({error})"]
    wrong: list[str] = []
    told = _Told()
    try:
        parts = (_check_chain, _check_record, _check_languages, _check_ballots, _check_result)
        for part in parts:
            if part is not _check_result or not wrong:
                wrong.extend(part(value, told))
            if part is _check_chain and wrong:
                break
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        wrong = wrong or [f"the file: this is not as the program writes it ({error!r})"]
    return wrong


def _check_chain(value: dict[str, Any], told: _Told) -> Iterator[str]:
    """Each entry is as it was recorded, and follows the one before it."""
    previous, number = FIRST, 0
    for entry in value["entries"]:
        where, data = f"entry {entry['n']}", entry["data"]
        if entry["n"] <= number or data["previous"] != previous:
            yield f"{where}: it does not follow the decision's entry before it"
        if _digest_of({k: v for k, v in entry.items() if k != "hash"}) != entry["hash"]:
            yield f"{where}: its text was changed after it was recorded"
        if data["decision"] != value["reference"]:
            yield f"{where}: it is about {data['decision']}, not {value['reference']}"
        previous, number = entry["hash"], entry["n"]
        told.hear(entry)
    if value["head"] != previous:
        yield "head: it is not the hash of the last entry"


def _check_record(value: dict[str, Any], told: _Told) -> Iterator[str]:
    """Everything that was recorded stands in the file, unaltered, and nothing else."""
    last = told.calls[-1][0] if told.calls else None
    if len(value["rounds"]) != len(told.opened):
        yield f"rounds: {len(value['rounds'])} stand here, {len(told.opened)} were opened"
        return
    found = {
        **value,
        "rounds": [_hashed(one, (*OPENED, *ENDED)) for one in value["rounds"]],
        "objections": _each(value["objections"], TEXTS),
        "minority": _each(value["minority"], ("text",)),
        "result": value["result"] and _hashed(value["result"], ("rationale",)),
    }
    recorded = {
        "format": decision_format(value["rounds"]),
        "reference": told.opened[0]["data"]["decision"],
        "track": told.opened[0]["data"]["track"],
        "state": told.state,
        "rounds": [_recorded_round(one, told, n) for n, one in enumerate(value["rounds"])],
        "objections": told.known()["objections"],
        "minority": [{"author": k, "text": told.minority[k]} for k in sorted(told.minority)],
        "result": last
        and {
            "designation": last["data"]["result"],
            "rationale": last["data"]["rationale"],
            "called_by": last["by"],
            "at": last["at"],
        },
        **{name: value[name] for name in ("evaluation", "entries", "head")},
    }
    yield from _differences(found, recorded, "")


OPENED, ENDED = ("charter", "electorate"), ("ballots", "stated")


def decision_format(rounds: list[dict[str, Any]]) -> str:
    """The format of a decision's export, by the charters of its rounds."""
    by_points = any(one["charter"].get("counting") == POINTS for one in rounds)
    return DECISION_BY_POINTS if by_points else DECISION


def _recorded_round(one: dict[str, Any], told: _Told, n: int) -> dict[str, Any]:
    opened, ended, nothing = told.opened[n]["data"], told.ended[n], digest("null")
    secret = one["charter"]["secrecy"] == "secret"
    return {
        **{name: opened[name] for name in OPENED},
        **{name: ended.get(name, nothing) for name in ENDED},
        "closes": told.closes[n] or one["charter"]["closes"],
        "voters": sorted({vote["by"] for vote in told.votes[n]}) if secret else [],
    }


def _hashed(one: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """With hashes in place of what stands under these names, as the entries have them."""
    return {**one, **{name: _hash(name, one[name]) for name in names}}


def _hash(name: str, value: Any) -> str:
    if name in (*OPENED, *ENDED):
        return digest(canonical(value))
    return digest(value) if isinstance(value, str) else "no text"


def _each(items: Any, names: tuple[str, ...]) -> Any:
    return [_hashed(one, names) for one in items] if isinstance(items, list) else items


def _differences(found: Any, recorded: Any, where: str) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(recorded, dict):
        for name in sorted({*found, *recorded}):
            place = f"{where}, {name}" if where else name
            if name not in recorded:
                yield f"{place}: this does not belong here"
            elif name not in found:
                yield f"{place}: this is missing"
            else:
                yield from _differences(found[name], recorded[name], place)
    elif isinstance(found, list) and isinstance(recorded, list) and len(found) == len(recorded):
        for number, (one, other) in enumerate(zip(found, recorded, strict=True), 1):
            yield from _differences(one, other, f"{where} {number}")
    elif canonical(found) != canonical(recorded):
        yield f"{where}: this is not as recorded ({canonical(recorded)})"


def _check_languages(value: dict[str, Any], _: _Told) -> Iterator[str]:
    """Versions in other languages are of the same options: ballots name them by number."""
    for n, one in enumerate(value["rounds"]):
        charter = one["charter"]
        for code, version in charter.get("languages", {}).get("versions", {}).items():
            if len(version["options"]) != len(charter["options"]):
                yield f"round {n + 1}: the version in {code} has not the options of the original"


def _check_ballots(value: dict[str, Any], told: _Told) -> Iterator[str]:
    """One ballot a voter, in time, counted exactly if the voter is in the electorate."""
    for n, one in enumerate(value["rounds"]):
        where, charter = f"round {n + 1}", one["charter"]
        electorate, voters, ballots = set(one["electorate"]), one["voters"], one["ballots"] or []
        votes = {(vote["by"], vote["data"].get("ballot")) for vote in told.votes[n]}
        place = [charter["reference"], charter["track"], charter["round"], charter["electorate"]]
        if place != [value["reference"], value["track"], n + 1, len(one["electorate"])]:
            yield f"{where}: its charter is that of another decision, round or electorate"
        for vote in told.votes[n]:
            if vote["at"] >= one["closes"]:
                yield f"entry {vote['n']}: this vote came after the close"
        for number, ballot in enumerate(ballots, 1):
            at, voter = f"{where}, ballot {number} ({ballot['receipt']})", ballot["voter"]
            hashed = digest(f"{ballot['receipt']} {','.join(ballot['choice'])}")
            if charter["secrecy"] == "secret":
                if voter or ballot["reason"] or ballot["remedy"]:
                    yield f"{at}: it is secret, and says whose it is"
            elif (voter, hashed) not in votes:
                yield f"{at}: no such vote of {voter} was recorded"
            elif ballot["eligible"] is not (voter in electorate):
                yield f"{at}: it counts exactly if its voter is in the electorate"
        for name in ("receipt", "voter"):
            times = Counter(ballot[name] for ballot in ballots if ballot[name])
            yield from (f"{where}: {name} {key} is here twice" for key in times if times[key] > 1)
        if charter["secrecy"] == "secret" and one["ballots"] is not None:
            counted = sum(ballot["eligible"] for ballot in ballots)
            if (counted, len(ballots)) != (len(electorate.intersection(voters)), len(voters)):
                yield f"{where}: there is not one ballot for each voter"


def _check_result(value: dict[str, Any], told: _Told) -> Iterator[str]:
    """The evaluation is what counting gives, and each result was called on it and possible."""
    last = value["rounds"][-1]
    counted = evaluation(last, value["objections"]) if told.is_closed else None
    yield from _differences(value["evaluation"], counted, "evaluation")
    for entry, known in told.calls:
        if digest(canonical({**known, "evaluation": counted})) != entry["data"]["final"]:
            yield f"entry {entry['n']}: the result was called on something else than stands here"
        if counted is None or entry["data"]["result"] not in counted["compatible"]:
            yield f"entry {entry['n']}: the result {entry['data']['result']} was not possible"


def evaluation(one: dict[str, Any], objections: list[dict[str, Any]]) -> dict[str, Any]:
    """What counting says of a round that is over."""
    charter, counted = one["charter"], [ballot for ballot in one["ballots"] if ballot["eligible"]]
    people, quorum, groups = len(counted), charter["quorum"], one["stated"]["groups"]
    by_points = charter.get("counting") == POINTS
    first = dict(Counter(ballot["choice"][0] for ballot in counted)) if by_points else {}
    counts: Counter[str] = Counter()
    for ballot in counted:
        for place, option in enumerate(ballot["choice"]):
            counts[option] += len(charter["options"]) - place if by_points else 1
    facts = {
        "electorate": charter["electorate"],
        "people": people,
        "silent": charter["electorate"] - people,
        "late_people": len(one["ballots"]) - people,
        "counts": dict(counts),
        **({"first": first} if by_points else {}),
        "groups": groups,
        **({"fewer": True} if one["stated"].get("fewer") else {}),
        "quorate": people >= quorum["people"] and groups >= quorum["groups"],
    }
    mine = [other for other in objections if other["round"] == charter["round"]]
    reasons = {name: why_not(name, charter, facts, mine) for name in DESIGNATIONS}
    return {
        **facts,
        "compatible": [name for name in reasons if not reasons[name]],
        "incompatible": {name: reason for name, reason in reasons.items() if reason},
    }


DESIGNATIONS = ("full", "consensus", "strong", "divergence", "not-quorate")


def why_not(
    name: str, charter: dict[str, Any], facts: dict[str, Any], objections: list[dict[str, Any]]
) -> str:
    """Why a result can't be called, or "": the program's own rules, written down once more."""
    quorum, people, groups = charter["quorum"], facts["people"], facts["groups"]
    waiting = [one["number"] for one in objections if one["standing"] == "raised"]
    gone = ("withdrawn", "accommodated")
    standing = [one["number"] for one in objections if one["standing"] not in gone]
    if charter["kind"] == "sense":
        return "a sense check is never a decision"
    if waiting:
        return f"objection {waiting[0]} has no answer"
    if not facts["quorate"] and name not in ("divergence", "not-quorate"):
        if people < quorum["people"]:
            return f"the quorum was missed: {people:,} of {quorum['people']:,} people spoke"
        if facts.get("fewer"):
            needed = f"{quorum['groups']:,}"
            return f"the quorum was missed: people of fewer groups spoke than the {needed} needed"
        spoke = "one group" if groups == 1 else f"{groups:,} groups"
        return f"the quorum was missed: people of {spoke} spoke, of {quorum['groups']:,}"
    if name == "not-quorate" and facts["quorate"]:
        return "the quorum was met"
    if name == "full" and standing:
        return f"objection {standing[0]} stands"
    is_consensus, counts = charter["kind"] == "consensus", facts.get("first", facts["counts"])
    opposed = counts.get("object") or standing if is_consensus else len(counts) > 1
    return "there is no opposition" if name == "strong" and not opposed else ""


def _summary(value: dict[str, Any]) -> Iterator[str]:
    """What was checked, for people."""
    rounds, found, result = value["rounds"], value["evaluation"], value["result"]
    yield f"The record of {value['reference']} is whole: {len(value['entries'])} entries."
    yield f"- Rounds: {len(rounds)}. Each charter and electorate is as recorded at the opening."
    languages = rounds[-1]["charter"].get("languages")
    if languages:
        versions, binding = ", ".join(languages["versions"]), languages["binding"]
        yield f"- Versions in: {versions}; binding: {binding}. Ballots name options by number."
    ballots = sum(len(one["ballots"] or ()) for one in rounds)
    yield f"- Ballots: {ballots}, as recorded at the end of each round; one for each voter."
    yield f"- Objections: {len(value['objections'])}. Minority views: {len(value['minority'])}."
    if found:
        points = " points, by how many ranked first: " + canonical(found.get("first"))
        yield (
            f"- Counted anew: {found['people']} of {found['electorate']} spoke, from "
            f"{found['groups']} groups (as stated): {canonical(found['counts'])}"
            f"{points if 'first' in found else ''}."
        )
    if result:
        yield f"- The result, {result['designation']}, was possible. It is {value['state']}."
    yield f"Head: {value['head']} (entry {value['entries'][-1]['n']} of the journal)"


def receipt_lines(value: dict[str, Any], receipt: str) -> Iterator[str]:
    """What is recorded under a receipt, in any round."""
    for number, one in enumerate(value["rounds"], 1):
        options = one["charter"]["options"]
        for ballot in one["ballots"] or ():
            if ballot["receipt"] == receipt.strip().upper():
                said = [options[int(c)] if options else c for c in ballot["choice"]]
                if one["charter"]["kind"] == "ranking":
                    said = [f"{rank}. {name}" for rank, name in enumerate(said, 1)]
                counts = "It counts" if ballot["eligible"] else "It came after the cut-off"
                yield f"{ballot['receipt']}, round {number}: {', '.join(said) or 'not published'}."
                yield from (f"> {ballot[name]}" for name in ("reason", "remedy") if ballot[name])
                yield f"{counts}."


def main(arguments: list[str]) -> int:
    """Check the file named in the arguments; 0 if it is whole (and a receipt that is named stands
    in it), 1 if not, 2 if unreadable."""
    say = sys.stdout.write
    if len(arguments) not in (1, 2):
        say("usage: verify.py FILE [RECEIPT]\n")
        return 2
    try:
        text = Path(arguments[0]).read_bytes().decode("utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        say(f"{arguments[0]} can't be read: {error}\n")
        return 2
    lines = text.split("\n")
    if len(lines) == 1 and f'"format":"{REPORT}"' in text:
        return _main_report(text)
    is_decision = any(f'"format":"{one}"' in lines[0] for one in (DECISION, DECISION_BY_POINTS))
    wrong = check_decision(text) if is_decision else check(lines)
    if wrong:
        say("The record is NOT whole:\n" + "".join(f"- {sentence}\n" for sentence in wrong))
        return 1
    first = json.loads(lines[0])
    if not is_decision:
        say(f"The record is whole: {first['entries']} entries. Head: {first['head']}\n")
        return 0
    said, receipt = [*_summary(first)], "".join(arguments[1:])
    found = [*receipt_lines(first, receipt)] if receipt else []
    said += found or ([f"Nothing is recorded under {receipt}."] if receipt else [])
    say("\n".join(said) + "\n")
    return 1 if receipt and not found else 0


def _main_report(text: str) -> int:
    wrong = check_report(text)
    if wrong:
        sys.stdout.write("The report does NOT fit:\n" + "".join(f"- {one}\n" for one in wrong))
        return 1
    sys.stdout.write(
        "The sums of the report are those of its table. Its hash, which the journal has in "
        f'"report.closed": {report_digest(json.loads(text))}\n'
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
