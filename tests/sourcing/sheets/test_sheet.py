"""A table is read however it was saved, and refused with the row in which it is none."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from sourcing.errors import UsageError
from sourcing.sheets.sheet import Mistakes, parse, read

HOSTILE = ("=1+1", '"quoted"', "a;b,c\td", "two\nlines", "\u202eright to left", "\U0001f600", "'", "x" * 10_000)
KNOWN = ("person_id", "decision", "decided_by")
CELL = st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40
) | st.sampled_from(HOSTILE)


def saved(rows: list[list[str]], *, encoding: str = "utf-8", mark: str = ",", ending: str = "\r\n") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(*sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for rows in sheets:
        page = book.create_sheet()
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@given(
    cells=st.lists(CELL.filter(lambda cell: bool(cell.strip())), min_size=3, max_size=3),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    mark=st.sampled_from([",", ";", "\t"]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_what_goes_in_comes_out(cells: list[str], encoding: str, mark: str, ending: str) -> None:
    data = saved([["Person ID", "decision", "Decided-By"], cells], encoding=encoding, mark=mark, ending=ending)
    table = parse(data, name="sheet.csv", known=KNOWN)
    assert table.columns == KNOWN
    assert table.rows == [(2, dict(zip(KNOWN, cells, strict=True)))]


@given(data=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        table = parse(data, name="sheet.csv", known=KNOWN)
    except UsageError as refused:
        assert refused.message.startswith("sheet.csv")
    else:
        assert all(number > 1 and set(row) == set(table.columns) for number, row in table.rows)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding: str) -> None:
    assert parse(saved([[*KNOWN], ["p1", "no", "Ana"]], encoding=encoding), name="x", known=KNOWN).rows[0][1] == {
        "person_id": "p1",
        "decision": "no",
        "decided_by": "Ana",
    }


def test_excel_s_own_first_line_is_no_header() -> None:
    data = b"sep=;\r\n" + saved([[*KNOWN], ["p1", "a, b", "Ana"]], mark=";")
    assert [(number, row["decision"]) for number, row in parse(data, name="x", known=KNOWN).rows] == [(3, "a, b")]


def test_rows_are_numbered_as_the_spreadsheet_does() -> None:
    data = saved([[*KNOWN], ["p1", "two\nlines", ""], ["", "", ""], ["p2", "x", ""]])
    assert [number for number, _ in parse(data, name="x", known=KNOWN).rows] == [2, 4]


def test_a_workbook_gives_days_and_whole_numbers_as_they_are_shown() -> None:
    rows: list[list[Any]] = [
        ["person_id", "decision", "until", "n"],
        ["p1", "later", datetime(2026, 12, 1), 3.0],
        [None] * 4,
    ]
    table = parse(workbook([["about"], ["x"]], rows), name="x.xlsx", known=KNOWN)
    assert table.rows == [(2, {"person_id": "p1", "decision": "later", "until": "2026-12-01", "n": "3"})]
    plain = parse(workbook([["person_id", "until"], ["p1", date(2026, 12, 1)]]), name="x.xlsx", known=KNOWN)
    assert plain.rows[0][1]["until"] == "2026-12-01"


def resized(data: bytes, size: str, *, said: str = "") -> bytes:
    """The same workbook, which says of its worksheets that they are of this size."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in packed.namelist():
            body = packed.read(name)
            if name.startswith("xl/worksheets/"):
                body = re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{size}"'.encode(), body)
                body = body.replace(b"</sheetData>", f"</sheetData>{said}".encode())
            made.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize("size", ["A1", "A1:B2", "B2:C3", "A1:C3", "A1:XFD1048576"])
def test_a_workbook_that_is_wrong_of_its_own_size_loses_nothing(size: str) -> None:
    rows = [[*KNOWN], ["p1", "no", "Ana"], ["p2", "yes", "Bo"]]
    table = parse(resized(workbook(rows), size), name="x.xlsx", known=KNOWN)
    assert table.columns == KNOWN
    assert [row for _, row in table.rows] == [dict(zip(KNOWN, row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("far", [(150_000, "XFD"), (2_000, "AMJ"), (1_048_576, "A")])
def test_a_workbook_of_more_than_somebody_typed_is_refused_soon(far: tuple[int, str]) -> None:
    rows, last = far
    wide = "".join(f'<row r="{n}"><c r="{last}{n}"><v>1</v></c></row>' for n in range(max(1, rows - 149_999), rows + 1))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([[*KNOWN]]))) as packed, zipfile.ZipFile(out, "w", 8) as made:
        for name in packed.namelist():
            body = packed.read(name)
            is_page = name.startswith("xl/worksheets/")
            made.writestr(name, body.replace(b"</sheetData>", f"{wide}</sheetData>".encode()) if is_page else body)
    began = time.process_time()
    with pytest.raises(UsageError, match="larger than a list that somebody typed"):
        parse(out.getvalue(), name="x.xlsx", known=KNOWN)
    assert time.process_time() - began < 10


def test_cells_merged_down_the_rows_are_mistakes_that_are_named() -> None:
    rows = [["person_id", "decision", "note", "decided_by"], ["p1", "approved", "", "Ana"], ["p2"], ["p3", "no"]]
    areas = '<mergeCells count="4"><mergeCell ref="B2:D3"/><mergeCell ref="D2:D4"/>'
    alike = '<mergeCell ref="C2:C4"/><mergeCell ref="A1:A1"/><mergeCell ref="B4:D4"/></mergeCells>'  # nothing is lost
    with pytest.raises(UsageError) as refused:
        parse(resized(workbook(rows), "A1", said=areas + alike), name="x.xlsx", known=KNOWN)
    assert refused.value.message == (
        "x.xlsx: row 2, decided_by: rows 2 to 4 are merged, so only the first has it; fill in each; "
        "row 2, decision: rows 2 to 3 are merged, so only the first has it; fill in each"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 and nothing that follows", "no workbook"),
        (b"a,b\n1,2,3\n", "row 2: 3 cells under 2 columns"),
        (b"a,b\nGr\xfc\xdfe,x\n", "row 2: no UTF-8 text"),
        (b"name,Name\n", "two columns are called 'name'"),
        (b'a,b\n"open,1\n', "row 2"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_bytes(data)
    with pytest.raises(UsageError, match=said):
        read(tmp_path / "sheet.csv", known=("a", "b"))


def test_a_table_of_many_columns_is_not_filled_up_row_by_row() -> None:
    data = ",".join(f"column {number}" for number in range(5_000)) + "\n" + "1\n" * 1_000
    with pytest.raises(UsageError, match="larger than a list that somebody typed"):
        parse(data.encode(), name="x", known=KNOWN)


def test_all_mistakes_are_told_together_the_first_twenty_by_name() -> None:
    mistakes = Mistakes("sheet.csv")
    mistakes.check()
    for row in range(30, 5, -1):
        mistakes.note(row, "decision", "it is empty")
    with pytest.raises(UsageError) as refused:
        mistakes.check()
    assert refused.value.message.startswith("sheet.csv: row 6, decision: it is empty; row 7")
    assert "row 25," in refused.value.message and "row 26," not in refused.value.message
    assert refused.value.message.endswith("and 5 more")
