"""What becomes of every table when a person is erased, and what a person is handed: `people` calls
it. What the tables do with a column of theirs is said where it is declared: `columns`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update
from sqlmodel import SQLModel

from bot.conversation.markdown import escaped
from bot.conversation.message import PersonRef, RoomRef
from bot.conversation.nameless import Erased
from bot.people.model import Person
from storage.decision_tables import DecisionRow
from storage.letters import SqlLetters
from storage.meeting_tables import ActionRow, AttendanceRow, ItemRow, LineRow, MeetingRow, SourceRow
from storage.outbox import SqlOutbox
from storage.outbox_rows import place_of
from storage.tables import AccountRow, OutboxRow, PersonRow, RoomRow, TraceRow

_account = AccountRow.__table__  # type: ignore[attr-defined]
_outbox = OutboxRow.__table__  # type: ignore[attr-defined]
_decision = DecisionRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]
_room = RoomRow.__table__  # type: ignore[attr-defined]
_trace = TraceRow.__table__  # type: ignore[attr-defined]
_source = SourceRow.__table__  # type: ignore[attr-defined]
_meeting = MeetingRow.__table__  # type: ignore[attr-defined]
_TAKE_PART = (
    ActionRow.__table__,  # type: ignore[attr-defined]
    AttendanceRow.__table__,  # type: ignore[attr-defined]
    ItemRow.__table__,  # type: ignore[attr-defined]
    LineRow.__table__,  # type: ignore[attr-defined]
)
_NOT_HANDED_OUT = (
    "root", "hash", "folded_name", "content", "first_key", "second_key",
)  # fmt: skip
_TOLD = ("language", "zone", "quiet", "stakeholder_group", "region", "organisation")
_FORMER = "former participant"
_SHORT = 2
"""A name of so few signs may be a word of some language: it is a name only where names stand."""


def numbers_of(connection: Connection, root: int) -> list[int]:
    """The numbers of all persons behind a root."""
    return list(connection.execute(select(_person.c.id).where(_person.c.root == root)).scalars())


def everything(
    connection: Connection, numbers: Sequence[int], person: Person | None
) -> dict[str, list[dict[str, Any]]]:
    """All rows that concern a person, by table; and the messages that wait for them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in SQLModel.metadata.sorted_tables:
        columns = [c for c in table.c if c.info.get("on_erase") in ("delete", "keep")]
        if table is _person:
            columns = [_person.c.id]
        if not columns:
            continue
        own = [one for one in columns if one.info.get("sees") is None]
        theirs = or_(*(column.in_(numbers) for column in own))
        found[table.name] = _rows(connection, table, theirs) if own else []
        for column in columns:
            if sees := column.info.get("sees"):
                others = column.in_(numbers) & ~theirs
                found[table.name] += [
                    {name: row[name] for name in sees} for row in _rows(connection, table, others)
                ]
    places = _places(person)
    waits = _outbox.c.place.in_(places) & (_outbox.c.state == "waiting")
    found[_outbox.name] = _rows(connection, _outbox, waits)
    return found


def _rows(connection: Connection, table: Table, theirs: Any) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).where(theirs)).mappings()
    return [{k: v for k, v in row.items() if k not in _NOT_HANDED_OUT} for row in rows]


