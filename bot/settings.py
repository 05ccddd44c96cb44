"""The settings: one frozen object read from the environment. An error names the key."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import quote, unquote, unquote_plus, urlsplit

PREFIX = "INTERSESSION_"
OFF = "off"
PAGES_BESIDE_THE_CONSOLE = "127.0.0.1:8080"


class WrongSetting(Exception):  # noqa: N818 - said to the operator, in one plain sentence
    """A setting can't be used; the message names the key and shows a good value."""


class Secret:
    """A text that never appears in logs, errors or listings."""

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text, for the one place that needs it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "(set)" if self._text else "(not set)"


NO_SECRET = Secret("")


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation is set up. The names are those of the environment, in lower case."""

    data_dir: Path = Path("data")
    database_url: str = ""
    language: str = "en"
    commands_per_minute: int = 20
    room_commands_per_minute: int = 120
    largest_file_mb: int = 20
    comment_grace_minutes: int = 15
    conduct_version: str = "2023"
    conduct_address: str = "https://www.intgovforum.org/en/content/igf-code-of-conduct"
    conduct_file: str = ""
    telegram_token: Secret = NO_SECRET
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str = ""
    telegram_webhook_listen: str = ""
    matrix_homeserver: str = ""
    matrix_user: str = ""
    matrix_password: Secret = NO_SECRET
    matrix_access_token: Secret = NO_SECRET
    matrix_device_id: str = ""
    matrix_invites: str = "facilitators"
    health_listen: str = ""
    web_listen: str = ""
    public_url: str = ""
    smtp_url: Secret = NO_SECRET
    imap_url: Secret = NO_SECRET
    mail_from: str = ""
    mail_server_name: str = ""
    _given: frozenset[str] = field(default_factory=frozenset)

    @property
    def largest_file(self) -> int:
        """How many bytes of a file that somebody sends are taken at most."""
        return self.largest_file_mb * 1024 * 1024

    @property
    def database(self) -> str:
        """The address of the database: the one that was set, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'intersession.sqlite'}"

    @property
    def secret_texts(self) -> tuple[str, ...]:
        """All that must never be shown or logged."""
        token = self.telegram_token.reveal()
        addresses = (self.database_url, self.smtp_url.reveal(), self.imap_url.reveal())
        known = (
            token,
            token.partition(":")[2],
            self.matrix_password.reveal(),
            self.matrix_access_token.reveal(),
            *(one for address in addresses for one in _passwords_in(address)),
        )
        return tuple(dict.fromkeys(one for one in known if one))

    @property
    def pages(self) -> str:
        """Where the public pages are shown ("127.0.0.1:8080"), or "" if nowhere."""
        return "" if self.web_listen == OFF else self.web_listen

    @property
    def matrix(self) -> bool:
        """Whether Matrix is switched on."""
        return bool(self.matrix_homeserver)

    @property
    def telegram(self) -> bool:
        """Whether Telegram is switched on."""
        return bool(self.telegram_token)

    @property
    def mail(self) -> bool:
        """Whether mail is switched on."""
        return bool(self.smtp_url)

    @property
    def conduct_sentences(self) -> tuple[str, ...]:
        """The operator's own summary of the code of conduct, a sentence a line, if there is one."""
        if not self.conduct_file:
            return ()
        lines = Path(self.conduct_file).read_text(encoding="utf-8").splitlines()
        return tuple(line.strip() for line in lines if line.strip())

    def described(self) -> list[tuple[str, str, bool]]:
        """Every key, its value with secrets hidden, and whether it was set."""
        shown = []
        for one in fields(self):
            if one.name.startswith("_"):
                continue
            value = getattr(self, one.name)
            if one.name == "database_url":
                value = _without_password(self.database)
            shown.append((PREFIX + one.name.upper(), str(value), one.name in self._given))
        return shown


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises WrongSetting in one sentence."""
    known = {one.name for one in fields(Settings) if not one.name.startswith("_")}
    given: dict[str, str] = {}
    for key, value in environment.items():
        if not key.startswith(PREFIX):
            continue
        name = key.removeprefix(PREFIX).lower()
        # The tests' own switches live beside the program's.
        if name.startswith("test_"):
            continue
        if name not in known:
            raise WrongSetting(f"{key} is not a setting. `intersession check-config` lists them.")
        if value.strip():
            given[name] = value.strip()
    values: dict[str, object] = {name: _read_one(name, text) for name, text in given.items()}
    settings = Settings(**values, _given=frozenset(given))  # type: ignore[arg-type]
    _check_together(settings)
    return settings


def _read_one(name: str, text: str) -> object:
    try:
        return _READERS.get(name, str)(text)
    except ValueError as wrong:
        raise _wrong(name, *wrong.args) from None


def _token(text: str) -> Secret:
    if not re.fullmatch(r"\d+:[\w-]{20,}", text):
        raise ValueError("does not look like a token of BotFather", "123456789:AAE…")
    return Secret(text)


def _number(least: int, most: int, good: str) -> Callable[[str], int]:
    def read_number(text: str) -> int:
        fits = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
        if not fits or not least <= int(text) <= most:
            raise ValueError(f"is {text!r}, and has to be a number from {least} to {most}", good)
        return int(text)

    return read_number


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("has to be a web address", "https://matrix.example.org")
    return text.rstrip("/")


def _webhook_url(text: str) -> str:
    if not text.startswith("https://"):
        raise ValueError("has to begin with https://", "https://bot.example.org/telegram")
    return _web_address(text)


def _listen_on(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError(f"is {text!r}, and has to be HOST:PORT", "127.0.0.1:8080")
    return text


def _listen_or_off(text: str) -> str:
    return text if text == OFF else _listen_on(text)


def _mail_server(secure: str, plain: str) -> Callable[[str], Secret]:
    def read_server(text: str) -> Secret:
        good = f"{secure}://bot:password@mail.example.org"
        try:
            parts = urlsplit(text)
            whole = parts.scheme in (secure, plain) and parts.hostname and (parts.port or 1) > 0
        except ValueError:
            whole = False
        # What was given is not shown: it may hold the password.
        if not whole or parts.path not in ("", "/") or parts.query or parts.fragment:
            raise ValueError(f"has to be an address of {secure}:// or {plain}://", good)
        # A mail server may know the bot by its network; a mailbox is somebody's.
        needed = secure == "imaps" or parts.username or parts.password
        if needed and not (parts.username and parts.password):
            raise ValueError("needs a name and a password", good)
        return Secret(text)

    return read_server


def _mail_address(text: str) -> str:
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII):
        raise ValueError("has to be the bot's own mail address", "bot@example.org")
    return text.lower()


def _matrix_user(text: str) -> str:
    if not re.fullmatch(r"@[^:\s]+:\S+", text):
        raise ValueError(f"is {text!r}, and has to be a full name", "@bot:example.org")
    return text


def database_address(text: str) -> str:
    """The address of a database. Raises ValueError: what is wrong, and a good value."""
    if not re.fullmatch(r"sqlite:///.*|postgresql\+psycopg://[^/]*/[^/?]+(\?.*)?", text):
        raise ValueError(
            "has to begin with sqlite:/// or postgresql+psycopg:// and name a database",
            "postgresql+psycopg://intersession:PASSWORD@localhost/intersession",
        )
    return text


def _conduct_file(text: str) -> str:
    try:
        Path(text).read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise ValueError(
            f"names {text!r}, which is no text that can be read", "conduct.txt"
        ) from None
    return text


def _one_of(*words: str) -> Callable[[str], str]:
    def read_word(text: str) -> str:
        if text not in words:
            raise ValueError(f"is {text!r}, and has to be {' or '.join(words)}", words[0])
        return text

    return read_word


_READERS: dict[str, Callable[[str], object]] = {
    "data_dir": Path,
    "database_url": database_address,
    "language": _one_of("en", "ar", "es", "fr", "ru", "zh"),
    "commands_per_minute": _number(1, 100_000, "20"),
    "room_commands_per_minute": _number(1, 100_000, "120"),
    "comment_grace_minutes": _number(0, 1_440, "15"),
    "largest_file_mb": _number(1, 100, "20"),
    "conduct_address": _web_address,
    "conduct_file": _conduct_file,
    "telegram_token": _token,
    "telegram_api_url": _web_address,
    "telegram_webhook_url": _webhook_url,
    "telegram_webhook_listen": _listen_on,
    "health_listen": _listen_on,
    "matrix_homeserver": _web_address,
    "matrix_user": _matrix_user,
    "matrix_password": Secret,
    "matrix_access_token": Secret,
    "smtp_url": _mail_server("smtps", "smtp"),
    "imap_url": _mail_server("imaps", "imap"),
    "mail_from": _mail_address,
    "matrix_invites": _one_of("facilitators", "all"),
    "web_listen": _listen_or_off,
    "public_url": _web_address,
}


def _check_together(settings: Settings) -> None:
    if bool(settings.telegram_webhook_url) != bool(settings.telegram_webhook_listen):
        raise _wrong(
            "telegram_webhook_listen",
            "and TELEGRAM_WEBHOOK_URL belong together: set both, or neither",
            "127.0.0.1:8081",
        )
    if settings.mail and not settings.mail_from:
        raise _wrong("mail_from", "is needed beside SMTP_URL", "bot@example.org")
    if settings.imap_url and not settings.mail:
        raise _wrong(
            "smtp_url", "is needed beside IMAP_URL", "smtps://bot:password@mail.example.org"
        )
    if not settings.matrix:
        return
    if not settings.matrix_user:
        raise _wrong("matrix_user", "is needed beside MATRIX_HOMESERVER", "@bot:example.org")
    if bool(settings.matrix_access_token) != bool(settings.matrix_device_id):
        raise _wrong(
            "matrix_device_id",
            "and MATRIX_ACCESS_TOKEN belong together: set both, or neither",
            "ABCDEFGHIJ",
        )


def _wrong(name: str, what: str, good: str) -> WrongSetting:
    return WrongSetting(f"{PREFIX}{name.upper()} {what}. A good value: {good}")


def _passwords_in(address: str) -> Iterator[str]:
    """The passwords of an address, as they stand there and as they are meant: libraries and servers
    repeat either in what they complain of."""
    try:
        parts = urlsplit(address)
        password, query = parts.password or "", parts.query
    except ValueError:
        return
    for written in (password, *re.findall(r"(?:^|&)password=([^&]*)", query)):
        yield from (written, unquote(written), unquote_plus(written), quote(unquote(written)))


def _without_password(address: str) -> str:
    hidden = re.sub(r"(://[^:/@]+):[^@]*@", r"\1:(hidden)@", address)
    return re.sub(r"([?&]password=)[^&]*", r"\1(hidden)", hidden)
