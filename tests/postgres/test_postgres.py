"""What PostgreSQL has to promise so that it means the same as SQLite."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from bot.conversation.errors import CannotStart, Conflict, NotKept
from bot.people.model import Account
from bot.people.store import People
from bot.ports import Outbox, Positions, Seen, Tx
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
from tests.postgres.server import Postgres
from tests.support import BEGINNING, ROOT, Talk, Voice, fill, kept_text, shown

AMINA = Voice("telegram", "1", "Amina")
BEN = Voice("telegram", "2", "Ben")


@pytest.fixture
def store(new_database: NewDatabase) -> Iterator[SqlStore]:
    opened = SqlStore(new_database())
    yield fill(opened)
    opened.close()


def _name(store: SqlStore) -> str:
    return str(make_url(store.engine.url).database)


def test_the_migrations_make_exactly_the_tables_of_this_program(
    new_database: NewDatabase,
) -> None:
    engine = create_engine(new_database())
    with engine.connect() as connection:
        # The next test looks at the types: they are wider here, and sort differently.
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, SQLModel.metadata) == []
        assert schema.version(connection) == schema.HEAD
    engine.dispose()


def test_texts_sort_as_in_python_and_numbers_are_wide(store: SqlStore) -> None:
    found = inspect(store.engine)
    columns = [
        (table, column["name"], column["type"])
        for table in SQLModel.metadata.tables
        for column in found.get_columns(table)
    ]
    assert len(columns) > 100
    for table, name, kind in columns:
        assert str(kind) != "INTEGER", (table, name)
        if "VARCHAR" in str(kind) or "TEXT" in str(kind):
            assert getattr(kind, "collation", "") == "C", (table, name)
    with store.engine.connect() as connection:
        narrow = connection.exec_driver_sql(
            "SELECT sequencename FROM pg_sequences WHERE data_type::text <> 'bigint'"
        )
        assert narrow.scalars().all() == []


def test_a_sign_that_postgresql_does_not_have_stops_nobody(store: SqlStore) -> None:
    talk = Talk(store)
    said = talk.say(Voice("telegram", "1", "A\0mina", "a\0"), "/ping o\0ne")
    assert len(said) == 1
    assert "failed on our side" not in shown(said)


def test_a_number_that_is_too_wide_is_not_found(store: SqlStore) -> None:
    with store.begin() as tx:
        assert tx.get(Outbox).numbered(2**40) is None
        assert tx.get(People).person(2**40) is None


def _join(voice: Voice) -> Callable[[Tx], None]:
    def join(tx: Tx) -> None:
        account = Account(voice.ref, voice.name, voice.handle, voice.private)
        person = tx.get(People).meet(account, "", BEGINNING)
        tx.get(Memberships).join(person.id, "irpc", Part.PARTICIPANT)
        tx.get(Journal).add("track.joined", person.pseudonym, BEGINNING, track="irpc")

    return join


def _until_it_is_kept(store: SqlStore, work: Callable[[Tx], None]) -> None:
    """As the program does it: what was not kept was not done, and is heard again."""
    while True:
        with suppress(Conflict):
            return in_one(store, work)


def test_two_processes_that_write_at_once_lose_nothing_and_break_no_chain(store: SqlStore) -> None:
    together = threading.Barrier(2)
    troubles: list[Exception] = []
    other = SqlStore(store.engine.url.render_as_string(hide_password=False))
    with store.begin() as tx:
        before, _ = tx.get(Journal).head()

    def write(here: SqlStore, first: int) -> None:
        together.wait()
        try:
            for number in range(first, first + 30):
                _until_it_is_kept(here, _join(Voice("telegram", str(number), f"Person {number}")))
                _until_it_is_kept(here, _join(Voice("telegram", "7", "The same")))
        except Exception as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=write, args=one) for one in ((store, 100), (other, 200))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert troubles == []
    with store.begin() as tx:
        journal = tx.get(Journal)
        count, head = journal.head()
        assert count == before + 120
        assert check(exported(count, head, journal.entries())) == []
        assert tx.get(Memberships).size("irpc") == 61


def test_work_that_another_process_came_between_is_done_again(store: SqlStore) -> None:
    other = SqlStore(store.engine.url.render_as_string(hide_password=False))
    tries: list[int] = []

    def count_up(tx: Tx) -> None:
        tries.append(len(tries))
        number = int(tx.get(Positions).position("telegram") or 0)
        if len(tries) == 1:
            in_one(other, lambda tx: tx.get(Positions).move("telegram", "41"))
        tx.get(Positions).move("telegram", str(number + 1))

    in_one(store, count_up)
    assert len(tries) == 2
    with store.begin() as tx:
        assert tx.get(Positions).position("telegram") == "42"
    with pytest.raises(Conflict):
        _meet_in_a_savepoint(store, other)
    other.close()


def _meet_in_a_savepoint(store: SqlStore, other: SqlStore) -> None:
    with store.begin() as tx:
        tx.get(Positions).position("telegram")
        in_one(other, lambda tx: tx.get(Positions).move("telegram", "50"))
        with tx.savepoint():
            tx.get(Positions).move("telegram", "43")


def test_a_batch_that_is_done_again_takes_nobodys_turn_twice(store: SqlStore) -> None:
    other = SqlStore(store.engine.url.render_as_string(hide_password=False))
    talk = Talk(store)
    talk.say(AMINA, "/start")
    begun = talk.hearing._hear_one
    tries: list[int] = []

    def hear(*arguments: object) -> None:
        begun(*arguments)  # type: ignore[arg-type]
        tries.append(1)
        if len(tries) <= 3:
            in_one(other, lambda tx: tx.get(Positions).move("telegram", f"{len(tries)}"))

    talk.hearing._hear_one = hear  # type: ignore[method-assign, assignment]
    talk.hear(talk.message(AMINA, "/ping 1"), position="9")
    assert len(tries) > 1
    bucket = talk.hearing._turns._buckets[AMINA.ref]
    assert bucket.tokens == bucket.rate.at_once - 2
    assert len(talk.waiting()) == 1
    other.close()


def test_a_lost_connection_keeps_nothing_and_the_next_batch_is_heard(
    store: SqlStore, postgres: Postgres
) -> None:
    talk = Talk(store)
    talk.say(AMINA, "/start")
    message = talk.message(AMINA, "/join irpc agree")
    before = kept_text(store)
    begun = talk.hearing._hear_one

    def hear(*arguments: object) -> None:
        begun(*arguments)  # type: ignore[arg-type]
        _end_connections(postgres, _name(store))

    talk.hearing._hear_one = hear  # type: ignore[method-assign, assignment]
    with pytest.raises(NotKept):
        talk.hear(message, position="9")
    assert kept_text(store) == before
    talk.hearing._hear_one = begun  # type: ignore[method-assign]
    talk.hear(message, position="9")
    talk.hear(message, position="9")
    assert len(talk.waiting()) == 1


def _end_connections(postgres: Postgres, name: str) -> None:
    with postgres.connected("postgres") as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )


def test_a_database_that_may_only_be_read_keeps_nothing(
    store: SqlStore, postgres: Postgres
) -> None:
    talk = Talk(store)
    talk.say(AMINA, "/start")
    name = sql.Identifier(_name(store))
    with postgres.connected("postgres") as connection:
        only = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
        connection.execute(only.format(name, sql.Literal("on")))
        store.engine.dispose()
        with pytest.raises(NotKept, match="read-only"):
            talk.say(AMINA, "/join irpc agree")
        connection.execute(only.format(name, sql.Literal("off")))
    store.engine.dispose()
    talk.say(AMINA, "/join irpc agree")


def test_a_server_that_is_not_there_is_said_plainly(postgres: Postgres) -> None:
    with pytest.raises(CannotStart, match=r"can't be used .* INTERSESSION_DATABASE_URL") as refused:
        SqlStore(postgres.address("no_such_database"))
    password = str(make_url(postgres.address("x")).password)
    assert password not in str(refused.value)
    with pytest.raises(CannotStart, match="Is the server running"):
        SqlStore("postgresql+psycopg://tests:x@127.0.0.1:1/bot")


def test_a_database_that_can_not_hold_every_language_is_refused(postgres: Postgres) -> None:
    with postgres.connected("postgres") as connection:
        connection.execute("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    with pytest.raises(CannotStart, match=r"encoding is LATIN1.*Nothing was changed"):
        SqlStore(postgres.address("narrow"))
    postgres.drop("narrow")


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
SqlStore(sys.argv[1]).close()
"""


@pytest.mark.parametrize("statements", [3, 12, 40, 75])
def test_a_migration_that_is_killed_anywhere_is_made_good_by_the_next(
    postgres: Postgres, statements: int
) -> None:
    name = postgres.new()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, postgres.address(name), str(statements)],
        cwd=ROOT, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert killed.returncode == -9
    opened = SqlStore(postgres.address(name))
    assert set(inspect(opened.engine).get_table_names()) >= set(SQLModel.metadata.tables)
    opened.close()
    postgres.drop(name)


def test_two_that_start_at_once_carry_the_tables_over_once(postgres: Postgres) -> None:
    name = postgres.new()
    troubles: list[Exception] = []
    together = threading.Barrier(3)

    def start() -> None:
        together.wait()
        try:
            SqlStore(postgres.address(name)).close()
        except Exception as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    postgres.drop(name)
    assert troubles == []


def test_what_was_heard_by_two_is_done_once(store: SqlStore) -> None:
    with store.begin() as tx:
        assert tx.get(Seen).first_time("telegram", "1", BEGINNING)
        tx.commit()
    with store.begin() as tx:
        assert not tx.get(Seen).first_time("telegram", "1", BEGINNING)
