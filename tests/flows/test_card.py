"""The model card and the data sheet say what is stored, and "not measured" where nothing was."""

from __future__ import annotations

import json
import re
import shutil

import duckdb
import pytest

from tests.flows.support import ROLE, Desk


@pytest.fixture(scope="module")
def desk(ran: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with cards of its shortlist in `plain`."""
    desk = Desk(tmp_path_factory.mktemp("cards") / "desk")
    shutil.copytree(ran.folder, desk.folder, dirs_exist_ok=True)
    done = desk.run("card", ROLE, "--out", "plain")
    assert done.code == 0 and len(done.out.splitlines()) == 4, done.err
    return desk


def text(desk: Desk, name: str, *, folder: str = "plain") -> str:
    return (desk.folder / folder / name).read_text("utf-8")


def test_numbers_are_those_of_the_database(desk: Desk) -> None:
    card, sheet = text(desk, "model-card.md"), text(desk, "data-sheet.md")
    with duckdb.connect(desk.warehouse, read_only=True) as at:
        run, manifest = at.execute("SELECT run_id, manifest FROM run").fetchall()[0]
        people = at.execute("SELECT count(*) FROM entry").fetchall()[0][0]
        bands = at.execute("SELECT band, count(*) FROM entry GROUP BY ALL").fetchall()
        commits = at.execute("SELECT count(DISTINCT id) FROM commit_fact").fetchall()[0][0]
        asked = at.execute("SELECT signal, count(*) FILTER (outcome = 'found') FROM answer GROUP BY ALL").fetchall()
    assert f"Run `{run}`" in card and f"Of the {people} people in it 0 have a decision" in card
    assert all(f"| {band} | {count} |" in card for band, count in bands)
    assert json.loads(manifest)["model"] in card and "as in the audit log" in card
    assert f"People ranked: {people}; in the shortlist now: {people}" in sheet
    assert f"Commits: {commits}, from" in sheet and "Repositories: 24," in sheet
    assert all(f"| {signal} | {found} |" in sheet for signal, found in asked)
    ties = desk.run(
        "sql", f"SELECT count(*) FILTER (is_tie) AS ties FROM shortlist WHERE role = '{ROLE}'", "--json"
    ).json()
    assert f"neighbours {ties[0]['ties']} are less apart" in card


def test_nothing_is_measured_where_nothing_was(desk: Desk) -> None:
    card = text(desk, "model-card.md")
    assert "The order of this run: **not measured**" in card and "**not measured** in this home" in card
    assert "nDCG" not in card


def test_judgments_are_measured(desk: Desk) -> None:
    rows = desk.ranked()
    judged = "".join(f"{ROLE}\t{one['person']}\t{2 if one['rank'] <= 5 else 0}\n" for one in rows)
    (desk.folder / "judged.tsv").write_text(judged, "utf-8")
    assert desk.run("card", ROLE, "--out", "judged", "--judgments", "judged.tsv").code == 0
    card = text(desk, "model-card.md", folder="judged")
    assert f"over {len(rows)} people judged by hand" in card and "| sourcing | 1.00 |" in card and "| chance |" in card


def test_no_person_and_no_markup_of_others_stands_in_them(desk: Desk) -> None:
    rows = desk.ranked()
    whole = "".join(path.read_text("utf-8") for path in (desk.folder / "plain").iterdir())
    assert [one["name"] for one in rows if one["name"] in whole or one["person"] in whole] == []
    with duckdb.connect(desk.warehouse) as at:
        at.execute("UPDATE run SET title = 'A <script>x</script> | [b](javascript:c)'")
    assert desk.run("card", ROLE, "--out", "marked").code == 0
    page = text(desk, "model-card.html", folder="marked")
    assert "<script" not in page and 'href="javascript' not in page and "| [b](javascript:c)" in page


def test_pages_hold_every_table(desk: Desk) -> None:
    for name in ("model-card", "data-sheet"):
        tables = re.findall(r"^\|[-|]+\|$", text(desk, f"{name}.md"), re.M)
        assert text(desk, f"{name}.html").count("<table>") == len(tables) > 3
