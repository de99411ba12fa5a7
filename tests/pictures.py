"""The pictures of README.md and docs/, taken by Chromium of what the product wrote about its invented people; `make pictures`.

Each is a page at its top, 1,100 pixels wide, in light colours: `report.png` the list, `person.png` the first person, `disclosure.png` what the second
is handed who asks what is held of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.flows.pages.conftest import CHROMIUM, QUIET
from tests.flows.support import ROLE

FOLDER = Path(__file__).parents[1] / "docs/pictures"
WIDE, HIGH = 1_100, 900


def main() -> None:
    """Writes every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        home = folder / ".sourcing-demo"
        sourcing(folder, "demo", "--home", str(home), "--without-prefect")
        sourcing(
            folder, "disclose", "github:nandivo-sbx", "--out", "answer", "--by", "Ada Example", "--home", str(home)
        )
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = opened.new_page(viewport={"width": WIDE, "height": HIGH}, color_scheme="light")
        report = (home / f"report-{ROLE}.html").as_uri()
        taken(page, report, "report")
        page.click(".people tbody tr a")
        page.screenshot(path=FOLDER / "person.png")
        taken(page, (folder / "answer/disclosure.html").as_uri(), "disclosure")
        opened.close()


def sourcing(folder: Path, *words: str) -> None:
    """Runs a command of the product."""
    clock = {"SOURCING_CLOCK": "2026-11-01T00:00:00Z"}
    subprocess.run([sys.executable, "-m", "flows.cli", *words], cwd=folder, env=os.environ | clock, check=True)


def taken(page: Page, address: str, name: str) -> None:
    """Opens a page and takes its picture."""
    page.goto(address)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.exit("needs Chromium: apt-get install chromium")
    main()
