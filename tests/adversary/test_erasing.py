"""Who is erased is gone: from every table, every file of the data folder, and from what waits."""

import json
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.conversation.message import Tap
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import t
from bot.conversation.reply import reply
from bot.conversation.translate import word
from bot.conversation.wording import plain
from bot.decisions.store import Ballots, Decisions
from bot.people.model import Grant, Role
from bot.people.store import People, Reports, Roles
from bot.ports import Outbox
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from bot.settings import Settings
from storage import backup, restoring
from storage.reading import SqlReader
from storage.store import SqlStore
from tests.adversary.erasing_stage import (
    AMINA,
    AMINA_AT_DESK,
    FAY,
    OLGA,
    ORGANISATION,
    PIOTR,
    PRIVATE,
    ROOM,
    SHORT,
    begin,
    erase,
    lived,
    planned,
    quiet,
    traces,
)
from tests.adversary.traces import found_in
from tests.support import BEGINNING, Talk, Voice, fill, rows, shown


def test_somebody_called_o_takes_no_button_of_others_along(talk: Talk) -> None:
    talk.say(SHORT, "/start")
    talk.say(PIOTR, "/start")
    talk.say(OLGA, '/appoint "Piotr Zylinder"')
    before = _buttons(talk)
    assert any("o" in label for labels in before for label in labels)
    erase(talk, SHORT)
    assert [one for one in before if one not in _buttons(talk)] == []


def _buttons(talk: Talk) -> list[list[str]]:
    """The labels of all buttons in chats of others."""
    return [
        [label for label, *_ in json.loads(row["body"])["buttons"]]
        for row in rows(talk.store, "outbox")
        if row["address"] != SHORT.id and json.loads(row["body"])["buttons"]
    ]


def test_a_button_with_the_name_of_who_is_erased_does_nothing_and_the_others_stay(
    talk: Talk,
) -> None:
    namesake = Voice("telegram", "660000111", AMINA.name, "another")
    talk.meet(AMINA, namesake)
    (asked,) = talk.say(OLGA, f'/appoint "{AMINA.name}"')
    assert len(asked.wording.buttons) == 2
    erase(talk, AMINA)
    kept = json.loads(next(r["body"] for r in rows(talk.store, "outbox") if r["id"] == asked.id))
    assert len(kept["buttons"]) == 2
    assert [label for label, *_ in kept["buttons"] if "another" in label]
    assert AMINA.id not in str(kept)
    assert "amina_qt" not in str(kept)


def test_no_file_of_the_data_folder_knows_who_was_erased(talk: Talk, folder: Path) -> None:
    lived(talk, AMINA)
    assert traces(folder, AMINA)
    erase(talk, AMINA)
    assert traces(folder, AMINA) == []
    assert found_in(folder, [PIOTR.name]) != []


def test_nor_who_was_erased_by_an_operator_with_all_linked_accounts(
    talk: Talk, folder: Path
) -> None:
    lived(talk, AMINA, AMINA_AT_DESK)
    with talk.store.begin() as tx:
        people = tx.get(People)
        known = [people.behind(one.ref) for one in (AMINA, AMINA_AT_DESK)]
        people.link(*(one.id for one in known if one))
        tx.commit()
    talk.say(OLGA, f"/forget @{AMINA.handle} yes")
    assert traces(folder, AMINA, AMINA_AT_DESK) == []


def test_a_reader_delays_the_wiping_and_never_prevents_it(talk: Talk, folder: Path) -> None:
    lived(talk, AMINA)
    reader = SqlReader(f"sqlite:///{folder / 'intersession.sqlite'}")
    with reader.read() as tx:
        assert tx.get(People).behind(AMINA.ref)
        erase(talk, AMINA)
        assert traces(folder, AMINA)
    reader.close()
    talk.store.tidy()
    assert traces(folder, AMINA) == []


def test_a_restart_does_not_forget_what_is_to_be_wiped(talk: Talk, folder: Path) -> None:
    address = f"sqlite:///{folder / 'intersession.sqlite'}"
    lived(talk, AMINA)
    reader = SqlReader(address)
    with reader.read() as tx:
        assert tx.get(People).behind(AMINA.ref)
        erase(talk, AMINA)
        talk.store.close()
    assert traces(folder, AMINA)
    store = SqlStore(address)
    reader.close()
    store.tidy()
    assert traces(folder, AMINA) == []
    assert rows(store, "trace") == []
    store.close()


