"""What is to be said, kept until it has been said."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from bot.conversation.message import PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import dump, load
from storage.tables import OnceRow, OutboxRow

_outbox = OutboxRow.__table__  # type: ignore[attr-defined]
_once = OnceRow.__table__  # type: ignore[attr-defined]

_PUT = insert(_outbox)
_USE_KEY = insert_or(_once).on_conflict_do_nothing()
_waiting = (_outbox.c.platform == bindparam("platform")) & (_outbox.c.state == "waiting")
_FIRST = (
    select(func.min(_outbox.c.id))
    .where(_waiting, _outbox.c.not_before <= bindparam("now"))
    .group_by(_outbox.c.place)
)
_DUE = (
    select(_outbox)
    .where(_outbox.c.id.in_(_FIRST), _outbox.c.retry_at <= bindparam("now"))
    .order_by(_outbox.c.id)
    .limit(bindparam("most"))
)
_NEXT_TRY = select(func.min(_outbox.c.retry_at)).where(
    _outbox.c.id.in_(_FIRST), _outbox.c.retry_at > bindparam("now")
)
_NEXT_BEGIN = select(func.min(_outbox.c.not_before)).where(
    _waiting, _outbox.c.not_before > bindparam("now")
)
_ONE = select(_outbox).where(_outbox.c.id == bindparam("number"))


class SqlOutbox:
    """The outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, outgoing: Outgoing, now: datetime, not_before: datetime | None = None) -> int:
        """Keep a message; its number, or 0 if its `once` key was used before."""
        if outgoing.once:
            used = self._connection.execute(_USE_KEY, {"key": outgoing.once, "at": now})
            if not used.rowcount:
                return 0
        to = outgoing.to
        result = self._connection.execute(
            _PUT,
            {
                "platform": to.platform,
                "place": _place(to),
                "kind": "room" if isinstance(to, RoomRef) else "person",
                "address": to.id,
                "topic": to.topic if isinstance(to, RoomRef) else "",
                "state": "waiting",
                "body": dump(outgoing.wording),
                "answers": outgoing.answers,
                "thread": outgoing.thread,
                "edits": outgoing.edits,
                "pointer": _write_pointer(outgoing.pointer),
                "addressed": outgoing.addressed,
                "private": outgoing.private,
                "attempts": 0,
                "not_before": not_before or now,
                "retry_at": now,
                "sent_id": "",
                "newest": False,
            },
        )
        number: int = result.inserted_primary_key[0]  # type: ignore[index]
        return number

    def due(self, platform: str, now: datetime, limit: int) -> list[Outgoing]:
        """The first waiting message of each place whose turn it is, oldest first."""
        values = {"platform": platform, "now": now, "most": limit}
        return [_read(row) for row in self._connection.execute(_DUE, values).mappings()]

    def next_due(self, platform: str, now: datetime) -> datetime | None:
        """When more will be due on a platform than is now: a place's first message is to be tried
        again, or quiet hours end. None if nothing waits for a time."""
        values = {"platform": platform, "now": now}
        found: list[datetime] = [
            moment
            for query in (_NEXT_TRY, _NEXT_BEGIN)
            if (moment := self._connection.execute(query, values).scalar()) is not None
        ]
        return min(found, default=None)

    def sent(self, number: int, sent_id: str, now: datetime) -> None:
        """It was sent. Only what its buttons say is kept of it, or nothing if it has none."""
        row = self._connection.execute(_ONE, {"number": number}).mappings().first()
        if row is None:
            # The person was erased while it was on its way.
            return
        there = (_outbox.c.place == row["place"]) & (_outbox.c.state == "sent")
        self._connection.execute(
            update(_outbox).where(there, _outbox.c.newest).values(newest=False)
        )
        if row["edits"]:
            self._connection.execute(
                delete(_outbox).where(there, _outbox.c.sent_id == row["edits"])
            )
        wording = load(row["body"])
        this = _outbox.c.id == number
        if not wording.buttons and not wording.asks:
            self._connection.execute(delete(_outbox).where(this))
            return
        kept = replace(wording, paragraphs=(), attachments=())
        self._connection.execute(
            update(_outbox)
            .where(this)
            .values(state="sent", sent_id=sent_id, sent_at=now, body=dump(kept), newest=True)
        )

    def later(self, number: int, until: datetime) -> None:
        """It is to be tried again at a time."""
        self._connection.execute(
            update(_outbox)
            .where(_outbox.c.id == number)
            .values(retry_at=until, attempts=_outbox.c.attempts + 1)
        )

    def given_up(self, number: int) -> None:
        """It can't be sent, now or later."""
        self._connection.execute(delete(_outbox).where(_outbox.c.id == number))

    def answered(self, place: RoomRef | PersonRef, sent_id: str) -> Outgoing | None:
        """The message with this platform id in a place."""
        return self._sent(_outbox.c.place == _place(place), _outbox.c.sent_id == sent_id)

    def numbered(self, number: int) -> Outgoing | None:
        """The message with this outbox number, sent or on its way."""
        row = self._connection.execute(_ONE, {"number": number}).mappings().first()
        return _read(row) if row else None

    def newest(self, place: RoomRef | PersonRef) -> Outgoing | None:
        """The last message sent to a place, if it has buttons or a question."""
        return self._sent(_outbox.c.place == _place(place), _outbox.c.newest)

    def _sent(self, *conditions: Any) -> Outgoing | None:
        query = select(_outbox).where(_outbox.c.state == "sent", *conditions)
        row = self._connection.execute(query).mappings().first()
        return _read(row) if row else None

    def moved(self, old: RoomRef, new: RoomRef) -> None:
        """What waits for a room is sent under its new id."""
        self._connection.execute(
            update(_outbox)
            .where(_outbox.c.place == _place(old), _outbox.c.state == "waiting")
            # Messages are numbered anew there: what would be edited is not to be found.
            .values(place=_place(new), address=new.id, edits="")
        )

    def abandon(self, place: RoomRef | PersonRef) -> None:
        """Forget all that was or will be said in a place."""
        self._connection.execute(delete(_outbox).where(_outbox.c.place == _place(place)))

    def forget_buttons(self, word: str) -> None:
        """Forget the buttons of messages that were sent if a word stands in them."""
        if word:
            sent = (_outbox.c.state == "sent") & (func.instr(_outbox.c.body, word) > 0)
            self._connection.execute(delete(_outbox).where(sent))

    def forget(self, before: datetime) -> None:
        """Drop what was sent, or used as a key, before a time."""
        old = (_outbox.c.state == "sent") & (_outbox.c.sent_at < before)
        self._connection.execute(delete(_outbox).where(old))
        self._connection.execute(delete(_once).where(_once.c.at < before))

    def waiting(self) -> int:
        """How many messages wait."""
        query = select(func.count()).where(_outbox.c.state == "waiting")
        return self._connection.execute(query).scalar() or 0


def _place(to: RoomRef | PersonRef) -> str:
    """The chat whose order a message keeps. A person and the room of the same id are one chat:
    on Telegram they are."""
    return f"{to.platform}:{to.id}"


def _write_pointer(pointer: RoomRef | None) -> str:
    return json.dumps([pointer.platform, pointer.id, pointer.topic]) if pointer else ""


def _read(row: RowMapping) -> Outgoing:
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
        addressed=row["addressed"],
        private=row["private"],
        attempts=row["attempts"],
        sent_id=row["sent_id"],
    )
