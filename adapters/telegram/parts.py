"""A wording in the parts that Telegram takes: texts of 4096 units of UTF-16, and files.

The post sends them one after the other.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape

from adapters.html import telegram_html, telegram_mention
from bot.conversation.wording import Attachment, Paragraph, Span, Wording, plain_text

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_TAG = re.compile(r"<[^>]*>")
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Part:
    """One message: HTML that is whole by itself, or a file with HTML as its caption."""

    html: str = ""
    attachment: Attachment | None = None


def parts(wording: Wording, *, times: bool = False) -> list[Part]:
    """The wording as one message, or as few as it takes; at least one.

    times: whether moments are marked as such.
    """
    texts, files = _texts(wording.paragraphs, times), wording.attachments
    if len(files) == 1 and len(texts) <= 1 and _units("".join(texts)) <= LONGEST_CAPTION:
        return [Part("".join(texts), files[0])]
    return [Part(text) for text in texts] + [Part("", file) for file in files] or [Part()]


def _texts(paragraphs: Sequence[Paragraph], times: bool) -> list[str]:
    html = _html(paragraphs, times)
    if _units(html) <= LONGEST_TEXT:
        return [html] if html else []
    pages: list[list[Paragraph]] = [[]]
    for paragraph in paragraphs:
        for piece in _pieces(paragraph):
            if _units(_html([*pages[-1], piece])) > LONGEST_TEXT:
                pages.append([])
            pages[-1].append(piece)
    # Telegram refuses a message of blanks alone.
    return [html for page in pages if _shown(html := _html(page, times)).strip()]


def _pieces(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A paragraph that is too long for a message, in pieces that are not."""
    while _units(_html([paragraph])) > LONGEST_TEXT:
        bare = _units(_html([replace(paragraph, text=())]))
        head, rest = _split(paragraph.text, LONGEST_TEXT - bare)
        yield replace(paragraph, text=head)
        # A list item has its mark once.
        style = "line" if paragraph.style == "item" else paragraph.style
        paragraph = Paragraph(style, rest)
    yield paragraph


def _split(text: Sequence[Span], room: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans that fit into this many units, and the others. A mention, a command or a moment
    stays whole unless it alone is too long."""
    head: list[Span] = []
    for place, span in enumerate(text):
        words = plain_text((span,))
        size = _size(words)
        if size <= room:
            head.append(span)
            room -= size
            continue
        if head and not isinstance(span, str):
            return tuple(head), tuple(text[place:])
        end = _break(words, room)
        rest = (words[end:].removeprefix("\n").lstrip(" "), *text[place + 1 :])
        return (*head, words[:end]), rest
    return tuple(head), ()


def _break(text: str, room: int) -> int:
    """Where to end a text so that it fits: after a line or a word, or else within one."""
    end = 0
    while end < len(text) and (room := room - _size(text[end])) >= 0:
        end += 1
    for sign in ("\n", " "):
        found = text.rfind(sign, end // 2, end + 1)
        if found > 0:
            return found
    # What a reader sees as one character is not taken apart.
    whole = end
    while whole > 0 and _continues(text, whole):
        whole -= 1
    return whole or end


def _continues(text: str, place: int) -> bool:
    sign = text[place]
    return (
        text[place - 1] == _JOINER
        or sign == _JOINER
        or unicodedata.category(sign) in ("Mn", "Me", "Mc")
        or ord(sign) in _SKIN_TONES
    )


def _html(paragraphs: Sequence[Paragraph], times: bool = False) -> str:
    return telegram_html(paragraphs, telegram_mention, times=times)


def _shown(html: str) -> str:
    """What is read of it: Telegram counts the text without its tags."""
    return unescape(_TAG.sub("", html))


def _units(html: str) -> int:
    return _size(_shown(html))


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
