"""The contents of the events a person sends."""

from collections.abc import Sequence
from typing import Any

Content = dict[str, Any]

ENCRYPTION: Content = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


def text(
    body: str,
    *,
    kind: str = "m.text",
    html: str | None = None,
    mentions: Sequence[str] = (),
    relation: Content | None = None,
) -> Content:
    """A message; mentions are always named, so that nothing is guessed from its text."""
    content: Content = {"msgtype": kind, "body": body, "m.mentions": {}}
    if mentions:
        content["m.mentions"] = {"user_ids": list(mentions)}
    if html is not None:
        content |= {"format": "org.matrix.custom.html", "formatted_body": html}
    if relation:
        content["m.relates_to"] = relation
    return content


def reply(event: str) -> Content:
    """The relation of an answer."""
    return {"m.in_reply_to": {"event_id": event}}


def in_thread(root: str, latest: str, reply_to: str | None) -> Content:
    """The relation of a message in a thread; old clients see it as an answer to the latest."""
    return {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": reply_to is None,
        "m.in_reply_to": {"event_id": reply_to or latest},
    }


def edit(event: str, body: str, html: str | None = None) -> Content:
    """A message's new text, with a fallback for clients that know no edits."""
    return {
        **text(f"* {body}", html=None if html is None else f"* {html}"),
        "m.new_content": text(body, html=html),
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }


def reaction(event: str, key: str) -> Content:
    """A reaction."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": key}}


def file(name: str, mimetype: str, size: int, where: Content, caption: str = "") -> Content:
    """A file that was uploaded; where is its address, or its address and keys."""
    info = {"mimetype": mimetype, "size": size}
    return {"msgtype": "m.file", "body": caption or name, "filename": name, "info": info, **where}
