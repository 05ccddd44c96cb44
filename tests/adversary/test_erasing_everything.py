"""Somebody who had a part in everything is erased, and is in no file afterwards; and nobody is
handed what another said in confidence."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot.drafts.model import Section
from bot.drafts.store import Drafts
from bot.people.model import Grant, Role
from bot.people.store import Links, People, Roles
from tests.adversary.erasing_stage import AMINA, AMINA_AT_DESK, FAY, OLGA, PIOTR, erase
from tests.adversary.traces import found_in
from tests.support import Talk, Voice, rows, shown

ROSA = Voice("telegram", "330000777", "Rosa Rapporteur", "rosa_r")
WORDS = {
    "unsent": "zanzibaric half of a comment",
    "speech": "zirconium point to make",
    "flag": "quixotic reason for a flag",
    "appeal": "xylophonic appeal",
    "told": "yttrium organisation",
}
"""What is somebody's alone, by where it is said."""
PUBLIC = ("wolframite minority view", "vanadium action")


@pytest.fixture
def talk(talk: Talk) -> Talk:
    """With a rapporteur."""
    talk.meet(ROSA)
    _let(talk, ROSA, Grant(Role.RAPPORTEUR))
    return talk


def _let(talk: Talk, voice: Voice, grant: Grant) -> None:
    person = talk.person(voice)
    assert person
    with talk.store.begin() as tx:
        tx.get(Roles).give(person.id, grant)
        tx.commit()


def _draft(talk: Talk) -> None:
    talk.say(FAY, "/draft irpc Norms")
    with talk.store.begin() as tx:
        drafts = tx.get(Drafts)
        draft = drafts.begin("irpc", "Norms", 1)
        drafts.prepare(draft, (Section(1, "One", 1, ("A norm.",)),), "0" * 64, "a.md")
        tx.commit()
    talk.say(FAY, "/publish B1")
    talk.say(FAY, "/window B1 until 2026-04-01")


def _everything(talk: Talk) -> None:
    """A part in all there is: some of it delivered, some of it waiting."""
    for voice in (AMINA, AMINA_AT_DESK):
        talk.say(voice, "/join irpc agree")
    talk.say(AMINA, f"/me organisation {WORDS['told']}")
    _draft(talk)
    (plan, *_) = talk.say(FAY, '/meeting irpc "Call" 2026-03-03 10:00 UTC for 60m')
    talk.say(FAY, f"/{plan.wording.buttons[0].says}")
    talk.say(FAY, '/consensus irpc "We meet on Tuesdays."')
    talk.say(FAY, "/open 1")
    talk.say(PIOTR, "/comment B1 1.1 Piotr's own words.")
    talk.say(PIOTR, "/comment submit 1")
    talk.say(AMINA, "/rsvp M1 yes")
    talk.say(AMINA, f"/minority D1 {PUBLIC[0]}")
    talk.say(AMINA, f"/comment B1 1.1 {WORDS['unsent']}")
    talk.clock.time += timedelta(hours=1)
    talk.say(FAY, "/begin M1")
    talk.say(AMINA, f"/speak M1 {WORDS['speech']}")
    talk.say(AMINA, f"/action M1 @{AMINA.handle} by Friday {PUBLIC[1]}")
    talk.say(AMINA, f"/flag C-B1-1 {WORDS['flag']}")
    talk.say(ROSA, f"/suspend @{AMINA.handle} irpc until 2026-04-01 Two warnings were given.")
    talk.say(AMINA, f"/appeal SU1 {WORDS['appeal']}")
    talk.say(OLGA, "/appeals SU1")
    for line in ("/todo", "/flags C-B1-1"):
        talk.say(ROSA, line)
    talk.say(OLGA, "/todo")
    talk.say(AMINA_AT_DESK, "/link")
    with talk.store.begin() as tx:
        people = tx.get(People)
        first, second = (people.behind(one.ref) for one in (AMINA, AMINA_AT_DESK))
        assert first
        assert second
        tx.get(Links).keep(first.id, second.id, "")
        tx.commit()


