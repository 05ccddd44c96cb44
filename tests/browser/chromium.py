"""Chromium without a window, which reaches this machine alone."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from adapters.web.answers import Answers
from adapters.web.confirming import Confirming
from adapters.web.server import listening_socket, serve
from tests.patience import PATIENCE

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    # Whatever a page asks of another machine fails, and is seen in the log.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@contextmanager
def chromium() -> Iterator[Chrome]:
    """The browser."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in _FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()


def resize(driver: Chrome, width: int, height: int = 800, scale: float = 1) -> None:
    """Make the window as wide as a screen."""
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False},
    )


def complaints(driver: Chrome) -> list[str]:
    """What the browser had to say of the pages since it was last asked: violations of the policy,
    and what could not be loaded."""
    log: list[dict[str, Any]] = driver.get_log("browser")  # type: ignore[no-untyped-call]
    return [one["message"] for one in log]


@contextmanager
def served(answers: Answers, confirming: Confirming | None = None) -> Iterator[str]:
    """The pages on a port of this machine, with a server of their own; their address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    port = listening_socket(f"127.0.0.1:{number}")
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(serve(answers, port, ended, confirming)),
        daemon=True,
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{number}"
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(PATIENCE)
        loop.close()
        port.close()
