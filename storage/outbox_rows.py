"""Rows of the outbox, and the messages that they are: used by the outbox alone."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import RowMapping

from bot.conversation.message import PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import dump, load


def columns(outgoing: Outgoing, now: datetime, not_before: datetime) -> dict[str, Any]:
    """The columns of a message that begins to wait."""
    to = outgoing.to
    return {
        "platform": to.platform,
        "place": place_of(to),
        "kind": "room" if isinstance(to, RoomRef) else "person",
        "address": to.id,
        "topic": to.topic if isinstance(to, RoomRef) else "",
        "state": "waiting",
        "body": dump(outgoing.wording),
        "answers": outgoing.answers,
        "thread": outgoing.thread,
        "edits": outgoing.edits,
        "pointer": _write_pointer(outgoing.pointer),
        "board": outgoing.board,
        "version": 0,
        "addressed": outgoing.addressed,
        "private": outgoing.private,
        "attempts": 0,
        "claim": 0,
        "not_before": not_before,
        "retry_at": now,
        "sent_id": "",
        "newest": False,
        "once": outgoing.once,
        "drawn": drawn_as(dump(outgoing.wording)) if outgoing.board else "",
        "expires": outgoing.expires,
    }


def drawn_as(body: str) -> str:
    """What is kept of a board's words when they are not: enough to know them again."""
    return sha256(body.encode()).hexdigest()


def place_of(to: RoomRef | PersonRef) -> str:
    """The chat whose order a message keeps. A person and the room of the same id are one chat:
    on Telegram they are."""
    return f"{to.platform}:{to.id}"


def _write_pointer(pointer: RoomRef | None) -> str:
    return json.dumps([pointer.platform, pointer.id, pointer.topic]) if pointer else ""


def read_row(row: RowMapping) -> Outgoing:
    """The message of a row."""
    to = (
        RoomRef(row["platform"], row["address"], row["topic"])
        if row["kind"] == "room"
        else PersonRef(row["platform"], row["address"])
    )
    return Outgoing(
        to,
        load(row["body"]),
        row["id"],
        row["answers"],
        row["thread"],
        row["edits"],
        pointer=RoomRef(*json.loads(row["pointer"])) if row["pointer"] else None,
        board=row["board"],
        version=row["version"],
        addressed=row["addressed"],
        private=row["private"],
        attempts=row["attempts"],
        sent_id=row["sent_id"],
        once=row["once"],
        expires=row["expires"],
    )
