"""Where a thing is read on the web: "D7" at /d/7. Pages and messages in rooms have it from here."""

import re
from dataclasses import replace

from bot.conversation.phrases import Phrase, verbatim
from bot.conversation.reply import Line, Reply, Title

_WHOLE = re.compile(r"[DMB]\d{1,9}")
_REFERENCE = re.compile(r"([DMB])(\d{1,9})(\.[\w./]+)?")
_FOLDERS = {"D": "d", "M": "m", "B": "b"}


def path_of(reference: str) -> str:
    """The path of a decision, a meeting or a draft, or of a part of it ("M4.12" is a place on the
    page of M4). Raises ValueError for what has no page."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(f"{reference!r} has no page")
    path = f"/{_FOLDERS[found[1]]}/{found[2]}"
    return f"{path}#{reference}" if found[3] else path


def track_path(code: str) -> str:
    """The path of a track, by its code."""
    return f"/t/{code}"


def confirmation_path(token: str) -> str:
    """The path of the page on which what came by mail is confirmed."""
    return f"/confirm/{token}"


def confirmation_address(public_url: str, token: str) -> str:
    """The whole address of that page."""
    return public_url.rstrip("/") + confirmation_path(token)


def address_of(public_url: str, reference: str) -> str:
    """The whole address of a thing, or "" where nothing is public or the thing has no page."""
    if not public_url or not _REFERENCE.fullmatch(reference):
        return ""
    return public_url.rstrip("/") + path_of(reference)


def with_address(reply: Reply, public_url: str) -> Reply:
    """A message with the address of what it is about in a line of its own, if there are public
    pages: of the thing that its first line names, or else of the only one that its lines name."""
    address = address_of(public_url, _subject(reply))
    if not address:
        return reply
    return replace(reply, blocks=(*reply.blocks, Line(verbatim(address))))


def _subject(reply: Reply) -> str:
    lines = [one for one in reply.blocks if isinstance(one, Title | Line)]
    named = [_named(one.phrase) for one in lines]
    if lines and named[0] and lines[0] is reply.blocks[0]:
        return named[0]
    found = set(named) - {""}
    return found.pop() if len(found) == 1 else ""


def _named(phrase: Phrase) -> str:
    for name, value in phrase.values.items():
        if isinstance(value, Phrase):
            found = _named(value)
            if found:
                return found
        elif name == "reference" and isinstance(value, str) and _WHOLE.fullmatch(value):
            return value
    return ""
