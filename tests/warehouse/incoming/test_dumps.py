"""Large tables: every row as it stands in the file, filtered, in any dialect of line ends; lines that do not fit named by number."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcing.errors import UsageError, WarehouseError
from sourcing.importing import Lost
from warehouse.incoming.dumps import Dumps, open_dumps

_CELL = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["NA", "null", "true", "1e5", "007", '"', '""', ",", "\n", "\r\n", " x ", "é"]
)
_ROWS = st.lists(st.tuples(_CELL, _CELL, st.sampled_from(["2", "3", "Ab", "aB", ""])), max_size=12)
_NAMES = ("one", "two", "kind")


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dumps]:
    with open_dumps(tmp_path_factory.mktemp("scratch"), memory_limit="256MB") as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


def written(path: Path, rows: list[tuple[str, ...]], *, ends: str = "\r\n") -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator=ends, quoting=csv.QUOTE_ALL).writerows([_NAMES, *rows])
    path.write_bytes(text.getvalue().encode())
    return path


@settings(max_examples=60)
@given(rows=_ROWS, ends=st.sampled_from(["\n", "\r\n"]), kinds=st.sampled_from([("2",), ("ab", "3"), ()]))
def test_rows_are_those_of_the_file(
    rows: list[tuple[str, str, str]], ends: str, kinds: tuple[str, ...], dumps: Dumps, folder: Path
) -> None:
    path, lost = written(folder / "table.csv", list(rows), ends=ends), Lost()
    found = [tuple(row.values()) for row in dumps.rows(path, _NAMES, keep={"kind": kinds}, lost=lost)]
    assert sorted(found) == sorted(row for row in rows if row[2].lower() in kinds)
    assert not lost.counts


def test_what_does_not_fit_is_counted_and_named_by_its_line(dumps: Dumps, folder: Path) -> None:
    body = 'one,two,kind\na,"two\nlines",2\nb,c,2\ntoo,many,2,cells\nfew\nd,e,2\n' + "few\n" * 40 + "f,g,2\n"
    for path in (folder / "lost.csv", folder / "lost.csv.gz"):
        path.write_bytes(gzip.compress(body.encode()) if path.suffix == ".gz" else body.encode())
        lost = Lost()
        found = [row["one"] for row in dumps.rows(path, ("one",), keep={"kind": ("2",)}, lost=lost)]
        assert found == ["a", "b", "d", "f"]
        (said,) = lost.lines()
        assert said.startswith(
            f"{path.name}: 42 could not be read (line 5: too many columns; line 6: missing columns; line 8: "
        )
        assert said.endswith("and 37 more)")


def test_lines_that_do_not_fit_are_counted_behind_a_field_that_the_module_csv_does_not_take(
    dumps: Dumps, tmp_path: Path
) -> None:
    path, limit = tmp_path / "long.csv", csv.field_size_limit(1_000)  # one for the process, which reading a sheet sets
    path.write_text("one,two,kind\n" + f"a,{'x' * 2_000},2\n" + "few\n" * 5_001)
    try:
        with pytest.raises(UsageError, match=r"5,001 of its first 5,002 lines"):
            list(dumps.rows(path, ("one",), keep={}, lost=Lost()))
    finally:
        csv.field_size_limit(limit)


def test_a_table_that_does_not_fit_its_header_is_refused_before_it_is_read(dumps: Dumps, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("one,two,kind\n" + "a,b,2\n" * 7_000 + "few\n" * 7_002)
    said = r"other\.csv: 7,002 of its first 14,003 lines do not have the 3 fields of the header"
    with pytest.raises(UsageError, match=said):
        list(dumps.rows(path, ("one",), keep={}, lost=Lost()))
    path.write_text("one,two,kind\n" + "few\n" * 4_000)
    lost = Lost()
    assert not list(dumps.rows(path, ("one",), keep={}, lost=lost))
    assert lost.counts == {"other.csv": 4_000}


def test_many_values_are_looked_up_as_few_are_compared(dumps: Dumps, folder: Path) -> None:
    rows = [(str(number), "x", "2") for number in range(500)]
    path = written(folder / "many.csv", list(rows))
    wanted = [str(number) for number in range(0, 1_000, 3)]
    found = [row["one"] for row in dumps.rows(path, ("one",), keep={"one": wanted, "kind": ("2",)}, lost=Lost())]
    assert sorted(found, key=int) == [str(number) for number in range(0, 500, 3)]


def test_parquet_is_read_as_text_too(dumps: Dumps, folder: Path) -> None:
    path = folder / "table.parquet"
    duckdb.execute(f"COPY (SELECT 7 AS one, NULL AS two, 'Ab' AS kind) TO '{path}'")
    assert dumps.columns(path) == _NAMES
    (row,) = dumps.rows(path, (*_NAMES, "absent"), keep={"one": ("7",), "kind": ("AB",)}, lost=Lost())
    assert row == {"one": "7", "two": "", "kind": "Ab", "absent": ""}


def test_a_column_to_filter_by_must_be_there(dumps: Dumps, folder: Path) -> None:
    path = written(folder / "lacking.csv", [("a", "b", "2")])
    with pytest.raises(UsageError, match=r"lacking\.csv has no column tier"):
        list(dumps.rows(path, ("one",), keep={"tier": ("2",)}, lost=Lost()))


@pytest.mark.parametrize("data", [b"", b"\n", b"one\n", b"a,a\n", b"PK\x03\x04,\x00,x\n"])
def test_what_is_no_table_is_refused(data: bytes, dumps: Dumps, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_bytes(data)
    with pytest.raises(UsageError, match=r"odd\.csv is no table"):
        dumps.columns(tmp_path / "odd.csv")


def test_what_is_cut_or_gone_is_the_operator_s_to_mend(dumps: Dumps, tmp_path: Path) -> None:
    whole = gzip.compress(
        b"one,two,kind\n" + b"".join(f"{number},{number * 7},2\n".encode() for number in range(9_000))
    )
    for path, data in ((tmp_path / "cut.csv.gz", whole[:-400]), (tmp_path / "odd.parquet", b"PAR1")):
        path.write_bytes(data)
        with pytest.raises(UsageError, match=rf"{path.name} cannot be read"):
            list(dumps.rows(path, ("one",), keep={}, lost=Lost()))
    for length in (5, len(gzip.compress(b"one,two,kind\n")) - 8, 60):
        (tmp_path / "short.csv.gz").write_bytes(whole[:length])
        with pytest.raises(UsageError, match=r"short\.csv\.gz (is no table|cannot be read)"):
            list(dumps.rows(tmp_path / "short.csv.gz", ("one",), keep={}, lost=Lost()))
    with pytest.raises(UsageError, match="gone"):
        dumps.columns(tmp_path / "gone.csv")
    with pytest.raises(WarehouseError), open_dumps(tmp_path, memory_limit="much"):
        pass
