"""Markdown as the bot writes and reads it: CommonMark with tables, without raw HTML.

Summaries and drafts are written with escaped(), and what people send back is read with read().
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.conversation.lines import one_line

# An underscore within a word and a lone ampersand mean nothing in Markdown.
_MEANING = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|#(?=#*$)")
_BEGINNING = re.compile(r"([#+=-]|\d{1,9}(?=[.)]))")
_WITH_MARK = r"\\\g<0>"
_ADDRESS = re.compile(r"https?://[^\s<>|`\\]*[^\s<>|`\\.,;:!?'\")\]]", re.IGNORECASE)
_reader = MarkdownIt("commonmark", {"html": False}).enable("table")


def escaped(text: str) -> str:
    """People's words on one line of Markdown, shown as they are whatever signs they hold; web
    addresses in them become links."""
    words = one_line(text)
    found, end = "", 0
    for address in _ADDRESS.finditer(words):
        found += f"{_MEANING.sub(_WITH_MARK, words[end : address.start()])}<{address[0]}>"
        end = address.end()
    found += _MEANING.sub(_WITH_MARK, words[end:])
    beginning = _BEGINNING.match(found)
    if beginning is None:
        return found
    sign, rest = beginning[0], found[beginning.end() :]
    return f"{sign}\\{rest}" if sign.isdigit() else f"\\{sign}{rest}"


def read(markdown: str) -> SyntaxTreeNode:
    """The tree of a text. What looks like HTML is text in it."""
    return SyntaxTreeNode(_reader.parse(markdown))


def words_of(inline: SyntaxTreeNode) -> str:
    """What a heading or a paragraph says, without its markup."""
    return "".join(_words(inline))


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        if child.type in ("softbreak", "hardbreak"):
            yield " "
        elif child.children:
            yield from _words(child)
        else:
            yield child.content
