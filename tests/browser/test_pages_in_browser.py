"""The pages in a real browser: for everybody, by keyboard, on a small phone, without complaints."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import url_contains, url_to_be
from selenium.webdriver.support.wait import WebDriverWait

from bot.record import verify
from tests.browser import install
from tests.browser.chromium import chromium, complaints, resize, served
from tests.pages_stage import Stage
from tests.patience import PATIENCE
from tests.test_pages import KINDS

pytestmark = pytest.mark.skipif(
    bool(install.missing()),
    reason=f"{install.missing()} is not here; apt install chromium chromium-driver nodejs npm",
)
every_kind = pytest.mark.parametrize("path", KINDS)
both_ways = pytest.mark.parametrize("language", ["en", "ar"])
_MOST_TABS = 120


@pytest.fixture(scope="module")
def site(half_year_stage: Stage) -> Iterator[str]:
    with served(half_year_stage.answers()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module")
def axe() -> str:
    return install.axe()


@every_kind
@both_ways
def test_axe_finds_nothing(browser: Chrome, site: str, axe: str, path: str, language: str) -> None:
    resize(browser, 320)
    browser.get(f"{site}/{language}{path}")
    complaints(browser)
    browser.execute_script(axe)
    found: dict[str, Any] = browser.execute_async_script(
        "const done = arguments[arguments.length - 1]; axe.run(document).then(done);"
    )
    assert len(found["passes"]) > 15
    assert [
        (one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]
    ] == []


@every_kind
@both_ways
def test_nothing_is_wider_than_a_small_phone(
    browser: Chrome, site: str, path: str, language: str
) -> None:
    resize(browser, 320)
    browser.get(f"{site}/{language}{path}")
    width, inner = browser.execute_script(
        "return [document.documentElement.scrollWidth, window.innerWidth]"
    )
    assert inner == 320
    assert width <= 320
    direction = browser.execute_script("return getComputedStyle(document.body).direction")
    assert direction == ("rtl" if language == "ar" else "ltr")


def test_the_browser_has_nothing_to_complain_of(browser: Chrome, site: str) -> None:
    complaints(browser)
    for path in KINDS[:-1]:
        browser.get(site + path)
        assert complaints(browser) == [], path
        asked = browser.execute_script(
            "return performance.getEntriesByType('resource').map(one => one.name)"
        )
        assert asked, path
        assert all(one.startswith(site) for one in asked), path
        rules = browser.execute_script("return document.styleSheets[0].cssRules.length")
        assert rules > 20
    assert browser.get_cookies() == []


def test_a_broken_policy_would_be_seen(browser: Chrome, site: str) -> None:
    browser.get(f"{site}/")
    complaints(browser)
    browser.execute_script("const one = new Image(); one.src = 'https://evil.example/x.png'")
    assert any("Content Security Policy" in one for one in complaints(browser))


def _focused(browser: Chrome) -> tuple[str, str]:
    one = browser.switch_to.active_element
    return one.tag_name, one.text


def _tab_to(browser: Chrome, words: str) -> None:
    for _ in range(_MOST_TABS):
        ActionChains(browser).send_keys(Keys.TAB).perform()
        if _focused(browser)[1].startswith(words):
            outline = browser.execute_script(
                "return getComputedStyle(document.activeElement).outlineWidth"
            )
            assert outline == "3px"
            return
    raise AssertionError(f"the keyboard does not come to {words!r}")


def test_the_keyboard_alone_leads_to_a_decision(browser: Chrome, site: str) -> None:
    resize(browser, 800)
    browser.get(f"{site}/en/")
    ActionChains(browser).send_keys(Keys.TAB).perform()
    assert _focused(browser) == ("a", "Skip to the content")
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    assert browser.switch_to.active_element.get_attribute("id") == "content"
    _tab_to(browser, "D5")
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    WebDriverWait(browser, 20).until(url_to_be(f"{site}/en/d/5"))
    browser.get(f"{site}/en/decisions")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    for _ in range(_MOST_TABS):
        if browser.switch_to.active_element.get_attribute("name") == "q":
            break
        ActionChains(browser).send_keys(Keys.TAB).perform()
    ActionChains(browser).send_keys("nobody was left unheard", Keys.ENTER).perform()
    WebDriverWait(browser, 20).until(url_contains("q="))
    entries = browser.find_elements(By.CSS_SELECTOR, ".entries > li > a")
    assert [one.text[:2] for one in entries] == ["D1"]


def test_from_the_front_page_to_a_file_that_verify_accepts(
    browser: Chrome, site: str, tmp_path: Path
) -> None:
    resize(browser, 800)
    browser.get(f"{site}/en/")
    browser.find_element(By.LINK_TEXT, "Decisions").click()
    browser.find_element(By.PARTIAL_LINK_TEXT, "D1: We meet").click()
    assert browser.find_element(By.TAG_NAME, "h1").text.startswith("D1: We meet every second")
    table = browser.find_element(By.CSS_SELECTOR, "#counts table")
    assert "Support" in table.text
    link = browser.find_element(By.LINK_TEXT, "The file of D1").get_attribute("href")
    file = tmp_path / "D1.json"
    file.write_bytes(httpx.get(str(link), timeout=PATIENCE).content)
    assert verify.main([str(file)]) == 0


def test_paper_has_the_words_and_not_the_menus(browser: Chrome, site: str) -> None:
    browser.get(f"{site}/en/decisions")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = browser.execute_script(
        "return ['header nav', 'form', 'footer nav'].map(one =>"
        " getComputedStyle(document.querySelector(one)).display)"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert hidden == ["none", "none", "none"]
