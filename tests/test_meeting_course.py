"""A meeting in its course: begun, its items and speakers timed, its lines taken back and put right,
and forgotten."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from bot.conversation.message import Removed
from bot.meetings.model import State
from tests.meeting_stage import (
    ADA,
    BEN,
    CHAT,
    CYD,
    FAY,
    GUS,
    ROOM,
    TRACK,
    Said,
    Stage,
    Voice,
    words,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LONG = "x" * 5000


@pytest.fixture
def stage() -> Iterator[Stage]:
    with closing(Stage()) as found:
        found.bind(CHAT)
        yield found


def scheduled(stage: Stage, title: str = "Charter call", when: str = "2026-03-03 10:00") -> None:
    """A meeting an hour after the stage begins; the first one is M1."""
    assert "is planned" in words(stage.say(FAY, f'/schedule {TRACK} "{title}" {when} UTC for 60m'))


@pytest.fixture
def running(stage: Stage) -> Stage:
    """M1 has begun in the room, and Fay chairs it."""
    scheduled(stage)
    assert "M1 has begun" in words(stage.say(FAY, "/begin M1", ROOM))
    return stage


def in_rooms(said: list[Said]) -> list[tuple[str, str]]:
    """The first line of what was said in which room, the boards left out."""
    return [
        (one.to.platform, one.text.partition("\n")[0])
        for one in said
        if one.to in (ROOM, CHAT) and not one.outgoing.board
    ]


# --- begun ----------------------------------------------------------------------------------


def test_one_meeting_of_a_track_runs_at_a_time(running: Stage) -> None:
    scheduled(running, "Another call", "2026-03-03 10:30")
    assert "M1 of this track is in progress" in words(running.say(FAY, "/begin M2"))
    assert "M1 of this track is in progress" in words(running.say(FAY, f'/begin {TRACK} "Third"'))
    assert running.meeting(2).state is State.PLANNED
    assert len(running.rows("meeting")) == 2
    running.say(FAY, "/end")
    assert "M2 has begun" in words(running.say(FAY, "/begin M2"))


def test_of_two_who_begin_a_meeting_at_once_one_chairs_it(stage: Stage) -> None:
    """Both are heard in one batch, after the same board was seen."""
    scheduled(stage)
    gus_too = GUS._replace(id="75")
    stage.meet(gus_too)
    said = stage.hear(
        stage.message(GUS, "/begin M1", CHAT), stage.message(gus_too, "/begin M1", CHAT)
    )
    answers = [text for place, text in in_rooms(said) if place == "telegram"]
    assert answers[0] == "M1 has begun. You chair it."
    assert answers[1].startswith("M1 has begun already")
    assert "74 chairs it." in words(said)
    assert [row["presence"] for row in stage.rows("attendance")] == ["present"]
    assert len([row for row in stage.rows("journal") if "meeting.began" in row["text"]]) == 1


def test_of_two_who_begin_one_without_a_plan_at_once_one_does(stage: Stage) -> None:
    gus_too = GUS._replace(id="75")
    stage.meet(gus_too)
    line = f'/begin {TRACK} "Now"'
    said = stage.hear(stage.message(GUS, line, CHAT), stage.message(gus_too, line, CHAT))
    assert "M1 of this track is in progress. Nothing was begun." in words(said)
    assert len(stage.rows("meeting")) == 1


@pytest.mark.parametrize(("when", "may"), [("2026-03-03 11:00", True), ("2026-03-03 11:01", False)])
def test_it_begins_two_hours_early_at_most(stage: Stage, when: str, may: bool) -> None:
    scheduled(stage, when=when)
    # Two seconds have passed with what was said.
    stage.time -= timedelta(seconds=2)
    assert ("M1 has begun" in words(stage.say(FAY, "/begin M1"))) is may


def test_what_the_chair_does_nobody_else_does(running: Stage) -> None:
    for line in ("/topic Other", "/next", "/time 2m", "/offrecord", "/agreed It.", "/end"):
        said = words(running.say(GUS, line))
        assert f"{FAY.id} chairs M1" in said
        assert "Nothing was changed" in said
    assert running.meeting(1).state is State.RUNNING
    assert [line.text for line in running.lines(1)] == []
    running.say(GUS, "/chair M1")
    assert "M1" in words(running.say(GUS, "/agreed It."))
    assert "74 chairs M1" in words(running.say(FAY, "/end"))


# --- lines ----------------------------------------------------------------------------------


def texts(stage: Stage) -> list[str]:
    return [line.text for line in stage.lines(1)]


def test_who_chairs_takes_the_last_line_back_and_others_their_own(running: Stage) -> None:
    running.say(ADA, "/info Ada's first.", CHAT)
    running.say(ADA, "/info Ada's second.", CHAT)
    running.say(BEN, "/info Ben's.", CHAT)
    running.say(ADA, "/undo", CHAT)
    assert texts(running) == ["Ada's first.", "Ben's."]
    running.say(FAY, "/undo", ROOM)
    assert texts(running) == ["Ada's first."]
    assert "no line of yours" in words(running.say(BEN, "/undo", CHAT))
    running.say(ADA, "/undo", CHAT)
    assert "no line of yours" in words(running.say(FAY, "/undo", ROOM))
    # Numbers are not given again.
    running.say(CYD, "/info Cyd's.", CHAT)
    assert [line.number for line in running.lines(1)] == [4]


def test_who_chairs_puts_any_line_right_and_others_their_own(running: Stage) -> None:
    running.say(ADA, "/info Forty coments.", CHAT)
    running.say(BEN, "/info Fifty coments.", CHAT)
    assert "No line of yours" in words(running.say(CYD, "/fix coments comments", CHAT))
    running.say(ADA, "/fix coments comments", CHAT)
    assert texts(running) == ["Forty comments.", "Fifty coments."]
    running.say(FAY, '/fix "Fifty coments" "Sixty comments"', ROOM)
    assert texts(running) == ["Forty comments.", "Sixty comments."]
    assert "empty" in words(running.say(ADA, '/fix "Forty comments." ""', CHAT))
    assert "Nothing was changed" in words(running.say(ADA, '/fix "" "x"', CHAT))
    assert texts(running) == ["Forty comments.", "Sixty comments."]


def test_an_action_goes_with_its_line(running: Stage) -> None:
    running.say(FAY, "/action @somebody by 2026-03-20 Send the draft.", ROOM)
    [action] = running.actions()
    running.say(FAY, "/fix draft report", ROOM)
    assert [one.text for one in running.actions()] == ["Send the report."]
    assert running.actions()[0].due == action.due
    running.say(FAY, "/undo", ROOM)
    assert running.actions() == []
    running.say(FAY, "/action @somebody Another one.", ROOM)
    assert [one.number for one in running.actions()] == [action.number + 1]


def test_an_action_that_is_done_stays_when_its_line_is_taken_back(running: Stage) -> None:
    running.say(FAY, "/action @somebody Send the draft.", ROOM)
    running.say(FAY, "/done A1", ROOM)
    running.say(FAY, "/undo", ROOM)
    assert len(running.rows("action")) == 1


def test_nothing_is_noted_off_the_record(running: Stage) -> None:
    running.say(FAY, "/offrecord", ROOM)
    for line in ("/info A.", "/link https://example.org", "/action @somebody B."):
        assert "was not noted" in words(running.say(ADA, line, CHAT))
    assert "was not noted" in words(running.say(FAY, "/agreed C.", ROOM))
    running.say(FAY, "/topic D", ROOM)
    assert (texts(running), running.actions()) == ([], [])
    running.say(FAY, "/onrecord", ROOM)
    running.say(ADA, "/info E.", CHAT)
    assert texts(running) == ["E."]


def test_a_line_says_what_its_message_says_now(running: Stage) -> None:
    running.say(ADA, "/info Forty coments.", CHAT)
    message = running.last_id
    running.edit(ADA, message, "/info Forty comments.", CHAT)
    assert texts(running) == ["Forty comments."]
    # Ordinary talk, and messages elsewhere, concern nobody.
    running.edit(ADA, "heard-9999", "/info Other.", CHAT)
    running.edit(ADA, message, "/info Other.", ROOM)
    assert texts(running) == ["Forty comments."]
    running.edit(ADA, message, "Never mind.", CHAT)
    assert texts(running) == []


def test_an_action_follows_its_message(running: Stage) -> None:
    running.say(FAY, "/action @somebody by 2026-03-20 Send the draft.", ROOM)
    running.edit(FAY, running.last_id, "/action @somebody by 2026-03-27 Send the report.", ROOM)
    [action] = running.actions()
    assert (action.text, f"{action.due}") == ("Send the report.", "2026-03-27")


def test_what_a_line_answers_can_be_edited_and_the_line_stays(running: Stage) -> None:
    """Fay notes what Ada said before in the room: she edits a letter of it."""
    line = "/agreed We meet on Tuesdays."
    running.say(FAY, line, ROOM, replies_to="ada-said-it", replied_author=ADA.ref)
    running.edit(ADA, "ada-said-it", "We should meet on Tuesdays!", ROOM)
    assert texts(running) == ["We meet on Tuesdays."]
    said = running.remove("ada-said-it", ROOM)
    assert "M1.1 rested on a message that was taken back" in words(said)
    assert texts(running) == []


def test_a_line_goes_with_its_message_whoever_removes_it(running: Stage) -> None:
    running.say(ADA, "/info Forty comments.", CHAT)
    said = running.remove(running.last_id, CHAT)
    assert [one.to for one in said if "taken back" in one.text] == [FAY.private]
    assert texts(running) == []
    # Removed twice (an edit of it too) is removed.
    assert "taken back" not in words(running.remove(running.last_id, CHAT))


def test_a_removal_is_heard_once(running: Stage) -> None:
    running.say(ADA, "/info Forty comments.", CHAT)
    removed = Removed("removal-x", CHAT, running.last_id, running.time)
    assert "taken back" in words(running.hear(removed))
    assert "taken back" not in words(running.hear(removed))


# --- what time does -------------------------------------------------------------------------


def test_the_time_of_an_item_is_said_twice_and_once_each(running: Stage) -> None:
    running.say(ADA, '/agenda M1 add "Scope" 20m', CHAT)
    running.say(FAY, "/topic", ROOM)
    opened = running.time
    said = running.pass_until(opened + 40 * MINUTE)
    warnings = [
        (one.at - opened, one.text) for one in said if one.to == CHAT and "item 1" in one.text
    ]
    assert warnings == [
        (16 * MINUTE, "4 minutes left for item 1: Scope"),
        (20 * MINUTE, "The time of item 1 is over: Scope"),
    ]
    assert "item 1" not in words(running.jump(opened + 17 * MINUTE))


def test_an_item_that_is_over_in_time_is_not_warned_of(running: Stage) -> None:
    running.say(ADA, '/agenda M1 add "Scope" 20m', CHAT)
    running.say(ADA, '/agenda M1 add "Hours" 30m', CHAT)
    running.say(FAY, "/topic", ROOM)
    running.pass_until(running.time + 10 * MINUTE)
    running.say(FAY, "/topic", ROOM)
    said = words(running.pass_until(running.time + 23 * MINUTE))
    assert "item 1" not in said
    assert "item 2" not in said
    assert "left for item 2" in words(running.pass_until(running.time + 2 * MINUTE))


def test_the_time_of_a_speaker_is_said_once(running: Stage) -> None:
    running.say(ADA, "/speak", CHAT)
    running.say(BEN, "/speak", CHAT)
    running.say(FAY, "/time 2m", ROOM)
    running.say(FAY, "/next", ROOM)
    begun = running.time
    said = running.pass_until(begun + 10 * MINUTE)
    over = [one.at - begun for one in said if one.to == CHAT and "time of 71 is over" in one.text]
    assert over == [2 * MINUTE]
    running.say(FAY, "/next", ROOM)
    assert "The time of 72 is over." in words(running.pass_until(running.time + 10 * MINUTE))
    assert "is over" not in words(running.pass_until(running.time + 10 * MINUTE))


def test_a_forgotten_meeting_ends_by_itself_three_hours_after_its_end_or_last_line(
    running: Stage,
) -> None:
    begun = running.time
    running.pass_until(begun + 2 * HOUR)
    running.say(ADA, "/info We went on.", CHAT)
    last = running.time
    said = running.pass_until(last + 3 * HOUR - MINUTE)
    assert "Over: M1" not in words(said)
    said = running.pass_until(last + 3 * HOUR + MINUTE)
    over = "Over: M1 · Charter call · DC Internet Rights and Principles"
    assert in_rooms(said) == [("matrix", over), ("telegram", over)]
    assert running.meeting(1).state is State.ENDED
    assert "Over: M1" not in words(running.pass_until(running.time + 24 * HOUR))


def test_after_its_end_nobody_waits_to_speak(running: Stage) -> None:
    running.say(ADA, "/speak My secret point", CHAT)
    running.say(FAY, "/end", ROOM)
    assert running.rows("speech") == []
    assert "No meeting is in progress" in words(running.say(BEN, "/speak", CHAT))


# --- too long -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voice", "line"),
    [
        (FAY, f'/schedule {TRACK} "{{}}" 2026-03-04 10:00 UTC'),
        (ADA, '/agenda M1 add "{}" 10m'),
        (FAY, "/topic {}"),
        (ADA, "/info {}"),
        (FAY, "/agreed {}"),
        (ADA, "/action @somebody {}"),
        (ADA, "/link https://example.org/{}"),
        (ADA, "/speak {}"),
        (ADA, '/fix Forty "{}"'),
    ],
)  # fmt: skip
def test_what_is_too_long_comes_back_whole(running: Stage, voice: Voice, line: str) -> None:
    running.say(ADA, "/info Forty.", CHAT)
    before = [running.rows(name) for name in ("meeting", "item", "line", "action", "speech")]
    said = running.say(voice, line.format(LONG))
    assert sum(one.text.count("x") for one in said if one.to == voice.private) >= 5000
    assert [
        running.rows(name) for name in ("meeting", "item", "line", "action", "speech")
    ] == before


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("every week until 2028-03-10", "Nothing is planned later than"),
        ("every week until 2028-03-04", "planned: Call"),
        ("every 10000 weeks until 2028-03-04", "planned: Call"),
        ("every day", "at most 110 meetings"),
        ("every week until 2026-03-01", "before it begins"),
    ],
)
def test_how_long_a_series_may_be(stage: Stage, line: str, answer: str) -> None:
    said = words(stage.say(FAY, f'/schedule {TRACK} "Call" 2026-03-10 10:00 UTC {line}'))
    assert answer in said
    assert bool(stage.rows("meeting")) is answer.startswith("planned")
