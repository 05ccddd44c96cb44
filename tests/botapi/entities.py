"""Entities of a text: trimmed with it, kept out of code, and joined by what Telegram finds."""

from __future__ import annotations

import re

from .schema import JSON, utf16_length

ALONE = {"code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"}
FOUND_IN_PLAIN_TEXT = (
    ("url", re.compile(r"(?i)\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z]\w{2,31}(?!\w)", re.ASCII)),
    ("bot_command", re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/])")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
)


def finish(text: str, entities: list[JSON]) -> tuple[str, list[JSON]]:
    """Text and entities as a message has them: trimmed, with what Telegram finds by itself."""
    entities = _set_code_apart(entities)
    found = [
        entity
        for entity in _found(text)
        if not any(other["type"] in ALONE and _overlap(entity, other) for other in entities)
    ]
    left = utf16_length(text) - utf16_length(text.lstrip())
    trimmed = text.strip()
    size = utf16_length(trimmed)
    kept: list[JSON] = []
    for entity in entities + found:
        start = max(entity["offset"] - left, 0)
        end = min(entity["offset"] + entity["length"] - left, size)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"], entity["type"]))
    return trimmed, kept


def cut(text: str, entity: JSON) -> str:
    """The piece of the text that an entity marks."""
    data = text.encode("utf-16-le")
    start = entity["offset"] * 2
    return data[start : start + entity["length"] * 2].decode("utf-16-le")


def _overlap(one: JSON, other: JSON) -> bool:
    one_start, one_end = _span(one)
    other_start, other_end = _span(other)
    return one_start < other_end and other_start < one_end


def _found(text: str) -> list[JSON]:
    entities: list[JSON] = []
    for kind, pattern in FOUND_IN_PLAIN_TEXT:
        for match in pattern.finditer(text):
            entity: JSON = {
                "type": kind,
                "offset": utf16_length(text[: match.start()]),
                "length": utf16_length(match.group()),
            }
            if not any(_overlap(entity, other) for other in entities):
                entities.append(entity)
    return entities


def _set_code_apart(entities: list[JSON]) -> list[JSON]:
    """pre and code hold nothing else; code with a language inside pre names pre's language."""
    pieces = [dict(entity) for entity in entities]
    codes: list[JSON] = []
    for code in [piece for piece in pieces if piece["type"] == "pre"]:
        for piece in [piece for piece in pieces if piece["type"] == "code"]:
            if _overlap(piece, code):
                if "language" in piece and _span(piece) == _span(code):
                    code["language"] = piece["language"]
                pieces.remove(piece)
    for piece in pieces:
        if piece["type"] == "code":
            piece.pop("language", None)
        if piece["type"] in ("code", "pre"):
            codes.append(piece)
    apart: list[JSON] = []
    for piece in pieces:
        if piece in codes or piece["type"] in ("blockquote", "expandable_blockquote"):
            apart.append(piece)
        else:
            apart.extend(_outside(piece, codes))
    return apart


def _span(entity: JSON) -> tuple[int, int]:
    return int(entity["offset"]), int(entity["offset"] + entity["length"])


def _outside(entity: JSON, codes: list[JSON]) -> list[JSON]:
    """The parts of an entity that are not in code."""
    start, end = _span(entity)
    parts: list[JSON] = []
    for code_start, code_end in sorted(_span(code) for code in codes):
        if code_start < end and start < code_end:
            if start < code_start:
                parts.append({**entity, "offset": start, "length": code_start - start})
            start = code_end
    if start < end:
        parts.append({**entity, "offset": start, "length": end - start})
    return parts
