"""A wording as HTML: the only place that escapes. Telegram and Matrix each have their own tags."""

from collections.abc import Callable, Iterable
from html import escape
from itertools import groupby
from urllib.parse import quote

from bot.conversation.phrases import Mention, Typed
from bot.conversation.wording import Moment, Paragraph, Span, Text

MentionLink = Callable[[Mention], str]
"""The address behind a mention on a platform, or "" where it has none."""
_LAST_MOMENT = 2**31
"""Telegram's moments have 32 bits."""


def telegram_html(
    paragraphs: Iterable[Paragraph], link: MentionLink, *, times: bool = False
) -> str:
    """The paragraphs in the few tags that Telegram knows; a newline ends a line.

    times: whether moments are marked as such, which leaves their words as they are.
    """
    lines = []
    for paragraph in paragraphs:
        text = _spans(paragraph.text, link, sign="/", code=False, times=times)
        match paragraph.style:
            case "title":
                lines.append(f"<b>{text}</b>")
            case "quote":
                lines.append(f"<blockquote>{text}</blockquote>")
            case "item":
                lines.append(f"{paragraph.number}. {text}" if paragraph.number else f"- {text}")
            case "line":
                lines.append(text)
    return "\n".join(lines)


def matrix_html(paragraphs: Iterable[Paragraph], link: MentionLink, *, rtl: bool) -> str:
    """The paragraphs in the tags that Matrix clients show."""
    parts = []
    for style, run in groupby(paragraphs, key=lambda one: (one.style, bool(one.number))):
        texts = [_spans(one.text, link, sign="!", code=True) for one in run]
        match style:
            case ("title", _):
                parts += [f"<strong>{text}</strong><br>" for text in texts]
            case ("quote", _):
                parts += [f"<blockquote>{_breaks(text)}</blockquote>" for text in texts]
            case ("item", True):
                parts.append("<ol>" + "".join(f"<li>{text}</li>" for text in texts) + "</ol>")
            case ("item", False):
                parts.append("<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>")
            case _:
                parts += [f"{_breaks(text)}<br>" for text in texts]
    inside = "".join(parts).removesuffix("<br>")
    return f'<div dir="rtl">{inside}</div>' if rtl else inside


def telegram_mention(mention: Mention) -> str:
    """The address of a mentioned person on Telegram."""
    account = mention.account
    return f"tg://user?id={account.id}" if account and account.platform == "telegram" else ""


def matrix_mention(mention: Mention) -> str:
    """The address of a mentioned person on Matrix."""
    account = mention.account
    if account is None or account.platform != "matrix":
        return ""
    return f"https://matrix.to/#/{quote(account.id, safe='@:')}"


def _spans(text: Text, link: MentionLink, *, sign: str, code: bool, times: bool = False) -> str:
    return "".join(_span(span, link, sign, code, times) for span in text)


def _span(span: Span, link: MentionLink, sign: str, code: bool, times: bool) -> str:
    match span:
        case Typed(line):
            command = escape(sign + line, quote=False)
            return f"<code>{command}</code>" if code else command
        case Mention():
            name, address = escape(span.name, quote=False), link(span)
            return f'<a href="{escape(address)}">{name}</a>' if address else name
        case Moment(text, at):
            words = escape(text, quote=False)
            # Without a format clients show our words, and the moment when they are tapped.
            known = times and 0 < at < _LAST_MOMENT
            return f'<tg-time unix="{at}">{words}</tg-time>' if known else words
        case _:
            return escape(span, quote=False)


def _breaks(html: str) -> str:
    return html.replace("\n", "<br>")
