"""Somebody wants to be taken for another: by a link that is tapped, a code, a third account."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.conversation.registry import command_line, commands
from bot.people.model import Grant, Role
from bot.people.store import People, Roles
from bot.record.store import Journal
from bot.tracks.model import Part
from bot.tracks.store import Memberships
from storage.store import SqlStore
from tests.linking import button, code_of, link
from tests.support import Talk, Voice, fill, rows, shown

MALLORY = Voice("telegram", "6660001", "Mallory", "mallory")
OLU = Voice("matrix", "@olu:one.example", "Olu")
OLU_PHONE = Voice("telegram", "7700001", "Olu Phone", "olu")
OLU_SECOND = Voice("telegram", "7700002", "Olu Second", "olu2")
EVE = Voice("telegram", "6660002", "Eve", "eve")
SHOWING = {
    "comments", "decision", "meeting", "read", "track", "tracks",
}  # fmt: skip
TAKING_PART = {"join", "observe"}


@pytest.fixture(scope="module")
def store() -> Iterator[SqlStore]:
    store = SqlStore("sqlite://")
    yield store
    store.close()


@pytest.fixture
def talk(store: SqlStore) -> Talk:
    talk = Talk(fill(store))
    talk.meet(MALLORY, OLU, OLU_PHONE, OLU_SECOND, EVE)
    return talk


def number(talk: Talk, voice: Voice) -> int:
    person = talk.person(voice)
    assert person
    return person.id


def give(talk: Talk, voice: Voice, role: Role, track: str = "") -> None:
    person = number(talk, voice)
    with talk.store.begin() as tx:
        tx.get(Roles).give(person, Grant(role, track))
        tx.commit()


def are_one(talk: Talk, *voices: Voice) -> bool:
    return len({number(talk, one) for one in voices}) == 1


def journal(talk: Talk) -> list[dict[str, object]]:
    with talk.store.begin() as tx:
        return [json.loads(one.text) for one in tx.get(Journal).entries()]


def asked(talk: Talk, first: Voice, second: Voice) -> tuple[str, str, list[str]]:
    """The words that both sides are asked with, and what their buttons say."""
    said = talk.say(second, f"/link {code_of(talk.say(first, '/link'))}")
    to = {voice: [one for one in said if one.to in (voice.ref, voice.private)]
          for voice in (first, second)}  # fmt: skip
    return (
        shown(to[first]), shown(to[second]),
        [button(said, first, "confirm"), button(said, second, "confirm"),
         button(said, first, "decline"), button(said, second, "decline")],
    )  # fmt: skip


# A link that opens the bot may show, join or observe, and nothing else.


def test_a_code_behind_a_link_that_is_tapped_links_nobody(talk: Talk) -> None:
    code = code_of(talk.say(MALLORY, "/link"))
    before = rows(talk.store, "person")
    talk.say(OLU, f"/start link_{code}")
    assert rows(talk.store, "person") == before
    assert not are_one(talk, MALLORY, OLU)


def test_only_a_closed_list_of_commands_can_be_behind_a_link() -> None:
    names = {one.name.split()[0] for one in commands()}
    carried = {name for name in names if command_line(f"/start {name}_1") != f"start {name}_1"}
    assert carried <= SHOWING | TAKING_PART
    assert carried >= TAKING_PART


def test_a_link_that_wants_more_changes_nothing_and_says_so(talk: Talk) -> None:
    give(talk, OLU, Role.OPERATOR)
    give(talk, OLU, Role.FACILITATOR, "irpc")
    changing = ("person", "role", "membership", "journal", "decision", "track")
    before = [rows(talk.store, one) for one in changing]
    for name in sorted({one.name.split()[0] for one in commands()} - SHOWING - TAKING_PART):
        said = shown(talk.say(OLU, f"/start {name}_irpc"))
        assert "Nothing was done" in said, name
    assert [rows(talk.store, one) for one in changing] == before


def test_a_link_makes_no_observer_of_somebody_who_takes_part(talk: Talk) -> None:
    olu = number(talk, OLU)
    with talk.store.begin() as tx:
        tx.get(Memberships).join(olu, "irpc", Part.PARTICIPANT)
        tx.get(People).acknowledge(olu, talk.settings.conduct_version, talk.clock.now())
        tx.commit()
    said = talk.say(OLU, "/start observe_irpc")
    with talk.store.begin() as tx:
        assert tx.get(Memberships).of(olu) == {"irpc": Part.PARTICIPANT}
    assert "observe irpc" in [one.says for out in said for one in out.wording.buttons]


# Linking: both accounts are shown on both sides, and both sides confirm.


def test_a_code_alone_links_nobody(talk: Talk) -> None:
    asked(talk, MALLORY, OLU)
    assert not are_one(talk, MALLORY, OLU)


@pytest.mark.parametrize("side", [0, 1])
def test_one_confirmation_links_nobody(talk: Talk, side: int) -> None:
    buttons = asked(talk, MALLORY, OLU)[2]
    for _ in range(3):
        talk.say((MALLORY, OLU)[side], f"/{buttons[side]}")
        assert not are_one(talk, MALLORY, OLU)


def test_both_sides_see_both_accounts_by_name_and_network(talk: Talk) -> None:
    first, second, _ = asked(talk, MALLORY, OLU)
    for words in (first, second):
        assert "Telegram: Mallory (@mallory)" in words
        assert "Matrix: Olu (@olu:one.example)" in words
        assert "Nothing was changed" in words


def test_declining_is_the_first_button_and_ends_it_for_both(talk: Talk) -> None:
    said = talk.say(OLU, f"/link {code_of(talk.say(MALLORY, '/link'))}")
    for one in said:
        assert one.wording.buttons[0].says.startswith("link decline ")
    talk.say(MALLORY, f"/{button(said, MALLORY, 'confirm')}")
    talk.say(OLU, f"/{button(said, OLU, 'decline')}")
    assert "not valid" in shown(talk.say(OLU, f"/{button(said, OLU, 'confirm')}"))
    assert not are_one(talk, MALLORY, OLU)


def test_nobody_confirms_for_the_other_side(talk: Talk) -> None:
    buttons = asked(talk, MALLORY, OLU)[2]
    assert len(set(buttons)) == 4
    for one in buttons:
        for voice in (EVE, MALLORY):
            if (voice, one) != (MALLORY, buttons[2]):
                talk.say(voice, f"/{one}")
    assert not are_one(talk, MALLORY, OLU)
    assert not are_one(talk, EVE, OLU)
    assert not are_one(talk, EVE, MALLORY)


def test_a_third_account_cannot_slip_in_between_the_confirmations(talk: Talk) -> None:
    """What was confirmed is these accounts; once one side has more, it is asked anew."""
    first = asked(talk, OLU_PHONE, OLU)[2]
    talk.say(OLU_PHONE, f"/{first[0]}")
    link(talk.say, MALLORY, EVE)
    assert are_one(talk, MALLORY, EVE)
    talk.say(OLU, f"/{first[1]}")
    assert are_one(talk, OLU_PHONE, OLU)
    assert not are_one(talk, EVE, OLU)
    # The other way round: Mallory's side gains an account after Olu's has confirmed.
    other = asked(talk, MALLORY, OLU)[2]
    talk.say(OLU, f"/{other[1]}")
    talk.say(EVE, "/unlink")
    talk.say(MALLORY, f"/{other[0]}")
    assert not are_one(talk, MALLORY, OLU)


def test_a_role_given_after_it_was_shown_is_asked_about(talk: Talk) -> None:
    buttons = asked(talk, MALLORY, OLU)[2]
    talk.say(OLU, f"/{buttons[1]}")
    give(talk, OLU, Role.OPERATOR)
    said = talk.say(MALLORY, f"/{buttons[0]}")
    assert not are_one(talk, MALLORY, OLU)
    assert "operator" in shown(said)


def test_a_link_that_nobody_confirms_is_over_after_a_day(talk: Talk) -> None:
    buttons = asked(talk, OLU_PHONE, OLU)[2]
    talk.say(OLU_PHONE, f"/{buttons[0]}")
    talk.clock.time += timedelta(hours=24)
    assert "not valid" in shown(talk.say(OLU, f"/{buttons[1]}"))
    assert not are_one(talk, OLU_PHONE, OLU)


def test_a_link_that_waits_outlives_a_restart(talk: Talk) -> None:
    buttons = asked(talk, OLU_PHONE, OLU)[2]
    talk.say(OLU_PHONE, f"/{buttons[0]}")
    again = Talk(talk.store, talk.clock)
    again._ids = talk._ids
    again.say(OLU, f"/{buttons[1]}")
    assert are_one(talk, OLU_PHONE, OLU)


def test_what_waits_holds_no_code_and_no_key(talk: Talk) -> None:
    code = code_of(talk.say(OLU_PHONE, "/link"))
    talk.say(OLU, f"/link {code}")
    waits = rows(talk.store, "link_request")
    assert len(waits) == 1
    kept = json.dumps(waits, default=str)
    assert code not in kept
    assert "Olu" not in kept
    talk.say(OLU, "/privacy erase yes")
    assert not rows(talk.store, "link_request")


# Roles are never carried across silently.


def test_whoever_holds_a_role_is_asked_with_the_role_named(talk: Talk) -> None:
    give(talk, OLU, Role.OPERATOR)
    give(talk, OLU, Role.FACILITATOR, "irpc")
    said = talk.say(OLU, f"/link {code_of(talk.say(MALLORY, '/link'))}")
    for voice in (MALLORY, OLU):
        words = shown([one for one in said if one.to in (voice.ref, voice.private)])
        assert "operator" in words
        assert "facilitator of irpc" in words
    labels = [one.label for out in said if out.to == OLU.private for one in out.wording.buttons]
    assert any("operator" in label and "facilitator" in label for label in labels)


def test_the_record_says_which_account_held_a_role(talk: Talk) -> None:
    give(talk, OLU, Role.OPERATOR)
    held, other = talk.person(OLU), talk.person(OLU_PHONE)
    assert held
    assert other
    link(talk.say, OLU_PHONE, OLU)
    assert are_one(talk, OLU, OLU_PHONE)
    carried = [one for one in journal(talk) if one["act"] == "role.given"]
    assert carried[-1]["data"] == {
        "person": other.pseudonym, "role": "operator", "account": held.pseudonym,
    }  # fmt: skip
    talk.say(OLU, "/unlink")
    ended = [one for one in journal(talk) if one["act"] == "role.ended"]
    assert ended[-1]["data"] == carried[-1]["data"]
    phone, olu = number(talk, OLU_PHONE), number(talk, OLU)
    with talk.store.begin() as tx:
        assert not tx.get(Roles).of(phone)
        assert tx.get(Roles).of(olu) == {Grant(Role.OPERATOR)}


def test_the_same_network_twice_is_asked_about_in_so_many_words(talk: Talk) -> None:
    first, second, _ = asked(talk, OLU_PHONE, OLU_SECOND)
    assert "Both accounts are on Telegram" in first
    assert "Both accounts are on Telegram" in second
    assert "Both accounts are on" not in asked(talk, OLU_PHONE, OLU)[0]
    link(talk.say, OLU_PHONE, OLU_SECOND)
    assert are_one(talk, OLU_PHONE, OLU_SECOND)


def test_whoever_calls_themselves_as_the_victim_does_is_told_apart(talk: Talk) -> None:
    twin = Voice("telegram", "6660009", "Olu", "olu_the_second")
    talk.meet(twin)
    words = asked(talk, twin, OLU)[1]
    assert "Telegram: Olu (@olu_the_second)" in words
    assert "Matrix: Olu (@olu:one.example), this one" in words
