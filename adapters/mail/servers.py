"""A mail server as the settings name it: smtps://bot:password@mail.example.org:465."""

import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 587, "smtps": 465, "imap": 143, "imaps": 993}


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mail server is, and how one logs in. encrypted: from the first byte on; else the
    connection is encrypted before anything is said (STARTTLS), except to this machine itself."""

    host: str
    port: int
    encrypted: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def here(self) -> bool:
        """Whether it is this machine: what is said to it needs no encryption."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def server(address: str) -> Server:
    """The server of an address from the settings, which have checked it."""
    parts = urlsplit(address)
    return Server(
        parts.hostname or "",
        parts.port or _PORTS[parts.scheme],
        parts.scheme in ("smtps", "imaps"),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def encryption() -> ssl.SSLContext:
    """How servers are trusted: by the certificates that this machine trusts."""
    return ssl.create_default_context()
