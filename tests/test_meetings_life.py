"""Meetings planned, moved, cancelled and reminded of, in whatever order, against a plain model."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.conversation.message import RoomRef
from bot.meetings.model import State
from bot.meetings.store import Meetings
from tests.meeting_model import HOUR, MINUTE, PATIENCE, PEOPLE, Call, Model, move
from tests.meeting_stage import BEAT, CHAT, FAY, ROOM, TRACK, Said, Stage, Voice

TITLE = re.compile(
    r"(?:(?P<what>Planned|Moved|Cancelled)|In (?:one|\d+) \w+): M(?P<number>\d+) · (?:Call|Round)"
)
WHEN = re.compile(r"(?:It was to be )?\w{3} (\d+ \w+ \d{4}, \d\d:\d\d) UTC")
REMINDER = re.compile(r"meeting-(\d+)/(\d{8}T\d{4}Z)/in-(\d+)/.*")
MOST = 6


class Life(RuleBasedStateMachine):
    """A track with a room or two, three people who come or not, and whatever may happen."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage()
        self.model = Model()
        self.reminded: Counter[tuple[RoomRef, int, datetime, str]] = Counter()
        self.whole = True
        for voice in PEOPLE[:2]:
            self.be_quiet(voice, True)

    @rule(chance=st.randoms(use_true_random=True))
    def something_happens(self, chance: Random) -> None:
        """One rule for all: left to Hypothesis, most examples would be a few moves repeated."""
        name, particulars = move(chance)
        note(f"{self.now:%d %b %H:%M:%S} {name} {particulars}")
        self.whole = False
        getattr(self, name)(*particulars)
        self.whole = True

    @property
    def now(self) -> datetime:
        """This instant."""
        return self.stage.time

    # --- what is heard and said ----------------------------------------------------------------

    def say(self, line: str, voice: Voice = FAY) -> list[Said]:
        """Somebody says something, which is then done in the model; the answers are looked at
        by `look`."""
        return self.stage.say(voice, line)

    def look(self, said: list[Said]) -> None:
        """Everything that was said was to be said, in time, and to whom it should be."""
        for one in said:
            title, when = TITLE.match(one.text), WHEN.match(one.text.partition("\n")[2])
            if not title:
                continue
            assert when, one.text
            begins = datetime.strptime(when[1], "%d %B %Y, %H:%M").replace(tzinfo=UTC)
            number, what = int(title["number"]), (title["what"] or "reminder").lower()
            key = REMINDER.fullmatch(one.outgoing.once)
            assert bool(key) is (what == "reminder")
            if key:
                what = key[3]
                assert (key[1], key[2]) == (str(number), f"{begins:%Y%m%dT%H%MZ}")
            self._check_one(one, number, begins, what)
        self.model.check_nothing_is_missing(self.now)

    def _check_one(self, one: Said, number: int, begins: datetime, what: str) -> None:
        assert isinstance(one.to, RoomRef)
        letter = self.model.said(one.to, number, begins, what)
        assert letter.ready <= one.at
        assert letter.expires is None or one.at < letter.expires
        call = self.model.calls[number]
        assert call.starts == begins, "it is about a start that is no more"
        assert call.planned is (what != "cancelled") or (call.missed and what == "moved")
        if what.isdecimal():
            assert one.at < begins
            self.reminded[one.to, number, begins, what] += 1
            people = [voice for voice in PEOPLE if voice.private == one.to]
            assert one.to in (ROOM, CHAT) or set(people) <= set(call.expected)

    def ring(self) -> None:
        """The alarm clock rings."""
        said = self.stage.tick()
        self.model.tick(self.now)
        self.look(said)

    def pass_until(self, moment: datetime) -> None:
        """Time passes while the program is up."""
        self.stage.time = min(self.now + BEAT, moment)
        self.ring()
        while self.now < moment:
            self.stage.time = min([moment, *self.stage.next_instants()])
            self.ring()

    # --- what people do ------------------------------------------------------------------------

    def _one(self, which: int, *, series: bool = False) -> Call | None:
        """One of the calls that are to come (or seem to be)."""
        found = [
            one
            for one in self.model.calls.values()
            if one.planned and one.starts > self.now and (one.series or not series)
        ]
        return found[which % len(found)] if found else None

    def _in(self, ahead: timedelta) -> datetime:
        return (self.now + ahead).replace(second=0, microsecond=0) + MINUTE

    def plan(self, ahead: timedelta) -> None:
        self._plan(self._in(ahead), 1, "")

    def plan_series(self, ahead: timedelta, unit: str, times: int) -> None:
        self._plan(self._in(ahead), times, unit)

    def _plan(self, starts: datetime, times: int, unit: str) -> None:
        coming = [one for one in self.model.calls.values() if one.planned and one.starts > self.now]
        if len(coming) + times > MOST:
            return
        every = timedelta(days=7 if unit == "week" else 1)
        moments = [starts + number * every for number in range(times)]
        rule = f" every {unit} until {moments[-1]:%Y-%m-%d}" if unit else ""
        line = f'"{"Round" if unit else "Call"} {self.now:%d%H%M%S}" {starts:%Y-%m-%d %H:%M} UTC'
        said = self.say(f"/schedule {TRACK} {line} for 30m{rule}")
        first = len(self.model.calls) + 1
        self.model.plan(range(first, first + times), moments, self.now)
        self.look(said)

    def answer(self, voice: Voice, which: int, word: str) -> None:
        if call := self._one(which):
            said = self.say(f"/rsvp M{call.number} {word}", voice)
            self.model.say_coming(voice, call, word)
            self.look(said)

    def _once_more(self, call: Call, otherwise: datetime) -> datetime:
        """A time at which a call was to begin before, if there is one that is still to come."""
        known = {one for _, number, one, _ in self.model.known if number == call.number}
        return min(
            (one for one in known - {call.starts} if one > self.now + MINUTE), default=otherwise
        )

    def move(self, which: int, ahead: timedelta, back: bool) -> None:
        """To a new time; sometimes to one where it has been before."""
        if call := self._one(which):
            starts = self._in(ahead)
            if back:
                starts = self._once_more(call, starts)
            said = self.say(f"/reschedule M{call.number} {starts:%Y-%m-%d %H:%M} UTC")
            self.model.move(call, starts, self.now)
            self.look(said)

    def move_all(self, which: int, ahead: timedelta, how: str) -> None:
        """To another day, or only to another hour of the day, or back to where they were."""
        if call := self._one(which, series=True):
            starts = self._in(ahead)
            if how == "hour":
                starts = max(starts, call.starts.replace(hour=(call.starts.hour + 1) % 24))
            if how == "back":
                starts = self._once_more(call, starts)
            said = self.say(f"/reschedule M{call.number} all {starts:%Y-%m-%d %H:%M} UTC")
            self.model.move_all(call, starts, self.now)
            self.look(said)

    def cancel(self, which: int) -> None:
        if call := self._one(which):
            said = self.say(f"/cancel M{call.number} The chair is ill.")
            self.model.cancel(call, self.now, everything=False)
            self.look(said)

    def cancel_all(self, which: int) -> None:
        if call := self._one(which, series=True):
            said = self.say(f"/cancel M{call.number} all The chair is ill.")
            self.model.cancel(call, self.now, everything=True)
            self.look(said)

    def begin(self, which: int) -> None:
        """A meeting begins, perhaps early: then it needs no reminder."""
        call = self._one(which)
        if call and call.starts - self.now < HOUR:
            said = self.say(f"/begin M{call.number}")
            if self._state(call) is State.RUNNING:
                self.model.begin(call)
            self.look(said)
            self.look(self.say("/end"))

    def change_leads(self, written: str) -> None:
        said = self.say(f"/reminders {TRACK} {written}")
        self.model.change_leads(written)
        self.look(said)

    def be_quiet(self, voice: Voice, quiet: bool) -> None:
        self.look(self.say(f"/quiet {'22:00-07:00' if quiet else 'off'}", voice))
        (self.model.quiet.add if quiet else self.model.quiet.discard)(voice)

    # --- what happens --------------------------------------------------------------------------

    def wait(self, length: timedelta) -> None:
        if self.model.down:
            # All is tried again every few minutes, in vain: it is enough to see the last time.
            self.be_away(length)
        else:
            self.pass_until(self.now + length)

    def wait_for_night(self) -> None:
        """Until the quiet hours have begun."""
        self.recover()
        night = self.now.replace(hour=22, minute=15)
        self.pass_until(night if night > self.now else self.now + MINUTE)

    def be_away(self, length: timedelta) -> None:
        """Nothing is done for so long, and then all that is due."""
        self.stage.time += length
        self.ring()

    def jump(self, length: timedelta) -> None:
        """The clock is set. If it is set back, what was to be tried again later is tried now."""
        if length < timedelta():
            self.model.blocked.clear()
        self.stage.time += length
        self.ring()

    def restart(self) -> None:
        self.stage.restart()
        self.ring()

    def bind(self, room: RoomRef, bound: bool) -> None:
        self.stage.bind(room, bound=bound)
        (self.model.rooms.add if bound else self.model.rooms.discard)(room)

    def trouble(self, platform: str) -> None:
        """A platform takes nothing for a while."""
        self.stage.networks[platform].down = True
        self.model.down.add(platform)

    def recover(self) -> None:
        """All platforms take everything again; in some minutes all that waits is tried again."""
        if self.model.down:
            for network in self.stage.networks.values():
                network.down = False
            self.model.down.clear()
            self.pass_until(self.now + PATIENCE + MINUTE)

    # --- what always holds ---------------------------------------------------------------------

    def _state(self, call: Call) -> State:
        return self.stage.meeting(call.number).state

    @invariant()
    def nothing_was_said_twice(self) -> None:
        assert not {key: times for key, times in self.reminded.items() if times > 1}

    @invariant()
    def the_program_knows_what_the_model_knows(self) -> None:
        with self.stage.store.begin() as tx:
            found = {one.number: one for one in tx.get(Meetings).of(None)}
        assert set(found) == set(self.model.calls)
        for number, call in self.model.calls.items():
            assert (found[number].starts, found[number].state is State.PLANNED) == (
                call.starts,
                call.planned,
            ), f"M{number}"

    def teardown(self) -> None:
        """Let what is to come be reminded of."""
        try:
            latest = max((one.starts for one in self.model.calls.values()), default=self.now)
            if self.whole:
                self.recover()
            if self.whole and latest > self.now:
                self.pass_until(latest)
            self.nothing_was_said_twice()
        finally:
            self.stage.close()


Life.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, phases=[Phase.generate]
)
TestLife = Life.TestCase
