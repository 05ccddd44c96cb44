"""What meetings ask of storage."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.meetings.minutes import (
    Action,
    Correction,
    Line,
    Presence,
    Source,
    Speech,
    Standing,
)
from bot.meetings.model import Clash, Coming, Item, Meeting, Plan, Replies, Series
from bot.meetings.slots import Answer, Ballot, Question


class Meetings(Protocol):
    """Meetings and their series."""

    def plan(self, plan: Plan, starts: datetime, author: int) -> Meeting:
        """Keep a meeting by itself; it gets its number."""
        ...

    def begin_series(self, plan: Plan) -> Series:
        """Keep a series; its meetings are planned one by one."""
        ...

    def plan_one_of(self, series: Series, day: date, starts: datetime, author: int) -> Meeting:
        """Keep the meeting of a series that stands for one of its days."""
        ...

    def numbered(self, number: int) -> Meeting | None:
        """A meeting by its number."""
        ...

    def of(self, tracks: tuple[str, ...] | None) -> list[Meeting]:
        """The meetings of these tracks (None: of all), by their start."""
        ...

    def upcoming(self, tracks: tuple[str, ...] | None, now: datetime) -> list[Meeting]:
        """Those running or planned whose end has not passed long ago, by their start."""
        ...

    def running(self, tracks: tuple[str, ...]) -> list[Meeting]:
        """Those of these tracks that have begun and not ended."""
        ...

    def unfinished(self) -> list[Meeting]:
        """All that are planned or running, by their start."""
        ...

    def not_held_after(self, moment: datetime) -> list[Meeting]:
        """Those set aside as not held that begin after this moment."""
        ...

    def unapproved(self) -> list[Meeting]:
        """Those that are over, and whose minutes have lines and are not approved."""
        ...

    def series(self, number: int) -> Series | None:
        """A series by its inner number."""
        ...

    def series_after(self, day: date) -> list[Series]:
        """The series that have days after this one."""
        ...

    def of_series(self, series: int) -> list[Meeting]:
        """The meetings of a series that were planned one by one, by their days."""
        ...

    def change(self, meeting: Meeting) -> None:
        """Keep a changed meeting."""
        ...

    def change_series(self, series: Series) -> None:
        """Keep a changed series."""
        ...

    def zones(self, track: str) -> Mapping[str, int]:
        """The zones that people of a track declared, and how many of them each."""
        ...

    def clashes(self, meeting: Meeting) -> list[Clash]:
        """The meetings of other tracks at the same time that people of this track belong to."""
        ...

    def lead_times(self, track: str) -> tuple[int, ...] | None:
        """The lead times in minutes that a track chose, longest first; None if it chose none."""
        ...

    def set_lead_times(self, track: str, leads: tuple[int, ...]) -> None:
        """Keep the lead times of a track."""
        ...


class Comers(Protocol):
    """Who said of a meeting that they come, and who was there."""

    def say(self, meeting: Meeting, person: int, coming: Coming, now: datetime) -> None:
        """Keep what a person says; by whichever account, the last word counts."""
        ...

    def said(self, meeting: Meeting, person: int) -> Coming | None:
        """What a person said last."""
        ...

    def replies(self, meeting: Meeting) -> Replies:
        """How many said what."""
        ...

    def expected(self, meeting: Meeting) -> list[int]:
        """Those who said yes or maybe."""
        ...

    def attend(self, meeting: Meeting, person: int, presence: Presence) -> None:
        """Keep that a person was present, or sent apologies."""
        ...

    def attendance(self, meeting: Meeting) -> list[tuple[int, str, Presence]]:
        """Who was present or sent apologies, by name."""
        ...

    def forget_attendance(self, meeting: Meeting) -> None:
        """Under the Chatham House Rule nobody was there."""
        ...


class Agendas(Protocol):
    """The agenda of each meeting."""

    def items(self, meeting: Meeting) -> list[Item]:
        """Its items, in order."""
        ...

    def keep(self, meeting: Meeting, items: Sequence[Item]) -> None:
        """Keep these items in this order, in place of what was there."""
        ...


class Floor(Protocol):
    """Who asked to speak."""

    def queue(self, meeting: Meeting) -> list[Speech]:
        """Who has the floor, and who waits for it, in the order of asking."""
        ...

    def ask(self, meeting: Meeting, person: int, point: str, now: datetime) -> bool:
        """Ask to speak; False if the person waits already, whose point is changed then."""
        ...

    def give(self, speech: Speech, now: datetime) -> None:
        """Give somebody the floor."""
        ...

    def end(self, speech: Speech) -> None:
        """Somebody has spoken, or does not want to."""
        ...

    def clear(self, meeting: Meeting) -> None:
        """Nobody waits any more."""
        ...


class Minutes(Protocol):
    """The lines of the minutes, what they rest on, and their corrections."""

    def add(self, line: Line, sources: Sequence[Source]) -> Line:
        """Keep a line; it gets its number in its meeting."""
        ...

    def lines(self, meeting: Meeting) -> list[Line]:
        """The lines that were not undone, in order."""
        ...

    def line(self, meeting: int, number: int) -> Line | None:
        """One line, also if it was undone."""
        ...

    def change(self, line: Line) -> None:
        """Keep a line's changed text, action or fate."""
        ...

    def resting_on(self, source: Source) -> list[Line]:
        """The lines that a message said, or (answered) those whose message answers it."""
        ...

    def forget_authors(self, meeting: Meeting) -> None:
        """Under the Chatham House Rule lines have no author."""
        ...

    def propose(self, line: Line, person: int, text: str, now: datetime) -> Correction:
        """Keep a proposed correction; it gets its number."""
        ...

    def corrections(self, meeting: Meeting) -> list[Correction]:
        """All proposed corrections, in order."""
        ...

    def correction(self, meeting: int, line: int, number: int) -> Correction | None:
        """One of them."""
        ...

    def decide(self, correction: Correction, standing: Standing, reason: str) -> None:
        """Accept or decline a correction."""
        ...


