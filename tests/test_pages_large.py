"""A large record still makes small pages: ten thousand decisions, a draft of two thousand
paragraphs with five thousand comments."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.web.answers import Answers
from bot.drafts.model import Section
from storage.reading import SqlReader
from tests.pages_reading import read
from tests.pages_stage import AMINA, JO, OLA, TRACK, VOTERS, Stage, prepare
from tests.test_pages import LARGEST

DECISIONS, COMMENTS = 10_000, 5_000
SECTIONS = tuple(
    Section(n, f"Section {n}", 1, tuple(f"Paragraph {n}.{k}. " + "Words. " * 20 for k in range(40)))
    for n in range(1, 51)
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    stage = Stage(tmp_path_factory.mktemp("large"))
    stage.join(AMINA, *VOTERS)
    stage.say(JO, "/start")
    stage.say(OLA, f"/appoint @{JO.handle} facilitator {TRACK}")
    stage.say(JO, f'/consensus {TRACK} "We meet every second Tuesday." for 7 days')
    stage.say(JO, "/open 1")
    prepare(stage, 1, "Large", SECTIONS)
    stage.say(JO, "/publish B1")
    stage.say(JO, "/window B1 until 2026-06-01")
    stage.say(AMINA, "/comment B1 1.1 Islands are far.")
    stage.say(AMINA, "/comment submit 1")
    stage.store.engine.dispose()
    _multiply(stage.folder / "pages.sqlite")
    yield stage.answers()
    stage.close()


def _multiply(file: Path) -> None:
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
            ((number,) for number in range(2, DECISIONS + 1)),
        )
        same = ", ".join(one for one in names["comment"] if one not in ("number", "place"))
        connection.executemany(
            f"INSERT INTO comment (number, place, {same}) SELECT ?, ?, {same} FROM comment"
            " WHERE number = 1",
            ((n, f"{n % 50 + 1}.{n % 40 + 1}") for n in range(2, COMMENTS + 1)),
        )


@pytest.mark.parametrize(
    "path",
    ["/", "/decisions", "/decisions/200", "/d/9999", f"/t/{TRACK}", "/b/1", "/b/1/30",
     "/b/1/comments", "/b/1/comments/100", "/decisions.atom", "/drafts.atom",
     "/drafts", "/b/1/v", "/b/1/v/1/20"],
)  # fmt: skip
def test_a_page_stays_small(answers: Answers, path: str) -> None:
    answer = answers.answer(path, {}, "")
    assert answer.status == 200
    assert len(answer.content) < LARGEST
    if not path.endswith(".atom"):
        program = "/index.json" if path == "/" else f"{path}.json"
        assert len(answers.answer(program, {}, "").content) < LARGEST


def test_all_of_it_can_be_paged(answers: Answers) -> None:
    found = json.loads(answers.answer("/decisions.json", {}, "").content)
    assert (found["found"], found["of"]) == (DECISIONS, DECISIONS // 50)
    assert answers.answer("/decisions/201", {}, "").status == 404
    path, places = "/b/1", set()
    number = 1
    while (answer := answers.answer(path, {}, "")).status == 200:
        places |= {one for one in read(answer.content).ids if one.startswith("p")}
        number += 1
        path = f"/b/1/{number}"
    assert len(places) == 50 * 41


def test_it_can_be_searched(answers: Answers) -> None:
    found = json.loads(answers.answer("/decisions.json", {"q": "D7777"}, "").content)
    assert [one["reference"] for one in found["decisions"]] == ["D7777"]


def test_a_comment_is_found_from_its_paragraph(answers: Answers) -> None:
    page = read(answers.answer("/b/1", {}, "").content)
    links = [one for one in page.links if "comments" in one and "#C-B1-" in one]
    assert links
    for link in links[:20]:
        path, _, reference = link.partition("#")
        there = read(answers.answer(f"/b/{path}", {}, "").content)
        assert reference in there.ids


def test_reading_it_needs_a_database(tmp_path: Path) -> None:
    from bot.conversation.errors import CannotStart

    with pytest.raises(CannotStart, match="There is no database"):
        SqlReader(f"sqlite:///{tmp_path / 'nothing.sqlite'}")
