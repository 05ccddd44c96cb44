"""Who comes to a meeting, who was there, and its agenda, as they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from bot.conversation.phrases import name_of
from bot.meetings.minutes import Presence
from bot.meetings.model import Coming, Item, Meeting, Replies
from storage.meeting_tables import AttendanceRow, ComingRow, ItemRow
from storage.tables import PersonRow

_coming = ComingRow.__table__  # type: ignore[attr-defined]
_attendance = AttendanceRow.__table__  # type: ignore[attr-defined]
_item = ItemRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]


class SqlComers:
    """Who said of a meeting that they come, and who was there. A row stays with the account it was
    written for; of linked ones the last word counts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def say(self, meeting: Meeting, person: int, coming: Coming, now: datetime) -> None:
        """Keep what a person says; by whichever account, the last word counts."""
        self._connection.execute(
            delete(_coming).where(
                _coming.c.meeting == meeting.number, _coming.c.person.in_(_rows_of(person))
            )
        )
        self._connection.execute(
            insert(_coming).values(
                meeting=meeting.number, person=person, coming=coming.value, at=now
            )
        )

    def said(self, meeting: Meeting, person: int) -> Coming | None:
        """What a person said last."""
        return self._last_words(meeting).get(person)

    def replies(self, meeting: Meeting) -> Replies:
        """How many said what."""
        words = list(self._last_words(meeting).values())
        return Replies(*(words.count(one) for one in (Coming.YES, Coming.MAYBE, Coming.NO)))

    def expected(self, meeting: Meeting) -> list[int]:
        """Those who said yes or maybe."""
        words = self._last_words(meeting)
        return sorted(person for person, word in words.items() if word is not Coming.NO)

    def _last_words(self, meeting: Meeting) -> dict[int, Coming]:
        query = (
            select(_person.c.root, _coming.c.coming)
            .join(_person, _person.c.id == _coming.c.person)
            .where(_coming.c.meeting == meeting.number)
            .order_by(_coming.c.at, _coming.c.person)
        )
        return {row.root: Coming(row.coming) for row in self._connection.execute(query)}

    def attend(self, meeting: Meeting, person: int, presence: Presence) -> None:
        """Keep that a person was present, or sent apologies."""
        self._connection.execute(
            delete(_attendance).where(
                _attendance.c.meeting == meeting.number,
                _attendance.c.person.in_(_rows_of(person)),
            )
        )
        self._connection.execute(
            insert(_attendance).values(
                meeting=meeting.number, person=person, presence=presence.value
            )
        )

    def attendance(self, meeting: Meeting) -> list[tuple[int, str, Presence]]:
        """Who was present or sent apologies, by name. Who was both, was present."""
        root = _person.alias()
        query = (
            select(root.c.id, root.c.name, _attendance.c.presence)
            .join(_person, _person.c.id == _attendance.c.person)
            .join(root, root.c.id == _person.c.root)
            .where(_attendance.c.meeting == meeting.number)
            .order_by(_attendance.c.presence)
        )
        found = {row.id: row for row in self._connection.execute(query)}
        people = [
            (row.id, name_of(row.name, row.id), Presence(row.presence)) for row in found.values()
        ]
        return sorted(people, key=lambda one: (one[1].casefold(), one[0]))

    def forget_attendance(self, meeting: Meeting) -> None:
        """Under the Chatham House Rule nobody was there."""
        self._connection.execute(delete(_attendance).where(_attendance.c.meeting == meeting.number))


class SqlAgendas:
    """The agenda of each meeting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def items(self, meeting: Meeting) -> list[Item]:
        """Its items, in order."""
        query = (
            select(_item, _person.c.root)
            .join(_person, _person.c.id == _item.c.person)
            .where(_item.c.meeting == meeting.number)
            .order_by(_item.c.number)
        )
        return [
            Item(row.number, row.title, row.minutes, row.root, row.done)
            for row in self._connection.execute(query)
        ]

    def keep(self, meeting: Meeting, items: Sequence[Item]) -> None:
        """Keep these items in this order, in place of what was there."""
        self._connection.execute(delete(_item).where(_item.c.meeting == meeting.number))
        rows = [
            {
                "meeting": meeting.number,
                "number": number,
                "title": item.title,
                "minutes": item.minutes,
                "person": item.by,
                "done": item.done,
            }
            for number, item in enumerate(items, 1)
        ]
        if rows:
            self._connection.execute(insert(_item), rows)


def _rows_of(person: int) -> Any:
    """The persons that are this one, by their linked accounts."""
    return select(_person.c.id).where(_person.c.root == person)
