"""What is answered at an address: a page in the reader's language, a file, or that there is none.

It knows no server: `server.py` asks it for readers, `publishing.py` for a copy on a disk.
"""

import json
import logging
import secrets
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.resources import files

from adapters.web.drawing import html
from adapters.web.feeds import atom, site_map
from adapters.web.ways import Ways, json_path, split_language
from bot.conversation.errors import NotKept
from bot.conversation.translate import language_of
from bot.pages import frame
from bot.pages.blocks import Download, Page, Stream
from bot.pages.news import News
from bot.pages.site import at, pages
from bot.ports import Clock, Reader, Tx
from bot.settings import Settings

_log = logging.getLogger(__name__)
_FRESH = timedelta(seconds=5)
"""So long an answer is given again as it is: many readers cost what one does."""
_MOST_KEPT = 500
_JSON = "application/json"
_HTML = "text/html"
_STATIC = {
    "/style.css": ("style.css", "text/css"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
_QUERY = ("q", "track", "stage")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back. language: "" where the words are the same in all. to: where the thing is
    instead (a relative address). varies: whether it depends on the reader's languages. stream: what
    is sent in pieces in place of the content."""

    status: int
    media_type: str
    content: bytes
    language: str = ""
    name: str = ""
    to: str = ""
    varies: bool = False
    etag: str = field(default="", compare=False)
    stream: Stream | None = None


class Answers:
    """Answers readers. It is spoken to by one thread."""

    def __init__(self, reader: Reader, clock: Clock, settings: Settings, base: str) -> None:
        """base: the address of the pages, with a slash at its end; feeds name it."""
        self._reader = reader
        self._clock = clock
        self._settings = settings
        self._base = base
        self._kept: dict[object, tuple[datetime, Answer]] = {}

    def answer(self, path: str, query: Mapping[str, str], accepted: str) -> Answer:
        """What is at an address. accepted: the header Accept-Language."""
        named, inner = split_language(path)
        language = named or preferred(accepted) or self._settings.language
        wanted = {name: query[name] for name in _QUERY if query.get(name)}
        key = (named, inner, language, tuple(wanted.items()))
        now = self._clock.now()
        kept = self._kept.get(key)
        if kept and now - kept[0] < _FRESH:
            return kept[1]
        found = self._made(Ways(inner, named), wanted, language, now)
        if len(self._kept) >= _MOST_KEPT:
            self.forget()
        if found.status < 500:
            self._kept[key] = (now, found)
        return found

    def forget(self) -> None:
        """Draw everything anew."""
        self._kept.clear()

    def piece(self, stream: Stream, number: int) -> bytes:
        """A piece of a long file. Raises NotKept if the database can't be read now."""
        with self._reader.read() as tx:
            return stream.piece(tx, number)

    def not_allowed(self, path: str, accepted: str) -> Answer:
        """What is answered to who wants to write."""
        named, inner = split_language(path)
        language = named or preferred(accepted) or self._settings.language
        return page_answer(frame.not_allowed(inner), Ways(inner, named), language, 405)

    def _made(self, ways: Ways, query: Mapping[str, str], language: str, now: datetime) -> Answer:
        try:
            if ways.path in _STATIC:
                name, media_type = _STATIC[ways.path]
                return _with_etag(Answer(200, media_type, static(name)))
            with self._reader.read() as tx:
                return look_up(tx, ways, query, language, now, self._base)
        except NotKept:
            return page_answer(frame.busy(ways.path), ways, language, 503)
        except Exception as error:
            reference = secrets.token_hex(2).upper()
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s: a page failed: %s\n%s", reference, type(error).__name__, frames)
            return page_answer(frame.failed(ways.path, reference), ways, language, 500)


def static(name: str) -> bytes:
    """A file that comes with the program."""
    return (files("adapters.web") / name).read_bytes()


def look_up(
    tx: Tx, ways: Ways, query: Mapping[str, str], language: str, now: datetime, base: str
) -> Answer:
    """What is at an address now."""
    path = ways.path
    if path == "/robots.txt":
        return _with_etag(Answer(200, "text/plain", robots(base)))
    if path == "/sitemap.xml":
        return _with_etag(Answer(200, "application/xml", site_map(pages(tx, now), base)))
    program = _program_of(path)
    found = at(tx, program or path, query, now, language)
    match found:
        case Page() if found.path != (program or path):
            there = json_path(found.path) if program else found.path
            return Answer(301, "text/plain", b"", to=ways.to(there))
        case Page() if program:
            return _with_etag(Answer(200, _JSON, as_json(found)))
        case Page():
            return page_answer(found, ways, language, 200)
        case Download():
            return _with_etag(
                Answer(200, found.media_type, found.content, language, found.name,
                       varies=not ways.language)
            )  # fmt: skip
        case Stream():
            mark = f'W/"{sha256(found.mark.encode()).hexdigest()[:20]}"'
            return Answer(200, found.media_type, b"", "", found.name, etag=mark, stream=found)
        case News():
            feed = atom(found, lambda one: ways.whole(base, one), language)
            return _with_etag(
                Answer(200, "application/atom+xml", feed, language, varies=not ways.language)
            )
        case None if program:
            return Answer(404, _JSON, as_json(frame.not_found(program)))
        case _:
            return page_answer(frame.not_found(path), ways, language, 404)


def _program_of(path: str) -> str:
    """The path of the page that a path is the JSON of, or ""."""
    if path == "/index.json":
        return "/"
    if path.endswith(".json") and not path.endswith("/record.json"):
        return path.removesuffix(".json")
    return ""


def as_json(page: Page) -> bytes:
    """The facts of a page, for programs."""
    text = json.dumps({"page": page.path, **page.facts}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def robots(base: str) -> bytes:
    """What search engines are told: all may be read, and where the site map is."""
    return f"User-agent: *\nDisallow: /confirm/\nAllow: /\nSitemap: {base}sitemap.xml\n".encode()


def preferred(accepted: str) -> str:
    """The language of ours that a reader likes best (Accept-Language, RFC 9110), or ""."""
    best, most = "", 0.0
    for part in accepted[:500].split(","):
        code, _, weight = part.strip().partition(";")
        language = language_of(code.strip())
        try:
            quality = float(weight.partition("=")[2]) if weight else 1.0
        except ValueError:
            continue
        if language and quality > most:
            best, most = language, quality
    return best


def page_answer(
    page: Page, ways: Ways, language: str, status: int, *, stays: bool = True
) -> Answer:
    """A page as it is sent. stays: whether it is to be found there again, if it is there now."""
    content = html(page, ways, language, found=stays and status == 200).encode()
    return _with_etag(Answer(status, _HTML, content, language, varies=not ways.language))


def _with_etag(answer: Answer) -> Answer:
    digest = sha256(answer.content).hexdigest()[:20]
    return Answer(
        answer.status, answer.media_type, answer.content, answer.language, answer.name, answer.to,
        answer.varies, f'W/"{digest}"',
    )  # fmt: skip
