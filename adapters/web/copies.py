"""What earlier copies of the pages left in a folder: which files, drawn from which pages."""

import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.pages.blocks import Page

_LIST, _PAGES = ".intersession-files", ".intersession-pages"
_DRAWS = (
    ("adapters", "web"), ("bot", "pages"), ("bot", "conversation"), ("bot", "locales"),
)  # fmt: skip
"""What of the program decides how a page looks."""


class Copies:
    """The files of a copy that is being written into a folder, beside those of the last one."""

    def __init__(self, folder: Path, settings: str) -> None:
        """settings: what else decides how a page looks."""
        self._folder = folder
        self._made_by = f"{_program()} {settings}"
        self._before = _earlier(folder)
        self._drawn_before = self._earlier_pages()
        self._names: set[str] = set()
        self._pages: dict[str, tuple[str, list[str]]] = {}
        self._digests: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._names)

    def has(self, path: str, digest: str) -> bool:
        """Whether a page with this digest is there as this program draws it; it is kept then."""
        self._digests[path] = digest
        before, names = self._drawn_before.get(path, ("", []))
        if before != digest or not all(map(self._is_whole, names)):
            return False
        self.drawn(path, names)
        return True

    def drawn(self, path: str, names: Iterable[str]) -> None:
        """A page is there, in these files."""
        self._pages[path] = (self._digests[path], list(names))
        self._names.update(names)

    def add(self, name: str) -> None:
        """A file is there."""
        self._names.add(name)

    def finish(self) -> None:
        """Keep what is there now, and take out what only the earlier copy had."""
        pages = {"made_by": self._made_by, "pages": self._pages}
        _replace(self._folder / _PAGES, json.dumps(pages))
        _replace(self._folder / _LIST, "".join(f"{name}\n" for name in sorted(self._names)))
        for name in self._before - self._names:
            (self._folder / name).unlink(missing_ok=True)

    def _earlier_pages(self) -> dict[str, tuple[str, list[str]]]:
        known = self._folder / _PAGES
        try:
            kept = json.loads(known.read_text(encoding="utf-8"))
            pages = kept["pages"] if kept["made_by"] == self._made_by else {}
            return {
                path: (digest, names)
                for path, (digest, names) in pages.items()
                if self._before.issuperset(names)
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            # Whatever else stands there, nothing is known of it, and all is drawn.
            return {}

    def _is_whole(self, name: str) -> bool:
        try:
            return (self._folder / name).stat().st_size > 0
        except FileNotFoundError:
            return False


def digest_of(page: Page) -> str:
    """What differs when anything on a page does."""
    return sha256(repr(page).encode("utf-8", "replace")).hexdigest()[:24]


def _earlier(folder: Path) -> set[str]:
    """The files that an earlier copy wrote, as far as they are in the folder."""
    known = folder / _LIST
    if not known.is_file():
        return set()
    names = known.read_text(encoding="utf-8").splitlines()
    inside = folder.resolve()
    return {name for name in names if (folder / name).resolve().is_relative_to(inside)}


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.half")
    half.write_text(text, encoding="utf-8")
    os.replace(half, path)


@cache
def _program() -> str:
    """What differs when this program draws a page otherwise."""
    found = sha256()
    for package, *inner in _DRAWS:
        _take(files(package).joinpath(*inner), found.update)
    return found.hexdigest()[:24]


def _take(there: Traversable, take: Callable[[bytes], None]) -> None:
    for one in sorted(there.iterdir(), key=lambda each: each.name):
        if one.is_dir():
            _take(one, take)
        elif not one.name.endswith(".pyc"):
            take(one.name.encode() + one.read_bytes())
