"""What is to be said, kept until it has been said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_or

from bot.conversation.message import MAIL, PersonRef, RoomRef
from bot.conversation.nameless import Erased, without
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import (
    NAMES_NOBODY,
    NO_FILES,
    Wording,
    dump,
    knows_whom_it_names,
    load,
)
from bot.ports import Sent
from storage.outbox_rows import columns, drawn_as, place_of, read_row
from storage.tables import OnceRow, OutboxRow
from storage.turns import CLAIM, DUE, DUE_TO_ONE_OF_SEVERAL, NEXT, WAITING_HERE, WAITS

_outbox = OutboxRow.__table__  # type: ignore[attr-defined]
_once = OnceRow.__table__  # type: ignore[attr-defined]

_PUT = insert(_outbox)
_USE_KEY = insert_or(_once).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
_BOARD = select(_outbox).where(
    _outbox.c.board == bindparam("board"),
    _outbox.c.place == bindparam("place"),
    _outbox.c.topic == bindparam("topic"),
)
_ONE = select(_outbox).where(_outbox.c.id == bindparam("number"))


_SENT = select(_outbox).where(_outbox.c.state == "sent", _outbox.c.place == bindparam("place"))
_ANSWERED = _SENT.where(_outbox.c.sent_id == bindparam("sent_id"))
_NEWEST = _SENT.where(_outbox.c.newest)
_NOT_NEWEST = (
    update(_outbox)
    .where(
        _outbox.c.place.in_(bindparam("places", expanding=True)),
        _outbox.c.state == "sent",
        _outbox.c.newest,
    )
    .values(newest=False)
)
_MAY_NAME = select(_outbox.c.id, _outbox.c.body, _outbox.c.state, _outbox.c.board, _outbox.c.drawn)
_NAMES_SOMEBODY = or_(
    _outbox.c.body.not_like(f"%{NAMES_NOBODY}%"), _outbox.c.body.not_like(f"%{NO_FILES}%")
)
_THESE_WAITING = select(_outbox).where(
    _outbox.c.id.in_(bindparam("numbers", expanding=True)), _outbox.c.state == "waiting"
)
_DROP_THESE = delete(_outbox).where(_outbox.c.id.in_(bindparam("numbers", expanding=True)))
_DROP_EDITED = delete(_outbox).where(
    _outbox.c.state == "sent",
    _outbox.c.place == bindparam("place"),
    _outbox.c.sent_id == bindparam("sent_id"),
)
_MARK = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("number"))
    .values(
        state="sent",
        sent_id=bindparam("shown_as"),
        sent_at=bindparam("shown_at"),
        body=bindparam("kept"),
        newest=bindparam("is_newest"),
        place=bindparam("stands_in"),
        kind=bindparam("stands_as"),
        address=bindparam("stands_at"),
    )
)
_CROWDED = select(_outbox.c.id).where(WAITING_HERE).limit(1).offset(bindparam("most"))
_HOW_MANY = select(func.count()).where(_outbox.c.state == "waiting")
_OLDEST = select(func.min(_outbox.c.retry_at)).where(
    _outbox.c.state == "waiting", _outbox.c.not_before <= bindparam("now")
)
_HURRY = (
    update(_outbox)
    .where(WAITS, _outbox.c.retry_at > bindparam("by_now"))
    .values(retry_at=bindparam("by_now"))
)
_AGAIN = _HURRY.where(_outbox.c.id.in_(bindparam("numbers", expanding=True)))
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When a message may be said that waits for nothing: not even a clock that is set back holds it."""
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
        return self._insert(outgoing, now, not_before or _AT_ONCE)

    def _put_board(self, outgoing: Outgoing, now: datetime) -> int:
        """Keep a board: in place of the version that waits, or editing the one that stands."""
        rows = self._connection.execute(
            _BOARD,
            {
                "board": outgoing.board,
                "place": place_of(outgoing.to),
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
                .values(body=body, drawn=drawn_as(body), version=_outbox.c.version + 1)
            )
            return number
        if "sent" in known:
            stands = known["sent"]
            if stands["drawn"] == drawn_as(body):
                # It says so already; an edit with the same words only disturbs.
                return 0
            edit = replace(outgoing, edits=stands["sent_id"])
            return self._insert(edit, now, max(now, stands["sent_at"] + _BOARD_PAUSE))
        return self._insert(outgoing, now, _AT_ONCE)

    def _insert(self, outgoing: Outgoing, now: datetime, not_before: datetime) -> int:
        result = self._connection.execute(_PUT, columns(outgoing, now, not_before))
        number: int = result.inserted_primary_key[0]  # type: ignore[index]
        return number

    def due(self, platform: str, now: datetime, limit: int, by: int = 0) -> list[Outgoing]:
        """The first waiting message of each place whose turn it is, oldest first. by: the number
        of the process that asks, which is given nothing of places that another one writes to."""
        values = {"platform": platform, "now": now, "most": limit}
        query = DUE
        if by:
            query, values = DUE_TO_ONE_OF_SEVERAL, values | {"by": by}
        return [read_row(row) for row in self._connection.execute(query, values).mappings()]

    def claim(self, numbers: Sequence[int], by: int) -> None:
        """These messages are sent by the process of this number, and by no other that lives."""
        self._connection.execute(CLAIM, {"numbers": list(numbers), "by": by})

    def claimed(self, number: int, by: int) -> bool:
        """Whether a message is claimed by the process of this number, or was sent by it."""
        row = self._connection.execute(_ONE, {"number": number}).mappings().first()
        return row is not None and row["claim"] == by

    def next_due(self, platform: str, now: datetime) -> datetime | None:
        """When more will be due on a platform than is now: a place's first message is to be tried
        again, or quiet hours end. None if nothing waits for a time."""
        values = {"platform": platform, "now": now}
        found = self._connection.execute(NEXT, values).one()
        return min((moment for moment in found if moment is not None), default=None)

    def sent(self, sent: Sequence[Sent], now: datetime) -> None:
        """They were sent. Only what its buttons say is kept of a message, or nothing if it has
        none."""
        numbers = [one.number for one in sent]
        found = self._connection.execute(_THESE_WAITING, {"numbers": numbers}).mappings()
        # What is missing was erased while it was on its way, or is said a second time.
        waited = {row["id"]: row for row in found}
        shown = [(one, waited[one.number]) for one in sent if one.number in waited]
        if not shown:
            return
        last = {_stands_in(one, row): one.number for one, row in shown}
        self._connection.execute(_NOT_NEWEST, {"places": list(last)})
        gone = []
        for one, row in shown:
            wording = load(row["body"])
            stays = not row["board"] and not row["private"] and row["edits"] != one.sent_id
            if row["edits"] and not stays:
                # A card in a room that was not edited but answered anew is there for others too.
                edited = {"place": row["place"], "sent_id": row["edits"]}
                self._connection.execute(_DROP_EDITED, edited)
            if wording.buttons or wording.asks or row["board"]:
                self._keep_sent(
                    one, row, wording, now, newest=last[_stands_in(one, row)] == one.number
                )
            else:
                gone.append(one.number)
        if gone:
            self._connection.execute(_DROP_THESE, {"numbers": gone})

    def _keep_sent(
        self, sent: Sent, row: RowMapping, wording: Wording, now: datetime, *, newest: bool
    ) -> None:
        kept = dump(replace(wording, paragraphs=(), attachments=()))
        values = {
            "number": sent.number,
            "shown_as": sent.sent_id,
            "shown_at": now,
            "kept": kept,
            "is_newest": newest,
            "stands_in": _stands_in(sent, row),
            "stands_as": "room" if sent.room else row["kind"],
            "stands_at": sent.room.id if sent.room else row["address"],
        }
        self._connection.execute(_MARK, values)
        if row["version"] != sent.version:
            # It was drawn anew while it was on its way: what stands there is old already. The
            # edit has a number of its own, since a platform takes a number once.
            later = replace(read_row(row), edits=sent.sent_id)
            self._insert(later, now, now + _BOARD_PAUSE)

    def later(self, number: int, until: datetime, *, counts: bool = True) -> None:
        """It is to be tried again at a time. counts: as an attempt."""
        self._connection.execute(
            update(_outbox)
            .where(_outbox.c.id == number)
            .values(retry_at=until, attempts=_outbox.c.attempts + int(counts), claim=0)
        )

    def again(self, numbers: Sequence[int], now: datetime) -> None:
        """These are tried now, if they still wait."""
        self._connection.execute(_AGAIN, {"numbers": list(numbers), "by_now": now})

    def hurry(self, now: datetime) -> int:
        """The clock was set back: whatever was to be tried again later is tried now; how much."""
        return self._connection.execute(_HURRY, {"by_now": now}).rowcount

    def given_up(self, number: int) -> None:
        """It can't be sent, now or later."""
        self._connection.execute(_DROP_THESE, {"numbers": [number]})

    def answered(self, place: RoomRef | PersonRef, sent_id: str) -> Outgoing | None:
        """The message with this platform id in a place."""
        return self._sent(_ANSWERED, place=place_of(place), sent_id=sent_id)

    def numbered(self, number: int) -> Outgoing | None:
        """The message with this outbox number, sent or on its way."""
        row = self._connection.execute(_ONE, {"number": number}).mappings().first()
        return read_row(row) if row else None

    def newest(self, place: RoomRef | PersonRef) -> Outgoing | None:
        """The last message sent to a place, if it has buttons or a question."""
        return self._sent(_NEWEST, place=place_of(place))

    def _sent(self, query: Any, **values: str) -> Outgoing | None:
        row = self._connection.execute(query, values).mappings().first()
        return read_row(row) if row else None

    def retract(self, once: str, place: RoomRef | PersonRef | None = None) -> None:
        """What waits under a `once` key that begins like this (in a place, or anywhere) is not
        said, and its key is free."""
        waits = (_outbox.c.state == "waiting") & _outbox.c.once.startswith(once, autoescape=True)
        if place:
            waits &= _outbox.c.place == place_of(place)
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
            .where(_outbox.c.place == place_of(old), _outbox.c.state == "waiting")
            # Messages are numbered anew there: what would be edited is not to be found.
            .values(place=place_of(new), address=new.id, edits="")
        )

    def abandon(self, place: RoomRef | PersonRef) -> None:
        """Forget all that was or will be said in a place."""
        self._connection.execute(delete(_outbox).where(_outbox.c.place == place_of(place)))

    def make_nameless(self, gone: Erased) -> None:
        """Take somebody who is erased out of all that waits, and of all buttons that are kept."""
        marked = [
            func.lower(_outbox.c.body).contains(one.lower(), autoescape=True) for one in gone.marks
        ]
        for row in self._connection.execute(_MAY_NAME.where(or_(_NAMES_SOMEBODY, *marked))).all():
            wording = load(row.body)
            left = without(wording, gone, named=knows_whom_it_names(row.body))
            if left is None:
                self._connection.execute(_DROP_THESE, {"numbers": [row.id]})
            elif left != wording:
                body = dump(left)
                again = bool(row.board) and row.state == "waiting"
                drawn = drawn_as(body) if again else row.drawn
                self._connection.execute(
                    update(_outbox)
                    .where(_outbox.c.id == row.id)
                    .values(body=body, drawn=drawn, version=_outbox.c.version + int(again))
                )

    def forget(self, before: datetime) -> None:
        """Drop what was sent, or used as a key, before a time."""
        old = (_outbox.c.state == "sent") & (_outbox.c.sent_at < before)
        self._connection.execute(delete(_outbox).where(old))
        self._connection.execute(delete(_once).where(_once.c.at < before))

    def waiting(self) -> int:
        """How many messages wait."""
        return self._connection.execute(_HOW_MANY).scalar() or 0

    def crowded(self, platform: str, most: int) -> bool:
        """Whether more than so many messages wait on a platform."""
        values = {"platform": platform, "most": most}
        return self._connection.execute(_CROWDED, values).first() is not None

    def oldest(self, now: datetime) -> datetime | None:
        """Since when the first message waits that could have been sent by now, or None."""
        since: datetime | None = self._connection.execute(_OLDEST, {"now": now}).scalar()
        return since


def _stands_in(sent: Sent, row: RowMapping) -> str:
    """The place where a message stands: what is said to a person may stand in a room."""
    return place_of(sent.room) if sent.room else str(row["place"])
