"""What a person wrote, as the bot reads it: pure functions on the content of a message."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

_LINK = re.compile(r"https://matrix\.to/#/(@[^?)\s\"'<>]+)")
_WRITTEN_LINK = re.compile(rf"\[[^\]\n]*\]\({_LINK.pattern}(?:\?[^)\s]*)?\)|{_LINK.pattern}")
_FALLBACK = re.compile(r"> (?:\* )?<@[^>\n]+>")
_KEYCAP = re.compile("(10|[1-9])(?:\ufe0f?\u20e3)?\ufe0f?")
_TEN = "\U0001f51f"


@dataclass(frozen=True, slots=True)
class Relation:
    """How a message relates to others: the thread, the message it answers, the one it edits, and
    the last one of the thread when it was written."""

    thread: str = ""
    answers: str = ""
    edits: str = ""
    follows: str = ""


def relation(content: Mapping[str, Any]) -> Relation:
    """The relation that a content states; what is malformed counts as none."""
    relates = _mapping(content.get("m.relates_to"))
    kind, event = relates.get("rel_type"), _text(relates.get("event_id"))
    answers = _text(_mapping(relates.get("m.in_reply_to")).get("event_id"))
    if kind == "m.thread":
        # In a thread it is there for old clients only, unless it says otherwise.
        falls_back = bool(relates.get("is_falling_back"))
        return Relation(event, "" if falls_back else answers, follows=answers if falls_back else "")
    return Relation("", answers, event if kind == "m.replace" else "")


def new_text(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The content that an edit puts in place of the old one, or None if that is no text."""
    new = _mapping(content.get("m.new_content"))
    return new if new.get("msgtype") == "m.text" and isinstance(new.get("body"), str) else None


def redacted(source: Mapping[str, Any]) -> str:
    """The event that a redaction takes back, or "". Since room version 11 it stands in the content,
    and homeservers repeat it outside for older clients."""
    if source.get("type") != "m.room.redaction" or "state_key" in source:
        return ""
    return _text(_mapping(source.get("content")).get("redacts")) or _text(source.get("redacts"))


def words(content: Mapping[str, Any], me: str, names: Iterable[str]) -> tuple[str, bool]:
    """The text of a message: without the reply's quotation and without the bot's name before it,
    and with every mentioned person by full id. And whether it began with the bot: its id, a pill,
    or a name of it before a colon or a comma."""
    text = _text(content.get("body"))
    if relation(content).answers:
        text = _without_quotation(text)
    html = content.get("formatted_body")
    if isinstance(html, str) and content.get("format") == "org.matrix.custom.html":
        text = _with_ids(text, html)
    text = _WRITTEN_LINK.sub(lambda found: unquote(found[1] or found[2]), text).lstrip()
    said = _without_address(text, me, names)
    return said.strip(), said != text


def captioned(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The content of a file's message, with nothing but the caption as its text: "body" is the
    caption only beside a "filename" that differs from it."""
    name, body = content.get("filename"), content.get("body")
    if isinstance(name, str) and name != body:
        return content
    return {**content, "body": "", "format": ""}


def choice(key: str) -> int | None:
    """The place, from 0, of the choice that a reaction taps, or None if it is no number."""
    if key.removesuffix("\ufe0f") == _TEN:
        return 9
    found = _KEYCAP.fullmatch(key)
    return int(found[1]) - 1 if found else None


def keycap(place: int) -> str:
    """The reaction that taps the choice at a place from 0 to 9."""
    return _TEN if place == 9 else f"{place + 1}\ufe0f\u20e3"


def _without_quotation(text: str) -> str:
    if not _FALLBACK.match(text):
        return text
    lines = text.split("\n")
    while lines and lines[0].startswith(">"):
        lines.pop(0)
    if lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines)


def _with_ids(text: str, html: str) -> str:
    """The text with each pill's name replaced by the id behind it."""
    pills = _Pills()
    pills.feed(html)
    pills.close()
    shown = "".join(pills.text)
    for start, name, user in reversed(pills.found):
        # The name may also stand in the text as an ordinary word: count the ones before.
        place = -1
        for _ in range(shown[:start].count(name) + 1):
            place = text.find(name, place + 1)
            if place < 0:
                break
        if place >= 0 and not _is_linked(text, place, name):
            text = text[:place] + user + text[place + len(name) :]
    return text


def _is_linked(text: str, place: int, name: str) -> bool:
    return text[place - 1 : place] == "[" and text[place + len(name) :].startswith("](https:")


def _without_address(text: str, me: str, names: Iterable[str]) -> str:
    text = text.lstrip()
    # The full id (a pill) addresses us alone; a bare name does so with a colon or a comma.
    found = re.match(rf"{re.escape(me)}(?:\s*[:,]|(?=\s)|$)", text, re.IGNORECASE)
    for name in names:
        if not found and name:
            found = re.match(rf"@?{re.escape(name)}\s*[:,](?=\s|!|$)", text, re.I)
    return text[found.end() :] if found else text


class _Pills(HTMLParser):
    """Collects the text of a message and the links to people in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.found: list[tuple[int, str, str]] = []
        self._length = 0
        self._quoted = 0
        self._open: tuple[int, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "mx-reply":
            self._quoted += 1
        found = _LINK.match(dict(attrs).get("href") or "") if tag == "a" else None
        if found and not self._quoted:
            self._open = (self._length, unquote(found[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mx-reply":
            self._quoted = max(0, self._quoted - 1)
        if tag == "a" and self._open:
            (start, user), self._open = self._open, None
            name = "".join(self.text)[start:].strip()
            if name:
                self.found.append((start, name, user))

    def handle_data(self, data: str) -> None:
        if not self._quoted:
            self.text.append(data)
            self._length += len(data)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
