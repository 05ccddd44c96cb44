"""The world that the bot writes to: an SMTP server (aiosmtpd) with people, mailing lists, and the
bot's own mailbox behind it. Lists forward as Mailman does.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr

from aiosmtpd.smtp import SMTP, Envelope, Session
from aiosmtplib import send

from tests.patience import PATIENCE

BOT = "bot@example.org"
SERVER_NAME = "mx.example.org"


@dataclass
class Person:
    """Somebody with a mail program."""

    world: "MailWorld"
    name: str
    address: str
    inbox: list[EmailMessage] = field(default_factory=list)

    async def writes(self, to: str, subject: str, text: str, **headers: str) -> str:
        """Write a new letter; its Message-ID."""
        mail = self.letter(to, subject, text, headers)
        return await self.sends(mail, to)

    async def replies(
        self, asked: EmailMessage, text: str, to: str = "", *, quotes: bool = True, **headers: str
    ) -> str:
        """Answer a letter as mail programs do, with what is answered quoted underneath."""
        to = to or parseaddr(str(asked["Reply-To"] or asked["From"]))[1]
        subject = str(asked["Subject"])
        quoted = "\n".join(f"> {line}" for line in words(asked).splitlines())
        body = f"{text}\n\nOn Tue, Mar 3, 2026 at 09:00, somebody wrote:\n{quoted}\n"
        mail = self.letter(
            to,
            subject if subject.startswith("Re:") else f"Re: {subject}",
            body if quotes else text,
            headers,
        )
        mail["In-Reply-To"] = str(asked["Message-ID"])
        mail["References"] = f"{asked.get('References', '')} {asked['Message-ID']}".strip()
        return await self.sends(mail, to)

    async def sends(self, mail: EmailMessage, to: str) -> str:
        """Send a letter as it is."""
        await send(
            mail, sender=self.address, recipients=[to], hostname="127.0.0.1", port=self.world.port,
            start_tls=False,
        )  # fmt: skip
        return str(mail["Message-ID"])

    def letter(self, to: str, subject: str, text: str, headers: dict[str, str]) -> EmailMessage:
        """A letter that is not sent yet. headers take the place of those it would have."""
        mail = EmailMessage(policy.SMTP)
        mail["From"] = f"{self.name} <{self.address}>"
        mail["To"] = to
        mail["Subject"] = subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = make_msgid(domain="people.example")
        for name, value in headers.items():
            del mail[name.replace("_", "-")]
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        return mail

    async def gets(self, number: int, within: float = PATIENCE) -> EmailMessage:
        """Their letter of this place, counted from 1, once it is there."""
        await self.world.until(lambda: len(self.inbox) >= number, within)
        return self.inbox[number - 1]


@dataclass
class MailingList:
    """A list that forwards to its subscribers as Mailman does. munges: it puts itself into From and
    the author into Reply-To, as lists do for the sake of DMARC."""

    address: str
    subscribers: list[str] = field(default_factory=list)
    archive: list[EmailMessage] = field(default_factory=list)
    munges: bool = False

    def forwarded(self, mail: EmailMessage) -> EmailMessage:
        """The letter as subscribers get it."""
        name, _, domain = self.address.partition("@")
        subject = str(mail["Subject"])
        del mail["Subject"]
        mail["Subject"] = subject if f"[{name}]" in subject else f"[{name}] {subject}"
        if self.munges:
            author = str(mail["From"])
            del mail["From"], mail["Reply-To"]
            mail["From"] = f"{parseaddr(author)[0]} via {name} <{self.address}>"
            mail["Reply-To"] = f"{author}, {self.address}"
        for header, value in {
            "List-Id": f"<{name}.{domain}>",
            "List-Post": f"<mailto:{self.address}>",
            "List-Unsubscribe": f"<mailto:{name}-leave@{domain}>",
            "Precedence": "list",
            "Sender": f"{name}-bounces@{domain}",
        }.items():
            del mail[header]
            mail[header] = value
        return mail


class MailWorld:
    """The SMTP server and everybody behind it."""

    def __init__(self, deliver: Callable[[bytes], None]) -> None:
        """deliver: takes what is written to the bot."""
        self._deliver = deliver
        self.people: dict[str, Person] = {}
        self.lists: dict[str, MailingList] = {}
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.answers: list[str] = []
        self.verdict = "dkim=pass header.d=people.example; spf=pass"
        self.after_data: Callable[[list[str]], None] = lambda _to: None
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "MailWorld":
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, enable_SMTPUTF8=True, hostname=SERVER_NAME, data_size_limit=2**26),
            "127.0.0.1",
            0,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()

    @property
    def port(self) -> int:
        """The port of the SMTP server."""
        assert self._server
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """The address of the SMTP server, as the settings take it."""
        return f"smtp://127.0.0.1:{self.port}"

    def person(self, name: str) -> Person:
        """Somebody new."""
        address = f"{name.lower()}@people.example"
        return self.people.setdefault(address, Person(self, name, address))

    def mailing_list(self, address: str, *subscribers: Person | str) -> MailingList:
        """A new list."""
        known = [one if isinstance(one, str) else one.address for one in subscribers]
        return self.lists.setdefault(address, MailingList(address, known))

    async def until(self, condition: Callable[[], object], within: float = PATIENCE) -> None:
        """Wait until something is so, looking whenever a letter has come."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(condition)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient that there is."""
        if self.answers:
            return self.answers.pop(0)
        if address.lower() not in {*self.people, *self.lists, BOT}:
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a letter and deliver it."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        recipients = [one.lower() for one in envelope.rcpt_tos]
        self.taken.append((recipients, _read(raw)))
        for recipient in recipients:
            self._route(recipient, raw)
        try:
            self.after_data(recipients)
        except ConnectionAbortedError:
            # It breaks off where it would say that it has taken the letter.
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        async with self._changed:
            self._changed.notify_all()
        return "250 OK"

    def _route(self, recipient: str, raw: bytes) -> None:
        if recipient in self.lists:
            one = self.lists[recipient]
            mail = one.forwarded(_read(raw))
            one.archive.append(mail)
            for subscriber in one.subscribers:
                self._route(subscriber, mail.as_bytes())
        elif recipient == BOT:
            verdict = f"Authentication-Results: {SERVER_NAME}; {self.verdict}\r\n"
            self._deliver(verdict.encode() + raw)
        elif recipient in self.people:
            self.people[recipient].inbox.append(_read(raw))


def words(mail: EmailMessage) -> str:
    """The plain text of a letter."""
    part = mail.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text


def _read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
