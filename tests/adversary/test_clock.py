"""A clock that is set back, leaps ahead, or was wrong at the start."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from bot.clock import SteadyClock
from bot.decisions.export import exported_decision
from bot.decisions.store import Decisions
from bot.people.model import Grant, Role
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check, check_decision
from tests.decision_stage import Voice
from tests.meeting_stage import CHAT, GUS, TRACK, Stage, words

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OPERA = Voice("telegram", "90", role=Grant(Role.OPERATOR))

HUGE_ZONE = f"Mon, 02 Mar 2026 12:00:00 +{'9' * 30}"


class Machine:
    """A wall clock that anybody may set, and the time that really passes."""

    def __init__(self) -> None:
        self.wall, self.passed = NOON, 0.0

    def pass_(self, **time: float) -> None:
        """Time passes."""
        self.wall += timedelta(**time)
        self.passed += timedelta(**time).total_seconds()

    def clock(self, *, compared: bool = False) -> SteadyClock:
        """The program's clock on it, as at a start."""
        platforms = ("telegram", "matrix") if compared else ()
        return SteadyClock(lambda: self.wall, lambda: self.passed, compared=platforms)


def date(moment: datetime) -> str:
    """What a platform's answer says in its Date."""
    return format_datetime(moment, usegmt=True)


def test_time_passes_and_small_steps_are_followed() -> None:
    machine = Machine()
    clock = machine.clock()
    for _ in range(10):
        machine.pass_(hours=1)
        machine.wall += timedelta(minutes=9)
        assert clock.now() == machine.wall
        assert clock.doubt() is None


def test_a_leap_is_not_believed_until_a_platform_agrees() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.pass_(minutes=1)
    clock.told("telegram", date(machine.wall))
    machine.wall += timedelta(days=400)
    machine.pass_(minutes=5)
    assert clock.now() == NOON + timedelta(minutes=6)
    doubt = clock.doubt()
    assert doubt is not None
    assert doubt.says - clock.now() == timedelta(days=400)
    clock.told("telegram", date(NOON + timedelta(minutes=6)))
    assert clock.doubt()
    machine.wall -= timedelta(days=400)
    clock.told("telegram", date(machine.wall))
    assert clock.doubt() is None
    assert clock.now() == machine.wall


def test_a_leap_that_the_platforms_confirm_is_the_time() -> None:
    machine = Machine()
    clock = machine.clock()
    woken: list[str] = []
    clock.when_trusted(lambda: woken.append("trusted"))
    # It was behind, and was set right.
    machine.wall += timedelta(hours=3)
    assert clock.doubt()
    clock.told("matrix", date(machine.wall))
    assert clock.doubt() is None
    assert woken == ["trusted"]
    assert clock.now() == NOON + timedelta(hours=3)


def test_what_a_platform_said_before_a_leap_says_nothing_after_it() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.told("matrix", date(NOON))
    machine.wall += timedelta(hours=3)
    assert clock.doubt()
    clock.told("telegram", date(NOON))
    assert clock.doubt()


def test_after_a_start_it_waits_for_a_platform_and_doubts_what_is_ahead_of_it() -> None:
    machine = Machine()
    clock = machine.clock(compared=True)
    doubt = clock.doubt()
    assert doubt
    assert doubt.should_be is None
    clock.told("telegram", date(NOON - timedelta(minutes=11)))
    doubt = clock.doubt()
    assert doubt
    assert doubt.should_be == NOON - timedelta(minutes=11)
    assert clock.now() == NOON - timedelta(minutes=11)
    # One server that is wrong does not stop the program: another one agrees.
    clock.told("matrix", date(NOON - timedelta(minutes=1)))
    assert clock.doubt() is None
    assert clock.now() == NOON


def test_an_operator_who_confirms_is_believed_against_the_platforms() -> None:
    machine = Machine()
    clock = machine.clock(compared=True)
    clock.told("matrix", date(NOON - timedelta(hours=2)))
    clock.confirm()
    assert clock.doubt() is None
    machine.pass_(minutes=1)
    clock.told("matrix", date(machine.wall - timedelta(hours=2)))
    assert clock.doubt() is None
    assert clock.now() == machine.wall
    machine.wall += timedelta(hours=1)
    assert clock.doubt()


def test_platforms_that_answer_without_the_time_are_not_waited_for() -> None:
    machine = Machine()
    clock = machine.clock(compared=True)
    woken: list[str] = []
    clock.when_trusted(lambda: woken.append("trusted"))
    # A Bot API server of one's own never says it; the homeserver may.
    clock.told("telegram", None)
    clock.told("telegram", None)
    assert clock.doubt()
    clock.told("matrix", None)
    assert clock.doubt() is None
    assert woken == ["trusted"]
    clock.told("telegram", None)
    assert woken == ["trusted"]
    # What it says later counts all the same, and silence does not take back a doubt.
    clock.told("matrix", date(NOON - timedelta(hours=1)))
    clock.told("telegram", None)
    assert clock.doubt()


def test_what_is_no_date_changes_nothing() -> None:
    clock = Machine().clock(compared=True)
    for nonsense in ("", "tomorrow", "Mon, 99 Foo 2026 25:61:00 GMT", HUGE_ZONE):
        clock.told("telegram", nonsense)
        assert clock.doubt()


