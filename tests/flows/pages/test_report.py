"""The report as a file: what stands in it, in which order, and what it lets run."""

from __future__ import annotations

import base64
import hashlib
import re
import stat
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import example, given
from hypothesis import strategies as st

from flows.report.charts import MOST_ROWS, WIDTH, Worked, timeline
from flows.report.make import report_of
from flows.report.render import render
from flows.report.web import web
from flows.report.write import document
from sourcing.home import Home
from tests.flows.support import ROLE, Desk, one_line_error
from warehouse.connection import Warehouse, open_published
from warehouse.published.report import read_report


@pytest.fixture(scope="module")
def page(page_file: Path) -> BeautifulSoup:
    return BeautifulSoup(page_file.read_text("utf-8"), "html.parser")


def published(ran: Desk) -> Path:
    return Home(ran.folder / ".sourcing").published


def attribute(tag: Tag | None, name: str) -> str:
    assert tag is not None
    return str(tag[name])


def test_everybody_of_the_shortlist_has_a_row_and_a_page(ran: Desk, page: BeautifulSoup) -> None:
    people = [row["person"] for row in ran.ranked()]
    assert [attribute(row, "data-id") for row in page.select(".people tbody tr")] == people
    assert [attribute(one, "id") for one in page.select("article.person")] == people


def test_evidence_stands_before_the_score(page: BeautifulSoup) -> None:
    for person in page.select("article.person"):
        heads = [head.get_text() for head in person.select(".body h3")]
        assert heads.index("Evidence") < heads.index("What is missing") < heads.index("Score breakdown")


def test_every_asked_skill_is_answered_and_shown_ones_link_to_a_line(ran: Desk, page: BeautifulSoup) -> None:
    first = page.select("article.person")[0]
    told = {row["requirement"]: row for row in ran.run("explain", ROLE, "1", "--json").json()["requirements"]}
    assert [head.get_text() for head in first.select(".skills tbody th")] == list(told)
    links = {attribute(link, "href") for link in first.select(".lines a")}
    assert {row["link"] for row in told.values() if row["found_in"] == "evidence"} <= links


def test_what_was_not_found_is_no_no(page: BeautifulSoup) -> None:
    assert "Not found in what was read, which is not a no" in page.get_text()


def test_the_head_says_until_when_it_may_be_kept(ran: Desk, page: BeautifulSoup) -> None:
    with open_published(published(ran)) as warehouse:
        until = warehouse.rows("SELECT min(expires_on) FROM person_summary SEMI JOIN shortlist USING (person_id)")[0][0]
        kept = report_of(warehouse, ROLE).delete_by
    assert kept == until > date(2027, 1, 30)
    until = date(2027, 1, 30)  # 90 days after it was written
    head = page.select_one("header.top")
    assert head and f"delete this file by {until:%-d %B %Y}" in head.get_text()


def test_nothing_but_its_own_script_and_style_may_run(page: BeautifulSoup) -> None:
    policy = attribute(page.select_one("meta[http-equiv=Content-Security-Policy]"), "content")
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy
    for kind in ("script", "style"):
        (only,) = page.select(kind)
        digest = base64.b64encode(hashlib.sha256(only.get_text().encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    odd = [
        name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on") or name in ("style", "src")
    ]
    assert not odd


def test_links_are_plain_and_tell_nobody_where_from(page: BeautifulSoup) -> None:
    links = [link for link in page.select("a[href]") if not attribute(link, "href").startswith("#")]
    assert links
    for link in links:
        assert re.match(r"https?://", attribute(link, "href")) and link["rel"] == ["noopener", "noreferrer"]


def test_the_file_is_its_owner_s_alone(page_file: Path) -> None:
    assert stat.S_IMODE(page_file.stat().st_mode) == 0o600
    assert [one.name for one in page_file.parent.iterdir()] == [page_file.name]


def test_a_role_that_was_not_ranked_and_a_folder_in_place_of_a_file_are_told(ran: Desk, tmp_path: Path) -> None:
    nothing = ran.run("report", "nlp-researcher", "--out", str(tmp_path / "r.html"))
    assert nothing.code == 2 and "no shortlist for role" in one_line_error(nothing)
    folder = ran.run("report", ROLE, "--out", str(tmp_path))
    assert folder.code == 2 and "is a folder" in one_line_error(folder)
    assert not [*tmp_path.iterdir()]


class Counting:
    """A published file that counts what it is asked."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse, self.asked = warehouse, Counter[str]()

    def dicts(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        self.asked[sql] += 1
        return self._warehouse.dicts(sql, parameters)


def test_more_people_are_not_more_queries(ran: Desk) -> None:
    with open_published(published(ran)) as warehouse:
        counts = []
        for top in (1, 15):
            counting = Counting(warehouse)
            assert len(read_report(counting, ROLE, top=top).people) == top  # type: ignore[arg-type]
            counts.append(counting.asked)
    assert counts[0] == counts[1] and set(counts[0].values()) == {1}


def test_a_role_whose_file_is_gone_has_a_report_without_a_kit(ran: Desk) -> None:
    with open_published(published(ran)) as warehouse:
        read = read_report(warehouse, ROLE, top=3)
        whole = report_of(warehouse, ROLE, top=3)
    without = document(read, None)
    assert without.kit_missing and without.kit_missing in BeautifulSoup(render(without), "html.parser").get_text()
    assert not whole.kit_missing and all(one.kit for one in whole.people)


DAYS = st.dates(date(1990, 1, 1), date(2026, 11, 1))
WORKED = st.builds(
    lambda a, b, commits: Worked("mill", commits, 100, min(a, b), max(a, b)), DAYS, DAYS, st.integers(1, 100)
)


@given(work=st.lists(WORKED, max_size=20), made=st.lists(st.tuples(DAYS, st.just("a model")), max_size=5))
def test_a_timeline_stays_in_its_picture(work: list[Worked], made: list[tuple[date, str]]) -> None:
    drawn = timeline(work, made, until=date(2026, 11, 1))
    if not (work or made):
        assert drawn is None
        return
    assert drawn and len(drawn.spans) == min(len(work), MOST_ROWS)
    for span in drawn.spans:
        assert 0 <= span.x <= span.x + span.width <= WIDTH + 4 and 0 <= span.y < drawn.height
    assert all(0 <= mark.x <= WIDTH and mark.y < drawn.height for mark in drawn.marks)
    assert all(0 <= tick.x <= WIDTH for tick in drawn.ticks) and len(drawn.ticks) <= 11


@given(st.text() | st.text().map(lambda rest: f"https://{rest}"))
@example("javascript:alert(1)")
@example("https://[")
@example(" https://a.example")
@example("HTTPS://a.example/#L3")
def test_only_plain_addresses_are_links(text: str) -> None:
    found = web(text)
    assert found in ("", text)
    if found:
        assert re.match(r"(?i)https?://[^/\s\"'<>\\]", found)