def erase(
    connection: Connection, numbers: Sequence[int], person: Person | None, now: datetime
) -> None:
    """Take somebody out of every table: delete what is theirs alone, blank what tells of them, and
    make nameless what waits to be said. Until it is wiped, a row says that the files still hold
    traces."""
    outbox, accounts = SqlOutbox(connection), person.accounts if person else ()
    for place in _refs(person):
        outbox.abandon(place)
    for account in accounts:
        if account.room:
            mine = (_room.c.platform == account.room.platform) & (_room.c.id == account.room.id)
            connection.execute(delete(_room).where(mine))
            # A line of the minutes that was said there; its address is often the account's own.
            there = (_source.c.platform == account.room.platform) & (
                _source.c.room == account.room.id
            )
            connection.execute(delete(_source).where(there))
    names = {one.name for one in accounts} | {_known_name(connection, one) for one in numbers}
    outbox.make_nameless(Erased(frozenset(numbers), tuple(map(str, names)), tuple(_marks(person))))
    SqlLetters(connection).forget_abandoned()
    _redact_summaries(connection, numbers, names)
    # A charter that was never opened is its author's own.
    connection.execute(
        delete(_decision).where(_decision.c.number.is_(None), _decision.c.author.in_(numbers))
    )
    for table in SQLModel.metadata.sorted_tables:
        _erase_in(connection, table, numbers)
    blank = dict.fromkeys((*_TOLD, "name", "conduct_version"), "")
    connection.execute(
        update(_person)
        .where(_person.c.id.in_(numbers))
        .values(**blank, root=_person.c.id, conduct_at=None, erased_at=now)
    )
    connection.execute(insert(_trace).values(since=now))


def _erase_in(connection: Connection, table: Table, numbers: Sequence[int]) -> None:
    told = [c.name for c in table.c if c.info.get("on_erase") == "blank"]
    for column in table.c:
        fate = column.info.get("on_erase")
        if fate == "delete":
            connection.execute(delete(table).where(column.in_(numbers)))
        elif fate == "keep" and told:
            blanked = update(table).where(column.in_(numbers))
            connection.execute(blanked.values(dict.fromkeys(told, "")))


def _known_name(connection: Connection, number: int) -> str:
    query = select(_person.c.name).where(_person.c.id == number)
    return connection.execute(query).scalar() or ""


def _refs(person: Person | None) -> Iterable[PersonRef | RoomRef]:
    for account in person.accounts if person else ():
        yield account.ref
        if account.room:
            yield account.room


def _places(person: Person | None) -> list[str]:
    return [place_of(one) for one in _refs(person)]


def _marks(person: Person | None) -> Iterable[str]:
    """What is theirs alone, as somebody may have typed it: never what could be another's word."""
    for account in person.accounts if person else ():
        if account.handle:
            yield f"@{account.handle}"
        yield f"{account.ref.platform}:{account.ref.id}"
        if not account.ref.id.isdigit():
            yield account.ref.id


def _redact_summaries(connection: Connection, numbers: Sequence[int], names: Iterable[str]) -> None:
    """Summaries that were changed by hand name people as they were drafted: who chaired, was
    there, or took something on. Only meetings in which they had a part are looked at."""
    words = _names_in_markdown(names)
    if words is None:
        return
    parts = [select(one.c.meeting).where(one.c.person.in_(numbers)) for one in _TAKE_PART]
    part = or_(_meeting.c.chair.in_(numbers), *(_meeting.c.number.in_(one) for one in parts))
    query = select(_meeting.c.number, _meeting.c.summary).where(_meeting.c.summary != "", part)
    for row in connection.execute(query).all():
        text = words.sub(_FORMER, row.summary)
        if text != row.summary:
            changed = update(_meeting).where(_meeting.c.number == row.number)
            connection.execute(changed.values(summary=text))


def _names_in_markdown(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds names as whole words; short ones only where a list or a sentence names people."""
    known = sorted({form for one in names if one for form in (one, escaped(one))}, reverse=True)
    found = [
        rf"(?<!\w){re.escape(one)}(?!\w)"
        if len(one) > _SHORT
        else rf"(?:(?<=[:,;.(] )|(?<=\()){re.escape(one)}(?=[,;.)]| chaired|$)"
        for one in known
    ]
    return re.compile("|".join(found), re.MULTILINE) if found else None


def last_words_wait(connection: Connection) -> bool:
    """Whether something still waits for a person who is not known: what they were told last."""
    known = select(_account.c.platform + ":" + _account.c.id).union(
        select(_account.c.platform + ":" + _account.c.room)
    )
    waits = (_outbox.c.state == "waiting") & _outbox.c.private & _outbox.c.place.not_in(known)
    return bool(connection.execute(select(func.count()).where(waits)).scalar())
