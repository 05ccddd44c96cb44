"""A large record for tests and measurements: many decisions, a draft with many comments."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.drafts.model import Section
from tests.pages_stage import AMINA, JO, OLA, TRACK, VOTERS, Stage, prepare


def large_record(folder: Path, decisions: int, comments: int, sections: int = 50) -> Stage:
    """A stage with so many open decisions, and a draft of so many sections of forty paragraphs with
    so many comments."""
    stage = Stage(folder)
    stage.join(AMINA, *VOTERS)
    stage.say(JO, "/start")
    stage.say(OLA, f"/appoint @{JO.handle} facilitator {TRACK}")
    stage.say(JO, f'/consensus {TRACK} "We meet every second Tuesday." for 7 days')
    stage.say(JO, "/open 1")
    prepare(stage, 1, "Large", tuple(_section(number) for number in range(1, sections + 1)))
    stage.say(JO, "/publish B1")
    stage.say(JO, "/window B1 until 2026-06-01")
    stage.say(AMINA, "/comment B1 1.1 Islands are far.")
    stage.say(AMINA, "/comment submit 1")
    stage.store.engine.dispose()
    _multiply(stage.folder / "pages.sqlite", decisions, comments, sections)
    return stage


def _section(number: int) -> Section:
    paragraphs = (f"Paragraph {number}.{k}. " + "Words. " * 20 for k in range(40))
    return Section(number, f"Section {number}", 1, tuple(paragraphs))


def _multiply(file: Path, decisions: int, comments: int, sections: int) -> None:
    """Many decisions and comments like the first, written beside the program."""
    with closing(sqlite3.connect(file)) as connection, connection:
        names = {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for table in ("decision", "comment")
        }
        same = ", ".join(one for one in names["decision"] if one not in ("id", "number"))
        connection.executemany(
            f"INSERT INTO decision (number, {same}) SELECT ?, {same} FROM decision"
            " WHERE number = 1",
            ((number,) for number in range(2, decisions + 1)),
        )
        same = ", ".join(one for one in names["comment"] if one not in ("number", "place"))
        connection.executemany(
            f"INSERT INTO comment (number, place, {same}) SELECT ?, ?, {same} FROM comment"
            " WHERE number = 1",
            ((n, f"{n % sections + 1}.{n % 40 + 1}") for n in range(2, comments + 1)),
        )
