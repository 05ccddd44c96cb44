"""What a letter may bring about, on the core alone: nothing unproven, and never too much."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.message import MAIL, Claim, RoomNames
from bot.conversation.outgoing import Outgoing
from bot.ports import Outbox
from bot.tracks.store import Rooms
from storage.store import SqlStore
from tests.support import Talk, Voice, fill, kept_text, rows, shown

AMINA = Voice(MAIL, "amina@people.example", "Amina")


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    store = SqlStore(f"sqlite:///{tmp_path / 'letters.sqlite'}")
    yield Talk(fill(store))
    store.close()


def writes(talk: Talk, text: str, claim: Claim, who: Voice = AMINA) -> list[Outgoing]:
    """Somebody writes; what they are answered."""
    talk.hear(talk.message(who, text, claim=claim))
    return talk.deliver()


def answering(asked: Outgoing) -> Claim:
    """The claim of an answer to a letter that only its sender was sent."""
    return Claim((asked.id,), asked.id)


def test_of_what_was_not_confirmed_no_person_is_made_and_nothing_is_kept(talk: Talk) -> None:
    [asked] = writes(talk, '/report "secret-words"', Claim())
    assert "secret-words" in shown([asked])
    assert rows(talk.store, "person") == rows(talk.store, "account") == []
    with talk.store.begin() as tx:
        tx.get(Outbox).expire(talk.clock.now() + timedelta(days=13))
        tx.commit()
    assert "secret-words" in kept_text(talk.store)
    with talk.store.begin() as tx:
        tx.get(Outbox).expire(talk.clock.now() + timedelta(days=15))
        tx.commit()
    assert "secret-words" not in kept_text(talk.store)
    assert AMINA.id not in kept_text(talk.store)


def test_a_question_is_answered_within_its_days_or_not_at_all(talk: Talk) -> None:
    [asked] = writes(talk, "/ping 1", Claim())
    talk.clock.time += timedelta(days=14, seconds=1)
    [said] = writes(talk, "Confirm", answering(asked))
    assert "I read commands" in shown([said])


def test_a_letter_proves_its_sender_once(talk: Talk) -> None:
    [asked] = writes(talk, "/ping 1", Claim())
    [pong] = writes(talk, "Confirm", answering(asked))
    assert shown([pong]) == "pong 1"
    [again] = writes(talk, "/ping 2", answering(asked))
    assert "Please confirm" in shown([again])
    # The answer proves too, once.
    [pong] = writes(talk, "/ping 3", answering(pong))
    assert shown([pong]) == "pong 3"


def test_what_was_asked_for_is_confirmed_by_its_word_alone(talk: Talk) -> None:
    [asked] = writes(talk, "/ping 1", Claim())
    [said] = writes(talk, "I am away until Monday.", answering(asked))
    assert "none of the choices" in shown([said])
    [pong] = writes(talk, "confirm", answering(said))
    assert shown([pong]) == "pong 1"


def test_nobody_confirms_what_somebody_else_was_asked(talk: Talk) -> None:
    [asked] = writes(talk, "/ping 1", Claim())
    mallory = Voice(MAIL, "mallory@people.example", "Mallory")
    [said] = writes(talk, "Confirm", Claim((asked.id,)), mallory)
    assert "I read commands" in shown([said])
    assert rows(talk.store, "letter") == []


def test_an_address_is_asked_few_times_and_the_world_not_often(talk: Talk) -> None:
    said = [one for _ in range(20) for one in writes(talk, "/ping 1", Claim())]
    assert len(said) == 6
    forged = [Voice(MAIL, f"{number}@people.example", "") for number in range(10_000)]
    talk.hear(*(talk.message(one, "/ping 1", claim=Claim()) for one in forged))
    assert len(talk.waiting()) <= 60
    talk.clock.time += timedelta(hours=1)
    talk.deliver()
    assert len(writes(talk, "/ping 1", Claim())) == 1


def test_talk_that_came_through_a_list_is_not_answered(talk: Talk) -> None:
    assert writes(talk, "Who brings the cake?", Claim(direct=False)) == []
    assert "cake" not in kept_text(talk.store)
    assert rows(talk.store, "seen") == []


def test_a_list_is_never_answered_even_if_it_seems_to_write(talk: Talk) -> None:
    listed = Voice(MAIL, "cyber@lists.example", "Cyber")
    with talk.store.begin() as tx:
        tx.get(Rooms).bind(listed.private, RoomNames(), "bpf-cybersecurity")
        tx.commit()
    assert writes(talk, "/ping 1", Claim(), listed) == []


def test_what_was_done_by_mail_is_kept_with_the_verdict_and_handed_out_and_erased(
    talk: Talk,
) -> None:
    [asked] = writes(talk, "/ping 1", Claim())
    writes(talk, "Confirm", Claim((asked.id,), asked.id, verdict="dkim=pass"))
    [kept] = rows(talk.store, "letter")
    assert (kept["act"], kept["verdict"]) == ("ping", "dkim=pass")
    [asked] = writes(talk, "/privacy export", Claim())
    [handed_out] = writes(talk, "Confirm", answering(asked))
    assert b"dkim=pass" in handed_out.wording.attachments[0].content
    [sure] = writes(talk, "/privacy erase", answering(handed_out))
    writes(talk, "1", answering(sure))
    assert rows(talk.store, "letter") == []
    assert AMINA.id not in kept_text(talk.store)
