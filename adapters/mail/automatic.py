"""Letters that no person wrote: vacation notices, bounces, mass mail. They are never answered."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from adapters.mail.marks import Marks

_FROM_MACHINES = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)\b", re.I)
_MOST_REPORT_PARTS = 10
_LONGEST_REPORT_PART = 200_000


def is_automatic(mail: EmailMessage) -> bool:
    """Whether a program sent it of its own accord (RFC 3834, and what is in use besides)."""
    said = header(mail, "Auto-Submitted").split(";")[0].strip().lower()
    precedence = header(mail, "Precedence").strip().lower()
    return (
        said not in ("", "no")
        # List servers of the old kind call bulk what people write to lists.
        or (precedence in ("bulk", "junk", "auto_reply") and not from_list(mail))
        or bool(header(mail, "X-Autoreply") or header(mail, "X-Autorespond"))
        or header(mail, "X-Auto-Response-Suppress").strip().lower() not in ("", "none")
        or header(mail, "Return-Path").strip() == "<>"
        or mail.get_content_type() == "multipart/report"
        or bool(_FROM_MACHINES.match(parseaddr(header(mail, "From"))[1]))
    )


def from_list(mail: EmailMessage) -> bool:
    """Whether it came through a mailing list (RFC 2369, RFC 2919)."""
    lists = ("List-Id", "List-Post", "List-Unsubscribe", "Mailing-List", "X-Mailing-List")
    return any(header(mail, name) for name in lists)


def header(mail: EmailMessage, name: str) -> str:
    """A header as text, "" if there is none or it can't be read."""
    try:
        return str(mail.get(name, ""))
    except Exception:
        # The library's parser of headers fails on some that are hostile.
        return ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter to one person that will never arrive. address is theirs."""

    address: str


def bounce(mail: EmailMessage, marks: Marks) -> Bounce | None:
    """The failure that a delivery report tells of (RFC 3464), if it bears the signed Message-ID of
    a letter to that address: anybody could tell that something failed."""
    if mail.get_content_type() != "multipart/report":
        return None
    parts = [part for _, part in zip(range(_MOST_REPORT_PARTS), mail.walk(), strict=False)]
    fields = " ".join(
        str(part)[:_LONGEST_REPORT_PART]
        for part in parts
        if part.get_content_type() == "message/delivery-status"
    )
    if not re.search(r"(?im)^Action:\s*failed", fields) or not re.search(
        r"(?im)^Status:\s*5\.", fields
    ):
        return None
    recipients = re.findall(r"(?im)^(?:Original|Final)-Recipient:\s*[\w-]+;\s*(\S+@\S+)", fields)
    original = " ".join(
        str(part)[:_LONGEST_REPORT_PART]
        for part in parts
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers")
    )
    for recipient in recipients:
        address = recipient.strip("<>").lower()
        if any(mark.private for mark in marks.found(original, address)):
            return Bounce(address)
    return None
