"""Hands letters to the mail server. The adapter calls it with what the outbox has."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from email.errors import MessageError
from pathlib import Path

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from adapters.mail.letters import letter
from adapters.mail.marks import Marks
from adapters.mail.receipts import Fate, Receipts
from adapters.mail.servers import Server, encryption
from bot.conversation.errors import GiveUp, TryLater
from bot.conversation.message import PersonRef
from bot.conversation.outgoing import Outgoing

_log = logging.getLogger(__name__)
_TIMEOUT = 60.0
_LOOK_AGAIN = timedelta(seconds=20)
_MOST_LOOKS = 9
_PERMANENT = 500

Has = Callable[[str], Awaitable[bool | None]]
"""Whether the bot's mailbox has a letter with this Message-ID; None if there is no mailbox."""


class Post:
    """The way out."""

    def __init__(
        self, server: Server, sender: str, marks: Marks, folder: Path, has: Has,
        now: Callable[[], datetime], public_url: str = "",
    ) -> None:  # fmt: skip
        """sender: the bot's own address. folder: where receipts are kept. public_url: where the
        pages are."""
        self._server = server
        self._sender = sender
        self._marks = marks
        self._receipts = Receipts(folder)
        self._has = has
        self._now = now
        self._public_url = public_url
        self._looks: dict[str, int] = {}

    async def send(self, outgoing: Outgoing) -> str:
        """Send one letter; its Message-ID. Raises TryLater or GiveUp."""
        if isinstance(outgoing.to, PersonRef):
            # Whoever writes has a room; it is gone once letters to them came back.
            raise GiveUp("letters to this address came back", unreachable=True)
        mark = self._marks.of(outgoing)
        to_list = not outgoing.private
        if to_list and await self._is_there(mark):
            return mark
        try:
            content = letter(
                outgoing, self._sender, self._marks, self._now(), self._public_url
            ).as_bytes()
        except (ValueError, MessageError):
            raise GiveUp("no letter can be made of it") from None
        if not to_list:
            await self._hand_over(outgoing.to.id, content, copy=False)
            return mark
        await asyncio.to_thread(self._receipts.sending, mark)
        try:
            await self._hand_over(outgoing.to.id, content, copy=True)
        except _Refused as refused:
            await asyncio.to_thread(self._receipts.refused, mark)
            raise refused.trouble from None
        await asyncio.to_thread(self._receipts.taken, mark)
        return mark

    async def forget(self) -> None:
        """Drop old receipts."""
        await asyncio.to_thread(self._receipts.forget, self._now())

    async def _is_there(self, mark: str) -> bool:
        """Whether a list has this letter already. A copy of every letter to a list goes to the bot
        itself, in the same transaction: where nobody recorded what became of it, the copy tells."""
        fate = await asyncio.to_thread(self._receipts.fate, mark)
        if fate is not Fate.UNKNOWN:
            return fate is Fate.TAKEN
        found = await self._has(mark)
        if found:
            await asyncio.to_thread(self._receipts.taken, mark)
            return True
        looks = self._looks.get(mark, 0) + 1
        if found is not None and looks < _MOST_LOOKS:
            # The copy may be on its way.
            self._looks[mark] = looks
            raise TryLater("it is not known whether it was sent", _LOOK_AGAIN)
        self._looks.pop(mark, None)
        _log.warning("a letter whose fate is not known is sent (again)")
        return False

    async def _hand_over(self, to: str, content: bytes, *, copy: bool) -> None:
        """One transaction with the mail server. Raises _Refused if it was not taken for certain,
        for a letter without a receipt what that means, and TryLater if nobody knows."""
        server = self._server
        smtp = SMTP(
            hostname=server.host, port=server.port, use_tls=server.encrypted,
            start_tls=not server.encrypted and not server.here,
            tls_context=encryption(), timeout=_TIMEOUT, local_hostname=_greeting(self._sender),
        )  # fmt: skip
        begun = False
        try:
            async with smtp:
                if server.user:
                    await smtp.login(server.user, server.password)
                await smtp.mail(self._sender)
                await smtp.rcpt(to)
                if copy:
                    await self._copied(smtp)
                begun = True
                await smtp.data(content)
                begun = False
        except (SMTPException, OSError, TimeoutError) as error:
            trouble = verdict(error)
            if not begun or isinstance(error, SMTPResponseException):
                if copy:
                    raise _Refused(trouble) from None
                raise trouble from None
            raise TryLater("the mail server broke off") from None

    async def _copied(self, smtp: SMTP) -> None:
        try:
            await smtp.rcpt(self._sender)
        except SMTPRecipientRefused:
            _log.warning("the mail server takes no copy for INTERSESSION_MAIL_FROM")


class _Refused(Exception):  # noqa: N818 - a state of the network
    """The mail server has not taken a letter, for certain."""

    def __init__(self, trouble: TryLater | GiveUp) -> None:
        super().__init__()
        self.trouble = trouble


def verdict(error: Exception) -> TryLater | GiveUp:
    """What an error means. Servers put addresses into their words: only codes are kept."""
    match error:
        case SMTPAuthenticationError():
            _log.error("the mail server does not accept the name or password of SMTP_URL")
            return TryLater(f"login: {error.code}", whole=True)
        case SMTPSenderRefused() if error.code >= _PERMANENT:
            _log.error("the mail server does not let INTERSESSION_MAIL_FROM send: %d", error.code)
            return TryLater(f"sender: {error.code}", timedelta(minutes=5), whole=True)
        case SMTPRecipientRefused() if error.code >= _PERMANENT:
            return GiveUp(f"recipient: {error.code}", unreachable=True)
        case SMTPResponseException() if error.code >= _PERMANENT:
            return GiveUp(f"mail server: {error.code}")
        case SMTPResponseException():
            return TryLater(f"mail server: {error.code}")
        case _:
            return TryLater(f"mail server: {type(error).__name__}")


def _greeting(sender: str) -> str:
    return sender.rpartition("@")[2]
