"""After a meeting: corrections, approval, actions; and news of meetings that are moved."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from bot.meetings.minutes import Standing
from bot.record.verify import digest
from tests.meeting_stage import (
    ADA,
    ADA_TOO,
    BEN,
    CHAT,
    CYD,
    FAY,
    RAY,
    ROOM,
    SECOND,
    TRACK,
    Stage,
    words,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """M1 is planned in an hour."""
    with closing(Stage()) as found:
        found.bind(CHAT)
        found.say(FAY, f'/schedule {TRACK} "Charter call" 2026-03-03 10:00 UTC for 60m')
        yield found


@pytest.fixture
def over(stage: Stage) -> Stage:
    """M1 is over. M1.1 is Ada's, and rests on a message of hers in the chat."""
    stage.say(FAY, "/begin M1", ROOM)
    stage.say(ADA, "/info Forty coments.", CHAT)
    stage.say(BEN, "/info The list has 300 members.", CHAT)
    stage.say(FAY, "/end", ROOM)
    return stage


def ended(stage: Stage) -> datetime:
    found = stage.meeting(1).ended
    assert found
    return found


def texts(stage: Stage) -> list[str]:
    return [line.text for line in stage.lines(1)]


# --- corrections and approval ---------------------------------------------------------------


@pytest.mark.parametrize(("late", "taken"), [(-2, True), (-1, False), (0, False)])
def test_corrections_are_taken_for_seven_days(over: Stage, late: int, taken: bool) -> None:
    """What is said is heard a second later."""
    over.jump(ended(over) + 7 * DAY + late * SECOND)
    said = words(over.say(ADA, "/correct M1.1 Forty comments."))
    assert ("is noted" in said) is taken
    assert ("are closed. Yours was not kept" in said) is not taken
    assert "Forty comments." in said


def test_who_was_not_there_corrects_nothing(over: Stage) -> None:
    said = words(over.say(CYD, "/correct M1.1 Fifty comments."))
    assert "Who was present in M1 corrects" in said
    assert "Fifty comments." in said
    assert over.rows("correction") == []


@pytest.mark.parametrize(("late", "taken"), [(-2, False), (-1, True)])
def test_minutes_are_approved_when_corrections_are_over(
    over: Stage, late: int, taken: bool
) -> None:
    over.jump(ended(over) + 7 * DAY + late * SECOND)
    said = words(over.say(RAY, "/approve M1"))
    assert ("are approved" in said) is taken
    assert ("are open until" in said) is not taken
    assert (over.meeting(1).approved is not None) is taken


@pytest.mark.parametrize("decision", ["/accept M1.1/1", "/decline M1.1/1 It was forty."])
def test_no_minutes_are_approved_before_every_correction_is_decided(
    over: Stage, decision: str
) -> None:
    over.say(ADA, "/correct M1.1 Fifty comments.")
    over.say(BEN, "/correct M1.1 Sixty comments.")
    over.say(RAY, decision)
    over.jump(ended(over) + 8 * DAY)
    said = over.say(RAY, "/approve M1")
    assert "One correction of M1 waits" in words(said)
    assert "accept M1.1/2" in said[0].says
    over.say(RAY, "/decline M1.1/2 It was not sixty.")
    assert "are approved" in words(over.say(RAY, "/approve M1"))
    shown = words(over.say(CYD, "/minutes M1"))
    assert "Forty coments." in shown
    assert "Fifty comments." in shown
    assert "It was not sixty." in shown


def test_a_correction_is_decided_once_and_not_after_approval(over: Stage) -> None:
    over.say(ADA, "/correct M1.1 Fifty comments.")
    over.say(RAY, "/accept M1.1/1")
    assert "decided already" in words(over.say(RAY, "/decline M1.1/1 No."))
    assert [row["standing"] for row in over.rows("correction")] == [Standing.ACCEPTED.value]
    over.jump(ended(over) + 8 * DAY)
    over.say(RAY, "/approve M1")
    assert "are approved" in words(over.say(RAY, "/decline M1.1/1 No."))
    assert [row["standing"] for row in over.rows("correction")] == [Standing.ACCEPTED.value]


