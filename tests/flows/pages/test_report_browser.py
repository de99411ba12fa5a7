"""The report in a real Chromium: found, read, compared and answered with a mouse and without one, and nothing hostile runs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from flows.report.make import write_report
from sourcing.home import Home
from tests.flows.pages.hostile import hostile_copy
from tests.flows.support import ROLE, Desk
from warehouse.connection import open_published

pytestmark = pytest.mark.browser
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@contextmanager
def opened(browser: Browser, file: Path, **more: Any) -> Iterator[Page]:
    """The report in a fresh profile; whatever it asks of any network, or breaks, fails the test."""
    context = browser.new_context(**more)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.set_default_timeout(120_000)
    page = context.new_page()

    def told(dialog: Dialog) -> None:
        asked.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("dialog", told)
    page.on("pageerror", lambda error: asked.append(f"error {error}"))
    page.goto(file.as_uri())
    expect(page.locator("html[data-ready]")).to_have_count(1)
    yield page
    assert set(asked) == {file.as_uri()}
    context.close()


def shown(page: Page) -> list[str]:
    return [str(row.get_attribute("data-id")) for row in page.locator(".people tbody tr:visible").all()]


def findings(page: Page, *, scheme: str) -> list[str]:
    """What axe-core finds that is serious or critical on what is shown; in the dark of colours alone, for it sets nothing else."""
    spec = find_spec("axe_playwright_python")
    assert spec and spec.origin
    page.evaluate((Path(spec.origin).parent / "axe.min.js").read_text("utf-8"))
    tags = (
        ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        if scheme == "light"
        else ["cat.color"]
    )
    asked = {"runOnly": tags, "resultTypes": ["violations"]}  # what passes it does not describe node by node
    found = page.evaluate("asked => axe.run(asked)", asked)
    assert found["passes"]
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def test_filters_search_and_order(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        everybody = shown(page)
        page.get_by_label("Level of evidence").select_option("strong evidence")
        strong = shown(page)
        assert 0 < len(strong) < len(everybody)
        expect(page.locator("#count")).to_have_text(f"{len(strong)} of {len(everybody)} people")
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("#count")).to_have_text(f"{len(everybody)} people")
        page.get_by_label("Sort by").select_option("name")
        assert shown(page) != everybody and sorted(shown(page)) == sorted(everybody)
        name = page.locator(f'[data-id="{everybody[-1]}"] th a').inner_text()
        page.get_by_label("Search").fill(name)
        assert everybody[-1] in shown(page) and len(shown(page)) < len(everybody)


def test_a_person_is_reached_by_keyboard_alone_and_answered(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.locator(".people th a").first.focus()
        page.keyboard.press("Enter")
        heading = page.locator("article:visible h2")
        expect(heading).to_be_focused()
        page.locator("article:visible input[value=yes]").focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        expect(page.locator("article:visible input[value=maybe]")).to_be_checked()
        page.get_by_role("link", name="Back to the list").press("Enter")
        expect(page.locator("#list h2")).to_be_focused()
        expect(page.locator(".people .answer").first).to_have_text("maybe")


def test_answers_are_saved_as_a_file_that_no_spreadsheet_runs(
    browser: Browser, page_file: Path, tmp_path: Path
) -> None:
    with opened(browser, page_file, accept_downloads=True) as page:
        first, second = shown(page)[:2]
        page.locator(f'[data-id="{first}"] th a').click()
        page.locator("article:visible").get_by_label("yes").check()
        page.locator("article:visible").get_by_label("Comment").fill('=1+1, said "she"\nnext line ä')
        page.locator("article:visible").get_by_role("link", name="Next").click()
        page.locator("article:visible").get_by_label("no", exact=True).check()
        page.get_by_role("button", name="Save feedback.csv").click()
        expect(page.locator("#said")).to_contain_text("Write your name first")
        page.get_by_label("Your name").fill("Rhea Manager")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save feedback.csv").click()
        assert download.value.suggested_filename == "feedback.csv"
        download.value.save_as(tmp_path / "feedback.csv")
        page.reload()
        page.goto(f"{page_file.as_uri()}#{first}")
        expect(page.locator("article:visible").get_by_label("yes")).to_be_checked()
    with (tmp_path / "feedback.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {
            "role": ROLE,
            "person_id": first,
            "answer": "yes",
            "comment": '\'=1+1, said "she"\nnext line ä',
            "by": "Rhea Manager",
        },
        {"role": ROLE, "person_id": second, "answer": "no", "comment": "", "by": "Rhea Manager"},
    ]


def test_two_people_stand_side_by_side(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        for box in page.locator(".choose").all()[1:3]:
            box.check()
        second, third = shown(page)[1:3]
        page.get_by_role("button", name="Compare").click()
        heads = page.locator("#pair thead a")
        expect(heads).to_have_count(2)
        assert [head.get_attribute("href") for head in heads.all()] == [f"#{second}", f"#{third}"]
        expect(page.locator("#pair")).to_contain_text("points apart")
        asked = (
            page.locator(f"#{second} .skills tbody th").all_inner_texts()
            or page.locator(f"#{second} .skills tbody th").all_text_contents()
        )
        told = page.locator("#pair tbody th").all_text_contents()
        assert set(asked) <= set(told)


def test_paper_has_the_people_and_no_controls(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        page.emulate_media(media="print")
        expect(page.locator("table.people")).to_be_visible()
        for control in ("#filters", ".bar", "nav", ".choose >> nth=0"):
            expect(page.locator(control)).to_be_hidden()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_serious(browser: Browser, page_file: Path, scheme: Literal["light", "dark"]) -> None:
    with opened(browser, page_file, color_scheme=scheme) as page:
        person = shown(page)[0]
        for place in ("list", person, "compare", "about"):
            page.evaluate("place => { location.hash = place }", place)
            expect(page.locator(f'[id="{place}"]')).to_be_visible()
            assert findings(page, scheme=scheme) == [], place


@pytest.mark.parametrize("is_policy_off", [False, True], ids=["as it is", "without its policy"])
def test_nothing_that_a_person_writes_runs(browser: Browser, ran: Desk, tmp_path: Path, is_policy_off: bool) -> None:
    with open_published(hostile_copy(Home(ran.folder / ".sourcing").published, tmp_path)) as published:
        write_report(published, ROLE, tmp_path / "report.html", top=4)
    with opened(browser, tmp_path / "report.html", bypass_csp=is_policy_off) as page:
        assert page.locator("article").count() == 4 and page.locator("script").count() == 1
        assert (
            page.locator(
                "img, iframe, object, embed, link, base, math, animate, form[action], [onerror], [onload], [onfocus]"
            ).count()
            == 0
        )
        for place in ["list", "about", "compare", *shown(page)]:
            page.evaluate("place => { location.hash = place }", place)
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            expect(page.locator(f'[id="{place}"]')).to_be_visible()
            text = page.locator(f'[id="{place}"]').inner_text()
            assert "alert(13)" in text  # told as what it is
        for link in page.locator("a[href]").all():
            assert str(link.get_attribute("href")).startswith(("#", "http://", "https://"))
        page.get_by_label("Search").evaluate(
            "box => { box.value = '<img src=x onerror=alert(1)>'; box.dispatchEvent(new Event('input', {bubbles: true})) }"
        )
