"""A plain model of meetings and their reminders: what must have been said by when, and to whom.

It knows nothing of how the program does it: no keys, no rows, no queue but a list of letters. The
stateful test keeps it beside the program, and takes from here what people do next.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from bot.conversation.message import RoomRef
from tests.meeting_stage import ADA, BEN, CHAT, RAY, ROOM, Voice

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
USUAL = (7 * 24 * 60, 24 * 60, 60, 10)
PEOPLE = (ADA, BEN, RAY)
NIGHT = (time(22), time(7))
PATIENCE = timedelta(minutes=5)
"""So long after a network was down it may take until a message is tried again."""
AT_ONCE = datetime(1, 1, 1, tzinfo=UTC)
"""From when on something may be said that waits for no morning: not even a clock holds it."""


@dataclass(slots=True)
class Call:
    """A meeting. told: the shortest lead time that was said of this start, or that the news of the
    start itself made needless. day: the day of its series that it stands for. missed: its time
    passed, and nobody began it."""

    number: int
    starts: datetime
    planned: bool = True
    told: int | None = None
    series: int = 0
    day: datetime | None = None
    missed: bool = False
    coming: dict[Voice, str] = field(default_factory=dict)

    @property
    def expected(self) -> list[Voice]:
        """Those who come, or may come."""
        return [one for one, word in self.coming.items() if word != "no"]


@dataclass(slots=True)
class Letter:
    """Something that is to be said in a place: a reminder of a start (lead in minutes), or news.

    It is said from `ready` on, and never at or after `expires`.
    """

    place: RoomRef
    number: int
    starts: datetime
    what: str
    ready: datetime
    expires: datetime | None = None


@dataclass(slots=True)
class Model:
    """The calls of one track, its rooms and people, and what waits to be said."""

    leads: tuple[int, ...] = USUAL
    rooms: set[RoomRef] = field(default_factory=lambda: {ROOM})
    calls: dict[int, Call] = field(default_factory=dict)
    quiet: set[Voice] = field(default_factory=set)
    down: set[str] = field(default_factory=set)
    letters: list[Letter] = field(default_factory=list)
    known: set[tuple[RoomRef, int, datetime, str]] = field(default_factory=set)
    blocked: dict[str, datetime] = field(default_factory=dict)
    series: int = 0

    # --- what happens --------------------------------------------------------------------------

    def plan(self, numbers: Iterable[int], starts: list[datetime], now: datetime) -> None:
        """A call by itself, or a series of them; the rooms are told of the first."""
        numbers = list(numbers)
        if len(numbers) > 1:
            self.series += 1
        for number, begins in zip(numbers, starts, strict=True):
            self.calls[number] = Call(number, begins)
            if len(numbers) > 1:
                self.calls[number].series, self.calls[number].day = self.series, begins
        first = self.calls[numbers[0]]
        first.told = self._due(first, now)
        self._tell(first, "planned", now, self.rooms, (), expires=first.starts)

    def move(self, call: Call, starts: datetime, now: datetime) -> None:
        """One call begins at another time."""
        self._retract(call)
        until, call.starts = max(call.starts, starts), starts
        call.told = self._due(call, now)
        self._tell(call, "moved", now, self.rooms, call.expected, expires=until)

    def move_all(self, call: Call, starts: datetime, now: datetime) -> None:
        """A call and all that follow it in its series, whichever of them were moved before; those
        that were cancelled stay so, and their days with them."""
        assert call.day
        following = self.following(call)
        shift = starts.date() - call.day.date()
        self.series += 1
        for one in self.calls.values():
            if one.series == call.series and one.day and one.day >= call.day and one is not call:
                one.series, one.day = self.series, one.day + shift
        call.series, call.day = self.series, starts
        for one in following:
            self._retract(one)
            assert one.day
            one.starts, one.told = datetime.combine(one.day.date(), starts.timetz()), None
            one.day = one.starts
        call.told = self._due(call, now)
        people = {person for one in following for person in one.expected}
        self._tell(call, "moved", now, self.rooms, people)

    def cancel(self, call: Call, now: datetime, *, everything: bool) -> None:
        """A call is off, or it and all that follow it."""
        gone = self.following(call) if everything else [call]
        for one in gone:
            self._retract(one)
            one.planned = False
        people = {person for one in gone for person in one.expected}
        self._tell(call, "cancelled", now, self.rooms, people)

    def begin(self, call: Call) -> None:
        """It is not to come any more."""
        self._retract(call)
        call.planned = False

    def say_coming(self, voice: Voice, call: Call, word: str) -> None:
        """Somebody says whether they come. Who does not is reminded of nothing any more."""
        call.coming[voice] = word
        if word == "no":
            self._retract(call, voice.private)

    def change_leads(self, written: str) -> None:
        """The track chooses its lead times, as they are typed."""
        units = {"d": DAY, "h": HOUR, "m": MINUTE}
        found = [
            int(one[:-1]) * units[one[-1]] // MINUTE for one in written.split() if one != "off"
        ]
        self.leads = tuple(found)

    def following(self, call: Call) -> list[Call]:
        """It and those planned after it in its series, by the days that they stand for."""
        assert call.day
        found = (one for one in self.calls.values() if one.series == call.series and one.planned)
        return sorted((one for one in found if one.day and one.day >= call.day), key=_number)

    def _retract(self, call: Call, place: RoomRef | None = None) -> None:
        """What waits of a call is not said; only its reminders in a place, if one is named."""
        for one in list(self.letters):
            here = one.place == place and one.what.isdecimal()
            if one.number == call.number and (place is None or here):
                self.letters.remove(one)
                self.known.discard((one.place, one.number, one.starts, one.what))

    # --- what time does ------------------------------------------------------------------------

    def _due(self, call: Call, now: datetime) -> int | None:
        come = [lead for lead in self.leads if call.starts - lead * MINUTE <= now]
        return min(come, default=None) if now < call.starts else None

    def tick(self, now: datetime) -> None:
        """The reminders that are due now are put into letters; of several only the last."""
        for call in sorted(self.calls.values(), key=_number):
            if call.planned and now > call.starts + 12 * HOUR:
                call.planned, call.missed = False, True
            elif call.missed and now < call.starts:
                # The clock was set back.
                call.planned, call.missed = True, False
            due = self._due(call, now) if call.planned else None
            if due is None or (call.told is not None and call.told <= due):
                continue
            call.told = due
            shorter = max((lead for lead in self.leads if lead < due), default=0)
            self._tell(
                call, str(due), now, self.rooms, call.expected,
                expires=call.starts - shorter * MINUTE, urgent=due == min(self.leads),
            )  # fmt: skip

    def _tell(
        self,
        call: Call,
        what: str,
        now: datetime,
        rooms: Iterable[RoomRef],
        people: Iterable[Voice],
        *,
        expires: datetime | None = None,
        urgent: bool | None = None,
    ) -> None:
        if urgent is None:
            urgent = what != "planned" and call.starts - now < 12 * HOUR
        for place in rooms:
            self._put(Letter(place, call.number, call.starts, what, AT_ONCE, expires))
        for one in people:
            waits = one in self.quiet and not urgent and is_night(now)
            ready = morning(now) if waits else AT_ONCE
            self._put(Letter(one.private, call.number, call.starts, what, ready, expires))

    def _put(self, letter: Letter) -> None:
        """News are new each time; a reminder of a start is said once in a place."""
        key = (letter.place, letter.number, letter.starts, letter.what)
        if key in self.known and letter.what.isdecimal():
            return
        self.known.add(key)
        self.letters.append(letter)

    # --- what is said --------------------------------------------------------------------------

    def said(self, place: RoomRef, number: int, starts: datetime, what: str) -> Letter:
        """The letter that was said now. Raises AssertionError if none such waits."""
        for one in self.letters:
            if (one.place, one.number, one.starts, one.what) == (place, number, starts, what):
                self.letters.remove(one)
                return one
        raise AssertionError(f"{what} of M{number} at {starts} was said in {place}: why?")

    def check_nothing_is_missing(self, now: datetime) -> None:
        """All that could be said by now was said; what is not worth saying any more is dropped."""
        for platform in self.down:
            self.blocked[platform] = max(self.blocked.get(platform, now), now + PATIENCE)
        for one in list(self.letters):
            if one.expires and now >= one.expires:
                self.letters.remove(one)
                continue
            late = max(one.ready, self.blocked.get(one.place.platform, one.ready))
            gone = one.place in (ROOM, CHAT) and one.place not in self.rooms
            assert now < late or gone, f"{one} was not said by {now}"


def _number(call: Call) -> int:
    return call.number


def is_night(moment: datetime) -> bool:
    """Whether it is quiet for those who said so: from 22:00 to 07:00 UTC."""
    return moment.time() >= NIGHT[0] or moment.time() < NIGHT[1]


def morning(moment: datetime) -> datetime:
    """The end of the quiet hours that hold at an instant."""
    day = moment.date() + (DAY if moment.time() >= NIGHT[0] else timedelta())
    return datetime.combine(day, NIGHT[1], moment.tzinfo)


# What people do next: each move is drawn with its particulars.

AHEAD = (15 * MINUTE, 50 * MINUTE, 100 * MINUTE, 5 * HOUR, 23 * HOUR, 26 * HOUR, 3 * DAY, 8 * DAY)
LEADS = ("7d 24h 1h 10m", "7d 24h 1h 10m", "2d 2h", "3d 90m 5m", "1h", "off", "10d 1d 12h 6h 1h")
WAITS = (2 * MINUTE, 12 * MINUTE, 45 * MINUTE, 3 * HOUR, 10 * HOUR, DAY, 2 * DAY)
WEIGHTS = {
    "plan": 5, "plan_series": 3, "answer": 9, "move": 5, "move_all": 5, "cancel": 2,
    "cancel_all": 1, "begin": 1, "change_leads": 2, "be_quiet": 3, "wait": 12, "wait_for_night": 4,
    "be_away": 3, "jump": 3, "restart": 2, "bind": 3, "trouble": 5, "recover": 4,
}  # fmt: skip


def move(chance: Random) -> tuple[str, tuple[Any, ...]]:
    """What happens next, and its particulars."""
    name = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    ahead = chance.choice(AHEAD) + chance.randrange(60) * MINUTE
    which = chance.randrange(100)
    particulars: dict[str, tuple[Any, ...]] = {
        "plan": (ahead,),
        "plan_series": (ahead, chance.choice(("day", "week")), chance.randint(2, 4)),
        "answer": (chance.choice(PEOPLE), which, chance.choice(("yes", "yes", "maybe", "no"))),
        "move": (which, ahead, chance.random() < 0.3),
        "move_all": (which, ahead, chance.choice(("day", "hour", "back"))),
        "cancel": (which,),
        "cancel_all": (which,),
        "begin": (which,),
        "change_leads": (chance.choice(LEADS),),
        "be_quiet": (chance.choice(PEOPLE), chance.random() < 0.7),
        "wait": (chance.choice(WAITS),),
        "wait_for_night": (),
        "be_away": (chance.choice((3 * HOUR, 3 * DAY)),),
        "jump": (chance.choice((HOUR, DAY, -HOUR, -DAY)),),
        "restart": (),
        "bind": (chance.choice((ROOM, CHAT)), chance.random() < 0.7),
        "trouble": (chance.choice(("matrix", "telegram", "telegram")),),
        "recover": (),
    }
    return name, particulars[name]
