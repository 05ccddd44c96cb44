"""News as Atom (RFC 4287), and the site map for search engines."""

from collections.abc import Callable, Iterable
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405 # only writes

from adapters.web.ways import json_path
from bot.conversation.lines import one_line
from bot.conversation.phrases import Phrase
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.pages.facts import facts
from bot.pages.news import News

_ATOM = "http://www.w3.org/2005/Atom"
_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_TAG = "tag:intersession,2026:"
_MOST_IN_MAP = 50_000
"""A site map may name no more addresses."""
_NEVER = "1970-01-01T00:00:00Z"


def atom(news: News, there: Callable[[str], str], language: str) -> bytes:
    """A feed in a language. there: the address of what is at a path."""

    def said(phrase: Phrase) -> str:
        return one_line(plain_text(text_of(phrase, language)))

    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    SubElement(feed, "id").text = f"{_TAG}{news.path}"
    SubElement(feed, "title").text = said(news.title)
    SubElement(feed, "updated").text = facts(news.items[0].updated) if news.items else _NEVER
    SubElement(feed, "link", {"rel": "self", "href": there(news.path)})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": there(news.of)})
    author = SubElement(feed, "author")
    SubElement(author, "name").text = "Intersession"
    for item in news.items:
        entry = SubElement(feed, "entry")
        # Not the time: an entry that changed is the same entry.
        event = f"#{item.event}" if item.event else ""
        SubElement(entry, "id").text = f"{_TAG}{item.path}{event}"
        SubElement(entry, "title").text = said(item.title)
        SubElement(entry, "updated").text = facts(item.updated)
        SubElement(
            entry, "link", {"rel": "alternate", "type": "text/html", "href": there(item.path)}
        )
        SubElement(
            entry,
            "link",
            {"rel": "alternate", "type": "application/json",
             "href": there(json_path(item.path))},
        )  # fmt: skip
        SubElement(entry, "summary").text = "\n".join(said(line) for line in item.lines)
    return _written(feed)


def site_map(paths: Iterable[str], base: str) -> bytes:
    """The addresses of all pages."""
    found = Element("urlset", {"xmlns": _MAP})
    for path, _ in zip(paths, range(_MOST_IN_MAP), strict=False):
        url = SubElement(found, "url")
        SubElement(url, "loc").text = urljoin(base, path.removeprefix("/"))
    return _written(found)


def _written(element: Element) -> bytes:
    content: bytes = tostring(element, encoding="utf-8", xml_declaration=True)
    return content
