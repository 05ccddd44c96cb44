"""What a letter that came in says, in the core's words. The listener calls it for each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from hashlib import sha256

from adapters.mail.automatic import bounce, from_list, header, is_automatic
from adapters.mail.bodies import LONGEST, has_files, own_words, plain_body, quoting
from adapters.mail.marks import Mark, Marks
from adapters.mail.verdicts import verdict_of
from bot.conversation.lines import one_line
from bot.conversation.message import (
    MAIL,
    Claim,
    Heard,
    Left,
    Message,
    PersonRef,
    Returned,
    RoomRef,
    Unread,
)

_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[^\s@<>\"(),:;\[\]\\]{1,190}")
_LONGEST_NAME = 100
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads letters. own: the bot's address. server: the name by which the operator's mail server
    signs its verdicts, "" for none."""

    own: str
    marks: Marks
    server: str
    now: Callable[[], datetime]

    def heard(self, raw: bytes, *, whole: bool = True) -> Heard | None:
        """What a letter says; None if it is not for the bot. whole: False if raw is the head of a
        letter that is too large to be read."""
        mail = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
        sender = _author(mail)
        number = self._number(mail, raw, sender)
        if self._is_own(mail, sender):
            return self._came_back(mail, number) if from_list(mail) and whole else None
        if is_automatic(mail):
            failed = bounce(mail, self.marks) if whole else None
            return Left(number, RoomRef(MAIL, failed.address), self.now()) if failed else None
        if not _ADDRESS.fullmatch(sender):
            return None
        marks = self._answers(mail, sender)
        if _code_in_subject(mail) and marks and not marks[0].private:
            return self._came_back(mail, number)
        return self._message(mail, sender, number, marks, whole=whole)

    def _message(
        self, mail: EmailMessage, sender: str, number: str, marks: list[Mark], *, whole: bool
    ) -> Message:
        body = plain_body(mail) if whole else ""
        unread = None if whole else Unread.TOO_LARGE
        if body is None:
            unread = Unread.ONLY_HTML
        elif len(body) > LONGEST:
            body, unread = "", Unread.TOO_LARGE
        proof = next((one.number for one in marks if one.private), 0)
        direct = not from_list(mail) and self._is_addressed(mail)
        authentication = [str(one) for one in mail.get_all("Authentication-Results", [])]
        return Message(
            id=number,
            room=RoomRef(MAIL, sender),
            sender=PersonRef(MAIL, sender),
            name=_name(mail, sender),
            text=own_words(body or ""),
            private=True,
            at=self._at(mail),
            thread=one_line(header(mail, "Subject"))[:_LONGEST_SUBJECT],
            claim=Claim(
                tuple(one.number for one in marks),
                proof,
                direct,
                straight=self._answers_straight(mail, sender),
                quoting=quoting(body or ""),
                files=has_files(mail),
                verdict=verdict_of(authentication, self.server),
                unread=unread,
            ),
        )

    def _number(self, mail: EmailMessage, raw: bytes, sender: str) -> str:
        """What it is known by, and what an answer to it refers to. The sender is in it: nobody can
        keep somebody else's letter from being heard by using its Message-ID first."""
        given = re.search(r"<[^<>\s]{1,250}>", header(mail, "Message-ID"))
        named = given.group() if given else ""
        digest = sha256((sender + "\0" + named).encode() if named else raw).hexdigest()[:24]
        return f"{digest} {named}".strip()

    def _is_own(self, mail: EmailMessage, sender: str) -> bool:
        """Whether the bot wrote it; a list may have put another sender on it."""
        written = self.marks.found(header(mail, "Message-ID"), "")
        return sender == self.own or any(not one.private for one in written)

    def _came_back(self, mail: EmailMessage, number: str) -> Returned:
        body = plain_body(mail) or ""
        words = f"{one_line(header(mail, 'Subject'))}\n{body}"
        return Returned(number, RoomRef(MAIL, ""), words, self.now())

    def _answers(self, mail: EmailMessage, sender: str) -> list[Mark]:
        """The bot's letters that it answers, the nearest first."""
        nearest = self.marks.found(header(mail, "In-Reply-To"), sender)
        others = self.marks.found(header(mail, "References"), sender)
        return list(dict.fromkeys([*nearest, *reversed(others)]))

    def _answers_straight(self, mail: EmailMessage, sender: str) -> bool:
        """Whether the letter that it answers is the bot's own."""
        named = re.findall(r"<[^<>\s]{1,250}>", header(mail, "References"))
        answered = header(mail, "In-Reply-To") or (named[-1] if named else "")
        return bool(self.marks.found(answered, sender))

    def _is_addressed(self, mail: EmailMessage) -> bool:
        named = [header(mail, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To")]
        return any(address.lower() == self.own for _, address in getaddresses(named))

    def _at(self, mail: EmailMessage) -> datetime:
        try:
            at = parsedate_to_datetime(header(mail, "Date"))
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            return self.now()


def _author(mail: EmailMessage) -> str:
    """The address of who wrote it, "" if it is not known.

    Some lists put their own address into From, and the author's into Reply-To (DMARC).
    """
    sender = parseaddr(header(mail, "From"))[1].lower()
    if not from_list(mail):
        return sender
    lists = _addresses_of_list(mail)
    if sender not in lists:
        return sender
    named = [header(mail, name) for name in ("Reply-To", "X-Original-From", "X-MailFrom")]
    others = (address.lower() for _, address in getaddresses(named))
    return next((one for one in others if one and one not in lists), "")


def _name(mail: EmailMessage, sender: str) -> str:
    """How somebody calls themselves: never by the whole address, which is for nobody else."""
    said = one_line(parseaddr(header(mail, "From"))[0])
    name = said.partition("@")[0].strip() if re.search(r"\S@\S", said) else said
    return name[:_LONGEST_NAME] or sender.partition("@")[0]


def _addresses_of_list(mail: EmailMessage) -> set[str]:
    posts = re.findall(r"mailto:([^>?\s]+)", header(mail, "List-Post"), re.IGNORECASE)
    named = re.findall(r"<([\w.+-]+?)\.([\w.-]+)>", header(mail, "List-Id"))
    return {one.lower() for one in posts} | {f"{name}@{host}".lower() for name, host in named}


def _code_in_subject(mail: EmailMessage) -> bool:
    subject = header(mail, "Subject")
    return re.search(r"\b(?:[a-z2-7]{5}-){5}[a-z2-7]\b", subject, re.IGNORECASE) is not None
