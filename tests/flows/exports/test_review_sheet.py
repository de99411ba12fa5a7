"""The sheet for deciding inside the team, and the views as files."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import load_workbook

from sourcing.decisions import Stage
from tests.flows.exports.support import decide
from tests.flows.support import ROLE, Desk
from warehouse.handing.tables import read_table


@pytest.mark.parametrize("ending", ["", ".xlsx", ".csv", ".jsonl", ".parquet"])
def test_the_review_sheet_in_every_kind_of_file(desk: Desk, ending: str, people: list[dict[str, Any]]) -> None:
    first = people[0]
    decide(desk, first, Stage.LATER)
    assert desk.run("publish").code == 0
    done = desk.run("review", ROLE, "--out", f"sheet{ending}")
    path = desk.folder / f"sheet{ending or '.xlsx'}"
    assert done.code == 0 and f"{path.name}: {len(people)} people" in done.err
    before = path.read_bytes()
    assert desk.run("review", ROLE, "--out", f"sheet{ending}").code == 0 and path.read_bytes() == before


def test_the_workbook_has_a_drop_down_of_stages_and_stays_in_sight(desk: Desk) -> None:
    assert desk.run("review", ROLE, "--out", "sheet.xlsx").code == 0
    sheet = load_workbook(desk.folder / "sheet.xlsx").worksheets[0]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref.startswith("A1:")
    (choice,) = sheet.data_validations.dataValidation
    names = [cell.value for cell in sheet[1]]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "decision")
    assert str(choice.sqref) == f"{column}2:{column}{sheet.max_row}"
    assert choice.formula1 == f'"{",".join(Stage)}"'
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert isinstance(sheet.cell(2, names.index("score") + 1).value, float)


def test_a_byte_order_mark_where_excel_needs_one(desk: Desk) -> None:
    assert desk.run("review", ROLE, "--out", "sheet.csv", "--bom").code == 0
    assert (desk.folder / "sheet.csv").read_bytes().startswith(b"\xef\xbb\xbfstatus,")
    assert desk.run("review", ROLE, "--out", "sheet.xlsx", "--bom").code == 2


def test_every_view_as_parquet(desk: Desk) -> None:
    done = desk.run("publish", "--parquet", "views")
    assert done.code == 0, done.err
    views = {
        row["view_name"]
        for row in desk.run("sql", "SELECT view_name FROM duckdb_views() WHERE NOT internal", "--json").json()
    }
    assert {path.stem for path in (desk.folder / "views").iterdir()} == views >= {"shortlist", "people", "evidence"}
    counts = " UNION ALL ".join(f"SELECT '{view}' AS name, count(*) AS n FROM {view}" for view in sorted(views))
    for told in desk.well("sql", counts, "--json").json():
        assert len(read_table(desk.folder / "views" / f"{told['name']}.parquet", known=()).rows) == told["n"]
