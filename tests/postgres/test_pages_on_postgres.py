"""The pages read from PostgreSQL are those that are read from SQLite, on the web and as a copy."""

import re
from pathlib import Path

from adapters.web.publishing import publish
from bot.pages.site import downloads, pages
from tests.pages_stage import Stage

_CHANCE = re.compile(
    r"\b(?:[prv]-[0-9a-f]{16}|[0-9a-f]{64}|[0-9A-Z]{4}-[0-9A-Z]{4}|[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4})\b"
    r"|(?<![0-9A-Za-z+/])[0-9A-Za-z+/]{43}=|\bintersession/[0-9a-f]{16}(?:[+ ][0-9A-Za-z+/]{8,}=*)*"
)
"""Pseudonyms, receipts, the hashes and roots of what has one in it, the names of events in
calendars, and the key of heads with its signatures."""
_IN_ORDER_OF_CHANCE = ("record.json",)


def _everything(stage: Stage) -> dict[str, str]:
    answers, found = stage.answers(), {}
    with stage.reader().read() as tx:
        paths = [*pages(tx, stage.now()), *downloads(tx), "/sitemap.xml"]
    for path in paths:
        answer = answers.answer(path, {}, "")
        assert answer.status == 200, path
        found[path] = _CHANCE.sub("*", answer.content.decode())
    return found


def test_the_same_is_read(half_year_stage: Stage, half_year_on_postgres: Stage) -> None:
    here, there = _everything(half_year_stage), _everything(half_year_on_postgres)
    assert len(here) > 100
    assert list(here) == list(there)
    for path, text in here.items():
        if not path.endswith(_IN_ORDER_OF_CHANCE):
            assert there[path] == text, path


def test_the_same_is_published(half_year_on_postgres: Stage, tmp_path: Path) -> None:
    stage = half_year_on_postgres
    said = publish(stage.reader(), stage.settings, tmp_path, stage.now())
    with stage.reader().read() as tx:
        whole = list(pages(tx, stage.now()))
    assert len(list((tmp_path / "ar").rglob("*.html"))) == len(whole)
    assert "Open " in said
    again = {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*.html")}
    publish(stage.reader(), stage.settings, tmp_path, stage.now())
    assert {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*.html")} == again


def test_the_search_means_the_same(half_year_stage: Stage, half_year_on_postgres: Stage) -> None:
    for words in ("tuesday SECOND", "ثلاثاء", "%", "pen beta", "nobody", "\x00", "D1\x00"):
        for query in ({"q": words}, {"track": words}, {"stage": words}):
            answers = [
                one.answers().answer("/decisions.json", query, "")
                for one in (half_year_stage, half_year_on_postgres)
            ]
            assert answers[0].status == 200
            assert answers[0].content == answers[1].content, words
