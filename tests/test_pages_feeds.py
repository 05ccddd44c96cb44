"""The feeds of the pages, read by programs that we did not write with."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import fromstring

import feedparser
import pytest
from icalendar import Calendar

from adapters.web.answers import Answers
from bot.conversation.translate import LANGUAGES
from tests.calendars import install
from tests.pages_stage import ARABIC, BASE, TRACK, Stage

CALENDARS = ("/meetings.ics", f"/t/{TRACK}/meetings.ics", "/m/3.ics", "/fr/meetings.ics")
FEEDS = (
    "/decisions.atom", "/minutes.atom", f"/t/{TRACK}/decisions.atom", f"/t/{TRACK}/minutes.atom",
    "/drafts.atom", f"/t/{TRACK}/drafts.atom", f"/fr/t/{TRACK}/drafts.atom",
    *(f"/{language}/{what}.atom" for language in LANGUAGES for what in ("decisions", "drafts")),
)  # fmt: skip


@pytest.fixture(scope="module")
def answers(half_year_stage: Stage) -> Answers:
    return half_year_stage.answers()


@pytest.mark.parametrize("path", CALENDARS)
def test_icalendar_reads_the_calendars(answers: Answers, path: str) -> None:
    answer = answers.answer(path, {}, "")
    assert answer.media_type == "text/calendar"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    titles = {str(event["SUMMARY"]) for event in events}
    assert "Charter call · BPF Cybersecurity" in titles
    if not path.startswith("/m/"):
        assert {str(event["STATUS"]) for event in events} == {"CONFIRMED", "CANCELLED"}
        assert not {title for title in titles if "Comments call" in title}


def test_ical_js_reads_the_calendars(answers: Answers) -> None:
    if install.missing_programs():
        pytest.skip(f"{install.missing_programs()} is not here; apt install nodejs npm")
    read = install.read([answers.answer(path, {}, "").content for path in CALENDARS])
    for one in read:
        starts = {
            datetime.fromtimestamp(each["start"], UTC)
            for each in one["found"]
            if each["summary"].startswith("Charter call")
        }
        assert len(starts) == 6
        assert min(starts) == datetime(2026, 6, 9, 12, tzinfo=UTC)


def _parsed(answers: Answers, path: str) -> Any:
    answer = answers.answer(path, {}, "")
    assert answer.status == 200
    found = feedparser.parse(BytesIO(answer.content))
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


@pytest.mark.parametrize("path", FEEDS)
def test_feedparser_reads_the_feeds(answers: Answers, path: str) -> None:
    found = _parsed(answers, path)
    assert found.entries
    ids = [one.id for one in found.entries]
    assert len(set(ids)) == len(ids)
    changed = [one.updated for one in found.entries]
    assert changed == sorted(changed, reverse=True)
    assert found.feed.updated == changed[0]
    for one in found.entries:
        for link in (one.link, *(each.href for each in one.links)):
            assert link.startswith(BASE)
            assert answers.answer(urlsplit(link).path, {}, "").status == 200


def test_entries_say_what_there_is_to_know(answers: Answers) -> None:
    entries = {one.id: one for one in _parsed(answers, "/decisions.atom").entries}
    final = entries["tag:intersession,2026:/d/1"]
    assert final.title == "D1: We meet every second Tuesday at 14:00 UTC."
    assert "nobody was left unheard" in final.summary
    # An entry in Arabic has its own words, and keeps its name in every language.
    assert ARABIC in entries["tag:intersession,2026:/d/2"].title
    arabic = {one.id for one in _parsed(answers, "/ar/decisions.atom").entries}
    assert arabic == set(entries)
    # Feed readers show titles as they are: what looks like HTML must not become it.
    assert "<script>" not in entries["tag:intersession,2026:/d/3"].title_detail.get("base", "")
    assert entries["tag:intersession,2026:/d/3"].title_detail.type == "text/plain"


def test_what_happened_to_drafts_is_told_one_by_one(answers: Answers) -> None:
    entries = _parsed(answers, "/drafts.atom").entries
    told = [one.title for one in entries][::-1]
    name = "B1: Norms in practice"
    assert [one.removeprefix(f"{name} · ") for one in told if one.startswith(name)] == [
        "version 1", "comments open", "version 2", "comments closed", "closing report",
    ]  # fmt: skip
    assert [one for one in told if one.startswith("B2")] == [
        "B2: Open draft · version 1", "B2: Open draft · comments open",
    ]  # fmt: skip
    links = {one.title: one.link for one in entries}
    assert links[f"{name} · version 1"] == f"{BASE}b/1/v/1"
    assert links[f"{name} · closing report"] == f"{BASE}b/1/report"
    [opened] = [one for one in entries if one.title == "B2: Open draft · comments open"]
    assert "Comments are open until Mon 1 June 2026" in opened.summary
    # The same event keeps its name in every language and in the feed of its track.
    ids = {one.id for one in entries}
    assert {one.id for one in _parsed(answers, f"/fr/t/{TRACK}/drafts.atom").entries} == ids
    assert answers.answer("/t/irpc/drafts.atom", {}, "").status == 200
    assert b"<entry>" not in answers.answer("/t/irpc/drafts.atom", {}, "").content


def test_minutes_appear_once_they_are_approved(answers: Answers) -> None:
    found = _parsed(answers, "/minutes.atom")
    assert [one.title for one in found.entries] == ["M1: Comments call"]


def test_the_site_map_names_every_page(answers: Answers) -> None:
    found = fromstring(answers.answer("/sitemap.xml", {}, "").content)
    places = [one.text or "" for one in found.findall(".//{*}loc")]
    assert f"{BASE}d/1" in places
    assert f"{BASE}m/1/summary" in places
    assert BASE in places
    for place in places:
        assert answers.answer(urlsplit(place).path, {}, "").status == 200
