"""A sourcer's own list: read however it was saved, refused with row and column, joined by addresses alone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.errors import UsageError
from sourcing.importing import Told
from sourcing.imports import catalogue
from tests.imports.support import check, given_of
from warehouse.incoming.dumps import Dumps, open_dumps


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dumps]:
    with open_dumps(tmp_path_factory.mktemp("scratch"), memory_limit="256MB") as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


_HEADERS = ("name", "link", "note", "met_at", "lawful_basis")
_ROW = ("Marit Solvanger", "https://github.com/marit-sbx", "spoke", "2026-10-03", "consent")


def _as(encoding: str, mark: str = ",") -> Callable[[list[tuple[str, ...]]], bytes]:
    def written(rows: list[tuple[str, ...]]) -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=mark).writerows(rows)
        return text.getvalue().encode(encoding)

    return written


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_is_read_however_it_was_saved(encoding: str, mark: str, tables: Dumps, tmp_path: Path) -> None:
    path = tmp_path / "met.csv"
    path.write_bytes(_as(encoding, mark)([_HEADERS, ("Märta; Lundqvist, R.", *_ROW[1:])]))
    told = [one for one in catalogue()["people"].read([path], given_of({}, tables=tables)) if isinstance(one, Told)]
    assert [one.profile and one.profile.display_name for one in told] == ["Märta; Lundqvist, R."]
    assert [one.met and one.met.of.key for one in told] == ["github:marit-sbx"]


@given(place=st.integers(0, 4), cell=st.text(max_size=30))
def test_a_strange_cell_is_told_or_named(place: int, cell: str, tables: Dumps, folder: Path) -> None:
    path = folder / "met.csv"
    strange = tuple(cell if number == place else value for number, value in enumerate(_ROW))
    path.write_bytes(_as("utf-8")([_HEADERS, _ROW, strange]).replace(b"\x00", b""))
    asked = given_of({}, tables=tables)
    try:
        found = list(catalogue()["people"].read([path], asked))
    except UsageError as refused:
        assert re.search(r"row \d+", refused.message) or "names nobody" in refused.message
    else:
        check(found, asked)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "names nobody"),
        (b"name,link\n", "names nobody"),
        (
            b"name,link,lawful_basis\nMarit,https://github.com/marit-sbx,consent,more\n",
            "row 2: 4 cells under 3 columns",
        ),
        (b"name,name\nMarit,Marit\n", "two columns are called 'name'"),
        (b'name,link,lawful_basis\nMarit,"https://github.com/marit-sbx,consent\n', "row 2"),
        (
            "name,link,lawful_basis\nPiet,https://github.com/p,consent\nMärta,x,y\n".encode("latin-1"),
            "row 3: no UTF-8 text",
        ),
        (b"\xff\xfenam", "no UTF-8 text"),
    ],
)
def test_a_list_with_a_mistake_is_refused_with_its_row(data: bytes, said: str, tables: Dumps, tmp_path: Path) -> None:
    path = tmp_path / "met.csv"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=re.escape(said)):
        list(catalogue()["people"].read([path], given_of({}, tables=tables)))


def test_no_name_joins_and_one_link_is_one_person_in_every_list(tables: Dumps, tmp_path: Path) -> None:
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    files[0].write_bytes(
        _as("utf-8")([_HEADERS, _ROW, ("Marit Solvanger", "https://github.com/odile-sbx", "", "", "consent")])
    )
    files[1].write_bytes(
        _as("utf-8")([_HEADERS, ("M. S.", "https://gitlab.com/x-sbx github.com/MARIT-sbx", "", "", "consent")])
    )
    told = [one for one in catalogue()["people"].read(files, given_of({}, tables=tables)) if isinstance(one, Told)]
    assert told[0].account == told[2].account != told[1].account
