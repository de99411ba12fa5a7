"""Size of a report of many people, and seconds until it answers in a real Chromium.

    python -m benchmarks.report [--people N] [--rounds N] [--keep FILE]

The people are those of `benchmarks.publish` (twenty rows of evidence and ten commits each, every part, reason and skill of the role), with what the
team and other sites say of each. "Answers" is from opening the file, in a fresh profile each round, until a word typed into the search has changed
the list: parsed, styled, its script run, a filter done. Beside it stand the seconds of a core that the page itself took for all of it, which other
work on the machine does not change.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import duckdb
from playwright.sync_api import Browser, sync_playwright

from benchmarks._table import table, verdict
from benchmarks.publish import NOW, ROLE, filled
from flows.report.make import write_report
from warehouse.connection import open_published, open_warehouse
from warehouse.published.publish import publish

_CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
_TOLD = (  # what is said of each person beside their code: a sentence or two of each kind
    """INSERT INTO decision_row SELECT role, person_id, 'contacted', 'serves models to many', 'Rhea', now()::TIMESTAMP, NULL, 'desk'
        FROM entry JOIN run USING (run_id)""",
    "INSERT INTO note_row SELECT person_id, repeat('met at a talk on serving ', 8), 'Rhea', now()::TIMESTAMP FROM person_summary, range(3)",
    "INSERT INTO change_row SELECT role, run_id, person_id, 'risen', 'from rank 20', '', now()::TIMESTAMP FROM entry JOIN run USING (run_id)",
    """INSERT INTO artifact SELECT person_id, 'model:' || i, 'model', 'a model that ranks readers ' || i, 'owner', 'https://models.example/m/' || i,
        DATE '2025-03-01' + CAST(i * 40 AS INTEGER), NULL, [], [], 'likes', map(['downloads'], [120]) FROM person_summary, range(8) t(i)""",
)


def invented(folder: Path, *, people: int) -> Path:
    """The published file."""
    shown = folder / "published.duckdb"
    filled(folder / "warehouse.duckdb", people=people, rows=20 * people)
    with open_warehouse(folder / "warehouse.duckdb", memory_limit="1GB") as warehouse:
        publish(warehouse, shown, now=NOW)
    with duckdb.connect(str(shown)) as at:
        for statement in _TOLD:
            at.execute(statement)
    return shown


def answers(browser: Browser, file: Path) -> tuple[float, float, float]:
    """Seconds until the report answers, of them the filter alone, and seconds of a core that the page took."""
    context = browser.new_context()
    page = context.new_page()
    told = context.new_cdp_session(page)
    told.send("Performance.enable")
    began = time.perf_counter()
    page.goto(file.as_uri(), wait_until="commit")
    page.wait_for_selector("html[data-ready]", state="attached")
    ready = time.perf_counter()
    page.evaluate("q.value = 'person 17'; q.dispatchEvent(new Event('input', { bubbles: true }))")
    assert " of " in page.inner_text("#count")
    ended = time.perf_counter()
    worked = {one["name"]: one["value"] for one in told.send("Performance.getMetrics")["metrics"]}["ThreadTime"]
    context.close()
    return ended - began, ended - ready, worked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="where the report is left, to be looked at")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "report.html"
        with open_published(invented(Path(name), people=given.people)) as published:
            began = time.perf_counter()
            told = write_report(published, ROLE, file, top=given.people)
            wrote = time.perf_counter() - began
        size = file.stat().st_size / 1e6
        if given.keep:
            shutil.copyfile(file, given.keep)
        took = measured(file, rounds=given.rounds)
    print(f"{len(told.people)} people, {size:.2f} MB, written in {wrote:.1f} s")
    at_most = [(size, "MB", 5.0)]
    if took:
        whole, sifted, worked = ([round(one[place], 3) for one in took] for place in (0, 1, 2))
        rows = [("opened until it answers", whole), ("of which a search", sifted), ("work of the page", worked)]
        table(("", "s, median", "s, worst"), [(what, statistics.median(each), max(each)) for what, each in rows])
        at_most.append((statistics.median(whole), "s until it answers", 2.0))
    verdict("report", figures=[], at_most=at_most)


def measured(file: Path, *, rounds: int) -> list[tuple[float, float, float]]:
    """The rounds; none where this machine has no Chromium."""
    if _CHROMIUM is None:
        print("no Chromium here: how soon it answers is not measured")
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        return [answers(browser, file) for _ in range(rounds)]


if __name__ == "__main__":
    main()
