"""The words that somebody wrote in a letter: its plain text, without what is quoted or signed."""

import logging
import re
from email.message import EmailMessage

from mailparser_reply import EmailReplyParser

_LONGEST = 20_000
_MOST_PARTS = 100
_LANGUAGES = ["en", "fr", "es", "de", "it", "pt", "nl", "pl", "ru", "zh", "ar"]
_QUOTED = re.compile(r"^\s*>")
_ATTRIBUTION = re.compile(r"(wrote|writes|a écrit|escribió|schrieb|написал\w*|写道|كتب)\W*$", re.I)

logging.getLogger("mailparser_reply").setLevel(logging.WARNING)


def plain_body(mail: EmailMessage) -> str | None:
    """The plain text of a letter, at most 20,000 signs of it; None if it has only HTML, "" if it
    has no text at all."""
    html = False
    for _, part in zip(range(_MOST_PARTS), mail.walk(), strict=False):
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() == "text/plain":
            text = _decoded(part)
            return _unflowed(part, text)[:_LONGEST] if text.strip() or not html else None
        html = html or part.get_content_type() == "text/html"
    return None if html else ""


def _decoded(part: EmailMessage) -> str:
    """The text of a part in its charset; what the charset can't be right about is marked."""
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    try:
        charset = part.get_content_charset() or "utf-8"
        return content[: _LONGEST * 8].decode(charset, "replace")
    except (LookupError, ValueError):
        return content[: _LONGEST * 8].decode("utf-8", "replace")


def _unflowed(part: EmailMessage, text: str) -> str:
    """Text in which a space at the end of a line says that it goes on (RFC 3676), put together."""
    text = text.replace("\r\n", "\n")
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    delsp = str(part.get_param("delsp", "")).lower() == "yes"
    lines: list[str] = []
    flows = False
    for raw in text.split("\n"):
        line = raw if raw.startswith(">") else raw.removeprefix(" ")
        if flows and not line.startswith(">"):
            lines[-1] = (lines[-1][:-1] if delsp else lines[-1]) + line
        else:
            lines.append(line)
        flows = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)


def own_words(text: str) -> str:
    """What its author wrote of a letter: the newest answer, without quotations and signature."""
    try:
        replies = EmailReplyParser(languages=_LANGUAGES).read(text=text).replies
    except RecursionError:
        replies = []
    first = replies[0].body if replies else text
    own = _unquoted(first)
    # Some write under what they quote.
    return own or _unquoted(text)


def _unquoted(text: str) -> str:
    kept = []
    for line in text.splitlines():
        if line.rstrip() in ("--", "-- "):
            break
        if not _QUOTED.match(line):
            kept.append(line)
    while kept and (not kept[0].strip() or _ATTRIBUTION.search(kept[0])):
        kept.pop(0)
    return "\n".join(kept).strip()