def _left(folder: Path, *voices: Voice) -> list[str]:
    words = [text for one in voices for text in one.texts if len(text) > 3]
    return found_in(folder, [*words, *WORDS.values()])


PLACES = (
    "unsent", "coming", "speech", "flag", "appeal", "suspended", "waiting_link", "minority",
    "action",
)  # fmt: skip


def test_who_had_a_part_in_everything_is_in_no_file(talk: Talk, folder: Path) -> None:
    _everything(talk)
    assert [one for one in PLACES if not rows(talk.store, one)] == []
    known = found_in(folder, [*WORDS.values(), *PUBLIC])
    assert [word for word in (*WORDS.values(), *PUBLIC) if word not in " ".join(known)] == []
    erase(talk, AMINA)
    assert _left(folder, AMINA) == []
    # Public words stay.
    assert [word for word in PUBLIC if not found_in(folder, [word])] == []
    for table in ("unsent", "coming", "speech", "flag", "appeal", "suspended", "waiting_link"):
        assert rows(talk.store, table) == [], table
    _goes_on(talk)
    erase(talk, AMINA_AT_DESK)
    assert _left(folder, AMINA, AMINA_AT_DESK) == []


def _goes_on(talk: Talk) -> None:
    """What had to do with them is shown, and ends, without them."""
    for line in ("/todo", "/flags C-B1-1", "/suspensions", "/unsuspend SU1 It is over."):
        assert AMINA.name not in shown(talk.say(ROSA, line))
    for line in ("/appeals SU1", "/decline SU1 No.", "/todo"):
        assert AMINA.name not in shown(talk.say(OLGA, line))
    assert "wolframite" in shown(talk.say(PIOTR, "/decision D1"))


def test_nothing_of_who_was_erased_waits_to_be_said(talk: Talk, folder: Path) -> None:
    _everything(talk)
    talk.hear(talk.message(AMINA, "/privacy erase yes"))
    # What they are told last waits for their account.
    assert found_in(folder, [AMINA.name, AMINA.handle, *WORDS.values()]) == []
    talk.deliver()
    assert _left(folder, AMINA) == []


def _export(talk: Talk, voice: Voice) -> dict[str, list[dict[str, object]]]:
    (said,) = talk.say(voice, "/privacy export")
    told: dict[str, list[dict[str, object]]] = json.loads(said.wording.attachments[0].content)
    return told


def test_an_export_has_all_of_ones_own(talk: Talk) -> None:
    _everything(talk)
    told = _export(talk, AMINA)
    assert [one for one in PLACES if not told.get(one)] == []
    text = json.dumps(told)
    assert [word for word in (*WORDS.values(), *PUBLIC) if word not in text] == []


def test_an_export_tells_nobody_who_flagged_them_nor_what_another_appealed(talk: Talk) -> None:
    _everything(talk)
    amina = talk.person(AMINA)
    assert amina
    talk.say(OLGA, "/decline SU1 Two warnings.")
    flagged = _export(talk, PIOTR)["flag"]
    assert [one["reference"] for one in flagged] == ["C-B1-1"]
    assert "person" not in flagged[0]
    assert WORDS["flag"] not in str(flagged)
    decided = _export(talk, OLGA)["appeal"]
    assert [one["answer"] for one in decided] == ["Two warnings."]
    assert "person" not in decided[0]
    assert WORDS["appeal"] not in str(decided)


def test_every_person_in_a_table_of_another_says_what_they_are_handed() -> None:
    """Where a row is deleted with one person and kept with another, it is the first one's."""
    for table in SQLModel.metadata.sorted_tables:
        fates = {c.name: c.info["on_erase"] for c in table.c if c.info.get("on_erase")}
        if "delete" in fates.values():
            seen = {name for name in fates if table.c[name].info.get("sees") is not None}
            assert {name for name, fate in fates.items() if fate == "keep"} == seen, table.name
