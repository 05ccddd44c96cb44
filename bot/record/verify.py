"""Checks an exported record: `python verify.py FILE [RECEIPT]`. One file, standard library only.

The program keeps its journal with the functions of this file, so there is one definition of the
chain; a reader needs this file, the export, and nothing else of the program. What the files say,
field by field, and each rule that is checked here stands in `README.md` beside this file.

The export of the journal is JSON Lines: a header, then one entry a line. An entry's hash is the
SHA-256 of its canonical JSON (keys sorted, no spaces, UTF-8) without the field "hash"; "prev" is
the hash of the entry before it, 64 zeros for the first.

The export of one decision is one line of canonical JSON, with the entries of that decision. In the
third format its whole life is replayed from them: who acted and in which office, when, what was
possible then, which ballots stand at the end. Formats one and two are those of earlier versions:
what they cannot show is said.

The closing report of a draft is one line of canonical JSON; its sums are counted anew.

RECEIPT is what somebody got for a ballot: the receipt, the beginning of its commitment (twelve or
more of its digits), or both; capitals, hyphens and spaces do not matter. With a closing report it
is the beginning of the hash that the record has of it.
"""

import base64
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

# 1. Formats, and what is hashed.

FORMAT = "intersession-journal-1"
JOURNAL = "intersession-journal-2"
DECISION = "intersession-decision-1"
DECISION_BY_POINTS = "intersession-decision-2"
DECISION_BY_LIFE = "intersession-decision-3"
POINTS = "points"
REPORT = "intersession-report-1"
REPORT_WHOLE = "intersession-report-2"
FIRST = "0" * 64
BEGUN = "format.begun"
"""The act of the entry after which nothing is accepted in an older format."""
IN_FORCE = {"journal": JOURNAL, "decision": DECISION_BY_LIFE, "report": REPORT_WHOLE}
INSTALLATION = "installation"


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


def inner(salt: str, choice: Iterable[str]) -> str:
    """The hash of what a ballot says. salt: 32 hexadecimal digits, new for every ballot."""
    return digest(canonical([salt, *choice]))


def commitment(receipt: str, salt: str, choice: Iterable[str]) -> str:
    """What is recorded of a ballot while others still vote."""
    return commitment_to(receipt, inner(salt, choice))


def commitment_to(receipt: str, inside: str) -> str:
    """The same from the inner hash: so a receipt can be shown without what the ballot says."""
    return digest(canonical([digest(receipt), inside]))


# 2. The journal.


def header(entries: int, head: str) -> str:
    """The first line of an export."""
    return canonical({"format": JOURNAL, "entries": entries, "head": head})


def check(lines: Iterable[str]) -> list[str]:
    """What does not fit, in plain sentences with line numbers; empty if all does."""
    wrong: list[str] = []
    head: dict[str, Any] | None = None
    line_number, course = 0, _Course()
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
        if line_number > 1:
            wrong += [f"line {line_number}: {one}" for one in course.follow(value)]
        elif value.get("format") in (FORMAT, JOURNAL):
            head = value
        else:
            return [
                f"line 1: this is not an export of a journal ({FORMAT}, {JOURNAL}) "
                f"or of a decision ({DECISION}, {DECISION_BY_POINTS}, {DECISION_BY_LIFE})"
            ]
    if head is None:
        return ["the file is empty"]
    if head.get("entries") != line_number - 1:
        wrong.append(f"the header says {head.get('entries')} entries, there are {line_number - 1}")
    if head.get("head") != course.previous:
        wrong.append("the last entry is not the one that the header names")
    if course.number and (head["format"] == JOURNAL) is not course.begun:
        wrong.append(f"the header says {head['format']}, its entries are of the other format")
    return wrong


_REFERENCE = re.compile(r"[DB][1-9][0-9]*")


class _Course:
    """The chain, and what has to be true from entry to entry once the second format has begun."""

    def __init__(self) -> None:
        self.previous, self.number = FIRST, 0
        self.begun, self.at = False, ""
        self.last: dict[str, str] = {}

    def follow(self, value: dict[str, Any]) -> Iterator[str]:
        """What does not fit in the next entry."""
        self.number += 1
        if value.get("n") != self.number:
            yield f"entry {self.number} should stand here"
            self.number = value["n"] if isinstance(value.get("n"), int) else self.number
        if value.get("prev") != self.previous:
            yield "it does not follow the entry before it"
        kept = value.pop("hash", "")
        if _digest_of(value) != kept:
            yield "its text was changed after it was recorded"
        self.previous = str(kept)
        try:
            yield from self._hear(value)
        except (LookupError, TypeError, ValueError, AttributeError):
            yield "this is not as the program writes it"

    def _hear(self, entry: dict[str, Any]) -> Iterator[str]:
        act, data = str(entry.get("act")), entry.get("data")
        if act == BEGUN:
            if self.begun or entry.get("by") != INSTALLATION or data != IN_FORCE:
                yield "the formats begin once, by the installation, and are those of this program"
            self.begun = True
        elif self.begun:
            yield from self._since(act, entry)
        if self.begun:
            instant(entry["at"])
            self.at = str(entry["at"])
        thing = data.get("decision") or data.get("draft") if isinstance(data, dict) else None
        # A year's dates, and the names of formats, are told under the same names.
        if thing and isinstance(data, dict) and _REFERENCE.fullmatch(thing):
            if self.begun and data.get("previous") != self.last.get(thing, FIRST):
                yield f"it does not follow the entry before it on {thing}"
            self.last[thing] = self.previous

    def _since(self, act: str, entry: dict[str, Any]) -> Iterator[str]:
        told = entry["data"].get("format")
        if str(entry["at"]) < self.at:
            yield "its time is before that of the entry before it"
        if act == "decision.opened" and told != DECISION_BY_LIFE:
            yield f"after {BEGUN} a round is opened in the format {DECISION_BY_LIFE}"
        if act == "report.closed" and told != REPORT_WHOLE:
            yield f"after {BEGUN} a report is closed in the format {REPORT_WHOLE}"


OFFICE_ACTS = ("role.given", "role.ended", "person.linked", "person.unlinked", "person.erased")


class _Offices:
    """Who holds which office, by the entries on roles, and who is one person by other accounts."""

    def __init__(self) -> None:
        self.given: set[tuple[str, str, str]] = set()
        self.one: dict[str, frozenset[str]] = {}

    def all_of(self, pseudonym: str) -> frozenset[str]:
        """The pseudonyms that are one person with this one."""
        return self.one.get(pseudonym, frozenset((pseudonym,)))

    def holds(self, pseudonym: str, role: str, track: str = "") -> bool:
        """Whether somebody holds an office now, by any of their accounts."""
        return any((one, role, track) in self.given for one in self.all_of(pseudonym))

    def hear(self, entry: dict[str, Any]) -> Iterator[str]:
        """Take the next of OFFICE_ACTS; what does not fit in it."""
        act, by, data = entry["act"], entry["by"], entry["data"]
        person = data["person"]
        if act in ("role.given", "role.ended"):
            office = (data["role"], data.get("track", ""))
            if (office[0] == "facilitator") is not bool(office[1]):
                yield "this is no office"
            if "account" in data:
                yield from self._hear_carried(act, person, office, data["account"])
                return
            is_claim = act == "role.given" and by == person and data["role"] == "operator"
            if is_claim and any(role == "operator" for _, role, _ in self.given):
                yield f"{by} claimed the installation, which was somebody's"
            if not is_claim and not self.holds(by, "operator"):
                yield f"{by} was no operator then"
            if act == "role.given":
                self.given.add((person, *office))
            else:
                if not self.holds(person, *office):
                    yield f"{person} did not hold what is ended"
                self.given -= {(one, *office) for one in self.all_of(person)}
        elif act == "person.linked":
            both = self.all_of(person) | self.all_of(data["other"])
            self.one.update(dict.fromkeys(both, both))
        elif act == "person.unlinked":
            rest = self.all_of(person) - {person}
            self.one.update(dict.fromkeys(rest, rest))
            self.one[person] = frozenset((person,))
        else:
            gone = self.all_of(person)
            self.given = {one for one in self.given if one[0] not in gone}
            self.one.update({one: frozenset((one,)) for one in gone})

    def _hear_carried(
        self, act: str, person: str, office: tuple[str, str], account: str
    ) -> Iterator[str]:
        """An office that somebody has by another account, since the two are one person; or has no
        more, since they are not."""
        if act == "role.ended":
            self.given.discard((person, *office))
        elif self.holds(account, *office) and account in self.all_of(person):
            self.given.add((person, *office))
        else:
            yield f"{account} held no such office, or is not {person}"


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def instant(text: Any) -> datetime:
    """A time as the record writes it, in UTC to the second. Raises ValueError."""
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        raise ValueError("this is not a time")
    return datetime.fromisoformat(f"{text[:-1]}+00:00")


# 3. The closing report of a draft.

