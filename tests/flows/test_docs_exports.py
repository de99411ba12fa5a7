"""What docs/exports.md says of the formats is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from warehouse.exports import catalogue

PAGE = (Path(__file__).parents[2] / "docs/exports.md").read_text("utf-8")


TOLD = {
    name: f"{needs} | {most} | {certainty}"
    for names, needs, most, certainty in re.findall(r"^\| (`.+?) \| (.+?) \| (.+?) \| (.+?) \|$", PAGE, re.M)
    for name in re.findall(r"`([a-z-]+)`", names)
}
FORMATS = catalogue()


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_has_its_row(name: str) -> None:
    one = FORMATS[name]
    needs = str(one.needs).replace("no address", "nothing")
    row = f"{needs} | {one.most_rows:,} | {one.certainty}" if one.most_rows else f"{needs} | any | {one.certainty}"
    assert TOLD.get(name) == row, f"docs/exports.md needs the row | `{name}` | {row} |"


def test_no_row_is_of_a_format_that_is_not_there() -> None:
    assert TOLD.keys() <= FORMATS.keys()
