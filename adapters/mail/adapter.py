"""The mail adapter: joins the mailbox, the pipe and the post for `bot.program`."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from adapters.folders import name_of
from adapters.mail.listener import Listener, Sleep
from adapters.mail.mailbox import Mailbox
from adapters.mail.marks import KEY, Marks, key_in
from adapters.mail.post import Post
from adapters.mail.reading import Reader
from adapters.mail.servers import server
from adapters.mail.spool import Spool
from bot.conversation.message import LARGEST_FILE, MAIL, PersonRef
from bot.conversation.outgoing import Outgoing
from bot.pace import Rate
from bot.ports import Admits, Hear, Limits

_LIMITS = Limits(
    # What small mail servers bear, and large ones do not take for spam.
    overall=Rate(2, 10),
    private=Rate(1 / 10, 5),
    room=Rate(1 / 10, 5),
)
_FOLDER = "mail"


class MailAdapter:
    """One mail address of the bot."""

    platform: str = MAIL
    limits: Limits = _LIMITS

    def __init__(
        self,
        smtp_url: str,
        sender: str,
        data_dir: Path,
        now: Callable[[], datetime],
        *,
        imap_url: str = "",
        server_name: str = "",
        largest: int = LARGEST_FILE,
        public_url: str = "",
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """sender: the bot's own address. imap_url: its mailbox; without one, letters come by the
        pipe alone. server_name: by which the operator's mail server signs its verdicts.
        public_url: where the public pages are, "" if nowhere.

        Raises OSError if nothing can be kept in data_dir.
        """
        folder = self._folder = data_dir / _FOLDER
        marks = Marks(key_in(folder), sender.rpartition("@")[2])
        self._imap = server(imap_url) if imap_url else None
        self._largest = largest
        self._sender = sender
        reader = Reader(sender, marks, server_name, now)
        self._spool = Spool(folder, largest)
        self._listener = Listener(
            self._mailbox if self._imap else None, self._spool, reader, now, sleep
        )
        self._post = Post(
            server(smtp_url), sender, marks, folder / "sent", self._has, now, public_url
        )

    @property
    def address(self) -> str:
        """The address that people write to."""
        return self._sender

    def forget(self, account: PersonRef) -> None:
        """Remove letters of an address that lie here: not heard yet, or put aside unread."""
        self._spool.forget(account.id)

    def folder_name(self) -> str:
        """A name that only this folder of a key and receipts has."""
        return name_of(self._folder)

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Listen from a position until stopped. admits is not asked: lists are bound by /list."""
        await self._post.forget()
        await self._listener.run(hear, position)

    async def send(self, outgoing: Outgoing) -> str:
        """Send one letter; its Message-ID. Raises TryLater or GiveUp."""
        return await self._post.send(outgoing)

    async def stop(self) -> None:
        """End run(), and let go of the network."""
        await self._listener.stop()

    def _mailbox(self) -> Mailbox:
        if self._imap is None:
            raise RuntimeError("there is no mailbox")
        return Mailbox(self._imap, self._largest)

    async def _has(self, mark: str) -> bool | None:
        """Whether the mailbox has a letter; None if there is no mailbox, or it does not answer."""
        if self._imap is None:
            return None

        def look() -> bool:
            mailbox = self._mailbox()
            try:
                mailbox.open()
                return mailbox.has(mark)
            finally:
                mailbox.close()

        return await asyncio.to_thread(look)


def pressed_for_hearing(token: str, data_dir: Path) -> None:
    """Keep that a button of the pages was pressed, for the bot to hear. Raises OSError if it can't
    be; FileNotFoundError if no bot that writes mails has its data here."""
    folder = data_dir / _FOLDER
    if not (folder / KEY).is_file():
        raise FileNotFoundError(folder)
    Spool(folder, len(token)).lay(token.encode(), pressed=True)


def kept_for_hearing(raw: bytes, data_dir: Path) -> None:
    """Keep a letter that came by the pipe, for the bot to hear. Raises OSError if it can't be."""
    Spool(data_dir / _FOLDER, len(raw)).lay(raw)
