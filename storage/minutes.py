"""Minutes as they are kept: lines, what they rest on, corrections, the floor, actions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from bot.conversation.phrases import name_of
from bot.meetings.minutes import (
    Correction,
    Line,
    Source,
    Speech,
    Standing,
    Tag,
    Turn,
)
from bot.meetings.model import Meeting
from storage.meeting_tables import CorrectionRow, LineRow, SourceRow, SpeechRow
from storage.tables import PersonRow

_line = LineRow.__table__  # type: ignore[attr-defined]
_source = SourceRow.__table__  # type: ignore[attr-defined]
_correction = CorrectionRow.__table__  # type: ignore[attr-defined]
_speech = SpeechRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]
_root = _person.alias()


class SqlMinutes:
    """The lines of the minutes, what they rest on, and their corrections."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, line: Line, sources: Sequence[Source]) -> Line:
        """Keep a line; it gets its number in its meeting."""
        last = select(func.max(_line.c.number)).where(_line.c.meeting == line.meeting)
        number = (self._connection.execute(last).scalar() or 0) + 1
        self._connection.execute(
            insert(_line).values(
                meeting=line.meeting,
                number=number,
                tag=line.tag.value,
                text=line.text,
                person=line.author,
                at=line.at,
                item=line.item,
                action=line.action,
                undone=line.undone,
                waiting=line.waiting,
            )
        )
        for source in dict.fromkeys(sources):
            self._connection.execute(
                insert(_source).values(
                    meeting=line.meeting,
                    line=number,
                    platform=source.platform,
                    room=source.room,
                    message=source.message,
                    answered=source.answered,
                )
            )
        kept = self.line(line.meeting, number)
        if kept is None:
            raise LookupError("the line is gone")
        return kept

    def lines(self, meeting: Meeting) -> list[Line]:
        """The lines that stand, in order: not undone, and not waiting for the chair."""
        return self._lines(
            _line.c.meeting == meeting.number,
            _line.c.undone.is_(False),
            _line.c.waiting.is_(False),
        )

    def line(self, meeting: int, number: int) -> Line | None:
        """One line, also if it was undone."""
        found = self._lines(_line.c.meeting == meeting, _line.c.number == number)
        return found[0] if found else None

    def _lines(self, *conditions: Any) -> list[Line]:
        query = (
            select(_line, _root.c.id.label("author"), _root.c.name)
            .outerjoin(_person, _person.c.id == _line.c.person)
            .outerjoin(_root, _root.c.id == _person.c.root)
            .where(*conditions)
            .order_by(_line.c.meeting, _line.c.number)
        )
        return [_read_line(row) for row in self._connection.execute(query).mappings()]

    def change(self, line: Line) -> None:
        """Keep a line's changed text, action or fate."""
        self._connection.execute(
            update(_line)
            .where(_line.c.meeting == line.meeting, _line.c.number == line.number)
            .values(text=line.text, action=line.action, undone=line.undone, waiting=line.waiting)
        )

    def resting_on(self, source: Source) -> list[Line]:
        """The lines that a message said, or (answered) those whose message answers it."""
        resting = select(_source.c.line).where(
            _source.c.platform == source.platform,
            _source.c.room == source.room,
            _source.c.message == source.message,
            _source.c.answered.is_(source.answered),
            _source.c.meeting == _line.c.meeting,
        )
        return self._lines(_line.c.number.in_(resting))

    def forget_authors(self, meeting: Meeting) -> None:
        """Under the Chatham House Rule lines have no author."""
        self._connection.execute(
            update(_line).where(_line.c.meeting == meeting.number).values(person=None)
        )

    def propose(self, line: Line, person: int, text: str, now: datetime) -> Correction:
        """Keep a proposed correction; it gets its number."""
        here = (_correction.c.meeting == line.meeting) & (_correction.c.line == line.number)
        last = self._connection.execute(select(func.max(_correction.c.number)).where(here))
        number = (last.scalar() or 0) + 1
        self._connection.execute(
            insert(_correction).values(
                meeting=line.meeting, line=line.number, number=number, person=person, text=text,
                at=now,
            )
        )  # fmt: skip
        return Correction(line.meeting, line.number, number, person, text, now)

    def corrections(self, meeting: Meeting) -> list[Correction]:
        """All proposed corrections, in order."""
        return self._corrections(_correction.c.meeting == meeting.number)

    def correction(self, meeting: int, line: int, number: int) -> Correction | None:
        """One of them."""
        found = self._corrections(
            _correction.c.meeting == meeting,
            _correction.c.line == line,
            _correction.c.number == number,
        )
        return found[0] if found else None

    def _corrections(self, *conditions: Any) -> list[Correction]:
        query = (
            select(_correction, _root.c.id.label("author"), _root.c.name)
            .join(_person, _person.c.id == _correction.c.person)
            .join(_root, _root.c.id == _person.c.root)
            .where(*conditions)
            .order_by(_correction.c.line, _correction.c.number)
        )
        return [
            Correction(
                row["meeting"], row["line"], row["number"], row["author"], row["text"], row["at"],
                Standing(row["standing"]), row["reason"], name_of(row["name"], row["author"]),
            )
            for row in self._connection.execute(query).mappings()
        ]  # fmt: skip

    def decide(self, correction: Correction, standing: Standing, reason: str) -> None:
        """Accept or decline a correction."""
        self._connection.execute(
            update(_correction)
            .where(
                _correction.c.meeting == correction.meeting,
                _correction.c.line == correction.line,
                _correction.c.number == correction.number,
            )
            .values(standing=standing.value, reason=reason)
        )


