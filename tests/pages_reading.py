"""Reads pages as a strict browser would: what is in them, where they lead, and what must not be."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from adapters.web.answers import Answer, Answers

ALLOWED = frozenset(
    {
        "html", "head", "meta", "title", "link", "body", "a", "header", "nav", "main",
        "footer", "section", "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li",
        "blockquote", "br", "table", "caption", "thead", "tbody", "tr", "th", "td", "time",
        "code", "span", "div", "figure", "svg", "rect", "text", "form", "label", "select",
        "option", "input", "button", "strong", "em", "hr", "pre",
    }
)  # fmt: skip
_EMPTY = frozenset(["meta", "link", "br", "input", "rect", "hr"])
_LEADS = {"a": "href", "link": "href", "form": "action"}


class Read(HTMLParser):
    """What stands in a page. It objects to every tag that the pages do not have."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.tables: list[list[list[str]]] = []
        self.drawn: list[str] = []
        self.quoted: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        assert tag in ALLOWED, tag
        assert not {name for name, _ in attrs if name.startswith("on") or name == "style"}
        values = dict(attrs)
        if tag in _LEADS:
            self.links.append(values[_LEADS[tag]] or "")
        assert "src" not in values
        if values.get("id"):
            self.ids.append(values["id"] or "")
        match tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.headings.append((int(tag[1]), ""))
            case "table":
                self.tables.append([])
            case "tr":
                self.tables[-1].append([])
            case "td" | "th":
                self.tables[-1][-1].append("")
            case "text":
                self.drawn.append("")
            case "blockquote":
                self.quoted.append("")
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag without an end."""
        assert tag in _EMPTY
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """A tag closes, and it is the one that was opened last."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Words."""
        self.text += data
        if not self._open:
            return
        tag = self._open[-1]
        if tag in ("td", "th") or "td" in self._open or "th" in self._open:
            self.tables[-1][-1][-1] += data.strip()
        elif tag == "text":
            self.drawn[-1] += data
        elif "blockquote" in self._open:
            self.quoted[-1] += data
        elif self.headings and tag == f"h{self.headings[-1][0]}":
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)

    def handle_comment(self, data: str) -> None:
        """A comment: the pages have none."""
        raise AssertionError(data)


def read(html: bytes) -> Read:
    """What stands in a page; every tag has to be closed."""
    found = Read()
    found.feed(html.decode())
    found.close()
    assert not found._open, found._open
    return found


def crawl(answers: Answers, begin: str) -> dict[str, Answer]:
    """All that can be reached from a page by links, by its path. Links elsewhere are left alone."""
    found: dict[str, Answer] = {}
    waiting = [begin]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        answer = answers.answer(path, {}, "en")
        found[path] = answer
        if answer.media_type != "text/html":
            continue
        for link in read(answer.content).links:
            there = urlsplit(urljoin(f"https://here.example{path}", link))
            if there.netloc == "here.example" and there.path not in found:
                waiting.append(there.path)
    return found


def whole(answers: Answers, answer: Answer) -> bytes:
    """All that is sent, also where it is sent in pieces."""
    stream = answer.stream
    if stream is None:
        return answer.content
    return b"".join(answers.piece(stream, number) for number in range(stream.pieces))
