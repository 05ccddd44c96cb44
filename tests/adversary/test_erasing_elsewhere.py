"""What an erasure reaches beside the tables: letters that lie on the disk, summaries written by
hand, messages of an earlier version; and what it leaves to namesakes."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.mail.spool import Spool
from bot.app import App
from bot.conversation.message import MAIL, PersonRef
from bot.conversation.nameless import Erased, without
from bot.conversation.phrases import Mention, name_of, t
from bot.conversation.reply import Choice, reply
from bot.conversation.translate import word
from bot.conversation.wording import dump, knows_whom_it_names, load, plain
from bot.meetings.minutes import Presence
from bot.meetings.store import Comers, Meetings
from bot.people.store import People
from bot.settings import Settings
from storage.store import SqlStore
from tests.adversary.erasing_stage import AMINA, FAY, SHORT, begin, erase, planned
from tests.support import StillClock, Talk, Voice, fill, rows

ZOE = Voice(MAIL, "zoe.q@mail.example", "Zoe Quelle")


@pytest.fixture
def talk() -> Iterator[Talk]:
    store = fill(SqlStore("sqlite://"))
    talk = Talk(store)
    begin(talk)
    yield talk
    store.close()


def test_letters_that_lie_unheard_or_unread_go_with_their_writer(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 10_000)
    spool.lay(b"From: Zoe <Zoe.Q@mail.example>\n\nvote D1 1")
    spool.lay(b"From: Ben <ben@mail.example>\nCc: zoe.q@mail.example\n\nvote D1 1")
    spool.lay(b"From: Zoe <zoe.q@mail.example>\n\nfor the third time")
    spool.unreadable(spool.laid()[-1])
    spool.forget(ZOE.id)
    left = [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()]
    assert [one[:9] for one in left] == [b"From: Ben"]


def test_the_erasure_of_an_address_reaches_the_folder_of_letters(talk: Talk) -> None:
    gone: list[PersonRef] = []
    talk.hearing._forget = gone.append
    talk.say(AMINA, "/start")
    erase(talk, AMINA)
    assert gone == [AMINA.ref]


def test_summaries_that_were_written_by_hand_name_nobody_who_is_gone(talk: Talk) -> None:
    amina, short = talk.meet(AMINA, SHORT)
    planned(talk, "Round", "2026-03-05")
    planned(talk, "Other", "2026-03-06")
    words = "Present: Amina Quelltext, o, Fay. Mate o café (Amina Quelltext). Amina Quelltextes"
    with talk.store.begin() as tx:
        for number in (1, 2):
            meeting = tx.get(Meetings).numbered(number)
            assert meeting
            if number == 1:
                for person in (amina, short):
                    tx.get(Comers).attend(meeting, person, Presence.PRESENT)
        tx.commit()
    with talk.store.engine.begin() as connection:
        connection.execute(text("UPDATE meeting SET summary = :words"), {"words": words})
    erase(talk, AMINA)
    erase(talk, SHORT)
    first, other = (row["summary"] for row in rows(talk.store, "meeting"))
    assert first == (
        "Present: former participant, former participant, Fay. Mate o café (former participant). "
        "Amina Quelltextes"
    )
    assert other == words


def test_a_message_of_an_earlier_version_is_looked_through_by_whole_words() -> None:
    said = word(
        reply(
            t("{name} and Aminata.", name="Amina"),
            choices=(Choice(t("{name}", name="Amina"), "x"), Choice(t("Aminata"), "y")),
        ),
        "en",
    )
    body = json.loads(dump(said))
    del body["persons"]
    old = json.dumps(body)
    assert not knows_whom_it_names(old)
    left = without(load(old), Erased(frozenset({7}), ("Amina",)), named=False)
    assert left
    assert plain(left) == "former participant and Aminata."
    assert [one.says for one in left.buttons] == ["", "y"]


@pytest.mark.parametrize("language", ["en", "ar", "fr", "zh"])
def test_names_in_sentences_lists_and_buttons_know_whose_they_are(language: str) -> None:
    amina, other = name_of("Amina", 7), name_of("Amina", 8)
    said = word(
        reply(
            t("You can ask {people}.", people=(amina, Mention(PersonRef("matrix", "@b:x"), other))),
            choices=(Choice(t("{name}", name=amina), "x"), Choice(t("{name}", name=other), "y")),
        ),
        language,
    )
    kept = load(dump(said))
    assert kept == said
    assert kept.persons == {7, 8}
    left = without(kept, Erased(frozenset({7}), ("Amina",)), named=True)
    assert left
    assert plain(left).count("Amina") == 1
    assert [one.says for one in left.buttons] == ["", "y"]


def test_whoever_takes_the_name_of_a_button_takes_no_button_along(talk: Talk) -> None:
    """A name is anybody's to choose: "Support", and then be erased."""
    talk.say(FAY, '/consensus irpc "We meet on Tuesdays."')
    opened = talk.say(FAY, "/open 1")
    assert any(b.label == "Support" for one in opened for b in one.wording.buttons)
    support = Voice("telegram", "424242", "Support", "support")
    talk.say(support, "/join irpc agree")
    erase(talk, support)
    kept = [json.loads(row["body"]) for row in rows(talk.store, "outbox")]
    assert any(label == "Support" for body in kept for label, *_ in body["buttons"])


async def test_damage_that_is_found_on_the_way_is_told_to_the_operators(talk: Talk) -> None:
    clock, whole = StillClock(), [True]
    talk.store.is_whole = lambda: whole[0]  # type: ignore[method-assign]
    app = App(talk.store, clock, Settings(), ())
    await app.tick()
    seen = [app.pulse.whole]
    whole[0] = False
    clock.time += timedelta(hours=23)
    await app.tick()
    seen.append(app.pulse.whole)
    clock.time += timedelta(hours=2)
    await app.tick()
    await app._health.finish()
    assert [*seen, app.pulse.whole] == [True, True, False]
    waits = "\n".join(plain(one.wording) for one in talk.waiting())
    assert "The database is damaged." in waits
    with talk.store.begin() as tx:
        assert tx.get(People)
