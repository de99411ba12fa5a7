"""Hostile text in every kind of file: what comes back is what went out in the form that is documented, and no cell is a formula."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sourcing.errors import UsageError, WarehouseError
from tests.warehouse.exports.support import candidate
from warehouse.exports import catalogue
from warehouse.handing.safe_csv import safe
from warehouse.handing.tables import SUFFIXES, Table, read_table, write_table
from warehouse.handing.workbooks import LONGEST, shown_text

HOSTILE = [
    "=1+1",
    '=HYPERLINK("https://x.example","a")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "＝1",
    "{=1}",
    "'=1",
    "=cmd|' /C calc'!A0",
    'qu"ote, comma; semicolon\ttab',
    "two\nlines\r\nand three\rfour",
    "\U0001f469\u200d\U0001f680",
    "שלום עולם",
    "\u202ereversed",
    "a\0b",
    "\x07bell\x1b[31m",
    "\ud83d half",
    "\ufffe\uffff",
    "_x003D_1",
    "<script>alert(1)</script>&amp;",
    "x" * 10_000,
    "y" * (LONGEST + 7),
    "\U0001f600" * LONGEST,
    "",
    " ",
    "p0123456789ab",
]
GUESSED = [
    "2026-01-02",
    "1e5",
]  # a spreadsheet takes them for a day and a number where a CSV holds them; a workbook says that they are text
ANY = st.text() | st.sampled_from(HOSTILE[:23])


def whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


FORMS: dict[str, Callable[[str], str]] = {
    ".csv": lambda text: whole(safe(text)),
    ".xlsx": shown_text,
    ".jsonl": whole,
    ".parquet": whole,
}


def back(path: Path, known: tuple[str, ...] = ()) -> list[dict[str, str]]:
    """The rows of a file that was written."""
    return [dict(row) for _, row in read_table(path, known=known).rows]


def table(texts: list[str]) -> Table:
    rows: list[list[str | int | float | date | None]] = [[n, text, None] for n, text in enumerate(texts)]
    return Table(columns=("n", "text", "none"), rows=rows, kinds={"n": "INTEGER", "none": "DATE"})


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_comes_back_is_what_went_out(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"t{suffix}"
    assert write_table(path, table(HOSTILE + GUESSED)) == len(HOSTILE + GUESSED)
    assert read_table(path, known=()).columns == ("n", "text", "none")
    assert [row["text"] for row in back(path)] == [FORMS[suffix](text) for text in HOSTILE + GUESSED]
    assert [row["n"] for row in back(path)] == [str(n) for n in range(len(HOSTILE + GUESSED))]
    assert path.stat().st_mode & 0o777 == 0o600
    first = path.read_bytes()
    write_table(path, table(HOSTILE + GUESSED))
    assert path.read_bytes() == first


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


@settings(deadline=None)
@given(st.lists(ANY, max_size=4), st.sampled_from(SUFFIXES))
def test_any_text_comes_back(folder: Path, texts: list[str], suffix: str) -> None:
    path = folder / f"any{suffix}"
    write_table(path, table(texts))
    assert [row["text"] for row in back(path)] == [FORMS[suffix](text) for text in texts]


@given(ANY)
def test_the_form_of_a_workbook_is_settled_short_and_loses_no_letter(text: str) -> None:
    once = shown_text(text)
    assert shown_text(once) == once and len(once.encode("utf-16-le")) <= 2 * LONGEST
    printable = [char for char in whole(text) if char.isalnum()]
    assert [char for char in once if char.isalnum()] == printable[: len([char for char in once if char.isalnum()])]


@given(ANY)
def test_no_cell_of_a_workbook_is_a_formula(folder: Path, text: str) -> None:
    path = folder / "formula.xlsx"
    write_table(path, table([text]))
    cells = [cell for row in load_workbook(path).worksheets[0] for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_csv_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    text = 'person_id;decision\r\np1;"a;b"\r\n'
    for raw in (
        text.encode("utf-16"),
        text.encode("utf-8-sig"),
        text.replace(";", "\t").replace("a\tb", "a;b").encode(),
    ):
        (tmp_path / "t.csv").write_bytes(raw)
        assert back(tmp_path / "t.csv", ("person_id", "decision")) == [{"person_id": "p1", "decision": "a;b"}]


def test_a_day_comes_back_as_a_day(tmp_path: Path) -> None:
    days = Table(columns=("n", "day"), rows=[[1, date(2026, 11, 1)], [2, None]], kinds={"n": "INTEGER", "day": "DATE"})
    for suffix in SUFFIXES:
        write_table(tmp_path / f"d{suffix}", days)
        assert [row["day"] for row in back(tmp_path / f"d{suffix}")] == ["2026-11-01", ""]


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        assert write_table(tmp_path / f"e{suffix}", table([])) == 0
        assert not back(tmp_path / f"e{suffix}")
    with pytest.raises(UsageError, match="no known ending"):
        write_table(tmp_path / "t.doc", table([]))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("raw", [b"", b"\0", b"PK\x03\x04", b"[1]\n", b"\xff\xfe\0", b"<html>"])
def test_what_is_no_table_is_refused_or_empty(raw: bytes, suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"x{suffix}").write_bytes(raw)
    with suppress(ValueError, UsageError, WarehouseError):
        assert not back(tmp_path / f"x{suffix}")


SOFFICE = shutil.which("soffice")
CONTROL = "control"
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true"


def converted(kind: str, folder: Path, *, to: Path) -> None:
    files = sorted(str(path) for path in folder.iterdir() if path.is_file())
    profile = f"-env:UserInstallation=file://{to.parent}/profile"
    words = (
        str(SOFFICE),
        profile,
        "--headless",
        "--infilter=CSV:44,34,UTF8",
        "--convert-to",
        kind,
        "--outdir",
        str(to),
    )
    done = subprocess.run([*words, *files], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def written(folder: Path) -> dict[str, list[list[str]]]:
    """Files of every format that a spreadsheet opens, full of hostile names, by name; and what is to be seen in them.

    The longest texts, over which LibreOffice takes seconds, are in one file of each kind.
    """
    contacts = {"email": "a@mail.example", "linkedin": "https://linkedin.example/in/a"}
    names = [text or "x" for text in HOSTILE if len(text) < LONGEST]
    people = [candidate(text, person_id=f"p{n:012x}", contacts=contacts) for n, text in enumerate(names)]
    tables = {
        f"{name}{one.suffix}": Table(columns=one.columns, rows=[one.cells(person, {}) for person in people])
        for name, one in catalogue().items()
        if one.suffix in (".csv", ".xlsx")
    }
    tables["hostile.xlsx"] = Table(columns=("text", "end"), rows=[[text, "."] for text in HOSTILE + GUESSED])
    tables["long.csv"] = Table(columns=("text", "end"), rows=[[text, "."] for text in HOSTILE])
    held = {}
    for file, one in tables.items():
        write_table(folder / file, one)
        form = FORMS[Path(file).suffix]
        held[Path(file).stem] = [list(one.columns), *([form(str(cell)) for cell in row] for row in one.rows)]
    (folder / f"{CONTROL}.csv").write_text("text\n=1+1\n", "utf-8")
    return held


@pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is missing: apt-get install --no-install-recommends libreoffice-calc"
)
def test_libreoffice_opens_each_file_and_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    held = written(tmp_path / "files")
    converted(AS_CSV, tmp_path / "files", to=tmp_path / "csv")
    for name, rows in held.items():
        with (tmp_path / "csv" / f"{name}.csv").open(newline="", encoding="utf-8-sig") as file:
            seen = list(csv.reader(file))
        assert [[flat(cell) for cell in row] for row in seen] == [[flat(cell) for cell in row] for row in rows], name
    converted("fods", tmp_path / "files", to=tmp_path / "fods")
    formulas = {path.stem for path in (tmp_path / "fods").iterdir() if "table:formula=" in path.read_text("utf-8")}
    assert len(list((tmp_path / "fods").iterdir())) == len(held) + 1
    assert formulas == {CONTROL}  # it would be seen


def flat(text: str) -> str:
    """A cell without what spreadsheets make of breaks."""
    return " ".join(text.split())
