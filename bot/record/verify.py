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

import base64
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

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
        spoke = "one group" if groups == 1 else f"{groups:,} groups"
        return f"the quorum was missed: people of {spoke} spoke, of {quorum['groups']:,}"
    if name == "not-quorate" and facts["quorate"]:
        return "the quorum was met"
    if name == "full" and standing:
        return f"objection {standing[0]} stands"
    is_consensus, counts = charter["kind"] == "consensus", facts.get("first", facts["counts"])
    opposed = counts.get("object") or standing if is_consensus else len(counts) > 1
    return "there is no opposition" if name == "strong" and not opposed else ""


# Heads of the journal. Its entries are the leaves of a Merkle tree (RFC 9162, section 2.1); a head
# is the number of entries and the root over them. A signed head is a note as witnesses of
# transparency logs read them (c2sp.org/signed-note, c2sp.org/tlog-checkpoint).


def leaf_of(text: str) -> bytes:
    """The hash of an entry as a leaf: of its canonical text without its own hash."""
    return hashlib.sha256(b"\0" + text.encode()).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree over leaves, in one pass: what is kept is one hash a height."""
    whole: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, node = 0, leaf
        while whole and whole[-1][0] == height:
            node, height = node_of(whole.pop()[1], node), height + 1
        whole.append((height, node))
    if not whole:
        return hashlib.sha256(b"").digest()
    root = whole.pop()[1]
    while whole:
        root = node_of(whole.pop()[1], root)
    return root


def is_included(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether a leaf (counted from 0) is in the tree of this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for one in path:
        if not last:
            return False
        if place & 1 or place == last:
            found = node_of(one, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_of(found, one)
        place, last = place >> 1, last >> 1
    return not last and found == root


def is_continued(old_size: int, old_root: bytes, size: int, root: bytes, path: list[bytes]) -> bool:
    """Whether the tree of this size and root begins with the old one (RFC 9162, 2.1.4.2)."""
    if old_size == size or not old_size:
        begins = old_root == (root if old_size else root_of(()))
        return 0 <= old_size <= size and begins and not path
    if not 0 < old_size < size or not path:
        return False
    path = path if old_size & (old_size - 1) else [old_root, *path]
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = now = path[0]
    for one in path[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            before, now = node_of(one, before), node_of(one, now)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            now = node_of(now, one)
        place, last = place >> 1, last >> 1
    return not last and (before, now) == (old_root, root)


# Ed25519 as in RFC 8032, section 5.1.7, with the strict readings: S is below the order of the base
# point, points are written in their one canonical way, a key or an R of small order is refused, and
# the equation is the one without the cofactor. Whatever passes here passes everywhere.

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]
_NEUTRAL: _Point = (0, 1, 1, 0)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature (64 bytes) of a message is by this public key (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commits = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commits is None or scalar >= _ORDER:
        return False
    if any(_is_neutral(_times(8, one)) for one in (key, commits)):
        return False
    hashed = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(hashed, "little") % _ORDER
    left, right = _times(scalar, _BASE), _sum(commits, _times(challenge, key))
    return _is_neutral(_sum(left, _negative(right)))


def _point(written: bytes) -> _Point | None:
    """The point that 32 bytes are the canonical writing of, or None (RFC 8032, 5.1.3)."""
    number = int.from_bytes(written, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (not x and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


def _sum(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _negative(one: _Point) -> _Point:
    return -one[0] % _P, one[1], one[2], -one[3] % _P


def _times(number: int, one: _Point) -> _Point:
    found = _NEUTRAL
    while number:
        if number & 1:
            found = _sum(found, one)
        one, number = _sum(one, one), number >> 1
    return found


def _is_neutral(one: _Point) -> bool:
    return not one[0] % _P and not (one[1] - one[2]) % _P


_BASE = _point(bytes.fromhex("58" + "66" * 31)) or _NEUTRAL


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a note names its key (c2sp.org/signed-note, Ed25519)."""
    return hashlib.sha256(name.encode() + b"\n\1" + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """A public key as witnesses are given it: NAME+ID+KEY."""
    written = base64.b64encode(b"\1" + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{written}"


def rotation_text(name: str, old: str, new: str) -> str:
    """What the old key signs when a new one takes its place. Keys are in base64."""
    return f"intersession-key-rotation-1\n{name}\n{old}\n{new}\n"


def note_text(name: str, size: int, root: bytes) -> str:
    """What is signed of a head."""
    return f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"


def signature_line(name: str, public: bytes, signature: bytes) -> str:
    """The line of a note that bears a signature."""
    signed = base64.b64encode(key_id(name, public) + signature).decode()
    return f"\N{EM DASH} {name} {signed}\n"


_HEAD = re.compile(r"(?<![\w+/])(\d{1,15})\s+([A-Za-z0-9+/]{43}=)", re.ASCII)
_TURNING = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_JOURNALS = '"format":"intersession-journal-'


def _printable(text: str) -> str:
    """Words out of a file, without signs that would move the cursor or turn the line."""
    return _CONTROL.sub(lambda one: f"\\u{ord(one[0]):04x}", text)


class Head(NamedTuple):
    """A head: how many entries, and the root over them; of a signed one also its name, what was
    signed, and the signatures (name, id of the key, signature)."""

    size: int
    root: bytes
    name: str = ""
    text: str = ""
    signatures: tuple[tuple[str, bytes, bytes], ...] = ()


class Proof(NamedTuple):
    """That a head continues an older one, in the words in which witnesses are asked
    (c2sp.org/tlog-witness): "old SIZE", hashes, and the signed head."""

    old_size: int
    path: list[bytes]
    head: Head


TLOG_PROOF = "c2sp.org/tlog-proof@v1"


class Inclusion(NamedTuple):
    """That an entry (counted from 0) is under a signed head (c2sp.org/tlog-proof)."""

    place: int
    path: list[bytes]
    head: Head


class Chain(NamedTuple):
    """An export of the journal: the leaves, and the keys with the entry from which each is in
    force (number, name, public key in base64)."""

    leaves: list[bytes]
    keys: list[tuple[int, str, str]]
    hashes: dict[str, int]
    entries: list[dict[str, Any]]

    def root(self, size: int) -> bytes:
        """The root over the first entries."""
        return root_of(self.leaves[:size])


def head_in(words: str) -> Head | None:
    """The head in a line as it was said in a room, or None if there is none, or more than one."""
    found = {*_HEAD.findall(_TURNING.sub("", words))}
    if len(found) != 1:
        return None
    size, root = found.pop()
    return Head(int(size), base64.b64decode(root))


def read_note(text: str) -> Head | None:
    """A signed head, or None if the text is none."""
    try:
        body, _, signed = text.rpartition("\n\n")
        name, size, root, *more = body.split("\n")
        raw = base64.b64decode(root, validate=True)
        if not name or str(int(size)) != size or int(size) < 0 or len(raw) != 32 or "" in more:
            return None
        signatures = []
        for line in signed.removesuffix("\n").split("\n"):
            dash, by, written = line.split(" ")
            signature = base64.b64decode(written, validate=True)
            if dash != "\N{EM DASH}" or not by or len(signature) < 5:
                return None
            signatures.append((by, signature[:4], signature[4:]))
    except ValueError:
        return None
    return Head(int(size), raw, name, f"{body}\n", tuple(signatures))


def read_proof(text: str) -> Proof | None:
    """A proof that a head continues an older one, or None if the text is none."""
    first, _, rest = text.partition("\n\n")
    lines = first.split("\n")
    head = read_note(rest)
    try:
        path = [base64.b64decode(line, validate=True) for line in lines[1:]]
    except ValueError:
        return None
    old = re.fullmatch(r"old (0|[1-9]\d{0,15})", lines[0], re.ASCII)
    if old is None or head is None or len(path) > 63 or any(len(one) != 32 for one in path):
        return None
    return Proof(int(old[1]), path, head)


def read_inclusion(text: str) -> Inclusion | None:
    """A proof that an entry is under a head, or None if the text is none."""
    first, _, rest = text.partition("\n\n")
    lines, head = first.split("\n"), read_note(rest)
    found = re.fullmatch(r"index (0|[1-9]\d{0,15})", lines[1] if len(lines) > 1 else "", re.ASCII)
    if lines[0] != TLOG_PROOF or found is None or head is None:
        return None
    try:
        path = [base64.b64decode(line, validate=True) for line in lines[2:]]
    except ValueError:
        return None
    return Inclusion(int(found[1]), path, head) if {*map(len, path)} <= {32} else None


def read_journal(text: str) -> tuple[Chain, list[str]]:
    """An export of the journal, and what does not fit in it."""
    lines = text.split("\n")
    found, wrong = Chain([], [], {}, []), check(lines)
    if wrong:
        return found, wrong
    for line in lines[1:]:
        entry = json.loads(line)
        found.hashes[entry.pop("hash")] = entry["n"]
        found.leaves.append(leaf_of(canonical(entry)))
        found.entries.append(entry)
        if str(entry.get("act")).startswith("key."):
            wrong += _take_key(entry, found.keys)
    return found, wrong


def _take_key(entry: dict[str, Any], keys: list[tuple[int, str, str]]) -> list[str]:
    """Take in what an entry says of the key. A new one is signed by the old one, unless that was
    lost or stolen."""
    act, data = entry["act"], entry.get("data", {})
    where = f"entry {entry['n']}: "
    try:
        public = base64.b64decode(data["key"], validate=True)
        name = data["name"] if act == "key.begun" else keys[-1][1]
        if len(public) != 32 or (act == "key.begun") is not (not keys):
            return [f"{where}this is no key, or not its turn"]
        if act == "key.rotated":
            old = base64.b64decode(keys[-1][2])
            text = rotation_text(name, keys[-1][2], data["key"])
            if not is_signed(old, text.encode(), base64.b64decode(data["signature"])):
                return [f"{where}the new key is not signed by the old one"]
    except (ValueError, LookupError, TypeError, AttributeError):
        return [f"{where}this is not as the program writes it"]
    keys.append((entry["n"], str(name), data["key"]))
    return []


def why_unsigned(head: Head, name: str, public: bytes) -> str:
    """Why a head is not signed by a key, or ""."""
    mine = [
        one for by, named, one in head.signatures if (by, named) == (name, key_id(name, public))
    ]
    if head.name != name:
        return f"the head is of {_printable(head.name)}, not of {_printable(name)}"
    if not mine:
        return "the key of that time has not signed the head"
    if not all(is_signed(public, head.text.encode(), one) for one in mine):
        return "the signature of the head is not by the key that it names"
    return ""


def _why_unsigned_in(head: Head, chain: Chain) -> str:
    """Why a head is not signed by the key that the journal names for its time, or ""."""
    keys = [one for one in chain.keys if one[0] <= head.size]
    if not keys:
        return "the journal names no key for the time of the head"
    return why_unsigned(head, keys[-1][1], base64.b64decode(keys[-1][2]))


def head_line(size: int, root: bytes) -> str:
    """A head as it is said in rooms: the number of entries and the root."""
    return f"{size} {base64.b64encode(root).decode()}"


def check_head(head: Head, chain: Chain) -> list[str]:
    """What does not fit between a head that somebody kept and a journal."""
    if head.size > len(chain.leaves):
        return [f"the head is of {head.size} entries, the journal has {len(chain.leaves)}"]
    if chain.root(head.size) != head.root:
        return [f"the first {head.size} entries of the journal are not those of the head"]
    unsigned = _why_unsigned_in(head, chain) if head.signatures else ""
    return [unsigned] if unsigned else []


def check_continues(old: Chain, new: Chain) -> list[str]:
    """What shows that one journal does not continue another."""
    pairs = enumerate(zip(old.leaves, new.leaves, strict=False), 1)
    other = next((number for number, (one, two) in pairs if one != two), 0)
    if other:
        return [f"entry {other} is another one"]
    if len(new.leaves) < len(old.leaves):
        return [f"it has {len(new.leaves)} entries, and the old one {len(old.leaves)}"]
    return []


def check_proof(old: Head, proof: Proof) -> list[str]:
    """What shows that a proof is not about an older head."""
    if proof.old_size != old.size:
        return [f"the proof is about a head of {proof.old_size} entries, not of {old.size}"]
    head = proof.head
    if not is_continued(old.size, old.root, head.size, head.root, proof.path):
        return ["the proof does not show that the new head continues the old one"]
    return []


def check_in_journal(text: str, chain: Chain) -> tuple[list[str], str]:
    """What of a decision or a closing report is not in a journal; and a sentence if all is."""
    value = json.loads(text)
    if value["format"].startswith("intersession-report"):
        digests = {report_digest(value)}
        found = [one["n"] for one in chain.entries if one["data"].get("report") in digests]
        wrong = [] if found else ["the journal has no report.closed with the hash of this report"]
        return wrong, f"The report is in the journal: entry {found[-1] if found else 0}."
    entries = [*value["entries"], *value.get("context", ())]
    missing = [one["n"] for one in entries if chain.hashes.get(one["hash"]) != one["n"]]
    name, last = value["reference"], value["entries"][-1]["n"]
    after = [
        one["n"]
        for one in chain.entries
        if one["n"] > last and one["data"].get("decision") == value["reference"]
    ]
    said = f"{name} is in the journal: each of its {len(value['entries'])} entries."
    if after:
        said += f" The journal has {len(after)} more of it, from entry {after[0]} on."
    return [f"entry {number} is not in the journal as it stands here" for number in missing], said


def _read_text(name: str) -> str | None:
    """The text of a file, or None (which is said)."""
    try:
        return Path(name).read_bytes().decode("utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        sys.stdout.write(f"{name} can't be read: {error}\n")
        return None


def _said(wrong: list[str], fits: str, fits_not: str) -> int:
    """Say what was found; 0 if all fits."""
    if wrong:
        sys.stdout.write(f"{fits_not}\n" + "".join(f"- {_printable(one)}\n" for one in wrong))
        return 1
    sys.stdout.write(f"{_printable(fits)}\n")
    return 0


_OPTIONS = ("--head", "--journal", "--key")


def _main_heads(arguments: list[str]) -> int | None:
    """What is asked about heads: 0 if it fits, 1 if not, 2 if unreadable; None if nothing is."""
    names: list[str] = []
    options: dict[str, str] = {}
    rest = iter(arguments)
    for one in rest:
        if one in _OPTIONS:
            options[one] = next(rest, "")
        else:
            names.append(one)
    if len(names) not in (1, 2) or (len(names) == 2 and options.keys() - {"--key"}):
        return None
    if not options and len(names) == 1 and not _is_of_heads(names[0]):
        return None
    if len(names) == 2 and not options and _is_decision(names[0]):
        return None
    texts = [_read_text(name) for name in names]
    if None in texts:
        return 2
    first, second = texts[0] or "", texts[1] or "" if len(texts) == 2 else ""
    if "--journal" in options:
        return _main_in_journal(first, options["--journal"])
    if "--head" in options:
        return _main_head(options["--head"], first)
    if len(names) == 2:
        return _main_continues(first, second, options.get("--key", ""))
    return _main_note(first, options.get("--key", ""))


def _begins(name: str) -> str:
    try:
        with Path(name).open("rb") as file:
            return file.readline(1 << 22).decode("utf-8", "replace")
    except OSError:
        return ""


def _is_decision(name: str) -> bool:
    return '"format":"intersession-decision-' in _begins(name)


def _is_of_heads(name: str) -> bool:
    first = _begins(name)
    return (
        bool(first)
        and not first.startswith("{")
        and (first.startswith("old ") or read_note(_read_text(name) or "") is not None)
    )


def _main_head(words: str, text: str) -> int:
    """verify --head LINE FILE"""
    head, note, proof = head_in(words), read_note(text), read_proof(text)
    if head is None:
        sys.stdout.write("There is no head in that line: a number and 44 signs that end with =.\n")
        return 2
    if proof or note:
        other = proof.head if proof else note
        same = other is not None and (other.size, other.root) == (head.size, head.root)
        wrong = [] if same else ["the file has another head"]
    else:
        chain, wrong = read_journal(text)
        wrong = wrong or check_head(head, chain)
    fits = f"The head fits: the first {head.size} entries are those that it was said of."
    return _said(wrong, fits, "The head does NOT fit:")


def _main_in_journal(text: str, journal: str) -> int:
    """verify DECISION --journal FILE"""
    kept = _read_text(journal)
    if kept is None:
        return 2
    is_report = text.startswith("{") and '"format":"intersession-report-' in text
    wrong = check_report(text) if is_report else check_decision(text)
    if wrong:
        return _said(wrong, "", "The record is NOT whole:")
    proof = read_inclusion(kept)
    if proof and not is_report:
        return _main_under_head(json.loads(text), proof)
    chain, wrong = read_journal(kept)
    if wrong:
        return _said(wrong, "", "The journal is NOT whole:")
    wrong, said = check_in_journal(text, chain)
    size = len(chain.leaves)
    said += f"\nRecord {head_line(size, chain.root(size))}"
    return _said_lines(wrong, said, "It is NOT in the journal:")


def _main_under_head(value: dict[str, Any], proof: Inclusion) -> int:
    """verify DECISION --journal PROOF: the last entry names the one before it, and so on."""
    last = {key: one for key, one in value["entries"][-1].items() if key != "hash"}
    head = proof.head
    held = last["n"] == proof.place + 1 and is_included(
        leaf_of(canonical(last)), proof.place, head.size, proof.path, head.root
    )
    wrong = [] if held else [f"the proof is not of entry {last['n']}, the last of the decision"]
    said = f"{value['reference']} is under the head, with all its entries up to {last['n']}."
    line = f"{said}\nRecord {head_line(head.size, head.root)}"
    return _said_lines(wrong, line, "It is NOT under the head:")


def _said_lines(wrong: list[str], fits: str, fits_not: str) -> int:
    """Say what was found, in several lines if all fits."""
    *before, last = fits.split("\n")
    if not wrong:
        sys.stdout.write("".join(f"{_printable(one)}\n" for one in before))
    return _said(wrong, last, fits_not)


def _main_continues(first: str, second: str, key: str) -> int:
    """verify OLD NEW: journals, signed heads, and as NEW a proof."""
    fits_not = "The new journal does NOT continue the old one:"
    old, chain = read_note(first), Chain([], [], {}, [])
    if old is None:
        if _JOURNALS not in first.partition("\n")[0]:
            sys.stdout.write("The first file is no journal and no signed head.\n")
            return 2
        chain, wrong = read_journal(first)
        if wrong:
            return _said(wrong, "", "The old journal is NOT whole:")
        old = Head(len(chain.leaves), chain.root(len(chain.leaves)))
    proof = read_proof(second)
    if proof:
        said, wrong = _signed(proof.head, chain, key)
        wrong = check_proof(old, proof) or wrong
        size, root = proof.head.size, proof.head.root
    elif _JOURNALS in second.partition("\n")[0]:
        new, wrong = read_journal(second)
        if wrong:
            return _said(wrong, "", "The new journal is NOT whole:")
        wrong = check_continues(chain, new) if chain.leaves else check_head(old, new)
        size, said = len(new.leaves), ""
        root = new.root(size)
    else:
        sys.stdout.write("The second file is no journal and no proof.\n")
        return 2
    fits = f"The new journal continues the old one: its first {old.size} entries are the same."
    return _said_lines(wrong, f"{fits}{said}\nRecord {head_line(size, root)}", fits_not)


def _signed(head: Head, chain: Chain, key: str) -> tuple[str, list[str]]:
    """What is to be said of the signature of a head, and what is wrong with it."""
    if key:
        return " The signature is by that key.", _why_not_by(head, key)
    if chain.keys:
        name, public = chain.keys[-1][1:]
        unsigned = why_unsigned(head, name, base64.b64decode(public))
        return " The signature is by the key of the journal.", [unsigned] if unsigned else []
    return " Its signature was not checked: name the key with --key.", []


def _why_not_by(head: Head, key: str) -> list[str]:
    name, _, rest = key.partition("+")
    named, _, written = rest.partition("+")
    try:
        raw = base64.b64decode(written, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != 33 or raw[0] != 1 or key_id(name, raw[1:]).hex() != named:
        return ["the key has to be NAME+ID+KEY, as the page of the head shows it"]
    unsigned = why_unsigned(head, name, raw[1:])
    return [unsigned] if unsigned else []


def _main_note(text: str, key: str) -> int:
    """verify CHECKPOINT [--key KEY]: a signed head, or a proof, by itself."""
    proof = read_proof(text)
    head = proof.head if proof else read_note(text)
    if head is None:
        sys.stdout.write("This is no signed head.\n")
        return 2
    said, wrong = _signed(head, Chain([], [], {}, []), key)
    line = f"A head of {head.name}: Record {head_line(head.size, head.root)}."
    return _said(wrong, f"{line}{said}", "The head does NOT fit:")


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
    code = _main_heads(arguments)
    if code is not None:
        return code
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
