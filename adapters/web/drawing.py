"""From a page of the core to HTML in one language. Jinja escapes whatever it puts in."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from adapters.web.charts import Drawing, drawing
from adapters.web.stretches import Stretches, stretches
from adapters.web.ways import Ways, json_path
from bot.conversation.lines import one_line
from bot.conversation.phrases import Mention, Passage, Phrase, Typed, said_in
from bot.conversation.translate import LANGUAGES, is_rtl, language_name, month_name, text_of
from bot.conversation.wording import Moment, Span, plain_text
from bot.pages import frame
from bot.pages.blocks import Chart, Page, Section, Timeline

_reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_TURNING = dict.fromkeys(range(0x202A, 0x202F))
_WITH_DIRECTION = ("paragraph_open", "heading_open", "td_open", "th_open")


def html(page: Page, ways: Ways, language: str, *, found: bool = True) -> str:
    """A page in a language of the interface. found: whether it is one that stays there."""
    said = _sayer(language)
    query = urlencode(page.query)
    return (
        _templates()
        .get_template("page.html")
        .render(
            page=page,
            found=found,
            frame=frame,
            language=language,
            rtl=is_rtl(language),
            say=said,
            plain=lambda phrase: plain_text(text_of(phrase, language)),
            to=ways.to,
            with_query=lambda path: ways.to(path, query),
            on_disk=ways.on_disk,
            program=ways.to(json_path(page.path), query),
            languages=[
                (code, language_name(code), ways.in_language(code, query)) for code in LANGUAGES
            ],
            drawn=lambda chart: drawn(chart, language),
            stretched=lambda one: stretched(one, language),
            markdown=markdown,
            lines_of=lines_of,
            own=lambda words: said_in(words, language),
            tongue=tongue,
            kind=lambda block: type(block).__name__,
        )
    )


def drawn(chart: Chart, language: str) -> Drawing:
    """A chart with the names of its bars in a language."""

    def said(phrase: Phrase) -> str:
        return plain_text(text_of(phrase, language))

    table = chart.table
    return drawing(
        chart,
        [said(row.name) for row in table.rows],
        [said(column) for column in table.columns[1:]],
        turned=is_rtl(language),
    )


def stretched(one: Timeline, language: str) -> Stretches:
    """A timeline with its names and months in a language."""
    names = [plain_text(text_of(span.name, language)) for span in one.spans]
    return stretches(one, names, lambda day: month_name(day, language), turned=is_rtl(language))


def _sayer(language: str) -> Callable[[Phrase], Markup]:
    def said(phrase: Phrase) -> Markup:
        if not phrase.values:
            return _fixed(phrase.words, language)
        return Markup().join(_span(span) for span in text_of(phrase, language))

    return said


@lru_cache(maxsize=10_000)
def _fixed(words: str, language: str) -> Markup:
    """What has no gaps is the same on every page."""
    return Markup().join(_span(span) for span in text_of(Phrase(words), language))


def _span(span: Span) -> Markup:
    match span:
        case Moment(text, at):
            when = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            return Markup('<time datetime="{}">{}</time>').format(when, text)
        case Typed(line):
            return Markup('<code dir="ltr">/{}</code>').format(line)
        case Mention():
            return escape(span.name)
        case Passage():
            return Markup('<span{} dir="auto">{}</span>').format(tongue(span), span)
        case _:
            return escape(span)


def tongue(words: str) -> Markup:
    """The attribute that marks words of another language than the page's; an empty one, if it is
    not known which."""
    return Markup(' lang="{}"').format(words.language) if isinstance(words, Passage) else Markup()


def lines_of(text: str) -> list[str]:
    """The lines of somebody's words, without signs that turn the writing around them."""
    return [one_line(line) for line in text.splitlines()]


def markdown(text: str) -> Markup:
    """Somebody's Markdown. What looks like HTML is text in it, pictures are not fetched, and its
    headings go on where the page's own heading left off, one level at a time."""
    tokens = _reader.parse(text.translate(_TURNING))
    levels: list[int] = []
    for token in tokens:
        if token.type in _WITH_DIRECTION:
            token.attrSet("dir", "auto")
        if token.type in ("heading_open", "heading_close"):
            own = int(token.tag[1:])
            if token.type == "heading_open":
                levels = [*(level for level in levels if level < own), own]
            token.tag = f"h{min(len(levels) + 1, 6)}"
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("rel", "nofollow noopener")
    rendered: Any = _reader.renderer.render(tokens, _reader.options, {})
    return Markup(rendered)  # noqa: S704 # nosec B704 # the reader escapes, and knows no HTML


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("adapters.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.tests["section"] = lambda one: isinstance(one, Section)
    return found
