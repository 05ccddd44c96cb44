"""The questions "when can you?" as they are kept, with their slots and what people answer."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from bot.meetings.model import Rule, Unit, Wall
from bot.meetings.slots import Answer, Ballot, Question
from storage.meeting_tables import QuestionRow, SlotAnswerRow, SlotRow
from storage.tables import MembershipRow, PersonRow

_question = QuestionRow.__table__  # type: ignore[attr-defined]
_slot = SlotRow.__table__  # type: ignore[attr-defined]
_answer = SlotAnswerRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]
_member = MembershipRow.__table__  # type: ignore[attr-defined]


class SqlQuestions:
    """Questions and answers. An answer stays with the account it was written for; of linked ones
    the last word counts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, question: Question, now: datetime) -> Question:
        """Keep a question; it gets its number."""
        rule = question.rule
        values = {
            "track": question.track,
            "title": question.title,
            "minutes": question.minutes,
            "every": rule.every if rule else None,
            "unit": rule.unit.value if rule else "",
            "until": rule.until.isoformat() if rule else None,
            "link": question.link,
            "author": question.author,
            "asked": now,
        }
        result = self._connection.execute(insert(_question).values(values))
        number = result.inserted_primary_key[0]  # type: ignore[index]
        slots = [
            {
                "question": number,
                "number": place,
                "day": wall.day.isoformat(),
                "time": f"{wall.at:%H:%M}",
                "zone": wall.zone,
            }
            for place, wall in enumerate(question.slots, 1)
        ]
        self._connection.execute(insert(_slot), slots)
        found = self.numbered(number)
        if found is None:
            raise LookupError("the question is gone")
        return found

    def numbered(self, number: int) -> Question | None:
        """A question by its number."""
        found = self._all(_question.c.number == number)
        return found[0] if found else None

    def open_of(self, tracks: tuple[str, ...] | None) -> list[Question]:
        """The questions of these tracks (None: of all) that are not settled, oldest first."""
        chosen = () if tracks is None else (_question.c.track.in_(tracks),)
        return self._all(_question.c.settled.is_(None), *chosen)

    def _all(self, *conditions: Any) -> list[Question]:
        query = select(_question).where(*conditions).order_by(_question.c.number)
        rows = self._connection.execute(query).mappings().all()
        return [_read(row, self._slots(row["number"])) for row in rows]

    def _slots(self, number: int) -> tuple[Wall, ...]:
        query = select(_slot).where(_slot.c.question == number).order_by(_slot.c.number)
        return tuple(
            Wall(date.fromisoformat(row.day), time.fromisoformat(row.time), row.zone)
            for row in self._connection.execute(query)
        )

    def settle(self, question: Question) -> None:
        """Keep that, when and how a question was settled."""
        self._connection.execute(
            update(_question)
            .where(_question.c.number == question.number)
            .values(
                settled=question.settled,
                chosen=",".join(str(one) for one in question.chosen),
                meeting=question.meeting,
            )
        )

    def answer(
        self, question: Question, person: int, answers: Mapping[int, Answer], now: datetime
    ) -> None:
        """Keep what a person says of slots; by whichever account, the last word counts."""
        self._connection.execute(
            delete(_answer).where(
                _answer.c.question == question.number,
                _answer.c.slot.in_(answers),
                _answer.c.person.in_(select(_person.c.id).where(_person.c.root == person)),
            )
        )
        rows = [
            {
                "question": question.number,
                "slot": slot,
                "person": person,
                "answer": answer.value,
                "at": now,
            }
            for slot, answer in answers.items()
        ]
        self._connection.execute(insert(_answer), rows)

    def answers(self, question: Question, person: int) -> Mapping[int, Answer]:
        """What a person said last of each slot."""
        query = _last_words(question).where(_person.c.root == person)
        return {row.slot: Answer(row.answer) for row in self._connection.execute(query)}

    def ballots(self, question: Question) -> list[Ballot]:
        """What everybody of the track who answered said, one ballot a person."""
        members = self._members(question.track)
        said: dict[int, dict[int, Answer]] = {}
        for row in self._connection.execute(_last_words(question)):
            if row.root in members:
                said.setdefault(row.root, {})[row.slot] = Answer(row.answer)
        return [Ballot(answers) for _, answers in sorted(said.items())]

    def _members(self, track: str) -> set[int]:
        """Everybody of a track, participants and observers."""
        query = (
            select(_person.c.root)
            .join(_member, _member.c.person == _person.c.id)
            .where(_member.c.track == track)
        )
        return set(self._connection.execute(query).scalars())


def _last_words(question: Question) -> Any:
    """All answers to a question, each by who the person is; of several the last word comes last."""
    return (
        select(_person.c.root, _answer.c.slot, _answer.c.answer)
        .join(_person, _person.c.id == _answer.c.person)
        .where(_answer.c.question == question.number)
        .order_by(_answer.c.at, _answer.c.person)
    )


def _read(row: RowMapping, slots: tuple[Wall, ...]) -> Question:
    rule = None
    if row["every"] is not None:
        rule = Rule(row["every"], Unit(row["unit"]), date.fromisoformat(row["until"]))
    return Question(
        number=row["number"],
        track=row["track"],
        title=row["title"],
        slots=slots,
        minutes=row["minutes"],
        author=row["author"],
        rule=rule,
        link=row["link"],
        settled=row["settled"],
        chosen=tuple(int(one) for one in row["chosen"].split(",") if one),
        meeting=row["meeting"],
    )