_FORMER, _ANONYMOUS = "former participant", "anonymous"
_ERASABLE = ("author", "author_salt")
"""What an erasure takes out of a row; its "author_hash" stays."""
_REPORT = {
    "format", "draft", "title", "track", "version", "text", "opened", "closed", "made", "received",
    "by_disposition", "by_standing", "by_section", "by_group", "by_region", "late", "moderation",
    "comments", "since",
}  # fmt: skip
_ROW = {
    "reference", "version", "section", "paragraph", "now", "quote", "kind", "comment", "proposal",
    "author", "author_salt", "author_hash", "capacity", "received", "late", "standing",
    "disposition", "reason", "changed", "duplicate_of", "contested",
}  # fmt: skip


def author_hash(salt: str, author: str) -> str:
    """What stays in a report of an author's name when it is erased. salt: 32 random digits."""
    return digest(canonical([salt, author]))


def report_digest(report: dict[str, Any]) -> str:
    """The hash of a closing report, as it stands in the journal ("report.closed").

    In the second format everything is in it but what was added since, and the name of an author,
    whose hash is. In the first what may change afterwards is not: names and counts of people, the
    version that came out since, where the paragraphs are in it; nor title, track and moderation.
    """
    if report["format"] == REPORT_WHOLE:
        rows = [
            {key: cell for key, cell in one.items() if key not in _ERASABLE}
            for one in report["comments"]
        ]
        stays = {key: one for key, one in report.items() if key != "since"}
        return _digest_of({**stays, "comments": rows})
    kept = ("format", "draft", "opened", "closed", "received", "late",
            "by_disposition", "by_standing", "by_section")  # fmt: skip
    rows = [
        {key: cell for key, cell in one.items() if key not in ("author", "now")}
        for one in report["comments"]
    ]
    return _digest_of({**{key: report[key] for key in kept}, "comments": rows})


