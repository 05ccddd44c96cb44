"""The database keeps what was committed, and says plainly why it can't be opened."""

import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import DateTime, MetaData, create_engine
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import SQLModel

from bot.conversation.errors import CannotStart
from bot.conversation.message import RoomRef
from bot.ports import Outbox, Positions, Seen, Sent, Tx
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from bot.tracks.model import Part
from bot.tracks.store import Memberships
from bot.transactions import in_one
from storage import schema
from storage.store import SqlStore
from tests.patience import PATIENCE
from tests.postgres.fixtures import NewDatabase
from tests.support import BEGINNING, ROOT, Talk, Voice, driver, fill, kept_text, outgoing

AMINA = Voice("telegram", "1", "Amina")
ROOM = RoomRef("telegram", "-1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, path: Path) -> Iterator[SqlStore]:
    """A store on each database there is."""
    if request.param == "sqlite":
        opened = _open(path)
    else:
        new_database: NewDatabase = request.getfixturevalue("new_database")
        opened = SqlStore(new_database())
    yield fill(opened)
    opened.close()


@pytest.fixture
def file(path: Path) -> Iterator[SqlStore]:
    """A store in a file, for what is only SQLite's."""
    opened = _open(path)
    yield fill(opened)
    opened.close()


def _open(path: Path) -> SqlStore:
    return SqlStore(f"sqlite:///{path}")


def _position(store: SqlStore) -> str:
    with store.begin() as tx:
        return tx.get(Positions).position("telegram")


def test_leaving_without_commit_undoes_everything(store: SqlStore) -> None:
    before = kept_text(store)
    with store.begin() as tx:
        tx.get(Positions).move("telegram", "7")
        tx.get(Outbox).put(outgoing(ROOM, "never said"), BEGINNING)
        tx.get(Journal).add("track.changed", "p-1", BEGINNING)
    assert kept_text(store) == before
    with pytest.raises(LookupError):
        _move_and_fail(store)
    assert kept_text(store) == before
    with store.begin() as tx:
        tx.get(Positions).move("telegram", "7")
        tx.commit()
    assert _position(store) == "7"


def _move_and_fail(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.get(Positions).move("telegram", "7")
        raise LookupError("a defect")


def _move_in_a_savepoint_and_fail(tx: Tx) -> None:
    with tx.savepoint():
        tx.get(Positions).move("telegram", "8")
        tx.get(Positions).move("matrix", "s1")
        raise LookupError("a refusal")


def test_a_savepoint_is_undone_alone(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.get(Positions).move("telegram", "7")
        with pytest.raises(LookupError):
            _move_in_a_savepoint_and_fail(tx)
        with tx.savepoint():
            tx.get(Seen).first_time("telegram", "42", BEGINNING)
        tx.commit()
    with store.begin() as tx:
        assert tx.get(Positions).position("telegram") == "7"
        assert tx.get(Positions).position("matrix") == ""
        assert not tx.get(Seen).first_time("telegram", "42", BEGINNING)


def test_a_message_of_the_same_id_is_heard_once(store: SqlStore) -> None:
    talk = Talk(store)
    message = talk.message(AMINA, "/ping 1")
    talk.hear(message, message, position="1")
    talk.hear(message, position="2")
    assert len(talk.waiting()) == 1
    assert _position(store) == "2"


@pytest.mark.parametrize("trouble", ["it may only be read", "the disk is full"])
def test_a_batch_that_can_not_be_kept_is_done_once_when_it_comes_again(
    file: SqlStore, trouble: str
) -> None:
    store = file
    talk = Talk(store)
    talk.say(AMINA, "/start")
    batch = [talk.message(AMINA, "/join irpc agree")]
    batch += [talk.message(AMINA, f"/report {'x' * 3900}") for _ in range(4)]
    before = kept_text(store)
    full = trouble == "the disk is full"
    # The fewest pages that the database can do with: those that it has.
    driver(store).execute("PRAGMA max_page_count = 1" if full else "PRAGMA query_only = ON")
    for _ in range(3):
        with pytest.raises(Exception, match=r"disk is full|readonly"):
            talk.hear(*batch, position="9")
    driver(store).execute("PRAGMA max_page_count = 100000" if full else "PRAGMA query_only = OFF")
    assert kept_text(store) == before
    talk.hear(*batch, position="9")
    talk.hear(*batch, position="9")
    assert [one.answers for one in talk.waiting()] == [message.id for message in batch]
    person = talk.person(AMINA)
    assert person
    with store.begin() as tx:
        assert tx.get(Memberships).of(person.id) == {"irpc": Part.PARTICIPANT}
        journal = tx.get(Journal)
        assert check(exported(*journal.head(), journal.entries())) == []


def test_the_database_is_held_by_one_process(file: SqlStore, path: Path) -> None:
    with pytest.raises(CannotStart, match=r"^Another intersession is running on .* Stop it first"):
        _open(path)
    file.close()
    _open(path).close()


def test_a_database_of_a_newer_program_is_left_alone(path: Path) -> None:
    _open(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    content = path.read_bytes()
    with pytest.raises(CannotStart, match=r"newer intersession .*9999.*Nothing was changed"):
        _open(path)
    assert path.read_bytes() == content


def test_the_migrations_make_exactly_the_tables_of_this_program(path: Path) -> None:
    opened = _open(path)
    _has_all_tables(opened)
    with opened.engine.connect() as connection:
        assert schema.version(connection) == schema.HEAD
    opened.close()
    versions = Path(schema.__file__).parent / "migrations" / "versions"
    assert max(one.name for one in versions.glob("0*.py")).startswith(schema.HEAD)


def _has_all_tables(opened: SqlStore) -> None:
    with opened.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_what_hangs_on_a_meeting_stays_when_the_tables_are_carried_over(path: Path) -> None:
    """SQLite can make a table anew to change it; what refers to its rows must not go with them."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        tables = MetaData()
        tables.reflect(connection)
        for name, values in (
            ("person", {"id": 1, "root": 1}),
            ("meeting", {"number": 4, "title": "Charter call", "warned": "soon", "author": 1}),
            ("item", {"meeting": 4, "number": 1, "title": "The charter", "person": 1}),
            ("coming", {"meeting": 4, "person": 1}),
        ):
            empty = {
                one.name: BEGINNING if isinstance(one.type, DateTime) else one.type.python_type()
                for one in tables.tables[name].c
                if not one.nullable
            }
            connection.execute(tables.tables[name].insert(), {**empty, **values})
    engine.dispose()
    opened = _open(path)
    with opened.engine.connect() as connection:
        for name in ("meeting", "item", "coming"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() == 1
    _has_all_tables(opened)
    opened.close()


WATCHED = """
import os, shutil, sys
from itertools import count
from pathlib import Path
import alembic.command, alembic.config
from sqlalchemy import event
from sqlalchemy.engine import Engine
from storage.store import SqlStore

home, executed = Path(sys.argv[1]), count(1)
last = {}

@event.listens_for(Engine, "after_cursor_execute")
def _keep_what_a_kill_would_leave(*_arguments):
    global last
    files = list((home / "watched").iterdir())
    state = {one: (one.stat().st_size, one.stat().st_mtime_ns) for one in files}
    number = next(executed)
    if state == last:
        return
    last = state
    # A process of its own reads: who closes a file lets go of all locks that it has there.
    child = os.fork()
    if not child:
        shutil.copytree(home / "watched", home / f"{number:05}", copy_function=shutil.copyfile)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0

(home / "watched").mkdir()
SqlStore(f"sqlite:///{home}/watched/bot.sqlite").close()
print(next(executed) - 1)
"""
KILLED = """
import os, signal, sys
from itertools import count
import alembic.command, alembic.config
from sqlalchemy import event
from sqlalchemy.engine import Engine
from storage.store import SqlStore

executed = count(1)

@event.listens_for(Engine, "after_cursor_execute")
def _die(*_arguments):
    if next(executed) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

SqlStore(f"sqlite:///{sys.argv[1]}").close()
"""


def _started(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, check=False, timeout=PATIENCE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _is_made_good(path: Path) -> None:
    opened = _open(path)
    _has_all_tables(opened)
    opened.close()


def test_a_first_start_that_is_killed_anywhere_is_made_good_by_the_next(tmp_path: Path) -> None:
    """A kill leaves the files as they are at that instant: they are kept after each statement that
    changed them. Killing a process there as well, at every one, would start it hundreds of times:
    that is done at some."""
    watched = _started(WATCHED, str(tmp_path))
    assert watched.returncode == 0
    statements = int(watched.stdout)
    assert statements > 100
    left = sorted(tmp_path.glob("0*"))
    # All is done in one transaction, so there are few.
    assert left
    for folder in left:
        _is_made_good(folder / "bot.sqlite")
    for place in (1, statements // 3, 2 * statements // 3, statements):
        path = tmp_path / f"killed-{place}.sqlite"
        assert _started(KILLED, str(path), str(place)).returncode == -signal.SIGKILL
        _is_made_good(path)


def test_every_column_that_names_a_person_says_what_becomes_of_it() -> None:
    naming = [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.c
        if column.name == "person"
        or any(key.column.table.name == "person" for key in column.foreign_keys)
    ]
    assert {str(column) for column in naming} >= {"account.person", "role.person", "code.person"}
    assert {str(c) for c in naming if c.info.get("on_erase") not in ("delete", "keep")} == set()
    # Those stay with a pseudonym: concerns until they are settled, what was done after the Code of
    # Conduct was broken, and what decisions and minutes rest on.
    assert {str(c) for c in naming if c.info["on_erase"] == "keep"} == {
        "report.person",
        "measure.person",
        "measure.by",
        "appeal.decider",
        "flag.author",
        "voice.person",
        "voice.member",
        "decision.author",
        "decision_pseudonym.person",
        "elector.person",
        "ballot.person",
        "voter.person",
        "objection.person",
        "minority.person",
        "meeting.author",
        "meeting.chair",
        "item.person",
        "line.person",
        "correction.person",
        "action.person",
        "question.author",
        "draft.author",
        "comment.person",
        "disposition.person",
        "moderation.person",
    }


def test_the_database_is_set_up_to_lose_nothing(file: SqlStore) -> None:
    with file.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_row_never_names_what_is_not_there(store: SqlStore) -> None:
    with pytest.raises(IntegrityError), store.begin() as tx:
        tx.get(Memberships).join(999, "irpc", Part.PARTICIPANT)


def test_an_error_of_the_database_tells_nothing_of_what_people_said(store: SqlStore) -> None:
    with store.begin() as tx, pytest.raises(DatabaseError) as trouble:
        tx.get(Memberships).join(999, "a secret track", Part.PARTICIPANT)
    assert "secret" not in str(trouble.value)


def _one_more(tx: Tx) -> None:
    positions = tx.get(Positions)
    number = int(positions.position("telegram") or 0)
    positions.move("telegram", str(number + 1))


def test_two_that_count_at_the_same_time_lose_nothing(store: SqlStore) -> None:
    together = threading.Barrier(2)
    troubles: list[Exception] = []

    def count() -> None:
        together.wait()
        try:
            for _ in range(100):
                in_one(store, _one_more)
        except Exception as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert _position(store) == "200"


@pytest.mark.parametrize("damage", ["garbage", "cut", "overwritten", "folder"])
def test_a_damaged_database_is_refused_in_a_plain_sentence(path: Path, damage: str) -> None:
    fill(opened := _open(path)).close()
    content = path.read_bytes()
    match damage:
        case "garbage":
            path.write_bytes(b"This is no database. " * 500)
        case "cut":
            path.write_bytes(content[:5000])
        case "overwritten":
            path.write_bytes(content[:4096] + b"x" * (len(content) - 4096))
        case _:
            path.unlink()
            path.mkdir()
    del opened
    with pytest.raises(CannotStart, match=r"The database can't be read .* intersession restore"):
        _open(path)
    # It was let go of: putting a whole one there is enough.
    shutil.rmtree(path) if path.is_dir() else path.write_bytes(content)
    _open(path).close()


def test_a_file_where_the_folder_should_be_is_refused_in_a_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(CannotStart, match="data"):
        _open(tmp_path / "data" / "bot.sqlite")


def test_what_is_old_is_forgotten_and_what_waits_is_not(store: SqlStore) -> None:
    with store.begin() as tx:
        seen, outbox = tx.get(Seen), tx.get(Outbox)
        assert seen.first_time("telegram", "1", BEGINNING)
        sent = outbox.put(outgoing(ROOM, "old", "tracks", once="key"), BEGINNING)
        outbox.sent([Sent(sent, "s1")], BEGINNING)
        waiting = outbox.put(outgoing(ROOM, "waiting"), BEGINNING)
        seen.forget(BEGINNING)
        outbox.forget(BEGINNING)
        assert outbox.numbered(sent)
        later = BEGINNING.replace(year=2027)
        seen.forget(later)
        outbox.forget(later)
        assert outbox.numbered(sent) is None
        assert outbox.numbered(waiting)
        assert seen.first_time("telegram", "1", later)
        assert outbox.put(outgoing(ROOM, "anew", once="key"), later)
