"""The contents of what the bot says: events small enough to be sent, in text and in HTML."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from adapters.html import matrix_html, matrix_mention
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import Mention, Typed
from bot.conversation.wording import (
    Attachment,
    Button,
    Paragraph,
    Text,
    Wording,
    plain,
    plain_text,
)

Content = dict[str, Any]

_MOST_BYTES = 40_000
"""An event may have 65,536 bytes, and encryption makes four of three."""


def texts(outgoing: Outgoing, *, answers: str, thread: str) -> list[Content]:
    """The text of a message as one content, or several if it is long; none if it is only files.

    answers: the message this is shown as an answer to, or ""; thread: the one it stands in, or "".
    """
    paragraphs = list(outgoing.wording.paragraphs)
    if outgoing.wording.buttons:
        paragraphs.append(Paragraph("line", (_buttons(outgoing.wording),)))
    relation = _relation(answers, thread)
    return [{**_text(part, outgoing.wording.language), **relation} for part in _parts(paragraphs)]


def edit(content: Content, event: str) -> Content:
    """A content that takes the place of the one in an event."""
    new = {key: value for key, value in content.items() if key != "m.relates_to"}
    return {
        **new,
        # What clients show that do not know edits. Nobody is alerted a second time.
        "body": f"* {content['body']}",
        "formatted_body": f"* {content['formatted_body']}",
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }


def file(attachment: Attachment, where: Content, thread: str) -> Content:
    """A file that was uploaded; where is its address, or its address and keys."""
    is_image = attachment.media_type.startswith("image/")
    return {
        "msgtype": "m.image" if is_image else "m.file",
        # What a screen reader says of a picture.
        "body": attachment.description or attachment.name,
        "filename": attachment.name,
        "info": {"mimetype": attachment.media_type, "size": len(attachment.content)},
        "m.mentions": {},
        **where,
        **_relation("", thread),
    }


def _buttons(wording: Wording) -> str:
    return " · ".join(f"{place} {_label(one)}" for place, one in enumerate(wording.buttons, 1))


def _label(button: Button) -> str:
    """What a button is called; one that is called after its command has this platform's sign."""
    name = button.label.removeprefix("/")
    is_command = name != button.label and button.says.startswith(name.removesuffix("…"))
    return f"!{name}" if is_command else button.label


def _text(paragraphs: Sequence[Paragraph], language: str) -> Content:
    wording = Wording(language, tuple(paragraphs))
    mentioned = dict.fromkeys(
        span.account.id
        for paragraph in paragraphs
        for span in paragraph.text
        if isinstance(span, Mention) and span.account and span.account.platform == "matrix"
    )
    return {
        # A notice: other bots don't answer it.
        "msgtype": "m.notice",
        "body": plain(wording, "!"),
        "format": "org.matrix.custom.html",
        "formatted_body": matrix_html(paragraphs, matrix_mention, rtl=language == "ar"),
        # Always explicit: otherwise clients guess from the text whom to alert.
        "m.mentions": {"user_ids": list(mentioned)} if mentioned else {},
    }


def _relation(answers: str, thread: str) -> Content:
    if thread:
        return {
            "m.relates_to": {
                "rel_type": "m.thread",
                "event_id": thread,
                "is_falling_back": True,
                "m.in_reply_to": {"event_id": answers or thread},
            }
        }
    return {"m.relates_to": {"m.in_reply_to": {"event_id": answers}}} if answers else {}


def _parts(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """The paragraphs in portions that fit into an event each."""
    portion: list[Paragraph] = []
    filled = 0
    for paragraph in paragraphs:
        for piece in _pieces(paragraph):
            weight = _weight(piece)
            if portion and filled + weight > _MOST_BYTES:
                yield portion
                portion, filled = [], 0
            portion.append(piece)
            filled += weight
    if portion:
        yield portion


def _pieces(paragraph: Paragraph) -> Iterator[Paragraph]:
    """The paragraph, cut into smaller ones if it alone is too long."""
    if _weight(paragraph) <= _MOST_BYTES:
        yield paragraph
        return
    first, second = _cut(paragraph.text)
    yield from _pieces(replace(paragraph, text=first))
    style: Literal["quote", "line"] = "quote" if paragraph.style == "quote" else "line"
    yield from _pieces(replace(paragraph, text=second, style=style, number=0))


def _cut(text: Text) -> tuple[Text, Text]:
    if len(text) > 1:
        middle = len(text) // 2
        return text[:middle], text[middle:]
    words = text[0].line if isinstance(text[0], Typed) else plain_text(text, "!")
    middle = len(words) // 2
    place = max(words.rfind("\n", 0, middle), words.rfind(" ", 0, middle))
    place = middle if place <= 0 else place
    return (words[:place],), (words[place:].lstrip(),)


def _weight(paragraph: Paragraph) -> int:
    content = _text([paragraph], "en")
    # As nio writes what it encrypts, where every letter beyond ASCII takes six bytes.
    return len(json.dumps([content["body"], content["formatted_body"], content["m.mentions"]]))