@pytest.mark.parametrize("edited", [True, False])
def test_the_record_has_the_hash_of_what_is_published(over: Stage, edited: bool) -> None:
    if edited:
        over.say(RAY, "/summary M1 # Charter call\n\nForty comments came in.")
    over.jump(ended(over) + 8 * DAY)
    assert over.say(CYD, "/summary M1")[0].outgoing.wording.attachments == ()
    over.say(RAY, "/approve M1")
    [entry] = [json.loads(row["text"]) for row in over.rows("journal")
               if "minutes.approved" in row["text"]]  # fmt: skip
    files = over.say(CYD, "/summary M1")[0].outgoing.wording.attachments
    [published] = [one for one in files if one.name == "M1-summary.md"]
    assert entry["data"]["summary"] == digest(published.content.decode())
    assert ("Forty comments came in." in published.content.decode()) is edited
    before = over.rows("meeting")
    over.say(RAY, "/summary M1 Something else.")
    assert over.rows("meeting") == before


@pytest.mark.parametrize("approved", [True, False])
def test_what_becomes_of_a_message_changes_minutes_until_they_are_approved(
    over: Stage, approved: bool
) -> None:
    if approved:
        over.jump(ended(over) + 8 * DAY)
        over.say(RAY, "/approve M1")
    before = texts(over)
    message = over.rows("source")[0]["message"]
    over.edit(ADA, message, "/info Forty comments.", CHAT)
    assert texts(over) == (before if approved else ["Forty comments.", before[1]])
    said = over.remove(message, CHAT)
    assert texts(over) == (before if approved else before[1:])
    assert ("taken back" in words(said)) is not approved


# --- actions --------------------------------------------------------------------------------


def owed(stage: Stage, due: str = "2026-03-10") -> None:
    """A1 is Ada's."""
    stage.say(FAY, "/begin M1", ROOM)
    stage.say(FAY, f"/action {ADA_TOO.id} by {due} Send the draft.", ROOM)
    assert stage.actions()[0].owner is not None
    stage.say(FAY, "/end", ROOM)


def reminded(stage: Stage, until: datetime) -> list[tuple[str, str]]:
    """When somebody was reminded of an action, and how."""
    found = [one for one in stage.pass_until(until) if one.text.startswith("Due ")]
    assert {one.to.id for one in found} <= {ADA_TOO.id}
    return [(f"{one.at:%m-%d %H:%M}", one.text.partition(":")[0]) for one in found]


LATER = datetime.fromisoformat("2026-04-01T00:00+00:00")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("/ping", ["03-07 08:00", "03-10 08:00"]),
        ("/timezone Asia/Kathmandu", ["03-07 02:15", "03-10 02:15"]),
        # New York changes its clocks on 8 March.
        ("/timezone America/New_York", ["03-07 13:00", "03-10 12:00"]),
        ("/quiet 07:00-09:30", ["03-07 09:30", "03-10 09:30"]),
    ],
)
def test_an_owner_is_reminded_three_days_before_and_on_the_day(
    stage: Stage, said: str, expected: list[str]
) -> None:
    stage.say(ADA_TOO, said)
    owed(stage)
    assert reminded(stage, LATER) == [(expected[0], "Due soon"), (expected[1], "Due today")]


def test_an_owner_is_not_reminded_of_what_is_done(stage: Stage) -> None:
    owed(stage)
    assert len(reminded(stage, datetime.fromisoformat("2026-03-09T00:00+00:00"))) == 1
    stage.say(ADA_TOO, "/done A1")
    assert reminded(stage, LATER) == []


def test_an_owner_is_reminded_once_after_an_outage_and_not_when_it_is_too_late(
    stage: Stage,
) -> None:
    owed(stage)
    stage.restart()
    said = stage.jump(datetime.fromisoformat("2026-03-10T11:00+00:00"))
    assert [one.text.partition(":")[0] for one in said if one.to.id == ADA_TOO.id] == ["Due today"]
    assert reminded(stage, LATER) == []


def test_an_owner_is_not_reminded_when_the_day_has_passed(stage: Stage) -> None:
    owed(stage)
    said = stage.jump(datetime.fromisoformat("2026-03-11T00:00+00:00"))
    assert [one for one in said if one.to.id == ADA_TOO.id] == []
    assert reminded(stage, LATER) == []