class Actions(Protocol):
    """What people are to do."""

    def add(self, action: Action) -> Action:
        """Keep an action; it gets its number."""
        ...

    def numbered(self, number: int) -> Action | None:
        """An action by its number."""
        ...

    def open_of(self, tracks: tuple[str, ...] | None) -> list[Action]:
        """The open ones of these tracks (None: of all), by their due days."""
        ...

    def open_for(self, person: int) -> list[Action]:
        """The open ones of a person, by whichever account they were given."""
        ...

    def of(self, meeting: Meeting) -> list[Action]:
        """Those that a meeting made, open or not."""
        ...

    def change(self, action: Action) -> None:
        """Keep a changed action."""
        ...

    def drop(self, action: Action) -> None:
        """It was taken back before anybody relied on it; its number is not given again."""
        ...


class Questions(Protocol):
    """The questions "when can you?", and what people answer."""

    def ask(self, question: Question, now: datetime) -> Question:
        """Keep a question; it gets its number."""
        ...

    def numbered(self, number: int) -> Question | None:
        """A question by its number."""
        ...

    def open_of(self, tracks: tuple[str, ...] | None) -> list[Question]:
        """The questions of these tracks (None: of all) that are not settled, oldest first."""
        ...

    def settle(self, question: Question) -> None:
        """Keep that, when and how a question was settled."""
        ...

    def answer(
        self, question: Question, person: int, answers: Mapping[int, Answer], now: datetime
    ) -> None:
        """Keep what a person says of slots; by whichever account, the last word counts."""
        ...

    def answers(self, question: Question, person: int) -> Mapping[int, Answer]:
        """What a person said last of each slot."""
        ...

    def ballots(self, question: Question) -> list[Ballot]:
        """What everybody of the track who answered said, one ballot a person."""
        ...
