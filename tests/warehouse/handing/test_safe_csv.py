"""CSV that gives back every text and starts no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.errors import HomeError, UsageError
from warehouse.handing.safe_csv import safe, write_csv

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "   -2",
    "\u00a0=1",
    "\u3000=1",
    "\ufeff=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
]
HIDDEN = ["\u200b=1", "\u202e=1", "\u00ad@x", " \t\n =1", "\x01=1", "﹣1", "⁺1", "−1", "\n\t", "\x85+1", "\u2028=1"]
HARMLESS = [
    "",
    "plain",
    "a=b",
    "1-2",
    "x@y",
    "'=1",
    "#hash",
    "日本語",
    "a\tb",
    "two\nlines",
    "Đorđe",
    " leading",
    "=".join("ab"),
]


@pytest.mark.parametrize("text", [*FORMULAS, *HIDDEN])
def test_what_a_spreadsheet_might_run_gets_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_nothing_is_empty_and_nul_is_dropped() -> None:
    assert (safe(None), safe("a\0b"), safe("\0=1"), safe(0), safe(-1)) == ("", "ab", "'=1", "0", "'-1")


@given(st.text())
def test_safe_is_settled_and_loses_nothing_but_nul(text: str) -> None:
    once = safe(text)
    assert safe(once) == once
    assert once in (text.replace("\0", ""), "'" + text.replace("\0", ""))


CELLS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.sampled_from(['"', '""', ",", "\r\n", 'a,b\n"c"'])
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_a_csv_reader_gives_the_cells_back(folder: Path, rows: list[list[str]]) -> None:
    path = folder / "cells.csv"
    assert write_csv(path, ["a", "b", "c"], rows) == len(rows)
    raw = path.read_bytes()
    read = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True))
    assert read == [["a", "b", "c"], *([safe(cell) for cell in row] for row in rows)]
    assert raw.endswith(b"\r\n")


def test_numbers_are_written_as_numbers_and_text_that_looks_like_one_is_not(tmp_path: Path) -> None:
    write_csv(tmp_path / "n.csv", ["n", "t"], [[-1.5, "-1.5"], [7, None]])
    assert (tmp_path / "n.csv").read_bytes() == b"n,t\r\n-1.5,'-1.5\r\n7,\r\n"


def test_the_file_is_private_and_the_same_bytes_twice(tmp_path: Path) -> None:
    held = []
    for _ in range(2):
        write_csv(tmp_path / "deep" / "s.csv", ["a"], [["x"]])
        held.append((tmp_path / "deep" / "s.csv").read_bytes())
    assert held[0] == held[1]
    assert (tmp_path / "deep" / "s.csv").stat().st_mode & 0o777 == 0o600
    assert [one.name for one in (tmp_path / "deep").iterdir()] == ["s.csv"]


def test_a_name_that_no_encoding_knows_does_not_stop_the_sheet(tmp_path: Path) -> None:
    write_csv(tmp_path / "s.csv", ["a"], [["caf\udce9"]])
    assert (tmp_path / "s.csv").read_text("utf-8") == "a\ncaf?\n"


def test_rows_that_fail_leave_the_former_file(tmp_path: Path) -> None:
    def rows() -> Iterator[list[str]]:
        yield ["good"]
        raise KeyError("bad")

    path = tmp_path / "s.csv"
    path.write_text("former")
    with pytest.raises(KeyError):
        write_csv(path, ["a"], rows())
    assert path.read_text() == "former"


def test_a_place_that_cannot_be_written_is_named_and_left_clean(tmp_path: Path) -> None:
    (tmp_path / "s.csv").mkdir()
    with pytest.raises(UsageError, match=r"s\.csv"):
        write_csv(tmp_path / "s.csv", ["a"], [["x"]])
    assert [one.name for one in tmp_path.iterdir()] == ["s.csv"]
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError):
        write_csv(tmp_path / "file" / "s.csv", ["a"], [])