def test_an_open_action_stands_on_the_next_agendas_until_it_is_done(stage: Stage) -> None:
    owed(stage, due="2026-05-01")
    for number in (2, 3):
        stage.say(FAY, f'/schedule {TRACK} "Next" 2026-03-{number + 10} 10:00 UTC')
        assert "Send the draft." in words(stage.say(BEN, f"/agenda M{number}"))
    said = words(stage.pass_until(datetime.fromisoformat("2026-03-12T09:30+00:00")))
    assert re.search(r"In 24 hours: M2(?s:.*)Open actions:(?s:.*)Send the draft\.", said)
    assert "Send the draft." in words(stage.say(FAY, "/begin M2"))
    stage.say(ADA_TOO, "/done A1")
    assert "Send the draft." not in words(stage.say(BEN, "/agenda M3"))
    stage.say(FAY, "/end")
    said = words(stage.pass_until(datetime.fromisoformat("2026-03-13T12:30+00:00")))
    assert "In 24 hours: M3" in said
    assert "Send the draft." not in said


# --- news -----------------------------------------------------------------------------------


def test_a_meeting_can_be_moved_back_and_that_is_told_each_time(stage: Stage) -> None:
    stage.say(FAY, f'/schedule {TRACK} "Round" 2026-03-10 10:00 UTC every week until 2026-03-24')
    for _ in range(2):
        for day in ("2026-03-11", "2026-03-10"):
            said = words(stage.say(FAY, f"/reschedule M2 all {day} 10:00 UTC"))
            assert said.count("Moved: M2 · Round") == 2


def test_a_series_that_is_moved_keeps_its_meetings(stage: Stage) -> None:
    """From Tuesdays to Thursdays; the one that was cancelled stays so."""
    stage.say(FAY, f'/schedule {TRACK} "Round" 2026-03-10 10:00 UTC every week until 2026-04-28')
    stage.say(FAY, "/cancel M4 It is a holiday.")
    stage.say(FAY, "/reschedule M3 all 2026-03-19 12:00 UTC")
    stage.pass_until(datetime.fromisoformat("2026-04-25T00:00+00:00"))
    found = [
        (row["number"], row["starts"][5:16], row["state"])
        for row in stage.rows("meeting")
        if row["title"] == "Round"
    ]
    assert found == [
        (2, "03-10 10:00", "not-held"),
        (3, "03-19 12:00", "not-held"),
        (4, "03-24 10:00", "cancelled"),
        *((number, f"{day} 12:00", "not-held") for number, day in
          [(5, "04-02"), (6, "04-09"), (7, "04-16"), (8, "04-23")]),
        (9, "04-30 12:00", "planned"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "news"),
    [
        ("/reschedule M2 2026-03-05 12:00 UTC", "Moved: M2"),
        ("/reschedule M2 all 2026-03-05 12:00 UTC", "Moved: M2"),
        ("/cancel M2 The chair is ill.", "Cancelled: M2"),
        ("/cancel M2 all The chair is ill.", "Cancelled: M2"),
    ],
)
def test_what_waits_of_a_meeting_is_not_said_after_it_was_changed(
    stage: Stage, line: str, news: str
) -> None:
    stage.say(FAY, f'/schedule {TRACK} "Round" 2026-03-04 10:00 UTC every day until 2026-03-06')
    stage.networks["telegram"].down = True
    assert "In 24 hours: M2 · Round" in words(stage.pass_until(stage.time + 2 * HOUR))
    stage.say(FAY, line)
    stage.networks["telegram"].down = False
    said = stage.pass_until(stage.time + 6 * MINUTE)
    told = [one.text for one in said if one.to == CHAT]
    assert any(one.startswith(news) for one in told)
    for one in told:
        assert "Wed 4 March 2026, 10:00 UTC, 60 minutes" not in one
        assert "all" not in line or "Thu 5 March 2026, 10:00 UTC, 60 minutes" not in one


def test_what_waits_of_a_meeting_is_not_said_when_it_has_begun(stage: Stage) -> None:
    stage.networks["telegram"].down = True
    stage.pass_until(stage.meeting(1).starts - 9 * MINUTE)
    stage.say(FAY, "/begin M1", ROOM)
    stage.networks["telegram"].down = False
    said = stage.pass_until(stage.time + 6 * MINUTE)
    assert "In 10 minutes" not in words(said)
    assert "In progress: M1" in words(said)


def test_the_usual_lead_times_can_be_chosen_again(stage: Stage) -> None:
    [said] = stage.say(FAY, f"/reminders {TRACK} 2h")
    assert "2 hours before" in said.text
    said = stage.say(FAY, f"/{said.says[0]}")[0]
    assert "7 days, one day, one hour and 10 minutes before" in said.text
    assert said.says == ()
