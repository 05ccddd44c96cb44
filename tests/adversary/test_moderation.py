"""Somebody uses an office against another, or breaks the Code of Conduct and wants to go on."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.conversation.message import RoomNames, RoomRef
from bot.decisions.store import Decisions
from bot.drafts.model import Section
from bot.drafts.store import Drafts
from bot.people.model import Grant, Role
from bot.record.store import Journal
from bot.tracks.store import Rooms
from tests.decision_stage import (
    ADA,
    BEN,
    BEN_TOO,
    CYD,
    FAY,
    RAY,
    ROOM,
    TRACK,
    Stage,
    Voice,
    shown,
)
from tests.linking import link

GUS = Voice("telegram", "81", None, role=Grant(Role.FACILITATOR, "dcnn"))
ROSA = Voice("telegram", "82", None, role=Grant(Role.RAPPORTEUR))
OLGA = Voice("matrix", "@olga:o.example", None, role=Grant(Role.OPERATOR))
IDA = Voice("telegram", "83", None)
POLL = f"/poll {TRACK} Who holds the pen? | Grace | Hassan for 3 days"
OTHER_ROOM = RoomRef("telegram", "-100")


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    stage.meet(GUS, OLGA, IDA)
    yield stage
    stage.close()


def acts(stage: Stage) -> list[dict[str, object]]:
    with stage.store.begin() as tx:
        return [json.loads(one.text) for one in tx.get(Journal).entries()]


def says(stage: Stage, voice: Voice, text: str, room: RoomRef | None = None) -> str:
    return shown(stage.say(voice, text, room))


def tracks_of(stage: Stage, room: RoomRef) -> tuple[str, ...]:
    with stage.store.begin() as tx:
        return tx.get(Rooms).tracks(room)


def opened(stage: Stage, line: str = POLL, number: int = 1) -> str:
    stage.say(FAY, line)
    stage.say(FAY, f"/open {number}")
    return f"D{number}"


def commented(stage: Stage) -> None:
    """A comment by Ada, C-B1-1, on a draft of the track."""
    stage.say(FAY, f"/draft {TRACK} Norms")
    with stage.store.begin() as tx:
        drafts = tx.get(Drafts)
        draft = drafts.begin(TRACK, "Norms", 1)
        drafts.prepare(draft, (Section(1, "One", 1, ("A norm.",)),), "0" * 64, "a.md")
        tx.commit()
    stage.say(FAY, "/publish B1")
    stage.say(FAY, "/window B1 until 2026-04-01")
    stage.say(ADA, "/comment B1 1.1 Only a fool could write this.")
    assert "C-B1-1" in says(stage, ADA, "/comment submit 1")


# Rooms: a track's room is shared only if that track agrees, and its facilitators can end it.


def test_a_facilitator_of_another_track_cannot_bind_a_tracks_room(stage: Stage) -> None:
    said = stage.say(GUS, "/bind dcnn", ROOM)
    assert tracks_of(stage, ROOM) == (TRACK,)
    key = said[0].wording.buttons[0].says
    for voice in (GUS, ADA, RAY):
        stage.say(voice, f"/{key}", ROOM)
        assert tracks_of(stage, ROOM) == (TRACK,)
    stage.say(FAY, f"/{key}", OTHER_ROOM)
    assert tracks_of(stage, OTHER_ROOM) == ()
    stage.say(FAY, f"/{key}", ROOM)
    assert tracks_of(stage, ROOM) == (TRACK, "dcnn")


@pytest.mark.parametrize("voice", [FAY, OLGA])
def test_the_tracks_facilitator_or_an_operator_agrees_to_share_a_room(
    stage: Stage, voice: Voice
) -> None:
    key = stage.say(GUS, "/bind dcnn", ROOM)[0].wording.buttons[0].says
    stage.say(voice, f"/{key}", ROOM)
    assert tracks_of(stage, ROOM) == (TRACK, "dcnn")
    assert acts(stage)[-1]["act"] == "room.bound"


def test_whoever_lost_the_office_meanwhile_binds_nothing(stage: Stage) -> None:
    key = stage.say(GUS, "/bind dcnn", ROOM)[0].wording.buttons[0].says
    stage.say(OLGA, "/dismiss telegram:81 facilitator dcnn")
    stage.say(FAY, f"/{key}", ROOM)
    assert tracks_of(stage, ROOM) == (TRACK,)


def test_the_rooms_own_facilitator_takes_it_away_from_another_track(stage: Stage) -> None:
    with stage.store.begin() as tx:
        tx.get(Rooms).bind(ROOM, RoomNames("The room"), "dcnn")
        tx.commit()
    stage.say(GUS, f"/unbind {TRACK}", ROOM)
    assert tracks_of(stage, ROOM) == (TRACK, "dcnn")
    stage.say(FAY, "/unbind dcnn", ROOM)
    assert tracks_of(stage, ROOM) == (TRACK,)


# Minutes: what a guest notes waits for the chair.


def test_a_guests_line_waits_for_the_chair(stage: Stage) -> None:
    plan = stage.say(FAY, f'/meeting {TRACK} "Call" 2026-03-03 10:00 UTC for 60m')
    stage.say(FAY, f"/{plan[0].wording.buttons[0].says}")
    stage.time += timedelta(hours=1)
    stage.say(FAY, "/begin M1")
    assert "in progress" in says(stage, FAY, "/minutes M1")
    for line in ("/info M1 Buy my coin.", "/link M1 https://coin.example"):
        stage.say(IDA, line)
    assert "coin" not in says(stage, ADA, "/minutes M1").casefold()
    assert "Nothing was changed" in says(stage, IDA, "/action M1 @ada by Friday Buy my coin.")
    assert "coin" not in says(stage, ADA, "/actions").casefold()
    stage.say(IDA, "/admit M1.1")
    assert "coin" not in says(stage, ADA, "/minutes M1").casefold()
    stage.say(FAY, "/admit M1.1")
    stage.say(FAY, "/admit M1.2 no")
    minutes = says(stage, ADA, "/minutes M1")
    assert "Buy my coin." in minutes
    assert "coin.example" not in minutes
    stage.say(ADA, "/info M1 Members are noted at once.")
    assert "Members are noted at once." in says(stage, ADA, "/minutes M1")


# Suspension.


def test_who_is_suspended_takes_part_in_nothing_new_and_keeps_what_was_open(stage: Stage) -> None:
    opened(stage)
    stage.say(BEN, "/vote D1 1")
    said = stage.say(RAY, f"/suspend telegram:72 {TRACK} until 2026-04-01 Insults in the call.")
    public = shown([one for one in said if one.to == ROOM])
    assert "Insults in the call." in public
    assert "72" not in public
    assert "Recorded" in says(stage, BEN, "/vote D1 2")
    opened(stage, POLL.replace("pen", "key"), 2)
    assert "suspended" in says(stage, BEN, "/vote D2 1")
    ben = next(one["id"] for one in stage.rows("person") if one["name"] == "72")
    with stage.store.begin() as tx:
        two = tx.get(Decisions).numbered(2)
        assert two
        assert not tx.get(Decisions).voter(two, ben).eligible
    for line in ("/minority D2 No.", "/comment B1 1.1 No."):
        assert "Recorded" not in says(stage, BEN, line)
    assert "Who holds" in says(stage, BEN, "/decision D2")


def test_the_record_of_a_suspension_names_nobody(stage: Stage) -> None:
    stage.say(RAY, f"/suspend telegram:72 {TRACK} until 2026-04-01 Insults.")
    entry = acts(stage)[-1]
    assert entry["act"] == "suspension.begun"
    ben = next(one["pseudonym"] for one in stage.rows("person") if one["name"] == "72")
    assert ben not in json.dumps(entry)


@pytest.mark.parametrize(
    ("words", "counts"), [("2026-06-01", True), ("2026-06-02", False), ("2026-03-02", False)]
)
def test_a_suspension_is_for_ninety_days_at_most(stage: Stage, words: str, counts: bool) -> None:
    stage.say(RAY, f"/suspend telegram:72 {TRACK} until {words} 08:00 Insults.")
    assert bool(stage.rows("suspended")) == counts


@pytest.mark.parametrize("voice", [FAY, ADA])
def test_nobody_else_suspends(stage: Stage, voice: Voice) -> None:
    stage.say(voice, f"/suspend telegram:72 {TRACK} until 2026-04-01 Insults.")
    assert not stage.rows("suspended")


def test_a_suspension_ends_by_itself_and_by_word(stage: Stage) -> None:
    opened(stage)
    stage.say(RAY, f"/suspend telegram:72 {TRACK} until 2026-03-05 12:00 Insults.")
    stage.time += timedelta(days=3)
    assert "SU1 is over" in shown(stage.tick())
    assert acts(stage)[-1]["act"] == "suspension.ended"
    stage.say(OLGA, f"/suspend telegram:72 {TRACK} until 2026-04-01 Again.")
    stage.say(RAY, "/unsuspend SU2 It was another person.")
    opened(stage, POLL.replace("pen", "key"), 2)
    assert "Recorded" in says(stage, BEN, "/vote D2 1")


def test_parting_accounts_ends_no_suspension(stage: Stage) -> None:
    stage.meet(BEN_TOO)
    link(stage.say, BEN, BEN_TOO)
    stage.say(RAY, f"/suspend telegram:72 {TRACK} until 2026-04-01 Insults.")
    stage.say(BEN_TOO, "/unlink")
    stage.say(BEN_TOO, f"/join {TRACK}")
    opened(stage)
    for voice in (BEN, BEN_TOO):
        assert "suspended" in says(stage, voice, "/vote D1 1")


# Appeals: somebody who was not involved decides, also against them.


def test_whoever_suspended_does_not_decide_the_appeal(stage: Stage) -> None:
    stage.say(RAY, f"/suspend telegram:72 {TRACK} until 2026-04-01 Insults.")
    said = stage.say(BEN, "/appeal SU1 I was quoting.")
    assert [one.to for one in said if "I was quoting." in shown([one])] == [OLGA.private]
    for line in ("/unsuspend SU1 No.", "/decline SU1 No."):
        assert "not involved" in says(stage, RAY, line)
        assert "suspended" not in says(stage, BEN, line)
    assert "SU1: decide the appeal" in says(stage, OLGA, "/todo")
    assert "SU1" not in says(stage, RAY, "/todo")
    told = shown([one for one in stage.say(OLGA, "/decline SU1 Two warnings.")
                  if one.to == BEN.private])  # fmt: skip
    assert "Two warnings." in told
    assert stage.rows("appeal")[0]["decision"] == "declined"
    assert acts(stage)[-1]["act"] == "appeal.declined"
    assert "before" in says(stage, BEN, "/appeal SU1 Again.")


def test_an_appeal_that_nobody_can_decide_waits_and_the_record_says_so(stage: Stage) -> None:
    stage.say(OLGA, "/dismiss @ray:r.example rapporteur")
    stage.say(OLGA, f"/suspend telegram:72 {TRACK} until 2026-04-01 Insults.")
    assert "waits" in says(stage, BEN, "/appeal SU1 I was quoting.")
    assert acts(stage)[-1]["act"] == "appeal.waits"
    assert "not involved" in says(stage, OLGA, "/decline SU1 No.")
    stage.say(OLGA, "/appoint telegram:83 operator")
    assert "SU1: decide the appeal" in says(stage, IDA, "/todo")
    stage.say(IDA, "/unsuspend SU1 It was a quotation.")
    assert acts(stage)[-2]["act"] == "appeal.granted"
    opened(stage)
    assert "Recorded" in says(stage, BEN, "/vote D1 1")


def test_a_hidden_comment_is_decided_on_by_another(stage: Stage) -> None:
    commented(stage)
    stage.meet(ROSA)
    stage.say(RAY, "/hide C-B1-1 It insults.")
    said = stage.say(ADA, "/appeal C-B1-1 A figure of speech.")
    assert [one.to for one in said if "figure of speech" in shown([one])] == [ROSA.private]
    assert "not involved" in says(stage, RAY, "/show C-B1-1 I changed my mind.")
    told = stage.say(ROSA, "/decline C-B1-1 It names the authors.")
    assert "It names the authors." in shown([one for one in told if one.to == ADA.private])
    assert "declined" in says(stage, CYD, "/moderation B1")


# Flags.


def test_a_flagged_comment_is_in_the_queue_and_everybody_hears_what_came_of_it(
    stage: Stage,
) -> None:
    commented(stage)
    assert "Rude." in shown(stage.say(CYD, "/flag C-B1-1 Rude."))
    assert "already" in says(stage, CYD, "/flag C-B1-1 Rude.")
    stage.say(BEN, "/flag C-B1-1 Rude as well.")
    assert "C-B1-1 was flagged" in says(stage, RAY, "/todo")
    assert "C-B1-1" not in says(stage, BEN, "/todo")
    said = stage.say(RAY, "/settle C-B1-1 Sharp, not rude.")
    for voice in (CYD, BEN, ADA):
        assert "Sharp, not rude." in shown([one for one in said if one.to == voice.private])
    assert "C-B1-1" not in says(stage, RAY, "/todo")
    assert "Rude" not in "".join(str(one) for one in stage.rows("flag"))


def test_a_rapporteur_who_flagged_decides_no_appeal(stage: Stage) -> None:
    commented(stage)
    stage.meet(ROSA)
    stage.say(ROSA, "/flag C-B1-1 Rude.")
    stage.say(RAY, "/hide C-B1-1 It insults.")
    said = stage.say(ADA, "/appeal C-B1-1 A figure of speech.")
    assert [one.to for one in said if "figure of speech" in shown([one])] == [OLGA.private]


def test_a_minority_view_is_hidden_and_the_record_keeps_its_hash(stage: Stage) -> None:
    opened(stage)
    stage.say(CYD, "/minority D1 Only fools want this.")
    assert "Minority view D1.m1:" in says(stage, ADA, "/decision D1")
    stage.say(ADA, "/flag D1.m1 An insult.")
    said = stage.say(RAY, "/hide D1.m1 It insults.")
    assert "It insults." in shown([one for one in said if one.to == CYD.private])
    card = says(stage, ADA, "/decision D1")
    assert "Only fools" not in card
    assert "D1.m1 is hidden: “It insults.”" in card
    assert "Only fools" not in says(stage, ADA, "/list D1")
    stage.say(CYD, "/appeal D1.m1 It is a saying.")
    assert "not involved" in says(stage, RAY, "/show D1.m1 Well.")
    stage.say(OLGA, "/show D1.m1 It is a saying.")
    assert "Only fools" in says(stage, ADA, "/decision D1")


def test_an_option_is_hidden_and_still_counts(stage: Stage) -> None:
    opened(stage)
    charter = stage.rows("decision")[0]["charter"]
    stage.say(ADA, "/vote D1 2")
    stage.say(RAY, "/hide D1.o2 It mocks somebody.")
    assert stage.rows("decision")[0]["charter"] == charter
    card = says(stage, BEN, "/decision D1")
    assert "Hassan" not in card
    assert "D1.o2 is hidden: “It mocks somebody.”" in card
    assert "Recorded" in says(stage, BEN, "/vote D1 2")
    stage.say(RAY, "/show D1.o2 A mistake.")
    assert "Hassan" in says(stage, BEN, "/decision D1")


@pytest.mark.parametrize("reference", ["D1.m1", "D1.o3", "D9.o1", "C-B9-1", "D1.o0"])
def test_what_is_not_there_can_not_be_flagged(stage: Stage, reference: str) -> None:
    opened(stage)
    stage.say(ADA, f"/flag {reference} Rude.")
    assert not stage.rows("flag")
