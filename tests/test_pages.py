"""What the public pages show, and above all what they do not."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from adapters.web.answers import Answer, Answers, preferred
from adapters.web.server import application
from bot.conversation.translate import LANGUAGES
from bot.decisions.export import exported_decision
from bot.drafts.model import Section
from bot.pages.site import downloads, pages
from bot.record import verify
from tests.pages_reading import crawl, read
from tests.pages_stage import (
    AMINA,
    ARABIC,
    CHATHAM,
    HOSTILE,
    JO,
    NEVER,
    OLA,
    TRACK,
    VOTERS,
    Stage,
    prepare,
)

LARGEST, LARGEST_PROGRAM = 60_000, 150_000
KINDS = (
    "/", "/calendar", "/decisions", "/meetings", "/actions", "/roles", f"/t/{TRACK}", "/d/1",
    "/d/3", "/d/4", "/d/5", "/m/1", "/m/1/summary", "/m/2", "/m/3", "/m/5", "/drafts",
    "/b/1", "/b/1/comments", "/b/1/changes", "/b/1/report", "/b/2", "/b/1/v", "/b/1/v/1",
    "/b/1/v/2/from/1", "/cycle", "/cycle/2026",
    f"/t/{TRACK}/cycle", "/head", "/journal", "/journal/1", "/nothing/here",
)  # fmt: skip
"""A page of every kind."""


@pytest.fixture(scope="module")
def stage(half_year_stage: Stage) -> Stage:
    return half_year_stage


@pytest.fixture(scope="module")
def answers(stage: Stage) -> Answers:
    return stage.answers()


@pytest.fixture(scope="module")
def everything(stage: Stage, answers: Answers) -> dict[str, Answer]:
    """Every address, by its path, in every language where it is a page."""
    with stage.reader().read() as tx:
        people, files = list(pages(tx, stage.now())), list(downloads(tx))
    found = [*files, *(f"/{language}{path}" for language in LANGUAGES for path in people)]
    found += [*people, *("/index.json" if path == "/" else f"{path}.json" for path in people)]
    return {path: answers.answer(path, {}, "") for path in found}


def test_every_address_answers_and_stays_small(everything: dict[str, Answer]) -> None:
    assert len(everything) > 300
    for path, answer in everything.items():
        assert answer.status == 200, path
        # The program that checks is one file.
        most = LARGEST_PROGRAM if path == "/verify.py" else LARGEST
        assert len(answer.content) < most, path


def test_a_page_of_every_kind_is_among_them(everything: dict[str, Answer]) -> None:
    assert set(KINDS) - set(everything) == {"/nothing/here"}


def test_no_page_and_no_file_gives_anybody_away(everything: dict[str, Answer]) -> None:
    for path, answer in everything.items():
        text = answer.content.decode()
        # An approved summary says who was present, as the rapporteur published it.
        published = {VOTERS[3].name} if "/m/1" in path and "summary" in path else set()
        if path == "/m/1.json":
            published = {VOTERS[3].name}
        shown = {one for one in NEVER if one in text}
        assert shown <= published, path


def test_names_stand_where_somebody_took_something_on(everything: dict[str, Answer]) -> None:
    assert JO.name in everything[f"/t/{TRACK}"].content.decode()
    assert f"Chair: {JO.name}" in everything["/m/1"].content.decode()
    assert AMINA.name in everything["/actions"].content.decode()
    for path in ("/m/2", "/m/2.json"):
        chatham = everything[path].content.decode()
        assert "Trust was low" in chatham
        for one in (JO, AMINA, CHATHAM):
            assert one.name not in chatham


@pytest.mark.parametrize("number", [1, 2, 4])
def test_no_cell_is_small(everything: dict[str, Answer], number: int) -> None:
    page = read(everything[f"/d/{number}"].content)
    facts = json.loads(everything[f"/d/{number}.json"].content)
    groups = [table for table in page.tables if table[0][0] in ("Stakeholder group", "Region")]
    cells = [int(cell) for table in groups for row in table[1:] for cell in row[1:]]
    assert all(cell >= 5 for cell in cells)
    shown = [facts["counted"][name] for name in ("by_group", "by_region")]
    assert all(cell >= 5 for table in shown for row in table.values() for cell in row.values())
    if number == 1:
        assert len(groups) == 2


def test_no_group_of_a_track_is_small(stage: Stage, everything: dict[str, Answer]) -> None:
    facts = json.loads(everything["/t/irpc.json"].content)
    assert facts["participants"] == 7
    assert facts["groups"] == {}
    whole = json.loads(everything[f"/t/{TRACK}.json"].content)
    assert min(whole["groups"].values()) >= 5


def test_what_is_open_shows_no_counts(everything: dict[str, Answer]) -> None:
    facts = json.loads(everything["/d/5.json"].content)
    assert facts["people"] == 12
    assert facts["counted"] is None
    page = read(everything["/d/5"].content)
    assert not page.tables
    assert not page.drawn
    assert "12 of 50 have spoken" in page.text


def test_a_secret_ballot_is_a_number(everything: dict[str, Answer]) -> None:
    page = read(everything["/d/4"].content)
    assert [row for row in page.tables[0] if row[0] == "Pen Alpha"] == [["Pen Alpha", "20"]]
    pseudonym = re.compile(r"\b[pv]-[0-9a-f]{16}")
    for path, answer in everything.items():
        # The journal, too, is the record itself.
        if not path.endswith("record.json") and "/journal/" not in path:
            assert not pseudonym.search(answer.content.decode()), path
    record = json.loads(everything["/d/4/record.json"].content)
    ballots = record["rounds"][0]["ballots"]
    assert len(ballots) == 30
    assert {one["voter"] for one in ballots} == {""}


def test_a_withdrawn_decision_counts_nothing(everything: dict[str, Answer]) -> None:
    assert json.loads(everything["/d/3.json"].content)["counted"] is None
    assert not read(everything["/d/3"].content).tables


def test_the_drawing_shows_the_numbers_of_the_table(everything: dict[str, Answer]) -> None:
    page = read(everything["/d/1"].content)
    totals = page.tables[0][1:]
    assert totals
    for name, count in totals:
        assert name in page.drawn
        assert count in page.drawn
    facts = json.loads(everything["/d/1.json"].content)
    assert {row[1] for row in totals} >= {str(n) for n in facts["counted"]["counts"].values()}


def test_hostile_words_are_words(everything: dict[str, Answer]) -> None:
    """read() objects to every tag, attribute and nesting that the pages do not have."""
    for answer in everything.values():
        if answer.media_type == "text/html":
            read(answer.content)
    quoted = read(everything["/d/3"].content).quoted
    assert "<script>alert(1)</script>" in quoted[0]
    assert "<script>alert(1)</script>" in read(everything["/calendar"].content).text
    assert HOSTILE.split(">")[0] in quoted[0]


def test_nothing_turns_the_writing_around(everything: dict[str, Answer]) -> None:
    for path, answer in everything.items():
        if answer.media_type == "text/html":
            assert not re.search("[\u202a-\u202e\x00-\x08]", answer.content.decode()), path


def test_headings_go_down_one_level_at_a_time(everything: dict[str, Answer]) -> None:
    for path, answer in everything.items():
        if answer.media_type != "text/html":
            continue
        levels = [level for level, _ in read(answer.content).headings]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        steps = pairwise(levels)
        assert all(after <= before + 1 for before, after in steps), path


def test_ids_are_there_once(everything: dict[str, Answer]) -> None:
    for path, answer in everything.items():
        if answer.media_type == "text/html":
            ids = read(answer.content).ids
            assert len(ids) == len(set(ids)), path
    assert {"M1.1", "M1.2"} <= set(read(everything["/m/1"].content).ids)
    assert "D1.1" in read(everything["/d/1"].content).ids


def test_all_links_lead_somewhere(answers: Answers, everything: dict[str, Answer]) -> None:
    found = crawl(answers, "/")
    assert {path: one.status for path, one in found.items() if one.status != 200} == {}
    assert set(everything) - set(found) == set()


def test_the_record_is_what_export_writes(stage: Stage, everything: dict[str, Answer]) -> None:
    with stage.reader().read() as tx:
        text = exported_decision(tx, 1)
    assert everything["/d/1/record.json"].content == f"{text}\n".encode()


def test_verify_accepts_the_record(
    everything: dict[str, Answer], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "D1.json"
    file.write_bytes(everything["/d/1/record.json"].content)
    assert verify.main([str(file)]) == 0
    assert everything["/verify.py"].content == Path(verify.__file__).read_bytes()


def test_a_reader_reads_in_their_language(answers: Answers) -> None:
    assert b'<html lang="ar" dir="rtl">' in answers.answer("/d/2", {}, "ar,en;q=0.5").content
    assert b'<html lang="en" dir="ltr">' in answers.answer("/d/2", {}, "sw, *;q=0.1").content
    assert b'<html lang="fr" dir="ltr">' in answers.answer("/fr/d/2", {}, "ar").content
    page = read(answers.answer("/fr/d/2", {}, "").content)
    assert page.quoted[0] == ARABIC


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", ""),
        ("fr", "fr"),
        ("de, fr-CH;q=0.8, en;q=0.9", "en"),
        ("zh-Hant-TW", "zh"),
        ("en;q=0, ar;q=0.1", "ar"),
        ("en;q=zero", ""),
        (";;,,;q=1", ""),
    ],
)
def test_languages_are_weighed(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_the_register_is_searched(answers: Answers) -> None:
    def found(**query: str) -> list[str]:
        facts = json.loads(answers.answer("/decisions.json", query, "").content)
        return [one["reference"] for one in facts["decisions"]]

    assert found() == ["D5", "D4", "D3", "D2", "D1"]
    assert found(q="tuesday SECOND") == ["D1"]
    assert found(q="ثلاثاء") == ["D2"]
    assert found(q="pen beta") == ["D4"]
    assert found(q="nobody was left unheard") == ["D1"]
    assert found(stage="open") == ["D5"]
    assert found(stage="nonsense") == ["D5", "D4", "D3", "D2", "D1"]
    assert found(track="irpc") == []
    assert found(q="%") == []


def test_a_draft_has_its_comments_beside_it(everything: dict[str, Answer]) -> None:
    page = read(everything["/b/1"].content)
    assert {"p1", "p1.1", "p2.2"} <= set(page.ids)
    assert f"C-B1-1, {AMINA.name}:" in page.text
    assert "C-B1-2, anonymous: “Nobody shall know who wrote this.” not accepted" in page.text
    comments = read(everything["/b/1/comments"].content)
    assert {"C-B1-1", "C-B1-2", "C-B1-3"} <= set(comments.ids)
    assert "accepted with changes, at 1.1" in comments.text
    assert "The paragraph says it now." in comments.quoted
    assert "It insults somebody." in comments.quoted
    for path, answer in everything.items():
        assert b"This one is hidden" not in answer.content, path


def test_what_a_version_changed_is_shown(everything: dict[str, Answer]) -> None:
    facts = json.loads(everything["/b/1/changes.json"].content)
    assert facts["changes"] == [
        {"place": "1.1", "before": "Islands are far.", "now": "Islands are near."}
    ]


def test_a_version_stays_as_it_was_published(answers: Answers) -> None:
    first = read(answers.answer("/b/1/v/1", {}, "").content)
    assert "Islands are far." in first.quoted
    assert "Islands are near." not in first.quoted
    assert {"p1", "p1.1", "p2.2"} <= set(first.ids)
    assert "It is not the newest: that is version 2." in first.text
    assert AMINA.name not in first.text
    facts = json.loads(answers.answer("/b/1/v/1.json", {}, "").content)
    assert (facts["version"], facts["newest"]) == (1, 2)
    assert facts["sections"][0]["paragraphs"]["1.1"] == "Islands are far."
    second = read(answers.answer("/b/1/v/2", {}, "").content)
    assert "Islands are near." in second.quoted
    versions = json.loads(answers.answer("/b/1/v.json", {}, "").content)
    assert [one["version"] for one in versions["versions"]] == [1, 2]


def test_any_two_versions_can_be_compared(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.say(JO, "/start")
    stage.say(OLA, f"/appoint @{JO.handle} facilitator {TRACK}")
    for number, texts in enumerate((("One.", "Same."), ("Two.", "Same."), ("One.", "Same."))):
        prepare(stage, 1, "Changing", (Section(1, "Part", 1, texts),))
        if number < 2:
            stage.say(JO, "/publish B1")
    answers = stage.answers()

    def changed(path: str) -> list[list[str]]:
        found = json.loads(answers.answer(f"{path}.json", {}, "").content)
        return [[one["place"], one["before"], one["now"]] for one in found["changes"]]

    # What waits to be published is on no page.
    assert answers.answer("/b/1/v/3", {}, "").status == 404
    assert answers.answer("/b/1/v/3/from/1", {}, "").status == 404
    stage.say(JO, "/publish B1")
    answers.forget()
    assert changed("/b/1/v/2/from/1") == [["1.1", "One.", "Two."]]
    assert changed("/b/1/v/3/from/2") == changed("/b/1/changes") == [["1.1", "Two.", "One."]]
    assert changed("/b/1/v/3/from/1") == []
    for path in ("/b/1/v/1/from/2", "/b/1/v/1/from/1", "/b/1/v/4/from/1", "/b/1/v/2/from/1/2"):
        assert answers.answer(path, {}, "").status == 404
    stage.say(JO, "/withdraw B1 It was overtaken.")
    answers.forget()
    assert answers.answer("/b/1/v/1", {}, "").status == 404
    stage.close()


def test_verify_accepts_the_closing_report(everything: dict[str, Answer], tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(everything["/b/1/record.json"].content)
    assert verify.main([str(file)]) == 0
    shown = verify.report_digest(json.loads(everything["/b/1/record.json"].content))
    assert shown in read(everything["/b/1/report"].content).text


def test_a_former_code_leads_to_the_track(answers: Answers) -> None:
    moved = answers.answer("/t/dc-isss", {}, "")
    assert (moved.status, moved.to) == (301, "is3c")


async def test_readers_are_answered_with_care(answers: Answers) -> None:
    transport = ASGITransport(application(answers))
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        page = await client.get("/d/1")
        assert page.status_code == 200
        assert "script" not in page.headers["content-security-policy"]
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "public, max-age=60"
        assert "Accept-Language" in page.headers["vary"]
        assert "set-cookie" not in page.headers
        again = await client.get("/d/1", headers={"If-None-Match": page.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = await client.head("/d/1")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"] == page.headers["etag"]
        assert "Vary" in (await client.get("/meetings.ics")).headers
        posted = await client.post("/d/1", content=b"x")
        assert posted.status_code == 405
        assert posted.headers["allow"] == "GET, HEAD"
        missing = await client.get("/d/999")
        assert missing.status_code == 404
        assert "There is nothing at this address" in missing.text
        assert missing.headers["content-security-policy"]
        record = await client.get("/d/1/record.json")
        assert record.headers["content-disposition"] == 'attachment; filename="D1.json"'