def test_an_announcement_that_waits_for_the_morning_names_nobody_who_is_gone(
    talk: Talk, folder: Path
) -> None:
    quiet(talk)
    talk.hear(talk.message(AMINA, "/join irpc agree"))
    assert AMINA.name in _waiting(talk)
    erase_unsent(talk)
    assert AMINA.name not in _waiting(talk)
    assert "takes part in" not in _waiting(talk)


def test_public_words_that_wait_stay_without_the_name(talk: Talk) -> None:
    talk.meet(AMINA)
    with talk.store.begin() as tx:
        amina = tx.get(People).behind(AMINA.ref)
        assert amina
        said = reply(
            t("{chair} chairs {reference}.", chair=amina.mention, reference="M1"),
            t("Facilitators: {people}.", people=(amina.mention, amina.name)),
        )
        tx.get(Outbox).put(Outgoing(ROOM, word(said, "en"), board="M1"), BEGINNING)
        tx.get(Outbox).put(Outgoing(ROOM, word(said, "fr")), BEGINNING)
        tx.commit()
    assert _waiting(talk).count(AMINA.name) == 6
    erase_unsent(talk)
    assert AMINA.name not in _waiting(talk)
    assert "former participant chairs M1." in _waiting(talk)
    assert len([one for one in talk.waiting() if one.to == ROOM]) == 2


def erase_unsent(talk: Talk) -> None:
    """Nothing is delivered before."""
    talk.hear(talk.message(AMINA, "/privacy erase yes"))


def _waiting(talk: Talk) -> str:
    return "\n".join(plain(one.wording) for one in talk.waiting())


def test_private_words_of_who_is_erased_are_not_told_any_more(talk: Talk, folder: Path) -> None:
    with talk.store.begin() as tx:
        piotr = tx.get(People).behind(PIOTR.ref)
        assert piotr
        tx.get(Roles).give(piotr.id, Grant(Role.RAPPORTEUR))
        tx.commit()
    talk.hear(talk.message(AMINA, f"/report {PRIVATE}"))
    assert PRIVATE in _waiting(talk)
    erase_unsent(talk)
    assert PRIVATE not in _waiting(talk)
    with talk.store.begin() as tx:
        assert [one.text for one in tx.get(Reports).open()] == [""]
    assert "erased" in shown(talk.say(PIOTR, "/reports"))
    talk.deliver()
    assert traces(folder, AMINA) == []


def test_an_erase_takes_an_open_ballot_and_its_objection_back(talk: Talk) -> None:
    number = opened(talk, '/consensus irpc "We meet on Tuesdays."')
    talk.say(AMINA, f"/vote {number} object because it is late")
    talk.say(PIOTR, f"/vote {number} support")
    assert _counts(talk) == {"object": 1, "support": 1}
    erase(talk, AMINA)
    assert _counts(talk) == {"support": 1}
    acts = [json.loads(row["text"]) for row in rows(talk.store, "journal")]
    (back,) = [one for one in acts if one["act"] == "ballot.taken-back"]
    (cast, _) = [one for one in acts if one["act"] == "ballot.cast"]
    assert back["by"] == cast["by"]
    assert [one["act"] for one in acts if one["act"].startswith("objection.")] == [
        "objection.raised", "objection.withdrawn",
    ]  # fmt: skip
    with talk.store.begin() as tx:
        journal = tx.get(Journal)
        assert check(exported(*journal.head(), journal.entries())) == []


def test_a_secret_ballot_stays_and_who_comes_back_comes_after_the_cut_off(talk: Talk) -> None:
    for place in range(5):
        talk.say(Voice("telegram", f"5500{place}", f"Voter {place}"), "/join irpc agree")
    number = opened(talk, '/poll irpc "Which day?" | Tuesday | Friday', "ballots secret")
    (asked,) = talk.say(AMINA, f"/vote {number} 1")
    talk.say(AMINA, "", tap=Tap(f"sent-{asked.id}", 0, asked.id))
    assert len(rows(talk.store, "secret_ballot")) == 1
    kept = rows(talk.store, "secret_ballot")
    erase(talk, AMINA)
    assert rows(talk.store, "secret_ballot") == kept
    talk.say(AMINA, "/join irpc agree")
    with talk.store.begin() as tx:
        amina = tx.get(People).behind(AMINA.ref)
        decision = tx.get(Decisions).numbered(1)
        assert amina
        assert decision
        assert tx.get(Ballots).turnout(decision).people == 1
        voter = tx.get(Decisions).voter(decision, amina.id)
        assert not voter.eligible
        assert not tx.get(Ballots).has_voted(decision, amina.id)


