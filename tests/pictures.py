"""Takes the README's pictures of pages: `python -m tests.pictures` (needs Chromium)."""

import base64
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from selenium.webdriver import Chrome

from tests.browser.chromium import chromium, resize, served
from tests.browser.install import missing
from tests.pages_stage import TRACK, half_year

FOLDER = Path(__file__).parent / "pictures"
_COLOURS = 24
_SCALE = 1.5
PICTURES = {
    "front": ("/en/", 760, 760),
    "decision": ("/en/d/1", 760, 1000),
    "decision-ar": ("/ar/d/2", 360, 760),
    "meeting": ("/en/m/1", 360, 760),
    "track": (f"/fr/t/{TRACK}", 360, 760),
}
"""The name of each picture: which page, how wide and how high (in CSS pixels)."""


def main() -> None:
    """Play the half year, and take the pictures of what can be read then."""
    if missing():
        sys.exit(f"{missing()} is not here. On Debian: apt install chromium chromium-driver")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        stage = half_year(Path(folder), hostile=False)
        with served(stage.answers()) as site, chromium() as browser:
            for name, (path, width, height) in PICTURES.items():
                resize(browser, width, height, _SCALE)
                browser.get(site + path)
                (FOLDER / f"{name}.png").write_bytes(_taken(browser))
        stage.close()


def _taken(browser: Chrome) -> bytes:
    """The window as a small PNG."""
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    picture = Image.open(BytesIO(base64.b64decode(shot["data"]))).convert("RGB")
    small = BytesIO()
    picture.quantize(_COLOURS).save(small, "png", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    main()