def check_report(text: str) -> list[str]:
    """What does not fit in a closing report: its sums have to be those of its table, and in the
    second format nothing else may stand in it than was hashed, or came since."""
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
                 if canonical(report[name]) != canonical(sums[name])]  # fmt: skip
        references = [one["reference"] for one in table]
        wrong += ["a comment stands there twice"] * (len(set(references)) != len(references))
        wrong += [f"{one['reference']} has no answer" for one in answered if not one["disposition"]]
        if report["format"] == REPORT_WHOLE:
            wrong += _report_faults(report)
        return wrong if report_digest(report) else ["half a sign in it can't be written down"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ["this is not a closing report"]


def _report_faults(report: dict[str, Any]) -> Iterator[str]:
    """What does not belong into a report of the second format, or could not have been so."""
    yield from (f"{one} does not belong here" for one in {*report} - _REPORT - {"titles"})
    yield from (f"{one} is missing" for one in _REPORT - {*report})
    opened, closed, made = (instant(report[name]) for name in ("opened", "closed", "made"))
    if not opened < closed <= made:
        yield "it was made before its window was over"
    for table in (report["by_group"], report["by_region"]):
        if not all(_is_number(cell, SMALLEST_CELL) for cell in table.values()):
            yield "fewer than five people are told by group or region"
        if sum(table.values()) > report["received"]:
            yield "more people are told by group or region than comments were received"
    for one in report["comments"]:
        yield from (f"{one['reference']}: {fault}" for fault in _row_faults(one, opened, closed))
    known = {one["reference"] for one in report["comments"]}
    for act in report["moderation"]:
        if act["reference"] not in known or instant(act["at"]) > made:
            yield "a comment was moderated that is not here, or after the report"
    since = report["since"]
    if not set(since) <= {"moderation", "final"}:
        yield "since: only moderation and the final version come after a report"
    for act in since.get("moderation", ()):
        if act["reference"] not in known or instant(act["at"]) < made:
            yield "since: a comment was moderated that is not here, or before the report"
    final = since.get("final", {"version": report["version"], "text": report["text"]})
    if not _is_number(final["version"], report["version"]) or not _HASH.fullmatch(final["text"]):
        yield "since: the final version is none"


def _row_faults(one: dict[str, Any], opened: datetime, closed: datetime) -> Iterator[str]:
    if set(one) != _ROW:
        yield "its row is not that of a comment"
        return
    if one["author_salt"]:
        if author_hash(one["author_salt"], one["author"]) != one["author_hash"]:
            yield "its author is not the recorded one"
    elif one["author"] not in ("", _FORMER, _ANONYMOUS) or not _HASH.fullmatch(one["author_hash"]):
        yield "its author was erased, and has a name"
    if instant(one["received"]) < opened or (instant(one["received"]) < closed and one["late"]):
        yield "it can't have come then"
    if one["standing"] not in ("submitted", "withdrawn", "hidden"):
        yield "it has no such standing"
    elif one["standing"] != "submitted" and any(one[name] for name in _SHOWN):
        yield "it is not shown, and has words"


_SHOWN = ("comment", "proposal", "author", "disposition", "reason", "changed", "duplicate_of",
          "contested")  # fmt: skip


# 4. A decision: which format its file has, and what it rests on.


def check_decision(text: str) -> list[str]:
    """What does not fit in the export of a decision, in plain sentences; empty if all does."""
    try:
        value = json.loads(text)
        text.encode()
        if canonical(value) != text:
            return ["the file: this is not in canonical form"]
    except (ValueError, RecursionError) as error:
        return [f"the file: this is not JSON ({error})"]
    if isinstance(value, dict) and value.get("format") == DECISION_BY_LIFE:
        return _check_life(value)
    return _check_older(value)


def _check_life(value: dict[str, Any]) -> list[str]:
    """What does not fit in a decision of the third format."""
    life = Life(value)
    wrong: list[str] = []
    try:
        for part in (_check_links, _replay, _check_contents, _check_counted):
            wrong.extend(part(value, life))
            if wrong and part in (_check_links, _check_contents):
                break
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        wrong = wrong or [f"the file: this is not as the program writes it ({error!r})"]
    return wrong


_ENTRY = {"n", "prev", "at", "act", "by", "data", "hash"}
_CONTEXT = (BEGUN, *OFFICE_ACTS)


def _in_order(value: dict[str, Any]) -> list[tuple[dict[str, Any], bool]]:
    """All entries of the file in the journal's order; whether each is one of the decision's."""
    entries = [(one, True) for one in value["entries"]]
    context = [(one, False) for one in value["context"]]
    return sorted([*entries, *context], key=lambda one: int(one[0]["n"]))


def _check_links(value: dict[str, Any], _: "Life") -> Iterator[str]:
    """Each entry is as it was recorded and follows the one before it; times go forward."""
    previous, last, in_force = FIRST, dict[str, Any](), False
    for entry, is_own in _in_order(value):
        where, data = f"entry {entry['n']}", entry["data"]
        yield from (f"{where}: {fault}" for fault in _entry_faults(entry, last))
        if in_force and entry["at"] < last["at"]:
            yield f"{where}: its time is before that of an entry before it"
        if is_own and data["previous"] != previous:
            yield f"{where}: it does not follow the decision's entry before it"
        if is_own and data["decision"] != value["reference"]:
            yield f"{where}: it is about {data['decision']}, not {value['reference']}"
        if not is_own and entry["act"] not in _CONTEXT:
            yield f"{where}: {entry['act']} is not what a decision rests on"
        in_force = in_force or entry["act"] == BEGUN
        previous, last = (entry["hash"] if is_own else previous), entry
    for name in ("entries", "context"):
        numbers = [one["n"] for one in value[name]]
        if numbers != sorted(numbers):
            yield f"{name}: they are not in their order"
    if value["head"] != previous or not value["entries"]:
        yield "head: it is not the hash of the last entry"
    begun = [(one["by"], one["data"]) for one in value["context"] if one["act"] == BEGUN]
    if begun != [(INSTALLATION, IN_FORCE)]:
        yield f"context: one entry {BEGUN} has to stand in it, with the formats of this program"


def _entry_faults(entry: dict[str, Any], last: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an entry by itself, and after the one before it in the file."""
    if set(entry) != _ENTRY or not _is_number(entry["n"], 1) or not instant(entry["at"]):
        yield "this is not an entry"
    if not all(isinstance(one, str) or _is_number(one, 0) for one in entry["data"].values()):
        yield "its data are words and numbers"
    if _digest_of({k: v for k, v in entry.items() if k != "hash"}) != entry["hash"]:
        yield "its text was changed after it was recorded"
    if last and entry["n"] == last["n"]:
        yield "it stands here twice"
    if not _HASH.fullmatch(entry["prev"]) or (entry["n"] == 1) is not (entry["prev"] == FIRST):
        yield "the hash of the entry before it is none"
    elif last and entry["n"] == last["n"] + 1 and entry["prev"] != last["hash"]:
        yield "it does not follow the entry before it"


def _is_number(value: Any, least: int, most: int | None = None) -> bool:
    """Whether this is a whole number (true and false are none) within its bounds."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number and value >= least and (most is None or value <= most)


def _replay(value: dict[str, Any], life: "Life") -> Iterator[str]:
    """The life of the decision, entry by entry, with the offices that were held at each."""
    if len(value["rounds"]) != sum(one["act"] == "decision.opened" for one in value["entries"]):
        yield f"rounds: {len(value['rounds'])} stand here, another number was opened"
        return
    for entry, is_own in _in_order(value):
        where = f"entry {entry['n']}"
        if is_own:
            yield from (f"{where}: {one}" for one in life.hear(entry))
        elif entry["act"] == BEGUN:
            life.in_force = True
        else:
            wrong = [f"{where}: {one}" for one in life.offices.hear(entry)]
            yield from wrong if life.in_force else ()
    yield from (f"entry {value['entries'][-1]['n']}: {one}" for one in life.at_the_end())


# 5. The life of a decision, replayed.

SHORTEST_HOURS, SHORTEST_SENSE, LONGEST_HOURS = 72, 1, 24 * 90
SHORTEST_REVIEW, LONGEST_REVIEW = 24, 720
MOST_OPTIONS, LEAST_OPTIONS, LONGEST_TEXT = 12, 2, 2000
MOST_GROUPS, SMALLEST_CELL = 5, 5
SECRET_LEAST, TOGETHER, FINGERPRINTS, FEW_OPTIONS = 5, 5, 50, 4
"""A secret round has at least five voters; so many commitments are published at once; so many
ballots of many options are published one by one, and from more than so many options on."""
KINDS = ("consensus", "choice", "approval", "ranking", "sense")
POSITIONS = ("support", "reservations", "abstain", "object")
NEED_REASON = ("reservations", "object")
NOTHING, NULL = digest(""), digest("null")
_VOTER = re.compile(r"v-[0-9a-f]{16}")
_OFFICE = re.compile(r"p-[0-9a-f]{16}")
_HASH = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")
_RECEIPT = re.compile(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}")
_STANDING = ("raised", "answered", "withdrawn", "accommodated", "sustained")
_OBJECTION = ("objection", "author", "standing", "reason", "remedy", "answer")
_END = ("ballots", "people", "stated", "published")

VOICE, AUTHOR, FACILITATOR, REVIEWER = "voice", "author", "facilitator", "reviewer"
ACTS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "decision.opened": (FACILITATOR, ("charter", "electorate"), ("format",)),
    "decision.extended": (FACILITATOR, ("closes",), ()),
    "decision.restarted": (FACILITATOR, ("text",), _END),
    "decision.reopened": (FACILITATOR, ("reason",), ()),
    "decision.withdrawn": (FACILITATOR, ("reason",), _END),
    "decision.closed": (INSTALLATION, _END, ()),
    "decision.called": (FACILITATOR, ("result", "rationale", "final"), ()),
    "decision.contested": (VOICE, ("reason",), ()),
    "decision.final": (REVIEWER, (), ()),
    "ballot.cast": (VOICE, ("ballot",), ()),
    "ballot.voted": (VOICE, (), ()),
    "ballot.taken-back": (VOICE, (), ()),
    "ballots.committed": (INSTALLATION, ("commitments",), ()),
    "ballots.cancelled": (INSTALLATION, ("cancelled",), ()),
    "ballots.united": (VOICE, ("absorbed",), ("ballot",)),
    "reservation.remedy": (VOICE, ("remedy",), ()),
    "minority.added": (VOICE, ("text", "replaced"), ()),
    "objection.raised": (AUTHOR, _OBJECTION, ()),
    "objection.remedy": (AUTHOR, _OBJECTION, ()),
    "objection.withdrawn": (AUTHOR, _OBJECTION, ()),
    "objection.stands": (AUTHOR, _OBJECTION, ()),
    "objection.answered": (FACILITATOR, _OBJECTION, ()),
    "objection.accommodated": (FACILITATOR, _OBJECTION, ()),
    "objection.sustained": (FACILITATOR, _OBJECTION, ()),
}
"""What can happen to a decision: who does it, which data belong to it, and which may."""
_ALWAYS = ("decision", "round", "track", "previous")
_OLDER_VOTES = ("ballot.cast", "ballot.taken-back", "ballots.united")
"""What in a round of an older format is as it was there."""
_HASHES = ("charter", "electorate", "text", "reason", "remedy", "answer", "rationale", "final",
           "ballots", "stated")  # fmt: skip


def publication(charter: dict[str, Any], counted: int, *, early: bool) -> str:
    """What is published of a round that is over: "all" ballots, "tables", or "none" of them.

    counted: the ballots that count. early: whether the round was withdrawn or begun anew before its
    time. The program and the checker ask this one function.
    """
    if charter["secrecy"] != "secret":
        return "all"
    if early or counted < SECRET_LEAST:
        return "none"
    many = charter["kind"] == "approval" and len(charter["options"]) > FEW_OPTIONS
    tells = charter["kind"] == "ranking" or many
    return "tables" if tells and counted < FINGERPRINTS else "all"


class _Round:
    """A round as its entries tell it. standing: the ballot that stands for each voice (secret: "");
    into: whose voice another has become."""

    def __init__(self, entry: dict[str, Any], facts: dict[str, Any]) -> None:
        self.opened = entry
        self.charter: dict[str, Any] = facts["charter"]
        self.electorate = set(facts["electorate"])
        self.closes: str = self.charter["closes"]
        self.is_new = entry["data"].get("format") == DECISION_BY_LIFE
        self.is_secret = self.charter["secrecy"] == "secret"
        self.standing: dict[str, str] = {}
        self.cast_at: dict[str, int] = {}
        self.remedies: dict[str, str] = {}
        self.into: dict[str, str] = {}
        self.committed: set[str] = set()
        self.cancelled: dict[str, str] = {}
        self.votes: list[dict[str, Any]] = []
        self.ended: dict[str, Any] = {}
        self.closed = False
        self.objections: dict[int, dict[str, Any]] = {}

    def voice(self, name: str) -> str:
        """The voice that this one has become."""
        while name in self.into:
            name = self.into[name]
        return name

    @property
    def counted(self) -> int:
        """How many of the electorate have a ballot."""
        return len(self.electorate.intersection(self.standing))


class Life:
    """A decision as its entries tell it, one after the other."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value
        self.offices, self.in_force = _Offices(), False
        self.state, self.rounds = "", list[_Round]()
        self.objections: dict[int, dict[str, Any]] = {}
        self.minority: dict[str, str] = {}
        self.united: dict[str, set[str]] = {}
        self.calls: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.last: dict[str, Any] = {}
        self.few = False

    @property
    def round(self) -> _Round:
        """The round that the decision is in."""
        return self.rounds[-1]

    def known(self) -> dict[str, Any]:
        """The objections by number, and the minority views by author, with hashes for texts."""
        objections = [dict(self.objections[number]) for number in sorted(self.objections)]
        return {"objections": objections, "minority": dict(self.minority)}

    def hear(self, entry: dict[str, Any]) -> Iterator[str]:
        """Take the next entry; what could not have been so."""
        act = entry["act"]
        if act not in ACTS:
            yield f"{act} is nothing that happens to a decision"
            return
        yield from self._fits(entry)
        yield from self._who(entry)
        yield from self._when(entry)
        if self.rounds and not self.round.is_new and act in _OLDER_VOTES:
            self.round.votes.append(entry)
        else:
            step = _STEPS[act.split(".")[0]]
            yield from step(self, entry)
        self.last = entry

    # What each entry has to be.

    def _fits(self, entry: dict[str, Any]) -> Iterator[str]:
        """The data are those of the act, and of this decision and round."""
        act, data = entry["act"], entry["data"]
        _, needed, optional = ACTS[act]
        is_older = self.rounds and not self.round.is_new and act != "decision.opened"
        needed = (*_ALWAYS, *needed) if not is_older else _ALWAYS
        missing = [name for name in needed if name not in data]
        known = {*_ALWAYS, *ACTS[act][1], *optional}
        yield from (f"{name} is missing" for name in missing)
        yield from (f"{name} does not belong here" for name in sorted(set(data) - known))
        is_end = any(name in data for name in _END)
        if is_end and not all(name in data for name in _END if name != "published" or not is_older):
            yield "what a round came to is not whole"
        now = len(self.rounds) + (act == "decision.opened")
        if data["round"] != now or not _is_number(data["round"], 1):
            yield f"it is of round {data['round']}, this is round {now}"
        if data["track"] != self.value["track"]:
            yield f"it is of {data['track']}, the decision of {self.value['track']}"
        for name in _HASHES:
            if name in data and not (isinstance(data[name], str) and _HASH.fullmatch(data[name])):
                yield f"{name} is no hash"

    def _who(self, entry: dict[str, Any]) -> Iterator[str]:
        """Who acts may: a voice of the round, or who holds the office at this entry."""
        who, by, track = ACTS[entry["act"]][0], entry["by"], self.value["track"]
        if who == REVIEWER:
            who = INSTALLATION if by == INSTALLATION else REVIEWER
        if who == INSTALLATION:
            if by != INSTALLATION:
                yield f"{by} did what the installation does"
        elif who in (VOICE, AUTHOR):
            if self.rounds and self.round.is_new:
                if not _VOTER.fullmatch(by):
                    yield f"{by} is no voice"
                if by in self.round.into and who == VOICE:
                    yield f"{by} is one voice with {self.round.voice(by)} since"
        elif self.in_force:
            is_one = _OFFICE.fullmatch(by) and self.offices.holds(by, "facilitator", track)
            also = who == REVIEWER and self.offices.holds(by, "rapporteur")
            if not (is_one or also):
                yield f"{by} was no facilitator of {track}{' or rapporteur' * (who == REVIEWER)}"

    def _when(self, entry: dict[str, Any]) -> Iterator[str]:
        """Votes come before the close; and few commitments only with the end of the round."""
        act, state = entry["act"], self.state
        allowed = _ALLOWED.get(act) or _ALLOWED[act.split(".")[0]]
        if state not in allowed:
            yield f"{act} is not possible while the decision is {state or 'not opened'}"
        if act in _WHILE_OPEN and self.rounds and entry["at"] >= self.round.closes:
            yield f"{act}: this came after the close"
        if self.few:
            is_more = act == "ballots.cancelled" and self.last["act"] == "ballots.committed"
            if not is_more and "ballots" not in entry["data"]:
                yield "fewer than five commitments were published before the end of the round"
            self.few = is_more
        if self.state in _ANEW and act != "decision.opened":
            yield "a round that is begun anew is opened at once"

    # The decision itself.

    def _decision(self, entry: dict[str, Any]) -> Iterator[str]:
        act, data = entry["act"], entry["data"]
        if act == "decision.opened":
            yield from self._open(entry)
            return
        if act == "decision.extended":
            latest = instant(self.round.charter["opened"]) + timedelta(hours=LONGEST_HOURS)
            if not self.round.closes < data["closes"] or instant(data["closes"]) > latest:
                yield "an extension moves the close to a later time, within 90 days"
            self.round.closes = data["closes"]
        elif act in ("decision.withdrawn", "decision.restarted"):
            if ("ballots" in data) is not (self.state == "open"):
                yield "a round ends once"
            if self.state == "open" and entry["at"] >= self.round.closes:
                yield "the round was over, and its close is not recorded"
            yield from self._end(data, early=True)
            self.state = "withdrawn" if act == "decision.withdrawn" else "restarted"
        elif act == "decision.reopened":
            if self.round.ended.get("published") != "none":
                yield "a result can be called on this round"
            self.state = "reopened"
        elif act == "decision.closed":
            if entry["at"] < self.round.closes:
                yield f"the round was open until {self.round.closes}"
            yield from self._end(data, early=False)
            self.state = "closed"
        else:
            yield from self._result(entry)

    def _open(self, entry: dict[str, Any]) -> Iterator[str]:
        facts = self.value["rounds"][len(self.rounds)]
        one = _Round(entry, facts)
        if self.state == "restarted" and digest(one.charter["text"]) != self.last["data"]["text"]:
            yield "its text is not that with which the decision was begun anew"
        if self.state == "reopened":
            before = self.round.charter
            if any(before[name] != one.charter[name] for name in ("kind", "text", "options")):
                yield "it is opened again with another text"
        self.rounds.append(one)
        self.state = "open"
        if one.is_new:
            yield from _charter_faults(entry, one.charter, facts["electorate"])
        elif self.in_force:
            yield f"a round opened after {BEGUN} is of the format {DECISION_BY_LIFE}"
        if not self.in_force and one.is_new:
            yield f"a round of this format was opened before {BEGUN}"

    def _end(self, data: dict[str, Any], *, early: bool) -> Iterator[str]:
        one = self.round
        if "ballots" not in data:
            return
        one.ended, one.closed = data, not early
        one.objections = {
            number: dict(found)
            for number, found in self.objections.items()
            if found["round"] == len(self.rounds)
        }
        if not one.is_new:
            return
        if data["published"] != publication(one.charter, one.counted, early=early):
            yield f"{data['published']} of its ballots can't be what is published"
        if data["people"] != len(one.standing):
            yield f"{data['people']} ballots are told, {len(one.standing)} voices have one"
        live = one.committed - set(one.cancelled)
        if one.is_secret and len(live) != len(one.standing):
            yield f"{len(live)} commitments are not cancelled, {len(one.standing)} have voted"
        if data["published"] != "all" and data["ballots"] != NULL:
            yield "ballots are recorded that are not published"
        if data["published"] == "none" and data["stated"] != NULL:
            yield "something is stated of ballots that are not published"

    def _result(self, entry: dict[str, Any]) -> Iterator[str]:
        act, data, at = entry["act"], entry["data"], instant(entry["at"])
        if act == "decision.called":
            if not self.round.closed or self.round.ended.get("published", "all") == "none":
                yield "no result can be called on this round"
            if data["result"] not in DESIGNATIONS:
                yield f"{data['result']} is no result"
            self.calls.append((entry, self.known()))
            self.state = "provisional"
            return
        called = self.calls[-1][0]
        ends = instant(called["at"]) + timedelta(hours=self.round.charter["review_hours"])
        if act == "decision.contested":
            if at > ends:
                yield "the time in which the result could be contested was over"
            self.state = "contested"
            return
        if entry["by"] == INSTALLATION:
            if self.state == "contested":
                yield "a contested result becomes final only by a person"
            if at < ends:
                yield "the time in which the result could be contested was not over"
        else:
            if self.state != "contested":
                yield "a result that nobody contests becomes final by time alone"
            if called["by"] in self.offices.all_of(entry["by"]):
                yield "who called a result does not make it final"
        self.state = "final"

    # Ballots.

    def _ballot(self, entry: dict[str, Any]) -> Iterator[str]:
        act, by, data, one = entry["act"], entry["by"], entry["data"], self.round
        if (act == "ballot.voted" and not one.is_secret) or (
            act == "ballot.cast" and one.is_secret
        ):
            yield f"{act} is not how one votes in this round"
        if act == "ballot.taken-back":
            if by not in one.standing:
                yield f"{by} had no ballot to take back"
            one.standing.pop(by, None)
            one.remedies.pop(by, None)
            return
        if act == "ballot.voted":
            if by in one.standing:
                yield f"{by} had voted before"
            one.standing[by] = ""
            return
        if not _HASH.fullmatch(data["ballot"]) or data["ballot"] in one.standing.values():
            yield "it is not a ballot of its own"
        one.standing[by], one.cast_at[by], one.remedies[by] = data["ballot"], entry["n"], NOTHING

    def _ballots(self, entry: dict[str, Any]) -> Iterator[str]:
        if entry["act"] == "ballots.united":
            yield from self._unite(entry)
            return
        one, data = self.round, entry["data"]
        if not one.is_secret:
            yield "only secret ballots are recorded so"
        is_new = entry["act"] == "ballots.committed"
        items = data["commitments" if is_new else "cancelled"].split(",")
        if items != sorted(set(items)):
            yield "they are not in their order, or one stands here twice"
        self.few = self.few or len(items) < TOGETHER
        for item in items:
            yield from self._commit(item) if is_new else self._cancel(item)

    def _commit(self, item: str) -> Iterator[str]:
        if not _HASH.fullmatch(item):
            yield f"{item} is no commitment"
        if any(item in one.committed for one in self.rounds):
            yield f"the commitment {item} was published before"
        self.round.committed.add(item)

    def _cancel(self, item: str) -> Iterator[str]:
        parts = item.split(":")
        if len(parts) != 3 or not _RECEIPT.fullmatch(parts[1]) or not _HASH.fullmatch(parts[2]):
            yield f"{item} cancels nothing"
            return
        hashed, receipt, inside = parts
        if hashed not in self.round.committed or hashed in self.round.cancelled:
            yield f"the commitment {hashed} was not there to be cancelled"
        if commitment_to(receipt, inside) != hashed:
            yield f"the receipt {receipt} is not that of the commitment {hashed}"
        self.round.cancelled[hashed] = receipt

    def _unite(self, entry: dict[str, Any]) -> Iterator[str]:
        one, stays, gone = self.round, entry["by"], entry["data"]["absorbed"]
        if not _VOTER.fullmatch(gone) or gone == stays or gone in one.into:
            yield f"{gone} is no voice that could become another"
            return
        if one.is_secret:
            if gone in one.standing:
                yield "of two voices that one stays which has voted secretly"
            if "ballot" in entry["data"]:
                yield "a secret ballot is not named with a voice"
            if gone in one.electorate and stays not in {*one.electorate, *one.standing}:
                yield "of two voices one of the electorate stays"
        else:
            if gone in one.electorate and stays not in one.electorate:
                yield "of two voices one of the electorate stays"
            both = [name for name in (stays, gone) if name in one.standing]
            latest = max(both, key=lambda name: one.cast_at[name], default="")
            if entry["data"].get("ballot") != one.standing.get(latest, ""):
                yield "of two ballots the later stands"
            if latest:
                one.standing[stays] = one.standing[latest]
                one.cast_at[stays] = one.cast_at[latest]
                one.remedies[stays] = one.remedies[latest]
            one.standing.pop(gone, None)
        one.into[gone] = stays
        together = {stays, gone} | self.united.get(stays, set()) | self.united.get(gone, set())
        self.united.update(dict.fromkeys(together, together))

    # Objections, remedies, minority views.

    def _reservation(self, entry: dict[str, Any]) -> Iterator[str]:
        if self.round.is_new and entry["by"] not in self.round.standing:
            yield f"{entry['by']} has no ballot in this round"
        self.round.remedies[entry["by"]] = entry["data"]["remedy"]

    def _minority(self, entry: dict[str, Any]) -> Iterator[str]:
        by, data = entry["by"], entry["data"]
        replaced = [one for one in data["replaced"].split(",") if one]
        mine = {by} | self.united.get(by, set())
        if not all(one in self.minority for one in replaced) or (
            by in self.minority and by not in replaced
        ):
            yield "a minority view takes the place of its author's earlier one"
        if self.round.is_new and not mine.issuperset(replaced):
            yield "a minority view took the place of somebody else's"
        for one in replaced:
            self.minority.pop(one, None)
        self.minority[by] = data["text"]

    def _objection(self, entry: dict[str, Any]) -> Iterator[str]:
        event, by, data = entry["act"].split(".")[1], entry["by"], entry["data"]
        number, before = data["objection"], self.objections.get(data["objection"])
        told = {name: data[name] for name in ("author", "standing", *TEXTS)}
        if ACTS[entry["act"]][0] == AUTHOR and self.round.is_new and by != data["author"]:
            yield f"{by} is not the author of objection {number}"
        if before is None:
            if event != "raised" or number != len(self.objections) + 1:
                yield f"objection {number} was not raised"
            before = {"round": data["round"], "number": number, **told, "remedy": NOTHING,
                      "reason": data["reason"], "answer": NOTHING, "standing": ""}  # fmt: skip
        yield from self._objection_faults(event, data, before)
        if event == "raised" and self.round.is_new:
            yield from self._raised(entry, before)
        if event == "remedy" and self.round.is_new:
            self.round.remedies[self.round.voice(by)] = data["remedy"]
        self.objections[number] = {**before, **told}

    def _objection_faults(
        self, event: str, data: dict[str, Any], before: dict[str, Any]
    ) -> Iterator[str]:
        """What of an objection may change with an act, and from which status it can."""
        number, was = before["number"], before["standing"]
        becomes = {"stands": "answered", "remedy": was}.get(event, event)
        if data["standing"] != becomes or becomes not in _STANDING:
            yield f"objection {number} can't be {data['standing']} by that"
        if was == "withdrawn" or (event == "stands" and was == "raised"):
            yield f"objection {number} was {was}"
        if data["author"] != before["author"]:
            yield f"objection {number} is of {before['author']}"
        free = {"raised": ("reason",), "remedy": ("remedy",), "answered": ("answer",),
                "accommodated": ("answer",), "sustained": ("answer",)}.get(event, ())  # fmt: skip
        for name in TEXTS:
            stays = NOTHING if event == "raised" and name == "answer" else before[name]
            if name not in free and data[name] != stays:
                yield f"the {name} of objection {number} changed by that"

    def _raised(self, entry: dict[str, Any], before: dict[str, Any]) -> Iterator[str]:
        """An objection is raised with a ballot of its author."""
        one, author = self.round, entry["by"]
        if self.last.get("act") != "ballot.cast" or self.last["by"] != one.voice(author):
            yield f"{author} cast no ballot with the objection"
        if before["round"] != len(self.rounds):
            yield f"objection {before['number']} was of round {before['round']}"
        for number, other in self.objections.items():
            is_mine = one.voice(other["author"]) == one.voice(author)
            here = other["round"] == len(self.rounds) and other["standing"] != "withdrawn"
            if is_mine and here and number != before["number"]:
                yield f"{author} has two objections in one round"

    def at_the_end(self) -> Iterator[str]:
        """What is wrong if nothing more is recorded."""
        if self.few:
            yield "fewer than five commitments were published before the end of the round"
        if self.state in _ANEW:
            yield "a round that is begun anew is opened at once"


_STEPS: dict[str, Callable[[Life, dict[str, Any]], Iterator[str]]] = {
    "decision": Life._decision,
    "ballot": Life._ballot,
    "ballots": Life._ballots,
    "reservation": Life._reservation,
    "minority": Life._minority,
    "objection": Life._objection,
}
_WHILE_OPEN = ("ballot.cast", "ballot.voted", "ballot.taken-back", "ballots.united",
               "reservation.remedy", "objection.raised", "objection.remedy",
               "decision.extended")  # fmt: skip
_ANEW = ("restarted", "reopened")
_ALLOWED: dict[str, tuple[str, ...]] = {
    "decision.opened": ("", *_ANEW),
    "decision.reopened": ("closed",),
    "decision.extended": ("open",),
    "decision.closed": ("open",),
    "decision.restarted": ("open", "closed"),
    "decision.withdrawn": ("open", "closed"),
    "decision.called": ("closed", "contested"),
    "decision.contested": ("provisional", "contested"),
    "decision.final": ("provisional", "contested"),
    "ballot": ("open",),
    "ballots": ("open",),
    "reservation": ("open",),
    "objection.raised": ("open",),
    "objection.remedy": ("open",),
    "objection": ("open", "closed"),
    "minority": ("open", "closed", "provisional", "contested"),
}


def _charter_faults(
    entry: dict[str, Any], charter: dict[str, Any], electorate: list[str]
) -> Iterator[str]:
    """What could not have been opened so."""
    kind, options = charter["kind"], charter["options"]
    opened, closes = instant(charter["opened"]), instant(charter["closes"])
    shortest = SHORTEST_SENSE if kind == "sense" else SHORTEST_HOURS
    hours = (closes - opened) / timedelta(hours=1)
    if charter.get("format") != DECISION_BY_LIFE or charter["called_by"] != "facilitators":
        yield "its charter is not of this format"
    if charter["opened"] != entry["at"]:
        yield f"its charter says that it was opened at {charter['opened']}"
    if not shortest <= hours <= LONGEST_HOURS:
        yield f"it was opened for {hours:g} hours; at least {shortest} and at most {LONGEST_HOURS}"
    if kind not in KINDS or charter["secrecy"] not in ("open", "secret"):
        yield "its charter is of no kind"
    if kind in ("consensus", "sense"):
        if options or charter["secrecy"] != "open":
            yield "here reasons count: there are no options, and ballots are open"
    elif not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS or len(set(options)) != len(options):
        yield "its options are too few, too many, or one stands there twice"
    if not all(isinstance(one, str) and one.strip() for one in [charter["text"], *options]):
        yield "its text or an option is empty"
    yield from _term_faults(charter, electorate)


def _term_faults(charter: dict[str, Any], electorate: list[str]) -> Iterator[str]:
    kind = charter["kind"]
    if (charter.get("counting") == POINTS) is not (kind == "ranking"):
        yield "rankings are counted by points, and nothing else is"
    if not _is_number(charter["review_hours"], SHORTEST_REVIEW, LONGEST_REVIEW):
        yield f"its review is {charter['review_hours']} hours"
    quorum = charter["quorum"]
    if not _is_number(quorum["people"], 1) or not _is_number(quorum["groups"], 0, MOST_GROUPS):
        yield "its quorum is none"
    if charter.get("silence", "nothing") != "nothing":
        yield "silence can't be counted as anything"
    if charter["secrecy"] == "secret" and len(electorate) < SECRET_LEAST:
        yield "a secret round has at least five voters"
    named = [one for one in electorate if isinstance(one, str) and _VOTER.fullmatch(one)]
    if named != sorted(set(electorate)) or len(named) != len(electorate):
        yield "its electorate is not a list of different voices in order"


# 6. What stands in the file, against what was recorded.

_BALLOT = {"receipt", "salt", "voter", "choice", "reason", "remedy", "eligible"}
_LATE = {"commitment", "eligible"}
TEXTS = ("reason", "remedy", "answer")
OPENED, ENDED = ("charter", "electorate"), ("ballots", "stated")


def _check_contents(value: dict[str, Any], life: Life) -> Iterator[str]:
    """Everything that was recorded stands in the file, unaltered, and nothing else."""
    last = life.calls[-1][0] if life.calls else None
    found = {
        **value,
        "rounds": [_hashed(one, (*OPENED, *ENDED)) for one in value["rounds"]],
        "objections": _each(value["objections"], TEXTS),
        "minority": _each(value["minority"], ("text",)),
        "result": value["result"] and _hashed(value["result"], ("rationale",)),
    }
    first = life.rounds[0].opened["data"]
    recorded = {
        "format": DECISION_BY_LIFE,
        "reference": first["decision"],
        "track": first["track"],
        "state": life.state,
        "rounds": [_told_round(one) for one in life.rounds],
        "objections": life.known()["objections"],
        "minority": [{"author": k, "text": life.minority[k]} for k in sorted(life.minority)],
        "result": last
        and {
            "designation": last["data"]["result"],
            "rationale": last["data"]["rationale"],
            "called_by": last["by"],
            "at": last["at"],
        },
        **{name: value[name] for name in ("evaluation", "entries", "head", "context")},
    }
    yield from _differences(found, recorded, "")
    for n, (one, told) in enumerate(zip(value["rounds"], life.rounds, strict=True), 1):
        where, charter = f"round {n}", one["charter"]
        place = [charter["reference"], charter["track"], charter["round"], charter["electorate"]]
        if place != [value["reference"], value["track"], n, len(one["electorate"])]:
            yield f"{where}: its charter is that of another decision, round or electorate"
        yield from _check_versions(where, charter)
        if not told.is_new:
            yield from _check_older_round(where, one, told.votes, told.closes)
        elif told.ended:
            yield from (f"{where}{fault}" for fault in _ballot_faults(one, told))
            yield from (f"{where}, stated: {fault}" for fault in _stated_faults(one))


def _told_round(told: _Round) -> dict[str, Any]:
    """A round as its entries have it, with hashes for what is hashed there."""
    voters = told.standing if told.is_new else {vote["by"]: "" for vote in told.votes}
    published = told.ended.get("published", "all") if told.ended else ""
    return {
        **{name: told.opened["data"][name] for name in OPENED},
        **{name: told.ended.get(name, NULL) for name in ENDED},
        "closes": told.closes,
        "voters": sorted(voters) if told.is_secret else [],
        "published": published,
    }


def _ballot_faults(one: dict[str, Any], told: _Round) -> Iterator[str]:
    """The ballots are those that stood when the round ended: no more, no fewer, no others."""
    if one["ballots"] is None:
        if told.ended["published"] == "all":
            yield ", ballots: they are not here"
        return
    opened = [ballot for ballot in one["ballots"] if "receipt" in ballot]
    kept = [ballot for ballot in one["ballots"] if "receipt" not in ballot]
    if [*opened, *kept] != one["ballots"]:
        yield ", ballots: those that are not opened stand at the end"
    receipts = [ballot["receipt"] for ballot in opened]
    if receipts != sorted(set(receipts)):
        yield ", ballots: they are not in the order of their receipts, or one is here twice"
    left = {*(told.committed - set(told.cancelled))} if told.is_secret else set(told.standing)
    for number, ballot in enumerate(opened, 1):
        at = f", ballot {number} ({ballot['receipt']})"
        yield from (f"{at}: {fault}" for fault in _choice_faults(ballot, one["charter"]))
        hashed = commitment(ballot["receipt"], ballot["salt"], ballot["choice"])
        faults = _secret_faults if told.is_secret else _open_faults
        yield from (f"{at}: {fault}" for fault in faults(ballot, hashed, told, left))
        left.discard(hashed if told.is_secret else ballot["voter"])
    yield from _kept_faults(kept, told, left)
    yield from (f", ballots: that of {name} is missing" for name in sorted(left))
    if told.is_secret and len(opened) != told.counted:
        yield f", ballots: {len(opened)} count, {told.counted} of the electorate have voted"


def _kept_faults(kept: list[dict[str, Any]], told: _Round, left: set[str]) -> Iterator[str]:
    """Of secret ballots after the cut-off the commitments alone stand in the file."""
    for ballot in kept:
        if not told.is_secret or set(ballot) != _LATE or ballot["eligible"] is not False:
            yield ", ballots: one that is not opened is secret, and does not count"
        if ballot["commitment"] not in left:
            yield f", ballots: no such ballot as {ballot['commitment']} stood at the end"
        left.discard(ballot["commitment"])
    if [ballot["commitment"] for ballot in kept] != sorted(one["commitment"] for one in kept):
        yield ", ballots: those that are not opened are not in their order"


def _choice_faults(ballot: dict[str, Any], charter: dict[str, Any]) -> Iterator[str]:
    """What one can't say on this charter."""
    if set(ballot) != _BALLOT:
        yield "it is no ballot"
        return
    if not _RECEIPT.fullmatch(ballot["receipt"]) or not _SALT.fullmatch(ballot["salt"]):
        yield "its receipt or its salt is none"
    choice, kind = ballot["choice"], charter["kind"]
    possible = [str(number) for number in range(len(charter["options"]))]
    if kind in ("consensus", "sense"):
        possible = list(POSITIONS)
    if not choice or any(one not in possible for one in choice):
        yield f"{canonical(choice)} is nothing one can say here"
    elif len(set(choice)) != len(choice) or (len(choice) > 1 and kind not in SEVERAL):
        yield f"{canonical(choice)} says more than one can here"
    elif choice[0] in NEED_REASON and not ballot["reason"]:
        yield f"{choice[0]} needs a reason"


SEVERAL = ("approval", "ranking")


def _secret_faults(ballot: dict[str, Any], hashed: str, _: _Round, left: set[str]) -> Iterator[str]:
    if ballot["voter"] or ballot["reason"] or ballot["remedy"]:
        yield "it is secret, and says whose it is"
    if hashed not in left:
        yield "no such ballot stood at the end: it was not recorded, or replaced or taken back"
    if ballot["eligible"] is not True:
        yield "only ballots that count are opened"


def _open_faults(
    ballot: dict[str, Any], hashed: str, told: _Round, left: set[str]
) -> Iterator[str]:
    voter = ballot["voter"]
    if voter not in left:
        yield f"no ballot of {voter} stood at the end, or it is here twice"
    elif told.standing[voter] != hashed:
        yield f"it is not the last ballot that {voter} recorded"
    if ballot["eligible"] is not (voter in told.electorate):
        yield "it counts exactly if its voter is in the electorate"
    if digest(ballot["remedy"]) != told.remedies.get(voter, NOTHING):
        yield "its remedy is not the recorded one"
    mine = [one for one in told.objections.values() if told.voice(one["author"]) == voter]
    reasons = [one["reason"] for one in mine]
    if ballot["choice"] == ["object"] and digest(ballot["reason"]) not in reasons:
        yield "the objection that belongs to it was not raised"
    if ballot["choice"] != ["object"] and any(one["standing"] != "withdrawn" for one in mine):
        yield f"an objection of {voter} stands without a ballot that objects"


def _stated_faults(one: dict[str, Any]) -> Iterator[str]:
    """What was stated of groups and organisations can't be more than there are people."""
    stated = one["stated"]
    if stated is None:
        return
    tables = stated.get("tables")
    if (tables is None) is not (one["ballots"] is not None):
        yield "tables are told exactly if ballots are not"
        return
    if tables is not None:
        yield from _table_faults(tables, one)
    people, counts, heads = _sums(one)
    if not _is_number(stated["groups"], 0, min(people, MOST_GROUPS)):
        yield f"{stated['groups']} groups can't have spoken"
    for name, share in stated["organisations"].items():
        if not _is_number(share, 0, 60 * counts.get(name, 0)):
            yield f"organisations can't say {name} with {share}"
    if "fewer" in stated or one["charter"].get("format") == DECISION_BY_LIFE:
        needed = one["charter"]["quorum"]["groups"]
        if stated.get("fewer", False) is not (stated["groups"] < needed):
            yield "whether there were fewer groups than needed is not what their number says"
        if stated["groups"] > needed:
            yield "more groups are told than the quorum needs"
    for name in ("by_group", "by_region"):
        yield from _cell_faults(stated[name], heads)


def _cell_faults(table: dict[str, dict[str, Any]], heads: dict[str, int]) -> Iterator[str]:
    """Cells of a table by group or region. heads: how many people said each thing first. Those who
    said nothing may be more than the electorate: people are counted together with others."""
    columns: Counter[str] = Counter()
    for row, cells in table.items():
        for name, cell in cells.items():
            if _is_number(cell, SMALLEST_CELL):
                columns[name] += cell
            else:
                yield f"{cell} people of {row or 'all others'} can't be shown"
    for name in columns:
        if name and columns[name] > heads.get(name, 0):
            yield f"more people are told by group or region than said {name}"


def _sums(one: dict[str, Any]) -> tuple[int, dict[str, int], dict[str, int]]:
    """How many people count; the counts (in a ranking points); and people by what they said first,
    or named at all where that is all that is told."""
    charter, tables = one["charter"], (one["stated"] or {}).get("tables")
    if tables is not None:
        return tables["counted"], tables["counts"], tables.get("first", tables["counts"])
    counted = [ballot for ballot in one["ballots"] if ballot["eligible"]]
    by_points = charter.get("counting") == POINTS
    heads = dict(Counter(ballot["choice"][0] for ballot in counted))
    counts: Counter[str] = Counter()
    for ballot in counted:
        for place, option in enumerate(ballot["choice"]):
            counts[option] += len(charter["options"]) - place if by_points else 1
    return len(counted), dict(counts), heads


_RANKED = ("counted", "counts", "first", "named", "pairs")


def _table_faults(tables: dict[str, Any], one: dict[str, Any]) -> Iterator[str]:
    """Tables are of ballots that there can be."""
    counted, counts = tables["counted"], tables["counts"]
    options = {str(number) for number in range(len(one["charter"]["options"]))}
    if counted != len(set(one["electorate"]).intersection(one["voters"])):
        yield f"tables of {counted} ballots can't be those of this round"
    by_points = one["charter"].get("counting") == POINTS
    if set(tables) != set(_RANKED if by_points else _RANKED[:2]) or not set(counts) <= options:
        yield "its tables are not those of this kind"
    elif by_points:
        yield from _rank_faults(tables, options)
        yield from _pair_faults(tables, options)
    elif not all(_is_number(cell, 1, counted) for cell in counts.values()):
        yield "more people are told than there are"
    elif sum(counts.values()) < counted:
        yield "every ballot names an option"


def _rank_faults(tables: dict[str, Any], options: set[str]) -> Iterator[str]:
    """Points, firsts and pairs of a ranking are of the same ballots: a ballot gives an option one
    point for being named, and one for each option that it stands before."""
    counted, counts, first, named = (tables[name] for name in _RANKED[:4])
    if sum(first.values()) != counted or not set(first) <= set(named) or set(named) != set(counts):
        yield "every ballot has a first option"
        return
    for option in counts:
        before = sum(tables["pairs"].get(option, {}).values())
        if not _is_number(named[option], max(1, first.get(option, 0)), counted):
            yield f"{named[option]} ballots can't name {option}"
        if not _is_number(first.get(option, 1), 1):
            yield f"{first[option]} ballots can't rank {option} first"
        if not _is_number(counts[option], 1) or counts[option] != before + named[option]:
            yield f"the points of {option} are not those of its pairs"
        if before < first.get(option, 0) * (len(options) - 1):
            yield f"{option} stands before all others where it is first"


def _pair_faults(tables: dict[str, Any], options: set[str]) -> Iterator[str]:
    counted, first, named, pairs = (tables[name] for name in ("counted", "first", "named", "pairs"))
    if not set(pairs) <= options:
        yield "pairs are of options"
    for option, row in pairs.items():
        for other, cell in row.items():
            most = min(named.get(option, 0), counted - first.get(other, 0))
            if other == option or other not in options or not _is_number(cell, 1, most):
                yield f"{option} can't stand {cell} times before {other}"
            elif cell + pairs.get(other, {}).get(option, 0) > counted:
                yield f"more ballots than there are tell {option} from {other}"


def _check_counted(value: dict[str, Any], life: Life) -> Iterator[str]:
    """The evaluation is what counting gives, and each result was called on it and possible."""
    can_count = life.round.closed and life.round.ended.get("published", "all") != "none"
    last, united = value["rounds"][-1], len(life.round.electorate.intersection(life.round.into))
    counted = evaluation(last, value["objections"], united) if can_count else None
    yield from _check_calls(value, life.calls, counted)


def _check_calls(
    value: dict[str, Any],
    calls: list[tuple[dict[str, Any], dict[str, Any]]],
    counted: dict[str, Any] | None,
) -> Iterator[str]:
    yield from _differences(value["evaluation"], counted, "evaluation")
    for entry, known in calls:
        if digest(canonical({**known, "evaluation": counted})) != entry["data"]["final"]:
            yield f"entry {entry['n']}: the result was called on something else than stands here"
        if counted is None or entry["data"]["result"] not in counted["compatible"]:
            yield f"entry {entry['n']}: the result {entry['data']['result']} was not possible"


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
    if found is recorded:
        return
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


def _check_versions(where: str, charter: dict[str, Any]) -> Iterator[str]:
    """Versions in other languages are of the same options: ballots name them by number."""
    for code, version in charter.get("languages", {}).get("versions", {}).items():
        if len(version["options"]) != len(charter["options"]):
            yield f"{where}: the version in {code} has not the options of the original"


# 7. Counting.


def evaluation(
    one: dict[str, Any], objections: list[dict[str, Any]], united: int = 0
) -> dict[str, Any]:
    """What counting says of a round that is over. united: how many of its electorate became one
    voice with another, and can't speak for themselves."""
    charter, electorate = one["charter"], one["charter"]["electorate"] - united
    people, counts, first = _sums(one)
    quorum, groups = charter["quorum"], one["stated"]["groups"]
    all_people = len(one["voters"]) if one["ballots"] is None else len(one["ballots"])
    facts = {
        "electorate": electorate,
        "people": people,
        "silent": electorate - people,
        "late_people": all_people - people,
        "counts": counts,
        **({"first": first} if charter.get("counting") == POINTS else {}),
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
    unsupported = _unsupported(name, charter, facts)
    if unsupported:
        return unsupported
    is_consensus, counts = charter["kind"] == "consensus", facts.get("first", facts["counts"])
    opposed = counts.get("object") or standing if is_consensus else len(counts) > 1
    return "there is no opposition" if name == "strong" and not opposed else ""


def _unsupported(name: str, charter: dict[str, Any], facts: dict[str, Any]) -> str:
    """Why there is not enough support for a result, in rounds of the third format, or ""."""
    if charter.get("format") != DECISION_BY_LIFE or name in ("divergence", "not-quorate"):
        return ""
    if charter["kind"] != "consensus":
        return "" if facts["people"] else "nobody has voted"
    counts = facts["counts"]
    support, against = counts.get("support", 0), counts.get("object", 0)
    if not support:
        return "nobody supports it"
    support += counts.get("reservations", 0)
    if name != "strong" and support <= against:
        return f"there are not more supports than objections: {support:,} to {against:,}"
    return ""


# 8. Formats 1 and 2: what they hold, and what they cannot show.


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


STATES = {
    "opened": "open",
    "closed": "closed",
    "called": "provisional",
    "contested": "contested",
    "final": "final",
    "withdrawn": "withdrawn",
}


def _check_older(value: Any) -> list[str]:
    wrong: list[str] = []
    told = _Told()
    try:
        parts = (_check_chain, _check_record, _check_ballots, _check_result)
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
        if data.get("format", "") == DECISION_BY_LIFE:
            yield f"{where}: a round of the format {DECISION_BY_LIFE} is in a file of an older one"
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


def decision_format(rounds: list[dict[str, Any]]) -> str:
    """The format of a decision's export, by the charters of its rounds."""
    if any(one["charter"].get("format") == DECISION_BY_LIFE for one in rounds):
        return DECISION_BY_LIFE
    by_points = any(one["charter"].get("counting") == POINTS for one in rounds)
    return DECISION_BY_POINTS if by_points else DECISION


def _recorded_round(one: dict[str, Any], told: _Told, n: int) -> dict[str, Any]:
    opened, ended = told.opened[n]["data"], told.ended[n]
    secret = one["charter"]["secrecy"] == "secret"
    return {
        **{name: opened[name] for name in OPENED},
        **{name: ended.get(name, NULL) for name in ENDED},
        "closes": told.closes[n] or one["charter"]["closes"],
        "voters": sorted({vote["by"] for vote in told.votes[n]}) if secret else [],
    }


def _check_ballots(value: dict[str, Any], told: _Told) -> Iterator[str]:
    """One ballot a voter, in time, counted exactly if the voter is in the electorate."""
    for n, one in enumerate(value["rounds"]):
        where, charter = f"round {n + 1}", one["charter"]
        place = [charter["reference"], charter["track"], charter["round"], charter["electorate"]]
        if place != [value["reference"], value["track"], n + 1, len(one["electorate"])]:
            yield f"{where}: its charter is that of another decision, round or electorate"
        yield from _check_versions(where, charter)
        yield from _check_older_round(where, one, told.votes[n], one["closes"])


def _check_older_round(
    where: str, one: dict[str, Any], told: list[dict[str, Any]], closes: str
) -> Iterator[str]:
    charter, ballots = one["charter"], one["ballots"] or []
    electorate, voters = set(one["electorate"]), one["voters"]
    votes = {(vote["by"], vote["data"].get("ballot")) for vote in told}
    for vote in told:
        if vote["at"] >= closes:
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
    yield from _check_calls(value, told.calls, counted)


def _older_lines(value: dict[str, Any]) -> Iterator[str]:
    """What a file of an older format can't show."""
    yield (
        f"- Its format is {value['format']}, of version 0.1.0. It can't show that a ballot which "
        "was replaced or taken back is not counted, that who acted held the office, nor that each "
        "step came in its time. After the journal's entry "
        f'"{BEGUN}" nothing is accepted in this format.'
    )


# 9. What is said.


def printable(text: str) -> str:
    """One line of a file's words, harmless on any screen: what steers a terminal or the direction
    of writing, or can't be seen, is written out."""
    return "".join(one if _can_be_seen(one) else _written_out(one) for one in text)


def _can_be_seen(sign: str) -> bool:
    return sign == " " or unicodedata.category(sign) not in (
        "Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs",
    )  # fmt: skip


def _written_out(sign: str) -> str:
    number = ord(sign)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _say(*lines: str) -> None:
    """Say sentences, each on a line, in the signs that the terminal has."""
    encoding = sys.stdout.encoding or "utf-8"
    text = "".join(f"{printable(one)}\n" for one in lines)
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


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
_JOURNALS = '"format":"intersession-journal-'


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
    raw = base64.b64decode(root)
    # Some bits of the last sign mean nothing: written otherwise, it is not the line that was said.
    return Head(int(size), raw) if base64.b64encode(raw).decode() == root else None


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
        return f"the head is of {head.name}, not of {name}"
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
    except (OSError, ValueError) as error:
        _say(f"{name} can't be read: {error}")
        return None


def _said(wrong: list[str], fits: str, fits_not: str) -> int:
    """Say what was found; 0 if all fits."""
    if wrong:
        _say(fits_not, *(f"- {one}" for one in wrong))
        return 1
    _say(fits)
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
    if len(names) == 2 and not options and _stands_alone(names[0]):
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
    except (OSError, ValueError):
        return ""


def _stands_alone(name: str) -> bool:
    """A decision, or a report: what is named beside it is a receipt or a hash, not a file."""
    first = _begins(name)
    return first.startswith("{") and _JOURNALS not in first


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
        _say("There is no head in that line: a number and 44 signs that end with =.")
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
        _say(*before)
    return _said(wrong, last, fits_not)


def _main_continues(first: str, second: str, key: str) -> int:
    """verify OLD NEW: journals, signed heads, and as NEW a proof."""
    fits_not = "The new journal does NOT continue the old one:"
    old, chain = read_note(first), Chain([], [], {}, [])
    if old is None:
        if _JOURNALS not in first.partition("\n")[0]:
            _say("The first file is no journal and no signed head.")
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
        _say("The second file is no journal and no proof.")
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
        _say("This is no signed head.")
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
    if value["format"] == DECISION_BY_LIFE:
        yield from _life_lines(value)
    else:
        yield from _older_lines(value)
    yield f"- Objections: {len(value['objections'])}. Minority views: {len(value['minority'])}."
    if found:
        points = " points, by how many ranked first: " + canonical(found.get("first"))
        anew = "Counted anew" if rounds[-1]["ballots"] is not None else "As stated"
        yield (
            f"- {anew}: {found['people']} of {found['electorate']} spoke, from "
            f"{found['groups']} groups (as stated): {canonical(found['counts'])}"
            f"{points if 'first' in found else ''}."
        )
    if result:
        yield f"- The result, {result['designation']}, was possible. It is {value['state']}."
    yield f"Head: {value['head']} (entry {value['entries'][-1]['n']} of the journal)"


def _life_lines(value: dict[str, Any]) -> Iterator[str]:
    """What a replayed life shows, and what it can't."""
    yield (
        "- Its life was replayed: times, offices, ballots that were replaced or taken back. That "
        "no entry on an office is left out of the file is shown by the journal alone."
    )
    for number, one in enumerate(value["rounds"], 1):
        if one["charter"].get("format") != DECISION_BY_LIFE:
            yield (
                f"- Round {number} was opened in a format of version 0.1.0. It can't be shown that "
                "no ballot in it was counted which had been replaced or taken back."
            )
        elif one["published"] in ("none", "tables"):
            people = len(one["voters"])
            yield (
                f"- Round {number} was secret, and its {people} ballots are not published: its "
                "counts are not provable. As many commitments are recorded as people have voted."
            )


def receipt_lines(value: dict[str, Any], asked: str) -> Iterator[str]:
    """What is recorded under a receipt, the beginning of a commitment, or both, in any round; in
    any case, with or without hyphens and spaces."""
    receipt, hashed = _asked(asked)
    for number, one in enumerate(value["rounds"], 1):
        for ballot in one["ballots"] or ():
            if receipt and ballot.get("receipt", "").replace("-", "") == receipt:
                yield from _ballot_lines(ballot, one["charter"], number)
    yield from _commitment_lines(value, receipt, hashed)


_SIGNS = re.compile(r"([2-9A-HJKMNP-Z]{8})?([0-9A-F]{12,64})?")


def _asked(text: str) -> tuple[str, str]:
    """The receipt ("4Q7K9XMA") and the digits of a commitment that somebody asks for; "" for what
    is not there."""
    signs = "".join(text.upper().split()).replace("-", "")
    found = _SIGNS.fullmatch(signs)
    if not found:
        return signs, ""
    return found[1] or "", (found[2] or "").lower()


def _ballot_lines(ballot: dict[str, Any], charter: dict[str, Any], number: int) -> Iterator[str]:
    options = charter["options"]
    said = [options[int(c)] if options else c for c in ballot["choice"]]
    if charter["kind"] == "ranking":
        said = [f"{rank}. {name}" for rank, name in enumerate(said, 1)]
    counts = "It counts" if ballot["eligible"] else "It came after the cut-off"
    yield f"{ballot['receipt']}, round {number}: {', '.join(said) or 'not published'}."
    yield from (f"> {ballot[name]}" for name in ("reason", "remedy") if ballot[name])
    yield f"{counts}."


def _commitment_lines(value: dict[str, Any], receipt: str, hashed: str) -> Iterator[str]:
    """Which entries hold a commitment, and what became of it."""
    ended = {
        one["data"]["round"] for one in value["entries"] if "ballots" in one["data"]
    }  # fmt: skip
    for entry in value["entries"]:
        data = entry["data"]
        where = f"entry {entry['n']}, round {data['round']}"
        for one in (data.get("ballot", ""), *data.get("commitments", "").split(",")):
            if hashed and one.startswith(hashed):
                until = "" if data["round"] in ended else " It is opened when the round is over."
                yield f"{one}: recorded in {where}, {entry['at']}.{until}"
        for one in data.get("cancelled", "").split(","):
            name, _, rest = one.partition(":")
            is_mine = bool(receipt) and rest.partition(":")[0].replace("-", "") == receipt
            if rest and (is_mine or (hashed and name.startswith(hashed))):
                yield f"{name}: replaced or taken back, {where}. It does not count."


_NOT_YET = (
    "What somebody said stands in the file once the round is over. Before that a ballot is found "
    "by its commitment: at least 12 of its digits, as they were told with the receipt."
)


def main(arguments: list[str]) -> int:
    """Check the file named in the arguments; 0 if it is whole (and a receipt that is named stands
    in it), 1 if not, 2 if unreadable."""
    code = _main_heads(arguments)
    if code is not None:
        return code
    if not arguments or any(one.startswith("--") for one in arguments):
        _say("usage: verify.py FILE [RECEIPT]")
        return 2
    text = _read_text(arguments[0])
    if text is None:
        return 2
    return main_file(text, " ".join(arguments[1:]))


def main_file(text: str, receipt: str) -> int:
    """The same for the text of a file."""
    lines = text.split("\n")
    if len(lines) == 1 and any(f'"format":"{one}"' in text for one in (REPORT, REPORT_WHOLE)):
        return _main_report(text, receipt)
    decisions = (DECISION, DECISION_BY_POINTS, DECISION_BY_LIFE)
    is_decision = any(f'"format":"{one}"' in lines[0] for one in decisions)
    wrong = check_decision(text) if is_decision else check(lines)
    if wrong:
        _say("The record is NOT whole:", *(f"- {sentence}" for sentence in wrong))
        return 1
    first = json.loads(lines[0])
    if not is_decision:
        return _main_journal(first)
    found = [*receipt_lines(first, receipt)] if receipt else []
    missing = [f"Nothing is recorded under {receipt}.", _NOT_YET] if receipt else []
    _say(*_summary(first), *(found or missing))
    return 1 if receipt and not found else 0


def _main_journal(first: dict[str, Any]) -> int:
    older = (
        f"Its format is {FORMAT}, of version 0.1.0: its times may go back, and it holds no "
        f"decision of the format {DECISION_BY_LIFE}."
    )
    more = [older] if first["format"] == FORMAT else []
    _say(f"The record is whole: {first['entries']} entries. Head: {first['head']}", *more)
    return 0


def _main_report(text: str, asked: str) -> int:
    """asked: the beginning of the hash that the record has of it, if somebody names that."""
    wrong = check_report(text)
    digits = "".join(asked.lower().split())
    if digits and not wrong and not report_digest(json.loads(text)).startswith(digits):
        wrong = [f"it is not the report that the record has under {asked}"]
    if wrong:
        _say("The report does NOT fit:", *(f"- {one}" for one in wrong))
        return 1
    report = json.loads(text)
    older = (
        f"Its format is {report['format']}, of version 0.1.0: title, track, version, text and "
        "moderation are not under its hash."
    )
    gone = sum(not one.get("author_salt") for one in report["comments"])
    whole = (
        "Everything is under its hash but what came since, and the names of authors, whose hashes "
        f"are: {gone} of them can't be shown any more, because somebody was erased."
    )
    _say(
        "The sums of the report are those of its table. Its hash, which the journal has in "
        f'"report.closed": {report_digest(report)}',
        whole if report["format"] == REPORT_WHOLE else older,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
