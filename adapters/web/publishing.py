"""A copy of all pages in a folder, for a web server, a repository or an archive; links relative."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from filecmp import cmp
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from adapters.web.answers import Answer, as_json, look_up, page_answer, robots, static
from adapters.web.copies import Copies, digest_of
from adapters.web.feeds import site_map
from adapters.web.ways import Ways, file_of, json_path
from bot.conversation.errors import CannotStart
from bot.conversation.translate import LANGUAGES
from bot.pages.blocks import Page, Stream
from bot.pages.site import at, downloads, pages
from bot.ports import Reader, Tx
from bot.settings import Settings

_IN_NO_LANGUAGE = (".json", ".jsonl", ".py", ".md", ".txt", "/checkpoint")
_AT_ONCE = 40
_MANY = 400
"""From so many pages on, several processes draw them."""
Drawn = tuple[str, list[str]]
"""The path of a page, and the files that were written for it."""
Draw = Callable[[Iterable[list[Page]]], Iterable[list[Drawn]]]


def publish(
    reader: Reader, settings: Settings, folder: Path, now: datetime, many: int = _MANY
) -> str:
    """Write all pages into a folder; a sentence on what was written.

    A page that is as it was when it was last drawn is left as it is. What an earlier copy had and
    this one has not is taken away; files that no copy wrote stay. many: from so many pages on,
    several processes draw them. Raises CannotStart if the folder can't be written.
    """
    try:
        copies = Copies(folder, f"{settings.public_url} {settings.language}")
        with reader.read() as tx:
            every_page = list(pages(tx, now))
            with _drawing(folder, settings, len(every_page) >= many) as draw:
                changed = _changed(tx, every_page, copies, now, settings)
                for drawn in draw(_by(_AT_ONCE, changed)):
                    for path, names in drawn:
                        copies.drawn(path, names)
            for name, content in _files(tx, every_page, settings, now):
                if isinstance(content, Stream):
                    _write_stream(folder / name, content, tx)
                else:
                    write(folder / name, content)
                copies.add(name)
        copies.finish()
    except OSError as error:
        raise CannotStart(
            f"{error.filename or folder} can't be written: {error.strerror}. The copy in {folder} "
            "is not complete; run it again when that is mended."
        ) from None
    return f"{folder} holds {len(copies)} files. Open {folder / 'index.html'}."


def _changed(
    tx: Tx, every_page: list[str], copies: Copies, now: datetime, settings: Settings
) -> Iterator[Page]:
    """The pages that are not as they were when they were last drawn."""
    for path in every_page:
        page = at(tx, path, {}, now, settings.language)
        if not isinstance(page, Page) or page.path != path:
            raise RuntimeError(f"{path} has no page")
        if not copies.has(path, digest_of(page)):
            yield page


@contextmanager
def _drawing(folder: Path, settings: Settings, several: bool) -> Iterator[Draw]:
    """What draws pages: this process, or as many as the machine has processors for."""
    work = partial(_draw, folder, settings.language)
    if not several:
        yield lambda portions: map(work, portions)
        return
    # Begun anew, and not copied from this one, which holds a database.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:

        def draw(portions: Iterable[list[Page]]) -> Iterator[list[Drawn]]:
            """Hand out no more than is drawn soon: pages are made as they are asked for."""
            waiting = [pool.submit(work, one) for one in islice(portions, 8)]
            while waiting:
                yield waiting.pop(0).result()
                waiting += [pool.submit(work, one) for one in islice(portions, 1)]

        yield lambda portions: draw(iter(portions))


def _draw(folder: Path, without: str, portion: list[Page]) -> list[Drawn]:
    """Write pages in every language. without: the language of addresses that name none."""
    return [(page.path, list(_written(folder, without, page))) for page in portion]


def _written(folder: Path, without: str, page: Page) -> Iterator[str]:
    path = page.path
    name = json_path(path).removeprefix("/")
    write(folder / name, as_json(page))
    yield name
    for language in ("", *LANGUAGES):
        name = file_of(f"/{language}{path}" if language else path)
        answer = page_answer(page, Ways(path, language, on_disk=True), language or without, 200)
        write(folder / name, answer.content)
        yield name


def _by(most: int, items: Iterator[Page]) -> Iterator[list[Page]]:
    while portion := list(islice(items, most)):
        yield portion


def _files(
    tx: Tx, every_page: list[str], settings: Settings, now: datetime
) -> Iterator[tuple[str, bytes | Stream]]:
    """All but the pages: feeds, calendars, records, and what comes with the program."""
    base = f"{settings.public_url}/" if settings.public_url else ""
    for path in downloads(tx):
        for language in ("",) if path.endswith(_IN_NO_LANGUAGE) else ("", *LANGUAGES):
            ways = Ways(path, language, on_disk=True)
            answer = look_up(tx, ways, {}, language or settings.language, now, base)
            place = f"/{language}{path}" if language else path
            yield file_of(place), answer.stream or _content(answer, path)
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


def write(path: Path, content: bytes) -> None:
    """Write a file whole, and only if it changed."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.half")
    half.write_bytes(content)
    os.replace(half, path)


def _write_stream(path: Path, stream: Stream, tx: Tx) -> None:
    """Write a long file whole, piece by piece, and only if it changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.half")
    with half.open("wb") as file:
        file.writelines(stream.piece(tx, number) for number in range(stream.pieces))
    if path.is_file() and cmp(half, path, shallow=False):
        half.unlink()
    else:
        os.replace(half, path)
