"""Markdown as plain text for a mailing list: 72 columns, readable without any program for it."""

from collections.abc import Iterable, Iterator

from markdown_it.tree import SyntaxTreeNode

from bot.conversation.lines import COLUMNS, wrapped
from bot.conversation.markdown import read

_NARROWEST = 20
_UNDERLINES = {"h1": "=", "h2": "-"}


def mail_of(markdown: str) -> str:
    """The text of a mail: headings underlined, lists and quotations marked, addresses in full."""
    return "\n".join(_blocks(read(markdown).children, COLUMNS)).strip("\n") + "\n"


def _blocks(nodes: Iterable[SyntaxTreeNode], columns: int) -> list[str]:
    """The lines of some blocks, an empty one between each two."""
    lines: list[str] = []
    for node in nodes:
        lines += ["", *_block(node, columns)] if lines else _block(node, columns)
    return lines


def _block(node: SyntaxTreeNode, columns: int) -> Iterator[str]:
    match node.type:
        case "heading":
            lines = wrapped(_said(node), columns)
            under = _UNDERLINES.get(node.tag, "") * max(len(line) for line in lines)
            yield from (*lines, under) if under else lines
        case "paragraph":
            for line in _said(node).split("\n"):
                yield from wrapped(line, columns)
        case "bullet_list" | "ordered_list":
            for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
                mark = "- " if node.type == "bullet_list" else f"{number}. "
                yield from _item(item, mark, columns)
        case "blockquote":
            for line in _blocks(node.children, _inner(columns, "> ")):
                yield f"> {line}".rstrip()
        case "table":
            for row in (one for one in node.walk() if one.type == "tr"):
                yield from wrapped(" | ".join(_said(cell) for cell in row.children), columns)
        case "hr":
            yield "-" * columns
        case _:
            yield from (f"    {line}" for line in node.content.rstrip("\n").split("\n"))


def _item(item: SyntaxTreeNode, mark: str, columns: int) -> Iterator[str]:
    """An item of a list; what follows in it stands under its first word."""
    inner = _inner(columns, mark)
    lines: list[str] = []
    for block in item.children:
        if lines and block.type == "paragraph":
            lines.append("")
        lines += _block(block, inner)
    for number, line in enumerate(lines or [""]):
        yield f"{' ' * len(mark) if number else mark}{line}".rstrip()


def _inner(columns: int, mark: str) -> int:
    return max(columns - len(mark), _NARROWEST)


def _said(node: SyntaxTreeNode) -> str:
    """The words in a node, a link with its address behind it."""
    match node.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link" | "image":
            address = str(node.attrs.get("href") or node.attrs.get("src") or "")
            words = "".join(_said(child) for child in node.children) or node.content
            return address if words in ("", address) else f"{words} <{address}>"
    if node.children:
        return "".join(_said(child) for child in node.children)
    return node.content
