"""A disclosure in a real Chromium: read from disk by anybody, in light and dark, and nothing asked of any network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.flows.pages.test_report_browser import SCHEMES, findings
from tests.flows.support import ROLE, Desk

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_serious(browser: Browser, ran: Desk, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    shutil.copytree(ran.folder, desk.folder, dirs_exist_ok=True)
    who = ran.run("shortlist", ROLE, "--json").json()[0]["person"]
    assert desk.run("disclose", who, "--out", "answer", "--by", "Ana").code == 0
    file = (desk.folder / "answer/disclosure.html").as_uri()
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(file)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert findings(page, scheme=scheme) == [], scheme
        assert page.evaluate("performance.getEntriesByType('resource').length") == 0
        context.close()
