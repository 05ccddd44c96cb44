"""The copy on a disk: the same pages as on the web, complete, and every link leads to a file."""

import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from adapters.web.publishing import publish
from adapters.web.ways import file_of
from bot.conversation.errors import CannotStart
from bot.settings import Settings
from tests.pages_reading import crawl, read, whole
from tests.pages_stage import BASE, JO, OLA, TRACK, Stage

OURS = {".intersession-files", ".intersession-pages"}
"""What a copy knows of itself."""
_HREF = re.compile(r'(?<=href=")[^"]*(?=")')
_FORM = re.compile(r"<form .*?</form>\s*", re.DOTALL)


@pytest.fixture(scope="module")
def stage(half_year_stage: Stage) -> Stage:
    return half_year_stage


@pytest.fixture(scope="module")
def copy(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    said = publish(stage.reader(), stage.settings, folder, stage.now())
    assert said == f"{folder} holds {_count(folder)} files. Open {folder / 'index.html'}."
    return folder


def _count(folder: Path) -> int:
    return sum(1 for one in folder.rglob("*") if one.is_file()) - len(OURS)


def test_every_link_leads_to_a_file_by_a_relative_way(copy: Path) -> None:
    pages = list(copy.rglob("*.html"))
    assert len(pages) > 300
    for page in pages:
        place = page.relative_to(copy).as_posix()
        for link in read(page.read_bytes()).links:
            if link.startswith("https://"):
                continue
            assert not link.startswith("/"), (place, link)
            there = urlsplit(urljoin(f"http://copy/{place}", link))
            assert (copy / unquote(there.path).removeprefix("/")).is_file(), (place, link)


def test_the_copy_has_the_pages_of_the_web(stage: Stage, copy: Path) -> None:
    """The same words, and every link to the same thing; only what can be asked is left out."""
    answers = stage.answers()
    found = crawl(answers, "/")
    assert len(found) > 500
    seen = set()
    for path, answer in found.items():
        name = file_of(path)
        seen.add(name)
        kept = (copy / name).read_bytes()
        if answer.media_type == "text/html":
            assert _led(answer.content, path) == _led(kept, f"/{name}"), path
        elif not name.endswith(".atom"):
            # Feeds name whole addresses on the web.
            assert kept == whole(answers, answer), path
    files = {one.relative_to(copy).as_posix() for one in copy.rglob("*") if one.is_file()}
    assert files - seen == OURS


def _led(html: bytes, path: str) -> str:
    """A page with the file that each link leads to in place of the way there."""

    def led(found: re.Match[str]) -> str:
        there = urlsplit(urljoin(f"http://here{path}", found[0]))
        if there.netloc != "here":
            return found[0]
        on_disk = there.path.endswith(".html")
        name = there.path.removeprefix("/") if on_disk else file_of(there.path)
        return f"{name}#{there.fragment}"

    return " ".join(_HREF.sub(led, _FORM.sub("", html.decode())).split())


def test_a_known_place_gives_whole_addresses(stage: Stage, tmp_path: Path) -> None:
    settings = Settings(public_url=BASE.rstrip("/"))
    publish(stage.reader(), settings, tmp_path, stage.now())
    sitemap = (tmp_path / "sitemap.xml").read_text()
    assert f"<loc>{BASE}d/1.html</loc>" in sitemap
    assert f"Sitemap: {BASE}sitemap.xml" in (tmp_path / "robots.txt").read_text()
    assert f'href="{BASE}fr/d/1.html"' in (tmp_path / "fr" / "decisions.atom").read_text()


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file()
    }


def test_several_processes_draw_what_one_does(stage: Stage, copy: Path, tmp_path: Path) -> None:
    publish(stage.reader(), stage.settings, tmp_path, stage.now(), many=1)
    assert _contents(tmp_path) == _contents(copy)


def test_what_did_not_change_is_not_drawn_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.say(JO, "/start")
    stage.say(OLA, f"/appoint @{JO.handle} facilitator {TRACK}")
    for number in (1, 2):
        stage.say(JO, f'/consensus {TRACK} "Text {number}." for 7 days')
        stage.say(JO, f"/open {number}")
    folder = tmp_path / "copy"

    def again(settings: Settings = stage.settings) -> None:
        publish(stage.reader(), settings, folder, stage.now())

    again()
    whole = _contents(folder)
    first, second = folder / "fr" / "d" / "1.html", folder / "en" / "d" / "2.html"
    for one in (first, second):
        one.write_text("drawn by somebody else")
    (folder / "d" / "1.json").unlink()
    again()
    # The one of which a file is gone is drawn anew; the other one is as it was.
    assert first.read_bytes() == whole["fr/d/1.html"]
    assert second.read_text() == "drawn by somebody else"
    stage.say(JO, "/withdraw D2 It was overtaken by events.")
    again()
    assert b"Withdrawn" in second.read_bytes()
    # Other settings may draw everything otherwise; a list that nobody can read says nothing.
    for settings in (Settings(public_url=BASE.rstrip("/")), stage.settings):
        second.write_text("drawn by somebody else")
        again(settings)
        assert b"Withdrawn" in second.read_bytes()
    for broken in ("[]", "{", '{"made_by": 1, "pages": []}'):
        second.write_text("drawn by somebody else")
        (folder / ".intersession-pages").write_text(broken)
        again()
        assert b"Withdrawn" in second.read_bytes()
    stage.close()


def test_what_is_gone_is_taken_out_and_what_is_not_ours_stays(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "77.html").write_text("old")
    outside = tmp_path.parent / "outside.txt"
    outside.write_text("outside")
    (tmp_path / ".intersession-files").write_text("d/77.html\n../outside.txt\n")
    publish(stage.reader(), stage.settings, tmp_path, stage.now())
    assert not (tmp_path / "d" / "77.html").exists()
    assert (tmp_path / "mine.txt").exists()
    assert outside.exists()


def test_a_folder_that_cannot_be_written_is_said(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="can't be written"):
        publish(stage.reader(), stage.settings, tmp_path / "file", stage.now())
