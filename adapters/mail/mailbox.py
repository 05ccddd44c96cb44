"""The bot's mailbox by IMAP: read and waited on, never changed. Every call blocks; the listener
makes them from a thread.
"""

import logging
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from adapters.mail.servers import Server, encryption

# It tells of accounts when it logs in.
logging.getLogger("imapclient").setLevel(logging.WARNING)
_FOLDER = "INBOX"
_TIMEOUT = 60.0
_MOST_AT_ONCE = 20
_WAIT_SECONDS = 20.0
"""A server tells of a letter once. If it does so in its answer to the search that did not find it
yet, nobody is told while waiting: so it is looked again after this time at the latest."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A letter in the mailbox. whole: False if raw is only its head, for it is too large."""

    uid: int
    raw: bytes
    whole: bool


class Mailbox:
    """One connection to the mailbox. Raises OSError or IMAPClientError when it is lost."""

    def __init__(self, server: Server, largest: int) -> None:
        """Letters of more than largest bytes are not fetched whole."""
        self._server = server
        self._largest = largest
        self._client: IMAPClient | None = None
        self._idles = False
        self._known_next = 0
        self._ended = threading.Event()

    def open(self) -> int:
        """Connect and look at the mailbox without changing it; its UIDVALIDITY."""
        server = self._server
        trust = None if server.here and not server.encrypted else encryption()
        client = IMAPClient(
            server.host, server.port, ssl=server.encrypted, timeout=_TIMEOUT,
            ssl_context=trust if server.encrypted else None,
        )  # fmt: skip
        self._client = client
        if not server.encrypted and not server.here:
            client.starttls(trust)
        client.login(server.user, server.password)
        self._idles = client.has_capability("IDLE")
        found: dict[bytes, Any] = client.select_folder(_FOLDER, readonly=True)
        return int(found[b"UIDVALIDITY"])

    def since(self, day: date) -> int:
        """The number before that of the first letter of a day or later."""
        numbers = self._opened().search(["SINCE", day])
        return min(numbers, default=self._next()) - 1

    def _next(self) -> int:
        status: dict[bytes, Any] = self._opened().folder_status(_FOLDER, ["UIDNEXT"])
        return int(status[b"UIDNEXT"])

    def newer(self, than: int) -> list[Fetched]:
        """The next letters after a number, oldest first; as many as are well held in memory."""
        client = self._opened()
        client.noop()
        self._known_next = self._next()
        numbers = sorted(n for n in client.search(["UID", f"{than + 1}:*"]) if n > than)
        fetched: list[Fetched] = []
        weight = 0
        for number in numbers[:_MOST_AT_ONCE]:
            sizes = client.fetch([number], ["RFC822.SIZE"])
            size = int(sizes.get(number, {}).get(b"RFC822.SIZE", 0))
            weight += min(size, self._largest)
            if fetched and weight > self._largest:
                break
            whole = size <= self._largest
            section = b"BODY[]" if whole else b"BODY[HEADER]"
            got = client.fetch([number], [section.replace(b"BODY", b"BODY.PEEK")])
            # Somebody may have deleted it meanwhile; then it is passed over.
            raw = got.get(number, {}).get(section, b"")
            fetched.append(Fetched(number, bytes(raw), whole))
        return fetched

    def wait(self) -> None:
        """Wait until something may have come, or for some seconds."""
        client = self._opened()
        if not self._idles:
            self._ended.wait(_WAIT_SECONDS)
            client.noop()
            return
        if self._next() != self._known_next:
            return
        client.idle()
        client.idle_check(_WAIT_SECONDS)
        client.idle_done()

    def has(self, mark: str) -> bool:
        """Whether a letter with this Message-ID is there."""
        return bool(self._opened().search(["HEADER", "Message-ID", mark.strip("<>")]))

    def close(self) -> None:
        """Let go, also while another thread waits: that one is told by an error."""
        self._ended.set()
        client, self._client = self._client, None
        if client:
            with suppress(OSError, IMAPClientError):
                client.shutdown()

    def _opened(self) -> IMAPClient:
        if self._client is None:
            raise ConnectionError("the mailbox is closed")
        return self._client
