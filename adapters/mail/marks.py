"""The Message-IDs of the bot's letters: stable, so that a letter sent again is the same letter, and
signed, so that an answer to one is known without remembering any.

A letter to one person is signed for that address as well: only who was sent it can answer it.
"""

import hmac
import os
import re
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import dump

_MARK = re.compile(r"<?i(\d{1,18})\.([lp])\.([a-z2-7]{10})\.([a-z2-7]{26})@([\w.-]+)>?")
_KEY_BYTES = 32
KEY = "key"
"""The name of its file."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a Message-ID of ours says: the outbox number, and whom it was for ("" for a list)."""

    number: int
    private: bool
    text: str


class Marks:
    """Makes Message-IDs and knows them again."""

    def __init__(self, key: bytes, domain: str) -> None:
        self._key = key
        self._domain = domain

    def of(self, outgoing: Outgoing) -> str:
        """The Message-ID of a letter: the same whenever the same letter is sent again."""
        body = "\0".join((outgoing.to.id, dump(outgoing.wording)))
        # A number may come again after a backup was restored; then it is another letter.
        digest = _short(sha256(body.encode()).digest(), 10)
        kind = "p" if outgoing.private else "l"
        to = outgoing.to.id if outgoing.private else ""
        signature = self._signature(outgoing.id, kind, digest, to)
        return f"<i{outgoing.id}.{kind}.{digest}.{signature}@{self._domain}>"

    def found(self, text: str, sender: str) -> list[Mark]:
        """Our Message-IDs in a text, in its order: those of letters to lists, and of letters to
        this sender."""
        marks = []
        for found in _MARK.finditer(text):
            number, kind, digest, signature, domain = found.groups()
            to = sender if kind == "p" else ""
            expected = self._signature(int(number), kind, digest, to)
            if domain == self._domain and hmac.compare_digest(signature, expected):
                marks.append(Mark(int(number), kind == "p", found.group().strip("<>")))
        return marks

    def root(self, place: str, about: str) -> str:
        """The Message-ID that all letters to a place about a matter refer to."""
        signature = self._signature(0, "t", about, place)
        return f"<t.{signature}@{self._domain}>"

    def _signature(self, number: int, kind: str, digest: str, to: str) -> str:
        said = "\0".join((str(number), kind, digest, to)).encode()
        return _short(hmac.digest(self._key, said, "sha256"), 26)


def _short(digest: bytes, letters: int) -> str:
    return b32encode(digest).decode().lower()[:letters]


def key_in(folder: Path) -> bytes:
    """The key of this installation, made when it is first needed; readable by its owner alone."""
    path = folder / KEY
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        kept = path.read_bytes()
    except FileNotFoundError:
        kept = b""
    if len(kept) == _KEY_BYTES:
        return kept
    new = path.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(os.urandom(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    return path.read_bytes()
