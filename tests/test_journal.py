"""The journal is found by what its entries are about, also where an older program wrote it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.command import upgrade
from alembic.config import Config
from sqlalchemy import create_engine, text

from bot.record.rules import entry, exported
from bot.record.store import Journal
from bot.record.verify import FIRST, check
from storage import schema
from storage.store import SqlStore

THEN = datetime(2026, 3, 3, tzinfo=UTC)
ACTS: list[tuple[str, Mapping[str, str | int]]] = [
    ("role.given", {"person": "p-1", "role": "rapporteur"}),
    ("decision.opened", {"decision": "D7", "round": 1}),
    ("draft.published", {"draft": "B2", "title": '"decision":"D7"'}),
    ("objection.raised", {"decision": "D7", "round": 1, "objection": 1}),
    ("decision.opened", {"decision": "D71", "round": 1}),
]


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, of each kind there is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.sqlite'}"
    postgres = request.getfixturevalue("postgres")
    found: str = postgres.address(postgres.new())
    return found


@pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
def test_an_older_journal_is_found_by_what_it_is_about(address: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    engine = create_engine(address)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        upgrade(config, "0006")
        head = FIRST
        for number, (act, data) in enumerate(ACTS, 1):
            one = entry(number, head, THEN, act, "p-1", data)
            head = one.hash
            connection.execute(
                text("INSERT INTO journal (number, text, hash) VALUES (:number, :text, :hash)"),
                {"number": number, "text": one.text, "hash": one.hash},
            )
    engine.dispose()
    opened = SqlStore(address)
    with opened.begin() as tx:
        journal = tx.get(Journal)
        before = [one.hash for one in journal.of("D7")][-1]
        journal.add("decision.closed", "p-1", THEN, decision="D7", previous=before)
        assert [one.number for one in journal.of("D7")] == [2, 4, 7]
        assert [one.number for one in journal.of("format")] == [6]
        assert [one.number for one in journal.of("B2")] == [3]
        assert [one.number for one in journal.of("role")] == [1]
        assert check(exported(*journal.head(), journal.entries())) == []
    opened.close()
