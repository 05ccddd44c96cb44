"""Confirming in a real browser: by its keyboard, without a script, without a complaint."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import title_contains
from selenium.webdriver.support.wait import WebDriverWait

from adapters.web.answers import Answers
from adapters.web.confirming import Confirming
from bot.conversation.message import Claim
from storage.reading import SqlReader
from storage.store import SqlStore
from tests.browser import install
from tests.browser.chromium import chromium, complaints, resize, served
from tests.support import Talk, fill, shown
from tests.test_confirming import ADDRESS, AMINA, SETTINGS, URL

pytestmark = pytest.mark.skipif(
    bool(install.missing()),
    reason=f"{install.missing()} is not here; apt install chromium chromium-driver nodejs npm",
)


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    store = SqlStore(f"sqlite:///{tmp_path / 'confirming.sqlite'}")
    yield Talk(fill(store), settings=SETTINGS)
    store.close()


def test_a_button_confirms_by_the_keyboard_alone(talk: Talk, tmp_path: Path) -> None:
    pressed: list[str] = []
    talk.hear(talk.message(AMINA, "/report <script>alert(1)</script>", claim=Claim()))
    [token] = ADDRESS.findall(shown(talk.deliver()))
    reader = SqlReader(f"sqlite:///{tmp_path / 'confirming.sqlite'}")
    answers = Answers(reader, talk.clock, SETTINGS, f"{URL}/")
    confirming = Confirming(reader, talk.clock, SETTINGS, pressed.append)
    with served(answers, confirming) as site, chromium() as browser:
        for language in ("ar", "en"):
            resize(browser, 320)
            browser.get(f"{site}/{language}/confirm/{token}")
            browser.execute_script(install.axe())
            found: dict[str, Any] = browser.execute_async_script(
                "const done = arguments[arguments.length - 1]; axe.run(document).then(done);"
            )
            assert found["violations"] == []
            assert browser.execute_script("return document.documentElement.scrollWidth") <= 320
        assert "<script>alert(1)" in browser.find_element(By.TAG_NAME, "blockquote").text
        assert pressed == []
        browser.get(f"{site}/en/confirm/{token}")
        complaints(browser)
        for _ in range(40):
            ActionChains(browser).send_keys(Keys.TAB).perform()
            if browser.switch_to.active_element.tag_name == "button":
                break
        assert browser.switch_to.active_element.text == "Confirm"
        ActionChains(browser).send_keys(Keys.ENTER).perform()
        WebDriverWait(browser, 20).until(title_contains("Your confirmation was taken"))
        assert complaints(browser) == []
        assert browser.get_cookies() == []
        assert browser.current_url == f"{site}/en/confirm/{token}"
    assert pressed == [token]
    reader.close()
