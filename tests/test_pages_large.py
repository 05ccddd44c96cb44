"""A large record still makes small pages: ten thousand decisions, a draft of two thousand
paragraphs with five thousand comments."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.web.answers import Answers
from storage.reading import SqlReader
from tests.large_record import large_record
from tests.pages_reading import read
from tests.pages_stage import TRACK
from tests.test_pages import LARGEST

DECISIONS, COMMENTS = 10_000, 5_000


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    stage = large_record(tmp_path_factory.mktemp("large"), DECISIONS, COMMENTS)
    yield stage.answers()
    stage.close()


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
