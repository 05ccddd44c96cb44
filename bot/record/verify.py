"""Checks an exported record: `python verify.py FILE`. One file, standard library only.

The program keeps its journal with the functions of this file, so there is one definition of the
chain; a reader needs this file, the export, and nothing else of the program.

An export is JSON Lines: a header, then one entry a line. An entry's hash is the SHA-256 of its
canonical JSON (keys sorted, no spaces, UTF-8) without the field "hash"; "prev" is the hash of the
entry before it, 64 zeros for the first.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FORMAT = "intersession-journal-1"
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
                return [f"line 1: this is not an export of the format {FORMAT}"]
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


def main(arguments: list[str]) -> int:
    """Check the file named in the arguments; 0 if it is whole, 1 if not, 2 if unreadable."""
    say = sys.stdout.write
    if len(arguments) != 1:
        say("usage: verify.py FILE\n")
        return 2
    try:
        text = Path(arguments[0]).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        say(f"{arguments[0]} can't be read: {error}\n")
        return 2
    lines = text.removesuffix("\n").split("\n")
    wrong = check(lines)
    if wrong:
        say("The record is NOT whole:\n" + "".join(f"- {sentence}\n" for sentence in wrong))
        return 1
    first = json.loads(lines[0])
    say(f"The record is whole: {first['entries']} entries. Head: {first['head']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
