"""Finding a time with the bot: one ballot a person, what is kept, what is refused and said back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.conversation.message import RoomNames, RoomRef
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.meetings.slot_words import read_answers, read_turns
from bot.meetings.slots import Answer
from bot.meetings.store import Meetings, Questions
from bot.people.model import Grant, Region, Role
from bot.people.store import People, Roles
from bot.record.store import Journal
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Rooms
from storage.store import SqlStore
from tests import linking
from tests.support import Talk, Voice, fill, rows, shown

JO = Voice("matrix", "@jo:a.example", "Jo")
AMINA = Voice("telegram", "71", "Amina", "amina")
AMINA_TOO = Voice("matrix", "@amina:a.example", "Amina W")
EVE = Voice("telegram", "72", "Eve")
ROOM = RoomRef("matrix", "!irpc:a.example")
ASK = 'slots irpc "Call" | 2026-03-10 13:00 UTC | 2026-03-10 21:00 UTC | 2026-03-11 07:00 UTC'
YES, MAYBE, NO = Answer


@pytest.fixture
def talk() -> Iterator[Talk]:
    store = fill(SqlStore("sqlite://"))
    stage = Talk(store)
    jo, amina, too, _ = stage.meet(JO, AMINA, AMINA_TOO, EVE)
    with store.begin() as tx:
        tx.get(Roles).give(jo, Grant(Role.FACILITATOR, "irpc"))
        for person in (jo, amina, too):
            tx.get(Memberships).join(person, "irpc", Part.PARTICIPANT)
        tx.get(Rooms).bind(ROOM, RoomNames("A room"), "irpc")
        tx.commit()
    yield stage
    store.close()


def asked(talk: Talk, line: str = ASK) -> str:
    """Jo asks; what Jo is told."""
    return shown([one for one in talk.say(JO, f"/{line}") if one.to == JO.private])


def ballots(talk: Talk, number: int = 1) -> list[dict[int, Answer]]:
    with talk.store.begin() as tx:
        question = tx.get(Questions).numbered(number)
        assert question
        return [dict(one.answers) for one in tx.get(Questions).ballots(question)]


def link(talk: Talk) -> None:
    first, second = talk.meet(AMINA, AMINA_TOO)
    with talk.store.begin() as tx:
        tx.get(People).link(first, second)
        tx.commit()


# One ballot a person


def test_the_last_word_counts_slot_by_slot(talk: Talk) -> None:
    asked(talk)
    talk.say(AMINA, "/can S1 1,2 yes")
    talk.say(AMINA, "/can S1 2 no 3 maybe")
    assert ballots(talk) == [{1: YES, 2: NO, 3: MAYBE}]


@pytest.mark.parametrize(("first", "last"), [(AMINA, AMINA_TOO), (AMINA_TOO, AMINA)])
def test_linked_accounts_have_one_ballot_and_the_last_word_counts(
    talk: Talk, first: Voice, last: Voice
) -> None:
    asked(talk)
    talk.say(first, "/can S1 1 yes 2 yes")
    talk.clock.time += timedelta(minutes=1)
    talk.say(last, "/can S1 1 no")
    assert len(ballots(talk)) == 2
    link(talk)
    assert ballots(talk) == [{1: NO, 2: YES}]
    # In the same minute, by the other account.
    talk.say(first, "/can S1 1 maybe")
    assert ballots(talk) == [{1: MAYBE, 2: YES}]
    assert "1. Tue 10 March 2026, 13:00 UTC: If need be" in shown(talk.say(last, "/can S1"))


def test_each_has_the_own_answers_again_when_they_part(talk: Talk) -> None:
    asked(talk)
    talk.say(AMINA, "/can S1 1 yes")
    talk.say(AMINA_TOO, "/can S1 2 no")
    link(talk)
    talk.say(AMINA, "/can S1 3 maybe")
    with talk.store.begin() as tx:
        tx.get(People).unlink(AMINA_TOO.ref)
        tx.commit()
    assert sorted(len(one) for one in ballots(talk)) == [1, 2]


def test_the_board_counts_anew_when_somebody_turns_out_to_be_two(talk: Talk) -> None:
    asked(talk)
    talk.say(AMINA, "/can S1 1 yes")
    talk.say(AMINA_TOO, "/can S1 1 yes")
    said = [one for one in linking.link(talk.say, AMINA, AMINA_TOO) if one.board == "S1"]
    assert "One person has answered." in shown(said)


def test_who_left_the_track_is_not_counted(talk: Talk) -> None:
    asked(talk)
    talk.say(AMINA, "/can S1 1 yes")
    (amina,) = talk.meet(AMINA)
    with talk.store.begin() as tx:
        tx.get(Memberships).leave(amina, "irpc")
        tx.commit()
    assert ballots(talk) == []


def test_an_observer_answers_as_well(talk: Talk) -> None:
    asked(talk)
    assert "Your answer was not recorded." in shown(talk.say(EVE, "/can S1 1 yes"))
    assert rows(talk.store, "slot_answer") == []
    (eve,) = talk.meet(EVE)
    with talk.store.begin() as tx:
        tx.get(Memberships).join(eve, "irpc", Part.OBSERVER)
        tx.commit()
    talk.say(EVE, "/can S1 1 yes")
    assert ballots(talk) == [{1: YES}]


def test_erasing_somebody_takes_their_answers(talk: Talk) -> None:
    asked(talk)
    talk.say(AMINA, "/can S1 1 yes")
    (amina,) = talk.meet(AMINA)
    with talk.store.begin() as tx:
        tx.get(People).erase(amina, talk.clock.now())
        tx.commit()
    assert rows(talk.store, "slot_answer") == []


def test_no_region_is_counted_whoever_says_no(talk: Talk) -> None:
    asked(talk)
    voices = [Voice("telegram", f"80{one}", f"Person {one}") for one in range(12)]
    for number, person in enumerate(talk.meet(*voices)):
        with talk.store.begin() as tx:
            tx.get(People).set_region(person, (Region.ASIA_PACIFIC, Region.AFRICAN)[number % 2])
            tx.get(Memberships).join(person, "irpc", Part.PARTICIPANT)
            tx.commit()
    for voice in voices:
        talk.say(voice, "/can S1 1 no")
        assert "Asia-Pacific" not in shown(talk.say(JO, "/slots S1"))


def test_who_has_not_answered_is_told_what_waits(talk: Talk) -> None:
    asked(talk)
    assert "S1 Call: say when you can" in shown(talk.say(AMINA, "/todo"))
    assert "S1 Call" not in shown(talk.say(EVE, "/todo"))
    assert "A time is looked for: S1." in shown(talk.say(EVE, "/track irpc"))
    talk.say(AMINA, "/can S1 1 no")
    assert "S1 Call" not in shown(talk.say(AMINA, "/todo"))
    talk.clock.time += timedelta(days=9)
    assert "S1" not in shown(talk.say(JO, "/todo"))
    assert "S1" not in shown(talk.say(EVE, "/track irpc"))


# What is kept


def test_a_question_comes_back_as_it_was_asked(talk: Talk) -> None:
    asked(talk, 'slots irpc "Call" for 45m every 3 weeks until 2026-06-30 at https://a.example/x '
          "| 2026-03-11 09:00 Europe/Paris | 2026-03-10 21:00")  # fmt: skip
    with talk.store.begin() as tx:
        found = tx.get(Questions).numbered(1)
        assert found
        assert tx.get(Questions).open_of(("irpc",)) == [found]
        assert tx.get(Questions).open_of(("dcnn",)) == []
    assert found.rule
    assert (found.title, found.minutes, found.link) == ("Call", 45, "https://a.example/x")
    assert (found.rule.every, found.rule.unit.value) == (3, "weeks")
    assert f"{found.rule.until}" == "2026-06-30"
    # In the order of time; who said no zone means the zone of the others.
    assert [(f"{one.day}", f"{one.at:%H:%M}", one.zone) for one in found.slots] == [
        ("2026-03-10", "21:00", "Europe/Paris"),
        ("2026-03-11", "09:00", "Europe/Paris"),
    ]


def test_what_was_picked_is_planned_once(talk: Talk) -> None:
    asked(talk)
    talk.say(JO, "/pick S1 2")
    talk.say(JO, "/pick S1 1")
    with talk.store.begin() as tx:
        (meeting,) = tx.get(Meetings).of(("irpc",))
        found = tx.get(Questions).numbered(1)
        assert found
        assert tx.get(Questions).open_of(None) == []
    assert f"{meeting.starts:%d %H:%M}" == "10 21:00"
    assert (found.chosen, found.meeting) == ((2,), meeting.number)


def test_turns_are_a_series_each(talk: Talk) -> None:
    asked(talk, ASK.replace(" |", " every 2 weeks until 2026-05-30 |", 1))
    talk.say(JO, "/pick S1 3 1")
    with talk.store.begin() as tx:
        series = tx.get(Meetings).series_after(talk.clock.now().date())
    assert [(one.rule.every, f"{one.wall.at:%H:%M}") for one in series] == [
        (4, "07:00"), (4, "13:00"),
    ]  # fmt: skip
    assert [f"{one.wall.day}" for one in series] == ["2026-03-11", "2026-03-24"]


def test_the_record_has_codes_and_pseudonyms_alone(talk: Talk) -> None:
    asked(talk)
    talk.say(AMINA, "/can S1 1 yes")
    talk.say(JO, "/pick S1 1")
    with talk.store.begin() as tx:
        entries = [one.text for one in tx.get(Journal).entries() if "slots." in one.text]
    assert [act for one in entries for act in ("slots.asked", "slots.picked") if act in one] == [
        "slots.asked", "slots.picked",
    ]  # fmt: skip
    for text in (JO.id, JO.name, AMINA.name, "Call"):
        assert text not in "".join(entries)


# What is refused


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('slots irpc "Call" | 2026-03-10 13:00 UTC', "at least two different times"),
        ('slots irpc "Call"', "Which times?"),
        ('slots irpc "Call" |  | ', "Which times?"),
        ('slots irpc "" | 1 | 2', "The title is empty"),
        ("slots irpc Call | 1 | 2", "What is the meeting called?"),
        (f"{ASK} | 2026-03-02 13:00 UTC", "is over. Nothing was asked"),
        (f"{ASK} | 2029-03-02 13:00 UTC", "more than two years ahead"),
        (f"{ASK} | 2026-03-10 14:00 Europe/Paris", "stands there twice"),
        (f"{ASK} | 30 February 2027 13:00 UTC", "February"),
        (f"{ASK} | 2026-03-12 25:00 UTC", "25:00"),
        (f"{ASK} | whenever", 'I do not understand the time "whenever"'),
        (f"{ASK} | 2026-03-12", "At what time on"),
        (ASK.replace(" |", " often |", 1), 'I do not understand "often" behind the title'),
        (ASK.replace(" |", " until 2026-06-01 |", 1), "but how often?"),
        (ASK.replace(" |", " every day until 2027-06-01 |", 1), "at most 110 meetings"),
        (ASK.replace(" |", " every week until 2026-03-10 |", 1), "would end on"),
        (ASK.replace(" |", " for 900 hours |", 1), "between one minute and"),
        (ASK + "".join(f" | 2026-04-0{day} 13:00 UTC" for day in range(1, 7)), "at most 8 times"),
        ("slots S99", "There is no question S99."),
        ("can S99 1 yes", "There is no question S99."),
        ("pick S99 1", "There is no question S99."),
        ("can", "Nothing is asked about times at present."),
    ],
)
def test_it_is_said_in_a_sentence_and_nothing_is_kept(talk: Talk, line: str, said: str) -> None:
    assert said in asked(talk, line)
    assert rows(talk.store, "question") == []


@pytest.mark.parametrize(
    "line",
    [
        f'slots irpc "{"x" * 5000}" | 2026-03-10 13:00 UTC | 2026-03-11 13:00 UTC',
        f"{ASK} | {'x' * 5000}",
    ],
    ids=["a title", "a slot"],
)
def test_a_text_that_is_too_long_comes_back(talk: Talk, line: str) -> None:
    assert "x" * 3000 in asked(talk, line)
    assert rows(talk.store, "question") == []


def test_a_reply_completes_what_was_doubtful(talk: Talk) -> None:
    asked(talk, f"{ASK} | whenever")
    said = shown(talk.say(JO, "12 March 2026 10:00 UTC"))
    assert "4 slots" in said
    assert "4. Thu 12 March 2026, 10:00 UTC" in said


def test_the_zone_is_asked_for_and_holds_for_all(talk: Talk) -> None:
    asked(talk, 'slots irpc "Call" | 2026-03-10 13:00 | 2026-03-10 21:00')
    said = shown(talk.say(JO, "Nairobi"))
    assert "1. Tue 10 March 2026, 10:00 UTC" in said
    assert "2. Tue 10 March 2026, 18:00 UTC" in said


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("1,3 yes 2 maybe", {1: YES, 3: YES, 2: MAYBE}),
        ("1 3 yes, 2 if need be", {1: YES, 3: YES, 2: MAYBE}),
        ("1: no; 2: yes", {1: NO, 2: YES}),
        ("all no", {1: NO, 2: NO, 3: NO}),
        ("1 Oui 2 si besoin 3 non", {1: YES, 2: MAYBE, 3: NO}),
        ("1 YES 1 yes", {1: YES}),
        ("1,3：yes；2、maybe。", {1: YES, 3: YES, 2: MAYBE}),
        ("１ yes，２ no", {1: YES, 2: NO}),
        ("1yes2no", {1: YES, 2: NO}),
    ],
)
def test_answers_in_one_line(words: str, found: dict[int, Answer]) -> None:
    assert read_answers(words, "fr", 3) == found


def test_answers_as_they_are_typed_in_chinese() -> None:
    names = {one: plain_text(text_of(one.label, "zh")) for one in (YES, NO, MAYBE)}
    found = {1: YES, 3: YES, 2: NO}
    assert read_answers(f"1、3：{names[YES]}；2：{names[NO]}。", "zh", 3) == found
    assert read_answers(f"1{names[YES]}2{names[NO]}3{names[MAYBE]}", "zh", 3) == {
        1: YES, 2: NO, 3: MAYBE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("4 yes", "no slot"),
        ("0 yes", "no slot"),
        ("99999999999 yes", "no slot"),
        ("yes", "Which slots"),
        ("1", "What do you say"),
        ("1 yes 2", "What do you say"),
        ("1 yes 1 no", "twice"),
        ("1 soon", "do not understand"),
        ("x" * 5000, "do not understand"),
    ],
)
def test_answers_that_are_not_understood(words: str, wrong: str) -> None:
    said = read_answers(words, "en", 3)
    assert not isinstance(said, dict)
    assert wrong in said.words


def test_turns_that_are_not_there() -> None:
    assert read_turns("1, 3 1", 3) == read_turns("1，3、1", 3) == (1, 3, 1)
    for words in ("4", "0", "one", "1 -2"):
        assert not isinstance(read_turns(words, 3), tuple)


def test_an_answer_after_it_was_settled_is_told_what_was_chosen(talk: Talk) -> None:
    asked(talk)
    talk.say(JO, "/pick S1 2")
    said = shown(talk.say(AMINA, "/can S1 1 yes"))
    assert "S1 is settled. Your answer was not recorded." in said
    assert "2. Tue 10 March 2026, 21:00 UTC" in said
    assert ballots(talk) == []


def test_a_slot_that_is_over_is_neither_answered_nor_picked(talk: Talk) -> None:
    asked(talk)
    talk.clock.time += timedelta(days=7, hours=5)
    assert "Slot 1 is over" in shown(talk.say(AMINA, "/can S1 1 yes"))
    assert "Slot 1 is over" in shown(talk.say(JO, "/pick S1 1"))
    talk.say(AMINA, "/can S1 all yes")
    assert ballots(talk) == [{2: YES, 3: YES}]
    talk.clock.time += timedelta(days=7)
    assert "is over. Nothing was recorded" in shown(talk.say(AMINA, "/can S1 all yes"))


def test_what_people_answer_is_nobody_elses_business(talk: Talk) -> None:
    asked(talk)
    said = talk.say(AMINA, "/can S1 1 no", ROOM)
    public = shown([one for one in said if one.to == ROOM])
    assert "Amina" not in public
    assert "Recorded" not in public
    assert "Amina" not in shown(talk.say(JO, "/slots S1"))