class SqlFloor:
    """Who asked to speak."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def queue(self, meeting: Meeting) -> list[Speech]:
        """Who has the floor, and who waits for it, in the order of asking; each of them once, also
        who asked by two accounts before they were linked."""
        query = (
            select(_speech, _root.c.id.label("speaker"), _root.c.name)
            .join(_person, _person.c.id == _speech.c.person)
            .join(_root, _root.c.id == _person.c.root)
            .where(_speech.c.meeting == meeting.number, _speech.c.turn != Turn.DONE.value)
            .order_by(_speech.c.turn != Turn.SPEAKING.value, _speech.c.id)
        )
        found: dict[tuple[int, Turn], Speech] = {}
        for row in self._connection.execute(query).mappings():
            turn = Turn(row["turn"])
            speech = Speech(
                row["id"],
                row["speaker"],
                name_of(row["name"], row["speaker"]),
                row["point"],
                turn,
                row["since"],
            )
            found.setdefault((speech.person, turn), speech)
        return list(found.values())

    def ask(self, meeting: Meeting, person: int, point: str, now: datetime) -> bool:
        """Ask to speak; False if the person waits already, whose point is changed then."""
        waits = next(
            (
                one
                for one in self.queue(meeting)
                if one.person == person and one.turn is Turn.WAITING
            ),
            None,
        )
        if waits is None:
            self._connection.execute(
                insert(_speech).values(meeting=meeting.number, person=person, point=point)
            )
            return True
        self._connection.execute(
            update(_speech).where(_speech.c.id == waits.id).values(point=point or waits.point)
        )
        return False

    def give(self, speech: Speech, now: datetime) -> None:
        """Give somebody the floor."""
        self._turn(speech, Turn.SPEAKING, now)

    def end(self, speech: Speech) -> None:
        """Somebody has spoken, or does not want to."""
        self._turn(speech, Turn.DONE, speech.since)

    def _turn(self, speech: Speech, turn: Turn, since: datetime | None) -> None:
        if speech.turn is Turn.WAITING:
            meeting = select(_speech.c.meeting).where(_speech.c.id == speech.id)
            mine = select(_person.c.id).where(_person.c.root == speech.person)
            self._connection.execute(
                update(_speech)
                .where(
                    _speech.c.meeting.in_(meeting),
                    _speech.c.person.in_(mine),
                    _speech.c.turn == Turn.WAITING.value,
                )
                .values(turn=Turn.DONE.value)
            )
        self._connection.execute(
            update(_speech).where(_speech.c.id == speech.id).values(turn=turn.value, since=since)
        )

    def clear(self, meeting: Meeting) -> None:
        """Nobody waits any more; what they wanted to say is forgotten."""
        self._connection.execute(delete(_speech).where(_speech.c.meeting == meeting.number))


def _read_line(row: RowMapping) -> Line:
    return Line(
        meeting=row["meeting"],
        number=row["number"],
        tag=Tag(row["tag"]),
        text=row["text"],
        author=row["author"],
        at=row["at"],
        item=row["item"],
        action=row["action"],
        undone=row["undone"],
        name=name_of(row["name"] or "", row["author"] or 0),
        waiting=row["waiting"],
    )
