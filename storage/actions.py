"""What people are to do, as it is kept."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from bot.conversation.phrases import name_of
from bot.meetings.minutes import Action
from bot.meetings.model import Meeting
from storage.meeting_tables import ActionRow, MeetingRow
from storage.tables import PersonRow

_action = ActionRow.__table__  # type: ignore[attr-defined]
_meeting = MeetingRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]
_root = _person.alias()


class SqlActions:
    """What people are to do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, action: Action) -> Action:
        """Keep an action; it gets its number."""
        result = self._connection.execute(
            insert(_action).values(
                track=action.track,
                meeting=action.meeting,
                text=action.text,
                person=action.owner,
                called=action.called,
                due=action.due.isoformat() if action.due else None,
            )
        )
        kept = self.numbered(result.inserted_primary_key[0])  # type: ignore[index]
        if kept is None:
            raise LookupError("the action is gone")
        return kept

    def numbered(self, number: int) -> Action | None:
        """An action by its number."""
        found = self._all(_action.c.number == number)
        return found[0] if found else None

    def open_of(self, tracks: tuple[str, ...] | None) -> list[Action]:
        """The open ones of these tracks (None: of all), by their due days."""
        conditions = [] if tracks is None else [_action.c.track.in_(tracks)]
        return self._all(_action.c.done.is_(None), *conditions)

    def open_for(self, person: int) -> list[Action]:
        """The open ones of a person, by whichever account they were given."""
        return self._all(_action.c.done.is_(None), _person.c.root == person)

    def of(self, meeting: Meeting) -> list[Action]:
        """Those that a meeting made, open or not."""
        return self._all(_action.c.meeting == meeting.number)

    def _all(self, *conditions: Any) -> list[Action]:
        query = (
            select(_action, _root.c.id.label("owner"), _root.c.name, _meeting.c.chatham)
            .join(_meeting, _meeting.c.number == _action.c.meeting)
            .outerjoin(_person, _person.c.id == _action.c.person)
            .outerjoin(_root, _root.c.id == _person.c.root)
            .where(*conditions)
            .order_by(_action.c.due.is_(None), _action.c.due, _action.c.number)
        )
        return [_read_action(row) for row in self._connection.execute(query).mappings()]

    def change(self, action: Action) -> None:
        """Keep a changed action."""
        self._connection.execute(
            update(_action)
            .where(_action.c.number == action.number)
            .values(
                text=action.text,
                due=action.due.isoformat() if action.due else None,
                done=action.done,
                reminded=",".join(sorted(action.reminded)),
            )
        )

    def drop(self, action: Action) -> None:
        """It was taken back before anybody relied on it."""
        self._connection.execute(delete(_action).where(_action.c.number == action.number))


def _read_action(row: RowMapping) -> Action:
    return Action(
        number=row["number"],
        track=row["track"],
        meeting=row["meeting"],
        text=row["text"],
        owner=row["owner"],
        called="" if row["chatham"] else name_of(row["name"] or row["called"], row["owner"] or 0),
        due=date.fromisoformat(row["due"]) if row["due"] else None,
        done=row["done"],
        reminded=frozenset(row["reminded"].split(",")) - {""},
        unnamed=row["chatham"],
    )
