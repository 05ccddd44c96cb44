"""Moving from SQLite to PostgreSQL carries everything, or nothing."""

import re
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel

from bot.__main__ import main
from bot.conversation.errors import CannotStart
from bot.conversation.message import RoomRef
from bot.decisions.model import Kind, Terms
from bot.decisions.store import Decisions
from bot.ports import Outbox, Tx
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from bot.transactions import in_one
from storage.move import move
from storage.store import SqlStore
from tests.postgres.fixtures import NewDatabase
from tests.support import BEGINNING, Talk, Voice, driver, fill, outgoing, rows, shown

AMINA = Voice("telegram", "123456789012345", "Amina")
INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:")
ROOM = RoomRef("telegram", "-1001234567890")


def _lived_in(path: Path) -> dict[str, list[dict[str, object]]]:
    """A database in which something happened; all that is in it, by table."""
    store = fill(SqlStore(f"sqlite:///{path}"))
    talk = Talk(store)
    for line in ("/start", "/join irpc agree", "/me organisation Ünïcode ☂", "/report A concern"):
        talk.say(AMINA, line)

    def more(tx: Tx) -> None:
        decisions = tx.get(Decisions)
        decisions.draft("irpc", 1, Terms(Kind.CONSENSUS, "We meet."))
        # Its number is never given again.
        decisions.drop(decisions.draft("irpc", 1, Terms(Kind.CONSENSUS, "Dropped.")))
        tx.get(Outbox).put(outgoing(ROOM, "waits", "tracks"), BEGINNING + timedelta(hours=1))

    in_one(store, more)
    found = {name: rows(store, name) for name in SQLModel.metadata.tables}
    store.close()
    return found


def test_all_rows_arrive_and_numbers_go_on(tmp_path: Path, new_database: NewDatabase) -> None:
    path, target = tmp_path / "bot.sqlite", new_database()
    before = _lived_in(path)
    said = move(f"sqlite:///{path}", target)
    assert "entries in the record, all in order" in said
    store = SqlStore(target)
    after = {name: rows(store, name) for name in SQLModel.metadata.tables}
    assert {name: len(found) for name, found in after.items()} == {
        name: len(found) for name, found in before.items()
    }
    assert sum(len(found) for found in before.values()) > 90
    for name, found in before.items():
        for row in found:
            plain = {key: value for key, value in row.items() if isinstance(value, str)}
            plain = {key: value for key, value in plain.items() if not INSTANT.match(value)}
            assert any(plain.items() <= one.items() for one in after[name]), (name, plain)
    with store.begin() as tx:
        journal = tx.get(Journal)
        assert check(exported(*journal.head(), journal.entries())) == []
        draft = tx.get(Decisions).draft("irpc", 1, Terms(Kind.CONSENSUS, "New."))
        assert draft.id == 3
        [waiting] = tx.get(Outbox).due("telegram", BEGINNING + timedelta(hours=2), 9)
        number = tx.get(Outbox).put(outgoing(ROOM, "later"), BEGINNING)
        assert number > waiting.id
    # What was heard before is known, too: these are new messages.
    talk = Talk(store, _ids=count(100))
    assert "Ünïcode ☂" in shown(talk.say(AMINA, "/me"))
    store.close()


def test_a_target_that_is_not_empty_is_refused(tmp_path: Path, new_database: NewDatabase) -> None:
    path, target = tmp_path / "bot.sqlite", new_database()
    _lived_in(path)
    move(f"sqlite:///{path}", target)
    with pytest.raises(CannotStart, match=r"not empty.*Nothing was moved"):
        move(f"sqlite:///{path}", target)


def test_a_record_that_is_not_whole_is_not_moved(tmp_path: Path, new_database: NewDatabase) -> None:
    path, target = tmp_path / "bot.sqlite", new_database()
    _lived_in(path)
    store = SqlStore(f"sqlite:///{path}")
    driver(store).execute(
        "UPDATE journal SET text = replace(text, 'irpc', 'igf') WHERE number ="
        " (SELECT max(number) FROM journal WHERE text LIKE '%irpc%')"
    )
    store.close()
    with pytest.raises(CannotStart, match=r"did not arrive whole.*Nothing was moved"):
        move(f"sqlite:///{path}", target)
    store = SqlStore(target)
    assert {name for name in SQLModel.metadata.tables if rows(store, name)} == set()
    assert inspect(store.engine).has_table("journal")
    store.close()


def test_what_can_not_be_moved_is_said_plainly(
    tmp_path: Path, new_database: NewDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    target = new_database()
    assert main(["move", f"sqlite:///{tmp_path}/none.sqlite", target]) == 2
    assert "There is no database" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    assert main(["move", target, f"sqlite:///{tmp_path}/none.sqlite"]) == 2
    assert main(["move", "mysql://x", target]) == 2
    assert "has to begin with" in capsys.readouterr().err
    path = tmp_path / "bot.sqlite"
    _lived_in(path)
    running = SqlStore(f"sqlite:///{path}")
    assert main(["move", f"sqlite:///{path}", target]) == 2
    assert "Another intersession is running" in capsys.readouterr().err
    running.close()
