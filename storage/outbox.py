"""What is to be said, kept until it has been said."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from bot.conversation.message import MAIL, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import dump, load
from storage.tables import OnceRow, OutboxRow

_outbox = OutboxRow.__table__  # type: ignore[attr-defined]
_once = OnceRow.__table__  # type: ignore[attr-defined]

_PUT = insert(_outbox)
_USE_KEY = insert_or(_once).on_conflict_do_nothing()
_waiting = (_outbox.c.platform == bindparam("platform")) & (_outbox.c.state == "waiting")
_worth_saying = _outbox.c.expires.is_(None) | (_outbox.c.expires > bindparam("now"))
_FIRST = (
    select(func.min(_outbox.c.id))
    .where(_waiting, _outbox.c.not_before <= bindparam("now"), _worth_saying)
    .group_by(_outbox.c.place)
)
_DUE = (
    select(_outbox)
    .where(_outbox.c.id.in_(_FIRST), _outbox.c.retry_at <= bindparam("now"))
    .order_by(_outbox.c.id)
    .limit(bindparam("most"))
)
_BOARD = select(_outbox).where(
    _outbox.c.board == bindparam("board"),
    _outbox.c.place == bindparam("place"),
    _outbox.c.topic == bindparam("topic"),
)
_NEXT_TRY = select(func.min(_outbox.c.retry_at)).where(
    _outbox.c.id.in_(_FIRST), _outbox.c.retry_at > bindparam("now")
)
_NEXT_BEGIN = select(func.min(_outbox.c.not_before)).where(
    _waiting, _outbox.c.not_before > bindparam("now")
)
_ONE = select(_outbox).where(_outbox.c.id == bindparam("number"))


_BOARD_PAUSE = timedelta(seconds=3)
"""A board is edited no more often: rooms are read by people."""


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
        if outgoing.board:
            return self._put_board(outgoing, now)
        return self._insert(outgoing, now, not_before or now)

    def _put_board(self, outgoing: Outgoing, now: datetime) -> int:
        """Keep a board: in place of the version that waits, or editing the one that stands."""
        rows = self._connection.execute(
            _BOARD,
            {
                "board": outgoing.board,
                "place": _place(outgoing.to),
                "topic": outgoing.to.topic if isinstance(outgoing.to, RoomRef) else "",
            },
        ).mappings()
        known = {row["state"]: row for row in rows}
        body = dump(outgoing.wording)
        if "waiting" in known:
            number: int = known["waiting"]["id"]
            self._connection.execute(
                update(_outbox)
                .where(_outbox.c.id == number)
                .values(body=body, drawn=_hash(body), version=_outbox.c.version + 1)
            )
            return number
        if "sent" in known:
            stands = known["sent"]
            if stands["drawn"] == _hash(body):
                # It says so already; an edit with the same words only disturbs.
                return 0
            edit = replace(outgoing, edits=stands["sent_id"])
            return self._insert(edit, now, max(now, stands["sent_at"] + _BOARD_PAUSE))
        return self._insert(outgoing, now, now)

    def _insert(self, outgoing: Outgoing, now: datetime, not_before: datetime) -> int:
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
                "board": outgoing.board,
                "version": 0,
                "addressed": outgoing.addressed,
                "private": outgoing.private,
                "attempts": 0,
                "not_before": not_before,
                "retry_at": now,
                "sent_id": "",
                "newest": False,
                "once": outgoing.once,
                "drawn": _hash(dump(outgoing.wording)) if outgoing.board else "",
                "expires": outgoing.expires,
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

    def sent(self, number: int, sent_id: str, now: datetime, version: int = 0) -> None:
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
        if not wording.buttons and not wording.asks and not row["board"]:
            self._connection.execute(delete(_outbox).where(this))
            return
        kept = replace(wording, paragraphs=(), attachments=())
        self._connection.execute(
            update(_outbox)
            .where(this)
            .values(state="sent", sent_id=sent_id, sent_at=now, body=dump(kept), newest=True)
        )
        if row["version"] != version:
            # It was drawn anew while it was on its way: what stands there is old already. The
            # edit has a number of its own, since a platform takes a number once.
            later = replace(_read(row), edits=sent_id)
            self._insert(later, now, now + _BOARD_PAUSE)

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

    def retract(self, once: str) -> None:
        """What waits under a `once` key that begins like this is not said, and its key is free."""
        waits = (_outbox.c.state == "waiting") & _outbox.c.once.startswith(once, autoescape=True)
        unsaid = select(_outbox.c.once).where(waits)
        self._connection.execute(delete(_once).where(_once.c.key.in_(unsaid)))
        self._connection.execute(delete(_outbox).where(waits))

    def expire(self, now: datetime) -> None:
        """Drop what waits and is not worth saying any more; and letters that can't be answered any
        more, for they hold what somebody may have written and has not confirmed."""
        gone = (_outbox.c.state == "waiting") | (_outbox.c.platform == MAIL)
        self._connection.execute(delete(_outbox).where(gone, _outbox.c.expires <= now))

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


def _hash(body: str) -> str:
    return sha256(body.encode()).hexdigest()


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
        board=row["board"],
        version=row["version"],
        addressed=row["addressed"],
        private=row["private"],
        attempts=row["attempts"],
        sent_id=row["sent_id"],
        once=row["once"],
        expires=row["expires"],
    )
