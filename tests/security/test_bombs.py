"""Files made to cost: small where they lie, large where they are read. They are refused, or read as far as they go, in bounded time."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from sourcing.errors import Unreadable, UsageError
from sourcing.evidence.foreign import foreign
from sourcing.git.command import complaint
from sourcing.parsing.formats import toml_table, yaml_documents
from sourcing.parsing.problems import problem
from sourcing.parsing.xmltree import tree
from sourcing.sheets.sheet import read
from tests.signals.support import snapshot

SECONDS = 2.0  # of the processor
ROW = b"<row><c><v>1</v></c></row>"
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {now} "{f"&{before};" * 10}">' for before, now in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def _book(change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook of one person, each part of it changed."""
    book, file, packed = Workbook(), io.BytesIO(), io.BytesIO()
    sheet = book.active
    assert sheet
    sheet.append(["person", "stage"])
    sheet.append(["ada", "later"])
    book.save(file)
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return packed.getvalue()


def _rows(count: int) -> Callable[[str, bytes], bytes]:
    def change(name: str, part: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return part
        return re.sub(rb"<dimension[^>]*/>", b"", part).replace(b"</sheetData>", ROW * count + b"</sheetData>")

    return change


def _entities(declared: str) -> Callable[[str, bytes], bytes]:
    def change(name: str, part: bytes) -> bytes:
        if not name.endswith("sharedStrings.xml"):
            return part
        return declared.encode() + part.partition(b"?>")[2].replace(b"ada", b"ada&i;")

    return change


def test_a_workbook_that_unpacks_to_more_than_anybody_typed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(_book(_rows(2_800_000)))
    assert path.stat().st_size < 300_000
    begun = time.process_time()
    with pytest.raises(UsageError, match="larger than a list"):
        read(path, known=["person"])
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("declared", [LAUGHS, '<!DOCTYPE a [<!ENTITY i SYSTEM "file:///etc/hostname">]>'])
def test_entities_of_a_workbook_stand_for_nothing(tmp_path: Path, declared: str) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(_book(_entities(declared)))
    try:
        told = str(read(path, known=["person"]))
    except UsageError:
        return
    assert len(told) < 300 and Path("/etc/hostname").read_text().strip() not in told


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS + "<a>&i;</a>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]><a/>',
        "<a>" * 100_000,
        "<a>" + "<b/>" * 310_000 + "</a>",
    ],
    ids=["laughs", "file", "fetched", "deep", "wide"],
)
def test_xml_of_feeds_and_records_is_bounded(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(Unreadable):
        tree(text)
    assert time.process_time() - begun < SECONDS


def test_aliases_of_yaml_stand_for_little() -> None:
    laughs = "a: &a [x, x, x]\n" + "".join(
        f"{now}: &{now} [{', '.join([f'*{before}'] * 9)}]\n" for before, now in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for text in (laughs, "a: &a [*a]\n", "- " * 90_000):
        begun = time.process_time()
        assert len(str(yaml_documents(text))) < 1_000_000
        assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("part", ["a.", "'a'.", "a . ", '"".'])
def test_a_toml_key_of_very_many_parts_is_no_table(part: str) -> None:
    begun = time.process_time()
    for text in (part * 200_000 + "a = 1\n", f"[{part * 200_000}a]\n", f"x = {{{part * 200_000}a = 1}}\n"):
        assert toml_table(text) == {}
        assert problem("pyproject.toml", text) is not None
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("unit", ["\n", " ", "\t", " \n", "a ", "*a", "copyright ", "-"])
def test_what_says_whose_code_it_is_costs_no_square(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    begun = time.process_time()
    foreign(snapshot({".gitattributes": text, "LICENSE": text, "kit/LICENSE": text, "kit/setup.py": text}))
    assert time.process_time() - begun < SECONDS


def test_what_a_host_complains_of_is_cut() -> None:
    begun = time.process_time()
    assert len(complaint(b"fatal: remote error: " + b"_" * 5_000_000)) <= 1_000
    assert time.process_time() - begun < SECONDS
