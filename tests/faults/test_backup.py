"""A backup of SQLite is made while people speak, and what is brought back is whole: the state of
one instant, to which nothing that came later belongs."""

import json
import threading
from itertools import count
from pathlib import Path

from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from bot.settings import Settings
from bot.tracks.store import Memberships
from storage import backup, restoring
from storage.store import SqlStore
from tests.patience import PATIENCE
from tests.support import Talk, Voice, fill

PEOPLE = [Voice("telegram", str(number), f"Person {number}") for number in range(1, 6)]
BACKUPS = 3


def test_under_load_and_back_again(tmp_path: Path) -> None:
    source = Settings(data_dir=tmp_path / "data")
    store = fill(SqlStore(source.database))
    talk, made, troubles = Talk(store), threading.Event(), []
    spoken = threading.Event()

    def speak() -> None:
        try:
            while not made.is_set():
                for one in PEOPLE:
                    talk.say(one, "/join irpc agree")
                    talk.say(one, "/leave irpc")
                spoken.set()
        except Exception as trouble:
            troubles.append(trouble)
            spoken.set()

    speaking = threading.Thread(target=speak)
    speaking.start()
    try:
        for number in range(BACKUPS):
            # The first of two rounds may have ended with what the last backup holds already.
            for _ in range(2):
                spoken.clear()
                assert spoken.wait(PATIENCE)
            backup.make(source, tmp_path / f"backup-{number}")
    finally:
        made.set()
        speaking.join()
    store.close()
    assert troubles == []
    lengths = [_brought_back(tmp_path, number) for number in range(BACKUPS)]
    assert lengths == sorted(set(lengths)), "each later one holds more"


def _brought_back(folder: Path, number: int) -> int:
    """How many entries the record of a backup has that is brought back."""
    target = Settings(data_dir=folder / f"restored-{number}")
    assert "all in order" in restoring.restore(target, folder / f"backup-{number}")
    store = SqlStore(target.database)
    with store.begin() as tx:
        journal = tx.get(Journal)
        entries = list(journal.entries())
        assert check(exported(*journal.head(), entries)) == []
        moves = [json.loads(one.text)["act"] for one in entries]
        inside = moves.count("member.joined") - moves.count("member.left")
        assert tx.get(Memberships).size("irpc") == inside
    # Its messages have numbers that nobody has had.
    talk = Talk(store, _ids=count(1_000_000))
    assert talk.say(Voice("telegram", "99", "Somebody new"), "/ping")
    store.close()
    return len(entries)
