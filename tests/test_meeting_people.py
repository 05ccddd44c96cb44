"""The people of a meeting: with two accounts, under the Chatham House Rule, and gone."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from bot.meetings.model import Replies, State
from bot.meetings.store import Comers, Floor
from bot.people.store import People
from tests.meeting_stage import (
    ADA,
    ADA_TOO,
    BEN,
    CHAT,
    FAY,
    GUS,
    ROOM,
    TRACK,
    Stage,
    Voice,
    words,
)
from tests.support import kept_text

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """M1 is planned in an hour."""
    with closing(Stage()) as found:
        found.bind(CHAT)
        found.say(FAY, f'/schedule {TRACK} "Charter call" 2026-03-03 10:00 UTC for 60m')
        yield found


@pytest.fixture
def running(stage: Stage) -> Stage:
    """M1 has begun in the room, and Fay chairs it."""
    stage.say(FAY, "/begin M1", ROOM)
    return stage


def number(stage: Stage, voice: Voice) -> int:
    """The number of the person behind an account."""
    with stage.store.begin() as tx:
        found = tx.get(People).behind(voice.ref)
    assert found
    return found.id


def replies(stage: Stage) -> tuple[Replies, list[int]]:
    meeting = stage.meeting(1)
    with stage.store.begin() as tx:
        return tx.get(Comers).replies(meeting), tx.get(Comers).expected(meeting)


def queue(stage: Stage) -> list[str]:
    meeting = stage.meeting(1)
    with stage.store.begin() as tx:
        return [one.name for one in tx.get(Floor).queue(meeting)]


def present(stage: Stage) -> list[str]:
    meeting = stage.meeting(1)
    with stage.store.begin() as tx:
        return [name for _, name, _ in tx.get(Comers).attendance(meeting)]


# --- two accounts ---------------------------------------------------------------------------


def test_one_person_says_once_whether_they_come(stage: Stage) -> None:
    stage.say(ADA, "/rsvp M1 yes")
    stage.say(ADA_TOO, "/rsvp M1 no")
    assert replies(stage)[0] == Replies(1, 0, 1)
    rows = stage.rows("coming")
    stage.link(ADA, ADA_TOO)
    # The last word of both counts; the rows stay with the accounts they were written for.
    assert replies(stage) == (Replies(0, 0, 1), [])
    assert stage.rows("coming") == rows
    stage.say(ADA, "/rsvp M1 maybe")
    assert replies(stage) == (Replies(0, 1, 0), [number(stage, ADA)])


def test_parted_again_each_account_has_what_it_said_alone(stage: Stage) -> None:
    stage.say(ADA, "/rsvp M1 yes")
    stage.say(ADA_TOO, "/rsvp M1 no")
    stage.link(ADA, ADA_TOO)
    stage.say(ADA_TOO, "/unlink")
    assert replies(stage) == (Replies(1, 0, 1), [number(stage, ADA)])


def test_one_person_is_reminded_once(stage: Stage) -> None:
    stage.say(ADA, "/rsvp M1 yes")
    stage.say(ADA_TOO, "/rsvp M1 yes")
    stage.link(ADA, ADA_TOO)
    said = stage.pass_until(stage.meeting(1).starts)
    mine = [one for one in said if one.to in (ADA.private, ADA_TOO.private)]
    assert [one.text.partition(":")[0] for one in mine] == ["In 10 minutes"]


def test_one_person_is_present_once(running: Stage) -> None:
    running.say(ADA, "/present", CHAT)
    running.say(ADA_TOO, "/present", ROOM)
    assert len(present(running)) == 3
    running.link(ADA, ADA_TOO)
    assert len(present(running)) == 2
    running.say(ADA_TOO, "/present", ROOM)
    running.say(ADA, "/apologies M1")
    assert len(present(running)) == 2


def test_one_person_has_one_place_in_the_queue(running: Stage) -> None:
    running.link(ADA, ADA_TOO)
    running.say(ADA, "/speak Once.", CHAT)
    running.say(BEN, "/speak", CHAT)
    running.say(ADA_TOO, "/speak Twice.", ROOM)
    assert len(queue(running)) == 2
    assert "Twice." in words(running.say(FAY, "/next", ROOM))
    assert "Waiting: 72" in words(running.say(FAY, "/queue", ROOM))


def test_who_waits_by_two_accounts_that_are_then_linked_has_one_place(running: Stage) -> None:
    running.say(ADA, "/speak Once.", CHAT)
    running.say(BEN, "/speak", CHAT)
    running.say(ADA_TOO, "/speak Twice.", ROOM)
    running.link(ADA, ADA_TOO)
    assert len(queue(running)) == 2
    running.say(FAY, "/next", ROOM)
    running.say(FAY, "/next", ROOM)
    assert len(queue(running)) == 1


@pytest.mark.parametrize("order", ["first", "second"])
def test_who_chairs_does_so_by_any_account(running: Stage, order: str) -> None:
    fay_too = Voice("telegram", "79")
    running.meet(fay_too)
    running.link(*((FAY, fay_too) if order == "first" else (fay_too, FAY)))
    assert "M1.1 noted" in words(running.say(fay_too, "/agreed We meet.", CHAT))
    assert "M1.2 noted" in words(running.say(FAY, "/agreed We do.", ROOM))
    assert f"Chair: {FAY.id}" in kept_board(running) or "Chair: 79" in kept_board(running)
    running.say(fay_too, "/end", CHAT)
    assert running.meeting(1).state is State.ENDED


def kept_board(stage: Stage) -> str:
    """The board as it was shown last."""
    stage.pass_until(stage.time + timedelta(seconds=10))
    return [one.text for one in stage.said if one.outgoing.board][-1]


def test_who_wrote_a_line_takes_it_back_by_any_account(running: Stage) -> None:
    running.say(ADA_TOO, "/info Forty coments.", ROOM)
    running.link(ADA, ADA_TOO)
    assert "Forty comments." in words(running.say(ADA, "/fix coments comments", CHAT))
    assert "was taken back" in words(running.say(ADA, "/undo", CHAT))


def test_who_added_an_item_takes_it_away_by_any_account(stage: Stage) -> None:
    stage.say(ADA_TOO, '/agenda M1 add "Scope"')
    stage.link(ADA, ADA_TOO)
    stage.say(ADA, "/agenda M1 remove 1")
    assert stage.rows("item") == []


def test_an_action_is_ones_own_by_any_account(running: Stage) -> None:
    running.say(FAY, f"/action {ADA_TOO.id} Send it.", ROOM)
    running.link(ADA, ADA_TOO)
    assert "Send it." in words(running.say(ADA, "/actions me"))
    assert "Done: A1" in words(running.say(ADA, "/done A1"))


# --- the Chatham House Rule -----------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "while it runs"])
def test_under_the_chatham_house_rule_nobody_is_kept(stage: Stage, when: str) -> None:
    if when == "before":
        stage.say(FAY, "/chatham M1")
    stage.say(FAY, "/begin M1", ROOM)
    everybody = (ADA, BEN, GUS)

    def all_take_part() -> None:
        for one in everybody:
            stage.say(one, f"/info What {one.id} said.", CHAT)
            stage.say(one, "/present", CHAT)
            stage.say(one, "/speak", CHAT)
        stage.say(FAY, "/next", ROOM)
        stage.say(FAY, "/agreed It is so.", ROOM)
        stage.say(FAY, "/topic Other", ROOM)
        stage.say(FAY, f"/action {ADA_TOO.id} Send it.", ROOM)

    all_take_part()
    if when != "before":
        assert {row["person"] for row in stage.rows("line")} != {None}
        assert stage.rows("attendance")
        stage.say(FAY, "/chatham M1", ROOM)
        assert {row["person"] for row in stage.rows("line")} == {None}
        assert stage.rows("attendance") == []
        all_take_part()
    stage.say(GUS, "/chair M1", CHAT)
    stage.say(GUS, "/end", CHAT)
    assert len(stage.rows("line")) >= 6
    assert {row["person"] for row in stage.rows("line")} == {None}
    assert stage.rows("attendance") == []
    assert stage.rows("speech") == []
    assert "(71)" not in words(stage.say(ADA, "/minutes M1"))


# --- somebody is gone -----------------------------------------------------------------------


def erase(stage: Stage, voice: Voice) -> None:
    assert "Done" in words(stage.say(voice, "/privacy erase yes"))


def test_when_the_chair_is_gone_another_facilitator_takes_the_chair(running: Stage) -> None:
    erase(running, FAY)
    assert "Nobody chairs it now." in kept_board_after(running, ADA)
    said = running.say(GUS, "/next", CHAT)
    assert "Nobody chairs M1 now." in words(said)
    assert ("chair M1",) in [one.says for one in said]
    running.say(GUS, "/chair M1", CHAT)
    running.say(GUS, "/agreed It is so.", CHAT)
    running.say(GUS, "/end", CHAT)
    assert running.meeting(1).state is State.ENDED
    assert FAY.id not in kept_text(running.store)


def kept_board_after(stage: Stage, voice: Voice) -> str:
    stage.say(voice, "/present", CHAT)
    stage.say(voice, "/speak", CHAT)
    return kept_board(stage)


def test_when_the_chair_is_gone_for_good_it_ends_by_itself(running: Stage) -> None:
    erase(running, FAY)
    assert "Over: M1" in words(running.pass_until(running.time + 6 * HOUR))
    assert running.meeting(1).state is State.ENDED


def test_a_meeting_of_somebody_who_is_gone_is_still_reminded_of(stage: Stage) -> None:
    stage.say(FAY, f'/schedule {TRACK} "Round" 2026-03-05 10:00 UTC every week until 2026-06-25')
    erase(stage, FAY)
    said = stage.pass_until(stage.time + 60 * DAY)
    rounds = {one[1] for one in re.finditer(r"In 10 minutes: (M\d+) · Round", words(said))}
    assert len(rounds) == 9


def test_lines_actions_and_items_of_somebody_who_is_gone_name_nobody(running: Stage) -> None:
    running.say(ADA_TOO, '/agenda M1 add "Scope"', ROOM)
    running.say(ADA_TOO, "/info Forty comments.", ROOM)
    running.say(FAY, f"/action {ADA_TOO.id} by 2026-03-10 Send it.", ROOM)
    running.say(ADA_TOO, "/speak My point.", ROOM)
    running.say(BEN, "/speak", CHAT)
    running.say(FAY, "/next", ROOM)
    assert queue(running)[0] == ADA_TOO.id
    erase(running, ADA_TOO)
    assert queue(running) == [BEN.id]
    assert "72 has the floor" in words(running.say(FAY, "/next", ROOM))
    assert ADA_TOO.id not in words(running.say(BEN, "/minutes M1"))
    assert "nobody yet: Send it." in words(running.say(BEN, "/actions", CHAT))
    assert present(running) == [BEN.id, FAY.id]
    running.say(FAY, "/topic", ROOM)
    said = running.say(FAY, "/end", ROOM) + running.pass_until(running.time + 10 * DAY)
    assert ADA_TOO.id not in words(said)
    assert ADA_TOO.id not in kept_text(running.store)


def test_who_is_gone_is_not_reminded(stage: Stage) -> None:
    stage.say(ADA, "/rsvp M1 yes")
    erase(stage, ADA)
    assert stage.rows("coming") == []
    said = stage.pass_until(stage.meeting(1).starts)
    assert {one.to for one in said} == {ROOM, CHAT}


# --- who is reminded ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "told"), [("yes", True), ("maybe", True), ("no", False), (None, True)]
)
def test_who_says_at_night_that_they_do_not_come_is_not_reminded_in_the_morning(
    stage: Stage, word: str | None, told: bool
) -> None:
    """The reminder of 23:00 waits for the end of Ada's quiet hours."""
    stage.say(ADA, "/quiet 22:00-07:00")
    stage.say(FAY, f'/schedule {TRACK} "Late call" 2026-03-05 23:00 UTC')
    stage.say(ADA, "/rsvp M2 yes")
    night = datetime.fromisoformat("2026-03-04T23:30+00:00")
    assert ADA.private not in [one.to for one in stage.pass_until(night)]
    if word:
        stage.say(ADA, f"/rsvp M2 {word}")
    morning = stage.pass_until(night + 8 * HOUR)
    assert [one.text[:15] for one in morning if one.to == ADA.private] == (
        ["In 24 hours: M2"] if told else []
    )
