"""From one page to another: relative addresses, in the reader's language, on the web or on a disk.

They are relative so that the pages work under any address, behind any proxy and from a folder.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from posixpath import basename, dirname, relpath

from bot.conversation.translate import LANGUAGES

_FILE = re.compile(r"\.(?:ics|atom|jsonl?|md|py|css|svg|xml|txt)$|^/?(?:\w\w/)?checkpoint$")
_SAME_IN_ALL = re.compile(
    r"(?:/record\.json|/summary\.md|/verify\.py|\.css|\.svg|\.jsonl?|\.txt|^/checkpoint)$"
)
_AWAY = re.compile(r"[a-z][a-z+.-]*:", re.IGNORECASE)


def is_file(path: str) -> bool:
    """Whether a path is that of a file, and not of a page."""
    return _FILE.search(path) is not None


def split_language(path: str) -> tuple[str, str]:
    """The language that a path begins with ("" if with none), and the path without it."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return (first, f"/{rest}") if slash and first in LANGUAGES else ("", path)


def json_path(path: str) -> str:
    """Where the same page is for programs."""
    return "/index.json" if path == "/" else f"{path}.json"


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways from one page. path: where it is, without the language. language: the one that its
    address begins with, or "". on_disk: whether addresses are names of files."""

    path: str
    language: str = ""
    on_disk: bool = False

    def to(self, path: str, query: str = "") -> str:
        """The way to a path in the same language; addresses elsewhere stay as they are."""
        if path.startswith("#") or _AWAY.match(path):
            return path
        inner, hash_sign, anchor = path.partition("#")
        language = "" if _SAME_IN_ALL.search(inner) else self.language
        if inner == self.path and language == self.language and not query and anchor:
            return f"#{anchor}"
        return self._relative(language, inner) + (f"?{query}" if query else "") + hash_sign + anchor

    def whole(self, base: str, path: str) -> str:
        """The whole address of a path in the same language, or the way to it if there is no
        base."""
        if not base:
            return self.to(path)
        language = "" if _SAME_IN_ALL.search(path) else self.language
        return base + self._place(language, path).removeprefix("/")

    def in_language(self, language: str, query: str = "") -> str:
        """The way to this page in another language."""
        return self._relative(language, self.path) + (f"?{query}" if query else "")

    def _relative(self, language: str, path: str) -> str:
        here, there = self._place(self.language, self.path), self._place(language, path)
        # The folders alone are compared: a page may be called as the folder beside it.
        way = _way(dirname(there), dirname(here))
        return basename(there) or "./" if way == "." else f"{way}/{basename(there)}"

    def _place(self, language: str, path: str) -> str:
        place = f"/{language}{path}" if language else path
        return f"/{file_of(place)}" if self.on_disk else place


@lru_cache(maxsize=10_000)
def _way(there: str, here: str) -> str:
    """Few folders are asked for very often."""
    return relpath(there, here)


def file_of(place: str) -> str:
    """The name of the file, in a folder of all pages, for what is at an address."""
    name = place.removeprefix("/")
    if not name or name.endswith("/"):
        return f"{name}index.html"
    return name if is_file(name) else f"{name}.html"
