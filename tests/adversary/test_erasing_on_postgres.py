"""On PostgreSQL, too, no table's file knows who was erased, once nobody looks at what was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.people.store import People
from storage.reading import SqlReader
from storage.store import SqlStore
from tests.adversary.erasing_stage import AMINA, ORGANISATION, PRIVATE, begin, erase, lived
from tests.adversary.traces import found_in
from tests.postgres.fixtures import NewDatabase
from tests.postgres.server import Postgres
from tests.support import Talk, fill, rows


@pytest.fixture
def talk(new_database: NewDatabase) -> Iterator[Talk]:
    store = fill(SqlStore(new_database()))
    talk = Talk(store)
    begin(talk)
    lived(talk, AMINA)
    yield talk
    store.close()


def files(talk: Talk, postgres: Postgres) -> Path:
    """The folder of the database's tables, all of it written down."""
    with talk.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        number = connection.execute(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).scalar()
    return postgres.data / "base" / str(number)


def traces(talk: Talk, postgres: Postgres) -> list[str]:
    words = [*(one for one in AMINA.texts if len(one) > 3), ORGANISATION, PRIVATE]
    return found_in(files(talk, postgres), words)


def test_no_file_of_a_table_knows_who_was_erased(talk: Talk, postgres: Postgres) -> None:
    assert traces(talk, postgres)
    erase(talk, AMINA)
    assert traces(talk, postgres)
    talk.store.tidy()
    assert traces(talk, postgres) == []
    assert rows(talk.store, "trace") == []


def test_a_reader_delays_it_and_never_prevents_it(talk: Talk, postgres: Postgres) -> None:
    reader = SqlReader(talk.store.engine.url.render_as_string(hide_password=False))
    with reader.read() as tx:
        assert tx.get(People).behind(AMINA.ref)
        erase(talk, AMINA)
        talk.store.tidy()
        assert rows(talk.store, "trace")
    reader.close()
    talk.store.tidy()
    assert traces(talk, postgres) == []


def test_a_database_without_amcheck_is_not_called_whole(new_database: NewDatabase) -> None:
    store = SqlStore(new_database())
    assert (store.whole, store.is_whole()) == (True, True)
    with store.engine.begin() as connection:
        connection.execute(text("DROP EXTENSION amcheck"))
    assert store.is_whole() is None
    store.close()