def opened(talk: Talk, line: str, *settings: str) -> str:
    """A decision in which Amina and Piotr may vote."""
    talk.say(AMINA, "/join irpc agree")
    talk.say(FAY, line)
    for one in settings:
        talk.say(FAY, f"/charter 1 {one}")
    assert "D1" in shown(talk.say(FAY, "/open 1"))
    return "D1"


def _counts(talk: Talk) -> dict[str, int]:
    with talk.store.begin() as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        return dict(tx.get(Ballots).tally(decision).counts)


def test_a_charter_that_was_never_opened_goes_with_its_author(talk: Talk, folder: Path) -> None:
    talk.say(FAY, '/consensus irpc "We meet on zanzibaric Tuesdays."')
    assert found_in(folder, ["zanzibaric"])
    erase(talk, FAY)
    assert found_in(folder, ["zanzibaric"]) == []


def test_an_export_hands_out_every_row_that_names_the_person(talk: Talk) -> None:
    planned(talk, "First", "2026-03-05")
    planned(talk, "Second", "2026-03-06")
    talk.say(FAY, "/chair M2")
    (said,) = talk.say(FAY, "/privacy export")
    told = json.loads(said.wording.attachments[0].content)
    assert {one["title"] for one in told["meeting"]} == {"First", "Second"}


ACTS = (
    "/join irpc agree", "/leave irpc", f"/me organisation {ORGANISATION}", "/me group government",
    f"/report {PRIVATE}", "/privacy export", "/link", "/unlink", "/start", "/tracks",
    "/me timezone Africa/Nairobi", "/quiet 22:00-07:00", "/vote D1 object because no", "/todo",
    "/coming M1 yes", "/speak M1 My point", "/agenda M1 add \"Scope\"",
)  # fmt: skip


@settings(max_examples=8, deadline=None, phases=[Phase.generate])
@given(
    acts=st.lists(
        st.tuples(st.sampled_from((AMINA, AMINA_AT_DESK)), st.sampled_from(ACTS), st.booleans()),
        min_size=5, max_size=30,
    ),
    linked=st.booleans(),
)  # fmt: skip
def test_of_a_random_life_nothing_is_left(
    tmp_path_factory: pytest.TempPathFactory,
    acts: list[tuple[Voice, str, bool]],
    linked: bool,
) -> None:
    folder = tmp_path_factory.mktemp("data")
    talk = Talk(fill(SqlStore(f"sqlite:///{folder / 'intersession.sqlite'}")))
    begin(talk)
    planned(talk, "Round", "2026-03-05")
    opened(talk, '/consensus irpc "We meet on Tuesdays."')
    talk.meet(AMINA_AT_DESK)
    if linked:
        with talk.store.begin() as tx:
            people = tx.get(People)
            known = [people.behind(one.ref) for one in (AMINA, AMINA_AT_DESK)]
            people.link(*(one.id for one in known if one))
            tx.commit()
    for voice, line, delivered in acts:
        message = talk.message(voice, line)
        talk.hear(message)
        talk.hear(talk.message(OLGA, f"/appoint @{voice.handle}"))
        if delivered:
            talk.deliver()
    for voice in (AMINA, AMINA_AT_DESK):
        erase(talk, voice)
        talk.deliver()
    left = traces(folder, AMINA, AMINA_AT_DESK)
    talk.store.close()
    assert left == []
    assert traces(folder, AMINA, AMINA_AT_DESK) == []


def test_a_backup_made_after_the_erasure_knows_nothing_of_it(talk: Talk, folder: Path) -> None:
    lived(talk, AMINA)
    erase(talk, AMINA)
    backup.make(Settings(data_dir=folder), folder.parent / "backup")
    restored = folder.parent / "restored"
    restoring.restore(Settings(data_dir=restored), folder.parent / "backup")
    assert traces(restored, AMINA) == []
