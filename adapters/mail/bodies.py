"""The words that somebody wrote in a letter: its plain text, without what is quoted or signed."""

import logging
import re
from email.message import EmailMessage

from mailparser_reply import EmailReplyParser

LONGEST = 100_000
"""Of how many signs a text may be to be read."""
_LONGEST_TO_PARSE = 3_000
"""What is longer when its quotations are shortened is cut by simpler means: the library's patterns
take time with the square of the length."""
_MOST_PARTS = 100
_NO_FILES = (
    "application/pgp-keys", "application/pgp-signature", "application/pkcs7-signature",
    "text/vcard", "text/x-vcard",
)  # fmt: skip
_LANGUAGES = ["en", "fr", "es", "de", "it", "pt", "nl", "pl", "ru", "zh", "ar"]
_QUOTED = re.compile(r"^\s*>")
_ORIGINAL = re.compile(r"^\s*(-{3,} ?[\w ]{5,40} ?-{3,}|_{20,})\s*$")
_LONGEST_ATTRIBUTION = 300
_ATTRIBUTION = re.compile(r"(wrote|writes|a écrit|escribió|schrieb|написал\w*|写道|كتب)\W*$", re.I)

logging.getLogger("mailparser_reply").setLevel(logging.WARNING)


def plain_body(mail: EmailMessage) -> str | None:
    """The plain text of a letter, hardly more than LONGEST signs of it; None if it has only HTML,
    "" if it has no text at all."""
    html = False
    for _, part in zip(range(_MOST_PARTS), mail.walk(), strict=False):
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() == "text/plain":
            text = _decoded(part)
            return _unflowed(part, text) if text.strip() or not html else None
        html = html or part.get_content_type() == "text/html"
    return None if html else ""


def has_files(mail: EmailMessage) -> bool:
    """Whether somebody sent files with a letter; a signature or a card is none."""
    parts = (part for _, part in zip(range(_MOST_PARTS), mail.walk(), strict=False))
    return any(
        part.get_content_disposition() == "attachment" and part.get_content_type() not in _NO_FILES
        for part in parts
    )


def _decoded(part: EmailMessage) -> str:
    """The text of a part in its charset; what the charset can't be right about is marked."""
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    try:
        charset = part.get_content_charset() or "utf-8"
        return content[: LONGEST * 4].decode(charset, "replace")
    except (LookupError, ValueError):
        return content[: LONGEST * 4].decode("utf-8", "replace")


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
    text = _shortened(text)
    if len(text) > _LONGEST_TO_PARSE:
        return _unquoted(text)
    replies = EmailReplyParser(languages=_LANGUAGES).read(text=text).replies
    first = replies[0].body if replies else text
    own = _unquoted(first)
    # Some write under what they quote.
    return own or _unquoted(text)


def quoting(text: str) -> str:
    """What its author wrote of a letter with the quotations that stand above it, as people do who
    answer paragraph by paragraph; "" if none does."""
    kept = _without_ends(text, quotations=True)
    while kept and (_QUOTED.match(kept[-1]) or not kept[-1].strip()):
        kept.pop()
    above = any(_QUOTED.match(line) for line in kept)
    return "\n".join(kept).strip() if above else ""


def _shortened(text: str) -> str:
    """A text in which quotations and gaps are one line each: nobody reads them."""
    kept: list[str] = []
    for raw in text.splitlines():
        line = ">" if _QUOTED.match(raw) else raw.rstrip()
        if line not in ("", ">") or not kept or kept[-1] != line:
            kept.append(line)
    return "\n".join(kept)


def _unquoted(text: str) -> str:
    """A text without quoted lines, and the lines that say whose words follow."""
    return "\n".join(_without_ends(text, quotations=False)).strip()


def _without_ends(text: str, *, quotations: bool) -> list[str]:
    """The lines of a text up to its signature, without those that say whose words follow."""
    lines = text.splitlines()
    kept: list[str] = []
    for number, line in enumerate(lines):
        if line.rstrip() in ("--", "-- ") or _ORIGINAL.match(line):
            break
        after = next((one for one in lines[number + 1 : number + 3] if one.strip()), "")
        says_whose = len(line) < _LONGEST_ATTRIBUTION and _ATTRIBUTION.search(line)
        left_out = not quotations and _QUOTED.match(line)
        if not left_out and not (says_whose and _QUOTED.match(after)):
            kept.append(line)
    return kept
