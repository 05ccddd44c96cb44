"""The world's clocks: an old table on the machine, and a country that changes its clocks."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.conversation import zone_data
from bot.decisions.store import Decisions
from bot.ports import Positions
from tests.meeting_stage import CHAT, GUS, TRACK, Stage, Voice, words
from tests.support import ROOT, driver

PLACE = "Africa/Casablanca"
BEN = Voice("telegram", "72")
LOOK = (
    "import json, bot.__main__ as m; m.main(['check-config']);"
    "from zoneinfo import ZoneInfo; from datetime import datetime;"
    f"print(datetime(2026, 12, 1, tzinfo=ZoneInfo({PLACE!r})).utcoffset())"
)


def _machine_with(folder: Path, version: str) -> Path:
    """A table in which the clocks of Casablanca are those of Lagos, always an hour ahead of UTC."""
    table = Path(str(files("tzdata"))) / "zoneinfo"
    (folder / "Africa").mkdir(parents=True)
    (folder / "UTC").write_bytes((table / "UTC").read_bytes())
    (folder / PLACE).write_bytes((table / "Africa/Lagos").read_bytes())
    if version:
        (folder / "tzdata.zi").write_text(f"# version {version}\n# more\n", encoding="utf-8")
    return folder


def _look(folder: Path, table: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("INTERSESSION")}
    environment |= {"PYTHONTZPATH": str(table), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("version", ["2025b", ""])
def test_an_older_table_of_the_machine_is_not_used(tmp_path: Path, version: str) -> None:
    said = _look(tmp_path, _machine_with(tmp_path / "zones", version))
    # Morocco has been on UTC for good since 2026-09-20.
    assert said.splitlines()[-1] == "0:00:00"
    assert f"{_ours()} (IANA)" in said


def test_a_newer_table_of_the_machine_is_used(tmp_path: Path) -> None:
    said = _look(tmp_path, _machine_with(tmp_path / "zones", "2099za"))
    assert said.splitlines()[-1] == "1:00:00"
    assert "2099za (IANA)" in said


def _ours() -> str:
    return str(__import__("tzdata").IANA_VERSION)


@pytest.mark.parametrize(
    ("one", "other"),
    [("2026f", "2025b"), ("2026f", "2026e"), ("2026za", "2026z"), ("2026a", ""), ("2026a", "x")],
)
def test_which_table_is_newer(one: str, other: str) -> None:
    assert zone_data.is_newer(one, other)
    assert not zone_data.is_newer(other, one)
    assert not zone_data.is_newer(one, one)


def _as_an_older_table_had_it(stage: Stage, known: str = "2025b") -> None:
    """Everything still to come in Casablanca is an hour earlier in UTC."""
    later = "strftime('%Y-%m-%d %H:%M:%f000', starts, '-1 hour')"
    driver(stage.store).execute(
        f"UPDATE meeting SET starts = {later} WHERE zone = ? AND state = 'planned'", (PLACE,)
    )
    with stage.store.begin() as tx:
        tx.get(Positions).move("zones", known)
        tx.commit()


def _stage() -> Stage:
    stage = Stage()
    stage.meet(BEN)
    stage.bind(CHAT)
    stage.tick()
    day = (stage.time + timedelta(days=3)).date()
    stage.say(GUS, f'/schedule {TRACK} "Charter call" {day} 14:00 {PLACE} for 60m')
    stage.say(GUS, f'/schedule {TRACK} "Weekly call" {day} 16:00 {PLACE} for 60m every week')
    stage.say(GUS, f'/schedule {TRACK} "Other call" {day} 18:00 Africa/Nairobi for 60m')
    stage.say(BEN, "/rsvp M1 yes")
    stage.say(GUS, f'/consensus {TRACK} "We meet on Tuesdays."')
    stage.say(GUS, "/open 1")
    return stage


def _sequences(stage: Stage) -> dict[str, int]:
    said = stage.say(BEN, f"/ics {TRACK}")
    content = said[-1].outgoing.wording.attachments[0].content
    calendar = Calendar.from_ical(content)
    return {
        str(event["SUMMARY"]).partition(" · ")[0]: int(str(event["SEQUENCE"]))
        for event in calendar.walk("VEVENT")
        if "RECURRENCE-ID" not in event
    }


def test_meetings_keep_the_hour_of_their_place_and_people_are_told() -> None:
    stage = _stage()
    with stage.store.begin() as tx:
        before = tx.get(Decisions).numbered(1)
    sequences = _sequences(stage)
    _as_an_older_table_had_it(stage)
    wrong = stage.meeting(1).starts
    stage.restart()
    said = stage.tick()
    meeting = stage.meeting(1)
    assert meeting.starts == wrong + timedelta(hours=1)
    assert meeting.starts.astimezone(ZoneInfo(PLACE)).hour == 14
    assert {BEN.private, GUS.private, CHAT} <= {one.to for one in said}
    assert "The clocks changed" in words(said)
    assert f"{wrong:%H:%M} UTC" in words(said)
    # A series is told once, and says how many of it move.
    assert len([one for one in said if one.to == CHAT]) == 2
    after = _sequences(stage)
    assert after["Charter call"] == sequences["Charter call"] + 1
    assert after["Weekly call"] == sequences["Weekly call"] + 1
    assert after["Other call"] == sequences["Other call"]
    moved = [json.loads(row["text"]) for row in stage.rows("journal")]
    assert {"M1", "M2"} <= {
        one["data"]["meeting"] for one in moved if one["act"] == "meeting.moved"
    }
    # What was said of an open decision in UTC stays.
    with stage.store.begin() as tx:
        assert tx.get(Decisions).numbered(1) == before
    stage.restart()
    assert stage.tick() == []
    stage.close()


def test_with_an_older_table_than_before_nothing_moves() -> None:
    stage = _stage()
    _as_an_older_table_had_it(stage, "2099a")
    wrong = stage.meeting(1).starts
    assert stage.tick() == []
    assert stage.meeting(1).starts == wrong
    stage.close()


def test_a_first_start_with_an_old_folder_moves_what_is_wrong() -> None:
    stage = _stage()
    _as_an_older_table_had_it(stage, "")
    assert "The clocks changed" in words(stage.tick())
    assert stage.meeting(1).starts > datetime(2000, 1, 1, tzinfo=UTC)
    stage.close()
