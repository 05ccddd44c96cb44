"""The bot's messages as letters: plain text of 72 columns, its headers, its thread."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from adapters.mail.marks import Marks
from bot.conversation.addresses import address_of
from bot.conversation.lines import COLUMNS, one_line, wrapped
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import Paragraph, Wording, plain_line

_LONGEST_SUBJECT = 200
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_POLICY = SMTP.clone(max_line_length=78, cte_type="7bit")


def letter(
    outgoing: Outgoing, sender: str, marks: Marks, now: datetime, public_url: str = ""
) -> EmailMessage:
    """A letter that says what the outbox has. sender is the bot's own address; public_url is where
    the pages are, "" if nowhere.

    Raises ValueError or MessageError if the address it goes to is none.
    """
    wording = outgoing.wording
    mail = EmailMessage(_POLICY)
    mail["From"] = Address("Intersession", addr_spec=sender)
    mail["To"] = Address(addr_spec=outgoing.to.id)
    mail["Subject"] = _subject(outgoing)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = marks.of(outgoing)
    _thread(mail, outgoing, marks)
    # RFC 3834: no vacation notice answers it, and no list server takes it for a command.
    mail["Auto-Submitted"] = "auto-replied" if outgoing.answers else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if not outgoing.private:
        _about_list(mail, sender, address_of(public_url, wording.about))
    mail.set_content(text(wording), cte="quoted-printable")
    if wording.language != "en":
        mail["Content-Language"] = wording.language
    for one in wording.attachments:
        kind, _, subtype = one.media_type.partition("/")
        mail.add_attachment(one.content, kind, subtype, filename=one_line(one.name))
    return mail


def _about_list(mail: EmailMessage, sender: str, archive: str) -> None:
    """What programs are told of a letter to a list (RFC 2369): whom to ask, where it is kept.

    Not the headers by which a letter is known to have come through a list: those are the list's own
    to give, and tell the bot that the list took its letter.
    """
    mail["Precedence"] = "list"
    mail["List-Help"] = f"<mailto:{sender}?body=%2Fhelp>"
    if archive:
        mail["List-Archive"] = f"<{archive}>"


def _subject(outgoing: Outgoing) -> str:
    wording = outgoing.wording
    first = plain_line(wording.paragraphs[0]) if wording.paragraphs else ""
    subject = one_line(wording.subject or asked_subject(outgoing) or first)
    if len(subject) > _LONGEST_SUBJECT:
        subject = subject[: _LONGEST_SUBJECT - 1] + "…"
    return subject or "Intersession"


def asked_subject(outgoing: Outgoing) -> str:
    """The subject of an answer: that of the letter it answers, which came along as its thread."""
    asked = one_line(outgoing.thread)
    if not asked or outgoing.wording.subject:
        return ""
    return asked if re.match(r"(?i)re\s*:", asked) else f"Re: {asked}"


def _thread(mail: EmailMessage, outgoing: Outgoing, marks: Marks) -> None:
    """All letters about a matter refer to one name, so they are one thread, whichever of them came
    first; an answer refers to what it answers."""
    if outgoing.wording.about:
        root = marks.root(outgoing.to.id, outgoing.wording.about)
        mail["In-Reply-To"] = root
        mail["References"] = root
        return
    answered = _MESSAGE_ID.search(outgoing.answers)
    if answered:
        mail["In-Reply-To"] = answered.group()
        mail["References"] = answered.group()


def text(wording: Wording) -> str:
    """The words in 72 columns, an empty line between paragraphs, the choices at the end."""
    lines: list[str] = []
    before: Paragraph | None = None
    for paragraph in wording.paragraphs:
        if before and not (before.style == paragraph.style == "item"):
            lines.append("")
        lines += _lines(paragraph)
        before = paragraph
    for button in wording.buttons:
        lines.append(f"    {one_line(button.label)}")
    return "\n".join(lines) + "\n"


def _lines(paragraph: Paragraph) -> list[str]:
    rest = {"quote": "> ", "item": "  "}.get(paragraph.style, "")
    found: list[str] = []
    for line in plain_line(paragraph).split("\n"):
        # What is set in columns or indented already stays as it is.
        if len(line) <= COLUMNS:
            found.append(_unmarked(line.rstrip(), paragraph))
        else:
            found += wrapped(line, rest=rest)
    return found


def _unmarked(line: str, paragraph: Paragraph) -> str:
    """Mailboxes of the old kind take a line that begins with "From " for the next letter."""
    return f" {line}" if line.startswith("From ") and paragraph.style != "quote" else line