class Doubting(Stage):
    """A stage whose program goes by a clock of a machine."""

    def __init__(self) -> None:
        self.machine = Machine()
        self.steady: SteadyClock | None = None
        super().__init__()
        self.machine.wall = self.time
        self.steady = self.machine.clock()
        self.app = self._program()

    def now(self) -> datetime:
        """This instant."""
        return self.steady.now() if self.steady else self.time

    def doubt(self) -> object:
        """Why the clock is doubted."""
        return self.steady.doubt() if self.steady else None

    def confirm(self) -> None:
        """It is right."""
        assert self.steady
        self.steady.confirm()

    def not_before(self, moment: datetime) -> None:
        """It has been this time already."""
        assert self.steady
        self.steady.not_before(moment)

    def goes_on(self, **time: float) -> None:
        """Time passes on the machine, and on the stage."""
        self.machine.pass_(**time)
        self.time += timedelta(**time)


def test_a_clock_set_back_reopens_nothing_and_the_record_stays_whole() -> None:
    stage = Stage()
    stage.bind(CHAT)
    stage.say(GUS, f'/consensus {TRACK} "We meet on Tuesdays."')
    stage.say(GUS, "/open 1")
    stage.say(GUS, "/vote D1 support")
    closing = stage.time + timedelta(days=7)
    assert "closed" in words(stage.jump(closing + timedelta(hours=1)))
    stage.jump(closing - timedelta(days=3))
    assert "closed" in words(stage.say(GUS, "/vote D1 abstain"))
    stage.say(GUS, f'/consensus {TRACK} "We meet on Fridays."')
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        assert tx.get(Decisions).ended(decision)
        text = exported_decision(tx, 1)
        journal = tx.get(Journal)
        lines = list(exported(*journal.head(), journal.entries()))
    assert text
    assert check_decision(text) == []
    assert check(lines) == []
    times = [line.split('"at":"')[1][:20] for line in lines[1:]]
    assert times == sorted(times)
    stage.close()


def test_a_leap_closes_nothing_says_nothing_and_asks_an_operator() -> None:
    stage = Doubting()
    stage.meet(OPERA)
    stage.bind(CHAT)
    stage.say(GUS, f'/consensus {TRACK} "We meet on Tuesdays."')
    stage.say(GUS, "/open 1")
    stage.machine.wall += timedelta(days=30)
    told = stage.tick()
    assert [one.to for one in told] == [OPERA.private]
    assert "should be" in words(told)
    assert stage.tick() == []
    # Votes are kept; nothing is opened, extended or called.
    assert "Recorded" in words(stage.say(GUS, "/vote D1 support"))
    assert "Nothing is opened or closed" in words(stage.say(GUS, "/extend D1 2 days"))
    assert "Nothing is opened or closed" in words(stage.say(GUS, '/result D1 consensus "Yes."'))
    assert "is open" in words(stage.say(GUS, "/decision D1")).replace("Open", "is open")
    answer = stage.say(OPERA, "/clock right")
    assert "trusted" in words(answer)
    assert "D1" in words(stage.tick())
    assert "clock.confirmed" in [
        row["text"].split('"act":"')[1].split('"')[0] for row in stage.rows("journal")
    ]
    stage.close()


def test_nothing_is_done_before_a_first_comparison() -> None:
    stage = Doubting()
    stage.bind(CHAT)
    stage.say(GUS, f'/consensus {TRACK} "We meet on Tuesdays."')
    stage.say(GUS, "/open 1")
    stage.machine.pass_(days=8)
    stage.steady = stage.machine.clock(compared=True)
    stage.restart()
    assert stage.tick() == []
    assert "Try again in a minute" in words(stage.say(GUS, "/extend D1 2 days"))
    stage.steady.told("telegram", date(stage.machine.wall))
    assert "D1" in words(stage.tick())
    stage.close()


def test_a_clock_set_back_goes_on_slowly_until_it_is_right() -> None:
    machine = Machine()
    clock = machine.clock()
    before = clock.now()
    machine.wall -= timedelta(hours=1)
    assert clock.now() == before
    machine.pass_(minutes=30)
    assert clock.now() == before + timedelta(minutes=15)
    assert clock.doubt() is None
    machine.pass_(minutes=90)
    assert clock.now() == machine.wall == before + timedelta(hours=1)
    machine.pass_(minutes=1)
    assert clock.now() == machine.wall


def test_what_is_done_while_the_clock_is_behind_still_verifies() -> None:
    stage = Doubting()
    stage.bind(CHAT)
    stage.say(GUS, f'/consensus {TRACK} "We meet on Tuesdays."')
    stage.machine.wall -= timedelta(days=2)
    stage.say(GUS, "/open 1")
    assert "Recorded" in words(stage.say(GUS, "/vote D1 support"))
    # The program begins anew while the clock is behind what is recorded.
    stage.steady = stage.machine.clock()
    stage.restart()
    stage._while(stage.app.prepare())
    stage.goes_on(hours=1)
    assert "Recorded" in words(stage.say(GUS, "/vote D1 abstain"))
    stage.goes_on(days=20)
    stage.tick()
    with stage.store.begin() as tx:
        text = exported_decision(tx, 1)
    assert text
    assert check_decision(text) == []
    assert '"state":"closed"' in text
    stage.close()


def test_a_close_is_told_whoever_noticed_it_first() -> None:
    stage = Stage()
    stage.bind(CHAT)
    stage.say(GUS, f'/consensus {TRACK} "We meet on Tuesdays."')
    stage.say(GUS, "/open 1")
    stage.say(GUS, "/vote D1 object: It is too late.")
    stage.time += timedelta(days=7, minutes=1)
    stage.say(GUS, "/answer D1.1 We can alternate.")
    said = [one for one in stage.tick() if one.to == CHAT]
    assert "D1 is closed" in words(said)
    assert "Record" in words(said)
    assert [one for one in stage.tick() if one.to == CHAT] == []
    stage.close()
