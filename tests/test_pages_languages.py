"""Pages of what was said in several languages: each in its reader's, the rest marked as it is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from adapters.web.answers import Answers
from bot.conversation.translate import LANGUAGES
from bot.decisions.rules import seal
from bot.decisions.store import Decisions
from tests.pages_stage import JO, OLA, SECTIONS, TRACK, VOTERS, Stage, prepare
from tests.support import rows

QUESTION = 'Which <b>"day"</b>?'


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(Path(tmp_path_factory.mktemp("languages")))
    stage.join(JO, *VOTERS[:4])
    stage.say(OLA, f"/appoint {JO.id} facilitator {TRACK}")
    stage.say(JO, f"/poll {TRACK} {QUESTION} | Tuesday | Friday")
    stage.say(JO, "/charter 1 groups 0")
    stage.say(JO, '/translate 1 fr "Quel <i>jour</i> ?" | mardi | vendredi')
    stage.say(JO, "/translate 1 ar أي يوم؟")
    with stage.store.begin() as tx:
        decision = tx.get(Decisions).by_id(1)
    assert decision is not None
    assert "is open" in stage.say(JO, f"/open 1 {seal(decision.terms)}")
    for voter, said in zip(VOTERS, ("vendredi", "Friday", "2", "mardi"), strict=False):
        stage.say(voter, f"/vote D1 {said}")
    with stage.store.begin() as tx:
        opened = tx.get(Decisions).by_id(1)
    assert opened is not None
    assert opened.closes is not None
    stage.later(opened.closes - stage.time)
    prepare(stage, 1, "Norms", SECTIONS)
    stage.say(JO, '/translate B1 fr "Les <i>normes</i>"')
    stage.say(JO, "/translate B1 ru Нормы")
    stage.say(JO, "/publish B1")
    stage.say(JO, "/translate B1 ar القواعد")
    stage.say(JO, "/translate B1 ru off")
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def answers(stage: Stage) -> Answers:
    return stage.answers()


def page(answers: Answers, path: str) -> html.HtmlElement:
    answer = answers.answer(path, {}, "")
    assert answer.status == 200
    return html.fromstring(answer.content.decode())


@pytest.mark.parametrize("path", ["/d/1", "/decisions", "/", f"/t/{TRACK}"])
def test_each_page_has_the_words_of_its_language(answers: Answers, path: str) -> None:
    words = {"fr": "Quel <i>jour</i> ?", "ar": "أي يوم؟"}
    for language in LANGUAGES:
        text = page(answers, f"/{language}{path}").text_content()
        # What is open stands on the front page, and this is closed.
        if path != "/":
            assert words.get(language, QUESTION) in text


def test_what_is_not_translated_is_marked_with_its_language(answers: Answers) -> None:
    for language in LANGUAGES:
        one = page(answers, f"/{language}/d/1")
        [quote] = one.xpath("//main/blockquote")
        options = one.xpath("//main/ol[1]/li")
        translated = language in ("fr", "ar", "en")
        assert quote.get("lang") == (None if translated else "en")
        assert quote.get("dir") == "auto"
        for option in options:
            marked = option.xpath("./span[@lang='en'][@dir='auto']")
            assert bool(marked) is (language not in ("fr", "en"))
        assert not one.xpath("//b | //i")


def test_the_counts_are_the_same_on_every_page(answers: Answers) -> None:
    names = {"fr": ["mardi", "vendredi"]}
    for language in LANGUAGES:
        rows = page(answers, f"/{language}/d/1").xpath("(//table)[1]/tbody/tr")[:2]
        assert [row.xpath("string(td)") for row in rows] == ["1", "3"]
        said = [row.xpath("string(th)").strip("\u2068\u2069\n") for row in rows]
        assert said == names.get(language, ["Tuesday", "Friday"])


def test_the_page_says_once_which_version_binds(answers: Answers) -> None:
    text = page(answers, "/en/d/1").text_content()
    assert text.count("The original, in English, is binding.") == 1


def test_the_json_has_all_versions(answers: Answers) -> None:
    found = json.loads(answers.answer("/d/1.json", {}, "").content)
    assert found["text"] == QUESTION
    assert found["languages"]["versions"]["fr"]["options"] == ["mardi", "vendredi"]
    assert found["languages"]["binding"] == "original"
    [line] = json.loads(answers.answer("/decisions.json", {}, "").content)["decisions"]
    assert line["languages"] == found["languages"]


@pytest.mark.parametrize(("words", "found"), [("vendredi", 1), ("يوم", 1), ("friday", 1), ("x", 0)])
def test_a_search_finds_the_words_of_any_version(answers: Answers, words: str, found: int) -> None:
    answer = answers.answer("/decisions.json", {"q": words}, "")
    assert json.loads(answer.content)["found"] == found


def test_a_feed_has_the_words_of_its_language(answers: Answers) -> None:
    for language, words in (("fr", "Quel &lt;i&gt;jour&lt;/i&gt; ?"), ("es", "Which &lt;b&gt;")):
        feed = answers.answer(f"/{language}/decisions.atom", {}, "").content.decode()
        assert words in feed


@pytest.mark.parametrize("path", ["/b/1", "/drafts", f"/t/{TRACK}", "/b/1/comments"])
def test_a_draft_has_its_title_in_the_language_of_the_page(answers: Answers, path: str) -> None:
    titles = {"fr": "Les <i>normes</i>", "ar": "القواعد"}
    for language in LANGUAGES:
        one = page(answers, f"/{language}{path}")
        assert titles.get(language, "Norms") in one.text_content()
        # In which language the title was given first is not known, and the page says so.
        marked = [span.text_content() for span in one.xpath("//main//span[@lang='']")]
        assert any("Norms" in text for text in marked) is (language not in titles)


def test_the_json_of_a_draft_has_all_its_titles(answers: Answers) -> None:
    titles = {"ar": "القواعد", "fr": "Les <i>normes</i>"}
    assert json.loads(answers.answer("/b/1.json", {}, "").content)["titles"] == titles
    [line] = json.loads(answers.answer("/drafts.json", {}, "").content)["drafts"]
    assert (line["title"], line["titles"]) == ("Norms", titles)


def test_the_record_tells_titles_from_the_publication_on(stage: Stage) -> None:
    acts = [json.loads(row["text"]) for row in rows(stage.store, "journal")]
    told = [(one["act"], one["data"]) for one in acts if "draft" in one["data"]]
    [published] = [data for act, data in told if act == "draft.published"]
    assert json.loads(published["titles"]) == {"fr": "Les <i>normes</i>", "ru": "Нормы"}
    changes = [data for act, data in told if act == "draft.translated"]
    assert [(one["language"], one["title"]) for one in changes] == [("ar", "القواعد"), ("ru", "")]


def test_titles_stay_as_they_are_once_comments_are_open(stage: Stage) -> None:
    stage.say(JO, "/window B1 until 2026-06-01")
    before = rows(stage.store, "draft")
    for words in ("es Normas", "fr off", ""):
        assert "Nothing was changed" in stage.say(JO, f"/translate B1 {words}")
    assert rows(stage.store, "draft") == before
