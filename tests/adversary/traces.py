"""Looks for words in every file of a folder, however they may be written there."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote


def forms(word: str) -> set[bytes]:
    """A word as it may stand in a file: in UTF-8 and UTF-16, escaped in JSON and in addresses, as
    base64 (at each of the three places at which that may begin), in small letters."""
    found: set[bytes] = set()
    for text in (word, word.casefold(), json.dumps(word)[1:-1], quote(word), quote(word, safe="")):
        found |= {text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")}
    raw = word.encode()
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw).rstrip(b"=")
        begin = (before * 8 + 5) // 6
        found.add(coded[begin : (before + len(raw)) * 8 // 6])
    return {one for one in found if len(one) > 3}


def found_in(folder: Path, words: Iterable[str]) -> list[str]:
    """In which files which of these words stand."""
    contents = [(one, one.read_bytes()) for one in folder.rglob("*") if one.is_file()]
    return [
        f"{word} in {one.name}"
        for word in words
        for one, content in contents
        if any(form in content for form in forms(word))
    ]
