"""The desk in a real Chromium, end to end: opened by its address, decided, seen by everybody who looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from sourcing.home import Home
from sourcing.lock import single_writer
from tests.flows.pages.conftest import Served
from tests.flows.support import ROLE

pytestmark = pytest.mark.browser


def test_decided_on_the_desk_and_seen_everywhere(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(served.address)
    assert "token" not in page.url
    page.get_by_role("link", name="MLOps").first.click()
    page.locator(".people th a").nth(4).click()
    article = page.locator("article:visible")
    who = str(article.get_attribute("id"))
    form = article.locator("[data-decide]")
    form.get_by_label("Stage").select_option("rejected")
    form.get_by_label("Reason").fill("works elsewhere <i>now</i>")
    form.get_by_role("button", name="Save decision").click()
    expect(form.locator(".done")).to_contain_text("Write your name")
    page.get_by_label("Your name").fill("Rhea Manager")
    with single_writer(Home(served.at.folder / ".sourcing").lock):
        form.get_by_role("button", name="Save decision").click()
        expect(form.locator(".done")).to_contain_text("Another run is writing just now, nothing was saved")
    form.get_by_role("button", name="Save decision").click()
    expect(form.locator(".done")).to_contain_text("Saved: rejected")
    expect(article.locator("[data-stage-of]").first).to_have_text("rejected")
    page.reload()
    expect(page.locator("article:visible")).to_contain_text("works elsewhere <i>now</i> (Rhea Manager")
    page.get_by_role("link", name="People").click()
    page.locator("#stage").select_option("rejected")
    expect(page.locator(f'.people tr[data-id="{who}"]')).to_be_visible()
    (row,) = served.at.run("sql", f"SELECT stage, role FROM decided WHERE person_id = '{who}'", "--json").json()
    assert row == {"stage": "rejected", "role": ROLE}
    assert all(url.startswith(served.origin) for url in asked)
    context.close()
