"""A copy of all pages in a folder, for a web server, a repository or an archive; links relative."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from adapters.web.answers import Answer, as_json, look_up, robots, static
from adapters.web.feeds import site_map
from adapters.web.ways import Ways, file_of, json_path
from bot.conversation.errors import CannotStart
from bot.conversation.translate import LANGUAGES
from bot.pages.blocks import Page
from bot.pages.site import at, downloads, pages
from bot.ports import Reader, Tx
from bot.settings import Settings

_LIST = ".intersession-files"
_IN_NO_LANGUAGE = (".json", ".py", ".md")
Written = tuple[str, bytes]


def publish(reader: Reader, settings: Settings, folder: Path, now: datetime) -> str:
    """Write all pages into a folder; a sentence on what was written.

    What an earlier copy had and this one has not is taken away; files that no copy wrote stay.
    Raises CannotStart if the folder can't be written.
    """
    try:
        before = _earlier(folder)
        written: set[str] = set()
        with reader.read() as tx:
            for name, content in _files(tx, settings, now):
                _write(folder / name, content)
                written.add(name)
        _write(folder / _LIST, "".join(f"{name}\n" for name in sorted(written)).encode())
        for name in before - written:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise CannotStart(
            f"{error.filename or folder} can't be written: {error.strerror}. The copy in {folder} "
            "is not complete; run it again when that is mended."
        ) from None
    return f"{folder} holds {len(written)} files. Open {folder / 'index.html'}."


def _earlier(folder: Path) -> set[str]:
    """The files that an earlier copy wrote, as far as they are in the folder."""
    known = folder / _LIST
    if not known.is_file():
        return set()
    names = known.read_text(encoding="utf-8").splitlines()
    inside = folder.resolve()
    return {name for name in names if (folder / name).resolve().is_relative_to(inside)}


def _files(tx: Tx, settings: Settings, now: datetime) -> Iterator[Written]:
    base = f"{settings.public_url}/" if settings.public_url else ""
    every_page, every_file = list(pages(tx, now)), list(downloads(tx))
    for path in every_page:
        found = at(tx, path, {}, now, settings.language)
        if isinstance(found, Page):
            yield json_path(path).removeprefix("/"), as_json(found)
    for language in ("", *LANGUAGES):
        for path in (*every_page, *every_file):
            if language and path.endswith(_IN_NO_LANGUAGE):
                continue
            ways = Ways(path, language, on_disk=True)
            answer = look_up(tx, ways, {}, language or settings.language, now, base)
            place = f"/{language}{path}" if language else path
            yield file_of(place), _content(answer, path)
    yield "style.css", static("style.css")
    yield "icon.svg", static("icon.svg")
    if base:
        # Both name whole addresses, which a copy has only where its place is known.
        yield "robots.txt", robots(base)
        yield "sitemap.xml", site_map((file_of(path) for path in every_page), base)


def _content(answer: Answer, path: str) -> bytes:
    if answer.status != 200:
        raise RuntimeError(f"{path} has no page")
    return answer.content


def _write(path: Path, content: bytes) -> None:
    """Write a file whole, and only if it changed."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.half")
    half.write_bytes(content)
    os.replace(half, path)
